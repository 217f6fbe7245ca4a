"""The words of all languages by which a script's lines are told apart."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from generation.text.toml_tables import any_of, read_table


class LabelRole(StrEnum):
    """What a label says of the words behind it; the values are the keys of script_words.toml."""

    NARRATOR = "narrators"
    SPOKEN = "spoken"
    VISUAL = "visual"
    ON_SCREEN = "on_screen"
    SOUND = "sound"
    ABOUT = "about"
    BEAT = "beats"
    FACT = "facts"
    TITLE = "titles"
    PEOPLE = "people"
    TIME = "times"
    SCENE = "scenes"


# A word may stand for several things; before a colon, and above a column, the first of these counts.
BEFORE_A_COLON = (
    LabelRole.NARRATOR,
    LabelRole.ON_SCREEN,
    LabelRole.VISUAL,
    LabelRole.TITLE,
    LabelRole.SOUND,
    LabelRole.ABOUT,
    LabelRole.SPOKEN,
    LabelRole.BEAT,
    LabelRole.FACT,
    LabelRole.SCENE,
)
ABOVE_A_COLUMN = (
    LabelRole.TIME,
    LabelRole.PEOPLE,
    LabelRole.NARRATOR,
    LabelRole.SPOKEN,
    LabelRole.ON_SCREEN,
    LabelRole.VISUAL,
    LabelRole.SCENE,
    LabelRole.SOUND,
    LabelRole.BEAT,
    LabelRole.ABOUT,
    LabelRole.TITLE,
)
_ARTICLE = re.compile(r"(?i)^\s*(?:the|le|la|el|il|lo|o|a|der|die|de|het)\s+(?=\w)")
_ORDINAL_SIGNS = "一二三四五六七八九十百"


@dataclass(frozen=True)
class ScriptWords:
    """Roles of normalised words, and patterns of lines, of all languages together."""

    roles: Mapping[str, frozenset[LabelRole]]
    heading: re.Pattern[str]
    slugline: re.Pattern[str]
    slug_prefix: re.Pattern[str]
    transition: re.Pattern[str]
    remark: re.Pattern[str]
    goes_on: re.Pattern[str]
    openers: tuple[str, ...]
    closers: tuple[str, ...]


def tables() -> dict[str, dict[str, Any]]:
    """The words by language, as they are in the file."""
    return read_table(Path(__file__).parents[1] / "data" / "script_words.toml")


@cache
def words() -> ScriptWords:
    known = tables().values()
    roles: dict[str, set[LabelRole]] = {}
    for table in known:
        for role in LabelRole:
            for word in table.get(role, ()):
                roles.setdefault(normalised(word), set()).add(role)
    every = {
        key: [word for table in known for word in table.get(key, ())]
        for key in ("scenes", "ordinals", "slugs", "transitions", "remarks", "goes_on", "openers", "closers")
    }
    slug = any_of(sorted(every["slugs"], key=len, reverse=True))
    return ScriptWords(
        roles={word: frozenset(found) for word, found in roles.items()},
        heading=_heading_pattern(every["scenes"], every["ordinals"]),
        slugline=re.compile(
            rf"^(?:S?#?\d+[.)]?\s+)?(?P<slug>{slug}(?:[./\s(（\-–—:：]|(?<=[○〇◯◎。])).*\S.*)$"
        ),
        slug_prefix=re.compile(rf"^(?:S?#?\d+[.)]?\s+)?(?:{slug}[.\s/\-–—:：]*)+"),
        transition=re.compile(
            rf"^[>\s]*(?:{'|'.join(every['transitions'])})(?:\s+\w+)?\s*(?:[:：.。…!]*|[:：]\s[^a-zà-ÿ]+)$"
        ),
        remark=re.compile(rf"^(?:{'|'.join(every['remarks'])})$", re.IGNORECASE),
        goes_on=re.compile(rf"(?i){any_of(every['goes_on'])}\b"),
        openers=tuple(every["openers"]),
        closers=tuple(every["closers"]),
    )


def _heading_pattern(scenes: list[str], ordinals: list[str]) -> re.Pattern[str]:
    """A scene word with its number, in either order, and what follows it: "Scene 2: The harbour"."""
    scene = any_of(re.escape(word) for word in sorted(set(scenes), key=len, reverse=True))
    in_words = any_of(re.escape(word) for word in sorted(set(ordinals), key=len, reverse=True))
    count = rf"(?:\d+[a-z]?|[IVXLC]+|[{_ORDINAL_SIGNS}]+|{in_words})"
    mark = r"\s*(?P<mark>[-–—:：.．。,，|)）\]】、/]+)\s*"
    after = rf"(?:{mark}|(?P<gap>\s+)(?=[(（\[【])|(?P<space>\s+)|$)(?P<rest>.*)"
    return re.compile(
        rf"^(?:{scene}\s*(?:no\.?|nr\.?|\#|№|第)?\s*\#?{count}(?![^\W\d_])(?:号|號|つ目)?"
        rf"|(?:第\s*)?{count}\s*[.．)]?\s*(?:-?(?:st|nd|rd|th|ª|º|e|ème|re|er)\s+)?[-\s]*{scene}(?![^\W\d_])"
        rf"|{scene}\s+{count}(?![^\W\d_])"
        rf"|[Ss]\#?\d+){after}$",
        re.IGNORECASE,
    )


_MARKS_KEPT = {"Mn", "Mc"}


@lru_cache(maxsize=1024)
def normalised(word: str) -> str:
    """A label without capitals, spaces, stops and the points that only help to read."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    folded = unicodedata.normalize("NFKD", folded)
    kept = []
    for char in folded:
        category = unicodedata.category(char)
        if category[0] in "LN" or (category in _MARKS_KEPT and not _only_helps(char)):
            kept.append(char)
    return "".join(kept)


def _only_helps(char: str) -> bool:
    """Accents of Latin, Greek and Cyrillic letters, vowel points of Arabic and Hebrew, and nukta."""
    return (
        "\u0300" <= char <= "\u036f"
        or "\u0591" <= char <= "\u05c7"
        or "\u064b" <= char <= "\u065f"
        or char == "\u093c"
    )


def role_of(word: str, order: tuple[LabelRole, ...] = BEFORE_A_COLON) -> LabelRole | None:
    """What a label means, or None where it is none: "Voice-over 2" is NARRATOR."""
    roles = _roles(word)
    return next((role for role in order if role in roles), None)


def is_narrator(word: str) -> bool:
    return LabelRole.NARRATOR in _roles(word)


def _roles(word: str) -> frozenset[LabelRole]:
    key = normalised(word)
    known = words().roles
    if key in known:
        return known[key]
    without_article = normalised(_ARTICLE.sub("", word))
    if LabelRole.NARRATOR in known.get(without_article, ()):  # "LE NARRATEUR"
        return known[without_article]
    bare = key.rstrip("0123456789")
    if bare == "speaker" and bare != key:
        return frozenset()  # "Speaker 1" and "SPEAKER_00" of a transcript are people
    # "VISUAL 2", "Narrator 1" and "VO/Narration", "Visual & Audio".
    if bare in known and bare:
        return known[bare]
    parts = [
        normalised(part)
        for part in re.split(r"[/&+,、／]|\s(?:and|und|et|y|e|en|i|och|и|та)\s", word)
        if part.strip()
    ]
    if len(parts) > 1 and all(part in known for part in parts):
        return known[parts[0]]
    return frozenset()
