"""What a member may spend in a month, and what counts of a stretch of time.

A member's cap is of one workspace, whose row is the lock under which it is checked (`budgets`).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from generation.billing import prices
from generation.models import (
    ACTIVE_JOB_STATES,
    BudgetPeriod,
    Cancellation,
    CancellationState,
    LedgerEntry,
    Reservation,
    ReservationState,
)
from projects.models import Membership

# Caps of API tokens and of members are in this currency, as budgets are.
CAP_CURRENCY = "USD"
# What is put aside for boards of a batch that are not started yet has a key that begins like this.
BATCH = "batch:"
# The key of a model's test call begins like this, then whose it is.
TEST = "test:"
NOTHING = Decimal(0)


def period_start(period: str, now: datetime | None = None) -> datetime | None:
    """When the present day or month began, in the studio's time zone; None for a budget as a whole."""
    today = timezone.localdate(now)
    firsts: dict[str, date] = {BudgetPeriod.DAY: today, BudgetPeriod.MONTH: today.replace(day=1)}
    first = firsts.get(period)
    return timezone.make_aware(datetime.combine(first, time.min)) if first else None


def counts_since(since: datetime) -> Q:
    """What is on its way counts now, whenever it was reserved: it may be billed today."""
    recalled = Cancellation.objects.exclude(state=CancellationState.DONE).values("step")
    on_its_way = Q(job__state__in=ACTIVE_JOB_STATES) | Q(step__in=recalled) | Q(call_key__startswith=BATCH)
    return Q(created__gte=since) | on_its_way


def total(rows: QuerySet[Any], column: str) -> Decimal:
    # SQLite adds floats: back to what the columns can hold.
    return (rows.order_by().aggregate(total=Sum(column))["total"] or NOTHING).quantize(prices.LEAST)


@dataclass(frozen=True)
class MoneyLimit:
    """What work has to fit into: a budget, or a member's cap (`user`: whose; None is everybody's)."""

    name: str
    amount: Decimal
    left: Decimal
    currency: str
    user: int | None = None

    def counts(self, user: int | None) -> bool:
        return self.user is None or self.user == user


@dataclass(frozen=True)
class MemberStanding:
    """A member's cap (None: none) and what jobs that they started cost and hold in this month, in USD."""

    member: Membership
    spent: Decimal
    held: Decimal

    @property
    def cap(self) -> Decimal | None:
        return self.member.cap

    @property
    def left(self) -> Decimal | None:
        """None without a cap."""
        return None if self.cap is None else max(self.cap - self.spent - self.held, NOTHING)

    @property
    def limit(self) -> MoneyLimit | None:
        """The cap as something that work has to fit into."""
        if self.cap is None or self.left is None:
            return None
        user = self.member.user
        name = gettext_noop("%(user)s's cap for this month") % {
            "user": user.get_full_name() or user.get_username()
        }
        return MoneyLimit(name, self.cap, self.left, CAP_CURRENCY, user.pk)


def member_standing(member: Membership) -> MemberStanding:
    """Where a member stands in the present month."""
    since = period_start(BudgetPeriod.MONTH)
    assert since is not None
    held = Reservation.objects.filter(
        counts_since(since),
        state=ReservationState.HELD,
        workspace=member.workspace_id,
        currency=CAP_CURRENCY,
        created_by=member.user_id,
    )
    theirs = Q(step__job__created_by=member.user_id) | Q(call_key__startswith=f"{TEST}{member.user_id}:")
    spent = LedgerEntry.objects.filter(
        theirs,
        workspace=member.workspace_id,
        currency=CAP_CURRENCY,
        created__gte=since,
    )
    return MemberStanding(member, held=total(held, "amount"), spent=total(spent, "cost"))


def member_limit(workspace_pk: int, user_pk: int | None) -> MoneyLimit | None:
    """The MoneyLimit of a member's cap; None for who has none, or is no member."""
    if user_pk is None:
        return None
    capped = Membership.objects.filter(workspace=workspace_pk, user=user_pk).exclude(cap=None)
    member = capped.select_related("user").first()
    return member_standing(member).limit if member else None
