"""Words and product that a person puts elsewhere: stored, checked, taken back, made anew by the studio."""

import math

import pytest
from django.urls import reverse

from generation import actions
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from generation.stages import images
from projects.board import copy_and_archive, diff, digest, editing, history, review, stale, undo
from projects.board.pictures import library, put_on_frame
from projects.errors import BadInput, Conflict
from projects.models import AuditEntry, Scene, VideoProject
from rendering.stages import other_ratios
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
AT = [0.45, 0.25, 0.8]


@pytest.fixture
def scene():
    """A scene whose picture the studio's own art director painted: with words, and the flask."""
    project = cast.board(scenes=1, aspect="1:1")
    editing.edit_scene(project.scenes.get(), cast.ed(), headline="Cold for a day")
    with jobs.runner("inline"):
        run_inline(actions.picture(project.scenes.get(), cast.ed()))
    return now(project.scenes.get())


def now(scene):
    return Scene.objects.select_related("project").get(pk=scene.pk)


def board_of(scene):
    return VideoProject.objects.get(pk=scene.project_id)


def work():
    for job in Job.objects.active():
        assert run_inline(job).state == "succeeded"


def middle(box):
    return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]


def test_the_picture_is_made_anew_where_they_were_put_and_nothing_is_stale(scene):
    things = {one.name: one for one in put_on_frame.movable(scene)}
    assert set(things) == {"words", "product"}
    assert not any(one.is_put for one in things.values())
    before = scene.picture.asset
    put_on_frame.put(scene, cast.ed(), {"product": AT})
    assert [one.names for one in stale.pictures(board_of(scene))] == [{"product_at"}]
    work()
    after = now(scene).picture.asset
    assert after != before
    assert middle(after.meta["product_box"]) == pytest.approx(AT[:2], abs=0.02)
    assert after.meta["asked"]["seed"] == before.meta["asked"]["seed"]
    assert stale.pictures(board_of(scene)) == []
    shown = {one.name: one for one in put_on_frame.movable(now(scene))}["product"]
    assert (shown.is_put, shown.x, shown.y) == (
        True,
        pytest.approx(0.45, abs=0.02),
        pytest.approx(0.25, abs=0.02),
    )
    # Its size at 100 % is that of before.
    assert shown.tall == pytest.approx(things["product"].tall, abs=0.03)


def test_it_ends_what_was_submitted_and_is_taken_back_with_it(scene):
    row = review.submit(board_of(scene), cast.ed())
    put_on_frame.put(scene, cast.ed(), {"words": AT})
    row.refresh_from_db()
    assert row.state == "voided"
    project = board_of(scene)
    undo.undo(project, cast.ed(), undo.next_undo(project, cast.ed()))
    row.refresh_from_db()
    assert (now(scene).placement, row.state) == ({}, "open")
    undo.redo(project, cast.ed(), undo.next_redo(project, cast.ed()))
    assert now(scene).placement == {"1:1": {"words": AT}}


def test_the_history_and_what_changed_say_it_in_words(scene):
    old = digest.board(board_of(scene))
    put_on_frame.put(scene, cast.ed(), {"words": AT, "product": [0.5, 0.5, 1]})
    entry = AuditEntry.objects.get(verb="moved words and product of")
    assert history.entry_in_words(entry) == "moved words and product of scene 1"
    said = [(one.name, one.before, one.after) for one in history.changed_values(entry)]
    assert said[0] == (
        "place of the words",
        "where the layout has it",
        "45 % from the left, 25 % from the top, 80 % of its size",
    )
    changes = [str(one) for one in diff.differences(old, digest.board(board_of(scene)))]
    assert changes[0].startswith(
        "Scene 1, places on the frame: where the layout has it → 1:1: place of the words"
    )


def test_each_ratio_has_places_of_its_own(scene):
    put_on_frame.put(scene, cast.ed(), {"words": AT})
    put_on_frame.put(now(scene), cast.ed(), {"words": [0.3, 0.3, 1]}, "16:9")
    placed = now(scene).placement
    assert placed == {"1:1": {"words": AT}, "16:9": {"words": [0.3, 0.3, 1.0]}}
    request = images.request_for(now(scene), {"total": 1})
    assert request.words_at == tuple(AT)

    class Step:
        request = {"aspect": "16:9"}
        job = type("Job", (), {"project": board_of(scene)})

    assert other_ratios._in_size(request, Step, now(scene)).words_at == (0.3, 0.3, 1.0)
    Step.request = {"aspect": "9:16"}
    assert other_ratios._in_size(request, Step, now(scene)).words_at == ()


def test_what_goes_back_to_the_layout_leaves_no_trace_in_the_digest(scene):
    before = digest.board_digest(board_of(scene))
    put_on_frame.put(scene, cast.ed(), {"words": AT})
    put_on_frame.put(now(scene), cast.ed(), {"words": None})
    assert now(scene).placement == {}
    assert digest.board_digest(board_of(scene)) == before


def test_a_copy_of_the_scene_and_of_the_board_keeps_it(scene):
    put_on_frame.put(scene, cast.ed(), {"words": AT})
    assert editing.duplicate_scene(now(scene), cast.ed()).placement == {"1:1": {"words": AT}}
    assert copy_and_archive.duplicate(board_of(scene), cast.ed()).scenes.first().placement == {
        "1:1": {"words": AT}
    }


@pytest.mark.parametrize(
    "name, values, field",
    [
        ("words", [-0.1, 0.5, 1], "words_x"),
        ("words", [0.5, 1.1, 1], "words_y"),
        ("words", [0.5, 0.5, 2.1], "words_scale"),
        ("product", [0.5, 0.5, 0.2], "product_scale"),
        ("product", [math.nan, 0.5, 1], "product_x"),
        ("product", [0.5, math.inf, 1], "product_y"),
    ],
)
def test_what_cannot_be_is_refused_by_name(scene, name, values, field):
    with pytest.raises(BadInput) as refused:
        put_on_frame.put(scene, cast.ed(), {name: values})
    assert refused.value.field == field
    assert now(scene).placement == {}


def test_two_who_move_at_once_are_told(scene):
    put_on_frame.put(scene, cast.ed(), {"words": AT})
    with pytest.raises(Conflict, match="Somebody else moved them"):
        put_on_frame.put(scene, cast.ann(), {"words": [0.5, 0.5, 1]}, seen={})


def test_pictures_of_ones_own_say_why_not(scene, client):
    other = cast.board(scenes=1, title="Other")
    library.choose(other.scenes.get(), cast.ed(), scene.picture.asset.digest)
    editing.replace_take(scene, cast.ed(), "image", cast.picture(5))
    assert put_on_frame.why_not(now(scene)) == "This picture is your own: what is in it stays where it is."
    assert put_on_frame.why_not(other.scenes.get()).startswith("This picture is of the library")
    assert put_on_frame.movable(now(scene)) == []
    client.force_login(cast.ed())
    page = Page(client.get(reverse("projects:places", args=[scene.pk]), headers=HTMX))
    assert "This picture is your own: what is in it stays where it is." in page
    assert "Put them there" not in page


def test_the_page_and_a_program_put_them_and_put_them_back(scene, client):
    client.force_login(cast.ed())
    address = reverse("projects:places", args=[scene.pk])
    assert 'data-place="product"' in Page(client.get(address, headers=HTMX))
    sent = {
        "words": "put",
        "words_x": "45",
        "words_y": "25",
        "words_scale": "80",
        "product": "own",
        "was": "{}",
    }
    assert client.post(address, sent, headers=HTMX).status_code == 200
    assert now(scene).placement == {"1:1": {"words": AT}}
    bad = client.post(address, sent | {"words_x": "many", "was": ""}, headers=HTMX)
    assert (bad.status_code, "Write a number of percent, like 50." in Page(bad)) == (422, True)
    api = f"/api/v1/scenes/{scene.pk}/places"
    put = client.put(api, {"product": {"x": 0.5, "y": 0.5}, "words": None}, content_type="application/json")
    assert (put.status_code, put.json()["placement"]) == (200, {"1:1": {"product": [0.5, 0.5, 1.0]}})
    wrong = client.put(api, {"words": {"x": 0.5, "y": 0.5, "scale": 9}}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "words_scale")
    assert (
        client.put(api, {"words": None, "ratio": "3:7"}, content_type="application/json").status_code == 422
    )
