"""A project may go without light, shapes and signs: part of what is approved, one verb, all doors."""

import pytest
from django.urls import reverse

from projects.board import editing
from projects.board.diff import differences
from projects.board.digest import board, board_digest
from projects.errors import BadInput
from projects.forms.board import SettingsForm
from projects.models import VideoProject
from rendering.spec import build as boards
from tests import cast
from tests.pages import Page
from tests.rendering.spec.test_overlays import ad

pytestmark = pytest.mark.django_db


def changed(project, **settings):
    editing.edit_project(project, cast.ed(), **settings)
    return VideoProject.objects.get(pk=project.pk)


def spec_of(project):
    return boards.build(project, "0" * 64)


def test_without_light_and_shapes_every_pixel_stays_as_it_is():
    project = ad(style="energetic")
    assert spec_of(project).finish.accent == "streaks"
    assert spec_of(changed(project, accents="none")).finish.accent == "none"
    assert spec_of(changed(project, accents="")).finish.accent == "streaks"


def test_without_signs_none_comes_in_and_the_end_card_keeps_its_button():
    """What was taken out of the end card's plate is in its whole picture: that one is shown."""
    project = ad(style="energetic")
    assert {sign.kind for sign in spec_of(project).overlays} == {"price", "button"}
    plain = spec_of(changed(project, signs=False))
    assert plain.overlays == () and plain.scenes[2].layers is None
    assert plain.scenes[0].layers and plain.scenes[1].layers


def test_a_change_voids_the_approval_and_is_told_in_words():
    project = cast.board()
    old, before = board(project), board_digest(project)
    new = changed(project, accents="none", signs=False)
    assert board_digest(new) != before
    told = [str(change) for change in differences(old, board(new))]
    assert told == ["Light and shapes: by style → none", "Signs: on → off"]
    back = [str(change) for change in differences(board(new), old)]
    assert back == ["Light and shapes: none → by style", "Signs: off → on"]


def test_boards_that_were_approved_before_are_the_same_boards():
    assert not {"accents", "signs"} & set(board(cast.board()))


def test_the_settings_page_shows_and_takes_them(client):
    client.force_login(cast.ed())
    project = cast.board()
    page = Page(client.get(reverse("projects:settings", args=[project.pk])))
    assert 'name="accents"' in page and 'name="signs" checked' in page
    told = {**SettingsForm(project).initial, "accents": "none", "signs": "", "brand_kit": ""}
    form = SettingsForm(project, told)
    assert form.save(cast.ed()), form.errors
    project.refresh_from_db()
    assert (project.accents, project.signs) == ("none", False)


def test_a_program_chooses_them_and_reads_them_back(client):
    client.force_login(cast.ed())
    told = {"prompt": "A robot opens a small bar", "accents": "none", "signs": False, "duration": 6}
    answer = client.post("/api/v1/generate/script", told, content_type="application/json")
    assert answer.status_code in (201, 202), answer.content
    made = VideoProject.objects.latest("pk")
    read = client.get(f"/api/v1/projects/{made.pk}/").json()
    assert (read["accents"], read["signs"]) == ("none", False) == (made.accents, made.signs)


def test_an_accent_that_there_is_not_is_refused():
    with pytest.raises(BadInput) as refusal:
        editing.edit_project(cast.board(), cast.ed(), accents="glitter")
    assert refusal.value.field == "accents"
