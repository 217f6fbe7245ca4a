"""The words of each language for signs, units, currencies and numbers: one file for each in data/languages,
in the folder of its script.

A language without a file, and a word that its file lacks, comes from the locale data of Babel, which knows
the units, currencies and plurals of nearly all languages that a voice speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_name
from babel.units import UnknownUnitError, format_unit
from num2words import num2words

from generation.text.toml_tables import language_files, read_table

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "languages"

# What a voice calls a language, where locale data and files of words call it otherwise.
_FILE_OF = {"zh": "cmn", "no": "nb", "nn": "nb", "yue": "cmn"}
_LOCALE_OF = {"cmn": "zh"}


@dataclass(frozen=True)
class NumberForms:
    """A word in the forms that go with numbers: `few` and `many` are empty where one and other are all.

    `fraction` goes with a decimal, where that is another form than `few` (or `other`).
    """

    one: str
    other: str = ""
    few: str = ""
    many: str = ""
    fraction: str = ""

    def of(self, number: Decimal | int | None, language: str) -> str:
        """The form that goes with a number; None is one that nobody knows."""
        if number is None or number != int(number):
            return self.fraction or self._of_fraction(number, language)
        number = int(number)
        if not self.few:
            return self.one if number == 1 or (number == 0 and language == "fr") else self.other
        if number == 1 or (language in ("ru", "uk") and number % 10 == 1 and number % 100 != 11):
            return self.one
        if language == "cs":
            return self.few if number in (2, 3, 4) else self.many
        return self.few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else self.many

    def _of_fraction(self, number: Decimal | int | None, language: str) -> str:
        if self.few:
            return self.few
        small = number is not None and language in ("fr", "pt", "da") and number < 2
        return self.one if small else self.other


NO_WORD = NumberForms("")


@dataclass(frozen=True)
class Symbols:
    """What is looked for in a text; `other_spellings` are by what they stand for in a language's words.

    `cldr_units` are the names that locale data has for units, `scales` the spellings of thousand, million and
    so on after an amount, `letters` the abbreviations that are spelled out, `currency_codes` the ISO 4217
    codes that are no words of a language.
    """

    units: tuple[str, ...]
    other_spellings: Mapping[str, str]
    cldr_units: Mapping[str, str]
    scales: Mapping[str, str]
    letters: tuple[str, ...]
    currency_codes: tuple[str, ...]


@cache
def symbols() -> Symbols:
    """The signs that are looked for in every language."""
    table = read_table(DATA / "symbols.toml")
    spellings = table["unit_spellings"]
    return Symbols(
        units=(*table["units"], *spellings),
        other_spellings=spellings,
        cldr_units=table["cldr_units"],
        scales={spelling: scale for scale, row in table["scales"].items() for spelling in row},
        letters=tuple(table["letters"]),
        currency_codes=tuple(table["currency_codes"]),
    )


@cache
def languages() -> Mapping[str, Path]:
    """The languages that have a file, each with it."""
    return language_files(FOLDER)


@dataclass(frozen=True)
class SpokenWords:
    """How one language says things. `language` is the name of its file.

    `table` is the file as it was read, {} where there is none; the properties and methods say what is in it,
    and ask Babel where it is silent. An unknown word is None or "", and then the sign is left to the voice.
    """

    language: str
    table: Mapping[str, Any] = field(hash=False)
    locale: Locale | None = None

    @cached_property
    def decimal_mark(self) -> str:
        return str(self._number_symbol("decimal", "."))

    @cached_property
    def group_mark(self) -> str:
        return str(self._number_symbol("group", ","))

    def _number_symbol(self, name: str, otherwise: str) -> str:
        symbols = self.locale.number_symbols if self.locale else {}
        found = symbols.get("latn", symbols).get(name, otherwise)
        return "," if found == "٫" else str(found)

    def forms(self, section: str, key: str) -> NumberForms | None:
        """The NumberForms of a key of a section of the file."""
        row = self.table.get(section, {}).get(key)
        if row is None:
            return None
        return NumberForms(row, row) if isinstance(row, str) else NumberForms(**row)

    def text(self, section: str, key: str) -> str:
        """A word or pattern of the file; "" where it has none."""
        return str(self.table.get(section, {}).get(key, ""))

    def sign(self, sign: str, number: Decimal | int | None = None) -> str:
        """The word of a sign ("%", "&", "×"…) in the form that goes with a number; "" where none is known."""
        forms = self.forms("signs", sign)
        if forms:
            return forms.of(number, self.language)
        if sign == "&" and self.locale:
            word = format_list(["", ""], locale=self.locale).strip()
            return word if word.isalpha() else ""
        return ""

    def percent(self, number: Decimal, said: str) -> str | None:
        """`said` percent, in the order of the language: "50 percent", "百分之50"."""
        word = self.sign("%", number)
        if word:
            return word.format(said) if "{}" in word else f"{said} {word}"
        return self._babel_unit("concentr-percent", number, said)

    def unit(self, sign: str, number: Decimal | int | None) -> str | None:
        """The word of a unit, without the number."""
        forms = self.forms("units", symbols().other_spellings.get(sign, sign)) or self.forms("units", sign)
        if forms:
            return forms.of(number, self.language)
        name = symbols().cldr_units.get(symbols().other_spellings.get(sign, sign))
        whole = self._babel_unit(name, Decimal(2 if number is None else number), "\0") if name else None
        if whole is None or "\0" not in whole:
            return None
        return whole.replace("\0", "").strip()

    def powered(self, unit: str, power: str | None, value: Decimal) -> str | None:
        """The word of a unit, squared or cubed ("square metres", "Quadratmeter", "mètres carrés")."""
        word = self.unit(self.table.get("spellings", {}).get(unit, unit), value)
        if word is None or not power:
            return word
        position = self.text("powers", "position")
        forms = self.forms("powers", "square" if power in "²2" else "cubic") or NO_WORD
        kind = forms.of(value, self.language)
        if not position:
            return None
        if position == "joined":
            return kind + word.lower()
        return f"{word} {kind}" if position == "after" else f"{kind} {word}"

    def _babel_unit(self, name: str, number: Decimal, said: str) -> str | None:
        if self.locale is None:
            return None
        try:
            whole = format_unit(number, name, length="long", locale=self.locale)
        except UnknownUnitError:
            return None
        digits = format_decimal(number, locale=self.locale)
        rest = whole.replace(digits, "", 1)
        # What is written with a sign after all has no word.
        if digits not in whole or not any(character.isalpha() for character in rest):
            return None
        return whole.replace(digits, said, 1).replace("\u00a0", " ")

    def currency(self, code: str, number: Decimal | None) -> str | None:
        """The name of a currency (ISO 4217) in the form that goes with a number."""
        forms = self.forms("currencies", code)
        if forms:
            return forms.of(number, self.language)
        if self.locale is None:
            return None
        name = get_currency_name(code, count=2 if number is None else number, locale=self.locale)
        return None if name == code else name

    def counted(self, number: int, key: str, word: str) -> str:
        """A whole number and what it counts: "1" and "2" agree with the word in some languages."""
        if self.language == "cmn":
            return f"{number}{word}"
        gender = next((g for g, keys in self.table.get("gender", {}).items() if key in keys), "m")
        special = {1: "one", 2: "two"}.get(number)
        said = self.table.get(special, {}).get(gender) if special else None
        if self.language == "ro" and number >= 20 and not 1 <= number % 100 <= 19:
            return f"{number} de {word}"
        if self.language == "it" and said == "una" and word[:1] in "aeiou":
            return f"un'{word}"
        return f"{said or self.whole(number)} {word}"

    def whole(self, number: int) -> str:
        """A whole number for the voice: digits, in Japanese kana (espeak-ng misreads its thousands)."""
        if self.language == "ja" and number < 10**12:
            return str(num2words(number, lang="ja", reading=True))
        return str(number)

    def scale(self, name: str, number: Decimal) -> str:
        """Million, billion… in the form that goes with a number; "" where the language counts otherwise."""
        forms = self.forms("scales", name)
        return forms.of(number, self.language) if forms else ""

    @cached_property
    def scale_words(self) -> Mapping[str, str]:
        """{word: scale} of this language's own words ("Millionen": "million")."""
        found: dict[str, str] = {}
        for scale, row in self.table.get("scales", {}).items():
            words = [row] if isinstance(row, str) else list(row.values())
            found |= {word: scale for word in words if scale != "link"}
        return {**found, **self.table.get("scale_spellings", {})}


@cache
def lexicon(language: str) -> SpokenWords:
    """The SpokenWords of a BCP 47 tag, by its base language."""
    base = language.replace("_", "-").partition("-")[0].lower()
    name = _FILE_OF.get(base, base)
    table = read_table(languages()[name]) if name in languages() else {}
    try:
        locale = Locale.parse(_LOCALE_OF.get(name, name))
    except (UnknownLocaleError, ValueError):
        locale = None
    return SpokenWords(name, table, locale)
