"""The verbs of the engine: enqueue, claim, run, cancel, retry, sweep.

The rows are the truth. A queue message, a nudge or a ticker only says "look at step 12"; whoever
looks claims it by conditional update under the job's row lock, so that a message which comes
twice, late or never does no harm. A worker that lost its lease writes nothing: every write of a
running step is fenced by its token.
"""

import logging
import os
import random
import socket
import time
from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from generation.billing import budgets, ledger
from generation.engine import cancellations, lease, rate_limits
from generation.engine.context import Context
from generation.engine.errors import Postponed, StageFailed, StepFailed, Stopped
from generation.engine.failpoints import point
from generation.engine.plan import Later
from generation.engine.progress import emit, running_stage
from generation.models import (
    ACTIVE,
    CANCELLED,
    CLAIMABLE,
    DONE,
    FAILED,
    OPEN,
    QUEUED,
    READY,
    RUNNING,
    SKIPPED,
    SUBMITTED,
    SUCCEEDED,
    UNKNOWN,
    WAITING,
    WAITING_TO_TELL,
    Job,
    Stage,
    Step,
)
from generation.provider_errors import OutcomeUnknown, ProviderError, Transient
from generation.providers import registry
from projects.audit import record
from projects.errors import Conflict, IllegalMove, Refused
from projects.models import VideoProject

log = logging.getLogger(__name__)

# A doorbell that was not answered for this long is rung again.
RING_AGAIN_SECONDS = 5
# An inline job whose process is gone for this long is taken over by the workers.
ORPHAN_SECONDS = 60


# --- enqueue ---------------------------------------------------------------------------------
_runner = ContextVar("runner", default="workers")


@contextmanager
def runner(name):
    """Who runs the jobs that are started in this block: "workers", or "inline" for this process."""
    token = _runner.set(name)
    try:
        yield
    finally:
        _runner.reset(token)


def enqueue(project, kind, by=None, runner=None, digest="", **options):
    """Start a job of `kind` (a key of settings.JOB_KINDS) for the project.

    Commits with the caller's transaction or not at all. Raises Conflict when one of that kind is
    at work already, OverBudget when a budget has not as much left as it may cost.
    """
    with transaction.atomic():
        _lock_project(project.pk)
        job = _new_job(project, kind, by, runner or _runner.get(), digest, options)
        for order, (module, start, end) in enumerate(settings.JOB_KINDS[kind]["stages"]):
            name = module.rsplit(".", 1)[1]
            Stage.objects.create(job=job, name=name, module=module, order=order, starts_at=start, ends_at=end)
        record(project, f"started {kind}", by=by, new=f"job {job.pk}")
        emit(job, "Waiting for a worker")
        budgets.reserve_job(job)
        # What cannot be started is refused to the caller's face, not left behind as a failed job.
        _walk(job)
    return job


def _new_job(project, kind, by, runner, digest, options):
    try:
        with transaction.atomic():
            return Job.objects.create(
                project=project,
                workspace_id=project.workspace_id,
                kind=kind,
                created_by=by,
                runner=runner,
                digest=digest,
                options=options,
            )
    except IntegrityError:
        label = settings.JOB_KINDS[kind]["label"].lower()
        raise Conflict(f"A {label} job is already at work for this video.") from None


def locked(job_pk):
    """The job's row, locked until the transaction ends: the one lock of the engine."""
    return Job.objects.select_for_update().get(pk=job_pk)


def _lock_project(pk):
    """Before money's lock, which is the last one: the pipeline moves the project under it."""
    VideoProject.objects.select_for_update(no_key=True).get(pk=pk)


def pipeline(job):
    return import_string(settings.JOB_KINDS[job.kind]["pipeline"])(job)


# --- stages ----------------------------------------------------------------------------------
def _advance(job):
    """Whoever finished the last open step opens the next stage, in the same transaction."""
    try:
        _walk(job)
    except (StageFailed, StepFailed, Refused, ProviderError) as error:
        _fail(job, str(error))


def _walk(job):
    """Close what is over and open what is next, under the job's lock, until there is open work."""
    while not job.is_over:
        stage = running_stage(job)
        if stage and stage.steps.filter(state__in=OPEN).exists():
            return
        if stage:
            _close(job, stage)
        coming = job.stages.filter(state=WAITING).first()
        if coming is None:
            _succeed(job)
        else:
            _open(job, coming)


def _open(job, stage):
    module = import_module(stage.module)
    _stage(stage, RUNNING, started=timezone.now())
    pipeline(job).opened(stage.name)
    plans = list(module.plan(job))
    _make_steps(job, stage, plans)
    if plans:
        emit(job, module.opening(job, len(plans)), stage=stage)
    else:
        _stage(stage, SKIPPED, finished=timezone.now())


def _make_steps(job, stage, plans):
    """Rows for the plans, ready and rung for. A step that is there already (retry) stays as it is."""
    for order, plan in enumerate(plans):
        step, _ = Step.objects.get_or_create(
            job=job,
            key=plan.key,
            defaults={
                "stage": stage,
                "label": plan.label,
                "order": order,
                "talent": plan.talent,
                "scene": plan.scene,
                "request": plan.request,
                "size": plan.size,
            },
        )
        if step.state == READY:
            ring(step, job)


def _close(job, stage):
    module = import_module(stage.module)
    try:
        message = module.close(job, list(stage.steps.all()))
    except StageFailed as error:
        _stage(stage, FAILED, finished=timezone.now(), error=str(error)[:600])
        raise
    _stage(stage, DONE, finished=timezone.now())
    if message:
        emit(job, message, stage=stage)


def _stage(stage, state, **changes):
    Stage.objects.filter(pk=stage.pk).update(state=state, **changes)
    stage.state = state


def _succeed(job):
    job.state, job.finished, job.error = SUCCEEDED, timezone.now(), ""
    job.save(update_fields=["state", "finished", "error"])
    budgets.release_job(job)
    emit(job, pipeline(job).succeeded() or "Done", at_least=100)


def _fail(job, message):
    job.state, job.finished, job.error = FAILED, timezone.now(), message[:600]
    job.save(update_fields=["state", "finished", "error"])
    job.stages.filter(state=RUNNING).update(state=FAILED, error=message[:600], finished=timezone.now())
    _end_steps(job)
    budgets.release_job(job)
    pipeline(job).failed(message)
    emit(job, message)


def _end_steps(job):
    """End what is open: workers are fenced out, and providers will be told (recalls)."""
    still = job.steps.filter(state__in=OPEN)
    cancellations.write(still.exclude(submitting=None))
    still.update(state=SKIPPED, token="", lease_until=None)
    if job.runner == "workers" and job.steps.filter(recalls__state=WAITING_TO_TELL).exists():
        from django_q.tasks import async_task

        async_task("generation.tasks.recall")


# --- the doorbell ----------------------------------------------------------------------------
def ring(step, job):
    """Tell the pool that a step is ready. In this transaction: the queue row is a free outbox."""
    if job.runner != "workers":
        return
    from django_q.tasks import async_task

    Step.objects.filter(pk=step.pk).update(rung=timezone.now())
    async_task("generation.tasks.run_step", step.pk)


def due(now=None):
    """Steps that somebody should take: ready, or due for another look, or left by a dead worker."""
    now = now or timezone.now()
    mine = Q(state=RUNNING, lease_until__lt=now) | Q(state__in=(READY, SUBMITTED))
    return (
        Step.objects.filter(mine, state__in=CLAIMABLE, job__state__in=ACTIVE)
        .filter(Q(not_before=None) | Q(not_before__lte=now))
        .order_by("job_id", "stage__order", "order")
    )


def sweep(now=None, limit=200):
    """The ticker's work, once a second: ring for what is due and was not answered.

    Also adopts jobs of one-process commands that died. Returns how many steps were rung for.
    """
    now = now or timezone.now()
    _adopt_orphans(now)
    rung = ring_due(now, limit)
    _ring_for_recalls(now)
    return rung


def ring_due(now=None, limit=200):
    """Ring for the steps that are due and that nobody answered for. Returns how many."""
    now = now or timezone.now()
    unheard = Q(rung=None) | Q(rung__lt=now - timedelta(seconds=RING_AGAIN_SECONDS))
    deserted = Q(state=RUNNING, rung__lt=F("lease_until"))
    steps = list(due(now).filter(unheard | deserted, job__runner="workers").select_related("job")[:limit])
    for step in steps:
        with transaction.atomic():
            ring(step, step.job)
    return len(steps)


def _ring_for_recalls(now):
    """What a provider still has to be told, or asked, when nobody came for it."""
    from django_q.tasks import async_task

    if cancellations.due(now - timedelta(seconds=RING_AGAIN_SECONDS)).exists():
        cancellations.due(now).update(not_before=now)
        async_task("generation.tasks.recall")


def _adopt_orphans(now):
    stale = now - timedelta(seconds=ORPHAN_SECONDS)
    alive = Step.objects.filter(state=RUNNING, lease_until__gte=now).values("job_id")
    recent = Job.objects.filter(events__created__gte=stale).values("pk")
    orphans = Job.objects.active().filter(runner="inline", created__lt=stale)
    orphans.exclude(pk__in=alive).exclude(pk__in=recent).update(runner="workers")


# --- claim -----------------------------------------------------------------------------------
def worker_name():
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(step_pk, worker=None):
    """Take a due step, or None when it is not to be had (taken, not due, over, or too many).

    The attempt is counted here, so that a step which kills its worker is counted too.
    """
    now = timezone.now()
    with transaction.atomic():
        step = Step.objects.filter(pk=step_pk).values("job_id").first()
        job = locked(step["job_id"]) if step else None
        if job is None or job.state not in (QUEUED, RUNNING):
            return None
        step = due(now).filter(pk=step_pk).select_related("stage", "scene").first()
        if step is None or _crowded(job, step, now):
            return None
        step.job = job
        return _taken(job, step, worker or worker_name(), now) if _has_place(job, step) else None


def _has_place(job, step):
    """Take a place at the provider and in the workspace; a step that gets none comes back later."""
    if step.state == SUBMITTED:
        return True
    name = rate_limits.to_ask(step)
    wait = rate_limits.enter(job, step, name)
    if wait:
        back = timezone.now() + timedelta(seconds=wait)
        _release(step, READY, not_before=back, rung=None)
    if not (step.external_id or step.submitting):
        step.provider = name
    return not wait


def _crowded(job, step, now):
    """Whether as many steps of this stage are at work as may at the same time.

    What a provider is at work on counts as well, unless this is only another look at such a step.
    """
    busy = Q(state=RUNNING, lease_until__gte=now)
    if step.state != SUBMITTED:
        busy |= Q(state=SUBMITTED)
    others = step.stage.steps.filter(busy).exclude(pk=step.pk).count()
    return others >= import_module(step.stage.module).at_once(job)


def _taken(job, step, worker, now):
    polling, tries = step.state == SUBMITTED, registry.tries(step.talent)
    if step.submitting and not step.external_id and not _can_clear_up(step, tries):
        _settle_unknown(job, step)
        return None
    if not polling and step.attempts >= tries:
        _settle_failed(
            job, step, step.error or f"It stopped the worker {step.attempts} times and was given up."
        )
        return None
    step.state, step.token, step.worker = RUNNING, uuid4().hex, worker
    step.attempts += 0 if polling else 1
    step.lease_until = now + timedelta(seconds=settings.LEASE_SECONDS)
    step.started, step.not_before = now, None
    step.save(
        update_fields=[
            "state", "token", "worker", "attempts", "lease_until", "started", "not_before", "provider"
        ]
    )  # fmt: skip
    if job.state == QUEUED:
        job.state, job.started = RUNNING, now
        job.save(update_fields=["state", "started"])
    doing = import_module(step.stage.module).doing(step)
    emit(job, doing, stage=step.stage, scene=step.scene_id, working=True)
    return step


def _can_clear_up(step, tries):
    """Whether the provider can be asked what became of a request whose answer was lost."""
    more = step.state == SUBMITTED or step.attempts < tries  # looking is not another try
    return more and registry.can_find(step.talent, step.provider)


# --- run -------------------------------------------------------------------------------------
def run_step(step_pk, worker=None):
    """Claim the step and do it. Returns the step's state afterwards, or None when it was not to be had.

    May be called twice, at the same time, for the same step: one of the callers does it.
    """
    point("step", "before_claim")
    step = claim(step_pk, worker)
    if step is None:
        return None
    name = step.stage.name
    point(name, "after_claim")
    context = Context(step)
    try:
        with lease.kept(step, context):
            outcome = import_module(step.stage.module).run(step, context)
            context.check()
    except Stopped:
        log.info("step %s was stopped", step.pk)
    except Exception as error:
        _after_error(step, error)
    else:
        point(name, "after_run")
        _after_run(step, outcome)
        point(name, "after_commit")
    return Step.objects.values_list("state", flat=True).filter(pk=step_pk).first()


def _after_run(step, outcome):
    if isinstance(outcome, Later):
        _let_go(step, outcome)
    else:
        try:
            finish(step, outcome)
        except Stopped:
            log.info("step %s was taken over; its result is dropped", step.pk)
        except (StepFailed, Refused, ProviderError) as error:
            give_up(step, str(error))


def finish(step, outcome):
    """Commit a result: the step, its ledger line, what the stage keeps, the log, and what is next."""
    with transaction.atomic():
        job = _ours(step)
        now = timezone.now()
        step.state, step.progress, step.finished = DONE, 100, now
        step.result, step.asset, step.provider = outcome.data, outcome.asset, outcome.provider
        step.prompt_version, step.error = outcome.prompt_version, ""
        step.seconds = (now - step.started).total_seconds()
        step.size *= outcome.work  # what was there before tells nothing about how long making it takes
        step.token, step.lease_until = "", None
        step.save()
        if outcome.paid:
            ledger.settle(step, outcome)
        module = import_module(step.stage.module)
        module.save(step, outcome)
        emit(job, module.told(step), stage=step.stage, scene=step.scene_id)
        _advance(job)


def _ours(step):
    """The locked job of a step that is still this worker's; Stopped otherwise. The fence."""
    job = locked(step.job_id)
    mine = Step.objects.filter(pk=step.pk, token=step.token, state=RUNNING).exists()
    if job.is_over or not mine:
        raise Stopped("fenced")
    step.job = job
    return job


def _let_go(step, later):
    """Wait for a provider without holding a worker: come back when it is due."""
    try:
        with transaction.atomic():
            _ours(step)
            Step.objects.filter(pk=step.pk).update(
                state=SUBMITTED,
                external_id=later.external_id,
                provider=later.provider or step.provider,
                not_before=timezone.now() + timedelta(seconds=later.seconds),
                token="",
                lease_until=None,
                rung=None,
            )
    except Stopped:
        log.info("step %s was taken over while it waited", step.pk)


def report(step, percent, message, **data):
    """A running step tells how far it is. Raises Stopped when it is not this worker's any more."""
    with transaction.atomic():
        job = _ours(step)
        if percent > step.progress:
            step.progress = percent
            Step.objects.filter(pk=step.pk).update(progress=min(99, percent))
        emit(job, message, stage=step.stage, scene=step.scene_id, **data)


# --- when it goes wrong ----------------------------------------------------------------------
def _after_error(step, error):
    if isinstance(error, OutcomeUnknown):
        _fenced(step, _settle_unknown)
    elif isinstance(error, Postponed):
        _fenced(step, _settle_postponed, str(error), error.seconds)
    elif isinstance(error, (StepFailed, Refused)) or (
        isinstance(error, ProviderError) and not isinstance(error, Transient)
    ):
        give_up(step, str(error))
    else:
        _try_again(step, error)


def _try_again(step, error):
    expected = isinstance(error, Transient)
    if not expected:
        log.error("step %s (%s) broke", step.pk, step.key, exc_info=error)
    message = str(error) if expected else _unexpected(step, error)
    if step.attempts >= registry.tries(step.talent):
        give_up(step, message)
        return
    wait = (error.retry_after if expected else None) or backoff(step.attempts)
    _fenced(step, _settle_again, message, wait)


def _unexpected(step, error):
    return (
        f"Something unexpected went wrong ({type(error).__name__}). The log tells more, under step {step.pk}."
    )


def backoff(attempt):
    """Seconds before the next try: 2, 4, 8 with up to a quarter of jitter (requirement 3.1)."""
    waits = settings.STEP_BACKOFF_SECONDS
    return waits[min(attempt, len(waits)) - 1] * random.uniform(1, 1.25)


def give_up(step, message):
    """This step is not done and will not be tried again."""
    _fenced(step, _settle_failed, message)


def _fenced(step, settle, *args):
    try:
        with transaction.atomic():
            settle(_ours(step), step, *args)
    except Stopped:
        log.info("step %s was taken over; its error is dropped", step.pk)


def _settle_again(job, step, message, wait):
    _release(step, READY, error=message[:600], not_before=timezone.now() + timedelta(seconds=wait), rung=None)
    emit(job, f"{step.label}: {message} Trying again in {wait:.0f} s.", stage=step.stage, scene=step.scene_id)


def _settle_postponed(job, step, message, wait):
    """Nothing was asked: the try is given back, and the log says it once."""
    known = Step.objects.filter(pk=step.pk, error=message[:600]).exists()
    until = timezone.now() + timedelta(seconds=wait)
    _release(step, READY, error=message[:600], not_before=until, rung=None, attempts=F("attempts") - 1)
    if message and not known:
        emit(job, f"{step.label}: {message}", stage=step.stage, scene=step.scene_id)


def _settle_failed(job, step, message):
    _release(step, FAILED, error=message[:600], finished=timezone.now())
    step.error = message[:600]
    _write_down(job, step)
    failed = getattr(import_module(step.stage.module), "failed", None)
    if failed:
        failed(step, message)
    emit(job, f"{step.label}: {message}", stage=step.stage, scene=step.scene_id)
    _advance(job)


def _write_down(job, step):
    """A step that ends with a request out was possibly charged, unless its line is there already."""
    out = Step.objects.filter(pk=step.pk).exclude(submitting=None).first()
    if out:
        out.job = job
        ledger.possibly(out)


def _settle_unknown(job, step):
    message = (
        "A paid request was sent and its answer was lost. It was possibly charged: "
        "a person decides before it is sent again."
    )
    if step.submitting:
        ledger.possibly(step)
    _release(step, UNKNOWN, error=message)
    emit(job, f"{step.label}: {message}", stage=step.stage, scene=step.scene_id, held=True)


def _release(step, state, **changes):
    Step.objects.filter(pk=step.pk).update(state=state, token="", lease_until=None, **changes)
    step.state = state


def heard(step_pk, sent, external_id):
    """A provider says that the request sent at that moment has news: look now. Whether that was of use.

    A request whose answer was lost is found by this, also one that is held for a person already.
    """
    with transaction.atomic():
        job_pk = Step.objects.filter(pk=step_pk).values_list("job_id", flat=True).first()
        job = locked(job_pk) if job_pk else None
        step = Step.objects.select_related("stage", "job").get(pk=step_pk) if job else None
        if step is None or not _meant(job, step, sent, external_id):
            return False
        if step.state == UNKNOWN:
            emit(
                job, f"{step.label}: its answer was found", stage=step.stage, scene=step.scene_id, held=False
            )
        cancellations.answered(step)
        _release(step, SUBMITTED, external_id=external_id, not_before=timezone.now(), error="")
        ring(step, job)
    return True


def answered(step_pk, sent):
    """The request sent at that moment has ended, and its answer was kept, when nobody waited any more.

    A step that is held for it goes on, and finds it; a cancelled one has nothing out.
    """
    with transaction.atomic():
        job = locked(Step.objects.values_list("job_id", flat=True).get(pk=step_pk))
        step = Step.objects.select_related("stage").get(pk=step_pk)
        if step.submitting != sent or step.state not in (UNKNOWN, SKIPPED):
            return
        if job.is_over:
            Step.objects.filter(pk=step.pk).update(submitting=None)
            return
        emit(job, f"{step.label}: its answer came", stage=step.stage, scene=step.scene_id, held=False)
        _release(step, READY, submitting=None, attempts=0, error="", not_before=None, rung=None)
        ring(step, job)


def _meant(job, step, sent, external_id):
    if job.is_over or step.submitting != sent:
        cancellations.named(step, sent, external_id)
        return False
    return step.state in (SUBMITTED, UNKNOWN) and step.external_id in ("", external_id)


# --- cancel and retry ------------------------------------------------------------------------
def cancel(job, by=None):
    """Stop a job now. What was finished stays; a worker that is still at it is fenced out.

    Cancelling what is over already does nothing.
    """
    with transaction.atomic():
        job = locked(job.pk)
        if job.is_over:
            return job
        job.state, job.finished = CANCELLED, timezone.now()
        job.save(update_fields=["state", "finished"])
        _end_steps(job)
        job.stages.filter(state=RUNNING).update(state=SKIPPED, finished=timezone.now())
        budgets.release_job(job)
        pipeline(job).cancelled()
        record(job.project, f"cancelled {job.kind}", by=by, new=f"job {job.pk}")
        emit(job, "Cancelled")
    return job


def retry(job, by=None):
    """Run what is not done of a failed or cancelled job; finished steps are kept."""
    with transaction.atomic():
        job = locked(job.pk)
        if job.state not in (FAILED, CANCELLED):
            raise IllegalMove("Only a failed or cancelled job can be retried.")
        _lock_project(job.project_id)
        _reopen(job)
        budgets.reserve_job(job)
        for stage in job.stages.exclude(state=DONE):
            _reset_stage(job, stage)
        stage = running_stage(job)
        if stage:
            pipeline(job).opened(stage.name)
        record(job.project, f"retried {job.kind}", by=by, new=f"job {job.pk}")
        emit(job, "Trying again", stage=stage)
        _advance(job)
    return job


def _reopen(job):
    job.state, job.error, job.finished = RUNNING, "", None
    try:
        with transaction.atomic():
            job.save(update_fields=["state", "error", "finished"])
    except IntegrityError:
        raise Conflict("Another job of this kind is at work for this video. Wait for it first.") from None


def _reset_stage(job, stage):
    todo, held = stage.steps.exclude(state=DONE), []
    for step in todo.exclude(submitting=None):
        if _is_undecided(step):
            held.append(step.pk)
        elif not _goes_on(step):
            todo.filter(pk=step.pk).update(submitting=None, external_id="")
    again = todo.exclude(pk__in=held)
    again.update(state=READY, attempts=0, progress=0, error="", not_before=None, rung=None)
    todo.filter(pk__in=held).update(state=UNKNOWN)
    _stage(stage, RUNNING if todo.exists() else WAITING, error="", finished=None)
    for step in stage.steps.filter(state=READY):
        ring(step, job)


def _is_undecided(step):
    """Whether a cancelled step's request may be out, or on its way, and nobody can ask for it.

    A retry decides nothing: an answer that still comes is taken, else a person says what to do.
    """
    if step.state == FAILED:
        return False
    recalled = step.recalls.filter(sent=step.submitting).exists()
    if step.external_id:
        return not recalled
    return not (recalled and registry.can_find(step.talent, step.provider))


def _goes_on(step):
    """Whether a retry goes on with the request that is out.

    One that the provider was told to end is asked anew; one whose file could not be had is fetched.
    """
    if step.state == FAILED:
        return bool(step.external_id)
    return cancellations.withdraw(step) or not step.external_id


# --- held: possibly charged, and a person decides --------------------------------------------
def send_again(step, by):
    """Send a held request once more. What it cost the first time stays in the ledger as unknown.

    Raises IllegalMove when the step is not held (any more).
    """
    with transaction.atomic():
        job, step = _held(step)
        _release(
            step, READY, submitting=None, external_id="", attempts=0, error="", not_before=None, rung=None
        )
        record(job.project, "sent again", by=by, new=f"{step.label}, job {job.pk}", step=step.pk)
        emit(job, f"{step.label}: sent again by {by}", stage=step.stage, scene=step.scene_id, held=False)
        ring(step, job)
    return step


def give_up_held(step, by):
    """Go on without a held step: it has failed, and its stage decides what that means for the job."""
    with transaction.atomic():
        job, step = _held(step)
        record(job.project, "gave up", by=by, new=f"{step.label}, job {job.pk}", step=step.pk)
        _settle_failed(job, step, f"Its answer was lost, and {by} gave it up. It was possibly charged.")
    return step


def _held(step):
    job = locked(step.job_id)
    step = Step.objects.select_related("stage", "scene").get(pk=step.pk)
    if step.state != UNKNOWN or job.is_over:
        raise IllegalMove(f"{step.label} is not held any more: it is {step.get_state_display().lower()}.")
    step.job = job
    return job, step


# --- one process -----------------------------------------------------------------------------
def run_inline(job, until=None):
    """Work on a job in this process and thread until it is over (or `until()` says stop).

    The one-process commands and the tests use it; the rows cannot tell the difference.
    """
    while not (until and until()):
        job.refresh_from_db()
        if job.is_over:
            cancellations.work_off(cancellations.due().filter(step__job=job))
            return job
        step = due().filter(job=job).first()
        if step is None or run_step(step.pk) is None:
            time.sleep(0.02)
    return job


def run_more(budget_seconds):
    """Keep taking what is due for a while, so that a chain of short steps needs no more doorbells."""
    until = time.monotonic() + budget_seconds
    while time.monotonic() < until and run_next():
        pass


def run_next():
    """Do one due step, fairly between workspaces. Its state, or None when there was none to be had."""
    steps = due().filter(job__runner="workers")
    for workspace in _in_turn(steps):
        refused = Counter()
        theirs = steps.filter(job__workspace=workspace).values_list("pk", "stage_id")
        for pk, stage in theirs[:200]:
            # As many of a stage as may are at work: its other steps would be refused as well.
            state = _done_by_us(pk) if refused[stage] < 3 else None
            if state:
                _served[workspace] = time.monotonic()
                return state
            refused[stage] += 1
    return None


def _done_by_us(pk):
    """Run a step; one that breaks the engine itself must not hold up all others."""
    try:
        return run_step(pk)
    except Exception:
        log.exception("step %s could not be run", pk)
        return None


# When this process last did something for a workspace.
_served = {}


def _in_turn(steps):
    """Workspaces that have work, those first who have the least at work, then whose turn is longest ago."""
    waiting = set(steps.order_by().values_list("job__workspace_id", flat=True).distinct())
    running = Step.objects.filter(state=RUNNING, lease_until__gte=timezone.now())
    busy = Counter(running.values_list("job__workspace_id", flat=True))
    return sorted(waiting, key=lambda one: (busy[one], _served.get(one, 0)))
