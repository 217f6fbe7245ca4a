"""A photo's bytes as an upright picture, no larger than a product is shown.

A picture is made small before it is worked on, but what was found in it can be opened again by itself: of
a banner 9000 pixels long, the thing in its middle keeps all of its own pixels.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pictures
from PIL import ImageOps

from generation.media.arrays import PixelsWithAlpha
from generation.provider_errors import Rejected

# Larger photos are refused: opened, so many pixels take 240 MB.
MOST_PIXELS = 60_000_000
# Smaller ones show nothing that could be recognised.
SMALLEST_SIDE = 16
# Photos are worked on at most so large, in pixels: larger than a product is shown on any frame but 4K. A
# long strip is not made smaller than an ordinary photo of as many pixels would be.
LONGEST_SIDE = 2000
_ENOUGH_PIXELS = LONGEST_SIDE * LONGEST_SIDE * 3 // 4


@dataclass(frozen=True)
class PhotoPart:
    """A part of the upright picture, in shares of its sides."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0


WHOLE = PhotoPart()


@dataclass(frozen=True)
class OpenedPhoto:
    """`rgba` has straight alpha. `reduced` is how large its pixels are in the file's: 1.0 or less."""

    rgba: PixelsWithAlpha
    reduced: float


def open_photo(data: bytes, name: str = "photo 1", part: PhotoPart = WHOLE) -> OpenedPhoto:
    """A part of a photo's first frame, upright, at most LONGEST_SIDE long unless it is a strip.

    Raises Rejected, naming the photo, for what is too large, too small, or no picture.
    """
    try:
        with Pictures.open(io.BytesIO(data)) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise Rejected(f"{name} is too large: {photo.width} × {photo.height} pixels")
            if min(photo.size) < SMALLEST_SIDE:
                raise Rejected(f"{name} is too small: {photo.width} × {photo.height} pixels")
            return _opened(photo, part)
    except Rejected:
        raise
    except Pictures.DecompressionBombError as error:
        raise Rejected(f"{name} is too large to open") from error
    except Exception as error:
        # Decoders raise nearly anything for damaged bytes; all of it means the same to a person.
        raise Rejected(f"{name} is not a picture we can read") from error


def _opened(photo: Pictures.Image, part: PhotoPart) -> OpenedPhoto:
    own_width = photo.width
    # A JPEG is decoded at a half or a quarter of its size where that is enough.
    share = min(part.right - part.left, part.bottom - part.top)
    photo.draft("RGB", (round(LONGEST_SIDE / share), round(LONGEST_SIDE / share)))
    drafted = photo.width / own_width
    photo.seek(0)
    upright = ImageOps.exif_transpose(photo)
    width, height = upright.size
    box = (
        int(part.left * width),
        int(part.top * height),
        max(int(part.left * width) + 1, round(part.right * width)),
        max(int(part.top * height) + 1, round(part.bottom * height)),
    )
    if part != WHOLE:
        upright = upright.crop(box)
    if upright.mode.startswith(("I", "F")):
        upright = _eight_bits(upright)
    scale = _scale(*upright.size)
    rgba = _shrunk(upright.convert("RGBA"), scale) if scale < 1 else upright.convert("RGBA")
    return OpenedPhoto(np.asarray(rgba), drafted * scale)


def _scale(width: int, height: int) -> float:
    by_side, by_area = LONGEST_SIDE / max(width, height), (_ENOUGH_PIXELS / (width * height)) ** 0.5
    return min(1.0, max(by_side, by_area))


def _eight_bits(photo: Pictures.Image) -> Pictures.Image:
    """Grey of 16 or 32 bits, or of floats (to 1.0 or to 255), as 8 bits."""
    values = np.nan_to_num(np.asarray(photo, np.float32))
    highest = values.max()
    top = 65535.0 if highest > 255 else 1.0 if photo.mode == "F" and highest <= 1 else 255.0
    return Pictures.fromarray(np.clip(values * (255 / top), 0, 255).astype(np.uint8))


def _shrunk(photo: Pictures.Image, scale: float) -> Pictures.Image:
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    return photo.convert("RGBa").resize(size, Pictures.Resampling.LANCZOS).convert("RGBA")
