"""Whether a provider is asked at the moment: one row per provider and talent, shared by all workers.

Only outages count: a provider that is away, that does not answer in time, or whose answer cannot be
read. Refusals, moderation and throttles prove that it is there. A key that is not accepted and a
used-up account open the row until a person says that it was mended.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from generation.models import CircuitBreaker, CircuitState
from generation.provider_errors import NoAccess, OutcomeUnknown, Throttled, Transient, Unreadable
from projects.errors import IllegalMove

# A probe whose worker died is given up after this; longer than any provider's own time limit.
PROBE_SECONDS = 180


# While one request tries a provider, the others look this often whether it is back.
LOOK_SECONDS = 5


class Closed(Exception):
    """The provider is not asked now; it may be at `until`."""

    def __init__(self, message, until):
        super().__init__(message)
        self.until = until


def row(provider, talent):
    return CircuitBreaker.objects.filter(provider=provider, talent=talent).first()


def is_open(provider, talent, now=None):
    """Whether asking now would be refused. Changes nothing: only `enter` makes somebody the probe."""
    found = row(provider, talent)
    if found is None or found.state == CircuitState.CLOSED:
        return False
    return found.needs_person or found.until is None or found.until > (now or timezone.now())


def enter(provider, talent, token):
    """Before a request: True when this one is the probe. Nothing must be sent after Closed or NoAccess."""
    found, now = row(provider, talent), timezone.now()
    if found is None or found.state == CircuitState.CLOSED:
        return False
    if not found.needs_person and found.until and found.until <= now and _probe(found, token, now):
        return True
    found.refresh_from_db()
    if found.state == CircuitState.CLOSED:
        return False
    if found.needs_person:
        raise NoAccess(said(found))
    soon = now + timedelta(seconds=LOOK_SECONDS)
    raise Closed(
        said(found), min(found.until, soon) if found.state == CircuitState.HALF_OPEN else found.until
    )


def _probe(found, token, now):
    """Of all that try at the same moment, the database lets one through."""
    here = CircuitBreaker.objects.filter(
        pk=found.pk, state=found.state, until=found.until, needs_person=False
    )
    return (
        here.update(state=CircuitState.HALF_OPEN, probe=token, until=now + timedelta(seconds=PROBE_SECONDS))
        == 1
    )


def said(found):
    """Why it is not asked, for people."""
    if found.needs_person:
        return f"{found.reason} It is asked again once an admin has mended this and reset {found.provider}."
    return f"{found.provider} is away ({found.reason.rstrip('.')})."


# --- what a request told us ------------------------------------------------------------------
def answered(provider, talent, token):
    """The request was taken, or refused by somebody who is there: a probe ends well."""
    probing = CircuitBreaker.objects.filter(
        provider=provider, talent=talent, state=CircuitState.HALF_OPEN, probe=token
    )
    probing.update(state=CircuitState.CLOSED, failures=0, until=None, probe="", reason="")


def succeeded(provider, talent, token=""):
    """It gave something that could be used. A late answer does not close what is open: a probe does."""
    now = timezone.now()
    if not CircuitBreaker.objects.filter(provider=provider, talent=talent).update(succeeded=now):
        CircuitBreaker.objects.get_or_create(provider=provider, talent=talent, defaults={"succeeded": now})
    answered(provider, talent, token)
    mine = CircuitBreaker.objects.filter(
        provider=provider, talent=talent, state=CircuitState.CLOSED, failures__gt=0
    )
    mine.update(failures=0)


def failed(provider, talent, error, token=""):
    """What an error of a request says about the provider."""
    if isinstance(error, NoAccess):
        _open_for_a_person(provider, talent, error)
    elif counts(error):
        _count(provider, talent, error, token)
    else:
        answered(provider, talent, token)


def counts(error):
    """Whether the error is an outage."""
    outage = isinstance(error, (Transient, OutcomeUnknown, Unreadable))
    return outage and not isinstance(error, Throttled)


def _open_for_a_person(provider, talent, error):
    now = timezone.now()
    values = {"state": CircuitState.OPEN, "needs_person": True, "reason": str(error)[:300], "failed": now}
    CircuitBreaker.objects.update_or_create(
        provider=provider, talent=talent, defaults={**values, "until": None, "probe": ""}
    )


def _count(provider, talent, error, token):
    now, reason = timezone.now(), str(error)[:300]
    until = now + timedelta(seconds=settings.BREAKER_SECONDS)
    mine, _ = CircuitBreaker.objects.get_or_create(provider=provider, talent=talent)
    here = CircuitBreaker.objects.filter(pk=mine.pk)
    here.update(failures=F("failures") + 1, failed=now, reason=reason)
    opened = {"state": CircuitState.OPEN, "until": until, "probe": ""}
    here.filter(state=CircuitState.HALF_OPEN, probe=token).update(**opened)
    here.filter(state=CircuitState.CLOSED, failures__gte=settings.BREAKER_FAILURES).update(**opened)


def give_back(provider, talent, token):
    """A probe that sent nothing, or was stopped: the next one may try at once."""
    probing = CircuitBreaker.objects.filter(
        provider=provider, talent=talent, state=CircuitState.HALF_OPEN, probe=token
    )
    probing.update(state=CircuitState.OPEN, until=timezone.now(), probe="")


# --- people ----------------------------------------------------------------------------------
def reset(found):
    """A person has looked after the provider: it is asked again. IllegalMove when it is asked anyway."""
    shut = CircuitBreaker.objects.filter(pk=found.pk).exclude(state=CircuitState.CLOSED)
    if not shut.update(
        state=CircuitState.CLOSED, failures=0, needs_person=False, until=None, probe="", reason=""
    ):
        raise IllegalMove(f"{found.provider} is asked for {found.talent} as it is.")
