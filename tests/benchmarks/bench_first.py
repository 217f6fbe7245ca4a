"""The first prompt of a process, which compiles the patterns that it needs: each in a fresh process.

A prompt is read in the web process, while somebody waits for the board that it makes.
"""

from tests.benchmarks import kit

PROMPTS = {
    "English, no date": "Make a 30 second video about our mug. Tone: funny. 20% off with code MUG20.",
    "English, with a date": "Make a 30 second video about our mug. 20% off until May 5.",
    "German, with a date": "Mach einen Film über unsere Tasse. 20% Rabatt bis zum 5. Mai.",
    "Japanese": "うちのカフェの15秒CMを作って",
}


def measure(quick):
    rows = []
    with kit.home() as folder:
        for name, prompt in PROMPTS.items():
            runs = [
                kit.child("runs.first", prompt, env=kit.environment(folder)) for _ in range(2 if quick else 7)
            ]
            figures = [
                1000 * kit.median([run[key] for run in runs]) for key in ("processor", "seconds", "again")
            ]
            rows.append((name, f"{figures[0]:.0f}", f"{figures[1]:.0f}", f"{figures[2]:.1f}"))
    yield from kit.table(("prompt", "first: CPU ms", "first: ms", "again: CPU ms"), rows)


if __name__ == "__main__":
    kit.main(__doc__, measure)
