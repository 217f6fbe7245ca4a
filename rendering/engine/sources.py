"""The pictures and clips of a video, opened when first needed and closed after their last frame."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rendering.engine import cache_keys, clips, layers, motion, stills
from rendering.engine.cache import NoCache, SegmentCache
from rendering.engine.errors import SourceError
from rendering.engine.frames import AcquiredSource, Drawer
from rendering.engine.timeline import SceneSpan, SegmentSpan, Timeline
from rendering.engine.types import FloatSize, Resolver
from rendering.spec.schema import Media, RenderSpec, SceneSpec


class Sources:
    """Hands out what draws the scenes of some segments.

    Every source is looked at once before the work starts, so that a broken file is reported at once and not
    after minutes. Stills that were made ready are looked for and kept in a StillCache. Raises SourceError.
    """

    def __init__(
        self,
        spec: RenderSpec,
        timeline: Timeline,
        resolve: Resolver,
        segments: Sequence[SegmentSpan],
        still_cache: "StillCache | None" = None,
    ) -> None:
        self.frame = spec.output.width, spec.output.height
        self.fps, self.still_cache = timeline.fps, still_cache
        self.opening = threading.Lock()
        found: list[tuple[SceneSpan, SceneSpec, Path, Path | None, int]] = []
        for scene, scene_spec in zip(timeline.scenes, spec.scenes, strict=True):
            uses = sum(scene in (segment.scene, segment.before) for segment in segments)
            if uses:
                found.append((scene, scene_spec, *_paths(scene_spec, resolve), uses))
        self.sources = {row[0].index: self._source(*row) for row in found}

    def _source(
        self, scene: SceneSpan, spec: SceneSpec, path: Path, front_path: Path | None, uses: int
    ) -> "_SceneSource":
        if spec.media.kind == "clip":
            clips.check(path, scene.index)
            size = self.frame
        else:
            size = stills.size_of(path, scene.index)
        cover = motion.cover_size(size, self.frame)
        way = motion.camera_path(spec.motion, cover, self.frame, scene.frames)
        return _SceneSource(spec, scene, path, front_path, cover, way, uses)

    def acquire(self, scene: SceneSpan) -> AcquiredSource:
        """What draws a scene. Call `release` with its drawer when a segment is over."""
        source = self.sources[scene.index]
        if source.spec.media.kind == "clip":
            focus = source.spec.motion.focus
            clip = clips.ClipReader(source.path, scene.index, self.frame, self.fps, focus)
            return AcquiredSource(clip, _standing_camera(scene), None)
        # One at a time: two large photographs being opened at once are the peak of all memory.
        with self.opening:
            if source.still is None:
                source.still, source.front = self._load(source), self._load_front(source)
            return AcquiredSource(source.still, source.way, source.front)

    def _load(self, source: "_SceneSource") -> stills.Still:
        kept = self.still_cache.take(source.scene) if self.still_cache else None
        if kept:
            return kept
        still = stills.load(source.path, source.scene.index, source.cover, source.way, self.frame)
        if self.still_cache:
            self.still_cache.keep(source.scene, still)
        return still

    def _load_front(self, source: "_SceneSource") -> layers.ProductLayer | None:
        """The product in front of the still, under its own camera."""
        spec = source.spec.layers
        if source.front_path is None or spec is None:
            return None
        way = motion.camera_path(spec.motion, source.cover, self.frame, source.scene.frames)
        return layers.load(source.front_path, source.scene.index, spec.place, source.cover, way, self.frame)

    def release(self, scene: SceneSpan, drawer: Drawer) -> None:
        """Close a clip; free a still after its last segment."""
        if isinstance(drawer, clips.ClipReader):
            drawer.close()
            return
        source = self.sources[scene.index]
        with self.opening:
            source.uses -= 1
            if source.uses == 0:
                source.still = source.front = None

    def free(self, scene: SceneSpan) -> None:
        """Free a still now, whoever may need it again."""
        self.sources[scene.index].still = self.sources[scene.index].front = None


@dataclass
class _SceneSource:
    """What is known of a scene's source; `uses` is how many segments still need it."""

    spec: SceneSpec
    scene: SceneSpan
    path: Path
    front_path: Path | None
    cover: FloatSize
    way: motion.CameraPath
    uses: int
    still: stills.Still | None = None
    front: layers.ProductLayer | None = None


class StillCache:
    """Stills in a cache, passed through a directory. `spec` names media by their contents."""

    def __init__(self, cache: SegmentCache | NoCache, directory: Path, spec: RenderSpec) -> None:
        self.cache, self.directory, self.spec = cache, directory, spec

    def take(self, scene: SceneSpan) -> stills.Still | None:
        """The Still of a scene as an earlier job left it, or None."""
        path = self._path(scene)
        facts = self.cache.take("still", cache_keys.still(self.spec, scene), path)
        still = stills.read(path, facts) if facts else None
        path.unlink(missing_ok=True)
        return still

    def keep(self, scene: SceneSpan, still: stills.Still) -> None:
        path = self._path(scene)
        self.cache.keep("still", cache_keys.still(self.spec, scene), path, stills.write(still, path))
        path.unlink(missing_ok=True)

    def _path(self, scene: SceneSpan) -> Path:
        return self.directory / f"still{scene.index}"


def _paths(scene: SceneSpec, resolve: Resolver) -> tuple[Path, Path | None]:
    """The file of a scene's picture or clip, and that of the product in front of it, if any."""
    behind, front = cache_keys.pictures(scene)
    return _path(scene, behind, resolve), _path(scene, front, resolve) if front else None


def _path(scene: SceneSpec, media: Media, resolve: Resolver) -> Path:
    if media.kind not in ("image", "clip"):
        raise SourceError(scene.index, f"Scene {scene.index}: it has no picture, only {media.kind}.")
    try:
        return resolve(media.digest)
    except OSError as error:
        raise _unreadable(scene) from error


def _unreadable(scene: SceneSpec) -> SourceError:
    module = clips if scene.media.kind == "clip" else stills
    return module.unreadable(scene.index)


def _standing_camera(scene: SceneSpan) -> motion.CameraPath:
    """A clip moves by itself; the camera stands."""
    here = motion.CameraView(0.0, 0.0, 1.0)
    return motion.CameraPath(here, here, scene.frames)
