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


GRAIN = {"luxury": 0.006, "energetic": 0.0, "minimal": 0.004, "bold": 0.0, "cinematic": 0.013}


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
    reach = max(stage.reach, canvas.short * 0.25)
    lit = mix(pal.surface, pal.accent, 0.3)
    canvas.gradient([(0, pal.shade), (0.3, pal.backdrop), (0.62, pal.surface), (1, pal.shade)])
    canvas.glow((cx - reach * 0.6, cy - reach * 0.6), (reach * 3.6, reach * 3.6), lit, 0.85, 1.5)
    niche = not stage.plan.panel and stage.index % 2 == 0
    if niche:
        _niche(canvas, stage, lit)
    else:
        _flutes(canvas, stage)
    warmth = 0.7 if is_dark(stage) else 0.42
    canvas.glow((cx, cy), (reach * 1.7, reach * 1.7), pal.accent, warmth, 1.8)
    if stage.plan.panel:
        _gold_shelf(canvas, stage, stage.product.bottom)
    elif stage.stands:
        _plinth(canvas, stage)
    elif not niche:
        _gold_ring(canvas, stage)
    canvas.vignette(0.5, (cx, canvas.height * 0.45))


def _niche(canvas, stage, lit):
    """A tall arch in the wall, lit from inside, edged with gold."""
    pal, (cx, cy) = stage.palette, stage.centre
    half = min(max(stage.product.width * 0.64, canvas.short * 0.3), canvas.width * 0.45)
    half = min(half, canvas.width * 0.98 - cx, cx - canvas.width * 0.02)
    spring = max(stage.product.top + stage.product.height * 0.38, half + canvas.height * 0.015)
    foot = canvas.height if not stage.stands else stage.ground + canvas.height * 0.02

    def arch(grow):
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
    """Under a close-up: the same folded wall in less light, behind a gold edge."""
    pal = stage.palette
    canvas.px[y:] *= 0.6
    canvas.glow((canvas.width / 2, y), (canvas.width * 0.7, canvas.height * 0.3), pal.accent, 0.26, 1.5)
    canvas.rect(0, y, canvas.width, y + max(1, canvas.short / 400), pal.accent, 0.9)


def _plinth(canvas, stage):
    """A round stone plinth under the product, running down out of the frame."""
    pal, cx, top = stage.palette, stage.centre[0], stage.ground
    half = min(max(stage.product.width * 0.72, canvas.short * 0.27), canvas.width * 0.47)
    if stage.plan.name in ("crown", "endcard"):
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


def _drum_shade(across):
    """Brightness round a drum lit from the upper left, for positions -1..1."""
    normal = np.arcsin(across.clip(-1, 1))
    key = np.clip(np.cos(normal + 0.75), 0, 1) ** 1.3
    rim = np.clip(across - 0.86, 0, 1) * 3.0
    return 0.28 + 1.05 * key + rim * 0.6


def _drum_flutes(across):
    """Shallow grooves round a drum, closer together towards its sides."""
    turn = np.arcsin(across.clip(-1, 1))
    return 1 - 0.16 * (0.5 + 0.5 * np.cos(turn * 30)) ** 2


# Energetic


def energetic(canvas, stage):
    pal, (cx, cy) = stage.palette, stage.centre
    low, high = _hot_pair(stage)
    canvas.gradient([(0, mix(low, high, 0.12)), (1, low)], 60)
    canvas.polygons(_rays(canvas, stage, 18), mix(low, high, 0.85), 1.0)
    spread = max(canvas.width, canvas.height)
    canvas.blend(canvas.oval((cx, cy), (stage.reach * 2.4,) * 2, 1.3) * 0.85, high)
    _halftone(canvas, stage, mix(low, pal.shade, 0.55))
    if stage.plan.panel:
        canvas.rect(0, stage.product.bottom, canvas.width, canvas.height, low)
    elif stage.plan.copies == 1:
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
    colour = max((pal.accent, pal.shade), key=lambda one: min(separation(stage, one), 0.3))
    under = pal.ink if colour is pal.shade else pal.shade
    radius = min(stage.reach * 1.02, canvas.width * 0.48)
    points, count = [], 28
    for at in range(count * 2):
        turn = np.pi * at / count
        far = radius * (1.0 if at % 2 else 0.92)
        points.append((stage.centre[0] + far * np.cos(turn), stage.centre[1] + far * np.sin(turn)))
    points = np.array(points)
    canvas.polygon(points + canvas.short * 0.014, under, 0.9)
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
        canvas.rect(0, stage.product.bottom, canvas.width, canvas.height, mix(pal.surface, paper, 0.35))
    elif stage.stands:
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
    w, h = canvas.width, canvas.height
    field, other = _block_pair(stage)
    canvas.px[:] = field
    if stage.plan.copies > 1:
        _tiles(canvas, stage, field)
    if stage.plan.panel:
        _panel_block(canvas, stage, other)
    elif stage.plan.align == "left":
        _side_block(canvas, stage, other)
        if stage.plan.copies == 1:
            _big_disc(canvas, stage, field)
        _corner(canvas, stage, field)
    elif stage.plan.name in ("rise", "centre"):
        edge = (stage.words.bottom + stage.product.top) / 2 if stage.words else stage.product.top
        canvas.polygon([(0, edge + h * 0.035), (w, edge - h * 0.035), (w, h), (0, h)], other)
        _big_disc(canvas, stage, other)
    else:
        if stage.plan.copies == 1:
            _big_disc(canvas, stage, field)
        edge = (stage.words.top + stage.product.bottom) / 2 if stage.words else stage.product.bottom
        canvas.polygon([(0, edge + h * 0.006), (w, edge - h * 0.006), (w, h), (0, h)], other)
        _corner(canvas, stage, other)


def _panel_block(canvas, stage, colour):
    """The block under a close-up."""
    canvas.rect(0, stage.plan.product[3] * canvas.height, canvas.width, canvas.height, colour)
    _corner(canvas, stage, colour)


def _tiles(canvas, stage, field):
    """A chequered board behind the copies of a product."""
    pal, region = stage.palette, stage.plan.product
    columns = stage.plan.copies // 2
    others = [one for one in (pal.accent, pal.surface, pal.ink, pal.backdrop) if one is not field]
    colours = sorted(others, key=lambda one: -separation(stage, one))[:2]
    left, top = region[0] * canvas.width, region[1] * canvas.height
    wide = (region[2] - region[0]) * canvas.width / columns
    tall = (region[3] - region[1]) * canvas.height / 2
    for row in range(2):
        for column in range(columns):
            x, y = left + column * wide, top + row * tall
            canvas.rect(x, y, x + wide, y + tall, colours[(row + column) % 2])


def _corner(canvas, stage, ground):
    """A quarter disc and a ladder of bars at the foot, so that the lower block is not bare."""
    pal, w, h = stage.palette, canvas.width, canvas.height
    colour = max((pal.accent, pal.backdrop, pal.surface), key=lambda one: float(distance(one, ground)))
    left = stage.plan.name == "left" or (stage.plan.align == "centre" and stage.index % 2)
    canvas.disc((0 if left else w, h), canvas.short * (0.34 if h > w else 0.26), colour)
    step = canvas.short * 0.045
    for at in range(4):
        x = w - step * (6 - at) if left else step * (2 + at)
        canvas.rect(x, h * 0.98 - step * (at + 1) * 1.2, x + step * 0.55, h, pal.shade if at % 2 else pal.ink)


def _side_block(canvas, stage, colour):
    """A block on the words' side, its edge half way to the product."""
    w, h = canvas.width, canvas.height
    lean = h * 0.02
    if stage.plan.name == "left":
        edge = _between(stage.product.right, stage.words.left if stage.words else w * 0.48)
        canvas.polygon([(edge + lean, 0), (w, 0), (w, h), (edge - lean, h)], colour)
    else:
        edge = _between(stage.words.right if stage.words else w * 0.46, stage.product.left)
        canvas.polygon([(0, 0), (edge + lean, 0), (edge - lean, h), (0, h)], colour)


def _between(one, other):
    return (one + other) / 2


def _block_pair(stage):
    """(field behind the product, the other block), varied from scene to scene."""
    pal = stage.palette
    fields = sorted((pal.backdrop, pal.surface, pal.accent), key=lambda colour: -separation(stage, colour))
    field = fields[0]
    others = [colour for colour in (pal.backdrop, pal.surface, pal.accent) if colour is not field]
    return field, others[0]


def _big_disc(canvas, stage, field):
    """A flat disc behind the product, of the colour that parts it best from its field."""
    pal, (cx, cy) = stage.palette, stage.centre
    colour = max(
        (pal.accent, pal.ink, pal.surface), key=lambda c: min(separation(stage, c), distance(c, field))
    )
    radius = min(stage.reach * 0.9, canvas.width * 0.44)
    words = stage.words
    if words and words.bottom <= stage.product.top:
        radius = min(radius, cy - words.bottom - canvas.short * 0.02)
    canvas.disc((cx, cy), radius, colour)


# Cinematic


def cinematic(canvas, stage):
    pal, (cx, cy), h = stage.palette, stage.centre, canvas.height
    horizon = h * 0.56
    if stage.stands or stage.plan.panel:
        horizon = stage.ground - stage.product.height * 0.05 * stage.stands
    horizon = float(np.clip(horizon, h * 0.3, h * 0.86))
    aside = stage.product.width * 0.3 * (1 if stage.index % 2 else -1)
    sun = (cx + aside, min(cy - stage.product.height * 0.1, horizon - canvas.short * 0.05))
    _dusk(canvas, pal, horizon)
    _sun(canvas, pal, sun, canvas.short * 0.2)
    _ridges(canvas, stage, horizon)
    _water(canvas, stage, horizon, sun[0])
    _bokeh(canvas, stage, horizon)
    _shaft(canvas, stage)
    canvas.vignette(0.36, (cx, h * 0.45))


def _dusk(canvas, pal, horizon):
    """An evening sky down to the horizon, and deep water below."""
    at = horizon / canvas.height
    rose = mix(mix(pal.surface, pal.accent, 0.5), np.array([0.62, 0.26, 0.36], np.float32), 0.45)
    gold = mix(pal.accent, np.array([1.0, 0.86, 0.62], np.float32), 0.45)
    canvas.gradient(
        [(0, pal.backdrop), (at * 0.5, pal.surface)]
        + [
            (at * 0.8, rose),
            (at * 0.94, pal.accent),
            (at, gold),
            (min(1, at + 0.002), pal.surface),
            (1, pal.shade),
        ]
    )


def _sun(canvas, pal, centre, radius):
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


def _ridges(canvas, stage, horizon):
    """Three lines of hills, paler the farther, with haze between them."""
    pal, w = stage.palette, canvas.width
    far = mix(pal.accent, pal.surface, 0.6)
    for lift, share, bumps in ((0.1, 0.2, 5), (0.065, 0.5, 7), (0.03, 0.78, 9)):
        ys = horizon - canvas.height * lift * hills(stage.rng, 240, bumps)
        points = [*zip(np.linspace(0, w, 240), ys, strict=True), (w, horizon), (0, horizon)]
        canvas.polygon(points, mix(far, mix(pal.backdrop, pal.shade, 0.3), share), 0.92)
        canvas.blend(canvas.oval((w / 2, horizon), (w, canvas.height * 0.035), 1.2) * 0.3, far)


def hills(rng, count, bumps):
    """A skyline: `count` heights of about 0..1 with large slopes and small roughness."""
    rough = sum(
        cv2.resize(
            rng.random((1, bumps * 2**octave)).astype(np.float32), (count, 1), interpolation=cv2.INTER_CUBIC
        )[0]
        * 0.45**octave
        for octave in range(4)
    )
    return np.clip(rough / 1.45, 0.05, 1.2)


def _water(canvas, stage, horizon, sun_x):
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
