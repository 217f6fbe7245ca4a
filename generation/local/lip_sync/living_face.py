"""What a photographed face does beside speaking: its lids close for a blink, and the head moves a little.

Lids are the skin above the eye, drawn down over it to where the lower lid is. The head moves with all that
lies about it, less and less towards the picture's edges, which keep still: never by more than MOST of the
frame's shorter side. No Django.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np

from generation.local.lip_sync.clip_writer import BoxSides
from generation.local.lip_sync.face_motion import FacePose
from generation.media.arrays import Array, Pixels, Points

# The head moves by at most this share of the frame's shorter side.
MOST = 0.01
# A lid is drawn of so much skin above the eye, in heights of the open eye, from so far above its margin: what
# is nearer may be the eye itself, for marks are not exact. So much wider than its marks an eye is covered.
_SKIN, _ABOVE, _WIDER = 0.45, 0.38, 1.25
# Shut lids meet so far down in the eye; lashes darken the edge by so much.
_MEET, _LASHES = 1.1, 0.5
# So many steps of a lid are drawn.
LID_STEPS = 8
# About the middle between eyes and mouth, in the distance of these two: a head keeps its shape within this
# far, and nothing moves beyond that.
_HEAD, _STILL = 1.5, 3.4
# Nothing moves at the frame's edge; so far inside, as a share of the shorter side, all may.
_EDGE = 0.09
# How far a pose takes a head at most: its sway and nod in heads, its turn in degrees (face_motion).
_SWAY, _TURN = 0.034, 1.5
# A head is so many times as high as its mouth is below its eyes.
_HEIGHT = 2.9
# Boxes of fewer pixels are moved with care for fine texture; in larger ones nobody sees single pixels.
_FINE = 1_000_000
# Movement is so smooth that it is reckoned on every so many pixels, and in between drawn out.
_GRAIN = 16
# A head moves by a tenth of a pixel from frame to frame. It is moved in steps of so many pixels, which nobody
# sees: on more than half of the frames only what changes in the face is drawn anew.
_STEP = 0.4


class Lids:
    """One eye of a picture (blue, green, red) that shuts. `eye` are its four points in pixels."""

    def __init__(self, still: Pixels, eye: Points) -> None:
        left, right, upper, lower = (np.asarray(point, np.float64) for point in eye)
        self.half = max(2.0, float(np.hypot(*(right - left))) / 2)
        self.heart, self.along = (left + right) / 2, (right - left) / (2 * self.half)
        self.upper, self.lower = (self._bend(point) for point in (upper, lower))
        self.high = max(0.1, self.lower - self.upper)
        self.box = self._reach(still.shape)
        x0, y0, x1, y1 = self.box
        self.ground = still[y0:y1, x0:x1].copy()
        x, y = np.meshgrid(np.arange(x0, x1, dtype=np.float32), np.arange(y0, y1, dtype=np.float32))
        x, y = (x - self.heart[0]) / self.half, (y - self.heart[1]) / self.half
        self.u = (x * self.along[0] + y * self.along[1]).astype(np.float32)
        self.v = (y * self.along[0] - x * self.along[1]).astype(np.float32)

    def _bend(self, point: Points) -> float:
        """How far a lid lies below the line of the corners at its middle, in halves of the eye's width."""
        away = (point - self.heart) / self.half
        u, v = float(away @ self.along), float(away @ (-self.along[1], self.along[0]))
        return v / max(0.3, 1 - u * u)

    def _reach(self, shape: Sequence[int]) -> BoxSides:
        top, foot = self.upper - 1.4 * self.high, self.lower + 0.5 * self.high
        (ax, ay), places = self.along, []
        for u in (-1.4, 1.4):
            for v in (top, foot):
                places.append(self.heart + self.half * np.array((u * ax - v * ay, u * ay + v * ax)))
        (left, first), (right, last) = np.min(places, axis=0), np.max(places, axis=0)
        sides = zip((left, first, right + 2, last + 2), (shape[1], shape[0]) * 2, strict=True)
        x0, y0, x1, y1 = (int(min(max(side, 0), most)) // 2 * 2 for side, most in sides)
        return x0, y0, x1, y1

    def shut(self, share: float) -> Pixels:
        """The box with the eye shut by a share, 0 to 1."""
        if share <= 0:
            return self.ground
        u, v = self.u, self.v
        arch = np.maximum(0, 1 - (u / _WIDER) ** 2)
        margin = (self.upper - _ABOVE * self.high) * arch
        edge = margin + share * (_MEET + _ABOVE) * self.high * arch
        skin = _SKIN * self.high * np.sqrt(arch) + 1e-3
        top = margin - skin
        # Skin from `top` down to the lid's margin is drawn out down to its edge.
        source = np.where(
            (v > top) & (v < edge), top + (v - top) * skin / np.maximum(edge - top, 1e-3), v
        ).astype(np.float32)
        away = (source - v) * self.half
        across = np.arange(v.shape[1], dtype=np.float32)[None] - away * self.along[1]
        down = np.arange(v.shape[0], dtype=np.float32)[:, None] + away * self.along[0]
        lid = cv2.remap(
            self.ground, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float32)  # fmt: skip
        soft = 1.2 / self.half
        lashes = np.exp(-(((v - edge) / max(0.07, soft)) ** 2)) * np.clip(arch * 3, 0, 1)
        lid *= 1 - (_LASHES * share * lashes)[..., None]
        cover = (np.clip((edge - v) / soft + 0.5, 0, 1) * (arch > 0))[..., None]
        return np.clip(self.ground + (lid - self.ground) * cover + 0.5, 0, 255).astype(np.uint8)


class HeadMotion:
    """The slow movement of a head about the middle of its face, on frames of a size (width, height)."""

    def __init__(self, size: tuple[int, int], eyes: Points, mouth: Points) -> None:
        """`eyes` and `mouth` are the middle between the eyes and that of the mouth, in pixels."""
        width, height = size
        unit = max(8.0, float(np.hypot(*(mouth - eyes))))
        self.middle, self.unit, self.most = (eyes + mouth) / 2, unit, MOST * min(size)
        reach = _STILL * unit
        low, high = self.middle - reach, self.middle + reach
        left, top = (int(max(0, side)) // 2 * 2 for side in low)
        right, foot = (
            int(min(most, side)) // 2 * 2 for side, most in zip(high, (width, height), strict=True)
        )
        self.box: BoxSides = (left, top, right, foot)
        wide, tall = (max(2, -(-side // _GRAIN)) for side in (right - left, foot - top))
        x, y = np.meshgrid(
            left + (np.arange(wide, dtype=np.float32) + 0.5) * (right - left) / wide - 0.5,
            top + (np.arange(tall, dtype=np.float32) + 0.5) * (foot - top) / tall - 0.5,
        )
        self.x, self.y = x - np.float32(self.middle[0]), y - np.float32(self.middle[1])
        inside = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
        far = (np.hypot(self.x, self.y) / unit - _HEAD) / (_STILL - _HEAD)
        self.share = (1 - _softly(far)) * _softly(inside / (_EDGE * min(size)))
        # What the widest sway and the widest turn would come to is the most: no pose is cut short.
        widest = _SWAY * _HEIGHT * unit + np.radians(_TURN) * _HEAD * unit
        self.gain = min(1.0, self.most / widest)
        self.places = [_pixel_places((foot - top) // by, (right - left) // by) for by in (1, 2)]
        self.maps = lru_cache(1)(self._maps)

    def ways(self, pose: FacePose) -> tuple[Array, Array]:
        """(across, down): how far each place of the coarse grid over the box has moved, in pixels."""
        head, turn = _HEIGHT * self.unit, np.radians(pose.turn)
        across = self.share * self.gain * (pose.dx * head - turn * self.y)
        down = self.share * self.gain * (pose.dy * head + turn * self.x)
        far = np.maximum(1, np.hypot(across, down) / self.most)
        return across / far, down / far

    def settled(self, pose: FacePose) -> FacePose:
        """The pose with its head on the nearest step, its face at rest: frames with one have one movement."""
        head, reach = _HEIGHT * self.unit * self.gain, _HEAD * self.unit * self.gain
        shift, turn = _STEP / head, float(np.degrees(_STEP / reach))
        dx, dy = (round(way / shift) * shift for way in (pose.dx, pose.dy))
        at_rest = {"open": 0.0, "wide": 1.0, "teeth": 0.0, "tongue": 0.0, "lids": 0.0, "brow": 0.0}
        return replace(pose, dx=dx, dy=dy, turn=round(pose.turn / turn) * turn, **at_rest)

    def moved(
        self, planes: Sequence[Array], pose: FacePose, part: BoxSides | None = None
    ) -> tuple[BoxSides, list[Array]]:
        """(box, its Y, U and V) with the head where the pose has it.

        `part` is the box of which the face was changed: that is drawn alone, with what moves into it or out.
        """
        left, top, right, foot = self._about(part) if part else self.box
        made: list[Array] = []
        for plane, (x, y), by in zip(planes, self.maps(pose), (1, 2, 2), strict=True):
            here = (
                slice((top - self.box[1]) // by, (foot - self.box[1]) // by),
                slice((left - self.box[0]) // by, (right - self.box[0]) // by),
            )
            way = cv2.INTER_CUBIC if by == 1 and plane.size < _FINE else cv2.INTER_LINEAR
            made.append(cv2.remap(plane, x[here], y[here], way, borderMode=cv2.BORDER_REPLICATE))
        return (left, top, right, foot), made

    def _about(self, part: BoxSides) -> BoxSides:
        """A box with all that comes from it when the head moves, in even pixels inside the own box."""
        far = int(np.ceil(self.most)) + 4
        left, top = (
            max(side, (edge - far) // 2 * 2) for side, edge in zip(self.box[:2], part[:2], strict=True)
        )
        right, foot = (
            min(side, (edge + far + 1) // 2 * 2) for side, edge in zip(self.box[2:], part[2:], strict=True)
        )
        return left, top, right, foot

    def _maps(self, pose: FacePose) -> list[tuple[Array, Array]]:
        """Where each pixel of Y, U and V comes from: (across, down) of each."""
        ways = [way.astype(np.float32) for way in self.ways(pose)]
        made = []
        for by, places in zip((1, 2), self.places, strict=True):
            x, y = (cv2.resize(way / by, places[0].shape[1::-1]) for way in ways)
            for moved, place in zip((x, y), places, strict=True):
                cv2.subtract(place, moved, dst=moved)
            made.append((x, y))
        return [made[0], made[1], made[1]]


def _pixel_places(rows: int, columns: int) -> tuple[Array, Array]:
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    return x, y


def _softly(share: Array) -> Array:
    share = np.clip(share, 0, 1)
    return share * share * share * (share * (share * 6 - 15) + 10)
