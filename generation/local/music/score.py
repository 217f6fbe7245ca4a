"""Writing the notes: a mood and a seed become a key, progressions, motifs and four-bar sections."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from generation.local.music.beat_grid import BAR
from generation.local.music.instruments import PERCUSSION, RATE
from generation.local.music.moods import InstrumentPart, Mood

SECTION_BARS = 4
# As long as the recorded swell: it begins so much before what it leads to.
SWELL_SECONDS = 2.0
# The lowest note of the bass (A1, 55 Hz): small loudspeakers hardly play what is lower.
BASS_FLOOR = 33
# Cymbals that follow each other faster than this are heard as a mistake.
ACCENTS_APART_SECONDS = 4.0


# The chord of one bar: its bass note, and its notes from the lowest up.
BarChord = tuple[int, list[int]]


class MusicTimeline(Protocol):
    """When beats are played, as far as accents need to know it."""

    @property
    def cut_beats(self) -> tuple[int, ...]: ...

    @property
    def bars(self) -> int: ...

    def at(self, beat: float) -> float: ...

    def beat_at(self, frame: float) -> float: ...


@dataclass(frozen=True)
class NoteEvent:
    """One note or hit. `beat` and `beats` are in beats from the section's start, `pitch` is a MIDI
    note or None for a hit, `level` is linear, `pan` from -1 to 1, `wet` how much goes to the room."""

    instrument: str
    beat: float
    beats: float
    pitch: int | None
    level: float
    pan: float
    wet: float


@dataclass(frozen=True)
class Section:
    """Some bars of one energy (0 to 3). `variant` picks progression, patterns and motif.

    `arrives` says that it is fuller than what came before, `leads` that what follows is; the one that
    `closes` leads home to the last chord.
    """

    bars: int
    energy: int
    variant: int
    arrives: bool = False
    leads: bool = False
    closes: bool = False


class Composition:
    """All choices that hold for a whole bed. The same mood and seed always choose alike."""

    def __init__(self, mood: Mood, seed: int, bpm: float) -> None:
        self.mood, self.seed, self.bpm = mood, seed, bpm
        chance = random.Random(f"{mood.name}:{seed}")
        self.scale = chance.choice(mood.scales)
        self.root = chance.choice(mood.roots)
        self.progressions = chance.sample(mood.progressions, 3)
        self.rhythms = chance.sample(mood.rhythms, len(mood.rhythms))
        self.contour = [chance.choice((-2, -1, -1, 1, 1, 2, 3)) for _ in range(64)]
        self.first_choice = {part: chance.randrange(60) for part in (*mood.parts, *mood.drums)}

    def sections(self, bars: int) -> list[Section]:
        """Return the form of a bed of so many bars: it opens, grows, and is fullest at the end."""
        count = -(-bars // SECTION_BARS)
        sizes = [SECTION_BARS] * (count - 1) + [bars - SECTION_BARS * (count - 1)] if count else []
        energies = _energies(count)
        around = [9, *energies, 9]  # nothing arrives at the start, and everything leads to the end
        return [
            Section(
                size,
                energy,
                _variant(at),
                arrives=energy > around[at],
                leads=around[at + 2] > energy,
                closes=at == count - 1,
            )
            for at, (size, energy) in enumerate(zip(sizes, energies, strict=True))
        ]

    def events(self, section: Section) -> list[NoteEvent]:
        """Return all NoteEvents of a section."""
        events: list[NoteEvent] = []
        chords = self.chords(section)
        for bar, chord in enumerate(chords):
            for part in self.mood.parts:
                if part.plays_at(section.energy):
                    events += self._pitched(part, chord, bar, section)
            events += self._drums(section, bar)
        if self.mood.melody.plays_at(section.energy):
            events += self._melody(section, chords)
        return events + self._transitions(section)

    def chords(self, section: Section) -> list[BarChord]:
        """Return one voiced chord (MIDI notes, lowest first, root position first) for each bar."""
        progression = self.progressions[section.variant % len(self.progressions)]
        degrees = [progression[bar % len(progression)] for bar in range(section.bars)]
        if section.closes:
            degrees[-1] = self.mood.cadence
        voiced: list[BarChord] = []
        previous: list[int] | None = None
        for degree in degrees:
            previous = self.voiced_chord(degree, previous)
            voiced.append((self._bass(degree), previous))
        return voiced

    def voiced_chord(self, degree: int, previous: list[int] | None) -> list[int]:
        """Return the chord on a degree in the inversion that moves least from the previous one."""
        notes = sorted(self._pitch(degree + step) for step in self.mood.chord)
        target = sum(previous) / len(previous) if previous else self.root + 12
        shapes = []
        for turn in range(-len(notes), len(notes) + 1):
            # One turn takes the lowest note up an octave.
            lifts = [(turn + len(notes) - 1 - at) // len(notes) for at in range(len(notes))]
            shapes.append(sorted(note + 12 * lift for note, lift in zip(notes, lifts, strict=True)))
        return min(shapes, key=lambda shape: abs(sum(shape) / len(shape) - 0.5 * (target + self.root + 12)))

    def final_chord(self, beats: int = 3) -> list[NoteEvent]:
        """Return the NoteEvents of the last chord, on beat 0, held to the film's end in so many beats."""
        low, chord = self._bass(0), self.voiced_chord(0, None)
        events = [NoteEvent("sub", 0, max(2, beats - 1), low - 12, 0.4, 0.0, 0.1)]
        for name in self.mood.final:
            if name in PERCUSSION:
                events.append(NoteEvent(name, 0, 1, None, 0.6, 0.0, 0.4))
                continue
            level = 0.26 if name in ("strings", "pad", "brass") else 0.4
            lift = 12 if name in ("bell", "marimba") else 0
            events += [
                NoteEvent(
                    name,
                    0.0 if name in ("strings", "pad") else at * 0.03,
                    max(3, beats),
                    note + lift,
                    level,
                    0.0,
                    0.5,
                )
                for at, note in enumerate(chord)
            ]
        return events

    def _pitch(self, degree: int) -> int:
        return self.root + 12 * (degree // 7) + self.scale[degree % 7]

    def _bass(self, degree: int) -> int:
        note = self._pitch(degree % 7)
        while note - 12 >= BASS_FLOOR:
            note -= 12
        return note + 12

    def _pattern(self, part: InstrumentPart, section: Section) -> int:
        """Return which of its bars a part plays in a section."""
        return (self.first_choice[part] + section.variant) % len(part.bars or part.steps)

    def _pitched(
        self, part: InstrumentPart, chord: BarChord, bar: int, section: Section
    ) -> Iterator[NoteEvent]:
        low, notes = chord
        for beat, held, note in part.bars[self._pattern(part, section)]:
            if part.octave < 0:  # the bass plays the root, or its fifth
                pitch = low + 12 * part.octave + (7 if note == 2 else 0)
            else:
                pitch = notes[note % len(notes)] + 12 * (note // len(notes) + part.octave)
            if part.instrument in ("pad", "strings") and note >= len(notes):
                continue
            yield self._event(part, bar * BAR + beat, held, pitch, 1.0)

    def _drums(self, section: Section, bar: int) -> Iterator[NoteEvent]:
        closing = self.mood.fill and section.bars > 1 and bar == section.bars - 1 and section.energy > 1
        for part in self.mood.drums:
            if not part.plays_at(section.energy):
                continue
            pattern = part.steps[self._pattern(part, section)]
            if closing and part.instrument in ("snare", "clap", "tom"):
                pattern = self.mood.fill
            for step, mark in enumerate(pattern):
                if mark != ".":
                    yield self._event(part, bar * BAR + step / 4, 0.25, None, 1.0 if mark == "x" else 0.5)

    def _melody(self, section: Section, chords: list[BarChord]) -> Iterator[NoteEvent]:
        """A two-bar motif, said again over the next two bars and answered at the section's end."""
        rhythm = self.rhythms[section.variant % len(self.rhythms)]
        at, place = section.variant * 7, 7
        for bar in range(0, section.bars, 2):
            for beat, held in rhythm:
                if bar + beat // BAR >= section.bars:
                    continue
                _, notes = chords[bar + int(beat // BAR)]
                place = max(4, min(13, place + self.contour[at % len(self.contour)]))
                at += 1
                pitch = self._melody_pitch(place, notes, strong=beat % 2 == 0)
                yield self._event(self.mood.melody, bar * BAR + beat, held, pitch, 1.0)
            at = section.variant * 7

    def _melody_pitch(self, place: int, notes: list[int], strong: bool) -> int:
        """Return a pitch near a scale step; on strong beats the nearest note of the chord."""
        pitch = self._pitch(place) + 12 * self.mood.melody.octave
        if not strong:
            return pitch
        classes = {note % 12 for note in notes}
        return min(
            (pitch + off for off in (0, -1, 1, -2, 2, -3, 3) if (pitch + off) % 12 in classes), default=pitch
        )

    def _transitions(self, section: Section) -> list[NoteEvent]:
        if self.mood.lift == "crash" and section.arrives:
            return [NoteEvent("crash", 0, 4, None, 0.7, 0.0, 0.2)]
        start = section.bars * BAR - SWELL_SECONDS * self.bpm / 60
        if self.mood.lift == "swell" and section.leads and start >= 0:
            return [NoteEvent("swell", start, 4, None, 0.5, 0.0, 0.3)]
        return []

    def _event(
        self, part: InstrumentPart, beat: float, held: float, pitch: int | None, level: float
    ) -> NoteEvent:
        """Return the NoteEvent, a little earlier or later and softer or louder, as a person would play it."""
        chance = random.Random(f"{self.seed}:{part.instrument}:{beat}:{pitch}")
        late = chance.uniform(0, 0.012) if beat % 1 else 0.0
        touch = chance.uniform(0.86, 1.0)
        return NoteEvent(
            part.instrument, beat + late, held, pitch, part.level * level * touch, part.pan, part.wet
        )


def accents(mood: Mood, sections: Iterable[Section], plan: MusicTimeline) -> list[NoteEvent]:
    """NoteEvents for chosen cuts, their beats counted from the bed's start: a crash, a rise into the last.

    Chosen are the last cut before the final chord, and bars that are ACCENTS_APART_SECONDS from the one
    before; where the piece itself lifts, nothing is added.
    """
    home, firsts = plan.bars * BAR, _firsts(sections)
    lifted = {first for first, part in firsts if mood.lift == "crash" and part.arrives}
    cut_beats = [beat for beat in plan.cut_beats if 0 < beat < home]
    events: list[NoteEvent] = []
    before = 0
    for beat in cut_beats:
        apart = (plan.at(beat) - plan.at(before)) / RATE
        if beat == cut_beats[-1] or (beat % BAR == 0 and apart >= ACCENTS_APART_SECONDS):
            before = beat
            if beat not in lifted:
                events.append(NoteEvent("crash", beat, 4, None, 0.55, 0.0, 0.2))
    rise = plan.at(cut_beats[-1]) - SWELL_SECONDS * RATE if cut_beats else -1
    if rise >= 0:
        events.append(NoteEvent("swell", plan.beat_at(rise), 4, None, 0.55, 0.0, 0.3))
    return events


def _firsts(sections: Iterable[Section]) -> list[tuple[int, Section]]:
    """(first beat, Section) of each."""
    found, at = [], 0
    for section in sections:
        found.append((at, section))
        at += section.bars * BAR
    return found


def _variant(at: int) -> int:
    """The verse, the verse again, something else, the verse: long beds go round in these."""
    return (0, 0, 1, 0, 2, 1)[at % 6]


def _energies(count: int) -> list[int]:
    """Return one energy for each section: an opening, growth, a breath in long ones, a full ending."""
    short = {0: [], 1: [2], 2: [1, 3], 3: [1, 2, 3], 4: [1, 2, 2, 3], 5: [1, 2, 3, 2, 3]}
    if count in short:
        return short[count]
    middle = [(2, 3, 3, 1, 2, 3)[at % 6] for at in range(count - 2)]
    return [0, *middle, 3] if count > 6 else [1, *middle, 3]
