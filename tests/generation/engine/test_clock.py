"""Machines whose clocks differ share the work: only the database's clock counts."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from generation.engine import cancellations, circuit_breaker, dispatch, jobs
from generation.engine.claim import claim_step
from generation.models import Event, Job, Step, StepState
from projects import clock
from tests import cast, fakes
from tests.paths import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def clocks_differ():
    """SQLite is read by the clock of its machine, so there is nothing to differ from."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: tests/test_on_postgresql.py runs this")


def elsewhere(ahead, code):
    """What that code printed, as JSON, on a machine whose clock is so many seconds ahead of ours."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.studio_settings",
            "VIDSTUDIO_TEST_DATABASE": connection.settings_dict["NAME"],
            "VIDSTUDIO_TEST_CLOCK_AHEAD": str(ahead),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


LOOKING = """
import json, time
from django.utils import timezone
from generation.engine import claim, dispatch, run
print(json.dumps({
    "own clock": timezone.now().timestamp(), "sent": dispatch.sweep(),
    "took": bool(claim.claim_step(%d)), "next": run.run_next(),
}))
"""
TAKING = "import json; from generation.engine import claim; print(json.dumps(bool(claim.claim_step(%d))))"


def test_a_machine_whose_clock_is_ahead_steals_no_step(clocks_differ):
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    step = claim_step(job.steps.get().pk)
    seen = elsewhere(120, LOOKING % step.pk)
    assert seen.pop("own clock") > timezone.now().timestamp() + 60
    assert seen == {"sent": 0, "took": False, "next": None}
    assert Step.objects.get(pk=step.pk).token == step.token


def test_what_a_machine_holds_whose_clock_is_behind_is_its_own(clocks_differ):
    step = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed()).steps.get()
    assert elsewhere(-120, TAKING % step.pk) is True
    assert not dispatch.due_steps().exists()
    assert claim_step(step.pk) is None


def test_a_job_in_another_process_is_not_taken_for_an_orphan(clocks_differ, monkeypatch):
    """Its age is read by the same clock that wrote it."""
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    monkeypatch.setattr(timezone, "now", lambda: clock.now() + timedelta(minutes=10))
    dispatch.sweep()
    assert Job.objects.get(pk=job.pk).runner == "inline"


def test_a_provider_is_left_alone_and_told_by_the_same_clock(clocks_differ, monkeypatch, settings):
    settings.BREAKER_FAILURES = 1
    from generation.provider_errors import Transient

    circuit_breaker.record_failure("replicate", "image", Transient("away"))
    monkeypatch.setattr(timezone, "now", lambda: clock.now() + timedelta(minutes=10))
    assert circuit_breaker.is_open("replicate", "image")
    assert not cancellations.due().exists()


def test_rows_are_dated_by_the_database(clocks_differ, monkeypatch):
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=10))
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    step = claim_step(job.steps.get().pk)
    late = real() + timedelta(minutes=5)
    assert max(job.created, step.created, step.started, Event.objects.latest("pk").created) < late
    assert step.state == StepState.RUNNING
    assert real() < step.lease_until < late
