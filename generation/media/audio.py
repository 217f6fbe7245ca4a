"""Sound as numpy arrays: WAV in and out, measuring, resampling, trimming and levelling. Pure.

Samples are float32 between -1.0 and 1.0, shaped (frames,) for mono and (frames, channels)
otherwise. Rates are in hertz, lengths in milliseconds, levels in dBFS (0 = full scale).
"""

import io
import math
import wave
from collections.abc import Iterator, Sequence

import numpy as np

from generation.media.arrays import Array, Samples

# What silence counts as, far below what 16 bits can hold (-96 dBFS).
SILENCE_DB = -120.0
# So many frames are resampled or filtered at once: more needs more memory and is no faster.
_BLOCK = 1 << 15
# The windowed sinc's length in frames of the lower rate: 32 zero crossings to each side.
_TAPS = 64


def read_wav(data: bytes) -> tuple[Samples, int]:
    """Return (samples, rate) of 16-bit PCM WAV bytes. Raises ValueError for anything else."""
    try:
        with wave.open(io.BytesIO(data)) as clip:
            width, channels, rate = clip.getsampwidth(), clip.getnchannels(), clip.getframerate()
            frames = clip.readframes(clip.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file: {error}") from error
    if width != 2:
        raise ValueError(f"{8 * width}-bit samples; only 16-bit PCM is read")
    samples = from_pcm(frames)
    return (samples if channels == 1 else samples.reshape(-1, channels)), rate


def write_wav(samples: Samples, rate: int) -> bytes:
    """Return 16-bit PCM WAV bytes of float or 16-bit samples; beyond full scale is clipped."""
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        clip.setsampwidth(2)
        clip.setframerate(rate)
        clip.writeframes(np.ascontiguousarray(to_16_bit(samples)).data.cast("B"))
    return out.getvalue()


def from_pcm(frames: bytes) -> Samples:
    """Return float samples of raw little-endian 16-bit PCM."""
    return np.frombuffer(frames, dtype="<i2").astype(np.float32) / 32768


def to_16_bit(samples: Samples) -> Samples:
    """Return float samples as 16-bit integers; those that are already stay as they are."""
    if samples.dtype == np.int16:
        return samples
    out = np.empty(samples.shape, dtype="<i2")
    for block in blocks(len(samples)):
        out[block] = np.clip(np.rint(samples[block] * np.float32(32767)), -32768, 32767)
    return out


def blocks(count: int, size: int = 1 << 18) -> Iterator[slice]:
    """Yield slices that together cover `count` frames, for work that would else need much memory."""
    for start in range(0, count, size):
        yield slice(start, min(count, start + size))


def length_ms(samples: Samples, rate: int) -> int:
    """Return the length in whole milliseconds."""
    return round(len(samples) * 1000 / rate)


def frames_for(ms: float, rate: int) -> int:
    """Return how many frames `ms` milliseconds take."""
    return round(ms * rate / 1000)


def to_db(level: float) -> float:
    """Return an amplitude (1.0 = full scale) as dBFS, no lower than SILENCE_DB."""
    return 20 * math.log10(level) if level > 1e-6 else SILENCE_DB


def from_db(db: float) -> float:
    """Return dBFS as an amplitude."""
    return 10 ** (db / 20)


def peak(samples: Samples) -> float:
    """Return the highest sample as an amplitude."""
    return float(np.max(np.abs(samples))) if samples.size else 0.0


def rms(samples: Samples) -> float:
    """Return the root mean square of all samples as an amplitude."""
    if not samples.size:
        return 0.0
    return math.sqrt(
        sum(float(np.sum(np.square(samples[b], dtype=np.float64))) for b in blocks(len(samples)))
        / samples.size
    )


def true_peak(samples: Samples, rate: int) -> float:
    """Return the highest point of the waveform between the samples too (four times oversampled)."""
    return max(peak(samples), peak(resample(samples, rate, 4 * rate)))


def envelope(samples: Samples, step: int) -> Array:
    """Return the highest absolute value of each run of `step` frames, over all channels."""
    level = np.abs(samples) if samples.ndim == 1 else np.abs(samples).max(axis=1)
    padded = np.pad(level, (0, -len(level) % step))
    return padded.reshape(-1, step).max(axis=1)


def loudness(samples: Samples, rate: int) -> float:
    """Return the integrated loudness in LUFS, gated as in ITU-R BS.1770."""
    powers = _weighted_powers(samples if samples.ndim == 2 else samples[:, None], rate)
    heard = powers[_lufs(powers) > -70]
    if not heard.size:
        return SILENCE_DB
    heard = heard[_lufs(heard) > _lufs(heard.mean()) - 10]
    return float(_lufs(heard.mean()))


def _weighted_powers(samples: Samples, rate: int) -> Array:
    size, hop = min(len(samples), int(0.4 * rate)), int(0.1 * rate)
    if not size:
        return np.zeros(0)
    weights = _k_weights(size, rate)
    powers = []
    for start in range(0, len(samples) - size + 1, hop):
        spectrum = np.fft.rfft(samples[start : start + size], axis=0)
        powers.append(2 * np.sum(np.abs(spectrum) ** 2 * weights[:, None]) / size**2)
    return np.array(powers)


def _lufs(power: Array) -> Array:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


def _k_weights(size: int, rate: int) -> Array:
    # The standard's two filters are given for 48 kHz; read off the unit circle they serve any rate.
    z = np.exp(-2j * np.pi * np.minimum(np.fft.rfftfreq(size, 1 / rate), 24000) / 48000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.abs(shelf * high) ** 2


def resample(samples: Samples, source: int, target: int) -> Samples:
    """Return the samples at another rate, by a windowed sinc (alias-free, in bounded memory)."""
    if source == target:
        return samples
    if samples.ndim == 2:
        return np.stack([resample(channel, source, target) for channel in samples.T], axis=1)
    divisor = math.gcd(source, target)
    up, down = target // divisor, source // divisor
    table, half = _sinc_table(up, min(1.0, target / source))
    padded = np.pad(samples.astype(np.float32), half)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half)
    count = -(-len(samples) * up // down)
    return np.concatenate([_resampled(windows, table, up, down, at, count) for at in range(0, count, _BLOCK)])


def _resampled(windows: Array, table: Array, up: int, down: int, start: int, count: int) -> Samples:
    at = np.arange(start, min(start + _BLOCK, count), dtype=np.int64) * down
    return np.einsum("ij,ij->i", windows[at // up + 1], table[at % up])


def _sinc_table(phases: int, cutoff: float) -> tuple[Array, int]:
    """Return (one filter per fractional position, half its width in source frames)."""
    half = int(math.ceil(_TAPS / 2 / cutoff))
    offset = np.arange(-half + 1, half + 1)[None, :] - np.arange(phases)[:, None] / phases
    window = np.kaiser(4096, 9.0)
    shape = np.interp(offset / half, np.linspace(-1, 1, 4096), window)
    table = np.sinc(offset * cutoff * 0.97) * shape
    return (table / table.sum(axis=1, keepdims=True)).astype(np.float32), half


def convolve(samples: Samples, kernel: Array) -> Samples:
    """Return mono samples filtered by `kernel`, len(samples) + len(kernel) - 1 long."""
    size = 1 << (max(_BLOCK, 2 * len(kernel)) - 1).bit_length()
    step = size - len(kernel) + 1
    response = np.fft.rfft(kernel.astype(np.float32), size)
    out = np.zeros(len(samples) + size, dtype=np.float32)
    for start in range(0, len(samples), step):
        block = np.fft.rfft(samples[start : start + step].astype(np.float32), size)
        out[start : start + size] += np.fft.irfft(block * response, size)
    return out[: len(samples) + len(kernel) - 1]


def equaliser(points: Sequence[tuple[float, float]], rate: int, taps: int = 1024) -> Array:
    """Return a causal filter with the given (hertz, dB) curve, for `convolve`.

    Minimum phase, so that nothing is heard before the sound that caused it.
    """
    hertz, db = zip(*points, strict=True)
    size = 8 * taps
    wanted = np.interp(np.fft.rfftfreq(size, 1 / rate), hertz, db) * (math.log(10) / 20)
    cepstrum = np.fft.irfft(wanted, size)
    cepstrum[1 : size // 2] *= 2
    cepstrum[size // 2 + 1 :] = 0
    kernel = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), size)[:taps]
    kernel[taps // 2 :] *= np.cos(np.linspace(0, np.pi / 2, taps - taps // 2))
    return kernel.astype(np.float32)


def sound_bounds(samples: Samples, rate: int, threshold_db: float = -50.0) -> tuple[int, int]:
    """Return (first, past) frames between which something louder than the threshold is heard.

    Silence throughout gives (0, 0).
    """
    step = max(1, rate // 1000)
    loud = np.flatnonzero(envelope(samples, step) > from_db(threshold_db))
    if not loud.size:
        return 0, 0
    return int(loud[0]) * step, min(len(samples), (int(loud[-1]) + 1) * step)


def trim_silence(
    samples: Samples, rate: int, threshold_db: float = -50.0, lead_ms: float = 0, tail_ms: float = 0
) -> tuple[Samples, int]:
    """Return (samples with `lead_ms` before and `tail_ms` after the sound, frames cut at the start).

    Where there was less silence than asked for, silence is added; the count is then negative.
    """
    first, past = sound_bounds(samples, rate, threshold_db)
    start, end = first - frames_for(lead_ms, rate), past + frames_for(tail_ms, rate)
    before, after = max(0, -start), max(0, end - len(samples))
    kept = samples[max(0, start) : end]
    return np.pad(kept, [(before, after)] + [(0, 0)] * (samples.ndim - 1)), start


def fade(samples: Samples, rate: int, in_ms: float, out_ms: float) -> Samples:
    """Return a copy that rises from and falls to silence without a click."""
    out = samples.astype(np.float32, copy=True)
    rise, fall = (min(len(out), frames_for(ms, rate)) for ms in (in_ms, out_ms))
    shape = (-1,) + (1,) * (samples.ndim - 1)
    out[:rise] *= _half_cosine(rise).reshape(shape)
    out[len(out) - fall :] *= _half_cosine(fall)[::-1].reshape(shape)
    return out


def _half_cosine(count: int) -> Array:
    return (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, count, endpoint=count > 1))).astype(np.float32)


def limit(samples: Samples, rate: int, ceiling_db: float) -> Samples:
    """Return the samples with their peaks held under the ceiling, gently and looking ahead."""
    step = max(1, rate // 1000)
    ceiling = from_db(ceiling_db)
    gain = np.minimum(1.0, ceiling / np.maximum(envelope(samples, step), 1e-9))
    if gain.min() >= 1.0:
        return samples
    # The lowest gain for 8 ms around, smoothed over less than that, never lets a peak through.
    lowest = np.lib.stride_tricks.sliding_window_view(np.pad(gain, 8, mode="edge"), 17).min(axis=1)
    smooth = np.convolve(np.pad(lowest, 6, mode="edge"), np.hanning(15)[1:-1] / 7.0, "valid")
    return np.clip(apply_gain(samples, smooth, step), -ceiling, ceiling)


def apply_gain(samples: Samples, gain: Array, step: int) -> Samples:
    """Return the samples times a gain given once for each `step` frames and drawn between."""
    middles = np.arange(len(gain)) * step + step / 2
    out = np.empty_like(samples, dtype=np.float32)
    for block in blocks(len(samples)):
        curve = np.interp(np.arange(block.start, block.stop), middles, gain).astype(np.float32)
        out[block] = samples[block] * (curve if samples.ndim == 1 else curve[:, None])
    return out
