"""Finding the next step among many rows: steps that are done, that wait at providers, and that are due.

What is done and what waits must cost nothing: the time must be the same with a hundred thousand rows.
"""

from urllib.parse import urlsplit

from tests import servers
from tests.benchmarks import kit

# (steps that are done, that wait at a provider, that are due)
TABLES = ((1_000, 0, 20), (100_000, 0, 20), (100_000, 8_000, 20), (100_000, 8_000, 1_000))


def measure(quick):
    times = 20 if quick else 100
    rows = list(_rows("SQLite", times))
    with servers.postgres() as url:
        rows += _rows("PostgreSQL", times, DATABASE_URL=url)
    head = (
        "database",
        "done",
        "waiting",
        "due",
        "queries",
        "ms",
        "95 % ms",
        "CPU ms here",
        "times the first",
    )
    yield from kit.table(head, rows)


def _rows(database, times, **env):
    first = None
    for number, table in enumerate(TABLES):
        kit.say(f"{database}, {sum(table):,} steps")
        with kit.home() as folder:
            own = {"DATABASE_URL": _other(env["DATABASE_URL"], number)} if env else {}
            told = kit.child("runs.picking", times, *table, env=kit.environment(folder, **own))
        middle = kit.median(told["ms"])
        first = first or middle
        yield (
            database,
            *(f"{count:,}" for count in table),
            told["queries"],
            f"{middle:.1f}",
            f"{kit.percentile(told['ms'], 0.95):.1f}",
            f"{told['cpu_ms']:.1f}",
            f"{middle / first:.1f}",
        )


def _other(url, number):
    """A database of its own for each table."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as line:
        line.execute(f"CREATE DATABASE picking_{number}")
    return urlsplit(url)._replace(path=f"/picking_{number}").geturl()


if __name__ == "__main__":
    kit.main(__doc__, measure)
