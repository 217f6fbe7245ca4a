"""How many steps are at a provider or of a workspace at once, and whose turn it is."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from generation.engine import control, dispatch, jobs, rate_limits
from generation.engine.claim import claim_step
from generation.engine.run import _served, run_next, run_step
from generation.models import Job, RateLimit, Step, StepState
from projects.board import editing
from tests import cast, fakes
from tests.contracts import kit
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.generation.engine.test_races import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shortest_job(settings):
    settings.JOB_KINDS = kit.JOB_KINDS
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


def limit(settings, **limits):
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [{**fakes.PROVIDERS["image"][0], **limits}]}


def waiting(count, workspace=None, runner="inline"):
    """So many steps that ask for a picture, each in a job of its own."""
    workspace = workspace or cast.shop()
    ed = cast.person(f"ed-{workspace.slug}", "editor", workspace)
    return [_one(workspace, ed, runner) for _ in range(count)]


def _one(workspace, ed, runner):
    project = editing.create_project(workspace, ed, "prompt", prompt="A robot", target_ms=6000)
    return jobs.enqueue(project, "try", by=ed, runner=runner, talent="image").steps.get()


def claimed(steps):
    return [step for step in steps if claim_step(step.pk)]


def free(step):
    """The step is over, and its place free."""
    Step.objects.filter(pk=step.pk).update(state=StepState.DONE, token="")


def come_back():
    Step.objects.filter(state=StepState.READY).update(not_before=None)


def test_no_more_are_at_a_provider_than_may_be(settings):
    limit(settings, AT_ONCE=2)
    assert len(claimed(waiting(5))) == 2


def test_one_that_finds_no_place_holds_no_worker_and_uses_up_no_try(settings):
    limit(settings, AT_ONCE=1)
    first, second = waiting(2)
    claim_step(first.pk)
    before = timezone.now()
    assert claim_step(second.pk) is None
    second.refresh_from_db()
    assert (second.state, second.attempts, second.token) == (StepState.READY, 0, "")
    assert second.not_before > before


def test_a_place_that_is_free_again_is_taken(settings):
    limit(settings, AT_ONCE=1)
    first, second = waiting(2)
    claim_step(first.pk)
    claim_step(second.pk)
    free(first)
    come_back()
    assert claim_step(second.pk).provider == "local"


def test_what_a_provider_is_at_work_on_has_a_place_too(settings):
    limit(settings, AT_ONCE=1)
    first, second = waiting(2)
    Step.objects.filter(pk=first.pk).update(state=StepState.SUBMITTED, provider="local", external_id="abc")
    assert claim_step(second.pk) is None


def test_looking_after_a_request_that_is_out_needs_no_place(settings):
    limit(settings, AT_ONCE=1)
    first, second = waiting(2)
    for step in (first, second):
        Step.objects.filter(pk=step.pk).update(
            state=StepState.SUBMITTED, provider="local", external_id=f"id{step.pk}"
        )
    assert claim_step(second.pk).pk == second.pk


def test_the_place_of_a_dead_worker_is_free(settings):
    limit(settings, AT_ONCE=1)
    first, second = waiting(2)
    claim_step(first.pk)
    past = timezone.now() - timedelta(seconds=1)
    Step.objects.filter(pk=first.pk).update(lease_until=past)
    assert claim_step(second.pk)


def test_no_more_are_sent_in_a_minute_than_may_be(settings):
    limit(settings, PER_MINUTE=3)
    steps = waiting(5)
    before = timezone.now()
    assert len(claimed(steps)) == 3
    steps[4].refresh_from_db()
    assert (steps[4].not_before - before).total_seconds() > 50
    assert (steps[4].not_before - timezone.now()).total_seconds() < 62


def test_after_a_minute_more_may_be_sent(settings):
    limit(settings, PER_MINUTE=3)
    steps = waiting(5)
    claimed(steps)
    gate = RateLimit.objects.get(name="provider:local")
    gate.passed[0] -= 61
    gate.save()
    come_back()
    assert len(claimed(steps)) == 1


def test_a_setting_limits_a_provider_in_all_its_talents(settings):
    limit(settings)
    settings.PROVIDER_LIMITS = {"local": {"at_once": 1, "per_minute": 0}}
    first, second = waiting(2)
    Step.objects.filter(pk=second.pk).update(talent="voice")
    assert len(claimed([first, second])) == 1


def test_asking_again_with_what_was_wrong_counts_as_well(settings):
    with OpenAI() as double:
        double.says = ["nonsense"]
        kit.use(settings, "text", {**kit.openai("text", double.url), "PER_MINUTE": 9})
        assert kit.ended(kit.asked("text")).state == StepState.DONE
        assert len(double.posts()) == 2
    assert len(RateLimit.objects.get(name="provider:openai").passed) == 2


def test_no_more_of_a_workspace_run_than_may(settings):
    settings.WORKSPACE_AT_ONCE = 2
    limit(settings)
    assert len(claimed(waiting(4))) == 2
    assert len(claimed(waiting(4, cast.shop("oscars", "Oscar's other shop")))) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limits", [{"AT_ONCE": 3}, {"PER_MINUTE": 3}])
def test_many_workers_together_let_in_no_more_than_one_would(settings, limits):
    limit(settings, **limits)
    steps = [step for _ in range(4) for step in waiting_in_new_job(3)]
    won = together(*[lambda step=step: claim_step(step.pk) for step in steps])
    assert not [problem for problem in won if isinstance(problem, Exception)]
    assert len([step for step in won if step]) == 3


def waiting_in_new_job(count):
    return waiting(count, cast.shop(f"shop{Job.objects.count()}", "One more"))


# --- whose turn it is ------------------------------------------------------------------------
def test_a_full_queue_of_one_workspace_does_not_starve_another(settings, monkeypatch):
    """Oscar's one step comes when Lola's hundred wait: the next place that is free is his."""
    monkeypatch.setattr(rate_limits, "LATE_SECONDS", 600)  # he is not late, however slow this machine is
    limit(settings, AT_ONCE=2)
    lolas = waiting(20)
    first, second = claimed(lolas)
    oscars = waiting(1, cast.shop("oscars", "Oscar's other shop"))[0]
    assert claim_step(oscars.pk) is None
    free(first)
    come_back()
    assert claimed(lolas[5:]) == []
    assert claim_step(oscars.pk)


def test_one_that_does_not_come_back_is_not_waited_for(settings):
    limit(settings, AT_ONCE=2)
    lolas = waiting(4)
    first, _ = claimed(lolas)
    oscars = waiting(1, cast.shop("oscars", "Oscar's other shop"))[0]
    claim_step(oscars.pk)
    free(first)
    come_back()
    control.cancel(oscars.job, by=cast.ed())
    assert claim_step(lolas[3].pk)


def test_a_worker_serves_workspaces_in_turn(settings):
    """A hundred bells of one workspace: the first of the other is answered second, not last."""
    limit(settings)
    waiting(10, runner="workers")
    waiting(2, cast.shop("oscars", "Oscar's other shop"), runner="workers")
    _served.clear()
    for _ in range(4):
        run_next()
    done = Step.objects.filter(state=StepState.DONE).values_list("job__workspace__slug", flat=True)
    assert sorted(done) == ["lolas", "lolas", "oscars", "oscars"]


def test_five_hundred_waiting_of_one_workspace_do_not_starve_another(settings):
    """However much waits, every second free place is the other workspace's."""
    limit(settings)
    step = waiting(1, runner="workers")[0]
    more = {"job": step.job, "stage": step.stage, "talent": "image", "label": "X", "state": StepState.READY}
    more |= {"request": step.request}
    Step.objects.bulk_create([Step(key=f"x{number}", **more) for number in range(500)])
    waiting(3, cast.shop("oscars", "Oscar's other shop"), runner="workers")
    _served.clear()
    for _ in range(6):
        run_next()
    done = Step.objects.filter(state=StepState.DONE).values_list("job__workspace__slug", flat=True)
    assert sorted(done) == ["lolas"] * 3 + ["oscars"] * 3


def test_a_stage_that_is_full_does_not_hide_what_else_is_due(settings, monkeypatch):
    from tests.contracts import stage

    limit(settings)
    crowded = waiting(1, runner="workers")[0]
    for number in range(20):
        Step.objects.create(job=crowded.job, stage=crowded.stage, key=f"x{number}", talent="image", label="X")
    claim_step(crowded.pk)
    monkeypatch.setattr(stage.AskStage, "at_once", lambda self, job: 1)
    other = waiting(1, runner="workers")[0]
    assert run_next() == StepState.DONE
    assert Step.objects.get(pk=other.pk).state == StepState.DONE


def test_a_paid_request_goes_through_the_turnstile(settings):
    """Eight pictures at a provider that may have 4 at once: never more than 4 are out."""
    with Replicate() as double:
        double.looks_needed = 0
        kit.use(settings, "image", {**kit.replicate(double.url), "AT_ONCE": 4})
        assert rate_limits.limits("image", "replicate") == (4, 0)
        steps = waiting(8)
        most, until = 0, time.monotonic() + 120
        while Step.objects.exclude(state=StepState.DONE).exists() and time.monotonic() < until:
            come_back()
            for step in dispatch.due_steps():
                run_step(step.pk)
                out = Step.objects.filter(pk__in=[one.pk for one in steps], state=StepState.SUBMITTED).count()
                most = max(most, out)
    assert most == 4
    assert not Step.objects.exclude(state=StepState.DONE).exists()
