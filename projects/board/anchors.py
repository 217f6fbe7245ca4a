"""A place on a frame that a comment points at: a box, an arrow or a free line, in shares of the frame.

{"shape": "box" | "arrow" | "line", "points": [[x, y], ...]}: x from the left and y from the top, 0 to 1. A
box is two opposite corners, an arrow goes from its first point to its second, a line through all of its
points.
"""

import math
from typing import Any

from django.utils.translation import gettext

from projects.errors import BadInput

SHAPES = {"box": (2, 2), "arrow": (2, 2), "line": (2, 200)}
# Nobody sees a thousandth of a frame: more digits would only be bytes.
DIGITS = 4


def checked(value: Any) -> dict[str, Any]:
    """The anchor that a page or a program sent, rounded. Raises BadInput, saying what an anchor is."""
    shape = value.get("shape") if isinstance(value, dict) else None
    if not isinstance(shape, str) or shape not in SHAPES:
        raise BadInput(gettext("A place on the frame is a box, an arrow or a line: draw it again."), "anchor")
    points = value.get("points")
    least, most = SHAPES[shape]
    if not isinstance(points, list) or not least <= len(points) <= most or not all(map(_is_point, points)):
        raise BadInput(
            (
                gettext(
                    "The %(shape)s needs %(least)s points, each [x, y] in shares of the frame from 0 to 1."
                )
                if least == most
                else gettext(
                    "The %(shape)s needs %(least)s to %(most)s points, each [x, y] in shares of the frame "
                    "from 0 to 1."
                )
            )
            % {"shape": shape, "least": least, "most": most},
            "anchor",
        )
    rounded = [[round(float(x), DIGITS), round(float(y), DIGITS)] for x, y in points]
    if all(point == rounded[0] for point in rounded):
        raise BadInput(gettext("The drawing has no size. Draw it from one place to another."), "anchor")
    return {"shape": shape, "points": rounded}


def _is_point(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_share, value))


def _is_share(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= 1


def path(anchor: dict[str, Any]) -> str:
    """The `d` of an SVG path that draws it in a frame of 1000 × 1000 units."""
    points = [(round(x * 1000), round(y * 1000)) for x, y in anchor["points"]]
    if anchor["shape"] == "box":
        (left, top), (right, bottom) = points
        return f"M{left} {top}H{right}V{bottom}H{left}Z"
    drawn = "M" + "L".join(f"{x} {y}" for x, y in points)
    return drawn + (_head(points[0], points[1]) if anchor["shape"] == "arrow" else "")


def _head(start: tuple[int, int], end: tuple[int, int], size: int = 45) -> str:
    """The two strokes at an arrow's end."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    sides = [angle + math.pi - 0.5, angle + math.pi + 0.5]
    (ax, ay), (bx, by) = [
        (round(end[0] + size * math.cos(side)), round(end[1] + size * math.sin(side))) for side in sides
    ]
    return f"M{ax} {ay}L{end[0]} {end[1]}L{bx} {by}"
