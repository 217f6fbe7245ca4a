"""Whether a cut from a plain background is sure, and which part of it is only a shadow.

All of it is judged on a small picture: `diff` (h, w, 3) is how far each pixel is from the background in Lab,
`solid` (h, w) what was taken for the product.
"""

import cv2
import numpy as np

from generation.media.arrays import Array, Mask, Pixels

# The longer side at which a cut is judged, in pixels.
SIDE = 640

# A shadow is its ground's own colour, darker: to so many steps of 255, and so many more for each unit of
# lightness; and it has no edge steeper than so many units of lightness a pixel.
_TINT, _TINT_SHARE, _STEEP = 6.0, 0.25, 2.6
# A shadow lies beside the thing and not within its outline, and is smaller than the thing.
_BESIDE, _MOST_SHADOW = 0.7, 1.5
# The sun leaves so much light in a shadow at least.
_DARKEST = 0.35
# Of less than this share of the cut nothing is said. What is cast aside reaches so far beyond the thing.
_SLIGHT, _ASIDE = 0.025, 0.08
# A faint edge in what is called background is so steep at least, and so many times what the ground's own
# noise is. A cut with faint edges as long as this share of its outline is not sure.
_FAINT, _NOISE, _MOST_FAINT = 0.25, 4.0, 0.08
# A part of the outline along which the picture hardly changes is no outline; nor is a cut sure where more of
# it is so than this share.
_STEP, _MOST_SOFT = 4.5, 0.2
# Where so much of the ground is exactly its colour, to so little (Lab), a patch that differs by more, and by
# less than a product does, and ends sharply is a white part of the product: it has this share of its size,
# and its rim rises by this share of its difference within a pixel. A shadow fades.
_EXACT, _OFF, _PALE, _PATCH, _SHARP = 0.95, 0.65, 7.0, 0.003, 0.45
# Pixels from an edge in which JPEG rings: a block with colours at half size.
_BLOCK = 17


def shadow(rgb: Pixels, ground: Array, diff: Array, solid: Mask) -> Mask | None:
    """The part of `solid` that is a shadow on the ground; None where it could as well be the product.

    `rgb` and `ground` are the picture's and the background's colours, 0..255.
    """
    light = diff[..., 0]
    share = rgb.sum(2, dtype=np.float32) / np.maximum(ground.sum(2), 1)
    tint = np.linalg.norm(rgb - ground * share[..., None], axis=2)
    own = (light < 0) & (tint < _TINT + _TINT_SHARE * -light)
    like = own & (steepness(light) < _STEEP)
    count, labels = cv2.connectedComponents((~solid | like).astype(np.uint8), connectivity=4)
    outside = np.zeros(count, bool)
    outside[np.unique(_edges_of(labels))] = True
    outside[np.unique(labels[~solid])] = True
    outside[0] = False
    found = outside[labels] & solid
    found |= _rim(found, light) & own & solid
    rest = _largest(cv2.morphologyEx((solid & ~found).astype(np.uint8), cv2.MORPH_OPEN, _disc(1)) > 0)
    if not rest.any():
        return None
    if _is_hard_shadow(like & rest & (share > _DARKEST), rest):
        return None
    if found.sum() < _SLIGHT * solid.sum():
        return solid & ~rest if (found & ~_hull(rest)).any() else np.zeros_like(solid)
    beside = (found & ~_hull(rest)).sum() > _BESIDE * found.sum()
    return solid & ~rest if beside and found.sum() < _MOST_SHADOW * rest.sum() else None


def _rim(found: Mask, light: Array) -> Mask:
    """What lies between a shadow and the edge of the thing, and is no darker than the shadow there."""
    depth = cv2.erode(np.where(found, light, 0).astype(np.float32), _disc(5))
    return (cv2.dilate(found.astype(np.uint8), _disc(4)) > 0) & (light > depth - 3)


def _is_hard_shadow(like: Mask, solid: Mask) -> bool:
    """Whether a part with the ground's own hue lies low and flat beside the rest, as the sun casts it."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats(like.astype(np.uint8), connectivity=4)
    for at in range(1, count):
        x, _, w, h, area = stats[at]
        if area < _SLIGHT * solid.sum():
            continue
        part = cv2.dilate((labels == at).astype(np.uint8), _disc(3)) > 0
        rest = _largest(cv2.morphologyEx((solid & ~part).astype(np.uint8), cv2.MORPH_OPEN, _disc(2)) > 0)
        if rest.sum() < 0.3 * solid.sum():
            continue
        rows, columns = np.nonzero(rest)
        aside = max(columns.min() - x, x + w - 1 - columns.max()) > _ASIDE * (columns.max() - columns.min())
        low = centres[at][1] > rows.mean() and (labels == at)[~_hull(rest)].sum() > 0.5 * area
        if low and (w > 2.5 * h or (aside and w > h)):
            return True
    return False


def is_sure(diff: Array, solid: Mask) -> bool:
    """Whether the outline of `solid` is one that can be seen, and no other can be seen in the ground."""
    outline = solid & ~(cv2.erode(solid.astype(np.uint8), _disc(1)) > 0)
    outline[[0, -1]] = outline[:, [0, -1]] = False
    length = max(1, int(outline.sum()))
    if _has_pale_part(diff, solid):
        return False
    return _soft(diff, outline) / length < _MOST_SOFT and _faint(diff, solid) / length < _MOST_FAINT


def _has_pale_part(diff: Array, solid: Mask) -> bool:
    """Whether a patch of what is called background is a part of the product that is nearly as white."""
    away = np.linalg.norm(diff, axis=2)
    ground = cv2.dilate(solid.astype(np.uint8), _disc(4)) == 0
    if not ground.any() or (away[ground] < _OFF).mean() < _EXACT:
        return False
    patches = cv2.morphologyEx(((away >= _OFF) & ground).astype(np.uint8), cv2.MORPH_OPEN, _disc(3))
    # JPEG rings in whole blocks of 16 pixels beside an edge, and they end as sharply.
    clear = cv2.dilate(solid.astype(np.uint8), _disc(_BLOCK)) == 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(patches)
    steep = steepest(diff)
    for at in range(1, count):
        if stats[at, cv2.CC_STAT_AREA] < _PATCH * solid.sum():
            continue
        patch = (labels == at).astype(np.uint8)
        if (clear & (patch > 0)).sum() < _PATCH * solid.sum():
            continue
        rim = clear & (cv2.dilate(patch, _disc(3)) > 0) & (cv2.erode(patch, _disc(3)) == 0)
        differs = float(np.median(away[patch > 0]))
        if differs < _PALE and rim.sum() >= 12 and np.percentile(steep[rim], 75) > _SHARP * differs:
            return True
    return False


def _soft(diff: Array, outline: Mask) -> int:
    """How many pixels of the outline lie where the picture hardly changes."""
    step = np.zeros(outline.shape, np.float32)
    for channel in cv2.split(diff):
        step = np.maximum(step, cv2.dilate(channel, _disc(3)) - cv2.erode(channel, _disc(3)))
    return int((outline & (step < _STEP)).sum())


def _faint(diff: Array, solid: Mask) -> int:
    """How many pixels of faint but long edges there are in what is called background."""
    return int(_faint_pieces(steepness(diff[..., 0]), solid)[1].sum())


def faint_edges(steep: Array, solid: Mask) -> Mask:
    """Where faint but long edges are outside of `solid`; `steep` is how much the picture changes there."""
    labels, long = _faint_pieces(steep, solid)
    return long[labels] > 0


def _faint_pieces(steep: Array, solid: Mask) -> tuple[Array, Array]:
    """(which piece each pixel belongs to, how long each is): 0 for what is no faint and long edge."""
    edge = steep - cv2.GaussianBlur(steep, (0, 0), 4.0)  # a shadow is as steep all around
    ground = cv2.dilate(solid.astype(np.uint8), _disc(8)) == 0
    ground[:3], ground[-3:], ground[:, :3], ground[:, -3:] = False, False, False, False
    if not ground.any():
        return np.zeros(solid.shape, np.int32), np.zeros(1, np.int32)
    noise = float(np.median(steep[ground]))
    edges = (edge > max(_FAINT, _NOISE * noise)) & ground
    count, labels, stats, _ = cv2.connectedComponentsWithStats(edges.astype(np.uint8), connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    long[long <= 12] = 0
    long[0] = 0
    return labels, long


def steepness(channel: Array) -> Array:
    """How much a channel changes from one pixel to the next, at its steepest."""
    smooth = cv2.GaussianBlur(channel, (0, 0), 1.0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0) / 8
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1) / 8
    return np.hypot(across, down)


def steepest(lab: Array) -> Array:
    """The steepness of the channel that changes most, at each pixel."""
    return np.max([steepness(channel) for channel in cv2.split(lab)], axis=0)


def _largest(mask: Mask) -> Mask:
    """A mask without the pieces that are smaller than a hundredth of its largest."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    return (areas > 0.01 * areas.max())[labels] if count > 1 else mask


def _hull(mask: Mask) -> Mask:
    """The convex hull of a mask."""
    points = cv2.findNonZero(mask.astype(np.uint8))
    out = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(out, cv2.convexHull(points), 1)
    return out > 0


def _edges_of(labels: Array) -> Array:
    return np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])


def _disc(reach: int) -> Array:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
