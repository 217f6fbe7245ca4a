"""Texts that were stored in English, in the language of whoever reads them now.

Each was made from a template that stands in the catalogues: marked where it is stored (`marked`), or
translated in a process that runs in English. `told` finds the template again by its words.
"""

import re
from functools import cache, lru_cache

from django.utils.translation import get_language, gettext
from django.utils.translation.trans_real import translation

# Values by these names are such texts themselves; all others are people's own words, and stay as they are.
NESTED = frozenset({"kind", "place", "says", "step", "subject", "what", "why"})
# Templates with one of these are never stored: they would take any sentence that begins as they do.
NEVER_STORED = frozenset({"did", "differences", "state"})
# Templates with fewer letters of their own would be found in anybody's words.
LEAST_LETTERS = 4
_PLACE = re.compile(r"%\((\w+)\)[sd]")


def told(text: str) -> str:
    """The text in the language of today; as it is where its template is not known, and in English."""
    language = get_language() or "en"
    return text if not text or language.partition("-")[0] == "en" else _told(language, str(text))


@lru_cache(maxsize=8192)
def _told(language: str, text: str) -> str:
    known = gettext(text)
    if known != text:
        return known
    for pattern, template in _templates(language):
        found = pattern.fullmatch(text)
        if found:
            values = {
                name: told(value) if name in NESTED else value for name, value in found.groupdict().items()
            }
            return str(gettext(template) % values)
    return text


@cache
def _templates(language: str) -> list[tuple[re.Pattern[str], str]]:
    """[(pattern, template)] of a language's catalogue, those with most words of their own first."""
    found = {}
    for key, _words in translation(language)._catalog.items():
        if isinstance(key, str) and "\x04" not in key and _PLACE.search(key):
            own = len(re.sub(r"\W", "", _PLACE.sub("", key)))
            if own >= LEAST_LETTERS and not NEVER_STORED & set(_PLACE.findall(key)):
                found[key] = own
    return [(_pattern(key), key) for key in sorted(found, key=lambda key: (-found[key], key))]


def _pattern(template: str) -> re.Pattern[str]:
    """“%(name)s is gone” → “(?P<name>.+) is gone”; a name that comes again stands for the same words."""
    parts, at, seen = [], 0, set()
    for place in _PLACE.finditer(template):
        parts.append(re.escape(template[at : place.start()].replace("%%", "%")))
        name = place[1]
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
        seen.add(name)
        at = place.end()
    parts.append(re.escape(template[at:].replace("%%", "%")))
    return re.compile("".join(parts), re.DOTALL)
