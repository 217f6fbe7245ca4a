"""The editor's package: a ZIP that opens in an editor and says the same as the video."""

import hashlib
import io
import json
import wave
import zipfile

import av
import numpy as np
import opentimelineio as otio
import pytest

from rendering.engine import stems, timeline
from rendering.engine.compose import compose
from rendering.exports import otio as otio_export
from rendering.exports import package
from tests.rendering.engine.kit import Studio

FRAMES = 75
WINDOW = 9  # 300 ms at 30 frames a second


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="module")
def spec(studio):
    return studio.spec((1200, 1300), size=(180, 320))


def packed(spec, studio, folder, name="package.zip"):
    video = compose(spec, studio, folder / "film.mp4").path
    room = folder / "room"
    room.mkdir(exist_ok=True)
    return package.build(spec, studio, video, room, folder / name)


@pytest.fixture(scope="module")
def path(spec, studio, tmp_path_factory):
    return packed(spec, studio, tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def archive(path):
    with zipfile.ZipFile(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def cut(archive):
    return otio.adapters.read_from_string(archive.read("timeline.otio").decode(), "otio_json")


def frames(moment):
    assert moment.rate == 30
    return int(moment.value)


def sound(archive, name):
    with wave.open(io.BytesIO(archive.read(name))) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (48_000, 3, 2)
        raw = np.frombuffer(file.readframes(file.getnframes()), np.uint8).reshape(-1, 3)
    padded = np.zeros((len(raw), 4), np.uint8)
    padded[:, 1:] = raw
    return padded.view("<i4").reshape(-1, 2).T / 2**31


def test_everything_an_editor_needs_is_inside(archive):
    names = set(archive.namelist())
    assert {
        "README.txt",
        "timeline.otio",
        "timeline.json",
        "video.mp4",
        "captions.srt",
        "captions.vtt",
    } <= names
    assert {"clips/scene-01.mp4", "clips/scene-02.mp4", "stills/scene-01.jpg"} <= names
    assert {"sound/voice.wav", "sound/music.wav", "sound/mix.wav", "voice/01-scene-01.wav"} <= names
    assert archive.testzip() is None


def test_the_timeline_opens_with_its_tracks_as_long_as_the_video(cut):
    assert [track.name for track in cut.tracks] == ["Pictures", "Voice", "Music"]
    assert [frames(track.duration()) for track in cut.tracks] == [FRAMES] * 3


def test_every_range_is_whole_frames_and_lies_in_its_media(cut):
    for clip in cut.find_clips():
        shown, there = clip.source_range, clip.media_reference.available_range
        assert frames(shown.start_time) == frames(there.start_time) == 0
        assert 0 < frames(shown.duration) <= frames(there.duration)
    pictures = list(cut.tracks[0].find_clips())
    assert [frames(clip.source_range.duration) for clip in pictures] == [36, 39]


def test_a_cross_fade_has_the_handle_that_it_needs(cut):
    first, fade, _ = cut.tracks[0]
    assert fade.transition_type == "SMPTE_Dissolve"
    assert (frames(fade.in_offset), frames(fade.out_offset)) == (0, WINDOW)
    handle = first.media_reference.available_range.duration - first.source_range.duration
    assert frames(handle) == WINDOW


def test_all_media_are_in_the_package_named_from_the_timeline(cut, archive):
    urls = {clip.media_reference.target_url for clip in cut.find_clips()}
    assert urls <= set(archive.namelist())
    assert not any(url.startswith(("/", "file:", "http")) for url in urls)


def test_a_clip_is_exactly_as_long_as_the_timeline_says_and_silent(cut, archive, tmp_path):
    for clip in cut.tracks[0].find_clips():
        path = tmp_path / "clip.mp4"
        path.write_bytes(archive.read(clip.media_reference.target_url))
        with av.open(str(path)) as film:
            assert not film.streams.audio
            count = sum(1 for _ in film.decode(video=0))
        assert count == frames(clip.media_reference.available_range.duration)


def picture(path, number):
    with av.open(str(path)) as film:
        for at, frame in enumerate(film.decode(video=0)):
            if at == number:
                return frame.to_ndarray(format="gray").astype(float)


def test_a_clip_shows_what_the_video_shows_without_its_captions(archive, tmp_path):
    for name in ("video.mp4", "clips/scene-02.mp4"):
        (tmp_path / name.replace("/", "-")).write_bytes(archive.read(name))
    film = picture(tmp_path / "video.mp4", 36 + 20)
    clip = picture(tmp_path / "clips-scene-02.mp4", 20)
    above_captions = slice(0, 170)
    assert np.abs(film - clip)[above_captions].mean() < 2
    assert np.abs(film - clip)[185:210, 30:140].mean() > 10


def test_voice_and_music_together_are_the_mix(archive):
    voice, music, mix = (sound(archive, f"sound/{name}.wav") for name in ("voice", "music", "mix"))
    assert mix.shape == (2, FRAMES * 1600)
    limited = np.abs(voice + music - mix) > 1e-4
    assert limited.mean() < 0.2
    assert np.abs(music).max() > 0.01 and np.abs(voice).max() > 0.1


def test_the_pieces_of_the_voice_stand_where_the_voice_stem_has_them(cut, archive):
    whole = sound(archive, "sound/voice.wav")
    for clip in cut.tracks[1].find_clips():
        first = frames(clip.range_in_parent().start_time)
        piece = sound(archive, clip.media_reference.target_url)
        assert np.array_equal(piece, whole[:, first * 1600 : first * 1600 + piece.shape[1]])


def test_the_table_of_frames_says_what_the_timeline_says(archive, spec):
    table = json.loads(archive.read("timeline.json"))
    assert table["spec"] == json.loads(spec.model_dump_json())
    assert [(row["first"], row["stop"], row["handle_frames"]) for row in table["scenes"]] == [
        (0, 36, WINDOW),
        (36, 75, 0),
    ]


def test_the_same_video_gives_the_same_bytes(spec, studio, path, tmp_path):
    again = packed(spec, studio, tmp_path, "again.zip")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest()


def test_a_silent_board_has_no_voice_track(studio, tmp_path):
    silent = studio.spec((600, 700), text=None, music=False, size=(180, 320))
    clock = timeline.plan(silent)
    cut = otio_export.timeline_of(silent, clock)
    assert [track.name for track in cut.tracks] == ["Pictures"]
    with stems.Sounds(silent, clock, studio, tmp_path) as heard:
        assert heard.names == ("voice", "mix")
