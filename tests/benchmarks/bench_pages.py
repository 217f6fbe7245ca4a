"""Pages over thousands of rows: queries, and milliseconds of Django's test client.

2000 products, projects, jobs and renders (8000 scenes, 16,000 steps, 20,000 events) on SQLite. The
promise is under 100 ms, and as many queries as with 60 rows. It is for lists; the project page is
measured with 8 and with 40 scenes.
"""

from tests.benchmarks import kit

ROWS = 2000
PROMISE_MS = 100


def measure(quick):
    rows, times = (300, 5) if quick else (ROWS, 25)
    kit.say(f"{rows} of each")
    with kit.home() as folder:
        told = kit.child("runs.pages", rows, times, env=kit.environment(folder))
    head = ("page", "queries", "with 60 rows", "median ms", "CPU ms", "constant", "under 100 ms")
    yield from kit.table(head, [_row(*page) for page in told])


def _row(page, few, many, taken):
    clock, busy = zip(*taken, strict=True)
    middle, work = kit.median(clock), kit.median(busy)
    constant = kit.verdict(many, few + 1)
    return page, many, few, f"{middle:.0f}", f"{work:.0f}", constant, kit.verdict(middle, PROMISE_MS)


if __name__ == "__main__":
    kit.main(__doc__, measure)
