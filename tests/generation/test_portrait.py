"""What is claimed about the talking portraits that are drawn on this machine."""

import io
import time
from dataclasses import replace
from functools import cache

import av
import cv2
import numpy as np
import pytest

from generation import sound, visemes
from generation.providers.base import SyncRequest, VoiceRequest
from generation.providers.errors import Rejected
from generation.providers.local.portrait import LABEL, Drawn, LocalPortrait, figure, place
from generation.providers.local.voice import LocalVoice
from projects import formats
from projects.styles import STYLES

WORDS = "Third one this year. Why do they all leak?"


@cache
def spoken():
    return LocalVoice().speak(VoiceRequest(text=WORDS, voice="maya"))


@cache
def scene(size=(270, 480)):
    """A picture that is one soft gradient."""
    down = np.linspace(200, 60, size[1], dtype=np.uint8)[:, None, None]
    return cv2.imencode(".png", np.broadcast_to(down, (size[1], size[0], 3)).copy())[1].tobytes()


def wanted(**changes):
    speech = spoken()
    asked = SyncRequest(
        image=b"", mime="", audio=speech.data, audio_mime="audio/wav", duration_ms=speech.duration_ms,
        width=360, height=640, visemes=speech.visemes, scene=scene(), style="cinematic", speaker="Maya",
        about="thirty",
    )  # fmt: skip
    return replace(asked, **changes)


@cache
def clip():
    return LocalPortrait().sync(wanted())


def frames_of(made):
    with av.open(io.BytesIO(made.data)) as film:
        return [frame.to_ndarray(format="bgr24") for frame in film.decode(video=0)]


def opening(request):
    """How far the mouth is open in each frame."""
    count = round(request.duration_ms * 30 / 1000)
    return np.array([pose.open for pose in LocalPortrait().poses(request, count)])


# --- the voice tells -----------------------------------------------------------------------------
def test_the_local_voice_says_which_shapes_the_mouth_takes():
    rows = spoken().visemes
    assert visemes.believed(rows, spoken().duration_ms) == rows
    first, last = spoken().words[0], spoken().words[-1]
    assert rows[0][0] == "tongue" and abs(rows[0][1] - first.start_ms) < 40  # the th of "third"
    assert abs(rows[-1][2] - last.end_ms) < 80


@pytest.mark.parametrize(("text", "language", "shape"), [
    ("Mama", "en", "closed"), ("Buongiorno", "it", "closed"), ("Ou", "fr", "pucker"), ("Viva", "es", "wide"),
])  # fmt: skip
def test_sounds_of_any_language_have_a_shape(text, language, shape):
    said = LocalVoice().speak(VoiceRequest(text=text, language=language))
    assert shape in {name for name, _, _ in said.visemes}


@pytest.mark.parametrize("rows", [
    [["open", 0]], [["yawn", 0, 50]], [["open", 50, 40]], [["open", 0, 9000]], "open", 7,
    [["open", 0, 80], ["mid", 60, 90]],
])  # fmt: skip
def test_shapes_that_make_no_sense_are_not_believed(rows):
    assert visemes.believed(rows, 3000) == ()


# --- the mouth follows ---------------------------------------------------------------------------
def correlation(one, other):
    """The best correlation of two tracks within a frame of each other."""
    pairs = [(one[1 + shift : len(one) - 1 + shift], other[1:-1]) for shift in (-1, 0, 1)]
    return max(float(np.corrcoef(*pair)[0, 1]) for pair in pairs)


def heard(request):
    """How loud it is in each frame."""
    samples, rate = sound.read_wav(request.audio)
    return sound.envelope(samples, rate // 30)[: round(request.duration_ms * 30 / 1000)]


@pytest.mark.parametrize("known", [True, False])
def test_the_mouth_opens_as_the_voice_sounds(known):
    request = wanted() if known else wanted(visemes=())
    opened, loud = opening(request), heard(request)
    count = min(len(opened), len(loud))
    assert correlation(opened[:count], loud[:count] ** 0.6) > (0.6 if known else 0.75)
    quiet = loud[:count] < 0.002
    assert quiet.any() and opened[:count][quiet].mean() < 0.25 * opened.max()


def test_lips_meet_for_an_m_and_are_round_for_a_w():
    said = LocalVoice().speak(VoiceRequest(text="Mama, we would.", voice="maya"))
    request = wanted(audio=said.data, visemes=said.visemes, duration_ms=said.duration_ms)
    poses = LocalPortrait().poses(request, round(said.duration_ms * 30 / 1000))
    closed = [row for row in said.visemes if row[0] == "closed"]
    middle = [poses[min(len(poses) - 1, round((start + end) / 2 * 30 / 1000))] for _, start, end in closed]
    assert min(pose.open for pose in middle) < 0.2 * max(pose.open for pose in poses)
    assert min(pose.wide for pose in poses) < 0.8


def test_nobody_speaks_through_silence():
    silence = sound.write_wav(np.zeros(48000, np.float32), 48000)
    assert opening(wanted(audio=silence, visemes=(), duration_ms=1000)).max() < 0.01


# --- the film ------------------------------------------------------------------------------------
def test_the_clip_has_the_scenes_size_length_and_rate_and_says_what_it_is():
    made = clip()
    with av.open(io.BytesIO(made.data)) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height, float(stream.average_rate)) == (360, 640, 30)
    assert len(frames_of(made)) == round(spoken().duration_ms * 30 / 1000)
    assert made.label == LABEL == "local talking portrait"


def test_the_same_request_gives_the_same_frames():
    assert LocalPortrait().sync(wanted()).data == clip().data


def test_the_face_moves_and_the_scene_behind_it_does_not():
    frames = np.stack(frames_of(clip())).astype(np.int16)
    moved = np.abs(np.diff(frames, axis=0)).max(axis=(0, 3))
    size, (x, y) = place((360, 640))
    mouth = moved[int(y + 0.2 * size) : int(y + 0.4 * size), int(x - 0.1 * size) : int(x + 0.1 * size)]
    assert mouth.max() > 60 and moved[:100].max() < 8 and moved[-60:].max() < 8


@pytest.mark.parametrize(
    "size",
    formats.SIZES if hasattr(formats, "SIZES") else [(1080, 1920), (1920, 1080), (1080, 1080), (1080, 1350)],
)
def test_the_face_stays_above_the_captions(size):
    head, (x, y) = place(size)
    assert y + 0.52 * head < formats.caption_box(*size).top
    assert y - 0.95 * head > 0 and 0.5 * head < x < size[0] - 0.5 * head


@pytest.mark.parametrize("style", STYLES)
def test_a_speaker_stands_out_from_their_scene_in_every_style(style):
    drawn = Drawn(wanted(style=style)).still.astype(int)
    chest, beside = drawn[-40:, 190:230].mean(axis=(0, 1)), drawn[-40:, 4:20].mean(axis=(0, 1))
    assert np.abs(chest - beside).sum() > 60


def test_the_script_decides_how_old_somebody_looks_and_the_name_the_rest():
    leo, maya = figure.person("LEO", "seventy"), figure.person("MAYA", "thirty")
    assert leo.old and not maya.old and figure.person("leo", "seventy") == leo
    assert not figure.person("Kim", "her father, 40").woman and figure.person("Kim", "his mother").woman


def test_a_portrait_costs_less_than_it_plays_to_draw():
    request = wanted(width=1080, height=1920)
    start = time.process_time()
    LocalPortrait().sync(request)
    assert time.process_time() - start < 0.9 * spoken().duration_ms / 1000  # 0.3 on a quiet machine


# --- what is not drawn -----------------------------------------------------------------------------
@pytest.mark.parametrize(("changes", "words"), [
    ({"image": b"a photo"}, "take the portrait away"),
    ({"scene": b""}, "no picture"),
    ({"scene": b"not a picture"}, "cannot be read"),
    ({"audio": b"not a sound"}, "cannot be read"),
    ({"duration_ms": 500_000}, "lasts up to"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_a_reason(changes, words):
    with pytest.raises(Rejected, match=words):
        LocalPortrait().sync(wanted(**changes))
