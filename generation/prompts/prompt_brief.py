"""What a model is told of a person's prompt, and what its answer is held against. Pure.

The prompt is taken apart by generation.text.prompt.reading; a model gets the parts as named lines, and the
prompt's own words as data.
"""

import re

from generation.interfaces import ScriptRequest
from generation.text import claims
from generation.text.plain_text import has_word
from generation.text.prompt import wishes as prompt_wishes
from generation.text.prompt.facts import CODE, CONTACT, DATE, OFFER, PRICE, PromptFact
from generation.text.prompt.reading import PromptReading, read_prompt

_LABELS = {OFFER: "offer", CODE: "code", DATE: "date", PRICE: "price", CONTACT: "contact"}


def reading_of(request: ScriptRequest) -> PromptReading:
    """The reading of a request's prompt."""
    return read_prompt(request.prompt, request.language)


def constraints(request: ScriptRequest) -> dict[str, str]:
    """{label: text} of what a prompt orders: its subject, what must and must not be said, audience, tone."""
    reading = reading_of(request)
    announced = [f"{_LABELS[fact.kind]}: {fact.text}" for fact in reading.announced]
    return {
        "The film is about": reading.subject,
        "It must say or show, word for word": "; ".join(announced),
        "Its points, one to a segment in this order": "; ".join(reading.items),
        "It asks for so many points": str(reading.listed) if reading.lacks_items else "",
        "Never say or show": ", ".join(reading.avoid),
        "It is for": reading.wishes.audience,
        "Its tone": reading.wishes.tone,
        "It ends with": reading.wishes.call_to_action,
    }


def missing(said: str, request: ScriptRequest) -> list[PromptFact]:
    """The announced facts of a prompt that a script neither says nor shows.

    Codes and contacts count by their signs, offers and prices by their amounts, dates by their numbers: a
    model may put the words around them in another way, or in another language.
    """
    known = claims.amounts(said)
    return [fact for fact in reading_of(request).announced if not _is_said(fact, said, known)]


def _is_said(fact: PromptFact, said: str, known: list[claims.Amount]) -> bool:
    if fact.kind in (CODE, CONTACT):
        return _signs(fact.value) in _signs(said)
    numbers = claims.amounts(fact.text)
    if not numbers:
        return fact.kind == DATE or fact.text.casefold() in said.casefold() or _shares_words(fact.text, said)
    values = [one.values for one in known]
    return all(any(one.values & other for other in values) for one in numbers)


def _signs(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _shares_words(text: str, said: str) -> bool:
    """Whether most of the longer words of an offer without a number are said: "free shipping"."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return not words or sum(word in said.casefold() for word in words) * 2 >= len(words)


def forbidden(said: str, request: ScriptRequest) -> list[str]:
    """What a script says although its prompt forbids it: words, and prices where those are not wanted."""
    avoid = reading_of(request).avoid
    found = [word for word in avoid if has_word(said, [word])]
    if prompt_wishes.names_price(avoid):
        found += [one.written for one in claims.prices(said)]
    return found
