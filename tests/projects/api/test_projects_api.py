"""A program makes drafts, sets them, talks about them and takes them back."""

import pytest
from django.core.cache import cache

from projects.board import review
from projects.models import BrandKit, VideoProject
from tests import cast
from tests.projects.api.callers import as_, error

pytestmark = pytest.mark.django_db
PATH = "/api/v1/projects/"


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def test_a_draft_is_made_of_each_source():
    client, flask = as_(cast.ed()), cast.flask()
    kit = BrandKit.objects.create(workspace=cast.shop(), name="Plain")
    made = client.post(
        PATH,
        {"product_id": flask.pk, "style": "bold", "duration": 30, "brand_kit": kit.pk, "title": "Autumn"},
        format="json",
    )
    assert made.status_code == 201
    told = made.json()
    assert (told["state"], told["source"], told["product"]) == ("draft", "product", flask.pk)
    assert (told["duration_ms"], told["style"], told["brand_kit"]) == (30_000, "bold", kit.pk)
    assert told["title"] == "Autumn" and told["scenes"] == []
    assert client.post(PATH, {"prompt": "Tea at dawn"}, format="json").json()["source"] == "prompt"
    assert client.post(PATH, {"script": "One. Two."}, format="json").json()["source"] == "script"


@pytest.mark.parametrize(
    "body",
    [{}, {"prompt": "x", "script": "y"}, {"prompt": "x", "colour": 1}, {"prompt": "x", "brand_kit": 99}],
)
def test_what_is_no_draft_makes_nothing(body):
    assert as_(cast.ed()).post(PATH, body, format="json").status_code in (400, 422)
    assert not VideoProject.objects.exists()


def test_a_foreign_product_or_kit_is_not_to_be_had():
    foreign = cast.flask(cast.oscar().memberships.get().workspace)
    assert as_(cast.ed()).post(PATH, {"product_id": foreign.pk}, format="json").status_code == 404
    kit = BrandKit.objects.create(workspace=foreign.workspace, name="Theirs")
    answer = as_(cast.ed()).post(PATH, {"prompt": "x", "brand_kit": kit.pk}, format="json")
    assert error(answer) == (400, "invalid", "brand_kit")
    assert as_(cast.vera()).post(PATH, {"prompt": "x"}, format="json").status_code == 403


def test_settings_are_changed_with_the_version_that_was_read():
    client, board = as_(cast.ed()), cast.board(scenes=1)
    path = f"{PATH}{board.pk}/"
    told = client.patch(
        path, {"style": "bold", "duration": 12, "version": board.board_version}, format="json"
    )
    assert told.json()["style"] == "bold" and told.json()["duration_ms"] == 12_000
    assert told.json()["board_version"] == board.board_version + 1
    late = client.patch(path, {"style": "luxury", "version": board.board_version}, format="json")
    assert error(late) == (409, "conflict", "version")
    assert client.patch(path, {"source": "prompt"}, format="json").json()["error"]["field"] == "source"


def test_a_board_is_withdrawn_and_an_edit_taken_back():
    client, board = as_(cast.ed()), cast.board(scenes=1)
    review.submit(board, cast.ed())
    told = client.post(f"{PATH}{board.pk}/withdraw").json()
    assert (told["state"], told["submission"]["state"]) == ("storyboard_ready", "voided")
    told = client.post(f"{PATH}{board.pk}/undo").json()
    assert (told["state"], told["submission"]["state"]) == ("in_review", "open")
    assert client.post(f"{PATH}{board.pk}/undo").status_code == 409


def test_a_token_approves_only_where_the_workspace_lets_it():
    client, board = as_(cast.ann()), cast.board(scenes=1)
    review.submit(board, cast.ed())
    answer = client.post(f"{PATH}{board.pk}/approve")
    assert error(answer)[:2] == (403, "not_allowed")
    assert "programs may approve" in answer.json()["error"]["message"]
    shop = cast.shop()
    shop.token_approval = True
    shop.save()
    assert as_(cast.ed()).post(f"{PATH}{board.pk}/approve").status_code == 403
    assert client.post(f"{PATH}{board.pk}/approve").json()["approved_by"] == "ann"


def test_whoever_may_look_may_speak():
    board = cast.board(scenes=2)
    client, scene = as_(cast.vera()), board.scenes.first()
    path = f"{PATH}{board.pk}/comments"
    made = client.post(path, {"text": "Brighter, please.", "scene": scene.pk}, format="json")
    assert made.status_code == 201 and made.json()["author"] == "vera"
    client.post(path, {"text": "Lovely."}, format="json")
    assert [row["scene"] for row in client.get(path).json()] == [scene.pk, None]
    assert len(client.get(path, {"scene": scene.pk}).json()) == 1
    assert client.get(path, {"scene": "x"}).status_code == 400
    assert client.post(path, {"text": " "}, format="json").status_code == 400
    assert as_(cast.oscar()).post(path, {"text": "x"}, format="json").status_code == 404
    verbs = [row["verb"] for row in client.get(f"{PATH}{board.pk}/history").json()]
    assert verbs[-1] == "created" and "added scene" in verbs


def test_members_and_brand_kits_are_read_by_members_alone():
    cast.ann()
    BrandKit.objects.create(workspace=cast.shop(), name="Plain", colours=["#112233"])
    client = as_(cast.ed())
    here = client.get("/api/v1/workspaces/").json()["results"]
    assert [(row["slug"], row["role"], row["token_approval"]) for row in here] == [("lolas", "editor", False)]
    told = client.get("/api/v1/workspaces/lolas/members").json()
    assert {row["username"]: row["role"] for row in told} == {"ann": "approver", "ed": "editor"}
    assert client.get("/api/v1/brand-kits").json()["results"][0]["colours"] == ["#112233"]
    other = as_(cast.oscar())
    assert other.get("/api/v1/workspaces/lolas/members").status_code == 404
    assert other.get("/api/v1/brand-kits").json()["results"] == []


@pytest.mark.parametrize("path", ["projects", "products", "jobs", "renders", "workspaces", "costs", "token"])
def test_an_address_needs_no_slash(path):
    assert as_(cast.ed()).get(f"/api/v1/{path}").status_code == (405 if path == "token" else 200)
