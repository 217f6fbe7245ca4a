"""From cells to plain text: encodings, HTML and prices."""

from decimal import Decimal

import pytest

from projects.catalog import encodings, prices, text
from projects.errors import BadInput

TABLE = "Title,Vendor\nTasse für Größe ½ €,Öl & Söhne\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_usual_encodings_are_recognised(encoding):
    assert encodings.decode(TABLE.encode(encoding))[0] == TABLE


@pytest.mark.parametrize(
    "junk", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfe\xff", b"Title\x00\x01\x02"]
)
def test_binary_junk_is_refused_with_what_to_do(junk):
    with pytest.raises(BadInput, match="CSV UTF-8") as refusal:
        encodings.decode(junk)
    assert refusal.value.field == "catalog"


def test_a_spreadsheet_is_recognised_as_one():
    with pytest.raises(BadInput, match="spreadsheet"):
        encodings.decode(b"PK\x03\x04 and so on")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", ("One.\n\nTwo.", [])),
        (
            "<p>A <b>bold</b> claim</p><ul><li>Light</li><li>Strong &amp; cheap</li></ul>",
            ("A bold claim", ["Light", "Strong & cheap"]),
        ),
        ("<ul><li>One<li>Two</ul>after", ("after", ["One", "Two"])),
        ("<ul><li><p>Deep</p> <em>inside</em></li></ul>", ("", ["Deep inside"])),
        ("Caf&eacute; &#8211; 5 &lt; 6&nbsp;g", ("Café – 5 < 6 g", [])),
        ("<p>x</p><script>alert('<p>1</p>')</script><style>p{}</style>", ("x", [])),
        ("<p>x<!-- hidden --></p>", ("x", [])),
        ("line one<br>line two", ("line one\nline two", [])),
        ("first\n\nsecond\nthird", ("first\n\nsecond\nthird", [])),
        ("5 < 6 and 7 > 2", ("5 < 6 and 7 > 2", [])),
        ("<p>open <b>never closed", ("open never closed", [])),
        ("<li></li><li>  </li>", ("", [])),
        ("", ("", [])),
    ],
)
def test_descriptions_become_text_and_points(source, expected):
    said = text.description(source)
    assert (said.text, said.points) == expected


def test_hostile_markup_takes_no_time():
    text.description("<!" * 30_000)
    text.description("<a " * 30_000)
    text.description("<li>" * 15_000)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("29.00", "29.00"),
        ("29", "29.00"),
        ("29.5", "29.50"),
        ("29,00", "29.00"),
        ("1.299,00", "1299.00"),
        ("1,299.00", "1299.00"),
        ("1 299,00", "1299.00"),
        ("1\u202f299,00 €", "1299.00"),
        ("1'299.00", "1299.00"),
        ("1,234,567", "1234567.00"),
        ("1.234.567,8", "1234567.80"),
        ("$29.00", "29.00"),
        ("USD 29.00", "29.00"),
        ("29.00 CHF", "29.00"),
        ("0", "0.00"),
    ],
)
def test_clear_prices_are_read(cell, expected):
    assert prices.read(cell).amount == Decimal(expected)


def test_a_blank_price_is_none():
    assert prices.read("  ") is None


@pytest.mark.parametrize("cell", ["1.299", "1,299", "12.000"])
def test_ambiguous_prices_are_refused_with_the_reason(cell):
    with pytest.raises(ValueError, match="could mean two prices"):
        prices.read(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "free",
        "-5",
        "29.999",
        "1.2.3",
        "1,299,00",
        "1.299.00",
        "NaN",
        "1e9",
        "12345678901.00",
        "9" * 30,
        "29-35",
    ],
)
def test_what_is_no_price_is_refused(cell):
    with pytest.raises(ValueError):
        prices.read(cell)
