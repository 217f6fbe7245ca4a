"""Whether a provider is asked at the moment: one row per provider and talent, shared by all workers.

Only outages count: a provider that is away, that does not answer in time, or whose answer cannot be
read. Refusals, moderation and throttles prove that it is there. A key that is not accepted and a
used-up account open the circuit until a person says that it was mended.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet

from generation.models import CircuitBreaker, CircuitState
from generation.provider_errors import (
    NoAccess,
    OutcomeUnknown,
    ProviderError,
    Throttled,
    Transient,
    Unreadable,
)
from projects import clock
from projects.errors import IllegalMove
from projects.languages.marked import gettext_noop

# A probe whose worker died is given up after this; longer than any provider's own time limit.
PROBE_SECONDS = 180

# While one request tries a provider, the others look this often whether it is back.
LOOK_SECONDS = 5


class CircuitOpen(Exception):
    """The provider is not asked now; it may be at `until`."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


def find(provider: str, talent: str) -> CircuitBreaker | None:
    return CircuitBreaker.objects.filter(provider=provider, talent=talent).first()


def is_open(provider: str, talent: str, now: datetime | None = None) -> bool:
    """Whether asking now would be refused. Changes nothing: only `before_request` makes a probe."""
    row = find(provider, talent)
    if row is None or row.state == CircuitState.CLOSED:
        return False
    return row.needs_person or row.until is None or row.until > (now or clock.now())


def before_request(provider: str, talent: str, token: str) -> bool:
    """Whether this request is the probe. Raises CircuitOpen or NoAccess: then nothing must be sent."""
    row, now = find(provider, talent), clock.now()
    if row is None or row.state == CircuitState.CLOSED:
        return False
    if not row.needs_person and row.until and row.until <= now and _become_probe(row, token, now):
        return True
    row.refresh_from_db()
    if row.state == CircuitState.CLOSED:
        return False
    if row.needs_person:
        raise NoAccess(explain(row))
    soon = now + timedelta(seconds=LOOK_SECONDS)
    until = row.until or soon
    raise CircuitOpen(explain(row), min(until, soon) if row.state == CircuitState.HALF_OPEN else until)


def _become_probe(row: CircuitBreaker, token: str, now: datetime) -> bool:
    """Of all that try at the same moment, the database lets one through."""
    here = CircuitBreaker.objects.filter(pk=row.pk, state=row.state, until=row.until, needs_person=False)
    until = now + timedelta(seconds=PROBE_SECONDS)
    return here.update(state=CircuitState.HALF_OPEN, probe=token, until=until) == 1


def explain(row: CircuitBreaker) -> str:
    """Why it is not asked, for people."""
    if row.needs_person:
        return gettext_noop(
            "%(why)s It is asked again once an admin has mended this and reset %(provider)s."
        ) % {"why": row.reason, "provider": row.provider}
    return gettext_noop("%(provider)s is away (%(reason)s).") % {
        "provider": row.provider,
        "reason": row.reason.rstrip("."),
    }


# --- what a request told us ------------------------------------------------------------------
def record_response(provider: str, talent: str, token: str) -> None:
    """The request was taken, or refused by somebody who is there: a probe ends well."""
    closed = {"failures": 0, "until": None, "probe": "", "reason": ""}
    _probing(provider, talent, token).update(state=CircuitState.CLOSED, **closed)


def record_success(provider: str, talent: str, token: str = "") -> None:
    """It gave something that could be used. A late answer does not close what is open: a probe does."""
    now = clock.now()
    rows = CircuitBreaker.objects.filter(provider=provider, talent=talent)
    if not rows.update(succeeded=now):
        CircuitBreaker.objects.get_or_create(provider=provider, talent=talent, defaults={"succeeded": now})
    record_response(provider, talent, token)
    rows.filter(state=CircuitState.CLOSED, failures__gt=0).update(failures=0)


def record_failure(provider: str, talent: str, error: Exception, token: str = "") -> None:
    """What an error of a request says about the provider."""
    if isinstance(error, NoAccess):
        _open_for_a_person(provider, talent, error)
    elif is_outage(error):
        _count(provider, talent, error, token)
    else:
        record_response(provider, talent, token)


def is_outage(error: Exception) -> bool:
    outage = isinstance(error, (Transient, OutcomeUnknown, Unreadable))
    return outage and not isinstance(error, Throttled)


def _open_for_a_person(provider: str, talent: str, error: ProviderError) -> None:
    now = clock.now()
    values = {"state": CircuitState.OPEN, "needs_person": True, "reason": str(error)[:300], "failed": now}
    CircuitBreaker.objects.update_or_create(
        provider=provider, talent=talent, defaults={**values, "until": None, "probe": ""}
    )


def _count(provider: str, talent: str, error: Exception, token: str) -> None:
    now, reason = clock.now(), str(error)[:300]
    until = now + timedelta(seconds=settings.BREAKER_SECONDS)
    mine, _ = CircuitBreaker.objects.get_or_create(provider=provider, talent=talent)
    here = CircuitBreaker.objects.filter(pk=mine.pk)
    here.update(failures=F("failures") + 1, failed=now, reason=reason)
    opened = {"state": CircuitState.OPEN, "until": until, "probe": ""}
    here.filter(state=CircuitState.HALF_OPEN, probe=token).update(**opened)
    here.filter(state=CircuitState.CLOSED, failures__gte=settings.BREAKER_FAILURES).update(**opened)


def release_probe(provider: str, talent: str, token: str) -> None:
    """A probe that sent nothing, or was stopped: the next one may try at once."""
    _probing(provider, talent, token).update(state=CircuitState.OPEN, until=clock.now(), probe="")


def _probing(provider: str, talent: str, token: str) -> QuerySet[CircuitBreaker]:
    rows = CircuitBreaker.objects.filter(provider=provider, talent=talent)
    return rows.filter(state=CircuitState.HALF_OPEN, probe=token)


# --- people ----------------------------------------------------------------------------------
def reset(row: CircuitBreaker) -> None:
    """A person has looked after the provider: it is asked again. IllegalMove when it is asked anyway."""
    shut = CircuitBreaker.objects.filter(pk=row.pk).exclude(state=CircuitState.CLOSED)
    closed = {"failures": 0, "needs_person": False, "until": None, "probe": "", "reason": ""}
    if not shut.update(state=CircuitState.CLOSED, **closed):
        raise IllegalMove(
            gettext_noop("%(provider)s is asked for %(talent)s as it is.")
            % {"provider": row.provider, "talent": row.talent}
        )
