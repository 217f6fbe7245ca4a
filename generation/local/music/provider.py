"""Talent `music` on this machine: beds composed for each mood, for recorded or synthesised instruments.

The same request gives the same bytes; another seed gives another key, progression, tune and groove.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from generation.interfaces import Music, MusicRequest, Provider
from generation.local.music import beat_grid, instruments, sampled
from generation.local.music.instruments import RATE, Samples
from generation.local.music.moods import Mood, moods
from generation.local.music.score import BAR, Composition, NoteEvent, Section, accents
from generation.media import audio
from generation.provider_errors import Rejected

SHORTEST_MS, LONGEST_MS = 1000, 600_000
SLOWEST_BPM, FASTEST_BPM = 40, 200
MOST_LOOP_BARS = 64
# How loud a bed is on average: below a voice at -16 LUFS even before it is ducked.
LEVEL_DB = -18.0
# Above the knee peaks are bent, and they never pass the ceiling: -2 dBFS leaves room for the voice on top.
_KNEE, _CEILING = 0.45, 0.78
# How long a section rings beyond its end; the largest hall sounds 3.2 seconds.
_TAIL_SECONDS = 4.0
# The last chord falls to silence within so long.
_LAST_FALL_MS = 1100
# The level that sections are evened to, half of the way: louder parts stay louder.
_EVEN_RMS = 0.12
# The tone of the whole mix, (hertz, dB): less where a voice has its body, more air above.
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
class BedPlan:
    """How a bed fills its time: `bars` and then `tail` beats in which the last chord dies away.

    `beat_frames` are the frames at which beats begin, seldom whole numbers. `cut_beats` are those on cuts.
    """

    frames: int
    beats: int
    tail: int
    beat_frames: tuple[float, ...]
    cut_beats: tuple[int, ...] = ()

    @property
    def bars(self) -> int:
        return (self.beats - self.tail) // BAR

    @property
    def beat(self) -> float:
        """Frames of a beat, on average."""
        return (self.beat_frames[-1] - self.beat_frames[0]) / (len(self.beat_frames) - 1)

    @property
    def bpm(self) -> float:
        return 60 * RATE / self.beat

    @property
    def even(self) -> bool:
        return not self.cut_beats

    def at(self, beat: float) -> float:
        """The frame at which a beat (or a part of one) is played; the last beat's length goes on."""
        whole = max(0, min(len(self.beat_frames) - 2, int(beat)))
        here, after = self.beat_frames[whole : whole + 2]
        return here + (beat - whole) * (after - here)

    def beat_at(self, frame: float) -> float:
        """The beat at which a frame is played, in parts of one."""
        return float(np.interp(frame, self.beat_frames, range(len(self.beat_frames))))


class LocalMusic(Provider):
    """Composes without network or key. With `recorded`, recorded instruments play where there are any."""

    # Raise it when the same request is played differently: beds are addressed by it.
    model = "3"
    # Beds of before are heard until they are made anew.
    stand_ins: tuple[str, ...] = ("2",)
    hints = ("cuts_ms",)

    def __init__(self, recorded: bool = False) -> None:
        self._recorded = recorded and bool(sampled.index())
        if self._recorded:
            self.model, self.stand_ins = "3-recorded-1", ("2-recorded-1", self.model, *self.stand_ins)

    def load(self, request: MusicRequest) -> None:
        """Read the recorded instruments of a MusicRequest's mood: a third of the time of making its bed."""
        if self._recorded and request.mood in moods():
            mood = moods()[request.mood]
            for part in (*mood.parts, *mood.drums, mood.melody):
                sampled.recording(part.instrument)

    def score(self, request: MusicRequest) -> Music:
        """Return the Music for a MusicRequest: 48 kHz stereo WAV of exactly round(ms * 48) frames.

        `bpm` is what was played, on average: the one asked for, moved by at most half a beat over the
        whole bed so that the last chord falls on a bar; with cuts, by at most beat_grid.BEND anywhere.
        `beats_ms` end with that chord. Raises Rejected for an unknown mood and a duration or bpm out
        of bounds.
        """
        mood = _mood(request.mood)
        _check(request)
        plan = plan_bed(request.duration_ms, request.bpm, request.cuts_ms)
        played = _play(Composition(mood, request.seed, plan.bpm), plan, self._recorded)
        # Some ten megabytes an instrument, which nobody needs before the next bed.
        sampled.recording.cache_clear()
        beats = range(plan.bars * BAR + 1)
        return Music(
            data=audio.write_wav(played, RATE),
            mime="audio/wav",
            duration_ms=request.duration_ms,
            bpm=round(plan.bpm),
            beats_ms=tuple(round(plan.at(beat) * 1000 / RATE) for beat in beats),
        )


def plan_bed(duration_ms: int, bpm: float, cuts_ms: tuple[int, ...] = ()) -> BedPlan:
    """Return the BedPlan nearest to `bpm` that ends with the video, and whose beats meet the cuts."""
    frames = round(duration_ms * RATE / 1000)
    beats = max(1, round(duration_ms * bpm / 60_000))
    grid = beat_grid.grid_for_cuts(duration_ms, bpm, cuts_ms) if beats > BAR else None
    if grid:
        beats = len(grid.times)
    else:
        grid = beat_grid.even_grid(duration_ms, beats)
    tail = 2 + (beats - 2) % BAR if beats > BAR else beats
    beat_frames = tuple(time * frames / duration_ms for time in grid.times)
    return BedPlan(frames, beats, tail, beat_frames, grid.cut_beats)


def bed(mood: str, bars: int, seed: int = 0, bpm: float | None = None) -> tuple[Samples, int]:
    """Return (samples, rate) of a bed that can be repeated without end: its tails run into its start.

    `bars` from 1 to 64 of four beats; `bpm` None is the mood's own. Raises Rejected.
    """
    played_mood = _mood(mood)
    if not 1 <= bars <= MOST_LOOP_BARS:
        raise Rejected(f"A loop has 1 to {MOST_LOOP_BARS} bars, not {bars}")
    beat = 60 * RATE / (bpm or played_mood.bpm)
    player = _SectionPlayer(Composition(played_mood, seed, 60 * RATE / beat), beat)
    out = np.zeros((round(bars * BAR * beat), 2), dtype=np.float32)
    at = 0
    for section in player.composition.sections(bars):
        _add_round(out, player.section(section), round(at * BAR * beat))
        at += section.bars
    return _master(out, audio.from_db(LEVEL_DB) / max(audio.rms(out), 1e-6)), RATE


def _mood(name: str) -> Mood:
    if name not in moods():
        raise Rejected(f"There is no mood {name!r}; there are {', '.join(moods())}")
    return moods()[name]


def _check(request: MusicRequest) -> None:
    if not SHORTEST_MS <= request.duration_ms <= LONGEST_MS:
        raise Rejected(f"A bed lasts {SHORTEST_MS} to {LONGEST_MS} ms, not {request.duration_ms}")
    if not SLOWEST_BPM <= request.bpm <= FASTEST_BPM:
        raise Rejected(f"The tempo must be {SLOWEST_BPM} to {FASTEST_BPM} bpm, not {request.bpm}")


def _add_round(out: Samples, played: Samples, start: int) -> None:
    """Add a section to a loop; what rings beyond the loop's end is heard at its beginning."""
    for lap in range(0, len(played), len(out)):
        part = played[lap : lap + len(out)]
        first = min(len(part), len(out) - start)
        out[start : start + first] += part[:first]
        out[: len(part) - first] += part[first:]


class _SectionPlayer:
    """Plays sections. Each is rendered once, and its notes once for all sections.

    Where a `plan` bends the tempo, or sets accents, no two sections are the same.
    """

    def __init__(
        self, composition: Composition, beat: float, plan: BedPlan | None = None, recorded: bool = False
    ) -> None:
        self.composition, self.beat, self.recorded = composition, beat, recorded
        self.plan = plan if plan and not plan.even else None
        self.accents: list[NoteEvent] = []
        if self.plan:
            sections = composition.sections(self.plan.bars)
            self.accents = accents(composition.mood, sections, self.plan)
        self._notes: dict[tuple[str, int | None, int], Samples] = {}
        self._sections: dict[tuple[Section, int], Samples] = {}

    def section(self, section: Section, first: int = 0) -> Samples:
        """Return the samples of a section that begins with beat `first`, and its ring beyond the end."""
        place = (section, first if self.plan else 0)
        if place not in self._sections:
            events = [*self.composition.events(section), *self._accents(first, section.bars * BAR)]
            played = self.play(events, section.bars * BAR, first)
            self._sections[place] = played * _evened(played)
        return self._sections[place]

    def _accents(self, first: int, beats: int) -> list[NoteEvent]:
        return [
            replace(event, beat=event.beat - first)
            for event in self.accents
            if first <= event.beat < first + beats
        ]

    def play(self, events: Iterable[NoteEvent], beats: int, first: int = 0) -> Samples:
        """Return the events mixed, with their room, `_TAIL_SECONDS` longer than so many beats."""
        frames = round(self._frame(beats, first)) + int(_TAIL_SECONDS * RATE)
        dry, wet = np.zeros((frames, 2), np.float32), np.zeros((frames, 2), np.float32)
        for event in events:
            note = self._note(event) * (event.level * _panned(event.pan))
            start = max(0, round(self._frame(event.beat, first)))
            note = note[: frames - start]
            dry[start : start + len(note)] += note
            wet[start : start + len(note)] += event.wet * note
        mixed = _by_side(dry, _tone()) + _by_side(wet, _room(self.composition.mood.room_seconds))
        return audio.fade(mixed, RATE, 0, 200)

    def _frame(self, beat: float, first: int) -> float:
        """Frames from beat `first` to so many beats later."""
        return self.plan.at(first + beat) - self.plan.at(first) if self.plan else beat * self.beat

    def _note(self, event: NoteEvent) -> Samples:
        held = round(event.beats * self.beat)
        key = (event.instrument, event.pitch, held)
        if key not in self._notes:
            recorded = self._recorded_note(event, held) if self.recorded else None
            self._notes[key] = _synthesised(event, held) if recorded is None else recorded
        return self._notes[key]

    def _recorded_note(self, event: NoteEvent, held: int) -> Samples | None:
        if event.pitch is None:
            return sampled.hit(event.instrument)
        return sampled.note(event.instrument, event.pitch, held)


def _synthesised(event: NoteEvent, held: int) -> Samples:
    play = getattr(instruments, event.instrument)
    made: Samples = play() if event.pitch is None else play(_hertz(event.pitch), held)
    return made


def _by_side(samples: Samples, kernel: Samples) -> Samples:
    sides = [audio.convolve(samples[:, side], kernel[:, side])[: len(samples)] for side in (0, 1)]
    return np.stack(sides, axis=1)


@lru_cache(maxsize=8)
def _room(seconds: float) -> Samples:
    hall = instruments.room(seconds)
    return _by_side(hall, _tone())


@lru_cache(maxsize=1)
def _tone() -> Samples:
    """Return the equaliser of the whole mix: room for a voice below, air above."""
    kernel = audio.equaliser(_CURVE, RATE, taps=512)
    return np.stack([kernel, kernel], axis=1)


def _hertz(pitch: int) -> float:
    return 440.0 * 2 ** ((pitch - 69) / 12)


def _panned(pan: float) -> Samples:
    """Return the gains of left and right; the middle stays at 1."""
    angle = (pan + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))


def _evened(played: Samples) -> np.float32:
    """Return a gain that halves, in dB, how much softer or louder than the rest a section is."""
    return np.float32((_EVEN_RMS / max(audio.rms(played), 1e-4)) ** 0.5)


def _play(composition: Composition, plan: BedPlan, recorded: bool = False) -> Samples:
    """Return the whole bed as 16-bit samples, made a section at a time to keep long ones small."""
    player, parts, first = _SectionPlayer(composition, plan.beat, plan, recorded), [], 0
    for section in composition.sections(plan.bars):
        parts.append((player.section(section, first), section.bars * BAR))
        first += section.bars * BAR
    ending = player.play(composition.final_chord(plan.tail), plan.tail, first)
    ending = ending[: plan.frames - round(plan.at(first))]
    parts.append((ending * _evened(ending), plan.tail))
    gain = _gain([*(part for part, _ in parts[:-1]), _dying(parts[-1][0])], plan.frames)
    out, ringing, beats = np.zeros((plan.frames, 2), np.int16), np.zeros((0, 2), np.float32), 0
    for played, length in parts:
        beats += length
        start = round(plan.at(beats - length))
        end = plan.frames if beats == plan.beats else round(plan.at(beats))
        mixed = _sum(played, ringing)
        now, ringing = mixed[: end - start], mixed[end - start :]
        now = audio.fade(_master(now, gain), RATE, 0 if beats > length else 5, 0)
        if end == plan.frames:
            now = _dying(now)
        out[start:end] = audio.to_16_bit(now)
    return out


def _dying(samples: Samples) -> Samples:
    """Return the samples falling to silence over their last three quarters, or their last second or so.

    A long last chord would else be gone before the words above it end.
    """
    return audio.fade(samples, RATE, 0, min(750 * len(samples) / RATE, _LAST_FALL_MS))


def _gain(parts: Iterable[Samples], frames: int) -> float:
    power = sum(float(np.sum(np.square(part, dtype=np.float64))) for part in parts)
    return audio.from_db(LEVEL_DB) / max(np.sqrt(power / (2 * frames)), 1e-6)


def _sum(one: Samples, other: Samples) -> Samples:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    out = longer.copy()
    out[: len(shorter)] += shorter
    return out


def _master(samples: Samples, gain: float) -> Samples:
    """Return the samples at their final level; peaks are bent, never cut."""
    samples = samples * np.float32(gain)
    over = np.abs(samples) - _KNEE
    span = _CEILING - _KNEE
    bent = np.sign(samples) * (_KNEE + span * np.tanh(over / span))
    return np.where(over > 0, bent, samples).astype(np.float32)
