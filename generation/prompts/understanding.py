"""What was understood of a person's words, to be shown before work begins, and what they wish. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generation.prompts.writing import LANGUAGES
from generation.text import language_detection
from generation.text.prompt.facts import CODE, CONTACT, DATE, OFFER, PLACE, PRICE
from generation.text.prompt.reading import PromptReading, read_prompt
from projects.formats import ASPECTS
from projects.styles import MODES, STYLES

# What of a reading is shown, in order: the key in JSON, and the label on the page.
_SHOWN = {
    "subject": "About",
    "offer": "Offer",
    "code": "Code",
    "date": "When",
    "price": "Price",
    "place": "Where",
    "contact": "Contact",
    "items": "Points",
    "says": "Says",
    "audience": "For",
    "tone": "Tone",
    "avoid": "Never",
}
_LONGEST_CALL = 120


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """What was understood of a prompt or a script.

    `told` holds texts and lists of texts by key, as JSON shows them. `settings` are fields of a project
    that the words wish for. `left_out` are pairs (words, why they are not told). `notices` are sentences
    for people.
    """

    source: str
    told: Mapping[str, Any]
    settings: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(label, value) of what is known, for a page or a terminal."""
        known = {key: self.told.get(key) for key in _SHOWN}
        return [
            (_SHOWN[key], " · ".join(value) if isinstance(value, list) else str(value))
            for key, value in known.items()
            if value
        ]

    def to_dict(self) -> dict[str, Any]:
        return {
            "source": self.source,
            **self.told,
            "settings": dict(self.settings),
            "left_out": [{"text": text, "why": why} for text, why in self.left_out],
            "notices": list(self.notices),
        }


def understood_prompt(prompt: str, language: str = "", has_model: bool = False) -> Understanding:
    """The Understanding of a prompt for a film in `language`; "": in the language of the prompt itself.

    `has_model`: a model will write, who knows facts and other languages.
    """
    own = language_of(prompt)
    reading = read_prompt(prompt, language or own or "en")
    return Understanding(
        source="prompt",
        told={
            "subject": reading.subject,
            "offer": reading.of_kind(OFFER),
            "code": reading.of_kind(CODE),
            "date": reading.of_kind(DATE),
            "price": reading.of_kind(PRICE),
            "place": reading.of_kind(PLACE),
            "contact": reading.of_kind(CONTACT),
            "items": list(reading.items),
            "says": [text for text in reading.sentences if text.rstrip(".!") != reading.subject],
            "audience": reading.wishes.audience,
            "tone": reading.wishes.tone,
            "avoid": list(reading.avoid),
        },
        settings=_settings(reading, own, has_model),
        left_out=tuple((one.text, one.why) for one in reading.left_out),
        notices=tuple(_notices(reading, language, own, has_model)),
    )


def understood_record(text: str, language: str, has_model: bool = False) -> Understanding | None:
    """What there is to say of a product's text before work begins: that it is in another language.

    Its settings hold that language, where it is known. None where nothing is to be said. `has_model`: a
    model writes, who knows other languages.
    """
    base = language.split("-")[0].lower()
    if has_model or not language_detection.is_another(text, base):
        return None
    own = language_detection.guess(text)
    known = LANGUAGES.get(own, own) if own and own != base else "another language"
    notice = (
        f"The product's text is in {known}, the video in {LANGUAGES.get(base, base)}. The local writer "
        "translates nothing: the text's sentences are said as they stand. Translate the product's text, or "
        "choose its language."
    )
    nothing: dict[str, Any] = {**dict.fromkeys(_SHOWN, "")} | {key: [] for key in ("items", "says", "avoid")}
    settings = {"language": own} if own in LANGUAGES else {}
    return Understanding(source="product", told=nothing, settings=settings, notices=(notice,))


def language_of(prompt: str) -> str:
    """The language that a prompt is written in, as far as it shows; else ""."""
    guessed = language_detection.guess(prompt)
    return guessed or read_prompt(prompt, "en").order_language


def _settings(reading: PromptReading, own: str, has_model: bool) -> dict[str, Any]:
    """The project's fields that a prompt sets. Only a model tells a film in another language than its own."""
    wishes = reading.wishes
    asked = wishes.language if has_model or wishes.language == own else ""
    found = {
        "title": reading.title[:200],
        "target_ms": wishes.length_ms,
        "style": wishes.style if wishes.style in STYLES else "",
        "mode": wishes.mode if wishes.mode in MODES else "",
        "aspect": wishes.aspect if wishes.aspect in ASPECTS else "",
        "language": asked or own,
        "captions": wishes.captions,
        "music_on": wishes.music,
        "call_to_action": wishes.call_to_action[:_LONGEST_CALL],
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _notices(reading: PromptReading, language: str, own: str, has_model: bool) -> list[str]:
    found = []
    wishes = reading.wishes
    if wishes.too_long:
        found.append(f"A video lasts 5 to 300 seconds: “{wishes.too_long}” cannot be followed.")
    if reading.lacks_items and not has_model:
        found.append(
            f"The prompt asks for {reading.listed} points and gives none; the local writer invents none: "
            f"the video is about {reading.subject}. Write the points below each other to have them told."
        )
    if has_model:
        return found
    base = language.split("-")[0].lower()
    told = " ".join(reading.sentences)
    if wishes.language and own and wishes.language != own:
        found.append(f"The local writer translates nothing: the prompt is told in {LANGUAGES.get(own, own)}.")
    elif base and own and base != own and language_detection.is_another(told, base):
        found.append(
            f"The prompt is in {LANGUAGES.get(own, own)}, the video in {LANGUAGES.get(base, base)}, and the "
            "local writer translates nothing."
        )
    return found
