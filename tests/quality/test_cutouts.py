"""Products cut out of any background by the model, against the truth of drawn photos."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from generation.media import cutout, object_cut, object_finder, plain_background, weights
from tests.quality.kit import Input, each
from tests.quality.pictures import Scene, drawn, encoded, truth

needs_model = pytest.mark.skipif(bool(object_finder.trouble()), reason=f"{object_finder.trouble()}")
SMALL = (480, 480)
LOOK = object_finder.look


@pytest.fixture
def object_model(monkeypatch):
    """The model itself."""
    monkeypatch.setattr(object_finder, "look", LOOK)


def before(ground, scene):
    """The Scene's thing in front of a ground (h, w, 3)."""
    at = truth(scene)[..., None]
    return np.where(at, drawn(scene), ground).round().clip(0, 255).astype(np.uint8)


def wall(scene):
    """A wall that grows dark to one side, on a floor."""
    width, height = scene.size
    ground = np.linspace(245, 170, width)[None, :, None].repeat(height, 0).repeat(3, 2)
    ground[height * 7 // 10 :] *= 0.8
    return before(ground, scene)


def noise(scene):
    width, height = scene.size
    rng = np.random.default_rng(1)
    ground = cv2.resize(rng.integers(0, 255, (height // 12, width // 12, 3), np.uint8), scene.size)
    return before(ground.astype(float), scene)


def thing(name, colour, **more):
    return replace(Scene(name, colour=colour, size=SMALL), **more)


ANY = "any background"
PHOTOS = [
    Input(ANY, "red cup before a wall", "object", more=(wall, thing("cup", (200, 40, 36)))),
    Input(ANY, "nothing but noise", "card", more=(noise, thing("cup", (128, 128, 128), large=0.05))),
]


@needs_model
@each(PHOTOS)
def test_a_thing_before_any_ground_is_cut_out_whole_or_shown_uncut(case):
    draw, scene = case.more
    picture = draw(scene)
    product = cutout.cut_out(encoded(picture, "PNG"), "photo 1")
    assert product.kind == case.right
    if product.kind == "card":
        return
    wanted = truth(scene)
    rows, columns = np.flatnonzero(wanted.any(1)), np.flatnonzero(wanted.any(0))
    assert abs(product.width - (columns[-1] - columns[0] + 1)) <= 6
    assert abs(product.height - (rows[-1] - rows[0] + 1)) <= 6
    assert 0.96 < (product.rgba[..., 3] > 128).sum() / wanted.sum() < 1.04


@needs_model
def test_the_same_photo_is_cut_the_same_way_and_keeps_its_pixels(monkeypatch, caplog):
    picture = wall(thing("shoe", (30, 30, 34), size=(256, 256)))
    with monkeypatch.context() as broken:
        broken.setattr(object_finder.sys, "executable", "/bin/false")
        assert object_cut.free_object(picture) is None
    assert "its process ended with 1" in caplog.text  # and it is asked again
    first = object_cut.free_object(picture)
    object_finder._seen.cache_clear()
    second = object_cut.free_object(picture)
    assert (first.rgba == second.rgba).all() and first.confidence == second.confidence
    inside = first.rgba[..., 3] > 252
    assert (first.rgba[inside][:, :3] == picture[inside]).all()


# --- judged without the model ----------------------------------------------------------------
def rough(mask):
    """A mask as the model would give it: 320 pixels wide at most, and soft."""
    small = cv2.resize(mask.astype(np.float32), (320, 320), interpolation=cv2.INTER_AREA)
    return cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.0), SMALL)


def judged(picture, mask, agreed=0.99):
    seen = rough(mask)
    alpha = object_cut._refined(picture, seen)
    alpha = object_cut._filled(picture, seen, alpha)
    return alpha, object_cut.doubts(picture, seen, alpha, agreed)


def cup_on(ground, colour=(200, 40, 36), **more):
    scene = thing("cup", colour, ground=ground, **more)
    return drawn(scene), truth(scene)


UNSURE = "an unsure cut"
PALE = (235, 232, 226)
DOUBTS = [
    Input(UNSURE, "two looks that differ", "the two looks differ", more=(0.9, PALE, 0.6)),
    Input(UNSURE, "red on the same red", "its edge cannot be seen", more=(0.99, (201, 41, 37), 0.6)),
    Input(UNSURE, "hardly there", "it is too small", more=(0.99, PALE, 0.06)),
    Input(UNSURE, "larger than the photo", "it runs out of the photo", more=(0.99, PALE, 1.6)),
]


@each(DOUBTS)
def test_what_is_not_sure_is_not_cut(case):
    agreed, ground, large = case.more
    picture, mask = cup_on(ground, large=large, shade=0.0)
    _, against = judged(picture, mask, agreed)
    assert against[case.right] < object_cut.SURE
    _, against = judged(*cup_on(PALE))
    assert min(against.values()) >= object_cut.SURE


def test_the_edge_is_the_photos_own():
    picture, mask = cup_on(PALE)
    alpha, _ = judged(picture, mask)
    assert ((alpha > 0.5) != mask).sum() < 0.006 * mask.sum()


@pytest.mark.parametrize("print_, closed", [((250, 250, 250), True), (PALE, False)])
def test_a_print_is_no_hole_and_a_handle_is_one(print_, closed):
    picture, mask = cup_on(PALE, shade=0.0, noise=0)
    hole = np.zeros(SMALL, bool)
    hole[220:270, 200:260] = True
    picture[hole] = print_ if not closed else (20, 60, 200)
    alpha, _ = judged(picture, mask & ~hole)
    assert bool(alpha[245, 230] > 0.5) == closed


@pytest.mark.parametrize("answer", [None, object_finder.Sight(np.zeros(SMALL, np.float32), 0.0)])
def test_without_a_model_or_a_thing_the_photo_stays_whole(monkeypatch, answer):
    monkeypatch.setattr(object_finder, "look", lambda rgb: answer)
    data = encoded(wall(thing("cup", (200, 40, 37))), "PNG")
    cutout.cut_out.cache_clear()
    assert cutout.cut_out(data).kind == "card"
    cutout.cut_out.cache_clear()


def test_a_missing_or_changed_model_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "_installed", lambda package: tmp_path)
    assert "cannot be read" in object_finder.trouble() and "\n" not in object_finder.trouble()
    (tmp_path / "u2netp.onnx").write_bytes(b"x" * 4574861)
    assert "checksum differs" in object_finder.trouble() and LOOK(np.zeros((20, 20, 3), np.uint8)) is None


# --- white on white --------------------------------------------------------------------------
def board(pale, quality=0, turned=False):
    """A snowboard, red above and black below, on exact white; between them it is `pale`, or nothing is."""
    picture = np.full((480, 320, 3), 255, np.uint8)
    long = np.zeros((480, 320), np.uint8)
    cv2.ellipse(long, (160, 80), (50, 60), 0, 0, 360, 1, -1)
    cv2.ellipse(long, (160, 400), (50, 60), 0, 0, 360, 1, -1)
    long[80:400, 110:211] = 1
    for top, foot, colour in ((0, 190, (206, 16, 38)), (190, 300, pale), (300, 480, (28, 28, 32))):
        if colour:
            picture[top:foot][long[top:foot] > 0] = colour
    picture = np.ascontiguousarray(np.rot90(picture)) if turned else picture
    if quality:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return picture


WHITE_PART = "a white part on white"
BOARDS = [
    Input(WHITE_PART, "ivory", right=False, more={"pale": (252, 250, 246)}),
    Input(WHITE_PART, "three steps darker", right=False, more={"pale": (252, 252, 252)}),
    Input(WHITE_PART, "six steps darker", right=False, more={"pale": (249, 249, 249)}),
    Input(WHITE_PART, "bluish", right=False, more={"pale": (248, 250, 254)}),
    Input(WHITE_PART, "lying", right=False, more={"pale": (251, 251, 251), "turned": True}),
    Input(WHITE_PART, "as a JPEG", right=False, more={"pale": (250, 250, 250), "quality": 90}),
    Input(WHITE_PART, "grey enough to be seen", right=True, more={"pale": (214, 214, 214)}),
    Input(WHITE_PART, "two things and nothing between", right=True, more={"pale": None}),
    Input(WHITE_PART, "two things in a JPEG", right=True, more={"pale": None, "quality": 85}),
]


@each(BOARDS)
def test_a_white_part_is_not_left_out_of_a_cut_from_white(case):
    assert (plain_background.free_from_plain(board(**case.more)) is not None) == case.right


@pytest.mark.parametrize("shadow", [{"shadow": 0.2, "soft": 25}, {"shadow": 0.08, "soft": 40, "lean": 0.3}])
def test_a_soft_shadow_on_exact_white_is_no_white_part(shadow):
    scene = thing("cup", (200, 40, 36), ground=(255, 255, 255), noise=0, **shadow)
    assert plain_background.free_from_plain(drawn(scene)) is not None


def trousers(shirt, wall=(240, 240, 238), line=False):
    """(dark trousers before a wall, where they are): `shirt` goes on above, or there is only the wall."""
    picture = np.empty((*SMALL, 3), np.uint8)
    picture[:] = wall
    if line:
        picture[170:174] -= 5  # a panel of the wall
    if shirt:
        crease = tuple(part - 18 for part in shirt)
        picture[0:240, 150:330] = shirt
        for x in (150, 196, 242, 284, 328):
            cv2.line(picture, (x, 0), (x - 6, 120), crease, 3)
            cv2.line(picture, (x + 4, 120), (x, 240), crease, 3)
    mask = np.zeros(SMALL, bool)
    mask[240:460, 140:340] = True
    picture[mask] = (28, 44, 78)
    grain = np.random.default_rng(3).normal(0, 0.6, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8), mask


GOES_ON = "white above on a white wall"
PEOPLE = [
    Input(GOES_ON, "a white shirt", right=False, more={"shirt": (246, 246, 246)}),
    Input(GOES_ON, "a cream shirt", right=False, more={"shirt": (244, 240, 230)}),
    Input(GOES_ON, "a shirt a little darker than its wall", right=False, more={"shirt": (232, 232, 234)}),
    Input(GOES_ON, "a whiter wall", right=False, more={"shirt": (246, 246, 246), "wall": (252,) * 3}),
    Input(GOES_ON, "nothing but the wall", right=True, more={"shirt": None}),
    Input(GOES_ON, "a line in the wall", right=True, more={"shirt": None, "line": True}),
    Input(GOES_ON, "nothing but a grey wall", right=True, more={"shirt": None, "wall": (150, 150, 150)}),
]  # fmt: skip


@each(PEOPLE)
def test_what_goes_on_above_in_the_walls_colour_is_not_cut_off(case):
    picture, mask = trousers(**case.more)
    _, against = judged(picture, mask)
    assert (min(against.values()) >= object_cut.SURE) == case.right
    assert case.right or against["it may go on above"] < object_cut.SURE
