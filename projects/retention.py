"""What is kept for so many days and then goes, a little at a time.

Each app lists its kinds in a module that `settings.RETENTION` names; how many days a kind is kept stands in
`settings.RETENTION_DAYS` (0: for good). A kind says itself which of its old rows are still needed. A worker's
housekeeping looks once an hour and removes MOST_AT_ONCE of each; when more is due it goes on next time.
"""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from projects import clock
from projects.models import (
    AuditEntry,
    MailState,
    Notification,
    RetentionRun,
    SendingState,
    SentEvent,
    StoredAnswer,
)

log = logging.getLogger(__name__)

# Rows of a kind that go in one transaction, and at most in one turn of the housekeeping (every five minutes).
BATCH, MOST_AT_ONCE = 500, 10_000
EVERY = timedelta(hours=1)
# From so many rows their size is worked out, for all of them.
SAMPLE = 200
# A call that is at work holds its key for ten minutes at most (projects.api.idempotency).
AT_WORK = timedelta(hours=1)

# What the audit may lose when a studio chooses so: edits and remarks. Approvals, decisions, money, people and
# settings are never removed.
FORGETTABLE = (
    "commented on", "answered on", "edited comment on", "deleted comment on", "brought back comment on",
    "edited scene", "edited project", "edited product", "took the edit back", "added photo", "removed photo",
    "described photo", "reordered photos", "checked catalogue", "cancelled import",
)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """What of a kind would go: how many, about how many bytes, and of when the oldest is."""

    count: int
    bytes: int
    oldest: datetime | None = None


class Kind(Protocol):
    """Something that is kept for so many days. `name` is its key in settings.RETENTION_DAYS."""

    name: str
    label: str
    # Files of this machine: each machine removes its own.
    is_local: bool

    def due(self, before: datetime) -> Due:
        """What is older than `before` and not needed any more."""

    def remove(self, before: datetime, most: int) -> Due:
        """Remove up to about `most` of it. Returns what went."""


@dataclass(frozen=True)
class Rows:
    """Rows of one table. `old(before)` are those that may go; `forget` removes some of them by their keys.

    `aged_by` names the column that says how old a row is.
    """

    name: str
    label: str
    old: Callable[[datetime], QuerySet[Any]]
    aged_by: str = "created"
    forget: Callable[[QuerySet[Any]], int] | None = None
    is_local: bool = False

    def due(self, before: datetime) -> Due:
        rows = self.old(before)
        count = rows.count()
        first = rows.order_by(self.aged_by).values_list(self.aged_by, flat=True).first() if count else None
        return Due(count, size_of(rows, count), first)

    def remove(self, before: datetime, most: int) -> Due:
        removed = size = 0
        while removed < most:
            keys = list(self.old(before).order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not keys:
                break
            with transaction.atomic():
                # Once more by what is needed: a row may have become so since its key was read.
                rows = self.old(before).filter(pk__in=keys)
                weight = size_of(rows, len(keys))
                gone = self.forget(rows) if self.forget else _delete(rows)
            if not gone:  # another worker was quicker
                break
            removed, size = removed + gone, size + weight
        return Due(removed, size)


def _delete(rows: QuerySet[Any]) -> int:
    return rows.order_by().delete()[1].get(rows.model._meta.label, 0)


def size_of(rows: QuerySet[Any], count: int) -> int:
    """About how many bytes `count` such rows take: what their values are as text, from a sample."""
    found = list(rows.order_by("pk").values_list()[:SAMPLE])
    return sum(_weight(value) for row in found for value in row) * count // len(found) if found else 0


def _weight(value: Any) -> int:
    return len(value) if isinstance(value, bytes | memoryview) else len(str(value).encode())


# --- what every studio does -------------------------------------------------------------------------
def kinds() -> Iterator[Kind]:
    for path in settings.RETENTION:
        yield from import_string(path)


def cut_off(kind: Kind, now: datetime) -> datetime | None:
    """What is older goes; None where the kind is kept for good."""
    days = settings.RETENTION_DAYS[kind.name]
    return now - timedelta(days=days) if days else None


def due(now: datetime | None = None) -> list[tuple[Kind, int, Due]]:
    """(kind, days, what would go now) of all kinds. Removes nothing."""
    now = now or clock.now()
    found = []
    for kind in kinds():
        before = cut_off(kind, now)
        found.append((kind, settings.RETENTION_DAYS[kind.name], kind.due(before) if before else Due(0, 0)))
    return found


def remove(kind: Kind, now: datetime | None = None, most: int = MOST_AT_ONCE) -> Due:
    """Remove what is due of one kind, at most about `most`. Two at once remove each row once."""
    before = cut_off(kind, now or clock.now())
    return kind.remove(before, most) if before else Due(0, 0)


def sweep(now: datetime | None = None) -> dict[str, Due]:
    """What the housekeeping does: each kind once an hour, by one worker. Returns what went, by name."""
    now = now or clock.now()
    found = {}
    for kind in kinds():
        if _claim(kind, now):
            gone = found[kind.name] = remove(kind, now, MOST_AT_ONCE)
            # There is more: the next housekeeping goes on.
            again = {"began": now - EVERY} if gone.count >= MOST_AT_ONCE else {}
            RetentionRun.objects.filter(name=_run_name(kind)).update(
                removed=gone.count, bytes=gone.bytes, **again
            )
            if gone.count:
                log.info("retention: %s of %s removed", gone.count, kind.name)
    return found


def _run_name(kind: Kind) -> str:
    return f"{kind.name}@{os.uname().nodename}"[:80] if kind.is_local else kind.name


def _claim(kind: Kind, now: datetime) -> bool:
    if cut_off(kind, now) is None:
        return False
    name = _run_name(kind)
    _, is_new = RetentionRun.objects.get_or_create(name=name, defaults={"began": now})
    return is_new or bool(RetentionRun.objects.filter(name=name, began__lte=now - EVERY).update(began=now))


# --- the kinds of this app --------------------------------------------------------------------------
def _notifications(before: datetime) -> QuerySet[Notification]:
    waiting = [MailState.DUE, MailState.DAILY, MailState.SENDING]
    return Notification.objects.filter(created__lt=before).exclude(mail__in=waiting)


def _read_notifications(before: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(read__lt=before)


def _sent_events(before: datetime) -> QuerySet[SentEvent]:
    return SentEvent.objects.exclude(state=SendingState.WAITING).filter(created__lt=before)


def _stored_answers(before: datetime) -> QuerySet[StoredAnswer]:
    at_work = Q(status=None, claimed__gt=clock.now() - AT_WORK)
    return StoredAnswer.objects.filter(created__lt=before).exclude(at_work)


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _audit(before: datetime) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(created__lt=before, verb__in=FORGETTABLE)


KINDS: tuple[Kind, ...] = (
    Rows("notifications", _("What people were told"), _notifications),
    Rows("read_notifications", _("What people were told and have read"), _read_notifications, aged_by="read"),
    Rows("sent_webhooks", _("Webhooks that went out"), _sent_events),
    Rows("idempotency", _("Answers that programs may ask for again"), _stored_answers),
    Rows("sessions", _("Sessions that ended"), _sessions, aged_by="expire_date"),
    Rows("audit", _("Edits and remarks in the audit log"), _audit),
)
