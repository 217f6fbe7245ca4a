"""Which steps are due, and telling the workers about them.

A worker is told by a message when a step becomes ready. The sweep tells again where nobody answered.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Func, Q, QuerySet

from generation.engine import cancellations, queue
from generation.models import ACTIVE_JOB_STATES, CLAIMABLE_STEP_STATES, Job, Step, StepState
from projects import clock
from projects.models import Batch, BatchState, CatalogueImport

# A message that was not answered for this long is sent again.
NOTIFY_AGAIN_SECONDS = 5
# An inline job whose process is gone for this long is taken over by the workers.
ORPHAN_SECONDS = 60
# A message about a batch that was not answered for this long is sent again.
BATCH_AGAIN_SECONDS = 30
BATCHES_AT_ONCE = 50


def notify(step: Step, job: Job) -> None:
    """Tell the pool that a step is ready, in the caller's transaction; in a backlog nobody is told."""
    notify_all(job, Step.objects.filter(pk=step.pk))


def notify_all(job: Job, steps: QuerySet[Step]) -> None:
    """`notify` for steps of one job, of which the first are told where there is little room."""
    room = queue.room() if job.runner == "workers" else 0
    keys = list(steps.order_by("order", "pk").values_list("pk", flat=True)[:room]) if room else []
    if keys:
        Step.objects.filter(pk__in=keys).update(notified=clock.moment())
    for key in keys:
        queue.send_step(key)


def due_steps(now: datetime | None = None) -> QuerySet[Step]:
    """Steps that somebody should take: ready, or due for another look, or left by a dead worker."""
    return Step.objects.filter(is_due(now or clock.moment())).order_by("job_id", "stage__order", "order")


def is_due(at: datetime | Func) -> Q:
    """The condition of `due_steps`."""
    deserted = Q(state=StepState.RUNNING, lease_until__lt=at)
    mine = deserted | Q(state__in=(StepState.READY, StepState.SUBMITTED))
    is_time = Q(not_before=None) | Q(not_before__lte=at)
    return mine & is_time & Q(state__in=CLAIMABLE_STEP_STATES, job__state__in=ACTIVE_JOB_STATES)


def sweep(now: datetime | None = None, limit: int = 200) -> int:
    """The ticker's work, once a second: send again what is due and was not answered.

    Also adopts jobs of one-process commands that died. Returns how many steps it sent.
    """
    now = now or clock.now()
    _adopt_orphans(now)
    _notify_imports(now)
    sent = notify_due(now, limit)
    _notify_cancellations(now)
    _notify_batches(now)
    return sent


def notify_due(now: datetime | None = None, limit: int = 200) -> int:
    """Send the steps that are due and that no worker answered for. Returns how many."""
    now = now or clock.now()
    limit = min(limit, queue.room())
    if not limit:
        return 0
    unanswered = Q(notified=None) | Q(notified__lt=now - timedelta(seconds=NOTIFY_AGAIN_SECONDS))
    deserted = Q(state=StepState.RUNNING, notified__lt=F("lease_until"))
    steps = due_steps(now).filter(unanswered | deserted, job__runner="workers").select_related("job")
    found = list(steps[:limit])
    for step in found:
        with transaction.atomic():
            notify(step, step.job)
    return len(found)


def _notify_cancellations(now: datetime) -> None:
    """What a provider still has to be told, or asked, when nobody came for it."""
    if queue.room() and cancellations.due(now - timedelta(seconds=NOTIFY_AGAIN_SECONDS)).exists():
        cancellations.due(now).update(not_before=now)
        queue.send_cancellations()


def _notify_batches(now: datetime) -> None:
    """Batches that a worker should look at: one message for each, however full the queue is."""
    late = Q(notified=None) | Q(notified__lt=now - timedelta(seconds=BATCH_AGAIN_SECONDS))
    open_ones = Batch.objects.exclude(state=BatchState.OVER).filter(late)
    for pk in open_ones.order_by("pk").values_list("pk", flat=True)[:BATCHES_AT_ONCE]:
        Batch.objects.filter(pk=pk).update(notified=now)
        queue.send_batch(pk)


def notify_import(row: CatalogueImport) -> None:
    """Tell the pool that an import waits, in the caller's transaction; in a backlog, too: they are few."""
    CatalogueImport.objects.filter(pk=row.pk).update(notified=clock.moment())
    queue.send_import(row.pk)


def _notify_imports(now: datetime) -> None:
    for row in CatalogueImport.objects.due(now)[:5]:
        with transaction.atomic():
            notify_import(row)


def _adopt_orphans(now: datetime) -> None:
    stale = now - timedelta(seconds=ORPHAN_SECONDS)
    alive = Step.objects.filter(state=StepState.RUNNING, lease_until__gte=now).values("job_id")
    recent = Job.objects.filter(events__created__gte=stale).values("pk")
    orphans = Job.objects.active().filter(runner="inline", created__lt=stale)
    orphans.exclude(pk__in=alive).exclude(pk__in=recent).update(runner="workers")
