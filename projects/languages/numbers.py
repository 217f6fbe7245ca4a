"""Dates and numbers as the readers of the page's language write them, by Babel's locale data."""

import re
from functools import cache

from babel import Locale
from babel.dates import format_skeleton
from django.utils.translation import get_language

# Django's formats in the templates: Babel's skeletons of day and time. Others are for programs.
SKELETONS = {
    "j M Y": ("yMMMd",),
    "j F Y": ("yMMMMd",),
    "j M": ("MMMd",),
    "j M H:i": ("MMMd", "Hm"),
    "j M, H:i": ("MMMd", "Hm"),
    "j M, H:i:s": ("MMMd", "Hms"),
    "j M Y H:i": ("yMMMd", "Hm"),
    "j M Y, H:i": ("yMMMd", "Hm"),
    "j M Y, H:i:s": ("yMMMd", "Hms"),
}
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.]*\d)")


def written(text):
    """1,204.50 USD → in German 1.204,50 USD: the numbers of a text that was made in English."""
    language = get_language() or "en"
    if language.partition("-")[0] == "en":
        return text
    symbols = _symbols(language)
    return _NUMBER.sub(lambda found: found[0].translate(symbols), text)


@cache
def _symbols(language):
    signs = _locale(language).number_symbols["latn"]
    return str.maketrans({",": signs["group"], ".": signs["decimal"]})


@cache
def _locale(language):
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, LookupError):
        return Locale.parse("en")


def day(value, pattern):
    """A date or a time in one of SKELETONS; None where the pattern is Django's own affair, and in English."""
    language = get_language() or "en"
    if language.partition("-")[0] == "en" or pattern not in SKELETONS or not hasattr(value, "strftime"):
        return None
    locale = _locale(language)
    return ", ".join(format_skeleton(one, value, locale=locale) for one in SKELETONS[pattern])
