"""A catalogue brought in: 10,000 new products, the same file again, and a check without writing."""

from tests.benchmarks import kit

LINES = 10_000


def measure(quick):
    lines = 1000 if quick else LINES
    kit.say(f"{lines} lines")
    with kit.home() as folder:
        told = kit.child("imports_run", lines, env=kit.environment(folder))
    head = ("what", "lines", "seconds", "CPU s", "CPU ms a line")
    yield from kit.table(head, [_row(lines, *part) for part in told])


def _row(lines, what, taken, busy):
    return what, lines, f"{taken:.1f}", f"{busy:.1f}", f"{busy * 1000 / lines:.2f}"


if __name__ == "__main__":
    kit.main(__doc__, measure)
