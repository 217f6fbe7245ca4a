"""Products in JSON as a header and lines of cells: what Shopify, WooCommerce and others give by their APIs.

A file is a list of products, an object that holds one (`products`, `data`, …), or a product in each line. The
keys of a product are the columns; what a key holds is written into one cell: names of objects, addresses of
pictures under each other, the first variant's price and SKU.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from projects.catalog.feeds import MOST_OF_ONE
from projects.errors import BadInput

# Objects take ten times the room of their text, and a process of a worker has 450 MB (docs/benchmarks.md).
MOST_BYTES = 16 * 2**20
_BEGINS = re.compile(r'\s*(?:\[\s*[\[{\]]|\{\s*["}])')
# Under which key shops put the list, the surest first.
_LISTS = ("products", "items", "data", "results", "records", "value", "nodes", "edges", "product")
_ADDRESSES = ("src", "url", "href", "original_src", "originalSrc", "image_url", "link")
_NAMES = ("name", "title", "label", "value")
# The regular price first: the other one is what one pays while a sale lasts.
_AMOUNTS = ("regular_price", "amount", "value", "price")
_CURRENCIES = ("currency_code", "currencyCode", "currency")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
# What a first variant says where the product itself does not.
_OF_VARIANT = ("price", "sku", "currency", "image")
# What is not in the product's own text although it looks like a column of ours.
_NOT_COLUMNS = frozenset(["variants", "options", "tags", "metafields", "meta_data", "links", "_links"])


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
    rows = _listed(_parsed(content))
    products = [_product(row) for row in rows[: most + 1]]
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
    except RecursionError:
        raise _broken(1) from None


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
        rows = [row.get("node", row) for row in told if isinstance(row, dict)]
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


def _product(row: dict[str, Any]) -> dict[str, str]:
    """{column: cell}"""
    found: dict[str, str] = {}
    for name, value in row.items():
        if name in _NOT_COLUMNS:
            continue
        if isinstance(value, dict) and (money := _money(value)):
            # Other amounts keep their names: what is paid for sending it, or in a sale, is not its price.
            found["price" if name == "prices" else name], code = money
            if code and name in ("price", "prices"):
                found["currency"] = code
        else:
            found[name] = _cell(value)
    variants = row.get("variants")
    first = variants[0] if isinstance(variants, list) and variants and isinstance(variants[0], dict) else {}
    told = _product(first) if first else {}
    for name in _OF_VARIANT:
        if told.get(name) and not found.get(name) and not (name == "image" and found.get("images")):
            found[name] = told[name]
    if regular := found.pop("regular_price", ""):
        found["price"] = regular
    if isinstance(images := row.get("images"), list) and len(images) == 1 and isinstance(images[0], dict):
        found["image alt text"] = _cell(images[0].get("alt"))
    return found


def _money(value: dict[str, Any]) -> tuple[str, str] | None:
    """(amount, currency) of an object that tells a price; also one in the currency's smallest coins."""
    code = next((_cell(value[name]) for name in _CURRENCIES if value.get(name)), "")
    amount = next((_cell(value[name]) for name in _AMOUNTS if value.get(name) is not None), "")
    if not amount or not (code or set(value) <= {*_AMOUNTS, *_CURRENCIES}):
        return None
    digits = _cell(value.get("currency_minor_unit"))
    try:
        return (f"{Decimal(amount).scaleb(-int(digits)):f}" if digits else amount), code
    except (InvalidOperation, ValueError):
        return amount, code


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        cells = [cell for cell in (_cell(one) for one in value[:MOST_OF_ONE]) if cell]
        are_addresses = all(re.match(r"(?:https?:)?//", cell) for cell in cells)
        return ("\n" if are_addresses else ", ").join(cells)
    names = list(value) if all(map(_LANGUAGE.fullmatch, value)) else (*_ADDRESSES, *_NAMES)
    return next((_cell(value[name]) for name in names if isinstance(value.get(name), str)), "")
