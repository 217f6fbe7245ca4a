"""The natural voices: which languages they speak, whether they are installed, and what they say."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from num2words import num2words

from generation.local.speech import neural
from generation.local.speech.child_process import Utterance
from generation.local.speech.espeak import ENGINE as ESPEAK
from generation.media.weights import WeightsError, model_file
from generation.text.spoken.normalisation import NormalisedText
from generation.text.toml_tables import read_table

# Kokoro's British voices read by British rules.
_BRITISH = ("bf_", "bm_")
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?,? "
)
# Four digits that English would read as a year.
_LIKE_A_YEAR = re.compile(r"(?<![\d.,])(?:1[1-9]|20)\d\d(?![\d.,]*\d)")


@dataclass(frozen=True)
class NaturalVoice:
    """How one voice speaks each language (its row of natural_voices.toml), and how its draft does."""

    name: str
    draft: Mapping[str, float]
    languages: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class NaturalTable:
    """The voices by name, and the rules of espeak-ng that turn each language's text into sounds."""

    voices: Mapping[str, NaturalVoice]
    rules: Mapping[str, str]

    def rules_for(self, language: str) -> str | None:
        """The rules for a BCP 47 tag, by its base language if need be; None for a language not spoken."""
        tag = language.strip().lower().replace("_", "-")
        while tag and tag not in self.rules:
            tag = tag.rpartition("-")[0]
        return self.rules.get(tag)


@cache
def natural_table() -> NaturalTable:
    """Return the NaturalTable."""
    table = read_table(Path(__file__).parent / "data" / "natural_voices.toml")
    fixed = ("name", "draft")
    voices = {
        row["name"]: NaturalVoice(
            row["name"],
            row["draft"],
            {language: how for language, how in row.items() if language not in fixed},
        )
        for row in table["voices"]
    }
    return NaturalTable(voices, table["languages"])


class NaturalVoices:
    """The natural voices of this machine. `why_not` is one line where they are not to be had, else ""."""

    def __init__(self, folder: Path) -> None:
        self.why_not = ""
        self._files: dict[str, str] = {}
        try:
            self._files = {name: str(model_file(name, folder)) for name in ("kokoro", "hibari")}
        except WeightsError as error:
            self.why_not = str(error)

    def speak(self, language: str) -> bool:
        """Whether they are installed and speak a language (a BCP 47 tag)."""
        return not self.why_not and natural_table().rules_for(language) is not None

    def has_draft(self, language: str) -> bool:
        """Whether a quick model speaks the language too."""
        return self.speak(language) and natural_table().rules_for(language) == ""

    def utterance(
        self, normalised: NormalisedText, voice: str, language: str, rate: float, draft: bool
    ) -> Utterance:
        """Return the Utterance of a text. Marks are characters of `normalised.text`.

        Raises Transient when a child process failed twice.
        """
        rules = natural_table().rules_for(language)
        manner = self._manner(voice, language, rate, draft)
        if rules:
            respelled, places = _respelled(normalised.text, language)
            sounds = ESPEAK.sounds(respelled, rules)
            return neural.ENGINE.synthesise_sounds([(places[at], said) for at, said in sounds], manner)
        spoken, places = _without_false_years(normalised)
        british = manner.timbre.startswith(_BRITISH)
        said = neural.ENGINE.synthesise(spoken, manner, british)
        marks = tuple((places[min(place, len(places) - 1)], frame) for place, frame in said.marks)
        return Utterance(said.pcm, said.hz, marks, said.phonemes)

    def load(self, voice: str, language: str, draft: bool) -> None:
        """Load what recordings in a language need, before the first of them is asked for.

        Raises Transient when the child process failed twice.
        """
        manner = self._manner(voice, language, 1.0, draft)
        english = natural_table().rules_for(language) == ""
        neural.ENGINE.load(manner, english, manner.timbre.startswith(_BRITISH))

    def _manner(self, name: str, language: str, rate: float, draft: bool) -> neural.Manner:
        voice = natural_table().voices[name]
        how = voice.languages[language.partition("-")[0].lower()]
        if draft and self.has_draft(language):
            return neural.Manner(
                model="hibari",
                file=self._files["hibari"],
                rate=rate,
                pitch=voice.draft["pitch"],
                size=voice.draft["size"],
            )
        return neural.Manner(
            model="kokoro",
            file=self._files["kokoro"],
            timbre=how["timbre"],
            speed=how["speed"],
            rate=rate,
            size=how.get("size", 1.0),
        )


def is_latin(text: str) -> bool:
    """Whether at least half of a text's letters are of the script that the models read."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum("LATIN" in unicodedata.name(letter, "") for letter in letters) >= len(letters)


@cache
def _respellings(language: str) -> tuple[re.Pattern[str] | None, Mapping[str, str]]:
    """What finds the words of respelled.toml in a language (its base tag), and their other spellings."""
    table = read_table(Path(__file__).parent / "data" / "respelled.toml").get(language, {})
    longest_first = sorted(table, key=len, reverse=True)
    words = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE) if words else None, table


def _respelled(text: str, language: str) -> tuple[str, list[int]]:
    """The text with the words of respelled.toml in their other spelling, and each character's place in it."""
    pattern, spellings = _respellings(language.partition("-")[0].lower())
    out, places, at = "", [], 0
    for found in pattern.finditer(text) if pattern else ():
        other = spellings[found.group().lower()]
        out += text[at : found.start()] + other
        places += [*range(at, found.start()), *[found.start()] * len(other)]
        at = found.end()
    return out + text[at:], [*places, *range(at, len(text) + 1)]


def _without_false_years(normalised: NormalisedText) -> tuple[str, list[int]]:
    """The text with amounts in words that English would read as years, and each character's place in it.

    "1299 dollars" is no year; "March 1998" and what was written in digits without any unit may be.
    """
    text, out, places, at = normalised.text, "", [], 0
    for found in _LIKE_A_YEAR.finditer(text):
        counts = re.match(r" [a-z]", text[found.end() :]) and not re.search(
            _MONTHS + "$", text[: found.start()]
        )
        by_rule = len(set(normalised.origin[found.start() : found.end()])) == 1
        if not (counts and by_rule):
            continue
        words = str(num2words(int(found.group()), lang="en")).replace(",", "").replace("-", " ")
        out += text[at : found.start()] + words
        places += [*range(at, found.start()), *[found.start()] * len(words)]
        at = found.end()
    return out + text[at:], [*places, *range(at, len(text))] or [0]
