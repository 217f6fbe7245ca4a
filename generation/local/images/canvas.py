"""The canvas: gradients, glows, shapes, shadows and grain on a float picture.

Soft things are worked out on a coarse grid and enlarged, which is both smooth and quick; shapes are
drawn with anti-aliased edges at full size. Positions and sizes are pixels; colours as in `palette`.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from generation.media.arrays import Array, Colour, Mask, Pixels, Points

# A place in a picture, (x, y) in its pixels.
Spot = tuple[float, float]
# A colour as it is handed over: three numbers from 0 to 1, in sRGB.
Ink = Colour | Sequence[float]

_COARSE = 270
# So many rows of a picture are painted at once.
ROWS = 32


class Canvas:
    """A picture being painted: `px` is (height, width, 3) float32 in sRGB 0..1."""

    def __init__(self, width: int, height: int, colour: Ink = (0, 0, 0)) -> None:
        self.width, self.height = width, height
        self.short = min(width, height)
        self.px = np.empty((height, width, 3), np.float32)
        self.px[:] = colour

    def gradient(self, stops: Sequence[tuple[float, Ink]], angle: float = 90) -> None:
        """Fill with colours [(0..1, colour), …] along `angle` degrees (90 = downwards)."""
        places, colours = [stop[0] for stop in stops], np.array([stop[1] for stop in stops])
        across, down = self.grid()
        dx, dy = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        along = (across / self.width - 0.5) * dx + (down / self.height - 0.5) * dy
        along = along / (abs(dx) + abs(dy)) + 0.5
        for part in range(3):
            self.px[..., part] = self.enlarge(np.interp(along, places, colours[:, part]))

    def grid(self) -> Sequence[Array]:
        """Coarse (x, y) coordinate arrays in pixels of the full picture."""
        scale = min(1, _COARSE / self.short)
        w, h = max(2, round(self.width * scale)), max(2, round(self.height * scale))
        return np.meshgrid(
            (np.arange(w, dtype=np.float32) + 0.5) * (self.width / w),
            (np.arange(h, dtype=np.float32) + 0.5) * (self.height / h),
        )

    def enlarge(self, coarse: Mask) -> Mask:
        return cv2.resize(coarse.astype(np.float32), (self.width, self.height), interpolation=cv2.INTER_CUBIC)

    def blend(self, mask: Mask, colour: Ink, at: tuple[int, int] = (0, 0)) -> None:
        """Mix `colour` in by `mask` (float 0..1), whose top left corner lies at `at`."""
        for strip, share in self._strips(mask, at):
            strip *= cv2.merge([1 - share] * 3)
            strip += _inked(share, colour)

    def add(self, mask: Mask, colour: Ink, at: tuple[int, int] = (0, 0)) -> None:
        """Add light: a screen of `colour` by `mask`, whose top left corner lies at `at`."""
        for strip, share in self._strips(mask, at):
            room = np.minimum(strip, 1)
            np.maximum(room, 0, out=room)
            np.subtract(1, room, out=room)
            room *= _inked(share, colour)
            strip += room

    def dim(self, mask: Mask, at: tuple[int, int] = (0, 0)) -> None:
        """Take light away: 0 leaves the picture, 1 makes it black. The mask's corner lies at `at`."""
        for strip, share in self._strips(mask, at):
            strip *= cv2.merge([1 - share] * 3)

    def _strips(self, mask: Mask, at: tuple[int, int]) -> Iterator[tuple[Array, Mask]]:
        """The picture under a mask and the mask, few rows at a time: they stay in the processor's cache.

        That, and masks of three channels, take half the time of whole planes.
        """
        x, y = at
        for top in range(0, mask.shape[0], ROWS):
            share = mask[top : top + ROWS]
            yield self.px[y + top : y + top + len(share), x : x + share.shape[1]], share

    def oval(self, centre: Spot, radii: tuple[float, float], power: float = 2.0, edge: float = 1.0) -> Mask:
        """A soft spot as a mask: 1 in the middle, 0 at `edge` radii."""
        return self.enlarge(self.coarse_oval(centre, radii, power, edge))

    def coarse_oval(
        self, centre: Spot, radii: tuple[float, float], power: float = 2.0, edge: float = 1.0
    ) -> Mask:
        """The same on the grid of `grid`."""
        across, down = self.grid()
        far = np.hypot((across - centre[0]) / radii[0], (down - centre[1]) / radii[1])
        return np.clip(1 - far / edge, 0, 1) ** power

    def glow(
        self, centre: Spot, radii: tuple[float, float], colour: Ink, strength: float = 1.0, power: float = 2.0
    ) -> None:
        self.add(self.oval(centre, radii, power) * np.float32(strength), colour)

    def vignette(self, strength: float = 0.4, centre: Spot | None = None) -> None:
        across, down = self.grid()
        cx, cy = centre or (self.width / 2, self.height / 2)
        far = np.hypot((across - cx) / self.width, (down - cy) / self.height) * 1.25
        self.dim(self.enlarge(np.clip(far, 0, 1) ** 2.4 * strength))

    def polygon(self, points: npt.ArrayLike, colour: Ink, opacity: float = 1.0) -> None:
        """Fill a polygon (n, 2), anti-aliased; parts outside the picture are cut off."""
        self._fill([points], colour, opacity)

    def polygons(self, many: Iterable[npt.ArrayLike], colour: Ink, opacity: float = 1.0) -> None:
        self._fill(many, colour, opacity)

    def _fill(self, many: Iterable[npt.ArrayLike], colour: Ink, opacity: float) -> None:
        self.paint(self.mask(many), colour, opacity)

    def mask(self, many: Iterable[npt.ArrayLike]) -> Mask:
        """Polygons as a uint8 mask of the whole picture, 0..255."""
        mask = np.zeros((self.height, self.width), np.uint8)
        for points in many:
            fixed = np.round(np.asarray(points, np.float64) * 16).astype(np.int32)
            cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, 4)
        return mask

    def paint(self, mask: Mask, colour: Ink, opacity: float = 1.0) -> None:
        """Blend a colour through a uint8 mask of the whole picture, touching only where it is set."""
        x, y, w, h = cv2.boundingRect(mask)
        if w and h:
            share = mask[y : y + h, x : x + w].astype(np.float32) * np.float32(opacity / 255)
            self.blend(share, colour, (x, y))

    def disc(self, centre: Spot, radius: float, colour: Ink, opacity: float = 1.0) -> None:
        self.polygon(ring_points(centre, radius, radius), colour, opacity)

    def rect(
        self, left: float, top: float, right: float, bottom: float, colour: Ink, opacity: float = 1.0
    ) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour, opacity)

    def line(
        self, points: npt.ArrayLike, thickness: float, colour: Ink, opacity: float = 1.0, closed: bool = False
    ) -> None:
        """A stroke of even `thickness` (may be under a pixel, then it grows fainter)."""
        mask = np.zeros((self.height, self.width), np.uint8)
        fixed = np.round(np.asarray(points, np.float64) * 16).astype(np.int32)
        cv2.polylines(mask, [fixed], closed, 255, max(1, round(thickness)), cv2.LINE_AA, 4)
        self.paint(mask, colour, opacity * min(1.0, thickness))

    def finish(
        self, rng: np.random.Generator, grain: float = 0.0, size: tuple[int, int] | None = None
    ) -> Pixels:
        """The picture as uint8 RGB: film grain, then dither so that no gradient shows a step.

        `size` (width, height) enlarges it on the way, strip by strip.
        """
        width, height = size or (self.width, self.height)
        noise = _noise(rng, min(width, height), grain)
        out = np.empty((height, width, 3), np.uint8)
        for top in range(0, height, 512):
            rows = self._rows(top, min(512, height - top), width, height)
            noisy = np.tile(np.roll(noise, top * 7, 1), (1, width // 512 + 1))[: len(rows), :width]
            for first in range(0, len(rows), ROWS):
                part = rows[first : first + ROWS] + cv2.merge([noisy[first : first + ROWS]] * 3)
                part *= 255
                part += 0.5
                np.minimum(part, 255, out=part)
                np.maximum(part, 0, out=part)
                out[top + first : top + first + len(part)] = part
        return out

    def _rows(self, top: int, count: int, width: int, height: int) -> Array:
        """Rows top .. top + count of the picture as if it were width x height."""
        if (width, height) == (self.width, self.height):
            return self.px[top : top + count]
        made, drawn = _least_rows(height, self.height)
        # Rows beyond the strip, for what the cubic looks at above and below: two of the painted ones.
        beyond = -(-2 // drawn)
        first, last = max(0, top // made - beyond), -(-(top + count) // made) + beyond
        part = self.px[first * drawn : last * drawn]
        size = width, len(part) * made // drawn
        strip = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
        return strip[top - first * made :][:count]


def _least_rows(height: int, painted: int) -> tuple[int, int]:
    """The fewest whole rows of a picture that are a whole number of painted ones, and how many of those."""
    common = math.gcd(height, painted)
    return height // common, painted // common


def _inked(share: Mask, colour: Ink) -> Array:
    """A colour by a mask, (rows, columns, 3)."""
    return cv2.merge([share * np.float32(part) for part in colour])


def _noise(rng: np.random.Generator, short: int, grain: float) -> Array:
    """A 512 x 512 tile of film grain and dither."""
    film = cv2.GaussianBlur(
        rng.standard_normal((512, 512)).astype(np.float32), (0, 0), max(0.6, short / 1500)
    )
    film *= grain / max(film.std(), 1e-6)
    return film + (rng.random((512, 512), np.float32) - rng.random((512, 512), np.float32)) * (0.8 / 255)


def ring_points(
    centre: Spot, rx: float, ry: float, start: float = 0.0, stop: float = 360.0, count: int = 180
) -> Points:
    """Points of an ellipse's arc, clockwise from three o'clock, in degrees."""
    turn = np.radians(np.linspace(start, stop, count))
    return np.stack([centre[0] + rx * np.cos(turn), centre[1] + ry * np.sin(turn)], 1)


def blurred(mask: Mask, sigma: float) -> Mask:
    """Gaussian blur of a float mask or picture; wide ones are made small first."""
    step = max(1, int(sigma / 6))
    if step == 1:
        return cv2.GaussianBlur(mask, (0, 0), max(sigma, 0.3))
    height, width = mask.shape[:2]
    small = cv2.resize(mask, (max(2, width // step), max(2, height // step)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / step)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 1)


def clouds(rng: np.random.Generator, shape: tuple[int, int], cells: int = 4, octaves: int = 4) -> Mask:
    """Smooth noise 0..1 of `shape`: a few layers of enlarged randomness."""
    height, width = shape
    total, weight = np.zeros(shape, np.float32), 0.0
    for octave in range(octaves):
        n = cells * 2**octave
        coarse = rng.random((n + 1, max(2, round(n * width / height)) + 1)).astype(np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * 0.5**octave
        weight += 0.5**octave
    return np.clip(total / weight, 0, 1)
