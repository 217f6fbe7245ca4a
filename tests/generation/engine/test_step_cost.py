"""What the engine itself asks of the database, however much else there is."""

import pytest
from django.conf import settings as studio
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.engine import jobs, run
from generation.models import StepState
from tests import cast
from tests.benchmarks.toy import instant

pytestmark = pytest.mark.django_db

# Beginning and ending a transaction asks for nothing.
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture
def toy(settings):
    """A kind of job with two stages of five steps each that do nothing."""
    toys = {name: f"tests.benchmarks.toy.instant.{name.capitalize()}" for name in ("one", "two")}
    settings.STAGES = {**studio.STAGES, **toys}
    pipeline = "generation.engine.pipelines.Pipeline"
    stages = (("one", 0, 50), ("two", 50, 100))
    settings.JOB_KINDS = {**studio.JOB_KINDS, "toy": {"label": "Toy", "pipeline": pipeline, "stages": stages}}


def asked_by(work):
    with CaptureQueriesContext(connection) as asked:
        work()
    return [query["sql"] for query in asked if not query["sql"].startswith(CONTROL)]


def test_a_step_asks_the_database_at_most_twenty_times_from_being_found_to_its_result(toy):
    job = jobs.enqueue(cast.draft(), "toy")
    run.run_next()
    run.run_next()
    asked = asked_by(run.run_next)
    assert job.steps.filter(state=StepState.DONE).count() == 3
    assert len(asked) <= 20


@pytest.mark.parametrize("steps", [5, 50])
def test_opening_a_stage_asks_as_often_for_fifty_steps_as_for_five(toy, monkeypatch, steps):
    job = jobs.enqueue(cast.draft(), "toy", runner="inline")
    last = job.steps.last().pk
    for pk in job.steps.exclude(pk=last).values_list("pk", flat=True):
        run.run_step(pk)
    monkeypatch.setattr(instant, "STEPS", steps)
    asked = asked_by(lambda: run.run_step(last))
    assert job.steps.filter(stage__name="two").count() == steps
    # Those of a step, eleven for closing one stage and opening the next, and SQLite takes 33 rows at once.
    assert len(asked) <= 15 + 11 + steps // 33
