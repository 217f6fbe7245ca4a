"""A program edits the storyboard by the verbs of the page."""

import pytest
from django.core.cache import cache

from projects.board import editing
from projects.models import Character, Scene, VideoProject
from tests import cast
from tests.projects.api.callers import as_, error

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def board():
    return cast.board(scenes=3)


@pytest.fixture
def ed(board):
    return as_(cast.ed())


def keys(board):
    return list(board.scenes.values_list("pk", flat=True))


def patch(client, scene, **body):
    return client.patch(f"/api/v1/scenes/{scene.pk}/", body, format="json")


def test_a_scene_is_read_and_changed(board, ed):
    scene = board.scenes.first()
    otto = Character.objects.create(project=board, name="Otto")
    assert ed.get(f"/api/v1/scenes/{scene.pk}/").json()["text"] == scene.text
    told = patch(
        ed, scene, text="Cold for a day.", duration=3.5, headline="24 h", transition="fade", speaker=otto.pk,
        version=scene.version,
    ).json()  # fmt: skip
    assert (told["text"], told["duration_ms"], told["headline"]) == ("Cold for a day.", 3500, "24 h")
    assert (told["transition"], told["speaker"]) == ("fade", "Otto")
    assert told["version"] == scene.version + 1
    assert patch(ed, scene, speaker=None).json()["speaker"] == ""


def test_a_scene_says_how_far_its_picture_is(board, ed):
    scene = board.scenes.first()

    def status():
        return ed.get(f"/api/v1/scenes/{scene.pk}/").json()["status"]

    assert status() == "completed"
    scene.takes.all().delete()
    assert status() == "pending"
    VideoProject.objects.update(state="illustrating")
    assert status() == "generating"
    Scene.objects.filter(pk=scene.pk).update(problem="The provider refused it.")
    assert status() == "failed"


def test_who_was_slower_is_told_what_the_scene_says_now(board, ed):
    scene = board.scenes.first()
    editing.edit_scene(scene, cast.ann(), text="Of Ann.")
    answer = patch(ed, scene, text="Of Ed.", version=scene.version)
    assert error(answer)[:2] == (409, "conflict")
    now = answer.json()["error"]["current"]
    assert (now["text"], now["id"]) == ("Of Ann.", scene.pk)
    assert patch(ed, scene, text="Of Ed.", version=now["version"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"words": "x"}, "words"),
        ({"duration": 0.1}, "duration"),
        ({"duration": 1000}, "duration"),
        ({"duration": "nan"}, "duration"),
        ({"transition": "spin"}, "transition"),
        ({"speaker": 999}, "speaker"),
        ({"headline": "x" * 121}, "headline"),
        ({"version": -1, "text": "x"}, "version"),
        ({"text": None}, "text"),
    ],
)
def test_what_a_scene_cannot_say_is_refused_by_name(board, ed, body, field):
    scene = board.scenes.first()
    answer = patch(ed, scene, **body)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["field"] == field
    scene.refresh_from_db()
    assert scene.version == 1


def test_scenes_are_added_copied_moved_split_merged_and_deleted(board, ed):
    one, two, three = keys(board)
    path = f"/api/v1/projects/{board.pk}/scenes"
    made = ed.post(path, {"text": "New. And more.", "duration": 4, "after": one}, format="json")
    assert made.status_code == 201 and made.json()["scene_index"] == 2
    new = made.json()["id"]
    assert [row["id"] for row in ed.get(path).json()] == [one, new, two, three]
    split = ed.post(f"/api/v1/scenes/{new}/split")
    assert split.status_code == 201
    assert [row["text"] for row in split.json()[1:3]] == ["New.", "And more."]
    assert ed.post(f"/api/v1/scenes/{new}/merge").json()["text"] == "New. And more."
    twin = ed.post(f"/api/v1/scenes/{new}/duplicate").json()
    assert (twin["scene_index"], twin["text"]) == (3, "New. And more.")
    moved = ed.post(f"/api/v1/scenes/{one}/move", {"to": 9}, format="json").json()
    assert [row["id"] for row in moved] == [new, twin["id"], two, three, one]
    assert ed.post(f"/api/v1/scenes/{one}/move", {"to": 1}, format="json").json()[0]["id"] == one
    assert ed.delete(f"/api/v1/scenes/{twin['id']}").status_code == 204
    turned = ed.put(f"{path}/order", {"order": [three, two, new, one]}, format="json").json()
    assert [row["id"] for row in turned] == [three, two, new, one]
    assert error(ed.put(f"{path}/order", {"order": [three, two]}, format="json"))[0] == 409


def test_the_board_is_balanced_and_never_empty(board, ed):
    editing.edit_scene(board.scenes.first(), cast.ed(), duration_ms=9000)
    told = ed.post(f"/api/v1/projects/{board.pk}/balance").json()
    assert sum(row["duration_ms"] for row in told) == board.target_ms
    for key in keys(board)[1:]:
        assert ed.delete(f"/api/v1/scenes/{key}/").status_code == 204
    assert ed.delete(f"/api/v1/scenes/{keys(board)[0]}/").status_code == 422


def test_a_board_that_a_job_owns_is_left_alone(board, ed):
    VideoProject.objects.filter(pk=board.pk).update(state="rendering")
    assert error(patch(ed, board.scenes.first(), text="x"))[:2] == (409, "illegal_state")
    assert ed.delete(f"/api/v1/scenes/{keys(board)[0]}/").status_code == 409


def test_viewers_and_strangers_change_no_scene(board):
    scene = board.scenes.first()
    calls = [
        ("patch", f"/api/v1/scenes/{scene.pk}/", {"text": "x"}),
        ("delete", f"/api/v1/scenes/{scene.pk}/", {}),
        ("post", f"/api/v1/scenes/{scene.pk}/split", {}),
        ("post", f"/api/v1/scenes/{scene.pk}/merge", {}),
        ("post", f"/api/v1/scenes/{scene.pk}/duplicate", {}),
        ("post", f"/api/v1/scenes/{scene.pk}/move", {"to": 2}),
        ("post", f"/api/v1/projects/{board.pk}/scenes", {"text": "x"}),
        ("put", f"/api/v1/projects/{board.pk}/scenes/order", {"order": keys(board)[::-1]}),
        ("post", f"/api/v1/projects/{board.pk}/balance", {}),
        ("patch", f"/api/v1/projects/{board.pk}/", {"title": "x"}),
        ("post", f"/api/v1/projects/{board.pk}/withdraw", {}),
    ]
    before = VideoProject.objects.get(pk=board.pk).board_version
    for person, status in ((cast.vera(), 403), (cast.oscar(), 404)):
        client = as_(person)
        told = [getattr(client, method)(path, body, format="json") for method, path, body in calls]
        assert {answer.status_code for answer in told} == {status}
    assert VideoProject.objects.get(pk=board.pk).board_version == before
    assert Scene.objects.count() == 3
