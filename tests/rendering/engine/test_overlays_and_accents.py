"""Claims about signs, light and shapes: where they are drawn, how they move, and when they are not there."""

import av
import numpy as np
import pytest

from rendering.engine import accents, cache_keys, overlays, yuv
from rendering.engine.compose import compose
from rendering.engine.timeline import plan
from rendering.spec.schema import FinishSpec, OverlaySpec
from tests.rendering.engine import kit as kit

FRAME = (360, 640)
BOXES = {
    "button": (0.3, 0.4, 0.66, 0.47),
    "price": (0.3, 0.3, 0.6, 0.36),
    "lower_third": (0.12, 0.48, 0.6, 0.55),
    "title": (0.12, 0.2, 0.82, 0.42),
}
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverkäufer"


@pytest.fixture
def studio(tmp_path):
    return kit.Studio(tmp_path)


def sign(kind, **changes):
    fields = {"text": "Shop now", "start_ms": 300, "end_ms": 2200, "ground": "#d2a864", "ink": "#101010"}
    return OverlaySpec(kind=kind, box=BOXES[kind], **{**fields, **changes})


def film(studio, *signs, finish=None):
    scenes = studio.scenes((1200, 1300, 1100), transition="wipe")
    return studio.spec(scenes=scenes, text=None, music=False, overlays=signs, finish=finish or FinishSpec())


def painted(layer, frame, grey=90):
    """A grey frame with a layer drawn over it."""
    out = yuv.blank(*FRAME)
    for plane, value in zip(out, (grey, 128, 128), strict=True):
        plane[:] = value
    layer.draw(frame, out)
    return out


def touched(out, grey=90):
    """(left, top, right, bottom) of what is no longer grey, in pixels."""
    rows, columns = np.nonzero(out.y != grey)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


# Signs


@pytest.mark.parametrize("kind", BOXES)
@pytest.mark.parametrize("text", ["Shop now", LONG, "立即購買這款手沖壺並享受早晨", "€1,299.00"])
def test_a_standing_sign_stays_in_its_box(studio, kind, text):
    spec = film(studio, sign(kind, text=text, detail="Kitchen" if kind == "lower_third" else ""))
    out = painted(overlays.Overlays(spec, plan(spec)), 40)
    left, top, right, bottom = touched(out)
    box = overlays.to_pixels(BOXES[kind], FRAME)
    # A button breathes and casts a shadow; a price's bar ends slanting: a sixth of its height, no more.
    room = 0 if kind == "lower_third" else (box[3] - box[1]) / 4 + 2
    assert left >= box[0] - room - 1 and right <= box[2] + room + 1
    assert top >= box[1] - room - 1 and bottom <= box[3] + room + 1
    assert (right - left) * (bottom - top) > 300


@pytest.mark.parametrize("kind", BOXES)
def test_a_sign_comes_stands_and_goes(studio, kind):
    spec = film(studio, sign(kind))
    layer = overlays.Overlays(spec, plan(spec))
    weights = [np.abs(painted(layer, frame).y.astype(int) - 90).sum() for frame in range(75)]
    assert not any(weights[:9]) and not any(weights[66:])
    assert 0 < weights[9] < weights[40] and 0 < weights[65] < weights[40]


def test_the_last_sign_stays_to_the_end(studio):
    spec = film(studio, sign("button", end_ms=3600))
    layer = overlays.Overlays(spec, plan(spec))
    assert np.abs(painted(layer, 107).y.astype(int) - 90).sum() > 10_000


@pytest.mark.parametrize("kind", BOXES)
def test_a_sign_moves_without_a_jump(studio, kind):
    """Its middle, frame after frame: no step is much larger than those beside it, at rest there is none."""
    spec = film(studio, sign(kind, text="HHH", ground="#ffffff", ink="#ffffff"))
    layer = overlays.Overlays(spec, plan(spec))
    rows, columns = np.mgrid[0 : FRAME[1], 0 : FRAME[0]] + 0.5
    middles = []
    for frame in range(14, 55):
        mass = np.abs(painted(layer, frame).y.astype(float) - 90)
        middles.append(((mass * columns).sum() / mass.sum(), (mass * rows).sum() / mass.sum()))
    steps = np.diff(middles, axis=0)
    assert np.abs(np.diff(steps, axis=0)).max() < 1.6
    assert np.abs(steps[20:]).max() < 0.1


def test_a_sign_changes_nothing_far_from_it(studio):
    spec = film(studio, sign("button"))
    out = painted(overlays.Overlays(spec, plan(spec)), 40)
    assert (out.y[400:] == 90).all() and (out.u[:100] == 128).all()


def test_a_long_line_is_cut_with_an_ellipsis():
    size, text = overlays.fit_text(LONG, "sans", 40, 300)
    assert text.endswith("…") and size >= 20


def test_no_part_of_a_price_is_cut():
    size, text = overlays.fit_text("KWD 1,234,567.250", "black", 40, 100, overlays.LEAST_PRICE)
    assert text == "KWD 1,234,567.250" and size < 20


def test_words_keep_their_size_where_there_is_room():
    assert overlays.fit_text("Maya", "sans", 40, 400) == (40, "Maya")


# Light and shapes


def lit(kind, **changes):
    return FinishSpec(accent=kind, colours=("#ff9e5e", "#ffffff"), scenes=(1, 2, 3), **changes)


@pytest.mark.parametrize("kind", ["sweep", "streaks", "blocks", "leak"])
def test_an_accent_passes_and_is_gone(studio, kind):
    spec = film(studio, finish=lit(kind))
    layer = accents.Accents(spec, plan(spec))
    scene = plan(spec).scenes[1]
    changed = [bool((painted(layer, frame).y != 90).any()) for frame in range(scene.start, scene.stop)]
    assert any(changed)
    still = [frame for frame in range(scene.start, scene.stop) if layer.cache_data(frame, frame + 1) is None]
    assert all((painted(layer, frame).y == 90).all() for frame in still)


@pytest.mark.parametrize("kind", ["sweep", "streaks", "blocks", "leak"])
def test_accents_are_the_same_each_time(studio, kind):
    spec = film(studio, finish=lit(kind))
    one, two = (painted(accents.Accents(spec, plan(spec)), 40) for _ in range(2))
    assert all((a == b).all() for a, b in zip(one, two, strict=True))


def test_a_sweep_leaves_black_black_and_lights_what_is_lit(studio):
    spec = film(studio, finish=lit("sweep"))
    layer = accents.Accents(spec, plan(spec))
    assert all((painted(layer, frame, 16).y == 16).all() for frame in range(20, 60, 5))
    assert max(painted(layer, frame, 120).y.max() for frame in range(20, 60, 5)) > 130


@pytest.mark.parametrize("kind", ["sweep", "leak"])
def test_light_is_gentle(studio, kind):
    """At no moment does light change the whole frame by much."""
    spec = film(studio, finish=lit(kind))
    layer = accents.Accents(spec, plan(spec))
    for frame in range(0, 100, 6):
        assert np.abs(painted(layer, frame).y.astype(int) - 90).mean() < 30


def test_a_sweep_washes_no_print_out(studio):
    """A pale print on a white thing is still told from it when the light is brightest."""
    spec = film(studio, finish=lit("sweep"))
    layer = accents.Accents(spec, plan(spec))
    least = min(np.ptp(two_tones(layer, frame)[300:340].astype(int), axis=0).min() for frame in range(60))
    assert least >= 10


def two_tones(layer, frame):
    """The luma of rows of 205 and 230 by turns under an accent."""
    out = yuv.blank(*FRAME)
    for plane, value in zip(out, (230, 128, 128), strict=True):
        plane[:] = value
    out.y[::2] = 205
    layer.draw(frame, out)
    return out.y


def test_scenes_that_are_not_named_carry_no_accent(studio):
    spec = film(studio, finish=lit("leak").model_copy(update={"scenes": (2,)}))
    layer = accents.Accents(spec, plan(spec))
    assert (painted(layer, 15).y == 90).all() and (painted(layer, 50).y != 90).any()


def test_no_finish_leaves_every_pixel(studio):
    spec = film(studio)
    for layer in (accents.Accents(spec, plan(spec)), overlays.Overlays(spec, plan(spec))):
        assert all((painted(layer, frame).y == 90).all() for frame in range(0, 108, 9))


# The cache


def keys_of(spec):
    timeline = plan(spec)
    layers = accents.Accents(spec, timeline), overlays.Overlays(spec, timeline)
    return {
        (piece.start, piece.stop): cache_keys.segment(
            spec, piece, [], [each.cache_data(piece.start, piece.stop) for each in layers]
        )
        for piece in timeline.segments
    }


def test_another_button_makes_only_what_shows_it_anew(studio):
    spec = film(studio, sign("button", start_ms=2600, end_ms=3600))
    other = spec.model_copy(update={"overlays": (sign("button", text="Buy", start_ms=2600, end_ms=3600),)})
    first, second = keys_of(spec), keys_of(other)
    changed = {span for span in first if first[span] != second[span]}
    assert changed == {span for span in first if span[1] > 78}


def test_another_seed_makes_only_accented_scenes_anew(studio):
    spec = film(studio, finish=lit("streaks").model_copy(update={"scenes": (3,)}))
    other = spec.model_copy(update={"finish": spec.finish.model_copy(update={"seed": 5})})
    first, second = keys_of(spec), keys_of(other)
    start = plan(spec).scenes[2].start
    assert {span for span in first if first[span] != second[span]} == {
        s for s in first if start <= s[0] < start + 14
    }


def test_a_film_carries_its_signs_and_shapes(studio, tmp_path):
    spec = film(studio, sign("button", start_ms=2500, end_ms=3600), finish=lit("blocks"))
    made = compose(spec, studio, tmp_path / "film.mp4", workers=2)
    assert made.frames == 108
    bare = compose(film(studio), studio, tmp_path / "bare.mp4", workers=2)
    one, two = (frame_of(each.path, 105) for each in (made, bare))
    assert np.abs(one[256:300, 110:235].astype(int) - two[256:300, 110:235]).mean() > 15


def frame_of(path, number):
    with av.open(str(path)) as film:
        for at, frame in enumerate(film.decode(video=0)):
            if at == number:
                return frame.to_ndarray()[: frame.height]
