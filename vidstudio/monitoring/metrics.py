"""/metrics for Prometheus: what waits, what fails, what it costs, how fast, who is alive.

Everything is read from the database at the moment of the question, so any web process tells the same, and
a restart begins nothing anew. Counters are counts of rows: they fall only where old rows are removed.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from statistics import median

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from generation.engine import dispatch
from generation.models import (
    ACTIVE_JOB_STATES,
    CircuitBreaker,
    CircuitState,
    Job,
    LedgerEntry,
    Reservation,
    ReservationState,
    Step,
    StepState,
    WorkerHeartbeat,
)
from projects import clock

# A step's usual time is told by the newest of so many that were done, for each talent.
MEASURED_STEPS = 50
TALENTS = ("text", "vision", "image", "voice", "music", "clip", "lip_sync", "compose")


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The metrics as text. 404 without a token in the settings, 401 for another one."""
    if not settings.METRICS_TOKEN:
        raise Http404
    told = request.headers.get("Authorization", "")
    if not secrets.compare_digest(told.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse("Send the token of the settings.\n", "text/plain", 401)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Studio())
    return HttpResponse(generate_latest(registry), CONTENT_TYPE_LATEST)


class _Studio(Collector):
    """All of it, by few queries each."""

    def collect(self) -> Iterator[Metric]:
        now = clock.now()
        yield from _jobs()
        yield from _queue(now)
        yield from _money()
        yield from _breakers()
        yield from _speed()
        yield from _workers(now)


def _counted(rows: QuerySet, *by: str) -> Iterator[tuple[list[str], float]]:
    """(values of `by`, how many rows have them)."""
    for row in rows.order_by().values(*by).annotate(count=Count("pk")):
        yield [str(row[name]) for name in by], row["count"]


def _jobs() -> Iterator[Metric]:
    at_work = GaugeMetricFamily("vidstudio_jobs_active", "Jobs that are not over", labels=["kind", "state"])
    for values, count in _counted(Job.objects.filter(state__in=ACTIVE_JOB_STATES), "kind", "state"):
        at_work.add_metric(values, count)
    yield at_work
    over = CounterMetricFamily("vidstudio_jobs", "Jobs that are over", labels=["kind", "state"])
    for values, count in _counted(Job.objects.exclude(state__in=ACTIVE_JOB_STATES), "kind", "state"):
        over.add_metric(values, count)
    yield over


def _queue(now: datetime) -> Iterator[Metric]:
    due = dispatch.due_steps(now).filter(job__runner="workers").order_by()
    found = due.aggregate(count=Count("pk"), since=Min(Coalesce("not_before", "created")))
    yield GaugeMetricFamily("vidstudio_steps_due", "Steps that a worker could take now", found["count"])
    age = (now - found["since"]).total_seconds() if found["since"] else 0
    yield GaugeMetricFamily("vidstudio_oldest_due_step_seconds", "How long the oldest of them waits", age)
    open_steps = GaugeMetricFamily("vidstudio_steps", "Steps of jobs that are not over", labels=["state"])
    for values, count in _counted(Step.objects.filter(job__state__in=ACTIVE_JOB_STATES), "state"):
        open_steps.add_metric(values, count)
    yield open_steps
    failed = CounterMetricFamily("vidstudio_steps_failed", "Steps that failed", labels=["talent", "provider"])
    for values, count in _counted(Step.objects.filter(state=StepState.FAILED), "talent", "provider"):
        failed.add_metric(values, count)
    yield failed


def _money() -> Iterator[Metric]:
    by = ["provider", "talent"]
    calls = CounterMetricFamily("vidstudio_provider_calls", "Lines of the ledger", labels=by)
    cost = GaugeMetricFamily("vidstudio_cost", "What they cost", labels=[*by, "currency"])
    unknown = GaugeMetricFamily("vidstudio_cost_unknown_calls", "Lines whose cost nobody knows", labels=by)
    rows = LedgerEntry.objects.order_by().values(*by, "currency")
    told: dict[tuple[str, str], list[int]] = {}
    for row in rows.annotate(count=Count("pk"), paid=Sum("cost"), no_cost=Count("pk", filter=Q(cost=None))):
        counts = told.setdefault((row["provider"], row["talent"]), [0, 0])
        counts[0] += row["count"]
        counts[1] += row["no_cost"]
        cost.add_metric([row["provider"], row["talent"], row["currency"]], float(row["paid"] or 0))
    for values, (count, no_cost) in told.items():
        calls.add_metric(values, count)
        unknown.add_metric(values, no_cost)
    yield from (calls, cost, unknown)
    held = GaugeMetricFamily("vidstudio_reserved", "Money put aside", labels=["currency"])
    kept = Reservation.objects.filter(state=ReservationState.HELD).order_by().values("currency")
    for row in kept.annotate(amount=Sum("amount")):
        held.add_metric([row["currency"]], float(row["amount"]))
    yield held


def _breakers() -> Iterator[Metric]:
    labels = ["provider", "talent"]
    is_open = GaugeMetricFamily("vidstudio_breaker_open", "1: the provider is left alone", labels=labels)
    failures = GaugeMetricFamily("vidstudio_provider_failures", "Outages in a row", labels=labels)
    for row in CircuitBreaker.objects.all():
        is_open.add_metric([row.provider, row.talent], int(row.state != CircuitState.CLOSED))
        failures.add_metric([row.provider, row.talent], row.failures)
    yield from (is_open, failures)


def _speed() -> Iterator[Metric]:
    """The median of the newest steps of each talent, in seconds."""
    took = GaugeMetricFamily("vidstudio_step_seconds", "Median time of a step", labels=["talent"])
    for talent in TALENTS:
        done = Step.objects.filter(talent=talent, state=StepState.DONE, seconds__gt=0)
        newest = done.order_by(F("finished").desc(nulls_last=True))[:MEASURED_STEPS]
        seconds = list(newest.values_list("seconds", flat=True))
        if seconds:
            took.add_metric([talent], median(seconds))
    yield took


def _workers(now: datetime) -> Iterator[Metric]:
    labels = ["worker"]
    seen = GaugeMetricFamily("vidstudio_worker_seen_seconds", "Since its last sign of life", labels=labels)
    replaced = CounterMetricFamily("vidstudio_worker_restarts", "Pools that were replaced", labels=labels)
    memory = GaugeMetricFamily("vidstudio_worker_memory_bytes", "Resident, of its pool", labels=labels)
    for row in WorkerHeartbeat.objects.all():
        seen.add_metric([row.name], (now - row.seen).total_seconds())
        replaced.add_metric([row.name], row.restarts)
        if row.memory_mb is not None:
            memory.add_metric([row.name], row.memory_mb * 1_000_000)
    yield from (seen, replaced, memory)
