"""Decisions in a row: who decides when, what a change in between does, due dates, guests, two at once."""

import os
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from generation.models import Job
from projects.board import editing, review, stages, waiting
from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed
from projects.guests import acts, links
from projects.models import Notification, ProjectState, ReviewStep, SubmissionState
from projects.team import members
from tests import cast
from tests.projects.board.test_verbs import fresh

pytestmark = pytest.mark.django_db

NEEDS_POSTGRES = pytest.mark.skipif(
    "postgres" not in os.environ.get("DATABASE_URL", ""), reason="asked on PostgreSQL"
)


def brand_then_legal(**first):
    """Any editor, then ann."""
    rows = [{"name": "Brand", "role": "editor", **first}, {"name": "Legal", "person": cast.ann().pk}]
    stages.set_stages(cast.shop(), cast.adam(), rows)
    project = cast.board()
    review.submit(project, cast.ed())
    return fresh(project)


def eva():
    return cast.person("eva", "editor")


def state_of(project):
    return [step.state for step in stages.steps(project.submissions.first())]


# --- one after the other -------------------------------------------------------------------------
def test_only_the_last_decision_makes_a_board_approved():
    project = brand_then_legal()
    review.approve(project, eva(), "Our blue.")
    assert fresh(project).state == ProjectState.IN_REVIEW
    assert state_of(project) == ["approved", "open"]
    assert not Job.objects.filter(project=project, kind="render").exists()
    made = review.approve(project, cast.ann())
    assert (made.state, fresh(project).state) == (SubmissionState.APPROVED, ProjectState.RENDERING)
    assert review.approval(fresh(project)) == made
    assert Job.objects.filter(project=project, kind="render").count() == 1


def test_a_workspace_without_stages_is_as_before():
    project = cast.board()
    review.submit(project, cast.ed())
    assert stages.steps(project.submissions.get()) == []
    with pytest.raises(NotAllowed, match="approver"):
        review.approve(project, eva())
    assert review.approve(project, cast.ann(), stage=1).state == SubmissionState.APPROVED


def test_who_is_not_asked_is_told_whom_the_board_waits_for():
    project = brand_then_legal()
    with pytest.raises(NotAllowed, match="“Brand” is decided by any editor"):
        review.approve(project, cast.vera())
    review.approve(project, eva())
    with pytest.raises(NotAllowed, match="“Legal” is decided by ann"):
        review.approve(project, cast.person("bea", "approver"))


def test_nobody_decides_two_stages_and_a_second_click_is_none():
    project = brand_then_legal()
    review.approve(project, cast.ann())
    with pytest.raises(NotAllowed, match="You decided on this board before"):
        review.approve(project, cast.ann())
    assert state_of(project) == ["approved", "open"]


def test_nobody_decides_on_what_they_submitted():
    with pytest.raises(NotAllowed, match="submitted this board yourself"):
        review.approve(brand_then_legal(), cast.ed())


def test_who_looked_at_another_stage_decides_nothing():
    project = brand_then_legal()
    review.approve(project, eva(), stage=1)
    with pytest.raises(Conflict, match="decided a moment ago"):
        review.approve(project, cast.ann(), stage=1)
    with pytest.raises(Conflict, match="decided a moment ago"):
        review.ask_changes(project, cast.ann(), "Hm.", stage=1)
    review.approve(project, cast.ann(), stage=2)


def test_an_admin_stands_in_for_whoever_is_named():
    project = brand_then_legal()
    review.approve(project, eva())
    assert review.approve(project, cast.adam()).state == SubmissionState.APPROVED


def test_a_viewer_who_is_named_decides():
    project = brand_then_legal(person=cast.vera().pk)
    review.approve(project, cast.vera(), stage=1)
    assert state_of(project) == ["approved", "open"]


def test_changes_of_any_stage_send_the_board_back_and_it_begins_again():
    project = brand_then_legal()
    review.approve(project, eva())
    review.ask_changes(project, cast.ann(), "Shorter.")
    assert fresh(project).state == ProjectState.CHANGES_REQUESTED
    assert state_of(project) == ["approved", "changes"]
    review.submit(fresh(project), cast.ed())
    assert state_of(project) == ["open", "waiting"]


def test_who_decides_second_is_told_what_the_first_one_said():
    project = cast.board()
    review.submit(project, cast.ed())
    review.ask_changes(project, cast.ann(), "Shorter.")
    with pytest.raises(IllegalMove, match="not in review any more: ann has asked for changes"):
        review.approve(fresh(project), cast.adam())
    review.submit(fresh(project), cast.ed())
    review.approve(fresh(project), cast.ann())
    with pytest.raises(IllegalMove, match="not in review any more: ann has approved it"):
        review.ask_changes(fresh(project), cast.adam(), "Longer.")


# --- a change in between -------------------------------------------------------------------------
def test_an_edit_between_two_stages_begins_at_the_first():
    project = brand_then_legal()
    review.approve(project, eva())
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Other words.")
    assert fresh(project).state == ProjectState.STORYBOARD_READY
    with pytest.raises(IllegalMove, match="not in review"):
        review.approve(fresh(project), cast.ann())
    review.submit(fresh(project), cast.ed())
    assert state_of(project) == ["open", "waiting"]


def test_a_change_that_nobody_told_is_found_at_the_next_stage():
    project = brand_then_legal()
    review.approve(project, eva())
    project.scenes.update(text="Other words.")
    with pytest.raises(Conflict, match="begins at its first stage"):
        review.approve(project, cast.ann())


def test_an_edit_taken_back_brings_back_what_was_decided():
    project = brand_then_legal()
    review.approve(project, eva())
    editing.edit_scene(project.scenes.first(), cast.ed(), text="Other words.")
    review.undo(fresh(project), cast.ed())
    assert fresh(project).state == ProjectState.IN_REVIEW
    assert state_of(project) == ["approved", "open"]


# --- what waits, and who is told -----------------------------------------------------------------
def test_a_board_waits_for_those_of_its_open_stage():
    project = brand_then_legal()
    eva()
    waits = lambda user: waiting.to_decide(user).exists()  # noqa: E731
    assert [waits(one) for one in (eva(), cast.ed(), cast.vera(), cast.ann())] == [True, False, False, True]
    review.approve(project, eva())
    assert [waits(one) for one in (eva(), cast.vera(), cast.ann())] == [False, False, True]
    told = Notification.objects.filter(user=cast.ann(), kind="review_wanted").first()
    assert "“Legal”" in told.title


def test_a_decision_is_called_for_a_day_before_and_once_when_it_is_late():
    project = brand_then_legal(days=3)
    eva()
    step = ReviewStep.objects.get(name="Brand")
    assert step.due - step.begun == timedelta(days=3)
    due = lambda user: list(Notification.objects.filter(user=user, kind="review_due"))  # noqa: E731
    assert stages.remind(timezone.now() + timedelta(days=1)) == 0
    assert stages.remind(timezone.now() + timedelta(days=2, hours=1)) == 1
    assert stages.remind(timezone.now() + timedelta(days=2, hours=2)) == 0
    assert "due within a day" in due(eva())[0].title
    assert stages.remind(timezone.now() + timedelta(days=4)) == 1
    assert stages.remind(timezone.now() + timedelta(days=5)) == 0
    assert len(due(eva())) == 2
    assert "overdue" in due(cast.ed())[0].title
    review.ask_changes(project, eva(), "Shorter.")
    assert stages.remind(timezone.now() + timedelta(days=9)) == 0


def test_a_board_that_was_taken_out_of_review_is_not_late():
    project = brand_then_legal(days=1)
    review.reopen(project, cast.ed())
    assert stages.remind(timezone.now() + timedelta(days=9)) == 0


def test_who_leaves_hands_their_decision_to_the_approvers():
    project = brand_then_legal()
    review.approve(project, eva())
    members.remove(cast.shop().memberships.get(user=cast.ann()), cast.adam())
    assert review.approve(project, cast.person("bea", "approver")).state == SubmissionState.APPROVED


# --- guests ----------------------------------------------------------------------------------------
def test_a_guest_decides_last():
    project = brand_then_legal()
    link, _ = links.make(project, cast.ann(), "The client", ["decide"])
    digest = project.submissions.get().digest
    with pytest.raises(NotAllowed, match="“Brand” is decided in the house first"):
        acts.approve(link, "Nina", "", digest)
    review.approve(project, eva())
    acts.approve(link, "Nina", "", digest)
    assert fresh(project).state == ProjectState.RENDERING


# --- what a workspace may ask for ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([{"name": ""}], "name"),
        ([{"name": "A"}, {"name": "a"}], "name of its own"),
        ([{"name": n} for n in "ABCD"], "At most 3"),
        ([{"name": "A", "role": "viewer"}], "Say who decides"),
        ([{"name": "A", "role": "editor"}], "last decision"),
        ([{"name": "A", "person": 10**6}], "no member"),
        ([{"name": "A", "days": 0}], "1 to 60 days"),
        ([{"name": "A", "days": 61}], "1 to 60 days"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_word(rows, word):
    with pytest.raises(BadInput, match=word):
        stages.set_stages(cast.shop(), cast.adam(), rows)
    assert not cast.shop().review_stages.exists()


def test_a_named_viewer_cannot_be_the_last():
    with pytest.raises(BadInput, match="last decision"):
        stages.set_stages(cast.shop(), cast.adam(), [{"name": "A", "person": cast.vera().pk}])


def test_only_admins_set_stages_and_boards_in_review_keep_theirs():
    project = brand_then_legal()
    with pytest.raises(NotAllowed):
        stages.set_stages(cast.shop(), cast.ann(), [])
    stages.set_stages(cast.shop(), cast.adam(), [])
    assert state_of(project) == ["open", "waiting"]


# --- pages and the API -------------------------------------------------------------------------------
def test_the_page_of_a_workspace_sets_them(client):
    client.force_login(cast.adam())
    address = f"/workspaces/{cast.shop().pk}/stages/"
    typed = {"name": ["Brand", "", "Legal"], "who": ["editor", "approver", str(cast.ann().pk)]}
    client.post(address, {**typed, "days": ["2", "", ""]})
    rows = [(row.name, row.decider, row.days) for row in cast.shop().review_stages.all()]
    assert rows == [("Brand", "any editor", 2), ("Legal", "ann", None)]
    refused = client.post(address, {**typed, "days": ["soon", "", ""]})
    assert refused.status_code == 422
    assert 'value="soon"' in refused.content.decode()


def test_room_board_and_desk_show_and_decide_the_open_stage(client):
    project = brand_then_legal()
    client.force_login(eva())
    room = client.get(f"/projects/{project.pk}/review/").content.decode()
    assert "Approve “Brand”" in room
    assert "Approve and render" not in room
    pressed = {"verb": "approve", "stage": "1"}
    client.post(f"/projects/{project.pk}/review/decision/", pressed)
    assert "is decided by ann" in client.get(f"/projects/{project.pk}/").content.decode()
    client.force_login(cast.ann())
    assert "Approve and render" in client.get(f"/projects/{project.pk}/").content.decode()
    client.post(f"/projects/{project.pk}/approve/", {"stage": "1"})
    assert fresh(project).state == ProjectState.IN_REVIEW
    client.post(f"/projects/{project.pk}/approve/", {"stage": "2"})
    assert fresh(project).state == ProjectState.RENDERING


def test_the_admins_desk_decides_the_stage_that_was_looked_at(client):
    project = brand_then_legal()
    row = project.submissions.get()
    client.force_login(cast.adam())
    desk = "/admin/projects/submission/"
    chosen = {"action": "approve", "_selected_action": [row.pk]}
    assert "Stage 1, “Brand”" in client.post(desk, chosen).content.decode()
    client.post(desk, {**chosen, "checked": "1", f"stage-{row.pk}": "2"})
    assert state_of(project) == ["open", "waiting"]
    client.post(desk, {**chosen, "checked": "1", f"stage-{row.pk}": "1"})
    assert state_of(project) == ["approved", "open"]


def test_who_rules_the_studio_and_is_no_member_is_told_so(client, django_user_model):
    row = brand_then_legal().submissions.get()
    client.force_login(django_user_model.objects.create_superuser("root", password="x"))
    asked = client.post("/admin/projects/submission/", {"action": "approve", "_selected_action": [row.pk]})
    assert "You are not a member of its workspace." in asked.content.decode()


def test_the_api_sets_them_and_tells_how_far_a_board_is(client):
    client.force_login(cast.adam())
    address = f"/api/v1/workspaces/{cast.shop().slug}/review-stages/"
    body = {"stages": [{"name": "Brand", "role": "editor", "days": 2}, {"name": "Legal", "person": "ann"}]}
    cast.ann()
    made = client.put(address, body, content_type="application/json")
    assert made.status_code == 200, made.content
    assert [row["person"] for row in client.get(address).json()] == [None, "ann"]
    project = cast.board()
    review.submit(project, cast.ed())
    told = client.get(f"/api/v1/projects/{project.pk}/").json()["submission"]["stages"]
    assert [(one["name"], one["state"], one["person"]) for one in told] == [
        ("Brand", "open", None),
        ("Legal", "waiting", "ann"),
    ]
    late = client.post(f"/api/v1/projects/{project.pk}/approve/", {"stage": 2}, "application/json")
    assert late.status_code == 409
    unknown = {"stages": [{"name": "Brand", "person": "nobody"}]}
    assert client.put(address, unknown, content_type="application/json").status_code == 422


# --- two at once -------------------------------------------------------------------------------------
@NEEDS_POSTGRES
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_one_stage_at_once_decide_one():
    project = brand_then_legal()
    people, gate, told = [eva(), cast.person("bea", "editor")], threading.Barrier(2), []

    def press(who):
        try:
            gate.wait(60)
            review.approve(project, who, stage=1)
            told.append("approved")
        except Conflict:
            told.append("late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == ["approved", "late"]
    assert state_of(project) == ["approved", "open"]
