"""Asking a talent: who is asked when the first is away, and what survives a cancel."""

import pytest
from django.utils import timezone

from generation.engine import control, provider_calls, settle
from generation.engine.claim import claim_step
from generation.engine.context import StepContext
from generation.engine.errors import Stopped
from generation.engine.run import run_inline
from generation.models import Answer, LedgerEntry, Step, StepState
from projects.models import Asset
from tests import cast, fakes
from tests.contracts import kit
from tests.contracts.servers.doubles import OpenAI, Replicate, script

pytestmark = pytest.mark.django_db

LOCAL = {"NAME": "local", "CLASS": "tests.fakes.Painter"}
LOCAL_WRITER = {"NAME": "local", "CLASS": "tests.fakes.Writer"}


def away(double, times, status=503):
    for _ in range(times):
        double.fails("status", status=status)
    return double


def test_after_an_outage_the_next_provider_is_asked_and_named(settings):
    with Replicate() as first, OpenAI() as second:
        away(first, 3)
        kit.use(settings, "image", kit.replicate(first.url), kit.openai("image", second.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(first.posts()), len(second.posts())) == (StepState.DONE, 3, 1)
    assert (step.provider, step.asset.origin) == ("openai", "openai")
    assert [line.provider for line in kit.lines(step)] == ["openai"]


def test_a_refused_request_goes_to_nobody_else(settings):
    with OpenAI() as double:
        body = {"error": {"code": "moderation_blocked", "message": "Rejected by the safety system."}}
        double.fails("status", status=400, body=body)
        kit.use(settings, "image", kit.openai("image", double.url), LOCAL)
        step = kit.ended(kit.asked("image"))
    assert (step.state, fakes.calls) == (StepState.FAILED, [])


def test_a_used_up_account_goes_to_nobody_else(settings):
    with OpenAI() as double:
        double.fails("status", status=402)
        kit.use(settings, "image", kit.openai("image", double.url), LOCAL)
        step = kit.ended(kit.asked("image"))
    assert (step.state, fakes.calls) == (StepState.FAILED, [])


def test_a_model_that_talks_nonsense_is_replaced_where_the_settings_say_so(settings):
    with OpenAI() as double:
        double.says = ["nonsense"] * 3
        kit.use(settings, "text", kit.openai("text", double.url), LOCAL_WRITER)
        step = kit.ended(kit.asked("text"))
        assert (step.state, step.provider, len(double.posts())) == (StepState.DONE, "local", 3)
    assert sorted(line.provider for line in kit.lines(step)) == ["local", "openai", "openai", "openai"]


def test_a_model_that_declines_three_times_is_not_replaced(settings):
    with OpenAI() as double:
        double.fails("refusal").fails("refusal").fails("refusal")
        kit.use(settings, "text", kit.openai("text", double.url), LOCAL_WRITER)
        step = kit.ended(kit.asked("text"))
    said = "The model declined to write this. Change the words and try again."
    assert (step.state, step.error) == (StepState.FAILED, said)
    assert len(kit.lines(step)) == 3


def test_without_local_in_the_order_nothing_local_stands_in(settings):
    with OpenAI() as double:
        away(double, 3)
        kit.use(settings, "image", kit.openai("image", double.url))
        step = kit.ended(kit.asked("image"))
    assert (step.state, fakes.calls) == (StepState.FAILED, [])


def test_a_cancelled_step_keeps_what_was_paid_for_on_the_shelf(settings, monkeypatch):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        step = claim_step(kit.asked("image").pk)
        posted = provider_calls.ProviderCall.send

        def cancelled_meanwhile(call, told):
            answer = posted(call, told)
            control.cancel(step.job, by=cast.ed())
            return answer

        monkeypatch.setattr(provider_calls.ProviderCall, "send", cancelled_meanwhile)
        with pytest.raises(Stopped):
            kit_run(step)
        assert Step.objects.get(pk=step.pk).state == "skipped"
        assert (Asset.objects.filter(origin="openai").count(), len(kit.lines(step))) == (1, 1)
        monkeypatch.setattr(provider_calls.ProviderCall, "send", posted)
        run_inline(control.retry(step.job, by=cast.ed()))
        assert (Step.objects.get(pk=step.pk).state, len(double.posts())) == (StepState.DONE, 1)


def kit_run(step):
    from tests.contracts import stage

    return stage.AskStage().run(step, StepContext(step, settle.report))


def test_nothing_is_sent_for_a_step_that_is_not_ours_any_more(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        step = claim_step(kit.asked("image").pk)
        Step.objects.filter(pk=step.pk).update(token="somebody-else")
        with pytest.raises(Stopped):
            kit_run(step)
        assert double.posts() == []


def test_a_retry_after_cancel_goes_on_with_the_request_that_is_out(settings):
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.tried(kit.asked("image"))
        control.cancel(step.job, by=cast.ed())
        run_inline(control.retry(step.job, by=cast.ed()))
        assert (Step.objects.get(pk=step.pk).state, len(double.posts())) == (StepState.DONE, 1)


def test_a_person_decides_to_send_a_lost_request_again(settings):
    with OpenAI() as double:
        double.fails("reset_after")
        kit.use(settings, "image", kit.openai("image", double.url))
        step = kit.ended(kit.asked("image"))
        control.cancel(step.job, by=cast.ed())
        control.retry(step.job, by=cast.ed())  # which decides nothing
        control.send_again(step, by=cast.ann())
        run_inline(step.job)
        assert (Step.objects.get(pk=step.pk).state, len(double.posts()), len(kit.lines(step))) == (
            StepState.DONE,
            2,
            2,
        )


def test_a_request_that_takes_for_ever_is_cancelled_and_written_down(settings):
    with Replicate() as double:
        double.looks_needed = 10**6
        kit.use(settings, "image", kit.replicate(double.url))
        settings.PROVIDER_SECONDS = 0.2
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts("/cancel"))) == (StepState.FAILED, 1)
    assert kit.lines(step)[0].cost is None


def test_two_equal_requests_are_not_taken_for_one(settings):
    """Each of two lost answers is found as a prediction of its own."""
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        double.looks_needed = 50
        first = kit.tried(kit.asked("image"))
        double.fails("reset_after")
        second = kit.asked("image")
        kit.tried(second)
        Step.objects.filter(pk=second.pk).update(not_before=timezone.now())
        second = kit.tried(second)
        assert len(double.posts()) == 2
        assert second.external_id not in ("", first.external_id)


def test_as_many_are_in_flight_as_may_be_at_work(settings, monkeypatch):
    from tests.contracts import stage

    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.tried(kit.asked("image"))
        other = Step.objects.create(job=step.job, stage=step.stage, key="other", talent="image")
        monkeypatch.setattr(stage.AskStage, "at_once", lambda self, job: 1)
        assert claim_step(other.pk) is None


WORDS_OF_15_S = [
    "Cold water.",
    "It keeps cold on the trail, at work, and on the long way home again, all day.",
    "Its lid holds, so that the bag stays as dry inside as it was in the early morning.",
    "Get yours today.",
]


def test_words_that_were_paid_for_are_kept(settings):
    with OpenAI() as double:
        double.says = [script(WORDS_OF_15_S)]
        kit.use(settings, "text", kit.openai("text", double.url))
        kit.ended(kit.asked("text"))
    assert Answer.objects.get().data["segments"][0]["text"] == WORDS_OF_15_S[0]
    assert LedgerEntry.objects.get().units == {"tokens_in": 200, "tokens_out": 80}
