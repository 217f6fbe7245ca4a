"""What waits for whom, and what moves a project to the top of the list."""

import datetime

import pytest
from django.utils import timezone

from projects.audit import record
from projects.board import waiting
from projects.models import ProjectState, Submission, VideoProject
from rendering.models import Render
from tests import cast

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - datetime.timedelta(days=9)


def project(title="A video", created_by=None, **fields):
    made = cast.draft(created_by)
    VideoProject.objects.filter(pk=made.pk).update(title=title, created_by=created_by, **fields)
    made.refresh_from_db()
    return made


def sent(by, title="A video", **fields):
    made = project(title=title, state=ProjectState.IN_REVIEW, **fields)
    Submission.objects.create(project=made, digest="d", submitted_by=by)
    return made


def waits_for(person):
    return {row.title for row in VideoProject.objects.filter(waiting.for_user(person))}


def test_a_board_waits_for_approvers_and_not_for_who_sent_it():
    sent(cast.ed())
    assert waiting.to_decide(cast.ann()).count() == 1
    assert waiting.to_decide(cast.ed()).count() == 0
    assert waiting.to_decide(cast.vera()).count() == 0
    assert waits_for(cast.ann()) == {"A video"}


def test_ones_own_board_waits_where_the_workspace_lets_one_approve_it():
    made = sent(cast.ann())
    assert waiting.to_decide(cast.ann()).count() == 0
    type(made.workspace).objects.update(self_approval=True)
    assert waiting.to_decide(cast.ann()).count() == 1


def test_nothing_of_another_workspace_waits():
    sent(cast.ed())
    assert waiting.to_decide(cast.oscar()).count() == 0
    assert waits_for(cast.oscar()) == set()


@pytest.mark.parametrize(
    "state", [ProjectState.CHANGES_REQUESTED, ProjectState.REJECTED, ProjectState.FAILED]
)
def test_what_came_back_waits_for_who_sent_it(state):
    made = project(title="Back", state=state)
    Submission.objects.create(project=made, digest="d", submitted_by=cast.ed(), state="changes_requested")
    assert waits_for(cast.ed()) == {"Back"}
    assert "Back" not in waits_for(cast.vera())


def test_a_deed_of_a_person_moves_the_last_activity():
    made = project()
    VideoProject.objects.update(updated=LONG_AGO)
    record(made, "edited", by=cast.ed())
    made.refresh_from_db()
    assert made.updated > LONG_AGO


def test_the_studios_own_rows_and_rows_about_money_move_nothing():
    made = project()
    VideoProject.objects.update(updated=LONG_AGO)
    record(made, "looked", by=None)
    record(made, "corrected a cost", by=cast.ed(), workspace=made.workspace)
    made.refresh_from_db()
    assert made.updated == LONG_AGO


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("The quiet pour", "the-quiet-pour_9x16"),
        ("Kaffee für dich!", "kaffee-für-dich_9x16"),
        ("静かな一杯", "静かな一杯_9x16"),
        ("1", "1_9x16"),
        ("!!!", "video_9x16"),
        ("../../etc/passwd", "etcpasswd_9x16"),
        ("long " * 40, ("long-" * 10).strip("-") + "_9x16"),
    ],
)
def test_files_are_saved_under_the_videos_name(title, right):
    made = project(title=title[:200])
    assert Render(project=made, aspect="9:16").save_as == right
    assert Render(project=made, aspect="1:1", kind="preview").save_as == right.replace("9x16", "1x1_preview")


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("", ["B", "a"]),
        ("?sort=title", ["a", "B"]),
        ("?sort=old", ["a", "B"]),
        ("?sort=nonsense", ["B", "a"]),
        ("?whose=mine", ["B"]),
        ("?whose=waits", ["a"]),
    ],
)
def test_the_list_is_sorted_and_filtered(client, query, right):
    sent(cast.ed(), title="a")
    project(title="B", created_by=cast.ann())
    client.force_login(cast.ann())
    answer = client.get(f"/projects/{query}")
    assert [row.title for row in answer.context["page"]] == right
    assert b'aria-label="1 waiting"' in answer.content
