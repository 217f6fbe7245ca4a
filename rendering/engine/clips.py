"""A moving clip as the source of a scene: cropped to fill, brought to the frame rate, looped or cut."""

from dataclasses import dataclass, field
from fractions import Fraction

import av
import cv2
import numpy as np

from rendering.engine.encode import BT709, LIMITED
from rendering.engine.errors import SourceError
from rendering.engine.motion import cover_size
from rendering.engine.yuv import Planes

# AVCOL_SPC_UNSPECIFIED and AVCOL_SPC_BT470BG.
_UNTAGGED, _BT601 = 2, 5


def unreadable(scene_index):
    """The SourceError for a clip that is cut off, empty, or no video at all."""
    sentence = f"Scene {scene_index}: its clip cannot be played. Upload or regenerate it."
    return SourceError(scene_index, sentence)


@dataclass
class Clip:
    """A clip being read by one worker, forwards. `size` is (width, height) of the frame it fills.

    `focus`, in shares of the clip as it is seen, is the middle of what is kept, as far as the clip reaches.
    """

    path: str
    scene_index: int
    size: tuple[int, int]
    fps: int
    focus: tuple[float, float] = (0.5, 0.5)
    container: object = None
    pictures: object = None
    length: Fraction = Fraction(0)
    now: object = None
    coming: object = None
    planes: Planes = field(default=None)

    def draw(self, view, out, frame=0):
        """Write the picture for a frame of the scene into Planes `out`. Only a view's nearness counts."""
        try:
            self._seek(Fraction(frame, self.fps))
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise unreadable(self.scene_index) from error
        for source, target in zip(self.planes, out, strict=True):
            _closer(source, view.step, target)

    def close(self):
        if self.container:
            self.container.close()
            self.container = None

    def _seek(self, moment):
        """Make `planes` the picture that is shown at a moment of the endlessly repeated clip."""
        if self.container is None:
            self._open()
        moment %= self.length
        if self.now is None or moment < self.now.time_of:
            self._rewind(moment)
        while self.coming is not None and self.coming.time_of <= moment:
            self.now, self.coming, self.planes = self.coming, self._next(), None
        if self.planes is None:
            self.planes = self._conform(self.now.frame)

    def _open(self):
        self.container = av.open(str(self.path))
        if not self.container.streams.video:
            raise ValueError("no picture in it")
        stream = self.container.streams.video[0]
        stream.codec_context.thread_count = 1
        self.length = _length(self.container, stream)

    def _rewind(self, moment):
        stream = self.container.streams.video[0]
        start = stream.start_time or 0
        self.container.seek(start + int(moment / stream.time_base), stream=stream)
        self.pictures = self.container.decode(stream)
        self.now, self.planes = self._next(), None
        if self.now is None:
            raise ValueError("no picture in it")
        self.coming = self._next()

    def _next(self):
        frame = next(self.pictures, None)
        if frame is None:
            return None
        start = frame.time_base * (self.container.streams.video[0].start_time or 0)
        return _Timed(frame, frame.pts * frame.time_base - start)

    def _conform(self, frame):
        """Scale a picture until it covers the frame, in bt709, cut about the focus, and stand it upright."""
        quarters = round(frame.rotation / 90) % 4
        across, down = self.size[::-1] if quarters % 2 else self.size
        width, height = cover_size((frame.width, frame.height), (across, down))
        made = _scaled(frame, 2 * round(width / 2), 2 * round(height / 2))
        x, y = _lying(self.focus, quarters)
        left, top = _kept(x, made.width, across), _kept(y, made.height, down)
        part = Planes(*(_array(plane) for plane in made.planes)).crop(left, top, across, down)
        return Planes(*(np.ascontiguousarray(np.rot90(plane, quarters)) for plane in part))


def _lying(focus, quarters):
    """A point of the upright picture as one of the stored picture, which is turned left so many quarters."""
    x, y = focus
    return ((x, y), (1 - y, x), (1 - x, 1 - y), (y, 1 - x))[quarters]


def _kept(share, whole, part):
    """The even first pixel of a part of a side, with a share of the side in its middle if it can be."""
    return round(min(max(share * whole - part / 2, 0), whole - part)) // 2 * 2


def _scaled(frame, width, height):
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


def _matrix(frame):
    """The matrix a picture is tagged with; untagged, what players take for granted at its size."""
    if frame.colorspace != _UNTAGGED:
        return frame.colorspace
    return BT709 if min(frame.width, frame.height) >= 720 else _BT601


@dataclass(frozen=True)
class _Timed:
    frame: object
    time_of: Fraction


def _array(plane):
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy()


def _length(container, stream):
    if stream.duration:
        return stream.duration * stream.time_base
    if container.duration:
        return Fraction(container.duration, av.time_base)
    raise ValueError("its length is not known")


def _closer(source, step, target):
    """Copy, or, seen from nearer, enlarge about the middle."""
    if step >= 1:
        np.copyto(target, source)
        return
    height, width = source.shape
    shift = [(size - 1) * (1 - step) / 2 for size in (width, height)]
    move = np.array([[step, 0, shift[0]], [0, step, shift[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cv2.warpAffine(source, move, (width, height), target, flags, cv2.BORDER_REPLICATE)


def check(path, scene_index):
    """Raise SourceError unless a clip can be opened and has a picture."""
    clip = Clip(path, scene_index, (2, 2), 30)
    try:
        clip._open()
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise unreadable(scene_index) from error
    finally:
        clip.close()
