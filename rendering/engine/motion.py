"""Where the camera stands at each moment of a still: an eased line between two views.

Pure. A picture is first thought of as scaled until it just covers the frame ("the cover", in output
pixels at zoom 1); a CameraView is a rectangle of the cover with the frame's own proportions. Both ends of
a movement lie inside the cover and every view between them is a mixture of the two, so the camera can
never leave the picture, and nothing is rounded, so it never jitters.
"""

import math
from dataclasses import dataclass

from rendering.engine.types import FloatSize, Size
from rendering.spec.schema import Motion


@dataclass(frozen=True)
class CameraView:
    """`left` and `top` in cover pixels; `step` is how many of them one output pixel spans (1/zoom)."""

    left: float
    top: float
    step: float

    def towards(self, other: "CameraView", share: float) -> "CameraView":
        """The view `share` (0..1) of the way to another one."""
        return CameraView(
            self.left + (other.left - self.left) * share,
            self.top + (other.top - self.top) * share,
            self.step + (other.step - self.step) * share,
        )

    def closer(self, factor: float, width: float, height: float) -> "CameraView":
        """The same view seen from `factor` times nearer, about its own centre."""
        gone = self.step * (1 - 1 / factor) / 2
        return CameraView(self.left + width * gone, self.top + height * gone, self.step / factor)


@dataclass(frozen=True)
class CameraPath:
    """A camera movement over `frames` frames of a source."""

    first: CameraView
    last: CameraView
    frames: int

    def view(self, frame: int) -> CameraView:
        """The CameraView of a frame, counted from the scene's own start. Outside it, the nearest end."""
        return self.first.towards(self.last, ease(frame / max(1, self.frames - 1)))


def ease(share: float) -> float:
    """0..1 in, 0..1 out, starting and ending at rest (half a cosine)."""
    return 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, share)))


def cover_size(source: FloatSize, frame: Size) -> FloatSize:
    """(width, height) of the cover of a source, both sizes in pixels."""
    scale = max(frame[0] / source[0], frame[1] / source[1])
    return max(frame[0], source[0] * scale), max(frame[1], source[1] * scale)


def camera_path(motion: Motion, cover: FloatSize, frame: Size, frames: int) -> CameraPath:
    """The CameraPath of a spec's Motion over a cover, for a frame and a number of frames."""
    first = _view(motion, motion.zoom_from, -0.5, cover, frame)
    last = _view(motion, motion.zoom_to, +0.5, cover, frame)
    return CameraPath(first, last, frames)


def _view(motion: Motion, zoom: float, drift: float, cover: FloatSize, frame: Size) -> CameraView:
    left, top = (
        _edge(motion.focus[axis], motion.pan[axis] * drift, zoom, cover[axis], frame[axis]) for axis in (0, 1)
    )
    return CameraView(left, top, 1 / zoom)


def _edge(focus: float, drift: float, zoom: float, cover: float, frame: float) -> float:
    """Keep the focus where it stands in the frame while the view closes in on it, then drift."""
    wide = _clamp(focus * cover - frame / 2, cover - frame)
    within = (focus * cover - wide) / frame
    return _clamp(focus * cover - within * frame / zoom + drift * frame, cover - frame / zoom)


def _clamp(value: float, most: float) -> float:
    return min(max(value, 0.0), max(most, 0.0))
