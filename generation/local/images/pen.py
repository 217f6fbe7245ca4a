"""The pen of illustrated scenes: shapes in units, drawn into a mask of the whole picture."""

import cv2
import numpy as np
import numpy.typing as npt

from generation.media.arrays import Points


class Pen:
    """Draws unit shapes into a mask of the whole picture; `foot` is where (0, 0) lies, in pixels."""

    def __init__(
        self, width: int, height: int, foot: tuple[float, float], size: float, flip: bool = False
    ) -> None:
        self.mask = np.zeros((height, width), np.uint8)
        self.foot, self.size, self.side = foot, size, -1 if flip else 1

    def spot(self, points: npt.ArrayLike) -> Points:
        """Points in units as points in pixels of the picture."""
        units = np.asarray(points, np.float64).reshape(-1, 2)
        return np.stack(
            [self.foot[0] + units[:, 0] * self.size * self.side, self.foot[1] - units[:, 1] * self.size], 1
        )

    def shape(self, points: npt.ArrayLike, ink: int = 255) -> None:
        cv2.fillPoly(self.mask, [np.round(self.spot(points) * 16).astype(np.int32)], ink, cv2.LINE_AA, 4)

    def smooth(self, points: npt.ArrayLike, ink: int = 255) -> None:
        """A closed outline through points, rounded."""
        self.shape(rounded(points), ink)

    def disc(self, x: float, y: float, rx: float, ry: float | None = None, ink: int = 255) -> None:
        turn = np.linspace(0, 2 * np.pi, 72)
        self.shape(np.stack([x + rx * np.cos(turn), y + (ry or rx) * np.sin(turn)], 1), ink)

    def limb(self, points: npt.ArrayLike, thick: float, thin: float | None = None, ink: int = 255) -> None:
        """A stroke with round ends that tapers from `thick` to `thin`."""
        line = np.asarray(points, float)
        widths = np.linspace(thick, thin or thick, len(line))
        for (start, stop), (one, other) in zip(
            zip(line, line[1:], strict=False), zip(widths, widths[1:], strict=False), strict=False
        ):
            along = stop - start
            side = np.array([-along[1], along[0]]) / max(np.hypot(*along), 1e-9) / 2
            self.shape(
                [start + side * one, stop + side * other, stop - side * other, start - side * one], ink
            )
        for (x, y), wide in zip(line, widths, strict=True):
            self.disc(x, y, wide / 2, ink=ink)

    def ring(self, x: float, y: float, radius: float, thick: float) -> None:
        turn = np.linspace(0, 2 * np.pi, 73)
        loop = np.round(self.spot(np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], 1)) * 16)
        width = max(1, round(thick * self.size))
        cv2.polylines(self.mask, [loop.astype(np.int32)], True, 255, width, cv2.LINE_AA, 4)


def rounded(points: npt.ArrayLike, fine: int = 10) -> Points:
    """A closed Catmull-Rom curve through points."""
    outline = np.asarray(points, float)
    before, after, later = np.roll(outline, 1, 0), np.roll(outline, -1, 0), np.roll(outline, -2, 0)
    t = np.linspace(0, 1, fine, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(before, outline, after, later, strict=True)
    ]
    return np.concatenate(pieces)
