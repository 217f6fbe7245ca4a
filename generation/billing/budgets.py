"""Budgets, and money put aside before it is spent.

Reserve, then settle: before a job starts its estimate is reserved, before a paid request is sent the
most that it may cost, drawn from the job's. A ledger line takes the reservation's place; what was
certainly not charged is released; what was possibly charged stays held until a person corrects it.

The workspace's row is the one lock under which anything is reserved, and it is the last one that is
taken (project, job, step, workspace): a reservation is inserted empty, which looks at the rows it
belongs to, and filled under the lock. Settling and releasing need no lock: they only lower what is
held, each by one conditional update.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_noop

from generation.billing import caps, estimates, prices
from generation.billing.caps import BATCH, CAP_CURRENCY, NOTHING, MoneyLimit, period_start, total
from generation.billing.estimates import estimate  # noqa: F401  (what callers of money ask for)
from generation.models import (
    WARN_PERCENT,
    Budget,
    BudgetPeriod,
    Job,
    LedgerEntry,
    Reservation,
    ReservationState,
    Step,
)
from generation.providers.registry import RegisteredProvider
from generation.providers.usage_bounds import Corrections
from projects import access, acting
from projects.audit import record
from projects.errors import BadInput, OverBudget
from projects.models import ApiToken, AuditEntry, VideoProject, Workspace
from projects.money_format import readable
from projects.notifications import tell

log = logging.getLogger(__name__)

WARNED = "budget nearly used"

# sender=Budget, standing (a Standing): so much is used or held that somebody should know. Once a period.
budget_nearly_used = Signal()


# --- budgets ---------------------------------------------------------------------------------
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
        _lock(workspace.pk)
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
    held = Reservation.objects.filter(state=ReservationState.HELD, project__budgets__in=budgets)
    held_sums = _sums_by_project(held, "amount")
    spent = _sums_by_project(LedgerEntry.objects.filter(project__budgets__in=budgets), "cost")
    return {
        row.project_id: Standing(
            row,
            spent=spent.get((row.project_id, row.currency), NOTHING),
            held=held_sums.get((row.project_id, row.currency), NOTHING),
        )
        for row in budgets.select_related("project")
    }


def _sums_by_project(rows: QuerySet[Any], column: str) -> dict[tuple[int | None, str], Decimal]:
    found = rows.order_by().values("project", "currency").annotate(total=Sum(column))
    return {
        (row["project"], row["currency"]): (row["total"] or NOTHING).quantize(prices.LEAST) for row in found
    }


@dataclass(frozen=True)
class Outlook:
    """What starting a job of a kind would cost, the budgets it falls under, and why it would be refused."""

    estimate: estimates.Estimate
    standings: list[Standing]
    refusal: str


def outlook(project: VideoProject, kind: str, by: User | None = None, **options: Any) -> Outlook:
    """The Outlook for a person who is about to start that, with typical prices; nothing is put aside."""
    job = Job(project=project, workspace=project.workspace, kind=kind, options=options, created_by=by)
    job.api_token = acting.token()
    found = estimates.with_typical(estimates.estimate_of(job), project.workspace)
    return Outlook(found, remaining(project.workspace, project), _refusal(job, found))


def _refusal(job: Job, found: estimates.Estimate) -> str:
    try:
        if not found.is_free:
            with transaction.atomic():
                _check_known(job, found.unknown, gettext_noop("This"))
                _check_room(job, found.total, found.currency, "This")
    except OverBudget as refused:
        return refused.message.replace("Nothing was sent. ", "")
    return ""


# --- reserving -------------------------------------------------------------------------------
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
    _lock(job.workspace_id)
    _check_known(job, found.unknown, what)
    _check_room(job, found.total, found.currency, what)
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
        _lock(workspace.pk)
        limits = [_limit_of(row) for row in remaining(workspace)]
        people = dict.fromkeys(one.by for one in wanted)
        limits += [found for user in people if (found := caps.member_limit(workspace.pk, user))]
        refusals, taken = _admitted(limits, wanted, is_all_or_none)
        for (user, currency), amount in taken.items():
            _put_aside_for_batch(workspace, batch_pk, amount, currency, user)
    return refusals


def _limit_of(row: Standing) -> MoneyLimit:
    return MoneyLimit(_name(row.budget), row.budget.amount, row.left, row.budget.currency)


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
        _change(pot, -drawn)
        amount -= drawn


def release_batch(batch_pk: int) -> None:
    """Nothing more of the batch will be started: what was put aside for it is free again."""
    _pots_of_batch(batch_pk).update(state=ReservationState.RELEASED, closed=timezone.now())


def _pots_of_batch(batch_pk: int) -> QuerySet[Reservation]:
    rows = Reservation.objects.filter(call_key__startswith=f"{BATCH}{batch_pk}:")
    return rows.filter(state=ReservationState.HELD).order_by("pk")


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
    _lock(job.workspace_id)
    if not cost.known:
        _check_known(job, [provider], what)
    amount = cost.amount or NOTHING
    drawn = _drawn(job, amount, cost.currency)
    if amount > drawn:
        _check_room(job, amount - drawn, cost.currency, what)
    return _filled(job, row, amount)


@dataclass(frozen=True)
class OneCall:
    """A paid request that belongs to no job: for which workspace, and whose cap it falls under."""

    workspace: Workspace
    by: User
    project = None
    api_token = None
    api_token_id = None

    @property
    def workspace_id(self) -> int:
        return self.workspace.pk

    @property
    def created_by_id(self) -> int:
        return self.by.pk


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
        _lock(whose.workspace.pk)
        if Reservation.objects.filter(call_key=key).exists():
            return None
        if not cost.known:
            _check_known(whose, [provider], what)
        amount = cost.amount or NOTHING
        _check_room(whose, amount, cost.currency, what)
        row = Reservation.objects.create(
            workspace=whose.workspace,
            created_by=whose.by,
            call_key=key,
            amount=amount,
            currency=cost.currency,
            priced_by=sorted(price.pk for price in tariff.values()),
        )
        _warn(whose.workspace, None)
    return row


def sent_key(step: Step) -> str:
    """A request is known by its step and the moment it was sent."""
    assert step.submitting is not None
    return f"step:{step.pk}:sent:{step.submitting.timestamp():.6f}"


def _lock(workspace_pk: int) -> None:
    """Nobody else reserves in this workspace until the transaction ends."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace_pk)


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
    _warn(job.workspace, job.project)
    return row


def _pots(job_pk: int) -> QuerySet[Reservation]:
    """What is put aside for a job as a whole."""
    return Reservation.objects.filter(job_id=job_pk, step=None, state=ReservationState.HELD)


def _drawn(job: Job, amount: Decimal, currency: str) -> Decimal:
    """Take up to `amount` out of what was put aside for the job; how much that was."""
    pot = _pot(job.pk, currency)
    drawn = min(pot.amount, amount) if pot else NOTHING
    _change(pot, -drawn)
    return drawn


def _pot(job_pk: int, currency: str) -> Reservation | None:
    return _pots(job_pk).filter(currency=currency).select_for_update().first()


def _change(pot: Reservation | None, amount: Decimal) -> None:
    """Add to what is put aside for a job, whose row is locked. Not in SQL: SQLite would count in floats."""
    if pot and amount:
        pot.amount += amount
        pot.save(update_fields=["amount"])


def _check_room(job: Job | OneCall, amount: Decimal, currency: str, what: str) -> None:
    """OverBudget unless every budget that the job falls under, and every cap, has `amount` left.

    A member's cap is of one workspace, whose row is locked already.
    """
    for row in remaining(job.workspace, job.project):
        _require_room(_limit_of(row), amount, currency, what)
    cap = caps.member_limit(job.workspace_id, job.created_by_id) if amount else None
    if cap:
        _require_room(cap, amount, currency, what)
    _check_cap(job, amount, currency, what)


def _require_room(limit: MoneyLimit, amount: Decimal, currency: str, what: str) -> None:
    if amount and currency != limit.currency:
        raise OverBudget(
            gettext_noop(
                "%(subject)s is priced in %(currency)s, but %(what)s is in %(other)s. Nothing was sent."
            )
            % {"subject": what, "currency": currency, "what": limit.name, "other": limit.currency}
        )
    # The last cent may be used, so not >=.
    if amount > limit.left:
        raise OverBudget(
            gettext_noop(
                "%(subject)s needs up to %(needed)s, but %(what)s has %(left)s left of "
                "%(amount)s. Nothing was "
                "sent. An admin of the workspace can raise it."
            )
            % {
                "subject": what,
                "needed": readable(amount),
                "what": limit.name,
                "left": readable(limit.left),
                "amount": readable(limit.amount),
            }
        )


def _check_cap(job: Job | OneCall, amount: Decimal, currency: str, what: str) -> None:
    """OverBudget unless what jobs of the same API token cost, and have put aside, leaves `amount` of its cap.

    The token's row is locked behind the workspace's: a token may work in several.
    """
    if job.api_token_id is None or not amount:
        return
    token = ApiToken.objects.select_for_update(no_key=True).filter(pk=job.api_token_id).first()
    if token is None or token.cap is None:
        return
    held = Reservation.objects.filter(
        state=ReservationState.HELD, currency=currency, job__api_token=token, amount__gt=0
    )
    spent = LedgerEntry.objects.filter(step__job__api_token=token, currency=currency)
    left = max(token.cap - total(held, "amount") - total(spent, "cost"), NOTHING)
    if currency != CAP_CURRENCY or amount > left:
        raise OverBudget(
            gettext_noop(
                "%(subject)s needs up to %(needed)s, but the API token has %(left)s left of its cap of "
                "%(amount)s. Nothing was sent. Make a token with another cap."
            )
            % {
                "subject": what,
                "needed": readable(amount),
                "left": readable(left),
                "amount": readable(token.cap),
            }
        )


def _check_known(job: Job | OneCall, unknown: Sequence[Any], what: str) -> None:
    """Where there is a budget, what has no price is refused: it could be anything."""
    row = next(iter(remaining(job.workspace, job.project)), None)
    if not unknown or settings.UNKNOWN_PRICES == "allow":
        return
    names = sorted({f"{one.model} of {getattr(one, 'name', '') or one.provider}" for one in unknown})
    if job.api_token and job.api_token.cap is not None:
        raise OverBudget(
            gettext_noop(
                "%(subject)s would ask %(names)s, whose price nobody knows, and the API token has a cap of "
                "%(amount)s. Nothing was sent. Enter the price in the admin."
            )
            % {"subject": what, "names": ", ".join(names), "amount": readable(job.api_token.cap)}
        )
    limit = caps.member_limit(job.workspace_id, job.created_by_id)
    if not row and limit:
        raise OverBudget(
            gettext_noop(
                "%(subject)s would ask %(names)s, whose price nobody knows, and %(what)s has "
                "%(left)s left. Nothing was sent. Enter the price in the admin."
            )
            % {
                "subject": what,
                "names": ", ".join(names),
                "what": limit.name,
                "left": readable(limit.left),
            }
        )
    if not row:
        return
    raise OverBudget(
        gettext_noop(
            "%(subject)s would ask %(names)s, whose price nobody knows, and %(what)s has "
            "%(left)s left. Nothing "
            "was sent. Enter the price in the admin, choose another model, or allow unknown "
            "prices in the settings."
        )
        % {
            "subject": what,
            "names": ", ".join(names),
            "what": _name(row.budget),
            "left": readable(row.left),
        }
    )


def _name(budget: Budget) -> str:
    if budget.project_id:
        return gettext_noop("the project's budget")
    if budget.period == BudgetPeriod.DAY:
        return gettext_noop("the workspace's budget for today")
    return gettext_noop("the workspace's budget for this month")


def _warn(workspace: Workspace, project: VideoProject | None) -> None:
    """Tell once in each period that a budget is nearly used: in the audit log, and to whoever listens."""
    for row in remaining(workspace, project):
        period = period_start(row.budget.period)
        key = f"{row.budget.pk}:{period.date() if period else 'whole'}:{row.budget.amount}"
        known = AuditEntry.objects.filter(workspace=workspace, verb=WARNED, data__key=key)
        if row.is_low and not known.exists():
            of = {"percent": row.percent, "amount": readable(row.budget.amount), "what": _name(row.budget)}
            said = "{percent} % of {amount} ({what})".format(**of)
            record(row.budget.project or workspace, WARNED, workspace=workspace, key=key, new=said)
            tell.budget_nearly_spent(
                workspace,
                row.budget.project,
                gettext_noop("Spent: %(percent)s %% of %(amount)s (%(what)s)") % of,
            )
            budget_nearly_used.send(sender=Budget, standing=row)


# --- settling --------------------------------------------------------------------------------
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
        _change(_pot(row.job_id, row.currency), amount)
