"""The number beside “Review” on every page, by role: how many boards wait for whoever looks."""

import re

import pytest

from projects.board import review, waiting
from projects.models import Membership, Workspace
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db


def told(client, user):
    """The number as the page says it, 0 where it says none."""
    client.force_login(user)
    found = re.search(r'aria-label="(\d+) waiting"', Page(client.get("/projects/")))
    return int(found[1]) if found else 0


def test_everybody_is_told_what_waits_for_them(client):
    cast.vera(), cast.ed(), cast.ann(), cast.adam(), cast.oscar()
    for by in (cast.ed(), cast.ann()):
        review.submit(cast.board(by=by), by)
    counts = {user.username: told(client, user) for user in (cast.vera(), cast.ed(), cast.ann(), cast.adam())}
    assert counts == {"vera": 0, "ed": 0, "ann": 1, "adam": 2}
    assert told(client, cast.oscar()) == 0


def test_who_gets_another_role_is_told_at_once(client):
    review.submit(cast.board(by=cast.ed()), cast.ed())
    assert told(client, cast.vera()) == 0
    Membership.objects.filter(user=cast.vera()).update(role="approver")
    assert told(client, cast.vera()) == 1


def test_a_member_of_hundreds_of_workspaces_is_told_as_well(client):
    review.submit(cast.board(by=cast.ed()), cast.ed())
    spaces = Workspace.objects.bulk_create(Workspace(name=f"Shop {n}", slug=f"shop-{n}") for n in range(210))
    Membership.objects.bulk_create(
        Membership(user=cast.ann(), workspace=one, role="approver") for one in spaces
    )
    assert told(client, cast.ann()) == waiting.to_decide(cast.ann()).count() == 1
