"""Amounts of money in words: "$1.5M", "1,5 Mio. €", "₹1,49,999", "$49–$59", "£9.99/month".

A wrong amount is never spoken. Where it is not sure what was meant ("€1.299" in English), or how it is said,
the text is left to the voice as it stands.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from generation.text.spoken.lexicon import SpokenWords, symbols
from generation.text.spoken.numbers import WrittenNumber, number_of, read, rule, say, say_whole
from projects import currencies

SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "lakh": 10**5, "crore": 10**7, "myriad": 10**4, "myriad2": 10**8,
}  # fmt: skip
# Signs that are words or units elsewhere: read only in their own language.
_LOCAL_SIGNS = {
    "Ft": "hu",
    "lei": "ro",
    "RM": "ms",
    "R": "",
    "S/": "es",
    "TL": "tr",
    "р": "ru",
    "р.": "ru",
    "đ": "vi",
    "원": "ko",
    "円": "ja",
}
# Signs of small coins: (currency, languages in which they are that).
_SMALL_COINS = {
    "¢": ("USD", ()),
    "p": ("GBP", ("en",)),
    "ct": ("EUR", ("de", "nl", "fr")),
    "Cent": ("EUR", ("de",)),
    "Rp": ("CHF", ("de",)),
    "Rp.": ("CHF", ("de",)),
}
# Currencies by name behind an amount with a sign that may be theirs: "$499 pesos".
_NAMED = {
    "pesos": "MXN", "peso": "MXN", "dollars": "USD", "dólares": "USD", "dollari": "USD", "Dollar": "USD",
    "euros": "EUR", "euro": "EUR", "Euro": "EUR", "soles": "PEN", "reais": "BRL", "reales": "BRL",
}  # fmt: skip
# "1080p" is the height of a picture.
_PICTURE_LINES = ("240", "360", "480", "540", "576", "720", "1080", "1440", "2160", "4320")
_DASH = r"\s?[-–—~]\s?"
_GAP = r"[\u00a0\u202f ]?"


def _choice(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@dataclass(frozen=True)
class Sum:
    """An amount and the words that go with it: `scale` is "" or the name of one."""

    number: WrittenNumber
    scale: str = ""


def patterns(words: SpokenWords) -> list[re.Pattern[str]]:
    """The patterns of money in a language; their groups are those that `read_money` reads."""
    signs = [s for s in currencies.SIGNS if _LOCAL_SIGNS.get(s, words.language) == words.language]
    codes = symbols().currency_codes
    before = _choice([*signs, *codes])
    behind = [sign for sign in signs if not (sign == "Rp" and words.language == "de")]
    after = _choice([*behind, *codes, *(["TRY"] if words.language == "tr" else [])])
    if words.language == "en":
        # Rand: "R499", "R89.99"; "R2" and "R18" are something else.
        before += r"|R(?=\d{3}(?!\w)|\d{1,3}[,. ]\d)"
        # Ringgit: "RM19.90"; "RM500" may be a model.
        before += r"|RM(?=\s?\d{1,3}(?:,\d{3})*\.\d\d(?!\d))"
    named, number = _choice([*codes, *_NAMED]), number_of(words)
    scales = _choice([*symbols().scales, *words.scale_words])
    scale = rf"(?:(?:{_GAP}|[-‑](?=[^\W\d_]{{4}}))(?:{scales}))(?!\w)(?:\s(?:de|di)(?=\s))?"
    empty = r"(?:[.,]\s?[-–—]{1,2})?"
    per = r"(?:\s?/\s?(?:(?P<per>[^\W\d_]{1,20}[²³]?\.?)(?![\w/])|(?P<by>(?=\d))))?"
    tied = "(?:"
    if words.language == "en":
        # "£10pp" and "£25pm": letters behind an amount that say what it is for.
        tied = r"(?:(?=p(?:p|cm|[mwa])(?!\w))|"
        per = r"(?:\s?(?P<short>pp|p\.p\.|p/p|pcm|p/m|p/w)(?![\w/])|(?<=\d)(?P<tied>p[mwa])(?!\w)|" + per[3:]
    amount = rf"(?P<first>{number})(?P<scale1>{scale})?"
    second = rf"(?P<second>{number})(?P<scale2>{scale})?"
    sums = [
        rule(
            rf"(?<![\w$€£¥])(?P<minus>[-−–])?(?P<coin>{before})(?:{_GAP}|(?P<inner>[-−]))(?=[.,]?\d)"
            rf"{amount}{empty}"
            rf"(?:{_DASH}(?:{before})?{_GAP}{second}{empty})?(?:\s(?P<code>{named})(?!\w))?"
            rf"[元円원]?{tied}(?![\w]|[.,]\d|\s?%)){per}"
        ),
        rule(
            rf"(?<![\w.,])(?P<minus>[-−])?{amount}{empty}(?:{_GAP}(?:{after}))?(?:{_DASH}{second}{empty})?"
            rf"{_GAP}(?P<coin>{after})(?P<code>)(?!\w){per}"
        ),
        rule(
            rf"(?<![\w.,])(?P<minus>[-−])?(?P<first>{number})(?P<scale1>)(?P<second>)(?P<scale2>)(?P<code>)"
            r"(?P<coin>):[-–](?!\w)"
        ),
        rule(r"(?<![\w.,])(?P<minus>[-−])?(?P<whole>\d+)\s?(?P<between>[€£$])(?P<cents>\d{2})(?![\w.,]*\d)"),
        rule(
            rf"(?<![\w.,])(?P<minus>[-−])?(?P<first>{number}){_GAP}(?P<small>{_choice(_SMALL_COINS)})(?!\w){per}"
        ),
    ]
    if words.language == "sv":
        # "99:90" is money, "18:30" an hour.
        sums.append(
            rule(
                r"(?<![\w.,:])(?P<minus>)(?P<whole>2[5-9]|[3-9]\d|\d{3,4})(?P<between>:)(?P<cents>\d0)(?![\w:])"
            )
        )
    return sums


def read_money(match: re.Match[str], words: SpokenWords) -> str | None:
    """The words of a match of one of `patterns`; None where it is no money after all."""
    groups = match.groupdict()
    short = groups.get("short") or groups.get("tied") or ""
    per = _per(re.sub(r"\W", "", short) or groups.get("per"), words)
    if groups.get("by") is not None:
        per = f" {words.sign('/')} " if words.sign("/") else None
    if per is None:
        return None
    if groups.get("small"):
        said = _small(match, words)
    elif groups.get("between"):
        code = currencies.code_of(groups["between"].replace(":", "kr"), words.language)
        said = amount(Sum(WrittenNumber(groups["whole"], groups["cents"])), code, words)
    elif groups["coin"] == "" and words.language not in ("sv", "da", "nb"):
        return None
    else:
        code = (
            _NAMED.get(groups["code"] or "")
            or groups["code"]
            or currencies.code_of(match["coin"] or "kr", words.language)
        )
        said = _sums(match, code, words) if code else None
        if said is None:
            return match.group()
    if said is None:
        return None
    is_hung = match.string[: match.start()][-1:].isalpha()  # "ב-₪99" is no minus
    minus = groups["minus"] or groups.get("inner")
    return f"{words.sign('−') + ' ' if minus and not is_hung else ''}{said}{per}"


def _small(match: re.Match[str], words: SpokenWords) -> str | None:
    code, where = _SMALL_COINS[match["small"]]
    number = read(match["first"], words)
    if match["small"] == "p" and number and number.whole in _PICTURE_LINES:
        return f"{number.whole} p"
    if (where and words.language not in where) or number is None or number.fraction:
        return None
    forms = words.forms("minor", code)
    return (
        words.counted(int(number.whole), f"{code} minor", forms.of(number.value, words.language))
        if forms
        else None
    )


def _sums(match: re.Match[str], code: str, words: SpokenWords) -> str | None:
    first, last = _sum(match, 1, code, words), _sum(match, 2, code, words)
    if first is None or (match["second"] and last is None):
        return None
    if last is None:
        return amount(first, code, words)
    to = words.sign("–")
    if not to:
        return None
    if last.scale == "thousand" and not first.scale:
        first = Sum(first.number, "thousand")
    alike = first.scale == last.scale or not first.scale
    plain = alike and (first.number.is_whole or first.scale == last.scale != "")
    start = _bare_amount(first, last.scale, words) if plain else None
    start, end = start or amount(first, code, words), amount(last, code, words)
    return f"{start} {to} {end}" if start and end else None


def _bare_amount(one: Sum, scale: str, words: SpokenWords) -> str | None:
    """The first of two amounts, whose currency (and scale) is heard with the second."""
    if one.scale == "thousand" or (one.scale and not words.scale(one.scale, one.number.value)):
        whole = one.number.value * SCALES[one.scale]
        return say_whole(int(whole), words) if whole == int(whole) else None
    return say(_whole(one.number), words)


def _whole(number: WrittenNumber) -> WrittenNumber:
    return WrittenNumber(number.whole) if number.is_whole else number


def _sum(match: re.Match[str], which: int, code: str, words: SpokenWords) -> Sum | None:
    """The amount in a match, None where it is missing or in doubt."""
    written = match.groupdict().get("first" if which == 1 else "second")
    number = read(written, words) if written else None
    if number is None:
        return None
    spelled = re.sub(r"\s(?:de|di)$", "", match[f"scale{which}"] or "").strip("\u00a0\u202f -‑")
    scale = words.scale_words.get(spelled) or symbols().scales.get(spelled, "")
    # "R$ 1,5 xy": whether xy multiplies it, nobody knows.
    if (
        len(number.fraction) == 1
        and not scale
        and re.match(r"\s?[^\W\d_]{1,4}\b", match.string[match.end() :])
    ):
        return None
    if number.mark and not scale and not (currencies.minor_digits(code) == len(number.fraction) == 3):
        return None
    return Sum(number, scale)


def amount(money: Sum, code: str, words: SpokenWords) -> str | None:
    """An amount in words: "1 dollar 50", "99 cents", "1.5 million dollars"; None where nobody knows how."""
    if money.scale:
        return _scaled(money, code, words)
    number = money.number
    if number.is_whole:
        return _counted(int(number.whole), code, words)
    name = words.currency(code, number.value)
    if name is None:
        return None
    digits = currencies.minor_digits(code)
    coins = number.fraction.ljust(digits, "0")
    if not digits or len(coins.rstrip("0")) > digits or words.text("numbers", "coins") == "decimal":
        return f"{say(number, words)} {name}"
    return _with_coins(int(number.whole), coins[:digits], code, words) or f"{say(number, words)} {name}"


def _with_coins(whole: int, coins: str, code: str, words: SpokenWords) -> str | None:
    """ "1299 dollars 50", "1 dollar 5 cents", "99 cents"."""
    forms, count = words.forms("minor", code), int(coins)
    small = words.counted(count, f"{code} minor", forms.of(count, words.language)) if forms else None
    if not whole:
        return small
    named = words.text("numbers", "coins") == "named"
    if len(coins) == 2 and count >= 10 and not named and (forms or words.table):
        return f"{_counted(whole, code, words)} {say_whole(count, words)}"
    return f"{_counted(whole, code, words)} {small}" if small else None


def _counted(whole: int, code: str, words: SpokenWords) -> str | None:
    name = words.currency(code, Decimal(whole))
    if name is None:
        return None
    return words.counted(whole, code, name)


def _scaled(money: Sum, code: str, words: SpokenWords) -> str | None:
    """ "1.5 million dollars": by the language's word, else with all digits."""
    word = words.scale(money.scale, money.number.value) if money.scale != "thousand" else ""
    if not word:
        whole = money.number.value * SCALES[money.scale]
        return _counted(int(whole), code, words) if whole == int(whole) else None
    name = words.currency(code, Decimal(10**6))
    if name is None:
        return None
    link = words.text("scales", "link")
    if link == "de" and words.language == "fr" and name[0].lower() in "aeiouéèêh":
        link = "d'"
    joined = f"{link}{name}" if link.endswith("'") else f"{link} {name}".strip()
    number = money.number
    if number.is_whole and int(number.whole) == 1:
        return f"{words.counted(1, money.scale, word)} {joined}"
    return f"{say(_whole(number), words)} {word} {joined}"


def _per(word: str | None, words: SpokenWords) -> str | None:
    """ " per month" for what follows a slash; where the language has no word for it, that alone."""
    if not word:
        return ""
    return f" {per(word, words) or word}"


def per(word: str, words: SpokenWords) -> str | None:
    """ "per month", "pro Monat", "al mese" for the word after a slash."""
    own = words.text("per", word.rstrip(".").lower())
    if own:
        return own
    word = word.lower() if word.isupper() and words.unit(word.lower(), 1) else word
    if word.isupper() and 1 < len(word) < 4 and words.unit(word, 1) is None:
        return None  # "US 9 / EU 42"
    sign, power = words.sign("/"), word[-1] if word[-1] in "²³" else None
    unit = words.powered(word.rstrip("²³"), power, Decimal(1))
    return f"{sign} {unit or word}" if sign else None
