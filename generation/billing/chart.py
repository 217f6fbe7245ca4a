"""Bars of money over time, ready to be drawn: shares of a hundred, so that any width will do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from django.utils import timezone
from django.utils.formats import date_format

from generation.billing import stretches
from generation.billing.ledger import Spent
from generation.billing.reports import Period

# So many providers have a colour of their own; the others share the last one.
MOST_SERIES = 6
OTHERS = "others"
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_LABELS = 6
GAP = 0.24  # of a bar's place


@dataclass(frozen=True)
class ChartPiece:
    """One provider's part of a bar: `y` and `height` in percent of the chart, from its top."""

    series: int
    name: str
    amount: Decimal
    y: float
    height: float


@dataclass(frozen=True)
class ChartBar:
    """One stretch of time: `x`, `middle` and `width` in percent of the chart."""

    start: date
    label: str
    tick: str
    total: Decimal
    calls: int
    unknown: int
    x: float
    middle: float
    width: float
    anchor: str
    pieces: tuple[ChartPiece, ...]


@dataclass(frozen=True)
class Series:
    """A provider with the number of its colour, from 1."""

    number: int
    name: str
    total: Decimal


@dataclass(frozen=True)
class Chart:
    """`ticks` are amounts from the top of the scale down to 0, evenly apart; `lines` where, in percent."""

    currency: str
    stretch: str
    bars: tuple[ChartBar, ...]
    series: tuple[Series, ...]
    ticks: tuple[Decimal, ...]
    lines: tuple[float, ...]

    @property
    def has_unknown(self) -> bool:
        return any(bar.unknown for bar in self.bars)


def charts(period: Period, sums: Sequence[Spent]) -> list[Chart]:
    """[Chart] of Spents with key (start of stretch, provider), one for each currency that was spent."""
    found: dict[str, list[Spent]] = {}
    for row in sums:
        found.setdefault(row.currency, []).append(row)
    return [_chart(period, currency, rows) for currency, rows in found.items() if any(r.known for r in rows)]


def starts(period: Period) -> Sequence[date]:
    """When each bar begins: dates, or datetimes of hours."""
    return stretches.starts(period.stretch, period.first, period.last)


def scale(most: Decimal) -> tuple[Decimal, ...]:
    """Amounts from 0 to at least `most` at even, round steps, the largest first."""
    step = _round_step(most / 4)
    count = int((most / step).to_integral_value(ROUND_CEILING)) or 1
    return tuple(step * turn for turn in range(count, -1, -1))


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not under `least`."""
    ten = Decimal(10) ** least.adjusted()
    return next(factor * ten for factor in STEPS if factor * ten >= least)


def _chart(period: Period, currency: str, rows: Sequence[Spent]) -> Chart:
    series = _series(rows)
    number = {one.name: one.number for one in series}
    places = starts(period)
    stacks: dict[date, list[Spent]] = {start: [] for start in places}
    for row in rows:
        stacks.setdefault(row.key[0], []).append(row)
    most = max(sum((max(row.known, Decimal(0)) for row in stack), Decimal(0)) for stack in stacks.values())
    ticks = scale(most or Decimal(1))
    bars = [
        _bar(period, index, len(places), start, stacks[start], number, ticks[0])
        for index, start in enumerate(places)
    ]
    lines = tuple(round(100 * turn / (len(ticks) - 1), 3) for turn in range(len(ticks)))
    return Chart(currency, period.stretch, tuple(bars), series, ticks, lines)


def _series(rows: Sequence[Spent]) -> tuple[Series, ...]:
    """The providers that were paid, the dearest first; from the sixth on they are one."""
    totals: dict[str, Decimal] = {}
    for row in rows:
        totals[row.key[1]] = totals.get(row.key[1], Decimal(0)) + row.known
    paid = sorted((name for name, total in totals.items() if total), key=lambda name: (-totals[name], name))
    if len(paid) <= MOST_SERIES:
        return tuple(Series(turn, name, totals[name]) for turn, name in enumerate(paid, 1))
    own, rest = paid[: MOST_SERIES - 1], paid[MOST_SERIES - 1 :]
    shared = Series(MOST_SERIES, OTHERS, sum((totals[name] for name in rest), Decimal(0)))
    return (*(Series(turn, name, totals[name]) for turn, name in enumerate(own, 1)), shared)


def _bar(
    period: Period,
    index: int,
    count: int,
    start: date,
    stack: Sequence[Spent],
    number: dict[str, int],
    top: Decimal,
) -> ChartBar:
    place = 100 / count
    total = sum((row.known for row in stack), Decimal(0))
    return ChartBar(
        start=start,
        label=_label(period, start),
        tick=_tick(period, index, count, start),
        total=total,
        calls=sum(row.calls for row in stack),
        unknown=sum(row.unknown for row in stack),
        x=round(place * (index + GAP / 2), 3),
        middle=round(place * (index + 0.5), 3),
        width=round(place * (1 - GAP), 3),
        anchor=_anchor(index, count),
        pieces=tuple(_pieces(stack, number, top)),
    )


def _anchor(index: int, count: int) -> str:
    """Which side of its tick a label hangs on: none sticks out of the chart."""
    if count > 3 and index in (0, count - 1):
        return "end" if index else "start"
    return "middle"


def _pieces(stack: Sequence[Spent], number: dict[str, int], top: Decimal) -> Iterator[ChartPiece]:
    """From the ground up, in the order of the colours. What a correction made negative is not drawn."""
    amounts: dict[str, Decimal] = {}
    for row in stack:
        name = row.key[1] if row.key[1] in number else OTHERS
        amounts[name] = amounts.get(name, Decimal(0)) + row.known
    ground = Decimal(0)
    for name in sorted(amounts, key=lambda name: number.get(name, MOST_SERIES)):
        amount = amounts[name]
        if amount > 0:
            ground += amount
            y, height = float(100 - 100 * ground / top), float(100 * amount / top)
            yield ChartPiece(number.get(name, MOST_SERIES), name, amount, round(y, 3), round(height, 3))


def _label(period: Period, start: date) -> str:
    """A stretch in words."""
    if isinstance(start, datetime):
        return f"{timezone.localtime(start):%H}:00"
    if period.stretch == "month":
        return date_format(start, "F Y")
    day = date_format(start, "j M Y")
    return f"Week of {day}" if period.stretch == "week" else day


def _tick(period: Period, index: int, count: int, start: date) -> str:
    """A few bars have their time below them."""
    every = -(-count // MOST_LABELS)
    if index % every or (count > MOST_LABELS and count - index < every / 2):
        return ""
    if isinstance(start, datetime):
        return f"{timezone.localtime(start):%H}:00"
    return date_format(start, "M Y" if period.stretch == "month" else "j M")
