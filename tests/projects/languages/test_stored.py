"""Texts are stored in English and read in another language."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.utils import translation
from django.utils.translation import trans_real

from projects.board import comments, editing, undo
from projects.board.history import entries, entry_in_words
from projects.forms.products import ProductForm
from projects.languages import stored
from projects.models import Notification, NotificationKind, VideoProject
from projects.notifications import tell
from tests import cast

GERMAN = {
    "edited %(subject)s": "%(subject)s bearbeitet",
    "scene %(number)s": "Szene %(number)s",
    "Scene %(number)s": "Szene %(number)s",
    "undid: %(what)s": "Rückgängig: %(what)s",
    "commented on %(place)s": "Kommentar geschrieben (%(place)s)",
    "the board": "das Storyboard",
    "%(person)s comments on “%(title)s”": "%(person)s kommentiert „%(title)s“",
    "%(person)s comments on %(place)s of “%(title)s”": "%(person)s kommentiert „%(title)s“ (%(place)s)",
    "The render of “%(title)s” failed": "Das Rendern von „%(title)s“ ist fehlgeschlagen",
    "It is due on %(day)s.": "Die Frist ist der %(day)s.",
    "The picture %(differences)s.": "Das Bild %(differences)s.",
    "due": "Frist",
    "Vendor": "Hersteller",
    "100 %% of %(what)s": "100 %% von %(what)s",
}


@pytest.fixture
def german(tmp_path, settings):
    """A catalogue of these few texts, in place of the studio's."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="de")
    for english, words in GERMAN.items():
        catalogue.add(english, words)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [str(tmp_path)]
    _forget()
    with translation.override("de"):
        yield
    _forget()


def _forget():
    trans_real._translations.clear()
    stored._told.cache_clear()
    stored._templates.cache_clear()


def test_a_stored_text_is_read_in_german(german):
    assert stored.told("ann comments on scene 3 of “Mugs”") == "ann kommentiert „Mugs“ (Szene 3)"
    assert stored.told("100 % of the board") == "100 % von das Storyboard"
    with translation.override("en"):
        assert stored.told("ann comments on scene 3 of “Mugs”") == "ann comments on scene 3 of “Mugs”"


def test_peoples_own_words_stay_as_they_are(german):
    assert stored.told("ann comments on “the board”") == "ann kommentiert „the board“"
    assert stored.told("Nothing of ours") == "Nothing of ours"
    assert stored.told("The picture could not be made.") == "The picture could not be made."
    row = Notification(kind=NotificationKind.COMMENT, title="ann comments on “Mugs”", text="the board")
    assert (row.shown_title, row.shown_text) == ("ann kommentiert „Mugs“", "the board")


def test_columns_and_labels_that_django_names_are_read_in_german(german):
    assert VideoProject._meta.get_field("due").verbose_name == "Frist"
    assert ProductForm().fields["vendor"].label == "Hersteller"
    with translation.override("en"):
        assert VideoProject._meta.get_field("due").verbose_name == "due"
        assert ProductForm().fields["vendor"].label == "Vendor"


@pytest.mark.django_db
def test_what_a_german_does_is_stored_in_english_and_told_in_both(german):
    board = cast.board()
    ann = cast.ed()
    scene = board.scenes.get(scene_index=1)
    editing.edit_scene(scene, ann, text="Other words.")
    edit = undo.next_undo(board, ann)
    assert (edit.verb, edit.subject) == ("edited scene", "Scene 1")
    assert undo.in_words(edit) == "Szene 1 bearbeitet"
    undo.undo(board, ann, edit)
    comments.say(board, ann, "Nice.", scene=scene)
    said = [entry_in_words(entry) for entry in entries(board)[:3]]
    assert said == ["Kommentar geschrieben (Szene 1)", "Rückgängig: Szene 1 bearbeitet", "Szene 1 bearbeitet"]
    with translation.override("en"):
        said = [entry_in_words(entry) for entry in entries(board)[:3]]
    assert said == ["commented on scene 1", "undid: edited scene 1", "edited scene 1"]


@pytest.mark.django_db
def test_a_notification_is_stored_in_english(german):
    board = cast.board()
    tell.render_failed(board, cast.ann().pk, "The disk is full.")
    row = Notification.objects.latest("pk")
    assert row.title == f"The render of “{board.title}” failed"
    assert row.shown_title == f"Das Rendern von „{board.title}“ ist fehlgeschlagen"
