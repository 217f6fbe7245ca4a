"""What ties the product to its set: shadows, reflections, halos and outlines, all beneath the product."""

from collections.abc import Iterable
from dataclasses import replace

import cv2
import numpy as np

from generation.local.images.backdrops.luxury import front_edge, on_plinth
from generation.local.images.backdrops.minimal import depth_behind
from generation.local.images.backdrops.stage import BackdropStage, front_row, is_dark
from generation.local.images.canvas import Canvas, Ink, Spot, blurred
from generation.local.images.placement import PlacedProduct, Window
from generation.media.arrays import Mask
from generation.media.colours import Palette, mix


def cast_shadows(canvas: Canvas, stage: BackdropStage, products: Iterable[PlacedProduct], style: str) -> None:
    """Paint what each PlacedProduct does to its surroundings, in the way of the style."""
    beyond = _beyond(stage)
    # A close-up ends at a clean edge, a cut-off product behind one: no shadow may fall on what is beyond it.
    kept = canvas.px[beyond].copy()
    for placed in products:
        _CASTERS[style](canvas, stage, placed)
    canvas.px[beyond] = kept


# How wide the white rim of a sticker is, as a share of the short side.
_RIM = 0.011


def with_sticker_rim(placed: PlacedProduct, style: str, width: int, height: int) -> PlacedProduct:
    """The Placed product of a width x height picture as it is laid on: a sticker keeps its white rim."""
    if style != "energetic":
        return placed
    reach = int(min(width, height) * _RIM) + 2
    left, top, right, bottom = _window(width, height, placed, reach)
    alpha = _spread(_alpha_in(placed, (left, top, right, bottom)), reach - 2)
    layer = np.repeat(alpha[..., None], 4, 2)
    x, y = placed.at[0] - left, placed.at[1] - top
    part = layer[y : y + placed.layer.shape[0], x : x + placed.layer.shape[1]]
    part *= 1 - placed.layer[..., 3:]
    part += placed.layer
    return replace(placed, layer=layer, at=(left, top))


def _beyond(stage: BackdropStage) -> slice:
    """The rows of the picture that lie beyond a panel, or before a cut-off product."""
    if stage.cut_below:
        return slice(front_row(stage), None)
    if not stage.plan.panel:
        return slice(0, 0)
    return slice(0, stage.product.top) if stage.plan.low else slice(stage.product.bottom, None)


def _luxury(canvas: Canvas, stage: BackdropStage, placed: PlacedProduct) -> None:
    _halo(canvas, placed, stage.palette.accent, 0.9 if is_dark(stage) else 0.45, 0.02)
    if stage.stands:
        if not on_plinth(stage):
            mirror = canvas.height if stage.plan.low else front_edge(canvas, stage)
            _reflection(canvas, placed, 0.32, 0.45, mirror)
        _contact(canvas, stage, placed, 0.85)
    else:
        _drop(canvas, placed, (0.012, 0.03), 0.028, 0.6)


def _energetic(canvas: Canvas, stage: BackdropStage, placed: PlacedProduct) -> None:
    offset = canvas.short * 0.016
    grown = _grown(canvas, placed, canvas.short * _RIM)
    _shifted(canvas, grown, (offset, offset), stage.palette.shade, 0.95)


def _minimal(canvas: Canvas, stage: BackdropStage, placed: PlacedProduct) -> None:
    """One shadow, away from the light: on the floor where the product stands, else on the paper behind."""
    if stage.stands:
        _contact(canvas, stage, placed, 0.4)
        _lying(canvas, placed, 0.34, depth_behind(canvas, stage), -stage.light)
    else:
        _drop(canvas, placed, (-0.026 * stage.light, 0.032), 0.026, 0.36)


def _bold(canvas: Canvas, stage: BackdropStage, placed: PlacedProduct) -> None:
    offset = canvas.short * 0.026
    mask = _grown(canvas, placed, 0)
    _shifted(canvas, mask, (offset, offset), mix(stage.palette.shade, np.zeros(3, np.float32), 0.35), 1.0)


def _cinematic(canvas: Canvas, stage: BackdropStage, placed: PlacedProduct) -> None:
    _halo(canvas, placed, stage.palette.accent, 0.8 if is_dark(stage) else 0.45, 0.015)
    if stage.stands:
        _reflection(canvas, placed, 0.35, 0.4)
        _contact(canvas, stage, placed, 0.8)
    else:
        _drop(canvas, placed, (0.0, 0.03), 0.03, 0.45)


_CASTERS = {
    "luxury": _luxury,
    "energetic": _energetic,
    "minimal": _minimal,
    "bold": _bold,
    "cinematic": _cinematic,
}


def _window(width: int, height: int, placed: PlacedProduct, margin: int) -> Window:
    """The part of a picture of that size around a product: (left, top, right, bottom)."""
    x, y = placed.at
    h, w = placed.layer.shape[:2]
    return max(0, x - margin), max(0, y - margin), min(width, x + w + margin), min(height, y + h + margin)


def _alpha_in(placed: PlacedProduct, window: Window, shift: Spot = (0, 0)) -> Mask:
    """The product's alpha laid into a window, moved by whole pixels."""
    left, top, right, bottom = window
    out = np.zeros((bottom - top, right - left), np.float32)
    x, y = placed.at[0] - left + round(shift[0]), placed.at[1] - top + round(shift[1])
    h, w = placed.layer.shape[:2]
    x0, y0, x1, y1 = max(0, x), max(0, y), min(out.shape[1], x + w), min(out.shape[0], y + h)
    if x1 > x0 and y1 > y0:
        out[y0:y1, x0:x1] = placed.layer[y0 - y : y1 - y, x0 - x : x1 - x, 3]
    return out


def _drop(canvas: Canvas, placed: PlacedProduct, shift: Spot, blur: float, strength: float) -> None:
    """A soft shadow on the wall behind; shift and blur are shares of the short side."""
    sigma = blur * canvas.short
    window = _window(
        canvas.width, canvas.height, placed, int(sigma * 3 + max(map(abs, shift)) * canvas.short)
    )
    mask = blurred(_alpha_in(placed, window, (shift[0] * canvas.short, shift[1] * canvas.short)), sigma)
    _darken(canvas, window, mask * strength)


def _darken(canvas: Canvas, window: Window, mask: Mask) -> None:
    canvas.dim(mask, window[:2])


def _halo(canvas: Canvas, placed: PlacedProduct, colour: Ink, strength: float, blur: float) -> None:
    """Light spilling round the edges, so that dark products part from dark sets."""
    sigma = blur * canvas.short
    window = _window(canvas.width, canvas.height, placed, int(sigma * 3))
    mask = blurred(_alpha_in(placed, window), sigma) * np.float32(strength)
    canvas.add(mask, colour, window[:2])


def _contact(canvas: Canvas, stage: BackdropStage, placed: PlacedProduct, strength: float) -> None:
    """The dark line where a foot meets the ground, and its soft surroundings."""
    box = placed.box
    foot = np.flatnonzero((placed.layer[-max(2, len(placed.layer) // 9) :, :, 3] > 0.5).any(0))
    if len(foot) == 0:
        return
    cx = placed.at[0] + (foot[0] + foot[-1]) / 2
    half = (foot[-1] - foot[0]) / 2
    kept: Mask = np.ones(1, np.float32)
    for spread, tall, share in ((1.1, 0.12, 0.9), (1.4, 0.2, 0.6), (2.0, 0.34, 0.35)):
        spot = canvas.coarse_oval((cx, box.bottom - half * 0.07), (half * spread, half * tall), 0.8)
        kept = kept * (1 - spot * strength * share)
    canvas.dim(1 - canvas.enlarge(kept).clip(0, 1))


def _lying(canvas: Canvas, placed: PlacedProduct, strength: float, deep: float, side: float) -> None:
    """A long soft shadow lying on a ground so many pixels `deep`, towards `side` (-1 left, 1 right)."""
    h, w = placed.layer.shape[:2]
    foot_x, foot_y = placed.at[0], placed.box.bottom
    lean, flat = 0.55 * side, min(0.22, 0.8 * deep / h)
    matrix = np.array([[1, -lean, foot_x + lean * h], [0, flat, foot_y - flat * h - h * 0.006]], np.float64)
    mask = cv2.warpAffine(placed.layer[..., 3], matrix, (canvas.width, canvas.height))
    mask = blurred(mask, canvas.short * 0.014)
    canvas.dim(mask * np.float32(strength))


def _reflection(
    canvas: Canvas, placed: PlacedProduct, strength: float, share: float, end: int | None = None
) -> None:
    """The product upside down below its foot, fading, no farther than the y `end`."""
    depth = min(int(placed.layer.shape[0] * share), (end or canvas.height) - placed.box.bottom)
    if depth < 4:
        return
    rows = placed.box.bottom - placed.at[1]
    part = placed.layer[max(0, rows - depth) : rows][::-1]
    part = cv2.GaussianBlur(part, (0, 0), max(0.6, canvas.short / 400))
    fade = (np.linspace(1, 0, len(part), dtype=np.float32) ** 1.6 * strength)[:, None, None]
    x, y = placed.at[0], placed.box.bottom
    under = canvas.px[y : y + len(part), x : x + part.shape[1]]
    under += (part[..., :3] - under * part[..., 3:]) * fade


# --- over a plate that was painted elsewhere: a shadow has the ground's own colour --------------
def hard_shadow(canvas: Canvas, placed: PlacedProduct, style: str, palette: Palette) -> None:
    """The hard shadow of a sticker (energetic) or of a flat shape (bold)."""
    reach = canvas.short * (_RIM if style == "energetic" else 0)
    offset = canvas.short * (0.016 if style == "energetic" else 0.022)
    colour = mix(palette.shade, np.zeros(3, np.float32), 0.35)
    _shifted(canvas, _grown(canvas, placed, reach), (offset, offset), colour, 0.92)


def soft_shadow(
    canvas: Canvas, placed: PlacedProduct, shift: Spot, blur: float, strength: float, colour: Ink
) -> None:
    """A soft shadow on what lies behind; shift and blur are shares of the short side."""
    sigma = blur * canvas.short
    moved = (shift[0] * canvas.short, shift[1] * canvas.short)
    window = _window(canvas.width, canvas.height, placed, int(sigma * 3 + max(map(abs, moved))))
    _tint(canvas, window, blurred(_alpha_in(placed, window, moved), sigma) * np.float32(strength), colour)


def lying_shadow(canvas: Canvas, placed: PlacedProduct, side: float, strength: float, colour: Ink) -> None:
    """A long soft shadow lying on the ground, towards `side` (-1 left, 1 right)."""
    tall, x, y = placed.layer.shape[0], placed.at[0], placed.box.bottom
    lean, flat = 1.15 * side, 0.2
    rows = y - placed.at[1]
    matrix = np.array([[1, -lean, x + lean * rows], [0, flat, y - flat * rows - tall * 0.006]], np.float64)
    mask = cv2.warpAffine(placed.layer[..., 3], matrix, (canvas.width, canvas.height))
    mask = blurred(mask, canvas.short * 0.018)
    _tint(canvas, (0, 0, canvas.width, canvas.height), mask * np.float32(strength), colour)


def contact_shadow(canvas: Canvas, placed: PlacedProduct, strength: float, colour: Ink) -> None:
    """The dark line where a foot meets the ground, and its soft surroundings."""
    box = placed.box
    rows = placed.layer[: max(2, box.bottom - placed.at[1]), :, 3]
    foot = np.flatnonzero((rows[-max(2, len(rows) // 9) :] > 0.5).any(0))
    if len(foot) == 0:
        return
    middle, half = placed.at[0] + (foot[0] + foot[-1]) / 2, (foot[-1] - foot[0]) / 2
    for spread, tall, share in ((1.06, 0.05, 1.0), (1.2, 0.12, 0.7), (1.7, 0.26, 0.4)):
        spot = canvas.oval((middle, box.bottom - half * 0.02), (half * spread, half * tall), 0.8)
        whole = (0, 0, canvas.width, canvas.height)
        _tint(canvas, whole, spot.clip(0, 1) * np.float32(strength * share), colour)


def reflection(canvas: Canvas, placed: PlacedProduct, strength: float, share: float) -> None:
    """The product upside down below its foot, fading, as a polished ground shows it."""
    _reflection(canvas, placed, strength, share)


def halo(canvas: Canvas, placed: PlacedProduct, colour: Ink, strength: float, blur: float) -> None:
    """Light spilling round the edges."""
    _halo(canvas, placed, colour, strength, blur)


def _tint(canvas: Canvas, window: Window, mask: Mask, colour: Ink) -> None:
    """Mix a shadow's colour in by a mask."""
    left, top, _, _ = window
    canvas.blend(mask.clip(0, 1), colour, (left, top))


def _grown(canvas: Canvas, placed: PlacedProduct, reach: float) -> Mask:
    """The product's silhouette, grown by `reach` pixels, as a float mask of the whole picture."""
    return _spread(_alpha_in(placed, (0, 0, canvas.width, canvas.height)), reach)


def _spread(mask: Mask, reach: float) -> Mask:
    if reach < 1:
        return mask
    size = int(reach) * 2 + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    mask = cv2.dilate((mask * 255).astype(np.uint8), kernel).astype(np.float32) / 255
    return cv2.GaussianBlur(mask, (0, 0), max(0.7, reach / 7))


def _shifted(canvas: Canvas, mask: Mask, shift: Spot, colour: Ink, strength: float) -> None:
    dx, dy = round(shift[0]), round(shift[1])
    part = mask[: canvas.height - dy, : canvas.width - dx]
    canvas.blend(part * np.float32(strength), colour, (dx, dy))
