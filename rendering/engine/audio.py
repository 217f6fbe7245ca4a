"""The sound of a video: voices in their places, music stepping back under them, one even loudness.

Samples are float32 at 48 kHz, shaped (2, n) for stereo and (n,) for mono. Loudness is set in two
passes (measure, then one linear gain), so the dynamics stay as they are; only peaks that would pass the
ceiling are taken down, by a limiter that sees them coming.
"""

from dataclasses import dataclass

import av
import cv2
import numpy as np

from . import proof
from .encode import RATE, encode_aac
from .errors import SourceError
from .loudness import Meter, measure

# Short enough not to be heard as a fade, long enough not to be heard as a click.
EDGE_MS = 8

# Every voice is brought to this before the mix; the music is set against it.
VOICE_LUFS = -18.0

# No clip is lifted or lowered by more: beyond that it is a faulty recording, made worse by lifting.
MOST_GAIN_DB = 30.0

# The music is down before a word starts and comes back slowly after the last one.
STEP_MS = 10
LOOK_AHEAD_MS = 120
HOLD_MS = 300
ATTACK_MS, RELEASE_MS = 80, 500
SPEECH_DB = -42.0

# The limiter's blocks and how many of them it sees ahead: 1 ms, 6 ms.
BLOCK = 48
AHEAD = 6

# AAC moves peaks about; this is kept free for it, and more is taken if that was not enough.
AAC_MARGIN_DB = 0.8
ROUNDS = 4


@dataclass(frozen=True)
class Sound:
    """What `make` made: the file's loudness as decoded again, and notes for people.

    `samples` are what a player hears of each channel; `digest` is that of the file's packets.
    """

    lufs: float
    true_peak_db: float
    notes: tuple[str, ...]
    samples: int
    digest: str


def make(spec, timeline, resolve, path, alive=lambda: None):
    """Mix, level and encode the sound of a spec into `path` (MP4, AAC). Returns a Sound.

    Raises SourceError for a voice or music file that cannot be read.
    """
    samples, notes = mix(spec, timeline, resolve, alive)
    heard, *proved = _encode_level(samples, spec.output, path, alive)
    return Sound(heard.lufs, heard.true_peak_db, tuple(notes), *proved)


# The mix


def mix(spec, timeline, resolve, alive=lambda: None):
    """Return ((2, n) samples as long as the video to the sample, notes)."""
    length = timeline.frames * RATE // timeline.fps
    voice, notes = _voices(spec, length, resolve, alive)
    stereo = np.broadcast_to(voice, (2, length)).copy()
    if spec.music:
        alive()
        stereo += _bed(spec.music, voice, length, resolve)
    return stereo, notes


def _voices(spec, length, resolve, alive):
    """All voices on one mono track, none over another."""
    track, notes = np.zeros(length, np.float32), []
    spoken = sorted((piece for piece in spec.segments if piece.voice), key=lambda piece: piece.start_ms)
    for piece, after in zip(spoken, [*spoken[1:], None], strict=False):
        alive()
        start = _at(piece.start_ms)
        room = min(length, _at(after.start_ms) if after else length) - start
        clip = _voice(piece, resolve)
        if clip.size > room:
            notes.append(_cut_note(piece, clip.size - max(0, room)))
        clip = fade_edges(clip[: max(0, room)])
        track[start : start + clip.size] = clip
    return track, notes


def _cut_note(piece, samples):
    gone = samples / RATE
    return f"Scene {piece.scene_index}: the voice is {gone:.1f} s too long and was cut off."


def _voice(piece, resolve):
    try:
        clip = decode(resolve(piece.voice.digest)).mean(axis=0)
    except (av.error.FFmpegError, OSError, KeyError, ValueError) as error:
        sentence = f"Scene {piece.scene_index}: its voice cannot be read. Record or generate it again."
        raise SourceError(piece.scene_index, sentence) from error
    return clip * _gain_to(VOICE_LUFS, clip)


def _gain_to(lufs, mono):
    """The factor that brings a clip to a loudness, within MOST_GAIN_DB. Clips too short repeat first."""
    if not mono.size:
        return 1.0
    clip = np.tile(mono, -(-RATE // mono.size))
    found = measure(np.stack([clip, clip]), peaks=False)
    if found.is_silent:
        return 1.0
    return from_db(max(-MOST_GAIN_DB, min(MOST_GAIN_DB, lufs - found.lufs)))


def decode(path):
    """Return (2, n) float32 at 48 kHz of the sound in any file that FFmpeg reads."""
    blocks = []
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise ValueError("there is no sound in it")
        resampler = av.AudioResampler("fltp", "stereo", RATE)
        for frame in container.decode(audio=0):
            frame.pts = None
            blocks += [made.to_ndarray() for made in resampler.resample(frame)]
        blocks += [made.to_ndarray() for made in resampler.resample(None)]
    if not blocks:
        raise ValueError("there is no sound in it")
    return np.nan_to_num(np.concatenate(blocks, axis=1))


def fade_edges(clip):
    """Fade a clip in and out over EDGE_MS, so that no edge clicks."""
    count = min(_at(EDGE_MS), clip.shape[-1] // 2)
    if count:
        ramp = np.linspace(0, 1, count, dtype=np.float32)
        clip = clip.copy()
        clip[..., :count] *= ramp
        clip[..., -count:] *= ramp[::-1]
    return clip


def _bed(music, voice, length, resolve):
    """The music, as long as the video, set against the voice and stepping back under it."""
    try:
        tune = decode(resolve(music.media.digest))
    except (av.error.FFmpegError, OSError, KeyError, ValueError) as error:
        raise SourceError(None, "The music cannot be read. Choose or upload another.") from error
    level = _gain_to(VOICE_LUFS + music.volume_db, tune.mean(axis=0))
    bed = _looped(tune, length) * np.float32(level)
    bed *= ducking(voice, music.duck_db)
    return _faded_out(fade_edges(bed), _at(music.fade_out_ms))


def _looped(tune, length):
    """Repeat a tune to a length; each repeat is faded at its edges so that the seam does not click."""
    if tune.shape[1] >= length:
        return tune[:, :length]
    return np.tile(fade_edges(tune), -(-length // tune.shape[1]))[:, :length]


def _faded_out(bed, count):
    count = min(count, bed.shape[1])
    if count:
        bed[:, -count:] *= 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, count, dtype=np.float32))
    return bed


def ducking(voice, duck_db):
    """The factor (n,) by which music steps back under a mono voice: 1 where nobody speaks."""
    step = _at(STEP_MS)
    spoken = _spoken(voice, step)
    wanted = np.where(spoken, duck_db, 0.0)
    smooth = _follow(wanted, ATTACK_MS / STEP_MS, RELEASE_MS / STEP_MS)
    middles = (np.arange(smooth.size) + 0.5) * step
    return from_db(_curve(middles, smooth, voice.size))


def _spoken(voice, step):
    """For each 10 ms, whether someone speaks then, is just about to, or has only just stopped."""
    padded = np.pad(voice, (0, -voice.size % step)).reshape(-1, step)
    loud = (padded**2).mean(axis=1) > from_db(SPEECH_DB) ** 2
    before, after = LOOK_AHEAD_MS // STEP_MS, HOLD_MS // STEP_MS
    near = np.convolve(loud, np.ones(before + after + 1), "full")
    return near[before : before + loud.size] > 0.5


def _follow(wanted, attack, release):
    """A one-pole follower in decibels: quick down, slow up."""
    made, now = np.empty_like(wanted), 0.0
    for k, goal in enumerate(wanted):
        now += (goal - now) / (attack if goal < now else release)
        made[k] = now
    return made


# Loudness and peaks


def _encode_level(samples, output, path, alive):
    """Encode at the wanted loudness; measure what AAC made of it, and correct until it holds.

    Returns (Loudness, samples of each channel, digest of the packets) of what was written.
    """
    ceiling, target = output.true_peak_db - AAC_MARGIN_DB, output.loudness_lufs
    for _ in range(ROUNDS):
        encode_aac(path, level(samples, target, ceiling, alive), alive)
        heard, *proved = _heard(path, alive)
        over = heard.true_peak_db - (output.true_peak_db - 0.1)
        if heard.is_silent or (over <= 0 and abs(heard.lufs - output.loudness_lufs) < 0.5):
            break
        ceiling -= max(0.0, over + 0.1)
        target += max(-2.0, min(2.0, output.loudness_lufs - heard.lufs))
    return heard, *proved


def _heard(path, alive):
    """Decode a sound file once, to prove it and to measure it as a player hears it."""
    meter = Meter(RATE)
    proved = proof.prove_sound(path, alive, meter.feed)
    return meter.result(), *proved


def level(samples, lufs, ceiling_db, alive=lambda: None):
    """Bring (2, n) samples to a loudness with no true peak above the ceiling. Silence stays silent."""
    found = measure(samples, peaks=False)
    if found.is_silent:
        return samples
    gain = lufs - found.lufs
    for _ in range(3):
        alive()
        made = limit(samples * np.float32(from_db(gain)), ceiling_db)
        lost = lufs - measure(made, peaks=False).lufs
        if abs(lost) < 0.1:
            break
        gain += lost
    return made


def limit(samples, ceiling_db):
    """Take true peaks down to a ceiling: a smooth gain that is already there when the peak comes."""
    ceiling = from_db(ceiling_db)
    peaks = block_peaks(samples, ceiling)
    if peaks.max(initial=0) <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    gain = _smooth_floor(needed)
    middles = (np.arange(gain.size) + 0.5) * BLOCK
    return samples * _curve(middles, gain, samples.shape[1])


def _curve(middles, values, count):
    """A line through points, as `count` float32; second by second, for numpy does it in 24 bytes a sample."""
    made = np.empty(count, np.float32)
    for start in range(0, count, RATE):
        part = made[start : start + RATE]
        part[:] = np.interp(np.arange(start, start + part.size), middles, values)
    return made


def _smooth_floor(needed):
    """A smooth curve that is nowhere above `needed`, not even between two of its points.

    Least of AHEAD + 1 neighbours first, then a weighted mean of AHEAD: every term of the mean has
    already seen the point, so the mean cannot pass it.
    """
    reach = AHEAD + 1
    padded = np.pad(needed, reach, mode="edge")
    least = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    weights = np.hanning(2 * AHEAD + 3)[1:-1]
    return np.convolve(np.pad(least, AHEAD, mode="edge"), weights / weights.sum(), "valid")


def block_peaks(samples, floor=0.0):
    """The true peak of each block of 1 ms: four times oversampled, louder channel.

    Where no peak between two samples can reach `floor`, the samples' own peak is good enough.
    """
    count = -(-samples.shape[1] // BLOCK)
    padded = np.pad(samples, ((0, 0), (0, count * BLOCK - samples.shape[1])))
    peaks = _block_peaks(padded)
    for start, stop in _runs(_near(peaks) * _MOST_BETWEEN > floor):
        piece = padded[:, start * BLOCK : stop * BLOCK]
        for phase in _PHASES:
            between = np.stack([_between(channel, phase) for channel in piece])
            np.maximum(peaks[start:stop], _block_peaks(between), out=peaks[start:stop])
    return peaks


def _block_peaks(samples):
    blocks = samples.reshape(samples.shape[0], -1, BLOCK)
    return np.maximum(blocks.max(axis=(0, 2)), -blocks.min(axis=(0, 2)))


def _near(peaks):
    """The highest of each block and those beside it, as far as an interpolator reaches and some more."""
    return cv2.dilate(peaks[None], np.ones((1, 2 * AHEAD + 1), np.uint8))[0]


def _runs(wanted):
    """(start, stop) of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], wanted, [0]))))
    return edges.reshape(-1, 2).tolist()


def _between(channel, phase):
    """A channel as it is a part of a sample later. OpenCV does it in half of numpy's time."""
    row = np.ascontiguousarray(channel, np.float32)[None]
    return cv2.filter2D(row, -1, phase[None, ::-1], borderType=cv2.BORDER_CONSTANT)[0]


def _interpolators(taps=24):
    """Windowed-sinc filters for the three phases between two samples."""
    at = np.arange(-taps, taps + 1)
    window = np.hanning(2 * taps + 3)[1:-1]
    return [(np.sinc(at - phase / 4) * window).astype(np.float32) for phase in (1, 2, 3)]


_PHASES = _interpolators()
# What lies between two samples is at most this many times the highest sample within reach.
_MOST_BETWEEN = max(float(np.abs(phase).sum()) for phase in _PHASES)


def from_db(level_db):
    """A factor for a number (or an array) of decibels."""
    return 10 ** (level_db / 20)


def _at(ms):
    return ms * RATE // 1000
