"""Transitions between scenes: two sets of planes in, one out, at an eased share 0..1.

`before` and `after` are Planes of the same size; the answer is written into `before`.
"""

import math

import cv2
import numpy as np

from rendering.engine.types import Plane
from rendering.engine.yuv import Planes

# How many times nearer the zoom transition goes; how wide the soft edge of a wipe is, as a share of the
# frame's width. The player in the page gets these numbers, too (rendering/preview/player.py).
ZOOM = 1.3
FEATHER = 0.12

# Two pictures that are seen through each other go out of focus on the way, or their headlines would be
# read one over the other: how soft they become, as a share of the short side, and between which shares
# of the time one gives way to the other. A zoom is quicker about it.
SOFT = {"fade": 0.034, "zoom": 0.04}
MIXES = {"fade": (0.16, 0.84), "zoom": (0.26, 0.74)}

# What is out of focus by so many pixels is blurred at half its size, in three fifths of the time: no pixel of
# noise that was blurred by 3 differs by more than three levels.
HALVED_FROM = 12

# What slides is blurred along its way, as by a shutter: by this share of the width when it is fastest.
SMEAR = 0.05


def blend(kind: str, before: Planes, after: Planes, share: float) -> None:
    """Write the mixture into `before`. `share` is eased, 0 = all before, 1 = all after."""
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        _KINDS[kind](old, new, share, 1 if index == 0 else 2)


def nearness(kind: str, share: float) -> tuple[float, float]:
    """(before, after): how many times nearer the cameras stand during a transition."""
    if kind != "zoom":
        return 1.0, 1.0
    return 1 + (ZOOM - 1) * share, ZOOM - (ZOOM - 1) * share


def _fade(old: Plane, new: Plane, share: float, _halved: int) -> None:
    _dissolve("fade", old, new, share)


def _zoom(old: Plane, new: Plane, share: float, _halved: int) -> None:
    _dissolve("zoom", old, new, share)


def _dissolve(kind: str, old: Plane, new: Plane, share: float) -> None:
    """Both are softest half way, where each is there by half."""
    first, last = MIXES[kind]
    mix = min(1.0, max(0.0, (share - first) / (last - first)))
    mix = mix * mix * (3 - 2 * mix)
    reach = SOFT[kind] * min(old.shape) * math.sin(math.pi * share)
    shown = [(weight, _softened(plane, reach)) for weight, plane in ((1 - mix, old), (mix, new)) if weight]
    if len(shown) == 1:
        np.copyto(old, shown[0][1])
    else:
        cv2.addWeighted(shown[0][1], 1 - mix, shown[1][1], mix, 0, old)


def _softened(plane: Plane, reach: float) -> Plane:
    """A plane out of focus by about so many pixels: two box blurs, whose cost does not grow with them."""
    side = 2 * round(reach / 2) + 1
    if side < 3:
        return plane
    if reach < HALVED_FROM:
        return cv2.blur(cv2.blur(plane, (side, side)), (side, side))
    height, width = plane.shape
    small = cv2.resize(plane, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    side = 2 * round(reach / 4) + 1
    return cv2.resize(cv2.blur(cv2.blur(small, (side, side)), (side, side)), (width, height))


def _slide(old: Plane, new: Plane, share: float, halved: int) -> None:
    """The new scene pushes the old one out to the left, by whole pairs of columns."""
    width = old.shape[1]
    gone = 2 * round(share * width * halved / 2) // halved
    long = 2 * round(SMEAR * width * math.sin(math.pi * share) / 2) + 1
    joined = np.hstack([old[:, gone:], new[:, :gone]])
    np.copyto(old, cv2.blur(joined, (long, 1)) if long > 1 else joined)


def _wipe(old: Plane, new: Plane, share: float, _halved: int) -> None:
    """A soft edge runs from left to right."""
    width = old.shape[1]
    feather = FEATHER * width
    edge = share * (width + feather)
    done, open_ = max(0, int(edge - feather)), min(width, int(edge) + 1)
    old[:, :done] = new[:, :done]
    if open_ > done:
        weight = np.clip((edge - np.arange(done, open_) - 0.5) / feather, 0, 1).astype(np.float32)
        strip = slice(done, open_)
        old[:, strip] = np.rint(old[:, strip] * (1 - weight) + new[:, strip] * weight)


_KINDS = {"fade": _fade, "zoom": _zoom, "slide": _slide, "wipe": _wipe}
