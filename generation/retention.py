"""What the engine keeps for so many days (projects.retention): never ledger, reservations or takes."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Max, QuerySet
from django_q.models import Task

from generation.models import (
    ACTIVE_JOB_STATES,
    OPEN_STEP_STATES,
    Answer,
    Event,
    Job,
    JobState,
    Step,
    WebhookDelivery,
    WorkerHeartbeat,
    WorkspaceFeed,
)
from projects.retention import Kind, Rows


def _events(before: datetime) -> QuerySet[Event]:
    """Of jobs that ended long ago, all but the newest line, which says how each ended."""
    over = Event.objects.filter(job__finished__lt=before, seq__lt=F("job__last_event"))
    return over.exclude(job__state__in=ACTIVE_JOB_STATES)


def _forget_events(rows: QuerySet[Event]) -> int:
    """Readers of a workspace's feed who went away before are told that they missed lines."""
    places = rows.order_by().filter(place__isnull=False).values_list("job__workspace")
    for workspace, place in sorted(places.annotate(Max("place"))):
        WorkspaceFeed.objects.filter(workspace=workspace, removed_to__lt=place).update(removed_to=place)
    # The job's row is joined only to choose: PostgreSQL deletes by keys.
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return Event.objects.filter(pk__in=keys).delete()[0]


def _answers(before: datetime) -> QuerySet[Answer]:
    """Not those that a job which is at work, or may be tried again, asks for."""
    asking = Step.objects.exclude(job__state=JobState.SUCCEEDED).exclude(request_digest="")
    return Answer.objects.filter(created__lt=before).exclude(digest__in=asking.values("request_digest"))


def _payloads(before: datetime) -> QuerySet[Step]:
    """What finished steps were told and said, of jobs that nobody can try again.

    Those of pictures stay: a board that changes asks how its picture was made.
    """
    over = Step.objects.filter(job__state=JobState.SUCCEEDED, job__finished__lt=before)
    over = over.exclude(state__in=OPEN_STEP_STATES).exclude(talent="image")
    return over.exclude(request={}, result={})


def _empty_payloads(rows: QuerySet[Step]) -> int:
    return _update(rows, request={}, result={})


def _specs(before: datetime) -> QuerySet[Job]:
    """The boards of jobs that are done; a finished video has its own."""
    return Job.objects.filter(state=JobState.SUCCEEDED, finished__lt=before, spec__isnull=False)


def _forget_specs(rows: QuerySet[Job]) -> int:
    return _update(rows, spec=None)


def _update(rows: QuerySet, **values: object) -> int:
    keys: Iterable[int] = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model._base_manager.filter(pk__in=keys).update(**values)


def _received(before: datetime) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(received__lt=before)


def _tasks(before: datetime) -> QuerySet[Task]:
    return Task.objects.filter(stopped__lt=before)


def _workers(before: datetime) -> QuerySet[WorkerHeartbeat]:
    return WorkerHeartbeat.objects.filter(seen__lt=before)


KINDS: tuple[Kind, ...] = (
    Rows("events", "Lines of finished jobs' logs", _events, forget=_forget_events),
    Rows("answers", "Words that paid providers wrote", _answers),
    Rows(
        "payloads",
        "What finished steps were told and said",
        _payloads,
        aged_by="job__finished",
        forget=_empty_payloads,
    ),
    Rows("specs", "Boards of finished jobs", _specs, aged_by="finished", forget=_forget_specs),
    Rows("received_webhooks", "Webhooks of providers", _received, aged_by="received"),
    Rows("tasks", "Messages that the queue is done with", _tasks, aged_by="stopped"),
    Rows("workers", "Workers that are gone", _workers, aged_by="seen"),
)
