"""Money: estimated by the same requests that are billed, put aside before it is spent, never overspent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from generation import actions
from generation.billing import budgets, estimates, ledger
from generation.engine import control, jobs
from generation.engine.run import run_inline
from generation.interfaces import Usage
from generation.models import (
    Budget,
    BudgetPeriod,
    Job,
    LedgerEntry,
    Price,
    Reservation,
    ReservationState,
    StepState,
)
from projects.errors import BadInput, NotAllowed, OverBudget
from projects.models import AuditEntry, Notification
from tests import cast, fakes
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import ElevenLabs, OpenAI, Replicate
from tests.contracts.servers.doubles_film import Fal, Runway

pytestmark = pytest.mark.django_db
EACH = Decimal("0.003")  # a picture by the model of the doubles of Replicate


def budget(amount, period=BudgetPeriod.MONTH, project=None, **more):
    return budgets.set_budget(cast.shop(), cast.adam(), amount, period, project, **more)


def pictures(settings, double):
    kit.use(settings, "image", kit.replicate(double.url))


def aside(state=ReservationState.HELD):
    return sum(row.amount for row in Reservation.objects.filter(state=state))


def calls():
    return Reservation.objects.exclude(step=None)


# --- the estimate is the bill ------------------------------------------------------------------
def film(settings, image, voice, kinds):
    """Pictures and voices are bought, everything else is made here."""
    settings.PROVIDERS = {
        **fakes.PROVIDERS,
        "image": [kit.replicate(image.url)],
        "voice": [kit.elevenlabs(voice.url)],
    }
    settings.PROVIDERS["voice"][0]["OPTIONS"]["model"] = "eleven_multilingual_v2"
    settings.POLL_SECONDS, settings.FETCH_ALLOW_PRIVATE = (0.01, 0.05), True
    settings.JOB_KINDS = kinds


def test_what_was_estimated_is_what_is_billed_scene_by_scene(settings):
    kinds = settings.JOB_KINDS
    sound = {
        **kinds["render"],
        "stages": kinds["render"]["stages"][:1],
        "pipeline": "generation.engine.pipelines.Pipeline",
    }
    with Replicate() as image, ElevenLabs() as voice:
        film(settings, image, voice, {**kinds, "render": sound})
        project = cast.draft()
        run_inline(actions.storyboard(project, cast.ed()))
        project.refresh_from_db()
        known = estimates.estimate(project, "storyboard")
        assert (known.total, known.made) == (0, 4)
        told = estimates.estimate(project, "render")
        run_inline(jobs.enqueue(project, "render", by=cast.ed(), runner="inline"))
    by_scene = {row.index: row.cost for row in told.by_scene()}
    lines = LedgerEntry.objects.filter(project=project, talent="voice").select_related("step__scene")
    assert by_scene == {line.step.scene.scene_index: line.cost for line in lines}
    assert told.total == sum(line.cost for line in lines) > 0
    assert estimates.estimate(project, "render").total == 0
    assert LedgerEntry.objects.filter(talent="image").values_list("cost", flat=True).distinct().get() == EACH


def test_before_there_are_scenes_the_estimate_is_the_most_that_there_can_be(settings):
    with Replicate() as image, ElevenLabs() as voice:
        film(settings, image, voice, settings.JOB_KINDS)
        project = cast.draft(target_ms=15000)
        told = estimates.estimate(project, "storyboard")
        run_inline(actions.storyboard(project, cast.ed()))
    billed = sum(LedgerEntry.objects.values_list("cost", flat=True))
    assert EACH * 4 == billed <= told.total


def test_bought_words_make_everything_after_them_uncertain(settings):
    with Replicate() as image, ElevenLabs() as voice, OpenAI() as writer:
        film(settings, image, voice, settings.JOB_KINDS)
        project = cast.draft()
        run_inline(actions.storyboard(project, cast.ed()))
        settings.PROVIDERS["text"] = [kit.openai("text", writer.url)]
        told = estimates.estimate(project, "storyboard")
    assert (told.made, len(told.unknown)) == (0, 1)
    assert told.unknown[0].model == "test-model"


def test_without_paid_providers_nothing_is_asked_and_nothing_put_aside(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    project = cast.draft()
    assert estimates.estimate(project, "storyboard").is_free
    budget(0)
    run_inline(actions.storyboard(project, cast.ed()))
    assert not Reservation.objects.exists()
    assert {line.cost for line in LedgerEntry.objects.all()} == {Decimal(0)}


# --- reserve, settle, release ------------------------------------------------------------------
def test_a_job_puts_its_estimate_aside_and_frees_the_rest_when_it_is_over(settings):
    with Replicate() as double:
        pictures(settings, double)
        step = kit.asked("image")
        assert (aside(), Reservation.objects.get().step) == (EACH, None)
        step = kit.ended(step)
    assert (step.state, aside(), aside(ReservationState.SETTLED)) == (StepState.DONE, 0, EACH)
    call = calls().get()
    line = kit.lines(step)[0]
    assert (line.cost, line.call_key, line.priced_by) == (EACH, call.call_key, call.priced_by)


def test_the_money_is_put_aside_before_the_request_is_sent(settings, monkeypatch):
    from generation.providers import http_client

    seen = []
    with Replicate() as double:
        pictures(settings, double)
        on_trace = http_client.PAID["trace"]

        def about_to_send(event, info):
            on_trace(event, info)
            if event.endswith("send_request_headers.started"):
                seen.append((calls().get().amount, len(double.posts())))

        monkeypatch.setitem(http_client.PAID, "trace", about_to_send)
        kit.ended(kit.asked("image"))
    assert seen == [(EACH, 0)]


@pytest.mark.parametrize("status", [400, 401, 402])
def test_a_definite_no_frees_the_money(settings, status):
    with Replicate() as double:
        double.fails("status", status=status)
        pictures(settings, double)
        step = kit.ended(kit.asked("image"))
    assert (step.state, aside(), calls().get().state) == (StepState.FAILED, 0, ReservationState.RELEASED)


def test_what_was_aborted_before_it_began_frees_the_money(settings):
    with Replicate() as double:
        double.ends = "aborted"
        pictures(settings, double)
        kit.ended(kit.asked("image"))
    assert aside() == 0


def test_what_was_possibly_charged_stays_put_aside(settings):
    with OpenAI() as double:
        double.fails("reset_after")
        kit.use(settings, "image", kit.openai("image", double.url))
        flat_price("openai", "image", "test-model")
        step = kit.ended(kit.asked("image"))
        assert (step.state, calls().get().state) == (StepState.UNKNOWN, ReservationState.HELD)
        control.cancel(step.job, by=cast.ed())
    assert aside() == calls().get().amount > 0
    assert kit.lines(step)[0].cost is None


def flat_price(provider, talent, model):
    for unit, amount in (("images", "0.05"), ("tokens_in", "0"), ("tokens_out", "0")):
        row = {"provider": provider, "talent": talent, "model": model, "unit": unit}
        Price.objects.create(amount=amount, valid_from=date(2026, 1, 1), **row)


def test_failed_but_billed_is_in_the_ledger_and_stays_put_aside_until_its_cost_is_known(settings):
    with Replicate() as double:
        double.ends, double.error = "failed", "NSFW content detected."
        pictures(settings, double)
        step = kit.ended(kit.asked("image"))
    line = kit.lines(step)[0]
    assert (step.state, line.cost, line.units["answer"], aside()) == (StepState.FAILED, None, "failed", EACH)
    ledger.correct(line, "0.003", cast.adam(), "the invoice")
    assert (aside(), sum(row.cost or 0 for row in LedgerEntry.objects.all())) == (0, EACH)


def test_words_that_could_not_be_used_are_billed_by_their_tokens(settings):
    with OpenAI() as double:
        double.says = ["nonsense"] * 3
        kit.use(settings, "text", kit.openai("text", double.url))
        settings.PROVIDERS["text"][0]["OPTIONS"]["model"] = "gpt-6-luna"
        step = kit.ended(kit.asked("text"))
    each = Decimal(200 * 10 + 80 * 50) / 10**8
    assert [line.cost for line in kit.lines(step)] == [each] * 3
    assert (aside(), calls().filter(state=ReservationState.SETTLED).count()) == (0, 3)


def test_a_cancelled_job_frees_what_it_did_not_use(settings):
    with Replicate() as double:
        pictures(settings, double)
        step = kit.asked("image")
        control.cancel(step.job, by=cast.ed())
    assert (aside(), aside(ReservationState.RELEASED)) == (0, EACH)


def test_a_retried_job_puts_aside_what_is_left_to_do(settings):
    with Replicate() as double:
        pictures(settings, double)
        step = kit.asked("image")
        control.cancel(step.job, by=cast.ed())
        control.retry(step.job, by=cast.ed())
        assert aside() == EACH
        kit.ended(step)
    assert (aside(), aside(ReservationState.SETTLED)) == (0, EACH)


def test_a_price_that_changes_meanwhile_does_not_change_the_bill(settings):
    with Replicate() as double:
        pictures(settings, double)
        step = kit.tried(kit.asked("image"))
        row = {"provider": "replicate", "talent": "image", "model": "black-forest-labs/flux-schnell"}
        Price.objects.create(unit="images", amount=9, valid_from=timezone.localdate(), **row)
        step = kit.ended(step)
    assert kit.lines(step)[0].cost == EACH
    assert aside() == 0


def test_a_line_is_written_and_settled_once(settings):
    with Replicate() as double:
        pictures(settings, double)
        step = kit.tried(kit.asked("image"))
        sent = type(step).objects.get(pk=step.pk)
        kit.ended(step)
        usage = Usage(units={"images": 1}, model="black-forest-labs/flux-schnell")
        ledger.billed(sent, "replicate", usage)
    assert (LedgerEntry.objects.count(), aside(ReservationState.SETTLED), aside()) == (1, EACH, 0)


def test_the_database_itself_refuses_nonsense(settings):
    with Replicate() as double:
        pictures(settings, double)
        kit.ended(kit.asked("image"))
    call, line = calls().get(), LedgerEntry.objects.get()
    for change in (
        lambda: Reservation.objects.filter(pk=call.pk).update(amount=-1),
        lambda: Reservation.objects.filter(pk=call.pk).update(state=ReservationState.HELD),
        lambda: LedgerEntry.objects.filter(pk=line.pk).update(cost=-1),
        lambda: LedgerEntry.objects.create(workspace=line.workspace, call_key=line.call_key),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# --- over budget -------------------------------------------------------------------------------
def test_over_budget_nothing_is_started(settings):
    with Replicate() as double:
        pictures(settings, double)
        settings.JOB_KINDS = {**settings.JOB_KINDS}
        budget("0.00")
        with pytest.raises(OverBudget, match=r"needs up to 0.003 USD, but .* has 0.00 USD left"):
            kit.asked("image")
        assert double.seen == []
    assert (Job.objects.count(), Reservation.objects.count()) == (0, 0)


def test_a_budget_that_shrinks_meanwhile_stops_the_request_itself(settings):
    with Replicate() as double:
        pictures(settings, double)
        step = kit.asked("image")
        Reservation.objects.update(amount=0)
        budget("0.00", BudgetPeriod.DAY)
        step = kit.ended(step)
        assert (step.state, double.posts()) == (StepState.FAILED, [])
    assert "has 0.00 USD left of 0.00 USD. Nothing was sent." in step.error
    assert not calls().exists()


@pytest.mark.parametrize(
    ("period", "whole"), [(BudgetPeriod.DAY, False), (BudgetPeriod.MONTH, False), (BudgetPeriod.WHOLE, True)]
)
def test_every_budget_is_asked(settings, period, whole):
    with Replicate() as double:
        pictures(settings, double)
        project = cast.draft()
        budget("100", BudgetPeriod.MONTH)
        budget("0", period, project if whole else None)
        with pytest.raises(OverBudget):
            jobs.enqueue(project, "try", by=cast.ed(), talent="image")


@pytest.mark.parametrize(("spent", "enough"), [("0.007", True), ("0.007001", False)])
def test_the_last_cent_may_be_spent_and_no_more(settings, spent, enough):
    with Replicate() as double:
        pictures(settings, double)
        LedgerEntry.objects.create(workspace=cast.shop(), call_key="before", cost=spent)
        budget("0.01")
        if enough:
            assert kit.ended(kit.asked("image")).state == StepState.DONE
            return
        with pytest.raises(OverBudget):
            kit.asked("image")
        assert double.seen == []


def test_a_price_that_nobody_knows_is_refused_where_there_is_a_budget(settings):
    with OpenAI() as double:
        kit.use(settings, "image", kit.openai("image", double.url))
        budget("1000")
        with pytest.raises(OverBudget, match="test-model of openai, whose price nobody knows"):
            kit.asked("image")
        settings.UNKNOWN_PRICES = "allow"
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), kit.lines(step)[0].cost) == (StepState.DONE, 1, None)


def test_spent_yesterday_is_not_spent_today(settings):
    day = budget("1", BudgetPeriod.DAY)
    old = LedgerEntry.objects.create(workspace=cast.shop(), call_key="old", cost="0.9")
    assert budgets.standing(day).left == Decimal("0.1")
    LedgerEntry.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=1, hours=1))
    assert budgets.standing(day).left == 1


def test_what_is_on_its_way_counts_today_whenever_it_was_put_aside(settings):
    with Replicate() as double:
        pictures(settings, double)
        day = budget("1", BudgetPeriod.DAY)
        step = kit.asked("image")
        Reservation.objects.update(created=timezone.now() - timedelta(days=2))
        assert budgets.standing(day).held == EACH
        control.cancel(step.job)
        assert budgets.standing(day).held == 0


# --- budgets -----------------------------------------------------------------------------------
def test_only_an_admin_sets_a_budget():
    for who in (cast.vera, cast.ed, cast.ann):
        with pytest.raises(NotAllowed):
            budgets.set_budget(cast.shop(), who(), 10)
    assert budget(10).amount == 10
    assert AuditEntry.objects.get(verb="set the month budget").actor_name == "adam"


def test_a_budget_is_set_anew_or_taken_away():
    budget(10)
    budget("20.5")
    assert Budget.objects.get().amount == Decimal("20.50")
    budget(None)
    assert not Budget.objects.exists()


@pytest.mark.parametrize("amount", ["-1", "much", "NaN", "1e30"])
def test_a_budget_is_an_amount_of_money(amount):
    with pytest.raises(BadInput):
        budget(amount)


def test_a_budget_is_for_what_it_can_be_for():
    with pytest.raises(BadInput):
        budget(1, BudgetPeriod.WHOLE)
    with pytest.raises(BadInput):
        budget(1, BudgetPeriod.DAY, cast.draft())


def test_a_budget_that_is_nearly_used_is_told_once_in_its_period(settings):
    heard = []
    budgets.budget_nearly_used.connect(lambda standing, **_: heard.append(standing.percent), weak=False)
    LedgerEntry.objects.create(workspace=cast.shop(), call_key="x", cost="0.85")
    with Replicate() as double:
        pictures(settings, double)
        budget("1.00", warn_percent=80)
        kit.ended(kit.asked("image"))
    told = AuditEntry.objects.get(verb=budgets.WARNED)
    assert Notification.objects.filter(kind="budget").exists()
    assert (heard, told.new) == ([85], "85 % of 1.00 USD (the workspace's budget for this month)")


# --- the book ----------------------------------------------------------------------------------
def line(key, cost=None, workspace=None, **more):
    return LedgerEntry.objects.create(workspace=workspace or cast.shop(), call_key=key, cost=cost, **more)


def test_sums_are_by_what_is_asked_and_unknown_is_counted_not_added():
    project = cast.draft()
    line("a", "0.5", project=project, provider="openai", talent="image")
    line("b", None, project=project, provider="openai", talent="image")
    line("c", "2", provider="runway", talent="clip")
    line("d", "9", workspace=cast.oscar().memberships.get().workspace, provider="runway")
    line("e", "7", provider="acme", currency="EUR")

    def told(by):
        return [
            (row.key, row.currency, row.known, row.calls, row.unknown)
            for row in ledger.sums(ledger.lines(cast.shop()), by)
        ]

    assert told("provider") == [
        ("acme", "EUR", 7, 1, 0),
        ("runway", "USD", 2, 1, 0),
        ("openai", "USD", Decimal("0.5"), 2, 1),
    ]
    assert told("project")[-1] == (project.pk, "USD", Decimal("0.5"), 2, 1)
    assert {row[0] for row in told("day")} == {timezone.localdate()}
    assert ledger.sums(ledger.lines(cast.shop(), timezone.now() + timedelta(hours=1)), "talent") == []


def test_a_correction_is_a_line_of_its_own_and_can_be_corrected():
    entry = line("a", "0.5", provider="openai", talent="image")
    ledger.correct(entry, "0.2", cast.adam(), "the invoice of November")
    ledger.correct(entry, "0.3", cast.adam(), "a credit note")
    entry.refresh_from_db()
    assert (entry.cost, ledger.total(entry)) == (Decimal("0.5"), Decimal("0.3"))
    row = ledger.sums(ledger.lines(cast.shop()), "provider")[0]
    assert (row.known, row.calls) == (Decimal("0.3"), 1)
    assert AuditEntry.objects.filter(verb="corrected a cost", actor_name="adam").count() == 2


def test_an_unknown_cost_is_known_once_it_was_corrected():
    entry = line("a", provider="openai", talent="image")
    ledger.correct(entry, "0.04", cast.adam(), "the invoice")
    row = ledger.sums(ledger.lines(cast.shop()), "provider")[0]
    assert (row.known, row.calls, row.unknown) == (Decimal("0.04"), 1, 0)


@pytest.mark.parametrize(("amount", "note"), [("-1", "why"), ("much", "why"), ("1", "  ")])
def test_a_correction_needs_an_amount_and_a_reason(amount, note):
    with pytest.raises(BadInput):
        ledger.correct(line("a", "1"), amount, cast.adam(), note)


# --- each way of telling a bill ----------------------------------------------------------------
BILLS = {
    "runway": (Runway, "clip", lambda url: rows.clips("runway", url), "gen4_turbo"),
    "pika": (Fal, "clip", lambda url: rows.clips("pika", url), None),
    "elevenlabs": (ElevenLabs, "voice", rows.elevenlabs, "eleven_multilingual_v2"),
    "replicate": (Replicate, "image", rows.replicate, None),
}


@pytest.mark.parametrize("who", BILLS)
def test_credits_seconds_characters_and_pictures_are_billed_as_they_were_estimated(settings, who):
    kind, talent, row, model = BILLS[who]
    with kind() as double:
        kit.use(settings, talent, row(double.url))
        if model:
            settings.PROVIDERS[talent][0]["OPTIONS"]["model"] = model
        told = estimates.estimate(cast.draft(), "try", talent=talent)
        step = kit.ended(kit.asked(talent))
    assert (step.error, step.state) == ("", StepState.DONE)
    assert [line.cost for line in kit.lines(step)] == [told.total]
    assert (told.unknown, aside(), aside(ReservationState.SETTLED)) == ([], 0, told.total)
