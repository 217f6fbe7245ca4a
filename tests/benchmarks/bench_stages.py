"""Time and memory of each stage of the demo ad, 15 and 30 s, 1080×1920, with the local providers.

Through the real engine and its rows. Each stage runs in a fresh process, so loading its libraries
counts. Memory is the most that the process and its children had in use at one time (RSS).
"""

from tests.benchmarks import kit

STORYBOARD = ("analyse", "script", "storyboard", "images")
RENDER = ("voice", "music", "compose", "publish")
LENGTHS = (15, 30)


def measure(quick):
    lengths = LENGTHS[:1] if quick else LENGTHS
    made = [_made(seconds) for seconds in lengths]
    head = ["stage"]
    for seconds in lengths:
        head += [f"{seconds} s ad: s", "steps", "MB"]
    rows = [[name, *(cell for film in made for cell in _cells(film[name]))] for name in STORYBOARD + RENDER]
    yield from kit.table(head, [*rows, ["**all**", *(cell for film in made for cell in _sum(film))]])
    yield ""
    yield from (_against(film) for film in made)


def _made(seconds):
    """{stage: (seconds, steps, peak MB)} and the playing time, of an ad `seconds` long."""
    with kit.home() as folder:
        env = kit.environment(folder)
        project = kit.child("runs.stage", "project", seconds, env=env)["project"]
        film = {}
        for kind, stages in (("storyboard", STORYBOARD), ("render", RENDER)):
            begun = kit.child("runs.stage", kind, project, env=env)
            film |= {name: _stage(begun["job"], name, seconds, env) for name in stages}
        return film | {"playing": begun["playing"]}


def _stage(job, name, seconds, env):
    watch = []
    said = kit.child("runs.stage", "stage", job, name, env=env, watch=watch)
    kit.say(f"{seconds} s ad: {name} took {said['seconds']:.2f} s")
    return said["seconds"], said["steps"], watch[0].peak


def _cells(stage):
    seconds, steps, peak = stage
    return f"{seconds:.2f}", steps, f"{peak:.0f}"


def _sum(film):
    stages = [film[name] for name in STORYBOARD + RENDER]
    return _cells(
        (sum(row[0] for row in stages), sum(row[1] for row in stages), max(row[2] for row in stages))
    )


def _against(film):
    total, playing = sum(film[name][0] for name in STORYBOARD + RENDER), film["playing"]
    return (
        f"- {playing:g} s of film took {total:.1f} s in all: {total / playing:.2f} of its playing time, "
        f"of which composing {film['compose'][0] / playing:.2f}."
    )


if __name__ == "__main__":
    kit.main(__doc__, measure)
