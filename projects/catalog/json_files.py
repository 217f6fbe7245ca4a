"""Products in JSON as a header and lines of cells: what Shopify, WooCommerce and others give by their APIs.

A file is a list of products, an object that holds one (`products`, `data`, …), or a product in each line. The
keys of a product are the columns; what a key holds is written into one cell: names of objects, addresses of
pictures under each other, the first variant's price and SKU. Lists of GraphQL may be `nodes` or `edges`, and
of a bulk export variants and pictures stand in lines of their own.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from projects.catalog.feeds import MOST_OF_ONE
from projects.errors import BadInput

# Objects take ten times the room of their text, and a process of a worker has 450 MB (docs/benchmarks.md).
MOST_BYTES = 16 * 2**20
_BEGINS = re.compile(r'\s*(?:\[\s*[\[{\]]|\{\s*["}])')
# Under which key shops put the list, the surest first.
_LISTS = (
    "products", "items", "data", "results", "records", "value", "nodes", "edges", "product", "itemSummaries",
    "@graph", "itemListElement",
)  # fmt: skip
# An object of such a list that only holds the product.
_WRAPPERS = ("node", "item")
_ADDRESSES = (
    "src", "url", "href", "original_src", "originalSrc", "originalUrl", "url_standard", "url_zoom",
    "url_fullxfull", "imageUrl", "image_url", "link",
)  # fmt: skip
_NAMES = ("name", "title", "label", "value", "html", "text")
# The regular price first: the other one is what one pays while a sale lasts.
_AMOUNTS = ("regular_price", "amount", "value", "price", "unitPrice", "lowPrice")
_CURRENCIES = ("currency_code", "currencyCode", "currency", "priceCurrency")
# An object that holds the object that is meant: a range's lower end, a cover's picture.
_HOLDERS = (
    "minVariantPrice", "minimum_price", "regular_price", "priceRange", "start", "gross", "mainMedia", "media",
    "image", "preview",
)  # fmt: skip
# Where a product's price stands under a name of its own.
_PRICES = (
    "prices", "priceRange", "priceRangeV2", "price_range", "calculatedPrice", "priceMoney", "pricing",
    "offers",
)  # fmt: skip
_PICTURES = ("featuredImage", "featuredMedia", "cover", "primary_image", "media", "thumbnail")
# Keys beside a value that say which language it is in. Only the first of such a list is read.
_OF_LANGUAGE = frozenset(["id", "language", "locale", "lang", "languageCode"])
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
# What a first variant says where the product itself does not.
_OF_VARIANT = ("price", "sku", "currency", "image")
# What is not in the product's own text although it looks like a column of ours.
_NOT_COLUMNS = frozenset(
    [
        "variants",
        "options",
        "tags",
        "metafields",
        "meta_data",
        "links",
        "_links",
        "seo",
        "translated",
        "__typename",
    ]
)
# Of a bulk export: which list of its product a line of its own belongs to.
_PARENT = "__parentId"
_PARTS = {"ProductVariant": "variants", "ProductImage": "images", "MediaImage": "images"}


def is_json(content: str) -> bool:
    """Whether a text begins as a list or an object of JSON does."""
    return bool(_BEGINS.match(content[:200]))


def read(content: str, most: int) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """(the names of the columns, (the product's place in the file from 1, its cells) for each product).

    Of more than `most` products the rest is left to the caller, who counts lines. Raises BadInput naming
    "catalog" where it is no JSON, too large, or holds no products.
    """
    if len(content) > MOST_BYTES:
        raise BadInput(
            gettext("JSON of more than %(most)s MB cannot be read. Split it, or send a CSV.")
            % {"most": MOST_BYTES // 2**20},
            "catalog",
        )
    try:
        rows = _with_parts(_listed(_parsed(content)))
        products = [_product(row) for row in rows[: most + 1]]
    except RecursionError:
        raise _broken(1) from None
    if not products:
        raise BadInput(gettext("The JSON holds no products. Export products, or send a CSV."), "catalog")
    header = list(dict.fromkeys(name for product in products for name in product))
    return header, (
        (place, [product.get(name, "") for name in header]) for place, product in enumerate(products, 1)
    )


def _parsed(content: str) -> Any:
    try:
        return _load(content)
    except ValueError as error:
        lines = [line for line in content.splitlines() if line.strip()]
        try:
            return [_load(line) for line in lines]
        except ValueError:
            pass
        raise _broken(getattr(error, "lineno", 1)) from None


def _load(content: str) -> Any:
    # Numbers stay as they are written: 29.90 has two digits, and no integer is too long.
    return json.loads(content, parse_float=str, parse_int=str, parse_constant=lambda _: None)


def _broken(line: int) -> BadInput:
    return BadInput(
        gettext("The JSON is broken at line %(line)s. Export it again, or send a CSV.") % {"line": line},
        "catalog",
    )


def _listed(told: Any) -> list[dict[str, Any]]:
    """The objects that are products."""
    if isinstance(told, list):
        rows = [_unwrapped(row) for row in told if isinstance(row, dict)]
        inner = [_listed(row) for row in rows if len(row) == 1]  # pages of a list, one in each line
        return [one for some in inner for one in some] if len(inner) == len(rows) and any(inner) else rows
    if not isinstance(told, dict):
        return []
    for name in _LISTS:
        held = told.get(name)
        if isinstance(held, list) and any(isinstance(row, dict) for row in held):
            return _listed(held)
        if isinstance(held, dict) and (found := _listed(held)):
            return found
    return [told] if any(told.get(name) for name in ("title", "name")) else []


def _unwrapped(row: dict[str, Any]) -> dict[str, Any]:
    return next((row[name] for name in _WRAPPERS if isinstance(row.get(name), dict)), row)


def _with_parts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The products, with those of their parts that stand in lines of their own."""
    products = {str(row.get("id")): row for row in rows if _PARENT not in row}
    whole = [row for row in rows if _PARENT not in row]
    for row in rows:
        kind = re.search(r"/(\w+)/[^/]*$", str(row.get("id", "")))
        name, parent = _PARTS.get(kind[1] if kind else ""), products.get(str(row.get(_PARENT)))
        if name and parent is not None and isinstance(held := parent.setdefault(name, []), list):
            held.append(row)
    return whole


def _product(row: dict[str, Any]) -> dict[str, str]:
    """{column: cell}"""
    found: dict[str, str] = {}
    from_price, its_currency = "", ""
    for name, told in row.items():
        value = _without_wrapping(told)
        if name in _NOT_COLUMNS or name in _PICTURES or (isinstance(told, str) and told.startswith("gid://")):
            continue
        if name == "offers" and isinstance(value, list):
            value = _first(value)
        money = _money(value) if isinstance(value, dict) else None
        if money and name in _PRICES:
            from_price, its_currency = money
        elif money:
            # Other amounts keep their names: what is paid for sending it, or in a sale, is not its price.
            found[_column(name)] = money[0]
            if name == "price" and money[1]:
                found["currency"] = money[1]
        else:
            found[_column(name)] = _cell(value)
    found |= _pictures(row, found)
    first = _first(row.get("variants"))
    told_of_it = _product(first) if first else {}
    for name in _OF_VARIANT:
        if told_of_it.get(name) and not found.get(name) and not (name == "image" and found.get("images")):
            found[name] = told_of_it[name]
    if regular := found.pop("regular_price", ""):
        found["price"] = regular
    if from_price and not found.get("price"):
        found["price"] = from_price
    if its_currency and not found.get("currency"):
        found["currency"] = its_currency
    return found


def _pictures(row: dict[str, Any], found: dict[str, str]) -> dict[str, str]:
    """The columns of pictures, where there is but one of them also with its words."""
    pictures, cells = _without_wrapping(row.get("images")), {}
    if not found.get("images") and not found.get("image"):
        pictures = next(([row[name]] for name in _PICTURES if _cell(row.get(name))), [])
        cells["images"] = _cell(pictures)
    if isinstance(pictures, list) and len(pictures) == 1 and (words := _words_of(pictures[0])):
        cells["image alt text"] = words
    return cells


def _column(name: str) -> str:
    """A key as headers are written: "descriptionHtml" is "description html"."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: f" {found[0].lower()}", name)


def _without_wrapping(value: Any) -> Any:
    """The list inside of a connection of GraphQL; anything else as it is."""
    for name in ("nodes", "edges"):
        if isinstance(value, dict) and isinstance(held := value.get(name), list):
            return [one.get("node", one) if isinstance(one, dict) else one for one in held]
    return value


def _first(value: Any) -> dict[str, Any]:
    held = _without_wrapping(value)
    return held[0] if isinstance(held, list) and held and isinstance(held[0], dict) else {}


def _words_of(picture: Any) -> str:
    """The alt text of a picture, also of the one inside of a medium."""
    if not isinstance(picture, dict):
        return ""
    inner = next((picture[name] for name in _HOLDERS if isinstance(picture.get(name), dict)), {})
    return _cell(picture.get("alt") or picture.get("altText")) or (_words_of(inner) if inner else "")


def _money(value: dict[str, Any]) -> tuple[str, str] | None:
    """(amount, currency) of an object that tells a price; also one in the currency's smallest coins."""
    code = next((_cell(value[name]) for name in _CURRENCIES if value.get(name)), "")
    amount = next((_cell(value[name]) for name in _AMOUNTS if isinstance(value.get(name), str)), "")
    if not amount and (
        inner := next((value[name] for name in _HOLDERS if isinstance(value.get(name), dict)), None)
    ):
        return _money(inner)
    if not amount or not (code or "unitPrice" in value or set(value) <= {*_AMOUNTS, *_CURRENCIES}):
        return None
    digits, parts = _cell(value.get("currency_minor_unit")), _cell(value.get("divisor"))
    try:
        if digits:
            amount = f"{Decimal(amount).scaleb(-int(digits)):f}"
        elif parts:
            amount = f"{Decimal(amount) / int(parts):f}"
    except (ArithmeticError, ValueError):
        pass
    return amount, code


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    value = _without_wrapping(value)
    if isinstance(value, list) and value and all(_is_translation(one) for one in value):
        return _cell(value[0]["value"])
    if isinstance(value, list):
        cells = [cell for cell in (_cell(one) for one in value[:MOST_OF_ONE]) if cell]
        are_addresses = all(re.match(r"(?:https?:)?//", cell) for cell in cells)
        return ("\n" if are_addresses else ", ").join(cells)
    names = list(value) if all(map(_LANGUAGE.fullmatch, value)) else (*_ADDRESSES, *_NAMES)
    plain = next((_cell(value[name]) for name in names if isinstance(value.get(name), str)), "")
    return plain or next((_cell(value[name]) for name in _HOLDERS if isinstance(value.get(name), dict)), "")


def _is_translation(value: Any) -> bool:
    """Whether an object is a text in one language: {"id": "1", "value": "Mug"}."""
    return (
        isinstance(value, dict) and len(value) == 2 and "value" in value and bool(_OF_LANGUAGE & set(value))
    )
