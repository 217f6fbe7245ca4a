"""Narration fills its time, by more words and never by slower speech; docs/benchmarks.md has the table."""

import pytest

from generation.text.speech_timing import spoken_ms
from tests.generation.local.copywriting.spoken_share import PRODUCTS, films


@pytest.mark.parametrize("seconds", (15, 30))
@pytest.mark.parametrize("language", PRODUCTS)
def test_a_described_products_film_is_spoken_through(language, seconds):
    made = list(films(language, seconds))
    assert min(film.share for film in made) >= (0.75 if seconds == 30 else 0.7)
    assert sum(film.share for film in made) / len(made) >= 0.75
    for film in made:
        for segment in film.script.segments:
            assert spoken_ms(segment.text, language) <= segment.duration_ms, (film.name, segment.text)
