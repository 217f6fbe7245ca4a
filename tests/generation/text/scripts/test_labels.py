"""The words by which scripts are read: what each language needs, and that patterns compile."""

import re

import pytest

from generation.text import screenplay
from generation.text.scripts import labels
from generation.text.scripts.labels import LabelRole

TABLES = labels.tables()
PATTERNS = ("slugs", "transitions", "remarks")
NEEDED = {
    "narrators",
    "spoken",
    "visual",
    "on_screen",
    "sound",
    "about",
    "beats",
    "titles",
    "people",
    "times",
    "scenes",
}
LANGUAGES = pytest.mark.parametrize("language", TABLES)


def test_scripts_are_read_in_many_languages():
    wanted = "en de fr es it pt nl pl sv da cs tr ru uk el zh ja ko ar he hi th vi"
    assert wanted == " ".join(language for language in wanted.split() if language in TABLES)


@LANGUAGES
def test_every_language_has_the_words_it_needs(language):
    table = TABLES[language]
    assert set(table) >= NEEDED
    assert set(table) <= set(TABLES["en"])
    assert all(word and word == word.strip() for words in table.values() for word in words)


@LANGUAGES
def test_patterns_compile(language):
    for key in PATTERNS:
        for pattern in TABLES[language].get(key, ()):
            assert re.compile(pattern)


@LANGUAGES
def test_narrators_are_never_drawn(language):
    for word in TABLES[language]["narrators"]:
        assert labels.is_narrator(word)
        script = screenplay.parse(f"{word}: 123, 456.")
        assert script.characters == () and script.segments[0].speaker == ""


@LANGUAGES
def test_a_scene_word_and_a_number_begin_a_scene(language):
    for word in TABLES[language]["scenes"]:
        found = labels.words().heading.match(f"{word} 2: 456")
        assert found and found.group("rest") == "456", word


@LANGUAGES
def test_words_that_are_seen_or_heard_are_not_said(language):
    for key in ("visual", "sound", "about"):
        for word in TABLES[language][key]:
            script = screenplay.parse(f"MAYA: One.\n{word}: 99 77.")
            assert not any("99" in segment.text for segment in script.segments), (key, word)


@pytest.mark.parametrize(
    ("written", "role"),
    (
        ("Voice-Over", LabelRole.NARRATOR),
        ("VOICE OVER 2", LabelRole.NARRATOR),
        ("V.O.", LabelRole.NARRATOR),
        ("VO / Narration", LabelRole.NARRATOR),
        ("ＶＯ", LabelRole.NARRATOR),
        ("On-Screen Text", LabelRole.ON_SCREEN),
        ("ON SCREEN TEXT", LabelRole.ON_SCREEN),
        ("VISUAL 3", LabelRole.VISUAL),
        ("Sfx / Music", LabelRole.SOUND),
        ("Maya", None),
    ),
)
def test_labels_are_known_however_they_are_written(written, role):
    assert labels.role_of(written) is role
