"""Which language a text is in, as far as its letters and its small words tell. Pure and cautious.

It only speaks up when another language is plainly there: short texts, names and borrowed words pass.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generation.text.language_files import language_tables
from generation.text.toml_tables import read_table

LATIN = ("LATIN",)
SHORTEST_WORDS = 8
# Another language must have this many of its own small words, and this many times those of the right one.
FEWEST_HITS, CLEARLY = 4, 3
# Or this many words, and this share, have letters that the right one does not write, and it is as far behind.
FOREIGN_WORDS, FOREIGN_SHARE = 4, 0.125
# Brand names and numbers may be in Latin letters anywhere.
LEAST_SHARE = 0.4
# A language is guessed from so many of its small words, where no other has as many.
_FEWEST_TO_GUESS = 2
# Alphabets in which hardly any language but one is written to us.
_OF_ONE_LANGUAGE = {
    "HANGUL": "ko",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "DEVANAGARI": "hi",
    "THAI": "th",
}


@cache
def _small_words() -> Mapping[str, Mapping[str, Any]]:
    return read_table(Path(__file__).parent / "data" / "small_words.toml")


@cache
def _common_words() -> Mapping[str, frozenset[str]]:
    known = {tag: table["common_words"] for tag, table in language_tables().items()}
    return {tag: frozenset(words) for tag, words in {**known, **_small_words()["common_words"]}.items()}


@cache
def _alphabets() -> Mapping[str, tuple[str, ...]]:
    table = read_table(Path(__file__).parent / "data" / "alphabets.toml")
    return {tag: tuple(names) for tag, names in table["alphabets"].items()}


def is_another(text: str, language: str) -> bool:
    """Whether a text is plainly not in `language` (a BCP 47 tag); False when nobody can tell."""
    asked = _base(language)
    if asked not in _common_words() and asked not in _alphabets():
        return False
    if _share(text, _alphabets().get(asked, LATIN)) < LEAST_SHARE:
        return True
    return asked in _common_words() and (_reads_as_another(text, asked) or _has_other_letters(text, asked))


def _base(language: str) -> str:
    """The language of a tag, without its country; "no" is the Norwegian that is written."""
    base = language.split("-")[0].lower()
    return "nb" if base in ("no", "nn") else base


def _has_other_letters(text: str, asked: str) -> bool:
    letters = _small_words()["letters"].get(asked)
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).lower())
    if letters is None or len(words) < SHORTEST_WORDS:
        return False
    known = {*"abcdefghijklmnopqrstuvwxyz", *letters}
    other = sum(not known.issuperset(word) for word in words)
    own = sum(word in _common_words()[asked] for word in words)
    return other >= max(FOREIGN_WORDS, FOREIGN_SHARE * len(words), CLEARLY * own + 1)


def guess(text: str) -> str:
    """The language that a text is plainly in ("de"), by its letters or its small words; else ""."""
    letters = [unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()]
    for alphabet, language in _OF_ONE_LANGUAGE.items():
        if letters.count(alphabet) > LEAST_SHARE * len(letters):
            return language
    if letters.count("HIRAGANA") + letters.count("KATAKANA") > 0:
        return "ja"
    if letters.count("CJK") > LEAST_SHARE * len(letters):
        return "zh"
    words = re.findall(r"[^\W\d_]+", text.lower())
    hits = {tag: sum(word in small for word in words) for tag, small in _common_words().items()}
    (best, most), (_, second) = sorted(hits.items(), key=lambda row: -row[1])[:2]
    return best if most >= _FEWEST_TO_GUESS and most > second else ""


def _share(text: str, alphabets: tuple[str, ...]) -> float:
    """How much of a text's letters are of these alphabets; 1.0 for a text of hardly any letters."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < SHORTEST_WORDS:
        return 1.0
    return sum(unicodedata.name(char, "").startswith(alphabets) for char in letters) / len(letters)


def _reads_as_another(text: str, asked: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < SHORTEST_WORDS:
        return False
    hits = {tag: sum(word in small for word in words) for tag, small in _common_words().items()}
    own = hits.pop(asked)
    return max(hits.values()) >= max(FEWEST_HITS, CLEARLY * own + 1)
