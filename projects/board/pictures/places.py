"""Where a person put the words and the product on a scene's frame: values, checks and words. No database.

As a scene keeps it, by ratio, as each has safe edges, captions and layouts of its own:

    {"9:16": {"words": [x, y, scale], "product": [x, y, scale]}}

x and y are the middle's shares of the frame, from the left and from the top; `scale` is how many times as
large as the layout has it. What is not named stands where the layout has it.
"""

from collections.abc import Mapping
from typing import Any

from projects.languages.marked import gettext_noop

# What can be put somewhere, by the fields of a picture's request.
FIELDS = {"words": "words_at", "product": "product_at"}

Placement = Mapping[str, Mapping[str, Any]]


def put(placement: Placement, aspect: str, name: str) -> tuple[float, ...]:
    """Where the "words" or the "product" were put in one ratio; () where the layout has them."""
    return tuple(map(float, placement.get(aspect, {}).get(name, ())))


def on_frame(placement: Placement, aspect: str) -> dict[str, tuple[float, ...]]:
    """As fields of a picture's request."""
    return {field: put(placement, aspect, name) for name, field in FIELDS.items()}


# How small and how large a person may make them, as times the layout's own size: words that are half as large
# can be read on a phone still, and a product three times as large fills the frame from nearly all layouts.
SCALES = {"words": (0.5, 2.0), "product": (0.3, 3.0)}
# Four decimals are a tenth of a pixel of a 1080p frame.
DECIMALS = 4


def out_of_bounds(name: str, values: tuple[float, ...]) -> tuple[str, float, float] | None:
    """(x, y or scale, the least, the most) of a value that cannot be; None where all three can."""
    least, most = SCALES[name]
    bounds = {"x": (0.0, 1.0), "y": (0.0, 1.0), "scale": (least, most)}
    for (part, (low, high)), value in zip(bounds.items(), values, strict=True):
        if not low <= value <= high:  # so is what is no number
            return part, low, high
    return None


def with_place(placement: Placement, aspect: str, name: str, values: tuple[float, ...]) -> dict[str, Any]:
    """The placement with one thing put elsewhere in one ratio; () puts it back where the layout has it."""
    here = {key: value for key, value in placement.get(aspect, {}).items() if key != name}
    if values:
        here[name] = [round(value, DECIMALS) for value in values]
    others = {key: dict(value) for key, value in placement.items() if key != aspect}
    return {**others, aspect: here} if here else others


def in_words(values: tuple[float, ...]) -> str:
    """A place in stored English; "" for none."""
    if not values:
        return ""
    x, y, scale = (f"{value:.0%}".replace("%", " %") for value in values)
    return gettext_noop("%(x)s from the left, %(y)s from the top, %(scale)s of its size") % {
        "x": x,
        "y": y,
        "scale": scale,
    }
