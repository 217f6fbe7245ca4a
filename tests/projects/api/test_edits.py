"""Undo, versions and the trash of a board for programs: the verbs of the pages."""

import pytest
from rest_framework.test import APIClient

from tests import cast

pytestmark = pytest.mark.django_db


def as_(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def project():
    return cast.board(scenes=2)


@pytest.fixture
def ed(project):
    return as_(cast.ed())


def words(project):
    return [scene.text for scene in project.scenes.all()]


def test_an_edit_is_taken_back_and_done_again(ed, project):
    was, scene = words(project), project.scenes.first()
    ed.patch(f"/api/v1/scenes/{scene.pk}/", {"text": "Cold for a week."})
    said = words(project)
    told = ed.get(f"/api/v1/projects/{project.pk}/edits/").json()
    assert told["undo"]["by"] == "ed" and told["redo"] is None and told["edits"][0] == told["undo"]
    told = ed.post(f"/api/v1/projects/{project.pk}/edits/undo", {}).json()
    assert words(project) == was and told["undo"]["id"] < told["redo"]["id"] and told["edits"][0]["is_undone"]
    ed.post(f"/api/v1/projects/{project.pk}/edits/redo/", {"edit": told["redo"]["id"]})
    assert words(project) == said


def test_nothing_to_undo_and_what_another_changed_since_are_refused_in_words(ed, project):
    scene = project.scenes.first()
    undo = f"/api/v1/projects/{project.pk}/edits/undo/"
    nothing = as_(cast.adam()).post(undo, {})
    assert (nothing.status_code, nothing.json()["error"]["message"]) == (409, "There is nothing to undo.")
    ed.patch(f"/api/v1/scenes/{scene.pk}/", {"text": "One."})
    as_(cast.ann()).patch(f"/api/v1/scenes/{scene.pk}/", {"text": "Two."})
    late = ed.post(undo, {})
    assert late.status_code == 409 and "ann" in late.json()["error"]["message"].lower()
    assert ed.post(undo, {"version": 1}).status_code == 400
    assert as_(cast.vera()).post(undo, {}).status_code == 403
    assert as_(cast.oscar()).post(undo, {}).status_code == 404


def test_a_version_is_kept_gone_back_to_and_forgotten(ed, project):
    was, scene = words(project), project.scenes.first()
    kept = ed.post(f"/api/v1/projects/{project.pk}/versions", {"name": "First cut"})
    assert (kept.status_code, kept.json()["texts"]) == (201, was)
    key = kept.json()["id"]
    ed.patch(f"/api/v1/scenes/{scene.pk}/", {"text": "Otherwise."})
    assert ed.post(f"/api/v1/versions/{key}/restore").json() == {"changed": True}
    assert words(project) == was
    assert ed.post(f"/api/v1/versions/{key}/restore").json() == {"changed": False}
    assert as_(cast.oscar()).post(f"/api/v1/versions/{key}/restore").status_code == 404
    assert ed.delete(f"/api/v1/versions/{key}/").status_code == 204
    assert ed.get(f"/api/v1/projects/{project.pk}/versions").json() == []


def test_a_scene_comes_back_from_the_trash(ed, project):
    first = project.scenes.first()
    ed.delete(f"/api/v1/scenes/{first.pk}/")
    assert [row["id"] for row in ed.get(f"/api/v1/projects/{project.pk}/trash").json()] == [first.pk]
    told = ed.post(f"/api/v1/scenes/{first.pk}/restore").json()
    assert (told["id"], told["scene_index"]) == (first.pk, 2)
    assert ed.get(f"/api/v1/projects/{project.pk}/trash").json() == []
