"""How people order a film, as patterns: one table for each language, and all of them together. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from generation.text.lazy_patterns import LazyPattern
from generation.text.toml_tables import any_of, language_files, read_table

FOLDER = Path(__file__).parent.parent / "data" / "prompts"
# It stands first where all languages are looked at, after the prompt's own.
FIRST_LANGUAGE = "en"
# Matches nothing.
_NOTHING = "(?!)"

# Letters of scripts that put no spaces between words, as part of a class.
UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_SIGNS = "€$£¥￥₹₺₽₩₪₫₱₴฿₦"
_MINUS = r"(?:[-–−]\s?)?"
_PERCENT = (
    r"%\s?\d+|\d+(?:[.,]\d+)*\s?"
    r"(?:%|％|percent|per ?cent|prozent|pour ?cent|por ?ciento|per ?cento|por ?cento|procent)"
)
_MONEY = (
    rf"(?:US|R|A|C)?[{_SIGNS}]\s?\d(?:[\d.,]*\d)?|\d+(?:[.,\u00a0\u202f]\d+)*\s?(?:[{_SIGNS}]"
    r"|euros?|dollars?|pounds?|reais|usd|eur|gbp|brl|chf|zł(?:otych)?|pln|kr(?:onor|oner)?|sek|nok|dkk|tl|lira"
    r"|jpy|inr|kč|czk|ft|huf|lei|ron|руб(?:л\w+)?|грн|円|日元|元|块|万円|원|만원|रुपये|रु)"
)
_ENDS = rf"(?![^\W{UNSPACED}])"
# "$5", "1.299,00 €", "20 euros", "49,99 zł", "1,980円".
MONEY = rf"(?:{_MINUS}(?:{_MONEY}){_ENDS})"
# The same, or "40%".
AMOUNT = rf"(?:{_MINUS}(?:{_PERCENT}|{_MONEY}){_ENDS})"


@dataclass(frozen=True)
class PromptPhrases:
    """What the local writer says around a prompt's facts, by what it is for.

    `fill` claims nothing, nor does `fill_more`, which is for films that have said all of `fill`.
    """

    topic: tuple[str, ...]
    offer: tuple[str, ...]
    code: tuple[str, ...]
    price: tuple[str, ...]
    date: tuple[str, ...]
    contact: tuple[str, ...]
    fill: tuple[str, ...]
    closing: tuple[str, ...]
    fill_more: tuple[str, ...] = ()


# What a table may leave out, because its language orders in whole sentences.
_NOTHING_SAID = {
    **dict.fromkeys(
        ("lead", "make", "to_whom", "articles", "about", "show", "directives", "say"), [_NOTHING]
    ),
    **dict.fromkeys(("subject_is", "ending_verbs", "orders", "headers"), []),
    "lists": {"things": [], "joins": [], "lead": [], "number_words": []},
    "how": _NOTHING,
}


class OrderWords:
    """The table of one language, as patterns. The comments in data/prompts explain it.

    Every prompt is read with the words of all languages, and of most languages hardly any pattern is needed.
    So each is compiled when it is first asked for, and a LazyPattern not before a text may match it.
    """

    def __init__(self, language: str, table: Mapping[str, Any]) -> None:
        self.language = language
        self._table = {**_NOTHING_SAID, **table}

    @cached_property
    def orders(self) -> tuple[LazyPattern, ...]:
        return self._whole("orders")

    @cached_property
    def headers(self) -> tuple[LazyPattern, ...]:
        """Orders without a verb, as they stand before a colon: "우리 카페를 위한 15초 광고"."""
        return self._whole("headers")

    def _whole(self, key: str) -> tuple[LazyPattern, ...]:
        how, forms = self._table["how"], self._table["forms"]
        return tuple(
            LazyPattern(rf"(?:{order.replace('{how}', how).replace('{forms}', '|'.join(forms))})$", forms)
            for order in self._table[key]
        )

    @property
    def wish(self) -> str:
        """The pattern of `lead` as text, without what goes around it."""
        return any_of(self._table["lead"])

    @cached_property
    def lead(self) -> LazyPattern:
        return LazyPattern(rf"^(?:{self.wish}(?!\w)[\s,:!.]*)+", self._table["lead"])

    @cached_property
    def make(self) -> LazyPattern:
        make, whom = self._table["make"], any_of(self._table["to_whom"])
        return LazyPattern(rf"^{any_of(make)}(?!\w)(?:[\s-]+{whom}(?!\w))?[\s,:]+", make)

    @cached_property
    def form(self) -> LazyPattern:
        forms = self._table["forms"]
        return LazyPattern(rf"(?<![\w'’]){any_of(forms)}(?!\w|-(?:style|like|esque|artig))", forms)

    @cached_property
    def form_in_unspaced(self) -> re.Pattern[str]:
        """The words for a film where words are not parted by spaces: "20秒動画"."""
        return _compiled(rf"(?<=[{UNSPACED}])(?:{any_or_nothing(self._table['forms'])})")

    @cached_property
    def selling(self) -> re.Pattern[str]:
        return _compiled(rf"(?<![\w'’]){any_of(self._table['selling_forms'])}(?!\w)")

    @cached_property
    def article(self) -> re.Pattern[str]:
        return _compiled(rf"^{any_of(self._table['articles'])}(?:(?<=['’])|\s+)")

    @cached_property
    def about(self) -> re.Pattern[str]:
        return _compiled(
            rf"^(?:{any_of(self._table['about'])}(?:(?<=['’])|(?!\w))\s*|(?::(?!\d{{1,2}}\s*(?:[,)]|$))|[–—-])\s*)"
        )

    @cached_property
    def show(self) -> LazyPattern:
        return LazyPattern(rf"^{any_of(self._table['show'])}\s+", self._table["show"])

    @cached_property
    def ending_verbs(self) -> re.Pattern[str]:
        return _compiled(rf"\s+{any_of(self._table['ending_verbs'])}\s*[?!.]*$")

    @cached_property
    def directive(self) -> LazyPattern:
        return LazyPattern(rf"^{any_of(self._table['directives'])}$", self._table["directives"])

    @cached_property
    def say(self) -> LazyPattern:
        say = self._table["say"]
        return LazyPattern(rf"^{any_of(say)}(?:(?<=['’])|(?!\w))[\s:,]*", say)

    @cached_property
    def subject_is(self) -> LazyPattern:
        words = self._table["subject_is"]
        return LazyPattern(rf"^{any_or_nothing(words)}(?:(?<=['’])|(?!\w))[\s:,]*", words)

    @cached_property
    def never(self) -> LazyPattern:
        return LazyPattern(rf"^{any_of(self._never)}\s*", self._never)

    @cached_property
    def unwanted_tail(self) -> re.Pattern[str]:
        return _compiled(rf"\s+{self._never[-1]}(?P<rest>[^,.;:]*)$" if self._never else _NOTHING)

    @property
    def _never(self) -> list[str]:
        unwanted = any_of(self._table["unwanted"])
        return [pattern.replace("{unwanted}", unwanted) for pattern in self._table["never"]]

    @cached_property
    def unwanted_joins(self) -> re.Pattern[str]:
        return _compiled(rf"\s*,\s*|\s+{any_of(self._table['unwanted_joins'])}\s+")

    def labels_in(self, line: str) -> Iterator[tuple[str, re.Match[str]]]:
        """(kind, match) of every label of a line: "Tone:", "Zielgruppe =". There is none without a sign."""
        if re.search("[:=：]", line):
            for kind, pattern in self._labels.items():
                yield from ((kind, match) for match in pattern.finditer(line))

    @cached_property
    def _labels(self) -> dict[str, LazyPattern]:
        return {
            kind: LazyPattern(rf"(?<![\w-]){any_of(names)}\s*[:=：]\s*", names)
            for kind, names in self._table["labels"].items()
        }

    @cached_property
    def list_title(self) -> re.Pattern[str]:
        return _compiled(_list_title(self._table["lists"]))

    def without_count(self, title: str) -> str:
        """ "Powody, dla których…" for "5 powodów, dla których…"; "" where it is no title of a list.

        For languages whose titles of lists are not taken apart.
        """
        for pattern, instead in self._table["lists"].get("without_count", ()):
            shorter, found = _compiled(pattern).subn(instead, title, count=1)
            if found:
                return shorter
        return ""

    @cached_property
    def number_words(self) -> dict[str, int]:
        return _number_words(self._table["lists"])

    @cached_property
    def audience(self) -> re.Pattern[str]:
        return _compiled(rf"(?<!\w){any_of(self._table['audience']['before'])}(?!\w)\s*:?\s*")

    @cached_property
    def phrases(self) -> PromptPhrases | None:
        phrases = self._table.get("phrases")
        return PromptPhrases(**{key: tuple(rows) for key, rows in phrases.items()}) if phrases else None

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
    return tuple(_files())


@cache
def _files() -> Mapping[str, Path]:
    return language_files(FOLDER)


@cache
def prompt_words(language: str) -> OrderWords | None:
    """The OrderWords of a language ("de"); None where there are none."""
    if language not in languages():
        return None
    return OrderWords(language, read_table(_files()[language]))


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
