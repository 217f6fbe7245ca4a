"""The products of a file, grouped from its lines. Nothing here touches the database."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext

from projects import currencies
from projects.catalog import columns, encodings, prices, tables, text
from projects.catalog.products import LONGEST_HANDLE, LONGEST_POINT, MOST_POINTS
from projects.catalog.report import REFUSED, ReportRow
from projects.errors import BadInput

LENGTHS = {"name": 200, "vendor": 120, "category": 200, "audience": 200, "sku": 80}
LOOKED_AT = 300  # lines from which the writing of prices and the language are known
# What shop systems write into "Type": no kind of product, but how the system keeps it.
SYSTEM_TYPES = set(
    [
        "simple",
        "variable",
        "variation",
        "grouped",
        "external",
        "configurable",
        "virtual",
        "bundle",
        "downloadable",
        "physical",
        "digital",
    ]
)


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
    """What a file says: products in its order, and the lines that say nothing usable.

    header: the file's names of its columns. columns: {our name: index}. encoding: how the bytes were read.
    notes: what holds for the whole file.
    """

    products: list[ProductRow]
    problems: list[ReportRow]
    header: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    encoding: str = ""
    notes: list[str] = field(default_factory=list)


def read(
    data: bytes, encoding: str = "", mapping: Mapping[str, str] | None = None, currency: str = "", most=None
):
    """The Catalogue in the bytes of a CSV, an .xlsx, an XML feed or JSON.

    `encoding` and `mapping` ({our name of a column: the header's}) are what a person chose; otherwise they
    are found out. `currency` decides what a sign of several currencies ("$", "kr") means. After
    `most` products nothing more is read, for a preview. Raises BadInput naming "catalog"; UnknownColumns
    (projects.catalog.columns) when a person has to say which column is the name.
    """
    return grouped(tables.read(data, encoding), mapping, currency, most)


def grouped(table: tables.Table, mapping=None, currency="", most=None):
    """The Catalogue of a table whose lines nobody has read yet; see `read`."""
    found = Catalogue([], [], [name.strip() for name in table.header], encoding=table.encoding)
    found.columns = (
        columns.chosen(table.header, mapping) if mapping is not None else columns.guess(table.header)
    )
    if "title" not in found.columns:
        raise columns.UnknownColumns(found.header)
    if "price" in found.columns and columns.is_without_tax(named := found.header[found.columns["price"]]):
        found.notes.append(
            gettext(
                "The prices are without tax, says the column “%(name)s”: an ad would say too little to "
                "people who pay it on top. Import a column with tax, or change the prices."
            )
            % {"name": named[:80]}
        )
    _Grouping(found, len(table.header), currency.upper() if currency else "").read(table.lines, most)
    if not found.products and not found.problems:
        raise BadInput(gettext("The file has a header but no products under it."), "catalog")
    return found


class _Grouping:
    """Fills a Catalogue from lines: a ProductRow per handle; further lines are its photos and variants."""

    def __init__(self, found, width, currency):
        self.found, self.width, self.currency = found, width, currency
        self.by_handle, self.by_sku = {}, {}
        self.usual = prices.Usual(currency)
        self.in_header = self.in_file = ""

    def read(self, lines, most=None):
        lines = iter(lines)
        first = list(itertools.islice(lines, LOOKED_AT))
        self._look(first)
        for line, cells in itertools.chain(first, lines):
            if most is not None and len(self.found.products) >= most:
                break
            self._line(line, cells)
        for product in self.found.products:
            product.photos.sort(key=lambda photo: photo.position)

    def _look(self, lines):
        """Learn from the first lines how prices are written, and in which language."""
        at = self.found.columns
        cells = [cells[at["price"]] for _, cells in lines if "price" in at and at["price"] < len(cells)]
        words = " ".join(" ".join(cells) for _, cells in lines[:50])
        if "price" in at:
            self.in_header = prices.currency_in(self.found.header[at["price"]])
        self.usual = prices.Usual(
            self.in_header or self.currency,
            _language(f"{' '.join(self.found.header)} {words}"),
            prices.decimal_mark(cells),
        )
        # Where half of the prices name one currency, the others are in it, too.
        named = [prices.named_in(cell, self.usual) for cell in cells if cell.strip()]
        others = set(named) - {""}
        self.in_file = others.pop() if len(others) == 1 and named.count("") * 2 <= len(named) else ""

    def _line(self, line, cells):
        at = self.found.columns
        row = {name: text.cell(cells[index]) for name, index in at.items() if index < len(cells)}
        is_too_long = any(cell.strip() for cell in cells[self.width :])
        product = self._parent(row)
        title = text.line(row.get("title", ""))
        handle = product.handle if product else _handle(row, title)
        problem = _problem(row, title, handle, is_too_long, product or handle in self.by_handle)
        if problem:
            self.found.problems.append(ReportRow(line, handle, REFUSED, problem))
            return
        product = product or self.by_handle.get(handle)
        if product is None:
            product = self.by_handle[handle] = self._product(line, handle, title, row)
            self.found.products.append(product)
            for key in ("sku", "parent"):
                if row.get(key):
                    self.by_sku.setdefault(row[key].casefold(), product)
        else:
            self._variant(product, line, row)
        self._photos(product, line, row)

    def _parent(self, row):
        """The product that this line is a variant of, by the column that says so."""
        parent = row.get("parent", "").casefold()
        return (
            self.by_sku.get(parent) or self.by_handle.get(slugify(parent, allow_unicode=True))
            if parent
            else None
        )

    def _product(self, line, handle, title, row):
        product = ProductRow(line, handle, {"name": title})
        for name in ("vendor", "audience", "sku"):
            if name in row:
                product.values[name] = text.line(row[name])
        if re.fullmatch(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", product.values.get("sku", "")):
            product.values["sku"] = ""
            product.notes.append(gettext("The SKU lost its digits in a spreadsheet and was left out."))
        if "category" in row or "type" in row:
            kinds = {kind.strip().lower() for kind in row.get("type", "").split(",")}
            kind = "" if kinds <= SYSTEM_TYPES else row.get("type", "")
            product.values["category"] = text.line(row.get("category") or kind)
        self._describe(product, row)
        product.values |= self._price(row, product.notes)
        for name, most in LENGTHS.items():
            if len(product.values.get(name, "")) > most:
                product.values[name] = _cut(product.values[name], most)
                product.notes.append(
                    gettext("The %(name)s was cut to %(most)s characters.") % {"name": name, "most": most}
                )
        return product

    def _describe(self, product, row):
        if "body" in row or "short" in row:
            said = text.description(row.get("body") or row.get("short", ""))
            product.notes += said.notes
            if encodings.is_garbled(said.text):
                said = text.Description()
                product.notes.append(gettext("The description has garbled letters and was left out."))
            product.values["description"] = said.text
            product.values["selling_points"] = _short(product, [*_own_points(row), *said.points])
            return
        if "point_1" in row:
            product.values["selling_points"] = _short(product, _own_points(row))
        if "seo" in row:
            product.first_values["description"] = text.line(row["seo"])

    def _price(self, row, notes):
        """{"price": …, "currency": …} as far as the line says them; what is unclear is noted."""
        named, unknown = self._named_currency(row, notes)
        if "price" not in row and "sale" not in row:
            return {"currency": named} if named else {}
        values = {}
        cell = row.get("price") or row.get("sale", "")
        try:
            price = prices.read(
                cell, prices.Usual(named or self.usual.currency, self.usual.language, self.usual.decimal)
            )
        except ValueError as error:
            notes.append(gettext("The price was left alone: %(error)s.") % {"error": error})
            return {"currency": named} if named else {}
        if price and price.currency and named and price.currency != named:
            notes.append(
                gettext(
                    "The price was left alone: “%(price)s” is in %(currency)s, its column says %(named)s."
                )
                % {"price": cell[:40], "currency": price.currency, "named": named}
            )
            return values
        if price and unknown and not price.currency:
            return values
        if price and not price.amount:
            price = None
            notes.append(gettext("The price of 0 was left out: an ad would say it."))
        values["price"] = price.amount if price else None
        code = price.currency if price and price.currency else named or self.in_header or self.in_file
        if code:
            values["currency"] = code
        if re.search("[1-9]", row.get("sale", "")) and row.get("price"):
            notes.append(
                gettext("There is a sale price too (%(price)s): the regular one is kept, as sales end.")
                % {"price": row["sale"][:20]}
            )
        return values

    def _named_currency(self, row, notes):
        """(the currency that the line's own column names, whether that is none we know)."""
        cell = row.get("currency", "")
        code = currencies.code_of(cell, self.usual.language) if cell else ""
        if cell and not code:
            notes.append(
                gettext("“%(text)s” is not a currency: write three letters, as in USD.") % {"text": cell[:20]}
            )
        return code, bool(cell and not code)

    def _variant(self, product, line, row):
        """A further line is another variant or another photo; the first price and SKU are kept."""
        if product.values.get("price", 0) is None and (row.get("price") or row.get("sale")):
            found = self._price(row, product.notes)
            if found.get("price") is not None:
                product.values |= found
                product.others.append(
                    (line, gettext("Another variant: its price is taken, as the ones before have none."))
                )
                return
        if not row.get("image"):
            product.others.append((line, gettext("Another variant: the first one's price and SKU are kept.")))

    def _photos(self, product, line, row):
        position = row.get("position", "")
        known = {photo.source for photo in product.photos}
        for source in [*_sources(row.get("image", "")), *_sources(row.get("more_images", ""))]:
            if source not in known:
                place = int(position) if re.fullmatch(r"[0-9]{1,4}", position) else len(product.photos) + 1
                alt = text.line(row["alt"]) if "alt" in row else None
                product.photos.append(PhotoRow(line, source, place, alt))


def _handle(row, title):
    # Handles of other systems may have dots or slashes: they are made plain as names are.
    return slugify(row.get("handle") or title, allow_unicode=True)[:LONGEST_HANDLE].rstrip("-")


def _problem(row, title, handle, is_too_long, is_known):
    if is_too_long:
        return gettext(
            "The line has more cells than the header has columns: a quotation mark may be missing."
        )
    if not handle and not title:
        return gettext("There is neither a title nor a handle.")
    if not is_known and not title:
        return gettext("The product's first line has no title.")
    if not handle:
        return gettext("The name has no letter or digit: give the line a handle.")
    if title and (encodings.is_garbled(title) or _is_lost(title)):
        return gettext(
            "The name “%(title)s” has garbled letters. Save the file as “CSV UTF-8” and import it again."
        ) % {"title": title[:60]}
    return ""


def _is_lost(title):
    """Whether question marks stand where letters were: "K?che", "?????"."""
    return bool(re.search(r"[^\W\d_]\?[a-zà-ÿ]", title) or re.search(r"\?{3,}", title))


def _sources(cell):
    """The files or addresses in a cell: one, or several as other systems than Shopify write them."""
    parts = [
        part.strip()
        for part in re.split(r"\s*[|;\n]\s*|\s*,\s*(?=https?://|/)|,\s+|\s+(?=https?://)", cell)
        if part.strip()
    ]
    is_list = all(
        re.search(r"(?i)^https?://|^/|\.(?:jpe?g|png|webp|gif|heic|avif|tiff?)(?:\?.*)?$", part)
        for part in parts
    )
    return parts if len(parts) > 1 and is_list else [cell] if cell else []


def _cut(value, most):
    """The value within so many characters, cut between words where that loses little."""
    kept = value[:most]
    place = kept.rfind(" ")
    return (kept[:place] if place > most * 0.8 else kept).rstrip(" ,;:-–—")


def _own_points(row):
    """The points that stand in columns of their own, without the signs that shops put before them."""
    cells = [text.line(row.get(f"point_{number}", "")) for number in range(1, 6)]
    bare = [re.sub(r"^[^\w\"“„«(\[]+\s*", "", re.sub(r"^【([^】]+)】\s*", r"\1: ", cell)) for cell in cells]
    return [re.sub(r"\s*[^\w\s.,;:!?()\"'“”%°+/&-]+\s*", " – ", cell).strip(" –") for cell in bare if cell]


def _short(product, points):
    """The points as far as they are kept: so many, and each so long."""
    if len(points) > MOST_POINTS:
        product.notes.append(
            gettext("Only the first %(most)s selling points were kept.") % {"most": MOST_POINTS}
        )
    if any(len(point) > LONGEST_POINT for point in points):
        product.notes.append(
            gettext("Selling points were cut to %(most)s characters.") % {"most": LONGEST_POINT}
        )
    return [_cut(point, LONGEST_POINT) for point in points[:MOST_POINTS]]


# What decides whether "kr" is Swedish, Danish or Norwegian, and "¥" Japanese or Chinese.
def _language(words):
    """A BCP 47 tag as far as signs of money need it; "" otherwise."""
    if re.search(r"[\u3041-\u30ff]", words):
        return "ja"
    if re.search(r"[\u4e00-\u9fff]", words):
        return "zh"
    if re.search(r"[æøÆØ]", words):
        is_danish, is_norwegian = re.search(r"\b(?:af|meget)\b", words), re.search(r"\b(?:av|mye)\b", words)
        return "" if bool(is_danish) == bool(is_norwegian) else "da" if is_danish else "nb"
    return (
        "sv"
        if re.search(r"[äöÄÖ]", words) and re.search(r"\b(?:och|för|av|med|till|namn|pris)\b", words, re.I)
        else ""
    )
