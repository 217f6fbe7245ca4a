"""The list of projects, told from values by SQL that is written once, is what its serializer tells."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.utils import timezone
from rest_framework.test import APIClient

from projects import access
from projects.api.boards import ProjectOut
from projects.api.prepared import Prepared
from projects.board import copy_and_archive, review, stages
from projects.models import Membership, ProjectState, VideoProject
from projects.planning import plans
from tests import cast

pytestmark = pytest.mark.django_db

ALL = ",".join(ProjectOut.Meta.fields)


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """Links are signed at one moment."""
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: 1_800_000_000))


@pytest.fixture
def shop():
    """Projects of every kind that a list shows, in two workspaces of ed's, and some that it does not."""
    ed, ann, adam, today = cast.ed(), cast.ann(), cast.adam(), timezone.localdate()
    approved = cast.board(scenes=1, title="Approved")
    review.submit(approved, ed)
    review.ask_changes(VideoProject.objects.get(pk=approved.pk), ann, "Closer.")
    review.submit(VideoProject.objects.get(pk=approved.pk), ed)
    review.approve(VideoProject.objects.get(pk=approved.pk), ann, "Fine.")
    VideoProject.objects.filter(pk=approved.pk).update(poster=cast.picture())
    rows = [{"name": "Words", "role": "approver", "days": 3}, {"name": "Brand", "role": "admin"}]
    stages.set_stages(cast.shop(), adam, rows)
    staged = cast.board(scenes=1, title="In stages")
    review.submit(staged, ed)
    review.approve(VideoProject.objects.get(pk=staged.pk), ann, "Words are good.")
    late = cast.draft(title="Late")
    plans.plan(late, ed, assignee=ed, tags=["Sale", "autumn", "Zürich"], due=today - timedelta(days=1))
    done = cast.draft(title="Done")
    plans.plan(done, ed, due=today - timedelta(days=1))
    VideoProject.objects.filter(pk=done.pk).update(state=ProjectState.COMPLETED)
    copy_and_archive.archive(cast.draft(title="Archived"), ed)
    copy_and_archive.trash(cast.draft(title="Thrown away"), ed)
    other = cast.shop("other", "Another shop")
    Membership.objects.create(user=ed, workspace=other, role="viewer")
    for name in ("theirs", "nobody's"):
        place = cast.shop(name.strip("'s"), name) if name == "nobody's" else other
        row = VideoProject.objects.get(pk=cast.draft(title=name).pk)
        VideoProject.objects.filter(pk=row.pk).update(workspace=place, product=None)
    return ed


def got(person, address):
    client = APIClient()
    client.force_authenticate(person)
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer


def plainly(person, address):
    """The same rows as the serializer tells them."""
    return got(person, f"{address}{'&' if '?' in address else '?'}fields={ALL}")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
@pytest.mark.parametrize(
    "asked", ["", "?limit=3", "?archived=true", "?workspace=other", "?tag=sale", "?state=draft"]
)
def test_the_list_is_told_as_the_serializer_tells_it(shop, asked, zone):
    with timezone.override(zone):
        told, plain = got(shop, f"/api/v1/projects/{asked}"), plainly(shop, f"/api/v1/projects/{asked}")
    assert told.json()["results"] == plain.json()["results"] != []
    # In the same order of names, too, and each of the same kind: 15.0 is no 15.
    assert told.content.partition(b'"results"')[2] == plain.content.partition(b'"results"')[2]


def test_the_rows_of_that_list_are_of_every_kind(shop):
    rows = {row["title"]: row for row in got(shop, "/api/v1/projects/").json()["results"]}
    assert rows["Approved"]["approved_by"] == "ann" and rows["Approved"]["poster"]
    assert [one["state"] for one in rows["In stages"]["submission"]["stages"]] == ["approved", "open"]
    assert rows["Late"]["is_overdue"] and rows["Late"]["tags"] == ["autumn", "Sale", "Zürich"]
    assert rows["Done"]["due"] and not rows["Done"]["is_overdue"]
    assert rows["Archived"]["archived"] and rows["theirs"]["product"] is None
    assert not {"Thrown away", "nobody's"} & set(rows)


def test_pages_follow_each_other_and_lead_back(shop):
    whole = [row["id"] for row in got(shop, "/api/v1/projects/").json()["results"]]
    pages, address, last = [], "/api/v1/projects/?limit=2", None
    while address:
        last = got(shop, address).json()
        pages.append([row["id"] for row in last["results"]])
        address = last["next"]
    assert sum(pages, []) == whole and len(pages) > 2
    assert [row["id"] for row in got(shop, last["previous"]).json()["results"]] == pages[-2]


def test_a_person_without_a_workspace_and_one_who_left_see_nothing(shop):
    assert got(User.objects.create_user("nobody"), "/api/v1/projects/").json()["results"] == []
    Membership.objects.filter(user=shop).delete()
    assert got(shop, "/api/v1/projects/").json()["results"] == []


@pytest.mark.parametrize("position", ["x", "-1", str(2**70)])
def test_a_place_that_is_no_key_is_answered_as_before(shop, position):
    """By the framework's way, whatever it says of one: a program may send anything."""
    from base64 import b64encode

    cursor = b64encode(f"p={position}".encode()).decode()
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(shop)
    told, plain = (
        client.get(f"/api/v1/projects/?cursor={cursor}{more}").status_code for more in ("", f"&fields={ALL}")
    )
    assert told == plain


# --- queries that are written once ---------------------------------------------------------------
def test_a_query_that_is_written_once_answers_for_each_value():
    people = [cast.ed(), cast.ann(), cast.adam()]
    by_name = Prepared(lambda name: User.objects.filter(username=name).values_list("pk", "username"))
    by_keys = Prepared(
        lambda keys: User.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "is_active")
    )
    for one in people:
        assert by_name.rows(one.username) == [(one.pk, one.username)]
    assert by_name.rows("nobody") == []
    for some in (people[:1], people[:2], people):
        assert by_keys.rows([one.pk for one in some]) == sorted((one.pk, True) for one in some)
    assert by_keys.rows([one.pk for one in people], most=2) == sorted((one.pk, True) for one in people)[:2]


def test_a_query_is_written_once(monkeypatch):
    made = []
    by_name = Prepared(lambda name: made.append(name) or User.objects.filter(username=name).values_list("pk"))
    ed, ann = cast.ed(), cast.ann()
    assert [by_name.rows(one.username) for one in (ed, ann)] == [[(ed.pk,)], [(ann.pk,)]]
    assert len(made) == 1


def test_a_query_that_loses_one_of_its_values_is_refused():
    """It would be asked with the first value for all others."""
    lost = Prepared(lambda key, other: User.objects.filter(pk=key).values_list("pk"))
    with pytest.raises(AssertionError, match="auth_user"):
        lost.rows(1, 2)


def test_a_list_that_is_asked_by_values_asks_for_whoever_asks(shop):
    """The text of the query is of nobody: two people in turn see their own."""
    cast.draft()
    for _ in range(2):
        assert len(got(shop, "/api/v1/projects/").json()["results"]) == access.projects(shop).count()
        assert got(cast.oscar(), "/api/v1/projects/").json()["results"] == []
