"""A render spec in, a finished MP4 out: timeline → segments → frames → encode → assemble → check.

A pool of workers makes the sound and the segments; the calling thread only watches: it tells how far
things are, asks whether to stop, and is the only one that calls the caller back. Everything is made in a
directory beside the result, which is gone afterwards whatever happened; the result appears by a rename.
"""

import os
import shutil
import tempfile
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path

import av

from rendering.engine import cache_keys, encode, memory, sources
from rendering.engine.accents import Accents
from rendering.engine.audio import mix
from rendering.engine.cache import NoCache, SegmentCache
from rendering.engine.captions import Captions
from rendering.engine.container import probe, verify
from rendering.engine.cues import Cue, cues_of
from rendering.engine.errors import Cancelled, EngineError, SourceError
from rendering.engine.frames import Painter
from rendering.engine.overlays import Overlays
from rendering.engine.timeline import plan

__all__ = ["Cancelled", "Composed", "EngineError", "SegmentCache", "SourceError", "compose", "poster"]

# How often the watching thread looks up.
GLANCE_SECONDS = 0.1

# More workers only wait for each other's memory.
MOST_WORKERS = 4


@dataclass(frozen=True)
class Composed:
    """A finished video. `cues` are its captions, burnt in or not; `notes` are sentences for people.

    `reused` is how many of the frames were in the cache.
    """

    path: Path
    frames: int
    duration_ms: int
    probe: probe.Probe
    cues: tuple[Cue, ...]
    scene_starts_ms: tuple[int, ...]
    notes: tuple[str, ...]
    reused: int = 0


def compose(
    spec, resolve, out, *, progress=lambda *_: None, cancelled=lambda: False, workers=None, cache=None
):
    """Render a RenderSpec to `out` and return a Composed.

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
        with memory.kept():
            return job.run(out)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        if cache:
            cache.trim()


class _Stopped(Exception):  # noqa: N818 - unwinds a worker; nobody outside sees it
    pass


class _Job:
    """One run of compose: what its workers share."""

    def __init__(self, spec, resolve, directory, progress, cancelled, workers, cache):
        self.spec, self.directory, self.progress, self.cancelled = spec, directory, progress, cancelled
        self.workers = workers or min(MOST_WORKERS, os.cpu_count() or 1)
        self.timeline = plan(spec)
        self.resolve, self.cache = _careful(resolve), cache
        self.named = cache_keys.by_contents(spec, getattr(resolve, "identity", str))
        self.stop, self.eased, self.lock = threading.Event(), threading.Event(), threading.Lock()
        self.encoders = threading.Semaphore(encode.encoders(spec.output))
        self.done, self.open, self.proofs = 0, list(self.timeline.segments), {}
        self.cues, self.reused, self.kept, self.reused_sound = (), 0, [], None

    def run(self, out):
        self._glance("Preparing")
        sound = self._make_all()
        made, found = self._film(sound)
        _publish(made, out)
        starts = self.timeline.scene_starts_ms
        return Composed(
            out, found.frames, found.duration_ms, found, self.cues, starts, sound.notes, self.reused
        )

    def _prepare(self):
        """What is left to paint and encode: (Painter, Segment, its key), in order."""
        self.cues = cues_of(self.spec, self.timeline)
        captions = Captions(self.spec, self.timeline, self.cues)
        finish = _finish(self.spec, self.timeline)
        named = self._keys(captions, finish)
        self._reuse(named)
        self.reused = self.done
        painter = Painter(self.timeline, self._sources(), (*finish, captions))
        return [(painter, segment, named[segment]) for segment in list(self.open)]

    # What was made before

    def _keys(self, captions, finish):
        return {piece: self._key(piece, captions, finish) for piece in self.timeline.segments}

    def _key(self, piece, captions, finish):
        words, *over = (each.shown(piece.start, piece.stop) for each in (captions, *finish))
        return cache_keys.segment(self.named, piece, words, over)

    def _reuse(self, named):
        """Take all segments that there are. What remains is `open`."""
        for segment, key in named.items():
            facts = self.cache.take("video", key, self._path(segment.start))
            if facts:
                self.kept.append((segment, key))
                self._finish(segment, facts["digest"])
                self.done += segment.frames

    def _sources(self):
        shelf = None if isinstance(self.cache, NoCache) else self._shelf()
        return sources.Sources(self.spec, self.timeline, self.resolve, list(self.open), shelf)

    def _shelf(self):
        return sources.Shelf(self.cache, self.directory, self.named)

    # Workers

    def _make_all(self):
        """Run all work through the pool. Returns the Sound; raises the first thing that went wrong.

        The sound gets the other cores as well if no picture is to be made: memory is short while they are.
        """
        work = self._prepare()
        with ThreadPoolExecutor(self.workers, "engine") as pool:
            try:
                sound = pool.submit(self._sound, 1 if work else self.workers)
                pieces = [pool.submit(self._segment, *each) for each in work]
                kept = [pool.submit(self._prove_kept, *each) for each in self.kept]
                self._watch({sound, *pieces, *kept})
                return sound.result()
            except BaseException:
                self.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _sound(self, threads):
        try:
            return self._sound_made(threads)
        finally:
            self.eased.set()

    def _sound_made(self, threads):
        path, key = self._path("sound"), cache_keys.sound(self.named, self.timeline)
        facts = self.cache.take("sound", key, path)
        if facts:
            self.reused_sound = key
            return mix.Sound(**{**facts, "notes": tuple(facts["notes"])})
        spec, alive = self.spec, self._alive
        made = mix.make(spec, self.timeline, self.resolve, path, alive, threads, self.eased.set)
        self.cache.keep("sound", key, path, asdict(made))
        return made

    def _prove_kept(self, segment, key):
        """The last work of all, done while AAC leaves a core idle; mixing would be kept waiting by it."""
        self.eased.wait()
        try:
            verify.prove_again(self._path(segment.start), self._alive)
        except EngineError:
            self.cache.forget("video", key)
            raise

    def _segment(self, painter, segment, key):
        path = self._path(segment.start)
        encoded = self._encode(painter, segment, path)
        digest = verify.prove(path, segment.frames, self._alive, encoded)
        self.cache.keep("video", key, path, {"digest": digest, "frames": segment.frames})
        self._finish(segment, digest)

    def _encode(self, painter, segment, path):
        """Paint and encode, as soon as there is memory for one more encoder. Returns the packets' digest."""
        while not self.encoders.acquire(timeout=GLANCE_SECONDS):
            self._alive()
        try:
            return self._write(painter, segment, path)
        finally:
            self.encoders.release()

    def _write(self, painter, segment, path):
        kind = segment.before and segment.scene.transition
        writer = encode.SegmentWriter(path, self.spec.output, kind)
        try:
            for frame in painter.frames(segment):
                self._alive()
                writer.write(frame)
                with self.lock:
                    self.done += 1
        finally:
            digest = writer.close()
        return digest

    def _finish(self, segment, digest):
        with self.lock:
            self.proofs[segment] = digest
            self.open.remove(segment)

    def _alive(self):
        if self.stop.is_set():
            raise _Stopped

    def _path(self, name):
        return self.directory / f"{name}.mp4"

    # The calling thread

    def _watch(self, futures):
        """Wait for the workers; raise what the first of them raised."""
        while futures:
            finished, futures = wait(futures, GLANCE_SECONDS, FIRST_EXCEPTION)
            for future in finished:
                future.result()
            self._glance(self._message())

    def _message(self):
        with self.lock:
            scene = self.open[0].scene.index if self.open else None
        return f"Rendering scene {scene}/{len(self.spec.scenes)}" if scene else "Mixing sound"

    def _glance(self, message):
        if self.cancelled():
            raise Cancelled
        self.progress(self.done, self.timeline.frames, message)

    def _film(self, sound):
        """(path, Probe) of the joined film. Kept pieces that do not give one are forgotten and made anew."""
        try:
            made = self._assemble()
            return made, self._check(made, sound)
        except EngineError:
            for _, key in self.kept:
                self.cache.forget("video", key)
            if self.reused_sound:
                self.cache.forget("sound", self.reused_sound)
            raise

    def _assemble(self):
        self._glance("Putting the video together")
        made = self._path("video")
        segments = [self._path(segment.start) for segment in self.timeline.segments]
        chapters = [(_title(scene), *span) for scene, span in self._spans()]
        sound, look = self._path("sound"), _Sometimes(self.cancelled).check
        try:
            encode.join(made, segments, sound, self.timeline, chapters, self.spec.title, look)
        except (av.error.InvalidDataError, av.error.EOFError, ValueError) as error:
            raise EngineError("A piece of the video was damaged before it was joined. Try again.") from error
        return made

    def _spans(self):
        spans = [(scene.start, scene.stop) for scene in self.timeline.scenes]
        return zip(self.spec.scenes, spans, strict=True)

    def _check(self, made, sound):
        self._glance("Checking the video")
        pieces = [(segment.frames, self.proofs[segment]) for segment in self.timeline.segments]
        found = probe.probe_joined(made, pieces, sound, _Sometimes(self.cancelled).check, self.workers)
        problems = probe.check(found, self.spec)
        if problems:
            raise EngineError(f"The finished video did not pass its check: {'; '.join(problems)}.")
        return found


class _Sometimes:
    """Asks `cancelled` once in a while: it may be a database query."""

    def __init__(self, cancelled, every=60):
        self.cancelled, self.every, self.count = cancelled, every, 0

    def check(self):
        self.count += 1
        if self.count % self.every == 0 and self.cancelled():
            raise Cancelled


def _finish(spec, timeline):
    """What is laid over the pictures below the captions, lowest first."""
    return Accents(spec, timeline), Overlays(spec, timeline)


def _title(scene):
    return scene.title or f"Scene {scene.index}"


def _careful(resolve):
    """The caller's resolver; what it does not find becomes FileNotFoundError, which readers translate."""

    def found(digest):
        try:
            return Path(resolve(digest))
        except (KeyError, LookupError, FileNotFoundError) as error:
            raise FileNotFoundError(f"no media {digest}") from error

    return found


def _publish(made, out):
    """Make a finished file durable, then let it appear under its name in one step."""
    with open(made, "rb") as file:
        os.fsync(file.fileno())
    os.replace(made, out)


def poster(spec, resolve, out):
    """Write a good still of the video as a JPEG to `out`: the liveliest scene's middle, no captions.

    Returns the path. Raises SourceError like `compose`.
    """
    timeline = plan(spec)
    found = sources.Sources(spec, timeline, _careful(resolve), timeline.segments)
    painter = Painter(timeline, found, _finish(spec, timeline))
    return painter.poster(Path(out))
