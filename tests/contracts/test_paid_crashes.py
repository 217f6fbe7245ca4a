"""A worker is killed around a billed request: how often it was sent, and what the ledger says.

Real worker processes; the doubles live in the test's process and count.
"""

import pytest
from django.db import connections

from generation.engine import jobs
from generation.models import Step, StepState
from tests import cast
from tests.contracts import kit
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.worker_processes import Fleet, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def fleet(tmp_path, settings):
    """Starts a worker that asks this provider for pictures and dies at these points, once each."""
    settings.JOB_KINDS = {**settings.JOB_KINDS, **kit.JOB_KINDS}
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    marks = tmp_path / "marks"
    marks.mkdir()
    crew = Fleet(
        tmp_path,
        DJANGO_SETTINGS_MODULE="tests.contracts.studio",
        VIDSTUDIO_TEST_DATABASE=str(connections["default"].settings_dict["NAME"]),
        VIDSTUDIO_TEST_MEDIA=str(tmp_path / "media"),
        VIDSTUDIO_FAULT_MARKS=str(marks),
    )
    yield crew
    crew.close()
    print(crew.logs())


def start(fleet, who, ask, *points):
    faults = ",".join(f"stage:{name}" for name in points)
    fleet.worker(VIDSTUDIO_TEST_WHO=who, VIDSTUDIO_TEST_ASK=ask, VIDSTUDIO_FAULT=faults)


def settled(step):
    rest = (StepState.DONE, StepState.UNKNOWN, "failed")
    until(lambda: Step.objects.get(pk=step.pk).state in rest, what="the step")
    step.refresh_from_db()
    return step


def ask_for_a_picture(title):
    project = cast.draft(title=title)
    return jobs.enqueue(project, "try", by=cast.ed(), talent="image").steps.get()


def killed(fleet):
    return sorted(mark.name for mark in (fleet.home / "marks").iterdir())


def test_a_provider_that_lists_its_work_is_paid_once_however_often_the_worker_dies(fleet):
    """Killed before it was sent, after it was sent, after its id was kept, and with the file in hand."""
    points = ("before_submit", "after_submit", "after_save", "after_download")
    with Replicate() as double:
        start(fleet, "replicate", double.url, *points)
        step = settled(ask_for_a_picture("One"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (StepState.DONE, 1, 1), step.error
        assert len(double.files.seen) == 2
    assert len(killed(fleet)) == 4


def test_a_provider_that_tells_nothing_afterwards_is_never_asked_twice(fleet):
    """Killed before: possibly charged, none sent. After: possibly charged, one. Once kept: done."""
    with OpenAI() as double:
        start(fleet, "openai", f"image|{double.url}", "before_submit", "after_submit", "after_save")
        ends = []
        for title in ("One", "Two", "Three"):
            double.seen.clear()
            step = settled(ask_for_a_picture(title))
            ends.append((step.state, len(double.posts()), len(kit.lines(step))))
    assert ends == [(StepState.UNKNOWN, 0, 1), (StepState.UNKNOWN, 1, 1), (StepState.DONE, 1, 1)]
    assert len(killed(fleet)) == 3
