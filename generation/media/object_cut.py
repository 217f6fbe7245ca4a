"""A product freed from any background: the model's rough mask, made fine at the photo's own size.

The model says where the thing is, 320 pixels wide; the photo says where its edge is. A guided filter takes
the mask to the edge (He, Sun and Tang, 2013). Then it is judged: what is not sure is not cut, and the photo
is shown whole.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.media import object_finder, plain_cut_check
from generation.media.arrays import Array, Mask, Pixels, PixelsWithAlpha

# A cut is made from this confidence on. Tried on photos of shops (docs/cutouts.md).
SURE = 0.5
# The mask is taken to the edge within this share of the longer side, first widely and then narrowly.
_REACH, _NARROW = 0.012, 0.004
_EDGE, _NARROW_EDGE = 1e-4, 1e-5

# A hole shows what lies around the thing: its colour is so near to it (Lab); the model never takes it for the
# thing; and it has more than this share of the thing's size.
_LIKE_GROUND, _SURELY, _SMALL_HOLE = 9.0, 0.5, 0.0008
# Grounds whose colours differ by more than this, or that are rougher, are places or the cloth of a close-up.
_PLACE, _TEXTURE = 0.13, 1.5
# Edges are looked for so far above a thing, as a share of its height: there a white shirt goes on.
_ABOVE = 0.3
# A part of the outline along which the picture changes by less than this (Lab) cannot be seen.
_STEP = 4.0


@dataclass(frozen=True)
class ObjectCut:
    """`rgba` has straight alpha and the photo's size. `confidence` is 0..1; `why` names the lowest doubt."""

    rgba: PixelsWithAlpha
    confidence: float
    why: str


def free_object(rgb: Pixels) -> ObjectCut | None:
    """The ObjectCut of a picture (uint8); None where the model is missing or sees nothing."""
    sight = object_finder.look(rgb)
    if sight is None or not (sight.mask > 0.5).any():
        return None
    rough = _whole(sight.mask)
    alpha = _refined(rgb, rough)
    alpha = _filled(rgb, rough, alpha)
    against = doubts(rgb, rough, alpha, sight.agreed)
    why = min(against, key=lambda name: against[name])
    return ObjectCut(coloured(rgb, alpha), float(np.clip(against[why], 0, 1)), why)


def _whole(mask: Mask) -> Mask:
    """The mask of the thing alone, without specks aside."""
    solid = (mask > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = np.concatenate([[False], areas > 0.05 * areas.max()])[labels]
    near = cv2.dilate(kept.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    return np.where(near, mask, 0).astype(np.float32)


def _refined(rgb: Pixels, rough: Mask) -> Mask:
    """The alpha (h, w) 0..1 at the picture's size."""
    height, width = rgb.shape[:2]
    side = max(height, width)
    mask = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    guide = rgb.astype(np.float32) / 255
    wide = guided(guide, mask, max(4, round(side * _REACH)), _EDGE)
    wide = np.clip((wide - 0.5) * 1.8 + 0.5, 0, 1)
    fine = guided(guide, wide, max(2, round(side * _NARROW)), _NARROW_EDGE)
    alpha = np.clip((fine - 0.5) * 1.25 + 0.5, 0, 1)
    # Far inside and far outside the model has the last word: the photo's own prints are no edges.
    reach = max(3, round(side * _REACH))
    disc = _disc(reach)
    solid = (mask > 0.5).astype(np.uint8)
    alpha[cv2.erode(solid, disc, borderType=cv2.BORDER_REPLICATE) > 0] = 1
    alpha[cv2.dilate(solid, disc) == 0] = 0
    # What is left of a shadow reaches further out than a soft edge.
    alpha[cv2.dilate((alpha > 0.5).astype(np.uint8), _disc(max(2, round(side * _NARROW)))) == 0] = 0
    return alpha


def guided(guide: Array, mask: Mask, reach: int, smooth: float) -> Mask:
    """The mask filtered by a guide's (h, w, 3) 0..1 own edges within `reach` pixels; on half the pixels."""
    height, width = mask.shape
    step = 2 if reach >= 8 else 1
    size = (max(1, width // step), max(1, height // step))
    small = cv2.resize(guide, size, interpolation=cv2.INTER_AREA) if step > 1 else guide
    low = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) if step > 1 else mask
    span = (2 * (reach // step) + 1,) * 2

    def mean(values: Array) -> Array:
        return cv2.blur(values, span)

    def both(one: Array, other: Array, middles: Array) -> Array:
        # The inverse below is of nearly equal numbers: in single precision nothing would be left of it.
        return mean(one * other).astype(np.float64) - middles

    red, green, blue = cv2.split(small)
    r, g, b, about = mean(red), mean(green), mean(blue), mean(low)
    rr, gg, bb = (
        both(red, red, r * r) + smooth,
        both(green, green, g * g) + smooth,
        both(blue, blue, b * b) + smooth,
    )
    rg, rb, gb = both(red, green, r * g), both(red, blue, r * b), both(green, blue, g * b)
    cover = [both(red, low, r * about), both(green, low, g * about), both(blue, low, b * about)]
    inverse = [
        [gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg],
        [rb * gb - rg * bb, rr * bb - rb * rb, rg * rb - rr * gb],
        [rg * gb - rb * gg, rg * rb - rr * gb, rr * gg - rg * rg],
    ]
    whole = rr * inverse[0][0] + rg * inverse[0][1] + rb * inverse[0][2]
    parts = [sum(share * one for share, one in zip(row, cover, strict=True)) / whole for row in inverse]
    slope = np.stack(parts, -1).astype(np.float32)
    rest = about - slope[..., 0] * r - slope[..., 1] * g - slope[..., 2] * b
    slope, rest = mean(slope), mean(rest)
    if step > 1:
        slope = cv2.resize(slope, (width, height), interpolation=cv2.INTER_LINEAR)
        rest = cv2.resize(rest, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip((slope * guide).sum(-1) + rest, 0, 1).astype(np.float32)


def _filled(rgb: Pixels, rough: Mask, alpha: Mask) -> Mask:
    """The alpha with holes closed that show nothing of what lies around the thing: a print is no hole."""
    clear = (alpha < 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(clear, connectivity=4)
    outside = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    ground = cv2.dilate((alpha > 0.5).astype(np.uint8), _disc(max(6, max(alpha.shape) // 60))) > 0
    ground &= np.isin(labels, outside) & (alpha < 0.02)
    if not ground.any():
        return alpha
    around = np.median(_lab(rgb[ground][None])[0], 0)
    seen = cv2.resize(rough, alpha.shape[::-1], interpolation=cv2.INTER_LINEAR)
    for at in range(1, count):
        if at in outside:
            continue
        x, y, w, h, area = stats[at]
        part = slice(y, y + h), slice(x, x + w)
        hole = labels[part] == at
        like = np.median(np.linalg.norm(_lab(rgb[part])[hole] - around, axis=1)) < _LIKE_GROUND
        if not like or float(seen[part][hole].min()) > _SURELY or area < _SMALL_HOLE * float(alpha.sum()):
            grown = cv2.dilate(np.pad(hole, 6).astype(np.uint8), _disc(4))[6:-6, 6:-6] > 0
            alpha[part][grown] = 1
    return alpha


def doubts(rgb: Pixels, rough: Mask, alpha: Mask, agreed: float) -> dict[str, float]:
    """What speaks against a cut, each from 0 (do not cut) to 1 (nothing)."""
    solid = alpha > 0.5
    area = float(solid.mean())
    share = min(1.0, plain_cut_check.SIDE / max(solid.shape))
    size = max(8, round(solid.shape[1] * share)), max(8, round(solid.shape[0] * share))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    fine = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    inside = float((fine > 0.5).sum())
    soft = float(((rough > 0.1) & (rough < 0.9)).sum()) / max(1.0, float((rough > 0.5).sum()))
    core = cv2.erode((fine > 0.5).astype(np.uint8), _disc(2)) > 0
    thin = float(((fine > 0.15) & (fine < 0.85) & ~_edge_of(core)).sum()) / max(1.0, inside)
    sides = (solid[0], solid[-1], solid[:, 0], solid[:, -1])
    touched = sum(float(side.mean()) for side in sides) / 4
    restless, rough_ground = _restless(small, fine)
    unseen = _unseen(small, fine > 0.5)
    place = restless > _PLACE or rough_ground > _TEXTURE
    return {
        "the two looks differ": (agreed - 0.93) / 0.03,
        "its edge is soft": (0.15 - soft) / 0.05,
        "it is too thin": (0.12 - thin) / 0.08,
        "it runs out of the photo": ((0.04 if place else 0.4) - touched) / (0.04 if place else 0.2),
        "it is too small": (area - 0.01) / 0.02,
        "it fills the photo": (0.92 - area) / 0.1,
        "its edge cannot be seen": (0.35 - unseen) / 0.2,
        "it may go on above": 1.0 if place else (2.7 - _above(small, fine > 0.5)) / 1.0,
    }


def _restless(small: Pixels, fine: Mask) -> tuple[float, float]:
    """How far the colours around the thing differ (deviation, 0..1), and how rough they are (0..255)."""
    clear = cv2.dilate((fine > 0.02).astype(np.uint8), _disc(8)) == 0
    if clear.sum() < 50:
        return 1.0, 255.0
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    texture = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 2))
    return float((small[clear].astype(np.float32) / 255).std(0).max()), float(texture[clear].mean())


def _unseen(small: Pixels, solid: Mask) -> float:
    """The share of the outline along which the picture hardly changes."""
    outline = solid & ~(cv2.erode(solid.astype(np.uint8), _disc(1)) > 0)
    outline[[0, -1]] = outline[:, [0, -1]] = False
    step = np.zeros(solid.shape, np.float32)
    for channel in cv2.split(_lab(small)):
        step = np.maximum(step, cv2.dilate(channel, _disc(3)) - cv2.erode(channel, _disc(3)))
    return float((outline & (step < _STEP)).sum()) / max(1, int(outline.sum()))


def _above(small: Pixels, solid: Mask) -> float:
    """How much there is to be seen right above a thing: pixels of faint, long edges for each column of it."""
    if not solid.any():
        return 0.0
    rows, columns = np.flatnonzero(solid.any(1)), solid.any(0)
    reach = _ABOVE * (rows[-1] - rows[0] + 1)
    top, down = solid.argmax(0), np.arange(len(solid))[:, None]
    zone = columns & (down < top) & (down > top - reach)
    edges = plain_cut_check.faint_edges(plain_cut_check.steepest(_lab(small)), solid)
    return float((edges & zone).sum()) / float(columns.sum())


def _edge_of(core: Mask) -> Mask:
    return cv2.dilate(core.astype(np.uint8), _disc(5)) > 0


def _lab(rgb: Array) -> Array:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)


def _disc(reach: int) -> Array:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))


def coloured(rgb: Pixels, alpha: Mask) -> PixelsWithAlpha:
    """RGBA; half-covered edge pixels carry the colour of the thing beside them, without the background's."""
    core = (alpha > 0.98).astype(np.float32)
    size = 2 * max(2, round(max(alpha.shape) / 300)) + 1
    weight = cv2.GaussianBlur(core, (size, size), 0)[..., None]
    carried = cv2.GaussianBlur(rgb.astype(np.float32) * core[..., None], (size, size), 0)
    inner = np.where(weight > 1e-3, carried / np.maximum(weight, 1e-3), rgb)
    colour = np.where((alpha < 0.98)[..., None], inner, rgb)
    out = np.dstack([colour, alpha * 255]).round().clip(0, 255).astype(np.uint8)
    out[out[..., 3] == 0] = 0
    return out
