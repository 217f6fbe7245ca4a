"""Pages over thousands of rows: queries, and milliseconds of Django's test client.

10,000 products and projects (40,000 scenes), of which 2,000 have jobs, renders and paid calls (16,000
steps, 20,000 events), and a board of 40 scenes with 300 comments, on SQLite. The promise is under 100 ms
of the processor, and as many queries as with 60 rows. Then the board's pages from a real server while 40
people watch it.
"""

from tests.benchmarks import kit

ROWS, COMMENTS, WATCHERS = 10_000, 300, 40
PROMISE_MS = 100


def measure(quick):
    rows, times, comments, watchers = (300, 5, 60, 8) if quick else (ROWS, 15, COMMENTS, WATCHERS)
    kit.say(f"{rows} projects, {comments} comments, {watchers} people watching")
    with kit.home() as folder:
        told = kit.child("runs.pages", rows, times, comments, watchers, env=kit.environment(folder))
    head = ("page", "queries", "with 60 rows", "median ms", "CPU ms", "constant", "CPU under 100 ms")
    yield from kit.table(head, [_row(*page) for page in told["pages"]])
    yield ""
    yield f"While {watchers} people have the board open, from a server, whose time includes theirs:"
    yield ""
    head = ("page", "median ms", "CPU ms", "CPU under 100 ms")
    yield from kit.table(head, [_watched_row(*page) for page in told["watched"]])
    yield ""
    yield f"- The {watchers} take {told['idle']:.0f} ms of the processor a second while nothing happens."
    fetched = ", ".join(f"{name} {work:.0f}" for name, work in told["fetched"])
    yield (
        f"- Of one changed scene all {watchers} hear for {told['told']:.1f} ms of the processor together."
        f" Then the page of each fetches, in ms: {fetched}."
    )


def _row(page, few, many, taken):
    clock, busy = zip(*taken, strict=True)
    work = kit.median(busy)
    constant = kit.verdict(many, few + 1)
    return page, many, few, f"{kit.median(clock):.0f}", f"{work:.0f}", constant, kit.verdict(work, PROMISE_MS)


def _watched_row(page, clock, work):
    return page, f"{kit.median(clock):.0f}", f"{work:.0f}", kit.verdict(work, PROMISE_MS)


if __name__ == "__main__":
    kit.main(__doc__, measure)
