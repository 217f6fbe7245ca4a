"""The studio's settings with three job kinds more, whose steps do no work."""

from vidstudio.settings import *  # noqa: F403

TOY = ("one", "two", "three", "four")
STAGES = {
    **STAGES,  # noqa: F405
    **{name: f"tests.benchmarks.toy.instant.{name.capitalize()}" for name in TOY},
    "stream": "tests.benchmarks.toy.stream.StreamStage",
    "pause": "tests.benchmarks.toy.instant.Pause",
}
JOB_KINDS = {
    **JOB_KINDS,  # noqa: F405
    "toy": {
        "label": "Toy",
        "pipeline": "generation.engine.pipelines.Pipeline",
        "stages": tuple((name, at * 25, at * 25 + 25) for at, name in enumerate(TOY)),
    },
    "stream": {
        "label": "Stream",
        "pipeline": "generation.engine.pipelines.Pipeline",
        "stages": (("stream", 0, 99),),
    },
    "pause": {
        "label": "Pause",
        "pipeline": "generation.engine.pipelines.Pipeline",
        "stages": (("pause", 0, 100),),
    },
}
