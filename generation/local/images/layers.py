"""The same picture taken apart: the plate, the product before it, and the signs that move by themselves.

The flattened picture stays what people see and approve; plate, product and signs laid over each other
give it back. Only the end card's button and price are signs: all other type belongs to the plate.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pictures

from generation.interfaces import Layers, Mark
from generation.local.images import layout, lettering
from generation.local.images.placement import PlacedProduct
from generation.media.arrays import Array, PixelsWithAlpha
from projects.formats import Box

MARKS = {"price": "price", "cta": "button"}

# Clear pixels around the product, so that its edge can be sampled between pixels.
_ROOM = 2


@dataclass(frozen=True)
class FrontProduct:
    """What stands in front: a product at its place, and whether it stands on the ground or floats."""

    placed: PlacedProduct
    stands: bool


def plate_items(items: Iterable[lettering.TextItem]) -> tuple[lettering.TextItem, ...]:
    """The Items that stay in the plate."""
    return tuple(item for item in items if item.kind not in MARKS)


def split_layers(plate: Pictures.Image, front: FrontProduct | None) -> Layers:
    """The Layers of a plate and what stands in front of it, None where nothing does."""
    if front is None:
        return Layers(plate=jpeg(plate), plate_mime="image/jpeg")
    rgba, box = _with_clear_edge(front.placed, plate.width, plate.height)
    return Layers(
        plate=jpeg(plate),
        plate_mime="image/jpeg",
        product=_png(rgba),
        place=_fractions(box, plate),
        rests=_resting_point(front.placed, plate.width, plate.height) if front.stands else None,
    )


def _fractions(box: Box, plate: Pictures.Image) -> tuple[float, float, float, float]:
    left, top, right, bottom = layout.to_fractions(box, plate.width, plate.height)
    return float(left), float(top), float(right), float(bottom)


def _with_clear_edge(placed: PlacedProduct, width: int, height: int) -> tuple[PixelsWithAlpha, Box]:
    """The product with clear room around it, and its box: no room where the frame cuts the product."""
    x, y = placed.at
    tall, wide = placed.layer.shape[:2]
    box = Box(
        max(0, x - _ROOM), max(0, y - _ROOM), min(width, x + wide + _ROOM), min(height, y + tall + _ROOM)
    )
    out = np.zeros((box.height, box.width, 4), np.uint8)
    out[y - box.top : y - box.top + tall, x - box.left : x - box.left + wide] = _straight(placed.layer)
    return out, box


def _straight(layer: Array) -> PixelsWithAlpha:
    """Premultiplied floats as straight bytes."""
    alpha = cv2.extractChannel(layer, 3)
    share = np.float32(255) / np.maximum(alpha, np.float32(1e-4))
    return cv2.convertScaleAbs(
        cv2.multiply(layer, cv2.merge([share, share, share, np.full_like(share, 255)]))
    )


def _resting_point(placed: PlacedProduct, width: int, height: int) -> tuple[float, float]:
    return (float(placed.box.centre[0] / width), float(placed.box.bottom / height))


def to_marks(items: Iterable[lettering.TextItem], width: int, height: int) -> tuple[Mark, ...]:
    """The Marks of a button and a price."""
    return tuple(
        Mark(
            kind=MARKS[item.kind],
            text=" ".join(item.lines),
            box=layout.to_fractions(item.box, width, height),
            font=item.family,
            ink=_hex_or_empty(item.ink),
            ground=_hex_or_empty(item.plate or item.bar),
        )
        for item in items
    )


def _hex_or_empty(colour: tuple[int, ...] | None) -> str:
    return "" if colour is None else "#{:02x}{:02x}{:02x}".format(*colour)


def jpeg(picture: Pictures.Image) -> bytes:
    """Near lossless, full colour resolution."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


# Each row as its difference from the one above, packed quickly: half the time of the best difference for each
# row, for a twelfth more bytes.
_PNG = (cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP)


def _png(rgba: PixelsWithAlpha) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA), _PNG)[1].tobytes()
