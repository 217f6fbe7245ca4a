"""Shopify's product CSV, old and new, as rows by product."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from projects.catalog import read
from projects.errors import BadInput

OLD = "Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price,Image Src,Image Position,Image Alt Text\n"
NEW = "Title,URL handle,Description,Vendor,SKU,Price,Product image URL,Image position,Image alt text\n"
SAMPLE = Path(settings.BASE_DIR).parent / "shared" / "samples" / "catalog" / "products.csv"


def products(text):
    return read(text.encode()).products


def only(text):
    (product,) = products(text)
    return product


def problems(text):
    return [(row.line, row.message) for row in read(text.encode()).problems]


def test_old_headers():
    row = only(OLD + "mug,Mug,<p>Blue.</p><ul><li>Light</li></ul>,Acme,M-1,24.50,mug.png,1,A mug\n")
    assert row.handle == "mug"
    assert row.values == {
        "name": "Mug",
        "description": "Blue.",
        "selling_points": ["Light"],
        "vendor": "Acme",
        "sku": "M-1",
        "price": Decimal("24.50"),
    }
    assert [(photo.source, photo.alt) for photo in row.photos] == [("mug.png", "A mug")]


def test_new_headers_say_the_same():
    row = only(NEW + "Mug,mug,<p>Blue.</p><ul><li>Light</li></ul>,Acme,M-1,24.50,mug.png,1,A mug\n")
    old = only(OLD + "mug,Mug,<p>Blue.</p><ul><li>Light</li></ul>,Acme,M-1,24.50,mug.png,1,A mug\n")
    assert row == old


def test_headers_in_any_case_and_spacing():
    assert only(" TITLE ,variant   price\nMug,5\n").values == {"name": "Mug", "price": Decimal("5.00")}


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(delimiter):
    text = "Handle,Title,Price\nmug,Mug,5\n".replace(",", delimiter)
    assert only(text).values["price"] == 5


def test_semicolons_with_commas_inside():
    assert only('Title;Price;Description\nMug;1.299,50;"red, blue; green"\n').values == {
        "name": "Mug",
        "price": Decimal("1299.50"),
        "description": "red, blue; green",
        "selling_points": [],
    }


def test_the_line_that_excel_puts_first():
    found = products("sep=;\nTitle;Price\nMug;5\n")
    assert (found[0].line, found[0].values["name"]) == (3, "Mug")


def test_quoted_newlines_and_the_lines_after_them():
    rows = products('Title,Description\r\nMug,"one\r\ntwo"\r\nCup,x\r\n')
    assert rows[0].values["description"] == "one\ntwo"
    assert [row.line for row in rows] == [2, 4]


def test_old_mac_line_ends():
    assert [row.handle for row in products("Title,Price\rMug,5\rCup,6\r")] == ["mug", "cup"]


def test_several_lines_of_one_product():
    text = OLD + "mug,Mug,,,M-1,5,a.png,1,\nmug,,,,,,b.png,2,Back\nmug,,,,M-2,6,,,\n"
    row = only(text)
    assert [(photo.line, photo.source) for photo in row.photos] == [(2, "a.png"), (3, "b.png")]
    assert row.others == [(4, "Another variant: the first one's price and SKU are kept.")]
    assert row.values["sku"] == "M-1"


def test_photos_come_in_the_order_of_their_positions():
    text = OLD + "mug,Mug,,,,,b.png,2,\nmug,,,,,,a.png,1,\n"
    assert [photo.source for photo in only(text).photos] == ["a.png", "b.png"]


def test_lines_of_a_product_need_not_be_together():
    assert len(products("Handle,Title\na,A\nb,B\na,\n")) == 2


def test_without_a_handle_the_title_makes_one():
    assert only("Title,Price\nRidge Flask!,5\n").handle == "ridge-flask"


def test_titles_in_other_scripts_have_handles_too():
    assert only("Title,Price\n水筒 大,5\n").handle == "水筒-大"


def test_a_blank_cell_is_a_value_and_a_missing_column_is_none():
    values = only("Title,Vendor,Price\nMug,,\n").values
    assert values == {"name": "Mug", "vendor": "", "price": None}


def test_a_short_line_clears_nothing():
    assert only("Title,Vendor,Price\nMug\n").values == {"name": "Mug"}


def test_the_type_stands_in_for_a_blank_category():
    assert only("Title,Product Category,Type\nMug,,Cup\n").values["category"] == "Cup"


def test_the_search_description_helps_only_new_products():
    row = only("Title,SEO Description\nMug,A fine mug\n")
    assert row.first_values == {"description": "A fine mug"}
    assert "description" not in row.values


def test_an_unclear_price_is_left_alone_with_a_note():
    row = only("Title,Price\nMug,1.299\n")
    assert "price" not in row.values
    assert "could mean two prices" in row.notes[0]


def test_a_currency_column():
    assert only("Title,Price,Currency\nMug,5,eur\n").values["currency"] == "EUR"
    assert "three letters" in only("Title,Price,Currency\nMug,5,Euros\n").notes[0]


def test_overlong_cells_are_cut_with_a_note():
    row = only(f"Title,Vendor\n{'x' * 300},{'y' * 300}\n")
    assert (len(row.values["name"]), len(row.values["vendor"])) == (200, 120)
    assert row.notes == ["The name was cut to 200 characters.", "The vendor was cut to 120 characters."]


def test_a_huge_description_is_cut_with_a_note():
    row = only(f'Title,Description\nMug,"{"word " * 40_000}"\n')
    assert len(row.values["description"]) <= 60_000
    assert row.notes == ["The description was too long and was cut."]


def test_lines_that_name_no_product_are_told():
    text = "Handle,Title,Vendor\n,,Acme\nmug,,Acme\n"
    assert problems(text) == [
        (2, "There is neither a title nor a handle."),
        (3, "The product's first line has no title."),
    ]


def test_a_line_with_too_many_cells_is_not_guessed_at():
    assert "more cells than the header" in problems("Title,Vendor\nMug,Acme,left,over\n")[0][1]


def test_blank_lines_are_nothing():
    assert len(products("Title,Price\n\nMug,5\n,\n\n")) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Title"),
        (b"   \n\n", "Title"),
        (b"mug,Mug,5\ncup,Cup,6\n", "Title"),
        (b"Handle,Price\nmug,5\n", "Title"),
        (b"Title,Price\n", "no products"),
        (b"Title,Price\n,\n", "no products"),
        (b'Title,Price\nMug,"5\nCup,6\n', "line 2"),
        (b'Title,Price\nMug,"5"x\n', "line 2"),
        (b"\x00\x01\x02\x03", "CSV UTF-8"),
        (b"Title\n" + b"x\n" * 50_001, "more than 50,000 lines"),
    ],
)
def test_files_that_cannot_be_used_say_what_to_do(data, words):
    with pytest.raises(BadInput, match=words) as refusal:
        read(data)
    assert refusal.value.field == "catalog"


def test_a_file_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr("projects.catalog.tables.MOST_BYTES", 10)
    with pytest.raises(BadInput, match="larger"):
        read(b"Title\nMug and more\n")


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample catalogue is not here")
def test_the_sample_catalogue():
    found = read(SAMPLE.read_bytes())
    assert found.problems == []
    assert [row.handle for row in found.products] == [
        "water-bottle",
        "mug-set",
        "dark-tee",
        "red-hoodie",
        "notebook",
    ]
    bottle = found.products[0]
    assert bottle.values["selling_points"] == [
        "Leak-proof carry-loop lid",
        "Fits standard cup holders",
        "750 ml, BPA-free",
    ]
    assert bottle.values["description"] == (
        "Double-wall stainless steel keeps drinks cold for 24 hours and hot for 12."
    )


@pytest.mark.parametrize(
    "column",
    [
        "Price tax excluded",
        "Price excl. VAT",
        "Preis netto",
        "Preis zzgl. MwSt.",
        "Prix HT",
        "Precio sin IVA",
    ],
)
def test_prices_without_tax_are_told(column):
    (note,) = read(f"Name,{column}\nMug,5.50\n".encode()).notes
    assert f"says the column “{column}”" in note


@pytest.mark.parametrize(
    "column", ["Price", "Price tax included", "Preis inkl. MwSt.", "Prix TTC", "Price (EUR)"]
)
def test_other_prices_are_taken_as_they_are(column):
    found = read(f"Name,{column}\nMug,5.50\n".encode())
    assert (found.products[0].values["price"], found.notes) == (Decimal("5.50"), [])


@pytest.mark.parametrize(
    "column",
    ["Wholesale price", "Prix d'achat HT", "Preis EK", "Precio de compra", "Price old", "Price cost"],
)
def test_what_the_shop_paid_or_asked_before_is_no_price_for_an_ad(column):
    assert "price" not in only(f"Name,{column}\nMug,5.50\n").values
