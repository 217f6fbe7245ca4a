"""Doing steps: one, the next one that is due, or a whole job in this process."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from generation import tracing
from generation.engine import cancellations, dispatch, lease, settle
from generation.engine.base_stage import stage_named
from generation.engine.claim import claim_step
from generation.engine.context import StepContext
from generation.engine.errors import Stopped
from generation.engine.failpoints import failpoint
from generation.models import CLAIMABLE_STEP_STATES, Job, Step, StepState
from generation.providers import looks
from projects import acting, clock
from projects.models import BatchRow

log = logging.getLogger(__name__)


def run_step(step_pk: int, worker: str | None = None) -> str | None:
    """Claim the step and do it. Returns the step's state afterwards, or None when it was not to be had.

    May be called twice, at the same time, for the same step: one of the callers does it.
    """
    failpoint("step", "before_claim")
    step = claim_step(step_pk, worker)
    if step is None:
        return None
    names: dict[str, str | int] = {
        "workspace": step.job.workspace_id,
        "job": step.job_id,
        "step": step.pk,
        "stage": step.stage.name,
    }
    traced = tracing.span(f"step {step.stage.name}", step.job.trace, **names, attempt=step.attempts)
    with acting.logged_as(**names), traced as span:
        _do(step)
        span.tell(state=step.state)
        if step.state == StepState.FAILED:
            span.fail("failed")
    if step.state != StepState.RUNNING:
        return step.state
    return Step.objects.filter(pk=step_pk).order_by().values_list("state", flat=True).first()


def _do(step: Step) -> None:
    """A step that was claimed, to its end."""
    name = step.stage.name
    failpoint(name, "after_claim")
    context = StepContext(step, settle.report)
    try:
        with lease.renewed(step, context):
            outcome = stage_named(name).run(step, context)
            context.check()
    except Stopped:
        log.info("step %s was stopped", step.pk)
    except Exception as error:
        settle.settle_error(step, error)
    else:
        failpoint(name, "after_run")
        settle.settle_result(step, outcome)
        failpoint(name, "after_commit")


# --- one process -----------------------------------------------------------------------------
# How long a thread with nothing to do waits until it looks again: twice as long each time. Each look takes
# time from the threads that work; a step that one of them ends wakes the others at once.
SHORTEST_WAIT, LONGEST_WAIT = 0.02, 0.5
_last_change = 0
_changed = threading.Condition()


def _tell_others() -> None:
    global _last_change
    with _changed:
        _last_change += 1
        _changed.notify_all()


def run_inline(
    job: Job, until: Callable[[], bool] | None = None, idle: Callable[[], object] = lambda: None
) -> Job:
    """Work on a job in this process and thread until it is over (or `until()` says stop).

    The one-process commands and the tests use it; the rows cannot tell the difference. `idle` is called each
    time that nothing is due.
    """
    wait = SHORTEST_WAIT
    while not (until and until()):
        known = _last_change
        job.refresh_from_db()
        if job.is_over:
            cancellations.process_due(cancellations.due().filter(step__job=job))
            return job
        step = dispatch.due_steps().filter(job=job).first()
        if step is None or run_step(step.pk) is None:
            idle()
            with _changed:
                is_new = _changed.wait_for(lambda: _last_change != known, wait)  # noqa: B023
            wait = SHORTEST_WAIT if is_new else min(2 * wait, LONGEST_WAIT)
        else:
            wait = SHORTEST_WAIT
            _tell_others()
    return job


# --- a worker of the pool --------------------------------------------------------------------
# Kinds of jobs that a batch starts by the hundred.
OF_BATCHES = ("storyboard", "render")
# Steps of a workspace that a worker tries to get before it turns to the next one's.
TRIED = 200
# When this process last did something for a workspace.
_served: dict[int, float] = {}


def run_for(seconds: float) -> None:
    """Keep taking what is due for a while, so that a chain of short steps needs no more messages."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and run_next():
        pass


def run_next() -> str | None:
    """Do one due step, fairly between workspaces. Its state, or None when there was none to be had."""
    refused: Counter[int] = Counter()
    for workspace, pk, stage in next_due():
        # As many of a stage as may are at work: its other steps would be refused as well.
        state = _run_safely(pk) if refused[stage] < 3 else None
        if state:
            _served[workspace] = time.monotonic()
            return state
        refused[stage] += 1
    return None


def next_due() -> Iterator[tuple[int, int, int]]:
    """Due steps in the order in which they should be tried: (workspace, step, stage).

    Two queries give the first one, however many rows are done or wait (`bench picking`).
    """
    looked: set[tuple[str, str]] = set()
    for workspace in _in_turn():
        while (theirs := _theirs(workspace)) and _look_at_many(theirs, looked):
            pass
        for pk, stage, *_ in theirs:
            yield workspace, pk, stage


def _theirs(workspace: int) -> list[tuple[int, int, str, str, str]]:
    """(key, stage, state, talent, provider) of a workspace's due steps, in the order of their turn."""
    steps = dispatch.due_steps().filter(job__runner="workers", job__workspace=workspace)
    return list(_people_first(steps).values_list("pk", "stage_id", "state", "talent", "provider")[:TRIED])


def _look_at_many(steps: list[tuple[int, int, str, str, str]], looked: set[tuple[str, str]]) -> bool:
    """Whether some of the steps wait at a provider where many do, and need no look of their own now."""
    asked = {(talent, name) for _, _, state, talent, name in steps if state == StepState.SUBMITTED} - looked
    looked |= asked
    return sum(looks.look(talent, name) for talent, name in asked) > 0


def _people_first(steps: QuerySet[Step]) -> QuerySet[Step]:
    """What somebody waits for goes before the boards and videos of batches, however many those are."""
    rows = BatchRow.objects.filter(project=OuterRef("job__project"))
    of_batch = Q(job__kind__in=OF_BATCHES) & Exists(rows)
    later = Case(When(of_batch, then=Value(1)), default=Value(0))
    return steps.order_by(later, "job_id", "stage__order", "order")


def _run_safely(pk: int) -> str | None:
    """Run a step; one that breaks the engine itself must not hold up all others."""
    try:
        return run_step(pk)
    except Exception:
        log.exception("step %s could not be run", pk)
        return None


def _in_turn() -> list[int]:
    """Workspaces that have work, those first who have the least at work, then whose turn is longest ago."""
    due = dispatch.is_due(clock.moment()) & Q(job__runner="workers")
    busy = Q(state=StepState.RUNNING, lease_until__gte=clock.moment())
    counted = (
        Step.objects.filter(due | busy, state__in=CLAIMABLE_STEP_STATES)  # said once more for the index
        .order_by()
        .values_list("job__workspace_id")
        .annotate(due=Count("pk", filter=due), busy=Count("pk", filter=busy))
    )
    waiting = {workspace: at_work for workspace, ready, at_work in counted if ready}
    return sorted(waiting, key=lambda one: (waiting[one], _served.get(one, 0)))
