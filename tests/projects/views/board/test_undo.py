"""The page's undo: a toast, a button, keys; and the dialog of versions and deleted scenes."""

import json

import pytest
from django.urls import reverse

from projects.board import editing, review, undo, versions
from projects.models import Scene
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def project():
    return cast.board()


@pytest.fixture
def ed(client, project):
    client.force_login(cast.ed())
    return client


def post(client, verb, pk, **data):
    return client.post(reverse(f"projects:{verb}", args=[pk]), data, headers=HTMX)


def toast(answer):
    return json.loads(answer["HX-Trigger"])["studio:toast"]


def test_the_toast_of_a_deleted_scene_brings_it_back(ed, project):
    scene = project.scenes.all()[1]
    told = toast(post(ed, "delete_scene", scene.pk))
    assert told["message"] == "Deleted scene 2."
    answer = ed.post(told["undo"], headers=HTMX)
    assert toast(answer)["message"] == "Undone: deleted scene 2."
    assert project.scenes.all()[1] == scene


def test_a_toast_pressed_twice_takes_back_one_edit(ed, project):
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Kept.")
    told = toast(post(ed, "delete_scene", project.scenes.last().pk))
    for _ in range(2):
        assert ed.post(told["undo"], headers=HTMX).status_code == 200
    assert project.scenes.first().text == "Kept."
    assert project.scenes.count() == 3


def test_the_buttons_say_what_they_take_back(ed, project):
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Other.")
    page = Page(ed.get(reverse("projects:board", args=[project.pk])))
    assert "Undo: edited scene 1" in page
    assert "Nothing to do again" in page
    post(ed, "undo_edit", project.pk)
    page = Page(ed.get(reverse("projects:board", args=[project.pk])))
    assert "Do again: edited scene 1" in page


def test_a_refused_undo_says_who_was_there_since(ed, project):
    scene = project.scenes.first()
    editing.edit_scene(scene, cast.ed(), text="Ed's.")
    edit = undo.next_undo(project, cast.ed())
    editing.edit_scene(Scene.objects.get(pk=scene.pk), cast.adam(), text="Adam's.")
    answer = post(ed, "undo_edit", project.pk, edit=edit.pk)
    assert answer.status_code == 409
    assert "adam changed the words of scene 1" in answer.content.decode()


def test_with_nothing_to_undo_it_is_said(client, project):
    client.force_login(cast.adam())
    assert toast(post(client, "undo_edit", project.pk))["message"] == "There is nothing to undo."


def test_a_board_in_review_is_not_undone_by_a_key(ed, project):
    review.submit(project, cast.ed())
    assert post(ed, "undo_edit", project.pk).status_code == 409


def test_a_viewer_undoes_nothing_and_keeps_no_version(client, project):
    client.force_login(cast.vera())
    assert post(client, "undo_edit", project.pk).status_code == 403
    assert post(client, "versions", project.pk, name="Mine").status_code == 403


def test_an_edit_of_another_board_is_not_found(ed, project):
    other = cast.board(title="Another")
    edit = undo.next_undo(other, cast.ed())
    assert post(ed, "undo_edit", project.pk, edit=edit.pk).status_code == 404


def test_a_version_is_kept_shown_and_restored(ed, project):
    page = Page(post(ed, "versions", project.pk, name="Long cut"))
    assert "Long cut" in page
    editing.delete_scene(project.scenes.first(), cast.ed())
    version = project.versions.get()
    answer = post(ed, "restore_version", version.pk)
    assert toast(answer)["message"] == "The board is as in “Long cut” again."
    assert project.scenes.count() == 3


def test_a_deleted_scene_stands_in_the_dialog_and_comes_back(ed, project):
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Do not lose me.")
    editing.delete_scene(project.scenes.first(), cast.ed())
    assert "Do not lose me." in Page(ed.get(reverse("projects:versions", args=[project.pk])))
    (gone,) = versions.trash(project)
    assert toast(post(ed, "bring_back_scene", gone.pk))["message"] == "It is scene 3 now."


def test_the_history_says_what_an_edit_changed(ed, project):
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Other words.", duration_ms=2500)
    page = Page(ed.get(reverse("projects:history", args=[project.pk])))
    assert "words:<del>Sentence number 1.</del>" in page
    assert "<ins>Other words.</ins>" in page
    assert "length:<del>2 s</del>" in page
