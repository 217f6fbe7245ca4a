"""Time left: from how long work really took here, not from what was found on the shelf."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation.engine import dispatch, eta, jobs, settle
from generation.engine.claim import claim_step
from generation.engine.plan import StepOutcome
from generation.engine.run import run_inline
from generation.models import Job, Step, StepState
from tests import cast, fakes
from tests.contracts import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()
    cache.clear()


def took(job, seconds, size, talent="compose"):
    """A finished step of a job."""
    stage = job.stages.first()
    number = job.steps.count()
    step = Step.objects.create(
        job=job, stage=stage, key=f"{talent}-{number}", talent=talent, state=StepState.DONE,
        seconds=seconds, size=size, finished=timezone.now(),
    )  # fmt: skip
    eta.measured(talent, job.kind)
    return step


def a_job(kind="render"):
    project = cast.draft()
    return Job.objects.create(project=project, workspace=project.workspace, kind=kind, state="succeeded")


def with_stage(job):
    job.stages.create(name="compose", order=0, starts_at=0, ends_at=99)
    return job


def test_a_picture_that_was_there_before_does_not_make_pictures_look_quick():
    project = cast.draft()
    run_inline(jobs.enqueue(project, "storyboard", by=cast.ed(), runner="inline"))
    Step.objects.filter(talent="image").update(seconds=10)
    run_inline(jobs.enqueue(project, "storyboard", by=cast.ed(), runner="inline"))
    again = Job.objects.filter(kind="storyboard").latest("pk")
    assert {step.result["reused"] for step in again.steps.filter(talent="image")} == {True}
    cache.clear()
    assert eta.seconds_per_size("image", "storyboard") == 10


def test_a_render_that_was_mostly_in_the_cache_counts_by_what_was_made():
    job = with_stage(a_job())
    took(job, seconds=20, size=10)
    took(job, seconds=1, size=0.5)
    assert eta.seconds_per_size("compose", "render") == 2


def test_finishing_a_step_keeps_the_size_of_what_was_really_made():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    step = claim_step(dispatch.due_steps().filter(job=job).first().pk)
    settle.finish(step, StepOutcome(data={}, work=0.25))
    assert Step.objects.get(pk=step.pk).size == 0.25


def test_the_first_finished_step_counts_at_once():
    """That nothing was known before is remembered, and no event asks the database for it again."""
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    step = claim_step(dispatch.due_steps().filter(job=job).first().pk)
    assert eta.seconds_per_size(step.talent, "storyboard") is None
    with CaptureQueriesContext(connection) as asked:
        assert eta.seconds_per_size(step.talent, "storyboard") is None
    assert len(asked) == 0
    settle.finish(step, StepOutcome(data={}, work=0.25))
    assert eta.seconds_per_size(step.talent, "storyboard") is not None


def test_a_small_preview_is_not_measured_by_large_videos():
    large, small = with_stage(a_job("render")), with_stage(a_job("preview"))
    took(large, seconds=30, size=60)
    took(small, seconds=3, size=2)
    assert eta.seconds_per_size("compose", "preview") == 1.5
    assert eta.seconds_per_size("compose", "render") == 0.5


def test_the_first_preview_goes_by_the_videos_there_were():
    took(with_stage(a_job("render")), seconds=30, size=60)
    assert eta.seconds_per_size("compose", "preview") == 0.5


# --- before anything was measured ------------------------------------------------------------
def test_a_job_says_how_long_it_may_take_before_anything_was_measured():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    assert 1 <= eta.seconds_left(job) <= 10


def test_providers_elsewhere_take_longer_and_a_free_job_asks_none(settings):
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [kit.openai("image", "http://127.0.0.1:1")]}
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    assert eta.seconds_left(job) >= 12
    job.options["free"] = True
    assert eta.seconds_left(job) <= 10


def test_every_stage_of_every_job_has_something_to_go_by(settings):
    talents = {eta.stage_named(name).talent for name in settings.STAGES}
    assert talents <= set(eta.PRIORS)


def test_what_was_measured_goes_before_what_was_thought(settings):
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    thought = eta.seconds_left(job)
    took(with_stage(a_job("storyboard")), seconds=60, size=1, talent="image")
    assert eta.seconds_left(job) >= thought + 60


# --- while a provider is away ----------------------------------------------------------------
def test_time_left_counts_the_wait_for_the_next_try():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    before = eta.seconds_left(job)
    later = timezone.now() + timedelta(seconds=60)
    job.steps.update(state=StepState.READY, not_before=later, waiting_since=timezone.now())
    left = eta.seconds_left(job)
    waits = (later - timezone.now()).total_seconds()  # looked at last: the clock goes on
    assert before + waits - 1 <= left <= before + 61


def test_time_left_is_said_in_the_same_words_everywhere():
    said = {seconds: eta.time_left(seconds) for seconds in (None, 0, 59, 60, 80, 3605)}
    assert said == {
        None: "",
        0: "about 1 s left",
        59: "about 59 s left",
        60: "about 1:00 left",
        80: "about 1:20 left",
        3605: "about 60:05 left",
    }
