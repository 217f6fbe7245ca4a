"""The studio's own file storage is away: steps wait, no try is used up, and nothing is paid twice."""

import pytest
from botocore.config import Config
from django.utils import timezone

from generation.engine import errors, jobs
from generation.engine.run import run_inline
from generation.models import Job, Step, StepState, UnstoredFile
from projects.media import library
from tests import cast, fakes, servers
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.contracts.test_matrix import double_for

pytestmark = pytest.mark.django_db

AWAY = [503, "reset", "hang"]


@pytest.fixture(scope="module")
def s3():
    with servers.s3() as found:
        yield found


@pytest.fixture
def fails():
    """How the storage is away, where a test has no ways to choose from."""
    return 503


@pytest.fixture
def storage(s3, settings, monkeypatch, fails):
    """An S3 that is well until a test says otherwise."""
    front, options = s3
    # One that is well may be slow on a busy machine. Who waits for one that hangs waits for all of it.
    seconds = 1 if fails == "hang" else 20
    in_time = Config(connect_timeout=seconds, read_timeout=seconds, retries={"total_max_attempts": 1})
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**options, "client_config": in_time}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    monkeypatch.setattr(errors, "STORAGE_SECONDS", (0.0, 0.0))
    yield front
    front.fails = None


def looked_again(step, times):
    """The step after it was due so many times more."""
    for _ in range(times):
        Step.objects.filter(pk=step.pk).update(not_before=timezone.now())
        kit.tried(step)
    return step


@pytest.mark.parametrize("fails", AWAY)
def test_a_picture_that_was_paid_for_is_kept_until_the_storage_is_back(storage, settings, fails):
    """OpenAI gives it once, in its answer."""
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        step = kit.asked("image")
        storage.fails = fails
        step = looked_again(step, 4)
        assert (step.state, step.attempts, step.submitting) == (StepState.READY, 0, None)
        assert "file storage does not answer" in step.error
        assert (len(double.posts()), len(kit.lines(step)), UnstoredFile.objects.count()) == (1, 1, 1)
        storage.fails = None
        step = kit.ended(step)
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (StepState.DONE, 1, 1)
    assert library.read(step.asset).startswith(b"\x89PNG")
    assert (step.asset.origin, step.asset.meta["asked"]["prompt"]) == ("openai", "A flask on a rock")
    assert not UnstoredFile.objects.exists()


@pytest.mark.parametrize(
    ("talent", "row"), [("image", kit.replicate), ("clip", lambda at: rows.clips("replicate", at))]
)
def test_what_a_provider_made_meanwhile_is_not_asked_for_again(storage, settings, talent, row):
    with double_for("replicate", talent) as double:
        kit.use(settings, talent, row(double.url))
        step = kit.asked(talent)
        while not double.posts("/predictions"):
            kit.tried(step)
        storage.fails = 503
        step = looked_again(step, 5)
        assert step.state == StepState.READY
        storage.fails = None
        step = kit.ended(step)
        sent = len(double.posts("/predictions"))
        assert (step.state, sent, len(kit.lines(step))) == (StepState.DONE, 1, 1), step.error


def test_a_file_too_large_for_a_row_is_fetched_again(storage, settings, monkeypatch):
    monkeypatch.setattr("generation.engine.provider_calls.LARGEST_ROW", 10)
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.asked("image")
        kit.tried(step)
        storage.fails = 503
        step = looked_again(step, 5)
        assert (step.state, UnstoredFile.objects.count()) == (StepState.READY, 0)
        storage.fails = None
        step = kit.ended(step)
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (StepState.DONE, 1, 1)


def test_photos_that_cannot_be_read_ask_nobody_and_use_up_no_try(storage, settings):
    settings.PROVIDERS, settings.HEARTBEAT_SECONDS = fakes.PROVIDERS, 0
    fakes.reset()
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    storage.fails = 503
    step = looked_again(job.steps.first(), 5)
    assert (step.state, step.attempts, fakes.calls) == (StepState.READY, 0, [])
    told = [event.message for event in job.events.all() if "storage" in event.message]
    assert len(told) == 1, "said once"
    storage.fails = None
    assert run_inline(Job.objects.get(pk=job.pk)).state == "succeeded"


def test_a_board_whose_storage_goes_away_in_the_middle_is_finished_later(storage, settings):
    settings.PROVIDERS, settings.HEARTBEAT_SECONDS = fakes.PROVIDERS, 0
    fakes.reset()
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")
    run_inline(job, until=lambda: job.steps.filter(talent="image").exists())
    storage.fails = "reset"
    for step in job.steps.filter(talent="image"):
        looked_again(step, 4)
    assert not job.steps.exclude(state__in=(StepState.READY, StepState.DONE)).exists()
    storage.fails = None
    job = run_inline(Job.objects.get(pk=job.pk))
    assert (job.state, job.project.scenes.exclude(problem="").count()) == ("succeeded", 0)


@pytest.mark.parametrize("status", [403, 404])
def test_a_storage_that_refuses_is_no_outage(storage, settings, status):
    """A wrong key or bucket does not mend itself: the step fails and says so."""
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        settings.STEP_ATTEMPTS = 1
        step = kit.asked("image")
        kit.tried(step)
        storage.fails = status
        step = kit.ended(step)
        assert step.state == StepState.FAILED
