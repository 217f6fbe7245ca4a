"""Whether the front of a text is whole in itself, so that it may stand alone on a picture."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from generation.local.copywriting.lexicon import DATA, NOTHING, lexicon
from generation.text.toml_tables import any_of, read_table

# A number with what it counts or measures; and two numbers that are said together: "5 to 10", "2 in 1".
_COUNTED = re.compile(r"(?<!\w)\d[\d.,/]*\s+[^\s\d]")
_RANGE = re.compile(r"(?<!\w)\d[\d.,/]*(?:\s?[^\s\d]{1,4})?,?\s+(?:[^\s\d]+\s+){0,2}\d")
_MARKS = " ,;:،、，；："
_ENDS = " .!?。！？।؟" + _MARKS


@dataclass(frozen=True)
class HeadlineRules:
    """Patterns for one language; data/headlines.toml says what each is."""

    cut: re.Pattern[str]
    leads_on: re.Pattern[str]
    opens: re.Pattern[str]
    together: re.Pattern[str]


@cache
def headline_rules(language: str) -> HeadlineRules:
    """The rules of a language; of one without a table, rules that forbid nothing and cut nowhere."""
    table = _table().get(language, {})
    grammar = lexicon().grammars.get(language)
    ends = [*table.get("ends_before", ()), *(grammar.headline_ends_before if grammar else ())]
    return HeadlineRules(
        cut=re.compile(rf"(?i)\s+(?={_any(ends)}\s)"),
        leads_on=re.compile(rf"(?i)(?:^|[\s'’]){_any(table.get('leads_on', ()))}['’]?$"),
        opens=re.compile(rf"(?i){_any(table.get('opens', ()))}(?!\w)"),
        together=re.compile(rf"(?i)(?<!\w){_any(table.get('together', ()))}(?!\w)"),
    )


def whole_fronts(text: str, language: str) -> list[str]:
    """What `text` begins with and can stand alone, the longest first."""
    fronts = [text[: found.start()] for found in headline_rules(language).cut.finditer(text)]
    return [front for front in reversed(fronts) if is_whole(front, text, language)]


def is_whole(front: str, text: str, language: str) -> bool:
    """Whether `front`, with which `text` begins, can do without the rest of it.

    Not after a word that leads on ("the", "up", "only"), not from a word on that opens a side clause
    ("when"), and not inside of what holds together: a range, a number and its unit, "both … and". Of one
    word nobody can say whether it leads on, unless a comma or a colon ends it; English has a grammar here.
    """
    rest = text[len(front) :]
    if not rest.strip(_ENDS):
        return True
    words, rules = front.rstrip(_MARKS).split(), headline_rules(language)
    if (
        not words
        or _counts(front, text, rules)
        or any(_cuts(pattern, front, text) for pattern in (_RANGE, rules.together))
    ):
        return False
    alone = len(words) == 1 and rest[:1].isspace() and language in _table() and language != "en"
    return not (alone or rules.leads_on.search(front) or rules.opens.match(front))


def _counts(front: str, text: str, rules: HeadlineRules) -> bool:
    """Whether the end lies between a number and what it counts; the word of another phrase is not counted."""
    return _cuts(_COUNTED, front, text) and not rules.cut.match(text, len(front))


def _cuts(pattern: re.Pattern[str], front: str, text: str) -> bool:
    """Whether the end of `front` lies inside of a match, wherever in the text that begins."""
    end = len(front)
    found = (pattern.match(text, at) for at in range(end))
    return any(one is not None and end < one.end() for one in found)


def _any(patterns: Sequence[str]) -> str:
    return any_of(patterns) if patterns else NOTHING


@cache
def _table() -> Mapping[str, Any]:
    return read_table(DATA / "headlines.toml")
