"""Scripts written by the provider the script stage asks, in this process. Prints JSON.

python -m tests.benchmarks.runs.writing <repetitions>   {source: [seconds of the first, of the others…]}
"""

from tests.benchmarks import kit, studio_processes

PROMPT = (
    "Why people walk to work again: less traffic, quiet streets, and the best ideas of the day. "
    "For tired commuters who think they have no time for it."
)
SCREENPLAY = """INT. KITCHEN - MORNING

ANNA pours coffee. Steam rises.

ANNA
You are up early.

BEN
(yawning)
The kettle woke me. It never does.

ANNA
Then sit. It pours slowly, and so should you.

EXT. STREET - DAY

They walk to work under tall trees.

NARRATOR
Some mornings are worth getting up for.
"""


def main(times):
    studio_processes.set_up()
    projects = {
        "product, 15 s": _product(15_000),
        "product, 30 s": _product(30_000),
        "prompt, 60 s": _made("prompt", prompt=PROMPT, target_ms=60_000),
        "prompt, 5 min": _made("prompt", prompt=PROMPT, target_ms=300_000),
        "screenplay, 2 scenes": _made("script", script=SCREENPLAY),
        "screenplay, 200 scenes": _made("script", script=SCREENPLAY * 100),
    }
    return {source: _written(project, int(times)) for source, project in projects.items()}


def _product(target_ms):
    from vidstudio import demo

    return _made("product", product=demo.product(demo.workspace()), target_ms=target_ms)


def _made(source, **fields):
    from projects.board import editing
    from vidstudio import demo

    return editing.create_project(demo.workspace(), demo.person("ed"), source, **fields)


def _written(project, times):
    return [kit.timed(lambda: _write(project)) for _ in range(times)]


def _write(project):
    from generation.providers import registry
    from generation.stages import script

    request, _ = script.request_for(project)
    return registry.provider(script.TALENT).adapter.write(request)


if __name__ == "__main__":
    studio_processes.run(main)
