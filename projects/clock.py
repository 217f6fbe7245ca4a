"""The one clock of all workers: the database's; and its days on SQLite.

Workers on several machines share rows, and their own clocks may differ by minutes. Whatever is compared
with what another process wrote (leases, what is due, ages of requests) is written and read by this clock.

SQLite reads the clock of the machine that runs it, and all its processes are on that one.
"""

from datetime import UTC, datetime
from functools import lru_cache

from django.db import connection, connections, models
from django.db.backends.signals import connection_created
from django.db.backends.sqlite3 import _functions as djangos
from django.db.models import Func
from django.db.models.functions import Now, Substr
from django.utils import timezone


def now() -> datetime:
    """This moment, in UTC. One query on PostgreSQL; the moment itself, not when the transaction began."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def moment() -> datetime | Func:
    """This moment inside a query, where its value is not needed here."""
    return Now() if connection.vendor == "postgresql" else timezone.now()


# --- days on SQLite -------------------------------------------------------------------------------
# SQLite knows no time zones, so Django gives it Python functions, which parse every row's moment anew: 8 µs a
# row, 350 ms for the dates above an audit log of 50,000. Rows of one hour fall on the same day.
# Zones differ by quarters of an hour, so what is kept is of one minute; "2026-11-30 06:19" is its length.
_MINUTE = 16
_trunc = lru_cache(100_000)(djangos._sqlite_datetime_trunc)
_date = lru_cache(100_000)(djangos._sqlite_datetime_cast_date)
_FINER = {"minute", "second"}


def trunc(kind, moment, *zones):
    """As Django's: the beginning of the moment's hour, day, week, month, quarter or year, as text."""
    if kind in _FINER or not isinstance(moment, str) or len(moment) < _MINUTE:
        return djangos._sqlite_datetime_trunc(kind, moment, *zones)
    return _trunc(kind, f"{moment[:_MINUTE]}:00", *zones)


def cast_date(moment, *zones):
    """As Django's: the day of a moment, as text."""
    if not isinstance(moment, str) or len(moment) < _MINUTE:
        return djangos._sqlite_datetime_cast_date(moment, *zones)
    return _date(f"{moment[:_MINUTE]}:00", *zones)


_HOUR = 13
_BEGINS = {"year": {"month": 1, "day": 1}, "month": {"day": 1}, "day": {}}


class DatedRows(models.QuerySet):
    """Rows whose days stand above a list of the admin: SQLite works out those of each hour, not of each row.

    52,000 lines of history took 100 ms each time.
    """

    def datetimes(self, field_name, kind, order="ASC", tzinfo=None):
        """As Django's; on SQLite a list. `kind` "year", "month" or "day" is quick, others are as before."""
        if connections[self.db].vendor != "sqlite" or kind not in _BEGINS:
            return super().datetimes(field_name, kind, order, tzinfo)
        zone = tzinfo or timezone.get_current_timezone()
        found = self._moments(field_name, _HOUR, zone)
        if any(moment.utcoffset().total_seconds() % 3600 for moment in found):
            found = self._moments(field_name, _MINUTE, zone)
        begins = {moment.replace(hour=0, minute=0, fold=0, **_BEGINS[kind]) for moment in found}
        return sorted(begins, reverse=order == "DESC")

    def _moments(self, field_name, length, zone):
        """The moments of the rows in that zone, each hour or minute once."""
        rows = self.exclude(**{field_name: None}).order_by().annotate(moment=Substr(field_name, 1, length))
        texts = rows.values_list("moment", flat=True).distinct()
        return [datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(zone) for text in texts]


def _take_place(connection, **_):
    if connection.vendor == "sqlite":
        add = connection.connection.create_function
        add("django_datetime_trunc", 4, trunc, deterministic=True)
        add("django_datetime_cast_date", 3, cast_date, deterministic=True)


def connect():
    """From now on SQLite works out days as above."""
    connection_created.connect(_take_place)
