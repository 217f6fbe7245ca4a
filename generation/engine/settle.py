"""How a step ended, written down: a result, an error, another try, or a question to a person.

Every write of a running step is fenced: it happens only while the step is still this worker's.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from generation.billing import ledger
from generation.engine import cancellations, dispatch, eta
from generation.engine.advance import advance
from generation.engine.base_stage import stage_named
from generation.engine.errors import Postponed, StepFailed, Stopped, storage_is_away
from generation.engine.plan import PollLater, StepOutcome
from generation.engine.progress import emit
from generation.models import Job, Step, StepState
from generation.provider_errors import ContentRefused, OutcomeUnknown, ProviderError, Transient
from generation.providers import registry
from projects import clock
from projects.errors import Refused
from projects.media import storage_outage
from projects.models.workspace import ASK_NEXT
from projects.notifications import tell

log = logging.getLogger(__name__)


# --- while it runs ---------------------------------------------------------------------------
def report(step: Step, percent: int, message: str, **data: Any) -> None:
    """A running step says how far it is. Raises Stopped when it is not this worker's any more."""
    with transaction.atomic():
        job = _own(step)
        if percent > step.progress:
            step.progress = percent
            Step.objects.filter(pk=step.pk).update(progress=min(99, percent))
        emit(job, message, stage=step.stage, scene=step.scene_id, **data)


def _own(step: Step) -> Job:
    """The fence: the locked job of a step that is still this worker's; Stopped otherwise."""
    job = Job.objects.locked(step.job_id)
    mine = Step.objects.filter(pk=step.pk, token=step.token, state=StepState.RUNNING).exists()
    if job.is_over or not mine:
        raise Stopped("fenced")
    step.job = job
    return job


# --- when it is done -------------------------------------------------------------------------
def settle_result(step: Step, outcome: StepOutcome | PollLater) -> None:
    """Write down what a stage's `run` gave back. A step that was taken over meanwhile stays as it is."""
    if isinstance(outcome, PollLater):
        _wait_for_provider(step, outcome)
        return
    token = step.token
    try:
        finish(step, outcome)
    except Stopped:
        log.info("step %s was taken over; its result is dropped", step.pk)
    except Exception as error:
        # Nothing was committed, so it is still this worker's.
        step.token, step.state = token, StepState.RUNNING
        if isinstance(error, (StepFailed, Refused, ProviderError)):
            fail_step(step, str(error))
        elif storage_outage.is_away(error):
            settle_error(step, error)
        else:
            raise


def finish(step: Step, outcome: StepOutcome) -> None:
    """Commit a result: the step, its ledger line, what the stage keeps, the log, and what is next."""
    with transaction.atomic():
        job = Job.objects.locked(step.job_id)
        if job.is_over:
            raise Stopped("fenced")
        step.job, now = job, clock.now()
        _write_done(step, outcome, now)
        eta.measured(step.talent, job.kind)
        if outcome.record_cost:
            ledger.settle(step, outcome)
        work = stage_named(step.stage.name)
        work.save(step, outcome)
        emit(job, work.done_message(step), stage=step.stage, scene=step.scene_id)
        advance(job)


def _write_done(step: Step, outcome: StepOutcome, now: datetime) -> None:
    """The fence and the result in one update; Stopped when the step is not this worker's any more."""
    done = {
        "state": StepState.DONE,
        "progress": 100,
        "finished": now,
        "result": outcome.data,
        "asset": outcome.asset,
        "provider": outcome.provider,
        "prompt_version": outcome.prompt_version,
        "error": "",
        "seconds": (now - (step.started or now)).total_seconds(),
        # What was there before tells nothing about how long making it takes.
        "size": step.size * outcome.work,
        "token": "",
        "lease_until": None,
        "waiting_since": None,
    }
    if not Step.objects.filter(pk=step.pk, token=step.token, state=StepState.RUNNING).update(**done):
        raise Stopped("fenced")
    for name, value in done.items():
        setattr(step, name, value)


def _wait_for_provider(step: Step, later: PollLater) -> None:
    """Wait for a provider without holding a worker: come back when it is due."""
    try:
        with transaction.atomic():
            _own(step)
            Step.objects.filter(pk=step.pk).update(
                state=StepState.SUBMITTED,
                external_id=later.external_id,
                provider=later.provider or step.provider,
                not_before=clock.now() + timedelta(seconds=later.seconds),
                token="",
                lease_until=None,
                notified=None,
                waiting_since=None,
            )
        step.state = StepState.SUBMITTED
    except Stopped:
        log.info("step %s was taken over while it waited", step.pk)


# --- when it goes wrong ----------------------------------------------------------------------
def settle_error(step: Step, error: Exception) -> None:
    """Write down what a stage's `run` raised: another try, a failure, or a question to a person."""
    if storage_outage.is_away(error):
        log.info("step %s of job %s: the file storage is away: %s", step.pk, step.job_id, error)
        error = storage_is_away()
    if isinstance(error, OutcomeUnknown):
        fenced(step, mark_unknown)
    elif isinstance(error, Postponed):
        fenced(step, _mark_postponed, error)
    elif isinstance(error, ContentRefused) and (turn := _turn_after_refusal(step)):
        fenced(step, _mark_next_provider, str(error), turn)
    elif isinstance(error, (StepFailed, Refused)) or (
        isinstance(error, ProviderError) and not isinstance(error, Transient)
    ):
        fail_step(step, str(error))
    else:
        _try_again(step, error)


def _try_again(step: Step, error: Exception) -> None:
    message, wait = str(error), None
    if isinstance(error, Transient):
        wait = error.retry_after
    else:
        log.error("step %s (%s) broke", step.pk, step.key, exc_info=error)
        kind = type(error).__name__
        message = gettext_noop(
            "Something unexpected went wrong (%(kind)s). The log tells more, under step %(number)s."
        ) % {"kind": kind, "number": step.pk}
    tries = registry.tries(step.talent)
    log.warning(
        "Attempt %s of %s failed: step %s (%s) of job %s: %s",
        step.attempts, tries, step.pk, step.key, step.job_id, message,
    )  # fmt: skip
    if step.attempts >= tries:
        log.error("All tries used: step %s (%s) of job %s", step.pk, step.key, step.job_id)
        fail_step(step, message)
    else:
        fenced(step, _mark_retry, message, wait or backoff(step.attempts))


def _turn_after_refusal(step: Step) -> int:
    """Tries that count as used, so that the next one is another provider's; 0 where nobody else is asked.

    The workspace decides it for each talent (Workspace.refusals). Who refused is not asked again by itself,
    whatever happens at the next one.
    """
    if step.job.workspace.refusals.get(step.talent) != ASK_NEXT:
        return 0
    rows = registry.providers(step.talent)
    names = [row.name for row in rows]
    turn = names.index(step.provider) + 1 if step.provider in names else len(names)
    left = [row for row in rows[turn:] if not (row.paid and step.job.options.get("free"))]
    return turn * settings.STEP_ATTEMPTS if left else 0


def _mark_next_provider(job: Job, step: Step, message: str, attempts: int) -> None:
    """Under the job's lock: this provider refused; the next one is asked at once."""
    release(step, StepState.READY, error=message[:600], not_before=None, notified=None, attempts=attempts)
    told = gettext_noop("%(step)s: %(why)s Now the next provider is asked.") % {
        "step": step.label,
        "why": message,
    }
    emit(job, told, stage=step.stage, scene=step.scene_id)


def backoff(attempt: int) -> float:
    """Seconds before the next try: 2, 4, 8 with up to a quarter of jitter."""
    waits = settings.STEP_BACKOFF_SECONDS
    return waits[min(attempt, len(waits)) - 1] * random.uniform(1, 1.25)


def fail_step(step: Step, message: str) -> None:
    """This step is not done and will not be tried again."""
    fenced(step, mark_failed, message)


def fenced(step: Step, mark: Callable[..., None], *args: Any) -> None:
    """Call `mark(job, step, *args)` if the step is still this worker's; drop it otherwise."""
    try:
        with transaction.atomic():
            mark(_own(step), step, *args)
    except Stopped:
        log.info("step %s was taken over; its error is dropped", step.pk)


def _mark_retry(job: Job, step: Step, message: str, wait: float) -> None:
    until = clock.now() + timedelta(seconds=wait)
    release(step, StepState.READY, error=message[:600], not_before=until, notified=None)
    emit(
        job,
        gettext_noop("%(step)s: %(why)s Trying again in %(seconds)s s.")
        % {"step": step.label, "why": message, "seconds": f"{wait:.0f}"},
        stage=step.stage,
        scene=step.scene_id,
    )


def _mark_postponed(job: Job, step: Step, why: Postponed) -> None:
    """Nothing was asked: the try is given back, and the log says it once.

    An outage of a provider is waited for so long and no longer: a board ends within minutes.
    """
    message, wait, now = str(why), why.seconds, clock.now()
    if why.given_up:
        step.waiting_since = step.waiting_since or now
        left = settings.OUTAGE_SECONDS - (now - step.waiting_since).total_seconds()
        if left <= 0:
            mark_failed(job, step, why.given_up)
            return
        wait = min(wait, left)
    known = Step.objects.filter(pk=step.pk, error=message[:600]).exists()
    until = now + timedelta(seconds=wait)
    release(
        step,
        StepState.READY,
        error=message[:600],
        not_before=until,
        notified=None,
        attempts=F("attempts") - 1,
        waiting_since=step.waiting_since,
    )
    if message and not known:
        log.warning("%s of job %s waits: step %s, %s", step.key, job.pk, step.pk, message)
        emit(job, f"{step.label}: {message}", stage=step.stage, scene=step.scene_id)


def mark_failed(job: Job, step: Step, message: str) -> None:
    """Under the job's lock: the step has failed, and its stage decides what that means for the job."""
    log.error("Step %s (%s) of job %s failed: %s", step.pk, step.key, job.pk, message)
    release(step, StepState.FAILED, error=message[:600], finished=clock.now())
    step.error = message[:600]
    _record_open_request(job, step)
    stage_named(step.stage.name).failed(step, message)
    emit(job, f"{step.label}: {message}", stage=step.stage, scene=step.scene_id)
    advance(job)


def _record_open_request(job: Job, step: Step) -> None:
    """A step that ends with a request out was possibly charged, unless its line is there already."""
    out = Step.objects.filter(pk=step.pk).exclude(submitting=None).first()
    if out:
        out.job = job
        ledger.possibly(out)


def mark_unknown(job: Job, step: Step) -> None:
    """Under the job's lock: the answer to a paid request was lost, and the step needs a decision."""
    message = (
        "A paid request was sent and its answer was lost. It was possibly charged: "
        "a person decides before it is sent again."
    )
    if step.submitting:
        ledger.possibly(step)
    log.error("Step %s (%s) of job %s is held: its answer was lost", step.pk, step.key, job.pk)
    release(step, StepState.UNKNOWN, error=message)
    tell.needs_decision(job.project, job.created_by_id, step.label)
    emit(job, f"{step.label}: {message}", stage=step.stage, scene=step.scene_id, held=True)


def release(step: Step, state: str, **changes: Any) -> None:
    """Take the step from its worker, under the job's lock."""
    Step.objects.filter(pk=step.pk).update(state=state, token="", lease_until=None, **changes)
    step.state = state


# --- when news comes from elsewhere ----------------------------------------------------------
def on_webhook(step_pk: int, sent: datetime, external_id: str) -> bool:
    """A provider says that the request sent at that moment has news: look now. Whether that was of use.

    A request whose answer was lost is found by this, also when its step needs a decision already.
    """
    with transaction.atomic():
        job_pk = Step.objects.filter(pk=step_pk).values_list("job_id", flat=True).first()
        if job_pk is None:
            return False
        job = Job.objects.locked(job_pk)
        step = Step.objects.select_related("stage", "job").get(pk=step_pk)
        if not _is_meant(job, step, sent, external_id):
            return False
        if step.state == StepState.UNKNOWN:
            found = gettext_noop("%(step)s: its answer was found") % {"step": step.label}
            emit(job, found, stage=step.stage, scene=step.scene_id, held=False)
        cancellations.drop(step)
        release(step, StepState.SUBMITTED, external_id=external_id, not_before=clock.now(), error="")
        dispatch.notify(step, job)
    return True


def _is_meant(job: Job, step: Step, sent: datetime, external_id: str) -> bool:
    if job.is_over or step.submitting != sent:
        cancellations.add_external_id(step, sent, external_id)
        return False
    return step.state in (StepState.SUBMITTED, StepState.UNKNOWN) and step.external_id in ("", external_id)


def on_late_result(step_pk: int, sent: datetime) -> None:
    """The request sent at that moment has ended, and its answer was kept, when nobody waited any more.

    A step that needs a decision for it goes on, and finds it; a cancelled one has nothing out.
    """
    with transaction.atomic():
        job = Job.objects.locked(Step.objects.values_list("job_id", flat=True).get(pk=step_pk))
        step = Step.objects.select_related("stage").get(pk=step_pk)
        if step.submitting != sent or step.state not in (StepState.UNKNOWN, StepState.SKIPPED):
            return
        if job.is_over:
            Step.objects.filter(pk=step.pk).update(submitting=None)
            return
        emit(
            job,
            gettext_noop("%(step)s: its answer came") % {"step": step.label},
            stage=step.stage,
            scene=step.scene_id,
            held=False,
        )
        release(step, StepState.READY, submitting=None, attempts=0, error="", not_before=None, notified=None)
        dispatch.notify(step, job)
