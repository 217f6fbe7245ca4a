"""Money for the boards of a batch: put aside for all of them, drawn by each when it is started."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from generation.billing import budgets, caps, reservations
from generation.billing.caps import BATCH, NOTHING, MoneyLimit
from generation.models import Reservation, ReservationState
from projects.models import Workspace
from projects.money_format import readable


@dataclass(frozen=True)
class Wanted:
    """The most that one board of a batch may cost; `unpriced` names what has no known price.

    `by` is the key of who asked for it, whose cap it falls under.
    """

    amount: Decimal
    currency: str
    unpriced: str = ""
    by: int | None = None

    @property
    def is_free(self) -> bool:
        return not (self.amount or self.unpriced)


def admit_batch(
    workspace: Workspace, batch_pk: int, wanted: Sequence[Wanted], is_all_or_none: bool
) -> list[str]:
    """Put aside what boards of a batch may cost, in their order, as far as budgets and members' caps go.

    Returns why each was refused, "" for what was admitted. All or none: one that does not fit refuses
    all. What is put aside is drawn by `draw_of_batch` when a board is started, in the same transaction.
    """
    with transaction.atomic():
        budgets.lock(workspace.pk)
        limits = [budgets.limit_of(row) for row in budgets.remaining(workspace)]
        people = dict.fromkeys(one.by for one in wanted)
        limits += [found for user in people if (found := caps.member_limit(workspace.pk, user))]
        refusals, taken = _admitted(limits, wanted, is_all_or_none)
        for (user, currency), amount in taken.items():
            _put_aside_for_batch(workspace, batch_pk, amount, currency, user)
    return refusals


Taken = dict[tuple[int | None, str], Decimal]


def _admitted(
    limits: Sequence[MoneyLimit], wanted: Sequence[Wanted], is_all_or_none: bool
) -> tuple[list[str], Taken]:
    """(why each is refused, what the others take by who asked and currency)."""
    taken: Taken = {}
    refusals = []
    for one in wanted:
        why = "" if one.is_free else _no_room(limits, one, taken)
        if not (why or one.is_free):
            key = one.by, one.currency
            taken[key] = taken.get(key, NOTHING) + one.amount
        refusals.append(why)
    if is_all_or_none and any(refusals):
        return _none_of(limits, wanted, refusals), {}
    return refusals, taken


def _no_room(limits: Sequence[MoneyLimit], one: Wanted, taken: Taken) -> str:
    for row in limits:
        if not row.counts(one.by):
            continue
        used = (
            amount
            for (user, currency), amount in taken.items()
            if currency == row.currency and row.counts(user)
        )
        left = max(row.left - sum(used, NOTHING), NOTHING)
        has = {"what": row.name, "left": readable(left), "amount": readable(row.amount)}
        if one.unpriced and settings.UNKNOWN_PRICES != "allow":
            return gettext_noop(
                "Nobody knows the price of %(names)s, and %(what)s has %(left)s left of "
                "%(amount)s. Enter it in "
                "the admin."
            ) % {"names": one.unpriced, **has}
        if one.amount and one.currency != row.currency:
            return gettext_noop("It is priced in %(currency)s, but %(what)s is in %(other)s.") % {
                "currency": one.currency,
                "other": row.currency,
                **has,
            }
        if one.amount > left:
            return gettext_noop(
                "It needs up to %(needed)s, but %(what)s has %(left)s left of %(amount)s. An "
                "admin of the workspace "
                "can raise it."
            ) % {"needed": readable(one.amount), **has}
    return ""


def _none_of(limits: Sequence[MoneyLimit], wanted: Sequence[Wanted], refusals: Sequence[str]) -> list[str]:
    together = [(row, sum((one.amount for one in wanted if row.counts(one.by)), NOTHING)) for row in limits]
    tight, needed = next(((row, needed) for row, needed in together if needed > row.left), (None, NOTHING))
    if tight is None:
        first = next(why for why in refusals if why)
        return [
            (gettext_noop("All or none was asked for, and one does not fit: %(why)s") % {"why": first})[:600]
        ] * len(refusals)
    return [
        gettext_noop(
            "All %(count)s together need up to %(needed)s, but %(what)s has %(left)s left of "
            "%(amount)s. An admin "
            "of the workspace can raise it."
        )
        % {
            "count": len(wanted),
            "needed": readable(needed),
            "what": tight.name,
            "left": readable(tight.left),
            "amount": readable(tight.amount),
        }
    ] * len(refusals)


def _put_aside_for_batch(
    workspace: Workspace, batch_pk: int, amount: Decimal, currency: str, user: int | None
) -> None:
    key = f"{BATCH}{batch_pk}:{currency}:"
    turn = Reservation.objects.filter(call_key__startswith=key).count() + 1
    Reservation.objects.create(
        workspace=workspace,
        call_key=f"{key}{turn}",
        amount=amount,
        currency=currency,
        created_by_id=user,
    )


def draw_of_batch(batch_pk: int, amount: Decimal, currency: str, by: int | None = None) -> None:
    """Take up to `amount` out of what was put aside for a batch: a job of it reserves that itself.

    First what was put aside for what `by` (a user's key) asked for. Needs the caller's transaction, so
    that the job has it, or the batch has it back.
    """
    pots = _pots_of_batch(batch_pk).filter(currency=currency, amount__gt=0).select_for_update()
    for pot in sorted(pots, key=lambda one: one.created_by_id != by):
        drawn = min(pot.amount, amount)
        reservations.change_pot(pot, -drawn)
        amount -= drawn


def release_batch(batch_pk: int) -> None:
    """Nothing more of the batch will be started: what was put aside for it is free again."""
    _pots_of_batch(batch_pk).update(state=ReservationState.RELEASED, closed=timezone.now())


def _pots_of_batch(batch_pk: int) -> QuerySet[Reservation]:
    rows = Reservation.objects.filter(call_key__startswith=f"{BATCH}{batch_pk}:")
    return rows.filter(state=ReservationState.HELD).order_by("pk")
