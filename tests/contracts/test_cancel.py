"""A person's cancel: at once for them, told to the provider once, and paid as the provider says."""

import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from generation.engine import advance, cancellations, control, dispatch, jobs, provider_calls
from generation.engine.claim import claim_step
from generation.engine.errors import Stopped
from generation.engine.run import run_inline
from generation.models import Cancellation, CancellationState, Job, Step, StepState
from generation.provider_errors import Transient
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.contracts.servers.doubles_film import Fal, Runway
from tests.contracts.stage import AskStage
from tests.worker_processes import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(settings):
    with Replicate() as one:
        one.looks_needed = 10**6
        kit.use(settings, "image", kit.replicate(one.url))
        yield one


@pytest.fixture
def submitted(double):
    """A picture that the provider is at work on."""
    step = kit.tried(kit.asked("image"))
    assert step.state == StepState.SUBMITTED
    return step


def cancelled(step):
    began = time.monotonic()
    job = control.cancel(step.job, by=cast.ed())
    # An answer of a provider may take so long: nobody waited for one.
    assert (job.state, time.monotonic() - began < rows.PATIENCE) == ("cancelled", True)
    return job


def told(double):
    return len(double.posts("/cancel"))


def now_due():
    Cancellation.objects.exclude(state=CancellationState.DONE).update(not_before=timezone.now())


def test_the_provider_is_told_once_and_its_cost_written_down(double, submitted):
    cancelled(submitted)
    assert told(double) == 0  # a person does not wait for a provider
    for _ in range(3):
        cancellations.process_due()
        now_due()
    assert (told(double), len(double.posts())) == (1, 2)
    assert [line.units["seconds"] for line in kit.lines(submitted)] == [1.25]
    assert Cancellation.objects.get().state == CancellationState.DONE


def test_a_provider_that_ends_it_slowly_is_asked_until_it_knows_the_cost(double, submitted, monkeypatch):
    cancelled(submitted)
    monkeypatch.setattr(double, "look", lambda pk, kind: {**double.rows[pk], "status": "processing"})
    cancellations.process_due()
    assert kit.lines(submitted) == []
    monkeypatch.undo()
    now_due()
    double.looks_needed, double.ends = 0, "canceled"
    cancellations.process_due()
    assert (told(double), len(kit.lines(submitted))) == (1, 1)


def test_a_result_that_came_too_late_changes_nothing_but_the_ledger(double, submitted, monkeypatch):
    cancelled(submitted)
    double.looks_needed = 0
    monkeypatch.setattr(type(double), "look", _finished_before)
    cancellations.process_due()
    submitted.refresh_from_db()
    assert (submitted.state, submitted.asset, len(kit.lines(submitted))) == (StepState.SKIPPED, None, 1)
    assert "finished before it could be stopped" in Cancellation.objects.get().ended


def _finished_before(double, pk, kind):
    return {**double.rows[pk], "status": "succeeded", "output": ["https://example.org/x.png"]}


def test_what_a_provider_does_not_charge_is_no_line(double, submitted, monkeypatch):
    cancelled(submitted)
    aborted = lambda pk, kind: {**double.rows[pk], "status": "aborted"}  # noqa: E731
    monkeypatch.setattr(double, "look", aborted)
    cancellations.process_due()
    assert (told(double), kit.lines(submitted)) == (1, [])


def test_an_outage_is_waited_for_and_told_again(double, submitted):
    cancelled(submitted)
    double.fails("status", status=503)
    cancellations.process_due()
    assert Cancellation.objects.get().state != CancellationState.DONE
    now_due()
    cancellations.process_due()
    assert (told(double), Cancellation.objects.get().state) == (2, CancellationState.DONE)


def test_a_provider_that_never_answers_leaves_a_line_of_unknown_cost(double, submitted, monkeypatch):
    cancelled(submitted)
    monkeypatch.setattr(cancellations, "MOST_TRIES", 2)
    for _ in range(4):
        double.fails("status", status=503)
        cancellations.process_due()
        now_due()
    assert [line.cost for line in kit.lines(submitted)] == [None]


def test_a_job_that_fails_recalls_what_is_out_as_well(double, submitted):
    advance.fail(Job.objects.locked(submitted.job_id), "Something else broke.")
    cancellations.process_due()
    assert told(double) == 1


def test_a_retry_before_the_provider_was_told_goes_on_with_the_request(double, submitted):
    job = cancelled(submitted)
    control.retry(job, by=cast.ed())
    double.looks_needed = 0
    run_inline(job)
    assert (Step.objects.get(pk=submitted.pk).state, told(double), len(double.posts())) == (
        StepState.DONE,
        0,
        1,
    )


def test_a_retry_after_it_was_told_asks_anew(double, submitted):
    job = cancelled(submitted)
    cancellations.process_due()
    double.looks_needed = 0
    run_inline(control.retry(job, by=cast.ed()))
    assert Step.objects.get(pk=submitted.pk).state == StepState.DONE
    assert (told(double), len(double.posts()), len(kit.lines(submitted))) == (1, 3, 2)


def test_a_recalled_request_is_nobody_elses_lost_answer(double, submitted):
    """Two equal requests: the answer to the second is lost, the first is being recalled."""
    cancelled(submitted)
    Cancellation.objects.update(not_before=timezone.now() + timedelta(hours=1))
    Step.objects.filter(pk=submitted.pk).update(external_id="")
    other = kit.asked("image")
    double.fails("reset_after")
    kit.tried(other)
    Step.objects.filter(pk=other.pk).update(not_before=timezone.now())
    assert kit.tried(other).external_id not in ("", Cancellation.objects.get().external_id)


@pytest.mark.parametrize(
    ("who", "kind", "how"),
    [("runway", Runway, "DELETE /v1/tasks/"), ("pika", Fal, "PUT /fal-ai/pika/requests/")],
)
def test_each_provider_of_clips_is_told_once_in_its_own_way(settings, who, kind, how):
    with kind() as double:
        kit.use(settings, "clip", rows.clips(who, double.url))
        double.looks_needed = 10**6
        step = kit.tried(kit.asked("clip"))
        cancelled(step)
        cancellations.process_due()
        double.looks_needed = 0
        now_due()
        cancellations.process_due()
        said = [
            f"{one.method} {one.path}" for one in double.seen if f"{one.method} {one.path}".startswith(how)
        ]
        assert (len(said), step.external_id in said[0]) == (1, True)
        assert len([one for one in double.seen if one.method == "POST"]) == 1
    assert (Cancellation.objects.get().state, len(kit.lines(step))) == (CancellationState.DONE, 1)


# --- cancelled while a worker is at it ---------------------------------------------------------
def test_nothing_is_sent_after_cancel(double):
    step = claim_step(kit.asked("image").pk)
    cancelled(step)
    with pytest.raises(Stopped):
        AskStage().run(step, _Context())
    assert (double.posts(), Cancellation.objects.count()) == ([], 0)


class _Context:
    def check(self): ...


def test_cancelled_between_sending_and_its_answer_the_provider_is_told(double, monkeypatch):
    step = claim_step(kit.asked("image").pk)
    sent = provider_calls.ProviderCall.call_provider

    def cancelled_meanwhile(call, so_far):
        answer = sent(call, so_far)
        cancelled(step)
        return answer

    monkeypatch.setattr(provider_calls.ProviderCall, "call_provider", cancelled_meanwhile)
    with pytest.raises(Stopped):
        AskStage().run(step, _Context())
    assert Cancellation.objects.get().external_id
    cancellations.process_due()
    assert (told(double), len(double.posts()), len(kit.lines(step))) == (1, 2, 1)


def test_refused_after_cancel_there_is_nothing_to_recall(double, monkeypatch):
    step = claim_step(kit.asked("image").pk)

    def refused(call, so_far):
        call.announce(so_far)
        cancelled(step)
        raise Transient("Busy.")

    monkeypatch.setattr(provider_calls.ProviderCall, "call_provider", refused)
    with pytest.raises(Stopped):
        AskStage().run(step, _Context())
    assert (Cancellation.objects.count(), kit.lines(step)) == (0, [])


def test_cancelled_and_the_worker_died_with_the_answer_it_was_possibly_charged(double):
    step = claim_step(kit.asked("image").pk)
    Step.objects.filter(pk=step.pk).update(submitting=timezone.now(), provider="replicate")
    cancelled(step)
    assert cancellations.process_due() == 0  # the answer may be on its way still
    Cancellation.objects.update(not_before=timezone.now())
    cancellations.process_due()
    assert [line.units for line in kit.lines(step)] == [{"answer": "lost"}]


def test_a_held_step_is_in_the_ledger_already(settings):
    with OpenAI() as one:
        one.fails("reset_after")
        kit.use(settings, "image", kit.openai("image", one.url))
        step = kit.ended(kit.asked("image"))
        assert step.state == StepState.UNKNOWN
        cancelled(step)
    assert (Cancellation.objects.count(), len(kit.lines(step))) == (0, 1)


def test_an_answer_that_came_after_cancel_needs_no_recall(settings, monkeypatch):
    with OpenAI() as one:
        kit.use(settings, "image", kit.openai("image", one.url))
        step = claim_step(kit.asked("image").pk)
        sent = provider_calls.ProviderCall.call_provider

        def cancelled_meanwhile(call, so_far):
            answer = sent(call, so_far)
            cancelled(step)
            return answer

        monkeypatch.setattr(provider_calls.ProviderCall, "call_provider", cancelled_meanwhile)
        with pytest.raises(Stopped):
            AskStage().run(step, _Context())
    assert (Cancellation.objects.count(), len(kit.lines(step))) == (0, 1)


# --- by real workers ---------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_real_workers_tell_it_soon_after_the_cancel(tmp_path, settings):
    from tests.worker_processes import Fleet

    settings.JOB_KINDS = {**settings.JOB_KINDS, **kit.JOB_KINDS}
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    with Replicate() as double:
        double.looks_needed = 10**6
        crew = Fleet(
            tmp_path,
            DJANGO_SETTINGS_MODULE="tests.contracts.studio",
            VIDSTUDIO_TEST_DATABASE=str(connections["default"].settings_dict["NAME"]),
            VIDSTUDIO_TEST_MEDIA=str(tmp_path / "media"),
        )
        try:
            crew.worker(VIDSTUDIO_TEST_WHO="replicate", VIDSTUDIO_TEST_ASK=double.url)
            step = jobs.enqueue(cast.draft(), "try", by=cast.ed(), talent="image").steps.get()
            until(lambda: Step.objects.get(pk=step.pk).external_id, what="its id")
            cancelled(step)
            until(
                lambda: Cancellation.objects.get().state == CancellationState.DONE,
                what="the provider to be told",
            )
            assert (told(double), len(kit.lines(step))) == (1, 1)
            assert Job.objects.get(pk=step.job_id).state == "cancelled"
        finally:
            crew.close()
            print(crew.logs())


def test_what_was_to_be_told_is_rung_for_again(double, submitted):
    """The worker that was told of it died: the ticker rings."""
    from django_q.models import OrmQ

    cancelled(submitted)
    OrmQ.objects.all().delete()
    dispatch.sweep(timezone.now() + timedelta(seconds=dispatch.NOTIFY_AGAIN_SECONDS + 1))
    assert OrmQ.objects.count() == 1
    assert Cancellation.objects.get().state == CancellationState.WAITING
