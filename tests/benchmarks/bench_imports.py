"""A catalogue brought in: 20,000 new products by a worker, the same file again, and a check."""

from tests.benchmarks import kit

LINES = 20_000
REQUEST_SECONDS = 1


def measure(quick):
    lines = 1000 if quick else LINES
    kit.say(f"{lines} lines")
    with kit.home() as folder:
        told = kit.child("runs.imports", lines, env=kit.environment(folder))
    head = ("what", "lines", "seconds", "CPU s", "CPU ms a line", "lines a second", "under 1 s")
    yield from kit.table(head, [_row(lines, *part) for part in told])


def _row(lines, what, taken, busy):
    rate = f"{lines / taken:,.0f}"
    is_request = "request" in what
    verdict = kit.verdict(taken, REQUEST_SECONDS) if is_request else ""
    return what, lines, f"{taken:.2f}", f"{busy:.2f}", f"{busy * 1000 / lines:.2f}", rate, verdict


if __name__ == "__main__":
    kit.main(__doc__, measure)
