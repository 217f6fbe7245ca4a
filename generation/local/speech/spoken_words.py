"""How each language says signs, units and currencies: one file for each in data/languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generation.text.toml_tables import languages_in, read_table

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "languages"


@dataclass(frozen=True)
class NumberForms:
    """A word in the forms that go with numbers: `few` and `many` are empty where one and other are all."""

    one: str
    other: str = ""
    few: str = ""
    many: str = ""

    def of(self, number: int | None, language: str) -> str:
        """The form that goes with a whole number (None for a fraction)."""
        if not self.few:
            return self.one if number == 1 else self.other
        if number is None:
            return self.few
        if number == 1 or (language == "ru" and number % 10 == 1 and number % 100 != 11):
            return self.one
        if language == "cs":
            return self.few if number in (2, 3, 4) else self.many
        return self.few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else self.many


NO_WORD = NumberForms("")


@dataclass(frozen=True)
class SpokenWords:
    """The words of one language by sign, unit and currency, and where "square" and "cubic" stand."""

    words: Mapping[str, NumberForms]
    square: NumberForms = NO_WORD
    cubic: NumberForms = NO_WORD
    power_position: str = "before"


@dataclass(frozen=True)
class Symbols:
    """What is looked for in a text; `other_spellings` are by what they stand for in a language's words."""

    currencies: tuple[str, ...]
    units: tuple[str, ...]
    other_spellings: Mapping[str, str]


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a file."""
    return languages_in(FOLDER)


@cache
def spoken_words(language: str) -> SpokenWords:
    """The words of a language; none for a language without a file."""
    if language not in languages():
        return SpokenWords({})
    table = read_table(FOLDER / f"{language}.toml")
    powers = table.get("powers", {})
    words = {**table["currencies"], **table["units"], **table["signs"]}
    return SpokenWords(
        words={sign: _forms(row) for sign, row in words.items()},
        square=_forms(powers.get("square", "")),
        cubic=_forms(powers.get("cubic", "")),
        power_position=powers.get("position", "before"),
    )


def _forms(row: str | dict[str, str]) -> NumberForms:
    return NumberForms(row, row) if isinstance(row, str) else NumberForms(**row)


@cache
def symbols() -> Symbols:
    """The signs that are looked for in every language."""
    table = read_table(DATA / "symbols.toml")
    codes, spellings = table["currency_codes"], table["unit_spellings"]
    return Symbols(
        currencies=(*table["currencies"], *codes),
        units=(*table["units"], *spellings),
        other_spellings={**codes, **spellings},
    )
