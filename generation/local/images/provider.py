"""The art director: one request in, one picture out, step by step.

Cut the product free → choose a plan → place product and words → paint the set → shadows → ease what lies
behind the words → grain → the product itself, untouched → the words. The same picture is also given in
layers.
"""

from dataclasses import replace

import numpy as np

from generation.interfaces import Image, ImageRequest, Provider
from generation.local.images import (
    backdrops,
    colourways,
    composition,
    full_photo,
    illustration,
    layout,
    placement,
    shadows,
)
from generation.local.images.canvas import Canvas
from generation.local.images.composition import ImageDraft, PaintedSet, ProductShot
from generation.media import colours, cutout
from generation.media.colours import Palette
from generation.media.cutout import Cutout

# An illustrated scene is flat: so much film grain at least keeps it from looking like a drawing.
_ILLUSTRATION_GRAIN = 0.008


class ArtDirector(Provider):
    """Talent `image`, without a network: sets the product's own photo, or an illustrated scene."""

    hints = ("brand_font", "cuts", "shows", "words_at", "product_at")

    def paint(self, request: ImageRequest) -> Image:
        """An Image of exactly the size asked for. Raises Rejected for a photo that cannot be read."""
        rng = np.random.default_rng([request.seed, request.scene_index, len(request.beat)])
        palette = colourways.palette_for(request)
        draft = composition.draft_of(request)
        return (_with_product if request.photos else _without_product)(draft, palette, rng)


def _with_product(draft: ImageDraft, palette: Palette, rng: np.random.Generator) -> Image:
    request = draft.request
    product = _fade_cut(composition.cut_out(request), request.style)
    plan = placement.choose_plan(request, product)
    if product.kind == "card":
        return full_photo.paint(draft, product, plan, palette, rng, backdrops.GRAIN[request.style])
    shot = composition.compose(draft, product, plan)
    stage = backdrop_stage(shot, palette, rng)
    made = composition.finish(shot, _paint_set(shot, stage), cut_hidden=stage.cut_below)
    return replace(made, flats=backdrops.flat_colours(stage, request.style))


def _fade_cut(product: Cutout, style: str) -> Cutout:
    """The product, its straight cut faded in the styles that set nothing before it."""
    return cutout.fade_cut(product) if product.cut_below and style not in backdrops.FRONTS else product


def backdrop_stage(shot: ProductShot, palette: Palette, rng: np.random.Generator) -> backdrops.BackdropStage:
    """What the backdrop has to know of a shot."""
    product, plan, request = shot.product, shot.plan, shot.draft.small
    return backdrops.BackdropStage(
        palette=palette,
        plan=plan,
        rng=rng,
        product=shot.product_box,
        words=placement.union([item.box for item in shot.words]) if shot.words else None,
        stands=shot.stands,
        tones=tuple(colours.dominant(product.opaque, 4)),
        index=request.scene_index + request.seed + layout.content_number(request),
        film=request.seed + layout.content_number(request),
        sets=layout.drawn_for(request, "sets", 5040),
        light=1 if request.seed % 2 else -1,
        cut_below=product.cut_below and not plan.panel and "bottom" not in plan.bleed,
    )


def _paint_set(shot: ProductShot, stage: backdrops.BackdropStage) -> PaintedSet:
    """The set with the product's shadows, and the words in colours that can be read on it."""
    small, full = shot.draft.small, shot.draft.request
    canvas = Canvas(small.width, small.height)
    backdrops.paint(canvas, stage, small.style)
    shadows.cast_shadows(canvas, stage, shot.placed, small.style)
    words = composition.coloured_words(shot, canvas, stage.palette)
    pixels = canvas.finish(stage.rng, backdrops.GRAIN[small.style], (full.width, full.height))
    return PaintedSet(pixels, words)


def _without_product(draft: ImageDraft, palette: Palette, rng: np.random.Generator) -> Image:
    request = draft.request
    canvas, words, focus = illustration.paint(draft.small, palette, rng)
    grain = max(_ILLUSTRATION_GRAIN, backdrops.GRAIN[request.style])
    pixels = canvas.finish(rng, grain, (request.width, request.height))
    return composition.finish_image(draft, PaintedSet(pixels, words), focus)
