"""The gate on how well the natural voices are understood: prices and units, heard by a recogniser.

One recording a language. All 40 sentences of each are `make voices`, which takes ten minutes; the recogniser
is installed by it and by .ci/run (requirements-voices.txt).
"""

from pathlib import Path

import pytest

from generation.interfaces import VoiceRequest
from generation.local.speech import neural, provider
from generation.text.spoken.normalisation import NormalisedText
from generation.text.toml_tables import read_table
from tests.benchmarks.voices import recogniser
from tests.benchmarks.voices.__main__ import LIMITS, TAGS

FIGURES = read_table(Path(recogniser.__file__).parent / "figures.toml")
# A recording of 25 words is too short for the percentage of 40 sentences: one word more may be missed.
ONE_MORE_WORD = 1


def as_it_stands(text, language):
    """In place of the rules that put prices and units into words."""
    return NormalisedText(text, tuple(range(len(text))))


@pytest.mark.parametrize("key", FIGURES)
def test_prices_and_units_are_put_into_these_words(key, monkeypatch):
    language, row = "en" if key == "unread" else key, FIGURES[key]
    right = recogniser.words_of(row["right"], language)
    assert recogniser.words_of(row["text"], language) == right
    monkeypatch.setattr(recogniser, "normalise", as_it_stands)
    assert recogniser.errors(right, recogniser.words_of(row["text"], language)) >= 3


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    pytest.importorskip("onnxruntime", reason="the natural voices are not installed (make setup)")
    if not recogniser.is_installed():
        pytest.skip("the recogniser is not installed (make recogniser)")
    made = provider.LocalVoice(natural=True, models=str(tmp_path_factory.mktemp("models")))
    assert made.trouble() == ""
    yield made
    neural.ENGINE.stop()


def heard(voice, text, language, folder, **how):
    """The words that the recogniser heard of a text."""
    speech = voice.speak(VoiceRequest(text=text, language=TAGS.get(language, language), **how))
    file = folder / "said.wav"
    file.write_bytes(speech.data)
    return recogniser.words_of(recogniser.heard(file, language), language)


@pytest.mark.parametrize("language", LIMITS)
def test_prices_and_units_are_understood(voice, language, tmp_path):
    row = FIGURES[language]
    got = heard(voice, row["text"], language, tmp_path)
    assert recogniser.misheard(row["figures"], got, language) == [], " ".join(got)
    right = recogniser.words_of(row["right"], language)
    wrong = recogniser.errors(right, got, language)
    assert wrong <= len(right) * LIMITS[language] / 100 + ONE_MORE_WORD, " ".join(got)


def test_the_gate_hears_a_voice_that_reads_a_price_wrongly(voice, monkeypatch, tmp_path):
    row = FIGURES["unread"]
    got = heard(voice, row["text"], "en", tmp_path, draft=True)
    assert recogniser.misheard(row["figures"], got, "en") == [], " ".join(got)
    monkeypatch.setattr(provider, "normalise", as_it_stands)
    got = heard(voice, row["text"], "en", tmp_path, draft=True)
    assert recogniser.misheard(row["figures"], got, "en") == row["figures"], " ".join(got)
