"""Dates, numbers and money are written as the language of the page writes them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

NOON = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)
AMOUNTS = {"sum": Decimal("1204.5"), "small": Decimal("0.0042"), "less": Decimal("0.001")}


def page(words, language, zone="UTC", **values):
    with translation.override(language), timezone.override(zone):
        return Template(words).render(Context(values))


@pytest.mark.parametrize(
    ("words", "english", "german"),
    [
        ('{{ at|date:"j M Y" }}', "29 Nov 2026", "29. Nov. 2026"),
        ('{{ at|date:"j M Y, H:i" }}', "29 Nov 2026, 14:05", "29. Nov. 2026, 14:05"),
        ('{{ at|date:"j M H:i" }}', "29 Nov 14:05", "29. Nov., 14:05"),
        ('{{ at|date:"Y-m-d" }}', "2026-11-29", "2026-11-29"),
        ("{{ sum|cents }}", "1,204.50 USD", "1.204,50 USD"),
        ("{{ small|money }}", "0.0042 USD", "0,0042 USD"),
        ("{{ less|cents }}", "< 0.01 USD", "< 0,01 USD"),
        ("{{ 12.34|floatformat:1 }}", "12.3", "12,3"),
    ],
)
def test_what_people_read(words, english, german):
    for language, text in (("en", english), ("de", german)):
        assert page(words, language, at=NOON, **AMOUNTS).replace("&lt;", "<") == text


def test_a_time_is_that_of_the_reader_in_both_languages():
    words = '{{ at|date:"j M Y, H:i" }}'
    assert page(words, "en", "Asia/Tokyo", at=NOON) == "29 Nov 2026, 23:05"
    assert page(words, "de", "Asia/Tokyo", at=NOON) == "29. Nov. 2026, 23:05"


def test_an_unknown_amount_is_a_word_of_the_language():
    assert page("{{ none|money }}", "en", none=None) == "unknown"
    assert page("{{ none|money }}", "de", none=None) == "unbekannt"
