"""Claims about the admin's list of projects: how many scenes each has, and which has the most."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.board import editing
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db

LIST = reverse("admin:projects_videoproject_changelist")
# The column that is sorted by: the number of scenes is the tenth of the list.
FEWEST, MOST = {"o": "10"}, {"o": "-10"}


@pytest.mark.parametrize(("order", "counts"), [(FEWEST, ["0", "1", "3"]), (MOST, ["3", "1", "0"])])
def test_projects_are_sorted_by_their_scenes_without_the_trash(client, order, counts):
    client.force_login(cast.adam())
    cast.draft(title="None")
    cast.board(scenes=1, title="One")
    three = cast.board(scenes=4, title="Three")
    editing.delete_scene(three.scenes.last(), cast.ed())
    page = Page(client.get(LIST, order))
    assert re.findall(r'<td class="field-scene_count">(\d+)</td>', page) == counts


def test_the_list_asks_as_much_for_six_projects_as_for_three(client, django_assert_num_queries):
    client.force_login(cast.adam())

    def made(count):
        for number in range(count):
            cast.board(scenes=2, title=f"Film {number}")

    made(3)
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    made(3)
    with django_assert_num_queries(len(asked)):
        client.get(LIST)
