"""From a plan to the finished Image: what a set and a painted plate have in common.

`compose` decides once what is where: product, words, and the point that the camera keeps in sight. Its
ProductShot is handed on from step to step. `finish` lays the product and the words over the painted set,
and gives the same picture in layers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.interfaces import FREE, Image, ImageRequest, PhotoCut
from generation.local.images import layers, layout, lettering, logo, placement, put, shadows
from generation.local.images.canvas import ROWS, Canvas
from generation.local.images.layout import ShotPlan
from generation.local.images.placement import PlacedProduct
from generation.media import cutout
from generation.media.arrays import Pixels
from generation.media.colours import Palette
from generation.media.cutout import Cutout
from generation.text.clothing import is_worn
from projects import photo_cuts
from projects.formats import Box

# Sets are painted at up to this many pixels of the short side and enlarged: they are soft, and 4K then fits a
# worker's memory. Product and words are always set at full size.
MOST_PAINTED = 1080

# How far words keep from the product, as shares of the short side: outlines and hard shadows need room.
_GAPS = {"bold": 0.05, "energetic": 0.042}
_GAP, _GAP_ASIDE = 0.024, 0.045


@dataclass(frozen=True)
class ImageDraft:
    """A request, and the same request at the size at which its set is painted: `share` of the full one."""

    request: ImageRequest
    small: ImageRequest
    share: float


@dataclass(frozen=True)
class ProductShot:
    """What is decided of a picture with a product before it is painted. Sizes are the draft's.

    `focus` is the point, in fractions, that the camera keeps in sight.
    """

    draft: ImageDraft
    product: Cutout
    plan: ShotPlan
    placed: list[PlacedProduct]
    words: tuple[lettering.TextItem, ...]
    focus: tuple[float, float]

    @property
    def words_over(self) -> list[lettering.TextItem]:
        """The words that lie over the product: only where a person put one of them."""
        request = self.draft.request
        if not (request.words_at or request.product_at):
            return []
        return put.over_product(self.words, placement.union([put.extent(one) for one in self.fronts]))

    @cached_property
    def fronts(self) -> list[PlacedProduct]:
        """The product's copies as they are laid over the draft: stickers with their rim."""
        small = self.draft.small
        return [shadows.with_sticker_rim(one, small.style, small.width, small.height) for one in self.placed]

    @cached_property
    def product_box(self) -> Box:
        return placement.union([copy.box for copy in self.placed])

    @property
    def stands(self) -> bool:
        """Whether the product's foot can be seen, upright, on the ground."""
        return placement.stands_on_ground(self.product, self.plan)


@dataclass(frozen=True)
class PaintedSet:
    """A set of the request's full size without product and words, and the words in their colours.

    The words are still laid out for the draft.
    """

    pixels: Pixels
    words: tuple[lettering.TextItem, ...]


def draft_of(request: ImageRequest, most: int = MOST_PAINTED) -> ImageDraft:
    """The Draft of a request; `most` is the short side that is painted at most, in pixels."""
    share = min(1.0, most / min(request.width, request.height))
    small = replace(request, width=round(request.width * share), height=round(request.height * share))
    return ImageDraft(request, small, share)


def cut_out(request: ImageRequest) -> Cutout:
    """The product of the photo that the scene shows. Raises Rejected for one that cannot be read."""
    at = photo_cuts.shown_photo(request.beat, request.scene_index, len(request.photos), request.shows)
    cut = request.cuts[at] if request.cuts else PhotoCut()
    product = cutout.cut_out(request.photos[at], f"photo {at + 1}", cut)
    return replace(product, stands=product.stands and not is_worn(request.product_name))


def compose(draft: ImageDraft, product: Cutout, plan: ShotPlan) -> ProductShot:
    """Product and words where the plan has them."""
    small = draft.small
    most = placement.MOST_ENLARGED * draft.share
    placed = placement.place(product, plan, small.width, small.height, most, rough=draft.share < 1)
    box = placement.union([copy.box for copy in placed])
    focus = layout.focus_on(box, small.width, small.height)
    words = lettering.lay_out(small, words_area(small, plan, box, focus), plan)
    if small.product_at:
        plan = put.plan_of_product(plan, box, small.product_at, small.width, small.height)
        placed = placement.place(product, plan, small.width, small.height, most, rough=draft.share < 1)
        box = placement.union([copy.box for copy in placed])
        focus = layout.focus_on(box, small.width, small.height)
    words = put_words(small, words, focus)
    return ProductShot(draft, product, plan, placed, words, focus)


def put_words(
    request: ImageRequest, words: tuple[lettering.TextItem, ...], focus: tuple[float, float]
) -> tuple[lettering.TextItem, ...]:
    """The words where a person put them, or as they are.

    Where the product was put elsewhere, the camera moves in on that place: they keep inside of what it shows.
    """
    if not words or not (request.words_at or request.product_at):
        return words
    at = put.middle(words)
    if request.words_at:
        at = put.in_pixels(request.words_at, request.width, request.height)
    return put.words(words, room_for_words(request, focus), at)


def room_for_words(request: ImageRequest, focus: tuple[float, float]) -> Box:
    """Where words may stand: what camera, captions and logo leave of the frame."""
    area = layout.words_box(request, focus)
    if logo.is_shown(request):
        area = replace(area, top=max(area.top, round(request.height * logo.words_top(request))))
    return area


def words_area(request: ImageRequest, plan: ShotPlan, product: Box, focus: tuple[float, float]) -> Box:
    """What the plan, the camera, the logo and the product leave to the words."""
    width, height = request.width, request.height
    area = layout.intersection(layout.to_pixels(plan.words, width, height), layout.words_box(request, focus))
    if logo.is_shown(request):
        area = replace(area, top=max(area.top, round(height * logo.words_top(request))))
    gap = max(_GAPS.get(request.style, _GAP), _GAP_ASIDE if plan.align == "left" else 0)
    return _beside(area, product, round(min(width, height) * gap))


def _beside(area: Box, product: Box, gap: int) -> Box:
    """The largest part of `area` that keeps `gap` from the product."""
    if not area.overlaps(
        Box(product.left - gap, product.top - gap, product.right + gap, product.bottom + gap)
    ):
        return area
    parts = (
        Box(area.left, area.top, area.right, min(area.bottom, product.top - gap)),
        Box(area.left, max(area.top, product.bottom + gap), area.right, area.bottom),
        Box(area.left, area.top, min(area.right, product.left - gap), area.bottom),
        Box(max(area.left, product.right + gap), area.top, area.right, area.bottom),
    )
    return max(parts, key=lambda part: max(0, part.width) * max(0, part.height))


def coloured_words(shot: ProductShot, canvas: Canvas, palette: Palette) -> tuple[lettering.TextItem, ...]:
    """The shot's words in colours that can be read: those over the product against its own pixels."""
    over = shot.words_over
    if not over:
        return lettering.coloured(shot.words, canvas, shot.draft.small, palette)
    beside = [item for item in shot.words if item not in over]
    settled = dict(zip(beside, lettering.coloured(beside, canvas, shot.draft.small, palette), strict=True))
    seen = put.with_products(canvas, shot.fronts)
    settled |= zip(over, lettering.coloured_over(over, seen, shot.draft.small, palette), strict=True)
    return tuple(settled[item] for item in shot.words)


# --- the finished picture --------------------------------------------------------------------
def finish(shot: ProductShot, painted: PaintedSet, *, cut_hidden: bool = False) -> Image:
    """The Image of a product before its set.

    `cut_hidden`: the product rises from behind an edge that hides its straight cut, and ends there.
    """
    request, product, plan = shot.draft.request, shot.product, shot.plan
    placed = shot.placed
    if shot.draft.share < 1:
        placed = placement.place(product, plan, request.width, request.height)
    front = [shadows.with_sticker_rim(copy, request.style, request.width, request.height) for copy in placed]
    if cut_hidden:
        front = [_cut_at_row(front[0], front[0].box.bottom)]
    free = None
    if placement.is_free(product, plan) and not shot.words_over:
        free = layers.FrontProduct(front[0], shot.stands or cut_hidden)
    box = placement.union([copy.box for copy in placed])
    return finish_image(shot.draft, painted, shot.focus, front, box, free)


def _cut_at_row(placed: PlacedProduct, row: int) -> PlacedProduct:
    """The product without what reaches below a row of the picture: a sticker's rim, behind an edge."""
    return replace(placed, layer=placed.layer[: max(1, row - placed.at[1])])


def finish_image(
    draft: ImageDraft,
    painted: PaintedSet,
    focus: tuple[float, float],
    front: Sequence[PlacedProduct] = (),
    product_box: Box | None = None,
    free: layers.FrontProduct | None = None,
) -> Image:
    """The Image of a painted set, with what stands before it and its words.

    It comes in layers too where the product is `free`, and where a button or a price is to move.
    """
    request, pixels = draft.request, painted.pixels
    x, y = request.width / draft.small.width, request.height / draft.small.height
    words = lettering.enlarged(painted.words, x, y)
    signs = [item for item in words if item.kind in layers.MARKS]
    behind = pixels.copy() if free or signs else None
    for product in front:
        _lay_over(pixels, product)
        if behind is not None and free is None:
            _lay_over(behind, product)  # no layer of its own: it belongs to the plate
    plate = None if behind is None else _lettered(behind, request, layers.plate_items(words))
    made = _to_image(_lettered(pixels, request, words), focus, product_box, words)
    if plate is None:
        return made
    marks = layers.to_marks(signs, request.width, request.height)
    return replace(made, layers=layers.split_layers(plate, free), marks=marks)


def _lettered(pixels: Pixels, request: ImageRequest, words: Sequence[lettering.TextItem]) -> Pictures.Image:
    picture = Pictures.fromarray(pixels)
    logo.draw_logo(picture, request)
    lettering.draw(picture, words)
    return picture


def _lay_over(pixels: Pixels, placed: PlacedProduct) -> None:
    """Lay the product over a picture, in place."""
    x, y = placed.at
    height, width = placed.layer.shape[:2]
    under = pixels[y : y + height, x : x + width]
    for top in range(0, height, ROWS):
        over, strip = placed.layer[top : top + ROWS], under[top : top + ROWS]
        room = np.float32(1) - cv2.extractChannel(over, 3)
        mixed = cv2.multiply(strip, cv2.merge([room] * 3), dtype=cv2.CV_32F)
        mixed += over[..., :3] * np.float32(255)
        mixed += np.float32(0.5)
        np.minimum(mixed, 255, out=mixed)
        strip[:] = mixed


def _to_image(
    picture: Pictures.Image,
    focus: tuple[float, float],
    product: Box | None,
    words: Sequence[lettering.TextItem],
) -> Image:
    width, height = picture.size
    return Image(
        data=layers.jpeg(picture),
        mime="image/jpeg",
        width=width,
        height=height,
        focus=focus,
        product_box=layout.to_fractions(product, width, height) if product else None,
        text_boxes=tuple(layout.to_fractions(item.box, width, height) for item in words),
        usage=FREE,
    )
