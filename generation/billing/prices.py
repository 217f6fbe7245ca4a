"""What units cost: the price book's one reader. Unknown is None and never nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP, Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from generation.models import Price

# A bill of its own: whatever a provider tells beside its credits is not charged again.
WHOLE_BILL = "credits"
# A row of this unit says what a request costs at least, whatever it used up.
MINIMUM = "minimum"
# What the ledger keeps; a fraction of it is rounded up, so that nothing paid is told as nothing.
LEAST = Decimal("0.000001")


@dataclass(frozen=True)
class Cost:
    """`amount` in `currency`, or None while it is unknown; `priced_by` are the keys of its Price rows."""

    amount: Decimal | None
    currency: str = "USD"
    priced_by: tuple[int, ...] = ()

    @property
    def known(self) -> bool:
        return self.amount is not None


UNKNOWN = Cost(None)
NOTHING = Cost(Decimal(0))


def tariff(provider: str, talent: str, model: str, at: datetime | None = None) -> dict[str, Price]:
    """{unit: Price} of a model on a day: its own rows, else the provider's for any model, the newest."""
    day = timezone.localdate(at) if at else timezone.localdate()
    sold = Price.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        provider=provider,
        talent=talent,
        model__in=("", model),
        valid_from__lte=day,
    )
    return _by_unit(sold)


def pinned(keys: Iterable[int]) -> dict[str, Price]:
    """{unit: Price} of exactly these rows, whatever day it is."""
    return _by_unit(Price.objects.filter(pk__in=keys))


def _by_unit(rows: QuerySet[Price]) -> dict[str, Price]:
    """The last one wins: rows for any model before the model's own, older before newer."""
    return {row.unit: row for row in rows.order_by("model", "valid_from", "pk")}


def price(
    provider: str, talent: str, model: str, units: Mapping[str, object], at: datetime | None = None
) -> Cost:
    """The Cost of `units` of a model on the day of `at` (a datetime; now). Local is nothing.

    Unknown when there are no units, or one has no row, is no number, or is in another currency.
    """
    if provider == "local":
        return NOTHING
    return cost_of(units, tariff(provider, talent, model, at))


def cost_of(units: Mapping[str, object], rows: Mapping[str, Price]) -> Cost:
    """The Cost of units by a tariff's rows."""
    if isinstance(units.get(WHOLE_BILL), (int, float, Decimal)) and WHOLE_BILL in rows:
        units = {WHOLE_BILL: units[WHOLE_BILL]}
    parts = [_part(rows.get(unit), count) for unit, count in units.items()]
    used = [rows[unit] for unit in units if unit in rows]
    least = rows.get(MINIMUM) if WHOLE_BILL not in units else None
    used += [least] if least else []
    currencies = {row.currency for row in used}
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts) or len(currencies) != 1:
        return UNKNOWN
    total = max(sum(known, Decimal(0)), least.amount / least.per if least else Decimal(0))
    return Cost(
        total.quantize(LEAST, ROUND_UP),
        currencies.pop(),
        tuple(sorted(row.pk for row in used)),
    )


def _part(row: Price | None, count: object) -> Decimal | None:
    if row is None or isinstance(count, bool) or not isinstance(count, (int, float, Decimal)) or count < 0:
        return None
    return row.amount * Decimal(str(count)) / row.per
