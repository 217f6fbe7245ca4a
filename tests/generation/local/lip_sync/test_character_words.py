"""The words by which somebody's description is read: all there, in small letters, none of them twice."""

from pathlib import Path

import pytest

from generation.local.lip_sync import figure
from generation.text.toml_tables import read_table

TABLE = read_table(Path(figure.__file__).parent / "data" / "character_words.toml")
LISTS = ("woman", "man", "old", "female_endings", "male_endings")


def test_the_file_has_every_list_and_no_other():
    assert set(TABLE) == {*LISTS, "numbers"}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_of_words_in_small_letters_each_said_once(name):
    words = TABLE[name]
    assert words and all(word.isalpha() and word == word.lower() for word in words)
    assert len(set(words)) == len(words)


def test_nobody_is_both():
    assert not set(TABLE["woman"]) & set(TABLE["man"])


def test_numbers_are_ages():
    assert all(isinstance(years, int) and 10 <= years <= 99 for years in TABLE["numbers"].values())
    assert (
        figure.describe_person("Leo", "He is eighty").old and not figure.describe_person("Leo", "thirty").old
    )
