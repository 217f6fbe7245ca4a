"""Scripts that chat models write for programs: JSON, and tags like <narration>…</narration>."""

import json
import re
from collections.abc import Iterator
from typing import Any

from generation.text.scripts import elements, labels, tables
from generation.text.scripts.elements import ScriptElement
from generation.text.scripts.labels import LabelRole

_FENCE = re.compile(r"(?s)^\s*```(?:json)?\s*(.*?)\s*```\s*$")
_BLOCK = re.compile(
    r"<(?P<name>[a-z][\w-]{1,30})(?:\s[^<>]*)?>(?P<words>[^<]*)</(?P=name)\s*>", re.IGNORECASE
)
_SCENE = re.compile(r"<(?P<name>scene|shot|beat|clip|segment)(?:\s[^<>]*)?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-z][\w-]{0,30}(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TITLES = ("title", "titel", "titre", "titulo", "titolo")
_MOST_CHARACTERS = 200_000


def read_json(text: str) -> list[ScriptElement] | None:
    """The elements of a script in JSON, a scene for each object of its list; None where it is none."""
    fenced = _FENCE.match(text)
    bare = (fenced.group(1) if fenced else text).strip()
    if bare[:1] not in "[{" or len(bare) > _MOST_CHARACTERS:
        return None
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        return None
    rows = _rows(found)
    if not rows:
        return None
    named = [str(found[key]) for key in found if key.lower() in _TITLES] if isinstance(found, dict) else []
    keys = list(dict.fromkeys(key for row in rows for key in row))
    table = [keys, *([_cell(row.get(key)) for key in keys] for row in rows)]
    return [*(elements.title(one) for one in named[:1]), *tables.read(table)]


def _rows(found: Any) -> list[dict[str, Any]]:
    """The first list of objects in which something has the name of a column of a script."""
    for rows in _lists(found, depth=4):
        objects = [row for row in rows if isinstance(row, dict)]
        names = {labels.role_of(key, labels.ABOVE_A_COLUMN) for row in objects for key in row}
        if objects and {LabelRole.SPOKEN, LabelRole.NARRATOR} & names:
            return objects
    return []


def _lists(found: Any, depth: int) -> Iterator[list[Any]]:
    if isinstance(found, list):
        yield found
    inside = found if isinstance(found, list) else found.values() if isinstance(found, dict) else ()
    for one in inside:
        if depth and isinstance(one, (list, dict)):
            yield from _lists(one, depth - 1)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(_cell, value))
    if isinstance(value, dict):
        return " ".join(f"{key}: {_cell(one)}\n" for key, one in value.items())
    return "" if value is None or isinstance(value, bool) else str(value)


# How a voice is told to speak (SSML, https://www.w3.org/TR/speech-synthesis11/).
_SPEECH_TAG = re.compile(
    r"(?i)</?(?:speak|break|emphasis|prosody|voice|say-as|sub|phoneme|audio|mark|lexicon|lang|token|p|s|w|[a-z]+:[\w-]+)"
    r"(?=[\s/>])[^>]*>"
)


def with_labels(text: str) -> str:
    """Tags whose names are labels as labels: "<narration>Rain.</narration>" is "narration: Rain.".

    Tags for a voice (SSML) are taken off.
    """
    text = _SPEECH_TAG.sub(" ", text) if "<speak" in text.lower() else text
    if not any(_is_label(found["name"]) for found in _BLOCK.finditer(text)):
        return text
    text = _BLOCK.sub(_labelled, text)
    return _ANY_TAG.sub("", _SCENE.sub("\n---\n", text))


def _labelled(found: re.Match[str]) -> str:
    words = " ".join(found["words"].split())
    return f"\n{found['name']}: {words}\n" if _is_label(found["name"]) else found[0]


def _is_label(name: str) -> bool:
    return labels.role_of(name) not in (None, LabelRole.FACT, LabelRole.SCENE)
