"""Recordings, music and clips from people: what is taken, how it is kept, and what is refused in words."""

import io

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.errors import BadInput
from projects.media import audio_uploads, decoder_process, library, video_uploads
from tests import cast, small_media
from tests.projects.media.test_decoding import KINDS, listener, lists  # noqa: F401

pytestmark = pytest.mark.django_db


def file(data, name="file"):
    return SimpleUploadedFile(name, data)


def opened(asset):
    return av.open(io.BytesIO(library.read(asset)))


# --- sound -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("codec", "form"),
    [("pcm_s16le", "wav"), ("libmp3lame", "mp3"), ("aac", "ipod"), ("flac", "flac"), ("libopus", "ogg")],
)
def test_a_recording_of_any_usual_kind_is_kept_as_plain_sound(codec, form):
    asset = audio_uploads.voice(cast.shop(), file(small_media.sound(codec, form)))
    assert (asset.kind, asset.mime, asset.origin) == ("voice", "audio/wav", "upload")
    assert asset.duration_ms == pytest.approx(1000, abs=60)
    with opened(asset) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.channels) == (48000, 1)


def test_music_is_kept_in_stereo():
    asset = audio_uploads.music(cast.shop(), file(small_media.sound("libmp3lame", "mp3", seconds=2)))
    with opened(asset) as container:
        assert (container.streams.audio[0].channels, asset.kind) == (2, "music")


def test_the_sound_of_a_film_will_do():
    assert audio_uploads.voice(cast.shop(), file(small_media.film(sound=True))).duration_ms == pytest.approx(
        1000, abs=60
    )


def test_the_same_file_twice_is_one_asset_for_each_use():
    data = small_media.sound(seconds=2)
    first, again = audio_uploads.voice(cast.shop(), file(data)), audio_uploads.voice(cast.shop(), file(data))
    assert first.pk == again.pk
    assert audio_uploads.music(cast.shop(), file(data)).pk != first.pk


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a sound at all", "not a sound we can read"),
        (small_media.film(), "no sound in this file"),
        (small_media.sound(level=0), "silent from end to end"),
        (small_media.sound(seconds=0.02), "too short"),
        (small_media.sound("aac", "ipod")[:3000], "damaged or cut off"),
    ],
    ids=["empty", "foreign", "film without sound", "silence", "click", "cut"],
)
def test_what_cannot_be_heard_is_refused_in_words(data, said):
    with pytest.raises(BadInput, match=said) as refusal:
        audio_uploads.voice(cast.shop(), file(data))
    assert refusal.value.field == "voice"


def test_what_is_too_long_or_too_large_is_refused(monkeypatch, settings):
    monkeypatch.setattr(audio_uploads, "LONGEST_MUSIC_S", 1)
    with pytest.raises(BadInput, match="longer than 1 seconds"):
        audio_uploads.music(cast.shop(), file(small_media.sound(seconds=2)))
    settings.UPLOAD_SOUND_BYTES = 1000
    with pytest.raises(BadInput, match="larger than"):
        audio_uploads.voice(cast.shop(), file(small_media.sound()))


# --- film ------------------------------------------------------------------------------------
def test_a_clip_is_kept_as_pictures_alone():
    data = small_media.film(sound=True, title="Home", location="+48.1+011.5/")
    asset = video_uploads.clip(cast.shop(), file(data))
    assert (asset.kind, asset.mime, asset.width, asset.height) == ("clip", "video/mp4", 180, 320)
    assert asset.duration_ms == 1000
    with opened(asset) as container:
        assert not container.streams.audio
        assert len(list(container.decode(video=0))) == 30
    kept = library.read(asset)
    assert b"+48.1" not in kept and b"Home" not in kept


@pytest.mark.parametrize(
    ("codec", "form", "pix_fmt", "mime"),
    [
        ("libx264", "mov", "yuv420p", "video/mp4"),
        ("libvpx-vp9", "webm", "yuv420p", "video/webm"),
        ("mpeg4", "mov", "yuv420p", "video/mp4"),
        ("prores_ks", "mov", "yuv422p10le", "video/mp4"),
    ],
)
def test_a_clip_of_any_usual_kind_becomes_one_that_browsers_play(codec, form, pix_fmt, mime):
    asset = video_uploads.clip(cast.shop(), file(small_media.film(codec, form, pix_fmt=pix_fmt)))
    with opened(asset) as container:
        stream = container.streams.video[0]
        assert (asset.mime, stream.pix_fmt) == (mime, "yuv420p")
        assert stream.codec_context.name in ("h264", "vp9")
        assert len(list(container.decode(stream))) == 30


def test_a_clip_of_a_phone_held_upright_stands_upright():
    asset = video_uploads.clip(cast.shop(), file(small_media.turned(small_media.film(size=(320, 180)))))
    assert (asset.width, asset.height) == (180, 320)
    with opened(asset) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24")
    # The square begins at the top left; a quarter turn clockwise brings it to the top right.
    assert frame[20, -20, 0] > 200 and frame[20, 20, 0] < 90


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (cast.photo_bytes(), "not a clip we can read"),
        (small_media.sound("aac", "mp4"), "no pictures"),
        (small_media.film()[:2500], "damaged or cut off"),
        (small_media.film("libvpx-vp9", "webm", seconds=3)[:4000], "damaged or cut off"),
        (small_media.film(size=(32, 32)), "between 64 pixels and 4K"),
    ],
    ids=["empty", "picture", "sound", "cut", "cut webm", "tiny"],
)
def test_what_cannot_be_shown_is_refused_in_words(data, said):
    with pytest.raises(BadInput, match=said) as refusal:
        video_uploads.clip(cast.shop(), file(data))
    assert refusal.value.field == "clip"


def test_a_clip_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(video_uploads, "LONGEST_S", 0.5)
    with pytest.raises(BadInput, match="longer than"):
        video_uploads.clip(cast.shop(), file(small_media.film()))


# --- lists of files --------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "take", [audio_uploads.voice, audio_uploads.music, video_uploads.clip], ids=["voice", "music", "clip"]
)
def test_a_list_of_files_is_no_upload_and_nothing_of_it_is_fetched(listener, take, kind):  # noqa: F811
    with pytest.raises(BadInput):
        take(cast.shop(), file(lists(listener.url)[kind].encode()))
    assert listener.asked == []


def test_files_are_decoded_by_another_process(monkeypatch):
    """Ours never opens them: what a hostile file takes, it takes elsewhere."""

    def opened(*args):
        raise AssertionError("decoded here")

    monkeypatch.setattr("projects.media.decoding.opened", opened)
    assert video_uploads.clip(cast.shop(), file(small_media.film())).mime == "video/mp4"
    assert audio_uploads.voice(cast.shop(), file(small_media.sound())).mime == "audio/wav"


@pytest.mark.parametrize(
    ("take", "data", "words"),
    [
        (video_uploads.clip, small_media.film(), "clip needs more memory or time"),
        (audio_uploads.music, small_media.sound(seconds=2), "sound needs more memory or time"),
    ],
    ids=["clip", "music"],
)
def test_a_file_that_takes_too_much_memory_is_refused(monkeypatch, take, data, words):
    monkeypatch.setattr(decoder_process, "MOST_MOVING_BYTES", 64 * 2**20)
    with pytest.raises(BadInput, match=words):
        take(cast.shop(), file(data))
    monkeypatch.undo()
    assert take(cast.shop(), file(data)).pk


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(decoder_process, "MOVING_SECONDS", 0.01)
    with pytest.raises(BadInput, match="shorter and retry"):
        video_uploads.clip(cast.shop(), file(small_media.film()))
