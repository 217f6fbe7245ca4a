"""Memory of a worker of two processes: idle, while it makes a 1080×1920 ad, and after it.

The promise is 450 MB for each process of a worker: those that work, the one that composes a video, and
those of the voices. They share pages of code: together they are counted as PSS.
"""

from tests.benchmarks import kit

PROMISE_MB = 450
KINDS = ("working MB", "composing MB", "voices MB", "other MB")
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
    head = ("worker", "processes", *KINDS, "all together MB", f"each under {PROMISE_MB} MB")
    yield from kit.table(head, [_row(label, *told[moment]) for moment, label in MOMENTS.items()])


def _row(label, processes, biggest, together):
    """`biggest` is the most that a process of each kind held, in MB (RSS)."""
    each = [f"{biggest[kind]:.0f}" if kind in biggest else "–" for kind in KINDS]
    return label, processes, *each, f"{together:.0f}", kit.verdict(max(biggest.values()), PROMISE_MB)


if __name__ == "__main__":
    kit.main(__doc__, measure)
