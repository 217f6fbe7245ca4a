"""A feed in XML as a header and lines of cells: Google Merchant (RSS, Atom), and what shops call their own.

What repeats in a feed and has a name is a product. Its tags are the columns; a tag that a product has several
times (`additional_image_link`, `product_highlight`) is as many columns of one name.
"""

import io
import re
from collections.abc import Iterator
from itertools import zip_longest

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext

from projects.errors import BadInput

# What feeds call a product: Google, Atom, Yandex, Heureka, and exports of programs.
_PRODUCTS = frozenset([
    "item", "entry", "product", "offer", "shopitem", "row", "record", "artikel", "produkt", "produit",
    "producto", "prodotto", "produto", "товар",
])  # fmt: skip
# A product has a tag so many times at most; further ones are left out.
MOST_OF_ONE = 10
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|!--|yml_catalog|shop|products?|catalog|items|root)\b", re.I
)


def is_feed(data: bytes) -> bool:
    """Whether the bytes begin as XML does."""
    return bool(_BEGINS.match(data[:200]))


def read(data: bytes, most: int) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """(the names of the columns, (the product's place in the feed from 1, its cells) for each product).

    Of more than `most` products the rest is left to the caller, who counts lines. Raises BadInput naming
    "catalog" where it is no XML, or no tag of it is a product.
    """
    products = []
    try:
        for product in _products(data):
            products.append(product)
            if len(products) > most:
                break
    except (ElementTree.ParseError, DefusedXmlException, LookupError, ValueError):
        raise BadInput(
            gettext("The XML is broken. Export the feed again, or send a CSV."), "catalog"
        ) from None
    if not products:
        raise BadInput(gettext("The XML names no products. Export a product feed, or send a CSV."), "catalog")
    counts: dict[str, int] = {}
    for product in products:
        for name, values in product.items():
            counts[name] = max(counts.get(name, 0), len(values))
    header = [name for name, count in counts.items() for _ in range(count)]
    return header, _lines(products, counts)


def _lines(products, counts):
    for number, product in enumerate(products, start=1):
        yield (
            number,
            [
                value or ""
                for name, count in counts.items()
                for value, _ in zip_longest(product.get(name, ()), range(count))
            ],
        )


def _products(data):
    """{tag without its namespace: texts} of each product, outermost tags of that name only."""
    inside = None
    for event, tag in ElementTree.iterparse(io.BytesIO(data), events=("start", "end")):
        if event == "start" and inside is None and _bare(tag.tag).lower() in _PRODUCTS:
            inside = tag
        elif event == "end" and tag is inside:
            product = _read(tag)
            if (
                any(name.lower() in ("title", "name", "product", "productname") for name in product)
                or len(product) > 2
            ):
                yield product
            inside = None
            tag.clear()


def _read(product):
    found = {name: [value] for name, value in product.attrib.items() if name in ("id", "sku")}
    for tag in product:
        values = found.setdefault(_bare(tag.tag), [])
        text = tag.get("href") or "".join(tag.itertext()).strip()
        if text and len(values) < MOST_OF_ONE:
            values.append(text)
    return found


def _bare(tag):
    return tag.rpartition("}")[2]
