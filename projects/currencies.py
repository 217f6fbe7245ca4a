"""The currencies of the world: the signs they are written with, and how many digits their coins have.

Pure: no Django. Read by the catalogue (which currency is "₹"?), by prices as people read them
(projects/money_format.py) and by the spoken form of a text (generation/text/spoken/).
"""

import re
from collections.abc import Mapping
from functools import cache

from babel.numbers import get_currency_precision, list_currencies

# A sign and the one currency that it means by itself. "$" and "kr" are those of several; see `SHARED`.
SIGNS: Mapping[str, str] = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "￥": "JPY", "円": "JPY", "元": "CNY", "人民币": "CNY",
    "₹": "INR", "Rs.": "INR", "Rs": "INR", "₨": "INR", "रु": "INR", "रु.": "INR", "₩": "KRW", "￦": "KRW",
    "원": "KRW", "₽": "RUB", "руб.": "RUB", "руб": "RUB", "р.": "RUB", "р": "RUB",
    "₺": "TRY", "TL": "TRY", "₴": "UAH", "грн": "UAH",
    "₪": "ILS", "₫": "VND", "đ": "VND", "₱": "PHP", "฿": "THB", "₦": "NGN", "KSh": "KES", "Ksh": "KES",
    "₵": "GHS", "₡": "CRC", "₲": "PYG",
    "₸": "KZT", "₼": "AZN", "₾": "GEL", "₮": "MNT", "₭": "LAK", "៛": "KHR", "৳": "BDT", "﷼": "IRR",
    "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON", "лв": "BGN", "лв.": "BGN", "kr": "SEK",
    "kr.": "DKK", "Fr.": "CHF", "SFr.": "CHF", "sFr.": "CHF", "B/.": "PAB",
    "Rp": "IDR", "RM": "MYR", "R$": "BRL", "R": "ZAR",
    "US$": "USD", "U$": "USD", "C$": "CAD", "CA$": "CAD", "CAD$": "CAD", "A$": "AUD", "AU$": "AUD",
    "AUD$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "NT$": "TWD", "MX$": "MXN",
    "RD$": "DOP",
    "Mex$": "MXN", "AR$": "ARS", "CLP$": "CLP", "COL$": "COP", "S/": "PEN", "S/.": "PEN", "CN¥": "CNY",
    "RMB": "CNY", "JP¥": "JPY", "د.إ": "AED", "د.ك": "KWD", "ر.س": "SAR", "ج.م": "EGP", "د.م.": "MAD",
}  # fmt: skip

# What a sign means where a language or country uses it for its own money.
SHARED: Mapping[str, Mapping[str, str]] = {
    "kr": {"da": "DKK", "nb": "NOK", "no": "NOK", "nn": "NOK", "is": "ISK"},
    "kr.": {"is": "ISK", "nb": "NOK", "no": "NOK", "sv": "SEK"},
    "¥": {"zh": "CNY", "cmn": "CNY", "yue": "CNY"},
    "￥": {"zh": "CNY", "cmn": "CNY", "yue": "CNY"},
    "$": {
        "en-CA": "CAD", "fr-CA": "CAD", "en-AU": "AUD", "en-NZ": "NZD", "en-SG": "SGD", "es-MX": "MXN",
        "es-AR": "ARS", "es-CL": "CLP", "es-CO": "COP", "zh-TW": "TWD", "zh-HK": "HKD",
    },
    "Rs": {"ur": "PKR", "si": "LKR", "ne": "NPR"},
}  # fmt: skip

# Shops write whole amounts of these without ".00": their small coins are gone or worth next to nothing.
WITHOUT_COINS = frozenset(
    {
        "INR", "PKR", "LKR", "NPR", "BDT", "IDR", "HUF", "TWD", "COP", "CLP", "CRC", "KZT", "NGN", "TZS",
        "UGX", "MNT", "LAK", "KHR", "MMK", "AMD", "RSD", "ISK",
    }
)  # fmt: skip


@cache
def codes() -> frozenset[str]:
    """The ISO 4217 codes in use or known from older records."""
    return frozenset(list_currencies())


def is_currency(code: str) -> bool:
    """Whether three letters are an ISO 4217 code."""
    return code in codes()


def minor_digits(code: str) -> int:
    """Digits after the decimal mark by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD; 2 for what is unknown."""
    return get_currency_precision(code) if re.fullmatch("[A-Z]{3}", code) else 2


def code_of(sign: str, language: str = "") -> str:
    """The ISO 4217 code of a sign or code as people write it ("€", "Rs.", "eur"); "" where there is none.

    `language` is a BCP 47 tag; it decides what a shared sign means ("kr" in a Danish text is DKK).
    """
    sign = sign.strip()
    base = language.partition("-")[0].lower()
    shared = SHARED.get(sign, {})
    found = shared.get(language) or shared.get(base) or SIGNS.get(sign)
    if found:
        return found
    return sign.upper() if re.fullmatch("[A-Za-z]{3}", sign) and is_currency(sign.upper()) else ""
