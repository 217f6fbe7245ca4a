"""Shapes that make one film's sets differ from another's of the same style: pure drawing, no layout.

Each is drawn where its caller has room, in colours of the caller: at the foot or in a corner of bold blocks,
over the ground of energetic ones, and as what stands on the horizon at dusk.
"""

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from generation.local.images.canvas import Canvas, Spot, ring_points
from generation.media.arrays import Array, Colour

# Three colours: the main one, and two that are seen beside it.
Inks = tuple[Colour, Colour, Colour]


# --- at the foot of a tall frame: between a row and the frame's edge ---------------------------
def _half_discs(canvas: Canvas, top: float, left: bool, inks: Inks) -> None:
    """Two rows of half discs like roof tiles."""
    w, h = canvas.width, canvas.height
    radius = min(w / 8, (h - top) / 2.1)
    for row, colour in ((1, inks[2]), (0, inks[0])):
        for at in range(-1, 5):
            x = (at + (0.5 if row == left else 1.0)) * radius * 2
            canvas.disc((x, h - row * radius * 0.8), radius * 0.97, colour)


def _zigzags(canvas: Canvas, top: float, left: bool, inks: Inks) -> None:
    """Three zigzag bands from side to side."""
    w, h = canvas.width, canvas.height
    teeth, band = 6, (h - top) / 4.2
    xs = np.linspace(-w * 0.02, w * 1.02, teeth * 2 + 1)
    lift = np.where((np.arange(len(xs)) + left) % 2, 0.0, band * 0.75)
    for at, colour in enumerate((inks[0], inks[2], inks[0])):
        line = top + band * (0.9 + at * 1.15) - lift
        points = [*zip(xs, line, strict=True), *zip(xs[::-1], line[::-1] + band * 0.6, strict=True)]
        canvas.polygon(points, colour)


def _stairs(canvas: Canvas, top: float, left: bool, inks: Inks) -> None:
    """Five broad steps up to one side, their risers by turns in two colours."""
    w, h = canvas.width, canvas.height
    for at in range(5):
        height = (h - top) * (at + 1) / 5
        x = w * at / 5
        x = w - x - w / 5 if left else x
        canvas.rect(x, h - height, x + w / 5 + 1, h, inks[0] if at % 2 else inks[2])


def _slants(canvas: Canvas, top: float, left: bool, inks: Inks) -> None:
    """Slanting bars of growing width along the foot."""
    w, h = canvas.width, canvas.height
    head, x = top + (h - top) * 0.35, -w * 0.2
    for at in range(7):
        wide = w * (0.05 + 0.02 * at)
        lean = (h - head) * 0.6
        bar = np.array([(x, h), (x + wide, h), (x + wide + lean, head), (x + lean, head)])
        if left:
            bar[:, 0] = w - bar[:, 0]
        canvas.polygon(bar, inks[0] if at % 3 else inks[1])
        x += wide * 1.9


def _sunrise(canvas: Canvas, top: float, left: bool, inks: Inks) -> None:
    """A half disc with spokes, a little off the middle."""
    w, h = canvas.width, canvas.height
    centre, far = (w * (0.36 if left else 0.64), float(h)), h - top
    for at in range(11):
        turn = np.radians(180 + (at + 0.5) * 180 / 11)
        along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
        near, end = np.array(centre) + along * far * 0.66, np.array(centre) + along * far * 0.98
        thick = across * canvas.short * 0.012
        canvas.polygon([near - thick, end - thick, end + thick, near + thick], inks[1])
    canvas.disc(centre, far * 0.55, inks[0])


def _grown_dots(canvas: Canvas, top: float, left: bool, inks: Inks) -> None:
    """Rows of dots that grow towards the foot and one side."""
    w, h, pitch = canvas.width, canvas.height, canvas.short * 0.1
    for row in range(int((h - top) / pitch)):
        for column in range(int(w / pitch) + 1):
            x, y = (column + 0.5 * (row % 2)) * pitch, h - (row + 0.45) * pitch
            far = (x if left else w - x) / w * 0.7 + row * pitch / (h - top) * 0.5
            size = pitch * 0.46 * max(0.0, 1 - far)
            if size > pitch * 0.05:
                canvas.disc((x, y), size, inks[0])


Foot = Callable[[Canvas, float, bool, Inks], None]
FEET: tuple[Foot, ...] = (_half_discs, _zigzags, _stairs, _slants, _sunrise, _grown_dots)


# --- in a corner at the foot: within `radius` of it --------------------------------------------
def _quarter_rings(canvas: Canvas, corner: Spot, radius: float, inks: Inks) -> None:
    """A quarter of a target."""
    for at, colour in enumerate((inks[0], inks[2], inks[0])):
        canvas.disc(corner, radius * (1 - 0.32 * at), colour)


def _corner_steps(canvas: Canvas, corner: Spot, radius: float, inks: Inks) -> None:
    """Stairs up to the corner."""
    way, step = (1 if corner[0] == 0 else -1), radius / 4
    for at in range(4):
        x = corner[0] + way * step * at
        tall = step * (4 - at)
        left, right = sorted((x, x + way * step))
        canvas.rect(left, corner[1] - tall, right, corner[1], inks[0])


def _corner_wedge(canvas: Canvas, corner: Spot, radius: float, inks: Inks) -> None:
    """A wedge with a stripe beside it."""
    way = 1 if corner[0] == 0 else -1
    for share, colour in ((1.0, inks[0]), (0.72, inks[2]), (0.5, inks[0])):
        far = radius * share
        canvas.polygon([corner, (corner[0] + way * far, corner[1]), (corner[0], corner[1] - far)], colour)


def _quarter_disc(canvas: Canvas, corner: Spot, radius: float, inks: Inks) -> None:
    canvas.disc(corner, radius, inks[0])


Corner = Callable[[Canvas, Spot, float, Inks], None]
CORNERS: tuple[Corner, ...] = (_quarter_disc, _quarter_rings, _corner_steps, _corner_wedge)


# --- over an energetic ground, about a point ---------------------------------------------------
def rings(canvas: Canvas, centre: Spot, count: int, colour: Colour, ground: Colour) -> None:
    """Rings about a point, as many as rays would be."""
    far = float(np.hypot(canvas.width, canvas.height))
    step = canvas.short * 2.2 / count
    for at in range(int(far / step), 0, -1):
        canvas.disc(centre, step * at, colour if at % 2 else ground)


def chevrons(centre: Spot, width: int, height: int, count: int, left: bool) -> Iterator[list[Spot]]:
    """Broad arrows one over the other, their points under the product's middle."""
    band = height / count * 1.1
    rise, x = width * 0.28, centre[0]
    first = centre[1] % (band * 2) - band * 2 - rise
    for at in range(int((height + rise * 2) / band / 2) + 2):
        y = first + at * band * 2
        way = -rise if left else rise
        yield [
            (0.0, y), (x, y - way), (width, y), (width, y + band), (x, y + band - way), (0.0, y + band),
        ]  # fmt: skip


# --- on the horizon, at dusk -------------------------------------------------------------------
def pines(rng: np.random.Generator, width: int, horizon: float, tall: float) -> list[list[Spot]]:
    """A forest's edge: outlines of trees, highest at the sides."""
    trees: list[list[Spot]] = []
    x = -tall * 0.1
    while x < width:
        aside = abs(x / width - 0.5) * 2
        high = tall * (0.3 + 0.7 * aside**1.4) * (0.7 + 0.5 * rng.random())
        half = high * (0.15 + 0.05 * rng.random())
        outline: list[Spot] = [(x, horizon - high)]
        for at in range(1, 5):
            y = horizon - high * (1 - at / 4.4)
            outline += [(x + half * at / 4, y), (x + half * (at / 4 - 0.13), y)]
        outline += [(x + half * 0.6, horizon + 2), (x - half * 0.6, horizon + 2)]
        for at in range(4, 0, -1):
            y = horizon - high * (1 - at / 4.4)
            outline += [(x - half * (at / 4 - 0.13), y), (x - half * at / 4, y)]
        trees.append(outline)
        x += half * (0.9 + 0.9 * rng.random())
    return trees


def skyline(
    rng: np.random.Generator, width: int, horizon: float, tall: float
) -> tuple[list[Array], list[tuple[float, float, float, float]]]:
    """(houses' outlines, boxes of lit windows) of a city beyond the water."""
    houses: list[Array] = []
    windows: list[tuple[float, float, float, float]] = []
    x = -tall * 0.1
    while x < width:
        wide = tall * (0.16 + 0.24 * rng.random())
        aside = 1 - abs(x / width - 0.5)
        high = tall * (0.25 + 0.75 * rng.random() ** 1.5) * (0.55 + 0.45 * aside)
        houses.append(
            np.array(
                [(x, horizon + 2), (x, horizon - high), (x + wide, horizon - high), (x + wide, horizon + 2)]
            )
        )
        pane = tall * 0.016
        for row in range(1, int(high / (pane * 3.2))):
            for column in range(1, int(wide / (pane * 2.6))):
                if rng.random() < 0.3:
                    left, top = x + column * pane * 2.6 - pane, horizon - high + row * pane * 3.2 - pane
                    windows.append((left, top, left + pane, top + pane * 1.5))
        x += wide * (0.85 + 0.5 * rng.random())
    return houses, windows


def diamond_dots(mask: Array, centre: Spot, size: float) -> None:
    """One dot of a halftone, as a diamond, painted into a mask."""
    points = ring_points(centre, size * 1.2, size * 1.2, count=5)
    cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
