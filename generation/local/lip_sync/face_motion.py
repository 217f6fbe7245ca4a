"""What a face does while it speaks, frame by frame: mouth, lids, brows and head. Pure.

The shapes come from the voice's visemes where they are known, else from the loudness alone; how far the
mouth opens always follows the loudness, so that a whisper and a shout differ.
"""

import random
from dataclasses import dataclass

import numpy as np

from generation.media import audio
from generation.media.arrays import Array, Samples
from generation.media.visemes import Visemes

# How far open, how wide, how much of the teeth, how much of the tongue: a value every STEP_MS each.
MouthTracks = tuple[Array, Array, Array, Array]

# A look at the face's plan every 5 ms; frames take from it what they need.
STEP_MS = 5
# A mouth moves into a shape before its sound and out of it after: so wide is the window, in milliseconds,
# and so much narrower for lips that must really meet.
BLEND_MS, PRESS_MS = 90, 55
# Below this share of the loud parts nothing is being said.
_QUIET = 0.05

# How far open, how wide, how much of the teeth, how much of the tongue.
_POSES = {
    "rest": (0.0, 1.0, 0.0, 0.0),
    "closed": (0.0, 0.92, 0.0, 0.0),
    "teeth": (0.16, 0.98, 1.0, 0.0),
    "tongue": (0.34, 0.96, 0.7, 1.0),
    "small": (0.26, 1.0, 0.9, 0.2),
    "mid": (0.50, 0.96, 0.5, 0.3),
    "open": (1.0, 1.0, 0.5, 0.5),
    "wide": (0.52, 1.16, 0.8, 0.3),
    "round": (0.74, 0.74, 0.2, 0.2),
    "pucker": (0.42, 0.56, 0.0, 0.0),
}


@dataclass(frozen=True)
class FacePose:
    """One frame of a face.

    `open`, `teeth`, `tongue` and `lids` go from 0 to 1, `wide` is about 1; `brow`, `dx` and `dy` are shares
    of the head's height, `turn` is in degrees.
    """

    open: float
    wide: float
    teeth: float
    tongue: float
    lids: float
    brow: float
    dx: float
    dy: float
    turn: float


def face_poses(
    samples: Samples,
    rate: int,
    visemes: Visemes,
    frames: int,
    fps: int,
    seed: str,
    blinks: tuple[float, float] = (2.0, 4.8),
) -> list[FacePose]:
    """A FacePose for each frame. `samples` are mono or stereo, `visemes` as in Speech or (); from one blink
    to the next it is so many seconds, at least and at most.
    """
    loud = loudness(samples, rate, frames * 1000 / fps)
    mouth = _shapes_of_visemes(visemes, loud) if visemes else _shapes_of_loudness(loud)
    stress, chance = _smooth(loud, 400), random.Random(f"face:{seed}")
    lids, sway = _blinks(len(loud), chance, blinks), _sway(len(loud), chance)
    at = np.minimum(np.round(np.arange(frames) * 1000 / fps / STEP_MS).astype(int), len(loud) - 1)
    rows = np.column_stack(
        [*mouth, lids, 0.018 * stress, sway[0], sway[1] + 0.012 * stress, 0.9 * sway[2] * 100]
    )[at]
    return [FacePose(*(float(value) for value in row)) for row in rows]


def loudness(samples: Samples, rate: int, length_ms: float) -> Array:
    """How loud it is every STEP_MS, from 0 to about 1, as an ear finds it."""
    mono = samples.mean(axis=1) if samples.ndim == 2 else samples
    count = max(1, int(np.ceil(length_ms / STEP_MS)))
    level = audio.envelope(mono, max(1, rate * STEP_MS // 1000))[:count]
    level = _smooth(np.pad(level, (0, count - len(level))), 30)
    spoken = level[level > 1e-3]
    if not spoken.size:
        return np.zeros(count)
    return np.clip(level / np.percentile(spoken, 92), 0, 1.15) ** 0.6


def _shapes_of_visemes(visemes: Visemes, loud: Array) -> MouthTracks:
    """(open, wide, teeth, tongue) every STEP_MS, from shapes that are known."""
    targets = np.tile(np.array(_POSES["rest"]), (len(loud), 1))
    pressed = np.zeros(len(loud))
    for name, start, end in visemes:
        here = slice(start // STEP_MS, max(start // STEP_MS + 1, end // STEP_MS))
        targets[here] = _POSES[name]
        pressed[here] = name == "closed"
    targets[:, 0] *= 0.35 + 0.65 * np.minimum(1, loud)
    open_, wide, teeth, tongue = (_smooth(track, BLEND_MS) for track in targets.T)
    return open_ * (1 - _smooth(pressed, PRESS_MS)), wide, teeth, tongue


def _shapes_of_loudness(loud: Array) -> MouthTracks:
    """The same from loudness alone: open where it is loud, drawn together where it fades."""
    speech = np.where(loud > _QUIET, loud, 0)
    open_ = _smooth(0.8 * speech**1.3, BLEND_MS)
    wide = 1 - 0.22 * _smooth(np.clip(-np.gradient(_smooth(loud, 120)) * 12, 0, 1), 160)
    return open_, wide, np.clip(open_ * 2, 0, 0.6), 0.3 * np.ones(len(loud))


def _smooth(track: Array, window_ms: int) -> Array:
    count = max(3, window_ms // STEP_MS * 2 // 2 | 1)
    weights = np.hanning(count + 2)[1:-1]
    padded = np.pad(track, count // 2, mode="edge")
    return np.convolve(padded, weights / weights.sum(), "valid")[: len(track)]


def _blinks(count: int, chance: random.Random, between: tuple[float, float]) -> Array:
    """How far the lids are shut: a blink of 160 ms every so many seconds."""
    lids, at = np.zeros(count), chance.uniform(0.8, 2.2)
    shape = np.sin(np.linspace(0, np.pi, 160 // STEP_MS)) ** 0.7
    while (first := int(at * 1000 / STEP_MS)) < count:
        part = shape[: count - first]
        lids[first : first + len(part)] = part
        at += chance.uniform(*between)
    return lids


def _sway(count: int, chance: random.Random) -> Array:
    """Three slow tracks about 0: nobody who speaks keeps quite still."""
    time = np.arange(count) * STEP_MS / 1000
    tracks = []
    for _ in range(3):
        waves = [(chance.uniform(0.12, 0.22), 1.0), (chance.uniform(0.3, 0.55), 0.45)]
        phase = [chance.uniform(0, 2 * np.pi) for _ in waves]
        tracks.append(
            sum(
                much * np.sin(2 * np.pi * hz * time + turn)
                for (hz, much), turn in zip(waves, phase, strict=True)
            )
        )
    return 0.011 * np.array(tracks)
