"""The sound is made on several cores, and nobody can hear it."""

import errno
import threading

import numpy as np
import pytest

from rendering.engine.audio import aac, mix
from rendering.engine.audio.loudness import measure
from rendering.engine.audio.pcm_file import PcmFile
from rendering.engine.cache import SegmentCache, read_seal, seal
from rendering.engine.compose import compose
from rendering.engine.container import verify
from rendering.engine.errors import EngineError
from rendering.engine.parallel import THREAD_NAME, OneBehind, in_background, parallel_map
from rendering.engine.timeline import plan
from tests.rendering.engine import kit as kit

RATE = aac.RATE


def broken(number):
    if number == 3:
        raise ValueError("number three")
    return number * 2


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_results_come_in_order_and_a_failure_where_it_belongs(threads):
    taken, results = [], parallel_map(broken, range(9), threads)
    with pytest.raises(ValueError, match="number three"):
        for made in results:
            taken.append(made)
    assert taken == [0, 2, 4]


def test_nothing_is_done_far_ahead_of_who_takes_it():
    read = []
    results = parallel_map(lambda number: number, (read.append(k) or k for k in range(100)), threads=2)
    next(results)
    assert len(read) <= 3
    results.close()
    assert len(read) <= 3


@pytest.mark.parametrize("threads", [1, 2])
def test_what_runs_meanwhile_raises_when_it_is_asked_for(threads):
    with pytest.raises(ValueError), in_background(lambda: broken(3), threads) as asked:
        asked()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_follower_that_fails_is_not_passed_over(threads):
    with pytest.raises(ValueError), OneBehind(broken, threads) as follower:
        follower.take(3)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_full_disk_is_not_called_music_that_cannot_be_read(tmp_path, monkeypatch, threads):
    studio = kit.Studio(tmp_path)
    spec = studio.spec((700,), text=None)

    def full(pcm, samples):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PcmFile, "append", full)
    with pytest.raises(OSError, match="No space left"):
        mix.make_sound(spec, plan(spec), studio, tmp_path / "sound.mp4", threads=threads)


def test_nobody_writes_to_a_sound_file_when_measuring_it_has_failed(tmp_path, monkeypatch):
    studio, writing = kit.Studio(tmp_path), []
    spec = studio.spec((9000, 9000), text=None)
    timeline = plan(spec)

    def fails(pieces, **_):
        next(pieces)
        raise MemoryError

    def close(stems):
        writing.extend(thread for thread in threading.enumerate() if thread.name.startswith(THREAD_NAME))

    monkeypatch.setattr(mix, "_source_gain", lambda *_: 1.0)
    monkeypatch.setattr(mix, "measure_pieces", fails)
    monkeypatch.setattr(mix.Stems, "close", close)
    with pytest.raises(MemoryError):
        mix.Stems(spec, timeline, studio, tmp_path, threads=2)
    assert writing == []


def test_threads_may_write_and_read_one_sound_file(tmp_path):
    with PcmFile(tmp_path / "sound", 2) as pcm:
        marks = range(40)
        list(parallel_map(lambda k: pcm.write(k * 500, np.full((2, 500), k, np.float32)), marks, 4))
        assert pcm.length == 40 * 500
        found = parallel_map(lambda k: set(pcm.read(k * 500, k * 500 + 500).ravel()), marks, 4)
        assert list(found) == [{k} for k in marks]


def test_a_line_through_steps_is_that_of_numpy():
    values = np.random.default_rng(4).normal(-6, 4, 50)
    middles = (np.arange(50) + 0.5) * 480
    for start, stop in ((0, 24_000), (-700, 900), (4800, 9600), (23_000, 26_000), (11, 12)):
        made = mix.line_through(values, 480, start, stop)
        assert np.abs(made - np.interp(np.arange(start, stop), middles, values)).max() < 1e-5


def test_a_sound_is_the_same_file_however_many_threads_make_it(tmp_path):
    studio = kit.Studio(tmp_path)
    spec = studio.spec((5000, 4500))
    paths = [tmp_path / f"{threads}.mp4" for threads in (1, 2, 4)]
    sounds = [
        mix.make_sound(spec, plan(spec), studio, path, threads=threads)
        for path, threads in zip(paths, (1, 2, 4), strict=True)
    ]
    assert sounds[0] == sounds[1] == sounds[2]
    assert len({path.read_bytes() for path in paths}) == 1


def test_what_is_measured_while_encoding_is_what_the_file_plays(tmp_path):
    studio, path = kit.Studio(tmp_path), tmp_path / "sound.mp4"
    spec = studio.spec((1500, 1700))
    sound = mix.make_sound(spec, plan(spec), studio, path)
    played = mix.decode(path)
    heard = measure(played)
    assert sound.samples == played.shape[1]
    assert sound.lufs == pytest.approx(heard.lufs, abs=0.01)
    assert sound.true_peak_db == pytest.approx(heard.true_peak_db, abs=0.01)


def test_a_sound_that_is_not_what_was_heard_is_refused(tmp_path):
    tone = np.sin(np.arange(RATE) / 20).astype(np.float32) * np.ones((2, 1), np.float32) / 4
    _, digest = aac.encode(tmp_path / "one.mp4", [tone])
    verify.check_packets(tmp_path / "one.mp4", digest)
    aac.encode(tmp_path / "two.mp4", [tone * 0.9])
    with pytest.raises(EngineError, match="sound was damaged"):
        verify.check_packets(tmp_path / "two.mp4", digest)


# Pieces that an earlier job made


@pytest.fixture
def film(tmp_path):
    """(spec, studio, cache) of a film whose pieces are kept."""
    studio, cache = kit.Studio(tmp_path), SegmentCache(tmp_path / "cache")
    spec = studio.spec((700, 700), "Cold all day.", size=(180, 320))
    compose(spec, studio, tmp_path / "first.mp4", cache=cache)
    return spec, studio, cache


def harm_a_keyframe(entry):
    """Damage the first picture of a kept segment, and seal it as if nothing had happened."""
    facts, whole = read_seal(entry), bytearray(entry.read_bytes())
    start = whole.index(b"mdat") + 4
    del whole[-int.from_bytes(whole[-4:], "big") :]
    # Past the encoder's own note, well into the picture.
    picture = start + 900
    whole[picture : picture + 200] = np.random.default_rng(1).bytes(200)
    entry.write_bytes(whole)
    seal(entry, facts)


def test_a_kept_picture_that_cannot_be_decoded_is_found_though_its_seal_fits(film, tmp_path):
    spec, studio, cache = film
    for entry in tmp_path.glob("cache/*/video-*"):
        harm_a_keyframe(entry)
    with pytest.raises(EngineError, match="kept piece"):
        compose(spec, studio, tmp_path / "again.mp4", cache=cache)
    assert not (tmp_path / "again.mp4").exists()


def reseal(entry, harm):
    """Change what is in a kept piece, and seal it as if nothing had happened."""
    facts, whole = read_seal(entry), bytearray(entry.read_bytes())
    del whole[-int.from_bytes(whole[-4:], "big") :]
    entry.unlink()
    entry.write_bytes(harm(whole))
    seal(entry, facts)


@pytest.mark.parametrize(
    ("kind", "harm"),
    [
        ("video", lambda whole: whole[: len(whole) // 2]),
        ("video", lambda whole: whole.replace(b"stsd", b"free")),
        ("sound", lambda whole: whole[: len(whole) // 2]),
        ("sound", lambda whole: whole.replace(b"stsd", b"free")),
    ],
    ids=["cut", "no picture", "cut sound", "no sound"],
)
def test_trying_again_helps_against_a_kept_piece_that_is_of_no_use(film, tmp_path, kind, harm):
    spec, studio, cache = film
    reseal(next(tmp_path.glob(f"cache/*/{kind}-*")), harm)
    with pytest.raises(EngineError):
        compose(spec, studio, tmp_path / "again.mp4", cache=cache)
    compose(spec, studio, tmp_path / "again.mp4", cache=cache)
    assert (tmp_path / "again.mp4").read_bytes() == (tmp_path / "first.mp4").read_bytes()


def test_only_who_asked_for_a_film_is_asked_whether_to_stop(film, tmp_path):
    spec, studio, cache = film
    callers = set()
    louder = spec.model_copy(update={"music": spec.music.model_copy(update={"volume_db": -17.0})})

    def cancelled():
        callers.add(threading.current_thread())

    compose(louder, studio, tmp_path / "again.mp4", cache=cache, cancelled=cancelled)
    assert callers == {threading.current_thread()}
