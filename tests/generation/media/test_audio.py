"""What is claimed about sound: reading, writing, measuring and levelling samples."""

import numpy as np
import pytest

from generation.media import audio

RATE = 48000


def tone(hz, seconds=1.0, level=0.5, rate=RATE):
    return (level * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def test_what_was_written_can_be_read():
    samples = np.stack([tone(440), tone(660)], axis=1)
    again, rate = audio.read_wav(audio.write_wav(samples, RATE))
    assert rate == RATE and again.shape == samples.shape
    assert np.abs(again - samples).max() < 1e-4


def test_mono_stays_mono():
    assert audio.read_wav(audio.write_wav(tone(440), RATE))[0].ndim == 1


@pytest.mark.parametrize("data", [b"", b"RIFF", b"not a sound at all" * 9])
def test_what_is_no_wav_is_refused(data):
    with pytest.raises(ValueError, match="not a WAV"):
        audio.read_wav(data)


def test_too_loud_is_clipped_and_never_wraps():
    again, _ = audio.read_wav(audio.write_wav(np.array([2.0, -2.0], np.float32), RATE))
    assert again[0] > 0.99 and again[1] < -0.99


def test_length_is_measured_in_milliseconds():
    assert audio.length_ms(tone(440, 1.234), RATE) == 1234


def test_a_sine_is_three_decibels_below_its_peak():
    assert audio.to_db(audio.peak(tone(440))) == pytest.approx(-6.02, abs=0.01)
    assert audio.to_db(audio.rms(tone(440))) == pytest.approx(-9.03, abs=0.01)


def test_loudness_agrees_with_the_standard():
    # BS.1770: a full scale sine of 997 Hz in one channel measures -3.01 LUFS.
    assert audio.loudness(tone(997, 3, 1.0), RATE) == pytest.approx(-3.01, abs=0.05)


def test_silence_does_not_count_for_loudness():
    speech = np.concatenate([tone(997, 3), np.zeros(5 * RATE, np.float32)])
    assert audio.loudness(speech, RATE) == pytest.approx(audio.loudness(tone(997, 3), RATE), abs=0.3)


def test_silence_is_endlessly_quiet():
    assert audio.loudness(np.zeros(RATE, np.float32), RATE) == audio.SILENCE_DB
    assert audio.loudness(np.zeros(0, np.float32), RATE) == audio.SILENCE_DB


@pytest.mark.parametrize("source", [16000, 22050, 44100, 24000])
def test_resampling_keeps_pitch_and_level(source):
    made = audio.resample(tone(1000, rate=source), source, RATE)
    assert len(made) == RATE
    assert np.abs(made - tone(1000))[300:-300].max() < 1e-3


def test_resampling_down_lets_nothing_fold_back():
    made = audio.resample(tone(11000), RATE, 16000)
    assert audio.to_db(audio.rms(made[200:-200])) < -70


def test_a_peak_between_samples_is_seen():
    quarter = np.sin(2 * np.pi * 12000 * np.arange(4800) / RATE + np.pi / 4).astype(np.float32)
    assert audio.peak(quarter) < 0.71
    assert audio.true_peak(quarter, RATE) == pytest.approx(1.0, abs=0.03)


def test_silence_is_trimmed_to_what_was_asked():
    gap = np.zeros(RATE // 2, np.float32)
    kept, cut = audio.trim_silence(np.concatenate([gap, tone(440), gap]), RATE, lead_ms=60, tail_ms=120)
    assert audio.length_ms(kept, RATE) == pytest.approx(1180, abs=3)
    assert cut == pytest.approx(0.44 * RATE, abs=96)


def test_missing_silence_is_added():
    kept, cut = audio.trim_silence(tone(440), RATE, lead_ms=60, tail_ms=120)
    assert audio.length_ms(kept, RATE) == pytest.approx(1180, abs=3) and cut < 0


def test_a_limited_sound_stays_under_the_ceiling():
    loud = np.random.default_rng(1).normal(0, 0.4, RATE).astype(np.float32)
    assert audio.to_db(audio.peak(audio.limit(loud, RATE, -2.0))) <= -1.99


def test_a_quiet_sound_is_not_limited():
    assert audio.limit(tone(440, level=0.2), RATE, -2.0) is not None
    assert np.array_equal(audio.limit(tone(440, level=0.2), RATE, -2.0), tone(440, level=0.2))


def test_long_filtering_equals_plain_convolution():
    noise = np.random.default_rng(2).normal(size=70_000).astype(np.float32)
    kernel = np.random.default_rng(3).normal(size=300).astype(np.float32)
    assert np.allclose(audio.convolve(noise, kernel), np.convolve(noise, kernel), atol=1e-3)


def test_an_equaliser_does_what_its_curve_says():
    kernel = audio.equaliser(((0, 0), (500, 0), (2000, -12), (24000, -12)), RATE)
    curve = 20 * np.log10(np.abs(np.fft.rfft(kernel, RATE)))
    assert curve[300] == pytest.approx(0, abs=0.3) and curve[5000] == pytest.approx(-12, abs=0.3)


def test_a_fade_begins_and_ends_in_silence():
    faded = audio.fade(np.ones((RATE, 2), np.float32), RATE, 10, 10)
    assert faded[0].max() == 0 and faded[-1].max() == 0 and faded[RATE // 2].min() == 1
