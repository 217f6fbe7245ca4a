"""A thousand products in one batch, and five hundred jobs of one workspace before another's.

The pages of a batch by Django's test client on SQLite: queries, milliseconds and bytes, also of what the page
asks for every few seconds, where something changed and where nothing did. Then a worker of two processes, 500
waiting jobs of one workspace (one step of half a second each), and how long a job of another workspace takes
that is started behind them, against the same job with nobody else there.
"""

from tests.benchmarks import kit

ROWS, WAITING = 1000, 500
PROMISE_MS = 100


def measure(quick):
    rows, waiting, times = (200, 60, 3) if quick else (ROWS, WAITING, 15)
    kit.say(f"a batch of {rows}")
    with kit.home() as folder:
        told = kit.child("runs.many", "pages", rows, times, env=kit.environment(folder))
    head = ("page", "queries", "with 60 rows", "median ms", "CPU ms", "KB", f"CPU under {PROMISE_MS} ms")
    yield from kit.table(head, [_page(*page) for page in told])
    yield ""
    kit.say(f"{waiting} jobs before another's")
    with kit.home() as folder:
        env = kit.environment(folder, "tests.benchmarks.toy.settings", VIDSTUDIO_WORKERS="2")
        told = kit.child("runs.many", "fairness", waiting, env=env)
    head = ("a job of another workspace", "seconds until it is done", "jobs done before it")
    yield from kit.table(head, [(name, f"{seconds:.1f}", before) for name, seconds, before in told])


def _page(name, few, many, taken, size):
    clock, busy = zip(*taken, strict=True)
    work = kit.median(busy)
    return (
        name, many, few, f"{kit.median(clock):.0f}", f"{work:.0f}", f"{size / 1000:.0f}",
        kit.verdict(work, PROMISE_MS),
    )  # fmt: skip


if __name__ == "__main__":
    kit.main(__doc__, measure)
