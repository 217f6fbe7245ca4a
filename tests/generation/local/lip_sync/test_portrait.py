"""What is claimed about the talking portraits that are drawn on this machine."""

import io
from dataclasses import replace
from functools import cache

import av
import cv2
import numpy as np
import pytest

from generation.interfaces import SyncRequest, VoiceRequest
from generation.local.lip_sync import figure
from generation.local.lip_sync.clip_writer import yuv_planes
from generation.local.lip_sync.face_motion import FacePose
from generation.local.lip_sync.photo import PortraitPhoto, crop_to_mouth
from generation.local.lip_sync.provider import LABEL, DrawnPortrait, LocalPortrait, head_place
from generation.local.speech.provider import LocalVoice
from generation.media import audio, visemes
from generation.provider_errors import Rejected
from projects import formats, mouth_points
from projects.styles import STYLES
from tests import drawn_faces

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
    assert visemes.validated(rows, spoken().duration_ms) == rows
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
    assert visemes.validated(rows, 3000) == ()


# --- the mouth follows ---------------------------------------------------------------------------
def correlation(one, other):
    """The best correlation of two tracks within a frame of each other."""
    pairs = [(one[1 + shift : len(one) - 1 + shift], other[1:-1]) for shift in (-1, 0, 1)]
    return max(float(np.corrcoef(*pair)[0, 1]) for pair in pairs)


def heard(request):
    """How loud it is in each frame."""
    samples, rate = audio.read_wav(request.audio)
    return audio.envelope(samples, rate // 30)[: round(request.duration_ms * 30 / 1000)]


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
    silence = audio.write_wav(np.zeros(48000, np.float32), 48000)
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
    size, (x, y) = head_place((360, 640))
    mouth = moved[int(y + 0.2 * size) : int(y + 0.4 * size), int(x - 0.1 * size) : int(x + 0.1 * size)]
    assert mouth.max() > 60 and moved[:100].max() < 8 and moved[-60:].max() < 8


@pytest.mark.parametrize(
    "size",
    formats.SIZES if hasattr(formats, "SIZES") else [(1080, 1920), (1920, 1080), (1080, 1080), (1080, 1350)],
)
def test_the_face_stays_above_the_captions(size):
    head, (x, y) = head_place(size)
    assert y + 0.52 * head < formats.caption_box(*size).top
    assert y - 0.95 * head > 0 and 0.5 * head < x < size[0] - 0.5 * head


@pytest.mark.parametrize("style", STYLES)
def test_a_speaker_stands_out_from_their_scene_in_every_style(style):
    drawn = DrawnPortrait(wanted(style=style)).still.astype(int)
    chest, beside = drawn[-40:, 190:230].mean(axis=(0, 1)), drawn[-40:, 4:20].mean(axis=(0, 1))
    assert np.abs(chest - beside).sum() > 60


def test_the_script_decides_how_old_somebody_looks_and_the_name_the_rest():
    leo, maya = figure.describe_person("LEO", "seventy"), figure.describe_person("MAYA", "thirty")
    assert leo.old and not maya.old and figure.describe_person("leo", "seventy") == leo
    assert (
        not figure.describe_person("Kim", "her father, 40").woman
        and figure.describe_person("Kim", "his mother").woman
    )


# --- a portrait whose mouth somebody marked --------------------------------------------------------
@cache
def shown():
    return drawn_faces.face(size=(360, 640), middle=(0.5, 0.4), head=0.26)


def marked(**changes):
    spots = (",".join(map(str, shown().mouth[name])) for name in ("left", "right", "middle"))
    return wanted(image=shown().png, mime="image/png", mouth=" ".join(spots), **changes)


@cache
def photo_frames():
    return np.stack(frames_of(LocalPortrait().sync(marked()))).astype(np.int16)


def around(name="middle"):
    """(x, y) in pixels, and half a mouth."""
    (x, y), half = shown().mouth[name], (shown().mouth["right"][0] - shown().mouth["left"][0]) * 180
    return int(x * 360), int(y * 640), int(half)


def dark(frames):
    """How much of the mouth's middle is as dark as what is behind lips, in each frame."""
    x, y, half = around()
    return (frames[:, y - half // 3 : y + half // 2, x - half // 2 : x + half // 2].max(axis=3) < 75).mean(
        axis=(1, 2)
    )


def test_the_mouth_of_a_photograph_moves_and_the_rest_of_the_face_does_not():
    frames, (x, y, half) = photo_frames(), around()
    moved = np.abs(frames - frames[0]).max(axis=(0, 3))
    assert moved[y - half // 4 : y + half // 2, x - half // 2 : x + half // 2].max() > 60
    assert moved[: y - int(1.2 * half)].max() < 6  # nose, eyes, hair
    assert moved[y + int(3.6 * half) :].max() < 6 and moved[:, : x - 3 * half].max() < 6


def test_a_photograph_opens_its_mouth_as_the_voice_sounds_and_shuts_it_for_an_m():
    seen, poses = dark(photo_frames()), LocalPortrait().poses(marked(), len(photo_frames()))
    opened = np.array([pose.open for pose in poses])
    loud = heard(marked())[: len(seen)]
    assert np.corrcoef(seen, opened)[0, 1] > 0.85 and correlation(seen[: len(loud)], loud**0.6) > 0.5
    said = LocalVoice().speak(VoiceRequest(text="Mama, Bob.", voice="maya"))
    lips = marked(audio=said.data, visemes=said.visemes, duration_ms=said.duration_ms)
    frames = np.stack(frames_of(LocalPortrait().sync(lips)))
    closed = [round((start + end) / 2 * 30 / 1000) for name, start, end in said.visemes if name == "closed"]
    shut = dark(frames)[np.minimum(closed, len(frames) - 1)]
    assert len(closed) > 2 and shut.max() < 0.25 * dark(frames).max()


def test_a_shut_mouth_is_the_picture_as_it_was():
    photo, pose = PortraitPhoto(marked()), LocalPortrait().poses(marked(), 1)[0]
    _, parts = photo.frame(replace(pose, open=0.0))
    assert all((one == two).all() for one, two in zip(parts, photo.ground, strict=True))


def test_the_same_marked_portrait_gives_the_same_film():
    assert LocalPortrait().sync(marked()).data == LocalPortrait().sync(marked()).data


# --- eyes that are known ---------------------------------------------------------------------------
def eye_places():
    """The two eyes of the drawn face, as shares: drawn at 0.30 heads aside and 0.12 above its middle."""
    unit, (x, y) = 0.26 * 640, (0.5 * 360, 0.4 * 640)
    eyes = []
    for side in (-0.3, 0.3):
        spots = ((side - 0.15, -0.12), (side + 0.15, -0.12), (side, -0.19), (side, -0.05))
        eyes.append([((x + u * unit) / 360, (y + v * unit) / 640) for u, v in spots])
    return mouth_points.label_of_eyes(eyes)


def blinking(**changes):
    return marked(eyes=eye_places(), **changes)


STILL_FACE = FacePose(open=0, wide=1, teeth=0, tongue=0, lids=0, brow=0, dx=0, dy=0, turn=0)


def whole(photo, pose):
    """Y of the whole frame."""
    still = yuv_planes(photo.still)[0].copy()
    (left, top, right, foot), parts = photo.frame(pose)
    still[top:foot, left:right] = parts[0]
    return still.astype(np.int16)


def test_lids_that_are_shut_show_skin_and_nothing_of_the_eyes():
    photo = PortraitPhoto(blinking())
    open_, shut = (whole(photo, replace(STILL_FACE, lids=lids)) for lids in (0.0, 1.0))
    assert (open_ == yuv_planes(photo.still)[0]).all()
    for eye in photo.lids:
        x, y = (int(part) for part in eye.heart)
        reach = int(eye.half * 0.4)
        here = (slice(y - reach // 2, y + reach // 2), slice(x - reach, x + reach))
        skin = float(np.median(open_[y + int(eye.half) : y + int(1.3 * eye.half), here[1]]))
        assert np.ptp(open_[here]) > 120 and np.abs(shut[here] - skin).max() < 60
    far = np.ones(open_.shape, bool)
    for left, top, right, foot in (eye.box for eye in photo.lids):
        far[top:foot, left:right] = False
    assert (open_[far] == shut[far]).all()


def test_somebody_blinks_every_three_to_six_seconds_and_the_same_again():
    poses = LocalPortrait().poses(blinking(), 30 * 60)
    lids = np.array([pose.lids for pose in poses])
    assert lids.max() > 0.9
    closing = np.flatnonzero((lids[1:] > 0.3) & (lids[:-1] <= 0.3)) / 30
    assert ((np.diff(closing) > 2.9) & (np.diff(closing) < 6.1)).all() and len(closing) > 9
    assert poses == LocalPortrait().poses(blinking(), 30 * 60)


@pytest.mark.parametrize("size", [(360, 640), (520, 640), (480, 480)])
def test_the_head_moves_a_little_smoothly_and_never_more_than_a_hundredth_of_the_frame(size):
    request = blinking(duration_ms=3000)
    photo = PortraitPhoto(replace(request, width=size[0], height=size[1]))
    poses = LocalPortrait().poses(request, 600)
    ways = np.array([photo.motion.ways(pose) for pose in poses])
    far = np.hypot(ways[:, 0], ways[:, 1])
    assert 0.002 * min(size) < far.max() <= 0.01 * min(size) + 1e-6
    assert np.abs(np.diff(ways, axis=0)).max() < 0.1 * far.max()
    wild = replace(STILL_FACE, dx=3.0, dy=-2.0, turn=40.0)
    assert np.hypot(*photo.motion.ways(wild)).max() <= 0.01 * min(size) + 1e-6


def test_a_frame_is_the_same_whatever_was_drawn_before_it():
    """What did not change since the frame before is not drawn again, and nobody sees that."""
    request = blinking(width=540, height=960)
    photo, poses = PortraitPhoto(request), LocalPortrait().poses(request, 90)
    settled = [photo.motion.settled(pose) for pose in poses]
    assert 0.2 < np.mean([one == other for one, other in zip(settled, settled[1:], strict=False)]) < 0.9
    for at, pose in enumerate(poses):
        box, planes = photo.frame(pose)
        if at % 7 == 0 or pose.lids > 0:
            alone, fresh = PortraitPhoto(request).frame(pose)
            assert box == alone and all((one == two).all() for one, two in zip(planes, fresh, strict=True))


@pytest.mark.parametrize("size", [(360, 640), (1080, 1920)])
def test_steps_take_no_head_a_pixel_from_where_its_pose_has_it(size):
    request = blinking(width=size[0], height=size[1])
    photo, poses = PortraitPhoto(request), LocalPortrait().poses(request, 90)
    exact, stepped = (
        np.array([photo.motion.ways(each(pose)) for pose in poses])
        for each in (replace, photo.motion.settled)
    )
    assert 0 < np.hypot(*(exact - stepped).swapaxes(0, 1)).max() < 0.7


def test_the_frames_edges_keep_still_while_the_head_moves():
    photo = PortraitPhoto(blinking())
    moved = np.abs(whole(photo, replace(STILL_FACE, dx=0.02, dy=0.02, turn=1.0)) - yuv_planes(photo.still)[0])
    assert moved.max() > 20
    assert max(moved[:2].max(), moved[-2:].max(), moved[:, :2].max(), moved[:, -2:].max()) <= 1


def test_without_eyes_the_film_is_the_one_it_was():
    assert PortraitPhoto(marked()).motion is None
    speaking = replace(STILL_FACE, open=0.7, lids=1.0, dx=0.02)
    box, parts = PortraitPhoto(marked()).frame(speaking)
    again, same = PortraitPhoto(marked()).frame(replace(speaking, lids=0.0, dx=0.0))
    assert box == again and all((one == two).all() for one, two in zip(parts, same, strict=True))


def test_eyes_outside_the_frame_do_not_blink_and_eyes_that_are_none_are_refused():
    aside = " ".join(["0.0000,0.1000", "0.0500,0.1000", "0.0200,0.0900", "0.0200,0.1100"] * 2)
    assert PortraitPhoto(replace(marked(), eyes=aside, width=640, height=360)).motion is None
    for told in ("here", "0.1,0.1", "nan,0 " * 8):
        with pytest.raises(Rejected, match="cannot be read"):
            PortraitPhoto(replace(marked(), eyes=told))


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1080, 1080)])
@pytest.mark.parametrize("mark", [(0.2, 0.9), (0.8, 0.1), (0.5, 0.55)])
def test_a_marked_mouth_is_in_the_frame_wherever_it_is_on_the_portrait(size, mark):
    _, spots = crop_to_mouth(np.zeros((900, 1600, 3), np.uint8), np.array([mark]), size)
    assert (spots >= 0).all() and (spots <= size).all()


def test_a_mouth_at_the_edge_of_a_tiny_portrait_makes_a_film():
    small = cv2.imencode(".png", cv2.resize(shown().picture, (36, 64)))[1].tobytes()
    corner = replace(marked(duration_ms=300), image=small, mouth="0.0000,0.9900 0.6000,1.0000 0.3000,1.0000")
    assert len(frames_of(LocalPortrait().sync(corner))) == 9


@pytest.mark.parametrize(("changes", "words"), [
    ({"image": b"no picture"}, "cannot be read"), ({"mouth": "here"}, "cannot be read"),
    ({"mouth": "2,2 3,3 4,4"}, "outside"),
])  # fmt: skip
def test_a_portrait_or_mark_that_cannot_be_read_is_refused(changes, words):
    with pytest.raises(Rejected, match=words):
        LocalPortrait().sync(replace(marked(), **changes))


# --- what is not drawn -----------------------------------------------------------------------------
@pytest.mark.parametrize(("changes", "words"), [
    ({"image": b"a photo"}, "Mark it, and the lips move; or take the portrait away"),
    ({"scene": b""}, "no picture"),
    ({"scene": b"not a picture"}, "cannot be read"),
    ({"audio": b"not a sound"}, "cannot be read"),
    ({"duration_ms": 500_000}, "lasts up to"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_a_reason(changes, words):
    with pytest.raises(Rejected, match=words):
        LocalPortrait().sync(wanted(**changes))
