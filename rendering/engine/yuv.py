"""Frames as three planes, Y, U and V (4:2:0, bt709, limited range), all uint8 numpy arrays.

Everything between a picture and the encoder happens on planes, so no frame is ever converted: a
source is converted once and blending three small planes costs half of blending RGB.
Chroma samples stand on the left of their pair of columns and between their two rows, which is where
H.264 puts them unless it is told otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np

from rendering.engine.types import Map, Pixels, Plane, Size

# Planes are uint8; captions are halved as float32 before they are rounded.
Numbers = TypeVar("Numbers", Plane, Map)

# The engine's own workers use all cores; threads of OpenCV's own would only wait for each other.
cv2.setNumThreads(1)

# ITU-R BT.709 for 8 bits: luma 16..235, chroma 16..240. Rows are what a column (r, g, b, 1) becomes.
_KR, _KG, _KB = 0.2126, 0.7152, 0.0722
_LUMA, _CHROMA = 219 / 255, 224 / 255
MATRIX = np.array(
    [
        [_KR * _LUMA, _KG * _LUMA, _KB * _LUMA, 16],
        [-_KR / 1.8556 * _CHROMA, -_KG / 1.8556 * _CHROMA, 0.5 * _CHROMA, 128],
        [0.5 * _CHROMA, -_KG / 1.5748 * _CHROMA, -_KB / 1.5748 * _CHROMA, 128],
    ]
)


@dataclass(frozen=True)
class Planes:
    """`y` is (height, width); `u` and `v` are half of it in both directions. Both sizes are even."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def size(self) -> Size:
        return self.y.shape[1], self.y.shape[0]

    def __iter__(self) -> Iterator[Plane]:
        return iter((self.y, self.u, self.v))

    def crop(self, left: int, top: int, width: int, height: int) -> "Planes":
        """A view of a rectangle whose four numbers are all even."""
        half = (slice(top // 2, (top + height) // 2), slice(left // 2, (left + width) // 2))
        return Planes(self.y[top : top + height, left : left + width], self.u[half], self.v[half])


def blank(width: int, height: int) -> Planes:
    """New planes with nothing meaningful in them."""
    half = (height // 2, width // 2)
    return Planes(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))


def from_rgb(rgb: Pixels) -> Planes:
    """The Planes of a (height, width, 3) picture of even size."""
    y, u, v = (cv2.transform(rgb, MATRIX[row : row + 1]) for row in range(3))
    return Planes(y, halve(u), halve(v))


def halve(plane: Numbers) -> Numbers:
    """Bring a full-size plane to chroma size: 1-2-1 across (sited left), 1-1 down."""
    across = np.array([0.25, 0.5, 0.25])
    down = np.array([0.0, 0.5, 0.5])
    blurred = cv2.sepFilter2D(plane, -1, across, down, borderType=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(blurred[::2, ::2])


def to_rgb(planes: Planes) -> Pixels:
    """Back to (height, width, 3), for posters and for tests."""
    width, height = planes.size
    full = cv2.merge([planes.y, *(_double(plane, width, height) for plane in (planes.u, planes.v))])
    back = np.linalg.inv(MATRIX[:, :3])
    return cv2.transform(full, np.hstack([back, -back @ [[16], [128], [128]]]))


def _double(plane: Plane, width: int, height: int) -> Plane:
    move = np.array([[0.5, 0, 0], [0, 0.5, -0.25]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plane, move, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
