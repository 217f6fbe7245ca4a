"""Frames of which only a part moves, as a small H.264 film."""

import io

import av
import cv2
import numpy as np

# BT.709, limited range: rows for Y, U and V of a blue, green, red pixel.
_BT709 = np.array(
    [
        [0.0722 * 219 / 255, 0.7152 * 219 / 255, 0.2126 * 219 / 255, 16],
        [0.5 * 224 / 255, -0.3854 * 224 / 255, -0.1146 * 224 / 255, 128],
        [-0.0458 * 224 / 255, -0.4542 * 224 / 255, 0.5 * 224 / 255, 128],
    ],
    np.float32,
)


class Film:
    """Writes frames (height, width, 3) of blue, green, red. Of each frame only a box is drawn anew."""

    def __init__(self, still, fps):
        self.height, self.width = still.shape[:2]
        self.out = io.BytesIO()
        self.file = av.open(self.out, "w", format="mp4")
        self.stream = self.file.add_stream("libx264", rate=fps)
        self.stream.width, self.stream.height, self.stream.pix_fmt = self.width, self.height, "yuv420p"
        # It is read once, by the composer: time matters, bytes do not.
        self.stream.thread_count = 1
        self.stream.options = {"preset": "ultrafast", "crf": "16"}
        context = self.stream.codec_context
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
        self.frame = np.concatenate([plane.ravel() for plane in _planes(still)])
        ends = np.cumsum([self.width * self.height // part for part in (1, 4, 4)])
        self.planes = [
            part.reshape(self.height // half, self.width // half)
            for part, half in zip(np.split(self.frame, ends[:-1]), (1, 2, 2), strict=True)
        ]

    def show(self, box, pixels):
        """Add a frame: the one before, with `pixels` in `box` (left, top, right, bottom; all even)."""
        left, top, right, bottom = box
        for plane, part, half in zip(self.planes, _planes(pixels), (1, 2, 2), strict=True):
            plane[top // half : bottom // half, left // half : right // half] = part
        shape = (self.height * 3 // 2, self.width)
        frame = av.VideoFrame.from_ndarray(self.frame.reshape(shape), format="yuv420p")
        self.file.mux(self.stream.encode(frame))

    def done(self):
        """The bytes of the finished MP4."""
        self.file.mux(self.stream.encode(None))
        self.file.close()
        return self.out.getvalue()


def _planes(pixels):
    """Y at full and U, V at half size."""
    height, width = pixels.shape[:2]
    luma, *chroma = cv2.split(cv2.transform(pixels, _BT709))
    half = (width // 2, height // 2)
    return [luma, *(cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in chroma)]
