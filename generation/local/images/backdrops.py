"""The sets: one visual language for each style, built around where the product and the words stand.

luxury: fluted walls, one warm light, a plinth, gold hairlines. energetic: a burst of rays, halftone,
sticker shapes. minimal: white paper, one shadow, much space. bold: flat blocks and hard edges.
cinematic: dusk, a low sun, ridges in haze, bokeh.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import cv2
import numpy as np

from generation.local.images import motifs
from generation.local.images.canvas import Canvas, Spot, clouds, ring_points
from generation.local.images.layout import CAPTIONS_FOOT, ShotPlan
from generation.media.arrays import Array, Colour, Mask, Points
from generation.media.colours import Palette, contrast, distance, luminance, mix, to_hex
from projects.formats import Box, full_screen

_WHITE = np.ones(3, np.float32)
_BLACK = np.zeros(3, np.float32)


@dataclass(frozen=True)
class BackdropStage:
    """What a backdrop has to know: `product` and `words` are pixel Boxes, `tones` the product's colours.

    `cut_below` says that the product ends below in the straight cut of its photo, which must be hidden: it
    rises from behind the edge of something in front. `light` is the side the light comes from in the quiet
    styles, -1 left or 1 right. `film` is a number that all scenes of a film have in common, `sets` one that
    all films of what is sold have, by which the shapes of its sets are chosen.
    """

    palette: Palette
    plan: ShotPlan
    rng: np.random.Generator
    product: Box
    words: Box | None
    stands: bool
    tones: tuple[Colour, ...]
    index: int = 1
    cut_below: bool = False
    light: int = -1
    film: int = 0
    sets: int = 0

    @property
    def centre(self) -> Spot:
        return self.product.centre

    @property
    def reach(self) -> float:
        """Half the product's longer side."""
        return max(self.product.width, self.product.height) / 2

    @property
    def ground(self) -> int:
        """The y on which things stand."""
        return self.product.bottom


GRAIN = {"luxury": 0.006, "energetic": 0.0, "minimal": 0.004, "bold": 0.0, "cinematic": 0.013}


def paint(canvas: Canvas, stage: BackdropStage, style: str) -> None:
    """Paint the set of `style` onto the canvas, everything that lies behind the product's shadow."""
    {"luxury": luxury, "energetic": energetic, "minimal": minimal, "bold": bold, "cinematic": cinematic}[
        style
    ](canvas, stage)
    if stage.cut_below and style in FRONTS:
        FRONTS[style](canvas, stage, front_row(stage))


def front_row(stage: BackdropStage) -> int:
    """The row from which on something stands before a cut-off product, hiding its cut."""
    return max(0, stage.product.bottom - 2)


def clearest_colour(stage: BackdropStage, candidates: Sequence[Colour]) -> Colour:
    """The candidate colour from which the product stands out best."""
    return max(candidates, key=lambda colour: colour_separation(stage, colour))


def colour_separation(stage: BackdropStage, colour: Colour) -> float:
    """How far a colour is from the nearest of the product's leading colours."""
    if not stage.tones:
        return 1.0
    return min(float(distance(tone, colour)) for tone in stage.tones[:3])


def contrasting_colour(stage: BackdropStage, candidates: Sequence[Colour], enough: float = 0.26) -> Colour:
    """The candidate for this scene: they take turns, but for those the product would drown in."""
    fit = [colour for colour in candidates if colour_separation(stage, colour) >= enough]
    return fit[stage.index % len(fit)] if fit else clearest_colour(stage, candidates)


# How far a painted shape keeps from the words beside its product, as a share of the short side.
_FROM_WORDS = 0.03


def aside_room(canvas: Canvas, stage: BackdropStage, whole: bool = False) -> float:
    """How far a shape about the product's middle may reach: not to the words, nor, `whole`, out of the frame.

    In pixels, sideways; words over or under the product set no limit.
    """
    (cx, _), words = stage.centre, stage.words
    limits: list[float] = [cx * 0.97, (canvas.width - cx) * 0.97] if whole else [canvas.width]
    if words and stage.plan.align == "left":
        away = cx - words.right if words.left < cx else words.left - cx
        limits.append(away - canvas.short * _FROM_WORDS)
    return min(limits)


def is_dark(stage: BackdropStage) -> bool:
    return bool(stage.tones) and float(np.mean([luminance(tone) for tone in stage.tones[:2]])) < 0.06


# Luxury


def luxury(canvas: Canvas, stage: BackdropStage) -> None:
    pal, (cx, cy) = stage.palette, stage.centre
    reach = max(stage.reach, canvas.short * 0.25)
    lit = mix(pal.surface, pal.accent, 0.3)
    side = -1 if stage.index % 2 else 1
    canvas.gradient(
        [(0, pal.shade), (0.3, pal.backdrop), (0.62, pal.surface), (1, pal.shade)], 90 + 14 * side
    )
    canvas.glow((cx + side * reach * 0.6, cy - reach * 0.6), (reach * 3.6, reach * 3.6), lit, 0.85, 1.5)
    wall = _wall_of(stage)
    _LUXURY_WALLS[wall](canvas, stage, lit)
    warmth = 0.7 if is_dark(stage) else 0.42
    canvas.glow((cx, cy), (reach * 1.7, reach * 1.7), pal.accent, warmth, 1.8)
    if stage.plan.panel:
        _gold_shelf(canvas, stage)
    elif on_plinth(stage):
        _plinth(canvas, stage)
    elif stage.stands:
        _polished_table(canvas, stage)
    elif wall != "niche" and not stage.plan.bleed:
        _gold_ring(canvas, stage)
    if full_screen(canvas.width, canvas.height) and not (stage.plan.low or stage.stands or stage.cut_below):
        _console(canvas, stage)
    canvas.vignette(0.5, (cx, canvas.height * (0.6 if stage.plan.low else 0.42)))


def _wall_of(stage: BackdropStage) -> str:
    """Which wall: an arch only behind a product that stands free in the middle."""
    free = stage.plan.align == "centre" and not stage.plan.bleed and not stage.plan.panel
    walls = ("niche", "panelling", "niche", "curtain") if free else ("curtain", "flutes", "panelling")
    return walls[(stage.index + stage.sets) % len(walls)]


def on_plinth(stage: BackdropStage) -> bool:
    """True where a luxury product stands on a plinth; otherwise it stands on a polished table."""
    plan = stage.plan
    return stage.stands and (plan.align == "left" or (not plan.bleed and stage.index % 4 != 3))


def _niche(canvas: Canvas, stage: BackdropStage, lit: Colour) -> None:
    """A tall arch in the wall, lit from inside, edged with gold."""
    pal, (cx, cy) = stage.palette, stage.centre
    half = min(max(stage.product.width * 0.64, canvas.short * 0.3), canvas.width * 0.45)
    half = min(half, canvas.width * 0.98 - cx, cx - canvas.width * 0.02)
    spring = max(stage.product.top + stage.product.height * 0.38, half + canvas.height * 0.015)
    spring = _below_words(canvas, stage, spring, half)
    foot = canvas.height  # what it stands on is painted over it

    def arch(grow: float) -> Points:
        top = ring_points((cx, spring), half + grow, half + grow, 180, 360)
        return np.concatenate([[(cx - half - grow, foot)], top, [(cx + half + grow, foot)]])

    mask = canvas.mask([arch(0)])
    glow = canvas.oval((cx, cy), (half * 2.3, half * 2.6), 1.2)
    inner = (mask / np.float32(255)) * (0.25 + 0.75 * glow)
    canvas.blend(inner * 0.85, mix(lit, pal.accent, 0.22))
    rim = cv2.GaussianBlur(mask, (0, 0), canvas.short / 60).astype(np.float32) / 255
    canvas.dim(np.where(mask > 0, (1 - rim) * 0.75, 0).astype(np.float32))
    canvas.line(arch(0), canvas.short / 480, pal.accent, 0.85)
    canvas.line(arch(canvas.short / 55), canvas.short / 900, pal.accent, 0.45)


def _below_words(canvas: Canvas, stage: BackdropStage, spring: float, half: float) -> float:
    """Where an arch springs from so that it ends below what is read over its product, if anything is."""
    words, gap = stage.words, canvas.short * 0.045
    if stage.plan.under_captions:
        return max(spring, canvas.height * CAPTIONS_FOOT + half + gap * 0.7)
    if not words or words.bottom > stage.product.top:
        return spring
    return max(spring, words.bottom + half + gap)


def _flutes(canvas: Canvas, stage: BackdropStage, lit: Colour) -> None:
    """A wall of soft vertical folds, wider in close-ups."""
    period = canvas.short / (7 if stage.plan.close else 13)
    across = np.arange(canvas.width, dtype=np.float32)
    fold = 0.5 + 0.5 * np.cos(2 * np.pi * (across - stage.centre[0]) / period)
    shade = 0.42 * (1 - fold**0.7)
    canvas.px *= (1 - shade)[None, :, None]


def _curtain(canvas: Canvas, stage: BackdropStage, lit: Colour) -> None:
    """Heavy cloth in uneven folds, gathered a little towards one side."""
    across, down = canvas.grid()
    side = -1 if stage.index % 2 else 1
    at = (across + side * 0.05 * down * (across / canvas.width)) / canvas.short
    waves = ((4.1, 1.0), (6.7, 0.6), (11.3, 0.35))
    total = sum(size * np.cos(2 * np.pi * (at * turns + stage.rng.random())) for turns, size in waves)
    canvas.dim(canvas.enlarge(0.5 * (0.5 - 0.5 * np.tanh(total * 0.9))).clip(0, 1))


def _panelling(canvas: Canvas, stage: BackdropStage, lit: Colour) -> None:
    """A panelled wall: tall mouldings, each a gold line beside its own shadow."""
    w, h, thin = canvas.width, canvas.height, canvas.short / 620
    wide, cx = canvas.short * 0.56, stage.centre[0]
    foot = stage.ground - canvas.short * 0.12 if stage.plan.low else h * 0.86
    for at in range(-4, 5):
        left, right = cx + (at - 0.44) * wide, cx + (at + 0.44) * wide
        if right < 0 or left > w:
            continue
        for inset, strength in ((0, 0.5), (wide * 0.06, 0.3)):
            frame = np.array([(left, -9), (right, -9), (right, foot), (left, foot)], np.float64)
            frame += np.array([(inset, inset), (-inset, inset), (-inset, -inset), (inset, -inset)])
            frame[:2, 1] = h * 0.045 + inset
            canvas.line(frame + thin * 2.5, thin * 4, stage.palette.shade, 0.5, closed=True)
            canvas.line(frame, thin, stage.palette.accent, strength, closed=True)


_LUXURY_WALLS: dict[str, Callable[[Canvas, BackdropStage, Colour], None]] = {
    "niche": _niche,
    "flutes": _flutes,
    "curtain": _curtain,
    "panelling": _panelling,
}


def _gold_ring(canvas: Canvas, stage: BackdropStage) -> None:
    (cx, cy), gold = stage.centre, stage.palette.accent
    radius = min(stage.reach * 1.12, room_around(canvas, stage) / 1.04)
    if radius < stage.reach * 0.6:
        return
    thick = canvas.short / 540
    canvas.line(ring_points((cx, cy), radius, radius, count=360), thick, gold, 0.9, closed=True)
    canvas.line(
        ring_points((cx, cy), radius * 1.04, radius * 1.04, count=360), thick * 0.5, gold, 0.4, closed=True
    )


def room_around(canvas: Canvas, stage: BackdropStage) -> float:
    """How far a ring round the product may reach: neither out of the frame nor to what is read."""
    (cx, cy), w, h = stage.centre, canvas.width, canvas.height
    edge = canvas.short * 0.03
    return min(_room_to_words(canvas, stage), cx - edge, w - cx - edge, cy - edge, h - cy - edge)


def _room_to_words(canvas: Canvas, stage: BackdropStage) -> float:
    """How far it is from the product's middle to what is read, less a gap."""
    (cx, cy), words, room = stage.centre, stage.words, float(canvas.height)
    if words:
        across = max(words.left - cx, cx - words.right, 0)
        room = float(np.hypot(across, max(words.top - cy, cy - words.bottom, 0)))
    if stage.plan.under_captions:
        room = min(room, cy - canvas.height * CAPTIONS_FOOT)
    return room - canvas.short * 0.03


def _gold_shelf(canvas: Canvas, stage: BackdropStage) -> None:
    """The same wall in less light beyond a close-up's inner edge, which is gold."""
    pal, y = stage.palette, stage.product.top if stage.plan.low else stage.product.bottom
    beyond = canvas.px[:y] if stage.plan.low else canvas.px[y:]
    beyond *= 0.6
    canvas.glow((canvas.width / 2, y), (canvas.width * 0.7, canvas.height * 0.3), pal.accent, 0.26, 1.5)
    thick = max(1, canvas.short / 400)
    edge = y - thick if stage.plan.low else y
    canvas.rect(0, edge, canvas.width, edge + thick, pal.accent, 0.9)


def _polished_table(canvas: Canvas, stage: BackdropStage) -> None:
    """A lacquered table from side to side; what stands on it is mirrored in it."""
    pal = stage.palette
    back = int(max(0, stage.ground - min(stage.product.height, canvas.short * 0.5) * 0.12))
    rows = np.linspace(0, 1, canvas.height - back, dtype=np.float32)
    near, far = mix(pal.backdrop, pal.shade, 0.55), mix(pal.surface, pal.accent, 0.34)
    reach = np.clip(rows * (canvas.height - back) / (canvas.height * 0.34), 0, 1)[:, None] ** 0.7
    canvas.px[back:] = (far + (near - far) * reach)[:, None]
    pool = (canvas.width * 0.55, canvas.height * 0.16)
    canvas.glow((stage.centre[0], stage.ground), pool, pal.accent, 0.4, 1.6)
    canvas.rect(0, back, canvas.width, back + max(1, canvas.short / 420), pal.accent, 0.8)
    if not stage.plan.low:
        _fluted_front(canvas, stage, front_edge(canvas, stage))


# Where the top of a console begins that stands below the captions, and where its front does.
_CONSOLE = CAPTIONS_FOOT + 0.06, CAPTIONS_FOOT + 0.085


def _console(canvas: Canvas, stage: BackdropStage) -> None:
    """A lacquered console at the foot of a tall frame, in its own light, where nothing else stands."""
    pal, (back, edge) = stage.palette, (int(canvas.height * share) for share in _CONSOLE)
    lit = mix(pal.surface, pal.accent, 0.45)
    canvas.rect(0, back, canvas.width, edge, mix(pal.surface, pal.accent, 0.2))
    canvas.glow((stage.centre[0], edge), (canvas.width * 0.5, canvas.height * 0.02), lit, 0.8, 1.6)
    _fluted_front(canvas, stage, edge)
    canvas.rect(0, back, canvas.width, back + max(1, canvas.short / 520), pal.accent, 0.6)


def front_edge(canvas: Canvas, stage: BackdropStage) -> int:
    """Where a table's top ends and its front begins: under the product's foot, over the words."""
    edge = stage.ground + canvas.short * 0.05
    if stage.words and stage.words.top > stage.ground:
        edge = min(edge, (stage.ground * 2 + stage.words.top) / 3)
    return int(edge)


def _fluted_front(canvas: Canvas, stage: BackdropStage, edge: int) -> None:
    """A table's front below a row: wide flutes under a gold edge, running down out of the frame."""
    pal = stage.palette
    if edge >= canvas.height:
        return
    across = (np.arange(canvas.width, dtype=np.float32) + 0.5 - stage.centre[0]) / canvas.short
    round_ = 0.45 + 0.55 * np.abs(np.cos(across * np.pi * 7)) ** 0.8
    side = np.exp(-((across + 0.12) ** 2) / 0.22) * 0.75 + 0.25
    down = np.arange(canvas.height - edge, dtype=np.float32) / canvas.height
    fall = np.clip(1.0 - down * 1.15, 0.2, 1)
    stone = mix(pal.surface, pal.accent, 0.3)
    canvas.px[edge:] = stone * (fall[:, None, None] * (round_ * side)[None, :, None])
    canvas.rect(0, edge, canvas.width, edge + max(1, canvas.short / 380), pal.accent, 0.9)


def _plinth(canvas: Canvas, stage: BackdropStage) -> None:
    """A round stone plinth under the product, running down out of the frame."""
    pal, cx, top = stage.palette, stage.centre[0], stage.ground
    half = min(max(stage.product.width * 0.72, canvas.short * 0.27), canvas.width * 0.47)
    if not stage.plan.low and stage.plan.align == "centre":
        half = max(half, canvas.width * 0.43)
    tilt = half * (0.045 if stage.plan.align == "centre" else 0.11)
    floor = min(canvas.height, top + canvas.height)
    left, right = int(max(0, cx - half)), int(min(canvas.width, cx + half))
    across = (np.arange(left, right, dtype=np.float32) + 0.5 - cx) / half
    edge = ring_points((cx, top), half, tilt, 0, 180)
    points = np.concatenate([edge, [(cx - half, floor), (cx + half, floor)]])
    drum = canvas.mask([points])
    side = _drum_shade(across) * _drum_flutes(across)
    stone = mix(pal.surface, pal.accent, 0.34)
    fall = np.clip(
        1.15 - (np.arange(canvas.height, dtype=np.float32) - top) / (canvas.height * 0.62), 0.25, 1.15
    )
    colour = stone[None, None] * (side[None, :, None] * fall[:, None, None])
    share = (drum[:, left:right].astype(np.float32) / 255)[..., None]
    canvas.px[:, left:right] += (colour - canvas.px[:, left:right]) * share
    canvas.polygon(ring_points((cx, top), half, tilt), mix(stone, pal.accent, 0.22))
    lid = np.zeros((canvas.height, canvas.width), np.uint8)
    cv2.fillPoly(
        lid, [np.round(ring_points((cx, top), half, tilt) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4
    )
    sheen = canvas.oval((cx - half * 0.25, top), (half * 1.1, tilt * 2.2), 1.4) * (lid / 255.0).astype(
        np.float32
    )
    canvas.add(sheen * 0.35, mix(pal.accent, pal.ink, 0.4))
    canvas.line(ring_points((cx, top), half, tilt, 0, 180), canvas.short / 500, pal.accent, 0.85)


def _drum_shade(across: Array) -> Array:
    """Brightness round a drum lit from the upper left, for positions -1..1."""
    normal = np.arcsin(across.clip(-1, 1))
    key = np.clip(np.cos(normal + 0.75), 0, 1) ** 1.3
    rim = np.clip(across - 0.86, 0, 1) * 3.0
    return 0.28 + 1.05 * key + rim * 0.6


def _drum_flutes(across: Array) -> Array:
    """Shallow grooves round a drum, closer together towards its sides."""
    turn = np.arcsin(across.clip(-1, 1))
    return 1 - 0.16 * (0.5 + 0.5 * np.cos(turn * 30)) ** 2


# Energetic


def energetic(canvas: Canvas, stage: BackdropStage) -> None:
    pal, (cx, cy) = stage.palette, stage.centre
    low, high = _hot_pair(stage)
    canvas.gradient([(0, mix(low, high, 0.12)), (1, low)], 60)
    _burst(canvas, stage, (18, 11, 26, 14)[stage.index % 4], low, mix(low, high, 0.85))
    canvas.blend(canvas.oval((cx, cy), (stage.reach * 2.4,) * 2, 1.3) * 0.85, high)
    if stage.plan.panel:
        _plain_beyond(canvas, stage, low)
    _halftone(canvas, stage, mix(low, pal.shade, 0.55))
    if full_screen(canvas.width, canvas.height) or stage.index % 3 != 1:
        _swoosh(canvas, stage)
    if not stage.plan.panel and stage.plan.copies == 1:
        _sticker_disc(canvas, stage)


def _plain_beyond(canvas: Canvas, stage: BackdropStage, colour: Colour) -> None:
    """One colour beyond a close-up's inner edge."""
    if stage.plan.low:
        canvas.rect(0, 0, canvas.width, stage.product.top, colour)
    else:
        canvas.rect(0, stage.product.bottom, canvas.width, canvas.height, colour)


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
    room = _room_to_words(canvas, stage) / (1 - _STEPS_ASIDE if _may_sink(canvas, stage) else 1)
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


# Minimal


def minimal(canvas: Canvas, stage: BackdropStage) -> None:
    """Seamless white paper that only turns, low down, from a wall into a floor: nothing else is on it."""
    paper = _paper(stage)
    lit, far = mix(paper, _WHITE, 0.45), mix(paper, stage.palette.shade, 0.07)
    canvas.gradient([(0, lit), (0.6, paper), (1, far)], 90 - 25 * stage.light)
    if stage.plan.panel:
        _plain_beyond(canvas, stage, mix(paper, stage.palette.shade, 0.22))
    elif stage.stands:
        _paper_floor(canvas, stage, lit)


# The papers from the palest: what is pale itself is set before the last. None is darker than a luminance of
# 0.7, a white wall in soft shade: below it, paper is seen as grey.
_PAPER_SHADES = (0.0, 0.12, 0.38)

# How far a paper keeps from a product's two leading colours; where none does, the deepest is taken.
_PAPER_APART = 0.12


def _paper(stage: BackdropStage) -> Colour:
    """A white paper for this scene: two of its shades take turns.

    What is pale has the deepest, or one whiter than all, whichever is less like its leading colours.
    """
    pal = stage.palette
    papers = [mix(pal.surface, mix(pal.backdrop, pal.shade, 0.3), share * 2.2) for share in _PAPER_SHADES]
    leading = replace(stage, tones=stage.tones[:2])
    if min(colour_separation(leading, paper) for paper in papers[:2]) >= _PAPER_APART:
        return papers[stage.index % 2]
    return max(
        (papers[2], mix(papers[0], _WHITE, 0.85)),
        key=lambda paper: min(float(contrast(paper, tone)) for tone in leading.tones),
    )


def _paper_floor(canvas: Canvas, stage: BackdropStage, lit: Colour) -> None:
    """The floor a product stands on: a little lighter before it, without an edge."""
    y, deep = stage.ground, canvas.short * 0.3
    rows = np.arange(canvas.height, dtype=np.float32)
    share = np.clip((rows - y + deep * 0.4) / deep, 0, 1)
    share = (share * share * (3 - 2 * share) * 0.5)[:, None, None]
    canvas.px += (lit - canvas.px) * share


def depth_behind(canvas: Canvas, stage: BackdropStage) -> float:
    """How far up the picture the ground of the minimal style reaches behind a product's foot, in pixels."""
    return max(stage.product.height * 0.1, canvas.short * 0.035)


# Bold


def bold(canvas: Canvas, stage: BackdropStage) -> None:
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
    _plain_beyond(canvas, stage, colour)
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


def flat_colours(stage: BackdropStage, style: str) -> tuple[str, ...]:
    """The colours of shapes and light laid over a film, in one order for all its scenes; () for none."""
    pal = stage.palette
    if style == "bold":
        return tuple(sorted(map(to_hex, _block_pair(stage))))
    return {"energetic": (to_hex(pal.accent), to_hex(pal.surface)), "cinematic": (to_hex(pal.accent),)}.get(
        style, ()
    )


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


def _flat_front(canvas: Canvas, stage: BackdropStage, top: int) -> None:
    """A flat block over whose edge a cut-off product is seen, of a colour that what is above it has not."""
    pal = stage.palette
    above = canvas.px[max(0, top - 3), :: max(1, canvas.width // 40)]
    colours = (*_block_pair(stage), pal.shade)
    front = max(colours, key=lambda one: float(distance(above, one).min()))
    canvas.rect(0, top, canvas.width, canvas.height, front)
    if full_screen(canvas.width, canvas.height) and not stage.plan.low:
        _corner(canvas, stage, front)


# Cinematic


def cinematic(canvas: Canvas, stage: BackdropStage) -> None:
    pal, (cx, cy), h = stage.palette, stage.centre, canvas.height
    horizon = _horizon(canvas, stage)
    hour = stage.index % 3
    radius = canvas.short * (0.2, 0.31, 0.13)[hour]
    aside = stage.product.width * 0.32 * (1 if stage.index % 2 else -1)
    if stage.plan.align == "left" and stage.words:
        aside = abs(aside) * (1 if stage.words.left < cx else -1)
    if not 0 < cx + aside < canvas.width:
        aside *= 0.3
    lift = radius * (0.1, 0.55, 1.4)[hour]
    sun = (cx + aside, min(cy - stage.product.height * 0.1, horizon - canvas.short * 0.05 - lift * 0.5))
    if stage.plan.low and stage.words:
        sun = (sun[0], max(sun[1], stage.words.bottom + radius * 1.15))
    if stage.plan.under_captions:
        sun = (sun[0], max(sun[1], stage.plan.product[1] * h + radius * 0.8))
    _dusk(canvas, pal, horizon, hour)
    if hour == 2:
        _stars(canvas, stage, horizon)
    _sun(canvas, pal, sun, radius)
    _ridges(canvas, stage, horizon)
    _water(canvas, stage, horizon, sun[0])
    _bokeh(canvas, stage, horizon)
    if stage.plan.panel and not stage.plan.low and not full_screen(canvas.width, h):
        _parapet(canvas, stage)
    elif not stage.plan.low and stage.ground < h * 0.65:
        _shore(canvas, stage)
    _shaft(canvas, stage)
    canvas.vignette(0.36, (cx, h * (0.6 if stage.plan.low else 0.42)))


def _horizon(canvas: Canvas, stage: BackdropStage) -> float:
    """Just behind the product's foot, or higher up, so that it stands out in still water."""
    h, share = canvas.height, (0.05, 0.22, 0.4)[stage.index % 3]
    at = h * (0.72 if stage.plan.low else 0.5)
    if stage.stands:
        at = stage.ground - min(stage.product.height, h * 0.35) * share
    elif stage.plan.panel and not stage.plan.low:
        at = stage.ground
    return float(np.clip(at, h * 0.3, h * 0.93))


def _dusk(canvas: Canvas, pal: Palette, horizon: float, hour: int = 0) -> None:
    """The sky down to the horizon, at dusk, at the golden hour or in the blue one; deep water below."""
    at = horizon / canvas.height
    rose = mix(mix(pal.surface, pal.accent, 0.5), np.array([0.62, 0.26, 0.36], np.float32), 0.45)
    gold = mix(pal.accent, np.array([1.0, 0.86, 0.62], np.float32), 0.45)
    deep = mix(pal.backdrop, np.array([0.07, 0.1, 0.26], np.float32), 0.6)
    upper = (
        [(0, pal.backdrop), (at * 0.5, pal.surface), (at * 0.8, rose), (at * 0.94, pal.accent), (at, gold)],
        [
            (0, pal.backdrop),
            (at * 0.5, mix(pal.backdrop, rose, 0.5)),
            (at * 0.76, rose),
            (at * 0.92, pal.accent),
            (at, gold),
        ],
        [
            (0, pal.shade),
            (at * 0.45, deep),
            (at * 0.85, mix(deep, pal.surface, 0.8)),
            (at, mix(rose, gold, 0.4)),
        ],
    )[hour]
    canvas.gradient([*upper, (min(1, at + 0.002), pal.surface), (1, pal.shade)])


def _parapet(canvas: Canvas, stage: BackdropStage) -> None:
    """A dark wall in front of the view, over whose edge a close-up is seen: nothing is cut in mid-air."""
    pal, y = stage.palette, int(stage.product.bottom)
    rows = np.linspace(0, 1, max(1, canvas.height - y), dtype=np.float32)[:, None]
    near, far = mix(pal.shade, _BLACK, 0.35), mix(mix(pal.backdrop, pal.accent, 0.16), pal.shade, 0.35)
    canvas.px[y:] = (far + (near - far) * rows**0.6)[:, None]
    glow = (canvas.width * 0.6, canvas.height * 0.12)
    canvas.add(canvas.oval((stage.centre[0], y), glow, 1.6) * _below(canvas, y) * 0.16, pal.accent)
    canvas.rect(0, y, canvas.width, y + max(1, canvas.short / 300), mix(pal.accent, pal.ink, 0.3), 0.75)


def _below(canvas: Canvas, y: float) -> Mask:
    """1 below a row, 0 above it: (height, 1) floats."""
    return (np.arange(canvas.height) >= y).astype(np.float32)[:, None]


def _shore(canvas: Canvas, stage: BackdropStage) -> None:
    """The near bank with its grasses, dark against the water, at the foot of the frame."""
    pal, w, h = stage.palette, canvas.width, canvas.height
    for lift, tone in ((0.2, 0.35), (0.13, 0.75)):
        line = np.linspace(1, 0.12, 200) ** 1.3 * lift + 0.02 * hills(stage.rng, 200, 4)
        line = line[::-1] if (stage.index + (tone > 0.5)) % 2 else line
        ys, xs = h * (1 - line), np.linspace(0, w, 200)
        ink = mix(mix(pal.backdrop, pal.accent, 0.2), pal.shade, tone)
        blades = [_blade(canvas, stage.rng, xs, ys) for _ in range(46)]
        canvas.polygons([[*zip(xs, ys, strict=True), (w, h), (0, h)], *blades], ink)


def _blade(canvas: Canvas, rng: np.random.Generator, xs: Array, ys: Array) -> list[Spot]:
    """One blade of grass somewhere on a line."""
    at = rng.integers(len(xs))
    tall, lean = canvas.short * (0.03 + 0.12 * rng.random() ** 2), (rng.random() - 0.4) * 0.5
    x, y, thick = xs[at], ys[at] + 4, canvas.short * 0.004
    return [
        (x - thick, y),
        (x + lean * tall * 0.4, y - tall * 0.6),
        (x + lean * tall, y - tall),
        (x + thick, y),
    ]


def _stars(canvas: Canvas, stage: BackdropStage, horizon: float) -> None:
    for _ in range(90):
        x, y = stage.rng.random() * canvas.width, stage.rng.random() ** 1.4 * horizon * 0.8
        canvas.disc(
            (x, y), canvas.short * (0.0008 + 0.0018 * stage.rng.random() ** 3), stage.palette.ink, 0.7
        )


def _sun(canvas: Canvas, pal: Palette, centre: Spot, radius: float) -> None:
    """A low sun: pale at its head, ember at its foot, in a wide glow."""
    pale, gold = (
        np.array([1.0, 0.96, 0.86], np.float32),
        mix(pal.accent, np.array([1.0, 0.8, 0.45], np.float32), 0.4),
    )
    canvas.glow(centre, (radius * 6, radius * 4.5), pal.accent, 0.6, 2.2)
    canvas.glow(centre, (radius * 2.4, radius * 2.4), gold, 0.6, 1.5)
    mask = canvas.mask([ring_points(centre, radius, radius)]).astype(np.float32) / 255
    canvas.blend(mask, pale)
    rows = (np.arange(canvas.height, dtype=np.float32) - centre[1]) / radius
    canvas.blend(mask * np.clip(rows * 0.6 + 0.45, 0, 0.85)[:, None], gold)


def _ridges(canvas: Canvas, stage: BackdropStage, horizon: float) -> None:
    """Three lines of hills, paler the farther, with haze between them."""
    pal, w = stage.palette, canvas.width
    far = mix(pal.accent, pal.surface, 0.6)
    tall = canvas.height * (0.11 if canvas.height > w else 0.18)
    kind = 0 if _words_between(stage, horizon - tall, horizon) else stage.sets % 3
    # Before a forest or a city the nearest line of hills would only be in the way.
    for lift, share, bumps in ((0.1, 0.2, 5), (0.065, 0.5, 7), (0.03, 0.78, 9))[: 3 if kind == 0 else 2]:
        ys = horizon - canvas.height * lift * hills(stage.rng, 240, bumps)
        points = [*zip(np.linspace(0, w, 240), ys, strict=True), (w, horizon), (0, horizon)]
        canvas.polygon(points, mix(far, mix(pal.backdrop, pal.shade, 0.3), share), 0.92)
        canvas.blend(canvas.oval((w / 2, horizon), (w, canvas.height * 0.035), 1.2) * 0.3, far)
    near = mix(far, mix(pal.backdrop, pal.shade, 0.4), 0.82)
    if kind == 1:
        canvas.polygons(motifs.pines(stage.rng, w, horizon, tall), near, 0.96)
    elif kind == 2:
        houses, windows = motifs.skyline(stage.rng, w, horizon, tall)
        canvas.polygons(houses, near, 0.94)
        for window in windows:
            canvas.rect(*window, mix(pal.accent, pal.ink, 0.35), 0.75)


def _words_between(stage: BackdropStage, top: float, bottom: float) -> bool:
    """Whether words stand between two rows: trees and windows behind them would only be busy."""
    return stage.words is not None and stage.words.bottom > top and stage.words.top < bottom


def hills(rng: np.random.Generator, count: int, bumps: int) -> Array:
    """A skyline: `count` heights of about 0..1 with large slopes and small roughness."""
    rough = sum(
        cv2.resize(
            rng.random((1, bumps * 2**octave)).astype(np.float32), (count, 1), interpolation=cv2.INTER_CUBIC
        )[0]
        * 0.45**octave
        for octave in range(4)
    )
    return np.clip(rough / 1.45, 0.05, 1.2)


def _water(canvas: Canvas, stage: BackdropStage, horizon: float, sun_x: float) -> None:
    """Still water: the sky's colours dimmed, and the sun's path as thin broken strokes."""
    pal, y = stage.palette, int(horizon)
    rows = np.arange(canvas.height - y, dtype=np.float32) / max(1, canvas.height - y)
    near, far = mix(pal.backdrop, pal.shade, 0.2), mix(pal.surface, pal.accent, 0.55)
    colour = far + (near - far) * (np.clip(rows * 1.7, 0, 1) ** 0.55)[:, None]
    canvas.px[y:] = colour[:, None]
    path = canvas.oval((sun_x, y), (canvas.short * 0.3, (canvas.height - y) * 0.9), 1.5)
    canvas.add(path * 0.35, pal.accent)
    strokes = np.zeros((canvas.height, canvas.width), np.uint8)
    for _ in range(90):
        deep = stage.rng.random() ** 1.6
        at = y + deep * (canvas.height - y) * 0.75 + 2
        half = canvas.short * (0.02 + 0.09 * deep) * stage.rng.random()
        x = sun_x + (stage.rng.random() - 0.5) * canvas.short * (0.14 + 0.5 * deep)
        tall = max(0.6, canvas.short * 0.0016 * (0.5 + 2 * deep))
        points = ring_points((x, at), half, tall, count=24)
        cv2.fillPoly(
            strokes, [np.round(points * 16).astype(np.int32)], int(160 * (1 - deep) + 30), cv2.LINE_AA, 4
        )
    canvas.paint(strokes, mix(pal.accent, np.ones(3, np.float32), 0.35), 0.8)
    fog = clouds(stage.rng, canvas.grid()[0].shape, 3, 4)
    _, down = canvas.grid()
    band = np.exp(-(((down - horizon) / (canvas.height * 0.05)) ** 2))
    canvas.blend(canvas.enlarge(fog * band).clip(0, 1) * 0.6, mix(pal.accent, pal.ink, 0.35))


def _bokeh(canvas: Canvas, stage: BackdropStage, horizon: float) -> None:
    """Out-of-focus lights, kept away from the product."""
    for _ in range(16):
        x = stage.rng.random() * canvas.width
        y = horizon - canvas.height * (0.02 + 0.3 * stage.rng.random() ** 1.5)
        radius = canvas.short * (0.008 + 0.03 * stage.rng.random())
        strength = 0.10 + 0.22 * stage.rng.random()
        canvas.disc((x, y), radius, mix(stage.palette.accent, stage.palette.ink, 0.3), strength)
        canvas.line(ring_points((x, y), radius, radius), 1, stage.palette.ink, strength * 0.5, closed=True)


def _shaft(canvas: Canvas, stage: BackdropStage) -> None:
    """One slanting shaft of light from the upper left."""
    across, down = canvas.grid()
    cx, cy = stage.centre
    slope = 0.55
    off = (across - cx) - (down - cy) * slope * -1
    beam = np.exp(-((off / (canvas.short * 0.2)) ** 2)) * np.clip(1 - down / (cy + canvas.height * 0.3), 0, 1)
    canvas.add(canvas.enlarge(beam) * 0.2, mix(stage.palette.accent, stage.palette.ink, 0.4))


def _loud_front(canvas: Canvas, stage: BackdropStage, top: int) -> None:
    """A block of the hot pair's ground with its halftone, over whose edge a cut-off sticker is seen."""
    low, _ = _hot_pair(stage)
    above = canvas.px[:top].copy()
    canvas.px[top:] = mix(low, stage.palette.shade, 0.12)
    _halftone(canvas, stage, mix(low, stage.palette.shade, 0.55))
    _swoosh(canvas, stage)
    canvas.px[:top] = above
    canvas.rect(0, top, canvas.width, top + max(1, canvas.short * 0.011), stage.palette.ink)


# What stands before a cut-off product; at dusk it fades into the haze instead, on paper into the white.
FRONTS: dict[str, Callable[[Canvas, BackdropStage, int], None]] = {
    "luxury": _fluted_front,
    "energetic": _loud_front,
    "bold": _flat_front,
}
