"""Written text to text that espeak-ng reads sensibly, and the way back for the words' times.

espeak-ng reads "€29.00" as "euros twenty-nine point zero zero" and an emoji by its catalogue name.
Here amounts, units and symbols become words of the language, decoration is dropped, and every
character of the result remembers which character of the original it stands for.
"""

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generation.interfaces import WordTime
from generation.local.speech.spoken_words import NO_WORD, NumberForms, spoken_words, symbols


def _choice(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_COIN, _UNIT = _choice(symbols().currencies), _choice(symbols().units)
_POWER = r"[²³]|(?<=m)[23]"
_AMOUNT = r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_RULES = re.compile(
    rf"(?P<link>(?:https?://|www\.)\S*[\w/])"
    rf"|(?P<before>(?:(?<!\w)(?:{_COIN}))[\u00a0\u202f ]?(?P<price>{_AMOUNT}))"
    rf"|(?P<after>(?<![\d.,])(?P<cost>{_AMOUNT})[\u00a0\u202f ]?(?P<coin>{_COIN})(?!\w))"
    rf"|(?P<unit>(?<=\d)[\u00a0\u202f ]?(?P<first>{_UNIT})(?P<power>{_POWER})?"
    rf"(?:/(?P<second>{_UNIT})(?P<base>{_POWER})?)?(?!\w))"
    r"|(?P<degrees>(?<=\d)[\u00a0\u202f ]?°[CF]?)"
    r"|(?P<percent>(?<=\d)[\u00a0\u202f ]?%)"
    r"|(?P<number>(?:№|#|\b[Nn][°º]|\b[Nn]r\.|\bNo\.)[\u00a0 ]?(?=\d))"
    r"|(?P<times>(?<=[\d ])[x×](?=[\d ]))"
    r"|(?P<range>(?<=\d)[–—](?=\d))"
    r"|(?P<amp>&)"
    r"|(?P<slash>/|_|\|)"
    r"|(?P<bullet>[•·→»«|])"
    r"|(?P<drop>[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\u2122®©*#~^<>{}\[\]\\`]"
    r"|[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff\ud800-\udfff])"
)
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_TOKENS = re.compile(rf"{_CJK}[^\s\w]*|(?:(?!{_CJK})\S)+")


# Reads one match of the rules aloud, in a language.
Reader = Callable[[re.Match[str], str], str]


@dataclass(frozen=True)
class NormalisedText:
    """`text` is what to read; `origin[i]` is the place in the original text that character i stands for."""

    text: str
    origin: tuple[int, ...]


def normalise(text: str, language: str) -> NormalisedText:
    """Return the NormalisedText of a text in a language, named as its file is (a base tag)."""
    out: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _RULES.finditer(text):
        _copy(text, at, match.start(), out, origin)
        words = _READERS[match.lastgroup or ""](match, language)
        out.append(words)
        origin += [_anchor(match)] * len(words)
        at = match.end()
    _copy(text, at, len(text), out, origin)
    return NormalisedText("".join(out), tuple(origin))


def _copy(text: str, start: int, end: int, out: list[str], origin: list[int]) -> None:
    out.append(text[start:end])
    origin += range(start, end)


def _anchor(match: re.Match[str]) -> int:
    """Return the place of the first visible character of a match."""
    return match.start() + len(match.group()) - len(match.group().lstrip())


def _forms(sign: str, language: str) -> NumberForms | None:
    """The NumberForms of a sign, unit or currency, however it is spelled; None where it is not known."""
    return spoken_words(language).words.get(symbols().other_spellings.get(sign, sign))


def _money(amount: str, currency: str, language: str) -> str | None:
    forms = _forms(currency, language)
    if not forms:
        return None
    whole, cents = _split_amount(amount)
    words = f"{whole} {forms.of(int(whole), language)}"
    return words if cents in ("", "00") else f"{words} {cents.lstrip('0') or ''}"


def _split_amount(amount: str) -> tuple[str, str]:
    """Return (whole, fraction) digits of an amount in any country's writing."""
    fraction = re.search(r"[.,](\d{1,2})$", amount)
    whole = amount[: fraction.start()] if fraction else amount
    cents = fraction.group(1).ljust(2, "0") if fraction else ""
    return re.sub(r"\D", "", whole), cents


def _currency_before(match: re.Match[str], language: str) -> str:
    currency = match.group("before")[: -len(match.group("price"))].strip()
    return _money(match.group("price"), currency, language) or match.group()


def _currency_after(match: re.Match[str], language: str) -> str:
    return _money(match.group("cost"), match.group("coin"), language) or match.group()


def _unit(match: re.Match[str], language: str) -> str:
    first = _measure(match.group("first"), match.group("power"), _number_before(match), language)
    if first is None:
        return match.group()
    if not match.group("second"):
        return f" {first}"
    second = _measure(match.group("second"), match.group("base"), 1, language)
    if second is None:
        return match.group()
    per = _forms("/", language) or NO_WORD
    return f" {first} {per.one} {second}"


def _measure(unit: str, power: str | None, number: int | None, language: str) -> str | None:
    forms, words = _forms(unit, language), spoken_words(language)
    if not forms:
        return None
    word = forms.of(number, language)
    if not power:
        return word
    kind = (words.square if power in "²2" else words.cubic).of(number, language)
    if words.power_position == "joined":
        return kind + word.lower()
    return f"{word} {kind}" if words.power_position == "after" else f"{kind} {word}"


def _number_before(match: re.Match[str]) -> int | None:
    found = re.search(r"[\d.,]*$", match.string[: match.start()])
    number = found.group() if found else ""
    return int(number) if number.isdigit() else None


def _sign(sign: str) -> Reader:
    """The reader of a sign: its word in the language, else the sign as it stands."""

    def read(match: re.Match[str], language: str) -> str:
        forms = _forms(sign, language)
        if not forms:
            return match.group()
        gap = " " if match.string[match.end() : match.end() + 1].isalnum() else ""
        return f" {forms.of(_number_before(match), language)}{gap}"

    return read


def _link(match: re.Match[str], language: str) -> str:
    """An address is read without what nobody says: scheme, www, query and closing slash."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", match.group())
    return re.split(r"[?#]", bare)[0].rstrip("/")


def _always(words: str) -> Reader:
    return lambda match, language: words


# A named group inside a rule is never the last to close, so `lastgroup` is always the rule's own name.
_READERS = {
    "link": _link,
    "before": _currency_before,
    "after": _currency_after,
    "unit": _unit,
    "degrees": _sign("°"),
    "percent": _sign("%"),
    "number": _sign("#"),
    "times": _sign("×"),
    "range": _sign("–"),
    "amp": _sign("&"),
    "slash": _always(" "),
    "bullet": _always(", "),
    "drop": _always(" "),
}


def word_times(
    text: str,
    normalised: NormalisedText,
    marks: Iterable[tuple[int, float]],
    length_ms: float,
    ends: Callable[[float, float], float] | None = None,
) -> tuple[WordTime, ...]:
    """Return a WordTime for each word of the original text (in Chinese and Japanese, each character).

    `marks` are (character of the normalised text, millisecond). `ends(start_ms, end_ms)` may say where
    the sound between two marks really ends. A word that is not spoken (a dash, an emoji) has no length.
    """
    tokens = [(match.start(), match.group()) for match in _TOKENS.finditer(text)]
    begins = _beginnings([start for start, _ in tokens], normalised, marks)
    words: list[WordTime] = []
    for at, (first, start) in enumerate(begins):
        past, end = begins[at + 1] if at + 1 < len(begins) else (len(tokens), length_ms)
        words += _share([word for _, word in tokens[first:past]], start, ends(start, end) if ends else end)
    return tuple(words)


def _beginnings(
    starts: Sequence[int], normalised: NormalisedText, marks: Iterable[tuple[int, float]]
) -> list[tuple[int, float]]:
    """Return rising (token, ms) pairs: the first mark of each token that has one, from token 0 on."""
    found: dict[int, float] = {}
    for place, ms in marks:
        if 0 <= place < len(normalised.origin):
            token = max(0, bisect.bisect_right(starts, normalised.origin[place]) - 1)
            if not found or (token > max(found) and ms >= found[max(found)]):
                found[token] = ms
    pairs = sorted(found.items())
    return [(0, pairs[0][1]), *pairs[1:]] if pairs else []


def _share(words: Sequence[str], start: float, end: float) -> list[WordTime]:
    """Return WordTimes for words spoken in one breath, each as long as its letters are many."""
    letters = [sum(character.isalnum() or character in "€$£%&" for character in word) for word in words]
    total, done = sum(letters) or 1, 0
    times = []
    for word, count in zip(words, letters, strict=True):
        begin, done = done, done + count
        times.append(
            WordTime(
                text=word,
                start_ms=round(start + (end - start) * begin / total),
                end_ms=round(start + (end - start) * done / total),
            )
        )
    return times
