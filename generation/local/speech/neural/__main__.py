"""The child process that owns the models: requests come in on stdin, speech goes out on stdout.

A request is one line of JSON: {"text", "british", "manner"} for English, which is turned into sounds here, or
{"words": [[character, IPA], …], "manner"} for sounds from elsewhere; `manner` is a neural.Manner. With "load"
nothing is said, but what is needed for it is there afterwards. The answer is as of the child process of
espeak-ng: {"hz", "bytes", "marks", "phonemes"}, and 16-bit mono PCM.

The same request gives the same samples: the models have no chance in them but hibari's breath noise, which
is drawn from a fixed seed. It ends when stdin does, when its parent is gone, or after a while without work;
that gives back what the large model takes (400 MB).
"""

import contextlib
import ctypes
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from generation.local.speech.child_process import requests, write_answer
from generation.local.speech.neural import ENGLISH, STYLES, Manner, graph
from generation.local.speech.neural.packed import PackedTable
from generation.media import audio

# hibari's synthesis takes scipy's Fourier transform where that happens to be installed, and its samples
# would differ from one machine to the next: numpy's is always there.
sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]

import onnxruntime  # noqa: E402
from hibari import dsp  # noqa: E402
from hibari.g2p import G2P  # noqa: E402
from hibari.tts import ASSETS  # noqa: E402

# A board's recordings come one after the other; loading it again takes two seconds.
GIVEN_BACK_AFTER_SECONDS = 60

HZ = 24000
# The models count in units of so many samples (25 ms), and hear a sound so many units before it is heard.
KOKORO_UNIT, KOKORO_LEAD = 600, 3
HIBARI_UNIT, HIBARI_LEAD = 600, 3
# The inner value that holds how many units each sound lasts.
KOKORO_DURATIONS = "/encoder/Clip_output_0"
HIBARI_DURATIONS = "/Clip_output_0"
# Sounds that are said in one go: more than this lose their melody, and there is no style vector for them.
LONGEST = 250
# More threads than two gain little. The samples are the same with any number.
THREADS = int(os.environ.get("VIDSTUDIO_VOICE_THREADS") or min(2, os.cpu_count() or 1))
# A gap between two words that is longer than this is a pause (in units).
PAUSE_UNITS = 4
SEED = 0
# A pace counts as reached when it is so near, and is tried for so often.
NEAR, MOST_TRIES = 0.012, 4

Samples = np.ndarray


@dataclass(frozen=True)
class Said:
    """Samples of one breath, [character, frame] marks of its words and [IPA, frame] of its sounds."""

    samples: Samples
    marks: list[tuple[int, int]]
    phonemes: list[tuple[str, int]]


# Sounds to the alphabet that the models read: letters of IPA, capitals for two that are one.
_JOINED = {
    "a^ɪ": "I",
    "a^ʊ": "W",
    "d^z": "ʣ",
    "d^ʒ": "ʤ",
    "e^ɪ": "A",
    "o^ʊ": "O",
    "ə^ʊ": "Q",
    "s^s": "S",
    "t^s": "ʦ",
    "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y",
}
# And back, for the mouth.
_IPA = {
    "A": "eɪ",
    "I": "aɪ",
    "O": "oʊ",
    "Q": "əʊ",
    "S": "s",
    "T": "ɾ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "ʣ": "dz",
    "ʤ": "dʒ",
    "ʦ": "ts",
    "ʧ": "tʃ",
    "ᵊ": "ə",
    "ᵻ": "ɪ",
}
_SIGNS = set(';:,.!?—…"()“”')
_NO_SOUND = set("ˈˌːʰʲ̃ᵝ↓→↗↘ꭧ")


@cache
def vocabulary() -> dict[str, int]:
    """{sound: number} of the alphabet that both models read."""
    table: dict[str, int] = json.loads((Path(ASSETS) / "vocab.json").read_text(encoding="utf-8"))
    return table


@cache
def reader(british: bool) -> Any:
    """What turns English into sounds. Its tables are packed: as dicts they take 80 MB."""
    read = G2P(british=british)
    for words in (read.lexicon.golds, read.lexicon.silvers):
        words.d = PackedTable(words.d)
    read.tagger.tagdict, read.tagger.weights = (
        PackedTable(read.tagger.tagdict),
        PackedTable(read.tagger.weights),
    )
    _give_back()
    return read


@cache
def styles() -> dict[str, Samples]:
    """{name: style vectors by number of sounds}."""
    with np.load(STYLES) as file:
        return {name: file[name].astype(np.float32) for name in file.files}


@cache
def session(file: str, durations: str) -> Any:
    """The model of a file; the named inner value, how long each sound lasts, is one more output."""
    # From a file: of a model that it gets as bytes the library keeps those beside what it makes of them.
    with tempfile.NamedTemporaryFile(suffix=".onnx") as model:
        with open(file, "rb") as source:
            shutil.copyfileobj(source, model)
        model.write(graph.one_more_output(durations))
        model.flush()
        return _opened(model.name)


def pace_session(file: str, durations: str) -> Any:
    """The part of a model that says how long each sound lasts: a fiftieth of the work of speaking it.

    It is loaded in a tenth of a second, and takes 30 MB that the whole model may need: nobody keeps it.
    """
    with tempfile.NamedTemporaryFile(suffix=".onnx") as model:
        graph.write_part(file, durations, model)
        model.flush()
        return _opened(model.name)


def _opened(file: str) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Waiting threads that spin cost a third more of the processor and gain nothing on a busy machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    made = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    _give_back()
    return made


def _give_back() -> None:
    """Let go of what was freed: a model is read through twice its own size."""
    with contextlib.suppress(OSError, AttributeError):  # not glibc
        ctypes.CDLL(None).malloc_trim(0)


def english(text: str, british: bool) -> list[tuple[int, str]]:
    """Return (character, sounds) of each word and sign of an English text."""
    read = reader(british)
    at, words = 0, []
    for token in read.phonemize_tokens(read.tokenize(text)):
        found = text.find(token.text, at)
        place = at if found < 0 else found
        at = place + len(token.text) if found >= 0 else at
        sounds = token.phonemes or ""
        if sounds:
            words.append((place, sounds + (" " if token.whitespace else "")))
    return words


def foreign(words: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return (character, sounds) in the models' alphabet of words in espeak-ng's."""
    out: list[tuple[int, str]] = []
    for place, said in words:
        for joined, letter in _JOINED.items():
            said = said.replace(joined, letter)
        said = re.sub("(.)\u0329", r"ᵊ\1", said).replace("^", "").replace("-", "").replace("g", "ɡ")
        if said in _SIGNS and out:
            before, sounds = out[-1]
            out[-1] = (before, sounds.rstrip())
        out.append((place, said + " "))
    return out


def breaths(words: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield runs of words that are said in one go: at most LONGEST sounds, ended where the text pauses."""
    run: list[tuple[int, str]] = []
    for word in words:
        run.append(word)
        while sum(len(sounds) for _, sounds in run) > LONGEST:
            cut = _pause_in(run)
            yield run[:cut]
            run = run[cut:]
    if run:
        yield run


def _pause_in(run: list[tuple[int, str]]) -> int:
    """Where to cut a run that is too long: after its last sentence, else clause, else word."""
    for signs in (".!?…", ";:—", ","):
        for at in range(len(run) - 1, 0, -1):
            if run[at - 1][1].rstrip()[-1:] in tuple(signs):
                return at
    return max(1, len(run) - 1)


def say(words: Sequence[tuple[int, str]], manner: Manner) -> Said | None:
    """Return what was Said of one breath, None where the model knows none of its sounds."""
    known = vocabulary()
    letters = [(place, letter) for place, sounds in words for letter in sounds if letter in known]
    while letters and letters[-1][1] == " ":
        letters.pop()
    letters = letters[:LONGEST]
    if not any(letter not in _SIGNS | {" "} for _, letter in letters):
        return None
    ids = [0, *(known[letter] for _, letter in letters), 0]
    samples, units, unit, lead = _fitted(tuple(ids), manner)
    starts = (np.concatenate([[0], np.cumsum(units)]) - lead) * unit
    frames = np.clip(starts, 0, len(samples)).astype(int)[1:]
    return Said(samples, _marks(letters, frames), _phonemes(letters, frames, units[1:], unit))


def _fitted(ids: tuple[int, ...], manner: Manner) -> tuple[Samples, Samples, int, int]:
    """What the model says at the wished rate: so much shorter than at ease.

    The models round how long each sound lasts, so that a factor of 1.12 on their speed gives anything from
    1.03 to 1.12 times the pace. So they are asked how long it would be, a little faster, until that is what
    was asked for; only then it is spoken.
    """
    at_ease = replace(manner, rate=1.0)
    speed = manner.speed if manner.rate == 1.0 else _speed_for(ids, manner)
    return _run(ids, replace(at_ease, speed=speed))


@lru_cache(maxsize=8)
def _speed_for(ids: tuple[int, ...], manner: Manner) -> float:
    """The model's speed at which the sounds take so much less time than at ease as `rate` says, or nearly."""
    length = _lengths(ids, replace(manner, rate=1.0))
    wanted, speed = length(manner.speed) / manner.rate, manner.speed * manner.rate
    for _ in range(MOST_TRIES - 1):
        got = length(speed)
        if abs(got / wanted - 1) < NEAR:
            break
        speed *= got / wanted
    del length
    _give_back()
    return speed


def _lengths(ids: tuple[int, ...], manner: Manner) -> Callable[[float], float]:
    """What answers how many units the sounds last at a speed."""
    if manner.model != "kokoro":
        return lambda speed: float(_run(ids, replace(manner, speed=speed))[1].sum())
    part = pace_session(manner.file, KOKORO_DURATIONS)

    def length(speed: float) -> float:
        (units,) = part.run(None, _kokoro_inputs(ids, replace(manner, speed=speed)))
        return float(np.ravel(units).sum())

    return length


# What was said last is kept: who is asked to hurry was mostly heard at ease just before.
@lru_cache(maxsize=8)
def _run(ids: tuple[int, ...], manner: Manner) -> tuple[Samples, Samples, int, int]:
    return _MODELS[manner.model](ids, manner)


def _kokoro(ids: Sequence[int], manner: Manner) -> tuple[Samples, Samples, int, int]:
    run = onnxruntime.RunOptions()
    # Else what one breath took is kept beside what the next one takes: 140 MB.
    run.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    sound, units = session(manner.file, KOKORO_DURATIONS).run(None, _kokoro_inputs(ids, manner), run)
    return np.ravel(sound), np.ravel(units), KOKORO_UNIT, KOKORO_LEAD


def _kokoro_inputs(ids: Sequence[int], manner: Manner) -> dict[str, Samples]:
    return {
        "tokens": np.array([ids], np.int64),
        "style": styles()[manner.timbre][len(ids) - 2][None],
        "speed": np.array([manner.speed * manner.size], np.float32),
    }


def _hibari(ids: Sequence[int], manner: Manner) -> tuple[Samples, Samples, int, int]:
    net = session(manner.file, HIBARI_DURATIONS)
    *parts, units = net.run(
        None, {"ids": np.array([ids], np.int64), "speed": np.array([manner.speed], np.float32)}
    )
    lh, th, ln, lr, phi, f0 = (part[0] for part in parts)
    if manner.size != 1.0:
        lh, th, ln, lr, phi = (_stretched(part, manner.size) for part in (lh, th, ln, lr, phi))
    f0 = f0 * np.float32(manner.pitch)
    sound = dsp.synth(lh, th, ln, lr, phi, f0, np.random.default_rng(SEED))
    return np.ravel(sound), np.ravel(units), HIBARI_UNIT, HIBARI_LEAD


def _stretched(bins: Samples, size: float) -> Samples:
    """A spectrum by bins and frames with its resonances lower by `size`: those of a longer throat."""
    last = len(bins) - 1
    from_bins = np.minimum(np.rint(np.arange(last + 1) * size).astype(int), last)
    return bins[from_bins]


_MODELS: dict[str, Callable[[Sequence[int], Manner], tuple[Samples, Samples, int, int]]] = {
    "kokoro": _kokoro,
    "hibari": _hibari,
}


def _marks(letters: Sequence[tuple[int, str]], frames: Samples) -> list[tuple[int, int]]:
    """The frame at which each word begins."""
    marks: list[tuple[int, int]] = []
    for (place, letter), frame in zip(letters, frames, strict=False):
        if letter not in _SIGNS and letter != " " and (not marks or marks[-1][0] != place):
            marks.append((place, int(frame)))
    return marks


def _phonemes(
    letters: Sequence[tuple[int, str]], frames: Samples, units: Samples, unit: int
) -> list[tuple[str, int]]:
    """The frame at which each sound begins; "" is a pause."""
    made: list[tuple[str, int]] = []
    for (_, letter), frame, long in zip(letters, frames, units, strict=False):
        if letter in _NO_SOUND or (letter == " " and long < PAUSE_UNITS):
            continue
        pause = letter in _SIGNS or letter == " "
        made.append(("" if pause else _IPA.get(letter, letter), int(frame)))
    if len(frames) > len(letters):
        made.append(("", int(frames[len(letters)])))
    return made


def load(manner: Manner, request: dict[str, Any]) -> None:
    """Load what a request like this one needs."""
    if "text" in request:
        reader(request["british"])
    session(manner.file, HIBARI_DURATIONS if manner.model == "hibari" else KOKORO_DURATIONS)


def speak(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return (head, PCM bytes) of the answer."""
    manner = Manner(**request["manner"])
    if request.get("load"):
        load(manner, request)
        return {"hz": HZ, "bytes": 0, "marks": [], "phonemes": []}, b""
    words = english(request["text"], request["british"]) if "text" in request else foreign(request["words"])
    # Played at another rate, a speaker is larger or smaller; a round one, which is cheap to resample.
    hz = round(HZ / manner.size / 300) * 300 if manner.model == "kokoro" else HZ
    said = [one for run in breaths(words) if (one := say(run, manner))]
    if not said:
        return {"hz": hz, "bytes": 0, "marks": [], "phonemes": []}, b""
    samples = np.concatenate([one.samples for one in said])
    samples = samples / max(1.0, audio.peak(samples))
    marks: list[tuple[int, int]] = []
    phonemes: list[tuple[str, int]] = []
    past = 0
    for one in said:
        marks += [(place, frame + past) for place, frame in one.marks]
        phonemes += [(name, frame + past) for name, frame in one.phonemes]
        past += len(one.samples)
    pcm = audio.to_16_bit(samples).tobytes()
    return {"hz": hz, "bytes": len(pcm), "marks": marks, "phonemes": phonemes}, pcm


def main() -> None:
    """Answer requests until there can be no more."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    if ENGLISH in sys.argv:
        reader(british=False)
    for request in requests(GIVEN_BACK_AFTER_SECONDS):
        write_answer(out, *speak(request))


if __name__ == "__main__":
    main()
