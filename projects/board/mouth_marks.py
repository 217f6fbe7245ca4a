"""Where the mouth is on a character's portrait, as a person marked it.

A mark is of one picture: `Character.mouth` holds {"of": its SHA-256, "left": [x, y], "right": …, "middle": …}
(projects.mouth_points), or {"of": …, "still": true} where the lips are to keep still.
"""

from projects.models import Character
from projects.mouth_points import POINTS, Mouth

STILL = "still"


def marked(person: Character) -> Mouth | str | None:
    """The Mouth of the portrait in use, STILL where its lips are to keep still, None while nobody said."""
    mark, portrait = person.mouth or {}, person.portrait
    if not portrait or mark.get("of") != portrait.sha256:
        return None
    return STILL if mark.get("still") else Mouth(*(tuple(mark[name]) for name in POINTS))


def label(person: Character) -> str:
    """`marked` in plain text: "x,y x,y x,y" (left, right, middle), "still" or ""."""
    return str(marked(person) or "")
