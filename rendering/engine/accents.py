"""Light and shapes over the picture, one kind for each style; each lasts for a second or two of a scene.

`sweep`   a soft band of light crosses what is lit          (luxury)
`streaks` thin slanted shapes fly through at a cut           (energetic)
`blocks`  flat blocks of colour ride on the edge of a wipe   (bold)
`leak`    warm light falls in from an edge and fades         (cinematic)

All is worked out from the scene's number, the seed and the frame, so equal specs give equal pictures.
Light is made small and enlarged; shapes are polygons straight in the planes. There is no grain that
is new in every frame: the sets carry theirs, which moves with the camera (docs/decisions.md).
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from rendering.engine.motion import ease
from rendering.engine.timeline import SceneSpan, Timeline
from rendering.engine.types import Map, Plane, Point, Size
from rendering.engine.yuv import MATRIX, Planes
from rendering.spec.schema import RenderSpec

Dice = np.random.Generator
# (y, u, v).
Tone = tuple[int, ...]
# A polygon's corners in pixels of the frame, and the number of its colour.
Shape = tuple[list[Point], int]

# Seconds that each lasts, and after how many seconds of its scene it begins. Blocks last a transition.
LASTS = {"sweep": 1.5, "streaks": 0.45, "leak": 1.8}
BEGINS = {"sweep": 0.7, "streaks": 0.0, "leak": 0.0}

# A band of light adds this share of what is there already; a leak adds so many of luma's 219 steps.
SWEEP = 0.36
LEAK = 92

# A sweep's reach is so many standard deviations of its band; a leak sinks by this share of the frame.
BAND = 3.2
LEAK_FALLS = 0.12

# Light is computed at one sixteenth of the frame's size and enlarged: it is too soft for that to be seen.
_COARSE = 16

# Positions of polygons have so many bits behind the point.
_BITS = 4


class Accents:
    """The accents of a video, by frame. One instance serves every worker."""

    def __init__(self, spec: RenderSpec, timeline: Timeline) -> None:
        self.finish, self.timeline = spec.finish, timeline
        self.starts = [scene.start for scene in timeline.scenes]
        self.inks = [to_yuv(colour) for colour in spec.finish.colours or ("#ffffff",)]

    def draw(self, frame: int, out: Planes) -> None:
        """Lay the accent of a frame number over Planes `out`, if there is one."""
        found = self._scene_at(frame)
        if found:
            scene, share = found
            if self.finish.accent == "blocks":
                _blocks(out, share, scene.transition, self._random(scene), self.inks)
            else:
                _KINDS[self.finish.accent](out, share, self._random(scene), self.inks)

    def cache_data(self, start: int, stop: int) -> list[Any] | None:
        """What is seen in frames [start, stop), for cache keys; None where nothing is."""
        for frame in range(start, stop):
            found = self._scene_at(frame)
            if found:
                scene, share = found
                colours = list(self.finish.colours)
                return [self.finish.accent, colours, self._seed(scene), frame - start, round(share, 6)]
        return None

    def accent_at(self, frame: int, size: Size) -> tuple[str, float, Dice, list[Shape]] | None:
        """What a player needs for the same accent: its kind, how far it is (0..1), its dice, its shapes.

        None where there is no accent.
        """
        found = self._scene_at(frame)
        if not found:
            return None
        scene, share = found
        return self.finish.accent, share, self._random(scene), list(self._shapes(scene, share, size))

    def _shapes(self, scene: SceneSpan, share: float, size: Size) -> Iterable[Shape]:
        if self.finish.accent == "streaks":
            return _streak_shapes(size, share, self._random(scene))
        if self.finish.accent == "blocks":
            return _block_shapes(size, share, scene.transition, self._random(scene))
        return ()

    def _scene_at(self, frame: int) -> tuple[SceneSpan, float] | None:
        """(scene, how far its accent is, 0..1) at a frame number, or None."""
        kind = self.finish.accent
        if kind == "none":
            return None
        scene = self.timeline.scenes[bisect_right(self.starts, frame) - 1]
        if scene.index not in self.finish.scenes:
            return None
        if kind == "blocks":
            return self._scene_at_cut(scene, frame)
        fps = self.timeline.fps
        share = (frame - scene.start - BEGINS[kind] * fps + 0.5) / (LASTS[kind] * fps)
        return (scene, share) if 0 <= share < 1 else None

    def _scene_at_cut(self, scene: SceneSpan, frame: int) -> tuple[SceneSpan, float] | None:
        """As far as the transition is."""
        if scene.transition not in ("wipe", "slide") or frame >= scene.start + scene.window:
            return None
        return scene, ease((frame - scene.start + 1) / (scene.window + 1))

    def _seed(self, scene: SceneSpan) -> int:
        return self.finish.seed * 101 + scene.index

    def _random(self, scene: SceneSpan) -> Dice:
        return np.random.default_rng(self._seed(scene))


def to_yuv(colour: str) -> Tone:
    """The (y, u, v) of `#rrggbb`."""
    rgb = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return tuple(int(round(value)) for value in MATRIX @ [*rgb, 1])


# Light


def _sweep(out: Planes, share: float, dice: Dice, _inks: list[Tone]) -> None:
    """A slanting band of light: it multiplies, so that dark ground stays dark and metal glints."""
    width, height = out.size
    middle, slant, reach = sweep_geometry(width, height, share)
    left, right = int(middle - reach), int(middle + slant + reach)
    left, right = max(0, left // 2 * 2), min(width, right // 2 * 2)
    if right - left < 4:
        return
    band = _band(right - left, height, (middle - left) / width, slant / width, reach / width, width)
    gain = SWEEP * sweep_strength(share) / 255
    part = out.y[:, left:right]
    more = cv2.multiply(cv2.subtract(part, 16), band, scale=gain)
    # What is nearly white has little room above it: half of that is left, so that no print is washed out.
    cv2.add(part, cv2.min(more, cv2.multiply(cv2.subtract(np.full_like(part, 235), part), 0.5)), part)
    thin = cv2.resize(band, ((right - left) // 2, height // 2), interpolation=cv2.INTER_NEAREST)
    for plane in (out.u, out.v):
        _saturate(plane[:, left // 2 : right // 2], thin, gain)


def sweep_geometry(width: int, height: int, share: float) -> tuple[float, float, float]:
    """(where the band's middle meets the foot, how far it leans at the top, its reach), in pixels."""
    slant, reach = 0.35 * height, 0.30 * min(width, height)
    return -slant - reach + (width + slant + 2 * reach) * ease(share), slant, reach


def sweep_strength(share: float) -> float:
    return math.sin(math.pi * share) ** 0.5


def _saturate(plane: Plane, band: Plane, gain: float) -> None:
    """Move chroma away from grey by the band: colours grow with the light that falls on them."""
    for sign in (1, -1):
        side = cv2.subtract(plane, 128) if sign > 0 else cv2.subtract(np.full_like(plane, 128), plane)
        more = cv2.multiply(side, band, scale=gain)
        (cv2.add if sign > 0 else cv2.subtract)(plane, more, plane)


def _band(wide: int, height: int, middle: float, slant: float, reach: float, width: int) -> Plane:
    """A slanting soft band as uint8, worked out small and enlarged."""
    small = max(2, wide // _COARSE), max(2, height // _COARSE)
    x = (np.arange(small[0], dtype=np.float32) + 0.5) * (wide / small[0] / width)
    y = 1 - (np.arange(small[1], dtype=np.float32) + 0.5) / small[1]
    off = (x[None, :] - middle - slant * y[:, None]) * (BAND / reach)
    soft = np.exp(-0.5 * off**2) * 255
    return cv2.resize(soft.astype(np.uint8), (wide, height), interpolation=cv2.INTER_LINEAR)


def _leak(out: Planes, share: float, dice: Dice, inks: list[Tone]) -> None:
    """Warm light from one side, strongest soon after the cut, drifting while it fades."""
    width, height = out.size
    side, level = leak_origin(dice)
    strength = leak_strength(share)
    glow = _glow(width, height, side, round(level, 2), round(share, 3)) * np.float32(strength)
    warm = inks[0]
    luma = cv2.resize((glow * LEAK).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    # Half a step of ordered noise keeps the fading light from standing in bands.
    cv2.add(out.y, (luma + _dither(height, width)).astype(np.uint8), out.y)
    for plane, tone in ((out.u, warm[1]), (out.v, warm[2])):
        size = plane.shape[::-1]
        share_of = cv2.resize(glow * np.float32(0.55), size, interpolation=cv2.INTER_LINEAR)
        moved = plane + (tone - plane.astype(np.float32)) * share_of + 0.5
        np.copyto(plane, moved.astype(np.uint8))


def leak_origin(dice: Dice) -> tuple[int, float]:
    """(0 left or 1 right, how far down) where light falls in."""
    return int(dice.integers(0, 2)), dice.uniform(0.1, 0.75)


def leak_strength(share: float) -> float:
    return math.sin(math.pi * share**0.6) ** 2


def _glow(width: int, height: int, side: int, level: float, share: float) -> Map:
    small = max(4, width // _COARSE), max(4, height // _COARSE)
    x = (np.arange(small[0], dtype=np.float32) + 0.5) / small[0]
    y = (np.arange(small[1], dtype=np.float32) + 0.5) / small[1]
    x = 1 - x if side else x
    far = np.hypot(x[None, :] / 0.75, (y[:, None] - level - LEAK_FALLS * share) / 0.6)
    return np.clip(1 - far, 0, 1) ** 1.5


@lru_cache(maxsize=4)
def _dither(height: int, width: int) -> Map:
    """Thresholds 0..1 in a pattern of 8 x 8, as float32."""
    base = np.array([[0, 2], [3, 1]], np.float32)
    for _ in range(2):
        base = np.block([[4 * base, 4 * base + 2], [4 * base + 3, 4 * base + 1]])
    tile = (base + 0.5) / 64
    return np.tile(tile, (height // 8 + 1, width // 8 + 1))[:height, :width]


# Shapes


def _streaks(out: Planes, share: float, dice: Dice, inks: list[Tone]) -> None:
    for corners, which in _streak_shapes(out.size, share, dice):
        _fill(out, corners, inks[which % len(inks)])


def _streak_shapes(size: Size, share: float, dice: Dice) -> Iterator[Shape]:
    """Three or four thin parallelograms, one after the other, from the left to the right."""
    width, height = size
    lean = 0.22 * height * 0.1
    for number in range(4):
        top, tall = dice.uniform(0.04, 0.92) * height, dice.uniform(0.008, 0.026) * height
        long, late = dice.uniform(0.5, 0.9) * width, dice.uniform(0, 0.3)
        at = -long + (width + 2 * long) * ease(np.clip((share - late) / (1 - 0.3), 0, 1))
        yield [(at + lean, top), (at + long + lean, top), (at + long, top + tall), (at, top + tall)], number


def _blocks(out: Planes, share: float, transition: str, dice: Dice, inks: list[Tone]) -> None:
    for corners, which in _block_shapes(out.size, share, transition, dice):
        _fill(out, corners, inks[which])


def _block_shapes(size: Size, share: float, transition: str, dice: Dice) -> Iterator[Shape]:
    """A broad block and a narrow one ahead of it cover the edge at which a new scene comes in."""
    width, height = size
    broad, narrow = dice.uniform(0.14, 0.2) * width, dice.uniform(0.035, 0.06) * width
    gap = narrow * 0.8
    # The edge of a wipe, let in from outside the frame and out again.
    reach = broad / 2 + gap + narrow
    edge = share * width + reach * (2 * share - 1)
    for left, wide, which in ((edge - broad / 2, broad, 0), (edge + broad / 2 + gap, narrow, -1)):
        # What slides comes from the right.
        left = left if transition == "wipe" else width - left - wide
        yield _rectangle(left, wide, height), which


def _rectangle(left: float, wide: float, height: float) -> list[Point]:
    return [(left, 0), (left + wide, 0), (left + wide, height), (left, height)]


def _fill(out: Planes, corners: list[Point], tone: Tone) -> None:
    """A polygon of edge coordinates in luma pixels, its rim softened, in all three planes."""
    points = np.array(corners, np.float64)
    for plane, value, scale, shift in (
        (out.y, tone[0], 1.0, (0.5, 0.5)),
        (out.u, tone[1], 0.5, (0.25, 0.5)),
        (out.v, tone[2], 0.5, (0.25, 0.5)),
    ):
        fixed = np.round((points * scale - shift) * (1 << _BITS)).astype(np.int32)
        cv2.fillConvexPoly(plane, fixed, value, cv2.LINE_AA, _BITS)


_KINDS = {"sweep": _sweep, "streaks": _streaks, "leak": _leak}
