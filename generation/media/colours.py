"""Colours as numbers: reading them, mixing them, and asking whether a word can be read on them.

A colour is a float32 array (r, g, b) in sRGB, 0..1. Contrast and luminance follow WCAG 2.
"""

from dataclasses import dataclass

import numpy as np

from projects.styles import STYLES

READABLE = 4.5

# Which of a style's colours a brand's colours take over, first brand colour first. The dark and the
# quiet styles keep their ground, or they would no longer be that style.
_BRAND_TAKES = {"energetic": ("backdrop", "surface", "accent"), "bold": ("backdrop", "surface", "accent")}


@dataclass(frozen=True)
class Palette:
    """The five colours of one picture."""

    backdrop: np.ndarray
    surface: np.ndarray
    ink: np.ndarray
    accent: np.ndarray
    shade: np.ndarray


def palette_of(style_name, brand_colours=()):
    """The Palette of a style, with the brand's colours laid over it. Unreadable colours are skipped."""
    style = STYLES[style_name]
    names = {name: rgb(getattr(style, name)) for name in ("backdrop", "surface", "ink", "accent", "shade")}
    taken = _BRAND_TAKES.get(style_name, ("accent",))
    return Palette(**names | dict(zip(taken, brand_of(brand_colours), strict=False)))


def brand_of(colours):
    """A brand's `#rrggbb` as colours, strongest first; what is none is left out."""
    return tuple(colour for colour in map(rgb_or_none, colours) if colour is not None)


def rgb(text):
    """`#rrggbb` as a colour. Raises ValueError for anything else."""
    digits = text.strip().lstrip("#")
    if len(digits) != 6:
        raise ValueError(f"not a colour: {text!r}")
    return np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)], np.float32) / 255


def rgb_or_none(text):
    try:
        return rgb(text)
    except (ValueError, AttributeError):
        return None


def hexed(colour):
    return "#{:02x}{:02x}{:02x}".format(*bytes_of(colour))


def bytes_of(colour):
    return tuple(int(round(float(part) * 255)) for part in np.clip(colour, 0, 1))


def mix(one, other, share):
    """`share` 0 is all `one`, 1 is all `other`."""
    return (one + (other - one) * np.float32(share)).astype(np.float32)


def luminance(colour):
    """Relative luminance of a colour, or of an array of them (…, 3)."""
    colour = np.asarray(colour, np.float32)
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def contrast(one, other):
    """WCAG contrast ratio, 1..21; either side may be an array of colours."""
    bright, dim = luminance(one), luminance(other)
    return (np.maximum(bright, dim) + 0.05) / (np.minimum(bright, dim) + 0.05)


def distance(one, other):
    """How different two colours look, roughly 0..1 (weighted RGB, good enough to choose by)."""
    gap = np.asarray(one, np.float32) - np.asarray(other, np.float32)
    mean_red = (np.asarray(one)[..., 0] + np.asarray(other)[..., 0]) / 2
    weights = (2 + mean_red, 4.0, 3 - mean_red)
    return np.sqrt(sum(weight * gap[..., part] ** 2 for part, weight in enumerate(weights)) / 9)


def dominant(pixels, count=5, seed=0):
    """The `count` leading colours of an (n, 3) array, most frequent first."""
    import cv2

    pixels = np.ascontiguousarray(pixels, np.float32)
    if len(pixels) == 0:
        return []
    count = min(count, len(np.unique((pixels * 31).astype(np.int32), axis=0)))
    cv2.setRNGSeed(seed + 1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.002)
    _, labels, centres = cv2.kmeans(pixels, count, None, stop, 2, cv2.KMEANS_PP_CENTERS)
    share = np.bincount(labels.ravel(), minlength=count) / len(pixels)
    order = [at for at in np.argsort(-share, kind="stable") if share[at] > 0.02]
    return _apart(centres[order])


def palette_of_photos(cuts, most=5):
    """The colours of a product by its cut-out photos, as `#rrggbb`, strongest first; () without photos."""
    pixels = [cut.opaque for cut in cuts]
    if not pixels:
        return ()
    return tuple(hexed(colour) for colour in dominant(np.concatenate(pixels), most))


def _apart(colours, gap=0.06):
    kept = []
    for colour in colours:
        if all(distance(colour, other) > gap for other in kept):
            kept.append(colour)
    return kept
