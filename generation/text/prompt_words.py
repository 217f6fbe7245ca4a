"""How people order a film, as patterns: one table for each language, and all of them together. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generation.text.toml_tables import any_of, languages_in, read_table

FOLDER = Path(__file__).parent / "data" / "prompts"
# It stands first where all languages are looked at, after the prompt's own.
FIRST_LANGUAGE = "en"
# Matches nothing.
_NOTHING = "(?!)"

# "40%", "$5", "1.299,00 €", "20 euros".
AMOUNT = (
    r"(?:[-–−]\s?)?(?:[€$£¥₹]\s?\d[\d.,]*\d|[€$£¥₹]\s?\d"
    r"|\d+(?:[.,]\d+)*\s?(?:%|percent|per ?cent|prozent|pour ?cent|por ?ciento|per ?cento|por ?cento"
    r"|€|\$|£|¥|₹|euros?|dollars?|pounds?|reais|usd|eur|gbp|brl|chf)(?!\w))"
)


@dataclass(frozen=True)
class PromptPhrases:
    """What the local writer says around a prompt's facts, by what it is for. `fill` claims nothing."""

    topic: tuple[str, ...]
    offer: tuple[str, ...]
    code: tuple[str, ...]
    price: tuple[str, ...]
    date: tuple[str, ...]
    contact: tuple[str, ...]
    fill: tuple[str, ...]
    closing: tuple[str, ...]


# What a table may leave out, because its language orders in whole sentences.
_NOTHING_SAID = {
    **dict.fromkeys(
        ("lead", "make", "to_whom", "articles", "about", "show", "directives", "say"), [_NOTHING]
    ),
    **dict.fromkeys(("subject_is", "ending_verbs", "orders"), []),
    "lists": {"things": [], "joins": [], "lead": [], "number_words": []},
    "how": _NOTHING,
}


class OrderWords:
    """The table of one language, as compiled patterns. The comments in data/prompts/en.toml explain it."""

    def __init__(self, language: str, table: Mapping[str, Any]) -> None:
        table = {**_NOTHING_SAID, **table}
        self.language = language
        self._table = table
        self.orders = tuple(
            _compiled(
                rf"^{order.replace('{how}', table['how']).replace('{forms}', any_of(table['forms'])[3:-1])}$"
            )
            for order in table["orders"]
        )
        unwanted = any_of(table["unwanted"])
        self.lead = _compiled(rf"^(?:{any_of(table['lead'])}(?!\w)[\s,:!.]*)+")
        self.wish = any_of(table["lead"])
        self.make = _compiled(
            rf"^{any_of(table['make'])}(?!\w)(?:[\s-]+{any_of(table['to_whom'])}(?!\w))?[\s,]+"
        )
        self.form = _compiled(rf"(?<![\w'’]){any_of(table['forms'])}(?!\w)")
        self.selling = _compiled(rf"(?<![\w'’]){any_of(table['selling_forms'])}(?!\w)")
        self.article = _compiled(rf"^{any_of(table['articles'])}(?:(?<=['’])|\s+)")
        self.about = _compiled(rf"^(?:{any_of(table['about'])}(?:(?<=['’])|(?!\w))\s*|[:–—-]\s*)")
        self.show = _compiled(rf"^{any_of(table['show'])}\s+")
        self.ending_verbs = _compiled(rf"\s+{any_of(table['ending_verbs'])}\s*[?!.]*$")
        self.directive = _compiled(rf"^{any_of(table['directives'])}$")
        self.say = _compiled(rf"^{any_of(table['say'])}(?:(?<=['’])|(?!\w))[\s:,]*")
        self.subject_is = _compiled(rf"^{any_or_nothing(table['subject_is'])}(?:(?<=['’])|(?!\w))[\s:,]*")
        never = [pattern.replace("{unwanted}", unwanted) for pattern in table["never"]]
        self.never = _compiled(rf"^{any_of(never)}\s*")
        self.unwanted_tail = _compiled(rf"\s+{never[-1]}(?P<rest>[^,.;:]*)$") if never else re.compile("(?!)")
        self.unwanted_joins = _compiled(rf"\s*,\s*|\s+{any_of(table['unwanted_joins'])}\s+")
        self.labels = {
            kind: _compiled(rf"(?<![\w-]){any_of(names)}\s*[:=：]\s*")
            for kind, names in table["labels"].items()
        }
        self.list_title = _compiled(_list_title(table["lists"]))
        self.number_words = _number_words(table["lists"])
        self.audience = _compiled(rf"(?<!\w){any_of(table['audience']['before'])}(?!\w)\s*:?\s*")
        phrases = table.get("phrases")
        self.phrases = (
            PromptPhrases(**{key: tuple(rows) for key, rows in phrases.items()}) if phrases else None
        )

    def section(self, name: str) -> Mapping[str, Any]:
        return self._table.get(name, {})


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def any_or_nothing(words: Iterable[str]) -> str:
    """One pattern for any of the words; one that matches nothing where there are none."""
    words = list(words)
    return any_of(words) if words else _NOTHING


def _list_title(lists: Mapping[str, Any]) -> str:
    count = rf"(?P<count>\d{{1,3}}|{any_or_nothing(lists['number_words'])})"
    lead = rf"(?:{any_or_nothing(lists['lead'])}\s+)*"
    joins = "|".join(_own_names(join, at) for at, join in enumerate(lists["joins"]))
    return rf"^{lead}{count}\s+(?P<thing>{any_or_nothing(lists['things'])})\s*(?::|$|,?\s+(?:{joins}))"


def _own_names(join: str, at: int) -> str:
    """The pattern with its group names made unique: one pattern may hold a name only once."""
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>{at}>", join)


def _number_words(lists: Mapping[str, Any]) -> dict[str, int]:
    values = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20)
    return dict(zip(lists["number_words"], values, strict=False))


@cache
def languages() -> tuple[str, ...]:
    """The languages in which orders are read."""
    return languages_in(FOLDER)


@cache
def prompt_words(language: str) -> OrderWords | None:
    """The OrderWords of a language ("de"); None where there are none."""
    if language not in languages():
        return None
    return OrderWords(language, read_table(FOLDER / f"{language}.toml"))


@cache
def in_order(language: str) -> tuple[OrderWords, ...]:
    """The words of all languages, the given one's first, then English."""
    order = sorted(languages(), key=lambda one: (one != language, one != FIRST_LANGUAGE, one))
    return tuple(words for one in order if (words := prompt_words(one)))


@cache
def of_all(section: str, key: str) -> tuple[str, ...]:
    """A list of a section, of all languages together, longest first: "youtube shorts" before "youtube"."""
    rows = [row for words in in_order(FIRST_LANGUAGE) for row in words.section(section).get(key, ())]
    return tuple(sorted(dict.fromkeys(rows), key=len, reverse=True))
