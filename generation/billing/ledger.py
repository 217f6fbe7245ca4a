"""The append-only book of provider calls: what was billed, what it cost, and what people corrected.

`cost` None is unknown. A correction is a new line with the difference, so that sums are always of
all lines; its key begins with "fix:" and its units name the line it corrects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, TruncDate, TruncMonth

from generation.billing import prices, reservations, stretches
from generation.interfaces import Usage
from generation.models import LedgerEntry, NothingReceived, Reservation, ReservationState, Step
from projects import clock
from projects.audit import record
from projects.errors import BadInput
from projects.models import Workspace

MOST = Decimal(10) ** 8


def settle(step: Step, outcome: Any) -> None:
    """One line for the winning try of a step. Saying it twice writes it once."""
    key, usage = f"step:{step.pk}:try:{step.attempts}", outcome.usage
    cost = prices.Cost(usage.cost, usage.currency)
    line = _new_line(step, key, outcome.provider, usage, round((step.seconds or 0) * 1000), cost)
    LedgerEntry.objects.bulk_create([line], ignore_conflicts=True)


def billed(step: Step, provider: str, usage: Usage, nothing: str = "") -> LedgerEntry:
    """One line for a paid request that was sent, whatever became of it. Saying it twice writes it once.

    The line takes the place of what was put aside for the request, at the prices of that moment.
    `nothing`: why nothing usable came of it (NothingReceived), or came yet. A line that is there keeps
    its mark until it is said without one.
    """
    sent = step.submitting or step.started
    took = (clock.now() - sent).total_seconds() if sent else 0
    with transaction.atomic():
        aside = reservations.held_for(step)
        cost = _cost(step.talent, provider, usage, aside)
        entry = _line(step, _call_key(step), provider, usage, round(took * 1000), cost, nothing)
        if entry.nothing_received and not nothing:
            mark(entry, "")
        told = _found(step, entry, usage, cost)
        if told:
            mark(entry, nothing)
        if aside:
            reservations.settle(aside, told or entry)
    return entry


def billed_one(
    aside: Reservation, talent: str, provider: str, usage: Usage, nothing: str = ""
) -> LedgerEntry:
    """The line of a request that belongs to no job, in place of what was put aside for it."""
    took = round((clock.now() - aside.created).total_seconds() * 1000)
    with transaction.atomic():
        cost = _cost(talent, provider, usage, aside)
        line = LedgerEntry(
            call_key=aside.call_key,
            workspace_id=aside.workspace_id,
            talent=talent,
            provider=provider,
            model=usage.model,
            units=usage.units,
            cost=cost.amount,
            currency=cost.currency,
            priced_by=list(cost.priced_by),
            latency_ms=max(took, 0),
            nothing_received=nothing,
        )
        LedgerEntry.objects.bulk_create([line], ignore_conflicts=True)
        entry = LedgerEntry.objects.get(call_key=aside.call_key)
        reservations.settle(aside, entry)
    return entry


def _cost(talent: str, provider: str, usage: Usage, aside: Reservation | None) -> prices.Cost:
    """What the provider says it cost, else what the price book said when the money was put aside."""
    if usage.cost is not None:
        return prices.Cost(usage.cost, usage.currency)
    if aside and aside.priced_by:
        return prices.cost_of(usage.units, prices.pinned(aside.priced_by))
    return prices.price(provider, talent, usage.model, usage.units, at=aside.created if aside else None)


def _found(step: Step, entry: LedgerEntry, usage: Usage, cost: prices.Cost) -> LedgerEntry | None:
    """An answer that was written down as lost has come: correct that line, so that it is counted once.

    The correction carries the cost where `entry` is the very same line, else nothing.
    """
    key = reservations.sent_key(step) if step.submitting else ""
    line = LedgerEntry.objects.filter(call_key=key, cost=None, units__answer="lost").first()
    carried = cost.amount if line == entry else Decimal(0)
    if line is None or carried is None or usage.units.get("answer") == "lost" or corrections(line):
        return None
    fix = _correction(line, carried, 1, "Its answer was found.")
    if line != entry:
        mark(line, "")
    return fix if line == entry else None


def mark(entry: LedgerEntry, nothing: str) -> None:
    """Say why nothing was received for a line, or "" that it was; its corrections say the same."""
    entry.nothing_received = nothing
    lines_of_it = Q(pk=entry.pk) | Q(call_key__startswith=f"fix:{entry.pk}:")
    LedgerEntry.objects.filter(lines_of_it).update(nothing_received=nothing)


def failed(usage: Usage) -> Usage:
    """The Usage of a request that came to nothing: what was used up says nothing of what is charged.

    Unless the provider tells its bill, in money or in credits, the cost of a failure is unknown.
    """
    if usage.cost is not None or prices.WHOLE_BILL in usage.units:
        return usage
    return replace(usage, units={**usage.units, "answer": "failed"})


def possibly(step: Step) -> LedgerEntry:
    """One line for a paid request whose answer was lost: its cost is unknown, not nothing."""
    return billed(step, step.provider, Usage(units={"answer": "lost"}), NothingReceived.LOST)


def knows(external_id: str) -> bool:
    """Whether a request with this id of the provider's is in the book already."""
    return LedgerEntry.objects.filter(call_key__endswith=f":id:{external_id}").exists()


def _call_key(step: Step) -> str:
    """A request is known by the provider's own id, or by the moment it was sent."""
    if step.external_id:
        return f"step:{step.pk}:id:{step.external_id}"[:120]
    return reservations.sent_key(step)


def _line(
    step: Step, key: str, provider: str, usage: Usage, latency_ms: int, cost: prices.Cost, nothing: str
) -> LedgerEntry:
    """The line with that key, written now if it was not there."""
    line = _new_line(step, key, provider, usage, latency_ms, cost)
    line.nothing_received = nothing
    LedgerEntry.objects.bulk_create([line], ignore_conflicts=True)
    return LedgerEntry.objects.get(call_key=key)


def _new_line(
    step: Step, key: str, provider: str, usage: Usage, latency_ms: int, cost: prices.Cost
) -> LedgerEntry:
    return LedgerEntry(
        call_key=key,
        workspace_id=step.job.workspace_id,
        project_id=step.job.project_id,
        step=step,
        talent=step.talent,
        provider=provider,
        model=usage.model,
        units=usage.units,
        cost=cost.amount,
        currency=cost.currency,
        priced_by=list(cost.priced_by),
        latency_ms=latency_ms,
    )


# --- corrections -----------------------------------------------------------------------------
def correct(entry: LedgerEntry, amount: Decimal | float | str, by: User, note: str) -> LedgerEntry:
    """A person found out what a call really cost: a new line with the difference. The old one stays.

    `amount` is the whole cost, in the entry's currency. What was still held for the call is settled
    by this. The figure that the corrections come to already is no new line. Raises BadInput; the caller
    has checked that the person may manage the workspace.
    """
    amount = _amount(amount)
    if not note.strip():
        raise BadInput("Say where the figure comes from, such as the provider's invoice.", "note")
    if entry.call_key.startswith("fix:"):
        raise BadInput("This line is a correction itself. Correct the line that it corrects.")
    with transaction.atomic():
        entry = LedgerEntry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)
        before = corrections(entry)
        if before and total(entry, before) == amount:
            return before[0]  # said before
        line = _correction(entry, amount - total(entry, before), len(before) + 1, note.strip())
        aside = Reservation.objects.filter(call_key=entry.call_key, state=ReservationState.HELD).first()
        if aside:
            reservations.drop(aside)
        said = {"old": "unknown" if entry.cost is None else entry.cost, "new": amount, "note": note.strip()}
        record(entry.project or entry.workspace, "corrected a cost", by=by, workspace=entry.workspace, **said)
    return line


def _amount(amount: Decimal | float | str) -> Decimal:
    try:
        amount = Decimal(str(amount))
    except ArithmeticError:
        raise BadInput("What it cost is an amount of money, such as 0.0042.", "amount") from None
    if not amount.is_finite() or not 0 <= amount < MOST:
        raise BadInput("What it cost is an amount of money from 0 on.", "amount")
    return amount.quantize(prices.LEAST)


def corrections(entry: LedgerEntry) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(call_key__startswith=f"fix:{entry.pk}:"))


def total(entry: LedgerEntry, fixes: Sequence[LedgerEntry] | None = None) -> Decimal:
    """What a call cost with its corrections; 0 while it is unknown and nobody corrected it."""
    fixes = corrections(entry) if fixes is None else fixes
    return (entry.cost or Decimal(0)) + sum((fix.cost for fix in fixes if fix.cost is not None), Decimal(0))


def _correction(entry: LedgerEntry, difference: Decimal, number: int, note: str) -> LedgerEntry:
    return LedgerEntry.objects.create(
        workspace_id=entry.workspace_id,
        project_id=entry.project_id,
        step_id=entry.step_id,
        call_key=f"fix:{entry.pk}:{number}",
        talent=entry.talent,
        provider=entry.provider,
        model=entry.model,
        units={"corrects": entry.pk, "note": note[:300]},
        cost=difference,
        currency=entry.currency,
        nothing_received=entry.nothing_received,
    )


# --- sums ------------------------------------------------------------------------------------
# What lines can be added up by: days and months as dates, in the studio's time zone.
GROUPS = {
    "project": "project_id",
    "provider": "provider",
    "talent": "talent",
    "model": "model",
    "stage": "step__stage__name",
    "scene": "step__scene__scene_index",
    "job": "step__job",
    "nothing_received": "nothing_received",
}
STRETCHES = {
    "day": TruncDate("created"),
    "month": TruncMonth("created", output_field=DateField()),
}
# What the book says of a request whose answer was lost or took too long, or that failed at somebody who
# tells no bill.
DOUBTFUL = ("lost", "failed", "too late")


@dataclass(frozen=True)
class Spent:
    """What a group of calls cost: `known` in `currency`, and how many of the `calls` have an unknown cost.

    `doubtful` of the unknown are possibly charged: their answer was lost, or they came to nothing.
    """

    key: Any
    currency: str
    known: Decimal
    calls: int
    unknown: int
    doubtful: int = 0


def lines(
    workspace: Workspace, since: datetime | None = None, until: datetime | None = None
) -> QuerySet[LedgerEntry]:
    """The workspace's lines, newest first, from `since` (datetime) on and before `until`."""
    rows = LedgerEntry.objects.filter(workspace=workspace)
    rows = rows.filter(created__gte=since) if since else rows
    return rows.filter(created__lt=until) if until else rows


def is_correction() -> Q:
    """The condition of a line that corrects another."""
    return Q(call_key__startswith="fix:")


def is_unknown() -> Q:
    """The condition of a line whose cost nobody knows and nobody corrected."""
    first = Concat(Value("fix:"), Cast(OuterRef("pk"), CharField()), Value(":1"))
    return Q(cost=None) & Q(~Exists(LedgerEntry.objects.filter(call_key=first)))


def is_doubtful() -> Q:
    """The condition of a line that is possibly charged."""
    return is_unknown() & Q(units__answer__in=DOUBTFUL)


def is_for_nothing() -> Q:
    """The condition of a line that was charged, or possibly charged, though nothing usable came."""
    return ~Q(nothing_received="") & (Q(cost=None) | ~Q(cost=0))


def sums(
    rows: QuerySet[LedgerEntry],
    *by: str,
    starts: Sequence[date] = (),
    usual: str = "",
    most: int | None = None,
) -> list[Spent]:
    """[Spent] of ledger lines grouped by keys of GROUPS and STRETCHES, and by `starts`.

    `key` is the value, a tuple of several, or None. `starts` (ascending) are when stretches of time begin:
    that of a line is the last of its key. The dearest first (those in the currency `usual` before all),
    STRETCHES in their order; `most` of them. A correction counts when it was made, and is no call.
    """
    rows = rows.order_by()
    for name in by:
        if name in STRETCHES:
            rows = rows.annotate(**{f"by_{name}": STRETCHES[name]})
    columns = [f"by_{name}" if name in STRETCHES else GROUPS[name] for name in by]
    if starts:
        rows = rows.annotate(place=stretches.StretchOf("created", tuple(starts)))
        columns.append("place")
    groups = rows.values_list(*columns, "currency").annotate(known=Sum("cost"), lines=Count("pk"))
    timed = [name for name in columns if name.startswith("by_")]
    dearest = [F("known").desc(nulls_last=True)]
    if usual:
        dearest.insert(0, Case(When(currency=usual, then=0), default=1).asc())
    found = list(groups.order_by(*timed, *([] if timed else dearest), *columns)[:most])
    marks = _marks(rows, columns, [key for key, *_ in found] if most else []) if found else {}
    return [_spent(row, marks, starts) for row in found]


def _marks(
    rows: QuerySet[LedgerEntry], columns: list[str], only: list[object]
) -> dict[tuple, tuple[int, int, int]]:
    """{(*columns, currency): (unknown, doubtful, corrections)} of those groups that have any.

    Few lines are such: asked of all, the three took three quarters of a sum's time. `only` are values of the
    first column, [] all of them.
    """
    some = rows.filter(is_unknown() | is_correction())  # whose cost is always known
    if only:
        some = some.filter(Q(**{f"{columns[0]}__in": only}) | Q(**{columns[0]: None}))
    found = some.values_list(*columns, "currency").annotate(
        unknown=Count("pk", filter=Q(cost=None)),
        doubtful=Count("pk", filter=Q(cost=None, units__answer__in=DOUBTFUL)),
        fixes=Count("cost"),
    )
    return {row[:-3]: row[-3:] for row in found}


def groups(rows: QuerySet[LedgerEntry], by: str) -> dict[str, int]:
    """{currency: how many Spents `sums` has of these lines}."""
    column = GROUPS[by]
    nowhere = Max(Case(When(**{column: None}, then=1), default=0))  # COUNT leaves NULL out
    found = rows.order_by().values("currency").annotate(count=Count(column, distinct=True) + nowhere)
    return {row["currency"]: row["count"] for row in found}


def _spent(row: tuple, marks: Mapping[tuple, tuple[int, int, int]], starts: Sequence[date]) -> Spent:
    *key, currency, known, lines = row
    unknown, doubtful, fixes = marks.get(row[:-2], (0, 0, 0))
    if starts:
        key[-1] = starts[key[-1]]
    return Spent(
        tuple(key) if len(key) > 1 else key[0] if key else None,
        currency,
        (known or Decimal(0)).quantize(prices.LEAST),  # SQLite adds floats
        lines - fixes,
        unknown,
        doubtful,
    )
