"""Frames of which only a part moves, as a small H.264 film. No Django."""

import io
from typing import Any

import av
import cv2
import numpy as np

from generation.media.arrays import Array, Pixels

# Left, top, right and bottom of a part of a picture, in even pixels.
BoxSides = tuple[int, int, int, int]

# BT.709, limited range: rows for Y, U and V of a blue, green, red pixel.
BT709 = np.array(
    [
        [0.0722 * 219 / 255, 0.7152 * 219 / 255, 0.2126 * 219 / 255, 16],
        [0.5 * 224 / 255, -0.3854 * 224 / 255, -0.1146 * 224 / 255, 128],
        [-0.0458 * 224 / 255, -0.4542 * 224 / 255, 0.5 * 224 / 255, 128],
    ],
    np.float32,
)


class ClipWriter:
    """Writes frames (height, width, 3) of blue, green, red. Of each frame only a box is drawn anew."""

    def __init__(self, still: Pixels, fps: int) -> None:
        self.height, self.width = still.shape[:2]
        self.out = io.BytesIO()
        self.file = av.open(self.out, "w", format="mp4")
        self.stream = self.file.add_stream("libx264", rate=fps)
        self.stream.width, self.stream.height, self.stream.pix_fmt = self.width, self.height, "yuv420p"
        # It is read once, by the composer: time matters, bytes do not. One quantiser for all frames is a
        # third faster than a rate that is controlled, and 18 is finer than that of the film itself.
        self.stream.thread_count = 1
        self.stream.options = {"preset": "ultrafast", "qp": "18", "x264-params": "scenecut=0"}
        context = self.stream.codec_context
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
        self.frame = av.VideoFrame(self.width, self.height, "yuv420p")
        self.planes = [_writable(plane) for plane in self.frame.planes]
        for plane, part in zip(self.planes, yuv_planes(still), strict=True):
            plane[:] = part
        self.shown: Pixels | list[Array] | None = None

    def add_frame(self, box: BoxSides, pixels: Pixels | list[Array]) -> None:
        """Add a frame: the one before, with `pixels` in `box` (left, top, right, bottom; all even).

        Pixels are blue, green and red, or `yuv_planes` of them already; the same object again costs nothing.
        """
        if pixels is not self.shown:
            left, top, right, bottom = box
            parts = pixels if isinstance(pixels, list) else yuv_planes(pixels)
            for plane, part, half in zip(self.planes, parts, (1, 2, 2), strict=True):
                plane[top // half : bottom // half, left // half : right // half] = part
            self.shown = pixels
        self.frame.pts = None
        self.file.mux(self.stream.encode(self.frame))

    def finish(self) -> bytes:
        """The bytes of the finished MP4."""
        self.file.mux(self.stream.encode(None))
        self.file.close()
        return self.out.getvalue()


def _writable(plane: Any) -> Array:
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def yuv_planes(pixels: Pixels) -> list[Array]:
    """[Y at full, U and V at half size], BT.709 of limited range, of blue, green, red."""
    height, width = pixels.shape[:2]
    luma, *chroma = cv2.split(cv2.transform(pixels, BT709))
    half = (width // 2, height // 2)
    return [luma, *(cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in chroma)]
