"""The demo ad, cold, 15 and 30 s, 1080×1920: the whole of `make demo`, and each of its stages by itself.

First as `make demo` makes it, from a home folder that is not there: one process with what it starts, which
makes the database, too; afterwards one scene's words are changed and the film is made again, by this process
as by a worker that runs, then, after another change, by a new one. A stage's
time goes until the next one begins; what is made beside it (models that load, scenes that are composed ahead)
counts where it happens.

Then stage by stage, each in a fresh process, so that loading its libraries counts. Memory is the most that
the process and its children had in use at one time (RSS). "CPU s" is what they worked, which other programs
lengthen least. Once with the good voice, once with the quick one, once by espeak-ng.

Machines differ by more than what is promised leaves. So the encoder alone is timed as well, and each share
of the playing time is said once more as it would be where the encoder is as quick as on the quiet machine.
"""

import resource

from tests.benchmarks import bench_engine, kit

STORYBOARD = ("analyse", "script", "storyboard", "images")
RENDER = ("voice", "music", "compose", "publish")
# Who speaks: what the environment says for it.
VOICES = {
    "good": {"VIDSTUDIO_NATURAL_VOICES": "1"},
    "quick": {"VIDSTUDIO_NATURAL_VOICES": "1", "BENCH_VOICE": "quick"},
    "robotic": {"VIDSTUDIO_NATURAL_VOICES": "0"},
}
FILMS = ((15, "good"), (15, "quick"), (15, "robotic"), (30, "good"), (30, "robotic"))


# What is promised and aimed at: of the playing time on two cores, by seconds and voice.
PROMISED = {(15, "good"): 1.2, (15, "quick"): 0.6}
AIMS = {(15, "good"): 1.0, (15, "quick"): 0.55, (30, "good"): 0.75, (30, "quick"): 0.4}

# CPU seconds of x264 alone for a second of 1080x1920 on the quiet machine: docs/benchmarks.md, "Engine", of
# 2026-11-20 (6.1 for 30 s), measured as it is here.
QUIET_X264 = 6.1 / 30
X264_SECONDS = 10


def measure(quick):
    slower = _x264_seconds() / (QUIET_X264 * X264_SECONDS)
    yield (
        f"The encoder alone took {slower:.2f} times the processor time that it took on the quiet machine; "
        "*at its speed* is a share of the playing time divided by that."
    )
    yield ""
    yield from _whole([film for film in AIMS if not quick or film[0] == 15], slower)
    yield ""
    yield from _stage_by_stage(quick)


def _x264_seconds():
    with kit.home() as folder:
        bench_engine.child("prepare", folder, 1080, 1920, X264_SECONDS)
        return bench_engine.best("x264", folder, 3)["cpu"]


def _whole(films, slower):
    made = [_made_whole(*film) for film in films]
    head, rows = ["the whole job"], [["start"], ["a new database"], *([name] for name in STORYBOARD + RENDER)]
    for (seconds, voice), film in zip(films, made, strict=True):
        head += [f"{seconds} s, {voice} voice: s", "CPU s"]
        for row in rows:
            row += [f"{value:.2f}" for value in film["rows"].get(row[0], (0.0, 0.0))]
    sums = [cell for film in made for cell in (f"{film['wall']:.2f}", f"{film['cpu']:.2f}")]
    yield from kit.table(head, [*rows, ["**all**", *sums]])
    yield ""
    for film, found in zip(films, made, strict=True):
        yield _against_promise(*film, found, slower)


def _made_whole(seconds, voice):
    """{"rows": {stage: (s, CPU s)}, "wall", "cpu", "playing", "voice_mb", "edit"} of an ad from nothing."""
    with kit.home() as folder:
        env = kit.environment(folder / "home", **VOICES[voice])
        watch, told = [], {}
        job = _timed(
            # A look at all processes takes 2 ms: few will do for a process that keeps what it has loaded.
            lambda: told.update(kit.child("runs.whole", "first", seconds, env=env, watch=watch, every=0.2)),
        )
        # The first film's time without that of the change that the same process makes afterwards.
        job = job[0] - told["edit"], job[1] - told["edit_cpu"]
        kit.say(f"{seconds} s, {voice}: {job[0]:.1f} s, {job[1]:.1f} s of the processor")
        edit = _timed(lambda: kit.child("runs.whole", "edit", env=env))
    stages = {name: tuple(row) for name, row in told["stages"].items()}
    start = tuple(job[at] - sum(row[at] for row in stages.values()) for at in (0, 1))
    return {
        "rows": {"start": start, **stages},
        "wall": job[0],
        "cpu": job[1],
        "playing": told["playing"],
        "voice_mb": watch[0].biggest.get(told["voice"], 0.0),
        "edit": told["edit"] / job[0],
        "edit_anew": edit[0] / job[0],
    }


def _timed(work):
    """(seconds, CPU seconds of the processes that it started and waited for)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = kit.timed(work)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _against_promise(seconds, voice, film, slower):
    share = film["wall"] / film["playing"]
    aim = f"aim {AIMS[seconds, voice]:.2f}"
    if limit := PROMISED.get((seconds, voice)):
        aim = f"promised {limit:.2f}: {_verdict(share, slower, limit)}; {aim}"
    return (
        f"- {seconds} s, {voice} voice: {share:.2f} of its playing time, {share / slower:.2f} at its speed "
        f"({aim}), its processor time "
        f"{film['cpu'] / film['playing']:.2f} of it; the models' process took {film['voice_mb']:.0f} MB at "
        f"most. One scene's words changed: {film['edit']:.2f} of the first film's time in the process that "
        f"runs, {film['edit_anew']:.2f} in a new one."
    )


def _verdict(share, slower, limit):
    if share <= limit:
        return "kept"
    return "kept at its speed, not by this clock" if share / slower <= limit else "**not kept**"


def _stage_by_stage(quick):
    films = FILMS[:3] if quick else FILMS
    made = [_made(seconds, voice) for seconds, voice in films]
    head = ["stage"]
    for seconds, voice in films:
        head += [f"{seconds} s, {voice} voice: s", "CPU s", "MB"]
    rows = [[name, *(cell for film in made for cell in _cells(film[name]))] for name in STORYBOARD + RENDER]
    yield from kit.table(head, [*rows, ["**all**", *(cell for film in made for cell in _sum(film))]])
    yield ""
    yield from (_against(*film, result) for film, result in zip(films, made, strict=True))


def _made(seconds, voice):
    """{stage: (seconds, CPU seconds, peak MB)}, the playing time and the child's peak, of an ad so long."""
    with kit.home() as folder:
        env = kit.environment(folder, **VOICES[voice])
        project = kit.child("runs.stage", "project", seconds, env=env)["project"]
        film = {"child": 0.0}
        for kind, stages in (("storyboard", STORYBOARD), ("render", RENDER)):
            begun = kit.child("runs.stage", kind, project, env=env)
            film |= {name: _stage(begun["job"], name, f"{seconds} s, {voice}", env, film) for name in stages}
        return film | {"playing": begun["playing"]}


def _stage(job, name, what, env, film):
    watch = []
    said = kit.child("runs.stage", "stage", job, name, env=env, watch=watch)
    kit.say(f"{what}: {name} took {said['seconds']:.2f} s, {said['cpu']:.2f} s of the processor")
    film["child"] = max(film["child"], watch[0].biggest.get(said["child"], 0.0))
    return said["seconds"], said["cpu"], watch[0].peak


def _cells(stage):
    seconds, cpu, peak = stage
    return f"{seconds:.2f}", f"{cpu:.2f}", f"{peak:.0f}"


def _sum(film):
    stages = [film[name] for name in STORYBOARD + RENDER]
    return _cells((*(sum(row[at] for row in stages) for at in (0, 1)), max(row[2] for row in stages)))


def _against(length, voice, film):
    stages = [film[name] for name in STORYBOARD + RENDER]
    total, cpu, playing = sum(row[0] for row in stages), sum(row[1] for row in stages), film["playing"]
    child = f"; the models' process took {film['child']:.0f} MB at most" if film["child"] else ""
    return (
        f"- {length} s, {voice} voice: {total:.1f} s in all, {total / playing:.2f} of its playing time "
        f"({cpu / playing:.2f} of it processor time of one core), "
        f"of which composing {film['compose'][0] / playing:.2f}{child}."
    )


if __name__ == "__main__":
    kit.main(__doc__, measure)
