"""The local studio's own parts: music, portraits, speech, phrase books, the demo photo.

Processor time of a part alone in a process, after its libraries are loaded. An aim says from where on
somebody would wait: for a page or a film.
"""

from tests.benchmarks import kit

HEAD = ("part", "processor s", "aim", "kept")


def measure(quick):
    with kit.home() as folder:
        told = kit.child("runs.local", 1 if quick else 3, env=kit.environment(folder))
    yield from kit.table(
        HEAD,
        [
            (part, f"{least:.2f}", f"< {aim:g}", kit.verdict(least, aim))
            for part, (least, aim) in told.items()
        ],
    )


if __name__ == "__main__":
    kit.main(__doc__, measure)
