"""What a text promises that the record does not say: numbers, prices, percentages, and words of promise.

A model's script is held against what the shop itself wrote. The two may be in different languages, so
numbers are compared by value and unit ("24 Stunden" and "24-hour" are one), and promises by their kind
("kostenloser Versand" and "free shipping" are one). Words are known in English, German, French and
Spanish, units in Italian, Portuguese and Dutch as well. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from generation.text.language_files import sections, words_of_all
from generation.text.toml_tables import any_of, read_table


@dataclass(frozen=True)
class Vocabulary:
    """The words of all languages together.

    `units` gives, for a word or sign, what it counts and the factor to the first unit of that; `number` is
    the pattern of an amount in digits; `promises` are patterns by the name of their kind.
    """

    units: Mapping[str, tuple[str, Decimal]]
    currencies: frozenset[str]
    two_word_units: tuple[str, ...]
    number: re.Pattern[str]
    promises: Mapping[str, re.Pattern[str]]
    number_words: Mapping[str, Decimal]


@cache
def _vocabulary() -> Vocabulary:
    table = read_table(Path(__file__).parent / "data" / "claims.toml", parse_float=Decimal)
    units = _units(table)
    two_words = tuple(word for word in units if " " in word)
    return Vocabulary(
        units=units,
        currencies=frozenset(table["currencies"]),
        two_word_units=two_words,
        number=_number_pattern(table["currencies"], two_words),
        promises={**_promises(table["promises"]), **_free_of()},
        number_words=_number_words(),
    )


def _units(table: dict[str, Any]) -> dict[str, tuple[str, Decimal]]:
    found: dict[str, tuple[str, Decimal]] = {}
    for name, unit in table["units"].items():
        for word in (*unit["signs"], *words_of_all("units", name)):
            found[word] = (unit["counts"], Decimal(unit["factor"]))
    for code, currency in table["currencies"].items():
        for word in (*currency["signs"], *words_of_all("units", currency["name"])):
            found[word] = (code, Decimal(1))
    return found


def _number_pattern(currencies: Iterable[str], two_word_units: Iterable[str]) -> re.Pattern[str]:
    two_words = "|".join(re.escape(unit) for unit in two_word_units)
    return re.compile(
        rf"""(?<![\w.,])(?P<currency>[€$£¥]|(?:{"|".join(currencies)})(?=\s))?\s?
            (?P<digits>\d+(?:[.,'’\u00a0\u202f]\d+)*)
            (?:\s?[-\u2010\u2011\u00a0\u202f]?
               (?P<unit>%|°C?|[€$£¥×"″]|{two_words}|[^\W\d_]+))?""",
        re.VERBOSE,
    )


def _promises(kinds: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {label: _whole_words(words_of_all("promises", kind)) for kind, label in kinds.items()}


def _free_of() -> dict[str, re.Pattern[str]]:
    """ "Sugar-free" and "free of sugar", in any mixture of languages."""
    after, before = any_of(words_of_all("free_of", "after")), any_of(words_of_all("free_of", "before"))
    substances: dict[str, list[str]] = {}
    for table in sections("free_of"):
        for name, words in table["substances"].items():
            substances.setdefault(name, []).extend(words)
    return {
        f"being free of {name}": _whole_words(
            [f"{any_of(words)}s?[- ]{after}", f"{before} {any_of(words)}s?"]
        )
        for name, words in substances.items()
    }


def _whole_words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(patterns)}(?!\w)", re.IGNORECASE)


def _number_words() -> dict[str, Decimal]:
    """Number words from two to a hundred, and a thousand."""
    found: dict[str, int] = {}
    for table in sections("numbers"):
        small = {word: value for value, word in enumerate(table["from_two"], 2)}
        tens = {word: 10 * value for value, word in enumerate(table["tens_from_twenty"], 2)}
        found |= small | tens | table["large"]
        for ten, value in tens.items():
            joined = table.get("joined_after", {}).get(ten, table["joined"])
            found |= {
                joined.format(ten=ten, unit=unit): value + more for unit, more in small.items() if more < 10
            }
    return {word: Decimal(value) for word, value in found.items()}


class Amount(NamedTuple):
    """A number as written, the values it may mean ("1.000" is one or a thousand), and what it counts.

    `scaled` are the values in the first unit of what is counted: "2 h" is 7200 of time.
    """

    written: str
    values: frozenset[Decimal]
    scaled: frozenset[Decimal]
    counts: str | None


def unsupported(text: str, record: str, numbers: bool = True) -> list[str]:
    """What a text claims that the record does not, as phrases fit to be shown; [] when all is said there.

    With `numbers` False only prices, percentages and words of promise are looked at: a story may count.
    """
    known = amounts(record)
    found = [
        one.written
        for one in amounts(text)
        if (numbers or _is_price_or_percentage(one)) and not _is_known(one, known)
    ]
    found += [match for kind in _vocabulary().promises for match in _new_promise(kind, text, record)]
    return list(dict.fromkeys(found))


def prices(text: str) -> list[Amount]:
    """The amounts of money in a text."""
    return [one for one in amounts(text) if one.counts in _vocabulary().currencies]


def _is_price_or_percentage(amount: Amount) -> bool:
    return amount.counts in _vocabulary().currencies or amount.counts == "percent"


def _is_known(amount: Amount, known: Iterable[Amount]) -> bool:
    """A number is said when the record has it of the same thing, or where either names no thing."""
    return any(_is_same(amount, other) for other in known)


def _is_same(one: Amount, other: Amount) -> bool:
    if one.counts == other.counts:
        return bool(one.scaled & other.scaled)
    return None in (one.counts, other.counts) and bool(one.values & other.values)


def _new_promise(kind: str, text: str, record: str) -> Iterator[str]:
    pattern = _vocabulary().promises[kind]
    found = pattern.search(text)
    if found and not pattern.search(record):
        yield f"“{found.group(0)}” ({kind})"


def amounts(text: str) -> list[Amount]:
    """The Amounts of a text: in digits, and in words where something is counted ("twenty-four hours")."""
    return [*_in_digits(text), *_in_words(text)]


def _in_digits(text: str) -> Iterator[Amount]:
    for match in _vocabulary().number.finditer(text):
        currency, digits, unit = match["currency"] or "", match["digits"], match["unit"] or ""
        dimension, factor = _dimension(currency or unit)
        written = currency + digits if currency or not dimension else match.group(0).strip()
        values = frozenset(_readings(digits))
        yield Amount(written, values, frozenset(value * factor for value in values), dimension)


def _dimension(word: str) -> tuple[str | None, Decimal]:
    return _vocabulary().units.get(word.strip().lower(), (None, Decimal(1)))


def _readings(digits: str) -> list[Decimal]:
    """What a number may mean: "1,5" is one and a half, "1.000" may be one or a thousand."""
    plain = re.sub(r"['’\u00a0\u202f]", "", digits)
    readings: set[str] = (
        {re.sub(r"[.,]", "", plain)} if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) else set()
    )
    head, *tail = re.split(r"[.,](?=\d+$)", plain)
    readings.add(re.sub(r"[.,]", "", head) + ("." + tail[0] if tail else ""))
    return [value for value in map(_decimal, readings) if value is not None]


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _in_words(text: str) -> Iterator[Amount]:
    """Numbers that are spelled out, where the next word is a unit: "two minutes", "fifty per cent"."""
    words = re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", text.lower())
    for at, word in enumerate(words[:-1]):
        value = _vocabulary().number_words.get(word)
        after = " ".join(words[at + 1 : at + 3])
        dimension, factor = _dimension(after if after in _vocabulary().two_word_units else words[at + 1])
        if value and dimension and dimension != "times":
            yield Amount(
                f"{word} {words[at + 1]}", frozenset({value}), frozenset({value * factor}), dimension
            )
