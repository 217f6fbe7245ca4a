"""The demo product's record and photo, read from product.toml and kettle.png beside this file."""

import tomllib
from pathlib import Path

from generation.interfaces import ProductFacts

_HERE = Path(__file__).resolve().parent
_RECORD = tomllib.loads((_HERE / "product.toml").read_text())

HANDLE: str = _RECORD["handle"]
CALL_TO_ACTION: str = _RECORD["call_to_action"]
# (width, height) in pixels.
PHOTO_SIZE: tuple[int, int] = tuple(_RECORD["photo_size"])
PRODUCT: dict = _RECORD["product"]


def photo() -> bytes:
    """The product's photo as a PNG with a transparent background."""
    return (_HERE / "kettle.png").read_bytes()


def facts() -> ProductFacts:
    """The record as ProductFacts."""
    return ProductFacts(
        name=PRODUCT["name"],
        description=PRODUCT["description"],
        selling_points=tuple(PRODUCT["selling_points"]),
        audience=PRODUCT["audience"],
        price="€89.00",
        category=PRODUCT["category"],
        vendor=PRODUCT["vendor"],
    )
