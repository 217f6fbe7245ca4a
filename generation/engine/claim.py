"""Taking a step: by one worker only, when it is due, when its stage and its provider have room."""

import os
import socket
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Count, DateTimeField, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from generation.engine import dispatch, rate_limits, settle
from generation.engine.base_stage import stage_named
from generation.engine.progress import emit
from generation.models import Job, JobState, Step, StepState
from generation.providers import registry
from projects import clock


def claim_step(step_pk: int, worker: str | None = None) -> Step | None:
    """Take a due step, or None when it is not to be had (taken, not due, over, or too many).

    The attempt is counted here, so that a step which kills its worker is counted too.
    """
    with transaction.atomic():
        job = Job.objects.locked_of_step(step_pk)
        if job is None or job.state not in (JobState.QUEUED, JobState.RUNNING):
            return None
        step = _due_step(step_pk)
        if step is None or step.at_work >= stage_named(step.stage.name).at_once(job):
            return None
        step.job = job
        if not _acquire_slot(job, step):
            return None
        return _take(job, step, worker or f"{socket.gethostname()}:{os.getpid()}", step.now)


def _due_step(step_pk: int) -> Any:
    """The step if it is due, with its stage and scene, in one query.

    Its `now` is the database's clock, its `at_work` how many others of its stage are at work. What a
    provider is at work on counts as well, unless this is only another look at such a step.
    """
    now = clock.moment()
    others = Step.objects.filter(stage=OuterRef("stage")).exclude(pk=OuterRef("pk")).order_by()
    busy = Q(state=StepState.RUNNING, lease_until__gte=now)
    busy |= Q(state=StepState.SUBMITTED) & ~Q(state=OuterRef("state"))
    counted = others.filter(busy).values("stage").annotate(many=Count("pk")).values("many")
    steps = dispatch.due_steps().filter(pk=step_pk).select_related("stage", "scene").order_by()
    return steps.annotate(now=_as_value(now), at_work=Coalesce(Subquery(counted), 0)).first()


def _as_value(moment: datetime | Func) -> Func | Value:
    return Value(moment, DateTimeField()) if isinstance(moment, datetime) else moment


def _acquire_slot(job: Job, step: Step) -> bool:
    """Take a slot at the provider and in the workspace; a step that gets none comes back later."""
    if step.state == StepState.SUBMITTED:
        return True
    name = rate_limits.provider_to_ask(step)
    wait = rate_limits.acquire_slot(job, step, name)
    if wait:
        settle.release(step, StepState.READY, not_before=clock.now() + timedelta(seconds=wait), notified=None)
    if not (step.external_id or step.submitting):
        step.provider = name
    return not wait


def _take(job: Job, step: Step, worker: str, now: datetime) -> Step | None:
    polling, tries = step.state == StepState.SUBMITTED, registry.tries(step.talent)
    if step.submitting and not step.external_id and not _can_be_found(step, tries):
        settle.mark_unknown(job, step)
        return None
    if not polling and step.attempts >= tries:
        stopped = gettext_noop("It stopped the worker %(count)s times and was given up.") % {
            "count": step.attempts
        }
        settle.mark_failed(job, step, step.error or stopped)
        return None
    step.state, step.token, step.worker = StepState.RUNNING, uuid4().hex, worker
    step.attempts += 0 if polling else 1
    step.lease_until = now + timedelta(seconds=settings.LEASE_SECONDS)
    step.started, step.not_before = now, None
    step.save(
        update_fields=[
            "state", "token", "worker", "attempts", "lease_until", "started", "not_before", "provider"
        ]
    )  # fmt: skip
    if job.state == JobState.QUEUED:
        job.state, job.started = JobState.RUNNING, now
        job.save(update_fields=["state", "started"])
    message = stage_named(step.stage.name).working_message(step)
    emit(job, message, stage=step.stage, scene=step.scene_id, working=True)
    return step


def _can_be_found(step: Step, tries: int) -> bool:
    """Whether the provider can be asked what became of a request whose answer was lost."""
    more = step.state == StepState.SUBMITTED or step.attempts < tries  # looking is not another try
    return more and registry.can_find(step.talent, step.provider)
