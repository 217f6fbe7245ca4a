"""How well the local voices are understood: `make voices`, or python -m tests.benchmarks.voices [options].

Says the sentences of sentences.toml, has them written down by a recogniser, and compares the words. Ends with
1 when a language is over its limit. The table of docs/voices.md is what this prints.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from generation.interfaces import Speech, VoiceRequest
from generation.local.speech import neural
from generation.local.speech.provider import LocalVoice
from generation.text.speech_timing import spoken_ms
from generation.text.toml_tables import read_table
from tests.benchmarks import memory
from tests.benchmarks.voices import recogniser

SENTENCES = read_table(Path(__file__).parent / "sentences.toml")
# The most words of a hundred that may be heard wrong, by their sound (recogniser.errors).
LIMITS = {"en": 5.0, "es": 10.0, "fr": 10.0, "it": 10.0, "pt": 10.0}
TAGS = {"pt": "pt-BR"}


def main() -> int:
    """Print a line for each voice and language, and those sentences that were not understood."""
    asked = _arguments()
    if not recogniser.is_installed():
        print("The recogniser is not installed: make voices installs it (requirements-voices.txt).")
        return 2
    with tempfile.TemporaryDirectory() as models:
        speaker = LocalVoice(natural=not asked.robotic, models=models)
        if speaker.trouble():
            print(speaker.trouble())
            return 2
        print(
            "voice, language | wrong words | spelled wrong | words | realtime factor | cpu s per s | "
            "length / estimate"
        )
        kinds = [(name, language) for language in asked.languages for name in asked.voices]
        worst = {kind: _measured(speaker, *kind, asked) for kind in kinds}
    neural.ENGINE.stop()
    return int(not asked.robotic and any(rate > LIMITS[language] for (_, language), rate in worst.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.voices")
    parser.add_argument("--voices", nargs="+", default=["ava"])
    parser.add_argument("--languages", nargs="+", default=list(SENTENCES), choices=list(SENTENCES))
    parser.add_argument("--every", type=int, default=1, help="only each so-manyth sentence")
    parser.add_argument("--draft", action="store_true", help="the quick model, where it speaks the language")
    parser.add_argument("--robotic", action="store_true", help="espeak-ng, to compare; no limit")
    return parser.parse_args()


def _measured(speaker: LocalVoice, name: str, language: str, asked: argparse.Namespace) -> float:
    """The percentage of words that were heard wrong."""
    wrong = misspelled = count = length = estimate = 0
    seconds = work = 0.0
    speaker.speak(VoiceRequest(text="One.", voice=name, language=language, draft=asked.draft))
    misheard = []
    for text in SENTENCES[language][:: asked.every]:
        start, before = time.monotonic(), _cpu_of_child()
        speech = speaker.speak(
            VoiceRequest(text=text, voice=name, language=TAGS.get(language, language), draft=asked.draft)
        )
        seconds += time.monotonic() - start
        work += _cpu_of_child() - before
        length, estimate = length + speech.duration_ms, estimate + spoken_ms(text, language)
        expected = recogniser.words_of(text, TAGS.get(language, language))
        got = recogniser.words_of(_heard(speech, language), TAGS.get(language, language))
        errors = recogniser.errors(expected, got, language)
        misspelled += recogniser.errors(expected, got)
        wrong, count = wrong + errors, count + len(expected)
        if errors:
            misheard.append(f"    {' '.join(expected)} | {' '.join(got)}")
    rate = 100 * wrong / count
    print(
        f"{name}, {language} | {rate:.1f} % | {100 * misspelled / count:.1f} % | {count} | "
        f"{seconds * 1000 / length:.2f} | {work * 1000 / length:.2f} | {length / estimate:.3f}",
        flush=True,
    )
    print("\n".join(misheard), flush=True)
    return rate


def _heard(speech: Speech, language: str) -> str:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(speech.data)
        file.flush()
        return recogniser.heard(file.name, language)


def _cpu_of_child() -> float:
    """Seconds that the models' process has worked, 0 where there is none."""
    return float(memory.cpu_seconds(neural.ENGINE.pid))


if __name__ == "__main__":
    sys.exit(main())
