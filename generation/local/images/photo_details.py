"""What there is to see on a product: its prints, and where most of its detail is.

No frame may cut through a print, and a close-up is taken of one. Both are found in the product's own
pixels, made small: a print is a patch of strong edges within the outline.
"""

import cv2
import numpy as np

from generation.media.arrays import Array, Mask, PixelsWithAlpha
from generation.media.cutout import Cutout
from projects.formats import Box

# The longer side at which a product is looked at, and how far inside its outline detail counts.
_SIDE, _INSIDE = 96, 7

# An edge is a print's if it has this share of the product's strongest, or stands so much out of four fifths
# of all edges: faint prints beside a dark rim. Below `_FAINT` (Lab units by Sobel's weights) all is texture.
# Patches with less than `_SMALL` of the strongest one's weight are passed over, and so is what covers more
# than `_WHOLE` of the product: that is the thing itself.
_STRONG, _STANDS_OUT, _FAINT, _SMALL, _WHOLE = 0.35, 1.5, 20.0, 0.15, 0.3


def find_prints(product: Cutout) -> tuple[Box, ...]:
    """Boxes of a Cutout's prints in its own pixels, the largest first; () where it is plain."""
    scale = _SIDE / max(product.width, product.height)
    edges = _edges(product.rgba, scale)
    if not edges.any():
        return ()
    most, usual = np.percentile(edges[edges > 0], (99, 80))
    floor = max(min(_STRONG * float(most), _STANDS_OUT * float(usual)), _FAINT)
    strong = cv2.morphologyEx((edges > floor).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strong)
    weights = np.bincount(labels.ravel(), edges.ravel(), count)
    weights[0] = 0
    found = [at for at in np.argsort(-weights) if weights[at] > _SMALL * weights.max() > 0]
    boxes = [Box(*(round(side / scale) for side in (x, y, x + w, y + h))) for x, y, w, h, _ in stats[found]]
    most = _WHOLE * product.width * product.height
    kept = [box for box in boxes if box.width * box.height <= most]
    return tuple(sorted(kept, key=lambda box: -box.width * box.height))


def _edges(rgba: PixelsWithAlpha, scale: float) -> Mask:
    """How strong the edges within the outline are, on a small picture of the product."""
    high, wide = rgba.shape[:2]
    size = (max(8, round(wide * scale)), max(8, round(high * scale)))
    small = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
    solid = (small[..., 3] > 250).astype(np.uint8)
    inner = cv2.erode(solid, np.ones((_INSIDE, _INSIDE), np.uint8), borderType=cv2.BORDER_CONSTANT)
    lab = cv2.cvtColor(small[..., :3].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    steps = sum(
        np.hypot(*(cv2.Sobel(lab[..., k], cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))) for k in range(3)
    )
    return (steps * inner).astype(np.float32)


def centre_of_detail(product: Cutout) -> tuple[float, float]:
    """The centre of the product's detail, in its own pixels."""
    small = cv2.resize(product.rgba, (64, 64), interpolation=cv2.INTER_AREA).astype(np.float32)
    grey = small[..., :3].mean(2) * (small[..., 3] > 250)
    inner = cv2.erode((small[..., 3] > 250).astype(np.uint8), np.ones((7, 7), np.uint8))
    energy = np.abs(cv2.Laplacian(grey, cv2.CV_32F)) * inner + 1e-3
    rows, columns = np.mgrid[0:64, 0:64]
    x, y = (energy * columns).sum() / energy.sum(), (energy * rows).sum() / energy.sum()
    return (x + 0.5) * product.width / 64, (y + 0.5) * product.height / 64


def visible_share(box: Box, matrix: Array, frame: Box) -> float:
    """How much of a product's box (in its own pixels) lies within a frame, 0..1, mapped by `matrix` (2x3)."""
    corners = np.array([(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)], np.float64)
    spots = corners @ matrix[:, :2].T + matrix[:, 2]
    (left, top), (right, bottom) = spots.min(0), spots.max(0)
    across = max(0.0, min(right, frame.right) - max(left, frame.left)) / max(1e-6, right - left)
    down = max(0.0, min(bottom, frame.bottom) - max(top, frame.top)) / max(1e-6, bottom - top)
    return across * down
