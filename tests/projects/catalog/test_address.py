"""A product from the page of a shop: the shapes of JSON-LD that shops write, wrong ones included."""

import json

import pytest
from rest_framework.test import APIClient

from projects.catalog import address
from projects.errors import BadInput
from projects.media import downloads
from projects.models import Product
from tests import cast

URL = "https://shop.example/products/ridge-flask"
OFFER = {"@type": "Offer", "price": "29.00", "priceCurrency": "EUR"}
ROW = {"@context": "https://schema.org", "@type": "Product", "name": "Ridge Flask", "offers": OFFER}


def page(*blocks, head=""):
    scripts = "".join(f'<script type="application/ld+json">{_kept(one)}</script>' for one in blocks)
    return f"<html><head><meta charset=utf-8>{head}{scripts}</head><body>…</body></html>".encode()


def _kept(block):
    """As shops write it, so that the script does not end in a text."""
    return block.replace("</", "<\\/")


def read(*rows, head=""):
    return address.read_page(page(*(json.dumps(row) for row in rows), head=head), URL)


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        [ROW],
        {"@graph": [{"@type": "WebSite", "name": "A shop"}, ROW]},
        {"@type": "WebPage", "mainEntity": ROW},
        {"@type": "ItemPage", "mainEntity": {"@graph": [ROW]}},
        {**ROW, "@type": ["Product", "Thing"]},
        {**ROW, "@type": "http://schema.org/Product"},
        {**ROW, "offers": [OFFER, {**OFFER, "price": "35.00"}]},
        {**ROW, "offers": {"@type": "AggregateOffer", "lowPrice": 29, "priceCurrency": "EUR"}},
        {**ROW, "offers": {"@type": "AggregateOffer", "offers": [OFFER]}},
        {**ROW, "offers": {"priceSpecification": {"price": 29.0, "priceCurrency": "EUR"}}},
        {
            "@type": "ProductGroup",
            "name": "Ridge Flask",
            "hasVariant": [{"@type": "Product", "offers": OFFER}],
        },
        {**ROW, "offers": {**OFFER, "price": "29,00"}},
        {**ROW, "offers": {"price": "29.00", "priceCurrency": "€"}},
        {**ROW, "offers": {"price": "29,00 €"}},
        {**ROW, "offers": {"price": "EUR 29.00"}},
        {**ROW, "name": ["Ridge Flask", "Flask"]},
        {**ROW, "name": "<b>Ridge</b> Flask"},
        {**ROW, "name": "", "isVariantOf": {"@type": "ProductGroup", "name": "Ridge Flask"}},
        {"@type": "ProductGroup", "hasVariant": [ROW, {**ROW, "name": "Ridge Flask XL"}]},
        {**ROW, "isRelatedTo": [{**ROW, "name": "Camp Mug"}]},
        {
            "@type": "schema:Product",
            "schema:name": "Ridge Flask",
            "schema:offers": {"price": "29", "priceCurrency": "EUR"},
        },
        {
            **ROW,
            "offers": {
                "priceSpecification": [
                    {"priceType": "https://schema.org/ListPrice", "price": 39, "priceCurrency": "EUR"},
                    {"price": 29, "priceCurrency": "EUR"},
                ]
            },
        },
        {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "item": {**ROW, "name": "Camp Mug", "url": "/products/camp-mug"}},
                {"@type": "ListItem", "item": {**ROW, "url": URL}},
            ],
        },
    ],
)
def test_each_shape_tells_name_price_and_currency(row):
    found = read(row)
    assert (found.name, float(found.price), found.currency) == ("Ridge Flask", 29, "EUR")
    assert found.source == "json_ld"


@pytest.mark.parametrize(
    ("image", "addresses"),
    [
        ("/a.jpg", ["https://shop.example/a.jpg"]),
        (
            ["//cdn.example/a.jpg", "b.jpg"],
            ["https://cdn.example/a.jpg", "https://shop.example/products/b.jpg"],
        ),
        ({"@type": "ImageObject", "url": "https://x.example/a.jpg"}, ["https://x.example/a.jpg"]),
        ([{"contentUrl": "https://x.example/a.jpg"}], ["https://x.example/a.jpg"]),
        (
            ["/logo.png", "/a.jpg", "/a.jpg", "/pay.svg", "data:image/png;base64,AA"],
            ["https://shop.example/a.jpg"],
        ),
        (None, []),
        ({"@list": ["/a.jpg", "/b.jpg"]}, ["https://shop.example/a.jpg", "https://shop.example/b.jpg"]),
        ("/a.jpg, https://x.example/b.jpg", ["https://shop.example/a.jpg", "https://x.example/b.jpg"]),
        ("/my photo.jpg", ["https://shop.example/my%20photo.jpg"]),
        # One picture in several sizes: the largest.
        (["/a_400x400.jpg?v=1", "/a.jpg?v=1", "/a_1200x.jpg?v=1"], ["https://shop.example/a.jpg?v=1"]),
        (["/b.jpg?width=300", "/b.jpg?width=1600"], ["https://shop.example/b.jpg?width=1600"]),
        (
            ["/c-300x300.jpg", "/d.jpg?id=1", "/d.jpg?id=2"],
            [
                "https://shop.example/c-300x300.jpg",
                "https://shop.example/d.jpg?id=1",
                "https://shop.example/d.jpg?id=2",
            ],
        ),
        # What is only small goes behind.
        (["/e_50x50.jpg", "/f.jpg"], ["https://shop.example/f.jpg", "https://shop.example/e_50x50.jpg"]),
    ],
)
def test_photos_are_absolute_and_each_there_once(image, addresses):
    assert list(read({**ROW, "image": image}).images) == addresses


def test_the_pages_own_product_wins_over_those_beside_it():
    other = {**ROW, "name": "Camp Mug", "url": "/products/camp-mug", "sku": "M", "brand": "Ridge"}
    assert read(other, {**ROW, "url": URL}).name == "Ridge Flask"


def test_words_are_plain_and_the_rest_is_told():
    said = "<p>Steel &amp; cork.</p><ul><li>Leak-proof</li></ul><script>x()</script>"
    more = {"sku": 17, "brand": {"@type": "Brand", "name": "Ridge"}, "category": "Outdoor > Flasks"}
    found = read({**ROW, "name": "Ridge &amp;amp; Flask", "description": said, **more})
    assert (found.name, found.sku, found.vendor, found.category) == ("Ridge & Flask", "17", "Ridge", "Flasks")
    assert "Steel & cork." in found.description and "x()" not in found.description
    assert found.selling_points == ("Leak-proof",)


@pytest.mark.parametrize(
    "block",
    [
        "{",
        "null",
        "[]",
        '"x"',
        "[" * 5000,
        '{"@type": "Product"}',
        '{"@type": "Recipe", "name": "Soup"}',
        '{"@type": "Product", "name": {"a": 1}}',
        '{"@type": "Product", "name": "  "}',
        '{"@type": {"a": []}, "name": "x"}',
        '{"@graph": {"@graph": {"@graph": 3}}}',
        '{"@type": "ItemList", "itemListElement": [{"item": {"@type": "Product", "name": "A"}}, '
        '{"item": {"@type": "Product", "name": "B"}}]}',
        "12",
    ],
)
def test_what_is_broken_or_no_product_tells_nothing(block):
    assert address.read_page(page(block), URL) is None


@pytest.mark.parametrize(
    "wrap",
    [
        "<!--{}-->", "//<![CDATA[\n{}\n//]]>", "{};", "\n{}\n", "{} {}", '[{},]',
        '{"@graph": [{}, ] , }',
    ],
)  # fmt: skip
def test_what_templates_leave_around_it_is_forgiven(wrap):
    assert address.read_page(page(wrap.replace("{}", json.dumps(ROW))), URL).name == "Ridge Flask"


def test_a_broken_block_does_not_hide_the_next():
    assert address.read_page(page("{", json.dumps(ROW)), URL).name == "Ridge Flask"


@pytest.mark.parametrize("price", ["", "0", None, "on request", "-3", True, {"a": 1}])
def test_no_price_is_made_up(price):
    assert read({**ROW, "offers": {**OFFER, "price": price}}).price == ""


def test_open_graph_is_the_last_resort():
    head = (
        '<meta property="og:type" content="product"><meta property="og:title" content="Ridge Flask">'
        '<meta property="product:price:amount" content="29.00"><meta property="og:image" content="/a.jpg">'
        '<meta property="product:price:currency" content="EUR">'
    )
    found = read(head=head)
    assert (found.source, found.name, found.price, found.currency) == (
        "open_graph",
        "Ridge Flask",
        "29.00",
        "EUR",
    )
    assert found.images == ("https://shop.example/a.jpg",)
    assert read(head='<meta property="og:title" content="About us">') is None


@pytest.mark.parametrize("title", ["Ridge Flask | Aldern Store", "Ridge Flask – Aldern Store", "Ridge Flask"])
def test_the_name_of_the_shop_is_no_part_of_the_products(title):
    head = (
        '<meta property="og:type" content="og:product"><meta property="og:site_name" content="Aldern Store">'
    )
    assert read(head=f'{head}<meta property="og:title" content="{title}">').name == "Ridge Flask"


def test_quotes_that_are_written_as_entities_are_read():
    block = json.dumps(ROW).replace('"', "&quot;")
    assert address.read_page(page(block), URL).name == "Ridge Flask"


def test_an_address_without_its_beginning_is_understood(monkeypatch):
    asked = []
    row = page(json.dumps(ROW))
    monkeypatch.setattr(downloads, "fetch", lambda url, **_: (asked.append(url), (row, "text/html"))[1])
    for typed in ("shop.example/flask", " www.shop.example ", "https://shop.example/flask"):
        address.look_up(typed)
    assert asked == ["https://shop.example/flask", "https://www.shop.example", "https://shop.example/flask"]


SHOP = {
    "product": {
        "title": "Ridge Flask", "body_html": "<p>Steel.</p>", "vendor": "Ridge", "product_type": "Flasks",
        "variants": [{"price": "29.00", "sku": "RF-1"}], "images": [{"src": "https://cdn.example/a.jpg"}],
    }
}  # fmt: skip


def test_a_shops_own_json_is_asked_where_the_page_says_nothing(monkeypatch):
    asked = []

    def fetch(url, **_):
        asked.append(url)
        return (json.dumps(SHOP).encode() if url.endswith(".json") else page()), "text/html"

    monkeypatch.setattr(downloads, "fetch", fetch)
    found = address.look_up(f"{URL}?variant=3")
    assert asked == [f"{URL}?variant=3", f"{URL}.json"]
    assert (found.source, found.price, found.sku, found.images) == (
        "shopify", "29.00", "RF-1", ("https://cdn.example/a.jpg",),
    )  # fmt: skip


def test_a_page_without_a_product_says_what_to_do(monkeypatch):
    monkeypatch.setattr(downloads, "fetch", lambda url, **_: (page(), "text/html"))
    with pytest.raises(BadInput, match="one product's own page"):
        address.look_up("https://shop.example/about")


@pytest.mark.django_db
def test_looking_up_saves_nothing_needs_an_editor_and_asks_no_private_server(monkeypatch):
    cast.shop()
    ed, vera = APIClient(), APIClient()
    ed.force_authenticate(cast.ed())
    vera.force_authenticate(cast.vera())
    refused = ed.post("/api/v1/products/look-up", {"url": "http://169.254.169.254/latest"})
    assert refused.status_code in (400, 422) and refused.json()["error"]["field"] == "url"
    monkeypatch.setattr(downloads, "fetch", lambda url, **_: (page(json.dumps(ROW)), "text/html"))
    assert vera.post("/api/v1/products/look-up", {"url": URL}).status_code == 403
    assert ed.post("/api/v1/products/look-up", {"url": URL}).json()["name"] == "Ridge Flask"
    assert not Product.objects.exists()


@pytest.mark.django_db
def test_a_photo_is_fetched_by_its_address(monkeypatch):
    product = cast.flask()
    ed = APIClient()
    ed.force_authenticate(cast.ed())
    monkeypatch.setattr(
        downloads, "fetch", lambda url, **_: (cast.photo_bytes((9, 9, 200, 255)), "image/png")
    )
    path = f"/api/v1/products/{product.pk}/photos/fetch"
    assert ed.post(path, {"url": "https://cdn.example/a.jpg"}).status_code == 201
    monkeypatch.setattr(downloads, "fetch", lambda url, **_: (b"<html>", "text/html"))
    wrong = ed.post(path, {"url": "https://cdn.example/a.jpg"})
    assert wrong.status_code in (400, 422) and wrong.json()["error"]["field"] == "url"
