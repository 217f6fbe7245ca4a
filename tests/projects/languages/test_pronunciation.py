"""A name is said as the brand kit says, by every voice, and captions keep it as it is written."""

import pytest

from projects.languages import pronunciation

PAIRS = {"Nutjen": "nut yen", "Nutjen Pro": "nut yen professional", "ridge": "ritch", "GIF": "jif"}


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Try Nutjen, now.", "Try nut yen, now."),
        ("Nutjen Pro is Nutjen.", "nut yen professional is nut yen."),
        ("Nutjens, Hanutjen and nutjen stay.", "Nutjens, Hanutjen and nutjen stay."),
        ("Ridge by the ridge.", "ritch by the ritch."),
        ("A GIF, no gif.", "A jif, no gif."),
        ("(Nutjen)", "(nut yen)"),
        ("", ""),
    ],
)
def test_whole_words_with_their_capitals(text, heard):
    assert pronunciation.said(text, PAIRS) == heard


@pytest.mark.parametrize(
    ("pairs", "text", "heard"),
    [
        ({"山の水": "やまのみず"}, "冷たい山の水です", "冷たいやまのみずです"),
        ({"Nutjen": "ナッチェン"}, "これはNutjenです", "これはナッチェンです"),
        ({"C++": "see plus plus"}, "We write C++.", "We write see plus plus."),
        ({"ñu": "gnoo"}, "Ñu, ñu, menñu", "gnoo, gnoo, menñu"),
    ],
)
def test_scripts_without_spaces_and_signs(pairs, text, heard):
    assert pronunciation.said(text, pairs) == heard


def test_what_is_said_is_never_read_again():
    assert pronunciation.said("a b", {"a": "b", "b": "a"}) == "b a"


def test_only_pairs_that_are_found_are_used():
    assert pronunciation.used_in(["Ridge!", "None."], PAIRS) == {"ridge": "ritch"}
    assert pronunciation.used_in(["None."], PAIRS) == pronunciation.used_in(["Ridge"], {}) == {}


def test_times_come_back_to_the_words_that_are_written():
    heard = [("Try", 0, 200), ("nut", 200, 400), ("yen,", 400, 800), ("now.", 900, 1200)]
    found = pronunciation.in_written_words("Try Nutjen, now.", heard)
    assert found == [("Try", 0, 200), ("Nutjen,", 200, 800), ("now.", 900, 1200)]


def test_several_written_words_share_the_time_by_their_letters():
    found = pronunciation.in_written_words("X Y GIF", [("jif", 100, 400)])
    assert found == [("X", 100, 160), ("Y", 160, 220), ("GIF", 220, 400)]


def test_a_word_that_is_not_said_has_no_length():
    found = pronunciation.in_written_words("Now – go", [("Now", 0, 100), ("go", 150, 300)])
    assert found == [("Now", 0, 100), ("–", 100, 100), ("go", 150, 300)]


def test_japanese_is_timed_by_its_signs():
    heard = [("や", 0, 10), ("ま", 10, 20), ("で", 20, 30)]
    assert pronunciation.in_written_words("山で", heard) == [("山", 0, 20), ("で", 20, 30)]
