"""Talent `music` on this machine: a bed composed and played for each mood, numpy only.

The same request gives the same bytes; another seed gives another key, progression, tune and groove.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from generation import sound
from generation.providers.base import Music
from generation.providers.errors import Rejected

from . import instruments
from .instruments import RATE
from .moods import ROWS
from .score import BAR, Piece

SHORTEST_MS, LONGEST_MS = 1000, 600_000
SLOWEST_BPM, FASTEST_BPM = 40, 200
LEVEL_DB = -18.0
_KNEE, _CEILING = 0.45, 0.78
_TAIL_SECONDS = 4.0
_CURVE = (
    (0, 0),
    (110, 0),
    (220, -2.5),
    (450, -1),
    (1200, 1),
    (2500, 4),
    (5000, 5),
    (10000, 5),
    (17000, 2),
    (24000, -9),
)


@dataclass(frozen=True)
class Plan:
    """How a bed fills its time: `bars` and then `tail` beats in which the last chord dies away."""

    frames: int
    beats: int
    tail: int

    @property
    def bars(self):
        return (self.beats - self.tail) // BAR

    @property
    def beat(self):
        """Frames of one beat; seldom a whole number."""
        return self.frames / self.beats

    @property
    def bpm(self):
        return 60 * RATE / self.beat


class LocalMusic:
    """Composes without network or key."""

    def score(self, request):
        """Return the Music for a MusicRequest: 48 kHz stereo WAV of exactly round(ms * 48) frames.

        `bpm` is what was played: the one asked for, moved by at most half a beat over the whole bed so
        that the last chord falls on a bar. `beats_ms` end with that chord. Raises Rejected for an
        unknown mood and a duration or bpm out of bounds.
        """
        mood = _mood(request.mood)
        _check(request)
        plan = fit(request.duration_ms, request.bpm)
        played = _play(Piece(mood, request.seed, plan.bpm), plan)
        beats = range(plan.bars * BAR + 1)
        return Music(
            data=sound.write_wav(played, RATE),
            mime="audio/wav",
            duration_ms=request.duration_ms,
            bpm=round(plan.bpm),
            beats_ms=tuple(round(beat * plan.beat * 1000 / RATE) for beat in beats),
        )


def fit(duration_ms, bpm):
    """Return the Plan nearest to `bpm` that ends with the video."""
    frames = round(duration_ms * RATE / 1000)
    beats = max(1, round(duration_ms * bpm / 60_000))
    tail = 2 + (beats - 2) % BAR if beats > BAR else beats
    return Plan(frames, beats, tail)


def bed(mood, bars, seed=0, bpm=None):
    """Return (samples, rate) of a bed that can be repeated without end: its tails run into its start.

    `bars` from 1 to 64 of four beats; `bpm` None is the mood's own. Raises Rejected.
    """
    row = _mood(mood)
    if not 1 <= bars <= 64:
        raise Rejected(f"A loop has 1 to 64 bars, not {bars}")
    beat = 60 * RATE / (bpm or row.bpm)
    stage = _Stage(Piece(row, seed, 60 * RATE / beat), beat)
    out = np.zeros((round(bars * BAR * beat), 2), dtype=np.float32)
    at = 0
    for section in stage.piece.sections(bars):
        _add_round(out, stage.section(section), round(at * BAR * beat))
        at += section.bars
    return _master(out, sound.from_db(LEVEL_DB) / max(sound.rms(out), 1e-6)), RATE


def _mood(name):
    if name not in ROWS:
        raise Rejected(f"There is no mood {name!r}; there are {', '.join(ROWS)}")
    return ROWS[name]


def _check(request):
    if not SHORTEST_MS <= request.duration_ms <= LONGEST_MS:
        raise Rejected(f"A bed lasts {SHORTEST_MS} to {LONGEST_MS} ms, not {request.duration_ms}")
    if not SLOWEST_BPM <= request.bpm <= FASTEST_BPM:
        raise Rejected(f"The tempo must be {SLOWEST_BPM} to {FASTEST_BPM} bpm, not {request.bpm}")


def _add_round(out, played, start):
    """Add a section to a loop; what rings beyond the loop's end is heard at its beginning."""
    for piece in range(0, len(played), len(out)):
        part = played[piece : piece + len(out)]
        first = min(len(part), len(out) - start)
        out[start : start + first] += part[:first]
        out[: len(part) - first] += part[first:]


class _Stage:
    """Plays sections. Each is rendered once, and its notes once for all sections."""

    def __init__(self, piece, beat):
        self.piece, self.beat = piece, beat
        self._notes, self._sections = {}, {}

    def section(self, section):
        """Return the section's samples, its ring beyond the last bar included."""
        if section not in self._sections:
            played = self.play(self.piece.write(section), section.bars * BAR)
            self._sections[section] = played * _evened(played)
        return self._sections[section]

    def play(self, events, beats):
        """Return the events mixed, with their room, `_TAIL_SECONDS` longer than so many beats."""
        frames = round(beats * self.beat) + int(_TAIL_SECONDS * RATE)
        dry, wet = np.zeros((frames, 2), np.float32), np.zeros((frames, 2), np.float32)
        for event in events:
            note = self._note(event) * (event.level * _panned(event.pan))
            start = max(0, round(event.beat * self.beat))
            note = note[: frames - start]
            dry[start : start + len(note)] += note
            wet[start : start + len(note)] += event.wet * note
        mixed = _by_side(dry, _tone()) + _by_side(wet, _room(self.piece.mood.room))
        return sound.fade(mixed, RATE, 0, 200)

    def _note(self, event):
        held = round(event.beats * self.beat)
        key = (event.instrument, event.pitch, held)
        if key not in self._notes:
            make = getattr(instruments, event.instrument)
            self._notes[key] = (
                make() if event.instrument in instruments.HITS else make(_hertz(event.pitch), held)
            )
        return self._notes[key]


def _by_side(samples, kernel):
    sides = [sound.convolve(samples[:, side], kernel[:, side])[: len(samples)] for side in (0, 1)]
    return np.stack(sides, axis=1)


@lru_cache(maxsize=8)
def _room(seconds):
    hall = instruments.room(seconds)
    return _by_side(hall, _tone())


@lru_cache(maxsize=1)
def _tone():
    """Return the equaliser of the whole mix: room for a voice below, air above."""
    kernel = sound.equaliser(_CURVE, RATE, taps=512)
    return np.stack([kernel, kernel], axis=1)


def _hertz(pitch):
    return 440.0 * 2 ** ((pitch - 69) / 12)


def _panned(pan):
    """Return the gains of left and right; the middle stays at 1."""
    angle = (pan + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))


def _evened(played):
    """Return a gain that halves, in dB, how much softer or louder than the rest a section is."""
    return np.float32((0.12 / max(sound.rms(played), 1e-4)) ** 0.5)


def _play(piece, plan):
    """Return the whole bed as 16-bit samples, made a section at a time to keep long ones small."""
    stage = _Stage(piece, plan.beat)
    parts = [(stage.section(section), section.bars * BAR) for section in piece.sections(plan.bars)]
    ending = stage.play(piece.final(), plan.tail)
    ending = ending[: plan.frames - round(plan.bars * BAR * plan.beat)]
    parts.append((ending * _evened(ending), plan.tail))
    gain = _gain([*(part for part, _ in parts[:-1]), _dying(parts[-1][0])], plan.frames)
    out, ringing, beats = np.empty((plan.frames, 2), np.int16), np.zeros((0, 2), np.float32), 0
    for played, length in parts:
        start, end = round(beats * plan.beat), round((beats + length) * plan.beat)
        mixed = _sum(played, ringing)
        now, ringing, beats = mixed[: end - start], mixed[end - start :], beats + length
        now = sound.fade(_master(now, gain), RATE, 0 if start else 5, 0)
        if end == plan.frames:
            now = _dying(now)
        out[start:end] = sound.to_16_bit(now)
    return out


def _dying(samples):
    """Return the samples falling to silence over their last three quarters."""
    return sound.fade(samples, RATE, 0, 750 * len(samples) / RATE)


def _gain(parts, frames):
    power = sum(float(np.sum(np.square(part, dtype=np.float64))) for part in parts)
    return sound.from_db(LEVEL_DB) / max(np.sqrt(power / (2 * frames)), 1e-6)


def _sum(one, other):
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    out = longer.copy()
    out[: len(shorter)] += shorter
    return out


def _master(samples, gain):
    """Return the samples at their final level; peaks are bent, never cut."""
    samples = samples * np.float32(gain)
    over = np.abs(samples) - _KNEE
    span = _CEILING - _KNEE
    bent = np.sign(samples) * (_KNEE + span * np.tanh(over / span))
    return np.where(over > 0, bent, samples).astype(np.float32)
