"""A render spec in, a finished MP4 out: timeline → segments → frames → encode → join → check.

A pool of workers makes the sound and the segments; the calling thread only watches: it reports progress,
asks whether to stop, and is the only one that calls the caller back. Everything is made in a directory
beside the result, which is removed afterwards whatever happened; the result appears by a rename.
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av

from rendering.engine import cache_keys, encode, memory, sources
from rendering.engine.accents import Accents
from rendering.engine.audio import mix
from rendering.engine.cache import NoCache, SegmentCache
from rendering.engine.caption_cues import Cue, cues_of
from rendering.engine.captions import Captions
from rendering.engine.container import probe, verify
from rendering.engine.errors import Cancelled, EngineError, SourceError
from rendering.engine.frames import COMPARED_WIDTH, FrameRenderer
from rendering.engine.overlays import Overlays
from rendering.engine.timeline import SegmentSpan, Timeline, plan
from rendering.engine.types import Resolver
from rendering.spec.schema import RenderSpec

__all__ = [
    "Cancelled",
    "Composed",
    "EngineError",
    "SegmentCache",
    "SourceError",
    "compose",
    "compose_ahead",
    "poster",
]

# How often the watching thread looks up: the slowest that a cancellation is noticed.
POLL_SECONDS = 0.1

# More workers only wait for each other's memory.
MOST_WORKERS = 4

# `cancelled` may be a database query: while a file is joined or read it is asked for every so many packets.
_PACKETS_PER_QUESTION = 60

# progress(done frames, all frames, message), and whether the caller wants to stop.
Progress = Callable[[int, int, str], object]
IsCancelled = Callable[[], bool]
Cache = SegmentCache | NoCache


@dataclass(frozen=True)
class Composed:
    """A finished video. `cues` are its captions, burnt in or not; `notes` are sentences for people.

    `reused` is how many of the frames were in the cache. `poster` is the still that was asked for.
    """

    path: Path
    frames: int
    duration_ms: int
    probe: probe.Probe
    cues: tuple[Cue, ...]
    scene_starts_ms: tuple[int, ...]
    notes: tuple[str, ...]
    reused: int = 0
    poster: Path | None = None


def compose(
    spec: RenderSpec,
    resolve: Callable[[str], str | Path],
    out: str | Path,
    *,
    progress: Progress = lambda *_: None,
    cancelled: IsCancelled = lambda: False,
    workers: int | None = None,
    cache: SegmentCache | None = None,
    poster: str | Path | None = None,
) -> Composed:
    """Render a RenderSpec to `out` and return a Composed; its still is written to `poster`, if anywhere.

    `resolve(digest)` answers with the path of a local file. `progress(done_frames, total_frames,
    message)` and `cancelled()` are called from the calling thread only. Pieces that are in `cache`, a
    SegmentCache, are not made again; where digests do not name contents, `resolve.identity(digest)` must.
    Raises SourceError for media that cannot be used, Cancelled when asked to stop, and EngineError when
    the result does not pass its own check. `out` is only there if all went well.
    """
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix=f".{out.stem}-", dir=out.parent))
    try:
        job = _Job(spec, resolve, directory, progress, cancelled, workers, cache or NoCache())
        job.poster = Path(poster) if poster else None
        with memory.keep_freed():
            return job.run(out)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        if cache:
            cache.trim()


def compose_ahead(
    spec: RenderSpec,
    resolve: Callable[[str], str | Path],
    scenes: Collection[int],
    folder: str | Path,
    cache: SegmentCache,
    *,
    progress: Progress = lambda *_: None,
    cancelled: IsCancelled = lambda: False,
    workers: int | None = None,
) -> int:
    """Make the pieces of some scenes (their indexes) and leave them in `cache`. Returns how many frames.

    The rest of the RenderSpec may still change: `compose` takes the pieces whose keys are the same then.
    Calls back and raises as `compose` does. Half-made pieces lie in `folder`.
    """
    with tempfile.TemporaryDirectory(prefix="ahead-", dir=folder, ignore_cleanup_errors=True) as directory:
        job = _Job(spec, resolve, Path(directory), progress, cancelled, workers, cache)
        with memory.keep_freed():
            return job.run_ahead(scenes)


class _Stopped(Exception):  # noqa: N818 - unwinds a worker; nobody outside sees it
    pass


class _Job:
    """One run of compose: what its workers share."""

    def __init__(
        self,
        spec: RenderSpec,
        resolve: Callable[[str], str | Path],
        directory: Path,
        progress: Progress,
        cancelled: IsCancelled,
        workers: int | None,
        cache: Cache,
    ) -> None:
        self.spec, self.directory, self.progress, self.cancelled = spec, directory, progress, cancelled
        self.workers = workers or min(MOST_WORKERS, os.cpu_count() or 1)
        self.timeline = plan(spec)
        self.resolve, self.cache = _checked(resolve), cache
        self.by_contents = cache_keys.by_contents(spec, getattr(resolve, "identity", str))
        self.stop, self.mixed, self.lock = threading.Event(), threading.Event(), threading.Lock()
        self.encoders = threading.Semaphore(encode.encoders(spec.output))
        # Frames that are made, segments that are not, and the digests of the packets of those that are.
        self.done, self.reused = 0, 0
        self.open: list[SegmentSpan] = list(self.timeline.segments)
        self.digests: dict[SegmentSpan, str] = {}
        # What was taken from the cache: segments with their keys, and the sound's key.
        self.cached: list[tuple[SegmentSpan, str]] = []
        self.cached_sound: str | None = None
        self.cues: tuple[Cue, ...] = ()
        # Where the film's still is to be written.
        self.poster: Path | None = None

    def run(self, out: Path) -> Composed:
        self._report("Preparing")
        sound = self._make_all()
        path, found = self._joined(sound)
        _publish(path, out)
        starts = self.timeline.scene_starts_ms
        return Composed(
            out,
            found.frames,
            found.duration_ms,
            found,
            self.cues,
            starts,
            sound.notes,
            self.reused,
            self.poster,
        )

    def run_ahead(self, scenes: Collection[int]) -> int:
        self.open = [segment for segment in self.open if segment.scene.index in scenes]
        work = self._prepare()
        with ThreadPoolExecutor(self.workers, "engine") as pool:
            try:
                self._watch({pool.submit(self._segment, *each) for each in work})
            except BaseException:
                self.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return self.done - self.reused

    def _prepare(self) -> list[tuple[FrameRenderer, SegmentSpan, str]]:
        """What is left to draw and encode: (FrameRenderer, segment, its key), in order."""
        self.cues = cues_of(self.spec, self.timeline)
        captions = Captions(self.spec, self.timeline, self.cues)
        overlays = Accents(self.spec, self.timeline), Overlays(self.spec, self.timeline)
        keys = {segment: self._key(segment, captions, overlays) for segment in self.open}
        self._take_cached(keys)
        self.reused = self.done
        renderer = FrameRenderer(self.timeline, self._sources(), (*overlays, captions))
        return [(renderer, segment, keys[segment]) for segment in self._in_order()]

    def _in_order(self) -> list[SegmentSpan]:
        """What is left to make, in the order in which it is begun.

        Of few pieces, as after an edit, the longest is first: else it would be waited for alone. Many are
        begun as they are seen, so that few pictures are open at once.
        """
        if len(self.open) > 3 * self.workers:
            return list(self.open)
        return sorted(self.open, key=lambda segment: segment.frames, reverse=True)

    # --- what was made before

    def _key(self, segment: SegmentSpan, captions: Captions, overlays: tuple[Accents, Overlays]) -> str:
        shown, *over = (each.cache_data(segment.start, segment.stop) for each in (captions, *overlays))
        return cache_keys.segment(self.by_contents, segment, shown or [], over)

    def _take_cached(self, keys: Mapping[SegmentSpan, str]) -> None:
        """Take all segments that are in the cache. What remains is `open`."""
        for segment, key in keys.items():
            facts = self.cache.take("video", key, self._path(segment.start))
            if facts:
                self.cached.append((segment, key))
                self._close(segment, facts["digest"])
                self.done += segment.frames

    def _sources(self) -> sources.Sources:
        return sources.Sources(self.spec, self.timeline, self.resolve, list(self.open), self._still_cache())

    def _still_cache(self, folder: Path | None = None) -> sources.StillCache | None:
        """Stills of earlier jobs, passed through a folder: this job's, or another for who works beside it."""
        if isinstance(self.cache, NoCache):
            return None
        return sources.StillCache(self.cache, folder or self.directory, self.by_contents)

    # --- workers

    def _make_all(self) -> mix.Sound:
        """Run all work through the pool. Raises the first thing that went wrong.

        The sound gets the other cores as well if no picture is to be made: memory is short while they are.
        """
        work = self._prepare()
        with ThreadPoolExecutor(self.workers, "engine") as pool:
            try:
                sound = pool.submit(self._sound, 1 if work else self.workers)
                segments = [pool.submit(self._segment, *each) for each in work[:-2]]
                # Late, when its picture is in the cache; not last, or all would wait for it alone.
                stills = [pool.submit(self._draw_poster, self.poster)] if self.poster else []
                segments += [pool.submit(self._segment, *each) for each in work[-2:]]
                cached = [pool.submit(self._verify_cached, *each) for each in self.cached]
                self._watch({sound, *segments, *cached, *stills})
                return sound.result()
            except BaseException:
                self.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _sound(self, threads: int) -> mix.Sound:
        try:
            return self._make_sound(threads)
        finally:
            self.mixed.set()

    def _make_sound(self, threads: int) -> mix.Sound:
        path, key = self._path("sound"), cache_keys.sound(self.by_contents, self.timeline)
        facts = self.cache.take("sound", key, path)
        if facts:
            self.cached_sound = key
            return mix.Sound(**{**facts, "notes": tuple(facts["notes"])})
        sound = mix.make_sound(
            self.spec, self.timeline, self.resolve, path, self._check_stop, threads, self.mixed.set
        )
        self.cache.keep("sound", key, path, asdict(sound))
        return sound

    def _draw_poster(self, path: Path) -> None:
        folder = self.directory / "poster"
        folder.mkdir()
        _draw_poster(self.spec, self.timeline, self.resolve, path, self._still_cache(folder))

    def _verify_cached(self, segment: SegmentSpan, key: str) -> None:
        """The last work of all, done while AAC leaves a core idle; mixing would be kept waiting by it."""
        self.mixed.wait()
        try:
            verify.verify_keyframes(self._path(segment.start), self._check_stop)
        except EngineError:
            self.cache.forget("video", key)
            raise

    def _segment(self, renderer: FrameRenderer, segment: SegmentSpan, key: str) -> None:
        path = self._path(segment.start)
        encoded = self._encode(renderer, segment, path)
        digest = verify.verify_segment(path, segment.frames, self._check_stop, encoded)
        self.cache.keep("video", key, path, {"digest": digest, "frames": segment.frames})
        self._close(segment, digest)

    def _encode(self, renderer: FrameRenderer, segment: SegmentSpan, path: Path) -> str:
        """Draw and encode, as soon as there is memory for one more encoder. Returns the packets' digest."""
        while not self.encoders.acquire(timeout=POLL_SECONDS):
            self._check_stop()
        try:
            return self._write(renderer, segment, path)
        finally:
            self.encoders.release()

    def _write(self, renderer: FrameRenderer, segment: SegmentSpan, path: Path) -> str:
        writer = encode.SegmentWriter(
            path, self.spec.output, segment.scene.transition if segment.before else None
        )
        try:
            for frame in renderer.frames(segment):
                self._check_stop()
                writer.write(frame)
                with self.lock:
                    self.done += 1
        finally:
            digest = writer.close()
        return digest

    def _close(self, segment: SegmentSpan, digest: str) -> None:
        """A segment is made: note the digest of its packets."""
        with self.lock:
            self.digests[segment] = digest
            self.open.remove(segment)

    def _check_stop(self) -> None:
        if self.stop.is_set():
            raise _Stopped

    def _path(self, name: object) -> Path:
        return self.directory / f"{name}.mp4"

    # --- the calling thread

    def _watch(self, futures: "Iterable[Future[Any]]") -> None:
        """Wait for the workers; raise what the first of them raised."""
        while futures:
            finished, futures = wait(futures, POLL_SECONDS, FIRST_EXCEPTION)
            for future in finished:
                future.result()
            self._report(self._message())

    def _message(self) -> str:
        with self.lock:
            scene = self.open[0].scene.index if self.open else None
        return f"Rendering scene {scene}/{len(self.spec.scenes)}" if scene else "Mixing sound"

    def _report(self, message: str) -> None:
        """Say how far things are, unless the caller wants to stop."""
        if self.cancelled():
            raise Cancelled
        self.progress(self.done, self.timeline.frames, message)

    def _joined(self, sound: mix.Sound) -> tuple[Path, probe.Probe]:
        """The joined video. Cached pieces that do not give one are removed from the cache and made anew."""
        try:
            path = self._join()
            return path, self._check(path, sound)
        except EngineError:
            for _, key in self.cached:
                self.cache.forget("video", key)
            if self.cached_sound:
                self.cache.forget("sound", self.cached_sound)
            raise

    def _join(self) -> Path:
        self._report("Putting the video together")
        path, sound = self._path("video"), self._path("sound")
        segments = [self._path(segment.start) for segment in self.timeline.segments]
        check_stop = _Throttled(self.cancelled).check_stop
        try:
            encode.join(
                path, segments, sound, self.timeline, list(self._chapters()), self.spec.title, check_stop
            )
        except (av.error.InvalidDataError, av.error.EOFError, ValueError) as error:
            raise EngineError("A piece of the video was damaged before it was joined. Try again.") from error
        return path

    def _chapters(self) -> Iterator[encode.Chapter]:
        for scene, span in zip(self.spec.scenes, self.timeline.scenes, strict=True):
            yield scene.title or f"Scene {scene.index}", span.start, span.stop

    def _check(self, path: Path, sound: mix.Sound) -> probe.Probe:
        self._report("Checking the video")
        pieces = [(segment.frames, self.digests[segment]) for segment in self.timeline.segments]
        check_stop = _Throttled(self.cancelled).check_stop
        found = probe.probe_joined(path, pieces, sound, check_stop, self.workers)
        problems = probe.check(found, self.spec)
        if problems:
            raise EngineError(f"The finished video did not pass its check: {'; '.join(problems)}.")
        return found


class _Throttled:
    """Asks `cancelled` only once in a while."""

    def __init__(self, cancelled: IsCancelled) -> None:
        self.cancelled, self.count = cancelled, 0

    def check_stop(self) -> None:
        self.count += 1
        if self.count % _PACKETS_PER_QUESTION == 0 and self.cancelled():
            raise Cancelled


def _checked(resolve: Callable[[str], str | Path]) -> Resolver:
    """The caller's resolver; what it does not find becomes FileNotFoundError, which readers translate."""

    def found(digest: str) -> Path:
        try:
            return Path(resolve(digest))
        except (KeyError, LookupError, FileNotFoundError) as error:
            raise FileNotFoundError(f"no media {digest}") from error

    return found


def _publish(path: Path, out: Path) -> None:
    """Make a finished file durable, then let it appear under its name in one step."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    os.replace(path, out)


def poster(spec: RenderSpec, resolve: Callable[[str], str | Path], out: str | Path) -> Path:
    """Write a good still of the video as a JPEG to `out`: the liveliest scene's middle, no captions.

    Returns the path. Raises SourceError like `compose`.
    """
    return _draw_poster(spec, plan(spec), _checked(resolve), Path(out))


def _draw_poster(
    spec: RenderSpec,
    timeline: Timeline,
    resolve: Resolver,
    out: Path,
    still_cache: sources.StillCache | None = None,
) -> Path:
    # Which scene is the liveliest is seen in small frames as well, for a tenth of the work.
    scene = _without_captions(_small(spec), timeline, resolve).liveliest()
    return _without_captions(spec, timeline, resolve, still_cache).poster(scene, out)


def _small(spec: RenderSpec) -> RenderSpec:
    """The spec with a frame as small as scenes are compared at, of nearly the same shape."""
    output = spec.output
    share = min(1.0, COMPARED_WIDTH / output.width)
    size = {side: max(2, 2 * round(getattr(output, side) * share / 2)) for side in ("width", "height")}
    return spec.model_copy(update={"output": output.model_copy(update=size)})


def _without_captions(
    spec: RenderSpec, timeline: Timeline, resolve: Resolver, still_cache: sources.StillCache | None = None
) -> FrameRenderer:
    found = sources.Sources(spec, timeline, resolve, timeline.segments, still_cache)
    return FrameRenderer(timeline, found, (Accents(spec, timeline), Overlays(spec, timeline)))
