"""A spec becomes a video that keeps every promise, or nothing at all."""

import os
import subprocess
import sys
import threading
import time

import av
import cv2
import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from projects.formats import caption_box
from rendering.engine import compose as engine
from rendering.engine import encode, motion, stills, transitions, yuv
from rendering.engine.compose import Cancelled, SourceError, compose, poster
from rendering.engine.container.probe import check, probe
from rendering.spec.schema import CaptionSpec, Media, Motion, OutputSpec
from tests.rendering.engine import kit as kit


@pytest.fixture
def studio(tmp_path):
    return kit.Studio(tmp_path)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """(spec, Composed, what progress said) of one small film with everything in it."""
    studio, said = kit.Studio(tmp_path_factory.mktemp("film")), []
    spec = studio.spec((1500, 1033, 1300))
    out = studio.directory / "film.mp4"
    made = compose(spec, studio, out, progress=lambda *news: said.append(news), workers=2)
    return spec, made, said


def luma(path):
    """Every frame's Y plane, as (frames, height, width)."""
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray()[: frame.height] for frame in container.decode(video=0)])


def times(path):
    with av.open(str(path)) as container:
        return [frame.pts * frame.time_base for frame in container.decode(video=0)]


# What is in the file


def test_a_film_has_exactly_its_frames(film):
    assert len(times(film[1].path)) == round((1500 + 1033 + 1300) * 30 / 1000) == film[1].frames


def test_frames_are_evenly_spaced_from_zero(film):
    assert [30 * moment for moment in times(film[1].path)] == list(range(film[1].frames))


def test_a_film_is_h264_high_in_bt709(film):
    found = film[1].probe
    assert (found.codec, found.profile, found.pix_fmt) == ("h264", "High", "yuv420p")
    assert (found.primaries, found.transfer, found.matrix, found.colour_range) == (*["bt709"] * 3, "tv")


def test_colours_come_out_as_they_went_in(studio):
    colour = (200, 60, 90)
    kit.flat(studio.directory / "red.png", colour=colour)
    scenes = studio.scenes((600,))
    scene = scenes[0].model_copy(update={"media": Media(kind="image", digest="red.png")})
    made = compose(studio.spec(scenes=(scene,), text=None, music=False), studio, studio.directory / "f.mp4")
    with av.open(str(made.path)) as container:
        shown = next(container.decode(video=0)).to_ndarray(format="rgb24", src_colorspace="ITU709")
    assert np.abs(shown.reshape(-1, 3).mean(axis=0) - colour).max() < 3


def test_the_index_stands_at_the_front(film):
    assert film[1].probe.faststart


def test_sound_is_aac_at_48_khz_in_stereo(film):
    found = film[1].probe
    assert (found.audio_codec, found.audio_profile) == ("aac", "LC")
    assert (found.sample_rate, found.channels) == (48_000, 2)


def test_sound_and_picture_end_together(film):
    assert abs(film[1].probe.audio_ms - film[1].probe.duration_ms) <= 1024 / 48


def test_a_film_is_as_loud_as_platforms_want(film):
    assert film[1].probe.lufs == pytest.approx(-14, abs=1)
    assert film[1].probe.true_peak_db <= -1.5


def test_every_scene_starts_with_a_keyframe(film):
    assert {0, 45, 76} <= set(film[1].probe.keyframes)


def test_keyframes_are_never_more_than_two_seconds_apart(studio):
    made = compose(studio.spec((5100,), text=None, music=False), studio, studio.directory / "f.mp4")
    assert max(np.diff((*made.probe.keyframes, made.frames))) <= 60


def test_chapters_carry_the_titles_of_the_scenes(film):
    assert film[1].probe.chapters == (("Part 1", 0), ("Part 2", 1500), ("Part 3", 2533))


def test_ffmpeg_plays_a_film_without_a_complaint(film):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-i", str(film[1].path), "-f", "null", "-"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""


def test_a_voice_is_heard_in_the_file_when_its_scene_says_so(studio):
    made = compose(studio.spec((1500, 1500), music=False), studio, studio.directory / "f.mp4")
    sound = engine.mix.decode(made.path)[0]
    quiet, loud = sound[int(1.42 * 48_000) : int(1.58 * 48_000)], sound[int(1.61 * 48_000) :]
    assert np.abs(quiet).max() < 0.03 < np.abs(loud[:2400]).max()


def test_no_voice_and_no_music_still_make_a_film(studio):
    made = compose(studio.spec((700,), text=None, music=False), studio, studio.directory / "f.mp4")
    assert made.probe.lufs == -70
    assert made.probe.audio_codec == "aac"


@pytest.mark.parametrize("fps", [24, 60])
def test_other_frame_rates_are_exact_too(studio, fps):
    output = OutputSpec(width=200, height=160, fps=fps)
    spec = studio.spec((1033, 700), text=None, music=False, output=output)
    made = compose(spec, studio, studio.directory / "f.mp4")
    assert made.frames == round(1733 * fps / 1000)


@pytest.mark.parametrize("kind", ["cut", "fade", "slide", "wipe", "zoom"])
def test_every_transition_keeps_the_total(studio, kind):
    scenes = studio.scenes((700, 700), kind)
    made = compose(studio.spec(scenes=scenes, text=None, music=False), studio, studio.directory / "f.mp4")
    assert made.frames == 42


@pytest.mark.parametrize("kind", ["fade", "zoom"])
def test_no_two_headlines_are_read_through_each_other(kind):
    """While both pictures are there, type has lost most of its edges; a scene begins and ends sharp."""
    for share in np.linspace(0.0, 1.0, 21):
        one, other = lettered("PURE COTTON", 260), lettered("EVERY MORNING", 300)
        clear = edges(one.y)
        transitions.blend(kind, one, other, float(share))
        if 0.3 < share < 0.7:
            assert edges(one.y) < 0.25 * clear, share
        elif share in (0.0, 1.0):
            assert edges(one.y) > 0.9 * clear


def lettered(text, down):
    """Planes of 360 x 640 with a white headline on black."""
    made = yuv.from_rgb(np.zeros((640, 360, 3), np.uint8))
    cv2.putText(made.y, text, (20, down), cv2.FONT_HERSHEY_DUPLEX, 1.2, 235, 3, cv2.LINE_AA)
    return made


def edges(luma):
    return float(np.abs(cv2.Laplacian(luma, cv2.CV_32F)).sum())


def test_the_same_spec_gives_the_same_pictures(studio):
    spec = studio.spec((800, 800), text=None, music=False)
    one = compose(spec, studio, studio.directory / "a.mp4", workers=1)
    two = compose(spec, studio, studio.directory / "b.mp4", workers=3)
    assert np.array_equal(luma(one.path), luma(two.path))


def test_a_transition_takes_fewer_bytes_under_the_same_header(tmp_path):
    """What rushes by needs less; but players read one header for all pieces of a film."""
    canvas, noise = encode.FrameBuffer(180, 320), np.random.default_rng(1)
    picture = cv2.GaussianBlur(noise.integers(0, 255, (320, 240)).astype(np.uint8), (0, 0), 1.5)
    output, sizes, headers = OutputSpec(width=180, height=320, fps=30), {}, set()
    for kind in (None, "slide", "fade", "zoom", "wipe"):
        writer = encode.SegmentWriter(tmp_path / f"{kind}.mp4", output, kind)
        for k in range(12):
            np.copyto(canvas.planes.y, picture[:, 3 * k : 3 * k + 180])
            for plane in (canvas.planes.u, canvas.planes.v):
                plane[:] = 128
            writer.write(canvas.frame)
        writer.close()
        with av.open(str(tmp_path / f"{kind}.mp4")) as container:
            stream = container.streams.video[0]
            headers.add(bytes(stream.codec_context.extradata))
            sizes[kind] = sum(packet.size for packet in container.demux(stream))
    assert len(headers) == 1
    assert max(sizes["slide"], sizes["fade"], sizes["zoom"]) < 0.75 * sizes[None]
    assert sizes["wipe"] < 0.95 * sizes[None]


def test_a_very_large_film_is_the_same_each_time_too(studio):
    spec = studio.spec((500,), text=None, music=False, size=(2160, 2160))
    one = compose(spec, studio, studio.directory / "a.mp4", workers=1)
    two = compose(spec, studio, studio.directory / "b.mp4", workers=2)
    assert one.path.read_bytes() == two.path.read_bytes()


@pytest.mark.parametrize(("size", "count"), [((2160, 3840), 1), ((1080, 1920), 4)])
def test_large_frames_are_encoded_fewer_at_a_time(size, count):
    assert encode.encoders(OutputSpec(width=size[0], height=size[1])) == count


# What is on the picture


@pytest.mark.parametrize("look", ["clean", "box", "karaoke"])
def test_burnt_in_captions_change_nothing_outside_their_box(studio, look):
    output = OutputSpec(width=360, height=640, video_quality="high")
    scenes = studio.scenes((1000,))
    spec = studio.spec(scenes=scenes, music=False, captions=CaptionSpec(look=look), output=output)
    bare = spec.model_copy(update={"captions": CaptionSpec(burn=False)})
    shown = luma(compose(spec, studio, studio.directory / "a.mp4").path).astype(int)
    plain = luma(compose(bare, studio, studio.directory / "b.mp4").path).astype(int)
    apart = np.abs(shown - plain).max(axis=0)
    box = caption_box(360, 640)
    # The encoder spreads an edge over its 16-pixel blocks; words themselves differ far more.
    down, across = np.nonzero(apart > 60)
    assert box.left <= across.min() < across.max() < box.right
    assert box.top <= down.min() < down.max() < box.bottom


def test_cues_come_back_even_when_they_are_not_burnt_in(studio):
    spec = studio.spec((1000,), music=False, captions=CaptionSpec(burn=False))
    assert compose(spec, studio, studio.directory / "f.mp4").cues


@pytest.mark.parametrize(
    "move", [Motion(zoom_from=1, zoom_to=1.12), Motion(zoom_from=1.15, zoom_to=1.1, pan=(0.08, 0.05))]
)
def test_the_camera_moves_smoothly(studio, move):
    """Every frame is compared with an exact resampling of the same picture at that moment."""
    kit.photo(studio.directory / "big.jpg", size=(1000, 1500))
    frame, frames = (360, 640), 60
    cover = motion.cover_size((1000, 1500), frame)
    way = motion.camera_path(move, cover, frame, frames)
    still = stills.load(studio.directory / "big.jpg", 1, cover, way, frame)
    off = [_off(still, way.view(k), frame) for k in range(frames)]
    jumps = np.abs(np.diff(off, axis=0))
    assert np.abs(off).max() < 0.12
    assert jumps.max() < 0.2


def _off(still, view, frame):
    """(x, y) in pixels by which a drawn frame stands beside the exact one."""
    out = yuv.blank(*frame)
    still.draw(view, out)
    (x, step_x), (y, step_y) = still.across.place(view.left, view.step), still.down.place(view.top, view.step)
    columns = (np.arange(frame[0]) + 0.5) * step_x + x - 0.5 + stills.MARGIN
    rows = (np.arange(frame[1]) + 0.5) * step_y + y - 0.5 + stills.MARGIN
    maps = [grid.astype(np.float32) for grid in np.meshgrid(columns, rows)]
    exact = cv2.remap(still.planes.y.astype(np.float32), *maps, cv2.INTER_CUBIC)
    middle = (slice(100, 540), slice(40, 320))
    window = cv2.createHanningWindow((280, 440), cv2.CV_32F)
    return cv2.phaseCorrelate(exact[middle], out.y[middle].astype(np.float32), window)[0]


def test_a_picture_with_holes_stands_on_white(studio):
    Image.new("RGBA", (400, 600), (0, 0, 0, 0)).save(studio.directory / "clear.png")
    media = Media(kind="image", digest="clear.png")
    scene = studio.scenes((600,))[0].model_copy(update={"media": media})
    made = compose(studio.spec(scenes=(scene,), text=None, music=False), studio, studio.directory / "f.mp4")
    assert luma(made.path).mean() > 230


def test_a_photograph_taken_sideways_is_turned_upright(studio):
    image = Image.new("RGB", (600, 400), "black")
    image.paste("white", (0, 0, 300, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise: the left half becomes the upper one
    image.save(studio.directory / "turned.jpg", exif=exif)
    media = Media(kind="image", digest="turned.jpg")
    scene = studio.scenes((600,))[0].model_copy(update={"media": media})
    made = compose(studio.spec(scenes=(scene,), text=None, music=False), studio, studio.directory / "f.mp4")
    shown = luma(made.path)[0]
    assert shown[:300].mean() > 200 > 60 > shown[340:].mean()


# While it works, and when it does not


def test_progress_tells_the_scene_and_never_goes_back(film):
    spec, made, said = film
    done = [news[0] for news in said]
    assert done == sorted(done)
    assert said[-1] == (made.frames, made.frames, "Checking the video")
    assert any(message.startswith("Rendering scene ") and message.endswith("/3") for *_, message in said)


def test_nothing_but_the_film_is_left_behind(film):
    names = os.listdir(film[1].path.parent)
    assert [name for name in names if name.startswith(".")] == []


def test_cancelling_stops_within_a_second_and_leaves_nothing(studio):
    spec = studio.spec((20_000, 20_000), text=None, size=(720, 1280))
    before, asked = set(os.listdir(studio.directory)), threading.Event()
    threading.Timer(0.8, asked.set).start()
    with pytest.raises(Cancelled):
        compose(spec, studio, studio.directory / "f.mp4", cancelled=asked.is_set)
    assert set(os.listdir(studio.directory)) == before


def test_cancelling_takes_less_than_a_second(studio):
    """Of the processor's time, which is the same on a busy machine."""
    spec = studio.spec((20_000,), text=None, size=(720, 1280))
    asked_at = []

    def cancelled():
        asked_at[1:] = [] if asked_at else asked_at.append(time.process_time()) or []
        return time.process_time() - asked_at[0] > 0.7

    with pytest.raises(Cancelled):
        compose(spec, studio, studio.directory / "f.mp4", cancelled=cancelled)
    assert time.process_time() - asked_at[0] < 1.7


def test_a_truncated_picture_names_its_scene(studio):
    spec = studio.spec((700, 700))
    path = studio("scene2.jpg")
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(SourceError, match="Scene 2: its picture cannot be read") as refusal:
        compose(spec, studio, studio.directory / "f.mp4")
    assert refusal.value.scene_index == 2
    assert not (studio.directory / "f.mp4").exists()


def test_a_missing_picture_names_its_scene(studio):
    spec = studio.spec((700, 700))
    studio("scene1.jpg").unlink()
    with pytest.raises(SourceError, match="Scene 1: its picture cannot be read"):
        compose(spec, studio, studio.directory / "f.mp4")


def test_a_failed_render_keeps_the_film_that_was_there(studio):
    out = studio.directory / "f.mp4"
    out.write_bytes(b"the film of yesterday")
    spec = studio.spec((700,))
    studio("voice1.wav").write_bytes(b"")
    with pytest.raises(SourceError):
        compose(spec, studio, out)
    assert out.read_bytes() == b"the film of yesterday"


def test_an_undrawable_character_is_refused_before_anything_is_rendered(studio):
    spec, said = studio.spec((700,), text="\U00013000"), []
    with pytest.raises(SourceError, match="no font can show"):
        compose(spec, studio, studio.directory / "f.mp4", progress=lambda *news: said.append(news))
    assert all(done == 0 for done, *_ in said)


# Clips, posters, probes


def test_a_clip_fills_its_scene_and_repeats(studio):
    source = compose(studio.spec((700,), text=None, music=False), studio, studio.directory / "clip.mp4")
    clip = Media(kind="clip", digest="clip.mp4")
    scene = studio.scenes((1500,))[0].model_copy(update={"media": clip})
    spec = studio.spec(scenes=(scene,), text=None, music=False, size=(320, 320))
    made = compose(spec, studio, studio.directory / "f.mp4")
    shown = luma(made.path)
    assert shown.shape == (45, 320, 320)
    assert source.frames == 21
    assert np.abs(shown[2].astype(int) - shown[23].astype(int)).mean() < 3


def colour_film(path, matrix, turned=0):
    """Half a second of a clip, 320x240, one colour above and black below; returns the colour."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        context = stream.codec_context
        context.width, context.height, context.pix_fmt, context.colorspace = 320, 240, "yuv420p", matrix
        context.options = {"qp": "4"}
        stream.set_display_rotation(turned)
        picture = np.zeros((240, 320, 3), np.uint8)
        picture[:120] = colour = (30, 200, 60)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        for _ in range(5):
            made = frame.reformat(format="yuv420p", dst_colorspace=matrix)
            container.mux(stream.encode(made))
        container.mux(stream.encode())
    return colour


def clip_frame(studio, **options):
    """(the first frame of a film made of nothing but a clip, as RGB; the clip's colour)."""
    colour = colour_film(studio.directory / "clip.mp4", **options)
    scene = studio.scenes((600,))[0].model_copy(update={"media": Media(kind="clip", digest="clip.mp4")})
    spec = studio.spec(scenes=(scene,), text=None, music=False, size=(240, 240))
    made = compose(spec, studio, studio.directory / "f.mp4")
    with av.open(str(made.path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24", src_colorspace="ITU709"), colour


@pytest.mark.parametrize("matrix", [1, 5], ids=["bt709", "bt601"])
def test_clips_of_either_colour_matrix_keep_their_colours(studio, matrix):
    shown, colour = clip_frame(studio, matrix=matrix)
    assert np.abs(shown[20:80, 40:200].mean(axis=(0, 1)) - colour).max() < 6


@pytest.mark.parametrize(
    ("turned", "bright"), [(90, np.s_[:, :100]), (180, np.s_[140:]), (-90, np.s_[:, 140:])]
)
def test_a_clip_filmed_sideways_is_turned_upright(studio, turned, bright):
    shown, colour = clip_frame(studio, matrix=1, turned=turned)
    assert np.abs(shown[bright].mean(axis=(0, 1)) - colour).max() < 12


def test_a_broken_clip_names_its_scene(studio):
    (studio.directory / "clip.mp4").write_bytes(b"nothing")
    scene = studio.scenes((700,))[0].model_copy(update={"media": Media(kind="clip", digest="clip.mp4")})
    with pytest.raises(SourceError, match="Scene 1: its clip cannot be played"):
        compose(studio.spec(scenes=(scene,)), studio, studio.directory / "f.mp4")


def test_the_engine_runs_without_django():
    script = "import sys, rendering.engine.compose; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_poster_has_the_size_of_the_film(studio):
    path = poster(studio.spec((700, 700)), studio, studio.directory / "poster.jpg")
    with Image.open(path) as image:
        assert image.size == (360, 640)


def test_a_poster_prefers_a_lively_scene_to_a_flat_one(studio):
    kit.flat(studio.directory / "grey.png", colour=(128, 128, 128))
    scenes = studio.scenes((700, 700))
    grey = scenes[0].model_copy(update={"media": Media(kind="image", digest="grey.png")})
    path = poster(studio.spec(scenes=(grey, scenes[1])), studio, studio.directory / "poster.jpg")
    with Image.open(path) as image:
        assert np.asarray(image).std() > 20


def test_a_good_film_has_no_problems(film):
    assert check(probe(film[1].path), film[0]) == []


def test_a_film_of_another_spec_is_found_out(film):
    spec = film[0].model_copy(update={"output": OutputSpec(width=640, height=360, fps=25)})
    problems = " ".join(check(film[1].probe, spec))
    assert "115 frames, not 96" in problems
    assert "360x640" in problems


@pytest.mark.parametrize("kept", [0, 100, 0.5, 0.97])
def test_a_cut_off_file_is_a_failed_probe(film, tmp_path, kept):
    whole = film[1].path.read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: int(kept * len(whole)) if isinstance(kept, float) else kept])
    with pytest.raises(SourceError, match="The video cannot be played"):
        probe(path)


def test_a_damaged_file_is_a_failed_probe(film, tmp_path):
    whole = bytearray(film[1].path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 4000] = np.random.default_rng(1).bytes(4000)
    path = tmp_path / "damaged.mp4"
    path.write_bytes(whole)
    with pytest.raises(SourceError, match="The video cannot be played"):
        probe(path)
