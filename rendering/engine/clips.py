"""A moving clip as the source of a scene: cropped to fill, brought to the frame rate, looped or cut."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.stream import VideoStream

from rendering.engine.container.verify import seconds_of
from rendering.engine.encode import BT709, LIMITED
from rendering.engine.errors import SourceError
from rendering.engine.motion import CameraView, cover_size
from rendering.engine.types import Plane, Point, Size
from rendering.engine.yuv import Planes

# AVCOL_SPC_UNSPECIFIED and AVCOL_SPC_BT470BG.
_UNTAGGED, _BT601 = 2, 5


def unreadable(scene_index: int) -> SourceError:
    """The SourceError for a clip that is cut off, empty, or no video at all."""
    sentence = f"Scene {scene_index}: its clip cannot be played. Upload or regenerate it."
    return SourceError(scene_index, sentence)


@dataclass
class ClipReader:
    """A clip being read by one worker, forwards. `size` is that of the frame it fills.

    `focus`, in shares of the clip as it is seen, is the middle of what is kept, as far as the clip reaches.
    """

    path: Path
    scene_index: int
    size: Size
    fps: int
    focus: Point = (0.5, 0.5)
    container: InputContainer | None = None
    frames: Iterator[VideoFrame] = field(default_factory=lambda: iter(()))
    length: Fraction = Fraction(0)
    start: int = 0
    current: "_TimedFrame | None" = None
    following: "_TimedFrame | None" = None
    planes: Planes | None = None

    def draw(self, view: CameraView, out: Planes, frame: int = 0) -> None:
        """Write the picture for a frame of the scene into Planes `out`. Only a view's nearness counts."""
        try:
            planes = self._seek(Fraction(frame, self.fps))
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise unreadable(self.scene_index) from error
        for source, target in zip(planes, out, strict=True):
            _zoomed(source, view.step, target)

    def open(self) -> InputContainer:
        self.container = av.open(str(self.path))
        if not self.container.streams.video:
            raise ValueError("no picture in it")
        stream = self.container.streams.video[0]
        stream.codec_context.thread_count = 1
        self.length, self.start = _length(self.container, stream), stream.start_time or 0
        return self.container

    def close(self) -> None:
        if self.container:
            self.container.close()
            self.container = None

    def _seek(self, moment: Fraction) -> Planes:
        """The picture that is shown at a moment of the endlessly repeated clip."""
        container = self.container or self.open()
        moment %= self.length
        if self.current is None or moment < self.current.time:
            self.current = self._rewind(container, moment)
            self.following, self.planes = self._next(), None
        while self.following is not None and self.following.time <= moment:
            self.current, self.following, self.planes = self.following, self._next(), None
        if self.planes is None:
            self.planes = self._fitted(self.current.frame)
        return self.planes

    def _rewind(self, container: InputContainer, moment: Fraction) -> "_TimedFrame":
        stream = container.streams.video[0]
        container.seek(self.start + int(moment / _tick(stream.time_base)), stream=stream)
        self.frames = container.decode(stream)
        first = self._next()
        if first is None:
            raise ValueError("no picture in it")
        return first

    def _next(self) -> "_TimedFrame | None":
        frame = next(self.frames, None)
        if frame is None:
            return None
        tick = _tick(frame.time_base)
        return _TimedFrame(frame, seconds_of(frame.pts, tick) - self.start * tick)

    def _fitted(self, frame: VideoFrame) -> Planes:
        """Scale a picture until it covers the frame, in bt709, cut about the focus, and stand it upright."""
        quarters = round(frame.rotation / 90) % 4
        across, down = self.size[::-1] if quarters % 2 else self.size
        width, height = cover_size((frame.width, frame.height), (across, down))
        made = _scaled(frame, 2 * round(width / 2), 2 * round(height / 2))
        x, y = _stored_point(self.focus, quarters)
        left, top = _crop_start(x, made.width, across), _crop_start(y, made.height, down)
        part = Planes(*(_array(plane) for plane in made.planes)).crop(left, top, across, down)
        return Planes(*(np.ascontiguousarray(np.rot90(plane, quarters)) for plane in part))


def _tick(time_base: Fraction | None) -> Fraction:
    """How long one step of a stream's clock is, in seconds."""
    if time_base is None:
        raise ValueError("its clock is not known")
    return time_base


def _stored_point(focus: Point, quarters: int) -> Point:
    """A point of the upright picture as one of the stored picture, which is turned left so many quarters."""
    x, y = focus
    return ((x, y), (1 - y, x), (1 - x, 1 - y), (y, 1 - x))[quarters]


def _crop_start(share: float, whole: int, part: int) -> int:
    """The even first pixel of a part of a side, with a share of the side in its middle if it can be."""
    return round(min(max(share * whole - part / 2, 0), whole - part)) // 2 * 2


def _scaled(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    """The picture in another size, as yuv420p in bt709 and limited range."""
    return frame.reformat(
        width=width,
        height=height,
        format="yuv420p",
        src_colorspace=_matrix(frame),
        dst_colorspace=BT709,
        dst_color_range=LIMITED,
        interpolation="AREA" if width < frame.width else "BICUBIC",
    )


def _matrix(frame: VideoFrame) -> int:
    """The matrix a picture is tagged with; untagged, what players take for granted at its size."""
    if frame.colorspace != _UNTAGGED:
        return frame.colorspace
    return BT709 if min(frame.width, frame.height) >= 720 else _BT601


@dataclass(frozen=True)
class _TimedFrame:
    frame: VideoFrame
    time: Fraction


def _array(plane: VideoPlane) -> Plane:
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy()


def _length(container: InputContainer, stream: VideoStream) -> Fraction:
    if stream.duration:
        return stream.duration * _tick(stream.time_base)
    if container.duration:
        return Fraction(container.duration, av.time_base)
    raise ValueError("its length is not known")


def _zoomed(source: Plane, step: float, target: Plane) -> None:
    """Copy, or, seen from nearer, enlarge about the middle."""
    if step >= 1:
        np.copyto(target, source)
        return
    height, width = source.shape
    shift = [(size - 1) * (1 - step) / 2 for size in (width, height)]
    move = np.array([[step, 0, shift[0]], [0, step, shift[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cv2.warpAffine(source, move, (width, height), target, flags, cv2.BORDER_REPLICATE)


def check(path: Path, scene_index: int) -> None:
    """Raise SourceError unless a clip can be opened and has a picture."""
    clip = ClipReader(path, scene_index, (2, 2), 30)
    try:
        clip.open()
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise unreadable(scene_index) from error
    finally:
        clip.close()
