"""One look at many requests that a provider is at work on.

A step that waits is looked at by whoever claims it, which costs some twenty queries. Where many wait at one
provider, all that are due now or within seconds are looked at together: those that are still at work get a
later moment by a few updates, and only those that are over are claimed.
"""

import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from generation.interfaces import QueuedProvider
from generation.models import ACTIVE_JOB_STATES, Step, StepState
from generation.provider_errors import Misconfigured, ProviderError, Transient, Unusable
from generation.providers import registry
from projects import clock

log = logging.getLogger(__name__)

# Fewer than so many that wait at a provider are looked at one by one.
MANY = 20
# Who looks takes those along that would be due so soon.
AHEAD_SECONDS = 5
# Of a worker that dies while it looks, others look after so long.
TAKEN_SECONDS = 30
MOST_AT_ONCE = 2000
# A provider that has no list is asked for each: so many in a second, by so many lines.
LOOKS_PER_SECOND, LINES = 8, 8
# After so long a wait a look comes each twentieth of it, however long the longest gap is.
SHARE_OF_AGE = 20
# Gaps are rounded down to these seconds, so that a few updates do for all.
GAPS = (0.5, 1, 2, 3, 5, 8, 12, 15, 20, 30, 45, 60, 90, 120, 180, 300)


@dataclass(frozen=True)
class _Waiting:
    pk: int
    external_id: str
    sent: datetime


def look(talent: str, name: str) -> int:
    """Look at many that wait at this provider. How many of them need no other look now; 0 where few wait."""
    now, rows = clock.now(), _all(talent, name)
    many = rows.count()
    if many < MANY:
        return 0
    try:
        found = registry.named(talent, name)
        adapter = found.adapter if found else None
    except Misconfigured:
        adapter = None
    if not isinstance(adapter, QueuedProvider):
        return 0
    taken = now + timedelta(seconds=TAKEN_SECONDS)
    most = MOST_AT_ONCE if adapter.lists_work else LOOKS_PER_SECOND * AHEAD_SECONDS
    mine = _take(rows, now, taken, most)
    working = _at_work(adapter, mine, now)
    each = 0 if adapter.lists_work else many / LOOKS_PER_SECOND
    later: dict[float, list[int]] = defaultdict(list)
    for row in mine:
        age, is_over = (now - row.sent).total_seconds(), row.external_id not in working
        later[0 if is_over else _gap(adapter, age, each)].append(row.pk)
    for seconds, pks in later.items():
        due = now + timedelta(seconds=seconds)
        rows.filter(pk__in=pks, not_before=taken).update(not_before=due, notified=None)
    log.info("looked at %s of %s %s requests at %s: %s at work", len(mine), many, talent, name, len(working))
    return len(mine) - len(later[0])


def _all(talent: str, name: str) -> QuerySet[Step]:
    rows = Step.objects.filter(state=StepState.SUBMITTED, talent=talent, provider=name)
    rows = rows.filter(job__state__in=ACTIVE_JOB_STATES, job__runner="workers")
    return rows.exclude(external_id="").exclude(submitting=None).order_by()


def _take(rows: QuerySet[Step], now: datetime, taken: datetime, most: int) -> list[_Waiting]:
    """Those that are due, or soon, with a moment at which they are due again if nobody comes back."""
    soon = rows.filter(not_before__lte=now + timedelta(seconds=AHEAD_SECONDS))
    found = soon.order_by("not_before").values_list("pk", "external_id", "submitting")[:most]
    mine = [_Waiting(pk, external_id, sent) for pk, external_id, sent in found if sent]
    rows.filter(
        pk__in=[row.pk for row in mine], not_before__lte=now + timedelta(seconds=AHEAD_SECONDS)
    ).update(not_before=taken)
    return mine


def _at_work(adapter: QueuedProvider, mine: list[_Waiting], now: datetime) -> set[str]:
    """Ids of those that the provider is at work on. Who waits for too long is left to be given up."""
    asked = [row for row in mine if (now - row.sent).total_seconds() < settings.PROVIDER_SECONDS]
    ids = [row.external_id for row in asked]
    if not ids:
        return set()
    if not adapter.lists_work:
        with ThreadPoolExecutor(LINES) as lines:
            told = lines.map(lambda one: _is_at_work(adapter, one), ids)
            return {one for one, at_work in zip(ids, told, strict=True) if at_work}
    try:
        return adapter.at_work(ids, min(row.sent for row in asked)) & set(ids)
    except (Transient, Unusable) as error:
        log.info("nobody knows what became of %s requests: %s", len(ids), error)
        return set(ids)
    except ProviderError:
        return set()


def _is_at_work(adapter: QueuedProvider, external_id: str) -> bool:
    try:
        return adapter.poll(external_id) is None
    except (Transient, Unusable):
        return True
    except ProviderError:
        return False


def _gap(adapter: QueuedProvider, age: float, each: float) -> float:
    """Seconds until the next look at a request of that age; `each`: how long a round of all takes."""
    shortest, longest = settings.POLL_SECONDS
    shortest = max(shortest, adapter.poll_seconds)
    gap = max(min(max(longest, age / SHARE_OF_AGE), max(shortest, age / 4)), each)
    return max((one for one in GAPS if one <= gap), default=GAPS[0])
