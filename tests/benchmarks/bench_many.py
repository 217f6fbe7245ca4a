"""A thousand products in one batch, and five hundred jobs and films of one workspace before another's.

The pages of a batch by Django's test client on SQLite: queries, milliseconds and bytes, also of what the page
asks for every few seconds, where something changed and where nothing did. Then a worker of two processes, 500
waiting jobs of one workspace (one step of half a second each), and how long a job of another workspace takes
that is started behind them, against the same job with nobody else there. Last, 500 approved films (two scenes
each in 720p, no two alike) of one workspace: the whole queue is made, with films of another one between.
"""

from tests.benchmarks import kit

ROWS, WAITING, FILMS = 1000, 500, 500
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
    yield ""
    films = 20 if quick else FILMS
    kit.say(f"{films} films")
    with kit.home() as folder:
        told = kit.child("runs.queue", films, env=kit.environment(folder, VIDSTUDIO_WORKERS="2"))
    yield from kit.table((f"{films} films in a queue", ""), _queue(**told))


def _page(name, few, many, taken, size):
    clock, busy = zip(*taken, strict=True)
    work = kit.median(busy)
    return (
        name, many, few, f"{kit.median(clock):.0f}", f"{work:.0f}", f"{size / 1000:.0f}",
        kit.verdict(work, PROMISE_MS),
    )  # fmt: skip


def _queue(films, playing, seconds, failed, again, others, first, last, pieces, left):
    yield "films made", films
    yield "jobs that failed", failed
    yield "steps that were made again", again
    yield "minutes for all", f"{seconds / 60:.1f}"
    yield "of their playing time", f"{seconds / playing:.2f}"
    for when, taken in others:
        yield f"seconds for another workspace's film, {when}", f"{taken:.1f}"
    yield "most memory of the worker, first fifth, MB (PSS)", f"{first:.0f}"
    yield "most memory of the worker, last fifth, MB (PSS)", f"{last:.0f}"
    yield "kept for edits, MB", f"{pieces:.0f}"
    yield "half-made files left", left


if __name__ == "__main__":
    kit.main(__doc__, measure)
