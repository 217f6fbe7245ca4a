"""Patterns of many languages, of which a text needs few: each is compiled when a text may match it. Pure.

A prompt is read with the words of sixteen languages. To compile them all takes a third of a second, and a
text has hardly any of their words. So a pattern keeps letters one of which stands in each of its matches. As
long as no text has them, the answer is "no match" without compiling.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

_NO_MATCH = re.compile("(?!)")
# Longer beginnings tell no more.
_LONGEST = 12
# What matches another letter where case is ignored, beside its own capital.
_SAME_LETTERS = str.maketrans({"ı": "i", "ſ": "s", "µ": "μ", "ς": "σ"})
_META = frozenset("\\[](){}|?*+.^$")
_OPTIONAL = re.compile(r"[?*]|\{0?,")


class LazyPattern:
    """A pattern that ignores case; `words` are alternatives, one of which stands in each of its matches.

    In a pattern that starts with "^" it stands first, and is only looked for at the start of a text. In one
    that no letter may stand before ("(?<![\\w") it stands first, and is only looked for where words start.
    """

    def __init__(self, pattern: str, words: Iterable[str]) -> None:
        self._pattern = pattern
        self._at_start = pattern.startswith("^")
        self._at_word = pattern.startswith(r"(?<![\w")
        self._begins = beginnings("|".join(words))
        self._compiled: re.Pattern[str] | None = None

    def match(self, text: str) -> re.Match[str] | None:
        return self._for(text).match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._for(text).fullmatch(text)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self._for(text).search(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._for(text).finditer(text)

    def sub(self, by: str, text: str, count: int = 0) -> str:
        return self._for(text).sub(by, text, count=count)

    def _for(self, text: str) -> re.Pattern[str]:
        if self._compiled is None:
            if not self._may_match(folded(text)):
                return _NO_MATCH
            self._compiled = re.compile(self._pattern, re.IGNORECASE)
        return self._compiled

    def _may_match(self, text: str) -> bool:
        if self._begins is None:
            return True
        if self._at_start:
            return text.startswith(self._begins)
        if self._at_word:
            return any(_begins_word(begin, text) for begin in self._begins)
        return any(begin in text for begin in self._begins)


def find_all(patterns: Sequence[LazyPattern], text: str) -> Iterator[re.Match[str]]:
    """The matches that one pattern of all of these as alternatives would find, without compiling that one."""
    end = 0
    while found := [match for pattern in patterns if (match := pattern.search(text, end))]:
        first = min(found, key=lambda match: match.start())
        yield first
        end = first.end()


def _begins_word(begin: str, text: str) -> bool:
    at = text.find(begin)
    while at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at = text.find(begin, at + 1)
    return at >= 0


def folded(text: str) -> str:
    """A text in which all letters are the same that a pattern takes for the same when it ignores case."""
    return text.replace("İ", "i").lower().translate(_SAME_LETTERS)


def beginnings(pattern: str) -> tuple[str, ...] | None:
    """The letters, folded, with which the matches of a pattern begin; None where one may begin otherwise.

    `(?:make|please do)` begins with "make" or "please do"; `\\d+ days` with no certain letter.
    """
    found: set[str] = set()
    for alternative in split_alternatives(pattern):
        begins = _beginnings_of(alternative)
        if begins is None:
            return None
        found |= begins
    return tuple(sorted(found))


def _beginnings_of(pattern: str) -> set[str] | None:
    """Those of a pattern without alternatives outside of groups."""
    if pattern.startswith("(?!)"):
        return set()
    if pattern.startswith("\\b"):
        return _beginnings_of(pattern[2:])
    if pattern.startswith("(?:"):
        return _beginnings_of_group(pattern)
    letters = ""
    while len(letters) < min(_LONGEST, len(pattern)) and pattern[len(letters)] not in _META:
        letters += pattern[len(letters)]
    after = pattern[len(letters) :]
    if letters and _OPTIONAL.match(after):
        if len(letters) > 1:
            return {folded(letters[:-1])}
        rest = _beginnings_of(_behind_quantifier(after))
        return None if rest is None else {folded(letters), *rest}
    return {folded(letters)} if letters else None


def _beginnings_of_group(pattern: str) -> set[str] | None:
    """Those of a pattern that begins with a group; where it may be left out, also of what follows it."""
    end = _end_of_group(pattern)
    inside, after = pattern[len("(?:") : end], pattern[end + 1 :]
    begins = beginnings(inside)
    if begins is None or "" in begins:
        return None
    if not _OPTIONAL.match(after):
        return set(begins)
    rest = _beginnings_of(_behind_quantifier(after))
    return None if rest is None else {*begins, *rest}


def _behind_quantifier(pattern: str) -> str:
    return re.sub(r"^(?:[?*+]|\{\d*,?\d*\})\??", "", pattern)


def split_alternatives(pattern: str) -> list[str]:
    """A pattern at those of its "|" that stand in no group and no set of letters."""
    parts, depth, start = [], 0, 0
    for at, sign in _signs(pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
    return [*parts, pattern[start:]]


def _end_of_group(pattern: str) -> int:
    """Where the group ends that a pattern begins with."""
    depth = 0
    for at, sign in _signs(pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return at
    raise ValueError(f"a group is not closed in {pattern!r}")


def _signs(pattern: str) -> Iterator[tuple[int, str]]:
    """(place, sign) of all that is not escaped and stands in no set of letters."""
    at, in_set = 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 2
            continue
        if in_set:
            in_set = sign != "]"
        elif sign == "[":
            in_set = True
            # A "]" that comes first, also after "^", is a letter of the set.
            at += 1 + (pattern[at + 1 : at + 2] == "^")
            at += pattern[at : at + 1] == "]"
            continue
        else:
            yield at, sign
        at += 1
