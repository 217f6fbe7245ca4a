"""The real product and the words laid over a picture that somebody else painted: the plate.

The plate is cut to the frame, the product stands where the art director's plan has it, and its shadow
falls as the plate's own light has it. The product's pixels stay those of its photo. Costs nothing, and
the same request over the same plate gives the same picture.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageOps

from generation.interfaces import Image, ImageRequest
from generation.local.images import composition, full_photo, illustration, layout, lettering, shadows
from generation.local.images.canvas import Canvas, blurred
from generation.local.images.composition import ImageDraft, PaintedSet, ProductShot
from generation.local.images.lettering import TextItem
from generation.local.images.placement import PlacedProduct
from generation.media import colours, cutout
from generation.media.arrays import Array, Colour
from generation.media.colours import Palette
from generation.provider_errors import Rejected
from projects.formats import Box

# Raise it when the same plate and request give another picture.
VERSION = "6"

# Plates are worked on at up to this many pixels of their short side, so that 4K fits a worker's memory.
MOST_PAINTED = 1440

# What of a plate is kept where the frame has another shape: a little below its middle things stand.
CENTRE = (0.5, 0.56)


def compose(request: ImageRequest, plate: bytes) -> Image:
    """The Image for an ImageRequest over `plate` (encoded bytes), with layers where the product is whole.

    Without photos only the words are set. Raises Rejected for a plate or a photo that cannot be read.
    """
    rng = np.random.default_rng([request.seed, request.scene_index, len(request.beat)])
    palette = colours.style_palette(request.style, request.brand_colours)
    draft = composition.draft_of(request, MOST_PAINTED)
    picture = _opened(plate)
    return (_with_product if request.photos else _words_alone)(draft, picture, palette, rng)


def _opened(plate: bytes) -> Pictures.Image:
    try:
        return Pictures.open(io.BytesIO(plate)).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        raise Rejected("The painted scene is not a picture we can read.") from None


def _words_alone(
    draft: ImageDraft, plate: Pictures.Image, palette: Palette, rng: np.random.Generator
) -> Image:
    focus = (0.5, 0.5)
    words = illustration.words_on_illustration(draft.small, focus)
    canvas = _canvas(plate, draft.small)
    return composition.finish_image(draft, _painted(draft, words, canvas, palette, rng), focus)


def _with_product(
    draft: ImageDraft, plate: Pictures.Image, palette: Palette, rng: np.random.Generator
) -> Image:
    product = composition.cut_out(draft.request)
    if product.kind == "card":
        # A photo with its own surroundings brings its set along: it would float as a card over the plate.
        plan = layout.plan_over_plate(draft.request)
        return full_photo.paint(draft, product, plan, palette, rng, 0.0)
    if product.cut_below:
        product = cutout.fade_cut(product)
    shot = composition.compose(draft, product, layout.plan_over_plate(draft.request))
    return composition.finish(shot, _paint_over(plate, shot, palette, rng))


def _paint_over(
    plate: Pictures.Image, shot: ProductShot, palette: Palette, rng: np.random.Generator
) -> PaintedSet:
    """The plate with the product's shadows."""
    canvas = _canvas(plate, shot.draft.small)
    for placed in shot.placed:
        light = measure_light(canvas, placed.box)
        _ground_product(canvas, placed, light, shot.draft.small.style, shot.stands, palette)
    coloured = composition.coloured_words(shot, canvas, palette)
    return _at_full_size(shot.draft, coloured, canvas, rng)


def _canvas(plate: Pictures.Image, request: ImageRequest) -> Canvas:
    """The plate, cut to the request's size."""
    size = (request.width, request.height)
    fitted = ImageOps.fit(plate, size, Pictures.Resampling.LANCZOS, centering=CENTRE)
    canvas = Canvas(*size)
    canvas.px[:] = np.asarray(fitted, np.float32) / 255
    return canvas


def _painted(
    draft: ImageDraft, words: Sequence[TextItem], canvas: Canvas, palette: Palette, rng: np.random.Generator
) -> PaintedSet:
    """The canvas at full size, and the words in colours that can be read on it."""
    return _at_full_size(draft, lettering.coloured(words, canvas, draft.small, palette), canvas, rng)


def _at_full_size(
    draft: ImageDraft, words: tuple[TextItem, ...], canvas: Canvas, rng: np.random.Generator
) -> PaintedSet:
    return PaintedSet(canvas.finish(rng, 0.0, (draft.request.width, draft.request.height)), words)


# --- the plate's own light -------------------------------------------------------------------
@dataclass(frozen=True)
class PlateLight:
    """What the plate tells of its light where the product stands.

    `side` is -1 (from the left) to 1 (from the right), `bright` the luminance around the product 0..1,
    `shade` the colour of a deep shadow there, `glow` that of its brightest parts, `busy` how much detail
    lies behind the product (0 smooth, 1 restless), `gloss` how far the ground would mirror (0..1).
    """

    side: float
    bright: float
    shade: Colour
    glow: Colour
    busy: float
    gloss: float


def measure_light(canvas: Canvas, box: Box) -> PlateLight:
    """The light of a plate around a product's Box."""
    grey = cv2.resize(canvas.px, (96, 96), interpolation=cv2.INTER_AREA)
    lit = colours.luminance(grey.clip(0, 1))
    left, right = float(lit[:60, :40].mean()), float(lit[:60, 56:].mean())
    around = _patch(canvas, _grown(box, canvas, 0.35))
    ground = _patch(canvas, _below(box, canvas))
    tones = colours.luminance(around)
    return PlateLight(
        side=float(np.clip((right - left) / max(right + left, 0.05) * 2.5, -1, 1)),
        bright=float(tones.mean()),
        shade=ground.reshape(-1, 3).mean(0) * np.float32(0.16),
        glow=_brightest(around, tones),
        busy=_busy(around),
        gloss=_gloss(ground),
    )


def _patch(canvas: Canvas, box: Box) -> Array:
    part = canvas.px[max(0, box.top) : box.bottom, max(0, box.left) : box.right].clip(0, 1)
    return cv2.resize(part, (96, 96), interpolation=cv2.INTER_AREA)


def _grown(box: Box, canvas: Canvas, share: float) -> Box:
    x, y = round(box.width * share), round(box.height * share)
    return Box(
        max(0, box.left - x),
        max(0, box.top - y),
        min(canvas.width, box.right + x),
        min(canvas.height, box.bottom + y),
    )


def _below(box: Box, canvas: Canvas) -> Box:
    """The ground at a product's foot."""
    tall = max(8, round(box.height * 0.18))
    top = min(max(0, box.bottom - tall // 3), canvas.height - 8)
    return Box(box.left, top, max(box.left + 8, box.right), min(canvas.height, top + tall))


def _brightest(patch: Array, tones: Array) -> Colour:
    return patch[tones >= np.percentile(tones, 88)].mean(0)


def _busy(patch: Array) -> float:
    grey = patch.mean(2)
    return float(np.clip((grey - cv2.GaussianBlur(grey, (0, 0), 4)).std() / 0.07, 0, 1))


def _gloss(ground: Array) -> float:
    """Dark and even grounds mirror; paper, cloth and grass do not."""
    even = np.clip(1 - _busy(ground) * 1.6, 0, 1)
    dark = np.clip(1.15 - float(colours.luminance(ground).mean()) * 3.2, 0, 1)
    return float(even * dark)


# --- tying the product to it -----------------------------------------------------------------
_STICKERS = ("energetic", "bold")

# Below this luminance around it a product is parted from the plate by light, above it by shade.
_NIGHT = 0.12


def _ground_product(
    canvas: Canvas, placed: PlacedProduct, light: PlateLight, style: str, stands: bool, palette: Palette
) -> None:
    """Paint what the product does to its surroundings, beneath it."""
    _defocus(canvas, placed, light)
    if style in _STICKERS:
        shadows.hard_shadow(canvas, placed, style, palette)
        return
    _separate(canvas, placed, light)
    if stands:
        if light.gloss > 0.15:
            shadows.reflection(canvas, placed, 0.3 * light.gloss, 0.4)
        shadows.lying_shadow(canvas, placed, _shadow_side(light), 0.3 + 0.2 * light.bright, light.shade)
        shadows.contact_shadow(canvas, placed, 0.55 + 0.25 * light.bright, light.shade)
    else:
        shadows.soft_shadow(
            canvas, placed, (-0.022 * light.side, 0.028), 0.026, 0.34 + 0.16 * light.bright, light.shade
        )


def _shadow_side(light: PlateLight) -> float:
    """Where a shadow lies, -1 (left) to 1: away from the light, and never wholly behind the product."""
    return -(light.side if abs(light.side) > 0.5 else 0.5 if light.side >= 0 else -0.5)


def _defocus(canvas: Canvas, placed: PlacedProduct, light: PlateLight) -> None:
    """A restless plate steps back a little behind the product, as a lens would have it."""
    if light.busy < 0.25:
        return
    box, short = placed.box, canvas.short
    soft = blurred(canvas.px, short * 0.006 * (0.5 + light.busy))
    reach = (box.width * 0.5 + short * 0.22, box.height * 0.5 + short * 0.22)
    mask = np.clip(canvas.oval(box.centre, reach, 0.8) * 1.6, 0, 1) * np.float32(0.9)
    canvas.px += (soft - canvas.px) * mask[..., None]


def _separate(canvas: Canvas, placed: PlacedProduct, light: PlateLight) -> None:
    """Where the product is as dark or as bright as what is behind it, its surroundings give way."""
    ink = placed.layer[placed.layer[..., 3] > 0.9][:, :3]
    own = float(colours.luminance(ink[:: max(1, len(ink) // 4000)]).mean()) if len(ink) else 0.5
    gap = own - light.bright
    if abs(gap) > 0.22:
        return
    if light.bright < _NIGHT:
        shadows.halo(canvas, placed, colours.mix(light.glow, np.ones(3, np.float32), 0.35), 0.45, 0.035)
    else:
        shadows.soft_shadow(canvas, placed, (0.0, 0.0), 0.05, 0.4, light.shade)
