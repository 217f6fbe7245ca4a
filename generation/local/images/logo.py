"""The brand's logo on the closing picture: over the words, on a plate where the ground is too like it.

In square and wide frames, where the words stand beside the product, it begins where they begin.
"""

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.interfaces import ImageRequest
from generation.media import cutout
from generation.media.colours import distance
from projects.formats import full_screen

# Left edge or centre, centre from the top, and largest size, as fractions of the frame.
_TALL = (0.467, 0.208, 0.34, 0.04)
_FEED = (0.5, 0.115, 0.34, 0.045)
_ASIDE = (0.085, 0.145, 0.24, 0.075)

# The words begin below the logo.
_BELOW_TALL, _BELOW_FEED, _BELOW_ASIDE = 0.255, 0.16, 0.21


def words_top(request: ImageRequest) -> float:
    """How far down the words of a picture with a logo begin, as a fraction of its height."""
    if full_screen(request.width, request.height):
        return _BELOW_TALL
    return _BELOW_FEED if request.height > request.width * 1.15 else _BELOW_ASIDE


def is_shown(request: ImageRequest) -> bool:
    """True where the picture carries the logo."""
    return bool(request.logo) and request.beat in ("cta", "closing")


def draw_logo(picture: Pictures.Image, request: ImageRequest) -> None:
    """Set request.logo onto a PIL picture on its closing beats. Raises Rejected for a bad logo."""
    if not is_shown(request):
        return
    logo = cutout.cut_out(request.logo, "the logo").rgba
    x, y, wide, tall = _spot_of(request)
    scale = min(wide * picture.width / logo.shape[1], tall * picture.height / logo.shape[0], 1.5)
    size = (max(1, round(logo.shape[1] * scale)), max(1, round(logo.shape[0] * scale)))
    small = Pictures.fromarray(logo).convert("RGBa").resize(size, Pictures.Resampling.LANCZOS).convert("RGBA")
    left = picture.width * x - (0 if x == _ASIDE[0] else size[0] / 2)
    at = (round(left), round(picture.height * y - size[1] / 2))
    _plate(picture, small, at)
    picture.paste(small, at, small)


def _spot_of(request: ImageRequest) -> tuple[float, float, float, float]:
    if full_screen(request.width, request.height):
        return _TALL
    return _FEED if request.height > request.width * 1.15 else _ASIDE


def _plate(picture: Pictures.Image, logo: Pictures.Image, at: tuple[int, int]) -> None:
    """A white or black plate under a logo that would drown in what is behind it."""
    ink = np.asarray(logo, np.float32)
    ink = ink[ink[..., 3] > 128][:, :3].mean(0) / 255
    pad = round(logo.height * 0.45)
    box = (at[0] - pad, at[1] - pad, at[0] + logo.width + pad, at[1] + logo.height + pad)
    behind = np.asarray(picture.crop(box), np.float32) / 255
    if distance(behind.reshape(-1, 3).mean(0), ink) > 0.35 and behind.std() < 0.08:
        return
    fill = (255, 255, 255) if ink.mean() < 0.6 else (16, 16, 18)
    mask = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    high, wide = mask.shape
    cv2.line(mask, (high // 2, high // 2), (wide - high // 2, high // 2), 255, high - 2, cv2.LINE_AA)
    picture.paste(fill, box, Pictures.fromarray(mask))
