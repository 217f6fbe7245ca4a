"""A CSV in Shopify's product format as rows grouped by product. Nothing here touches the database."""

import csv
import io
import re
from dataclasses import dataclass, field

from django.utils.text import slugify

from projects.catalog import text
from projects.catalog.products import LONGEST_HANDLE, LONGEST_POINT, MOST_POINTS
from projects.catalog.report import SKIPPED, ReportRow
from projects.errors import BadInput

MOST_BYTES = 50 * 2**20
MOST_LINES = 50_000
DELIMITERS = (",", ";", "\t")
# A description with a picture pasted into it is longer than Python's csv takes by default.
csv.field_size_limit(2 * 2**20)

# Our name for a column: what Shopify calls it, now and before. The first that is there counts.
COLUMNS = {
    "handle": ("url handle", "handle"),
    "title": ("title",),
    "body": ("description", "body (html)", "body html", "body"),
    "vendor": ("vendor",),
    "category": ("product category", "category"),
    "type": ("type", "product type"),
    "audience": ("audience", "target audience"),
    "sku": ("sku", "variant sku"),
    "price": ("price", "variant price"),
    "currency": ("currency", "price currency"),
    "image": ("product image url", "image src", "image url"),
    "position": ("image position",),
    "alt": ("image alt text",),
    "seo": ("seo description",),
}
LENGTHS = {"name": 200, "vendor": 120, "category": 200, "audience": 200, "sku": 80}


@dataclass(frozen=True)
class PhotoRow:
    """A photo as the file names it: a path or address, its place, its text (None: no such column)."""

    line: int
    source: str
    position: int
    alt: str | None = None


@dataclass
class ProductRow:
    """One product. `values` holds only the fields whose columns the file has; "" and None clear.

    `first_values` are for a new product only.
    """

    line: int
    handle: str
    values: dict
    first_values: dict = field(default_factory=dict)
    photos: list[PhotoRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # of its first line
    others: list[tuple[int, str]] = field(default_factory=list)  # further lines, and why they add nothing


@dataclass
class Catalogue:
    """What a file says: products in its order, and the lines that say nothing usable."""

    products: list[ProductRow]
    problems: list[ReportRow]


def read(csv_bytes):
    """The Catalogue in `csv_bytes`. Raises BadInput naming "catalog" when it cannot be read at all."""
    if len(csv_bytes) > MOST_BYTES:
        raise BadInput(
            f"The file is larger than {MOST_BYTES // 2**20} MB. Split it and import the parts.", "catalog"
        )
    content = text.decode(csv_bytes)
    columns, lines = _table(content)
    found = Catalogue([], [])
    _group(columns, lines, found)
    if not found.products and not found.problems:
        raise BadInput("The file has a header but no products under it.", "catalog")
    return found


# --- the table -------------------------------------------------------------------------------
def _table(content):
    """({our name: index}, iterator of (line number, cells)) of the CSV text."""
    skipped = 0
    first, _, rest = content.partition("\n")
    if re.fullmatch(r"sep=.\s*", first.lower()):  # Excel's note to itself
        content, skipped = rest, 1
    delimiter = max(DELIMITERS, key=lambda sign: len(_columns(_header(content, sign))))
    header = _header(content, delimiter)
    columns = _columns(header)
    if "title" not in columns:
        raise BadInput(
            "The first line must name the columns, and one of them must be “Title”. "
            "Export the products from Shopify as CSV, or add the line.",
            "catalog",
        )
    return columns, _lines(content, delimiter, len(header), skipped)


def _header(content, delimiter):
    try:
        return next(csv.reader(io.StringIO(content[:20_000], newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(header):
    names = [re.sub(r"[\s_]+", " ", name).strip().lower() for name in header]
    return {
        ours: names.index(name)
        for ours, known in COLUMNS.items()
        for name in reversed(known)
        if name in names
    }


def _lines(content, delimiter, width, skipped):
    """(number of the line where it begins, cells) of each row under the header."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    start, count = 1, 0
    try:
        for cells in reader:
            line, start = start + skipped, reader.line_num + 1
            count += 1
            if count > MOST_LINES + 1:
                raise BadInput(f"The file has more than {MOST_LINES:,} lines. Split it.", "catalog")
            if count > 1 and any(cell.strip() for cell in cells):
                yield line, cells, any(cell.strip() for cell in cells[width:])
    except csv.Error as error:
        raise BadInput(
            f"The CSV is broken at line {start + skipped} ({error}): "
            "a quotation mark may be missing or left over.",
            "catalog",
        ) from None


# --- products --------------------------------------------------------------------------------
def _group(columns, lines, found):
    """Fill `found` with a ProductRow per handle; further lines add photos to the first."""
    by_handle = {}
    for line, cells, is_too_long in lines:
        row = {name: cells[index].strip() for name, index in columns.items() if index < len(cells)}
        handle = slugify(row.get("handle") or row.get("title", ""), allow_unicode=True)[:LONGEST_HANDLE]
        problem = _problem(row, handle, is_too_long, handle in by_handle)
        if problem:
            found.problems.append(ReportRow(line, handle, SKIPPED, problem))
            continue
        product = by_handle.get(handle)
        if product is None:
            product = by_handle[handle] = _product(line, handle, row)
            found.products.append(product)
        else:
            _add_line(product, line, row)
        _add_photo(product, line, row)
    for product in found.products:
        product.photos.sort(key=lambda photo: photo.position)


def _problem(row, handle, is_too_long, is_known):
    if is_too_long:
        return "The line has more cells than the header has columns: a quotation mark may be missing."
    if not handle:
        return "There is neither a title nor a handle."
    if not is_known and not row.get("title"):
        return "The product's first line has no title."
    return ""


def _add_line(product, line, row):
    """A further line is another variant or another photo; one price and one SKU are kept."""
    if not row.get("image"):
        product.others.append((line, "Another variant: the first one's price and SKU are kept."))


def _add_photo(product, line, row):
    source = row.get("image", "")
    if not source:
        return
    position = row.get("position", "")
    place = int(position) if re.fullmatch(r"[0-9]{1,4}", position) else len(product.photos) + 1
    product.photos.append(PhotoRow(line, source, place, row.get("alt")))


def _product(line, handle, row):
    product = ProductRow(line, handle, {"name": row["title"]})
    for name in ("vendor", "audience", "sku"):
        if name in row:
            product.values[name] = row[name]
    if "category" in row or "type" in row:
        product.values["category"] = row.get("category") or row.get("type", "")
    _describe(product, row)
    _set_price(product, row)
    for name, most in LENGTHS.items():
        if len(product.values.get(name, "")) > most:
            product.values[name] = product.values[name][:most].rstrip()
            product.notes.append(f"The {name} was cut to {most} characters.")
    return product


def _describe(product, row):
    if "body" in row:
        body, points = text.description(row["body"])
        if len(row["body"]) > text.MOST_HTML:
            product.notes.append("The description was too long and was cut.")
        product.values["description"] = body
        product.values["selling_points"] = _short(product, points)
    elif "seo" in row:
        product.first_values["description"] = row["seo"]


def _short(product, points):
    """The points as far as they are kept: so many, and each so long."""
    if len(points) > MOST_POINTS:
        product.notes.append(f"Only the first {MOST_POINTS} selling points were kept.")
    if any(len(point) > LONGEST_POINT for point in points):
        product.notes.append(f"Selling points were cut to {LONGEST_POINT} characters.")
    return [point[:LONGEST_POINT].rstrip() for point in points[:MOST_POINTS]]


def _set_price(product, row):
    if "price" in row:
        try:
            product.values["price"] = text.price(row["price"])
        except ValueError as error:
            product.notes.append(f"The price was left alone: {error}.")
    if row.get("currency"):
        if re.fullmatch(r"[A-Za-z]{3}", row["currency"]):
            product.values["currency"] = row["currency"].upper()
        else:
            product.notes.append(
                f"“{row['currency'][:20]}” is not a currency: write three letters, as in USD."
            )
