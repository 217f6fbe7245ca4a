"""Recorded instruments: notes of `samples/`, moved to the pitch that is asked for.

An instrument that was not recorded, or whose recording cannot be read, is None here, and the synthesised
one of the same name plays (instruments.py). The same note always gives the same samples.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from generation.local.music.instruments import RATE, Samples
from generation.text.toml_tables import read_table

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "samples"
# How long a note rings after it is let go (seconds); those that are struck or plucked are not damped at once.
_RELEASE = {
    "keys": 0.35,
    "pluck": 0.3,
    "marimba": 0.4,
    "bell": 1.4,
    "strings": 0.5,
    "brass": 0.35,
    "bass": 0.1,
}
# No section bows or blows shorter than this (seconds).
_SHORTEST = 0.1
_LONGEST_SPICCATO = 1 / 9
# A recording ends in silence: what is held longer dies away with it.
_FADE_SECONDS = 0.5


@dataclass(frozen=True)
class RecordedInstrument:
    """The notes of one instrument, (frames, 2) each, by their pitch (MIDI; 0 for a drum)."""

    notes: Mapping[int, Samples]


@cache
def index() -> Mapping[str, Mapping[str, object]]:
    """What is recorded, by instrument; nothing where the list cannot be read."""
    try:
        return read_table(FOLDER / "index.toml")
    except OSError as error:
        log.warning("the recorded instruments cannot be read, synthesised ones play: %s", error)
        return {}


@lru_cache(maxsize=12)
def recording(instrument: str) -> RecordedInstrument | None:
    """The RecordedInstrument of that name, None where there is none that can be read."""
    if instrument not in index():
        return None
    row = dict(index()[instrument])
    try:
        gain = float(str(row.pop("gain")))
        samples = _decoded(FOLDER / f"{instrument}.opus", gain)
        places = {int(pitch): place for pitch, place in row.items() if isinstance(place, list)}
        return RecordedInstrument({pitch: samples[at : at + count] for pitch, (at, count) in places.items()})
    except (OSError, ValueError) as error:
        log.warning("the recording of %s cannot be read, a synthesised one plays: %s", instrument, error)
        return None


def _decoded(path: Path, gain: float) -> Samples:
    import av

    # Each 20 ms made an array of their own would take half as long again.
    whole = av.AudioFifo()
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0):
            frame.pts = None  # the recordings have no gaps, and the queue need not look for them
            whole.write(frame)
    if (played := whole.read()) is None:
        raise ValueError("it holds no sound")
    return np.multiply(played.to_ndarray().T, np.float32(gain), dtype=np.float32, order="C")


def hit(instrument: str) -> Samples | None:
    """A drum, or None."""
    found = recording(instrument)
    return found.notes[0] if found else None


def note(instrument: str, pitch: int, held: int) -> Samples | None:
    """A note held for so many frames and its ring, or None."""
    found = recording(instrument)
    if found is None:
        return None
    near = min(found.notes, key=lambda known: abs(known - pitch))
    source, speed = found.notes[near], 2.0 ** ((pitch - near) / 12)
    if instrument == "spiccato":
        held = min(held, int(_LONGEST_SPICCATO * RATE))
    held = max(held, int(_SHORTEST * RATE))
    release = int(_RELEASE.get(instrument, 0.16) * RATE)
    frames = min(held + release, int((len(source) - 1) / speed))
    out = _read(source, speed, frames)
    fall = min(release if frames == held + release else int(_FADE_SECONDS * RATE), frames)
    out[frames - fall :] *= (np.cos(np.linspace(0, np.pi, fall, dtype=np.float32)) / 2 + 0.5)[:, None]
    return out


def _read(source: Samples, speed: float, frames: int) -> Samples:
    """So many frames of a recording that is played faster or slower."""
    if speed == 1.0:
        return source[:frames].copy()
    at = np.arange(frames) * speed
    whole = at.astype(np.int64)
    part = (at - whole).astype(np.float32)[:, None]
    # Both sides are fetched as one number of eight bytes.
    sides = np.ascontiguousarray(source).view(np.complex64)[:, 0]
    before, after = (sides[places].view(np.float32).reshape(-1, 2) for places in (whole, whole + 1))
    return before * (1 - part) + after * part
