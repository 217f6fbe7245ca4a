"""Starting a job, and how the engine works.

The rows are the truth. A message, a hint or a ticker only says "look at step 12"; whoever looks
claims it by conditional update under the job's row lock, so that a message which comes twice, late
or never does no harm. A worker that lost its lease writes nothing: every write of a running step is
fenced by its token.

In the order of a job's life: `jobs` starts it, `advance` opens and closes its stages, `dispatch` tells
the workers, `claim` takes a step, `run` does it, `settle` writes down how it ended, `control` is what
people do to it (cancel, retry, decide).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_noop

from generation import tracing
from generation.billing import reservations
from generation.engine import advance
from generation.engine.progress import emit
from generation.models import Job, Stage
from projects import acting
from projects.audit import record
from projects.errors import Conflict
from projects.languages import wording
from projects.models import VideoProject

_runner = ContextVar("runner", default="workers")


@contextmanager
def runner(name: str) -> Iterator[None]:
    """Who runs the jobs that are started in this block: "workers", or "inline" for this process."""
    token = _runner.set(name)
    try:
        yield
    finally:
        _runner.reset(token)


def enqueue(
    project: VideoProject,
    kind: str,
    by: User | None = None,
    runner: str | None = None,
    digest: str = "",
    **options: Any,
) -> Job:
    """Start a job of `kind` (a key of settings.JOB_KINDS) for the project.

    Commits with the caller's transaction or not at all. Raises Conflict when one of that kind is
    at work already, OverBudget when a budget has not as much left as it may cost.
    """
    with transaction.atomic(), tracing.span(f"enqueue {kind}", workspace=project.workspace_id) as span:
        lock_project(project.pk)
        job = _new_job(project, kind, by, runner or _runner.get(), digest, options, span.carried())
        span.tell(job=job.pk)
        for order, (name, start, end) in enumerate(job.chosen_stages):
            Stage.objects.create(job=job, name=name, order=order, starts_at=start, ends_at=end)
        record(project, f"started {kind}", by=by, new=f"job {job.pk}")
        emit(job, gettext_noop("Waiting for a worker"))
        reservations.reserve_job(job)
        # What cannot be started is refused to the caller's face, not left behind as a failed job.
        advance.walk(job)
    return job


def _new_job(
    project: VideoProject,
    kind: str,
    by: User | None,
    runner: str,
    digest: str,
    options: dict[str, Any],
    trace: str,
) -> Job:
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
                api_token=acting.token(),
                trace=trace,
            )
    except IntegrityError:
        label = gettext(settings.JOB_KINDS[kind]["label"])
        raise Conflict(
            gettext("A %(kind)s job is already at work for this video.") % {"kind": wording.inside(label)}
        ) from None


def lock_project(pk: int) -> None:
    """Before the budgets' lock, which is the last one: the pipeline moves the project under it."""
    VideoProject.objects.select_for_update(no_key=True).get(pk=pk)
