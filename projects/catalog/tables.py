"""A file of products as a header and lines of cells: CSV, the first sheet of an .xlsx, XML or JSON."""

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from projects import currencies
from projects.catalog import columns, encodings, feeds, json_files
from projects.errors import BadInput
from projects.languages import wording

MOST_BYTES = 50 * 2**20
MOST_LINES = 50_000
MOST_COLUMNS = 500
MOST_UNPACKED = 400 * 2**20  # bytes of an .xlsx when it is unpacked
# Sheets are read row by row; these are held whole, in up to twenty times their size: its texts, all else.
MOST_TEXTS, MOST_OTHER = 64 * 2**20, 4 * 2**20
_OTHER_PART = re.compile(rb'PartName="/(xl/worksheets/[^"]*)"\s+ContentType="(?![^"]*worksheet\+xml)')
# Rows among which the header is looked for, and the known names that a second row of names must have.
LOOKED_FOR_HEADER, LEAST_NAMES = 6, 3
DELIMITERS = (",", ";", "\t", "|")
# A description with a picture pasted into it is longer than Python's csv takes by default.
csv.field_size_limit(2 * 2**20)


@dataclass
class Table:
    """header: the names of the columns. lines: (number of the line where it begins, cells) under it.

    encoding: how its bytes were read, a name of Python's; "" for a sheet.
    """

    header: list[str]
    lines: Iterator[tuple[int, list[str]]]
    encoding: str = ""


def read(data, encoding=""):
    """The Table in a file's bytes. Raises BadInput naming "catalog" when it is none or too large."""
    if len(data) > MOST_BYTES:
        raise BadInput(
            gettext("The file is larger than %(most)s MB. Split it and import the parts.")
            % {"most": MOST_BYTES // 2**20},
            "catalog",
        )
    if data[:4] == b"PK\x03\x04" and b"xl/" in data:
        return _sheet(data)
    if feeds.is_feed(data):
        header, lines = feeds.read(data, MOST_LINES)
        return Table(header, _counted(lines))
    content, encoding = encodings.decode(data, encoding)
    if json_files.is_json(content):
        header, lines = json_files.read(content, MOST_LINES)
        return Table(header, _counted(lines), encoding)
    skipped, said = 0, ""
    first, _, rest = content.partition("\n")
    if re.fullmatch(r"sep=.\s*", first.lower()):  # Excel's note to itself
        content, skipped, said = rest, 1, first[4]
    signs = {*DELIMITERS, said} if said and not said.isalnum() and said not in "\"'\r" else DELIMITERS
    delimiter = max(signs, key=lambda sign: (_fit(content, sign), sign == said))
    first_rows = _head(content, delimiter, LOOKED_FOR_HEADER)
    place = _header_place(first_rows)
    header = first_rows[place] if first_rows else []
    return Table(header, _lines(content, delimiter, skipped, place + 1), encoding)


def _header_place(rows):
    """Where among the first rows the header is: not always on top.

    Some exports write a title first, Amazon's templates two lines of names under one for its own use.
    """
    known = [columns.guess(row) for row in rows]
    found = next((at for at, names in enumerate(known) if _is_header(names)), 0)
    while found + 1 < len(rows) and len(known[found + 1]) >= LEAST_NAMES and _is_header(known[found + 1]):
        found += 1
    return found


def _is_header(names):
    return "title" in names and len(names) > 1


def _fit(content, delimiter):
    """How well a delimiter cuts the first lines: known columns, then cells if all lines have as many."""
    rows = _head(content, delimiter, LOOKED_FOR_HEADER)
    if not rows:
        return (0, 0)
    header = rows[_header_place(rows)]
    same = sum(len(row) == len(header) for row in rows) * 2 > len(rows)
    return (len(columns.guess(header)), len(header) if same else 0)


def _head(content, delimiter, count):
    reader = csv.reader(io.StringIO(content[:40_000], newline=""), delimiter=delimiter)
    found = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append(row)
            if len(found) == count:
                break
    except csv.Error:
        pass
    return found


def _lines(content, delimiter, skipped, headers):
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    start, count = 1, 0
    try:
        for cells in reader:
            line, start = start + skipped, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_LINES + headers:
                raise _too_long()
            if count > headers:
                yield line, cells
    except csv.Error as error:
        raise BadInput(
            gettext(
                "The CSV is broken at line %(line)s (%(error)s): a quotation mark may be missing or left "
                "over."
            )
            % {"line": start + skipped, "error": error},
            "catalog",
        ) from None


def _counted(lines):
    """The lines of a file that was read whole. Raises BadInput where there are too many."""
    for count, line in enumerate(lines, start=1):
        if count > MOST_LINES:
            raise _too_long()
        yield line


def _too_long():
    return BadInput(
        gettext("The file has more than %(most)s lines. Split it.") % {"most": wording.number(MOST_LINES)},
        "catalog",
    )


# --- .xlsx -----------------------------------------------------------------------------------
def _sheet(data):
    """The first sheet, read row by row: nothing of it is computed, and no picture or macro is looked at."""
    import openpyxl  # 60 ms of the start of every process, and few ever read a spreadsheet

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if _is_too_large(packed):
                raise BadInput(
                    gettext("The spreadsheet is too large. Save the sheet as “CSV UTF-8”."), "catalog"
                )
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        rows = _rows(sheet)
        first = list(itertools.islice(rows, LOOKED_FOR_HEADER))
        place = _header_place([cells for _, cells in first])
        header = first[place][1] if first else []
    except BadInput:
        raise
    except Exception:  # (openpyxl meets broken files and raises whatever its parsers do)
        raise BadInput(
            gettext("The spreadsheet cannot be opened. Save the sheet as “CSV UTF-8” and try again."),
            "catalog",
        ) from None
    return Table(header, _guarded(itertools.chain(first[place + 1 :], rows)))


def _is_too_large(packed):
    """Whether it would take more memory than its rows do. A file of 180 KB could ask for gigabytes."""
    sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    types = "[Content_Types].xml"
    if sum(sizes.values()) > MOST_UNPACKED or sizes.get(types, 0) > MOST_OTHER:
        return True
    held = {name.decode() for name in _OTHER_PART.findall(packed.read(types))}
    parts = [name for name in sizes if name.endswith((".xml", ".rels"))]
    texts = [name for name in parts if name.endswith("sharedStrings.xml")]
    other = [name for name in parts if name in held or not name.startswith("xl/worksheets/")]
    return (
        sum(sizes[name] for name in texts) > MOST_TEXTS
        or sum(sizes[name] for name in other if name not in texts) > MOST_OTHER
    )


def _guarded(rows):
    try:
        yield from rows
    except BadInput:
        raise
    except Exception:  # (as above)
        raise BadInput(
            gettext("The spreadsheet is damaged. Save the sheet as “CSV UTF-8”."), "catalog"
        ) from None


def _rows(sheet):
    count = 0
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        cells = [_written(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MOST_LINES + 1:
            raise _too_long()
        yield number, cells


def _written(cell):
    """A cell as the sheet shows it: whole numbers without ".0", amounts of money with their currency."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if not isinstance(value, (int, float)):
        return str(value)
    text = (
        f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{round(value, 6):.6f}".rstrip("0")
    )
    text = f"{text}0" if re.search(r"\.[0-9]$", text) else text
    sign = re.search(r"\[\$([^\-\]]+)|([€£¥₹₩₺₽₴₪₫฿])|\"([^\"]+)\"", cell.number_format or "")
    code = currencies.code_of(next(filter(None, sign.groups())).strip()) if sign else ""
    return f"{text} {code}" if code else text
