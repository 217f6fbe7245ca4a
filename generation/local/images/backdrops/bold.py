"""bold: flat blocks and hard edges."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from generation.local.images import motifs
from generation.local.images.backdrops.stage import (
    BackdropStage,
    aside_room,
    clearest_colour,
    colour_separation,
    plain_beyond,
)
from generation.local.images.canvas import Canvas, Spot
from generation.local.images.layout import CAPTIONS_FOOT
from generation.media.arrays import Colour
from generation.media.colours import distance, mix, to_hex
from projects.formats import Box, full_screen


def paint(canvas: Canvas, stage: BackdropStage) -> None:
    field, other = _block_pair(stage)
    canvas.px[:] = field
    if stage.plan.panel:
        _panel_block(canvas, stage, other)
    elif stage.plan.align == "left":
        _side_block(canvas, stage, other)
        _corner(canvas, stage, field)
    elif stage.plan.low:
        _lower_block(canvas, stage, other)
    else:
        _upper_block(canvas, stage, other)
    if stage.plan.copies > 1:
        _tiles(canvas, stage, field)
    elif not stage.plan.panel:
        _behind_product(canvas, stage, (field, other) if stage.plan.align == "centre" else (field,))


def _lower_block(canvas: Canvas, stage: BackdropStage, other: Colour) -> None:
    """The block a low product stands in front of: slanting, upright or a hill."""
    w, h, kind = canvas.width, canvas.height, stage.index % 3
    edge = (stage.words.bottom + stage.product.top) / 2 if stage.words else stage.product.top
    lean = h * 0.035 * (1 if stage.index % 2 else -1)
    if kind == 0:
        canvas.disc((w / 2, edge + w * 0.9), w * 0.9, other)
    elif kind == 1:
        canvas.polygon([(0, edge + lean), (w, edge - lean), (w, h), (0, h)], other)
    else:
        canvas.rect(0, stage.product.centre[1], w, h, other)
        _stripes(canvas, stage, other)


def _stripes(canvas: Canvas, stage: BackdropStage, ground: Colour) -> None:
    """Broad slanting stripes along the foot of the frame."""
    pal, w, h = stage.palette, canvas.width, canvas.height
    top, step = stage.product.centre[1], canvas.short * 0.2
    colour = mix(ground, pal.shade, 0.22)
    for at in range(-4, int(w / step) + 4, 2):
        x = at * step
        canvas.polygon(
            [(x, h), (x + step, h), (x + step + (h - top) * 0.5, top), (x + (h - top) * 0.5, top)], colour
        )


def _upper_block(canvas: Canvas, stage: BackdropStage, other: Colour) -> None:
    """The block below a high product, with something to see in it."""
    w, h = canvas.width, canvas.height
    edge = (stage.words.top + stage.product.bottom) / 2 if stage.words else stage.product.bottom
    canvas.polygon([(0, edge + h * 0.006), (w, edge - h * 0.006), (w, h), (0, h)], other)
    _corner(canvas, stage, other)


def _arcs(canvas: Canvas, stage: BackdropStage, ground: Colour) -> None:
    """Half rings rising from the frame's foot like a target."""
    w, h, other = canvas.width, canvas.height, _beside_ground(stage, ground)
    largest = min(canvas.short * (0.56 if h > w else 0.34), _room_below(canvas, stage, (w / 2, h * 1.02)))
    for at, colour in enumerate((other, ground, other, ground)):
        canvas.disc((w / 2, h * 1.02), largest * (1 - 0.25 * at), colour)


def _room_below(canvas: Canvas, stage: BackdropStage, point: Spot) -> float:
    """How far a shape round a point at the frame's foot may reach without running behind the words."""
    if not stage.words:
        return canvas.height
    words, (x, y) = stage.words, point
    across = max(words.left - x, x - words.right, 0)
    return float(np.hypot(across, max(y - words.bottom, 0))) - canvas.short * 0.03


def _panel_block(canvas: Canvas, stage: BackdropStage, colour: Colour) -> None:
    """The block beyond a close-up."""
    plain_beyond(canvas, stage, colour)
    if not stage.plan.low:
        _corner(canvas, stage, colour)


def _tiles(canvas: Canvas, stage: BackdropStage, field: Colour) -> None:
    """A chequered board behind the copies of a product."""
    region, other = stage.plan.product, _beside_ground(stage, field)
    rows = stage.plan.rows
    columns = stage.plan.copies // rows
    left, top = region[0] * canvas.width, region[1] * canvas.height
    wide = (region[2] - region[0]) * canvas.width / columns
    tall = (region[3] - region[1]) * canvas.height / rows
    for row in range(rows):
        for column in range(columns):
            x, y = left + column * wide, top + row * tall
            canvas.rect(x, y, x + wide, y + tall, (other, field)[(row + column) % 2])


# Where the shapes at the foot of a tall frame begin: a little below the captions.
_FOOT_TOP = CAPTIONS_FOOT + 0.05


def _corner(canvas: Canvas, stage: BackdropStage, ground: Colour) -> None:
    """Shapes at the foot of a tall frame, so that the lower block is not bare: two kinds by turns in a film.

    Frames that do not fill a phone have their captions there: a corner and, at the head, a field of dots.
    """
    w, h, colour = canvas.width, canvas.height, _beside_ground(stage, ground)
    left = stage.plan.mirrored or (stage.plan.align == "centre" and stage.index % 2 == 1)
    corner = (0.0 if left else float(w), float(h))
    radius = min(canvas.short * (0.46 if h > w else 0.26), _room_below(canvas, stage, corner))
    if not full_screen(w, h):
        inks = (colour, _letters_on(stage, ground)[0], ground)
        motifs.CORNERS[stage.sets % len(motifs.CORNERS)](canvas, corner, radius, inks)
        if stage.plan.align == "left":
            _dots(canvas, stage, left)
        return
    kind = (stage.sets + 3 * (stage.index // 2 % 2)) % (len(motifs.FEET) + 2)
    if kind < len(motifs.FEET):
        motifs.FEET[kind](canvas, _foot_top(canvas, stage), left, (colour, *_letters_on(stage, ground)))
    elif kind == len(motifs.FEET):
        _arcs(canvas, stage, ground)
    else:
        canvas.disc(corner, radius, colour)
        _ladder(canvas, stage, left, _letters_on(stage, ground))


# So far (by `distance`) a shape's colour is from the ground it lies on.
_SEEN = 0.12


def _letters_on(stage: BackdropStage, ground: Colour) -> tuple[Colour, Colour]:
    """The two colours of letters, for shapes on a ground; one of them twice where the other is the ground."""
    pal = stage.palette
    seen = [one for one in (pal.ink, pal.shade) if float(distance(one, ground)) >= _SEEN] or [pal.ink]
    return seen[0], seen[-1]


def _foot_top(canvas: Canvas, stage: BackdropStage) -> float:
    """The row below which nothing is read."""
    top = canvas.height * _FOOT_TOP
    return max(top, stage.words.bottom + canvas.short * 0.05) if stage.words else top


def _ladder(canvas: Canvas, stage: BackdropStage, left: bool, inks: tuple[Colour, Colour]) -> None:
    """Four bars, each longer than the one before, on the side where the quarter disc is not."""
    w, h, step = canvas.width, canvas.height, canvas.short * 0.062
    for at in range(4):
        x = w - step * (6 - at) if left else step * (2 + at)
        canvas.rect(x, h * 0.98 - step * (at + 1) * 1.2, x + step * 0.55, h, inks[at % 2])


def _dots(canvas: Canvas, stage: BackdropStage, left: bool) -> None:
    """Rows of dots at the head of the words' block, as many as there is room for over the words."""
    pal, w, step = stage.palette, canvas.width, canvas.short * 0.042
    room = (stage.words.top if stage.words else canvas.height * 0.2) - step * 2.2
    edge = stage.words.right if stage.words and left else w - step
    first = edge - 5.5 * step if left else (stage.words.left if stage.words else step) + step * 0.5
    ground = canvas.px[int(step * 1.7), int(first)].copy()
    colour = max((pal.ink, pal.shade), key=lambda one: float(distance(one, ground)))
    for row in range(min(3, int(room / step))):
        for column in range(6):
            canvas.disc((first + column * step, step * (1.7 + row)), step * 0.16, colour)


def _beside_words(stage: BackdropStage, words: Box) -> float:
    """The x half way between a product and the words beside it, so that no edge runs through a word."""
    if stage.plan.mirrored:
        return (stage.product.right + words.left) / 2
    return (words.right + stage.product.left) / 2


def _side_block(canvas: Canvas, stage: BackdropStage, colour: Colour) -> None:
    """A block on the words' side, its edge half way to the product."""
    w, h = canvas.width, canvas.height
    lean = h * 0.02
    if stage.plan.mirrored:
        edge = _beside_words(stage, stage.words) if stage.words else _between(stage.product.right, w * 0.48)
        canvas.polygon([(edge + lean, 0), (w, 0), (w, h), (edge - lean, h)], colour)
    else:
        edge = _beside_words(stage, stage.words) if stage.words else _between(w * 0.46, stage.product.left)
        canvas.polygon([(0, 0), (edge + lean, 0), (edge - lean, h), (0, h)], colour)


def _between(one: float, other: float) -> float:
    return (one + other) / 2


def _block_pair(stage: BackdropStage) -> tuple[Colour, Colour]:
    """(field behind the product, the other block): the film's two flat colours, by turns."""
    pal = stage.palette
    pairs = tuple(combinations((pal.backdrop, pal.surface, pal.accent), 2))
    clear = [pair for pair in pairs if min(colour_separation(stage, one) for one in pair) >= 0.3]
    if clear:
        pair = clear[stage.film % len(clear)]
        return pair if stage.index % 2 else pair[::-1]
    field = clearest_colour(stage, (pal.backdrop, pal.surface, pal.accent))
    left = [one for one in (pal.backdrop, pal.surface, pal.accent) if one is not field]
    return field, clearest_colour(stage, left)


def flat_colours(stage: BackdropStage) -> tuple[str, str]:
    """The two colours that all pictures of a film have, in one order."""
    low, high = sorted(map(to_hex, _block_pair(stage)))
    return low, high


def _beside_ground(stage: BackdropStage, ground: Colour) -> Colour:
    """That of the picture's two colours which a shape on `ground` has."""
    return max(_block_pair(stage), key=lambda one: float(distance(one, ground)))


def _behind_product(canvas: Canvas, stage: BackdropStage, grounds: Sequence[Colour]) -> None:
    """A flat disc behind the product, but for what runs out at the foot."""
    if not (stage.plan.low and stage.plan.bleed):
        _big_disc(canvas, stage, grounds if stage.plan.low else grounds[:1])


def _big_disc(canvas: Canvas, stage: BackdropStage, grounds: Sequence[Colour]) -> None:
    """A flat disc behind the product, of the colour that parts it best from the blocks it lies on."""
    pal, (cx, cy) = stage.palette, stage.centre
    colour = max(
        (*_block_pair(stage), pal.ink, pal.shade),
        key=lambda c: min(colour_separation(stage, c), *(distance(c, ground) for ground in grounds)),
    )
    corner = float(np.hypot(stage.product.width, stage.product.height)) / 2
    radius = min(max(stage.reach * 0.9, corner * 0.8), canvas.width * 0.44)
    words = stage.words
    if words and words.bottom <= stage.product.top:
        radius = min(radius, cy - words.bottom - canvas.short * 0.02)
    radius = min(radius, aside_room(canvas, stage))
    canvas.disc((cx, cy), radius, colour)


def flat_front(canvas: Canvas, stage: BackdropStage, top: int) -> None:
    """A flat block over whose edge a cut-off product is seen, of a colour that what is above it has not."""
    pal = stage.palette
    above = canvas.px[max(0, top - 3), :: max(1, canvas.width // 40)]
    colours = (*_block_pair(stage), pal.shade)
    front = max(colours, key=lambda one: float(distance(above, one).min()))
    canvas.rect(0, top, canvas.width, canvas.height, front)
    if full_screen(canvas.width, canvas.height) and not stage.plan.low:
        _corner(canvas, stage, front)
