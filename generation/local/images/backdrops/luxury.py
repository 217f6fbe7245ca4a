"""luxury: fluted walls, one warm light, a plinth, gold hairlines."""

from collections.abc import Callable

import numpy as np

from generation.local.images.backdrops.stage import BackdropStage, is_dark, room_to_words
from generation.local.images.canvas import Canvas, blurred, ring_points
from generation.local.images.layout import CAPTIONS_FOOT
from generation.media.arrays import Array, Colour, Points
from generation.media.colours import mix
from projects.formats import full_screen


def paint(canvas: Canvas, stage: BackdropStage) -> None:
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
    rim = blurred(mask.astype(np.float32) * np.float32(1 / 255), canvas.short / 60)
    canvas.dim(np.where(mask > 0, (1 - rim) * np.float32(0.75), np.float32(0)))
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
    return min(room_to_words(canvas, stage), cx - edge, w - cx - edge, cy - edge, h - cy - edge)


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
        fluted_front(canvas, stage, front_edge(canvas, stage))


# Where the top of a console begins that stands below the captions, and where its front does.
_CONSOLE = CAPTIONS_FOOT + 0.06, CAPTIONS_FOOT + 0.085


def _console(canvas: Canvas, stage: BackdropStage) -> None:
    """A lacquered console at the foot of a tall frame, in its own light, where nothing else stands."""
    pal, (back, edge) = stage.palette, (int(canvas.height * share) for share in _CONSOLE)
    lit = mix(pal.surface, pal.accent, 0.45)
    canvas.rect(0, back, canvas.width, edge, mix(pal.surface, pal.accent, 0.2))
    canvas.glow((stage.centre[0], edge), (canvas.width * 0.5, canvas.height * 0.02), lit, 0.8, 1.6)
    fluted_front(canvas, stage, edge)
    canvas.rect(0, back, canvas.width, back + max(1, canvas.short / 520), pal.accent, 0.6)


def front_edge(canvas: Canvas, stage: BackdropStage) -> int:
    """Where a table's top ends and its front begins: under the product's foot, over the words."""
    edge = stage.ground + canvas.short * 0.05
    if stage.words and stage.words.top > stage.ground:
        edge = min(edge, (stage.ground * 2 + stage.words.top) / 3)
    return int(edge)


def fluted_front(canvas: Canvas, stage: BackdropStage, edge: int) -> None:
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
    # Nothing of it is above its lid, which is where most of the picture is.
    first = int(np.clip(top - tilt - 2, 0, canvas.height - 1))
    share = canvas.mask([points])[first:, left:right].astype(np.float32) / 255
    side = _drum_shade(across) * _drum_flutes(across)
    stone = mix(pal.surface, pal.accent, 0.34)
    down = (np.arange(first, canvas.height, dtype=np.float32) - top) / (canvas.height * 0.62)
    light = side * np.clip(1.15 - down, 0.25, 1.15)[:, None]
    drum = canvas.px[first:, left:right]
    for part in range(3):
        drum[..., part] += (np.float32(stone[part]) * light - drum[..., part]) * share
    canvas.polygon(ring_points((cx, top), half, tilt), mix(stone, pal.accent, 0.22))
    lid = canvas.mask([ring_points((cx, top), half, tilt)])[first : int(top + tilt) + 3]
    sheen = canvas.oval((cx - half * 0.25, top), (half * 1.1, tilt * 2.2), 1.4)[first : first + len(lid)]
    light_on_lid = sheen * (lid.astype(np.float32) * np.float32(0.35 / 255))
    canvas.add(light_on_lid, mix(pal.accent, pal.ink, 0.4), (0, first))
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
