"""Cuts a sentence where the next scene may begin: at its marks, else before a word that opens a clause."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generation.local.copywriting.lexicon import lexicon
from generation.text.speech_timing import spoken_ms
from generation.text.toml_tables import any_of, read_table

# A piece has at least so many words, or signs where words are not set apart.
_FEWEST_WORDS, _FEWEST_SIGNS = 2, 3
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
_MARKS = re.compile(r"(?<=[,;:，、；：])(?<!\d[,:])\s*|\s+(?=[–—]\s)")


@cache
def _table() -> Mapping[str, Any]:
    return read_table(Path(__file__).parent / "data" / "clause_words.toml")


def cut_sentence(text: str, language: str, most_ms: int) -> list[str]:
    """The text in pieces that take at most `most_ms` to say, where it can be cut so; else as few as it can.

    All its words stay, in order; marks between pieces go, and the last piece keeps the end.
    """
    base = language.split("-")[0].lower()
    for pattern in (_MARKS, *_openers(base)):
        pieces = _pieces(text, pattern)
        if len(pieces) > 1:
            return _packed(pieces, base, most_ms)
    return [text]


@cache
def _openers(language: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of the space before a clause, then of that before a phrase."""
    rows = [_table()[kind].get(language, []) for kind in ("clauses", "phrases")]
    grammar = lexicon().grammars.get(language)
    if not rows[0] and grammar:
        rows = [[grammar.and_word], list(grammar.headline_ends_before)]
    return tuple(re.compile(rf"(?i)\s+(?={any_of(words)}\s)") for words in rows if words)


def _pieces(text: str, pattern: re.Pattern[str]) -> list[str]:
    found = [part for part in pattern.split(text) if part and part.strip()]
    pieces: list[str] = []
    for part in found:
        if pieces and (_is_short(part) or _is_short(pieces[-1])):
            joint = "" if _WIDE.search(part) else " "
            pieces[-1] = f"{pieces[-1].rstrip()}{joint}{part.strip()}"
        else:
            pieces.append(part.strip())
    return pieces


def _is_short(part: str) -> bool:
    if _WIDE.search(part):
        return len(re.findall(r"\w", part)) < _FEWEST_SIGNS
    return len(part.split()) < _FEWEST_WORDS


def _packed(pieces: list[str], language: str, most_ms: int) -> list[str]:
    """Neighbours together while they take no longer than they may; at least two pieces."""
    packed = [pieces[0]]
    for piece in pieces[1:]:
        joint = "" if _WIDE.search(piece) else " "
        both = f"{packed[-1]}{joint}{piece}"
        if spoken_ms(both, language) <= most_ms:
            packed[-1] = both
        else:
            packed.append(piece)
    if len(packed) == 1:
        packed = pieces
    return [
        piece.rstrip(" ,;:，、；：") if at < len(packed) - 1 else piece for at, piece in enumerate(packed)
    ]
