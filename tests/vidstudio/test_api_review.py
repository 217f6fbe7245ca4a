"""A program submits, approves and decides where its person may, by the verbs of the pages."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from generation.models import Job
from projects.board import editing, review
from projects.models import VideoProject
from rendering.models import Render
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def as_(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def call(person, project, verb, **body):
    return as_(person).post(f"/api/v1/projects/{project.pk}/{verb}/", body, format="json")


def test_a_program_goes_from_board_to_render():
    project = cast.board(scenes=1)
    told = call(cast.ed(), project, "submit").json()
    assert told["state"] == "in_review"
    digest = told["submission"]["digest"]
    told = call(cast.ann(), project, "approve", expecting=digest, note="Fine.").json()
    assert told["state"] in ("approved", "rendering")
    assert told["approved_by"] == "ann" and told["approved_at"]
    assert told["submission"]["note"] == "Fine."
    assert Job.objects.filter(project=project, kind="render").exists()


@pytest.mark.parametrize("verb", ["approve", "ask-changes"])
def test_an_editor_and_a_stranger_decide_nothing(verb):
    project = cast.board(scenes=1)
    review.submit(project, cast.ed())
    assert call(cast.ed(), project, verb, note="x").status_code == 403
    assert call(cast.vera(), project, verb, note="x").status_code == 403
    assert call(cast.oscar(), project, verb, note="x").status_code == 404


def test_nobody_approves_their_own_board_by_a_program():
    project = cast.board(by=cast.ann(), scenes=1)
    call(cast.ann(), project, "submit")
    assert call(cast.ann(), project, "approve").status_code == 403


def test_another_board_than_was_looked_at_is_not_approved():
    project = cast.board(scenes=1)
    call(cast.ed(), project, "submit")
    answer = call(cast.ann(), project, "approve", expecting="0" * 64)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize("verb", ["submit", "approve", "ask-changes"])
def test_twice_is_told_and_done_once(verb):
    project = cast.board(scenes=1)
    person = cast.ed() if verb == "submit" else cast.ann()
    if verb != "submit":
        review.submit(project, cast.ed())
    assert call(person, project, verb, **({"note": "x"} if verb != "submit" else {})).status_code == 200
    assert call(person, project, verb, **({"note": "x"} if verb != "submit" else {})).status_code == 409
    assert project.submissions.count() == 1


def test_changes_are_asked_for_in_words():
    project = cast.board(scenes=1)
    review.submit(project, cast.ed())
    assert call(cast.ann(), project, "ask-changes").json()["error"]["field"] == "note"
    told = call(cast.ann(), project, "ask-changes", note="Brighter.").json()
    assert (told["state"], told["submission"]["note"]) == ("changes_requested", "Brighter.")
    assert told["approved_at"] is None


def test_a_program_accepts_and_rejects_a_video():
    project, picture = cast.board(scenes=1), cast.picture()
    values = {"duration_ms": 6000, "frames": 180, "width": 720, "height": 1280}
    render = Render.objects.create(project=project, spec={}, video=picture, poster=picture, **values)
    path = f"/api/v1/renders/{render.pk}"
    assert as_(cast.ed()).post(f"{path}/accept").status_code == 403
    assert as_(cast.ann()).post(f"{path}/reject").json()["error"]["field"] == "note"
    assert as_(cast.ann()).post(f"{path}/reject", {"note": "Too dark."}).json()["state"] == "rejected"


def test_an_edit_takes_the_approval_out_of_what_is_told():
    project = cast.board(scenes=1)
    review.submit(project, cast.ed())
    review.approve(project, cast.ann())
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    editing.edit_scene(project.scenes.get(), cast.ed(), text="Other words.")
    told = as_(cast.ed()).get(f"/api/v1/projects/{project.pk}/").json()
    assert told["approved_at"] is None and told["approved_by"] is None


# --- when it was changed last ----------------------------------------------------------------------
CHANGES = {
    "words": lambda project: editing.edit_scene(project.scenes.first(), cast.ed(), text="Other words."),
    "another scene": lambda project: editing.add_scene(project, cast.ed()),
    "title": lambda project: editing.edit_project(project, cast.ed(), title="Another"),
    "order": lambda project: editing.reorder(
        project, cast.ed(), list(project.scenes.values_list("pk", flat=True))[::-1]
    ),
    "picture": lambda project: editing.replace_take(
        project.scenes.first(), cast.ed(), "image", cast.picture(9)
    ),
    "submission": lambda project: review.submit(project, cast.ed()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_moves_the_time_of_the_last_one(change):
    project = cast.board(scenes=2)
    long_ago = timezone.now() - timedelta(days=3)
    VideoProject.objects.filter(pk=project.pk).update(updated=long_ago)
    change(VideoProject.objects.get(pk=project.pk))
    assert VideoProject.objects.get(pk=project.pk).updated > long_ago + timedelta(days=2)


def test_a_decision_moves_it_too():
    project = cast.board(scenes=1)
    review.submit(project, cast.ed())
    long_ago = timezone.now() - timedelta(days=3)
    VideoProject.objects.filter(pk=project.pk).update(updated=long_ago)
    review.ask_changes(project, cast.ann(), "Brighter.")
    assert VideoProject.objects.get(pk=project.pk).updated > long_ago + timedelta(days=2)


# --- what the document says ------------------------------------------------------------------------
def test_what_is_told_of_a_project_fits_the_document(client):
    document = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    parts = document["components"]["schemas"]
    told = as_(cast.ed()).get(f"/api/v1/projects/{cast.board(scenes=1).pk}/").json()

    def allowed(part):
        if "$ref" in part:
            return allowed(parts[part["$ref"].rsplit("/", 1)[1]])
        inner = [one for name in ("oneOf", "allOf", "anyOf") for one in part.get(name, [])]
        return {value for one in inner for value in allowed(one)} | set(part.get("enum", []))

    seen = 0
    for name, part in parts["ProjectDetail"]["properties"].items():
        if allowed(part):
            seen += 1
            assert told[name] in allowed(part), name
    assert seen >= 7
    assert told["caption_look"] == told["accents"] == ""


def test_each_body_is_described_once_and_each_call_may_be_refused(client):
    document = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert len(operation.get("requestBody", {}).get("content", {"one": 1})) == 1, (path, method)
            assert {"400", "401", "403", "404", "409", "429", "500"} <= set(operation["responses"])
            names = {part["name"] for part in operation.get("parameters", [])}
            makes = method == "post" and path not in ("/api/v1/token/", "/api/v1/verify/")
            assert ("Idempotency-Key" in names) == makes, path
