"""Names of the types that go through the engine. Sizes are (width, height), arrays (height, width, …)."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# In pixels.
Size = tuple[int, int]
FloatSize = tuple[float, float]

# (x, y), and (left, top, right, bottom): in pixels, or in shares of a picture or frame, as each place says.
Point = tuple[float, float]
Box = tuple[float, float, float, float]
PixelBox = tuple[int, int, int, int]

# One colour plane: (height, width).
Plane = npt.NDArray[np.uint8]
# A picture: (height, width, 3), or 4 with alpha.
Pixels = npt.NDArray[np.uint8]
# Opacities or premultiplied colours, 0..1: (height, width), or (height, width, 4). Float32 but for one or two
# steps on the way, which numpy's types call float64.
Map = npt.NDArray[np.floating[Any]]
# Sound at 48 kHz: (channels, n), or (n,) for mono.
Samples = npt.NDArray[np.float32]

# What the caller hands in: where a digest's file is, and a question that raises once work should stop.
Resolver = Callable[[str], Path]
StopCheck = Callable[[], None]


def to_box(sides: Iterable[float]) -> Box:
    left, top, right, bottom = sides
    return left, top, right, bottom


def go_on() -> None:
    """The StopCheck of those who are never stopped."""
