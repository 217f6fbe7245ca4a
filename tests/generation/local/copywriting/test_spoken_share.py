"""Narration fills its time, by more words and never by slower speech; docs/benchmarks.md has the table."""

import pytest

from generation.text.plain_text import sentences
from generation.text.speech_timing import spoken_ms
from tests.generation.local.copywriting.spoken_share import MORE_PRODUCTS, films


@pytest.mark.parametrize("seconds", (15, 30, 60))
@pytest.mark.parametrize("language", ("en", "de", "fr", "es"))
def test_a_described_products_film_is_spoken_through(language, seconds):
    check(list(films(language, seconds)), language)


@pytest.mark.parametrize("seconds", (15, 60))
@pytest.mark.parametrize("language", MORE_PRODUCTS)
def test_so_is_one_in_every_language_with_phrases(language, seconds):
    """One look each: the others differ in words, not in how they are chosen."""
    check([next(films(language, seconds))], language)


def check(made, language):
    assert min(film.share for film in made) >= 0.75
    for film in made:
        said = [line for segment in film.script.segments for line in sentences(segment.text)]
        assert len(set(said)) == len(said), (film.name, film.look)
        for segment in film.script.segments:
            assert spoken_ms(segment.text, language) <= segment.duration_ms, (film.name, segment.text)
