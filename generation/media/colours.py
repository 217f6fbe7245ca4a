"""Colours as numbers: reading them, mixing them, and asking whether a word can be read on them. Pure.

A colour is a float32 array (r, g, b) in sRGB, 0..1. Contrast and luminance follow WCAG 2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import cv2
import numpy as np

from generation.media.arrays import Array, Colour
from projects.styles import STYLES

# The contrast from which WCAG 2 calls small text readable.
READABLE = 4.5

# Which of a style's colours a brand's colours take over, first brand colour first. The dark and the
# quiet styles keep their ground, or they would no longer be that style.
_BRAND_TAKES = {"energetic": ("backdrop", "surface", "accent"), "bold": ("backdrop", "surface", "accent")}


@dataclass(frozen=True)
class Palette:
    """The five colours of one picture."""

    backdrop: Colour
    surface: Colour
    ink: Colour
    accent: Colour
    shade: Colour


PARTS = tuple(part.name for part in fields(Palette))


def style_palette(style_name: str, brand_colours: Sequence[str] = ()) -> Palette:
    """The Palette of a style, with the brand's colours laid over it. Unreadable colours are skipped."""
    style = STYLES[style_name]
    own = Palette(**{name: parse_hex(getattr(style, name)) for name in PARTS})
    return with_brand(own, style_name, brand_colours)


def with_brand(palette: Palette, style_name: str, brand_colours: Sequence[str]) -> Palette:
    """The Palette with the brand's colours laid over what this style lets them have."""
    taken = _BRAND_TAKES.get(style_name, ("accent",))
    return replace(palette, **dict(zip(taken, parse_colours(brand_colours), strict=False)))


def takes_grounds(style_name: str, brand_colours: Sequence[str]) -> bool:
    """Whether the brand's colours become the grounds of this style's pictures."""
    return style_name in _BRAND_TAKES and bool(parse_colours(brand_colours))


def parse_colours(colours: Iterable[str]) -> tuple[Colour, ...]:
    """A brand's `#rrggbb` as colours, in their order; what is none is left out."""
    return tuple(colour for colour in map(parse_hex_or_none, colours) if colour is not None)


def parse_hex(text: str) -> Colour:
    """`#rrggbb` as a colour. Raises ValueError for anything else."""
    digits = text.strip().lstrip("#")
    if len(digits) != 6:
        raise ValueError(f"not a colour: {text!r}")
    return np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)], np.float32) / 255


def parse_hex_or_none(text: str) -> Colour | None:
    """`#rrggbb` as a colour, None for anything else."""
    try:
        return parse_hex(text)
    except (ValueError, AttributeError):
        return None


def to_hex(colour: Colour) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*to_bytes(colour))


def to_bytes(colour: Colour) -> tuple[int, ...]:
    """A colour as whole numbers from 0 to 255."""
    return tuple(int(round(float(part) * 255)) for part in np.clip(colour, 0, 1))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` 0 is all `one`, 1 is all `other`."""
    return (one + (other - one) * np.float32(share)).astype(np.float32)


def luminance(colour: Colour) -> Array:
    """Relative luminance of a colour, or of an array of them (…, 3)."""
    colour = np.asarray(colour, np.float32)
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def contrast(one: Colour, other: Colour) -> Array:
    """WCAG contrast ratio, 1..21; either side may be an array of colours."""
    bright, dim = luminance(one), luminance(other)
    return (np.maximum(bright, dim) + 0.05) / (np.minimum(bright, dim) + 0.05)


def distance(one: Colour, other: Colour) -> Array:
    """How different two colours look, roughly 0..1 (weighted RGB, good enough to choose by)."""
    gap = np.asarray(one, np.float32) - np.asarray(other, np.float32)
    mean_red = (np.asarray(one)[..., 0] + np.asarray(other)[..., 0]) / 2
    weights = (2 + mean_red, 4.0, 3 - mean_red)
    return np.sqrt(sum(weight * gap[..., part] ** 2 for part, weight in enumerate(weights)) / 9)


def dominant(pixels: Array, count: int = 5, seed: int = 0) -> list[Colour]:
    """The `count` leading colours of an (n, 3) array of floats 0..1, most frequent first.

    Colours of less than a fiftieth of the pixels are left out, and one of two that look alike.
    """
    pixels = np.ascontiguousarray(pixels, np.float32)
    if len(pixels) == 0:
        return []
    count = min(count, len(np.unique((pixels * 31).astype(np.int32), axis=0)))
    cv2.setRNGSeed(seed + 1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.002)
    _, labels, centres = cv2.kmeans(pixels, count, None, stop, 2, cv2.KMEANS_PP_CENTERS)
    share = np.bincount(labels.ravel(), minlength=count) / len(pixels)
    order = [at for at in np.argsort(-share, kind="stable") if share[at] > 0.02]
    return _distinct(centres[order])


# Two leading colours nearer to each other than this (by `distance`) count as one.
_ALIKE = 0.06


def _distinct(colours: Array) -> list[Colour]:
    kept: list[Colour] = []
    for colour in colours:
        if all(distance(colour, other) > _ALIKE for other in kept):
            kept.append(colour)
    return kept
