"""Money put aside before it is spent.

Reserve, then settle: before a job starts its estimate is reserved, before a paid request is sent the
most that it may cost, drawn from the job's. A ledger line takes the reservation's place; what was
certainly not charged is released; what was possibly charged stays held until a person corrects it.

The workspace's row is the one lock under which anything is reserved, and it is the last one that is
taken (project, job, step, workspace): a reservation is inserted empty, which looks at the rows it
belongs to, and filled under the lock. Settling and releasing need no lock: they only lower what is
held, each by one conditional update.
"""

import logging
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from generation.billing import budgets, estimates, prices, room
from generation.billing.caps import NOTHING
from generation.billing.room import OneCall
from generation.models import Job, LedgerEntry, Reservation, ReservationState, Step
from generation.providers.registry import RegisteredProvider
from generation.providers.usage_bounds import Corrections

log = logging.getLogger(__name__)


def reserve_job(job: Job) -> Reservation | None:
    """Put the job's estimate aside before it starts. OverBudget when a budget has not that much left.

    Needs the caller's transaction: without the money the job is not to exist either.
    """
    found = estimates.estimate_of(job)
    _note(job, found)
    if found.is_free:
        return None
    what = f"{job.label} of “{job.project.title}”"
    turn = Reservation.objects.filter(call_key__startswith=f"job:{job.pk}:").count() + 1
    row = _empty(job, None, f"job:{job.pk}:{turn}", found.currency)
    budgets.lock(job.workspace_id)
    room.check_known(job, found.unknown, what)
    room.check_room(job, found.total, found.currency, what)
    return _filled(job, row, found.total)


def _note(job: Job, found: estimates.Estimate) -> None:
    """Keep what the whole job was thought to cost; a retry's estimate is of the rest only."""
    if job.estimate is None:
        total = found.total.quantize(prices.LEAST)
        job.estimate = {"total": str(total), "currency": found.currency, "unknown": len(found.unknown)}
        Job.objects.filter(pk=job.pk).update(estimate=job.estimate)


def release_job(job: Job) -> None:
    """A job is over: what was put aside for it and not drawn is free again."""
    _pots(job.pk).update(state=ReservationState.RELEASED, closed=timezone.now())


def reserve_call(
    step: Step, provider: RegisteredProvider, talent: str, request: Any, told: Corrections = ()
) -> Reservation:
    """Put aside the most that one request may cost. Raises OverBudget.

    To be called in the transaction that notes the request as being sent, after that was written and
    under the job's lock.
    """
    job, what = step.job, f"{step.label} ({talent} by {provider.name})"
    _, cost = estimates.quote(provider, talent, request, told)
    tariff = prices.tariff(provider.name, talent, provider.model)
    row = _empty(job, step, sent_key(step), cost.currency, [price.pk for price in tariff.values()])
    budgets.lock(job.workspace_id)
    if not cost.known:
        room.check_known(job, [provider], what)
    amount = cost.amount or NOTHING
    drawn = _drawn(job, amount, cost.currency)
    if amount > drawn:
        room.check_room(job, amount - drawn, cost.currency, what)
    return _filled(job, row, amount)


def reserve_one(
    whose: OneCall, key: str, provider: RegisteredProvider, talent: str, request: Any
) -> Reservation | None:
    """Put aside the most that a request of no job may cost; None where the key was used before.

    Raises OverBudget.
    """
    _, cost = estimates.quote(provider, talent, request)
    tariff = prices.tariff(provider.name, talent, provider.model)
    what = f"{provider.model} ({talent} by {provider.name})"
    with transaction.atomic():
        budgets.lock(whose.workspace.pk)
        if Reservation.objects.filter(call_key=key).exists():
            return None
        if not cost.known:
            room.check_known(whose, [provider], what)
        amount = cost.amount or NOTHING
        room.check_room(whose, amount, cost.currency, what)
        row = Reservation.objects.create(
            workspace=whose.workspace,
            created_by=whose.by,
            call_key=key,
            amount=amount,
            currency=cost.currency,
            priced_by=sorted(price.pk for price in tariff.values()),
        )
        budgets.warn(whose.workspace, None)
    return row


def sent_key(step: Step) -> str:
    """A request is known by its step and the moment it was sent."""
    assert step.submitting is not None
    return f"step:{step.pk}:sent:{step.submitting.timestamp():.6f}"


def _empty(
    job: Job, step: Step | None, key: str, currency: str, priced_by: Iterable[int] = ()
) -> Reservation:
    return Reservation.objects.create(
        workspace_id=job.workspace_id,
        project_id=job.project_id,
        job=job,
        step=step,
        call_key=key,
        amount=NOTHING,
        currency=currency,
        created_by_id=job.created_by_id,
        priced_by=sorted(priced_by),
    )


def _filled(job: Job, row: Reservation, amount: Decimal) -> Reservation:
    row.amount = amount
    row.save(update_fields=["amount"])
    budgets.warn(job.workspace, job.project)
    return row


def _pots(job_pk: int) -> QuerySet[Reservation]:
    """What is put aside for a job as a whole."""
    return Reservation.objects.filter(job_id=job_pk, step=None, state=ReservationState.HELD)


def _drawn(job: Job, amount: Decimal, currency: str) -> Decimal:
    """Take up to `amount` out of what was put aside for the job; how much that was."""
    pot = _pot(job.pk, currency)
    drawn = min(pot.amount, amount) if pot else NOTHING
    change_pot(pot, -drawn)
    return drawn


def _pot(job_pk: int, currency: str) -> Reservation | None:
    return _pots(job_pk).filter(currency=currency).select_for_update().first()


def change_pot(pot: Reservation | None, amount: Decimal) -> None:
    """Add to what is put aside for a job, whose row is locked. Not in SQL: SQLite would count in floats."""
    if pot and amount:
        pot.amount += amount
        pot.save(update_fields=["amount"])


def held_for(step: Step) -> Reservation | None:
    """The reservation of the step's request that is out, or None."""
    rows = Reservation.objects.filter(step=step, state=ReservationState.HELD)
    if step.submitting:
        return rows.filter(call_key=sent_key(step)).first()
    billed = LedgerEntry.objects.filter(step=step).values("call_key")
    return rows.exclude(call_key__in=billed).first()


def settle(row: Reservation, entry: LedgerEntry) -> None:
    """A ledger line takes the reservation's place. While its cost is unknown the money stays held for it.

    What was put aside and not used goes back to the job, so that its next steps have it.
    """
    if entry.cost is None:
        Reservation.objects.filter(pk=row.pk, state=ReservationState.HELD).update(call_key=entry.call_key)
        return
    now = timezone.now()
    with transaction.atomic():
        ended = Reservation.objects.filter(pk=row.pk, state=ReservationState.HELD).update(
            state=ReservationState.SETTLED, closed=now, call_key=entry.call_key
        )
        if ended and entry.currency == row.currency:  # other money leaves nothing over that is known
            _give_back(row, row.amount - max(entry.cost, NOTHING))
    if entry.cost > row.amount:
        log.warning("%s cost %s, more than the %s that was put aside", entry.call_key, entry.cost, row.amount)


def drop(row: Reservation) -> None:
    """A person found out what a request really cost: nothing is held for it any more."""
    Reservation.objects.filter(pk=row.pk, state=ReservationState.HELD).update(
        state=ReservationState.SETTLED, closed=timezone.now()
    )


def release(row: Reservation) -> None:
    """Nothing can have been charged: the money is free again."""
    with transaction.atomic():
        ended = Reservation.objects.filter(pk=row.pk, state=ReservationState.HELD)
        if ended.update(state=ReservationState.RELEASED, closed=timezone.now()):
            _give_back(row, row.amount)


def release_reservation(step: Step) -> None:
    """The step's request that is out was certainly not charged."""
    row = held_for(step)
    if row:
        release(row)


def _give_back(row: Reservation, amount: Decimal) -> None:
    if row.job_id and amount > 0:
        change_pot(_pot(row.job_id, row.currency), amount)
