"""Inputs as people type, paste and upload them, each with the value that is right for it.

A test module of this folder lists its inputs once and is run for each of them:

    INPUTS = [
        Input("fraction", "en: 1/2 cup", right="half a cup"),
        Input("too large a number", "9" * 400, refused="has too many digits"),
    ]

    @each(INPUTS)
    def test_numbers_are_said(case): ...

`docs/quality.md` counts them: `python -m tests.quality --write` runs all and writes its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Input:
    """One input of a kind.

    kind: what inputs of this sort have in common, a few words; a row of the table in docs/quality.md.
    given: the input as a person would recognise it; also the test's name.
    right: what must come of it, in whatever form the test compares.
    refused: for an input that is rightly refused, the words with which it is, or a part of them.
    more: what else the test needs to make the input (language, currency, file…).
    """

    kind: str
    given: str
    right: Any = None
    refused: str = ""
    more: Any = None


def each(inputs: Sequence[Input]):
    """Marks a test that runs once for each input, under the name `case`."""
    marked = [
        pytest.param(case, id=f"{case.kind}: {' '.join(case.given.split())[:60]}", marks=pytest.mark.quality)
        for case in inputs
    ]
    return pytest.mark.parametrize("case", marked)
