"""The frames of a segment, one after the other: sources sampled, transitions blended, overlays drawn."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import av
import cv2
import numpy as np
from PIL import Image

from rendering.engine import clips, layers, motion, stills, transitions, yuv
from rendering.engine.encode import FrameBuffer
from rendering.engine.motion import ease
from rendering.engine.timeline import SceneSpan, SegmentSpan, Timeline
from rendering.engine.types import Size
from rendering.engine.yuv import Planes

# A poster is looked for among so many scenes: it should not show the end of a long video.
POSTER_SCENES = 8

# The width in pixels at which scenes are compared for it: small, so that grain does not count as detail.
COMPARED_WIDTH = 180


Drawer = stills.Still | clips.ClipReader


class AcquiredSource(NamedTuple):
    """What draws a scene: its still or clip, the camera's path over it, and the product in front, if any."""

    drawer: Drawer
    way: motion.CameraPath
    front: layers.ProductLayer | None


class SceneSources(Protocol):
    """Hands out what draws each scene, and closes it again: engine/sources.py."""

    frame: Size

    def acquire(self, scene: SceneSpan) -> AcquiredSource: ...

    def release(self, scene: SceneSpan, drawer: Drawer) -> None: ...

    def free(self, scene: SceneSpan) -> None: ...


class Overlay(Protocol):
    """What is laid over the frames: accents, signs, captions."""

    def draw(self, frame: int, planes: Planes, /) -> None:
        """Draw over the planes of a frame number."""


class FrameRenderer:
    """Draws the frames of a Timeline from Sources, and overlays over them, lowest first.

    Shared by all workers.
    """

    def __init__(self, timeline: Timeline, sources: SceneSources, overlays: Sequence[Overlay] = ()) -> None:
        self.timeline, self.sources, self.overlays = timeline, sources, overlays

    def frames(self, segment: SegmentSpan) -> Iterator[av.VideoFrame]:
        """Yield the frames of a segment. It is one object that is drawn anew each time: use it at once."""
        with _SegmentSources(self.sources, segment) as acquired:
            buffers = _thread_buffers(self.sources.frame)
            for number in range(segment.start, segment.stop):
                self._draw(segment, acquired, number, buffers.frame.planes, buffers.incoming)
                yield buffers.frame.frame

    def picture(self, number: int) -> Planes:
        """Planes of one frame of the video, as it would be encoded."""
        segment = self.timeline.segment_at(number)
        out, incoming = yuv.blank(*self.sources.frame), yuv.blank(*self.sources.frame)
        with _SegmentSources(self.sources, segment) as acquired:
            self._draw(segment, acquired, number, out, incoming)
        return out

    def _draw(
        self, segment: SegmentSpan, acquired: "_SegmentSources", number: int, out: Planes, incoming: Planes
    ) -> None:
        if segment.before:
            _draw_transition(segment.before, segment.scene, acquired, number, out, incoming)
        else:
            _draw_scene(acquired[segment.scene], segment.scene, number, out)
        for overlay in self.overlays:
            overlay.draw(number, out)

    def liveliest(self) -> SceneSpan:
        """That of the first scenes whose middle frame is the liveliest."""
        return max(self.timeline.scenes[:POSTER_SCENES], key=lambda scene: _liveliness(self._middle(scene)))

    def poster(self, scene: SceneSpan, out: Path) -> Path:
        """Write a scene's middle frame as a JPEG."""
        Image.fromarray(yuv.to_rgb(self._middle(scene))).save(out, "JPEG", quality=90, optimize=True)
        return out

    def _middle(self, scene: SceneSpan) -> Planes:
        middle, planes = (scene.start + scene.stop) // 2, yuv.blank(*self.sources.frame)
        acquired = self.sources.acquire(scene)
        _draw_scene(acquired, scene, middle, planes)
        self.sources.release(scene, acquired.drawer)
        self.sources.free(scene)
        for overlay in self.overlays:
            overlay.draw(middle, planes)
        return planes


class _Buffers(threading.local):
    """A thread's own frame, and planes for the second picture of a transition."""

    size: Size | None = None
    frame: FrameBuffer
    incoming: Planes


_buffers = _Buffers()


def _thread_buffers(size: Size) -> _Buffers:
    if _buffers.size != size:
        _buffers.size, _buffers.frame, _buffers.incoming = size, FrameBuffer(*size), yuv.blank(*size)
    return _buffers


class _SegmentSources(dict[SceneSpan, AcquiredSource]):
    """The sources of a segment, by scene, for as long as it is drawn."""

    def __init__(self, sources: SceneSources, segment: SegmentSpan) -> None:
        super().__init__()
        self.sources, self.scenes = sources, [scene for scene in (segment.before, segment.scene) if scene]

    def __enter__(self) -> Self:
        for scene in self.scenes:
            self[scene] = self.sources.acquire(scene)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for scene, acquired in self.items():
            self.sources.release(scene, acquired.drawer)


def _draw_transition(
    before: SceneSpan, scene: SceneSpan, acquired: _SegmentSources, number: int, out: Planes, incoming: Planes
) -> None:
    kind = scene.transition
    share = ease((number - scene.start + 1) / (scene.window + 1))
    nearness = transitions.nearness(kind, share)
    _draw_scene(acquired[before], before, number, out, nearness[0])
    _draw_scene(acquired[scene], scene, number, incoming, nearness[1])
    transitions.blend(kind, out, incoming, share)


def _draw_scene(
    acquired: AcquiredSource, scene: SceneSpan, number: int, out: Planes, nearness: float = 1.0
) -> None:
    """Draw a scene at a frame number of the video into Planes: what is behind, then what is in front."""
    frame = number - scene.start
    view = acquired.way.view(frame)
    if nearness != 1.0:
        view = view.closer(nearness, *out.size)
    acquired.drawer.draw(view, out, frame)
    if acquired.front:
        acquired.front.draw(frame, out, nearness)


def _liveliness(planes: Planes) -> float:
    """Contrast times detail of the luma, seen small: a flat or a murky frame is a poor poster."""
    width, height = planes.size
    size = (COMPARED_WIDTH, max(2, COMPARED_WIDTH * height // width))
    small = cv2.resize(planes.y, size, interpolation=cv2.INTER_AREA)
    return float(small.std()) * float(np.abs(cv2.Laplacian(small, cv2.CV_32F)).mean() + 1)
