"""The places of an illustrated scene, painted from back to front in one ramp of the style's colours.

A tone is a number from 0 (the style's lightest) to 1 (its darkest). Far things take tones near the
sky's, near things dark ones: that alone gives depth. All functions take (canvas, view).
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from generation.local.images.backdrops.cinematic import hills
from generation.local.images.canvas import Canvas, Spot, blurred, clouds, ring_points
from generation.media.arrays import Array, Colour, Points
from generation.media.colours import mix, parse_hex

_RAMPS = {
    "luxury": ("#f3dfb4", "#cfa261", "#80592f", "#382618", "#0d0805"),
    "energetic": ("#fff0c9", "#ffc02e", "#ff6a3a", "#b02c10", "#3b0d06"),
    "minimal": ("#fbfaf7", "#e6e3da", "#bccabf", "#6d9283", "#22443a"),
    "bold": ("#fff3a0", "#ffd21f", "#ff3d81", "#3424e0", "#0b1070"),
    "cinematic": ("#ffe3b8", "#ffa565", "#8d6a72", "#264a5a", "#061118"),
}

# (sky above, sky at the horizon, far things, near things, how high the light stands 0..1)
_HOURS = {
    "day": (0.32, 0.04, 0.30, 0.84, 0.62),
    "morning": (0.40, 0.08, 0.34, 0.86, 0.30),
    "dawn": (0.55, 0.14, 0.42, 0.90, 0.10),
    "sunset": (0.66, 0.16, 0.46, 0.94, 0.12),
    "dusk": (0.84, 0.34, 0.60, 0.98, 0.04),
    "night": (0.96, 0.50, 0.70, 1.00, 0.66),
}


@dataclass(frozen=True)
class SceneryView:
    """One scene as the painters need it. Positions are pixels; `sun` is the light's place."""

    style: str
    accent: Colour
    rng: np.random.Generator
    time: str
    horizon: float
    sun: Spot
    turn: int

    def tone(self, at: float) -> Colour:
        stops = np.array([parse_hex(colour) for colour in _RAMPS[self.style]])
        places = np.linspace(0, 1, len(stops))
        return np.array([np.interp(at, places, stops[:, part]) for part in range(3)], np.float32)

    @property
    def hour(self) -> tuple[float, float, float, float, float]:
        return _HOURS[self.time]

    def depth(self, near: float) -> Colour:
        """The tone of something `near` (0 far .. 1 close) at this hour."""
        _, _, far, close, _ = self.hour
        return self.tone(far + (close - far) * near)

    @property
    def lit(self) -> Colour:
        """The colour of the light."""
        return self.tone(0.02)


def sky(canvas: Canvas, view: SceneryView) -> None:
    high, low, *_ = view.hour
    at = view.horizon / canvas.height
    middle = (high + low * 1.4) / 2.4
    canvas.gradient(
        [(0, view.tone(high)), (at * 0.55, view.tone(middle)), (at, view.tone(low)), (1, view.tone(low))]
    )
    _sun(canvas, view)
    if view.time in ("night", "dusk"):
        _stars(canvas, view, 140 if view.time == "night" else 50)
    if view.time != "night":
        _cloud_bands(canvas, view)


def _sun(canvas: Canvas, view: SceneryView) -> None:
    radius = canvas.short * (0.13 if view.time != "night" else 0.075)
    strength = 0.5 if view.time != "day" else 0.3
    canvas.glow(view.sun, (radius * 5.5, radius * 5.5), view.tone(0.12), strength, 2.0)
    canvas.glow(view.sun, (radius * 2.2, radius * 2.2), view.lit, strength, 1.6)
    canvas.disc(view.sun, radius, view.tone(0.0), 0.96)
    if view.time == "night":
        for x, y, size in ((-0.3, -0.2, 0.2), (0.25, 0.3, 0.26), (0.3, -0.35, 0.13)):
            canvas.disc(
                (view.sun[0] + x * radius, view.sun[1] + y * radius), radius * size, view.tone(0.25), 0.35
            )


def _stars(canvas: Canvas, view: SceneryView, count: int) -> None:
    mask = np.zeros((canvas.height, canvas.width), np.uint8)
    for _ in range(count):
        x, y = view.rng.random() * canvas.width, view.rng.random() ** 1.3 * view.horizon * 0.9
        size = canvas.short * (0.0006 + 0.0016 * view.rng.random() ** 3)
        cv2.circle(
            mask,
            (int(x * 16), int(y * 16)),
            max(10, int(size * 16)),
            int(90 + 165 * view.rng.random()),
            -1,
            cv2.LINE_AA,
            4,
        )
    canvas.paint(mask, view.tone(0), 0.9)


def _cloud_bands(canvas: Canvas, view: SceneryView) -> None:
    """Long flat clouds with round ends, as on a poster."""
    high, low, *_ = view.hour
    for _ in range(4):
        x, y = view.rng.random() * canvas.width, view.horizon * (0.12 + 0.6 * view.rng.random())
        long, tall = canvas.short * (0.16 + 0.2 * view.rng.random()), canvas.short * 0.014
        colour = mix(view.tone(high + (low - high) * y / view.horizon), view.lit, 0.4)
        parts = []
        for shift, size, lift in ((0, 1, 0), (0.35, 0.62, 1.5), (-0.3, 0.5, -1.5)):
            parts += _bar(x + shift * long, y - lift * tall, long * size / 2, tall * 0.75)
        canvas.polygons(parts, colour, 0.5)


def _bar(x: float, y: float, half: float, thick: float) -> list[Points]:
    """Three polygons that make one bar with round ends."""
    ends = [ring_points((x + side * half, y), thick, thick) for side in (-1, 1)]
    flat = [(x - half, y - thick), (x + half, y - thick), (x + half, y + thick), (x - half, y + thick)]
    return [*ends, np.array(flat)]


def haze(canvas: Canvas, view: SceneryView, y: float, tall: float, strength: float = 0.5) -> None:
    """A bank of light air lying at height `y`."""
    _, down = canvas.grid()
    mask = np.exp(-(((down - y) / tall) ** 2))
    canvas.blend(canvas.enlarge(mask).clip(0, 1) * np.float32(strength), view.tone(view.hour[1] + 0.05))


def _land(canvas: Canvas, view: SceneryView, ys: Array, near: float, opacity: float = 1.0) -> None:
    xs = np.linspace(-2, canvas.width + 2, len(ys))
    points = [*zip(xs, ys, strict=True), (canvas.width + 2, canvas.height), (-2, canvas.height)]
    canvas.polygon(points, view.depth(near), opacity)


def _peaks(rng: np.random.Generator, count: int, sharp: float) -> Array:
    """A jagged skyline by halving: `count` heights of about 0..1."""
    line = np.array(
        [rng.random() * 0.4, 0.6 + 0.4 * rng.random(), rng.random() * 0.5, 0.5 + 0.4 * rng.random(), 0.2]
    )
    reach = 0.22
    while len(line) < count:
        middles = (line[1:] + line[:-1]) / 2 + (rng.random(len(line) - 1) - 0.5) * reach
        line = np.insert(line, np.arange(1, len(line)), middles)
        reach *= sharp
    return np.clip(line, 0, 1.3)


def mountain(canvas: Canvas, view: SceneryView) -> None:
    h = canvas.height
    for step, (lift, near) in enumerate(((0.34, 0.0), (0.24, 0.22), (0.15, 0.45))):
        line = np.roll(_peaks(view.rng, 180, 0.52), step * 50)
        base = view.horizon + h * 0.04 * step
        _land(canvas, view, base - h * lift * line, near)
        if step == 0:
            _snow_caps(canvas, view, base - h * lift * line, h * lift)
        haze(canvas, view, base + h * 0.01, h * 0.06, 0.45)
    slope = view.horizon + h * (0.10 + 0.09 * np.sin(np.linspace(0.4 + view.turn, 2.6 + view.turn, 160)))
    _land(canvas, view, slope, 0.72)
    _path(canvas, view, slope)
    _pines(canvas, view, slope, 14)


def _snow_caps(canvas: Canvas, view: SceneryView, ys: Array, tall: float) -> None:
    xs = np.linspace(-2, canvas.width + 2, len(ys))
    line = ys.min() + tall * (0.22 + 0.10 * np.abs(((np.arange(len(ys)) * 0.37) % 1) - 0.5))
    caps = [*zip(xs, np.minimum(ys, line), strict=True), *zip(xs[::-1], line[::-1], strict=True)]
    canvas.polygon(caps, mix(view.depth(0), view.lit, 0.6))


def _path(canvas: Canvas, view: SceneryView, slope: Array) -> None:
    """A trail winding up to the horizon, narrowing."""
    w, h = canvas.width, canvas.height
    down = np.linspace(0, 1, 60)
    top = float(np.interp(0.5, np.linspace(0, 1, len(slope)), slope))
    ys = top + (h - top) * down**1.25
    middle = w * (0.5 + 0.16 * np.sin(down * 4.4 + view.turn) * (0.25 + down))
    half = w * (0.004 + 0.085 * down**1.4)
    left, right = list(zip(middle - half, ys, strict=True)), list(zip(middle + half, ys, strict=True))
    canvas.polygon(left + right[::-1], mix(view.depth(0.72), view.lit, 0.32))


def _pines(canvas: Canvas, view: SceneryView, slope: Array, count: int) -> None:
    trees = []
    for _ in range(count):
        x = view.rng.random() * canvas.width
        if abs(x - canvas.width / 2) < canvas.width * 0.2:
            continue
        y = float(np.interp(x / canvas.width, np.linspace(0, 1, len(slope)), slope)) + canvas.short * 0.01
        trees += _pine(x, y, canvas.short * (0.06 + 0.09 * view.rng.random()))
    if trees:
        canvas.polygons(trees, view.depth(0.9))


def _pine(x: float, y: float, tall: float) -> list[Points]:
    tiers = []
    for low, high, wide in ((0.08, 0.55, 0.24), (0.32, 0.78, 0.18), (0.56, 1.0, 0.12)):
        tiers.append(
            np.array(
                [(x - wide * tall, y - low * tall), (x, y - high * tall), (x + wide * tall, y - low * tall)]
            )
        )
    trunk = np.array(
        [
            (x - 0.02 * tall, y),
            (x + 0.02 * tall, y),
            (x + 0.02 * tall, y - 0.2 * tall),
            (x - 0.02 * tall, y - 0.2 * tall),
        ]
    )
    return [*tiers, trunk]


def forest(canvas: Canvas, view: SceneryView) -> None:
    h, w = canvas.height, canvas.width
    for near, count, wide in ((0.05, 12, 0.012), (0.28, 8, 0.022), (0.6, 5, 0.042)):
        ground = view.horizon + h * 0.22 * near
        _land(canvas, view, ground + h * 0.02 * hills(view.rng, 120, 3), near + 0.05)
        trunks = []
        for at in range(count):
            x = w * ((at + view.rng.random()) / count)
            thick, lean = (
                canvas.short * wide * (0.7 + 0.6 * view.rng.random()),
                canvas.short * 0.03 * (view.rng.random() - 0.5),
            )
            trunks.append(
                np.array(
                    [
                        (x - thick * 0.7 + lean, -5),
                        (x + thick * 0.7 + lean, -5),
                        (x + thick, ground + h * 0.03),
                        (x - thick, ground + h * 0.03),
                    ]
                )
            )
        canvas.polygons(trunks, view.depth(near))
        haze(canvas, view, ground - h * 0.06, h * 0.13, 0.38)
    _beams(canvas, view)
    _land(canvas, view, view.horizon + h * (0.16 + 0.05 * hills(view.rng, 160, 4)), 0.85)
    _ferns(canvas, view)
    _leaves(canvas, view)


def _leaves(canvas: Canvas, view: SceneryView) -> None:
    """A roof of leaves that frames the picture from above."""
    w, short = canvas.width, canvas.short
    for near, depth, count in ((0.35, 0.20, 26), (0.75, 0.10, 30)):
        crowns = []
        for _ in range(count):
            x = view.rng.random() * w
            edge = abs(x / w - 0.5) * 2
            y, size = short * depth * edge * view.rng.random(), short * (0.05 + 0.07 * view.rng.random())
            crowns.append(ring_points((x, y - size * 0.4), size, size * 0.8, count=40))
        for crown in crowns:
            canvas.polygon(crown, view.depth(near))


def _beams(canvas: Canvas, view: SceneryView) -> None:
    """Light falling in slanting shafts."""
    across, down = canvas.grid()
    total = np.zeros_like(across)
    for shift in (-0.5, -0.16, 0.12, 0.45):
        off = (
            (across - view.sun[0]) - shift * canvas.width * 0.6 - (down - view.sun[1]) * (0.25 + shift * 0.5)
        )
        total += np.exp(-((off / (canvas.short * 0.045)) ** 2)) * (0.5 + 0.5 * abs(shift))
    fade = np.clip(1 - down / (canvas.height * 0.9), 0, 1)
    canvas.add(canvas.enlarge(total * fade).clip(0, 1) * 0.42, view.lit)


def _ferns(canvas: Canvas, view: SceneryView) -> None:
    blades = []
    for _ in range(70):
        x, lean = view.rng.random() * canvas.width, canvas.short * 0.05 * (view.rng.random() - 0.5)
        tall = canvas.short * (0.03 + 0.10 * view.rng.random())
        blades.append(
            np.array(
                [
                    (x - tall * 0.07, canvas.height),
                    (x + lean, canvas.height - tall),
                    (x + tall * 0.07, canvas.height),
                ]
            )
        )
    canvas.polygons(blades, view.depth(1.0))


def city(canvas: Canvas, view: SceneryView) -> None:
    h, w = canvas.height, canvas.width
    for near, tall, wide in ((0.05, 0.36, 0.055), (0.32, 0.27, 0.085), (0.6, 0.2, 0.13)):
        base, x, blocks, panes = view.horizon + h * 0.1 * near, -w * 0.02, [], []
        while x < w:
            width = canvas.short * wide * (0.7 + 0.8 * view.rng.random())
            gap = near > 0.5 and abs(x + width / 2 - w / 2) < w * 0.22
            top = base - h * tall * (0.4 + 0.6 * view.rng.random()) * (0.35 if gap else 1)
            blocks.append(np.array([(x, top), (x + width, top), (x + width, h), (x, h)]))
            panes += _panes(view, x, top, width, base, canvas.short)
            x += width * 1.02
        canvas.polygons(blocks, view.depth(near))
        dark = view.time in ("night", "dusk", "sunset")
        canvas.polygons(panes, view.tone(0.08) if dark else view.depth(near * 0.6), 0.75 if dark else 0.35)
        haze(canvas, view, base, h * 0.07, 0.34)
    _street(canvas, view)


def _panes(view: SceneryView, x: float, top: float, width: float, base: float, short: float) -> list[Points]:
    panes, step = [], short * 0.022
    for row in range(int((base - top) / step) - 1):
        for column in range(int(width / step) - 1):
            if view.rng.random() < 0.32:
                left, y = x + (column + 0.75) * step, top + (row + 0.8) * step
                panes.append(
                    np.array(
                        [
                            (left, y),
                            (left + step * 0.45, y),
                            (left + step * 0.45, y + step * 0.55),
                            (left, y + step * 0.55),
                        ]
                    )
                )
    return panes


def _street(canvas: Canvas, view: SceneryView) -> None:
    w, h, y = canvas.width, canvas.height, view.horizon + canvas.height * 0.08
    canvas.rect(0, y, w, h, view.depth(0.8))
    middle = w * (0.5 + 0.1 * np.sin(view.turn * 2))
    canvas.polygon(
        [(middle - w * 0.02, y), (middle + w * 0.02, y), (w * 1.1, h), (-w * 0.1, h)], view.depth(0.95)
    )
    for near in (0.08, 0.22, 0.42, 0.7):
        top, foot = y + (h - y) * near, y + (h - y) * (near + 0.09 + near * 0.1)
        half = w * 0.012 * (near + 0.15)
        canvas.polygon(
            [
                (middle - half, top),
                (middle + half, top),
                (middle + half * 1.5, foot),
                (middle - half * 1.5, foot),
            ],
            view.lit,
            0.7,
        )
    canvas.add(canvas.oval((middle, y), (w * 0.5, h * 0.2), 2) * 0.25, view.tone(0.15))


def sea(canvas: Canvas, view: SceneryView) -> None:
    h, w, y = canvas.height, canvas.width, int(view.horizon)
    _land(canvas, view, view.horizon - h * 0.06 * hills(view.rng, 160, 4) * np.linspace(1.2, 0, 160), 0.1)
    far, close = view.tone(view.hour[1] + 0.12), view.depth(0.5)
    rows = np.clip(np.linspace(0, 1.5, h - y, dtype=np.float32), 0, 1)[:, None] ** 0.7
    canvas.px[y:] = (far + (close - far) * rows)[:, None]
    _glitter(canvas, view)
    for at, near in enumerate((0.55, 0.7, 0.86)):
        line = h * (0.84 + 0.055 * at) + h * 0.018 * np.sin(
            np.linspace(0, 9 - at * 2, 160) + at * 2 + view.turn
        )
        _land(canvas, view, line, near)
        xs = np.linspace(0, w, 160)
        canvas.line(np.stack([xs, line], 1), canvas.short / 260, view.lit, 0.5)


def shore(canvas: Canvas, view: SceneryView, y: float) -> None:
    """Sand before the sea for those who stand there; its edge is about at `y`, with a line of foam."""
    xs = np.linspace(0, canvas.width, 160)
    edge = y + canvas.height * 0.012 * np.sin(np.linspace(0, 6.5, 160) + view.turn * 1.9)
    _land(canvas, view, edge, 0.3)
    canvas.line(np.stack([xs, edge], 1), canvas.short / 120, view.lit, 0.6)
    _land(canvas, view, edge + canvas.height * 0.05, 0.38, 0.6)


def _glitter(canvas: Canvas, view: SceneryView) -> None:
    strokes = []
    for _ in range(110):
        deep = view.rng.random() ** 1.4
        y = view.horizon + 2 + deep * canvas.height * 0.26
        half = canvas.short * (0.012 + 0.06 * deep) * (0.3 + view.rng.random())
        x = view.sun[0] + (view.rng.random() - 0.5) * canvas.short * (0.16 + 0.5 * deep)
        strokes.append(ring_points((x, y), half, max(0.7, canvas.short * 0.0022 * (0.5 + deep)), count=20))
    canvas.polygons(strokes, view.lit, 0.6)


def desert(canvas: Canvas, view: SceneryView) -> None:
    h = canvas.height
    for step, near in enumerate((0.0, 0.2, 0.42, 0.66)):
        wave = np.sin(np.linspace(0, 3.0 + step, 200) + view.turn * 1.7 + step * 1.9)
        ys = view.horizon + h * (0.02 + 0.085 * step - 0.05 * np.abs(wave) ** 0.7)
        _land(canvas, view, ys, near)
        xs, lift = np.linspace(0, canvas.width, 200), h * 0.03
        ridge = [
            *zip(xs, ys, strict=True),
            *zip(xs[::-1], (ys + lift * (0.5 + 0.5 * wave))[::-1], strict=True),
        ]
        canvas.polygon(ridge, mix(view.depth(near), view.lit, 0.28), 0.8)


def field(canvas: Canvas, view: SceneryView) -> None:
    h, w = canvas.height, canvas.width
    for step, near in enumerate((0.0, 0.2, 0.4)):
        _land(
            canvas,
            view,
            view.horizon + h * (0.03 * step - 0.07 * (1 - step * 0.25) * hills(view.rng, 160, 3)),
            near,
        )
        haze(canvas, view, view.horizon + h * 0.03 * step, h * 0.04, 0.3)
    ground = view.horizon + h * 0.07
    canvas.rect(0, ground, w, h, view.depth(0.62))
    rows = []
    for at in range(-14, 15):
        top, foot = w / 2 + at * w * 0.028, w / 2 + at * w * 0.19
        rows.append(np.array([(top, ground), (top + w * 0.006, ground), (foot + w * 0.075, h), (foot, h)]))
    canvas.polygons(rows, view.depth(0.8), 0.8)
    _tree(canvas, view, w * (0.16 if view.turn % 2 else 0.84), ground + h * 0.01)


def _tree(canvas: Canvas, view: SceneryView, x: float, y: float) -> None:
    tall = canvas.short * 0.34
    canvas.polygon(
        [
            (x - tall * 0.03, y),
            (x + tall * 0.03, y),
            (x + tall * 0.015, y - tall * 0.6),
            (x - tall * 0.015, y - tall * 0.6),
        ],
        view.depth(0.9),
    )
    crown = [
        ring_points((x + dx * tall, y - dy * tall), r * tall, r * tall * 0.85)
        for dx, dy, r in ((0, 0.75, 0.24), (-0.17, 0.6, 0.17), (0.18, 0.62, 0.17), (0.05, 0.9, 0.15))
    ]
    for part in crown:
        canvas.polygon(part, view.depth(0.9))


def space(canvas: Canvas, view: SceneryView) -> None:
    w, h = canvas.width, canvas.height
    canvas.gradient([(0, view.tone(1.0)), (0.6, view.tone(0.92)), (1, view.tone(0.75))])
    fog = clouds(view.rng, canvas.grid()[0].shape, 2, 4)
    canvas.add(canvas.enlarge(np.clip(fog - 0.45, 0, 1) * 1.2), view.tone(0.45))
    _stars(canvas, view, 260)
    centre, radius = (w * (0.68 if view.turn % 2 else 0.3), view.horizon * 0.8), canvas.short * 0.25
    canvas.glow(centre, (radius * 1.6, radius * 1.6), view.tone(0.3), 0.5, 1.5)
    canvas.disc(centre, radius, view.tone(0.4))
    across, down = canvas.grid()
    night = np.clip(((across - centre[0]) * 0.8 + (down - centre[1]) * 0.6) / radius * 0.7 + 0.5, 0, 1)
    disc = canvas.mask([ring_points(centre, radius, radius)]).astype(np.float32) / 255
    canvas.blend(disc * canvas.enlarge(night).clip(0, 1), view.tone(0.97))
    canvas.line(
        ring_points(centre, radius * 1.65, radius * 0.34),
        canvas.short / 160,
        view.tone(0.1),
        0.6,
        closed=True,
    )
    upper = canvas.mask([ring_points(centre, radius, radius, 180, 360)]).astype(np.float32) / 255
    canvas.blend(upper * (1 - canvas.enlarge(night).clip(0, 1)), view.tone(0.4))
    _land(canvas, view, h * 0.9 - h * 0.14 * np.sin(np.linspace(0, np.pi, 120)), 0.85)


def workshop(canvas: Canvas, view: SceneryView) -> None:
    """A wall of tools, a window that lets light in, a lamp and a bench."""
    w, h = canvas.width, canvas.height
    _wall(canvas, view, 0.60, 0.82)
    _window(canvas, view, (w * (0.1 if view.turn % 2 else 0.62), h * 0.14, w * 0.28, h * 0.2), 3)
    _shelf(canvas, view, h * 0.42, "tools")
    _pendant(canvas, view, (w * (0.7 if view.turn % 2 else 0.32), h * 0.22))
    _counter(canvas, view, view.horizon + h * 0.1)


def cafe(canvas: Canvas, view: SceneryView) -> None:
    w, h = canvas.width, canvas.height
    _wall(canvas, view, 0.5, 0.74)
    _shelf(canvas, view, h * 0.30, "jars")
    _shelf(canvas, view, h * 0.44, "cups")
    for at in range(3):
        _pendant(canvas, view, (w * (0.2 + 0.3 * at), h * (0.13 + 0.02 * ((at + view.turn) % 2))))
    _counter(canvas, view, view.horizon + h * 0.1)


def room(canvas: Canvas, view: SceneryView) -> None:
    w, h = canvas.width, canvas.height
    _wall(canvas, view, 0.40, 0.62)
    _window(canvas, view, (w * (0.14 if view.turn % 2 else 0.54), h * 0.13, w * 0.32, h * 0.3), 2)
    _shelf(canvas, view, h * 0.30, "books", (0.58, 0.9) if view.turn % 2 else (0.1, 0.42))
    _counter(canvas, view, view.horizon + h * 0.12)


def studio(canvas: Canvas, view: SceneryView) -> None:
    w, h = canvas.width, canvas.height
    _wall(canvas, view, 0.45, 0.8)
    for side in (0.22, 0.78):
        _cone(canvas, view, (w * side, -h * 0.02), (w * 0.5, view.horizon + h * 0.2), w * 0.24)
    canvas.polygon(ring_points((w / 2, view.horizon + h * 0.22), w * 0.42, h * 0.06), view.depth(0.4))
    canvas.polygon(
        ring_points((w / 2, view.horizon + h * 0.21), w * 0.40, h * 0.055),
        mix(view.depth(0.25), view.lit, 0.35),
    )


def abstract(canvas: Canvas, view: SceneryView) -> None:
    """No place is named: large overlapping arcs in the style's colours, with light on their edges."""
    w, h = canvas.width, canvas.height
    middle = (w * (0.3 + 0.4 * view.rng.random()), h * 1.02)
    for at, share in enumerate((1.0, 0.82, 0.64, 0.46, 0.29)):
        radius = max(w, h) * 0.62 * share
        canvas.disc(middle, radius, view.depth(0.15 + 0.17 * at))
        canvas.line(ring_points(middle, radius, radius, 180, 360), canvas.short / 300, view.lit, 0.35)
        shade = canvas.mask([ring_points(middle, radius, radius)]).astype(np.float32) / 255
        across, _ = canvas.grid()
        canvas.blend(
            shade * canvas.enlarge(np.clip(across / w, 0, 1) ** 1.5).clip(0, 1) * 0.4,
            view.depth(0.3 + 0.17 * at),
        )
    for _ in range(3):
        spot = (w * view.rng.random(), h * (0.5 + 0.4 * view.rng.random()))
        canvas.disc(spot, canvas.short * (0.02 + 0.04 * view.rng.random()), view.accent, 0.9)


# Indoor furniture


def _wall(canvas: Canvas, view: SceneryView, high: float, low: float) -> None:
    shift = {"night": 0.16, "dusk": 0.1, "sunset": 0.04}.get(view.time, -0.12)
    canvas.gradient(
        [
            (0, view.tone(min(1, high + shift + 0.12))),
            (0.45, view.tone(high + shift)),
            (1, view.tone(min(1, low + shift))),
        ]
    )
    y = view.horizon + canvas.height * 0.06
    canvas.rect(0, y, canvas.width, canvas.height, view.tone(min(1, low + shift + 0.12)))
    canvas.glow(
        (view.sun[0], canvas.height * 0.35),
        (canvas.width * 0.8, canvas.height * 0.45),
        view.tone(0.15),
        0.3,
        1.6,
    )


def _window(canvas: Canvas, view: SceneryView, box: tuple[float, float, float, float], columns: int) -> None:
    """A window with the sky in it, and the light it throws across the room."""
    x, y, wide, tall = box
    frame = canvas.short * 0.012
    canvas.rect(x - frame, y - frame, x + wide + frame, y + tall + frame, view.depth(0.9))
    canvas.rect(x, y, x + wide, y + tall, view.tone(view.hour[1]))
    canvas.rect(x, y + tall * 0.6, x + wide, y + tall, view.tone(view.hour[1] + 0.1))
    for at in range(1, columns):
        canvas.rect(
            x + wide * at / columns - frame / 2,
            y,
            x + wide * at / columns + frame / 2,
            y + tall,
            view.depth(0.9),
        )
    canvas.rect(x, y + tall / 2 - frame / 2, x + wide, y + tall / 2 + frame / 2, view.depth(0.9))
    side = 1 if x < canvas.width / 3 else -1
    mask = canvas.mask(
        [
            np.array(
                [
                    (x, y),
                    (x + wide, y),
                    (x + wide + side * wide * 1.5, canvas.height),
                    (x + side * wide * 1.5, canvas.height),
                ]
            )
        ]
    )
    soft = blurred(mask.astype(np.float32) / 255, canvas.short * 0.02)
    fade = np.linspace(1, 0.2, canvas.height, dtype=np.float32)[:, None]
    canvas.add(soft * fade * 0.22, view.tone(0.05))
    canvas.glow((x + wide / 2, y + tall / 2), (wide * 1.6, tall * 1.6), view.tone(0.05), 0.35, 1.8)


def _cone(canvas: Canvas, view: SceneryView, tip: Spot, foot: Spot, half: float) -> None:
    mask = canvas.mask([np.array([tip, (foot[0] - half, foot[1]), (foot[0] + half, foot[1])])])
    fade = np.clip(1 - np.arange(canvas.height, dtype=np.float32) / (foot[1] * 1.3), 0, 1)[:, None]
    canvas.add(blurred(mask.astype(np.float32) / 255, canvas.short * 0.012) * fade * 0.32, view.tone(0.05))


def _pendant(canvas: Canvas, view: SceneryView, spot: Spot) -> None:
    """A hanging lamp, its light below it."""
    x, y = spot
    size = canvas.short * 0.055
    canvas.rect(x - size * 0.04, 0, x + size * 0.04, y - size, view.depth(1))
    _cone(canvas, view, (x, y - size), (x, view.horizon + canvas.height * 0.12), canvas.width * 0.17)
    canvas.polygon(
        [(x - size * 0.22, y - size), (x + size * 0.22, y - size), (x + size, y), (x - size, y)],
        view.depth(1),
    )
    canvas.glow((x, y), (size * 2.6, size * 2.6), view.lit, 0.8, 1.7)
    canvas.polygon(ring_points((x, y), size * 0.8, size * 0.16), view.lit)


def _shelf(
    canvas: Canvas, view: SceneryView, y: float, what: str, span: tuple[float, float] = (0.08, 0.92)
) -> None:
    """A board on the wall with things on it."""
    w, unit = canvas.width, canvas.short * 0.05
    left, right = w * span[0], w * span[1]
    tint = view.depth(0.62)
    canvas.rect(left, y, right, y + unit * 0.16, view.depth(0.85))
    x, shapes = left + unit * 0.5, []
    while x < right - unit * 1.2:
        wide, made = _thing(what, view.rng, x, y, unit)
        shapes += made
        x += wide + unit * (0.25 + 0.7 * view.rng.random())
    canvas.polygons(shapes, tint)


def _thing(
    what: str, rng: np.random.Generator, x: float, y: float, unit: float
) -> tuple[float, list[Points]]:
    """(width, polygons) of one thing on a shelf."""

    def box(left: float, right: float, top: float, foot: float = 0.0) -> Points:
        return np.array(
            [
                (x + left * unit, y - foot * unit),
                (x + right * unit, y - foot * unit),
                (x + right * unit, y - top * unit),
                (x + left * unit, y - top * unit),
            ]
        )

    if what == "books":
        tall = 1.1 + 0.5 * rng.random()
        return unit * 0.3, [box(0, 0.3, tall)]
    if what == "cups":
        return unit * 0.8, [
            box(0, 0.6, 0.6),
            ring_points((x + 0.68 * unit, y - 0.32 * unit), 0.2 * unit, 0.2 * unit),
        ]
    if what == "jars":
        tall = 0.9 + 0.5 * rng.random()
        return unit * 0.75, [box(0, 0.7, tall), box(0.08, 0.62, tall + 0.22, tall + 0.04)]
    pick = rng.integers(3)
    if pick == 0:
        return unit * 0.9, [box(0.36, 0.5, 1.5), box(0.1, 0.8, 1.75, 1.4)]
    if pick == 1:
        return unit * 1.1, [box(0, 1.0, 0.62), box(0.3, 0.7, 0.8, 0.62)]
    return unit * 0.6, [
        box(0.2, 0.34, 1.3),
        ring_points((x + 0.27 * unit, y - 1.4 * unit), 0.25 * unit, 0.25 * unit),
    ]


def _counter(canvas: Canvas, view: SceneryView, y: float) -> None:
    w, h = canvas.width, canvas.height
    canvas.rect(0, y, w, h, view.depth(0.82))
    canvas.rect(0, y, w, y + h * 0.018, mix(view.depth(0.6), view.lit, 0.3))
    canvas.add(canvas.oval((w / 2, y + h * 0.02), (w * 0.5, h * 0.09), 1.6) * 0.35, view.tone(0.1))
    for at in range(1, 6):
        canvas.rect(w * at / 6, y + h * 0.03, w * at / 6 + canvas.short / 500, h, view.depth(1.0), 0.4)


# Weather


def weather(canvas: Canvas, view: SceneryView, kind: str) -> None:
    if kind == "fog":
        for share in (0.55, 0.75, 0.95):
            haze(canvas, view, canvas.height * share, canvas.height * 0.1, 0.4)
    elif kind in ("rain", "snow"):
        _falling(canvas, view, kind)


def _falling(canvas: Canvas, view: SceneryView, kind: str) -> None:
    mask = np.zeros((canvas.height, canvas.width), np.uint8)
    for _ in range(260):
        x, y, near = (
            view.rng.random() * canvas.width * 1.1,
            view.rng.random() * canvas.height,
            view.rng.random(),
        )
        ink = int(40 + 110 * near)
        if kind == "snow":
            cv2.circle(
                mask,
                (int(x * 16), int(y * 16)),
                int(canvas.short * (0.001 + 0.005 * near**2) * 16) + 8,
                ink + 60,
                -1,
                cv2.LINE_AA,
                4,
            )
        else:
            long = canvas.short * (0.02 + 0.05 * near)
            cv2.line(mask, (int(x), int(y)), (int(x - long * 0.22), int(y + long)), ink, 1, cv2.LINE_AA)
    canvas.paint(mask, view.lit, 0.7)


PLACES: dict[str, Callable[[Canvas, SceneryView], None]] = {
    "mountain": mountain,
    "forest": forest,
    "city": city,
    "sea": sea,
    "desert": desert,
    "field": field,
    "space": space,
    "workshop": workshop,
    "cafe": cafe,
    "room": room,
    "studio": studio,
    "": abstract,
}
