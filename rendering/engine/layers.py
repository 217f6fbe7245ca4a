"""Depth: a product in front of its plate, each under a camera of its own.

A ProductLayer is the product's picture made ready once, like a still: premultiplied planes, and beside
them their inverse alpha. For a frame only its box is sampled and blended. Its camera is a Motion in the
plate's coordinates, so both agree where their zooms do, and a view that never leaves the plate never shows
where the frame once cut the product.

`product_camera` chooses that camera: the same movement, larger, about the point that makes the product's
foot stay on its shadow; less of it where the product would come too near to words or to the frame's edge.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from rendering.engine import motion, stills
from rendering.engine.errors import SourceError
from rendering.engine.stills import Axis, chroma_across, chroma_down, sample
from rendering.engine.types import Box, FloatSize, PixelBox, Pixels, Plane, Point, Size, to_box
from rendering.engine.yuv import MATRIX, Planes, halve
from rendering.spec.schema import Motion

# Pixels of the layer for one output pixel: more than a still has, for the sake of textures. Two of them are
# always met nearly in the middle, so that threads keep their contrast at every phase. SSIM from the photo
# to a frame of 1080x1920, worst of seven real products: 0.9944 at 1.55, 0.9949 at 1.8, 0.9953 at 2.0,
# 0.9955 at 2.2; four-tap cubic at 1.45 0.9950. At 2.0 a frame's product costs 1.4 ms instead of 1.2.
LEAST_DENSE, MOST_DENSE = 1.90, 2.05

# How far off its place an output may lie, in output pixels. Half of what a still may: against its set the
# eye sees a smaller jump of the product than of the whole frame.
OFF = 0.045

# A solid product is sharpened as its plate is; its edge is not, or it would have a rim.
EDGE = 7

# How far a product must keep from words and from the frame's edge, as a share of the short side, unless it
# stood nearer from the start.
LEAST_GAP = 0.012

# At how many moments of a movement that is checked, and the shares of the wanted depth that are tried.
MOMENTS = 25
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)

_own = threading.local()


@dataclass(frozen=True)
class ProductLayer:
    """Premultiplied Planes with MARGIN around them, their inverse alpha (255 - alpha) in luma and chroma
    size, the box in cover pixels, and the path of its camera."""

    planes: Planes
    inverse_alpha: Plane
    half_inverse_alpha: Plane
    across: Axis
    down: Axis
    box: Box
    way: motion.CameraPath

    def draw(self, frame: int, out: Planes, nearer: float = 1.0) -> None:
        """Blend the layer of a frame (counted from the scene's start) over Planes `out`."""
        view = self.way.view(frame)
        if nearer != 1.0:
            view = view.closer(nearer, *out.size)
        covered = _covered(self.box, view, out.size)
        if covered is None:
            return
        under = out.crop(*covered)
        x, step_x = self.across.place(view.left + covered[0] * view.step, view.step)
        y, step_y = self.down.place(view.top + covered[1] * view.step, view.step)
        half = chroma_across(x, step_x), chroma_down(y, step_y)
        steps = step_x, step_y
        keep = _sampled("keep", self.inverse_alpha, (x, y), steps, under.y.shape)
        _blend(under.y, self.planes.y, keep, (x, y), steps)
        keep = _sampled("keep", self.half_inverse_alpha, half, steps, under.u.shape)
        _blend(under.u, self.planes.u, keep, half, steps)
        _blend(under.v, self.planes.v, keep, half, steps)


def _blend(plane: Plane, adds: Plane, keep: Plane, start: Point, steps: Point) -> None:
    """Keep so much of a plane (of 255), and add what is sampled."""
    add = _sampled("add", adds, start, steps, plane.shape)
    cv2.multiply(plane, keep, plane, 1 / 255)
    cv2.add(plane, add, plane)


def _sampled(name: str, source: Plane, start: Point, steps: Point, shape: tuple[int, ...]) -> Plane:
    out = _reused_block(name, shape)
    sample(source, start, steps, out, OFF)
    return out


def _reused_block(name: str, shape: tuple[int, ...]) -> Plane:
    """A reused block of memory of this thread."""
    kept = getattr(_own, name, None)
    if kept is None or kept.size < shape[0] * shape[1]:
        kept = np.empty(shape[0] * shape[1], np.uint8)
        setattr(_own, name, kept)
    return kept[: shape[0] * shape[1]].reshape(shape)


def _covered(box: Box, view: motion.CameraView, size: Size) -> PixelBox | None:
    """(left, top, width, height) of the even output pixels that show the box, or None."""
    sides = [(edge - (view.left, view.top)[k % 2]) / view.step for k, edge in enumerate(box)]
    left, top = (max(0, int(np.floor(sides[k] / 2)) * 2) for k in (0, 1))
    right, bottom = (min(size[k], int(np.ceil(sides[k + 2] / 2)) * 2) for k in (0, 1))
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None


def load(
    path: Path, scene_index: int, place: Box, cover: FloatSize, way: motion.CameraPath, frame: Size
) -> ProductLayer:
    """The ProductLayer of a picture with alpha at `place` (shares) of a cover. Raises SourceError."""
    box = to_box(share * cover[k % 2] for k, share in enumerate(place))
    views = [way.view(k) for k in range(way.frames)]
    spots = [_covered(box, view, frame) or (0, 0, 2, 2) for view in views]
    axes = []
    for side, shift in ((0, chroma_across), (1, chroma_down)):
        starts = [
            (view.left, view.top)[side] + covered[side] * view.step
            for view, covered in zip(views, spots, strict=True)
        ]
        axes.append(_axis(box[side], box[side + 2], starts, [view.step for view in views], shift))
    rgba = _pixels(path, scene_index, (axes[0][1], axes[1][1]))
    planes, inverse_alpha, half = _premultiplied(rgba)
    return ProductLayer(planes, inverse_alpha, half, axes[0][0], axes[1][0], box, way)


def _axis(
    first: float, last: float, starts: Sequence[float], steps: Sequence[float], shift: stills.ChromaShift
) -> tuple[Axis, int]:
    """(Axis, pixels) for a stretch of cover: the even number of pixels that meets whole ones best."""
    edges, strides = np.array(starts)[::3, None] - first, np.array(steps)[::3, None]
    sharpest = (last - first) / strides.max()
    choices = range(_even(LEAST_DENSE * sharpest), _even(MOST_DENSE * sharpest) + 1, 2)
    best = min(choices, key=lambda pixels: stills.worst_phase(edges, strides, pixels / (last - first), shift))
    return Axis(first, best / (last - first)), best


def _even(value: float) -> int:
    return max(2, 2 * round(value / 2))


def _pixels(path: Path, scene_index: int, size: Size) -> Pixels:
    """A picture file as (height, width, 4) uint8 of a size, resampled with its alpha premultiplied."""
    try:
        with Image.open(path) as file:
            if file.width * file.height > stills.MOST_PIXELS:
                raise SourceError(scene_index, f"Scene {scene_index}: its product is too large to be read.")
            image = file.convert("RGBA").convert("RGBa")
            if size[0] >= image.width and size[1] >= image.height:
                # A cubic enlarges as well as Lanczos does (54 dB between the two), in a fifth of the time.
                return _never_over_alpha(cv2.resize(np.asarray(image), size, interpolation=cv2.INTER_CUBIC))
            return np.asarray(image.resize(size, Image.Resampling.LANCZOS))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise stills.unreadable(scene_index) from error


def _never_over_alpha(rgba: Pixels) -> Pixels:
    """Premultiplied RGBA, no colour of which is more than there is of it, also where a cubic overshoots."""
    alpha = cv2.extractChannel(rgba, 3)
    return cv2.min(rgba, cv2.merge([alpha] * 4))


def _premultiplied(rgba: Pixels) -> tuple[Planes, Plane, Plane]:
    """(Planes, inverse alpha, the same halved) of premultiplied RGBA, with margins that repeat its edges."""
    alpha = np.ascontiguousarray(rgba[..., 3])
    # A colour's offset counts only as far as it is there.
    full = [_plane(rgba, row) for row in range(3)]
    planes = Planes(
        stills.pad(_sharpened(full[0], alpha)), stills.pad(halve(full[1])), stills.pad(halve(full[2]))
    )
    inverse_alpha = 255 - alpha
    return planes, stills.pad(inverse_alpha), stills.pad(halve(inverse_alpha))


def _plane(rgba: Pixels, row: int) -> Plane:
    weights = np.array([[*MATRIX[row, :3], MATRIX[row, 3] / 255]])
    return cv2.transform(rgba, weights)


def _sharpened(plane: Plane, alpha: Plane) -> Plane:
    solid = cv2.erode((alpha == 255).astype(np.uint8), np.ones((EDGE, EDGE), np.uint8), borderValue=1)
    sharp = stills.sharpen(plane)
    np.copyto(sharp, plane, where=solid == 0)
    return sharp


# The product's own camera


@dataclass(frozen=True)
class Surroundings:
    """What `product_camera` must know of a picture: its cover, the frame, and boxes in shares: the product's
    place, the words that move with the plate, what stands still in the frame."""

    cover: FloatSize
    frame: Size
    place: Box
    words: tuple[Box, ...] = ()
    fixed: tuple[Box, ...] = ()


def product_camera(
    plate: Motion, depth: float, ground: Surroundings, rests: Point | None = None, drift: Point = (0.0, 0.0)
) -> Motion:
    """The Motion fields of a product before a plate that moves by the Motion `plate`, as a dict.

    `depth` is how many times further its camera travels (1 = not at all further). A product that `rests`
    on a point (fractions of the picture) keeps to it; one that floats also drifts, in fractions of the
    frame. Where the product would come too near to words, the least change is that of the plate.
    """
    for share in SHARES:
        tried = _deeper_camera(plate, 1 + (depth - 1) * share, ground, rests, drift, share)
        if _keeps_clear(plate, tried, ground):
            return tried
    return plate


def _deeper_camera(
    plate: Motion, depth: float, ground: Surroundings, rests: Point | None, drift: Point, share: float
) -> Motion:
    middle = [(ground.place[k] + ground.place[k + 2]) / 2 for k in (0, 1)]
    still = rests or middle
    # About this point the larger zoom leaves `still` where the plate's own zoom takes it.
    focus = tuple((plate.focus[k] + still[k] * (depth - 1)) / depth for k in (0, 1))
    pan = plate.pan if rests else tuple(plate.pan[k] * depth + drift[k] * share for k in (0, 1))
    zooms = {name: min(2.0, 1 + (getattr(plate, name) - 1) * depth) for name in ("zoom_from", "zoom_to")}
    return plate.model_copy(update={**zooms, "focus": focus, "pan": pan})


def _keeps_clear(plate: Motion, product: Motion, ground: Surroundings) -> bool:
    behind, own = (motion.camera_path(each, ground.cover, ground.frame, MOMENTS) for each in (plate, product))
    return all(_clear_at(behind.view(k), own.view(k), ground) for k in range(MOMENTS))


def _clear_at(view: motion.CameraView, own: motion.CameraView, ground: Surroundings) -> bool:
    least = LEAST_GAP * min(ground.frame)
    was, now = (_in_frame(ground.place, each, ground.cover) for each in (view, own))
    words = [_in_frame(box, view, ground.cover) for box in ground.words]
    fixed = [to_box(side * ground.frame[k % 2] for k, side in enumerate(box)) for box in ground.fixed]
    if any(_distance(now, box) < min(least, _distance(was, box)) - 1e-6 for box in words + fixed):
        return False
    edges = zip(_margins(was, ground.frame), _margins(now, ground.frame), strict=True)
    return all(after >= min(least, before) - 1e-6 for before, after in edges if before >= 0)


def _in_frame(box: Box, view: motion.CameraView, cover: FloatSize) -> Box:
    """A box of fractions of the picture as pixels of the frame."""
    return to_box(
        (side * cover[k % 2] - (view.left, view.top)[k % 2]) / view.step for k, side in enumerate(box)
    )


def _distance(one: Box, other: Box) -> float:
    """How far two boxes are apart, negative where they overlap."""
    return max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3])


def _margins(box: Box, frame: Size) -> Box:
    """How far each side of a box is inside the frame."""
    return box[0], box[1], frame[0] - box[2], frame[1] - box[3]


def swept_box(box: Box, moves: Motion, cover: FloatSize, frame: Size) -> Box:
    """The fractions of the frame that a box of the picture passes over while a Motion lasts."""
    way = motion.camera_path(moves, cover, frame, MOMENTS)
    seen = np.array([_in_frame(box, way.view(k), cover) for k in range(MOMENTS)])
    low, high = seen[:, :2].min(0) / frame, seen[:, 2:].max(0) / frame
    return to_box(float(side) for side in (*low, *high))
