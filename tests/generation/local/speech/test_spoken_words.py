"""The words of units and signs: every language has every table, forms of numbers are whole."""

import pytest

from generation.local.speech import provider, spoken_words
from generation.local.speech.text_normalisation import normalise
from generation.text.toml_tables import read_table

TABLES = {
    language: read_table(spoken_words.FOLDER / f"{language}.toml") for language in spoken_words.languages()
}
LANGUAGES = pytest.mark.parametrize("language", TABLES)
SIGNS = {"%", "°", "&", "×", "–", "#", "/"}
FORMS = ({"one", "other"}, {"one", "few", "many"})


def test_the_languages_are_those_with_a_file():
    assert set(TABLES) >= {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "cmn", "ja", "ko"}
    assert spoken_words.spoken_words("xx").words == {}


@LANGUAGES
def test_every_language_has_every_table_with_known_names(language):
    table, symbols = TABLES[language], spoken_words.symbols()
    assert {"currencies", "units", "signs"} <= set(table) <= {"currencies", "units", "signs", "powers"}
    assert set(table["currencies"]) <= set(symbols.currencies)
    assert set(table["units"]) <= set(symbols.units)
    assert set(table["signs"]) <= SIGNS
    assert {"€", "$", "£"} & set(table["currencies"]) and {"g", "kg", "l", "cm"} & set(table["units"])


@LANGUAGES
def test_a_word_alone_or_all_forms_of_it_and_none_empty(language):
    for section, rows in TABLES[language].items():
        for name, row in rows.items():
            forms = [row] if isinstance(row, str) else list(row.values())
            assert isinstance(row, str) or set(row) in FORMS, (section, name)
            assert all(form and form == form.strip() and "|" not in form for form in forms), (section, name)


@LANGUAGES
def test_square_and_cubic_stand_at_a_known_place(language):
    powers = TABLES[language].get("powers")
    if powers:
        assert set(powers) == {"position", "square", "cubic"}
        assert powers["position"] in ("before", "after", "joined")


def test_other_spellings_stand_for_known_signs():
    symbols = spoken_words.symbols()
    assert set(symbols.other_spellings.values()) <= {*symbols.currencies, *symbols.units}


def test_a_file_is_enough_for_a_language(tmp_path, monkeypatch):
    (tmp_path / "xx.toml").write_text(
        '[currencies]\n"€" = "ecu"\n[units]\ng = "gran"\n[signs]\n"%" = "cento"\n'
    )
    monkeypatch.setattr(spoken_words, "FOLDER", tmp_path)
    cached = (spoken_words.languages, spoken_words.spoken_words)
    for function in cached:
        function.cache_clear()
    try:
        assert normalise("5 g, 3 €, 4%", "xx").text == "5 gran, 3 ecu, 4 cento"
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
