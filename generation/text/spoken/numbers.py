"""Numbers as they are written in different countries, and as a voice reads them.

Whole numbers stay digits, without grouping: every voice reads those in its own language. Words stand only
where a voice would err: the decimal mark that it swallows, Japanese numbers, ordinals.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from num2words import num2words

from generation.text.spoken.lexicon import SpokenWords

# A number with grouping and decimals as any country writes them; the spaces are those that do not break.
NUMBER = (
    r"(?:\d{1,3}(?:[\u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|\d{1,3}(?: \d{3})* 000(?![\d.,])|\d{1,3}(?: \d{3})+,\d{2}(?![\d.,])|\d+(?:[.,]\d+)*"
    r"|(?<![\w.,])[.,]\d+)(?!\d)"
)
# The same with plain spaces, for languages that group with spaces.
SPACED_NUMBER = rf"(?:\d{{1,3}}(?: \d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|{NUMBER})"


def number_of(words: SpokenWords) -> str:
    """The pattern of a number in a language."""
    return SPACED_NUMBER if words.group_mark.isspace() else NUMBER


# Chinese, Japanese and Thai write no spaces: there a letter beside a number says nothing.
_LETTERS = r"A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f"
# Arabic and Hebrew hang short words before a number, but none behind what is counted.
_LETTERS_BEHIND = rf"{_LETTERS}\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u0904-\u0939"
_LONGEST = 15
# What num2words calls them. It takes a name it does not know for the one with the same first two letters, and
# knows no Chinese.
_NUMERALS = {"nb": "no"}
_HAN_DIGITS, _HAN_STEPS, _HAN_GROUPS = "零一二三四五六七八九", ("", "十", "百", "千"), ("", "万", "亿", "兆")
# Of a Decimal num2words forgets what stands behind the mark in Italian, and says nothing at all in Turkish.
_NO_DECIMALS = ("it", "tr")
_GROUPS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})*,\d{3}")


def rule(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, with letters of scripts that write spaces for \\w in what may not stand beside it."""
    for start, letters in (("(?<![", _LETTERS), ("(?![", _LETTERS_BEHIND)):
        pattern = pattern.replace(rf"{start}\w", f"{start}{letters}")
    return re.compile(pattern.replace(r"(?!\w)", f"(?![{_LETTERS_BEHIND}])"), flags)


@dataclass(frozen=True)
class WrittenNumber:
    """A number as it was written: `whole` and `fraction` are its digits.

    `mark` is the one mark that it was read by, where the same digits are another number in another country
    ("1.299" and "1,299"); "" where there is no doubt.
    """

    whole: str
    fraction: str = ""
    mark: str = ""

    @property
    def value(self) -> Decimal:
        return Decimal(f"{self.whole}.{self.fraction or 0}")

    @property
    def is_whole(self) -> bool:
        return not self.fraction.strip("0")


def read(written: str, words: SpokenWords) -> WrittenNumber | None:
    """The WrittenNumber in a text of a language, None where it is none or too long to be told."""
    text = re.sub(r"[\s\u00a0\u202f\u2009'’]", "", written)
    if re.match(r"0\d", text) and not re.match(r"0+[.,]\d", text):
        return None
    found = _read(text, words)
    return None if found is None or len(found.whole + found.fraction) > _LONGEST else found


def _read(text: str, words: SpokenWords) -> WrittenNumber | None:
    marks = re.findall("[.,]", text)
    if not marks:
        return WrittenNumber(_bare(text))
    if len(set(marks)) == 2:
        head, mark, tail = text.rpartition(marks[-1])
        if mark in head or not _GROUPS.fullmatch(head):
            return None
        return WrittenNumber(_bare(head), tail)
    if len(marks) > 1:
        return WrittenNumber(_bare(text)) if _GROUPS.fullmatch(text) else None
    head, mark, tail = text.partition(marks[0])
    if len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0"):
        if mark == words.decimal_mark:
            return WrittenNumber(head, tail, mark)
        return WrittenNumber(head + tail, mark="" if mark == words.group_mark else mark)
    return WrittenNumber(_bare(head or "0"), tail)


def _bare(digits: str) -> str:
    return re.sub(r"[.,]", "", digits).lstrip("0") or "0"


def say(number: WrittenNumber, words: SpokenWords) -> str:
    """The number as the voice of the language reads it right."""
    whole = say_whole(int(number.whole), words)
    if not number.fraction:
        return whole
    digits = number.fraction
    if words.text("numbers", "decimals") == "words":
        return str(num2words(number.value, lang=words.language))
    point = words.text("numbers", "point")
    if not point:
        return f"{number.whole}{words.decimal_mark}{digits}"
    return f"{whole} {point} {' '.join(say_whole(int(digit), words) for digit in digits)}"


def say_whole(number: int, words: SpokenWords) -> str:
    """A whole number as the voice of the language reads it right."""
    return words.whole(number)


def ordinal(number: int, words: SpokenWords) -> str:
    """The number's place in a row as a word ("third"); "" in a language without it."""
    try:
        return str(num2words(number, lang="no" if words.language == "nb" else words.language, to="ordinal"))
    except NotImplementedError:
        return ""


def spelled(text: str, words: SpokenWords) -> str:
    """A normalised text with its digits as words: as long as it is heard. To count, not for a voice."""

    def word(match: re.Match[str]) -> str:
        if words.language == "cmn":
            is_year = text[match.end() :].startswith("年") and len(match.group()) == 4
            return _in_han(match.group(), by_digits=is_year)
        value: Decimal | float = Decimal(match.group().replace(",", "."))
        if words.language in _NO_DECIMALS and value % 1:
            value = float(value)
        try:
            return str(num2words(value, lang=_NUMERALS.get(words.language, words.language)))
        except (NotImplementedError, ArithmeticError, ValueError, KeyError, IndexError):
            return match.group()

    return re.sub(rf"(?<![\d.,])\d{{1,{_LONGEST}}}(?:[.,]\d{{1,6}})?(?![\d.,]*\d)", word, text)


def _in_han(number: str, by_digits: bool = False) -> str:
    """A number of up to 16 digits in Chinese: 10750.5 is 一万零七百五十点五, 2026 `by_digits` 二零二六."""
    if by_digits:
        return "".join(_HAN_DIGITS[int(digit)] for digit in number)
    whole, _, fraction = number.replace(",", ".").partition(".")
    digits, said = whole.zfill(-(-len(whole) // 4) * 4), ""
    for start in range(0, len(digits), 4):
        four = digits[start : start + 4]
        for step, digit in zip(reversed(_HAN_STEPS), four, strict=True):
            # However many zeros stand in a row, one is said.
            said += _HAN_DIGITS[int(digit)] + step if digit != "0" else "零" * (said[-1:] not in ("", "零"))
        if four != "0000":
            said = said.rstrip("零") + _HAN_GROUPS[len(digits[start:]) // 4 - 1] + "零" * said.endswith("零")
    said = said.rstrip("零") or "零"
    said = said[1:] if said.startswith("一十") else said
    return said + "点" * bool(fraction) + "".join(_HAN_DIGITS[int(digit)] for digit in fraction)
