"""The way back: when each written word of a text was heard, from marks in its spoken form."""

import bisect
import re
from collections.abc import Callable, Iterable, Sequence

from generation.interfaces import WordTime
from generation.text.spoken.normalisation import NormalisedText

_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_TOKENS = re.compile(rf"{_CJK}[^\s\w]*|(?:(?!{_CJK})\S)+")


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
