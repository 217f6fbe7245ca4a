"""Written text to the text that a voice reads, each character with its place in the written one.

Rules are tried where they match first; at one place in their order. A rule that does not know a sure reading
gives None, and the next one is asked; what no rule reads stays as it is written.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from generation.text.spoken import (
    addresses,
    calendar,
    clock,
    japanese,
    korean,
    measures,
    money,
    places,
    signs,
)
from generation.text.spoken.lexicon import SpokenWords, lexicon

# Reads one match of a rule aloud, in a language.
Reader = Callable[[re.Match[str], SpokenWords], str | None]


@dataclass(frozen=True)
class NormalisedText:
    """`text` is what to read; `origin[i]` is the place in the original text that character i stands for."""

    text: str
    origin: tuple[int, ...]


@cache
def _rules(language: str) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    words = lexicon(language)
    earlier, later = addresses.rules(words), signs.rules(words)
    amounts = [(pattern, money.read_money) for pattern in money.patterns(words)]
    # Phone numbers and versions after dates, amounts before bare numbers.
    short = addresses.abbreviations(words)
    in_a_row = places.rules(words)
    return (
        *earlier[:5],
        *short,
        *in_a_row,
        *calendar.rules(words),
        *japanese.rules(words),
        *korean.rules(words),
        *clock.rules(words),
        *amounts,
        *earlier[5:],
        *measures.rules(words),
        *later,
    )


def normalise(text: str, language: str) -> NormalisedText:
    """Return the NormalisedText of a text in a language (a BCP 47 tag or a voice's name for it)."""
    words = lexicon(language)
    plain = _plain(text)
    pending = [(pattern, reader, pattern.search(plain)) for pattern, reader in _rules(words.language)]
    out: list[str] = []
    origin: list[int] = []
    at = 0
    while True:
        pending = [
            (pattern, reader, pattern.search(plain, at) if found and found.start() < at else found)
            for pattern, reader, found in pending
        ]
        best = min(
            (index for index, (_, _, found) in enumerate(pending) if found),
            key=lambda index: pending[index][2].start(),  # type: ignore[union-attr]
            default=None,
        )
        if best is None:
            break
        pattern, reader, match = pending[best]
        assert match is not None
        said = reader(match, words)
        if said is None:
            pending[best] = (pattern, reader, pattern.search(plain, match.start() + 1))
            continue
        _copy(plain, text, at, match.start(), out, origin)
        said = _apart(re.sub(r"(?<!\d) | (?!\d)", "", said) if words.language == "cmn" else said, match, out)
        out.append(said)
        origin += [_anchor(match)] * len(said)
        at = match.end()
    _copy(plain, text, at, len(text), out, origin)
    return NormalisedText("".join(out), tuple(origin))


def _plain(text: str) -> str:
    """The text with digits and signs of other scripts as ASCII, character by character."""
    return "".join(_PLAIN.get(character) or _digit(character) for character in text)


_PLAIN = {
    "％": "%",
    "٪": "%",
    "＄": "$",
    "￡": "£",
    "＋": "+",
    "／": "/",
    "～": "–",
    "〜": "–",
    "٫": ".",
    "٬": ",",
}


def _digit(character: str) -> str:
    """The ASCII digit of a decimal digit of any script; every other character as it is."""
    return (
        str(unicodedata.decimal(character))
        if not character.isascii() and character.isdecimal()
        else character
    )


def _copy(plain: str, text: str, start: int, end: int, out: list[str], origin: list[int]) -> None:
    out.append(plain[start:end])
    origin += range(start, end)


def _apart(said: str, match: re.Match[str], out: list[str]) -> str:
    """The words with a space where they would run into the letters beside them."""
    before = next((piece[-1] for piece in reversed(out) if piece), " ")
    after = match.string[match.end() : match.end() + 1]
    start = " " if _runs_on(before) and _runs_on(said[:1]) else ""
    end = " " if _runs_on(said[-1:]) and _runs_on(after) else ""
    return f"{start}{said}{end}"


def _runs_on(character: str) -> bool:
    return character.isalnum() and not "\u2e80" <= character <= "\u9fff"


def _anchor(match: re.Match[str]) -> int:
    """Return the place of the first visible character of a match."""
    return match.start() + len(match.group()) - len(match.group().lstrip())
