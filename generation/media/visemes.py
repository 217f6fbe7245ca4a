"""Phonemes to visemes: the shape that lips, teeth and tongue take while a sound of speech is made. Pure.

IPA in, one of SHAPES out. Many sounds look alike: fifteen would be told apart by a lip reader (MPEG-4's
visemes), ten are enough for a drawn mouth.
"""

from collections.abc import Iterable, Sequence
from typing import Any

# (shape, start_ms, end_ms) of each shape of a mouth.
Visemes = tuple[tuple[str, int, int], ...]

SHAPES = ("rest", "closed", "teeth", "tongue", "small", "mid", "open", "wide", "round", "pucker")

_LOOKS = {
    "closed": "mbpɓʙ",
    "teeth": "fvɱʋ",
    "tongue": "θðlɫɭʎ",
    "pucker": "uʊwʍyʏɥ",
    "round": "oɔɒøœɤ",
    "wide": "iɪeɛæjɨ",
    "open": "aɑɐʌä",
    "mid": "əɜɚɝɘɵ",
    "small": "tdnszʃʒrɹɾkɡgŋhxçɣχʁʀʔʂʐɕʑɖʈcɟɲqħʕɦ",
}
_SHAPE_OF = {sign: shape for shape, signs in _LOOKS.items() for sign in signs}

# A shape is held no longer than this after its sound began: what follows is a pause. Milliseconds.
LONGEST_MS = 400


def shape_of(phoneme: str) -> str:
    """The shape for a sound in IPA; of two joined sounds the first counts, "rest" for a pause."""
    return next((_SHAPE_OF[sign] for sign in phoneme if sign in _SHAPE_OF), "rest")


def timeline(phonemes: Sequence[tuple[str, float]], length_ms: int) -> Visemes:
    """The Visemes of (sound, start_ms) pairs in order; neighbours alike are one, none ends later."""
    made: list[tuple[str, int, int]] = []
    starts = [min(max(0, round(at)), length_ms) for _, at in phonemes] + [length_ms]
    for (sound, _), start, after in zip(phonemes, starts, starts[1:], strict=False):
        shape, end = shape_of(sound), min(after, start + LONGEST_MS)
        if end <= start or shape == "rest":
            continue
        if made and made[-1][0] == shape and made[-1][2] == start:
            start = made.pop()[1]
        made.append((shape, start, end))
    return tuple(made)


def validated(rows: Iterable[Any] | None, length_ms: int) -> Visemes:
    """The rows of a recording's meta as Visemes; () when what its maker said makes no sense.

    They make sense when shapes are known, and times run forward within `length_ms`.
    """
    try:
        made = tuple((str(name), int(start), int(end)) for name, start, end in rows or ())
    except (TypeError, ValueError):
        return ()
    good = all(name in SHAPES and 0 <= start < end <= length_ms for name, start, end in made)
    return made if good and all(a[2] <= b[1] for a, b in zip(made, made[1:], strict=False)) else ()
