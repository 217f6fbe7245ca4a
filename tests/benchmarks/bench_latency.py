"""How late a browser hears of progress: from the commit in a worker to the WebSocket message.

A real worker writes about eight events a second, a real uvicorn sends them. Without Redis the
server reads the log's tail four times a second; with Redis a nudge wakes it.
"""

from tests import servers
from tests.benchmarks import kit


def measure(quick):
    times = 1 if quick else 3
    rows = [_row("without Redis (log's tail)", _run(times))]
    with servers.redis() as url:
        rows.append(_row("with Redis (nudge)", _run(times, REDIS_URL=url)))
    head = ("worker → browser", "events", "median ms", "95 % ms", "slowest ms")
    yield from kit.table(head, rows)


def _run(times, **env):
    kit.say(f"{times} × 120 events {'with' if env else 'without'} Redis")
    with kit.home() as folder:
        return kit.child(
            "runs.latency", times, env=kit.environment(folder, "tests.benchmarks.toy.settings", **env)
        )


def _row(label, late):
    figures = (kit.median(late), kit.percentile(late, 0.95), max(late))
    return (label, len(late), *(f"{figure:.0f}" for figure in figures))


if __name__ == "__main__":
    kit.main(__doc__, measure)
