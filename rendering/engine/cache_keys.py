"""What pieces of a video are made from, as digests: equal keys, equal pieces.

Times are frames counted from the scene's or the segment's own start, so a piece keeps its key when
something before it becomes longer. The code that makes the pieces is part of every key, so a changed
engine finds nothing old.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import av
import cv2
import PIL

from generation.media import typography
from projects import formats
from rendering.engine import (
    accents,
    captions,
    clips,
    encode,
    frames,
    layers,
    motion,
    overlays,
    parallel,
    stills,
    transitions,
    yuv,
)
from rendering.engine.audio import aac, loudness, mix, pcm_file

_PICTURE = (
    accents,
    captions,
    clips,
    encode,
    formats,
    frames,
    layers,
    motion,
    overlays,
    yuv,
    stills,
    transitions,
    typography,
)
_SOUND = (aac, mix, parallel, loudness, pcm_file)


def by_contents(spec, identity):
    """A RenderSpec whose media are named by `identity(digest)`: what keys are made from.

    A digest may only say what was asked for, and the same wish may be granted differently another time.
    """
    scenes = tuple(_scene_renamed(scene, identity) for scene in spec.scenes)
    segments = tuple(_renamed(piece, "voice", identity) for piece in spec.segments)
    music = spec.music and _renamed(spec.music, "media", identity)
    return spec.model_copy(update={"scenes": scenes, "segments": segments, "music": music})


def _scene_renamed(scene, identity):
    if scene.layers is None:
        return _renamed(scene, "media", identity)
    parts = _renamed(_renamed(scene.layers, "plate", identity), "product", identity)
    return _renamed(scene, "media", identity).model_copy(update={"layers": parts})


def pictures(scene):
    """(what stands behind, what stands before it or None): the Media a SceneSpec is shown with."""
    if scene.media.kind == "image" and scene.layers:
        return scene.layers.plate, scene.layers.product
    return scene.media, None


def _renamed(part, field, identity):
    media = getattr(part, field)
    if media is None:
        return part
    named = media.model_copy(update={"digest": str(identity(media.digest))})
    return part.model_copy(update={field: named})


def segment(spec, piece, shown, over=()):
    """The key of a timeline Segment of a RenderSpec.

    `shown` are its captions, as Captions.shown says; `over` is what else is laid over it, as plain data.
    """
    output = spec.output
    return digest(
        [version(_PICTURE), fonts()],
        [output.width, output.height, output.fps, output.video_quality],
        piece.frames,
        _taken(spec, piece.scene, piece.start),
        _transition(piece) and [_transition(piece), _taken(spec, piece.before, piece.start)],
        shown and [shown, _look(spec.captions)],
        *over,
    )


def _taken(spec, scene, start):
    """A source, how the camera moves over it, and where in that movement a segment begins."""
    source = spec.scenes[scene.index - 1]
    if source.media.kind == "clip":
        return ["clip", source.media.digest, source.motion.focus, start - scene.start]
    return [*_still(source, scene), _front(source), start - scene.start]


def _still(source, scene):
    return ["image", pictures(source)[0].digest, source.motion.model_dump(), scene.frames]


def _front(source):
    product = pictures(source)[1]
    return product and [product.digest, source.layers.place, source.layers.motion.model_dump()]


def _transition(piece):
    return piece.before and [piece.scene.transition, piece.scene.window]


def _look(look):
    return look.model_dump(exclude={"burn"})


def still(spec, scene):
    """The key of the picture of a timeline Scene, made ready for its camera."""
    size = [spec.output.width, spec.output.height]
    return digest(version((motion, yuv, stills)), size, _still(spec.scenes[scene.index - 1], scene))


def sound(spec, timeline):
    """The key of the whole sound of a RenderSpec."""
    spoken = [piece for piece in spec.segments if piece.voice]
    return digest(
        version(_SOUND),
        [timeline.frames, timeline.fps, spec.output.loudness_lufs, spec.output.true_peak_db],
        [[piece.voice.digest, piece.start_ms, piece.scene_index] for piece in spoken],
        spec.music and spec.music.model_dump(),
    )


def digest(*parts):
    """A short name for plain data."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=20).hexdigest()


@lru_cache
def fonts():
    """The font files there are, by name and size in bytes: letters are drawn from them."""
    return sorted((path.name, path.stat().st_size) for path in typography.FONTS.glob("*.[ot]tf"))


@lru_cache
def version(modules):
    """A digest of the source of some modules and of the libraries below them."""
    sources = [hashlib.blake2b(Path(module.__file__).read_bytes()).hexdigest() for module in modules]
    libraries = sorted(av.library_versions.items())
    return digest(sources, libraries, av.__version__, cv2.__version__, PIL.__version__)
