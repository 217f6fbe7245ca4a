"""A failing provider is left alone, tried by one request, and does not take the others down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation.engine import circuit_breaker, control, dispatch, eta, jobs, settle
from generation.engine.claim import claim_step
from generation.engine.errors import Postponed
from generation.engine.run import run_step
from generation.models import CircuitBreaker, CircuitState, Job, Step, StepState
from generation.provider_errors import NoAccess, Rejected, Throttled, Transient, Unreadable, Unusable
from projects import clock
from projects.board import editing
from projects.errors import IllegalMove
from tests import cast, fakes
from tests.contracts import kit
from tests.contracts.servers.doubles import OpenAI
from tests.generation.engine.test_races import together

pytestmark = pytest.mark.django_db

LOCAL = {"NAME": "local", "CLASS": "tests.fakes.Painter"}
AWAY = Transient("openai is busy or away (503).")


@pytest.fixture(autouse=True)
def soon_open(settings):
    settings.BREAKER_FAILURES, settings.BREAKER_SECONDS = 3, 60


def shut(seconds=60, **values):
    """The breaker of pictures at openai, opened, to be tried after so many seconds."""
    until = timezone.now() + timedelta(seconds=seconds)
    values = {"state": CircuitState.OPEN, "reason": "503", "until": until, **values}
    return CircuitBreaker.objects.create(provider="openai", talent="image", **values)


def failures(error, times):
    for _ in range(times):
        circuit_breaker.record_failure("openai", "image", error)
    return circuit_breaker.find("openai", "image")


# --- what counts -----------------------------------------------------------------------------
def test_it_opens_after_so_many_outages_in_a_row():
    assert failures(AWAY, 2).state == CircuitState.CLOSED
    assert failures(AWAY, 1).state == CircuitState.OPEN


def test_a_success_between_them_begins_the_count_again():
    failures(AWAY, 2)
    circuit_breaker.record_success("openai", "image")
    assert failures(AWAY, 2).state == CircuitState.CLOSED


@pytest.mark.parametrize(
    "error",
    [Rejected("Moderated."), Throttled("Not so often (429)."), Unusable("Wrong number of scenes.")],
)
def test_somebody_who_answers_is_not_away(error):
    assert failures(error, 9) is None


def test_pages_of_html_are_an_outage():
    assert failures(Unreadable("An answer that cannot be read."), 3).state == CircuitState.OPEN


@pytest.mark.parametrize("status", [400, 409, 422, 429])
def test_no_status_that_speaks_of_the_request_counts(settings, status):
    with OpenAI() as double:
        for _ in range(4):
            double.fails("status", status=status)
        kit.use(settings, "image", kit.openai("image", double.url))
        kit.ended(kit.asked("image"))
    row = circuit_breaker.find("openai", "image")
    assert row is None or (row.state, row.failures) == (CircuitState.CLOSED, 0)


# --- while it is open ------------------------------------------------------------------------
def test_nothing_is_sent_and_no_try_is_used_up(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        before = timezone.now()
        shut()
        step = kit.tried(kit.asked("image"))
        assert (step.state, step.attempts, double.posts()) == (StepState.READY, 0, [])
    assert (step.not_before - before).total_seconds() > 55
    assert (step.not_before - timezone.now()).total_seconds() < 62
    assert step.error == "openai is away (503). This waits until it is back."


def test_the_log_says_once_that_it_waits(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        shut()
        step = kit.asked("image")
        for _ in range(3):
            Step.objects.filter(pk=step.pk).update(not_before=None)
            kit.tried(step)
    assert step.job.events.filter(message__contains="is away").count() == 1


def ago(seconds):
    return timezone.now() - timedelta(seconds=seconds)


def test_a_step_waits_for_an_outage_so_long_and_no_longer(settings):
    settings.OUTAGE_SECONDS, settings.BREAKER_SECONDS = 3600, 7200
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        shut(7200)
        before = timezone.now()
        step = kit.tried(kit.asked("image"))
        waits = [(step.not_before - moment).total_seconds() for moment in (before, timezone.now())]
        assert waits[0] >= 3600 >= waits[1], "not longer than it waits"
        # A minute before the end, which no machine is too busy for.
        Step.objects.filter(pk=step.pk).update(not_before=None, waiting_since=ago(3540))
        assert kit.tried(step).state == StepState.READY
        Step.objects.filter(pk=step.pk).update(not_before=None, waiting_since=ago(3601))
        step = kit.tried(step)
    assert (step.state, step.error) == (
        StepState.FAILED,
        "openai is away (503). It did not come back within 3600 seconds.",
    )
    assert double.posts() == []


def test_who_waits_for_a_slot_or_the_storage_waits_as_long_as_it_takes(settings):
    step = claim_step(kit_asked(settings).pk)
    Step.objects.filter(pk=step.pk).update(waiting_since=ago(9999))
    settle.settle_error(step, Postponed("", 1))
    assert Step.objects.get(pk=step.pk).state == StepState.READY


def kit_asked(settings):
    kit.use(settings, "image", LOCAL)
    return kit.asked("image")


def test_a_retry_waits_anew(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        shut(3600)
        step = kit.tried(kit.asked("image"))
        Step.objects.filter(pk=step.pk).update(not_before=None, waiting_since=ago(9999))
        assert kit.tried(step).state == StepState.FAILED
        control.retry(step.job, by=cast.ed())
        step = kit.tried(step)
    assert step.state == StepState.READY
    assert (timezone.now() - step.waiting_since).total_seconds() < 60


@pytest.mark.parametrize("scenes", [3, 4, 9])
def test_a_whole_board_behind_an_open_breaker_ends_within_three_minutes(settings, monkeypatch, scenes):
    """By a clock that goes on by itself while everybody waits."""
    settings.BREAKER_FAILURES, settings.BREAKER_SECONDS, settings.HEARTBEAT_SECONDS = 5, 60, 0
    settings.PROVIDERS = {
        **fakes.PROVIDERS,
        "image": [{"NAME": "away", "CLASS": "tests.generation.engine.test_circuit_breaker.Away"}],
    }
    real, ahead = timezone.now, [0.0]
    for name in ("now", "moment"):
        monkeypatch.setattr(clock, name, lambda: real() + timedelta(seconds=ahead[0]))
    script = "INT. BAR - DAY\n\n" + "ANN\nGood morning, all of you.\n\n" * scenes
    project = editing.create_project(cast.shop(), cast.ed(), "script", script=script)
    job = jobs.enqueue(project, "storyboard", by=cast.ed(), runner="inline")
    left = []
    while not Job.objects.get(pk=job.pk).is_over:
        step = dispatch.due_steps().filter(job=job).first()
        if step is None or run_step(step.pk) is None:
            coming = Step.objects.filter(job=job, state=StepState.READY).order_by("not_before").first()
            told = eta.seconds_left(job)
            wait = (coming.not_before - clock.now()).total_seconds()  # Looked at last: the clock goes on.
            left.append(told - wait)
            ahead[0] += max(wait, 0.01)
        assert ahead[0] <= 180
    job.refresh_from_db()
    assert job.steps.filter(talent="image", state=StepState.FAILED).count() == scenes
    assert (job.state, job.error) == ("failed", "All scene images failed to generate")
    assert left and min(left) >= 0, "the time left was never less than the wait"


class Away(fakes.Painter):
    paid = True

    def paint(self, request):
        raise Transient("away is busy or away (500).")


def test_the_log_names_each_attempt_with_step_and_job(settings, caplog):
    settings.BREAKER_FAILURES = 1000
    with OpenAI() as double:
        for _ in range(3):
            double.fails("status", status=503)
        kit.use(settings, "image", kit.openai("image", double.url))
        step = kit.ended(kit.asked("image"))
    told = [row.getMessage() for row in caplog.records if row.levelname in ("WARNING", "ERROR")]
    name = f"step {step.pk} (ask) of job {step.job_id}"
    assert [line for line in told if "Attempt" in line] == [
        f"Attempt {number} of 3 failed: {name}: OpenAI is busy or away (503)." for number in (1, 2, 3)
    ]
    assert f"All tries used: {name}" in told
    assert any(line.startswith(f"Job {step.job_id} (try of project") for line in told)


def test_the_next_in_the_order_is_asked_and_named(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url), LOCAL)
        shut()
        step = kit.ended(kit.asked("image"))
        assert (step.state, step.provider, step.attempts, double.posts()) == (StepState.DONE, "local", 1, [])


def test_another_talent_of_the_same_provider_is_not_held_up(settings):
    with OpenAI() as double:
        kit.use(settings, "voice", kit.openai("voice", double.url))
        shut()
        assert kit.ended(kit.asked("voice")).state == StepState.DONE


def test_what_is_on_the_shelf_is_had_all_the_same(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        kit.ended(kit.asked("image"))
        CircuitBreaker.objects.all().delete()
        shut()
        assert kit.ended(kit.asked("image")).state == StepState.DONE
        assert len(double.posts()) == 1


# --- trying it -------------------------------------------------------------------------------
def test_after_a_pause_one_request_tries_it_and_closes_it(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        shut(-1)
        assert kit.ended(kit.asked("image")).state == StepState.DONE
        assert len(double.posts()) == 1
    assert circuit_breaker.find("openai", "image").state == CircuitState.CLOSED


def test_a_try_that_fails_opens_it_again(settings):
    with OpenAI() as double:
        double.fails("status", status=503)
        kit.use(settings, "image", kit.openai("image", double.url))
        shut(-1)
        before = timezone.now()
        step = kit.tried(kit.asked("image"))
        assert (step.state, step.attempts, len(double.posts())) == (StepState.READY, 1, 1)
    row = circuit_breaker.find("openai", "image")
    assert row.state == CircuitState.OPEN and row.until > before + timedelta(seconds=50)


def test_a_refused_try_proves_that_somebody_is_there(settings):
    with OpenAI() as double:
        double.fails("status", status=400)
        kit.use(settings, "image", kit.openai("image", double.url))
        shut(-1)
        assert kit.ended(kit.asked("image")).state == StepState.FAILED
    assert circuit_breaker.find("openai", "image").state == CircuitState.CLOSED


def test_while_one_tries_the_others_wait():
    shut(-1)
    assert circuit_breaker.before_request("openai", "image", "one") is True
    with pytest.raises(circuit_breaker.CircuitOpen) as told:
        circuit_breaker.before_request("openai", "image", "two")
    assert told.value.until < timezone.now() + timedelta(seconds=6)


def test_a_try_whose_worker_died_is_somebody_elses():
    shut(-1, state=CircuitState.HALF_OPEN, probe="dead")
    assert circuit_breaker.before_request("openai", "image", "alive") is True


def test_a_try_that_sent_nothing_is_given_back():
    shut(-1)
    circuit_breaker.before_request("openai", "image", "one")
    circuit_breaker.release_probe("openai", "image", "one")
    assert circuit_breaker.before_request("openai", "image", "two") is True


def test_a_late_answer_does_not_close_what_is_open():
    shut(60)
    circuit_breaker.record_success("openai", "image")
    assert circuit_breaker.find("openai", "image").state == CircuitState.OPEN


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_exactly_one_tries():
    shut(-1)

    def enter(name):
        try:
            return circuit_breaker.before_request("openai", "image", name)
        except circuit_breaker.CircuitOpen:
            return False

    tried = together(*[lambda name=str(number): enter(name) for number in range(8)])
    assert sorted(tried) == [False] * 7 + [True]


# --- a person is needed ----------------------------------------------------------------------
@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_closed_account_stays_open_until_a_person_resets_it(settings, status):
    with OpenAI() as double:
        double.fails("status", status=status)
        kit.use(settings, "image", kit.openai("image", double.url), LOCAL)
        kit.ended(kit.asked("image"))
        CircuitBreaker.objects.update(until=timezone.now() - timedelta(days=9))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), fakes.calls) == (StepState.FAILED, 1, [])
        assert "once an admin has mended this and reset openai" in step.error
        circuit_breaker.reset(circuit_breaker.find("openai", "image"))
        assert kit.ended(kit.asked("image")).state == StepState.DONE


def test_what_is_asked_anyway_needs_no_reset():
    with pytest.raises(IllegalMove):
        circuit_breaker.reset(CircuitBreaker.objects.create(provider="openai", talent="image"))


def test_an_admin_resets_it_in_the_admin(client):
    circuit_breaker.record_failure("openai", "image", NoAccess("The key is not accepted."))
    row = circuit_breaker.find("openai", "image")
    client.force_login(cast.adam())
    told = client.get("/admin/generation/circuitbreaker/").content.decode()
    assert "The key is not accepted." in told
    client.post("/admin/generation/circuitbreaker/", {"action": "reset", "_selected_action": row.pk})
    assert circuit_breaker.find("openai", "image").state == CircuitState.CLOSED


def test_health_tells_who_is_not_asked(client):
    shut()
    told = client.get("/health/video").json()["parts"]["providers"]
    assert told["ok"] is True
    assert {"provider": "openai", "talent": "image", "state": "open", "reason": "503"}.items() <= told[
        "asked"
    ][0].items()


def test_the_state_outlives_the_process(settings):
    """It is a row: what another process finds is what this one wrote."""
    failures(AWAY, 3)
    assert circuit_breaker.is_open("openai", "image")
    assert dispatch.due_steps().count() == 0
