"""The mouth of an uploaded portrait, opened where it was found or marked; all else of the picture keeps
still, but for eyes that are known: they blink, and the head moves a little (living_face).

What is below the line between the lips moves down, the corners not, the chin with the jaw, the upper lip a
little up; between the lips it is dark, with a hint of teeth. A shut mouth is the picture as it was.

Places about a mouth are in halves of its width: `u` along the line from corner to corner (-1 to 1), `v`
across it, down. Amplitudes are small on purpose: a speaker's lips part by about a fifth of their width, and
less looks better than more on a face whose cheeks do not move. No Django.
"""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from generation.interfaces import SyncRequest
from generation.local.lip_sync.clip_writer import BT709, BoxSides, yuv_planes
from generation.local.lip_sync.face_motion import FacePose
from generation.local.lip_sync.living_face import LID_STEPS, HeadMotion, Lids
from generation.media.arrays import Array, Mask, Pixels, Points
from generation.provider_errors import Rejected
from projects import formats, mouth_points

# How far a vowel opens the mouth, and how much of that the upper lip does.
GAP, UPPER = 0.44, 0.16
# So much of the line parts; the very corners stay together.
OPENS = 0.94
# How much of a drawn mouth's change of width a photographed one shows.
WIDTH = 0.28
# What moves with the mouth: this far to the sides, up to the nose, down to the chin and below it.
SIDES, NOSE, CHIN, BELOW = 2.6, 0.85, 1.6, 3.1
# Blue, green and red of what is behind lips, in the light of skin of 170.
_INSIDE, _TEETH, _TONGUE = (22, 17, 46), (168, 184, 196), (66, 62, 128)
# So many steps of opening and of width are drawn: one step of a mouth 200 pixels wide is under a pixel.
_STEPS, _WIDTHS = 64, 12
# Movement is so smooth that it is reckoned in this many places to half a mouth, and in between drawn out.
_GRAIN = 20


class PortraitPhoto:
    """A SyncRequest's portrait that speaks: `still`, and `frame(pose)` as DrawnPortrait has them."""

    def __init__(self, request: SyncRequest) -> None:
        picture = cv2.imdecode(np.frombuffer(request.image, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise Rejected("The portrait cannot be read")
        points = [*_marked_points(request.mouth), *_eye_points(request.eyes)]
        marks = np.array([_checked_point(point) for point in points])
        self.still, places = crop_to_mouth(picture, marks, (request.width, request.height))
        (left, right, middle), eyes = places[:3], places[3:].reshape(-1, 4, 2)
        self.half = max(2.0, float(np.hypot(*(right - left))) / 2)
        self.heart, self.along = (left + right) / 2, (right - left) / (2 * self.half)
        self.box = self._reach()
        ground = _inside(self.still, self.box)
        self.light, self.ground = float(np.median(ground)) / 170, yuv_planes(ground)
        self._lay_out(middle)
        self.drawn = lru_cache(96)(self._drawn)
        # Eyes that the frame cuts off do not blink.
        seen = (eyes > 0).all() and (eyes < (request.width - 1, request.height - 1)).all()
        self.lids = [Lids(self.still, eye) for eye in eyes] if seen else []
        self.shut = lru_cache(2 * (LID_STEPS + 1))(self._shut)
        self.motion = None
        if self.lids:
            self.motion = HeadMotion((request.width, request.height), eyes.mean((0, 1)), (left + right) / 2)
            self.whole = yuv_planes(_inside(self.still, self.motion.box))
            # The head's place in the last frame, its planes, and the boxes of what was not at rest.
            self.last: tuple[FacePose | None, list[Array], tuple[BoxSides, ...]] = (None, [], ())

    def frame(self, pose: FacePose) -> tuple[BoxSides, list[Array]]:
        """(box, its planes) of a frame."""
        if self.motion is None:
            return self._mouth(pose)
        moving, settled = self.motion, self.motion.settled(pose)
        planes = [plane.copy() for plane in self.whole]
        lids = round(LID_STEPS * min(1.0, max(0.0, pose.lids)))
        changed = [self._mouth(pose)] if pose.open > 0 else []
        changed += [(eye.box, self.shut(at, lids)) for at, eye in enumerate(self.lids if lids else ())]
        for box, parts in changed:
            _lay_in(planes, moving.box, box, parts)
        before, made, boxes = self.last
        if before == settled:
            made = [plane.copy() for plane in made]
            for box in {*boxes, *(box for box, _ in changed)}:
                _lay_in(made, moving.box, *moving.moved(planes, settled, _within(box, moving.box)))
        else:
            made = moving.moved(planes, settled)[1]
        self.last = settled, made, tuple(box for box, _ in changed)
        return moving.box, made

    def _shut(self, eye: int, lids: int) -> list[Array]:
        return yuv_planes(self.lids[eye].shut(lids / LID_STEPS))

    def _mouth(self, pose: FacePose) -> tuple[BoxSides, list[Array]]:
        """(box, its planes) of the mouth alone."""
        opened = round(_STEPS * min(1.1, max(0.0, pose.open)))
        wide = round(_WIDTHS * (pose.wide - 1)) if opened else 0
        teeth, tongue = round(4 * min(1, pose.teeth)), round(4 * min(1, pose.tongue))
        return self.box, self.drawn(opened, wide, *((teeth, tongue) if opened else (0, 0)))

    # --- once ----------------------------------------------------------------------------------
    def _reach(self) -> BoxSides:
        """The box of what may move, in even pixels inside the picture."""
        corners = [self._pixels(u, v) for u in (-SIDES, SIDES) for v in (-1.2 * NOSE, BELOW)]
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        height, width = self.still.shape[:2]
        left, top = (int(max(0, side)) // 2 * 2 for side in low)
        right, foot = (
            int(min(side, most)) // 2 * 2 for side, most in zip(high, (width, height), strict=True)
        )
        return left, top, right, foot

    def _pixels(self, u: float, v: float) -> tuple[float, float]:
        (x, y), (ax, ay) = self.heart, self.along
        return x + self.half * (u * ax - v * ay), y + self.half * (u * ay + v * ax)

    def _lay_out(self, middle: Array) -> None:
        """u and v over the box, coarsely for what is smooth and whole between the lips."""
        self.bend = self._bend(middle)
        left, top, right, foot = self.box
        wide, high = (max(2, round(side / self.half * _GRAIN)) for side in (right - left, foot - top))
        across, down = (right - left) / wide, (foot - top) / high
        self.u, self.v = self._about(
            left + (np.arange(wide) + 0.5) * across - 0.5, top + (np.arange(high) + 0.5) * down - 0.5
        )
        self.places = [_pixel_grid(plane) for plane in self.ground[:2]]
        first, last = min(0, self.bend) - 0.12, max(0, self.bend) + 1.12 * GAP
        ends = np.array([self._pixels(u, v) for u in (-1.02, 1.02) for v in (first, last)])
        low, high = np.floor(ends.min(axis=0)), np.ceil(ends.max(axis=0)) + 2
        self.lips = tuple(
            int(min(max(side, first), last)) // 2 * 2
            for side, first, last in zip((*low, *high), (left, top) * 2, (right, foot) * 2, strict=True)
        )
        self.lips_u, self.lips_v = self._about(
            np.arange(self.lips[0], self.lips[2]), np.arange(self.lips[1], self.lips[3])
        )

    def _bend(self, middle: Array) -> float:
        """How far the line between the lips is below their corners at u = 0."""
        (ax, ay), away = self.along, (middle - self.heart) / self.half
        u, v = float(away @ (ax, ay)), float(away @ (-ay, ax))
        return v / max(0.3, 1 - u * u)

    def _about(self, x: Array, y: Array) -> tuple[Array, Array]:
        x, y = np.meshgrid((x - self.heart[0]) / self.half, (y - self.heart[1]) / self.half)
        (ax, ay) = self.along
        return (x * ax + y * ay).astype(np.float32), (y * ax - x * ay).astype(np.float32)

    # --- a frame -------------------------------------------------------------------------------
    def _drawn(self, opened: int, wide: int, teeth: int, tongue: int) -> list[Array]:
        if not opened:
            return self.ground
        gap, scale = GAP * opened / _STEPS, 1 + WIDTH * wide / _WIDTHS
        made = self._moved(gap, scale)
        self._fill(made, gap, scale, teeth / 4, tongue / 4)
        return made

    def _moved(self, gap: float, scale: float) -> list[Array]:
        """The box with jaw and lips where they are at this opening."""
        u, v = self.u, self.v
        near = _bump(np.hypot(u, v) / 2.4)
        across = u / (1 + (scale - 1) * near)
        upper, lower = self._edges(across, gap)
        part, jaw = _parted(across), _bump(u / SIDES)
        below = _smoothstep((v - lower) / 0.9)
        down = (
            gap
            * (1 - UPPER)
            * ((1 - below) * part + below * jaw)
            * (1 - _smoothstep((v - CHIN) / (BELOW - CHIN)))
        )
        up = gap * UPPER * part * (1 - _smoothstep((upper - v) / NOSE))
        # Between the lips nothing is to be seen of the picture: it is stretched there, and painted over.
        share = np.clip((v - upper) / np.maximum(lower - upper, 1e-3), 0, 1)
        move_u, move_v = across - u, np.where(v > lower, -down, up * (1 - share) - down * share)
        (ax, ay), half = self.along, self.half
        moves = (half * (move_u * ax - move_v * ay), half * (move_u * ay + move_v * ax))
        whole = self._ways(moves, 0)
        small = self._ways([move / 2 for move in moves], 1)
        return [
            cv2.remap(plane, *ways, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for plane, ways in zip(self.ground, (whole, small, small), strict=True)
        ]

    def _ways(self, moves: Sequence[Array], plane: int) -> list[Array]:
        """Where each pixel of a plane comes from: its own place and the movement there."""
        size = self.ground[plane].shape[1::-1]
        return [
            cv2.add(cv2.resize(move.astype(np.float32), size), place)
            for move, place in zip(moves, self.places[plane], strict=True)
        ]

    def _edges(self, across: Array, gap: float) -> tuple[Array, Array]:
        """Where the lips end towards each other."""
        line = self.bend * np.maximum(0, 1 - across * across)
        part = gap * _parted(across)
        return line - UPPER * part, line + (1 - UPPER) * part

    def _fill(self, made: list[Array], gap: float, scale: float, teeth: float, tongue: float) -> None:
        """Paint what is between the lips onto the planes of the box."""
        across = self.lips_u / (1 + (scale - 1) * _bump(np.hypot(self.lips_u, self.lips_v) / 2.4))
        upper, lower = self._edges(across, gap)
        under, over = self.lips_v - upper, lower - self.lips_v
        edge = 2.2 / self.half  # the softness of a lip's edge: about two pixels, in halves of the width
        cover = np.clip(np.minimum(under, over) / edge + 0.25, 0, 1) * (np.abs(across) < OPENS)
        # What is seen there is soft: half its size is enough.
        behind = self._behind(across[::2, ::2], under[::2, ::2], over[::2, ::2], edge, gap, teeth, tongue)
        self._blend(made, cover, behind)

    def _behind(
        self, across: Array, under: Array, over: Array, edge: float, gap: float, teeth: float, tongue: float
    ) -> Sequence[Array]:
        """Y, U and V of what is behind the lips: dark, the tongue below, a hint of teeth above."""
        side = np.clip(1 - (across / 0.86) ** 4, 0, 1)
        rise = tongue * 0.45 * gap * np.sqrt(side)
        paint = np.empty((*across.shape, 3), np.float32)
        paint[:] = _INSIDE
        if tongue:
            _paint_over(
                paint, _TONGUE, 0.75 * tongue * side * np.clip((rise - over) / (2 * edge) + 0.5, 0, 1)
            )
        if teeth:
            show = min(0.15, 0.42 * gap) * side
            lit = np.clip(0.45 + under / 0.14, 0, 1)  # an upper lip shades its teeth
            _paint_over(paint, _TEETH, 0.85 * teeth * side * lit * np.clip((show - under) / edge + 0.5, 0, 1))
        return cv2.split(cv2.transform(paint * self.light, BT709))

    def _blend(self, made: list[Array], cover: Mask, paint: Sequence[Array]) -> None:
        left, top, right, foot = np.array(self.lips) - np.tile(self.box[:2], 2)
        for plane, colour, by in zip(made, paint, (1, 2, 2), strict=True):
            here = plane[top // by : foot // by, left // by : right // by]
            size = here.shape[1::-1]
            share = cover if by == 1 else cv2.resize(cover, size, interpolation=cv2.INTER_AREA)
            colour = cv2.resize(colour, size)
            here[:] = np.clip(here + (colour - here) * share + 0.5, 0, 255).astype(np.uint8)


def crop_to_mouth(picture: Pixels, marks: Points, size: tuple[int, int]) -> tuple[Pixels, Points]:
    """(the picture cut to a size with the mouth in sight above the captions, the marks in its pixels).

    The first three marks are the mouth's.
    """
    width, height = size
    scale = max(width / picture.shape[1], height / picture.shape[0])
    wide, high = max(width, round(picture.shape[1] * scale)), max(height, round(picture.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = cv2.resize(picture, (wide, high), interpolation=way)
    points = marks * (wide, high)
    x, y = points[:3].mean(axis=0)
    lowest = formats.caption_box(width, height).top - 0.06 * height
    left = int(min(max(x - width / 2, 0), wide - width))
    top = int(min(max(y - min(lowest, 0.55 * height), 0), high - height))
    return np.ascontiguousarray(large[top : top + height, left : left + width]), points - (left, top)


def _marked_points(label: str) -> Sequence[tuple[float, float]]:
    try:
        mouth = mouth_points.read(label)
    except ValueError as error:
        raise Rejected("Where the mouth is cannot be read") from error
    return mouth.left, mouth.right, mouth.middle


def _eye_points(label: str) -> Sequence[tuple[float, float]]:
    try:
        return [point for eye in mouth_points.read_eyes(label) for point in eye]
    except ValueError as error:
        raise Rejected("Where the eyes are cannot be read") from error


def _within(box: BoxSides, whole: BoxSides) -> BoxSides:
    """What of a box lies within another; of none of it, a box of no size."""
    left, top = max(box[0], whole[0]), max(box[1], whole[1])
    return left, top, max(left, min(box[2], whole[2])), max(top, min(box[3], whole[3]))


def _lay_in(planes: list[Array], whole: BoxSides, box: BoxSides, parts: list[Array]) -> None:
    """Lay planes of a box into those of another, where they meet."""
    left, top = max(box[0], whole[0]), max(box[1], whole[1])
    right, foot = min(box[2], whole[2]), min(box[3], whole[3])
    if left >= right or top >= foot:
        return
    for plane, part, by in zip(planes, parts, (1, 2, 2), strict=True):
        (x, y), (u, v) = (((left - side[0]) // by, (top - side[1]) // by) for side in (whole, box))
        wide, high = (right - left) // by, (foot - top) // by
        plane[y : y + high, x : x + wide] = part[v : v + high, u : u + wide]


def _checked_point(point: tuple[float, float]) -> tuple[float, float]:
    if not all(0 <= part <= 1 for part in point):
        raise Rejected("The mouth is outside the portrait")
    return point


def _inside(picture: Pixels, box: BoxSides) -> Pixels:
    left, top, right, foot = box
    return picture[top:foot, left:right].copy()


def _pixel_grid(plane: Array) -> tuple[Array, ...]:
    height, width = plane.shape
    return np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))


def _parted(u: Array) -> Array:
    """How far lips part along the line: most in the middle, not at all at the corners."""
    flat = np.maximum(0, 1 - (u / OPENS) ** 2)
    return flat * (1.2 - 0.2 * flat)


def _bump(r: Array) -> Array:
    """1 at 0, softly down to 0 at 1."""
    return np.maximum(0, 1 - r * r) ** 2


def _smoothstep(r: Array) -> Array:
    """Softly from 0 at 0 to 1 at 1."""
    r = np.clip(r, 0, 1)
    return r * r * (3 - 2 * r)


def _paint_over(paint: Array, colour: Sequence[int], cover: Mask) -> None:
    paint += (np.array(colour, np.float32) - paint) * cover[..., None]
