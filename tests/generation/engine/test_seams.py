"""Where the parts of the paid path meet: what one does while another is half-way through."""

import contextlib
import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from generation import actions
from generation.billing import budgets, ledger
from generation.engine import cancellations, control, jobs, provider_calls, settle
from generation.engine.claim import claim_step
from generation.engine.context import StepContext
from generation.engine.errors import Stopped
from generation.engine.run import run_inline, run_next, run_step
from generation.interfaces import Usage
from generation.models import (
    BudgetPeriod,
    Cancellation,
    LedgerEntry,
    ModelCard,
    Reservation,
    ReservationState,
    Step,
    StepState,
)
from projects.board import review
from projects.models import Asset, Scene
from tests import cast, fakes
from tests.contracts import kit, stage
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.generation.engine.test_races import together
from vidstudio.settings import JOB_KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def replicate(settings):
    with Replicate() as one:
        kit.use(settings, "image", kit.replicate(one.url))
        yield one


@pytest.fixture
def openai(settings):
    with OpenAI() as one:
        kit.use(settings, "image", kit.openai("image", one.url))
        yield one


def run(job, until=lambda: False):
    """Work on the job until it is over; a test that would wait for ever ends instead."""
    give_up = time.monotonic() + 120
    run_inline(job, until=lambda: until() or time.monotonic() > give_up)


def ended(step):
    """The step once it is over, or held for a person."""
    run(step.job, lambda: Step.objects.get(pk=step.pk).state in (StepState.UNKNOWN, StepState.FAILED))
    step.refresh_from_db()
    return step


def taken_over(step):
    """Its worker lost the lease while it was at work, and another one came."""
    Step.objects.filter(pk=step.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_step(step.pk)


def aside():
    return Reservation.objects.filter(state=ReservationState.HELD).exclude(step=None)


# --- A: nobody who is misconfigured holds up the others -----------------------------------------
def test_a_model_that_is_not_sold_any_more_fails_its_step_and_holds_up_nobody(settings):
    kit.use(settings, "image", {**kit.openai("image", "http://127.0.0.1:9/v1")})
    settings.PROVIDERS["image"][0]["OPTIONS"]["model"] = ""
    step = kit.asked("image")
    ModelCard.objects.all().delete()
    assert kit.tried(step).state == StepState.FAILED
    assert "on sale" in step.error


def test_a_step_that_cannot_be_claimed_holds_up_nobody(settings, monkeypatch):
    settings.JOB_KINDS, settings.PROVIDERS = kit.JOB_KINDS, fakes.PROVIDERS
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    first, second = (
        jobs.enqueue(cast.draft(title=name), "try", by=cast.ed(), talent="image").steps.get()
        for name in ("First", "Second")
    )

    def broken(pk, worker=None):
        if pk == first.pk:
            raise KeyError("nobody thought of this")
        return claim_step(pk, worker)

    monkeypatch.setattr("generation.engine.run.claim_step", broken)
    assert run_next() == StepState.DONE
    assert Step.objects.get(pk=second.pk).state == StepState.DONE


# --- B ------------------------------------------------------------------------------------------
def test_a_file_that_could_not_be_had_is_fetched_on_retry_and_not_paid_again(replicate):
    for _ in range(3):
        replicate.files.fails("status", status=503, on="GET")
    step = ended(kit.asked("image"))
    assert step.state == StepState.FAILED
    run(control.retry(step.job, by=cast.ed()))
    step.refresh_from_db()
    assert (step.state, len(replicate.posts()), len(kit.lines(step))) == (StepState.DONE, 1, 1)


def test_what_is_no_picture_at_all_is_asked_for_anew_on_retry(replicate):
    replicate.files.data = b"not a picture"
    step = ended(kit.asked("image"))
    replicate.files.data = None
    run(control.retry(step.job, by=cast.ed()))
    step.refresh_from_db()
    assert (step.state, len(replicate.posts()), len(kit.lines(step))) == (StepState.DONE, 2, 2)


# --- C ------------------------------------------------------------------------------------------
def test_cancel_and_retry_do_not_decide_about_a_held_request(openai):
    openai.fails("reset_after")
    step = ended(kit.asked("image"))
    control.cancel(step.job, by=cast.ed())
    control.retry(step.job, by=cast.ed())
    kit.tried(step)
    assert (step.state, len(openai.posts())) == (StepState.UNKNOWN, 1)
    control.send_again(step, by=cast.ann())
    run(step.job)
    step.refresh_from_db()
    assert (step.state, len(openai.posts())) == (StepState.DONE, 2)


def test_a_retry_while_the_answer_is_on_its_way_waits_for_it(openai, monkeypatch):
    step = claim_step(kit.asked("image").pk)
    posted = provider_calls.ProviderCall.send

    def cancelled_and_retried_meanwhile(call, told):
        monkeypatch.setattr(provider_calls.ProviderCall, "send", posted)
        call.announce(told)
        control.cancel(step.job, by=cast.ed())
        control.retry(step.job, by=cast.ed())
        assert run_step(step.pk) is None
        return posted(call, told)

    monkeypatch.setattr(provider_calls.ProviderCall, "send", cancelled_and_retried_meanwhile)
    with pytest.raises(Stopped):
        stage.AskStage().run(step, StepContext(step, settle.report))
    run(step.job)
    step.refresh_from_db()
    assert (step.state, len(openai.posts()), len(kit.lines(step))) == (StepState.DONE, 1, 1)


def test_an_answer_to_a_retried_step_that_never_comes_is_for_a_person(openai, monkeypatch):
    step = claim_step(kit.asked("image").pk)
    monkeypatch.setattr(provider_calls.ProviderCall, "send", died)
    with pytest.raises(KeyboardInterrupt):
        stage.AskStage().run(step, StepContext(step, settle.report))
    monkeypatch.undo()
    control.cancel(step.job, by=cast.ed())
    control.retry(step.job, by=cast.ed())
    assert Step.objects.get(pk=step.pk).state == StepState.UNKNOWN
    Cancellation.objects.update(not_before=timezone.now())
    cancellations.process_due()
    assert (len(openai.posts()), [line.cost for line in kit.lines(step)]) == (0, [None])


def died(call, told):
    call.announce(told)
    raise KeyboardInterrupt


def test_a_step_that_was_retried_before_anything_was_sent_is_sent_once(openai, monkeypatch):
    """By the worker that took it over; the one before finds its token gone when the bytes would leave."""
    step = claim_step(kit.asked("image").pk)
    posted = provider_calls.ProviderCall.send

    def cancelled_and_retried_meanwhile(call, told):
        monkeypatch.setattr(provider_calls.ProviderCall, "send", posted)
        control.cancel(step.job, by=cast.ed())
        control.retry(step.job, by=cast.ed())
        assert run_step(step.pk) == StepState.DONE
        return posted(call, told)

    monkeypatch.setattr(provider_calls.ProviderCall, "send", cancelled_and_retried_meanwhile)
    with pytest.raises(Stopped):
        stage.AskStage().run(step, StepContext(step, settle.report))
    assert (len(openai.posts()), len(kit.lines(step))) == (1, 1)


# --- J ------------------------------------------------------------------------------------------
def test_the_id_of_a_request_is_kept_when_its_step_was_taken_over_meanwhile(settings, replicate, monkeypatch):
    monkeypatch.setattr("generation.providers.replicate.ReplicateProvider.lists_requests", False)
    step = claim_step(kit.asked("image").pk)
    posted = provider_calls.ProviderCall.send

    def slow(call, told):
        monkeypatch.setattr(provider_calls.ProviderCall, "send", posted)
        ticket = posted(call, told)
        taken_over(step)
        return ticket

    monkeypatch.setattr(provider_calls.ProviderCall, "send", slow)
    with pytest.raises(Stopped):
        stage.AskStage().run(step, StepContext(step, settle.report))
    assert Step.objects.get(pk=step.pk).state == StepState.SUBMITTED
    run(step.job)
    step.refresh_from_db()
    assert (step.state, len(replicate.posts())) == (StepState.DONE, 1)


def test_a_late_answer_ends_the_holding_of_its_step(openai, monkeypatch):
    step = claim_step(kit.asked("image").pk)
    posted = provider_calls.ProviderCall.send

    def slow(call, told):
        monkeypatch.setattr(provider_calls.ProviderCall, "send", posted)
        answer = posted(call, told)
        taken_over(step)
        assert Step.objects.get(pk=step.pk).state == StepState.UNKNOWN
        return answer

    monkeypatch.setattr(provider_calls.ProviderCall, "send", slow)
    with pytest.raises(Stopped):
        stage.AskStage().run(step, StepContext(step, settle.report))
    run(step.job)
    step.refresh_from_db()
    assert (step.state, len(openai.posts())) == (StepState.DONE, 1)


# --- D ------------------------------------------------------------------------------------------
def test_the_answer_to_the_last_try_is_looked_for_as_well(replicate):
    replicate.fails("status", status=503).fails("status", status=503).fails("reset_after")
    step = ended(kit.asked("image"))
    assert (step.state, len(replicate.posts()), len(kit.lines(step))) == (StepState.DONE, 3, 1)


def test_a_request_that_never_arrives_is_not_sent_for_ever(replicate):
    for _ in range(8):
        replicate.fails("reset_before")
    step = ended(kit.asked("image"))
    assert (step.state, len(replicate.posts())) == (StepState.FAILED, 3)
    assert not aside().exists()


# --- E ------------------------------------------------------------------------------------------
def test_of_two_equal_requests_that_are_out_both_are_in_the_ledger(replicate):
    replicate.looks_needed = 3
    first, second = kit.tried(kit.asked("image")), kit.tried(kit.asked("image"))
    assert len(replicate.posts()) == 2
    for step in (first, second):
        assert ended(step).state == StepState.DONE
    assert LedgerEntry.objects.exclude(cost=None).count() == 2
    assert not aside().exists()


# --- F ------------------------------------------------------------------------------------------
def test_a_scene_that_is_edited_meanwhile_does_not_rename_the_answer(replicate, monkeypatch):
    replicate.looks_needed = 3
    step = kit.tried(kit.asked("image"))
    asked = Step.objects.get(pk=step.pk).request_digest
    edited = stage.other(stage.requests()["image"], 99)
    monkeypatch.setattr(stage, "request_for", lambda job: edited)
    ended(step)
    kept = Asset.objects.filter(kind="image", origin="replicate")
    assert list(kept.values_list("digest", flat=True)) == [asked]


def test_a_lost_answer_to_a_question_that_is_another_by_now_is_for_a_person(replicate, monkeypatch):
    replicate.fails("reset_after")
    step = kit.tried(kit.asked("image"))
    edited = stage.other(stage.requests()["image"], 99)
    monkeypatch.setattr(stage, "request_for", lambda job: edited)
    step = ended(step)
    assert (step.state, len(replicate.posts())) == (StepState.UNKNOWN, 1)


# --- H ------------------------------------------------------------------------------------------
def test_a_request_that_is_wanted_again_meanwhile_is_not_cancelled(replicate, monkeypatch):
    replicate.looks_needed = 3
    step = kit.tried(kit.asked("image"))
    control.cancel(step.job, by=cast.ed())
    named = cancellations.registry.named

    def wanted_again(talent, name):
        monkeypatch.setattr(cancellations.registry, "named", named)
        control.retry(step.job, by=cast.ed())
        return named(talent, name)

    monkeypatch.setattr(cancellations.registry, "named", wanted_again)
    cancellations.process_due()
    assert replicate.posts("/cancel") == []
    assert ended(step).state == StepState.DONE
    assert len(replicate.posts()) == 1


# --- K ------------------------------------------------------------------------------------------
def test_once_a_lost_answer_was_found_nothing_is_possibly_charged(replicate, monkeypatch):
    step = claim_step(kit.asked("image").pk)
    monkeypatch.setattr(provider_calls.ProviderCall, "on_accepted", lambda call, ticket: died(call, ()))
    with pytest.raises(KeyboardInterrupt):
        stage.AskStage().run(step, StepContext(step, settle.report))
    monkeypatch.undo()
    settle.fenced(step, settle.mark_unknown)
    sent = Step.objects.get(pk=step.pk).submitting
    assert settle.on_webhook(step.pk, sent, next(iter(replicate.rows)))
    assert ended(step).state == StepState.DONE
    (found,) = ledger.sums(ledger.lines(cast.shop()), "talent")
    assert (found.calls >= 1, found.unknown, found.known) == (True, 0, Decimal("0.003"))
    assert not aside().exists()


# --- L ------------------------------------------------------------------------------------------
def test_what_is_being_recalled_counts_today_whenever_it_was_put_aside(replicate):
    budgets.set_budget(cast.shop(), cast.adam(), 1, BudgetPeriod.DAY)
    replicate.looks_needed = 10**6
    step = kit.tried(kit.asked("image"))
    Reservation.objects.update(created=timezone.now() - timedelta(days=1, hours=1))
    control.cancel(step.job, by=cast.ed())
    (budget,) = budgets.remaining(cast.shop())
    assert budget.held == Decimal("0.003")


# --- N ------------------------------------------------------------------------------------------
def test_a_bill_in_other_money_frees_nothing_of_what_was_put_aside(replicate):
    budgets.set_budget(cast.shop(), cast.adam(), 1, BudgetPeriod.DAY)
    replicate.looks_needed = 10**6
    step = kit.tried(kit.asked("image"))
    ledger.billed(step, "replicate", Usage(cost=Decimal("0.002"), currency="EUR"))
    assert sum(row.amount for row in Reservation.objects.filter(state=ReservationState.HELD)) == 0


# --- O ------------------------------------------------------------------------------------------
def test_a_step_that_fails_with_a_request_out_is_possibly_charged(replicate, monkeypatch):
    step = kit.tried(kit.asked("image"))

    def broken(*_):
        raise KeyError("nobody thought of this")

    monkeypatch.setattr("generation.providers.replicate.ReplicateProvider.poll", broken)
    step = ended(step)
    assert (step.state, [line.cost for line in kit.lines(step)]) == (StepState.FAILED, [None])
    monkeypatch.undo()
    run(control.retry(step.job, by=cast.ed()))
    step.refresh_from_db()
    assert (step.state, len(replicate.posts())) == (StepState.DONE, 1)


# --- M ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["regenerate", "ratios", "package", "preview", "nonsense"])
def test_an_estimate_is_had_of_every_kind_of_job_or_of_none(settings, client, replicate, kind):
    settings.JOB_KINDS = JOB_KINDS
    project = cast.board()
    client.force_login(cast.ed())
    answer = client.get(reverse("generation:estimate", args=[project.pk]), {"kind": kind})
    assert answer.status_code == 200


# --- several at once ----------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_makes_another_picture(settings, monkeypatch):
    settings.PROVIDERS, settings.JOB_KINDS = fakes.PROVIDERS, JOB_KINDS
    scene, ed = cast.board().scenes.first(), cast.ed()
    free, both = actions._check_free, threading.Barrier(2)

    def slowly(*asked):
        free(*asked)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(1)

    monkeypatch.setattr(actions, "_check_free", slowly)
    said = together(*[lambda: actions.picture(Scene.objects.get(pk=scene.pk), ed)] * 2)
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "Job"]


@pytest.mark.django_db(transaction=True)
def test_who_starts_a_job_and_who_sends_a_request_do_not_wait_for_each_other_for_ever(
    settings, replicate, monkeypatch
):
    """A foreign key looks at the project when all is committed: whoever locks it must not be in the way."""
    settings.JOB_KINDS = {**JOB_KINDS, **kit.JOB_KINDS}
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    step, ed = kit.asked("image"), cast.ed()
    lock, threads = budgets.lock, {}
    sending, starting = threading.Event(), threading.Event()

    def slowly(workspace):
        lock(workspace)
        if threading.current_thread() is not threads.get("starts"):
            sending.set()
            starting.wait(1)

    def starts():
        threads["starts"] = threading.current_thread()
        sending.wait(60)
        with transaction.atomic():
            project = review._locked(step.job.project)
            starting.set()
            return actions.storyboard(project, ed)

    monkeypatch.setattr(budgets, "lock", slowly)
    said = together(starts, lambda: run_step(step.pk))
    assert (type(said[0]).__name__, said[1]) == ("Job", StepState.SUBMITTED)
