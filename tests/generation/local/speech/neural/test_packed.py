"""A packed table answers as the dict that it was made of."""

import pytest

from generation.local.speech.neural.packed import PackedTable

ROWS = {
    "": "nothing",
    "a": "ɐ",
    "A": {"DEFAULT": "ɐ", "DT": "A"},
    "ab": None,
    "b": 0.1 + 0.2,
    "café": "kæfˈA",
    "zebra": [1, 2],
    "𝄞": "clef",
    "s3=ing": {"VBG": 3.25, "NN": -1e-9},
}


@pytest.mark.parametrize("key", [*ROWS, "aa", "0", "zz", "caf", "cafés", "\ud800", "ﬀ"])
def test_every_key_and_every_other(key):
    assert PackedTable(ROWS).get(key) == ROWS.get(key)


def test_what_is_missing_is_the_default_and_an_empty_table_has_nothing():
    assert (PackedTable({}).get("a"), PackedTable({}).get("a", "x"), len(PackedTable(ROWS))) == (None, "x", 9)


def test_an_answer_that_is_changed_changes_no_other():
    table = PackedTable(ROWS)
    table.get("A")["DT"] = "changed"
    assert table.get("A") == ROWS["A"]
