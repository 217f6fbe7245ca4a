"""Writing a script locally, as the script stage asks for it: of a product, a prompt, a screenplay.

The promise is under 1 second. The first one in a process also loads the language.
"""

from tests.benchmarks import kit

PROMISE_SECONDS = 1.0


def measure(quick):
    with kit.home() as folder:
        told = kit.child("runs.writing", 5 if quick else 50, env=kit.environment(folder))
    head = ("source", "first ms", "median ms", "slowest ms", "under 1 s")
    yield from kit.table(head, [_row(source, taken) for source, taken in told.items()])


def _row(source, taken):
    figures = (taken[0], kit.median(taken), max(taken))
    return source, *(f"{1000 * figure:.1f}" for figure in figures), kit.verdict(max(taken), PROMISE_SECONDS)


if __name__ == "__main__":
    kit.main(__doc__, measure)
