"""A preview video against its playing time: the demo ad, 15 to 60 s, nothing made before, and after an edit.

The whole job through the real engine and its rows: local voices, music, the small composition. It is
promised in under a quarter of the video's length on two cores. Processor seconds are the process's own.
"""

from tests.benchmarks import kit

LENGTHS = (15, 30, 60)
PROMISED = 0.25


def measure(quick):
    rows = [_row(seconds) for seconds in (LENGTHS[:1] if quick else LENGTHS)]
    head = ["ad", "s", "processor s", "of its length", "under ¼", "after an edit: s", "of its length"]
    yield from kit.table(head, rows)


def _row(seconds):
    with kit.home() as folder:
        env = kit.environment(folder)
        project = kit.child("runs.stage", "project", seconds, env=env)["project"]
        begun = kit.child("runs.stage", "storyboard", project, env=env)
        for stage in ("analyse", "script", "storyboard", "images"):
            kit.child("runs.stage", "stage", begun["job"], stage, env=env)
        said = kit.child("runs.preview", project, env=env)
    kit.say(f"{seconds} s ad: {said['seconds']:.2f} s")
    share, again = said["seconds"] / said["playing"], said["again"] / said["playing"]
    return (
        f"{said['playing']:g} s, {said['size']}",
        f"{said['seconds']:.2f}",
        f"{said['processor']:.2f}",
        f"{share:.2f}",
        kit.verdict(share, PROMISED),
        f"{said['again']:.2f}",
        f"{again:.2f}",
    )


if __name__ == "__main__":
    kit.main(__doc__, measure)
