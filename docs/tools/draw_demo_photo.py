"""Draw vidstudio/demo/kettle.png, the demo product's photo: rays walk through a signed distance field.

    python docs/tools/draw_demo_photo.py

The kettle is a handful of round shapes in units of about its own height, y upwards, standing on y = 0.
Rays first walk in coarse bundles, which skips the empty air, then one by one; edges are drawn again
with finer rays. Everything is plain numpy and comes out the same on every run. It takes some seconds.
"""

import io
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from generation.media import typography  # noqa: E402

PHOTO = ROOT / "vidstudio" / "demo" / "kettle.png"
WIDTH, HEIGHT = 1600, 1200
BRAND = "ALDERN"

_CENTRE = np.array([0.075, 0.555, 0.0], np.float32)
_DISTANCE, _RISE, _YAW, _SPAN = 6.5, 0.24, 0.42, 2.19
_ENAMEL, _BRASS, _WOOD, _DARK = range(4)
_NEAR_ENOUGH = 6e-4


# The shapes


def _frustum(radius, y, middle, half, low, high, rounding):
    """A cone without its tip, rounded: radius `low` at the foot and `high` at the head."""
    y = y - middle
    k_r, k_y = np.float32(high - low), np.float32(2 * half)
    cap_r = radius - np.minimum(radius, np.where(y < 0, np.float32(low), np.float32(high)))
    cap_y = np.abs(y) - np.float32(half)
    along = np.clip(((high - radius) * k_r + (half - y) * k_y) / (k_r * k_r + k_y * k_y), 0, 1)
    side_r, side_y = radius - high + k_r * along, y - half + k_y * along
    sign = np.where((side_r < 0) & (cap_y < 0), np.float32(-1), np.float32(1))
    near = np.minimum(cap_r * cap_r + cap_y * cap_y, side_r * side_r + side_y * side_y)
    return sign * np.sqrt(near) - np.float32(rounding)


def _ball(radius, y, middle, size, flat=1.0):
    return np.hypot(radius, (y - np.float32(middle)) / np.float32(flat)) * np.float32(
        min(1, flat)
    ) - np.float32(size)


def _bezier(points, count=44):
    """A smooth curve through control points: cubic pieces sharing their ends, as (n, 2)."""
    t = np.linspace(0, 1, count)[:, None]
    pieces = []
    for at in range(0, len(points) - 1, 3):
        a, b, c, d = (np.array(point, float) for point in points[at : at + 4])
        pieces.append(a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t * t * (1 - t) + d * t**3)
    return np.concatenate(pieces)


class _Tube:
    """A bent tube in the plane z = 0: its field is looked up from a picture of distances to the curve."""

    step, left, bottom, size = 0.009, -1.6, -0.5, (360, 267)

    def __init__(self, points, radii, flat=1.0):
        self.flat = flat
        curve = _bezier(points)
        width = np.interp(np.linspace(0, 1, len(curve)), np.linspace(0, 1, len(radii)), radii)
        width = cv2.GaussianBlur(width[None], (0, 0), len(curve) / 16, borderType=cv2.BORDER_REPLICATE)[0]
        xs = self.left + np.arange(self.size[0]) * self.step
        ys = self.bottom + np.arange(self.size[1]) * self.step
        place = np.stack(np.meshgrid(xs, ys), 2).reshape(-1, 2)
        self.away, self.width = (
            part.reshape(self.size[::-1]).astype(np.float32) for part in _nearest(place, curve, width)
        )

    def __call__(self, x, y, z, smooth=False):
        column, line = (x - self.left) / self.step, (y - self.bottom) / self.step
        away, width = _look(self.away, column, line), _look(self.width, column, line)
        if smooth:
            # OpenCV looks fields up in steps of 1/32, which shows in highlights: be exact where it counts.
            close = np.flatnonzero(np.abs(away - width) < 0.05)
            away[close] = _look_exactly(self.away, column[close], line[close])
            width[close] = _look_exactly(self.width, column[close], line[close])
        return np.hypot(away, z * np.float32(self.flat)) - width


def _look(field, column, line):
    """Values of a picture at fractional positions (n,), roughly but quickly."""
    rows = -(-len(column) // 1024)
    places = np.zeros((2, rows * 1024), np.float32)
    places[:, : len(column)] = column, line
    places = places.reshape(2, rows, 1024)
    found = cv2.remap(field, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found.ravel()[: len(column)]


def _look_exactly(field, column, line):
    """Values of a picture at fractional positions (n,), by cubic B-splines: smooth in the second degree."""
    left, top = np.floor(column).astype(int), np.floor(line).astype(int)
    across, down = _spline(column - left), _spline(line - top)
    total = np.zeros(len(column), np.float32)
    for row in range(4):
        spot = np.clip(top + row - 1, 0, field.shape[0] - 1) * field.shape[1]
        for step in range(4):
            at = spot + np.clip(left + step - 1, 0, field.shape[1] - 1)
            total += field.ravel()[at] * across[step] * down[row]
    return total


def _spline(t):
    t = t.astype(np.float32)
    return (
        (1 - t) ** 3 / 6,
        (3 * t**3 - 6 * t**2 + 4) / 6,
        (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6,
        t**3 / 6,
    )


def _nearest(place, curve, width):
    """For each place: how far the curve is, and how thick it is there."""
    place, curve = place.astype(np.float32), curve.astype(np.float32)
    best, thick = np.full(len(place), 1e9, np.float32), np.zeros(len(place), np.float32)
    for start, stop, one, other in zip(curve, curve[1:], width, width[1:], strict=False):
        span = stop - start
        long = span @ span
        if long < 1e-12:
            continue
        along = np.clip((place - start) @ span / long, 0, 1)
        gap = place - start - along[:, None] * span
        far = (gap * gap).sum(1)
        closer = far < best
        best[closer] = far[closer]
        thick[closer] = (one + (other - one) * along)[closer]
    return np.sqrt(best), thick


@cache
def _spout():
    return _Tube(
        [(0.40, 0.20), (0.72, 0.18), (0.82, 0.34), (0.80, 0.60), (0.78, 0.86), (0.84, 1.02), (1.17, 1.03)],
        (0.115, 0.088, 0.070, 0.058, 0.050, 0.046, 0.044, 0.043),
    )


@cache
def _bracket():
    return _Tube(
        [(-0.30, 0.95), (-0.45, 1.06), (-0.60, 1.09), (-0.72, 1.08)], (0.042, 0.042, 0.046), flat=0.8
    )


@cache
def _grip():
    return _Tube(
        [
            (-0.70, 1.085),
            (-0.93, 1.07),
            (-1.00, 0.92),
            (-0.985, 0.72),
            (-0.97, 0.56),
            (-0.95, 0.46),
            (-0.90, 0.36),
        ],
        (0.058, 0.072, 0.080, 0.080, 0.074, 0.066, 0.056),
        flat=0.78,
    )


def _parts(x, y, z, smooth=False):
    """Distance to each part: (enamel, brass, wood, dark)."""
    radius = np.hypot(x, z)
    body = _frustum(radius, y, 0.475, 0.385, 0.52, 0.33, 0.07)
    lid = _frustum(radius, y, 0.985, 0.012, 0.345, 0.20, 0.035)
    spout = _spout()(x, y, z, smooth)
    tip = np.maximum(np.maximum(spout - 0.006, 1.07 - x), np.maximum(x - 1.13, -0.018 - spout))
    spout = np.maximum(spout, x - np.float32(1.08))
    enamel = np.minimum(_blend(body, spout, 0.06), lid)
    rims = (
        _frustum(radius, y, 0.03, 0.012, 0.588, 0.584, 0.018),
        _frustum(radius, y, 0.935, 0.003, 0.398, 0.398, 0.016),
    )
    brass = np.minimum(*rims)
    knob = np.minimum(
        _ball(radius, y, 1.135, 0.066, 0.86), _frustum(radius, y, 1.06, 0.04, 0.026, 0.02, 0.006)
    )
    brass = np.minimum(np.minimum(brass, knob), _bracket()(x, y, z, smooth))
    return enamel, np.minimum(brass, tip), _grip()(x, y, z, smooth)


def _blend(one, other, reach):
    """The nearer of two, with a fillet where they meet."""
    share = np.clip(0.5 + 0.5 * (other - one) / reach, 0, 1)
    return other + (one - other) * share - reach * share * (1 - share)


def _field(x, y, z, smooth=False):
    enamel, brass, wood = _parts(x, y, z, smooth)
    return np.minimum(np.minimum(enamel, brass), wood)


# The camera


@dataclass
class Rays:
    """Straight lines: one shared `start`, unit `way` as (3, n) float32."""

    start: np.ndarray
    way: np.ndarray

    def at(self, far):
        return tuple(self.start[axis] + self.way[axis] * far for axis in range(3))

    def only(self, keep):
        return Rays(self.start, self.way[:, keep])


def _rays(px, py):
    """Rays through picture positions (pixels, may be fractions)."""
    eye = np.array([np.sin(_YAW) * np.cos(_RISE), np.sin(_RISE), np.cos(_YAW) * np.cos(_RISE)])
    right = np.array([np.cos(_YAW), 0, -np.sin(_YAW)])
    up = np.cross(eye, right)
    start = (_CENTRE + eye * _DISTANCE).astype(np.float32)
    u = (px - WIDTH / 2) / WIDTH * _SPAN / _DISTANCE
    v = (HEIGHT / 2 - py) / WIDTH * _SPAN / _DISTANCE
    way = -eye[:, None] + right[:, None] * u + up[:, None] * v
    way /= np.linalg.norm(way, axis=0)
    return Rays(start, way.astype(np.float32))


def _walk(rays, far, steps=70):
    """(distance, hit) along each ray, starting `far` along it."""
    far = far.copy()
    hit = np.zeros(len(far), bool)
    open_ = np.arange(len(far))
    for _ in range(steps):
        gap = _field(*rays.only(open_).at(far[open_]))
        far[open_] += gap * np.float32(0.9)
        hit[open_[gap < _NEAR_ENOUGH]] = True
        open_ = open_[(gap >= _NEAR_ENOUGH) & (far[open_] < _DISTANCE + 2)]
        if len(open_) == 0:
            break
    return far, hit


def _bundles(size):
    """(far, alive) for each block of `size` pixels: how far its bundle of rays surely meets nothing."""
    columns, rows = WIDTH // size, HEIGHT // size
    px, py = np.meshgrid((np.arange(columns) + 0.5) * size, (np.arange(rows) + 0.5) * size)
    rays = _rays(px.ravel(), py.ravel())
    spread = np.float32(size * 0.75 * _SPAN / WIDTH / _DISTANCE)
    far = np.full(px.size, _DISTANCE - 1.7, np.float32)
    open_ = np.arange(px.size)
    alive = np.zeros(px.size, bool)
    for _ in range(60):
        gap = _field(*rays.only(open_).at(far[open_])) - spread * far[open_]
        alive[open_[gap < 0.004]] = True
        far[open_] += np.maximum(gap, 0) * np.float32(0.9)
        open_ = open_[(gap >= 0.004) & (far[open_] < _DISTANCE + 2)]
        if len(open_) == 0:
            break
    return far.reshape(rows, columns), alive.reshape(rows, columns)


# The light


def _softbox(way, aim, up, half, edge=0.12):
    """How much of a rectangular lamp is seen in each direction."""
    aim = np.array(aim, np.float32) / np.linalg.norm(aim)
    side = np.cross(up, aim)
    side = (side / np.linalg.norm(side)).astype(np.float32)
    top = np.cross(aim, side).astype(np.float32)
    ahead = aim @ way
    near = np.maximum(ahead, 1e-3)
    u, v = np.abs(side @ way) / near, np.abs(top @ way) / near
    inside = np.clip((half[0] - u) / edge, 0, 1) * np.clip((half[1] - v) / edge, 0, 1)
    # Brightest at its head, as a lamp with a diffuser is.
    fall = np.clip(0.62 + 0.38 * (top @ way) / near / half[1], 0.15, 1)
    return np.where(ahead > 0, inside * inside * (3 - 2 * inside) * fall, 0).astype(np.float32)


def _room(way):
    """Light arriving from each direction (3, n) -> (3, n): the lamps of a small studio."""
    up = way[1]
    base = 0.10 + 0.22 * np.clip(up, 0, 1) + 0.10 * np.clip(-up, 0, 1)
    light = np.stack([base, base, base * 1.04])
    for aim, half, colour, edge in (
        ((-0.80, 0.50, 0.80), (0.25, 0.85), (15.0, 14.6, 13.8), 0.14),
        ((0.98, 0.22, 0.45), (0.085, 1.2), (7.5, 7.7, 8.2), 0.07),
        ((0.25, 1.0, 0.1), (0.8, 0.4), (2.2, 2.2, 2.2), 0.35),
        ((-0.80, 0.2, -0.62), (0.3, 1.2), (3.4, 3.0, 2.4), 0.2),
        ((0.85, 0.3, -0.50), (0.3, 1.2), (3.0, 3.0, 3.2), 0.2),
    ):
        light += _softbox(way, aim, (0, 1, 0), half, edge)[None] * np.array(colour, np.float32)[:, None]
    return light.astype(np.float32)


def _soft_room(way):
    """The same room seen by a matt surface: broad lobes in place of lamps."""
    light = np.full((3, way.shape[1]), 0.10, np.float32)
    for aim, power, colour in (
        ((-0.75, 0.6, 0.75), 2.2, (1.5, 1.44, 1.35)),
        ((0.95, 0.25, 0.35), 2.0, (0.34, 0.36, 0.40)),
        ((0.1, 1.0, 0.2), 1.2, (0.30, 0.30, 0.30)),
        ((0.0, -1.0, 0.3), 1.0, (0.10, 0.09, 0.08)),
    ):
        aim = np.array(aim, np.float32) / np.linalg.norm(aim)
        lobe = np.clip((aim @ way + 0.25) / 1.25, 0, 1) ** power
        light += lobe[None] * np.array(colour, np.float32)[:, None]
    return light


# The surfaces


def _normals(x, y, z):
    step = np.float32(0.0035)
    out = np.zeros((3, len(x)), np.float32)
    for dx, dy, dz in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        gap = _field(x + dx * step, y + dy * step, z + dz * step, smooth=True)
        out += np.array([[dx], [dy], [dz]], np.float32) * gap
    return out / np.maximum(np.linalg.norm(out, axis=0), 1e-6)


def _openness(x, y, z, normal):
    """How much of the sky a point sees, 0..1; the table below counts as well."""
    shut = np.zeros(len(x), np.float32)
    for reach, weight in ((0.03, 1.0), (0.09, 0.7), (0.22, 0.45)):
        px, py, pz = x + normal[0] * reach, y + normal[1] * reach, z + normal[2] * reach
        gap = np.minimum(_field(px, py, pz), np.maximum(py, 0) + 0.02)
        shut += weight * np.clip(reach - gap, 0, reach) / reach
    return np.clip(1 - shut * 0.42, 0.06, 1)


def _shaded(x, y, z, way):
    """Linear colour (3, n) of surface points seen along `way`."""
    normal = _normals(x, y, z)
    facing = np.clip(-(normal * way).sum(0), 0, 1)
    mirror = way + 2 * facing * normal
    parts = _parts(x, y, z)
    kind = np.argmin(np.stack(parts), 0)
    sky = _openness(x, y, z, normal)
    albedo, gloss, metal = _material(kind, x, y, z)
    edge = (1 - facing) ** 5
    shine = gloss + (1 - gloss) * edge * np.where(kind == _WOOD, 0.25, 0.6)
    seen = _room(mirror) * np.where(metal, 0.72, 1.0) * (0.25 + 0.75 * sky * _clear(x, y, z, mirror))
    dull = albedo * _soft_room(normal) * sky
    bright = albedo * (seen * 0.92 + 0.10) * (0.4 + 0.6 * sky) + edge * seen * 0.3
    return np.where(metal, bright, dull * (1 - shine) + seen * shine), kind


def _clear(x, y, z, mirror):
    """How freely a mirrored ray leaves: one look at three distances."""
    free = np.ones(len(x), np.float32)
    for reach in (0.12, 0.3, 0.6):
        gap = _field(x + mirror[0] * reach, y + mirror[1] * reach, z + mirror[2] * reach)
        free = np.minimum(free, np.clip(0.15 + gap / (reach * 0.35), 0, 1))
    return free


def _material(kind, x, y, z):
    """(albedo (3, n), gloss (n,), metal (n,))."""
    green, brass = _linear(0x22, 0x66, 0x54), _linear(0xE2, 0xB4, 0x68)
    albedo = np.where(kind == _BRASS, brass[:, None], green[:, None]) * np.ones((3, len(x)), np.float32)
    wood = kind == _WOOD
    albedo[:, wood] = _walnut(x[wood], y[wood], z[wood])
    print_ = _label(x, y, z) * (kind == _ENAMEL)
    albedo = albedo + (_linear(0xF2, 0xE6, 0xC8)[:, None] - albedo) * print_
    gloss = np.choose(kind, (0.045, 0.9, 0.02)).astype(np.float32)
    return albedo.astype(np.float32), gloss, kind == _BRASS


def _linear(*rgb):
    return (np.array(rgb, np.float32) / 255) ** 2.2


def _walnut(x, y, z):
    """Long dark grain along the handle."""
    across = z * 9 + np.sin(y * 3.1 + x * 2.3) * 0.5
    rings = 0.5 + 0.5 * np.sin(across * 9 + np.sin(y * 17 + z * 11) * 0.8)
    fine = 0.5 + 0.5 * np.sin(across * 61 + np.sin(y * 41) * 1.3)
    share = np.clip(0.25 + 0.5 * rings + 0.22 * fine, 0, 1)
    dark, pale = _linear(0x4A, 0x2A, 0x18), _linear(0x9A, 0x64, 0x3A)
    return dark[:, None] + (pale - dark)[:, None] * share


@cache
def _artwork():
    """The print on the body: the name over a thin rule and a line of small type, as a mask."""
    sheet = Image.new("L", (1200, 500), 0)
    typography.draw(sheet, (600, 270), BRAND, "sans", 150, 255, anchor="ms", tracking=34)
    ImageDraw.Draw(sheet).rectangle((480, 318, 720, 322), fill=255)
    typography.draw(sheet, (600, 392), "POUR-OVER  0.9 L", "sans", 46, 255, anchor="ms", tracking=12)
    return np.asarray(sheet, np.float32) / 255


def _label(x, y, z):
    """The print's share at each point, wrapped round the body where it faces the camera."""
    art = _artwork()
    turn = np.arctan2(x, z) - (_YAW - 0.04)
    u = (turn * 0.47 / 0.86 + 0.5) * art.shape[1]
    v = (0.5 - (y - 0.50) / 0.36) * art.shape[0]
    inside = (np.abs(turn) < 1.0) & (v > 0) & (v < art.shape[0] - 1) & (u > 0) & (u < art.shape[1] - 1)
    out = np.zeros(len(x), np.float32)
    out[inside] = art[v[inside].astype(int), u[inside].astype(int)]
    return out


# The picture


def render():
    """The photo as a PIL RGBA picture of WIDTH x HEIGHT, background transparent."""
    near = _safe_starts()
    colour, kind = _first_pass(*near)
    _refine(colour, _busy(colour, kind), near[0])
    rgb = _developed(colour[..., :3] / np.maximum(colour[..., 3:], 1e-4))
    alpha = colour[..., 3:].clip(0, 1)
    return Image.fromarray((np.concatenate([rgb * (alpha > 0), alpha], 2) * 255 + 0.5).astype(np.uint8))


def photo_png():
    """The photo as PNG bytes."""
    out = io.BytesIO()
    render().save(out, "PNG")
    return out.getvalue()


def _safe_starts(block=8):
    """For every pixel: how far its rays may start, and whether they may meet anything at all."""
    far, alive = _bundles(block)
    full = np.ones((block, block), np.float32)
    return np.kron(np.where(alive, far, _DISTANCE - 1.7), full), np.kron(alive, full) > 0


def _first_pass(far, alive):
    """One ray a pixel: premultiplied linear (h, w, 4), and what each pixel is made of (-1 = air)."""
    rows, columns = np.nonzero(alive)
    colour = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    kind = np.full((HEIGHT, WIDTH), -1, np.int8)
    sample, made_of = _seen(columns + 0.5, rows + 0.5, far[rows, columns])
    colour[rows, columns], kind[rows, columns] = sample, made_of
    return colour, kind


def _seen(px, py, far):
    """Premultiplied linear (n, 4) and material (n,) for rays through picture positions."""
    rays = _rays(px, py)
    far, hit = _walk(rays, far)
    out, kind = np.zeros((len(px), 4), np.float32), np.full(len(px), -1, np.int8)
    for part in np.array_split(np.flatnonzero(hit), max(1, hit.sum() // 200_000)):
        lit, kind[part] = _shaded(*rays.only(part).at(far[part]), rays.way[:, part])
        out[part, :3], out[part, 3] = lit.T, 1
    return out, kind


def _busy(colour, kind):
    """Where one ray a pixel is not enough: outlines, seams, print and sharp highlights."""
    look = _developed(colour[..., :3])
    spread = np.ones((3, 3), np.uint8)
    steep = (cv2.dilate(look, spread) - cv2.erode(look, spread)).max(2) > 0.09
    seams = cv2.dilate(kind.astype(np.float32), spread) != cv2.erode(kind.astype(np.float32), spread)
    return steep | seams


def _refine(colour, busy, far, fine=3):
    """Replace busy pixels by the mean of fine x fine rays."""
    rows, columns = np.nonzero(busy)
    total = np.zeros((len(rows), 4), np.float32)
    start = far[rows, columns].astype(np.float32)
    for across in range(fine):
        for down in range(fine):
            px, py = columns + (across + 0.5) / fine, rows + (down + 0.5) / fine
            sample, _ = _seen(px, py, start)
            sample[:, :3] = np.minimum(sample[:, :3], 3.0)
            total += sample
    colour[rows, columns] = total / fine**2


def _developed(light):
    """Linear light to sRGB 0..1, with a gentle shoulder for the highlights."""
    light = np.maximum(light, 0)
    toned = light * (1 + light / 6.0) / (1 + light * 0.82)
    return np.clip(toned * 1.12, 0, 1) ** np.float32(1 / 2.2)


if __name__ == "__main__":
    PHOTO.write_bytes(photo_png())
