"""The moods: every musical decision that differs between them, each as one row of plain data."""

from dataclasses import dataclass, field

MAJOR = (0, 2, 4, 5, 7, 9, 11)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)


@dataclass(frozen=True)
class Part:
    """One player: instrument, level, from which energy (0 to 3) it plays, place from -1 to 1.

    `patterns` are bars to choose from. Drums: sixteen steps, x loud, o soft. Pitched parts: tuples of
    (beat, beats held, which note of the chord, counted from its lowest and on into the next octave).
    """

    instrument: str
    level: float
    energy: int
    patterns: tuple
    pan: float = 0.0
    octave: int = 0
    wet: float = 0.3
    until: int = 3


@dataclass(frozen=True)
class Mood:
    """A way of playing. Progressions are scale degrees from 0, one chord a bar, four bars.

    `cadence` is the degree from which the last chord is reached.
    """

    name: str
    scales: tuple
    roots: tuple
    bpm: int
    progressions: tuple
    chord: tuple
    parts: tuple
    drums: tuple
    melody: Part
    rhythms: tuple
    room: float
    bass_floor: int = 33
    fill: str = ""
    lift: str = ""
    final: tuple = field(default=())
    cadence: int = 4


_HELD = (((0, 4, 0), (0, 4, 1), (0, 4, 2), (0, 4, 3)),)
_ROOT = (((0, 4, 0),), ((0, 3, 0), (3, 1, 0)))

_ELEGANT = Mood(
    name="elegant",
    scales=(MAJOR, LYDIAN),
    roots=(48, 50, 51, 53, 55),
    bpm=72,
    progressions=((0, 5, 3, 4), (0, 2, 3, 4), (5, 3, 0, 4), (0, 3, 5, 4), (3, 4, 2, 5)),
    chord=(0, 2, 4, 6),
    parts=(
        Part("strings", 0.20, 0, _HELD, wet=0.5),
        Part(
            "keys",
            0.50,
            0,
            (
                ((0, 2, 0), (0.5, 2, 2), (1, 2, 3), (1.5, 2, 4), (2, 2, 2), (2.5, 1.5, 3), (3, 1, 4)),
                ((0, 2, 0), (1, 2, 2), (1.5, 2, 3), (2, 2, 4), (3, 1, 3)),
                ((0, 3, 0), (0.5, 3, 1), (1, 3, 2), (1.5, 2, 4), (2.5, 1.5, 5), (3, 1, 3)),
            ),
            pan=-0.15,
        ),
        Part("bass", 0.25, 1, _ROOT, octave=-1, wet=0.08),
        Part("bell", 0.16, 3, (((1.5, 1, 4), (3.5, 1, 6)), ((2.5, 1, 5),)), pan=0.4, octave=1, wet=0.6),
    ),
    drums=(
        Part("soft_kick", 0.42, 2, ("x.......o.......", "x.....o.o......."), wet=0.1),
        Part("shaker", 0.21, 2, ("..o...o...o...o.", "..o.o.o...o.o.o."), pan=0.35, wet=0.2),
        Part("rim", 0.22, 3, ("....x.......x...", "....x.......x..o"), pan=-0.3, wet=0.4),
    ),
    melody=Part("keys", 0.5, 2, (), pan=0.1, octave=1, wet=0.5),
    rhythms=(
        ((0, 1.5), (1.5, 0.5), (2, 2), (4, 1.5), (5.5, 0.5), (6, 2)),
        ((0.5, 1.5), (2, 1), (3, 1), (4, 3)),
        ((0, 3), (3, 1), (4, 2), (6, 1), (7, 1)),
        ((1, 1), (2, 1.5), (3.5, 0.5), (4, 3)),
    ),
    room=2.4,
    lift="swell",
    final=("keys", "strings", "bell"),
)

_UPBEAT = Mood(
    name="upbeat",
    scales=(MAJOR,),
    roots=(48, 50, 52, 53, 55),
    bpm=122,
    progressions=((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 4, 3), (5, 3, 0, 4), (0, 2, 3, 4)),
    chord=(0, 2, 4),
    parts=(
        Part("pad", 0.20, 0, _HELD, wet=0.3),
        Part(
            "pluck",
            0.62,
            0,
            (
                (
                    (0, 0.5, 0),
                    (0.5, 0.5, 2),
                    (1, 0.5, 3),
                    (1.5, 0.5, 2),
                    (2, 0.5, 4),
                    (2.5, 0.5, 3),
                    (3, 0.5, 2),
                    (3.5, 0.5, 3),
                ),
                ((0, 0.5, 0), (0.75, 0.5, 2), (1.5, 0.5, 3), (2, 0.5, 2), (2.75, 0.5, 4), (3.5, 0.5, 3)),
                (
                    (0, 0.5, 1),
                    (0, 0.5, 2),
                    (1, 0.5, 3),
                    (1.5, 0.5, 2),
                    (2.5, 0.5, 1),
                    (2.5, 0.5, 3),
                    (3, 0.5, 2),
                ),
            ),
            pan=-0.35,
        ),
        Part(
            "bass",
            0.26,
            1,
            (
                ((0, 0.75, 0), (1.5, 0.4, 0), (2, 0.75, 0), (3, 0.4, 0), (3.5, 0.4, 0)),
                ((0, 0.4, 0), (0.5, 0.4, 0), (1.5, 0.9, 0), (2.5, 0.4, 0), (3, 0.4, 0), (3.5, 0.4, 2)),
            ),
            octave=-1,
            wet=0.03,
        ),
        Part(
            "keys",
            0.3,
            2,
            (
                (
                    (0.5, 0.4, 1),
                    (0.5, 0.4, 2),
                    (1.5, 0.4, 1),
                    (1.5, 0.4, 3),
                    (2.5, 0.4, 1),
                    (2.5, 0.4, 2),
                    (3.5, 0.4, 1),
                    (3.5, 0.4, 3),
                ),
            ),
            pan=0.3,
            octave=1,
        ),
    ),
    drums=(
        Part("kick", 0.42, 1, ("x...x...x...x...", "x...x...x...x..o"), wet=0.02),
        Part("clap", 0.45, 1, ("....x.......x...",), wet=0.25),
        Part("hat", 0.30, 2, ("..x...x...x...x.", "o.x.o.x.o.x.o.xo"), pan=0.25, wet=0.05),
        Part("shaker", 0.32, 2, ("xoxoxoxoxoxoxoxo",), pan=-0.4, wet=0.1),
    ),
    melody=Part("marimba", 0.5, 2, (), pan=0.15, octave=1, wet=0.35),
    rhythms=(
        ((0, 0.5), (0.5, 0.5), (1.5, 0.5), (2, 1), (3.5, 0.5), (4, 0.5), (4.5, 0.5), (5.5, 0.5), (6, 1.5)),
        ((0, 0.75), (0.75, 0.75), (1.5, 0.5), (2.5, 0.5), (3, 1), (4, 0.75), (4.75, 0.75), (5.5, 1.5)),
        ((0.5, 0.5), (1, 0.5), (2, 1), (3, 0.5), (3.5, 0.5), (4.5, 0.5), (5, 0.5), (6, 1.5)),
    ),
    room=1.1,
    fill="....x..x..x.xxxx",
    lift="crash",
    final=("pluck", "marimba", "keys", "pad", "kick", "crash"),
)

_CALM = Mood(
    name="calm",
    scales=(MAJOR, LYDIAN),
    roots=(48, 50, 52, 53, 57),
    bpm=84,
    progressions=((0, 3, 0, 3), (0, 5, 3, 3), (0, 2, 5, 3), (3, 0, 5, 4), (0, 4, 3, 3)),
    chord=(0, 2, 4, 8),
    parts=(
        Part("pad", 0.34, 0, _HELD, wet=0.5),
        Part(
            "keys",
            0.42,
            0,
            (
                ((0, 3, 0), (1, 3, 2), (2, 2, 3), (3, 1, 1)),
                ((0, 4, 0), (0.5, 3, 2), (1.5, 2, 3), (2.5, 1.5, 4)),
                ((0, 4, 1), (1, 3, 2), (1.5, 2.5, 3), (3, 1, 2)),
            ),
            pan=-0.2,
            wet=0.45,
        ),
        Part("sub", 0.16, 1, (((0, 4, 0),),), octave=-1, wet=0.05),
        Part(
            "pluck",
            0.24,
            2,
            (((0.5, 0.5, 2), (1.5, 0.5, 3), (2.5, 0.5, 4), (3.5, 0.5, 3)), ((1, 0.5, 3), (2.5, 0.5, 2))),
            pan=0.45,
            octave=1,
            wet=0.6,
        ),
    ),
    drums=(
        Part("soft_kick", 0.34, 2, ("x.........o.....", "x.......x......."), wet=0.1),
        Part("shaker", 0.16, 3, ("o...o...o...o...", "..o...o...o...o."), pan=-0.3, wet=0.25),
    ),
    melody=Part("bell", 0.42, 2, (), pan=0.2, octave=1, wet=0.6),
    rhythms=(
        ((0, 2), (2, 1), (3, 1), (4, 3)),
        ((1, 2), (3, 1), (4, 1), (5, 2)),
        ((0, 1), (1.5, 1.5), (4, 2), (6, 1)),
    ),
    room=3.0,
    final=("keys", "pad", "bell"),
)

_DRIVING = Mood(
    name="driving",
    scales=(MINOR, DORIAN),
    roots=(45, 47, 48, 50, 52),
    bpm=110,
    progressions=((0, 5, 2, 6), (0, 3, 5, 6), (0, 6, 5, 6), (0, 2, 6, 5), (5, 6, 0, 0)),
    chord=(0, 2, 4),
    parts=(
        Part("pad", 0.36, 0, _HELD, wet=0.3),
        Part(
            "synth",
            0.8,
            0,
            (
                tuple((step / 4, 0.25, note) for step, note in enumerate((0, 2, 3, 2, 4, 2, 3, 2) * 2)),
                tuple((step / 4, 0.25, note) for step, note in enumerate((0, 3, 2, 4, 3, 2, 5, 3) * 2)),
                tuple(
                    (step / 4, 0.25, note)
                    for step, note in zip((0, 2, 3, 6, 8, 10, 11, 14), (0, 3, 2, 4, 3, 2, 5, 3), strict=True)
                ),
            ),
            pan=0.3,
            octave=1,
        ),
        Part(
            "bass",
            0.23,
            1,
            (
                tuple((step / 2, 0.42, 0) for step in range(8)),
                ((0, 0.7, 0), (0.75, 0.6, 0), (1.5, 0.4, 0), (2, 0.7, 0), (2.75, 0.6, 0), (3.5, 0.4, 2)),
            ),
            octave=-1,
            wet=0.02,
        ),
        Part(
            "brass",
            0.2,
            3,
            (((0, 0.6, 0), (0, 0.6, 1), (0, 0.6, 2), (2.5, 0.4, 0), (2.5, 0.4, 1), (2.5, 0.4, 2)),),
            pan=-0.25,
        ),
    ),
    drums=(
        Part("kick", 0.45, 1, ("x...x...x...x...", "x...x...x.o.x...", "x..ox...x...x..o"), wet=0.02),
        Part("snare", 0.49, 2, ("....x.......x...", "....x.......x..o"), wet=0.2),
        Part("hat", 0.30, 1, ("x.o.x.o.x.o.x.o.", "xoxoxoxoxoxoxoxo"), pan=-0.25, wet=0.04),
        Part("open_hat", 0.25, 3, ("..x...x...x...x.",), pan=0.3, wet=0.08),
    ),
    melody=Part("lead", 0.42, 3, (), pan=-0.1, octave=1, wet=0.4),
    rhythms=(
        ((0, 1.5), (1.5, 0.5), (2, 1.5), (4, 0.75), (4.75, 0.75), (5.5, 2)),
        ((0, 0.75), (0.75, 0.75), (1.5, 1), (3, 1), (4, 3)),
        ((0.5, 1), (1.5, 1), (3, 1), (4, 1.5), (6, 1.5)),
    ),
    room=1.2,
    fill="........x.x.xxxx",
    lift="crash",
    final=("brass", "synth", "pad", "kick", "crash"),
    cadence=6,
)

_EPIC = Mood(
    name="epic",
    scales=(MINOR,),
    roots=(43, 45, 46, 48, 50),
    bpm=90,
    progressions=((0, 5, 2, 6), (0, 3, 5, 6), (0, 5, 3, 4), (0, 2, 5, 6), (5, 6, 0, 2)),
    chord=(0, 2, 4),
    parts=(
        Part("strings", 0.34, 0, _HELD, wet=0.5),
        Part(
            "spiccato",
            0.75,
            1,
            (
                tuple((step / 2, 0.4, note) for step, note in enumerate((0, 2, 3, 2, 0, 2, 3, 2))),
                tuple((step / 4, 0.22, note) for step, note in enumerate((0, 0, 2, 0, 3, 0, 2, 0) * 2)),
                tuple((step / 2, 0.4, note) for step, note in enumerate((0, 3, 2, 3, 1, 3, 2, 3))),
            ),
            pan=0.3,
            wet=0.4,
        ),
        Part("sub", 0.14, 0, (((0, 4, 0),),), octave=-1, wet=0.05),
        Part(
            "brass",
            0.42,
            2,
            (((0, 3.5, 0), (0, 3.5, 2)), ((0, 1.5, 0), (0, 1.5, 2), (2, 2, 1), (2, 2, 3))),
            pan=-0.25,
            wet=0.5,
        ),
    ),
    drums=(
        Part("taiko", 0.47, 1, ("x.......x.......", "x.....o.x......."), wet=0.35, until=1),
        Part("taiko", 0.51, 2, ("x..x..x.x..x..o.", "x..o..x.x.o.x.o.", "x.....x.x..o..x."), wet=0.35),
        Part("tom", 0.5, 3, ("..o..x....o..xox", "....x..o....x.oo"), pan=0.35, wet=0.35),
        Part("shaker", 0.18, 3, ("o.o.o.o.o.o.o.o.",), pan=-0.4, wet=0.2),
    ),
    melody=Part("strings", 0.44, 2, (), pan=-0.1, octave=1, wet=0.55),
    rhythms=(
        ((0, 2), (2, 1), (3, 1), (4, 4)),
        ((0, 1.5), (1.5, 0.5), (2, 2), (4, 3), (7, 1)),
        ((0, 3), (3, 1), (4, 2), (6, 2)),
    ),
    room=3.2,
    fill="x...x...x.x.xxxx",
    lift="swell",
    final=("strings", "brass", "taiko", "crash"),
    cadence=6,
)

ROWS = {mood.name: mood for mood in (_ELEGANT, _UPBEAT, _CALM, _DRIVING, _EPIC)}
