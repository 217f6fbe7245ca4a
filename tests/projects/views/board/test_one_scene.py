"""The card of one scene, which every watcher fetches after an edit: as it stands on the board, for less."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.board import editing
from projects.models import Asset, Take
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db


def card(client, scene):
    return str(Page(client.get(reverse("projects:scene", args=[scene.pk]))))


def words(html):
    """Tags and words, without the spaces that templates leave between them."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html)).strip()


@pytest.mark.parametrize("person", [cast.ed, cast.vera])
def test_each_card_alone_is_the_one_on_the_board(client, person):
    client.force_login(person())
    project = cast.board(scenes=4)
    first, second, third, last = project.scenes.all()
    editing.edit_scene(second, cast.ed(), duration_ms=3500)
    made = {"asked": {"style": "warm"}, "of": {"style": "warm"}}
    Asset.objects.filter(takes__scene=third).update(origin="local", meta=made)
    Take.objects.filter(scene=third).update(note="")
    board = words(str(Page(client.get(reverse("projects:detail", args=[project.pk])))))
    for scene in (first, second, third, last):
        alone = words(card(client, scene))
        assert f'id="scene-{scene.pk}"' in alone
        assert alone in board, scene


def test_a_card_reads_the_pictures_of_its_own_scene_alone(client):
    client.force_login(cast.vera())
    scene = cast.board(scenes=2).scenes.last()
    larger = cast.board(scenes=9).scenes.last()
    card(client, scene)
    counts = []
    for one in (scene, larger):
        with CaptureQueriesContext(connection) as asked:
            card(client, one)
        pictures = [query["sql"] for query in asked if '"projects_take"' in query["sql"]]
        counts.append(len(asked))
        assert len(pictures) == 1 and f"IN ({one.pk})" in pictures[0]
    assert counts[0] == counts[1]


def test_a_scene_that_went_into_the_trash_has_no_card(client):
    client.force_login(cast.ed())
    scene = cast.board(scenes=2).scenes.last()
    editing.delete_scene(scene, cast.ed())
    assert client.get(reverse("projects:scene", args=[scene.pk])).status_code == 404
