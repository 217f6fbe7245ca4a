"""What pieces of a video are made from, as digests: equal keys, equal pieces.

Times are frames counted from the scene's or the segment's own start, so a piece keeps its key when
something before it becomes longer. The code that makes the pieces is part of every key, so a changed
engine finds nothing old.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

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
from rendering.engine.timeline import SceneSpan, SegmentSpan, Timeline
from rendering.spec.schema import (
    LayersSpec,
    Media,
    MusicSpec,
    RenderSpec,
    SceneSpec,
    SegmentSpec,
)

Part = TypeVar("Part", SceneSpec, LayersSpec, SegmentSpec, MusicSpec)
# What bytes a digest stands for.
Identity = Callable[[str], object]

_PICTURE_MODULES = (
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
_SOUND_MODULES = (aac, mix, parallel, loudness, pcm_file)


def by_contents(spec: RenderSpec, identity: Identity) -> RenderSpec:
    """A RenderSpec whose media are named by `identity(digest)`: what keys are made from.

    A digest may only say what was asked for, and the same request may be answered differently another time.
    """
    scenes = tuple(_scene_renamed(scene, identity) for scene in spec.scenes)
    segments = tuple(_renamed(piece, "voice", identity) for piece in spec.segments)
    music = spec.music and _renamed(spec.music, "media", identity)
    return spec.model_copy(update={"scenes": scenes, "segments": segments, "music": music})


def _scene_renamed(scene: SceneSpec, identity: Identity) -> SceneSpec:
    if scene.layers is None:
        return _renamed(scene, "media", identity)
    parts = _renamed(_renamed(scene.layers, "plate", identity), "product", identity)
    return _renamed(scene, "media", identity).model_copy(update={"layers": parts})


def pictures(scene: SceneSpec) -> tuple[Media, Media | None]:
    """(what is behind, what is in front of it or None): the Media a SceneSpec is shown with."""
    if scene.media.kind == "image" and scene.layers:
        return scene.layers.plate, scene.layers.product
    return scene.media, None


def _renamed(part: Part, field: str, identity: Identity) -> Part:
    media = getattr(part, field)
    if media is None:
        return part
    named = media.model_copy(update={"digest": str(identity(media.digest))})
    return part.model_copy(update={field: named})


def segment(spec: RenderSpec, piece: SegmentSpan, shown: Sequence[Any], over: Iterable[Any] = ()) -> str:
    """The key of a segment of a RenderSpec.

    `shown` are its captions, as Captions.cache_data says; `over` is what else is laid over it, as plain data.
    """
    output = spec.output
    return digest(
        [version(_PICTURE_MODULES), fonts()],
        [output.width, output.height, output.fps, output.video_quality],
        piece.frames,
        _source(spec, piece.scene, piece.start),
        _transition(spec, piece),
        shown and [shown, spec.captions.model_dump(exclude={"burn"})],
        *over,
    )


def _source(spec: RenderSpec, scene: SceneSpan, start: int) -> list[Any]:
    """A source, how the camera moves over it, and where in that movement a segment begins."""
    source = spec.scenes[scene.index - 1]
    if source.media.kind == "clip":
        return ["clip", source.media.digest, source.motion.focus, start - scene.start]
    return [*_still(source, scene), _front(source), start - scene.start]


def _still(source: SceneSpec, scene: SceneSpan) -> list[Any]:
    return ["image", pictures(source)[0].digest, source.motion.model_dump(), scene.frames]


def _front(source: SceneSpec) -> list[Any] | None:
    product = pictures(source)[1]
    if product is None or source.layers is None:
        return None
    return [product.digest, source.layers.place, source.layers.motion.model_dump()]


def _transition(spec: RenderSpec, piece: SegmentSpan) -> list[Any] | None:
    """Which transition a segment is, and what it comes from; None for a scene's body."""
    if piece.before is None:
        return None
    kind = [piece.scene.transition, piece.scene.window]
    return [kind, _source(spec, piece.before, piece.start)]


def still(spec: RenderSpec, scene: SceneSpan) -> str:
    """The key of the picture of a scene, made ready for its camera."""
    size = [spec.output.width, spec.output.height]
    return digest(version((motion, yuv, stills)), size, _still(spec.scenes[scene.index - 1], scene))


def sound(spec: RenderSpec, timeline: Timeline) -> str:
    """The key of the whole sound of a RenderSpec."""
    return digest(
        version(_SOUND_MODULES),
        [timeline.frames, timeline.fps, spec.output.loudness_lufs, spec.output.true_peak_db],
        [[piece.voice.digest, piece.start_ms, piece.scene_index] for piece in spec.segments if piece.voice],
        spec.music and spec.music.model_dump(),
    )


def digest(*parts: Any) -> str:
    """A short name for plain data."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=20).hexdigest()


@lru_cache
def fonts() -> list[tuple[str, int]]:
    """The font files there are, by name and size in bytes: letters are drawn from them."""
    return sorted((path.name, path.stat().st_size) for path in typography.FONTS.glob("*.[ot]tf"))


@lru_cache
def version(modules: tuple[ModuleType, ...]) -> str:
    """A digest of the source of some modules and of the libraries below them."""
    files = [Path(module.__file__ or "") for module in modules]
    sources = [hashlib.blake2b(file.read_bytes()).hexdigest() for file in files]
    libraries = sorted(av.library_versions.items())
    return digest(sources, libraries, av.__version__, cv2.__version__, PIL.__version__)
