"""Budgets: what a workspace or a project may spend, and how much of it is used or held.

A budget is looked at under the workspace's row (`lock`), the one lock under which anything is reserved:
reservations.py says how.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.dispatch import Signal
from django.utils.translation import gettext_noop

from generation.billing import caps, prices
from generation.billing.caps import NOTHING, MoneyLimit, period_start, total
from generation.models import (
    WARN_PERCENT,
    Budget,
    BudgetPeriod,
    LedgerEntry,
    Reservation,
    ReservationState,
)
from projects import access
from projects.audit import record
from projects.errors import BadInput
from projects.models import AuditEntry, VideoProject, Workspace
from projects.money_format import readable
from projects.notifications import tell

WARNED = "budget nearly used"

# sender=Budget, standing (a Standing): so much is used or held that somebody should know. Once a period.
budget_nearly_used = Signal()


@dataclass(frozen=True)
class Standing:
    """A budget and what it has seen in its present period: `spent` (ledger) and `held` (reservations)."""

    budget: Budget
    spent: Decimal
    held: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.budget.amount - self.spent - self.held, NOTHING)

    @property
    def percent(self) -> int:
        """How much of it is used or held, 0 to 100."""
        if not self.budget.amount:
            return 100
        return min(100, int((self.spent + self.held) * 100 / self.budget.amount))

    @property
    def spent_percent(self) -> float:
        """How much of it is spent, 0 to 100."""
        return self._share(self.spent)

    @property
    def held_percent(self) -> float:
        """How much of it is put aside, as far as it has room beside what is spent."""
        return min(100 - self.spent_percent, self._share(self.held))

    def _share(self, amount: Decimal) -> float:
        full = 0 < self.budget.amount <= amount or not self.budget.amount
        return 100 if full else round(float(100 * max(amount, NOTHING) / self.budget.amount), 2)

    @property
    def is_low(self) -> bool:
        return self.percent >= self.budget.warn_percent


def set_budget(
    workspace: Workspace,
    by: User,
    amount: Decimal | float | str | None,
    period: str = BudgetPeriod.MONTH,
    project: VideoProject | None = None,
    warn_percent: int = WARN_PERCENT,
) -> Budget | None:
    """Set how much may be spent, in USD; `amount` None takes the budget away.

    A workspace has one for a day and one for a month, a project one as a whole. Needs `manage`.
    Returns the Budget or None; raises BadInput, NotAllowed.
    """
    access.require(by, workspace, "manage")
    if period not in ((BudgetPeriod.WHOLE,) if project else (BudgetPeriod.DAY, BudgetPeriod.MONTH)):
        raise BadInput(
            "A project has a budget as a whole; a workspace one for a day and one for a month.", "period"
        )
    if project and project.workspace_id != workspace.pk:
        raise BadInput("That project is another workspace's.", "project")
    where = {"workspace": workspace, "project": project, "period": period}
    with transaction.atomic():
        if project:
            VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        lock(workspace.pk)
        old = Budget.objects.filter(**where).first()
        new = _saved(where, amount, warn_percent, by) if amount is not None else None
        if _says(old) == _says(new):
            return new
        if new is None and old:
            old.delete()
        verb = "set the budget" if project else f"set the {period} budget"
        record(
            project or workspace, verb, by=by, workspace=workspace,
            old=old or "none", new=new or "none",
        )  # fmt: skip
    return new


def _says(budget: Budget | None) -> tuple[Decimal, int] | None:
    return (budget.amount, budget.warn_percent) if budget else None


def _saved(where: dict[str, Any], amount: Decimal | float | str, warn_percent: int, by: User) -> Budget:
    try:
        amount = Decimal(str(amount))
    except ArithmeticError:
        raise BadInput("A budget is an amount of USD, such as 25.00.", "amount") from None
    if not amount.is_finite() or not 0 <= amount < 10**10 or not 1 <= warn_percent <= 100:
        raise BadInput("A budget is an amount of USD from 0 on, its warning 1 to 100 percent.", "amount")
    values = {"amount": amount.quantize(Decimal("0.01")), "warn_percent": warn_percent, "created_by": by}
    return Budget.objects.update_or_create(**where, defaults=values)[0]


def remaining(workspace: Workspace, project: VideoProject | None = None) -> list[Standing]:
    """[Standing] of every budget that something for this workspace (and project) falls under."""
    mine = Q(project=None) | Q(project=project) if project else Q(project=None)
    return [standing(budget) for budget in Budget.objects.filter(mine, workspace=workspace)]


def standing(budget: Budget) -> Standing:
    """The Standing of a budget now."""
    since = period_start(budget.period)
    where = {"project": budget.project_id} if budget.project_id else {"workspace": budget.workspace_id}
    # Held first: a settlement between the two questions is then counted twice, never not at all.
    held = Reservation.objects.filter(state=ReservationState.HELD, currency=budget.currency, **where)
    spent = LedgerEntry.objects.filter(currency=budget.currency, **where)
    if since:
        held = held.filter(caps.counts_since(since))
        spent = spent.filter(created__gte=since)
    return Standing(budget, held=total(held, "amount"), spent=total(spent, "cost"))


def project_standings(workspace: Workspace, projects: Iterable[int]) -> dict[int | None, Standing]:
    """{project key: Standing} of those of the projects (keys) that have a budget, in three queries."""
    budgets = Budget.objects.filter(workspace=workspace, project__in=projects)
    rows = list(budgets.select_related("project"))
    if not rows:
        return {}
    held = Reservation.objects.filter(state=ReservationState.HELD, project__budgets__in=budgets)
    held_sums = _sums_by_project(held, "amount")
    spent = _sums_by_project(LedgerEntry.objects.filter(project__budgets__in=budgets), "cost")
    return {
        row.project_id: Standing(
            row,
            spent=spent.get((row.project_id, row.currency), NOTHING),
            held=held_sums.get((row.project_id, row.currency), NOTHING),
        )
        for row in rows
    }


def _sums_by_project(rows: QuerySet[Any], column: str) -> dict[tuple[int | None, str], Decimal]:
    found = rows.order_by().values("project", "currency").annotate(total=Sum(column))
    return {
        (row["project"], row["currency"]): (row["total"] or NOTHING).quantize(prices.LEAST) for row in found
    }


def limit_of(row: Standing) -> MoneyLimit:
    return MoneyLimit(name_of(row.budget), row.budget.amount, row.left, row.budget.currency)


def name_of(budget: Budget) -> str:
    if budget.project_id:
        return gettext_noop("the project's budget")
    if budget.period == BudgetPeriod.DAY:
        return gettext_noop("the workspace's budget for today")
    return gettext_noop("the workspace's budget for this month")


def warn(workspace: Workspace, project: VideoProject | None) -> None:
    """Tell once in each period that a budget is nearly used: in the audit log, and to whoever listens."""
    for row in remaining(workspace, project):
        period = period_start(row.budget.period)
        key = f"{row.budget.pk}:{period.date() if period else 'whole'}:{row.budget.amount}"
        known = AuditEntry.objects.filter(workspace=workspace, verb=WARNED, data__key=key)
        if row.is_low and not known.exists():
            of = {"percent": row.percent, "amount": readable(row.budget.amount), "what": name_of(row.budget)}
            said = "{percent} % of {amount} ({what})".format(**of)
            record(row.budget.project or workspace, WARNED, workspace=workspace, key=key, new=said)
            tell.budget_nearly_spent(
                workspace,
                row.budget.project,
                gettext_noop("Spent: %(percent)s %% of %(amount)s (%(what)s)") % of,
            )
            budget_nearly_used.send(sender=Budget, standing=row)


def lock(workspace_pk: int) -> None:
    """Nobody else reserves in this workspace until the transaction ends."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace_pk)
