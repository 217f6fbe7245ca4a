"""Kanji read as kana: espeak-ng knows only those. By Janome, whose dictionary (IPADIC) has the readings.

A word is read as a whole, because a sign's reading depends on its neighbours. Particles are written as they
are said (は as わ, へ as え).
"""

import re
from functools import cache
from typing import Any

from generation.text.spoken.normalisation import NormalisedText

KANJI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々]")
# From katakana to hiragana is as far as this, for each character of the block.
_KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
_TO_HIRAGANA = ord("ぁ") - ord("ァ")
_PARTICLES = {"は": "わ", "へ": "え"}


def in_kana(normalised: NormalisedText) -> NormalisedText:
    """The text with each word that has kanji as kana, each character with the place that it stands for.

    What the dictionary does not know stays as it is.
    """
    if not KANJI.search(normalised.text):
        return normalised
    out: list[str] = []
    origin: list[int] = []
    at = 0
    for word, reading in _words(normalised.text):
        places = normalised.origin[at : at + len(word)]
        at += len(word)
        out.append(reading)
        origin += places if reading == word else places[:1] * len(reading)
    # What follows the last word (the dictionary drops spaces at the end).
    out.append(normalised.text[at:])
    origin += normalised.origin[at:]
    return NormalisedText("".join(out), tuple(origin))


def _words(text: str) -> list[tuple[str, str]]:
    """(a word, how it is read) in their order; joined, the words are the text's beginning."""
    found: list[tuple[str, str]] = []
    at = 0
    for token in _dictionary().tokenize(text):
        start = text.index(token.surface, at)
        if start > at:
            found.append((text[at:start], text[at:start]))
        at = start + len(token.surface)
        found.append((token.surface, _reading(token)))
    return found


def _reading(token: Any) -> str:
    word = str(token.surface)
    if word in _PARTICLES and token.part_of_speech.startswith("助詞"):
        return _PARTICLES[word]
    if not KANJI.search(word):
        return word
    if token.reading != "*":
        return _hiragana(token.reading)
    return "".join(_sign(one) for one in word)


def _sign(sign: str) -> str:
    """One sign of a word that the dictionary does not know, by itself."""
    alone = next(iter(_dictionary().tokenize(sign)), None) if KANJI.match(sign) else None
    return _hiragana(alone.reading) if alone is not None and alone.reading != "*" else sign


def _hiragana(katakana: str) -> str:
    return "".join(chr(ord(one) + _TO_HIRAGANA) if ord(one) in _KATAKANA else one for one in katakana)


@cache
def _dictionary() -> Any:
    """Loaded when the first kanji is to be said: half a second, 90 MB."""
    from janome.tokenizer import Tokenizer

    return Tokenizer()
