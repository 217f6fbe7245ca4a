"""Claims about a board that is talked about a lot: its pages ask as much for 300 comments as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Comment
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["projects:detail", "projects:comments", "projects:room"])
def test_three_hundred_comments_cost_as_many_queries_as_three(client, name):
    project = cast.board(scenes=3)
    client.force_login(cast.ann())
    places, address = [None, *project.scenes.all()], reverse(name, args=[project.pk])

    def said(count):
        rows = (
            Comment(project=project, scene=places[number % 4], author=cast.ed(), text=f"Closer, {number}")
            for number in range(count)
        )
        Comment.objects.bulk_create(rows)

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    said(4)
    few = asked()
    said(296)
    assert asked() == few
