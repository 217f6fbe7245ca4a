"""Recordings and music from people: decoded to the end, and kept as plain WAV without anything else.

A file is decoded twice: once to measure its channels, once to write what is made of them. So a microphone
on two channels of opposite phase is heard, a voice in the middle of six is taken alone, and what is very
quiet is raised before it is brought to 16 bits.

No Django: `apart_moving` runs this in a process of its own.
"""

import wave
from dataclasses import dataclass

import numpy as np

from projects.errors import BadInput
from projects.languages.marked import gettext_noop
from projects.media import decoding

SHORTEST_MS = {"voice": 80, "music": 1000}
# Peaks of 1.0 for full scale: what stays below the first is raised to the second (-20 and -6 dBFS).
QUIET, RAISED = 0.1, 0.5
# A mix of the channels with less than this share of the loudest one's power has cancelled out.
_CANCELLED = 0.4
# For music a mix may lose more; below this one of two sides is empty, or the other turned over.
_NO_STEREO = 0.02
# How much of the loudest channel's power makes a centre the voice.
_CENTRE = 0.1


def written(file, path, kind, channels, longest_s):
    """Write the file's sound to `path`; returns its length in milliseconds."""
    try:
        with decoding.opened(file, decoding.SOUND) as (container, _):
            found = _measured(container, kind, longest_s)
        ms = round(found.frames * 1000 / decoding.RATE_HZ)
        if ms < SHORTEST_MS[kind]:
            raise BadInput(gettext_noop("The sound is too short to be heard."), kind)
        if found.is_silent:
            raise BadInput(
                gettext_noop("There is nothing to be heard in this file: it is silent from end to end."), kind
            )
        mix = _for_voice(found) if channels == 1 else _for_music(found)
        with decoding.opened(file, decoding.SOUND) as (container, _):
            _mixed(container, path, mix, found)
    except decoding.Unknown:
        raise BadInput(
            gettext_noop("This is not a sound we can read. Use a WAV, MP3, M4A, FLAC or OGG file."), kind
        ) from None
    except decoding.Damaged:
        raise BadInput(
            gettext_noop("The sound is damaged or cut off. Export it again and retry."), kind
        ) from None
    return ms


@dataclass
class MeasuredSound:
    """What is known of a sound's n channels: names, mean, covariance (n, n), and peaks without the mean.

    `frames` counts samples of one channel. `step`: the smallest its coding can tell. Full scale is 1.0.
    """

    names: list
    frames: int
    mean: np.ndarray
    powers: np.ndarray
    peaks: np.ndarray
    step: float

    @property
    def is_silent(self):
        return not len(self.peaks) or self.peaks.max() <= 2 * self.step

    @property
    def loudest(self):
        return int(self.powers.diagonal().argmax())

    def power(self, weights):
        """Of a mix of the channels, as a share of the loudest channel's."""
        weights = np.asarray(weights)
        return float(weights @ self.powers @ weights) / self.powers[self.loudest, self.loudest]

    def alone(self, index):
        return np.eye(len(self.mean))[index]


def _measured(container, kind, longest_s):
    if not container.streams.audio:
        raise BadInput(gettext_noop("There is no sound in this file. Choose another."), kind)
    names, step = decoding.channels_of(container), decoding.smallest_step(container)
    frames, total, products, low, high = 0, 0, 0, np.inf, -np.inf
    for part in decoding.heard_apart(container):
        frames += part.shape[1]
        if frames > longest_s * decoding.RATE_HZ:
            raise BadInput(
                gettext_noop("The sound is longer than %(most)s seconds. Cut it and try again.")
                % {"most": longest_s},
                kind,
            )
        total = total + part.sum(1, dtype=np.float64)
        products = products + part.astype(np.float64) @ part.T.astype(np.float64)
        low = np.minimum(low, part.min(1, initial=np.inf))
        high = np.maximum(high, part.max(1, initial=-np.inf))
    if not frames:
        raise decoding.Damaged(gettext_noop("Nothing of its sound can be decoded."))
    mean = total / frames
    peaks = np.maximum(high - mean, mean - low)
    names = names if len(names) == len(mean) else ["NONE"] * len(mean)
    return MeasuredSound(names, frames, mean, products / frames - np.outer(mean, mean), peaks, step)


def _for_voice(found):
    """Weights (1, n) of the channels: the centre of many, their mean, or the loudest where that cancels."""
    count = len(found.mean)
    if count > 2 and "FC" in found.names:
        centre = found.alone(found.names.index("FC"))
        if found.power(centre) >= _CENTRE:
            return centre[None]
    mean = np.full(count, 1 / count)
    return (mean if found.power(mean) >= _CANCELLED else found.alone(found.loudest))[None]


# How much of a channel goes to the left and to the right: the mix of ITU-R BS.775, without the sub-bass.
_HALF = 0.5**0.5
_SIDES = {
    "FL": (1, 0), "FR": (0, 1), "FC": (_HALF, _HALF), "LFE": (0, 0), "LFE2": (0, 0), "BC": (0.5, 0.5),
    "BL": (_HALF, 0), "BR": (0, _HALF), "SL": (_HALF, 0), "SR": (0, _HALF), "FLC": (1, 0), "FRC": (0, 1),
}  # fmt: skip


def _for_music(found):
    """Weights (2, n) of the channels for left and right; what only one side has is on both."""
    count = len(found.mean)
    if count == 1:
        return np.ones((2, 1))
    plain = [(1, 0), (0, 1)] * count
    sides = np.array([_SIDES.get(name, plain[at]) for at, name in enumerate(found.names)], float).T
    left, right = map(found.power, sides)
    if min(left, right, found.power(sides.mean(0))) < _NO_STEREO * max(left, right):
        return np.tile(sides[0] if left > right else sides[1], (2, 1))
    return sides


def _mixed(container, path, mix, found):
    """Write a WAV of the mix, without what is constant in it; raised if it is quiet, never clipped."""
    peak = max(np.abs(mix) @ found.peaks)
    gain = RAISED / peak if peak < QUIET else min(1, 0.999 / peak)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(len(mix))
        out.setsampwidth(2)
        out.setframerate(decoding.RATE_HZ)
        for part in decoding.heard_apart(container):
            made = mix @ (part - found.mean[:, None]) * gain
            out.writeframesraw(np.rint(made.T * 32767).clip(-32768, 32767).astype("<i2").tobytes())
