"""Memory of a worker of two processes: idle, while it makes a 1080×1920 ad, and after it.

The promise is under 512 MB for a worker process. All processes of a worker (supervisor, pool,
two that work, and the voice's child) share pages of code: together they are counted as PSS.
"""

from tests.benchmarks import kit

PROMISE_MB = 512
MOMENTS = {
    "idle": "idle, nothing done yet",
    "storyboard": "while it makes the storyboard",
    "render": "while it renders",
    "after": "idle after the render",
}


def measure(quick):
    seconds = 15 if quick else 30
    kit.say(f"an ad of {seconds} s")
    with kit.home() as folder:
        told = kit.child("runs.memory", seconds, env=kit.environment(folder))
    head = ("worker", "processes", "biggest process MB", "all together MB", "under 512 MB")
    yield from kit.table(head, [_row(label, *told[moment]) for moment, label in MOMENTS.items()])


def _row(label, processes, biggest, together):
    return label, processes, f"{biggest:.0f}", f"{together:.0f}", kit.verdict(biggest, PROMISE_MB)


if __name__ == "__main__":
    kit.main(__doc__, measure)
