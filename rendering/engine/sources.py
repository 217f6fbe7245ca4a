"""The pictures and clips of a video, opened when first needed and let go after their last frame."""

import threading

from rendering.engine import cache_keys, clips, layers, motion, stills
from rendering.engine.errors import SourceError


class Sources:
    """Hands out what draws the scenes of some segments. `resolve(digest)` answers with a path.

    Every source is looked at once before the work starts, so that a broken file is named at once and not
    after minutes. Stills made ready are looked for and kept on a Shelf. Raises SourceError.
    """

    def __init__(self, spec, timeline, resolve, segments, shelf=None):
        self.frame = spec.output.width, spec.output.height
        self.fps, self.shelf = timeline.fps, shelf
        self.opening = threading.Lock()
        self.entries = {}
        for scene, spec_scene in zip(timeline.scenes, spec.scenes, strict=True):
            uses = sum(scene in (segment.scene, segment.before) for segment in segments)
            if uses:
                self.entries[scene.index] = self._entry(spec_scene, scene, resolve, uses)
        for entry in self.entries.values():
            self._look_at(entry)

    def _entry(self, spec_scene, scene, resolve, uses):
        media, product = cache_keys.pictures(spec_scene)
        path = self._path(spec_scene, media, resolve)
        front = product and self._path(spec_scene, product, resolve)
        return _Entry(spec_scene, scene, path, front, uses)

    def _path(self, scene, media, resolve):
        if media.kind not in ("image", "clip"):
            raise SourceError(scene.index, f"Scene {scene.index}: it has no picture, only {media.kind}.")
        try:
            return resolve(media.digest)
        except OSError as error:
            raise _unreadable(scene) from error

    def _look_at(self, entry):
        if entry.spec.media.kind == "clip":
            clips.check(entry.path, entry.scene.index)
            size = self.frame
        else:
            size = stills.size_of(entry.path, entry.scene.index)
        entry.cover = motion.cover_size(size, self.frame)
        entry.way = motion.path(entry.spec.motion, entry.cover, self.frame, entry.scene.frames)

    def take(self, scene):
        """(drawer, Path, Layer before it or None) of a timeline Scene.

        Call `give_back` with the drawer when a segment is over.
        """
        entry = self.entries[scene.index]
        if entry.spec.media.kind == "clip":
            focus = entry.spec.motion.focus
            return clips.Clip(entry.path, scene.index, self.frame, self.fps, focus), _still_path(scene), None
        # One at a time: two large photographs being opened at once are the peak of all memory.
        with self.opening:
            if entry.still is None:
                entry.still, entry.front = self._load(entry), self._load_front(entry)
            return entry.still, entry.way, entry.front

    def _load(self, entry):
        kept = self.shelf and self.shelf.take(entry.scene)
        if kept:
            return kept
        made = stills.load(entry.path, entry.scene.index, entry.cover, entry.way, self.frame)
        if self.shelf:
            self.shelf.keep(entry.scene, made)
        return made

    def _load_front(self, entry):
        """The product before the still, under its own camera."""
        if entry.front_path is None:
            return None
        set_up = entry.spec.layers
        way = motion.path(set_up.motion, entry.cover, self.frame, entry.scene.frames)
        return layers.load(entry.front_path, entry.scene.index, set_up.place, entry.cover, way, self.frame)

    def give_back(self, scene, drawer):
        """Let go of what `take` gave; a still is freed after its last segment."""
        if isinstance(drawer, clips.Clip):
            drawer.close()
            return
        entry = self.entries[scene.index]
        with self.opening:
            entry.uses -= 1
            if entry.uses == 0:
                entry.still = entry.front = None

    def forget(self, scene):
        """Free a still now, whoever may need it again."""
        self.entries[scene.index].still = self.entries[scene.index].front = None


class _Entry:
    """What is known of a scene's source: its path, camera, and how many segments still need it."""

    def __init__(self, spec, scene, path, front_path, uses):
        self.spec, self.scene, self.path, self.uses = spec, scene, path, uses
        self.front_path = front_path
        self.cover = self.way = self.still = self.front = None


class Shelf:
    """Stills in a cache, passed through a directory. `spec` names media by their contents."""

    def __init__(self, cache, directory, spec):
        self.cache, self.directory, self.spec = cache, directory, spec

    def take(self, scene):
        """The Still of a timeline Scene as an earlier job left it, or None."""
        path = self._path(scene)
        facts = self.cache.take("still", cache_keys.still(self.spec, scene), path)
        made = facts and stills.read(path, facts)
        path.unlink(missing_ok=True)
        return made

    def keep(self, scene, still):
        path = self._path(scene)
        self.cache.keep("still", cache_keys.still(self.spec, scene), path, stills.write(still, path))
        path.unlink(missing_ok=True)

    def _path(self, scene):
        return self.directory / f"still{scene.index}"


def _unreadable(scene):
    module = clips if scene.media.kind == "clip" else stills
    return module.unreadable(scene.index)


def _still_path(scene):
    """A clip moves by itself; the camera stands."""
    here = motion.View(0.0, 0.0, 1.0)
    return motion.Path(here, here, scene.frames)
