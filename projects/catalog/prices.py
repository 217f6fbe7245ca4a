"""Prices as shops write them into cells: the amount, and the currency that a sign or code beside it names."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from projects import currencies

# What thousands are parted by where a currency is at home; people with euros use both.
_POINT_THOUSANDS = frozenset(
    [
        "EUR",
        "BRL",
        "DKK",
        "IDR",
        "TRY",
        "VND",
        "ARS",
        "CLP",
        "COP",
        "UYU",
        "PYG",
        "RON",
        "ISK",
        "BAM",
        "RSD",
        "CRC",
        "BOB",
        "MKD",
        "NOK",
        "SEK",
        "PLN",
        "CZK",
        "HUF",
        "BGN",
    ]
)
_COMMA_DECIMALS = _POINT_THOUSANDS - {"EUR", "CRC", "CLP", "PYG"} | {"RUB", "UAH", "KZT", "MAD"}
# What may stand around a price and does not change it.
_AROUND = re.compile(
    r"(?i)^(?:price|preis|prix|precio|prezzo|preço|prijs|pris|cena|fiyat|цена|mrp|msrp|only|nur|now|uvp|rrp|pvp)\b[:.\s]*"
    r"|^(?:税込|含税|现价|售价|価格|定価)[:：\s]*|^'(?=[0-9])|(?<=[0-9])\s?only$"
    r"|[*¹²]+$|/-$|\s*\(?(?:税込|含税)み?\)?$|\s*(?:\beach\b|c/u|\bttc\b|\bbrutto\b)\.?$"
    r"|\s*\(?\b(?:incl|inkl|inc|tva|ttc|iva incluido|iva inclusa|vat incl\w*|moms inkl\w*)\b"
    r"[.\s]*(?:\d{1,2}\s?%)?\s*(?:vat|mwst|ust|tax|tva|iva|moms|btw|gst)?\.?\)?$"
)
_WHOLE = re.compile(r"(?<=\d)\s?[.,:]\s?[-–—]{1,2}")  # "29,-", "1'299.–", "199:-"
_NUMBER = re.compile(r"[0-9](?:[0-9.,' ]*[0-9])?")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<sign>[.,' ])[0-9]{3}(?:(?P=sign)[0-9]{3})*")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}")
MOST = Decimal(10) ** 10


@dataclass(frozen=True)
class PriceCell:
    """What a cell says. `currency` is an ISO 4217 code, "" where the cell names none."""

    amount: Decimal
    currency: str = ""


@dataclass(frozen=True)
class Usual:
    """What the rest of the file says where one cell leaves something open.

    currency: the code that the file, the form or the product names elsewhere; "" where nothing does.
    language: a BCP 47 tag; "" where it is not known.
    decimal: the mark before cents in other cells of the column, "." or ","; "" where none shows it.
    """

    currency: str = ""
    language: str = ""
    decimal: str = ""


def read(cell, usual=None):
    """The PriceCell in a cell, or None for a blank one.

    Raises ValueError with a reason for what is no single price, or could be two: "1.299" alone may be a
    thousand or a one, "kr 199" alone Swedish, Danish or Norwegian.
    """
    usual = usual or Usual()
    text = _plain(cell)
    if not text:
        return None
    shown = cell.strip()[:40]
    found = _NUMBER.search(text)
    if not found or text[: found.start()].rstrip().endswith("-"):
        raise ValueError(gettext("“%(shown)s” is not a price: write it as 1299.00") % {"shown": shown})
    before, after = text[: found.start()].strip(), text[found.end() :].strip()
    currency = _currency(before, after, found.group(), usual, shown)
    amount = _amount(found.group(), currency or usual.currency, bool(currency), usual.decimal, shown)
    return PriceCell(amount, currency)


def decimal_mark(cells):
    """The mark before cents that these cells agree on, "." or ","; "" where none shows it or they differ."""
    marks = set()
    for cell in cells:
        found = _NUMBER.search(_plain(cell))
        mark = re.search(r"([.,])[0-9]{2}$", found.group()) if found else None
        if mark:
            marks.add(mark.group(1))
    return marks.pop() if len(marks) == 1 else ""


def named_in(cell, usual):
    """The code of the currency that a cell names, "" where it names none or is no price."""
    try:
        price = read(cell, usual)
    except ValueError:
        return ""
    return price.currency if price else ""


def currency_in(words):
    """The code that words beside a price name, as in a header "Price (EUR)" or "price_usd"; or ""."""
    for word in re.split(r"[\s_()\[\]/:,]+", words):
        code = currencies.code_of(word) if word and word.upper() not in _NO_CODES else ""
        if code and (word.isupper() or not word.isalpha() or word.lower() == code.lower()):
            return code
    return ""


# Three letters that are both a currency and a word of headers ("All", "Top", "Try").
_NO_CODES = {"ALL", "TOP", "TRY", "R", "L", "RM", "FT", "LEI", "TL", "RP"}


# --- inside ----------------------------------------------------------------------------------
def _plain(cell):
    """The cell with one kind of digit, space, dash and apostrophe, without what changes no price."""
    text = unicodedata.normalize("NFKC", cell) if not cell.isascii() else cell
    text = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
    text = text.replace("٫", ".").replace("٬", ",")
    text = (
        re.sub(r"[\u200b-\u200f\u061c\ufeff]", "", text).replace("’", "'").replace("´", "'").replace("−", "-")
    )
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r'^="(.*)"$', r"\1", text)  # Excel's way to keep a number a text
    text = re.sub(r"\b(US|AU|CA|NZ|HK|NT|RD|SG) (?=\$)", r"\1", text)  # "US $19.99"
    text = re.sub(r"(?<![\w.,])(?=[.,][0-9]{1,2}(?![0-9]))", "0", text)  # ".99"
    text = re.sub(r"(?<=\d)\s?([€£$])\s?(\d{2})$", r".\2 \1", text)  # "12€90"
    text = re.sub(r"^(\d{1,2})\s?(¢|c|p)$", _small_coins, text)
    if text[:1] == "(" and text[-1:] == ")":
        text = f"-{text[1:-1]}"  # as accountants write what is less than nothing
    text = _AROUND.sub("", text).strip()
    return _WHOLE.sub("", _AROUND.sub("", text).strip())


def _small_coins(found):
    return f"0.{found[1].zfill(2)} {'£' if found[2] == 'p' else '$'}"


def _currency(before, after, number, usual, shown):
    """The one currency that stands beside the number; "" where there is none."""
    named = {}
    for sign in (before, after):
        for word in re.sub(
            r"(?<=[A-Z]{3})(?=[^A-Za-z\s])|(?<=[^A-Za-z\s.])(?=[A-Z]{3}\b)", " ", sign
        ).split():
            word = word.strip("()[]:")
            word = word.lower() if word.lower() in ("kr", "kr.") else word
            if word:
                named[word] = _code(word, number, usual)
    if not all(named.values()):
        raise ValueError(gettext("“%(shown)s” is not a price: write it as 1299.00") % {"shown": shown})
    certain = {code for sign, code in named.items() if _is_code(sign)}
    codes = certain or set(named.values())
    shared = {sign for sign in named if sign in currencies.SHARED}
    if len(codes) > 1 or (certain and any(not _may_mean(sign, certain) for sign in named)):
        raise ValueError(gettext("“%(shown)s” names two currencies: write one of them") % {"shown": shown})
    if shared & {"kr", "kr."} and not certain and not usual.language and usual.currency not in KRONOR:
        raise ValueError(
            gettext("“%(shown)s” may be SEK, NOK or DKK: name the currency in a column, or choose it")
            % {"shown": shown}
        )
    return codes.pop() if codes else ""


# Names of currencies beside a price.
_NAMES = {
    "euro": "EUR", "euros": "EUR", "yen": "JPY", "yuan": "CNY", "won": "KRW", "baht": "THB", "บาท": "THB",
    "tk": "BDT", "taka": "BDT", "zloty": "PLN", "reais": "BRL", "ron": "RON",
    "gh₵": "GHS", "gh¢": "GHS", "e£": "EGP", "q": "GTQ", "bs": "BOB",
}  # fmt: skip
KRONOR = ("SEK", "NOK", "DKK", "ISK")
_DOLLARS = [
    "USD",
    "CAD",
    "AUD",
    "NZD",
    "HKD",
    "SGD",
    "TWD",
    "MXN",
    "ARS",
    "CLP",
    "COP",
    "UYU",
    "BBD",
    "BSD",
    "BZD",
    "BMD",
    "BND",
    "FJD",
    "GYD",
    "JMD",
    "KYD",
    "LRD",
    "NAD",
    "SBD",
    "SRD",
    "TTD",
    "XCD",
]
_FAMILIES = {
    "$": _DOLLARS, "£": ("GBP", "EGP", "GIP", "FKP", "SHP", "SYP", "LBP"), "¥": ("JPY", "CNY"),
    "kr": KRONOR, "kr.": KRONOR, "Rs": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
    "Rs.": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"), "₨": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
    "Fr.": ("CHF", "XOF", "XAF"), "元": ("CNY", "TWD", "HKD"), "lei": ("RON", "MDL"),
}  # fmt: skip


def _code(word, number, usual):
    family = _FAMILIES.get(word, ())
    if usual.currency in family:
        return usual.currency
    if word == "¥" and re.search(r"\.[0-9]{2}$", number):
        return "CNY"  # yen have no cents
    return (
        currencies.code_of(word, usual.language)
        or currencies.code_of(word.rstrip("."), usual.language)
        or _NAMES.get(word.lower().rstrip("."), "")
    )


def _is_code(sign):
    """Whether it is written as an ISO 4217 code; "lei" and "KSh" are signs of three letters."""
    return bool(re.fullmatch("[A-Za-z]{3}", sign)) and sign not in (*currencies.SIGNS, *_NAMES)


def _may_mean(sign, codes):
    code = next(iter(codes))
    if _is_code(sign):
        return sign.upper() == code
    return currencies.code_of(sign) == code or code in _FAMILIES.get(sign, ())


def _amount(number, currency, is_beside, decimal, shown):
    digits = currencies.minor_digits(currency) if currency else 2
    wrong = ValueError(gettext("“%(shown)s” is not a price: write it as 1299.00") % {"shown": shown})
    number = re.sub(r"(?<=[.,][0-9]{2})00+$", "", number)  # "29.0000" as some databases write it
    if re.fullmatch(r"[0-9]+", number):
        return _bounded(number)
    if digits == 3 and re.fullmatch(r"[0-9]+[.,][0-9]{3}", number):
        return _bounded(number.replace(",", "."))
    if re.fullmatch(r"[0-9]+[.,][0-9]{1,2}", number):
        return _bounded(number.replace(",", "."))
    whole, mark, cents = number, "", ""
    found = re.fullmatch(r"(.+)([.,])([0-9]{1,2}|[0-9]{3})", number)
    if found and _is_grouped(found[1], found[2]) and (len(found[3]) < 3 or digits == 3):
        whole, mark, cents = found.groups()
    if not mark and not _is_grouped(whole, ""):
        raise wrong
    plain = re.sub(r"\D", "", whole)
    sign = re.sub(r"\d", "", whole)[:1]
    is_open = not mark and sign in (".", ",") and whole.count(sign) == 1
    if is_open and not _is_thousand(sign, currency, digits, is_beside, decimal):
        raise ValueError(
            gettext("“%(shown)s” could mean two prices: write it as %(plain)s.00 or with two decimals")
            % {"shown": shown, "plain": plain}
        )
    return _bounded(f"{plain}.{cents or 0}")


def _is_grouped(whole, mark):
    """Whether a number without its cents is digits in groups, parted by another mark than the cents."""
    found = _GROUPED.fullmatch(whole)
    if found:
        return found["sign"] != mark
    return mark != "," and bool(_INDIAN.fullmatch(whole))


def _is_thousand(sign, currency, digits, is_beside, decimal):
    """Whether "1.299" or "1,299" is a thousand: by the coins, the column, or the sign beside it."""
    if digits == 0 or (decimal and decimal != sign):
        return True
    if decimal == sign or digits == 3 or not is_beside:
        return False
    if currency == "EUR":
        return True
    return (sign == ".") == (currency in _COMMA_DECIMALS | _POINT_THOUSANDS)


def _bounded(text):
    amount = Decimal(text)
    if amount >= MOST:
        raise ValueError(gettext("The price is too large"))
    kept = amount.quantize(Decimal("0.01"))
    return kept if kept == amount else amount.quantize(Decimal("0.001"))
