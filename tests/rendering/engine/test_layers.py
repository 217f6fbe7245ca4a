"""Claims about depth: what a product's layer keeps, how it moves, and what it never does."""

import io
from functools import cache

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from generation.interfaces import ImageRequest, PhotoCut
from generation.local.images import ArtDirector, composition, layout, placement
from generation.media import object_finder
from projects.styles import STYLES
from rendering.engine import cache_keys, layers, motion, yuv
from rendering.engine.compose import SegmentCache, compose
from rendering.engine.timeline import plan
from rendering.spec.schema import LayersSpec, Media, Motion, SceneSpec
from tests.generation.local.images.test_images import asked
from tests.rendering.engine import kit as kit
from vidstudio.demo import record

# A picture is made a quarter larger than its frame (generation.stages.images).
FRAME, PICTURE = (640, 1136), (800, 1420)


@pytest.fixture
def studio(tmp_path):
    return kit.Studio(tmp_path)


def product(path, size=(480, 420), seed=3):
    """A detailed, slightly grainy thing with a round, soft outline, as a PNG with alpha."""
    kit.photo(path.with_suffix(".jpg"), size=size, seed=seed, grain=2)
    mask = np.zeros(size[::-1], np.uint8)
    centre, radii = (size[0] // 2, size[1] // 2), (size[0] // 2 - 4, size[1] // 2 - 4)
    cv2.ellipse(mask, centre, radii, 0, 0, 360, 255, -1, cv2.LINE_AA)
    image = Image.open(path.with_suffix(".jpg")).convert("RGB")
    image.putalpha(Image.fromarray(mask))
    image.save(path)
    return image


def ssim(one, two, where):
    """Structural similarity over a mask (Gaussian windows of 1.5 pixels)."""
    one, two = one.astype(np.float32), two.astype(np.float32)

    def mean(plane):
        return cv2.GaussianBlur(plane, (11, 11), 1.5)

    m1, m2 = mean(one), mean(two)
    v1, v2, both = mean(one * one) - m1 * m1, mean(two * two) - m2 * m2, mean(one * two) - m1 * m2
    alike = (2 * m1 * m2 + 6.5025) * (2 * both + 58.5225)
    return float((alike / ((m1 * m1 + m2 * m2 + 6.5025) * (v1 + v2 + 58.5225)))[where].mean())


PLACE = (160 / 800, 568 / 1420, 640 / 800, 988 / 1420)


def layer_of(studio, moves, frames=60, place=PLACE, frame=FRAME):
    path = studio.directory / "thing.png"
    if not path.exists():
        product(path)
    cover = motion.cover_size(PICTURE, frame)
    return layers.load(path, 1, place, cover, motion.camera_path(moves, cover, frame, frames), frame)


def exact(image, layer, view, frame):
    """The luma and alpha of the photo under the same affine map, by Pillow's Lanczos at fractional places."""
    whole = Image.new("RGBA", PICTURE, (0, 0, 0, 0))
    whole.paste(image, (160, 568))
    scale = 800 / frame[0]
    box = (view.left, view.top, view.left + frame[0] * view.step, view.top + frame[1] * view.step)
    box = [min(side * scale, whole.size[k % 2]) for k, side in enumerate(box)]
    rgba = np.asarray(whole.convert("RGBa").resize(frame, Image.Resampling.LANCZOS, box))
    return yuv.from_rgb(np.ascontiguousarray(rgba[..., :3])).y, rgba[..., 3]


MOVES = (Motion(zoom_from=1, zoom_to=1.15), Motion(zoom_from=1.12, zoom_to=1.0, pan=(0.01, 0.0)))


@pytest.mark.parametrize("moves", MOVES)
def test_the_products_pixels_are_kept_under_its_map(studio, moves):
    """Before encoding: SSIM of the product's own region against the photo under the same affine map."""
    image = product(studio.directory / "thing.png")
    layer, out = layer_of(studio, moves), yuv.blank(*FRAME)
    worst = 1.0
    for number in range(0, 60, 7):
        for plane, value in zip(out, (90, 128, 128), strict=True):
            plane[:] = value
        layer.draw(number, out)
        wanted, alpha = exact(image, layer, layer.way.view(number), FRAME)
        solid = cv2.erode((alpha == 255).astype(np.uint8), np.ones((9, 9))) > 0
        worst = min(worst, ssim(out.y, wanted, solid))
    assert worst >= 0.995


def woven(path, size=(480, 420), thread=4):
    """A cloth, each thread of another tone and four pixels wide, as a PNG with alpha."""
    rng = np.random.default_rng(8)
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    across, along = (np.sin(np.pi * (at % thread + 0.5) / thread) for at in (rows, columns))
    tone = 60 + 70 * np.where((rows // thread + columns // thread) % 2, across, along)
    tone += 12 * rng.random(size[1])[rows // thread] + 12 * rng.random(size[0])[columns // thread]
    tone = cv2.GaussianBlur(tone + rng.normal(0, 2, tone.shape), (0, 0), 1)
    rgb = np.clip(tone[..., None] * [1.0, 0.8, 0.75], 0, 255).astype(np.uint8)
    image = Image.fromarray(rgb).convert("RGBA")
    image.save(path)
    return image


def test_a_woven_product_keeps_its_threads(studio):
    """At every moment of the camera's way, whatever the phase of the threads."""
    image = woven(studio.directory / "thing.png")
    layer, out = layer_of(studio, MOVES[0]), yuv.blank(*FRAME)
    for number in range(0, 60, 7):
        layer.draw(number, out)
        wanted, alpha = exact(image, layer, layer.way.view(number), FRAME)
        solid = cv2.erode((alpha == 255).astype(np.uint8), np.ones((9, 9))) > 0
        assert ssim(out.y, wanted, solid) >= 0.995


def before_a_wall():
    """(a detailed thing before an uneven wall, where it is as 0..1), 700 x 700."""
    rng = np.random.default_rng(5)
    disc = np.zeros((700, 700), np.uint8)
    cv2.ellipse(disc, (350, 350), (210, 240), 0, 0, 360, 255, -1, cv2.LINE_AA)
    alpha = disc[..., None].astype(np.float32) / 255
    tones = cv2.resize(rng.integers(20, 150, (70, 70, 3), np.uint8), (700, 700)).astype(np.float32)
    wall = 170 + cv2.resize(rng.integers(0, 60, (9, 9, 3), np.uint8), (700, 700)).astype(np.float32)
    return (tones * alpha + wall * (1 - alpha)).round().astype(np.uint8), alpha[..., 0]


def as_png(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["alpha", "object", "hand"])
def test_from_photo_to_frame_the_product_stays_itself(tmp_path, monkeypatch, kind):
    """A product through art director and engine, against its photo under the map of both.

    The demo's, which has alpha; one that the model sees before a wall; and the same by a person's mask.
    """
    frame, size, photo, cuts = (540, 960), (675, 1200), record.photo(), ()
    if kind != "alpha":
        pixels, truth = before_a_wall()
        photo, seen = as_png(pixels), cv2.GaussianBlur(truth, (0, 0), 1)
        monkeypatch.setattr(object_finder, "look", lambda rgb: object_finder.Sight(seen, 1.0))
    if kind == "hand":
        cuts = (PhotoCut("cut", as_png((truth * 255).astype(np.uint8))),)
    words = {"prompt": "", "style": "luxury", "beat": "cta", "headline": "Tea"}
    request = ImageRequest(**words, width=size[0], height=size[1], photos=(photo,), cuts=cuts)
    picture, cut = ArtDirector().paint(request), composition.cut_out(request)
    assert cut.kind == kind
    if kind != "alpha":
        inside = cut.rgba[cut.height // 2, cut.width // 2 - 100 : cut.width // 2 + 100, :3]
        assert any((inside == pixels[row, 250:450]).all() for row in range(346, 355))
    (placed,) = placement.place(cut, layout.plan_for(request, cut.width / cut.height), *size)
    (tmp_path / "front.png").write_bytes(picture.layers.product)
    way = motion.camera_path(Motion(zoom_from=1, zoom_to=1.1, focus=picture.focus), frame, frame, 60)
    layer = layers.load(tmp_path / "front.png", 1, picture.layers.place, frame, way, frame)
    out = yuv.blank(*frame)
    for number in (0, 29, 59):
        layer.draw(number, out)
        wanted, alpha = shown_of(cut.rgba, placed.matrix, way.view(number), frame, size[0] / frame[0])
        solid = cv2.erode((alpha == 255).astype(np.uint8), np.ones((11, 11))) > 0
        assert solid.sum() > 40_000
        assert ssim(out.y, wanted, solid) >= 0.995


def shown_of(rgba, matrix, view, frame, larger):
    """(luma, alpha) of a photo that is scaled and moved into a picture, and then seen by a camera."""
    scale = matrix[0, 0]
    ends = (view.left, view.top), [(view.left, view.top)[k] + frame[k] * view.step for k in (0, 1)]
    # Edges of the frame in the photo, which is given room so that they lie inside.
    box = [(end[k] * larger - matrix[k, 2] - 0.5) / scale + 0.5 for end in ends for k in (0, 1)]
    high, wide = rgba.shape[:2]
    room = [int(max(0, out)) + 9 for out in (-box[0], -box[1], box[2] - wide, box[3] - high)]
    large = np.zeros((high + room[1] + room[3], wide + room[0] + room[2], 4), np.uint8)
    large[room[1] : room[1] + high, room[0] : room[0] + wide] = rgba
    box = [side + room[k % 2] for k, side in enumerate(box)]
    seen = np.asarray(Image.fromarray(large).convert("RGBa").resize(frame, Image.Resampling.LANCZOS, box))
    return yuv.from_rgb(np.ascontiguousarray(seen[..., :3])).y, seen[..., 3]


def test_nothing_is_drawn_outside_the_product(studio):
    layer, out = layer_of(studio, MOVES[0]), yuv.blank(*FRAME)
    for plane in out:
        plane[:] = 77
    layer.draw(30, out)
    _, alpha = exact(Image.open(studio.directory / "thing.png"), layer, layer.way.view(30), FRAME)
    far = cv2.dilate(alpha, np.ones((9, 9))) == 0
    assert (out.y[far] == 77).all()


@pytest.mark.parametrize("moves", MOVES)
def test_the_product_moves_smoothly(studio, moves):
    """Its centre of mass, frame after frame, never jumps off the eased path by a tenth of a pixel."""
    layer, out, off = layer_of(studio, moves), yuv.blank(*FRAME), []
    rows, columns = np.mgrid[0 : FRAME[1], 0 : FRAME[0]] + 0.5
    image = Image.new("RGBA", (480, 420), "white")
    image.putalpha(Image.open(studio.directory / "thing.png").getchannel("A"))
    image.save(studio.directory / "thing.png")
    layer = layer_of(studio, moves)
    for number in range(60):
        for plane in out:
            plane[:] = 0
        layer.draw(number, out)
        mass = out.y.astype(np.float64)
        view = layer.way.view(number)
        middle = [(layer.box[k] + layer.box[k + 2]) / 2 for k in (0, 1)]
        wanted = (middle[0] - view.left) / view.step, (middle[1] - view.top) / view.step
        seen = (mass * columns).sum() / mass.sum(), (mass * rows).sum() / mass.sum()
        off.append([seen[0] - wanted[0], seen[1] - wanted[1]])
    assert np.abs(np.diff(off, axis=0)).max() < 0.1


# The product's own camera


@cache
def made(style, beat, aspect, index, seed=1):
    return ArtDirector().paint(asked(style, beat, aspect, 216, scene_index=index, scene_count=4, seed=seed))


def depths():
    """(picture, frame, plate's camera, product's camera) over styles, beats and ratios."""
    for style in STYLES:
        for index, beat in enumerate(("hook", "product", "proof", "cta"), 1):
            for aspect in ("9:16", "16:9"):
                picture = made(style, beat, aspect, index)
                if picture.layers is None or not picture.layers.product:
                    continue
                frame = (picture.width, picture.height)
                marks = [mark.box for mark in picture.marks]
                words = tuple(box for box in picture.text_boxes if box not in marks)
                cover = motion.cover_size(frame, frame)
                ground = layers.Surroundings(cover, frame, picture.layers.place, words, tuple(marks))
                plate = Motion(
                    zoom_from=1.0, zoom_to=1.0 + (STYLES[style].zoom - 1) * 0.7, focus=picture.focus
                )
                own = layers.product_camera(
                    plate, STYLES[style].depth, ground, picture.layers.rests, (0.006, -0.003)
                )
                yield picture, ground, plate, own


def boxes_over_time(ground, plate, own):
    ways = [motion.camera_path(each, ground.cover, ground.frame, 40) for each in (plate, own)]
    for number in range(40):
        views = [way.view(number) for way in ways]
        yield [layers._in_frame(ground.place, view, ground.cover) for view in views], views[0]


def test_most_products_come_nearer_than_their_set():
    cameras = [(plate, own) for _, _, plate, own in depths()]
    deep = [own.zoom_to > plate.zoom_to + 0.005 for plate, own in cameras]
    assert len(cameras) > 20
    assert sum(deep) > len(deep) * 0.6


def test_the_product_is_never_over_words_at_any_frame():
    for _, ground, plate, own in depths():
        for (was, now), view in boxes_over_time(ground, plate, own):
            for box in ground.words:
                words = layers._in_frame(box, view, ground.cover)
                assert layers._distance(now, words) >= min(0, layers._distance(was, words)) - 0.05


def test_the_product_never_leaves_the_frame_by_itself():
    for _, ground, plate, own in depths():
        for (was, now), _ in boxes_over_time(ground, plate, own):
            before, after = (layers._margins(box, ground.frame) for box in (was, now))
            assert all(then >= -0.05 for first, then in zip(before, after, strict=True) if first >= 0)


def test_a_foot_stays_on_its_shadow():
    """Where the product rests, plate and product move as one: to a quarter of a pixel of 1080."""
    for picture, ground, plate, own in depths():
        if picture.layers.rests is None:
            continue
        point = (*picture.layers.rests, *picture.layers.rests)
        ways = [motion.camera_path(each, ground.cover, ground.frame, 40) for each in (plate, own)]
        for number in range(40):
            one, two = (layers._in_frame(point, way.view(number), ground.cover) for way in ways)
            assert np.abs(np.subtract(one, two)).max() < 0.25 * min(ground.frame) / 216


def test_plate_product_and_signs_give_the_picture_back():
    """What people approved is what the layers show, but for the signs that come in by themselves."""
    for beat in ("hook", "cta"):
        picture = made("luxury", beat, "9:16", 1)
        plate = Image.open(io.BytesIO(picture.layers.plate)).convert("RGBA")
        front = Image.open(io.BytesIO(picture.layers.product))
        plate.alpha_composite(
            front, (round(picture.layers.place[0] * 216), round(picture.layers.place[1] * 384))
        )
        whole = np.asarray(Image.open(io.BytesIO(picture.data)).convert("RGB"), np.float32)
        apart = np.abs(np.asarray(plate.convert("RGB"), np.float32) - whole).max(2)
        for mark in picture.marks:
            left, top, right, bottom = (
                round(side * (216, 384)[k % 2]) + (-9, -9, 9, 9)[k] for k, side in enumerate(mark.box)
            )
            apart[top:bottom, left:right] = 0
        assert apart.mean() < 1.5 and np.percentile(apart, 99) < 12


def test_the_end_cards_plate_has_neither_button_nor_price():
    picture = made("minimal", "cta", "9:16", 4)
    assert {mark.kind for mark in picture.marks} == {"button", "price"}
    assert {mark.text for mark in picture.marks} == {"Shop now", "€48.00"}


def test_a_product_that_is_cut_to_a_panel_has_no_layer():
    for seed in range(4):
        picture = made("bold", "proof", "9:16", 3, seed)
        request = asked("bold", "proof", "9:16", 216, scene_index=3, scene_count=4, seed=seed)
        plan_ = layout.plan_for(request, 500 / 700)
        assert (picture.layers is None) == (plan_.panel or plan_.copies > 1)


# In a film


def layered_spec(studio):
    product(studio.directory / "thing.png")
    scenes = studio.scenes((900, 1000, 900))
    set_up = LayersSpec(
        plate=scenes[1].media,
        product=Media(kind="image", digest="thing.png"),
        place=PLACE,
        motion=Motion(zoom_from=1.0, zoom_to=1.15),
    )
    deep = scenes[1].model_copy(update={"layers": set_up})
    return studio.spec(scenes=(scenes[0], deep, scenes[2]), text=None, music=False)


def keys_of(spec):
    return {(piece.start, piece.stop): cache_keys.segment(spec, piece, []) for piece in plan(spec).segments}


def test_a_film_with_depth_shows_the_product_and_keeps_its_frames(studio, tmp_path):
    spec = layered_spec(studio)
    flat = spec.model_copy(
        update={"scenes": tuple(scene.model_copy(update={"layers": None}) for scene in spec.scenes)}
    )
    deep = compose(spec, studio, tmp_path / "deep.mp4", workers=2, cache=SegmentCache(tmp_path / "c", 10**9))
    other = compose(flat, studio, tmp_path / "flat.mp4", workers=2)
    assert deep.frames == other.frames == 84
    one, two = (kit_frame(made.path, 42) for made in (deep, other))
    apart = np.abs(one.astype(int) - two).mean(1)
    assert apart[300:380].mean() > 8 and apart[:200].mean() < 2


def kit_frame(path, number):
    with av.open(str(path)) as film:
        for at, frame in enumerate(film.decode(video=0)):
            if at == number:
                return frame.to_ndarray()[: frame.height]


def test_another_product_makes_only_its_own_scene_anew(studio):
    spec = layered_spec(studio)
    scene = spec.scenes[1]
    nearer = scene.layers.model_copy(update={"motion": Motion(zoom_from=1.0, zoom_to=1.1)})
    scenes = (spec.scenes[0], scene.model_copy(update={"layers": nearer}), spec.scenes[2])
    first, other = keys_of(spec), keys_of(spec.model_copy(update={"scenes": scenes}))
    changed = {span for span in first if first[span] != other[span]}
    at = plan(spec).scenes[1]
    assert changed and all(span[1] > at.start and span[0] < at.stop + at.tail for span in changed)
    assert len(changed) < len(first)


def test_a_clip_has_no_layers(studio):
    still = Media(kind="image", digest="plate.jpg")
    clip = SceneSpec(
        index=1,
        duration_ms=900,
        media=Media(kind="clip", digest="clip.mp4"),
        layers=LayersSpec(plate=still, product=still),
    )
    assert cache_keys.pictures(clip) == (clip.media, None)


def test_a_damaged_product_names_its_scene(studio, tmp_path):
    spec = layered_spec(studio)
    (studio.directory / "thing.png").write_bytes(b"no picture at all")
    with pytest.raises(Exception, match="Scene 2"):
        compose(spec, studio, tmp_path / "film.mp4", workers=2)
