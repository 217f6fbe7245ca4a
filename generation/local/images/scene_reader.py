"""Reading a picture's prompt: what time it is, where we are, what the weather does and what is there.

Plain word lists in several languages (data/picture_words.toml). What is not in them is not guessed at: the
scene is then an abstract set.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generation.text.toml_tables import read_table

_INDOORS = ("workshop", "cafe", "room", "studio")
# What stands in no room, and where it stands instead.
_OUT_OF_DOORS = {"house": "field", "boat": "sea", "train": "city", "car": "city"}
# Scripts that put no spaces between words, or join particles to them: kana, Chinese characters, hangul.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True)
class ScenePrompt:
    """What to draw. Empty strings and () mean that the prompt does not say."""

    time: str
    place: str
    weather: str
    subjects: tuple[str, ...]

    @property
    def indoors(self) -> bool:
        return self.place in _INDOORS


@dataclass(frozen=True)
class WordLists:
    """A table of data/picture_words.toml: which name a word stands for, and a compound's last part."""

    words: Mapping[str, tuple[str, ...]]
    unspaced: Mapping[str, str]
    ends: Mapping[str, str]

    def names(self, text: str) -> tuple[str, ...]:
        """The names that a text in small letters has words for, in the order of their first words."""
        spots: dict[str, int] = {}
        for match in re.finditer(r"[\w'-]+", text):
            for name in self._names_of(match.group()):
                spots.setdefault(name, match.start())
        # Longer words first, and no other inside of them: 電車 is a train, 車 a car.
        for sign in sorted(self.unspaced, key=len, reverse=True):
            name = self.unspaced[sign]
            if (at := text.find(sign)) >= 0:
                spots[name] = min(at, spots.get(name, at))
                text = text.replace(sign, " " * len(sign))
        return tuple(sorted(spots, key=lambda name: spots[name]))

    def _names_of(self, word: str) -> tuple[str, ...]:
        forms = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("'s"))
        for form in forms:
            if form in self.words:
                return self.words[form]
        for end, name in self.ends.items():
            if len(word) > len(end) and any(form.endswith(end) for form in forms):
                return (name,)
        return ()

    def first(self, text: str) -> str:
        return (self.names(text) or ("",))[0]


def read(prompt: str) -> ScenePrompt:
    """What a prompt of any language names; what only tells the camera something is passed over."""
    text = _seen(prompt.lower())
    place = _list("places").first(text) or _list("hints").first(text)
    time = _list("times").first(text) or ("night" if place == "space" else "")
    place, subjects = _where_it_fits(text, place, _subjects_in(text))
    return ScenePrompt(time, place, _list("weather").first(text), subjects)


def _where_it_fits(text: str, place: str, subjects: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """(place, subjects): nothing of _OUT_OF_DOORS in a room, a house least of all.

    What is alone takes the place with it; beside a cup or a person it is left out.
    """
    if place not in ("room", "cafe"):
        return place, subjects
    others = tuple(name for name in subjects if name not in _OUT_OF_DOORS)
    if others or not subjects:
        return place, others
    outside = (name for name in _list("places").names(text) if name not in _INDOORS)
    return next(outside, _OUT_OF_DOORS[subjects[0]]), subjects


def _seen(text: str) -> str:
    """A prompt without its directions: a "hero shot" shows no hero, "room for words" is no room."""
    for pattern in _table()["directions"]["patterns"]:
        text = re.sub(pattern, " ", text)
    return text


def _subjects_in(text: str) -> tuple[str, ...]:
    """At most two subjects; what a walker carries is part of the walker, a plant's pot of the plant."""
    found = _list("subjects").names(text)
    if "backpack" in found and {"person", "couple"} & set(found):
        found = tuple(name for name in found if name != "backpack")
    if "couple" in found:
        found = tuple(name for name in found if name != "person")
    if "plant" in found:
        found = tuple(name for name in found if name != "jar")  # it has its pot
    if "train" in found and {"person", "couple"} & set(found):
        found = ("train",)  # it would hide who waits for it
    return found[:2]


@cache
def _list(section: str) -> WordLists:
    words: dict[str, tuple[str, ...]] = {}
    unspaced = {}
    for name, vocabulary in _table()[section].items():
        for word in vocabulary.split():
            if _UNSPACED.search(word):
                unspaced[word] = name
            else:
                words[word] = (*words.get(word, ()), name)
    ends = _table()["ends"] if section == "subjects" else {}
    return WordLists(
        words,
        unspaced,
        {end: name for name, parts in ends.items() for end in parts.split()},
    )


@cache
def _table() -> dict[str, Any]:
    return read_table(Path(__file__).parent / "data" / "picture_words.toml")
