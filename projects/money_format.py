"""Amounts of money as people read them. None is unknown, and never told as nothing.

`price` writes what a shop asks, as the readers of a language write it; `told`, `rounded` and `exact` write
what the studio itself spends, the same everywhere. Pure: no Django.
"""

import re
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_symbol

from projects import currencies

UNKNOWN = "unknown"
CENT = Decimal("0.01")
# The language of the pages.
INTERFACE = "en"

# English is written in many countries; a price in their own money is written as they write it.
_HOME_OF = {"INR": "en_IN"}
# Marks of direction, which nobody sees, and the narrow space, which many fonts lack.
_MARKS = re.compile("[\u200e\u200f\u061c]")
_SPACES = re.compile("[\u00a0\u202f]")


def price(amount, currency="USD", language=INTERFACE):
    """A price as it is written in a language: $1,299.00, 1.299,00 €, ¥1,980, ₹1,49,999, KWD 1.250.

    `amount` is a Decimal or None (then ""), `currency` an ISO 4217 code, `language` a BCP 47 tag. An
    amount has as many decimals as its currency has coins; more where it would be another amount without.
    """
    if amount is None:
        return ""
    amount, locale = Decimal(amount), _locale(language, currency)
    digits = _digits(amount, currency)
    sign = get_currency_symbol(currency, locale)
    pattern = re.sub(r"0([.,])0+", "0", locale.currency_formats["standard"].pattern)
    pattern = re.sub(r"0(?=[^0#.,]*(?:;|$))", f"0.{'0' * digits}" if digits else "0", pattern)
    written = format_currency(
        amount, currency, format=pattern, locale=locale, currency_digits=False, decimal_quantization=True
    )
    return _spaced(_SPACES.sub(" ", _MARKS.sub("", written)), _MARKS.sub("", sign))


def _digits(amount, currency):
    own = currencies.minor_digits(currency)
    needed = max(0, -amount.normalize().as_tuple().exponent)
    if own and not needed and currency in currencies.WITHOUT_COINS:
        return 0
    return max(own, needed)


def _spaced(written, sign):
    """A sign that is letters stands apart from the digits, as in "KWD 1.250"."""
    if not sign[-1:].isalpha() and not sign[:1].isalpha():
        return written
    written = re.sub(rf"(?<={re.escape(sign)})(?=\d)", " ", written) if sign[-1:].isalpha() else written
    return re.sub(rf"(?<=\d)(?={re.escape(sign)})", " ", written) if sign[:1].isalpha() else written


@cache
def _locale(language, currency):
    """The Locale of a BCP 47 tag, or of its base language; English where there is none."""
    if language == "en" and currency in _HOME_OF:
        return Locale.parse(_HOME_OF[currency])
    wanted = language.replace("_", "-")
    while wanted:
        try:
            return Locale.parse({"cmn": "zh", "no": "nb"}.get(wanted, wanted), sep="-")
        except (UnknownLocaleError, ValueError):
            wanted = wanted.rpartition("-")[0]
    return Locale.parse("en")


def readable(amount, currency="USD"):
    """2.50 USD; under ten cents with up to five digits, rounded up: nothing paid is told as nothing."""
    if amount is None:
        return UNKNOWN
    if not amount or abs(amount) >= Decimal("0.1"):
        return f"{amount or 0:.2f} {currency}"
    small = f"{Decimal(amount).quantize(Decimal('0.0001'), ROUND_UP):f}".rstrip("0")
    return f"{small} {currency}"


def rounded(amount, currency="USD"):
    """1,204.50 USD: a sum in cents. What is less than one is told as that: < 0.01 USD."""
    if amount is None:
        return UNKNOWN
    amount = Decimal(amount)
    if amount and abs(amount) < CENT:
        return f"{'< ' if amount > 0 else '> -'}{CENT} {currency}"
    return f"{amount.quantize(CENT, ROUND_HALF_UP):,} {currency}"


def exact(amount, currency="USD"):
    """0.004213 USD: every digit that was billed, and cents at least."""
    if amount is None:
        return UNKNOWN
    digits = f"{Decimal(amount).quantize(Decimal('0.000001')):,f}".rstrip("0")
    whole, _, cents = digits.partition(".")
    return f"{whole}.{cents:0<2} {currency}"
