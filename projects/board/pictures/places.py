"""Where a person put the words and the product on a scene's frame: values, checks and words. No database.

As a scene keeps it, by ratio, as each has safe edges, captions and layouts of its own:

    {"9:16": {"words": [x, y, scale], "product": [x, y, scale]}}

x and y are the middle's shares of the frame, from the left and from the top; `scale` is how many times as
large as the layout has it. What is not named stands where the layout has it.
"""

from collections.abc import Mapping
from typing import Any

# What can be put somewhere, by the fields of a picture's request.
FIELDS = {"words": "words_at", "product": "product_at"}

Placement = Mapping[str, Mapping[str, Any]]


def on_frame(placement: Placement, aspect: str) -> dict[str, tuple[float, ...]]:
    """The fields of a picture's request for one ratio; () of what stands where the layout has it."""
    put = placement.get(aspect, {})
    return {field: tuple(map(float, put.get(name, ()))) for name, field in FIELDS.items()}
