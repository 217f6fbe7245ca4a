"""What people do to a job: cancel it, retry it, and decide about a step whose answer was lost."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_noop

from generation.billing import reservations
from generation.engine import cancellations, dispatch, jobs, settle
from generation.engine.advance import advance, end_steps, set_stage_state
from generation.engine.pipelines import pipeline_of
from generation.engine.progress import emit, running_stage
from generation.models import Job, JobState, Stage, Step, StepState
from generation.providers import registry
from projects import acting, clock
from projects.audit import record
from projects.errors import Conflict, IllegalMove
from projects.languages import wording
from projects.languages.stored import told


# --- cancel and retry ------------------------------------------------------------------------
def cancel(job: Job, by: User | None = None) -> Job:
    """Stop a job now. What was finished stays; a worker that is still at it is fenced out.

    Cancelling what is over already does nothing.
    """
    with transaction.atomic():
        job = Job.objects.locked(job.pk)
        if job.is_over:
            return job
        job.state, job.finished = JobState.CANCELLED, clock.now()
        job.save(update_fields=["state", "finished"])
        end_steps(job)
        job.stages.filter(state=StepState.RUNNING).update(state=StepState.SKIPPED, finished=clock.now())
        reservations.release_job(job)
        pipeline_of(job).cancelled()
        record(job.project, f"cancelled {job.kind}", by=by, new=f"job {job.pk}")
        emit(job, gettext_noop("Cancelled"))
    return job


def retry(job: Job, by: User | None = None) -> Job:
    """Run what is not done of a failed or cancelled job; finished steps are kept."""
    with transaction.atomic():
        job = Job.objects.locked(job.pk)
        if job.state not in (JobState.FAILED, JobState.CANCELLED):
            raise IllegalMove("Only a failed or cancelled job can be retried.")
        jobs.lock_project(job.project_id)
        _reopen(job)
        reservations.reserve_job(job)
        for stage in job.stages.exclude(state=StepState.DONE):
            if not _had_nothing_to_do(stage):
                _reset_stage(job, stage)
        running = running_stage(job)
        if running:
            pipeline_of(job).opened(running.name)
        record(job.project, f"retried {job.kind}", by=by, new=f"job {job.pk}")
        emit(job, gettext_noop("Trying again"), stage=running)
        advance(job)
    return job


def _reopen(job: Job) -> None:
    job.state, job.error, job.finished, job.api_token = JobState.RUNNING, "", None, acting.token()
    try:
        with transaction.atomic():
            job.save(update_fields=["state", "error", "finished", "api_token"])
    except IntegrityError:
        raise Conflict("Another job of this kind is at work for this video. Wait for it first.") from None


def _had_nothing_to_do(stage: Stage) -> bool:
    """A stage that was opened and planned no step is over, as one that is done."""
    return stage.state == StepState.SKIPPED and not stage.steps.exists()


def _reset_stage(job: Job, stage: Stage) -> None:
    todo, undecided = stage.steps.exclude(state=StepState.DONE), []
    for step in todo.exclude(submitting=None):
        if _is_undecided(step):
            undecided.append(step.pk)
        elif not _goes_on(step):
            todo.filter(pk=step.pk).update(submitting=None, external_id="")
    again = todo.exclude(pk__in=undecided)
    again.update(state=StepState.READY, attempts=0, progress=0, error="", not_before=None, notified=None)
    again.update(waiting_since=None)
    todo.filter(pk__in=undecided).update(state=StepState.UNKNOWN)
    set_stage_state(stage, StepState.RUNNING if todo.exists() else StepState.WAITING, error="", finished=None)
    for step in stage.steps.filter(state=StepState.READY):
        dispatch.notify(step, job)


def _is_undecided(step: Step) -> bool:
    """Whether a cancelled step's request may be out, or on its way, and nobody can ask for it.

    A retry decides nothing: an answer that still comes is taken, else a person says what to do.
    """
    if step.state == StepState.FAILED:
        return False
    sent = step.submitting
    is_cancelled = sent is not None and step.cancellations.filter(sent=sent).exists()
    if step.external_id:
        return not is_cancelled
    return not (is_cancelled and registry.can_find(step.talent, step.provider))


def _goes_on(step: Step) -> bool:
    """Whether a retry goes on with the request that is out.

    One that the provider was told to end is asked anew; one whose file could not be had is fetched.
    """
    if step.state == StepState.FAILED:
        return bool(step.external_id)
    return cancellations.withdraw(step) or not step.external_id


# --- steps that need a decision --------------------------------------------------------------
def send_again(step: Step, by: User) -> Step:
    """Send a request again whose answer was lost. What it cost the first time stays in the ledger as unknown.

    Raises IllegalMove when the step does not need a decision (any more).
    """
    with transaction.atomic():
        job, step = _undecided(step)
        settle.release(
            step,
            StepState.READY,
            submitting=None,
            external_id="",
            attempts=0,
            error="",
            not_before=None,
            notified=None,
        )
        record(job.project, "sent again", by=by, new=f"{step.label}, job {job.pk}", step=step.pk)
        emit(
            job,
            gettext_noop("%(step)s: sent again by %(name)s") % {"step": step.label, "name": by},
            stage=step.stage,
            scene=step.scene_id,
            held=False,
        )
        dispatch.notify(step, job)
    return step


def give_up(step: Step, by: User) -> Step:
    """Go on without such a step: it has failed, and its stage decides what that means for the job."""
    with transaction.atomic():
        job, step = _undecided(step)
        record(job.project, "gave up", by=by, new=f"{step.label}, job {job.pk}", step=step.pk)
        settle.mark_failed(
            job,
            step,
            gettext_noop("Its answer was lost, and %(name)s gave it up. It was possibly charged.")
            % {"name": by},
        )
    return step


def _undecided(step: Step) -> tuple[Job, Step]:
    """The locked job and the step as it is now."""
    job = Job.objects.locked(step.job_id)
    step = Step.objects.select_related("stage", "scene").get(pk=step.pk)
    if step.state != StepState.UNKNOWN or job.is_over:
        raise IllegalMove(
            gettext("%(step)s is not held any more: it is %(now)s.")
            % {"step": told(step.label), "now": wording.inside(step.get_state_display())}
        )
    step.job = job
    return job, step
