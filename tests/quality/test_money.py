"""Prices as the readers of each language write them, and the signs that currencies are known by."""

from decimal import Decimal

import pytest

from projects import currencies
from projects.board import digest
from projects.money_format import price
from tests import cast
from tests.quality.kit import Input, each


def _price(amount, currency, language, right):
    return Input(
        "price in a language", f"{amount} {currency} ({language})", right, more=(amount, currency, language)
    )


PRICES = [
    _price("1980", "JPY", "en", "¥1,980"),
    _price("1980", "JPY", "ja", "￥1,980"),
    _price("1980", "JPY", "de", "1.980 ¥"),
    _price("1299", "USD", "en", "$1,299.00"),
    _price("0.99", "USD", "en", "$0.99"),
    _price("1299", "USD", "de", "1.299,00 $"),
    _price("29", "USD", "es", "29,00 US$"),
    _price("29", "USD", "zh-Hant-TW", "US$29.00"),
    _price("1299", "EUR", "en", "€1,299.00"),
    _price("1299", "EUR", "de", "1.299,00 €"),
    _price("29", "EUR", "de", "29,00 €"),
    _price("1299", "EUR", "fr", "1 299,00 €"),
    _price("29.9", "EUR", "nl", "€ 29,90"),
    _price("29", "EUR", "xx-YY", "€29.00"),
    _price("149999", "INR", "en", "₹1,49,999"),
    _price("149999", "INR", "hi", "₹1,49,999"),
    _price("149999.50", "INR", "en", "₹1,49,999.50"),
    _price("149999", "INR", "de", "149.999 ₹"),
    _price("1.25", "KWD", "en", "KWD 1.250"),
    _price("1.255", "KWD", "en", "KWD 1.255"),
    _price("29", "CHF", "en", "CHF 29.00"),
    _price("29", "CHF", "de-CH", "CHF 29.00"),
    _price("1299.5", "SEK", "sv", "1 299,50 kr"),
    _price("299", "DKK", "da", "299,00 kr."),
    _price("497", "BRL", "pt-BR", "R$ 497,00"),
    _price("199", "CNY", "zh", "¥199.00"),
    _price("19.99", "TRY", "tr", "₺19,99"),
    _price("499", "PHP", "en", "₱499.00"),
    _price("29", "PLN", "pl", "29,00 zł"),
    _price("1299", "CZK", "cs", "1 299,00 Kč"),
    _price("12990", "HUF", "hu", "12 990 Ft"),
    _price("2990", "RUB", "ru", "2 990,00 ₽"),
    _price("29000", "KRW", "ko", "₩29,000"),
    _price("129000", "VND", "vi", "129.000 ₫"),
    _price("199000", "IDR", "id", "Rp 199.000"),
    _price("290", "THB", "th", "฿290.00"),
    _price("29", "ILS", "he", "29.00 ₪"),
    _price("1299", "CAD", "fr-CA", "1 299,00 $"),
    _price("1299", "MXN", "es-MX", "$1,299.00"),
    # Nothing that was asked for is left out, whatever the coins.
    _price("1.5", "JPY", "en", "¥1.5"),
    _price("0", "USD", "en", "$0.00"),
    _price("29", "XXY", "en", "XXY 29.00"),
]


@each(PRICES)
def test_a_price_is_written_as_its_readers_write_it(case):
    amount, currency, language = case.more
    assert price(Decimal(amount), currency, language) == case.right


SIGNS = [
    Input("sign of a currency", sign if not language else f"{sign} ({language})", code, more=(sign, language))
    for sign, language, code in [
        ("€", "", "EUR"), ("$", "", "USD"), ("US$", "", "USD"), ("R$", "", "BRL"), ("₹", "", "INR"),
        ("Rs.", "", "INR"), ("zł", "", "PLN"), ("kr", "", "SEK"), ("kr", "da", "DKK"), ("kr", "nb-NO", "NOK"),
        ("￥", "", "JPY"), ("￥", "zh", "CNY"), ("¥", "zh-CN", "CNY"), ("元", "", "CNY"), ("円", "", "JPY"),
        ("eur", "", "EUR"), ("KWD", "", "KWD"), ("₱", "", "PHP"), ("A$", "", "AUD"), ("$", "es-MX", "MXN"),
        ("TL", "", "TRY"), ("Kč", "", "CZK"), ("each", "", ""), ("", "", ""), ("ABC", "", ""),
    ]
]  # fmt: skip


@each(SIGNS)
def test_a_sign_stands_for_one_currency(case):
    assert currencies.code_of(*case.more) == case.right


@pytest.mark.django_db
def test_a_film_has_the_price_of_its_language_and_the_page_that_of_the_page():
    project = cast.board(scenes=1)
    project.language = "de"
    project.product.price, project.product.currency = Decimal("1299"), "EUR"
    assert project.product.price_in(project.language) == "1.299,00 €"
    assert project.product.price_label == "€1,299.00"


@pytest.mark.django_db
def test_no_approval_ends_because_prices_are_written_otherwise():
    """The digest has the price in a form of its own, which never changes."""
    project = cast.board(scenes=1)
    product = project.product
    for amount, currency, kept in [
        ("1299.00", "USD", "$1299.00"),
        ("1980.00", "JPY", "¥1980.00"),
        ("29.00", "CHF", "CHF 29.00"),
        ("1.255", "KWD", "KWD 1.255"),
    ]:
        product.price, product.currency = Decimal(amount), currency
        assert digest.board(project)["product"].endswith(kept)
