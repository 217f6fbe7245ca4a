"""Sound: voices in their places, music that steps back, one loudness for every video."""

import re
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest

from generation.interfaces import MusicRequest
from generation.local.music.provider import LocalMusic
from projects.styles import MOODS, STYLES
from rendering.engine.audio import mix
from rendering.engine.audio.loudness import measure
from rendering.engine.audio.pcm_file import PcmFile
from rendering.engine.errors import SourceError
from rendering.engine.timeline import plan
from rendering.spec.schema import Media, MusicSpec
from tests.rendering.engine import kit as kit

RATE = mix.RATE


@pytest.fixture
def studio(tmp_path):
    return kit.Studio(tmp_path)


def mixed(studio, spec):
    with mix.Stems(spec, plan(spec), studio, studio.directory) as stems:
        return stems.mix.read(0, stems.length), stems.notes


def made(studio, spec):
    path = studio.directory / "sound.mp4"
    return mix.make_sound(spec, plan(spec), studio, path), path


def ebur128(path):
    """(LUFS, dBTP) of a file by ffmpeg's own command line."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostats", "-i", str(path)]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    lufs, peak = (re.search(rf"{name}:\s+(\S+)", summary).group(1) for name in ("I", "Peak"))
    return float(lufs), float(peak)


def db(samples):
    return 10 * np.log10(np.mean(samples**2) + 1e-12)


@pytest.mark.parametrize("text", ["Said aloud.", None], ids=["with a voice", "music alone"])
def test_a_finished_mix_is_as_loud_as_asked_by_ffmpegs_own_meter(studio, text):
    _, path = made(studio, studio.spec(text=text))
    lufs, peak = ebur128(path)
    assert lufs == pytest.approx(-14, abs=1)
    assert peak <= -1.5


@pytest.mark.parametrize("mood, bpm", [("upbeat", 122), ("driving", 110)])
def test_a_beds_drums_as_loud_as_the_voice_do_not_pass_the_ceiling(studio, mood, bpm):
    bed = LocalMusic().score(MusicRequest(mood=mood, duration_ms=8000, bpm=bpm, seed=2, cuts_ms=(3900,)))
    spec = studio.spec((3900, 4100))
    studio(spec.music.media.digest).write_bytes(bed.data)
    music = spec.music.model_copy(
        update={"volume_db": 0, "duck_db": -14, "fade_out_ms": 8000 - bed.beats_ms[-1]}
    )
    sound, path = made(studio, spec.model_copy(update={"music": music}))
    assert ebur128(path)[1] <= -1.5 and sound.lufs == pytest.approx(-14, abs=1)
    heard = mix.decode(path)[:, : 8 * RATE]
    assert np.abs(heard[:, -RATE // 50 :]).max() < 0.001
    assert np.abs(heard[:, bed.beats_ms[-1] * 48 :][:, : RATE // 2]).max() > 0.05


# --- the end ---------------------------------------------------------------------------------
QUIET_MS = 600


def film_of(studio, mood, ring=True, quiet_ms=QUIET_MS):
    """A spec of 8 s whose words end `quiet_ms` before it, over a bed of recorded instruments made for it."""
    length, bpm = 8000, next(style.bpm for style in STYLES.values() if style.mood == mood)
    bed = LocalMusic(recorded=True).score(MusicRequest(mood=mood, duration_ms=length, bpm=bpm, seed=1))
    spec = studio.spec((4000, 4000))
    studio(spec.music.media.digest).write_bytes(bed.data)
    last = spec.segments[-1]
    kit.voice(studio(last.voice.digest), (length - quiet_ms - last.start_ms) / 1000)
    rings = length - bed.beats_ms[-1]
    look = {"volume_db": -12, "duck_db": -9, "fade_out_ms": rings // 4, "ring_ms": rings if ring else 0}
    return spec.model_copy(update={"music": spec.music.model_copy(update=look)})


def below_the_voice(studio, spec, quiet_ms=QUIET_MS):
    """Decibels by which the music's loudest fifth of a second after the last word is below that voice."""
    with mix.Stems(spec, plan(spec), studio, studio.directory) as stems:
        over = stems.length - quiet_ms * 48
        said = stems.voice.read(spec.segments[-1].start_ms * 48, over)
        music = stems.music.read(0, stems.length)
    heard = [db(music[:, at : at + RATE // 5]) for at in range(over, music.shape[1] - RATE // 5, RATE // 20)]
    assert np.abs(music[:, -RATE // 50 :]).max() < 0.01
    return db(said) - max(heard)


@pytest.mark.parametrize("quiet_ms", [QUIET_MS, 300])
@pytest.mark.parametrize("mood", MOODS)
def test_the_last_chord_is_heard_after_the_last_word(studio, mood, quiet_ms):
    assert 3 < below_the_voice(studio, film_of(studio, mood, quiet_ms=quiet_ms), quiet_ms) <= 12


def test_only_music_with_a_last_chord_is_lifted_at_the_end(studio):
    assert below_the_voice(studio, film_of(studio, "elegant", ring=False)) > 18


def test_the_lifted_end_keeps_loudness_and_peaks(studio):
    sound, path = made(studio, film_of(studio, "calm"))
    lufs, peak = ebur128(path)
    assert lufs == pytest.approx(-14, abs=0.6) and peak <= -1.5
    assert sound.lufs == pytest.approx(-14, abs=0.6)


def test_music_without_words_is_lifted_by_nothing(studio):
    spec = film_of(studio, "upbeat").model_copy(update={"segments": ()})
    plain = spec.model_copy(update={"music": spec.music.model_copy(update={"ring_ms": 0})})
    heard = []
    for one in (spec, plain):
        with mix.Stems(one, plan(spec), studio, studio.directory) as stems:
            heard.append(stems.music.read(0, stems.length))
    assert (heard[0] == heard[1]).all()


def test_sharp_clicks_do_not_pass_the_ceiling(studio):
    spec = studio.spec(music=False)
    clicks = np.zeros(22_050)
    clicks[::2205] = 1.0
    clicks += 0.01 * np.sin(np.arange(22_050) / 8)
    for segment in spec.segments:
        kit.wav(studio(segment.voice.digest), clicks)
    _, path = made(studio, spec)
    assert ebur128(path)[1] <= -1.5


def test_the_limiter_holds_between_samples_too():
    t = np.arange(RATE)
    # A quarter of the sample rate, 45 degrees off: no sample shows the true peak.
    wave = np.sin(np.pi / 2 * t + np.pi / 4).astype(np.float32) * 1.2
    held = mix.limit(mix.fade_edges(np.stack([wave, wave])), -2.0)
    assert measure(held).true_peak_db <= -1.9


def test_what_is_below_the_ceiling_is_not_touched_by_the_limiter():
    quiet = np.full((2, RATE), 0.1, np.float32)
    assert mix.limit(quiet, -2.0) is quiet


def test_no_voice_and_no_music_make_a_silent_track_without_nans(studio):
    spec = studio.spec(text=None, music=False)
    sound, path = made(studio, spec)
    assert sound.lufs == -70
    assert np.abs(mix.decode(path)).max() < 1e-4


def test_the_sound_is_as_long_as_the_picture(studio):
    spec = studio.spec((1234, 1111))
    samples, _ = mixed(studio, spec)
    assert samples.shape[1] == plan(spec).frames * RATE // 30


def test_a_voice_starts_when_it_should(studio):
    samples, _ = mixed(studio, studio.spec(music=False))
    first = np.nonzero(np.abs(samples[0]) > 0.01)[0][0]
    assert first / RATE == pytest.approx(0.1, abs=0.012)


def test_two_voices_never_sound_at_once_and_the_cut_is_told(studio):
    spec = studio.spec(music=False)
    kit.voice(studio(spec.segments[0].voice.digest), 5.0)
    samples, notes = mixed(studio, spec)
    edge = spec.segments[1].start_ms * RATE // 1000
    assert np.abs(samples[0, edge - 4 : edge]).max() < 0.05
    assert notes == ["Scene 1: the voice is 3.8 s too long and was cut off."]


def test_music_steps_back_under_a_voice_and_returns():
    speech = np.zeros(600)  # steps of 10 ms
    speech[200:300] = 1
    gain = mix.ducking(speech, -9.0)
    assert gain[100] == pytest.approx(0, abs=0.1)
    assert gain[250] == pytest.approx(-9, abs=0.3)
    assert gain[-1] > -1


def test_music_is_already_down_when_the_first_word_comes():
    speech = np.zeros(400)
    speech[200:] = 1
    assert mix.ducking(speech, -10.0)[200] < -6


def test_a_seam_between_two_pieces_of_a_long_sound_is_not_heard(studio):
    """Limited piece by piece, it is what it would be in one piece."""
    spec = studio.spec((5000, 5000), text=None)
    with mix.Stems(spec, plan(spec), studio, studio.directory) as stems:
        edge = mix.CONTEXT
        whole = mix.limit(stems.mix.read(-edge, stems.length + edge) * 12, -8.0)[:, edge:-edge]
        with PcmFile(studio.directory / "level", 2) as out:
            loud = 20 * np.log10(12)
            assert mix._write_limited(stems.mix, out, loud, -8.0, lambda: None, 2)
            pieces = list(out.pieces())
    assert len(pieces) == 3
    assert np.abs(np.concatenate(pieces, axis=1) - whole).max() < 1e-4


def test_a_short_tune_goes_on_to_the_end_and_fades_out(studio):
    samples, _ = mixed(studio, studio.spec((2500, 2500), text=None))
    assert db(samples[:, int(3.2 * RATE) : int(3.4 * RATE)]) > -50
    assert db(samples[:, -200:]) < db(samples[:, : RATE // 2]) - 30


def test_louder_and_softer_recordings_are_brought_together(studio):
    spec = studio.spec(music=False)
    kit.voice(studio(spec.segments[0].voice.digest), 1.0, level=0.02)
    kit.voice(studio(spec.segments[1].voice.digest), 1.1, level=0.9)
    samples, _ = mixed(studio, spec)
    halves = samples[:, : int(1.1 * RATE)], samples[:, int(1.3 * RATE) :]
    assert db(halves[0]) == pytest.approx(db(halves[1]), abs=2)


@pytest.mark.parametrize("ending", ["mp3", "ogg", "flac", "m4a"])
def test_voices_of_any_kind_are_heard(studio, ending):
    kit.voice(studio.directory / "voice.wav", 1.0)
    path = studio.directory / f"voice.{ending}"
    source = str(studio.directory / "voice.wav")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", source, str(path)]
    subprocess.run(command, check=True)
    samples = mix.decode(path)
    assert samples.shape[1] / RATE == pytest.approx(1.0, abs=0.08)
    assert db(samples) > -30


def test_an_unreadable_voice_names_its_scene(studio):
    spec = studio.spec()
    studio(spec.segments[1].voice.digest).write_bytes(b"not a sound")
    with pytest.raises(SourceError, match="Scene 2: its voice cannot be read"):
        mixed(studio, spec)


def test_unreadable_music_is_said_plainly(studio):
    media = Media(kind="music", digest="gone")
    with pytest.raises(SourceError, match="The music cannot be read"):
        mixed(studio, studio.spec().model_copy(update={"music": MusicSpec(media=media)}))
