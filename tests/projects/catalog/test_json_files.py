"""Products in JSON, as the APIs of shops give them, are read as those of a CSV are."""

import json
from decimal import Decimal

import pytest

from projects.catalog import json_files, read
from projects.errors import BadInput
from tests import cast

SHOPIFY = {
    "id": 7421983, "title": "Mug", "handle": "mug", "body_html": "<p>Blue.</p><ul><li>Light</li></ul>",
    "vendor": "Acme", "product_type": "Kitchen", "tags": ["blue", "gift"],
    "variants": [{"title": "Small", "price": "24.50", "sku": "M-1"}, {"price": "29.00", "sku": "M-2"}],
    "images": [{"src": "https://cdn.example/mug.png?v=1"}, {"src": "https://cdn.example/mug-2.png?v=1"}],
    "options": [{"name": "Size", "values": ["Small", "Large"]}],
}  # fmt: skip
WOO = {
    "id": 794, "name": "Mug", "slug": "mug", "permalink": "https://shop.example/mug/", "type": "simple",
    "description": "<p>Blue.</p>", "short_description": "", "sku": "M-1", "price": "19.90",
    "regular_price": "24.90", "sale_price": "19.90", "categories": [{"id": 9, "name": "Kitchen"}],
    "images": [{"id": 1, "src": "https://shop.example/mug.jpg", "alt": "A blue mug"}], "meta_data": [],
}  # fmt: skip
GRAPHQL = {
    "id": "gid://shopify/Product/1", "title": "Mug", "handle": "mug", "productType": "Kitchen",
    "descriptionHtml": "<p>Blue.</p>", "seo": {"title": "Mugs", "description": "Buy mugs"},
    "priceRangeV2": {
        "minVariantPrice": {"amount": "24.5", "currencyCode": "EUR"},
        "maxVariantPrice": {"amount": "29.0", "currencyCode": "EUR"},
    },
    "compareAtPriceRange": {"minVariantCompareAtPrice": {"amount": "34.5", "currencyCode": "EUR"}},
    "featuredImage": {"url": "https://a.example/1.png", "altText": "A blue mug"},
}  # fmt: skip
FEED_OF_THREE = (
    f"<?xml version='1.0'?><rss><channel>{'<item><title>Mug</title><id>1</id></item>' * 3}</channel></rss>"
)


def found(told, **options):
    content = told if isinstance(told, str) else json.dumps(told)
    return read(content.encode(), **options).products


def only(told):
    (product,) = found(told)
    return product


def test_shopifys_list_of_products():
    row = only({"products": [SHOPIFY]})
    assert row.handle == "mug"
    assert row.values == {
        "name": "Mug", "vendor": "Acme", "sku": "M-1", "category": "Kitchen", "description": "Blue.",
        "selling_points": ["Light"], "price": Decimal("24.50"),
    }  # fmt: skip
    assert [photo.source for photo in row.photos] == [
        "https://cdn.example/mug.png?v=1",
        "https://cdn.example/mug-2.png?v=1",
    ]


def test_woocommerces_products_have_the_regular_price_and_the_pictures_words():
    row = only([WOO])
    assert row.values["price"] == Decimal("24.90")
    assert (row.values["name"], row.values["category"], row.values["sku"]) == ("Mug", "Kitchen", "M-1")
    assert [(photo.source, photo.alt) for photo in row.photos] == [
        ("https://shop.example/mug.jpg", "A blue mug")
    ]


def test_woocommerces_store_tells_prices_in_cents():
    prices = {"price": "1990", "regular_price": "2490", "currency_code": "EUR", "currency_minor_unit": 2}
    values = only([{"name": "Mug", "prices": prices}]).values
    assert (values["price"], values["currency"]) == (Decimal("24.90"), "EUR")


def test_of_woocommerces_products_with_and_without_a_regular_price_each_has_its_own():
    """Products with variants have only the lowest price that one pays."""
    variable = {**WOO, "name": "Cup", "slug": "cup", "price": "15.00", "regular_price": "", "sale_price": ""}
    assert [row.values["price"] for row in found([WOO, variable])] == [Decimal("24.90"), Decimal("15.00")]


def test_what_sending_costs_what_a_sale_asks_and_what_the_shop_paid_are_not_the_price():
    told = {
        "title": "Mug",
        "price": {"value": "29.90", "currency": "EUR"},
        "salePrice": {"value": "19.90", "currency": "EUR"},
        "costOfGoodsSold": {"value": "4.10", "currency": "USD"},
        "shipping": {"price": {"value": "5.00", "currency": "EUR"}},
    }
    values = only([told]).values
    assert (values["price"], values["currency"]) == (Decimal("29.90"), "EUR")


def test_products_of_graphql_have_the_lower_end_of_their_prices_and_their_picture():
    row = only({"data": {"products": {"nodes": [GRAPHQL]}}})
    assert (row.values["price"], row.values["currency"]) == (Decimal("24.50"), "EUR")
    assert (row.values["category"], row.values["description"]) == ("Kitchen", "Blue.")
    assert "sku" not in row.values
    assert [(photo.source, photo.alt) for photo in row.photos] == [("https://a.example/1.png", "A blue mug")]


@pytest.mark.parametrize(
    "wrapped", [lambda ones: {"nodes": ones}, lambda ones: {"edges": [{"node": one} for one in ones]}]
)
def test_pictures_and_variants_of_graphql_are_read_whichever_way_they_are_listed(wrapped):
    told = {
        **GRAPHQL,
        "images": wrapped([{"url": "https://a.example/1.png"}, {"url": "https://a.example/2.png"}]),
        "variants": wrapped([{"sku": "M-1", "price": {"amount": "26.0", "currencyCode": "EUR"}}]),
    }
    row = only([told])
    assert (row.values["price"], row.values["sku"]) == (Decimal("26.00"), "M-1")
    assert [photo.source for photo in row.photos] == ["https://a.example/1.png", "https://a.example/2.png"]


def test_of_a_bulk_export_variants_and_pictures_go_to_their_product():
    cup = {"id": "gid://shopify/Product/2", "title": "Cup", "descriptionHtml": "<p>Red.</p>"}
    lines = [
        {"id": "gid://shopify/Product/1", "title": "Mug", "descriptionHtml": "<p>Blue.</p>"},
        {"id": "gid://shopify/ProductVariant/7", "price": "24.50", "sku": "M-1",
         "__parentId": "gid://shopify/Product/1"},
        cup,
        {"id": "gid://shopify/ProductImage/9", "url": "https://a.example/c.png",
         "__parentId": "gid://shopify/Product/2"},
        {"id": "gid://shopify/Collection/3", "title": "Kitchen", "__parentId": "gid://shopify/Product/2"},
    ]  # fmt: skip
    mug, cup = found("\n".join(map(json.dumps, lines)))
    assert (mug.values["name"], mug.values["price"], mug.values["sku"]) == ("Mug", Decimal("24.50"), "M-1")
    assert (cup.values["name"], [photo.source for photo in cup.photos]) == (
        "Cup",
        ["https://a.example/c.png"],
    )


@pytest.mark.parametrize(
    "told",
    [
        {"data": {"products": {"items": [{  # Magento
            "name": "Mug", "sku": "M-1", "description": {"html": "<p>Blue.</p>"},
            "image": {"url": "https://a.example/1.png", "label": "Mug"},
            "price_range": {"minimum_price": {"regular_price": {"value": 24.5, "currency": "EUR"},
                                              "final_price": {"value": 19.5, "currency": "EUR"}}},
        }]}}},
        {"data": [{  # Shopware
            "id": "0189", "name": "Mug", "productNumber": "M-1", "description": "Blue.",
            "calculatedPrice": {"unitPrice": 24.5, "quantity": 1}, "translated": {"name": "Becher"},
            "cover": {"id": "7", "media": {"url": "https://a.example/1.png", "alt": "A mug"}},
        }]},
        {"products": [{  # PrestaShop
            "id": 7, "reference": "M-1", "price": "24.500000",
            "name": [{"id": "1", "value": "Mug"}, {"id": "2", "value": "Tasse"}],
            "description": [{"id": "1", "value": "<p>Blue.</p>"}, {"id": "2", "value": "<p>Bleue.</p>"}],
            "image": "https://a.example/1.png",
        }]},
        {"data": [{  # BigCommerce
            "id": 7, "name": "Mug", "type": "physical", "sku": "M-1", "description": "<p>Blue.</p>",
            "price": 24.5, "cost_price": 10, "sale_price": 0,
            "images": [{"id": 1, "url_standard": "https://a.example/1.png", "is_thumbnail": True}],
        }]},
        {"count": 1, "results": [{  # Etsy: an amount and by how much it is divided
            "listing_id": 7, "title": "Mug", "description": "Blue.", "sku": ["M-1"], "who_made": "i_did",
            "price": {"amount": 2450, "divisor": 100, "currency_code": "EUR"},
            "images": [{"url_75x75": "https://a.example/s.png", "url_fullxfull": "https://a.example/1.png"}],
        }]},
        {"items": [{  # Squarespace
            "id": "5f", "title": "Mug", "body": "<p>Blue.</p>", "images": [{"url": "https://a.example/1.png"}],
            "variants": [{"sku": "M-1", "priceMoney": {"currency": "EUR", "value": "24.50"}}],
        }]},
        {"products": [{  # Wix
            "id": "9c", "name": "Mug", "sku": "M-1", "description": "<p>Blue.</p>",
            "price": {"currency": "EUR", "price": 24.5, "discountedPrice": 19.5},
            "media": {"mainMedia": {"image": {"url": "https://a.example/1.png", "width": 900}}, "items": []},
        }]},
        {"data": {"products": {"edges": [{"node": {  # Saleor
            "id": "UHJv", "name": "Mug", "description": "Blue.", "variants": [{"sku": "M-1"}],
            "thumbnail": {"url": "https://a.example/1.png"},
            "pricing": {"priceRange": {"start": {"gross": {"amount": 24.5, "currency": "EUR"}}}},
        }}]}}},
        {"@context": "https://schema.org", "@type": "Product", "name": "Mug", "sku": "M-1",
         "description": "Blue.", "image": ["https://a.example/1.png"],
         "offers": [{"@type": "Offer", "price": "24.50", "priceCurrency": "EUR"}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": {
            "@type": "Product", "name": "Mug", "sku": "M-1", "description": "Blue.",
            "image": "https://a.example/1.png",
            "offers": {"@type": "AggregateOffer", "lowPrice": 24.5, "highPrice": 29, "priceCurrency": "EUR"},
        }}]},
    ],
    ids=[
        "magento", "shopware", "prestashop", "bigcommerce", "etsy", "squarespace", "wix", "saleor", "json-ld",
        "a list of json-ld",
    ],
)  # fmt: skip
def test_apis_of_other_shops(told):
    row = only(told)
    values = {name: row.values.get(name) for name in ("name", "sku", "description", "price")}
    assert values == {"name": "Mug", "sku": "M-1", "description": "Blue.", "price": Decimal("24.50")}
    assert [photo.source for photo in row.photos] == ["https://a.example/1.png"]
    assert not row.values.get("category")


def test_too_many_products_are_told_and_none_is_left_out_silently(monkeypatch):
    from projects.catalog import tables

    monkeypatch.setattr(tables, "MOST_LINES", 2)
    for told in (json.dumps([{"title": f"Mug {n}"} for n in range(3)]), FEED_OF_THREE):
        with pytest.raises(BadInput, match="more than 2 lines"):
            found(told)


@pytest.mark.parametrize(
    "told",
    [
        {"product": SHOPIFY},
        SHOPIFY,
        {"data": {"products": {"edges": [{"node": SHOPIFY}]}}},
        json.dumps(SHOPIFY) + "\n",
        "\ufeff" + json.dumps([SHOPIFY]),
        json.dumps(SHOPIFY) + "\n" + json.dumps({**SHOPIFY, "handle": "mug"}),
    ],
)
def test_wherever_the_product_stands_in_the_file(told):
    assert only(told).values["name"] == "Mug"


def test_prices_stay_as_they_are_written():
    told = (
        '[{"title": "Mug", "price": 24.90, "currency": "EUR"},'
        ' {"title": "Cup", "price": {"amount": "9.5", "currencyCode": "USD"}}]'
    )
    assert [(row.values["price"], row.values["currency"]) for row in found(told)] == [
        (Decimal("24.90"), "EUR"),
        (Decimal("9.50"), "USD"),
    ]


def test_products_of_other_keys_and_languages():
    row = only(
        {
            "items": [
                {
                    "name": {"de": "Becher", "en": "Mug"},
                    "brand": {"name": "Acme"},
                    "image": {"url": "//a.example/b.png"},
                }
            ]
        }
    )
    assert (row.values["name"], row.values["vendor"]) == ("Becher", "Acme")
    assert [photo.source for photo in row.photos] == ["//a.example/b.png"]


@pytest.mark.parametrize(
    "told", ["[]", "{}", '{"products": []}', '{"orders": [{"total": 5}]}', "[[1, 2]]", "[1]"]
)
def test_what_holds_no_products_says_so(told):
    with pytest.raises(BadInput, match="no products|must name the columns|no Title|first line"):
        found(told)


@pytest.mark.parametrize(
    "told",
    [
        '[{"title": "Mug",}]', '{"products": [', "[" * 100_000, '[{"a": ' * 50_000,
        '[{"title": "Mug", "image": ' + '{"media": ' * 900 + "1" + "}" * 901 + "]",
    ],
)  # fmt: skip
def test_broken_json_is_told(told):
    with pytest.raises(BadInput, match="The JSON is broken at line 1"):
        found(told)


def test_json_that_is_too_large_is_told(monkeypatch):
    monkeypatch.setattr(json_files, "MOST_BYTES", 100)
    with pytest.raises(BadInput, match="Split it, or send a CSV"):
        found([SHOPIFY])


@pytest.mark.django_db
def test_odd_values_harm_nothing():
    from projects.catalog import import_catalog

    told = (
        '[{"title": "M\\u0000ug \\ud800", "price": NaN, "sku": 1e999, "images": [null, {}, [1]],'
        ' "vendor": {"a": {}}}, 5, null, {"title": ""}]'
    )
    report = import_catalog(cast.shop(), cast.ed(), told.encode())
    assert [row.outcome for row in report.rows] == ["created", "refused"]


def test_a_csv_that_begins_with_a_bracket_is_none_of_it():
    assert not json_files.is_json("[id],[name]\n1,Mug\n")
