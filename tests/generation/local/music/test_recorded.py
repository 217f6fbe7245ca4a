"""What is claimed about beds that recorded instruments play. The composer is that of test_music.py."""

from functools import cache

import numpy as np
import pytest

from generation.interfaces import MusicRequest
from generation.local.music import instruments, sampled
from generation.local.music.provider import LocalMusic
from generation.media import audio
from projects.styles import MOODS, STYLES

RATE = instruments.RATE
BPM = {style.mood: style.bpm for style in STYLES.values()}
PITCHED = {"keys": 64, "pluck": 66, "marimba": 70, "bell": 77, "strings": 61, "brass": 58, "bass": 41}


@cache
def music(mood, recorded=True):
    return LocalMusic(recorded).score(MusicRequest(mood=mood, duration_ms=12_000, bpm=BPM[mood]))


@cache
def heard(mood):
    return audio.read_wav(music(mood).data)[0]


def level_db(samples):
    return audio.to_db(audio.rms(samples))


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_is_as_long_as_loud_and_as_clean_as_a_synthesised_one(mood):
    samples = heard(mood)
    assert len(samples) == 12_000 * 48 and music(mood).beats_ms == music(mood, recorded=False).beats_ms
    assert level_db(samples) == pytest.approx(-18, abs=1.2)
    assert audio.to_db(audio.true_peak(samples, RATE)) <= -1.5
    assert np.abs(samples.mean(axis=0)).max() < 0.002 and np.abs(samples[0]).max() < 0.002
    assert 0.15 < np.corrcoef(samples.T)[0, 1] < 0.95


@pytest.mark.parametrize("mood", MOODS)
def test_the_last_chord_is_heard_and_dies_with_the_film(mood):
    samples, last = heard(mood), music(mood).beats_ms[-1]
    hit = level_db(samples[last * 48 : (last + 400) * 48])
    assert hit > level_db(samples) - 1
    assert level_db(samples[-2400:]) < hit - 20


@pytest.mark.parametrize("recorded", [False, True])
def test_a_long_last_chord_is_still_heard_when_the_last_words_are_over(recorded):
    """Here it begins 3.6 s before the end, and words may end 0.6 s before it; a voice is at -16 LUFS."""
    asked = MusicRequest(mood="calm", duration_ms=15_000, bpm=84, cuts_ms=(4200, 8000, 11_400))
    made = LocalMusic(recorded).score(asked)
    samples = audio.read_wav(made.data)[0]
    assert made.beats_ms[-1] < 11_500
    assert level_db(samples[14_000 * 48 : 14_500 * 48]) > -31
    assert level_db(samples[-2400:]) < -50


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_leaves_room_for_a_voice(mood):
    mono = heard(mood).mean(axis=1)
    power, hertz = np.abs(np.fft.rfft(mono)) ** 2, np.fft.rfftfreq(len(mono), 1 / RATE)
    assert 10 * np.log10(power[(hertz > 1000) & (hertz < 4000)].sum() / power.sum()) < -3


def test_the_same_request_is_the_same_bytes_and_not_those_of_a_synthesised_bed():
    again = LocalMusic(recorded=True).score(MusicRequest(mood="calm", duration_ms=12_000, bpm=BPM["calm"]))
    assert again == music("calm") and again.data != music("calm", recorded=False).data
    assert LocalMusic(recorded=True).model != LocalMusic().model
    assert LocalMusic.model in LocalMusic(recorded=True).stand_ins


@pytest.mark.parametrize("name, pitch", PITCHED.items())
@pytest.mark.parametrize("off", [-2, 0, 1, 3])
def test_a_note_has_its_pitch_length_and_loudness(name, pitch, off):
    note = sampled.note(name, pitch + off, RATE)
    made = getattr(instruments, name)(440.0 * 2 ** ((pitch + off - 69) / 12), RATE)
    assert RATE <= len(note) <= 2.5 * RATE and np.abs(note[-1]).max() < 1e-3
    assert level_db(note[: RATE // 2]) == pytest.approx(level_db(made[: RATE // 2]), abs=6)
    found = _fundamental(note.mean(axis=1), pitch + off)
    assert 12 * np.log2(found / 440) + 69 == pytest.approx(pitch + off, abs=0.35)


def _fundamental(mono, pitch):
    """The frequency near a pitch whose first four partials are strongest."""
    power = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 1 << 19))
    tried = 440 * 2 ** ((pitch + np.arange(-1.5, 1.51, 0.05) - 69) / 12)
    partials = (1,) if pitch > 62 else (1, 2, 3)
    return max(tried, key=lambda hz: sum(power[round(hz * one * (1 << 19) / RATE)] for one in partials))


def test_each_drum_of_the_moods_is_recorded_but_the_swell():
    assert {name for name in instruments.PERCUSSION if sampled.hit(name) is None} == {"swell"}
    assert all(np.abs(sampled.hit(name)).max() < 2 for name in instruments.PERCUSSION if name != "swell")


def test_what_cannot_be_read_is_synthesised(tmp_path, monkeypatch, caplog):
    (tmp_path / "index.toml").write_bytes((sampled.FOLDER / "index.toml").read_bytes())
    (tmp_path / "keys.opus").write_bytes(b"damaged")
    monkeypatch.setattr(sampled, "FOLDER", tmp_path)
    sampled.recording.cache_clear()
    made = LocalMusic(recorded=True).score(MusicRequest(mood="calm", duration_ms=3000, bpm=84))
    plain = LocalMusic().score(MusicRequest(mood="calm", duration_ms=3000, bpm=84))
    sampled.recording.cache_clear()
    assert made.data == plain.data and "a synthesised one plays" in caplog.text


def test_without_recordings_the_provider_is_the_one_of_before(monkeypatch):
    monkeypatch.setattr(sampled, "index", dict)
    assert LocalMusic(recorded=True).model == LocalMusic.model


def test_instruments_that_were_loaded_before_are_read_once(monkeypatch):
    request = MusicRequest(mood="calm", duration_ms=12_000, bpm=BPM["calm"])
    sampled.recording.cache_clear()
    LocalMusic(recorded=True).load(request)
    read = sampled._decoded
    opened = []
    monkeypatch.setattr(sampled, "_decoded", lambda path, gain: opened.append(path.stem) or read(path, gain))
    assert LocalMusic(recorded=True).score(request).data == music("calm").data
    assert opened == []
