"""The most that a request can be billed, in units of Usage: what estimates and reservations are made of.

A token is never shorter than a byte, so a text has at most as many tokens as bytes.
"""

from collections.abc import Sequence
from typing import Any

Units = dict[str, float]
# Earlier answers that could not be used, each with what was wrong with it.
Corrections = Sequence[tuple[str, str]]

# What a model is told beside the request itself: its orders and the schema of its answer.
ORDERS_TOKENS = 4000
# One photo, as small as we send it; models of 2026 count 85 to 3,800 tokens for it.
PHOTO_TOKENS = 4000


def talk(request: Any, most_out: int) -> Units:
    """Units of a talk about a frozen request; `most_out` is the limit it is sent with, in tokens."""
    text, photos = _measured(vars(request))
    return {"tokens_in": ORDERS_TOKENS + text + photos * PHOTO_TOKENS, "tokens_out": most_out}


def repair(units: Units, corrections: Corrections) -> Units:
    """The same with what was wrong with earlier answers: pairs of an answer and its problem."""
    if not corrections or "tokens_in" not in units:
        return units
    again = sum(text_tokens(answer) + text_tokens(problem) + 60 for answer, problem in corrections)
    return {**units, "tokens_in": units["tokens_in"] + again}


def text_tokens(text: str) -> int:
    return len(text.encode())


def _measured(value: object) -> tuple[int, int]:
    """(tokens of all texts, number of photos) in nested plain values."""
    if isinstance(value, bytes):
        return 0, 1
    if isinstance(value, str):
        return text_tokens(value) + 1, 0
    if isinstance(value, (list, tuple)):
        parts = [_measured(part) for part in value]
    elif isinstance(value, dict):
        parts = [_measured(part) for part in value.values()]
    elif hasattr(value, "__dataclass_fields__"):
        return _measured(vars(value))
    else:
        return 1, 0
    return sum(text for text, _ in parts), sum(photos for _, photos in parts)
