"""The real product and the words laid over a picture that somebody else painted: the plate.

The plate is cut to the frame, the product stands where the art director's plan has it, and its shadow
falls as the plate's own light has it. The product's pixels stay those of its photo. Costs nothing, and
the same request over the same plate gives the same picture.
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageOps

from generation.local.images import canvas as light
from generation.local.images import illustration, layers, layout, provider, shadows
from generation.local.images import lettering as words
from generation.media import colours as colours
from generation.media import cutout
from generation.provider_errors import Rejected
from projects.formats import Box

# Raise it when the same plate and request give another picture.
VERSION = "2"

# Plates are worked on at up to this many pixels of their short side, so that 4K fits a worker's memory.
MOST_PAINTED = 1440

# What of a plate is kept where the frame has another shape: a little below its middle things stand.
CENTRE = (0.5, 0.56)


def compose(request, plate):
    """The Image for an ImageRequest over `plate` (encoded bytes), with layers where the product is whole.

    Without photos only the words are set. Raises Rejected for a plate or a photo that cannot be read.
    """
    rng = np.random.default_rng([request.seed, request.scene_index, len(request.beat)])
    palette = colours.style_palette(request.style, request.brand_colours)
    small, share = provider.draft_of(request, MOST_PAINTED)
    canvas = _canvas(plate, small)
    laid = _with_product if request.photos else _words_alone
    return laid(request, small, share, canvas, palette, rng)


def _canvas(plate, request):
    """The plate, cut to the request's size, as a light.Canvas."""
    try:
        sent = Pictures.open(io.BytesIO(plate)).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        raise Rejected("The painted scene is not a picture we can read.") from None
    size = (request.width, request.height)
    fitted = ImageOps.fit(sent, size, Pictures.Resampling.LANCZOS, centering=CENTRE)
    canvas = light.Canvas(*size)
    canvas.px[:] = np.asarray(fitted, np.float32) / 255
    return canvas


def _words_alone(request, small, share, canvas, palette, rng):
    focus = (0.5, 0.5)
    items = words.coloured(illustration.words_for(small, focus), canvas, small, palette)
    pixels = canvas.finish(rng, 0.0, (request.width, request.height))
    return provider.finished(pixels, request, small, focus, (), None, items, None)


def _with_product(request, small, share, canvas, palette, rng):
    product = provider.cut_out(request)
    if product.cut_below:
        product = cutout.fade_cut(product)
    plan = layout.plan_over(request)
    placed = provider.place(product, plan, small.width, small.height, provider.MOST_ENLARGED * share)
    items, focus = provider.words_for(small, plan, [one.box for one in placed])
    stands = provider.stands(product, plan)
    for one in placed:
        _tie(canvas, one, seen(canvas, one.box), small.style, stands, palette)
    items = words.coloured(items, canvas, small, palette)
    pixels = canvas.finish(rng, 0.0, (request.width, request.height))
    del canvas
    if share < 1:
        placed = provider.place(product, plan, request.width, request.height)
    front = [shadows.rimmed(one, request.style, request.width, request.height) for one in placed]
    apart = layers.Front(front[0], stands) if provider.is_free(product, plan) else None
    union = provider.union([one.box for one in placed])
    return provider.finished(pixels, request, small, focus, front, union, items, apart)


# --- the plate's own light -------------------------------------------------------------------
@dataclass(frozen=True)
class Light:
    """What the plate tells of its light where the product stands.

    `side` is -1 (from the left) to 1 (from the right), `bright` the luminance around the product 0..1,
    `shade` the colour of a deep shadow there, `glow` that of its brightest parts, `busy` how much detail
    lies behind the product (0 smooth, 1 restless), `gloss` how far the ground would mirror (0..1).
    """

    side: float
    bright: float
    shade: np.ndarray
    glow: np.ndarray
    busy: float
    gloss: float


def seen(canvas, box):
    """The Light around a Box of a canvas."""
    grey = cv2.resize(canvas.px, (96, 96), interpolation=cv2.INTER_AREA)
    lit = colours.luminance(grey.clip(0, 1))
    left, right = float(lit[:60, :40].mean()), float(lit[:60, 56:].mean())
    around = _patch(canvas, _grown(box, canvas, 0.35))
    ground = _patch(canvas, _below(box, canvas))
    tones = colours.luminance(around)
    return Light(
        side=float(np.clip((right - left) / max(right + left, 0.05) * 2.5, -1, 1)),
        bright=float(tones.mean()),
        shade=ground.reshape(-1, 3).mean(0) * np.float32(0.16),
        glow=_brightest(around, tones),
        busy=_busy(around),
        gloss=_gloss(ground),
    )


def _patch(canvas, box):
    part = canvas.px[max(0, box.top) : box.bottom, max(0, box.left) : box.right].clip(0, 1)
    return cv2.resize(part, (96, 96), interpolation=cv2.INTER_AREA)


def _grown(box, canvas, share):
    x, y = round(box.width * share), round(box.height * share)
    return Box(
        max(0, box.left - x),
        max(0, box.top - y),
        min(canvas.width, box.right + x),
        min(canvas.height, box.bottom + y),
    )


def _below(box, canvas):
    """The ground at a product's foot."""
    tall = max(8, round(box.height * 0.18))
    top = min(max(0, box.bottom - tall // 3), canvas.height - 8)
    return Box(box.left, top, max(box.left + 8, box.right), min(canvas.height, top + tall))


def _brightest(patch, tones):
    return patch[tones >= np.percentile(tones, 88)].mean(0)


def _busy(patch):
    grey = patch.mean(2)
    return float(np.clip((grey - cv2.GaussianBlur(grey, (0, 0), 4)).std() / 0.07, 0, 1))


def _gloss(ground):
    """Dark and even grounds mirror; paper, cloth and grass do not."""
    even = np.clip(1 - _busy(ground) * 1.6, 0, 1)
    dark = np.clip(1.15 - float(colours.luminance(ground).mean()) * 3.2, 0, 1)
    return float(even * dark)


# --- tying the product to it -----------------------------------------------------------------
_STICKERS = ("energetic", "bold")

# Below this luminance around it a product is parted from the plate by light, above it by shade.
_NIGHT = 0.12


def _tie(canvas, one, lit, style, stands, palette):
    """Paint what the product does to its surroundings, beneath it."""
    _defocus(canvas, one, lit)
    if style in _STICKERS:
        shadows.printed(canvas, one, style, palette)
        return
    _part(canvas, one, lit)
    if stands:
        if lit.gloss > 0.15:
            shadows.reflect(canvas, one, 0.3 * lit.gloss, 0.4)
        shadows.lie(canvas, one, _away(lit), 0.3 + 0.2 * lit.bright, lit.shade)
        shadows.touch(canvas, one, 0.55 + 0.25 * lit.bright, lit.shade)
    else:
        shadows.fall(canvas, one, (-0.022 * lit.side, 0.028), 0.026, 0.34 + 0.16 * lit.bright, lit.shade)


def _away(lit):
    """Where a shadow lies, -1 (left) to 1: away from the light, and never wholly behind the product."""
    return -(lit.side if abs(lit.side) > 0.5 else 0.5 if lit.side >= 0 else -0.5)


def _defocus(canvas, one, lit):
    """A restless plate steps back a little behind the product, as a lens would have it."""
    if lit.busy < 0.25:
        return
    box, short = one.box, canvas.short
    soft = light.blurred(canvas.px, short * 0.006 * (0.5 + lit.busy))
    reach = (box.width * 0.5 + short * 0.22, box.height * 0.5 + short * 0.22)
    mask = np.clip(canvas.oval(box.centre, reach, 0.8) * 1.6, 0, 1) * np.float32(0.9)
    canvas.px += (soft - canvas.px) * mask[..., None]


def _part(canvas, one, lit):
    """Where the product is as dark or as bright as what is behind it, its surroundings give way."""
    ink = one.layer[one.layer[..., 3] > 0.9][:, :3]
    own = float(colours.luminance(ink[:: max(1, len(ink) // 4000)]).mean()) if len(ink) else 0.5
    gap = own - lit.bright
    if abs(gap) > 0.22:
        return
    if lit.bright < _NIGHT:
        shadows.glow(canvas, one, colours.mix(lit.glow, np.ones(3, np.float32), 0.35), 0.45, 0.035)
    else:
        shadows.fall(canvas, one, (0.0, 0.0), 0.05, 0.4, lit.shade)
