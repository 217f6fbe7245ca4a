"""Time and memory of each stage of the demo ad, 15 and 30 s, 1080×1920, with the local providers.

Through the real engine and its rows: once with the good voice, once with the quick one, once by espeak-ng.
Each stage runs in a fresh process, so loading its libraries counts. Memory is the most that the process and
its children had in use at one time (RSS); "CPU s" is what they worked, which other programs do not lengthen.
"""

from tests.benchmarks import kit

STORYBOARD = ("analyse", "script", "storyboard", "images")
RENDER = ("voice", "music", "compose", "publish")
# Who speaks: what the environment says for it.
VOICES = {
    "good": {"VIDSTUDIO_NATURAL_VOICES": "1"},
    "quick": {"VIDSTUDIO_NATURAL_VOICES": "1", "BENCH_VOICE": "quick"},
    "robotic": {"VIDSTUDIO_NATURAL_VOICES": "0"},
}
FILMS = ((15, "good"), (15, "quick"), (15, "robotic"), (30, "good"), (30, "robotic"))


def measure(quick):
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
