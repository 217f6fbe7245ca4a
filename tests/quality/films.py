"""Clips as people have them: four fields of colour, written by FFmpeg in every codec, container and habit.

What a player shows is known: red, green, blue and grey, each in its own quarter of the picture.
"""

import subprocess
import tempfile
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np

FIELDS = {"r": (200, 50, 45), "g": (60, 150, 70), "b": (50, 70, 180), "w": (150, 150, 150)}
UPRIGHT = "rgbw"  # top left, top right, bottom left, bottom right
SIZE = (128, 96)


def picture(size=SIZE, fields=UPRIGHT):
    """The four fields as 8-bit RGB."""
    width, height = size
    made = np.empty((height, width, 3), np.uint8)
    for index, name in enumerate(fields):
        rows = slice(height // 2, None) if index > 1 else slice(height // 2)
        columns = slice(width // 2, None) if index % 2 else slice(width // 2)
        made[rows, columns] = FIELDS[name]
    return made


def film(*options, form="mp4", size=SIZE, fps=25, frames=10, pictures=None, pixels="rgb24", sound=False):
    """Bytes of a film of `frames` pictures; `options` are FFmpeg's for what is written.

    pictures: arrays in `pixels`, else the four fields again and again. sound: with a tone beside.
    """
    shown = [picture(size)] * frames if pictures is None else pictures
    raw = ["-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{size[0]}x{size[1]}", "-r", str(fps), "-i", "-"]
    tone = ["-f", "lavfi", "-t", str(len(shown) / fps), "-i", "sine=440"] if sound else []
    return ffmpeg([*raw, *tone], options, form, b"".join(one.tobytes() for one in shown))


def again(data, before=(), *options, form="mp4", source="mp4"):
    """The same film written anew; `before` are FFmpeg's options for what is read."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / f"given.{source}"
        path.write_bytes(data)
        return ffmpeg([*before, "-i", str(path)], options or ("-c", "copy"), form)


def ffmpeg(given, options, form, stdin=b""):
    """Bytes of what FFmpeg writes; `form` is the ending of the file's name."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / f"made.{form}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *given, *options, str(path)]
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr.decode()[-500:]
        return path.read_bytes()


def shown(path):
    """(pictures as a player shows them, RGB; their times in seconds) of a kept clip."""
    pictures, times = [], []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            assert frame.rotation == 0, "a kept clip stands upright without being turned"
            matrix = (
                frame.colorspace
                if frame.colorspace != 2
                else (1 if min(frame.width, frame.height) >= 720 else 5)
            )
            pictures.append(frame.reformat(format="rgb24", src_colorspace=matrix).to_ndarray())
            times.append(float(frame.pts * frame.time_base))
    return pictures, times


def quarters(shown_picture):
    """The mean colour in the middle of each quarter, in the order of UPRIGHT; shape (4, 3)."""
    height, width = shown_picture.shape[:2]
    middle = [
        shown_picture[
            int(height * y) - height // 10 : int(height * y) + height // 10,
            int(width * x) - width // 10 : int(width * x) + width // 10,
        ]
        for y in (0.25, 0.75)
        for x in (0.25, 0.75)
    ]
    return np.array([part.reshape(-1, 3).mean(0) for part in middle])


# --- high dynamic range ----------------------------------------------------------------------
_TO_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])  # BT.2087


def light_2020(rgb):
    """Light in BT.2020, white paper is 1.0, of 8-bit RGB for an ordinary screen (BT.1886)."""
    return (np.asarray(rgb, np.float64) / 255) ** 2.4 @ _TO_2020.T


def pq(light):
    """SMPTE ST 2084 signal of light whose white paper is at 203 cd/m² (BT.2408)."""
    y = (light * 203 / 10000) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32)


def hlg(light):
    """ARIB STD-B67 signal of light on a screen of 1000 cd/m², by the inverse of BT.2100's OOTF."""
    shown_light = light * 0.203
    luminance = np.maximum(shown_light @ np.array([0.2627, 0.678, 0.0593]), 1e-9)[..., None]
    scene = shown_light * luminance ** ((1 - 1.2) / 1.2)
    high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


def ordinary(light):
    return light ** (1 / 2.4)


TRANSFERS = {"smpte2084": pq, "arib-std-b67": hlg, "bt2020-10": ordinary}


def hdr_film(transfer, *codec, form="mov", depth="yuv420p10le", size=SIZE, brighter=1.0):
    """The four fields, `brighter` times as bright, in BT.2020 with a transfer of TRANSFERS."""
    signal = TRANSFERS[transfer](light_2020(picture(size)) * brighter)
    made = (signal.clip(0, 1) * 65535).round().astype("<u2")
    tags = ["-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc"]
    to_yuv = f"scale=out_color_matrix=bt2020nc:out_range=tv,format={depth},"
    to_yuv += f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"
    return film(*("-vf", to_yuv, *codec, *tags), form=form, size=size, pictures=[made] * 5, pixels="rgb48le")
