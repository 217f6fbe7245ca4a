"""Who works on a project, until when, under which tags: one at a time, many at once, and back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.board import copy_and_archive, review
from projects.errors import BadInput, NotAllowed
from projects.models import SubmissionState, Tag, VideoProject
from projects.planning import bulk, plans
from projects.team import members
from tests import cast

pytestmark = pytest.mark.django_db


def fresh(project):
    return VideoProject.objects.get(pk=project.pk)


def names(project):
    return [tag.name for tag in project.tags.all()]


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def test_who_is_given_a_project_is_told_once():
    project = cast.draft(title="Ridge film")
    assert plans.assign(project, cast.ed(), cast.ann())
    assert not plans.assign(fresh(project), cast.ed(), cast.ann())
    assert [row.title for row in cast.ann().notifications.all()] == ["ed gives you “Ridge film”"]
    assert project.audit.filter(verb="assigned").count() == 1


def test_only_members_get_a_project_and_only_editors_give_it():
    project = cast.draft()
    with pytest.raises(BadInput, match="no member"):
        plans.assign(project, cast.ed(), cast.oscar())
    with pytest.raises(NotAllowed):
        plans.assign(project, cast.vera(), cast.vera())
    assert fresh(project).assignee is None


def test_who_leaves_the_shop_has_nothing_to_do_there():
    project = cast.draft()
    plans.assign(project, cast.ed(), cast.ann())
    members.remove(cast.ann().memberships.get(), cast.adam())
    assert fresh(project).assignee is None


def test_an_approval_stays_when_a_project_is_planned():
    project = cast.board()
    review.submit(project, cast.ed())
    review.approve(fresh(project), cast.ann())
    plans.plan(fresh(project), cast.ed(), assignee=cast.ann(), due=yesterday(), tags=["Spring"])
    assert project.submissions.get().state == SubmissionState.APPROVED


def test_planning_is_no_activity_on_the_film():
    project = cast.draft()
    before = fresh(project).updated
    plans.plan(project, cast.ed(), due=yesterday(), tags=["Spring"])
    assert fresh(project).updated == before


def test_a_day_that_passed_is_overdue_until_the_film_is_there():
    project = cast.draft()
    plans.set_due(project, cast.ed(), yesterday())
    assert fresh(project).is_overdue and VideoProject.objects.filter(plans.overdue()).exists()
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    assert not fresh(project).is_overdue and not VideoProject.objects.filter(plans.overdue()).exists()


def test_a_tag_is_one_word_whatever_its_capitals():
    first, second = cast.draft(), cast.draft()
    plans.tag(first, cast.ed(), ["Spring", "spring ", "#Sale"])
    plans.tag(second, cast.ed(), ["SPRING"])
    assert names(first) == ["Sale", "Spring"] and names(second) == ["Spring"]


def test_a_tag_on_nothing_is_gone():
    project = cast.draft()
    plans.tag(project, cast.ed(), ["Spring"])
    assert plans.untag(project, cast.ed(), ["spring"]) == ["Spring"]
    assert not Tag.objects.exists()


@pytest.mark.parametrize("given", [["a" * 41], ["one\x00two"], [str(n) for n in range(21)]])
def test_what_is_no_tag_is_refused(given):
    with pytest.raises(BadInput):
        plans.tag(cast.draft(), cast.ed(), given)


def test_tags_are_set_as_a_whole():
    project = cast.draft()
    plans.set_tags(project, cast.ed(), ["A", "B"])
    assert plans.set_tags(fresh(project), cast.ed(), ["b", "C"])
    assert names(project) == ["B", "C"]
    assert not plans.set_tags(fresh(project), cast.ed(), ["B", "C"])


# --- many at once ------------------------------------------------------------------------------
def rows(*projects):
    return VideoProject.objects.filter(pk__in=[one.pk for one in projects]).select_related("workspace")


@pytest.mark.parametrize(
    ("verb", "value", "is_done"),
    [
        ("archive", None, lambda row: row.archived is not None),
        ("delete", None, lambda row: row.deleted is not None),
        ("assign", cast.ann, lambda row: row.assignee == cast.ann()),
        ("due", yesterday, lambda row: row.due == yesterday()),
        ("tag", lambda: ["Spring"], lambda row: names(row) == ["Spring"]),
    ],
)
def test_what_is_done_to_many_is_taken_back_in_one_go(verb, value, is_done):
    several = [cast.draft(), cast.draft()]
    outcome = bulk.do(verb, rows(*several), cast.ed(), value and value())
    assert len(outcome.done) == 2 and all(is_done(fresh(one)) for one in several)
    assert len(bulk.undo(outcome.edit).done) == 2
    assert not any(is_done(fresh(one)) for one in several)
    assert bulk.undo(outcome.edit).done == []


def test_one_that_refuses_keeps_no_other_from_it_and_is_named():
    waits, other = cast.board(title="Waits"), cast.draft()
    review.submit(waits, cast.ed())
    outcome = bulk.do("archive", rows(waits, other), cast.ed())
    assert outcome.done == [other] and fresh(other).archived and not fresh(waits).archived
    assert bulk.in_words("archive", outcome).startswith("1 archived. “Waits”: ")


def test_the_way_back_overwrites_nobodys_later_choice():
    project = cast.draft()
    outcome = bulk.do("assign", rows(project), cast.ed(), cast.ann())
    plans.assign(fresh(project), cast.adam(), cast.vera())
    assert bulk.undo(outcome.edit).refused == [f"“{project.title}”: somebody changed it since."]
    assert fresh(project).assignee == cast.vera()


def test_the_way_back_touches_only_what_the_verb_changed():
    """Of two that are archived one was already: it stays there."""
    before, now = cast.draft(), cast.draft()
    copy_and_archive.archive(before, cast.ed())
    outcome = bulk.do("archive", rows(before, now), cast.ed())
    bulk.undo(outcome.edit)
    assert fresh(before).archived and not fresh(now).archived


def test_nothing_ticked_and_too_many_are_refused():
    with pytest.raises(BadInput, match="Tick"):
        bulk.do("archive", [], cast.ed())
    with pytest.raises(BadInput, match="At most"):
        bulk.do("archive", [cast.draft()] * (bulk.MOST + 1), cast.ed())


# --- kept filters ------------------------------------------------------------------------------
def test_a_filter_is_kept_under_a_name_and_the_same_name_is_the_newer_one():
    plans.save_filter(cast.ed(), "Late", "due=overdue")
    plans.save_filter(cast.ed(), " late ", "due=week")
    assert cast.ed().saved_filters.get().query == "due=week"
    for name, query in (("", "due=week"), ("x" * 61, "due=week"), ("Empty", "")):
        with pytest.raises(BadInput):
            plans.save_filter(cast.ed(), name, query)
