"""The instruments: each makes one note or one hit as 48 kHz stereo samples, shaped (frames, 2).

A note is asked for by its frequency in hertz and the frames it is held; what comes back is longer
by its release. Hits need nothing. The same call always gives the same samples.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

RATE = 48000
PERCUSSION = (
    *("kick", "soft_kick", "snare", "clap", "hat", "open_hat", "shaker", "rim"),
    *("taiko", "tom", "crash", "swell"),
)
# Samples of one cycle of a wave that is read from a table.
_TABLE = 1 << 14

Samples = np.ndarray


def pad(hz: float, held: int) -> Samples:
    """A soft bed: detuned, slow to come and to go."""
    return _chorus(hz, _soft(6, 2.0), held, spread=0.0035, attack=0.35, release=0.9) * 0.5


def strings(hz: float, held: int) -> Samples:
    """A string section: brighter, with bow speed."""
    return _chorus(hz, _soft(14, 1.25), held, spread=0.0045, attack=0.14, release=0.45) * 0.42


def spiccato(hz: float, held: int) -> Samples:
    """Short bowed notes for ostinati."""
    return _chorus(hz, _soft(14, 1.15), min(held, RATE // 9), spread=0.004, attack=0.012, release=0.16) * 0.5


def brass(hz: float, held: int) -> Samples:
    """Horns that open as they swell."""
    dark = _chorus(hz, _soft(5, 1.6), held, spread=0.002, attack=0.12, release=0.35)
    bright = _chorus(hz, _soft(12, 0.8), held, spread=0.002, attack=0.45, release=0.25)
    dark[: len(bright)] += 0.45 * bright[: len(dark)]
    return dark * 0.4


def synth(hz: float, held: int) -> Samples:
    """A short bright stab for arpeggios."""
    out = _chorus(hz, _soft(10, 1.0), min(held, RATE // 8), spread=0.003, attack=0.004, release=0.14)
    return out * _decay(len(out), 0.11)[:, None] * 0.8


def lead(hz: float, held: int) -> Samples:
    """A round singing voice with late vibrato."""
    frames = held + int(0.25 * RATE)
    t = _time(frames)
    vibrato = 0.003 * np.sin(2 * np.pi * 5.1 * t) * np.clip((t - 0.3) / 0.4, 0, 1)
    phase = np.cumsum(hz * (1 + vibrato) / RATE)
    voice = _read(_soft(5, 2.2), phase) * _envelope(frames, held, 0.05, 0.25)
    return _wide(voice, 0.011) * 0.5


def keys(hz: float, held: int) -> Samples:
    """A felt piano: partials that die the sooner the higher they are."""
    partials = [(1, 1.0), (2, 0.42), (3, 0.22), (4, 0.12), (5, 0.06), (6, 0.03)]
    return _struck(hz, partials, decay=1.7, held=held, release=0.35, bend=0.0004, knock=0.035) * 0.62


def pluck(hz: float, held: int) -> Samples:
    """A nylon string."""
    partials = [(n, 0.9 / n**1.25) for n in range(1, 9)]
    return _struck(hz, partials, decay=5.5, held=held, release=0.25, bend=0.0002, knock=0.05) * 0.6


def marimba(hz: float, held: int) -> Samples:
    """Wood: a strong fundamental and one far overtone."""
    return _struck(hz, [(1, 1.0), (3.93, 0.22), (9.2, 0.05)], 6.5, held, 0.3, 0.0, 0.06) * 0.8


def bell(hz: float, held: int) -> Samples:
    """A small bell or glockenspiel, never loud."""
    return _struck(hz, [(1, 0.8), (2.76, 0.3), (5.4, 0.1), (8.93, 0.03)], 2.6, held, 1.2, 0.0, 0.0) * 0.4


def bass(hz: float, held: int) -> Samples:
    """A round electric bass."""
    frames = held + int(0.08 * RATE)
    t = _time(frames)
    body = np.sin(2 * np.pi * hz * t) + 0.45 * np.sin(4 * np.pi * hz * t) * np.exp(-3 * t)
    body += 0.2 * np.sin(6 * np.pi * hz * t) * np.exp(-7 * t)
    body = np.tanh(1.2 * body * np.exp(-0.9 * t)) * _envelope(frames, held, 0.006, 0.08)
    return _both(body) * 0.75


def sub(hz: float, held: int) -> Samples:
    """A long low note with hardly an overtone."""
    frames = held + int(0.3 * RATE)
    t = _time(frames)
    body = np.sin(2 * np.pi * hz * t) + 0.18 * np.sin(4 * np.pi * hz * t)
    return _both(body * _envelope(frames, held, 0.04, 0.3)) * 0.7


@cache
def kick() -> Samples:
    t = _time(int(0.36 * RATE))
    phase = 47 * t + 75 * 0.028 * (1 - np.exp(-t / 0.028))
    click = _noise(1, len(t)) * np.exp(-t / 0.002) * 0.08
    return _both(_closed(np.sin(2 * np.pi * phase) * np.exp(-t / 0.12) + click)) * 0.95


@cache
def soft_kick() -> Samples:
    t = _time(int(0.4 * RATE))
    phase = 46 * t + 34 * 0.03 * (1 - np.exp(-t / 0.03))
    return _both(_closed(np.sin(2 * np.pi * phase) * np.exp(-t / 0.13) * (1 - np.exp(-t / 0.004)))) * 0.8


@cache
def snare() -> Samples:
    t = _time(int(0.3 * RATE))
    rattle = _band(_noise(2, len(t)), 900, 9000) * np.exp(-t / 0.075)
    skin = np.sin(2 * np.pi * 188 * t) * np.exp(-t / 0.06)
    return _wide(_closed(0.5 * rattle + 0.5 * skin), 0.003) * 0.62


@cache
def clap() -> Samples:
    t = _time(int(0.28 * RATE))
    shape = sum(np.exp(-np.maximum(t - at, 0) / 0.012) * (t >= at) for at in (0.0, 0.011, 0.023))
    shape = shape + 1.4 * np.exp(-np.maximum(t - 0.031, 0) / 0.07) * (t >= 0.031)
    return _wide(_closed(_band(_noise(3, len(t)), 850, 7000) * shape), 0.009) * 0.3


@cache
def hat() -> Samples:
    t = _time(int(0.09 * RATE))
    return _wide(_closed(_band(_noise(4, len(t)), 6500, 15000) * np.exp(-t / 0.022)), 0.002) * 0.26


@cache
def open_hat() -> Samples:
    t = _time(int(0.35 * RATE))
    return _wide(_closed(_band(_noise(5, len(t)), 6000, 14000) * np.exp(-t / 0.11)), 0.004) * 0.2


@cache
def shaker() -> Samples:
    t = _time(int(0.12 * RATE))
    shape = (1 - np.exp(-t / 0.012)) * np.exp(-t / 0.03)
    return _wide(_closed(_band(_noise(6, len(t)), 4200, 11000) * shape), 0.005) * 0.26


@cache
def rim() -> Samples:
    t = _time(int(0.08 * RATE))
    wood = np.sin(2 * np.pi * 820 * t) + 0.6 * np.sin(2 * np.pi * 1710 * t)
    return _wide(_closed(wood * np.exp(-t / 0.012)), 0.004) * 0.3


@cache
def taiko() -> Samples:
    t = _time(int(1.0 * RATE))
    phase = 58 * t + 40 * 0.04 * (1 - np.exp(-t / 0.04))
    slap = _band(_noise(7, len(t)), 150, 1800) * np.exp(-t / 0.03) * 0.5
    return _wide(_closed(np.sin(2 * np.pi * phase) * np.exp(-t / 0.24) + slap), 0.006) * 0.8


@cache
def tom() -> Samples:
    t = _time(int(0.5 * RATE))
    phase = 98 * t + 50 * 0.04 * (1 - np.exp(-t / 0.04))
    slap = _band(_noise(8, len(t)), 300, 3000) * np.exp(-t / 0.02) * 0.25
    return _wide(_closed(np.sin(2 * np.pi * phase) * np.exp(-t / 0.15) + slap), 0.005) * 0.7


@cache
def crash() -> Samples:
    t = _time(int(2.2 * RATE))
    left, right = (_band(_noise(seed, len(t)), 2500, 13000) * np.exp(-t / 0.55) for seed in (9, 10))
    return np.stack([_closed(left), _closed(right)], axis=1) * 0.2


@cache
def swell() -> Samples:
    """Two seconds of cymbal, loudest at the end."""
    t = _time(int(2.0 * RATE))
    left, right = (_band(_noise(seed, len(t)), 2000, 12000) * (t / 2) ** 3 for seed in (11, 12))
    return np.stack([_closed(left), _closed(right)], axis=1) * 0.15


def room(seconds: float, seed: int = 20) -> Samples:
    """Return the impulse response of a hall, (frames, 2): noise that dies, its highs first."""
    frames = int(seconds * RATE)
    t = _time(frames)
    sides = []
    for side in (0, 1):
        dry = _noise(seed + side, frames)
        low, high = _band(dry, 180, 2200), _band(dry, 2200, 7000)
        tail = low * np.exp(-6.0 * t / seconds) + 0.6 * high * np.exp(-11.0 * t / seconds)
        sides.append(tail * (1 - np.exp(-t / 0.006)))
    out = np.stack(sides, axis=1)
    return (out / np.sqrt(np.sum(out**2, axis=0))).astype(np.float32)


def _time(frames: int) -> Samples:
    return np.arange(frames) / RATE


def _noise(seed: int, frames: int) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, frames)


def _decay(frames: int, seconds: float) -> Samples:
    return np.exp(-_time(frames) / seconds)


@cache
def _soft(harmonics: int, slope: float) -> Samples:
    """Return one cycle of a wave whose harmonics fall by n ** -slope."""
    at = np.arange(_TABLE) / _TABLE
    wave = sum(np.sin(2 * np.pi * n * at + n * n) / n**slope for n in range(1, harmonics + 1))
    return (wave / np.abs(wave).max()).astype(np.float32)


def _read(table: Samples, phase: Samples) -> Samples:
    return table[(phase * _TABLE).astype(np.int64) & (_TABLE - 1)]


def _chorus(hz: float, table: Samples, held: int, spread: float, attack: float, release: float) -> Samples:
    """Two voices on each side, each a little out of tune with the others; a third of each crosses over."""
    frames = held + int(release * RATE)
    t, sides = _time(frames), []
    for side in (((-1.0, 0.11), (0.4, 0.53)), ((1.0, 0.29), (-0.4, 0.83))):
        sides.append(sum(_read(table, hz * (1 + spread * off) * t + start) for off, start in side))
    envelope = _envelope(frames, held, attack, release)
    left, right = sides
    mixed = np.stack([left + 0.33 * right, right + 0.33 * left], axis=1)
    return (mixed * (0.45 * envelope)[:, None]).astype(np.float32)


def _struck(
    hz: float,
    partials: Sequence[tuple[float, float]],
    decay: float,
    held: int,
    release: float,
    bend: float,
    knock: float,
) -> Samples:
    """A sum of partials, each with its own decay; low notes ring longer than high ones."""
    frames = held + int(release * RATE)
    t = _time(frames)
    speed = decay * (hz / 262) ** 0.35
    out = np.zeros(frames)
    for ratio, level in partials:
        pitch = hz * ratio * (1 + bend * ratio * ratio)
        if pitch < 15000:
            out += level * np.sin(2 * np.pi * pitch * t) * np.exp(-speed * (0.4 + 0.6 * ratio) * t)
    if knock:
        out += knock * _band(_noise(30, frames), 400, 3500) * np.exp(-t / 0.012)
    return _wide(out * _envelope(frames, held, 0.003, release), 0.007)


def _envelope(frames: int, held: int, attack: float, release: float) -> Samples:
    """Rise, hold, fall: smooth at every corner, silent at both ends."""
    t = _time(frames)
    rise = np.clip(t / attack, 0, 1)
    fall = np.clip((frames / RATE - t) / release, 0, 1) if release else 1.0
    return np.sin(rise * np.pi / 2) ** 2 * np.sin(fall * np.pi / 2) ** 2


def _closed(hit: Samples) -> Samples:
    """Fade the last tenth of a hit, so that it does not stop with a click, and centre it on zero."""
    tail = len(hit) // 10
    hit[-tail:] *= np.linspace(1, 0, tail)
    arch = np.hanning(len(hit))
    return hit - arch * (hit.mean() / arch.mean())


def _band(noise: Samples, low: float, high: float) -> Samples:
    """Return noise between two frequencies, with gentle slopes."""
    spectrum = np.fft.rfft(noise)
    hz = np.fft.rfftfreq(len(noise), 1 / RATE)
    spectrum *= 1 / np.sqrt(1 + (low / np.maximum(hz, 1)) ** 4) / np.sqrt(1 + (hz / high) ** 4)
    return np.fft.irfft(spectrum, len(noise)) * 2


def _both(mono: Samples) -> Samples:
    return np.stack([mono, mono], axis=1).astype(np.float32)


def _wide(mono: Samples, seconds: float) -> Samples:
    """Give a sound breadth: each side hears a little of it again, at a different moment."""
    out = np.stack([mono, mono], axis=1)
    for side, delay in ((0, seconds), (1, seconds * 1.37)):
        late = int(delay * RATE)
        out[late:, side] += 0.35 * mono[: len(mono) - late]
    return (out * 0.8).astype(np.float32)
