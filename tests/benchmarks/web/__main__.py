"""One web process with 20 clients at the list of projects, and with 200 watchers of one job.

On a PostgreSQL and a Redis of its own, the server started as in production. The list is that of a shop with
3,000 projects, asked with a token. Then 200 pages, each of a person of their own, watch one job by WebSocket:
how long after the commit of an event they have it. Processor time is the web process's alone.
"""

from tests import servers
from tests.benchmarks import kit

RATE, LATE_MS = 100, 300


def measure(quick):
    rows, seconds, watchers, events = (300, 8, 50, 10) if quick else (3000, 30, 200, 60)
    kit.say(f"20 clients, {rows} projects")
    head = ("20 clients", "answers", "errors", "a second", "median ms", "95 % ms", "CPU ms an answer",
            f"over {RATE} a second")  # fmt: skip
    told = _run("load", rows, seconds)
    yield from kit.table(head, [_load(row) for row in told])
    yield ""
    kit.say(f"{watchers} watchers, {events} events")
    head = ("watchers", "events", "heard", "median ms", "95 % ms", "slowest ms", "CPU ms an event",
            f"95 % under {LATE_MS} ms")  # fmt: skip
    yield from kit.table(head, [_watched(row) for row in _run("watch", watchers, events)])


def _run(*args):
    with kit.home() as folder, servers.postgres() as url, servers.redis() as redis:
        return kit.child("runs.web", *args, env=kit.environment(folder, DATABASE_URL=url, REDIS_URL=redis))


def _load(row):
    late = (f"{row[name]:.0f}" for name in ("p50", "p95"))
    verdict = "yes" if row["rate"] >= RATE and not row["errors"] else "**no**"
    counts = (row["answers"], row["errors"], f"{row['rate']:.0f}")
    return row["label"], *counts, *late, f"{row['cpu_ms']:.1f}", verdict


def _watched(row):
    late = row["late"]
    figures = (kit.median(late), kit.percentile(late, 0.95), max(late))
    return (
        row["watchers"], row["events"], f"{len(late)} of {row['watchers'] * row['events']}",
        *(f"{figure:.0f}" for figure in figures), f"{row['cpu_ms']:.0f}", kit.verdict(figures[1], LATE_MS),
    )  # fmt: skip


if __name__ == "__main__":
    kit.main(__doc__, measure)
