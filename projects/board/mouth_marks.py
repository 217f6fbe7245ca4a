"""Where mouth and eyes are on a character's portrait, as they were found or a person marked them.

A mark is of one picture: `Character.mouth` holds {"of": its SHA-256, "left": [x, y], "right": …, "middle": …}
(projects.mouth_points), or {"of": …, "still": true} where the lips are to keep still, or {"of": …, "unsure":
"why"} where nothing was found that is sure. "found" is how sure (0..1) a mark is that no person has set;
"eyes" is there where both eyes may blink: of the left and the right one, as they are seen, an Eye each.
"""

from typing import Any

from projects.models import Character
from projects.mouth_points import POINTS, Eye, Mouth, label_of_eyes

STILL = "still"


def marked(person: Character) -> Mouth | str | None:
    """The Mouth of the portrait in use, STILL where its lips are to keep still, None while nobody said."""
    mark = _mark(person)
    if not mark or "unsure" in mark:
        return None
    return STILL if mark.get("still") else Mouth(*(tuple(mark[name]) for name in POINTS))


def found(person: Character) -> float | None:
    """How sure (0..1) the mouth in use is that was found; None for one that a person set, or none."""
    mark = _mark(person)
    return None if mark.get("still") else mark.get("found")


def unsure(person: Character) -> bool:
    """Whether a face was looked for on the portrait in use and none was found that is sure."""
    return "unsure" in _mark(person)


def eyes(person: Character) -> tuple[Eye, ...]:
    """The two eyes that blink on the portrait in use; () where none do."""
    mark = _mark(person)
    told = mark.get("eyes") or () if "left" in mark else ()
    return tuple(tuple((x, y) for x, y in eye) for eye in told)


def eyes_label(person: Character) -> str:
    """`eyes` in plain text: eight points, "" where none blink."""
    return label_of_eyes(eyes(person))


def _mark(person: Character) -> dict[str, Any]:
    """What is known of the portrait in use; {} where nothing is."""
    mark, portrait = person.mouth or {}, person.portrait
    return mark if portrait and mark.get("of") == portrait.sha256 else {}


def label(person: Character) -> str:
    """`marked` in plain text: "x,y x,y x,y" (left, right, middle), "still" or ""."""
    return str(marked(person) or "")
