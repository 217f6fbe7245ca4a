"""From what shops write into cells to plain text: bytes, HTML, prices."""

import html
import re
from decimal import Decimal
from html.parser import HTMLParser

from projects.errors import BadInput

MOST_HTML = 60_000  # characters of one description; more is cut
SILENT = {"script", "style", "head", "template", "noscript", "svg", "object", "iframe", "title"}
BLOCKS = {"p", "div", "section", "article", "ul", "ol", "table", "tr", "blockquote", "pre", "hr"} | {
    f"h{level}" for level in range(1, 7)
}
SPACE = re.compile(r"\s+")
MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")
UNREADABLE = (
    "This file is not text that we can read. Export the catalogue again as CSV; "
    "in a spreadsheet choose “CSV UTF-8”."
)


def decode(data):
    """The CSV's text from UTF-8 or UTF-16 (with or without BOM) or Windows-1252, or BadInput."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise BadInput(
            "This is a spreadsheet or ZIP, not a CSV. Save the sheet as “CSV UTF-8” and try again.", "catalog"
        )
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text.removeprefix("\ufeff")
    raise BadInput(UNREADABLE, "catalog")


def _encodings(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ["utf-16"]
    head = data[:200]
    if head[1::2].count(0) > len(head) // 4:
        return ["utf-16-le"]
    if head[::2].count(0) > len(head) // 4:
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]


def description(source):
    """(text, points) of a description: paragraphs parted by an empty line, and what was in <li>.

    Scripts and styles are dropped, entities decoded. Text without markup keeps its own lines.
    """
    source = source[:MOST_HTML]
    if not MARKUP.search(source):
        lines = [SPACE.sub(" ", line).strip() for line in html.unescape(source).splitlines()]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), []
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.result()


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.paragraphs, self.points = [[]], []
        self.item = None  # the text of the <li> we are in
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        elif tag == "li":
            self._end_item()
            self.item = []
        elif tag == "br":
            (self.paragraphs[-1] if self.item is None else self.item).append(
                "\n" if self.item is None else " "
            )
        elif tag in BLOCKS:
            self._break()

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "li" or tag in ("ul", "ol"):
            self._end_item()
        elif tag in BLOCKS:
            self._break()

    def handle_data(self, data):
        if self.silent:
            return
        data = SPACE.sub(" ", data)
        (self.paragraphs[-1] if self.item is None else self.item).append(data)

    def _break(self):
        if self.item is None:
            self.paragraphs.append([])
        else:
            self.item.append(" ")

    def _end_item(self):
        text = SPACE.sub(" ", "".join(self.item or [])).strip()
        if text:
            self.points.append(text)
        if self.item is not None:
            self.paragraphs.append([])
        self.item = None

    def result(self):
        self._end_item()
        texts = (
            re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", "".join(part))).strip() for part in self.paragraphs
        )
        return "\n\n".join(text for text in texts if text), self.points


# --- prices ----------------------------------------------------------------------------------
SYMBOLS = "$€£¥₩₹"
GROUPED = r"[0-9]{1,3}(?P<sign>[.,' ])[0-9]{3}(?:(?P=sign)[0-9]{3})*"


def price(cell):
    """A Decimal with two places, or None for a blank cell.

    "29", "29.5", "29,00", "1.299,00" and "1,299.00" are clear. Raises ValueError with a reason
    for what is not: "1.299" may be a thousand or a one.
    """
    text = _bare(cell)
    if not text:
        return None
    if re.fullmatch(r"[0-9]+(?:[.,][0-9]{1,2})?", text):
        return _amount(text.replace(",", "."))
    found = re.fullmatch(rf"({GROUPED})(?:([.,])([0-9]{{1,2}}))?", text)
    if not found:
        raise ValueError(f"“{cell.strip()[:40]}” is not a price: write it as 1299.00")
    whole, separator, point, cents = found.groups()
    if separator == point:
        raise ValueError(f"“{cell.strip()}” is not a price: write it as 1299.00")
    digits = re.sub(r"\D", "", whole)
    if point is None and separator in ".," and len(digits) <= 6:
        raise ValueError(
            f"“{cell.strip()}” could mean two prices: write it as {digits}.00 or with two decimals"
        )
    return _amount(f"{digits}.{cents or 0}")


def _bare(cell):
    """The cell without currency signs and with one kind of space and apostrophe."""
    text = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", cell).replace("’", "'").strip()
    text = text.strip(SYMBOLS).strip()
    return re.sub(r"^[A-Z]{3} | [A-Z]{3}$", "", text)


def _amount(text):
    amount = Decimal(text)
    if amount >= 10**10:
        raise ValueError("The price is too large")
    return amount.quantize(Decimal("0.01"))
