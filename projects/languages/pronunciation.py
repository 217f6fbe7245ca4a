"""How names are said: pairs of written and spoken words, put into a text for a voice. No Django.

A pair is found as a whole word and with its capitals; a small first letter also stands for a capital one, as
at the beginning of a sentence. In scripts without spaces between words it is found anywhere.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Pairs = Mapping[str, str]

# Kana, Han, Hangul, Thai, Lao, Khmer and Burmese: what follows a name is written right beside it.
_JOINED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"
    r"\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f"
)
_JOINED_SIGN = re.compile(f"[{_JOINED}]")
# Words between spaces; of Chinese and Japanese each sign, as voices time them.
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_TOKENS = re.compile(rf"{_CJK}[^\s\w]*|(?:(?!{_CJK})\S)+")
_LETTER = rf"(?:(?![{_JOINED}])\w)"


def of_project(project: Any) -> dict[str, str]:
    """{written: spoken} of a project's brand kit."""
    kit = project.brand_kit
    return {pair["written"]: pair["spoken"] for pair in kit.pronunciations} if kit else {}


def used_in(texts: Iterable[str], pairs: Pairs) -> dict[str, str]:
    """Those of the pairs that are found in one of the texts."""
    pattern = _pattern(pairs)
    if pattern is None:
        return {}
    found = {_written(match.group(), pairs) for text in texts for match in pattern.finditer(text)}
    return {written: said for written, said in pairs.items() if written in found}


def said(text: str, pairs: Pairs) -> str:
    """The text with each written word of a pair as it is spoken."""
    pattern = _pattern(pairs)
    return pattern.sub(lambda match: pairs[_written(match.group(), pairs)], text) if pattern else text


def _pattern(pairs: Pairs) -> re.Pattern[str] | None:
    """Any of the pairs, the longest first: "Ridge Pro" is found before "Ridge"."""
    alternatives = [_whole(written) for written in sorted(pairs, key=len, reverse=True)]
    return re.compile("|".join(alternatives)) if alternatives else None


def _whole(written: str) -> str:
    first = re.escape(written[0])
    if written[0].islower() and len(written[0].upper()) == 1:
        first = f"[{first}{re.escape(written[0].upper())}]"
    before = "" if _stands_anywhere(written[0]) else f"(?<!{_LETTER})"
    after = "" if _stands_anywhere(written[-1]) else f"(?!{_LETTER})"
    return f"{before}{first}{re.escape(written[1:])}{after}"


def _stands_anywhere(sign: str) -> bool:
    return bool(_JOINED_SIGN.match(sign)) or not sign.isalnum()


def _written(found: str, pairs: Pairs) -> str:
    return found if found in pairs else found[0].lower() + found[1:]


def in_written_words(text: str, times: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Times of spoken words as times of the words that are written: (word, start, end) each.

    `times` are of a text that `said` made of this one. Words that are the same in both keep their times; what
    is said otherwise shares the time of what it is said as, each written word as much as it has letters.
    """
    written = _TOKENS.findall(text)
    blocks = difflib.SequenceMatcher(None, written, [word for word, _, _ in times], autojunk=False)
    found: list[tuple[str, int, int]] = []
    for _, first, past, begin, end in blocks.get_opcodes():
        words, heard = written[first:past], list(times[begin:end])
        if words == [word for word, _, _ in heard]:
            found += heard
            continue
        at = heard[0][1] if heard else (found[-1][2] if found else 0)
        found += _shared(words, at, heard[-1][2] if heard else at)
    return found


def _shared(words: Sequence[str], start: int, end: int) -> list[tuple[str, int, int]]:
    total, past = sum(map(len, words)), 0
    found = []
    for word in words:
        begin, past = past, past + len(word)
        found.append((word, start + (end - start) * begin // total, start + (end - start) * past // total))
    return found
