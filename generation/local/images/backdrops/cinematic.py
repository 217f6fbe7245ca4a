"""cinematic: dusk, a low sun, ridges in haze, bokeh."""

import cv2
import numpy as np

from generation.local.images import motifs
from generation.local.images.backdrops.stage import BackdropStage
from generation.local.images.canvas import Canvas, Spot, clouds, ring_points
from generation.media.arrays import Array, Mask
from generation.media.colours import Palette, mix
from projects.formats import full_screen

_BLACK = np.zeros(3, np.float32)


def paint(canvas: Canvas, stage: BackdropStage) -> None:
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
