"""The moods: every musical decision that differs between them, read from data/moods.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from generation.text.toml_tables import read_table

FILE = Path(__file__).parent / "data" / "moods.toml"
FULLEST = 3


class PatternNote(NamedTuple):
    """A note of a bar: its beat, the beats it is held, and which note of the chord it is."""

    beat: float
    held: float
    note: int


class MelodyNote(NamedTuple):
    """A note of a tune: its beat in two bars, and the beats it is held."""

    beat: float
    held: float


@dataclass(frozen=True)
class InstrumentPart:
    """One player. Pitched parts have `bars`, drums have `steps`; the melody has neither.

    The comments in data/moods.toml explain each field.
    """

    instrument: str
    level: float
    from_energy: int
    to_energy: int = FULLEST
    bars: tuple[tuple[PatternNote, ...], ...] = ()
    steps: tuple[str, ...] = ()
    pan: float = 0.0
    octave: int = 0
    wet: float = 0.3

    def plays_at(self, energy: int) -> bool:
        return self.from_energy <= energy <= self.to_energy


@dataclass(frozen=True)
class Mood:
    """A way of playing. The comments in data/moods.toml explain each field."""

    name: str
    scales: tuple[tuple[int, ...], ...]
    roots: tuple[int, ...]
    bpm: int
    progressions: tuple[tuple[int, ...], ...]
    chord: tuple[int, ...]
    parts: tuple[InstrumentPart, ...]
    drums: tuple[InstrumentPart, ...]
    melody: InstrumentPart
    rhythms: tuple[tuple[MelodyNote, ...], ...]
    room_seconds: float
    final: tuple[str, ...]
    fill: str = ""
    lift: str = ""
    cadence: int = 4


@cache
def moods() -> Mapping[str, Mood]:
    """All moods by name."""
    table = read_table(FILE)
    return {name: _mood(name, row, table["scales"]) for name, row in table["moods"].items()}


def _mood(name: str, row: dict[str, Any], scales: dict[str, list[int]]) -> Mood:
    plain = ("bpm", "room_seconds", "fill", "lift", "cadence")
    return Mood(
        name=name,
        scales=tuple(tuple(scales[scale]) for scale in row["scales"]),
        roots=tuple(row["roots"]),
        progressions=tuple(tuple(degrees) for degrees in row["progressions"]),
        chord=tuple(row["chord"]),
        parts=tuple(_part(part) for part in row["parts"]),
        drums=tuple(_part(part) for part in row["drums"]),
        melody=_part(row["melody"]),
        rhythms=tuple(
            tuple(MelodyNote(beat, held) for beat, held in zip(bar["at"], bar["held"], strict=True))
            for bar in row["rhythms"]
        ),
        final=tuple(row["final"]),
        **{key: row[key] for key in plain if key in row},
    )


def _part(row: dict[str, Any]) -> InstrumentPart:
    bars, steps = tuple(_bar(bar) for bar in row.get("bars", ())), tuple(row.get("steps", ()))
    return InstrumentPart(**row | {"bars": bars, "steps": steps})


def _bar(bar: dict[str, Any]) -> tuple[PatternNote, ...]:
    notes, held = bar["notes"], bar["held"]
    beats = bar["at"] if "at" in bar else [at * bar["every"] for at in range(len(notes))]
    lengths = held if isinstance(held, list) else [held] * len(notes)
    return tuple(PatternNote(*note) for note in zip(beats, lengths, notes, strict=True))
