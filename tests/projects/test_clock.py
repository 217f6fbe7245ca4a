"""Claims about dates on SQLite: what is worked out once is what Django works out, in every zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.backends.sqlite3 import _functions as djangos
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from projects import clock
from projects.models import AuditEntry
from tests import cast

# Half hours, quarters, a day's end, and both ends of summer time.
ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"]
KINDS = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"]
MOMENTS = [
    f"{datetime(2026, month, day, 23, 44, 59, 5) + timedelta(minutes=step)}"
    for month, day in ((1, 31), (3, 28), (10, 24), (12, 31))
    for step in (0, 1, 15, 30, 60, 75, 180)
]


@pytest.mark.parametrize("zone", ZONES)
def test_a_moment_falls_where_django_says(zone):
    for moment in [*MOMENTS, None, "nonsense"]:
        assert clock.cast_date(moment, zone, "UTC") == djangos._sqlite_datetime_cast_date(moment, zone, "UTC")
        for kind in KINDS:
            assert clock.trunc(kind, moment, zone, "UTC") == djangos._sqlite_datetime_trunc(
                kind, moment, zone, "UTC"
            )


@pytest.mark.django_db
def test_rows_of_one_minute_are_worked_out_once():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows time zones itself")
    clock._trunc.cache_clear()
    rows = " UNION ALL ".join(f"SELECT '2026-11-30 06:19:{second:02}' AS at" for second in range(60))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT django_datetime_trunc('day', at, 'UTC', 'UTC') FROM ({rows})")
        assert cursor.fetchall() == [("2026-11-30 00:00:00",)]
    assert clock._trunc.cache_info().misses == 1


@pytest.fixture
def history():
    """Lines of history at all of these moments."""
    values = {"workspace": cast.shop(), "actor_name": "ed", "verb": "edited scene", "subject": "Film"}
    rows = AuditEntry.objects.bulk_create(AuditEntry(**values) for _ in MOMENTS)
    for row, moment in zip(rows, MOMENTS, strict=True):
        AuditEntry.objects.filter(pk=row.pk).update(created=datetime.fromisoformat(f"{moment}+00:00"))
    return AuditEntry.objects.all()


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_the_days_above_a_list_are_djangos(history, zone):
    djangos_rows = QuerySet(AuditEntry)
    for kind in ("year", "month", "day"):
        for order in ("ASC", "DESC"):
            asked = "created", kind, order, ZoneInfo(zone)
            assert list(history.datetimes(*asked)) == list(djangos_rows.datetimes(*asked))


@pytest.mark.django_db
def test_the_days_above_a_list_are_worked_out_from_its_hours(history):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows time zones itself")
    history.filter(pk__gt=history.order_by("pk")[2].pk).delete()
    clock._trunc.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        assert len(history.datetimes("created", "day", tzinfo=ZoneInfo("Europe/Berlin"))) == 1
    assert len(asked) == 1
    assert clock._trunc.cache_info().misses == 0
