"""A 30 s product video by paid providers that take 2 s for everything: what the waiting costs.

Words, pictures, voices, clips and music come over the providers' own wires from servers on this machine
(tests/contracts/servers/show.py), which have everything ready and answer, or are done, after 2 seconds. One
worker with two processes. Then 24 storyboards at once: how busy the two are while they wait.
"""

from tests.benchmarks import kit

AIM_IMAGES = 1.5


def measure(quick):
    kit.say("one video, then storyboards side by side")
    with kit.home() as folder:
        env = kit.environment(folder, "tests.benchmarks.runs.paid_settings")
        told = kit.child("runs.paid", 6 if quick else 24, env=env)
    head = ("30 s video, 2 s for each call", "calls", "sum of waits s", "wall s", "of the sum", "CPU s")
    yield from kit.table(head, [_stage(row) for row in told["stages"]])
    yield ""
    head = ("side by side, a worker of two processes", "calls", "sum of waits s", "wall s", "CPU s", "busy")
    yield from kit.table(head, [_crowd(told["crowd"])])
    yield ""
    yield _verdict(told)


def _stage(row):
    name, calls, waits, wall, cpu = row
    share = f"{wall / waits:.2f}" if waits else "–"
    return name, calls, f"{waits:.0f}", f"{wall:.1f}", share, f"{cpu:.1f}"


def _crowd(row):
    busy = row["cpu"] / (row["wall"] * row["workers"])
    label = f"{row['projects']} storyboards"
    return (
        label,
        row["calls"],
        f"{row['waits']:.0f}",
        f"{row['wall']:.1f}",
        f"{row['cpu']:.1f}",
        f"{busy:.0%}",
    )


def _verdict(told):
    images = next(row for row in told["stages"] if row[0] == "images")
    share = images[3] / told["latency"]
    return (
        f"Pictures of {images[1]} scenes: {share:.1f}× one picture's latency "
        f"(aim: {AIM_IMAGES}×, beside the worker's own work)."
    )


if __name__ == "__main__":
    kit.main(__doc__, measure)
