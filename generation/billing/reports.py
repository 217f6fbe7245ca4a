"""What was spent, as people ask for it: a workspace, a stretch of days, and what to leave out.

All sums are the ledger's own (`ledger.sums`), in a number of queries that does not grow with its
lines. Money of different currencies is never added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.fields import DecimalField
from django.utils import timezone
from django.utils.translation import gettext_noop

from generation.billing import budgets, ledger, prices, stretches
from generation.models import Job, LedgerEntry, Reservation, ReservationState
from projects.errors import BadInput
from projects.models import VideoProject, Workspace

PERIODS = {
    "today": gettext_noop("Today"),
    "month": gettext_noop("This month"),
    "last_month": gettext_noop("Last month"),
    "30_days": gettext_noop("Last 30 days"),
    "all": gettext_noop("All"),
}
CUSTOM = "custom"
STRETCHES = (("hour", 1), ("day", 62), ("week", 370))
# Nobody keeps books over more; also what a chart can show by the month.
MOST_DAYS = 3660
COUNTED = ("known", "calls", "unknown", "doubtful")
NO_PROJECT = "none"
MOST_PROJECTS, ALL_PROJECTS = 10, 1000
MOST_UNKNOWN = 5


# --- periods ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both meant, in the studio's time zone."""

    key: str
    first: date
    last: date

    @property
    def since(self) -> datetime:
        return stretches.midnight(self.first)

    @property
    def until(self) -> datetime:
        return stretches.midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def stretch(self) -> str:
        """What one bar of its chart stands for: about thirty of them are read well."""
        return next((name for name, most in STRETCHES if self.days <= most), "month")


def period(key: str, first: str = "", last: str = "", workspace: Workspace | None = None) -> Period:
    """The Period of a key of PERIODS, or from `first` to `last` (ISO days). Raises BadInput."""
    today = timezone.localdate()
    month = today.replace(day=1)
    if key == CUSTOM:
        return _custom(first, last, today)
    if key == "last_month":
        end = month - timedelta(days=1)
        return Period(key, end.replace(day=1), end)
    begins = {"today": today, "month": month, "30_days": today - timedelta(days=29)}
    if key == "all":
        begins["all"] = _beginning(workspace, today)
    if key not in begins:
        raise BadInput(f"A period is one of {', '.join(PERIODS)}, or two days.", "period")
    return Period(key, begins[key], today)


def _custom(first: str, last: str, today: date) -> Period:
    begin, end = _day(first, "from"), _day(last, "to") if last else today
    if end < begin:
        raise BadInput("The last day is before the first.", "to")
    if (end - begin).days >= MOST_DAYS:
        raise BadInput(
            gettext_noop("That is more than %(count)s years. Choose fewer.") % {"count": MOST_DAYS // 366},
            "from",
        )
    return Period(CUSTOM, begin, end)


def _day(text: str, name: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput("Write a day like 2026-11-20.", name) from None
    if not 2000 <= day.year <= 2100:
        raise BadInput("Choose a day between 2000 and 2100.", name)
    return day


def _beginning(workspace: Workspace | None, today: date) -> date:
    """The day of the workspace's oldest line."""
    oldest = LedgerEntry.objects.filter(workspace=workspace).order_by("created").values("created").first()
    begin = timezone.localdate(oldest["created"]) if oldest else today
    return max(begin, today - timedelta(days=MOST_DAYS - 1))


# --- what is asked for -----------------------------------------------------------------------
@dataclass(frozen=True)
class Asked:
    """Which lines: of a workspace and period, and only of a project, provider, talent or model.

    `project` is a VideoProject, NO_PROJECT for the deleted ones, or None for all. `state` is "" for
    all lines, "unknown" or "possibly" for those whose cost nobody knows, or "nothing" for those that
    were charged, or possibly charged, though nothing usable came; `reason` is one of NothingReceived.
    """

    workspace: Workspace
    period: Period
    project: VideoProject | str | None = None
    provider: str = ""
    talent: str = ""
    model: str = ""
    state: str = ""
    reason: str = ""

    def words(self) -> dict[str, str]:
        """What addresses these lines again, without the workspace: {name: text}."""
        where = {"period": self.period.key}
        if self.period.key == CUSTOM:
            where |= {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        whose = getattr(self.project, "pk", self.project)
        more = {"project": whose, "provider": self.provider, "talent": self.talent, "model": self.model}
        more |= {"state": self.state, "reason": self.reason}
        return {**where, **{key: str(value) for key, value in more.items() if value}}

    def rows(self) -> QuerySet[LedgerEntry]:
        """The ledger's lines."""
        found = ledger.lines(self.workspace, self.period.since, self.period.until)
        if self.project:
            found = found.filter(project=_there(self.project))
        for name in ("provider", "talent", "model"):
            if getattr(self, name):
                found = found.filter(**{name: getattr(self, name)})
        if self.reason:
            found = found.filter(nothing_received=self.reason)
        conditions = {
            "unknown": ledger.is_unknown,
            "possibly": ledger.is_doubtful,
            "nothing": ledger.is_for_nothing,
        }
        return found.filter(conditions[self.state]()) if self.state in conditions else found


def _there(project: VideoProject | str) -> VideoProject | None:
    """The project, or None for NO_PROJECT."""
    return None if isinstance(project, str) else project


# --- sums ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Aside:
    """Money put aside now: `working` for what is at work, `doubtful` for calls of unknown cost."""

    currency: str
    working: Decimal
    doubtful: Decimal

    @property
    def amount(self) -> Decimal:
        return self.working + self.doubtful


def aside(workspace: Workspace, project: VideoProject | str | None = None) -> list[Aside]:
    """[Aside] of a workspace or a project now, one for each currency."""
    held = Reservation.objects.filter(workspace=workspace, state=ReservationState.HELD).order_by()
    held = held.filter(project=_there(project)) if project else held
    doubt = Exists(LedgerEntry.objects.filter(call_key=OuterRef("call_key")))
    nothing = Value(Decimal(0), output_field=DecimalField())
    held = held.annotate(for_doubt=Case(When(doubt, then="amount"), default=nothing))
    found = held.values("currency").annotate(total=Sum("amount"), doubtful=Sum("for_doubt"))
    return [
        Aside(row["currency"], _exact(row["total"] - row["doubtful"]), _exact(row["doubtful"]))
        for row in found.order_by("currency")
        if row["total"]
    ]


def _exact(amount: Decimal) -> Decimal:
    return Decimal(amount).quantize(prices.LEAST)  # SQLite adds floats


@dataclass
class ProjectSpent:
    """A project's part; `project` None: deleted ones. `standing` is its own budget's, or None."""

    project: VideoProject | None
    spent: ledger.Spent
    standing: budgets.Standing | None = None

    @property
    def title(self) -> str:
        return self.project.title if self.project else "Deleted projects"


@dataclass
class Summary:
    """All that the page of costs says of what was asked for."""

    asked: Asked
    totals: list[ledger.Spent]
    aside: list[Aside]
    projects: list[ProjectSpent]
    providers: list[ledger.Spent]
    models: list[ledger.Spent]
    stretches: list[ledger.Spent]
    rest: list[ledger.Spent] = field(default_factory=list)
    unknown_calls: list[LedgerEntry] = field(default_factory=list)
    for_nothing: list[ledger.Spent] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return sum(row.calls for row in self.totals)

    @property
    def unknown(self) -> int:
        return sum(row.unknown for row in self.totals)

    @property
    def doubtful(self) -> int:
        return sum(row.doubtful for row in self.totals)

    @property
    def is_free(self) -> bool:
        """Whether there were calls and none of them cost anything."""
        return bool(self.calls) and not self.unknown and not any(row.known for row in self.totals)


def summary(asked: Asked, most: int = MOST_PROJECTS) -> Summary:
    """The Summary of what was asked for, with so many projects by name."""
    rows = asked.rows()
    # One look at the lines for all but the projects, which may be as many as the lines: those that are
    # named are asked for, and the others are what is left of the sum. The model first, as lines of
    # different ones are told apart by it: that is the cheapest order to group them in.
    starts = stretches.starts(asked.period.stretch, asked.period.first, asked.period.last)
    parts = ledger.sums(rows, "model", "provider", "talent", starts=starts)
    parts.sort(key=lambda row: (row.key[3], row.key[2], row.key[1], row.key[0]))
    totals = _folded(parts)
    usual = max(totals, key=lambda row: row.calls).currency if totals else ""

    def ordered(sums: Iterable[ledger.Spent]) -> list[ledger.Spent]:
        """The usual currency first: amounts of others cannot be compared with it."""
        return sorted(sums, key=lambda row: row.currency != usual)

    by_project = ledger.sums(rows, "project", usual=usual, most=most)
    return Summary(
        asked=asked,
        totals=ordered(totals),
        aside=aside(asked.workspace, asked.project),
        projects=_named(asked.workspace, by_project),
        rest=ordered(_left_out(totals, by_project, ledger.groups(rows, "project"))),
        providers=ordered(_folded(parts, 1)),
        models=ordered(_folded(parts, 2, 1, 0)),
        stretches=ordered(_folded(parts, 3, 1)),
        unknown_calls=_unknown(rows) if any(row.unknown for row in totals) else [],
        for_nothing=for_nothing(rows),
    )


def for_nothing(rows: QuerySet[LedgerEntry]) -> list[ledger.Spent]:
    """[Spent] of what was charged though nothing usable came: `key` is (why, provider), the dearest first.

    With the lines' corrections. `unknown` are calls of which nobody knows whether they were charged.
    """
    found = ledger.sums(rows.filter(ledger.is_for_nothing()), "nothing_received", "provider")
    return _costly(found)


def _folded(parts: Iterable[ledger.Spent], *places: int) -> list[ledger.Spent]:
    """[Spent] of finer Spents, added up by these places of their keys, the dearest first."""
    groups: dict[tuple[tuple[Any, ...], str], list[ledger.Spent]] = {}
    for row in parts:
        key = tuple(row.key[place] for place in places)
        groups.setdefault((key, row.currency), []).append(row)
    found = [
        _sum(key if len(key) > 1 else key[0] if key else None, *rows) for (key, _), rows in groups.items()
    ]
    return sorted(found, key=lambda row: -row.known)


def _sum(key: object, *rows: ledger.Spent) -> ledger.Spent:
    """One Spent of several in one currency."""
    counted = (sum(getattr(row, name) for row in rows) for name in COUNTED)
    return ledger.Spent(key, rows[0].currency, *counted)


def _named(workspace: Workspace, sums: Sequence[ledger.Spent]) -> list[ProjectSpent]:
    keys = [row.key for row in sums if row.key]
    projects = VideoProject.objects.only("title").in_bulk(keys)
    standings = budgets.project_standings(workspace, keys)
    return [ProjectSpent(projects.get(row.key), row, standings.get(row.key)) for row in sums]


def _left_out(
    totals: Iterable[ledger.Spent], named: Sequence[ledger.Spent], counts: Mapping[str, int]
) -> list[ledger.Spent]:
    """[Spent] of what a list leaves out, one for each currency; `key` is how many it stands for."""
    found = []
    for total in totals:
        shown = [row for row in named if row.currency == total.currency]
        count = counts.get(total.currency, 0) - len(shown)
        if count > 0:
            left = (getattr(total, name) - sum(getattr(row, name) for row in shown) for name in COUNTED)
            found.append(ledger.Spent(count, total.currency, *left))
    return found


def _unknown(rows: QuerySet[LedgerEntry]) -> list[LedgerEntry]:
    """The newest of them, with what a page says of each."""
    found = rows.filter(ledger.is_unknown()).select_related("project", "step")
    found = found.only("talent", "provider", "model", "units", "created", "project__title", "step__label")
    return list(found.order_by("-created", "-pk")[:MOST_UNKNOWN])


# --- one video -------------------------------------------------------------------------------
@dataclass
class JobCost:
    """A job: what it was thought to cost at most (None: not known), and what it has cost."""

    job: Job
    spent: list[ledger.Spent]

    @property
    def estimate(self) -> Decimal | None:
        return Decimal(self.job.estimate["total"]) if self.job.estimate else None

    @property
    def unknown(self) -> int:
        return sum(row.unknown for row in self.spent)


@dataclass
class ProjectCosts:
    """What one video has cost so far, and how that compares with what was thought."""

    project: VideoProject
    totals: list[ledger.Spent]
    stages: list[ledger.Spent]
    scenes: list[ledger.Spent]
    jobs: list[JobCost]
    aside: list[Aside]
    standing: budgets.Standing | None

    @property
    def calls(self) -> int:
        return sum(row.calls for row in self.totals)


def of_project(project: VideoProject, most_jobs: int = 6) -> ProjectCosts:
    """The ProjectCosts of a project, over all of its time."""
    rows = LedgerEntry.objects.filter(project=project)
    return ProjectCosts(
        project=project,
        totals=ledger.sums(rows),
        stages=_costly(ledger.sums(rows, "stage")),
        scenes=sorted(_costly(ledger.sums(rows, "scene")), key=lambda row: (row.key is None, row.key or 0)),
        jobs=_job_costs(project, ledger.sums(rows, "job"), most_jobs),
        aside=aside(project.workspace, project),
        standing=budgets.project_standings(project.workspace, [project.pk]).get(project.pk),
    )


def _costly(sums: Sequence[ledger.Spent]) -> list[ledger.Spent]:
    """Without what cost nothing for certain."""
    return [row for row in sums if row.known or row.unknown]


def _job_costs(project: VideoProject, sums: Sequence[ledger.Spent], most: int) -> list[JobCost]:
    """The newest jobs that money was spent on, or thought to be."""
    spent: dict[int | None, list[ledger.Spent]] = {}
    for row in sums:
        spent.setdefault(row.key, []).append(row)
    bought = [key for key, rows in spent.items() if key and _costly(rows)]
    thought = Q(pk__in=bought) | Q(estimate__unknown__gt=0)
    jobs = project.jobs.filter(thought)[:most]
    return [JobCost(job, spent.get(job.pk, [])) for job in jobs]
