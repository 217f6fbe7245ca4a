"""The one clock of all workers: the database's.

Workers on several machines share rows, and their own clocks may differ by minutes. Whatever is compared
with what another process wrote (leases, what is due, ages of requests) is written and read by this clock.

SQLite reads the clock of the machine that runs it, and all its processes are on that one.
"""

from datetime import datetime

from django.db import connection
from django.db.models import Func
from django.db.models.functions import Now
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
