"""A program keeps brand kits, gives links to guests, copies projects and is told as it likes."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from projects.board import review
from projects.models import BrandKit, GuestLink, VideoProject
from tests import cast
from tests.projects.api.callers import as_, error
from vidstudio.accounts import tokens

pytestmark = pytest.mark.django_db
KITS = "/api/v1/brand-kits/"


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def logo(data=None):
    return {"file": SimpleUploadedFile("logo.png", data or cast.photo_bytes(), "image/png")}


# --- brand kits ----------------------------------------------------------------------------------
def test_a_kit_is_made_changed_and_given_a_logo():
    cast.shop()
    adam = as_(cast.adam())
    body = {"name": "House", "colours": ["#1F57B5"], "banned_words": ["cheap"], "font": "serif"}
    made = adam.post(KITS, body, format="json")
    assert made.status_code == 201
    path = f"{KITS}{made.json()['id']}/"
    told = adam.patch(path, {"tone": "calm"}, format="json").json()
    assert (told["name"], told["tone"], told["colours"], told["font"]) == (
        "House",
        "calm",
        ["#1f57b5"],
        "serif",
    )
    assert told["banned_words"] == ["cheap"] and told["logo"] is None
    assert adam.put(f"{path}logo/", logo(), format="multipart").json()["logo"].startswith("http")
    assert adam.patch(path, {"tone": ""}, format="json").json()["logo"]
    assert adam.delete(f"{path}logo/").json()["logo"] is None
    assert error(adam.post(KITS, body, format="json"))[2] == "name"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "X", "colours": ["red"]}, "colours.0"),
        ({"name": "X", "colours": ["#aabbcc"] * 9}, "colours"),
        ({"name": "X", "font": "Comic"}, "font"),
        ({"name": "X", "logo": "x"}, "logo"),
    ],
)
def test_what_is_no_kit_is_refused_by_name(body, field):
    cast.shop()
    answer = as_(cast.adam()).post(KITS, body, format="json")
    assert answer.status_code in (400, 422) and error(answer)[2] == field
    assert not BrandKit.objects.exists()


def test_how_names_are_said_is_sent_as_a_whole():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="House")
    adam, path = as_(cast.adam()), f"{KITS}{kit.pk}/"
    pairs = [{"written": "Nutjen", "spoken": "nut yen"}]
    assert adam.patch(path, {"pronunciations": pairs}, format="json").json()["pronunciations"] == pairs
    assert adam.patch(path, {"tone": "calm"}, format="json").json()["pronunciations"] == pairs
    wrong = adam.patch(path, {"pronunciations": [{"written": "Nutjen"}]}, format="json")
    assert wrong.status_code == 400 and error(wrong)[2].startswith("pronunciations")
    assert adam.patch(path, {"pronunciations": []}, format="json").json()["pronunciations"] == []


def test_another_look_ends_the_approvals_of_boards_that_show_it():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="House", colours=["#1f57b5"])
    project = cast.board(scenes=1)
    VideoProject.objects.filter(pk=project.pk).update(brand_kit=kit)
    project.refresh_from_db()
    review.submit(project, cast.ed())
    as_(cast.adam()).patch(f"{KITS}{kit.pk}/", {"colours": ["#aa0000"]}, format="json")
    assert project.submissions.get().state == "voided"


def test_only_admins_of_the_workspace_keep_its_kits():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="House")
    path = f"{KITS}{kit.pk}/"
    for person, status in ((cast.ann(), 403), (cast.oscar(), 404)):
        client = as_(person)
        assert client.patch(path, {"tone": "x"}, format="json").status_code == status
        assert client.put(f"{path}logo/", logo(), format="multipart").status_code == status
        assert client.delete(f"{path}logo/").status_code == status
    assert as_(cast.ann()).post(KITS, {"name": "Mine"}, format="json").status_code == 403
    assert as_(cast.ann()).get(path).json()["name"] == "House"


def test_a_text_is_no_logo():
    kit = BrandKit.objects.create(workspace=cast.shop(), name="House")
    answer = as_(cast.adam()).put(f"{KITS}{kit.pk}/logo/", logo(b"hello"), format="multipart")
    assert error(answer)[2] == "file"


# --- guests --------------------------------------------------------------------------------------
def test_a_link_opens_the_board_until_it_is_revoked():
    project, ed = cast.board(scenes=1), as_(cast.ed())
    path = f"/api/v1/projects/{project.pk}/guest-links/"
    made = ed.post(path, {"label": "The client", "scopes": ["comment"], "days": 30}, format="json").json()
    assert made["has_password"] is False and made["is_open"] and made["scopes"] == ["comment"]
    page = made["url"].removeprefix("http://localhost:8000")
    assert Client().get(page).status_code == 200
    [listed] = ed.get(path).json()
    assert listed["label"] == "The client" and "url" not in listed
    for _ in range(2):
        assert ed.delete(f"/api/v1/guest-links/{made['id']}/").status_code == 204
    assert Client().get(page).status_code == 404 and not ed.get(path).json()[0]["is_open"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "label"), ({"label": "x", "days": 8}, "days"), ({"label": "x", "scopes": ["pay"]}, "scopes.0"),
     ({"label": "x", "password": "short"}, "password")],
)  # fmt: skip
def test_what_is_no_link_is_refused_by_name(body, field):
    project = cast.board(scenes=1)
    answer = as_(cast.ed()).post(f"/api/v1/projects/{project.pk}/guest-links/", body, format="json")
    assert answer.status_code == 400 and error(answer)[2] == field and not GuestLink.objects.exists()


def test_a_program_lends_nobody_a_decision_that_it_may_not_take_itself():
    """A link to decide would be a way around the rule that programs approve nothing."""
    project, shop = cast.board(scenes=1), cast.shop()
    path, body = f"/api/v1/projects/{project.pk}/guest-links/", {"label": "Client", "scopes": ["decide"]}
    assert error(as_(cast.ann()).post(path, body, format="json"))[:2] == (403, "not_allowed")
    shop.token_approval = True
    shop.save()
    editing = APIClient(
        headers={"Authorization": f"Bearer {tokens.issue(cast.ann(), scopes=['read', 'edit'])}"}
    )
    assert error(editing.post(path, body, format="json"))[:2] == (403, "out_of_scope")
    assert as_(cast.ed()).post(path, body, format="json").status_code == 403
    assert as_(cast.ann()).post(path, body, format="json").status_code == 201


def test_viewers_and_outsiders_make_see_and_revoke_no_link():
    project = cast.board(scenes=1)
    path = f"/api/v1/projects/{project.pk}/guest-links/"
    made = as_(cast.ed()).post(path, {"label": "The client"}, format="json").json()
    for person, status in ((cast.vera(), 403), (cast.oscar(), 404)):
        client = as_(person)
        assert client.get(path).status_code == status
        assert client.post(path, {"label": "x"}, format="json").status_code == status
        assert client.delete(f"/api/v1/guest-links/{made['id']}/").status_code == status
    assert GuestLink.objects.get().is_open


# --- copies and the archive ----------------------------------------------------------------------
def test_a_project_is_copied_archived_and_taken_back():
    project, ed = cast.board(scenes=2), as_(cast.ed())
    path = f"/api/v1/projects/{project.pk}/"
    copy = ed.post(f"{path}duplicate/")
    assert copy.status_code == 201 and len(copy.json()["scenes"]) == 2
    assert copy.json()["id"] != project.pk and copy.json()["title"].endswith("(copy)")
    assert ed.post(f"{path}archive/").json()["archived"]
    kept = ed.get("/api/v1/projects/?archived=true").json()["results"]
    assert [row["id"] for row in kept] == [project.pk]
    rest = ed.get("/api/v1/projects/?archived=false").json()["results"]
    assert [row["id"] for row in rest] == [copy.json()["id"]]
    assert ed.post(f"{path}unarchive/").json()["archived"] is None
    assert as_(cast.vera()).post(f"{path}archive/").status_code == 403
    assert as_(cast.oscar()).post(f"{path}duplicate/").status_code == 404


# --- how one is told -----------------------------------------------------------------------------
def test_one_chooses_how_to_be_told_kind_by_kind():
    cast.shop()
    ed, path = as_(cast.ed()), "/api/v1/notifications/choices/"
    before = {row["kind"]: row["channel"] for row in ed.get(path).json()}
    chosen = ed.put(path, {"choices": [{"kind": "comment", "channel": "off"}]}, format="json").json()
    assert {row["kind"]: row["channel"] for row in chosen} == {**before, "comment": "off"}
    wrong = ed.put(path, {"choices": [{"kind": "comment", "channel": "pigeon"}]}, format="json")
    assert wrong.status_code == 400
    assert {row["channel"] for row in as_(cast.ann()).get(path).json()} == set(before.values())
