"""A first visit: somebody new is offered a tour of a board, once."""

import pytest
from django.urls import reverse

from projects.models import PersonalChoice
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db

WELCOME = "Show me around"


@pytest.fixture
def ed(client):
    client.force_login(cast.ed())
    return client


def projects(client):
    return Page(client.get(reverse("projects:list")))


def test_somebody_new_is_offered_a_tour_of_the_newest_board_with_scenes(ed):
    cast.board(title="Old")
    board = cast.board(title="Tea")
    cast.draft(title="Empty")
    page = projects(ed)
    assert "on the board “Tea”" in page
    assert f"{reverse('projects:detail', args=[board.pk])}?tour=1" in page


def test_without_a_board_there_is_no_tour(ed):
    cast.draft()
    assert "Welcome to vidstudio" not in projects(ed)


def test_nobody_is_shown_a_board_of_another_shop(client):
    cast.board()
    client.force_login(cast.person("zoe", "editor", cast.shop("Other")))
    assert "Welcome to vidstudio" not in projects(client)


def test_who_was_shown_around_or_wants_no_tour_is_asked_no_more(ed):
    board = cast.board()
    assert "Welcome to vidstudio" in projects(ed)
    assert ed.post(reverse("projects:toured"), headers={"HX-Request": "true"}).status_code == 200
    assert "Welcome to vidstudio" not in projects(ed)
    page = Page(ed.get(reverse("projects:detail", args=[board.pk])))
    assert WELCOME in page, "the board's menu has it still"


def test_it_leaves_the_language_and_the_time_zone_alone(ed):
    PersonalChoice.objects.create(user=cast.ed(), language="de", time_zone="Europe/Berlin")
    assert ed.post(reverse("projects:toured")).url == reverse("projects:list")
    own = PersonalChoice.objects.get(user=cast.ed())
    assert (own.language, own.time_zone, own.toured is not None) == ("de", "Europe/Berlin", True)


def test_the_board_has_the_steps_only_on_the_tour(ed):
    address = reverse("projects:detail", args=[cast.board().pk])
    assert "tour-steps" not in Page(ed.get(address))
    assert "tour-steps" in Page(ed.get(address, {"tour": "1"}))
