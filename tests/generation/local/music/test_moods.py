"""The moods: every part has an instrument, every bar fits its time."""

from dataclasses import fields

import pytest

from generation.local.music import instruments
from generation.local.music.beat_grid import BAR
from generation.local.music.moods import FILE, FULLEST, InstrumentPart, Mood, moods
from generation.text.toml_tables import read_table
from projects.styles import STYLES

TABLE = read_table(FILE)
ALL = pytest.mark.parametrize("name", TABLE["moods"])
STEPS = 16


def test_every_style_has_its_mood():
    assert {style.mood for style in STYLES.values()} <= set(moods())


@ALL
def test_moods_and_parts_have_every_field_and_no_other(name):
    row = TABLE["moods"][name]
    known = {field.name for field in fields(Mood)} - {"name"}
    assert known - {"fill", "lift", "cadence"} <= set(row) <= known
    for part in (row["melody"], *row["parts"], *row["drums"]):
        assert {"instrument", "level", "from_energy"} <= set(part)
        assert set(part) <= {field.name for field in fields(InstrumentPart)}
        assert len({"bars", "steps"} & set(part)) == (part is not row["melody"])


@ALL
def test_everybody_who_plays_is_an_instrument(name):
    mood = moods()[name]
    for part in (*mood.parts, mood.melody):
        assert part.instrument not in instruments.PERCUSSION and hasattr(instruments, part.instrument)
    assert {part.instrument for part in mood.drums} <= set(instruments.PERCUSSION)
    assert all(hasattr(instruments, player) for player in mood.final)
    assert mood.lift in ("", "crash", "swell")


@ALL
def test_levels_energies_and_places_are_within_bounds(name):
    mood = moods()[name]
    for part in (*mood.parts, *mood.drums, mood.melody):
        assert 0 < part.level <= 1 and -1 <= part.pan <= 1 and 0 <= part.wet <= 1
        assert 0 <= part.from_energy <= part.to_energy <= FULLEST


@ALL
def test_every_bar_fits_its_time(name):
    mood = moods()[name]
    for part in mood.parts:
        for bar in part.bars:
            assert bar and all(0 <= note.beat < BAR and 0 < note.held <= BAR for note in bar)
    for part in mood.drums:
        assert all(len(steps) == STEPS and set(steps) <= set("xo.") for steps in part.steps)
    assert not mood.fill or len(mood.fill) == STEPS
    for rhythm in mood.rhythms:
        assert all(0 <= note.beat < 2 * BAR for note in rhythm)


@ALL
def test_harmony_stays_in_the_scale(name):
    mood = moods()[name]
    assert all(len(scale) == 7 and scale[0] == 0 and max(scale) < 12 for scale in mood.scales)
    assert len(mood.progressions) >= 3 and 0 <= mood.cadence < 7
    assert all(len(chords) == 4 and all(0 <= degree < 7 for degree in chords) for chords in mood.progressions)


def test_a_note_every_so_many_beats_is_spread_evenly():
    ostinato = next(part for part in moods()["epic"].parts if part.instrument == "spiccato").bars[0]
    assert [note.beat for note in ostinato] == [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]
    assert {note.held for note in ostinato} == {0.4}
