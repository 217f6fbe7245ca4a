"""Many requests that wait at one provider are looked at together; only those that are over are claimed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation.engine import run
from generation.models import Step, StepState
from generation.providers import looks
from projects import clock
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import Replicate
from tests.contracts.servers.doubles_film import Runway

pytestmark = pytest.mark.django_db
MANY = 4


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(looks, "MANY", MANY)


def waiting(settings, talent, row, count=MANY):
    """So many steps of jobs of their own whose requests were accepted, all due for a look."""
    kit.use(settings, talent, row)
    steps = [kit.tried(kit.asked(talent, seed=seed, runner="workers")) for seed in range(1, count + 1)]
    assert {step.state for step in steps} == {StepState.SUBMITTED}
    Step.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    settings.POLL_SECONDS = (5, 15)
    return steps


def looked(double, part):
    """What was asked since now, of the addresses with this part in them."""
    double.seen.clear()
    run.run_next()
    return len(double.told("GET", part))


def test_those_at_work_cost_one_look_at_the_list_and_wait_on(settings):
    with Replicate() as double:
        double.takes = 1000
        steps = waiting(settings, "image", kit.replicate(double.url))
        claimed = list(Step.objects.order_by("pk").values_list("attempts", "token"))
        before = clock.now()
        assert looked(double, "/predictions") == 1
        assert [one.path for one in double.told("GET")] == ["/v1/predictions"]
        assert not run.dispatch.due_steps().exists()
        rows_now = Step.objects.order_by("pk")
        assert list(rows_now.values_list("attempts", "token")) == claimed, "none was claimed"
        assert all(step.not_before > before + timedelta(seconds=3) for step in rows_now)
        assert rows_now.count() == len(steps)


def test_the_one_that_is_over_is_taken_and_the_others_wait_on(settings):
    with Replicate() as double:
        steps = waiting(settings, "image", kit.replicate(double.url))
        double.takes, double.looks_needed = 1000, 0
        double.made_at[steps[2].external_id] -= 2000
        double.look(steps[2].external_id, "")
        assert run.run_next() == StepState.DONE
        states = list(Step.objects.order_by("pk").values_list("state", flat=True))
        assert states == [StepState.SUBMITTED, StepState.SUBMITTED, StepState.DONE, StepState.SUBMITTED]


def test_a_provider_without_a_list_is_asked_for_each_and_less_often_the_more_wait(settings, monkeypatch):
    monkeypatch.setattr(looks, "LOOKS_PER_SECOND", 0.1)
    monkeypatch.setattr(looks, "AHEAD_SECONDS", 1000)
    with Runway() as double:
        double.takes = 1000
        waiting(settings, "clip", rows.clips("runway", double.url))
        claimed = list(Step.objects.order_by("pk").values_list("started", flat=True))
        before = clock.now()
        looked(double, "/tasks/")
        assert len({one.path for one in double.told("GET", "/tasks/")}) == MANY
        assert list(Step.objects.order_by("pk").values_list("started", flat=True)) == claimed, (
            "none was claimed"
        )
        soonest = min(Step.objects.values_list("not_before", flat=True))
        assert soonest > before + timedelta(seconds=0.7 * MANY / 0.1)


def test_while_the_provider_is_away_all_wait_and_none_is_given_up(settings):
    with Replicate() as double:
        double.takes = 1000
        waiting(settings, "image", kit.replicate(double.url))
        double.fails("status", status=503, on="GET")
        run.run_next()
        assert set(Step.objects.values_list("state", flat=True)) == {StepState.SUBMITTED}
        assert not run.dispatch.due_steps().exists()


def test_one_that_waits_for_too_long_is_given_up_as_ever(settings):
    with Replicate() as double:
        double.takes = 1000
        first, *_ = waiting(settings, "image", kit.replicate(double.url))
        Step.objects.filter(pk=first.pk).update(submitting=clock.now() - timedelta(days=1))
        run.run_next()
        first.refresh_from_db()
        assert first.state == StepState.FAILED and "took longer than" in first.error


def test_few_are_looked_at_one_by_one(settings):
    with Replicate() as double:
        double.takes = 1000
        waiting(settings, "image", kit.replicate(double.url), MANY - 1)
        double.seen.clear()
        run.run_next()
        assert [one.path.rpartition("/")[0] for one in double.told("GET")] == ["/v1/predictions"]
        assert double.told("GET")[0].path != "/v1/predictions"
