"""Telling a provider that a request is not wanted any more, and what it charges for it.

A cancellation is a row of the same transaction that ends the step (a job that was cancelled or
failed), so it survives whatever dies next. A worker tells the provider once, then asks until it knows
how it ended and writes the ledger's line. What comes of it changes no step.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from generation.billing import ledger, reservations
from generation.interfaces import Finished, QueuedProvider, Usage
from generation.models import Cancellation, CancellationState, NothingReceived, Step, StepState
from generation.provider_errors import ProviderError, Transient, Unusable
from generation.providers import registry
from projects import clock
from projects.languages.marked import gettext_noop

log = logging.getLogger(__name__)

# A worker that tells a provider has this long; then another one may.
LEASE_SECONDS = 60
# So long after it was sent, a request whose answer nobody has was lost with the worker that sent it.
LOST_SECONDS = 180
MOST_TRIES = 8
MOST_WAIT = 60


# --- written by whoever ends a step ----------------------------------------------------------
def create_for(steps: Iterable[Step]) -> None:
    """For those of the steps (being ended, under their job's lock) that have a request out."""
    now = clock.now()
    for step in steps:
        if step.submitting and step.state != StepState.UNKNOWN:
            # The answer may be on the way to the worker that sent the request, which will add the id.
            lost = step.submitting + timedelta(seconds=LOST_SECONDS)
            Cancellation.objects.get_or_create(
                step=step,
                sent=step.submitting,
                defaults={
                    "provider": step.provider,
                    "external_id": step.external_id,
                    "not_before": now if step.external_id else lost,
                },
            )


def add_external_id(step: Step, sent: datetime, external_id: str) -> None:
    """The provider took a request of a step that was ended meanwhile: now it can be told which one."""
    rows = Cancellation.objects.filter(step=step, sent=sent, external_id="", state=CancellationState.WAITING)
    rows.update(external_id=external_id, not_before=clock.now())


def drop(step: Step) -> None:
    """The answer itself came, and is in the ledger: there is nothing to cancel."""
    if step.submitting:
        Cancellation.objects.filter(step=step, sent=step.submitting, external_id="").delete()


def withdraw(step: Step) -> bool:
    """The step is wanted again. Whether its request may go on: only when nobody was told yet."""
    if step.submitting is None:
        return False
    rows = Cancellation.objects.filter(step=step, sent=step.submitting, state=CancellationState.WAITING)
    return bool(rows.delete()[0])


def known_ids(external_ids: Collection[str]) -> set[str]:
    """Those of the ids that are being cancelled: they are nobody's answer."""
    rows = Cancellation.objects.filter(external_id__in=external_ids)
    return set(rows.values_list("external_id", flat=True))


# --- done by workers -------------------------------------------------------------------------
def due(now: datetime | None = None) -> QuerySet[Cancellation]:
    open_rows = Cancellation.objects.exclude(state=CancellationState.DONE)
    return open_rows.filter(not_before__lte=now or clock.moment())


def process_due(rows: QuerySet[Cancellation] | None = None) -> int:
    """Go on with all that are due. Returns how many there were."""
    found = list((due() if rows is None else rows).values_list("pk", flat=True)[:50])
    return sum(process(pk) for pk in found)


def process(pk: int) -> bool:
    """Take one a step further; False when it is not due or another worker has it."""
    now = clock.now()
    row = due(now).filter(pk=pk).select_related("step__job").first()
    if row is None:
        return False
    mine = due(now).filter(pk=pk, not_before=row.not_before)
    if not mine.update(not_before=now + timedelta(seconds=LEASE_SECONDS)):
        return False
    named = registry.named(row.step.talent, row.provider)
    provider = named.adapter if named else None
    if not row.external_id or not isinstance(provider, QueuedProvider) or not provider.can_cancel:
        _end_unknown(row, "Its answer was lost: possibly charged.")
    elif row.state != CancellationState.SENT:
        _send(row, provider)
    else:
        _poll(row, provider)
    return True


def _send(row: Cancellation, provider: QueuedProvider) -> None:
    """Say it once. A provider that has ended it already refuses, which is as good."""
    here = Cancellation.objects.filter(pk=row.pk, state=row.state)
    if not here.update(state=CancellationState.SENDING):  # the step is wanted again
        return
    try:
        ended = provider.cancel(row.external_id)
    except (Transient, Unusable) as error:
        _retry_later(row, str(error), CancellationState.SENDING)
        return
    except ProviderError as error:
        log.info("cancellation %s: %s", row.pk, error)
        ended = None
    Cancellation.objects.filter(pk=row.pk).update(state=CancellationState.SENT, tries=0)
    row.state, row.tries = CancellationState.SENT, 0
    if isinstance(ended, Finished):
        _settle(row, ended)
    else:
        _poll(row, provider)


def _poll(row: Cancellation, provider: QueuedProvider) -> None:
    """How did it end, and what does it cost?"""
    try:
        found = provider.poll(row.external_id)
    except (Transient, Unusable) as error:
        _retry_later(row, str(error), CancellationState.SENT)
    except ProviderError as error:
        _end_unknown(row, str(error))
    else:
        if found:
            _settle(row, found)
        else:
            _retry_later(row, "It has not ended yet.", CancellationState.SENT)


def _retry_later(row: Cancellation, why: str, state: CancellationState) -> None:
    if row.tries >= MOST_TRIES:
        _end_unknown(row, gettext_noop("%(why)s Possibly charged.") % {"why": why})
        return
    wait = min(settings.STEP_BACKOFF_SECONDS[0] * 2**row.tries, MOST_WAIT)
    back = clock.now() + timedelta(seconds=wait)
    Cancellation.objects.filter(pk=row.pk).update(state=state, tries=row.tries + 1, not_before=back)


def _settle(row: Cancellation, found: Finished) -> None:
    """Its final cost, as the provider tells it. A result that was made after all is not taken."""
    usage = ledger.failed(found.usage) if found.error else found.usage
    why = str(found.error or "It was finished before it could be stopped.")
    _end(row, why, usage if found.charged else None)


def _end_unknown(row: Cancellation, why: str) -> None:
    _end(row, why, Usage(units={"answer": "lost"}))


def _end(row: Cancellation, why: str, usage: Usage | None) -> None:
    """The ledger's line, or the reservation released where nothing was charged (no `usage`)."""
    step = row.step
    step.external_id, step.submitting = row.external_id, row.sent
    with transaction.atomic():
        here = Cancellation.objects.filter(pk=row.pk).exclude(state=CancellationState.DONE)
        if not here.update(state=CancellationState.DONE, ended=why[:300]):
            return
        if usage:
            is_lost = usage.units.get("answer") == "lost"
            why = NothingReceived.LOST if is_lost else NothingReceived.CANCELLED
            entry = ledger.billed(step, row.provider, usage, why)
            if entry.nothing_received:  # else its file was stored all the same
                ledger.mark(entry, why)
        else:
            reservations.release_reservation(step)
