"""What is known of each language: tables have known names, patterns compile, no word means two things."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from generation.text import claims, language_files, speech_timing
from generation.text.language_files import FIRST_LANGUAGE, language_tables
from generation.text.toml_tables import read_table

DATA = Path(language_files.__file__).parent / "data"
CLAIMS = read_table(DATA / "claims.toml", parse_float=Decimal)
FIRST = language_tables()[FIRST_LANGUAGE]
# Languages in which promises are known.
WHOLE = ("en", "de", "es", "fr")
LANGUAGES = pytest.mark.parametrize("language", language_tables())


def everything(table):
    for value in table.values():
        if isinstance(value, dict):
            yield from everything(value)
        elif isinstance(value, list):
            yield from value
        else:
            yield value


def test_the_languages_are_those_with_a_file():
    assert list(language_tables()) == ["en", "de", "es", "fr", "it", "nl", "pt"]


@LANGUAGES
def test_every_language_has_every_table_it_needs(language):
    table = language_tables()[language]
    assert table["common_words"]
    assert set(table) <= set(FIRST)
    if language in WHOLE:
        assert set(table) == set(FIRST)


@LANGUAGES
def test_nothing_is_empty_and_every_pattern_compiles(language):
    for value in everything(language_tables()[language]):
        assert value, language
        if isinstance(value, str) and "{" not in value:
            assert re.compile(value) and value == value.strip()


@LANGUAGES
def test_sections_have_known_names(language):
    table = language_tables()[language]
    units = {*CLAIMS["units"], *(row["name"] for row in CLAIMS["currencies"].values())}
    assert set(table["units"]) <= units
    assert set(table.get("promises", {})) <= set(CLAIMS["promises"])
    substances = FIRST["free_of"]["substances"]
    assert set(table.get("free_of", {}).get("substances", {})) <= set(substances)


@pytest.mark.parametrize("language", WHOLE)
def test_promises_are_known_in_the_writers_languages(language):
    table = language_tables()[language]
    assert {"free_delivery", "guarantee", "award", "discount", "scarcity"} <= set(table["promises"])
    assert len(table["numbers"]["from_two"]) >= 15 and table["numbers"]["tens_from_twenty"]
    assert {"{ten}", "{unit}"} <= set(re.findall(r"{\w+}", table["numbers"]["joined"]))


def test_a_word_names_one_unit():
    words = [
        (word, unit)
        for table in language_tables().values()
        for unit, names in table["units"].items()
        for word in set(names)
    ]
    words += [(sign, unit) for unit, row in CLAIMS["units"].items() for sign in row["signs"]]
    meanings = Counter(word for word, _ in set(words))
    assert not [word for word, count in meanings.items() if count > 1]


def test_common_words_belong_to_one_language_each():
    """Some do stand in two; a text is only called another language by many hits."""
    words = Counter(word for table in language_tables().values() for word in table["common_words"])
    assert sum(count > 1 for count in words.values()) < len(words) / 4


def test_units_count_from_the_first_of_their_kind():
    for name, unit in CLAIMS["units"].items():
        assert set(unit) == {"counts", "factor", "signs"} and unit["factor"] > 0, name
    kinds = {unit["counts"] for unit in CLAIMS["units"].values()}
    firsts = {unit["counts"] for unit in CLAIMS["units"].values() if unit["factor"] == 1}
    assert kinds == firsts


def test_the_vocabulary_holds_what_the_files_say():
    words = claims._vocabulary()
    assert words.units["std"] == ("time", Decimal(3600)) and words.units["mg"] == ("mass", Decimal("0.001"))
    assert words.number_words["veintidos"] == 22
    assert words.number_words["vierundzwanzig"] == 24 and words.number_words["twenty-four"] == 24
    assert set(words.two_word_units) == {"per cent", "pour cent", "por ciento"}
    assert set(CLAIMS["promises"].values()) < set(words.promises)


def test_alphabets_and_rates_have_the_shape_they_are_read_in():
    alphabets = read_table(DATA / "alphabets.toml")["alphabets"]
    assert all(names and all(name.isupper() for name in names) for names in alphabets.values())
    assert not set(alphabets) & set(language_tables())
    rates = speech_timing._speech_rates()
    assert set(language_tables()) < set(rates.rates)
    # Arabic and Hindi write fewer letters than they speak sounds: 104 ms a letter, Telugu 127, as measured.
    assert all(40 <= letter <= 130 and 0 <= word <= 150 for letter, word in rates.rates.values())
    assert all(unit == unit.lower() and len(unit) <= 3 for unit in rates.unit_letters)
