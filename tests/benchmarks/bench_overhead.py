"""The engine's own cost: a job of 20 steps (4 stages × 5) that do nothing, enqueue to succeeded.

By a real worker with its two processes, and inline as `make_video` does it. The aim is under
1 second for the 20 steps.
"""

from tests import servers
from tests.benchmarks import kit

STEPS = 20
AIM_SECONDS = 1.0


def measure(quick):
    times = 3 if quick else 15
    rows = [*_rows("SQLite", _run(times))]
    with servers.postgres() as url:
        rows += _rows("PostgreSQL", _run(times, DATABASE_URL=url))
    head = ("20 instant steps", "median s", "95 % s", "until begun s", "ms per step", "under 1 s")
    yield from kit.table(head, rows)


def _run(times, **env):
    kit.say(f"{times} jobs, {'PostgreSQL' if env else 'SQLite'}")
    with kit.home() as folder:
        settings = "tests.benchmarks.toy.settings"
        return kit.child("runs.overhead", times, env=kit.environment(folder, settings, **env))


def _rows(database, told):
    begun, over = zip(*told["worker"], strict=True)
    yield _row(f"{database}, a worker of two processes", begun, over)
    each = f"{told['queries'] / STEPS:.0f}"
    yield _row(f"{database}, inline ({each} queries per step)", [0.0], told["inline"])


def _row(label, begun, over):
    first, middle = kit.median(begun), kit.median(over)
    return (
        label,
        f"{middle:.2f}",
        f"{kit.percentile(over, 0.95):.2f}",
        f"{first:.2f}",
        f"{(middle - first) / STEPS * 1000:.0f}",
        kit.verdict(middle, AIM_SECONDS),
    )


if __name__ == "__main__":
    kit.main(__doc__, measure)
