"""A small spreadsheet that asks for much memory is refused before it is read."""

import io
import zipfile

import openpyxl
import pytest

from projects.catalog import tables
from projects.errors import BadInput

# In each part: what is put in again and again, and before what.
PARTS = {
    "xl/styles.xml": (b'<xf numFmtId="0"/>', b"</cellXfs>"),
    "xl/workbook.xml": (b'<definedName name="a">Sheet!$A$1</definedName>', b"<calcPr"),
    "xl/theme/theme1.xml": (b"<!-- theme -->", b"</a:theme>"),
    "xl/_rels/workbook.xml.rels": (b"<!-- rels -->", b"</Relationships>"),
    "[Content_Types].xml": (b"<!-- types -->", b"</Types>"),
}


def spreadsheet(part="", size=0, rows=2, moved=""):
    """A sheet with `rows` mugs; `part` is filled up to `size` bytes, and called `moved` if that is said."""
    plain, out = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    for number in range(rows):
        book.active.append(["Title", "Price"] if number == 0 else [f"Mug {number}", "3"])
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        for entry in source.infolist():
            data, name = source.read(entry), entry.filename
            if moved:
                data = data.replace(b"/" + part.encode(), b"/" + moved.encode())
            if name == part and size:
                one, before = PARTS[part]
                data = data.replace(before, one * (size // len(one)) + before)
            made.writestr(moved if moved and name == part else name, data)
    return out.getvalue()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_held_whole_is_refused_by_its_size(part):
    data = spreadsheet(part, 5 * 2**20)
    assert len(data) < 400_000
    with pytest.raises(BadInput, match="too large. Save the sheet as “CSV UTF-8”"):
        tables._sheet(data)


def test_a_part_that_poses_as_a_sheet_is_none():
    data = spreadsheet("xl/workbook.xml", 5 * 2**20, moved="xl/worksheets/sheet9.xml")
    with pytest.raises(BadInput, match="too large"):
        tables._sheet(data)


def test_many_rows_are_no_reason():
    """The sheet itself is read row by row."""
    table = tables._sheet(spreadsheet(rows=3000))
    assert len(list(table.lines)) == 2999
