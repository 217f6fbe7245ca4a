"""The sets: one visual language for each style, built around where the product and the words stand.

luxury: fluted walls, one warm light, a plinth, gold hairlines. energetic: a burst of rays, halftone,
sticker shapes. minimal: paper, window light, much space. bold: flat blocks and hard edges.
cinematic: dusk, a low sun, ridges in haze, bokeh.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.providers.local.pictures.light import blurred, clouds, ring_points
from generation.providers.local.pictures.palette import contrast, distance, luminance, mix
from projects.formats import Box

_WHITE = np.ones(3, np.float32)
_BLACK = np.zeros(3, np.float32)


@dataclass(frozen=True)
class Stage:
    """What a backdrop has to know: `product` and `words` are pixel Boxes, `tones` the product's colours."""

    palette: object
    plan: object
    rng: object
    product: Box
    words: Box | None
    stands: bool
    tones: tuple
    index: int = 1

    @property
    def centre(self):
        return self.product.centre

    @property
    def reach(self):
        """Half the product's longer side."""
        return max(self.product.width, self.product.height) / 2

    @property
    def ground(self):
        """The y on which things stand."""
        return self.product.bottom


GRAIN = {"luxury": 0.006, "energetic": 0.0, "minimal": 0.004, "bold": 0.0, "cinematic": 0.02}


def paint(canvas, stage, style):
    """Paint the set of `style` onto the canvas, everything that lies behind the product's shadow."""
    {"luxury": luxury, "energetic": energetic, "minimal": minimal, "bold": bold, "cinematic": cinematic}[
        style
    ](canvas, stage)


def clearest(stage, candidates):
    """The candidate colour from which the product stands out best."""
    return max(candidates, key=lambda colour: separation(stage, colour))


def separation(stage, colour):
    """How far a colour is from the nearest of the product's leading colours."""
    if not stage.tones:
        return 1.0
    return min(float(distance(tone, colour)) for tone in stage.tones[:3])


def is_dark(stage):
    return bool(stage.tones) and float(np.mean([luminance(tone) for tone in stage.tones[:2]])) < 0.06


# Luxury


def luxury(canvas, stage):
    pal, (cx, cy) = stage.palette, stage.centre
    lit = mix(pal.surface, pal.accent, 0.16)
    canvas.gradient([(0, pal.shade), (0.35, pal.backdrop), (0.7, pal.surface), (1, pal.shade)])
    if stage.plan.panel or stage.index % 2:
        _flutes(canvas, stage)
    reach = stage.reach
    warmth = 0.75 if is_dark(stage) else 0.5
    canvas.glow((cx - reach * 0.5, cy - reach * 0.5), (reach * 3.2, reach * 3.0), lit, 0.9, 1.6)
    canvas.glow((cx, cy), (reach * 1.9, reach * 1.9), pal.accent, warmth, 2.0)
    if stage.plan.panel:
        _gold_shelf(canvas, stage, stage.product.bottom)
    elif stage.stands:
        _plinth(canvas, stage)
    else:
        _gold_ring(canvas, stage)
    canvas.vignette(0.55, (cx, canvas.height * 0.45))


def _flutes(canvas, stage):
    """A wall of soft vertical folds."""
    period = canvas.short / 13
    across = np.arange(canvas.width, dtype=np.float32)
    fold = 0.5 + 0.5 * np.cos(2 * np.pi * (across - stage.centre[0]) / period)
    shade = 0.42 * (1 - fold**0.7)
    canvas.px *= (1 - shade)[None, :, None]


def _gold_ring(canvas, stage):
    (cx, cy), gold = stage.centre, stage.palette.accent
    radius = min(stage.reach * 1.12, canvas.width * 0.46, canvas.height * 0.4)
    thick = canvas.short / 540
    canvas.line(ring_points((cx, cy), radius, radius, count=360), thick, gold, 0.9, closed=True)
    canvas.line(
        ring_points((cx, cy), radius * 1.04, radius * 1.04, count=360), thick * 0.5, gold, 0.4, closed=True
    )


def _gold_shelf(canvas, stage, y):
    pal = stage.palette
    fade = np.linspace(1, 0, max(2, canvas.height - y), dtype=np.float32)[:, None] ** 1.5
    fade = np.repeat(fade, canvas.width, 1)
    canvas.px[y:] *= 0
    canvas.blend(np.ones_like(fade), pal.shade, (0, y))
    canvas.blend(fade * 0.9, mix(pal.backdrop, pal.surface, 0.5), (0, y))
    canvas.rect(0, y, canvas.width, y + max(1, canvas.short / 400), pal.accent, 0.9)


def _plinth(canvas, stage):
    """A round stone plinth under the product, running down out of the frame."""
    pal, cx, top = stage.palette, stage.centre[0], stage.ground
    half = min(max(stage.product.width * 0.72, canvas.short * 0.27), canvas.width * 0.47)
    if stage.plan.name in ("crown", "endcard"):
        half = max(half, canvas.width * 0.43)
    tilt = half * 0.13
    floor = min(canvas.height, top + canvas.height)
    left, right = int(max(0, cx - half)), int(min(canvas.width, cx + half))
    across = (np.arange(left, right, dtype=np.float32) + 0.5 - cx) / half
    drum = np.zeros((canvas.height, canvas.width), np.uint8)
    edge = ring_points((cx, top), half, tilt, 0, 180)
    points = np.concatenate([edge, [(cx - half, floor), (cx + half, floor)]])
    cv2.fillPoly(drum, [np.round(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    side = _drum_shade(across)
    stone = mix(pal.surface, pal.accent, 0.1)
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


def _drum_shade(across):
    """Brightness round a drum lit from the upper left, for positions -1..1."""
    normal = np.arcsin(across.clip(-1, 1))
    key = np.clip(np.cos(normal + 0.75), 0, 1) ** 1.3
    rim = np.clip(across - 0.86, 0, 1) * 3.0
    return 0.28 + 1.05 * key + rim * 0.6


# Energetic


def energetic(canvas, stage):
    pal, (cx, cy) = stage.palette, stage.centre
    low, high = _hot_pair(stage)
    canvas.gradient([(0, mix(low, high, 0.12)), (1, low)], 60)
    canvas.polygons(_rays(canvas, stage, 18), mix(low, high, 0.85), 1.0)
    canvas.px += 0
    spread = max(canvas.width, canvas.height)
    canvas.blend(canvas.oval((cx, cy), (stage.reach * 2.4,) * 2, 1.3) * 0.85, high)
    _halftone(canvas, stage, mix(low, pal.shade, 0.55))
    if stage.plan.panel:
        canvas.rect(0, stage.product.bottom, canvas.width, canvas.height, low)
    else:
        _sticker_disc(canvas, stage)
    _swoosh(canvas, stage, spread)


def _hot_pair(stage):
    """(ground, ray) colours: the palette's two hot ones, the clearer one nearer the product."""
    pal = stage.palette
    if separation(stage, pal.surface) >= separation(stage, pal.backdrop):
        return pal.backdrop, pal.surface
    return mix(pal.surface, pal.backdrop, 0.25), pal.backdrop


def _rays(canvas, stage, count):
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


def _halftone(canvas, stage, colour):
    """Dots that grow towards the lower right corner."""
    pitch = canvas.short / 26
    mask = np.zeros((canvas.height, canvas.width), np.uint8)
    corner = (canvas.width, canvas.height) if stage.index % 2 else (0, canvas.height)
    reach = canvas.short * 0.75
    for row in range(int(canvas.height / pitch) + 2):
        for column in range(int(canvas.width / pitch) + 2):
            x, y = (column + (row % 2) * 0.5) * pitch, row * pitch
            size = 1 - np.hypot(x - corner[0], y - corner[1]) / reach
            if size > 0.05:
                cv2.circle(
                    mask, (int(x * 16), int(y * 16)), int(pitch * 0.55 * size * 16), 255, -1, cv2.LINE_AA, 4
                )
    canvas.paint(mask, colour, 0.75)


def _sticker_disc(canvas, stage):
    """A many-pointed sticker behind the product."""
    pal = stage.palette
    colour = clearest(stage, [pal.accent, pal.surface, pal.shade])
    radius = min(stage.reach * 1.02, canvas.width * 0.48)
    points, count = [], 28
    for at in range(count * 2):
        turn = np.pi * at / count
        far = radius * (1.0 if at % 2 else 0.92)
        points.append((stage.centre[0] + far * np.cos(turn), stage.centre[1] + far * np.sin(turn)))
    points = np.array(points)
    canvas.polygon(points + canvas.short * 0.014, pal.shade, 0.9)
    canvas.polygon(points, colour)


def _swoosh(canvas, stage, spread):
    """Diagonal speed stripes across a lower corner."""
    pal, wide = stage.palette, canvas.short * 0.035
    y = canvas.height * 0.9
    for at, colour in enumerate((pal.accent, pal.surface, pal.shade)):
        lift = at * wide * 1.7
        left = [(-wide, y + lift), (spread, y + lift - spread * 0.28)]
        canvas.polygon(
            [*left, (spread, y + lift - spread * 0.28 + wide), (-wide, y + lift + wide)], colour, 0.95
        )


# Minimal


def minimal(canvas, stage):
    pal = stage.palette
    paper = _paper(stage)
    canvas.gradient([(0, mix(paper, _WHITE, 0.55)), (0.55, paper), (1, mix(paper, pal.shade, 0.35))], 65)
    if stage.plan.panel:
        canvas.rect(0, stage.product.bottom, canvas.width, canvas.height, pal.surface)
        return
    if stage.stands:
        _table(canvas, stage, paper)
    elif stage.index % 2:
        _soft_disc(canvas, stage, paper)
    _window_light(canvas, stage)


def _paper(stage):
    pal = stage.palette
    return clearest(
        stage, [pal.backdrop, mix(pal.backdrop, pal.shade, 0.45), mix(pal.backdrop, pal.accent, 0.22)]
    )


def _table(canvas, stage, paper):
    """The edge of a table, soft, a little behind the product's foot."""
    y = int(min(canvas.height - 2, stage.ground - stage.product.height * 0.1))
    rows = np.arange(canvas.height - y, dtype=np.float32)
    fade = np.clip(rows / (canvas.height * 0.45), 0, 1)
    near = mix(stage.palette.surface, paper, 0.15)
    far = mix(paper, stage.palette.shade, 0.28)
    colour = near + (far - near) * fade[:, None]
    canvas.px[y:] = colour[:, None, :]
    seam = canvas.short * 0.01
    canvas.px[y : y + int(seam)] *= 0.985


def _soft_disc(canvas, stage, paper):
    tone = mix(paper, stage.palette.accent, 0.14)
    canvas.disc(stage.centre, min(stage.reach * 1.05, canvas.width * 0.44), tone)


def _window_light(canvas, stage):
    """Four slanting panes of daylight, out of focus."""
    w, h = canvas.width, canvas.height
    mask = np.zeros((h // 4 + 1, w // 4 + 1), np.uint8)
    slant, pane = 0.34 * w, 0.2 * w
    left = w * (0.1 + 0.2 * stage.rng.random())
    for column in range(2):
        for row in range(2):
            x, y = left + column * pane * 1.12, h * (0.02 + row * 0.25)
            shape = [
                (x, y),
                (x + pane, y),
                (x + pane + slant * 0.5, y + h * 0.23),
                (x + slant * 0.5, y + h * 0.23),
            ]
            x_shift = row * slant * 0.54
            shape = [((px + x_shift) / 4, py / 4) for px, py in shape]
            cv2.fillPoly(mask, [np.round(np.array(shape) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    soft = blurred(mask.astype(np.float32) / 255, canvas.short * 0.012 / 4)
    canvas.blend(canvas.enlarge(soft).clip(0, 1) * 0.5, _WHITE)


# Bold


def bold(canvas, stage):
    pal, w, h = stage.palette, canvas.width, canvas.height
    field, other = _block_pair(stage)
    canvas.px[:] = field
    split = (stage.words.top + stage.product.bottom) / 2 if stage.words else stage.product.bottom
    if stage.plan.panel:
        canvas.rect(0, stage.product.bottom, w, h, other)
        return
    if stage.plan.align == "left":
        edge = (
            (stage.plan.product[0] - 0.02) * w
            if stage.plan.name != "left"
            else stage.product.right + w * 0.02
        )
        _side_block(canvas, stage, edge, other)
    elif stage.plan.name in ("rise", "centre"):
        top = max(stage.product.top - h * 0.02, h * 0.3)
        canvas.polygon([(0, top + h * 0.05), (w, top - h * 0.05), (w, h), (0, h)], other)
    else:
        canvas.polygon([(0, split + h * 0.008), (w, split - h * 0.008), (w, h), (0, h)], other)
    _big_disc(canvas, stage, field)


def _side_block(canvas, stage, edge, colour):
    w, h = canvas.width, canvas.height
    if stage.plan.name == "left":
        canvas.polygon([(0, 0), (edge, 0), (edge, h), (0, h)], colour)
    else:
        canvas.polygon([(edge, 0), (w, 0), (w, h), (edge, h)], colour)


def _block_pair(stage):
    """(field behind the product, the other block), varied from scene to scene."""
    pal = stage.palette
    fields = sorted((pal.backdrop, pal.surface, pal.accent), key=lambda colour: -separation(stage, colour))
    field = fields[0]
    others = [colour for colour in (pal.backdrop, pal.surface, pal.accent) if colour is not field]
    return field, others[0]


def _big_disc(canvas, stage, field):
    pal = stage.palette
    colour = max(
        (pal.accent, pal.ink, pal.surface), key=lambda c: min(separation(stage, c), distance(c, field))
    )
    canvas.disc(stage.centre, min(stage.reach * 0.86, canvas.width * 0.42), colour)


# Cinematic


def cinematic(canvas, stage):
    pal, (cx, cy) = stage.palette, stage.centre
    w, h = canvas.width, canvas.height
    horizon = stage.ground - stage.product.height * 0.06 if stage.stands else h * 0.56
    horizon = float(np.clip(horizon, h * 0.3, h * 0.86))
    ember = mix(pal.accent, pal.surface, 0.35)
    at = horizon / h
    canvas.gradient(
        [
            (0, pal.backdrop),
            (at * 0.55, pal.surface),
            (at * 0.92, ember),
            (at, mix(pal.accent, pal.ink, 0.15)),
            (min(1, at + 0.001), pal.surface),
            (1, pal.shade),
        ]
    )
    canvas.glow((cx, min(cy, horizon)), (stage.reach * 2.6, stage.reach * 2.2), pal.accent, 0.75, 1.8)
    _ridges(canvas, stage, horizon)
    _ground_haze(canvas, stage, horizon)
    if stage.plan.panel:
        rows = np.linspace(0.94, 1, h - stage.product.bottom, dtype=np.float32)[:, None]
        canvas.blend(np.repeat(rows, w, 1), pal.backdrop, (0, stage.product.bottom))
    _bokeh(canvas, stage, horizon)
    _shaft(canvas, stage)
    canvas.vignette(0.5, (cx, h * 0.45))


def _ridges(canvas, stage, horizon):
    """Three lines of hills, paler the farther."""
    pal, w = stage.palette, canvas.width
    for depth, (lift, share) in enumerate(((0.075, 0.35), (0.05, 0.6), (0.022, 0.85))):
        xs = np.linspace(0, w, 160)
        line = clouds(stage.rng, (1, 160), 1, 4)[0] - 0.5
        rough = np.interp(np.linspace(0, 1, 160), np.linspace(0, 1, 17), stage.rng.random(17)) - 0.5
        ys = horizon - canvas.height * lift * (0.8 + line + rough * 1.1)
        colour = mix(mix(pal.accent, pal.surface, 0.55), pal.shade, share * 0.75)
        canvas.polygon(
            [*zip(xs, np.minimum(ys, horizon), strict=True), (w, horizon), (0, horizon)], colour, 0.9
        )
        canvas.blend(canvas.oval((w / 2, horizon), (w * 0.9, canvas.height * 0.05), 1.2) * 0.3, pal.accent)


def _ground_haze(canvas, stage, horizon):
    y = int(horizon)
    pal = stage.palette
    rows = np.arange(canvas.height - y, dtype=np.float32) / max(1, canvas.height - y)
    near, far = mix(pal.backdrop, pal.shade, 0.35), mix(pal.surface, pal.accent, 0.45)
    colour = far + (near - far) * (np.clip(rows * 2.2, 0, 1) ** 0.7)[:, None]
    canvas.px[y:] = colour[:, None]
    canvas.add(
        canvas.oval((stage.centre[0], y), (canvas.width * 0.35, canvas.height * 0.16), 2) * 0.6, pal.accent
    )
    fog = clouds(stage.rng, canvas.grid()[0].shape, 3, 4)
    _, down = canvas.grid()
    near_line = np.exp(-(((down - horizon) / (canvas.height * 0.09)) ** 2))
    canvas.blend(canvas.enlarge(fog * near_line).clip(0, 1) * 0.55, mix(pal.accent, pal.ink, 0.35))


def _bokeh(canvas, stage, horizon):
    """Out-of-focus lights, kept away from the product."""
    for _ in range(16):
        x = stage.rng.random() * canvas.width
        y = horizon - canvas.height * (0.02 + 0.3 * stage.rng.random() ** 1.5)
        radius = canvas.short * (0.008 + 0.03 * stage.rng.random())
        strength = 0.10 + 0.22 * stage.rng.random()
        canvas.disc((x, y), radius, mix(stage.palette.accent, stage.palette.ink, 0.3), strength)
        canvas.line(ring_points((x, y), radius, radius), 1, stage.palette.ink, strength * 0.5, closed=True)


def _shaft(canvas, stage):
    """One slanting shaft of light from the upper left."""
    across, down = canvas.grid()
    cx, cy = stage.centre
    slope = 0.55
    off = (across - cx) - (down - cy) * slope * -1
    beam = np.exp(-((off / (canvas.short * 0.2)) ** 2)) * np.clip(1 - down / (cy + canvas.height * 0.3), 0, 1)
    canvas.add(canvas.enlarge(beam) * 0.2, mix(stage.palette.accent, stage.palette.ink, 0.4))


def readable_on(ground, *inks):
    """The first ink that can be read on a flat colour, else black or white."""
    for ink in (*inks, _WHITE, _BLACK):
        if contrast(ink, ground) >= 5:
            return ink
    return _WHITE
