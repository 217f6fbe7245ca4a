"""Words and product where a person put them, in place of where the layout has them.

A request says it as (x, y, scale): the middle in shares of the picture, and how many times as large as the
layout has it. Nothing leaves what it may stand in: the product the frame, words the part of it that camera,
captions and logo leave them. What would not fit is made smaller, and moved no further than it has to be.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from generation.local.images import layout, placement
from generation.local.images.canvas import Canvas
from generation.local.images.layout import ShotPlan
from generation.local.images.lettering import TextItem
from generation.local.images.placement import PlacedProduct
from projects.formats import Box

# (x, y, scale) of a request.
Put = tuple[float, ...]


def plan_of_product(plan: ShotPlan, own: Box, at: Put, width: int, height: int) -> ShotPlan:
    """The plan with its product whole and once, in the box that a person put it in.

    `own` is where the layout shows it: a product that runs out of the frame there, is cropped or repeated,
    is shown whole in a box of that size.
    """
    box = moved(own, in_pixels(at, width, height), Box(0, 0, width, height))
    region = layout.to_fractions(box, width, height)
    return replace(
        plan, product=region, bleed=(), grow=1.0, panel=False, copies=1, rows=1, tilt=plan.tilt, is_put=True
    )


def moved(own: Box, at: Put, within: Box) -> Box:
    """A box of its own proportions in another size at another place (in pixels), inside of `within`."""
    x, y, scale = at
    scale = min(scale, within.width / own.width, within.height / own.height)
    wide, tall = max(1, round(own.width * scale)), max(1, round(own.height * scale))
    left = min(max(round(x - wide / 2), within.left), within.right - wide)
    top = min(max(round(y - tall / 2), within.top), within.bottom - tall)
    return Box(left, top, left + wide, top + tall)


def words(items: Sequence[TextItem], area: Box, at: Put) -> tuple[TextItem, ...]:
    """The items with the same lines, as one block, as large and where it was put inside `area`.

    `at` has its middle in pixels. Without room for its size the block is as large as fits.
    """
    if not items or area.width < 8 or area.height < 8:
        return tuple(items)
    own = placement.union([item.box for item in items])
    box = moved(own, at, area)
    # Rounded down, so that no line comes out wider than its box.
    by = min(box.width / own.width, box.height / own.height)
    return tuple(_item_in(item, own, box, by) for item in items)


def _item_in(item: TextItem, own: Box, box: Box, by: float) -> TextItem:
    left, top = box.left + (item.box.left - own.left) * by, box.top + (item.box.top - own.top) * by
    wide, tall = item.box.width * by, item.box.height * by
    if by == 1:
        placed = Box(round(left), round(top), round(left) + item.box.width, round(top) + item.box.height)
    else:
        placed = Box(int(left), int(top), int(left + wide), int(top + tall))
    return replace(item, size=max(1, int(item.size * by)), box=placed)


def in_pixels(at: Put, width: int, height: int) -> Put:
    """The same place with its middle in pixels."""
    return (at[0] * width, at[1] * height, at[2])


def middle(items: Sequence[TextItem]) -> Put:
    """Where items stand as one block, in pixels, in their own size."""
    return (*placement.union([item.box for item in items]).centre, 1.0)


# --- words over the product ------------------------------------------------------------------------
def over_product(items: Sequence[TextItem], product: Box) -> list[TextItem]:
    """Those of the items that lie over the product."""
    return [item for item in items if item.box.overlaps(product)]


def extent(placed: PlacedProduct) -> Box:
    """Where a product's layer lies, with whatever is around it."""
    x, y = placed.at
    tall, wide = placed.layer.shape[:2]
    return Box(x, y, x + wide, y + tall)


def with_products(canvas: Canvas, placed: Sequence[PlacedProduct]) -> Canvas:
    """A copy of a canvas with the products before it: what is behind words that lie over them."""
    seen = Canvas(canvas.width, canvas.height)
    seen.px[:] = canvas.px
    for product in placed:
        x, y = product.at
        tall, wide = product.layer.shape[:2]
        under = seen.px[y : y + tall, x : x + wide]
        under[:] = product.layer[..., :3] + under * (np.float32(1) - product.layer[..., 3:])
    return seen
