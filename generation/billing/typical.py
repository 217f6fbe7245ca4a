"""What a request has usually cost here: medians of the workspace's own ledger, beside the upper bound.

A line counts with its corrections, and only when its cost is known and the request came to something.
Too few lines say nothing: then there is no typical price, which is not a price of nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from generation.billing import prices
from generation.models import LedgerEntry
from projects.models import Workspace

# With fewer lines than that, a median says more of chance than of the price.
LEAST_LINES = 5
# Models change their prices and people what they order: what is older says little of today.
DAYS = 90
# So many of the newest lines of a model are looked at, that a page of a large shop stays quick.
MOST_LINES = 500
# What a request's size is counted in, the first that it has. Tokens are none: an estimate counts a text's
# bytes, a bill its tokens. What has none of these is counted by the request.
SIZES = ("video_seconds", "characters", "images", "clips", "tracks", "credits")
REQUEST = "requests"
CORRECTS = re.compile(r"fix:(\d+):\d+")

# (talent, provider, model)
Model = tuple[str, str, str]


@dataclass(frozen=True)
class Size:
    """How large a request is: `count` of a `unit`, a key of Usage.units that begins with one of SIZES."""

    unit: str
    count: Decimal


@dataclass(frozen=True)
class Line:
    """A known line of the ledger: its units, and its cost with what people corrected."""

    units: Mapping[str, object]
    cost: Decimal
    currency: str


def size(units: Mapping[str, object]) -> Size:
    """The Size of a request by its units; one request where they tell none."""
    for kind in SIZES:
        for unit in sorted(units):
            if (unit == kind or unit.startswith(f"{kind}_")) and (count := _count(units[unit])):
                return Size(unit, count)
    return Size(REQUEST, Decimal(1))


def _count(value: object) -> Decimal | None:
    """The number that a provider told, or None for what cannot be a size: words, or nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() and number > 0 else None


def known_lines(workspace: Workspace, models: Iterable[Model]) -> dict[Model, list[Line]]:
    """{model: its known Lines of the last DAYS days, the newest MOST_LINES}, in two queries."""
    wanted = set(models)
    if not wanted:
        return {}
    since = timezone.now() - timedelta(days=DAYS)
    where = Q()
    for talent, provider, model in wanted:
        where |= Q(talent=talent, provider=provider, model=model)
    rows = LedgerEntry.objects.filter(where, workspace=workspace, created__gte=since)
    # A correction is written after its line, so it is in these days, too.
    fixed = _corrections(rows)
    newest = Window(RowNumber(), partition_by=["talent", "provider", "model"], order_by=F("pk").desc())
    calls = rows.exclude(call_key__startswith="fix:").annotate(turn=newest).filter(turn__lte=MOST_LINES)
    found: dict[Model, list[Line]] = {}
    columns = ("pk", "talent", "provider", "model", "units", "cost", "currency")
    for pk, talent, provider, model, units, cost, currency in calls.order_by().values_list(*columns):
        if "answer" in units or (cost is None and pk not in fixed):
            continue  # it came to nothing, or nobody knows what it cost
        known = (cost or Decimal(0)) + fixed.get(pk, Decimal(0))
        found.setdefault((talent, provider, model), []).append(Line(units, known, currency))
    return found


def _corrections(rows: QuerySet[LedgerEntry]) -> dict[int, Decimal]:
    """{key of a line: what its corrections come to}."""
    sums: dict[int, Decimal] = {}
    fixes = rows.filter(call_key__startswith="fix:").order_by()
    for key, cost in fixes.values_list("call_key", "cost"):
        named = CORRECTS.fullmatch(key)
        if named and cost is not None:
            line = int(named[1])
            sums[line] = sums.get(line, Decimal(0)) + cost
    return sums


def price(lines: Iterable[Line], wanted: Size, currency: str) -> Decimal | None:
    """What a request of that size usually costs in `currency`; None where too few lines tell."""
    each = [
        line.cost / told.count
        for line in lines
        if line.currency == currency and (told := size(line.units)).unit == wanted.unit
    ]
    if len(each) < LEAST_LINES:
        return None
    return (median(each) * wanted.count).quantize(prices.LEAST)
