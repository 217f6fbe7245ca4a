"""energetic: a burst of rays, halftone, sticker shapes."""

from collections.abc import Iterator

import cv2
import numpy as np

from generation.local.images import motifs
from generation.local.images.backdrops.stage import (
    BackdropStage,
    colour_separation,
    plain_beyond,
    room_to_words,
)
from generation.local.images.canvas import Canvas, Spot
from generation.local.images.layout import CAPTIONS_FOOT
from generation.media.arrays import Colour, Points
from generation.media.colours import mix
from projects.formats import full_screen


def paint(canvas: Canvas, stage: BackdropStage) -> None:
    pal, (cx, cy) = stage.palette, stage.centre
    low, high = _hot_pair(stage)
    canvas.gradient([(0, mix(low, high, 0.12)), (1, low)], 60)
    _burst(canvas, stage, (18, 11, 26, 14)[stage.index % 4], low, mix(low, high, 0.85))
    canvas.blend(canvas.oval((cx, cy), (stage.reach * 2.4,) * 2, 1.3) * 0.85, high)
    if stage.plan.panel:
        plain_beyond(canvas, stage, low)
    _halftone(canvas, stage, mix(low, pal.shade, 0.55))
    if full_screen(canvas.width, canvas.height) or stage.index % 3 != 1:
        _swoosh(canvas, stage)
    if not stage.plan.panel and stage.plan.copies == 1:
        _sticker_disc(canvas, stage)


def _hot_pair(stage: BackdropStage) -> tuple[Colour, Colour]:
    """(ground, ray) colours: the palette's hot ones by turns, as far as the product stands out."""
    pal = stage.palette
    grounds = {
        0: pal.backdrop,
        1: mix(pal.surface, pal.backdrop, 0.12),
        2: mix(pal.backdrop, pal.shade, 0.55),
    }
    rays = (pal.surface, pal.backdrop, pal.backdrop)
    fit = [at for at, ray in enumerate(rays[:2]) if colour_separation(stage, ray) >= 0.2]
    fit += [2] if len(fit) == 2 and colour_separation(stage, grounds[2]) >= 0.2 else []
    at = (
        fit[stage.index % len(fit)]
        if fit
        else int(np.argmax([colour_separation(stage, ray) for ray in rays[:2]]))
    )
    return grounds[at], rays[at]


def _burst(canvas: Canvas, stage: BackdropStage, count: int, low: Colour, high: Colour) -> None:
    """What comes out of the product: rays, rings or arrows, one of them in all films of what is sold."""
    kind = stage.sets % 3
    if kind == 0:
        canvas.polygons(_rays(canvas, stage, count), high)
    elif kind == 1:
        motifs.rings(canvas, stage.centre, count, high, low)
    else:
        left = bool(stage.index % 2)
        canvas.polygons(motifs.chevrons(stage.centre, canvas.width, canvas.height, count, left), high)


def _rays(canvas: Canvas, stage: BackdropStage, count: int) -> Iterator[list[Spot]]:
    """Wedges out of the product's centre, one in two left open."""
    far, turn = np.hypot(canvas.width, canvas.height) * 1.2, stage.rng.random() * 20
    step = 360 / count
    for at in range(count):
        start, stop = np.radians(turn + at * step), np.radians(turn + (at + 0.5) * step)
        cx, cy = stage.centre
        yield [
            (cx, cy),
            (cx + far * np.cos(start), cy + far * np.sin(start)),
            (cx + far * np.cos(stop), cy + far * np.sin(stop)),
        ]


def _halftone(canvas: Canvas, stage: BackdropStage, colour: Colour) -> None:
    """Dots that grow towards a corner, another one in each scene."""
    pitch = canvas.short / 20
    mask = np.zeros((canvas.height, canvas.width), np.uint8)
    corner = (canvas.width * (stage.index % 2), canvas.height * (stage.index // 2 % 2 or not stage.plan.low))
    reach = canvas.short * (0.75, 1.0)[stage.index % 2]
    for row in range(int(canvas.height / pitch) + 2):
        for column in range(int(canvas.width / pitch) + 2):
            x, y = (column + (row % 2) * 0.5) * pitch, row * pitch
            size = 1 - np.hypot(x - corner[0], y - corner[1]) / reach
            if size > 0.05 and stage.sets // 3 % 2:
                motifs.diamond_dots(mask, (x, y), pitch * 0.55 * size)
            elif size > 0.05:
                cv2.circle(
                    mask, (int(x * 16), int(y * 16)), int(pitch * 0.55 * size * 16), 255, -1, cv2.LINE_AA, 4
                )
    canvas.paint(mask, colour, 0.75)


def _sticker_disc(canvas: Canvas, stage: BackdropStage) -> None:
    """A sticker behind the product: many-pointed, star-shaped or round."""
    pal = stage.palette
    colour = max((pal.accent, pal.shade), key=lambda one: min(colour_separation(stage, one), 0.3))
    under = pal.ink if colour is pal.shade else pal.shade
    radius, full = _disc_radius(canvas, stage)
    # Deep points show where the sticker is seen all round only; else they are scraps at a product's sides.
    count, depth = ((28, 0.92), (12, 0.8) if radius > full * 0.9 else (28, 0.92), (40, 1.0))[stage.index % 3]
    centre = _disc_centre(canvas, stage, radius)
    turn = np.pi * np.arange(count * 2) / count + stage.index * 0.2
    far = radius * np.where(np.arange(count * 2) % 2, 1.0, depth)
    points = np.stack([centre[0] + far * np.cos(turn), centre[1] + far * np.sin(turn)], 1)
    canvas.polygon(points + canvas.short * 0.014, under, 0.9)
    canvas.polygon(points, colour)


def _disc_radius(canvas: Canvas, stage: BackdropStage) -> tuple[float, float]:
    """(the radius, that of a disc which is seen all round a product that fills its box), in pixels.

    The words leave it less room sometimes; it may step aside from them by a share of itself.
    """
    full = float(np.hypot(stage.product.width, stage.product.height)) / 2
    room = room_to_words(canvas, stage) / (1 - _STEPS_ASIDE if _may_sink(canvas, stage) else 1)
    return max(stage.reach * 1.02, min(full, room, canvas.width * 0.48)), full


# How far a sticker's middle may lie from its product's, as a share of its radius; twice as far sideways
# where the product leaves the frame, too.
_STEPS_ASIDE = 0.22


def _may_sink(canvas: Canvas, stage: BackdropStage) -> bool:
    """True where a sticker may step aside: not down to captions at the frame's foot."""
    return stage.plan.align == "left" or full_screen(canvas.width, canvas.height)


def _disc_centre(canvas: Canvas, stage: BackdropStage, radius: float) -> Spot:
    """The product's middle, or as far from what is read as the sticker has to step aside for it."""
    (cx, cy), words, most = stage.centre, stage.words, radius * _STEPS_ASIDE
    gap, x, y = radius + canvas.short * 0.03, cx, cy
    if stage.plan.align == "left" and words:
        most *= 2 if {"left", "right"} & set(stage.plan.bleed) else 1
        x = max(cx, words.right + gap) if words.left < cx else min(cx, words.left - gap)
    elif stage.plan.under_captions:
        y = max(cy, canvas.height * CAPTIONS_FOOT + gap)
    elif words and _may_sink(canvas, stage):
        y = max(cy, words.bottom + gap) if words.bottom <= cy else min(cy, words.top - gap)
    return cx + float(np.clip(x - cx, -most, most)), cy + float(np.clip(y - cy, -most, most))


def _swoosh(canvas: Canvas, stage: BackdropStage) -> None:
    """Diagonal speed stripes across the corner that words and product leave free."""
    pal, w = stage.palette, canvas.width
    # At the foot of a frame that does not fill a phone are the captions.
    low = stage.plan.low or not full_screen(w, canvas.height)
    wide = canvas.short * (0.03 if low else 0.06)
    y, rise = (canvas.height * 0.115, min(w, canvas.height) * 0.3) if low else (canvas.height * 0.93, w * 0.5)
    for at, colour in enumerate((pal.accent, pal.surface, pal.shade)):
        left = y + at * wide * 1.7
        band = _stripe(left, w, rise, wide, stage.sets // 6 % 2 == 1)
        if stage.index % 2:
            band[:, 0] = w - band[:, 0]
        canvas.polygon(band, colour, 0.95)


def _stripe(left: float, w: float, rise: float, wide: float, jagged: bool) -> Points:
    """One speed stripe from the left edge to the right, straight or like lightning."""
    if not jagged:
        return np.array([(0, left), (w, left - rise), (w, left - rise + wide), (0, left + wide)])
    xs = np.linspace(0, w, 9)
    ys = left - rise * xs / w + np.where(np.arange(9) % 2, wide * 0.8, 0)
    edge = np.stack([xs, ys], 1)
    return np.concatenate([edge, edge[::-1] + (0, wide)])


def loud_front(canvas: Canvas, stage: BackdropStage, top: int) -> None:
    """A block of the hot pair's ground with its halftone, over whose edge a cut-off sticker is seen."""
    low, _ = _hot_pair(stage)
    above = canvas.px[:top].copy()
    canvas.px[top:] = mix(low, stage.palette.shade, 0.12)
    _halftone(canvas, stage, mix(low, stage.palette.shade, 0.55))
    _swoosh(canvas, stage)
    canvas.px[:top] = above
    canvas.rect(0, top, canvas.width, top + max(1, canvas.short * 0.011), stage.palette.ink)
