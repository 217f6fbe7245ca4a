"""The board that tests begin with is the one that its verbs would have made."""

import datetime

import pytest
from django.apps import apps
from django.db import transaction

from projects.board import editing
from tests import cast


def rows():
    """{table: its rows, without their times}."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if not isinstance(value, datetime.datetime)}
            for row in model.objects.order_by("pk").values()
        ]
        for app in ("projects", "generation", "rendering")
        for model in apps.get_app_config(app).get_models()
    }


def by_verbs(scenes, **fields):
    by = cast.ed()
    project = cast.draft(by, target_ms=max(scenes * 2000, 5000), **fields)
    for index in range(1, scenes + 1):
        scene = editing.add_scene(project, by, text=f"Sentence number {index}.", duration_ms=2000)
        editing.replace_take(scene, by, "image", cast.picture(index))


@pytest.mark.django_db
@pytest.mark.parametrize("scenes", [1, 4])
def test_a_board_is_written_as_its_verbs_would(scenes):
    with transaction.atomic():
        by_verbs(scenes, title="A film")
        right = rows()
        transaction.set_rollback(True)
    cast.board(scenes=scenes, title="A film")
    found = rows()
    assert {label: found[label] for label in right} == right
    assert len(found["projects.BoardEdit"]) == len(found["projects.AuditEntry"]) - 2 == 2 * scenes
