"""Hours, days, weeks and months in the studio's time zone, and in which of them a moment falls."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Func, IntegerField
from django.utils import timezone


def midnight(day: date) -> datetime:
    """When the day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def starts(stretch: str, first: date, last: date) -> Sequence[date]:
    """When each "hour", "day", "week" or "month" of these days begins: dates, or datetimes of hours."""
    if stretch == "hour":
        return _hours(first, last)
    if stretch == "month":
        return _months(first, last)
    back, step = (first.weekday(), 7) if stretch == "week" else (0, 1)
    first -= timedelta(days=back)
    return [first + timedelta(days=day) for day in range(0, (last - first).days + 1, step)]


def last_day(stretch: str, start: date) -> date:
    """The last day of the stretch that begins on the day `start`."""
    if stretch == "month":
        return (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return start + timedelta(days=6 if stretch == "week" else 0)


def _hours(first: date, last: date) -> list[datetime]:
    """In UTC: the day on which clocks change has 23 or 25, and in autumn one of them comes twice."""
    begin, end = midnight(first).astimezone(UTC), midnight(last + timedelta(days=1)).astimezone(UTC)
    count = int((end - begin) / timedelta(hours=1))
    return [begin + timedelta(hours=hour) for hour in range(count)]


def _months(first: date, last: date) -> list[date]:
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months


class StretchOf(Func):
    """Which of `starts` (ascending dates or datetimes, one at least) begins the stretch of a moment: a number
    from 0. What is before the first is taken for its own.

    A few comparisons with moments that are known: the database needs no time zones, and SQLite has none.
    """

    output_field = IntegerField()

    def __init__(self, moment: Any, starts: tuple[date, ...], **extra: Any) -> None:
        super().__init__(moment, **extra)
        self.starts = [start if isinstance(start, datetime) else midnight(start) for start in starts]

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, given = compiler.compile(self.source_expressions[0])
        moments = [connection.ops.adapt_datetimefield_value(start) for start in self.starts]

        def part(low: int, high: int) -> tuple[str, list[Any]]:
            if high - low == 1:
                return str(low), []
            middle = (low + high) // 2
            (before, some), (after, others) = part(low, middle), part(middle, high)
            sql = f"CASE WHEN {column} < %s THEN {before} ELSE {after} END"
            return sql, [*given, moments[middle], *some, *others]

        return part(0, len(moments))

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """With a plus before the column: else SQLite tries for each row whether the moment is a number."""
        sql, params = self.as_sql(compiler, connection)
        return sql.replace("CASE WHEN ", "CASE WHEN +"), params
