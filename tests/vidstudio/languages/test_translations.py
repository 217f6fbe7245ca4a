"""Every language that is offered says all that the sources say, with the same placeholders."""

import re

import pytest
from babel.messages.checkers import num_plurals, python_format
from django.conf import settings

from vidstudio.languages import catalogues, collect

# Languages that people choose from must be whole; those beside them only sound.
OFFERED = set(settings.LANGUAGES_OFFERED)
PLACE = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>|</\w+>")
FILES = catalogues.files()


def names(paths):
    return [f"{path.parts[-3]}-{path.stem}" for path in paths]


@pytest.fixture(scope="module")
def said():
    return collect.said()


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_message_of_the_sources_is_there(path, said):
    catalog = catalogues.read(path)
    known = {collect._key(message) for message in catalog if message.id}
    wanted = {collect._key(message) for message in said[path.stem] if message.id}
    assert wanted - known == set(), "make words"
    assert known - wanted == set(), "make words"


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_an_offered_language_is_whole(path):
    if path.parts[-3] not in OFFERED:
        pytest.skip("not offered")
    empty = [m.id for m in catalogues.read(path) if m.id and (m.fuzzy or not collect._is_said(m.string))]
    assert not empty


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_a_translation_fills_in_what_the_message_does(path):
    wrong = []
    catalog = catalogues.read(path)
    for message in catalog:
        if not message.id or not collect._is_said(message.string):
            continue
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        num_plurals(catalog, message)
        if message.python_format:
            python_format(catalog, message)
        # One thing may be told without its number; the many say the same as in English.
        if sorted(PLACE.findall(texts[-1])) != sorted(PLACE.findall(ids[-1])):
            wrong.append(ids[-1])
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_german_says_du_everywhere(path):
    if path.parts[-3] != "de":
        pytest.skip("not German")
    formal = re.compile(r"\b[a-zäöü]+n Sie\b|[a-zäöü,] (?:Ihr|Ihre[mnrs]?|Ihnen)\b")
    said = [m.string if isinstance(m.string, str) else " ".join(m.string) for m in catalogues.read(path)]
    assert not [text for text in said if formal.search(text)]


def test_a_message_without_words_is_found(tmp_path, said):
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "djangojs.po"
    path.write_bytes(next(one for one in FILES if one.stem == "djangojs").read_bytes())
    path.write_text(
        path.read_text().replace("Language: de", "Language: xx").replace('"Eine Überschrift"', '""')
    )
    left = collect.bring_up_to_date(path, said["djangojs"], {})
    assert [message.id for message in left] == ["A headline"]
    left = collect.bring_up_to_date(path, said["djangojs"], {(None, "A headline"): "Uma manchete"})
    assert not left and "Uma manchete" in path.read_text()


def test_what_refuses_is_a_message_without_a_mark(said):
    assert "Choose at least one ratio." in said["django"]
