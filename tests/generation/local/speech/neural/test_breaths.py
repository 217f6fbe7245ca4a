"""Where a long text is cut into breaths, which are said in one go."""

import pytest

pytest.importorskip("onnxruntime", reason="the natural voices are not installed (make setup)")

from generation.local.speech.neural.__main__ import LONGEST, breaths  # noqa: E402

CLAUSE = "eight more words of a clause without pauses"


def words(text):
    """(character, sounds) of a text whose sounds are its letters."""
    found, at = [], 0
    for word in text.split(" "):
        found.append((at, word + " "))
        at += len(word) + 1
    return found


def cut(text):
    return ["".join(sounds for _, sounds in run).strip() for run in breaths(words(text))]


def test_what_fits_into_a_breath_is_one():
    text = f"{CLAUSE}, {CLAUSE}. {CLAUSE}, {CLAUSE}!"
    assert len(text) < LONGEST and cut(text) == [text]


def test_a_long_sentence_is_cut_where_it_pauses_last():
    assert cut(", ".join([CLAUSE] * 6)) == [", ".join([CLAUSE] * 5) + ",", CLAUSE]


def test_a_sentences_end_is_better_than_a_comma():
    rest = ", ".join([CLAUSE] * 5)
    assert cut(f"{CLAUSE}. {rest}") == [f"{CLAUSE}.", rest]


def test_no_word_is_lost_and_no_breath_is_too_long():
    text = words(f"{CLAUSE}, {CLAUSE}. " * 9 + f"{CLAUSE} " * 9)
    runs = list(breaths(text))
    assert [word for run in runs for word in run] == text
    assert max(sum(len(sounds) for _, sounds in run) for run in runs) <= LONGEST
