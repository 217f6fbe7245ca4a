"""From a photo to a product that can be placed: opening it safely, and freeing it from its background.

A photo with a transparent background is taken as it is; one on a plain background (a paper roll, a
light box) is cut free with soft edges; any other stays a whole photo and is shown as a card.
The product's own colours are kept; only half-covered edge pixels lose the background's tint.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageOps

from generation.media import colours
from generation.media.arrays import Array, Mask, Pixels, PixelsWithAlpha
from generation.provider_errors import Rejected

# Pictures are made side by side by several workers: threads of OpenCV's own would only take turns.
cv2.setNumThreads(1)

# Larger photos are refused: opened, so many pixels take 240 MB.
MOST_PIXELS = 60_000_000
# Photos are worked on at most so large, in pixels: larger than a product is shown on any frame but 4K.
LONGEST_SIDE = 2000
# Alpha (of 255) up to which a pixel counts as clear: soft edges and a photo editor's leftovers.
_CLEAR = 12
# How far a colour may be from the background's to belong to it, in Lab units; and how far, on average, in a
# hole that the product encloses.
_PLAIN = 7.0
_HOLE = 1.0


@dataclass(frozen=True)
class Cutout:
    """A product, cropped to itself.

    `rgba` has straight alpha. `kind` is "alpha", "plain" or "card" (a whole photo).
    `stands`: it rests on a flat foot. `complete`: no edge of the photo cuts it. `cut_below`: it ends below in
    a straight cut though it does not stand, as a wrist does.
    """

    rgba: PixelsWithAlpha
    kind: str
    stands: bool = False
    complete: bool = True
    cut_below: bool = False

    @property
    def width(self) -> int:
        return self.rgba.shape[1]

    @property
    def height(self) -> int:
        return self.rgba.shape[0]

    @property
    def opaque(self) -> Array:
        """Colours of the solid pixels, (n, 3) in 0..1, thinned to a few thousand."""
        solid = self.rgba[self.rgba[..., 3] > 200][:, :3]
        return solid[:: max(1, len(solid) // 6000)].astype(np.float32) / 255


def leading_colours(products: Sequence[Cutout], most: int = 5) -> tuple[str, ...]:
    """The own colours of what the photos show, as `#rrggbb`, strongest first."""
    if not products:
        return ()
    pixels = np.concatenate([product.opaque for product in products])
    return tuple(colours.to_hex(colour) for colour in colours.dominant(pixels, most))


@lru_cache(maxsize=2)
def cut_out(data: bytes, name: str = "photo 1") -> Cutout:
    """The Cutout of a photo's bytes. Raises Rejected, naming the photo, if it cannot be read.

    The last two are remembered: the scenes of one board mostly show the same photo.
    """
    rgba = np.asarray(open_photo(data, name))
    if rgba[..., 3].max() <= _CLEAR:
        raise Rejected(f"{name} is empty: every pixel is transparent")
    if _has_clear_border(rgba[..., 3]):
        return _cropped(rgba, "alpha")
    rgb = np.ascontiguousarray(rgba[..., :3])
    freed = free_from_plain(rgb)
    if freed is None:
        return Cutout(rgba=np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]), kind="card")
    return _cropped(freed, "plain")


def open_photo(data: bytes, name: str = "photo 1") -> Pictures.Image:
    """A photo's first frame as an upright RGBA picture, at most LONGEST_SIDE long. Raises Rejected."""
    try:
        with Pictures.open(io.BytesIO(data)) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise Rejected(f"{name} is too large: {photo.width} × {photo.height} pixels")
            if min(photo.size) < 16:
                raise Rejected(f"{name} is too small: {photo.width} × {photo.height} pixels")
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _upright_rgba(photo)
    except Rejected:
        raise
    except Pictures.DecompressionBombError as error:
        raise Rejected(f"{name} is too large to open") from error
    except Exception as error:
        # Decoders raise nearly anything for damaged bytes; all of it means the same to a person.
        raise Rejected(f"{name} is not a picture we can read") from error


def _upright_rgba(photo: Pictures.Image) -> Pictures.Image:
    photo.seek(0)
    upright = ImageOps.exif_transpose(photo)
    if upright.mode.startswith(("I", "F")):
        upright = _eight_bits(upright)
    upright = upright.convert("RGBA")
    if max(upright.size) > LONGEST_SIDE:
        upright = _shrunk(upright)
    return upright


def _eight_bits(photo: Pictures.Image) -> Pictures.Image:
    values = np.asarray(photo, np.float32)
    top = 65535.0 if values.max() > 255 else 255.0
    return Pictures.fromarray(np.clip(values * (255 / top), 0, 255).astype(np.uint8))


def _shrunk(photo: Pictures.Image) -> Pictures.Image:
    scale = LONGEST_SIDE / max(photo.size)
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    return photo.convert("RGBa").resize(size, Pictures.Resampling.LANCZOS).convert("RGBA")


def _has_clear_border(alpha: Mask) -> bool:
    border = _border(alpha)
    return (border < _CLEAR).mean() > 0.5 and (alpha > 200).mean() > 0.005


def _border(channel: Array, depth: int = 2) -> Array:
    sides = (channel[:depth], channel[-depth:], channel[:, :depth], channel[:, -depth:])
    return np.concatenate([side.reshape(-1, *channel.shape[2:]) for side in sides])


def free_from_plain(rgb: Pixels) -> PixelsWithAlpha | None:
    """RGBA with the plain background gone, or None where the background is not plain.

    Takes and gives uint8 arrays; the background may shade evenly from side to side.
    """
    plane = _background(rgb)
    if plane is None:
        return None
    solid = _solid(_colour_distance(rgb, plane))
    if not 0.01 < solid.mean() < 0.93:
        return None
    x, y, w, h = _with_margin(cv2.boundingRect(solid.astype(np.uint8)), rgb.shape)
    part = slice(y, y + h), slice(x, x + w)
    ground = _ground(plane, rgb.shape, y, y + h)[:, x : x + w]
    out = np.zeros((*rgb.shape[:2], 4), np.uint8)
    out[part] = _matte(rgb[part].astype(np.float32), ground, solid[part])
    return out


def _with_margin(rect: Sequence[int], shape: tuple[int, ...], room: int = 12) -> tuple[int, int, int, int]:
    x, y, w, h = rect
    left, top = max(0, x - room), max(0, y - room)
    return left, top, min(shape[1], x + w + room) - left, min(shape[0], y + h + room) - top


def _colour_distance(rgb: Pixels, plane: Array) -> Array:
    """How far each pixel's colour is from the background's, in Lab; in strips, to be light on memory."""
    away = np.empty(rgb.shape[:2], np.float32)
    for top in range(0, len(rgb), 256):
        strip = rgb[top : top + 256]
        ground = _ground(plane, rgb.shape, top, top + len(strip))
        away[top : top + 256] = np.linalg.norm(_lab(strip) - _lab(ground), axis=2)
    return away


def _lab(rgb: Array) -> Array:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)


def _background(rgb: Pixels) -> Array | None:
    """The background as a plane (3, 3), colour by (x, y, 1), fitted to the border; None if not plain."""
    height, width = rgb.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    at = np.stack([_border(columns / width, 4), _border(rows / height, 4)], 1)
    del rows, columns
    at, colour = np.column_stack([at, np.ones(len(at))]), _border(rgb, 4).astype(np.float32)
    keep = np.ones(len(at), bool)
    for _ in range(4):
        plane = np.linalg.lstsq(at[keep], colour[keep], rcond=None)[0]
        off = np.linalg.norm(colour - at @ plane, axis=1)
        keep = off < min(max(6.0, 2 * np.median(off)), 12.0)
        if keep.mean() < 0.5:
            return None
    return plane.astype(np.float32) if keep.mean() >= 0.78 else None


def _ground(plane: Array, shape: tuple[int, ...], top: int, bottom: int) -> Array:
    """The background's colour (bottom - top, width, 3), 0..255."""
    across = (np.arange(shape[1], dtype=np.float32) / shape[1])[None, :, None]
    down = (np.arange(top, bottom, dtype=np.float32) / shape[0])[:, None, None]
    return np.clip(across * plane[0] + down * plane[1] + plane[2], 0, 255)


def _solid(away: Array) -> Mask:
    """Where the product is: all that the background cannot reach from the border."""
    plain = (away < _PLAIN).astype(np.uint8)
    count, labels = cv2.connectedComponents(plain, connectivity=4)
    outside = np.zeros(count, bool)
    outside[np.unique(_border(labels, 1))] = True
    outside[_holes(away, labels, count)] = True
    outside[0] = False
    solid = (~outside[labels]).astype(np.uint8)
    return _without_specks(cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))


def _holes(away: Array, labels: Array, count: int) -> Array:
    """Enclosed patches that are exactly the background, such as the inside of a handle.

    A light print on the product is rarely that exact, so it stays.
    """
    flat, area = labels.ravel(), labels.size
    sizes = np.bincount(flat, minlength=count)
    mean = np.bincount(flat, away.ravel(), minlength=count) / np.maximum(sizes, 1)
    return np.flatnonzero((sizes > area * 0.0008) & (mean < _HOLE))


def _without_specks(solid: Mask) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    areas = stats[:, cv2.CC_STAT_AREA]
    if count < 2:
        return solid.astype(bool)
    keep = areas > max(24, areas[1:].max() * 0.004)
    keep[0] = False
    return keep[labels]


def _matte(rgb: Array, ground: Array, solid: Mask) -> PixelsWithAlpha:
    """Soft alpha along the edge, and the edge's colours without the background in them."""
    reach = max(2, round(min(solid.shape) / 400))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    mask = solid.astype(np.uint8)
    core = cv2.erode(mask, kernel).astype(np.float32)
    band = (cv2.dilate(mask, kernel) > 0) & (core == 0)
    inner = _spread(rgb, core, reach * 4 + 1)
    span = inner - ground
    share = ((rgb - ground) * span).sum(2) / np.maximum((span * span).sum(2), 40.0)
    alpha = np.where(band, np.clip(share * 1.06 - 0.03, 0, 1), core)
    colour = np.where((band & (alpha < 0.97))[..., None], inner, rgb)
    return np.dstack([colour, alpha * 255]).round().clip(0, 255).astype(np.uint8)


def _spread(rgb: Array, core: Mask, size: int) -> Array:
    """The core's colours, carried outwards over the edge."""
    size |= 1
    weight = cv2.GaussianBlur(core, (size, size), 0)
    carried = cv2.GaussianBlur(rgb * core[..., None], (size, size), 0)
    return np.where(weight[..., None] > 1e-3, carried / np.maximum(weight, 1e-3)[..., None], rgb)


def _cropped(rgba: PixelsWithAlpha, kind: str) -> Cutout:
    inside = rgba[..., 3] > _CLEAR
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    complete = not (inside[0].any() or inside[-1].any() or inside[:, 0].any() or inside[:, -1].any())
    cropped = np.ascontiguousarray(rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    stands = _stands(cropped[..., 3])
    cut_below = not stands and _ends_straight(cropped[..., 3])
    return Cutout(rgba=cropped, kind=kind, stands=stands, complete=complete, cut_below=cut_below)


# A straight cut takes so much of the product's width, and is nearly as wide a hundredth of its height above.
_CUT_WIDE, _CUT_LEVEL = 0.12, 0.85


def _ends_straight(alpha: Mask) -> bool:
    """Whether the lowest row is one wide run of solid pixels: outlines that end by themselves narrow."""
    above = alpha[-max(3, len(alpha) // 100)] > 200
    last = (alpha[-2:] > 200).any(0)
    run = np.flatnonzero(last)
    whole = len(run) and len(run) > 0.9 * (run[-1] - run[0] + 1)
    return bool(whole and len(run) > _CUT_WIDE * alpha.shape[1] and len(run) > _CUT_LEVEL * above.sum())


# How much of a cut-off product's height fades where nothing can stand before its cut.
_FADE = 0.13


def fade_cut(product: Cutout) -> Cutout:
    """The Cutout of a product that is `cut_below`, its part above the cut faded into what lies behind it."""
    reach = max(2, round(product.height * _FADE))
    strip = product.rgba[-reach:, :, 3]
    count, labels = cv2.connectedComponents((strip > 8).astype(np.uint8))
    cut = np.isin(labels, np.unique(labels[-1][strip[-1] > 128]))
    rows = np.linspace(1, 0, reach, dtype=np.float32)[:, None]
    share = np.where(cut, rows * rows * (3 - 2 * rows), 1)
    rgba = product.rgba.copy()
    rgba[-reach:, :, 3] = (strip * share + 0.5).astype(np.uint8)
    return replace(product, rgba=rgba, cut_below=False)


def _stands(alpha: Mask) -> bool:
    """Whether its lowest rows are wide and whole, and what touches the ground lies under its middle.

    A hand that holds a book up would topple over.
    """
    solid = alpha > 128
    height, width = solid.shape
    foot = np.flatnonzero(solid[-max(2, height // 14) :].any(0))
    if len(foot) == 0:
        return False
    mass = solid.sum(0)
    middle = (mass * np.arange(width)).sum() / mass.sum()
    span = foot[-1] - foot[0] + 1
    sole = np.flatnonzero(solid[-max(2, height // 40) :].any(0))
    steady = foot[0] < middle < foot[-1] and sole[0] < middle < sole[-1]
    return span > 0.33 * width and steady and len(foot) > 0.8 * span
