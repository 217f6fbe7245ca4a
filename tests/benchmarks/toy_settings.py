"""The studio's settings with two job kinds more, whose steps do no work."""

from vidstudio.settings import *  # noqa: F403

STAGES = "tests.benchmarks.toy"
ROOMS = ("one", "two", "three", "four")
JOB_KINDS = {
    **JOB_KINDS,  # noqa: F405
    "toy": {
        "label": "Toy",
        "pipeline": "generation.engine.pipelines.Pipeline",
        "stages": tuple((f"{STAGES}.{name}", at * 25, at * 25 + 25) for at, name in enumerate(ROOMS)),
    },
    "stream": {
        "label": "Stream",
        "pipeline": "generation.engine.pipelines.Pipeline",
        "stages": ((f"{STAGES}.stream", 0, 99),),
    },
}
