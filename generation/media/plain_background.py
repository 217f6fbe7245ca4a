"""Freeing a product from a plain background: a paper roll, a light box, a wall.

The cut is made only where it is sure. A white thing on white, a glass, a shadow that cannot be told from the
thing: where the background would reach into the product, or some of the ground would come along, there is no
cut, and the photo is shown as it is.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from generation.media import plain_cut_check
from generation.media.arrays import Array, Mask, Pixels, PixelsWithAlpha

# How far a colour may be from the background's to belong to it, in Lab units; and how far, on average, in a
# hole that the product encloses.
_PLAIN = 7.0
_HOLE = 1.0
# What is plain background and yet enclosed is a product as white as its ground, and no hole, where it takes
# more than so much of the whole outline, has print in it, or lies deeper than a handle is thick.
_MOST_HOLES, _HANDLE = 0.3, 1.2


def free_from_plain(rgb: Pixels) -> PixelsWithAlpha | None:
    """RGBA with the plain background gone, or None where it is not plain, or the cut would not be sure.

    Takes and gives uint8 arrays; the background may shade evenly from side to side.
    """
    plane = _background(rgb)
    if plane is None:
        return None
    solid = _solid(_colour_distance(rgb, plane))
    if solid is None or not 0.0005 < solid.mean() < 0.93:
        return None
    solid = _surely(rgb, plane, solid)
    if solid is None:
        return None
    x, y, w, h = _with_margin(cv2.boundingRect(solid.astype(np.uint8)), rgb.shape)
    part = slice(y, y + h), slice(x, x + w)
    ground = _ground(plane, rgb.shape, y, y + h)[:, x : x + w]
    out = np.zeros((*rgb.shape[:2], 4), np.uint8)
    out[part] = _matte(rgb[part].astype(np.float32), ground, solid[part])
    return out


def _surely(rgb: Pixels, plane: Array, solid: Mask) -> Mask | None:
    """What of a cut is left without its shadow; None where the cut is not sure."""
    height, width = solid.shape
    share = min(1.0, plain_cut_check.SIDE / max(height, width))
    size = max(8, round(width * share)), max(8, round(height * share))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    ground = _ground(plane, small.shape, 0, size[1])
    diff = _lab(small) - _lab(ground)
    seen = cv2.resize(solid.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    shade = plain_cut_check.shadow(small, ground, diff, seen)
    if shade is None:
        return None
    if shade.any():
        solid = solid & (
            cv2.resize(shade.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) == 0
        )
        solid = _without_specks(
            cv2.morphologyEx(solid.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        )
    if not solid.any() or not plain_cut_check.is_sure(diff, seen & ~shade):
        return None
    return solid


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


def _border(channel: Array, depth: int) -> Array:
    sides = (channel[:depth], channel[-depth:], channel[:, :depth], channel[:, -depth:])
    return np.concatenate([side.reshape(-1, *channel.shape[2:]) for side in sides])


def _ground(plane: Array, shape: tuple[int, ...], top: int, bottom: int) -> Array:
    """The background's colour (bottom - top, width, 3), 0..255."""
    across = (np.arange(shape[1], dtype=np.float32) / shape[1])[None, :, None]
    down = (np.arange(top, bottom, dtype=np.float32) / shape[0])[:, None, None]
    return np.clip(across * plane[0] + down * plane[1] + plane[2], 0, 255)


def _solid(away: Array) -> Mask | None:
    """Where the product is: all that the background cannot reach from the border. None if not sure."""
    plain = (away < _PLAIN).astype(np.uint8)
    count, labels = cv2.connectedComponents(plain, connectivity=4)
    outside = np.zeros(count, bool)
    outside[np.unique(_border(labels, 1))] = True
    outside[0] = False
    holes = _holes(away, labels, count, outside)
    if holes is None:
        return None
    outside[holes] = True
    solid = (~outside[labels]).astype(np.uint8)
    return _without_specks(cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))


def _holes(away: Array, labels: Array, count: int, outside: Array) -> list[int] | None:
    """Enclosed patches that are exactly the background, such as the inside of a handle; None where unsure.

    A light print on the product is rarely that exact, so it stays. What is exact and yet holds print, lies
    deep in the product, or is a rectangle, is a white label.
    """
    flat, area = labels.ravel(), labels.size
    sizes = np.bincount(flat, minlength=count)
    large = np.flatnonzero((sizes > area * 0.0008) & ~outside)
    most = _HOLE + float(np.median(_border(away, 4)))
    exact = [at for at in large if at and np.median(away[labels == at]) < most]
    if not exact:
        return []
    product = ~outside[labels]
    depth = cv2.distanceTransform(product.astype(np.uint8), cv2.DIST_L2, 5)
    holes = [int(at) for at in exact if not _is_label(labels == at, depth)]
    return holes if sizes[holes].sum() < _MOST_HOLES * product.sum() else None


def _is_label(patch: Mask, depth: Array) -> bool:
    """Whether a patch in the product, as white as the background, belongs to the product."""
    x, y, w, h = cv2.boundingRect(patch.astype(np.uint8))
    part = slice(max(0, y - 1), y + h + 1), slice(max(0, x - 1), x + w + 1)
    mask, depth = patch[part].astype(np.uint8), depth[part]
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    size = int(mask.sum())
    print_inside = sum(cv2.contourArea(c) for c, at in zip(outlines, tree[0], strict=True) if at[3] >= 0)
    if print_inside > 0.004 * size:
        return True
    (_, sides, _) = cv2.minAreaRect(cv2.findNonZero(mask))
    if size > 0.96 * (sides[0] + 1) * (sides[1] + 1):
        return True
    rim = (mask > 0) & (cv2.erode(mask, np.ones((3, 3), np.uint8), borderValue=0) == 0)
    return bool(np.percentile(depth[rim], 25) > _HANDLE * np.sqrt(size / np.pi))


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
