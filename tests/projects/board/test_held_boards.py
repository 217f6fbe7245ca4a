"""A board that is in review or approved is not edited by one stray key, and an edit can be taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.board import characters, editing, review
from projects.board.digest import board_digest
from projects.catalog import products
from projects.errors import IllegalMove
from projects.models import Submission, VideoProject
from tests import cast, fakes
from tests.pages import Page
from tests.projects.board.test_verbs import approved, fresh, submitted

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def completed():
    project = approved()
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    return fresh(project)


def states(project):
    return fresh(project).state, Submission.objects.filter(project=project).first().state


HELD = [(submitted, "in_review", "open"), (completed, "completed", "approved")]


# --- on the page -----------------------------------------------------------------------------
@pytest.mark.parametrize(("make", "state", "agreed"), HELD)
def test_the_page_of_a_held_board_has_no_field_and_a_stray_key_changes_nothing(client, make, state, agreed):
    project = make()
    client.force_login(cast.ann())
    page = Page(client.get(reverse("projects:detail", args=[project.pk])))
    assert "scene-text" not in page and "title-input" not in page
    assert 'data-dialog="reopen-dialog"' in page
    scene = project.scenes.first()
    key = client.post(reverse("projects:scene", args=[scene.pk]), {"text": "x"}, headers=HTMX)
    assert key.status_code == 409 and "Choose “Edit” on top of the page first." in Page(key)
    assert states(project) == (state, agreed)


PAGES = ["title", "settings", "order", "balance", "add_scene", "fit_all_words"]
OF_SCENE = ["duplicate_scene", "split_scene", "merge_scene", "delete_scene", "picture", "focus", "fit_words"]
OF_PROJECT = ["music_change", "person_add", "mend"]
OF_WORK = ["regenerate", "lay_anew", "clip", "recording", "upload_clip", "upload_recording"]


def test_no_button_of_an_old_page_edits_a_held_board(client):
    project = submitted()
    client.force_login(cast.ed())
    scene = project.scenes.first()
    urls = [reverse(f"projects:{name}", args=[project.pk]) for name in PAGES]
    urls += [reverse(f"projects:{name}", args=[scene.pk]) for name in OF_SCENE]
    urls += [reverse(f"generation:{name}", args=[scene.pk]) for name in OF_WORK]
    urls += [
        reverse(f"generation:{name}", args=[project.pk]) for name in ("music_change", "person_add", "mend")
    ]
    urls += [reverse("projects:pick_take", args=[scene.takes.first().pk])]
    assert {url: client.post(url, {}, headers=HTMX).status_code for url in urls} == dict.fromkeys(urls, 409)
    assert states(project) == ("in_review", "open")


@pytest.mark.parametrize(("make", "state", "agreed"), HELD)
def test_edit_asks_first_and_undo_brings_back_what_was_agreed_on(client, make, state, agreed):
    project = make()
    client.force_login(cast.ed())
    url = reverse("projects:reopen", args=[project.pk])
    assert [client.post(url, headers=HTMX).status_code for _ in range(2)] == [200, 200]
    assert states(project) == ("storyboard_ready", "voided")
    assert project.audit.filter(verb="reopened the board").count() == 1
    page = Page(client.get(reverse("projects:detail", args=[project.pk])))
    assert "scene-text" in page and "Undo: as it was" in page
    scene = project.scenes.first()
    client.post(reverse("projects:scene", args=[scene.pk]), {"text": "Something else."}, headers=HTMX)
    client.post(reverse("projects:undo", args=[project.pk]), headers=HTMX)
    assert states(project) == (state, agreed)
    assert project.scenes.first().text == scene.text
    assert client.post(reverse("projects:undo", args=[project.pk]), headers=HTMX).status_code == 409


def test_a_viewer_neither_edits_nor_undoes(client):
    project = submitted()
    client.force_login(cast.vera())
    assert "reopen-dialog" not in Page(client.get(reverse("projects:detail", args=[project.pk])))
    for name in ("reopen", "undo"):
        assert client.post(reverse(f"projects:{name}", args=[project.pk]), headers=HTMX).status_code == 403


# --- taken back ------------------------------------------------------------------------------
@pytest.mark.parametrize(("make", "state", "agreed"), HELD)
def test_words_that_are_put_back_bring_the_agreement_back_by_themselves(make, state, agreed):
    project = make()
    scene = project.scenes.first()
    now = editing.edit_scene(scene, cast.ed(), text="Something else.")
    assert states(project) == ("storyboard_ready", "voided")
    editing.edit_scene(now, cast.ed(), text=scene.text)
    assert states(project) == (state, agreed)
    if agreed == "approved":
        assert review.approval(fresh(project)) is not None


def test_it_is_the_very_board_that_comes_back_whatever_was_done_to_it():
    project = completed()
    before = board_digest(project)
    first, second, third = project.scenes.all()
    editing.replace_take(first, cast.ed(), "image", cast.picture(9))
    editing.merge_next(second, cast.ed())
    editing.add_scene(fresh(project), cast.ed(), text="New.")
    editing.edit_project(fresh(project), cast.ed(), title="Another", aspect="1:1", music_volume_db=-20.0)
    keys = list(project.scenes.values_list("pk", flat=True))
    editing.reorder(fresh(project), cast.ed(), keys[::-1])
    assert board_digest(fresh(project)) != before
    review.undo(fresh(project), cast.ed())
    assert board_digest(fresh(project)) == before
    assert states(project) == ("completed", "approved")


def test_a_character_who_was_removed_speaks_again():
    project = cast.board()
    person = characters.add(project, cast.ed(), name="Mira", voice="ava")
    editing.edit_scene(project.scenes.first(), cast.ed(), speaker_id=person.pk)
    review.submit(fresh(project), cast.ed())
    characters.remove(person, cast.ed())
    review.undo(fresh(project), cast.ed())
    assert project.scenes.first().speaker.name == "Mira"
    assert states(project) == ("in_review", "open")


@pytest.mark.parametrize(("field", "value"), [("headline", "New words"), ("visual_prompt", "On a rock")])
def test_words_that_no_film_shows_yet_void_it_too_and_are_taken_back_too(field, value):
    project = submitted()
    now = editing.edit_scene(project.scenes.first(), cast.ed(), **{field: value})
    assert states(project) == ("storyboard_ready", "voided")
    editing.edit_scene(now, cast.ed(), **{field: ""})
    assert states(project) == ("in_review", "open")


def test_after_an_hour_there_is_nothing_to_take_back():
    project = submitted()
    scene = project.scenes.first()
    now = editing.edit_scene(scene, cast.ed(), text="Something else.")
    Submission.objects.update(voided=timezone.now() - timedelta(minutes=61))
    editing.edit_scene(now, cast.ed(), text=scene.text)
    assert states(project) == ("storyboard_ready", "voided")
    with pytest.raises(IllegalMove, match="within an hour"):
        review.undo(fresh(project), cast.ed())


def test_another_price_meanwhile_is_not_what_was_agreed_on():
    project = completed()
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Something else.")
    products.edit_product(project.product, cast.ed(), price="39.00")
    with pytest.raises(IllegalMove, match="Submit the board again"):
        review.undo(fresh(project), cast.ed())
    assert project.scenes.first().text == "Something else."


def test_a_board_that_was_submitted_again_has_nothing_of_before_to_bring_back():
    project = submitted()
    scene = project.scenes.first()
    now = editing.edit_scene(scene, cast.ed(), text="Something else.")
    review.submit(fresh(project), cast.ed())
    review.ask_changes(fresh(project), cast.ann(), "Shorter.")
    editing.edit_scene(now, cast.ed(), text=scene.text)
    assert fresh(project).state == "changes_requested"


def test_a_program_edits_a_held_board_and_voids_what_was_agreed_on(client):
    project = completed()
    client.force_login(cast.ed())
    url = reverse("api:scene-focus", args=[project.scenes.first().pk])
    assert client.put(url, {"x": 0.2, "y": 0.3}, content_type="application/json").status_code == 200
    assert states(project) == ("storyboard_ready", "voided")
    client.put(url, {"x": None, "y": None}, content_type="application/json")
    assert states(project) == ("completed", "approved")
