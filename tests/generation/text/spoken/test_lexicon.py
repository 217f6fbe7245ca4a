"""The words of units, signs and money: every language has every table, forms of numbers are whole."""

import re

import pytest

from generation.local.speech import provider
from generation.text.spoken import lexicon, normalisation
from generation.text.toml_tables import read_table
from projects import currencies

TABLES = {language: read_table(path) for language, path in lexicon.languages().items()}
LANGUAGES = pytest.mark.parametrize("language", TABLES)
SIGNS = {
    "%",
    "°",
    "°C",
    "°F",
    "&",
    "×",
    "–",
    "#",
    "/",
    "−",
    "+",
    "=",
    "^",
    "@",
    "x",
    "v",
    "out of",
    "★",
    *"≥≤><±≈",
}
SECTIONS = {
    "numbers", "one", "two", "gender", "currencies", "minor", "scales", "scale_spellings", "units",
    "spellings", "powers", "signs", "per", "fractions", "times", "years", "addresses",
    "abbreviations", "dates", "days", "places", "ranges", "speeds", "times_over",
}  # fmt: skip
FORMS = (
    {"one", "other"},
    {"one", "few", "many"},
    {"one", "few", "many", "fraction"},
)


def test_the_languages_are_those_with_a_file():
    assert set(TABLES) >= {
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "ru",
        "cmn",
        "ja",
        "ko",
        "ar",
        "hi",
    }
    assert lexicon.lexicon("xx").table == {}
    assert lexicon.lexicon("zh-TW").language == "cmn" and lexicon.lexicon("no").language == "nb"


@LANGUAGES
def test_every_language_has_every_table_with_known_names(language):
    table = TABLES[language]
    assert {"currencies", "units", "signs", "addresses"} <= set(table) <= SECTIONS
    assert all(map(currencies.is_currency, [*table["currencies"], *table.get("minor", {})]))
    assert all(unit.strip() == unit for unit in table["units"])
    assert set(table["signs"]) <= SIGNS
    assert {"EUR", "USD", "GBP"} & set(table["currencies"]) and {"g", "kg", "l", "cm", "г"} & set(
        table["units"]
    )


@LANGUAGES
def test_a_word_alone_or_all_forms_of_it_and_none_empty(language):
    for section in ("currencies", "minor", "units", "signs", "scales"):
        for name, row in TABLES[language].get(section, {}).items():
            forms = [row] if isinstance(row, str) else list(row.values())
            assert isinstance(row, str) or set(row) in FORMS, (section, name)
            assert all(form and form == form.strip() and "|" not in form for form in forms), (section, name)


@LANGUAGES
def test_square_and_cubic_stand_at_a_known_place(language):
    powers = TABLES[language].get("powers")
    if powers:
        assert set(powers) == {"position", "square", "cubic"}
        assert powers["position"] in ("before", "after", "joined")


@LANGUAGES
def test_times_and_addresses_are_whole(language):
    table = TABLES[language]
    assert set(table["addresses"]) - {"point"} == {"dot", "at", "slash", "dash", "underscore"}
    times = table.get("times", {})
    assert not times or ("{h}" in times["full"] and "{m}" in times["full"] and "{h}" in times["hour"])


def test_other_spellings_stand_for_known_signs():
    symbols = lexicon.symbols()
    assert set(symbols.other_spellings.values()) <= set(symbols.units)
    assert all(map(currencies.is_currency, symbols.currency_codes))


def test_a_file_is_enough_for_a_language(tmp_path, monkeypatch):
    (tmp_path / "xx.toml").write_text(
        '[currencies]\nEUR = "ecu"\n[units]\ng = "gran"\n[signs]\n"%" = "cento"\n'
    )
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    cached = (lexicon.languages, lexicon.lexicon, normalisation._rules)
    for function in cached:
        function.cache_clear()
    try:
        said = normalisation.normalise("5 g, 3 €, 4%", "xx").text
        assert re.sub(" +", " ", said) == "5 gran, 3 ecu, 4 cento"
    finally:
        for function in cached:
            function.cache_clear()


def test_voices_have_whole_profiles():
    table = provider._voice_table()
    assert len(table.voices) == 8 and table.names[0] == "ava"
    for voice in table.voices.values():
        assert len(voice.tone_db) == len(table.tone_hz)
        assert 0 <= voice.pitch <= 100 and 0 <= voice.range <= 100
        assert voice.gender in ("female", "male") and voice.label.lower().startswith(voice.name)
