"""The points of a mouth and of eyes on a portrait: what a mark must be, and its plain text. Pure.

Places are shares of the picture: (0, 0) is its upper left corner, (1, 1) its lower right one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from projects.errors import BadInput
from projects.languages.marked import gettext_noop

POINTS = ("left", "right", "middle")
_WHERE = {
    "left": gettext_noop("Say where the left corner of the mouth is: two shares of the picture."),
    "right": gettext_noop("Say where the right corner of the mouth is: two shares of the picture."),
    "middle": gettext_noop(
        "Say where the middle of the line between the lips of the mouth is: two shares of the picture."
    ),
}
_OUTSIDE = {
    "left": gettext_noop("The left corner of the mouth is outside the picture."),
    "right": gettext_noop("The right corner of the mouth is outside the picture."),
    "middle": gettext_noop("The middle of the line between the lips of the mouth is outside the picture."),
}
# From corner to corner: less than this many pixels show no lips, more of the picture's width is no mouth.
LEAST_PIXELS, MOST_SHARE = 24, 0.7
# Further than that a head is not inclined, in degrees; a smile bends the line by less than this share of it.
MOST_TURNED, MOST_BENT = 60, 0.35
# Eyes are further apart than this share of the mouth's width, and lie above it.
_EYES_APART = 0.5

# An eye: left corner, right corner, middle of the upper lid, of the lower lid.
Eye = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Mouth:
    """The corners as they are seen in the picture, and the middle of the line where the lips meet."""

    left: tuple[float, float]
    right: tuple[float, float]
    middle: tuple[float, float]

    def __str__(self) -> str:
        return " ".join(f"{x:.4f},{y:.4f}" for x, y in (self.left, self.right, self.middle))


def read(text: str) -> Mouth:
    """The Mouth of a label. Raises ValueError for anything else."""
    left, right, middle = ([float(part) for part in point.split(",")] for point in text.split())
    return Mouth(_pair(left), _pair(right), _pair(middle))


def label_of_eyes(both: Sequence[Sequence[Sequence[float]]]) -> str:
    """Eyes in plain text, as read_eyes reads them."""
    return " ".join(f"{x:.4f},{y:.4f}" for eye in both for x, y in eye)


def read_eyes(text: str) -> tuple[Eye, ...]:
    """The eyes of a label, () for "". Raises ValueError for anything else."""
    points = [read_point(point) for point in text.split()]
    if len(points) not in (0, 8):
        raise ValueError(f"{len(points)} points are no two eyes")
    return (tuple(points[:4]), tuple(points[4:])) if points else ()


def read_point(text: str) -> tuple[float, float]:
    """The two shares of "x,y". Raises ValueError for anything else, also for what is no number."""
    x, y = _pair([float(part) for part in text.split(",")])
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"{text} is no place")
    return x, y


def _pair(numbers: Sequence[float]) -> tuple[float, float]:
    x, y = numbers
    return x, y


def checked(points: Mapping[str, Any], size: tuple[int, int]) -> Mouth:
    """The Mouth of {"left": [x, y], …} on a picture of (width, height) pixels; BadInput where it is none."""
    mouth = Mouth(*(_point(name, points.get(name)) for name in POINTS))
    left, right, middle = ((x * size[0], y * size[1]) for x, y in (mouth.left, mouth.right, mouth.middle))
    across, down = right[0] - left[0], right[1] - left[1]
    wide = math.hypot(across, down)
    if wide < LEAST_PIXELS:
        raise BadInput(
            gettext_noop(
                "The mouth is %(wide)s pixels wide; %(least)s are needed. Set the corners further apart, or "
                "take a larger portrait."
            )
            % {"wide": f"{wide:.0f}", "least": LEAST_PIXELS},
            "mouth",
        )
    if across <= 0 or abs(math.degrees(math.atan2(down, across))) > MOST_TURNED:
        raise BadInput(
            gettext_noop("The mouth is upside down or upright: the left corner is the one on the left."),
            "mouth",
        )
    if wide > MOST_SHARE * size[0]:
        raise BadInput(
            gettext_noop("That is wider than a mouth: set the corners where the lips end."), "mouth"
        )
    along = ((middle[0] - left[0]) * across + (middle[1] - left[1]) * down) / wide**2
    off = ((middle[1] - left[1]) * across - (middle[0] - left[0]) * down) / wide**2
    if not 0.25 <= along <= 0.75 or abs(off) > MOST_BENT:
        raise BadInput(
            gettext_noop("The middle of the mouth lies between its corners, where the lips meet."), "mouth"
        )
    return mouth


def checked_eyes(told: Any, mouth: Mouth) -> tuple[Eye, ...]:
    """Two eyes of four points each, to a ten thousandth; () for nothing. BadInput where they are none."""
    if not told:
        return ()
    try:
        both = tuple(tuple(_pair([float(part) for part in point]) for point in eye) for eye in told)
    except (TypeError, ValueError):
        both = ()
    if [len(eye) for eye in both] != [4, 4]:
        raise BadInput(
            gettext_noop("Say of both eyes where their two corners and their two lids are."), "eyes"
        )
    if not all(0 <= part <= 1 for eye in both for point in eye for part in point):
        raise BadInput(gettext_noop("An eye is outside the picture."), "eyes")
    (left, _), (right, _) = (_middle(eye) for eye in both)
    wide = abs(mouth.right[0] - mouth.left[0])
    if right - left < _EYES_APART * wide or any(eye[0][0] >= eye[1][0] for eye in both):
        raise BadInput(gettext_noop("The eyes lie side by side above the mouth: the left one first."), "eyes")
    return tuple(tuple((round(x, 4), round(y, 4)) for x, y in eye) for eye in both)


def _middle(eye: Eye) -> tuple[float, float]:
    """The middle of an eye."""
    return sum(x for x, _ in eye) / len(eye), sum(y for _, y in eye) / len(eye)


def middles(both: Sequence[Eye]) -> list[tuple[float, float]]:
    """The middle of each eye: where a person takes hold of it."""
    return [_middle(eye) for eye in both]


def moved(eye: Eye, to: tuple[float, float]) -> Eye:
    """An eye with its middle elsewhere, and otherwise as it is."""
    x, y = _middle(eye)
    return tuple((px + to[0] - x, py + to[1] - y) for px, py in eye)


def _point(name: str, told: Any) -> tuple[float, float]:
    """(x, y) in shares of the picture, to a ten thousandth."""
    try:
        x, y = (float(part) for part in told)
    except (TypeError, ValueError):
        raise BadInput(_WHERE[name], "mouth") from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise BadInput(_OUTSIDE[name], "mouth")
    return round(x, 4), round(y, 4)
