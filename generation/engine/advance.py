"""From one stage to the next: opening, closing, and the end of a job. All of it under the job's lock."""

import logging
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from generation.billing import reservations
from generation.engine import cancellations, dispatch, queue
from generation.engine.base_stage import stage_named
from generation.engine.errors import StageFailed, StepFailed
from generation.engine.pipelines import pipeline_of
from generation.engine.plan import StepPlan
from generation.engine.progress import emit
from generation.models import OPEN_STEP_STATES, CancellationState, Job, JobState, Stage, Step, StepState
from generation.provider_errors import ProviderError
from projects import clock
from projects.errors import Refused

log = logging.getLogger(__name__)


def advance(job: Job) -> None:
    """Whoever finished the last open step opens the next stage, in the same transaction."""
    try:
        walk(job)
    except (StageFailed, StepFailed, Refused, ProviderError) as error:
        fail(job, str(error))


def walk(job: Job) -> None:
    """Close what is over and open what is next, until there is open work. Raises what a stage raises."""
    while not job.is_over:
        stage = _running(job)
        if stage and stage.is_open:
            return
        if stage:
            _close(job, stage)
        coming = job.stages.filter(state=StepState.WAITING).first()
        if coming is None:
            _succeed(job)
        else:
            _open(job, coming)


def _running(job: Job) -> Any:
    """The running stage; its `is_open` says whether a step of it is."""
    open_steps = Step.objects.filter(stage=OuterRef("pk"), state__in=OPEN_STEP_STATES)
    return Stage.objects.filter(job=job, state=StepState.RUNNING).annotate(is_open=Exists(open_steps)).first()


def _open(job: Job, stage: Stage) -> None:
    work = stage_named(stage.name)
    set_stage_state(stage, StepState.RUNNING, started=clock.now())
    pipeline_of(job).opened(stage.name)
    plans = list(work.plan(job))
    _make_steps(job, stage, plans)
    if plans:
        emit(job, work.opening_message(job, len(plans)), stage=stage)
    else:
        set_stage_state(stage, StepState.SKIPPED, finished=clock.now())


def _make_steps(job: Job, stage: Stage, plans: Sequence[StepPlan]) -> None:
    """Rows for the plans, ready and sent. A step that is there already (retry) stays as it is."""
    there = set(job.steps.order_by().values_list("key", flat=True))
    Step.objects.bulk_create(
        Step(
            job=job,
            stage=stage,
            key=plan.key,
            label=plan.label,
            order=order,
            talent=plan.talent,
            scene=plan.scene,
            request=plan.request,
            size=plan.size,
        )
        for order, plan in enumerate(plans)
        if plan.key not in there
    )
    keys = [plan.key for plan in plans]
    dispatch.notify_all(job, job.steps.filter(key__in=keys, state=StepState.READY))


def _close(job: Job, stage: Stage) -> None:
    try:
        message = stage_named(stage.name).close(job, list(stage.steps.all()))
    except StageFailed as error:
        set_stage_state(stage, StepState.FAILED, finished=clock.now(), error=str(error)[:600])
        raise
    set_stage_state(stage, StepState.DONE, finished=clock.now())
    if message:
        emit(job, message, stage=stage)


def set_stage_state(stage: Stage, state: str, **changes: Any) -> None:
    Stage.objects.filter(pk=stage.pk).update(state=state, **changes)
    stage.state = state


def _succeed(job: Job) -> None:
    job.state, job.finished, job.error = JobState.SUCCEEDED, clock.now(), ""
    job.save(update_fields=["state", "finished", "error"])
    reservations.release_job(job)
    emit(job, pipeline_of(job).succeeded() or gettext_noop("Done"), at_least=100)


def fail(job: Job, message: str) -> None:
    """The job is over without a result."""
    log.error("Job %s (%s of project %s) failed: %s", job.pk, job.kind, job.project_id, message)
    job.state, job.finished, job.error = JobState.FAILED, clock.now(), message[:600]
    job.save(update_fields=["state", "finished", "error"])
    job.stages.filter(state=StepState.RUNNING).update(
        state=StepState.FAILED, error=message[:600], finished=clock.now()
    )
    end_steps(job)
    reservations.release_job(job)
    pipeline_of(job).failed(message)
    emit(job, message)


def end_steps(job: Job) -> None:
    """End what is open: workers are fenced out, and providers will be told to cancel."""
    still = job.steps.filter(state__in=OPEN_STEP_STATES)
    cancellations.create_for(still.exclude(submitting=None))
    still.update(state=StepState.SKIPPED, token="", lease_until=None)
    if job.runner == "workers" and job.steps.filter(cancellations__state=CancellationState.WAITING).exists():
        queue.send_cancellations()
