"""Several workers at once, each with a connection of its own, on one set of rows."""

import threading

import pytest
from django.db import connections

from generation.engine import jobs
from generation.engine.claim import claim_step
from generation.engine.run import run_inline
from generation.models import Job, LedgerEntry
from projects.board import review
from projects.errors import Refused
from projects.models import Submission
from tests import cast, fakes
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def together(*works):
    """Run all at the same moment in threads of their own; returns what each returned or raised."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def one(place, work):
        gate.wait()
        try:
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


def test_four_workers_do_each_step_once():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    together(*[lambda: run_inline(Job.objects.get(pk=job.pk))] * 4)
    job.refresh_from_db()
    assert job.state == "succeeded"
    assert sorted(talent for talent, _ in fakes.calls) == ["image"] * 4 + ["text", "vision"]
    assert LedgerEntry.objects.filter(project=job.project).count() == 6


def test_events_of_four_workers_are_numbered_without_a_gap():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    together(*[lambda: run_inline(Job.objects.get(pk=job.pk))] * 4)
    job.refresh_from_db()
    assert list(job.events.values_list("seq", flat=True)) == list(range(1, job.last_event + 1))


def test_of_two_claims_at_the_same_moment_one_wins():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    step = job.steps.get()
    won = together(*[lambda: claim_step(step.pk)] * 4)
    assert len([claimed for claimed in won if claimed]) == 1


def test_of_two_clicks_at_the_same_moment_one_starts_a_job():
    project = cast.draft()
    ed = cast.ed()
    together(*[lambda: jobs.enqueue(project, "storyboard", by=ed)] * 4)
    assert Job.objects.filter(project=project).count() == 1


def test_of_an_approval_and_a_request_for_changes_one_wins():
    project = cast.board()
    review.submit(project, cast.ed())
    project.refresh_from_db()
    ann, adam = cast.ann(), cast.adam()
    said = together(
        lambda: review.approve(project, ann), lambda: review.ask_changes(project, adam, "Shorter, please.")
    )
    assert len([answer for answer in said if isinstance(answer, Refused)]) == 1
    assert Submission.objects.get(project=project).state in ("approved", "changes_requested")
