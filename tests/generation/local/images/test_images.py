"""Claims about the art director: what it keeps, where words stand, and what it refuses."""

import io
import itertools
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures
from PIL import ImageDraw

from generation.interfaces import ImageRequest
from generation.local.images import ArtDirector, composition, illustration, layout, placement
from generation.media import colours, cutout
from generation.provider_errors import Rejected
from projects.formats import ASPECTS, Box, caption_box, headline_box, safe_box
from projects.styles import STYLES

BEATS = ("hook", "context", "product", "proof", "content", "closing", "cta")
SWEPT = ("hook", "product", "proof", "cta")
ASPECT_NAMES = tuple(ASPECTS)
# Pictures without captions have more room; two shapes of frame stand for all.
FREE_ASPECTS = ("9:16", "16:9")


@cache
def vase():
    """A red vase with a white print, 500 x 700, on nothing."""
    picture = Pictures.new("RGBA", (1000, 1400))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((200, 500, 800, 1300), fill=(190, 40, 36, 255))
    pen.rectangle((400, 100, 600, 700), fill=(190, 40, 36, 255))
    pen.rectangle((300, 1200, 700, 1340), fill=(120, 24, 22, 255))
    pen.ellipse((400, 800, 600, 1000), fill=(245, 240, 230, 255))
    return encoded(picture.resize((500, 700), Pictures.Resampling.LANCZOS))


def encoded(picture, form="PNG", **options):
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def on_ground(colour, form="PNG"):
    picture = Pictures.open(io.BytesIO(vase()))
    ground = Pictures.new("RGB", (700, 900), colour)
    ground.paste(picture, (100, 100), picture)
    return encoded(ground, form)


def asked(style="minimal", beat="product", aspect="9:16", short=216, **changes):
    across, down = ASPECTS[aspect]
    scale = short / min(across, down)
    size = {"width": round(across * scale), "height": round(down * scale)}
    words = {"headline": "A vase worth every flower", "detail": "Thrown and glazed by hand in small batches"}
    ending = {"price": "€48.00", "cta": "Shop now"} if beat in ("cta", "closing") else {}
    fields = {"prompt": "", "photos": (vase(),), "scene_index": BEATS.index(beat) + 1, **words, **ending}
    return ImageRequest(style=style, beat=beat, **size, **{**fields, **changes})


@cache
def painted(request):
    return ArtDirector().paint(request)


def pixels(image):
    return np.asarray(Pictures.open(io.BytesIO(image.data)).convert("RGB"))


def boxed(fractions, image):
    return layout.to_pixels(fractions, image.width, image.height)


# Size and form


@pytest.mark.parametrize("size", [(360, 640), (1080, 1350), (721, 405), (2160, 2160)])
def test_a_picture_has_exactly_the_size_asked_for(size):
    image = painted(replace(asked(), width=size[0], height=size[1]))
    assert Pictures.open(io.BytesIO(image.data)).size == size == (image.width, image.height)


def test_a_picture_costs_nothing():
    assert painted(asked()).usage.cost == 0


def test_the_same_request_gives_the_same_bytes():
    request = asked("cinematic", "hook")
    assert ArtDirector().paint(request).data == ArtDirector().paint(request).data


@pytest.mark.parametrize("style", STYLES)
def test_another_seed_gives_another_picture(style):
    one, other = (pixels(painted(asked(style, "hook", seed=seed))) for seed in (1, 2))
    assert np.abs(one.astype(int) - other).mean() > 0.5


@pytest.mark.parametrize("style", STYLES)
def test_no_two_scenes_of_an_ad_look_alike(style):
    scenes = [
        pixels(painted(asked(style, beat, scene_index=at))).astype(int)
        for at, beat in enumerate(("hook", "product", "proof", "cta"), 1)
    ]
    for one, other in itertools.combinations(scenes, 2):
        assert np.abs(one - other).mean() > 4


def test_styles_do_not_look_alike():
    scenes = [pixels(painted(asked(style))).astype(int) for style in STYLES]
    for one, other in itertools.combinations(scenes, 2):
        assert np.abs(one - other).mean() > 20


@pytest.mark.parametrize("style", ["luxury", "minimal", "cinematic"])
def test_a_gradient_has_no_bands(style):
    """A banded gradient repeats one colour over long runs; a dithered one does not."""
    picture = pixels(painted(asked(style, "hook", headline="", detail="", short=720)))
    row = picture[:, 8].astype(int).sum(1)
    same = np.diff(row) == 0
    longest = max(len(list(run)) for value, run in itertools.groupby(same) if value) if same.any() else 0
    assert longest < 24


# The product


def product_of(request):
    """The cut-out and its placed copies, as the art director puts them."""
    product = cutout.cut_out(request.photos[0])
    plan = placement.choose_plan(request, product)
    return product, placement.place(product, plan, request.width, request.height)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("beat", ["hook", "product", "cta"])
def test_the_products_own_pixels_are_kept(style, beat):
    """Bring each picture back by the inverse map: inside the product it is the photo, colour for colour."""
    import cv2

    request = asked(style, beat, short=720)
    product, placed = product_of(request)
    picture = pixels(painted(request)).astype(np.float32)
    back = cv2.invertAffineTransform(placed[0].matrix)
    seen = cv2.warpAffine(picture, back, (product.width, product.height), flags=cv2.INTER_LINEAR)
    shown = cv2.warpAffine(np.ones(picture.shape[:2], np.float32), back, (product.width, product.height))
    solid = cv2.erode((product.rgba[..., 3] > 250).astype(np.uint8), np.ones((9, 9))) * (shown > 0.99)
    flat = np.abs(cv2.Laplacian(product.rgba[..., :3].astype(np.float32).mean(2), cv2.CV_32F)) < 1
    inside = (solid > 0) & cv2.erode(flat.astype(np.uint8), np.ones((7, 7))).astype(bool)
    assert inside.sum() > 20_000
    assert np.abs(seen - product.rgba[..., :3])[inside].mean() < 1.5


@pytest.mark.parametrize("style", STYLES)
def test_a_photo_is_never_blown_up_by_more_than_half(style):
    for beat in BEATS:
        _, placed = product_of(asked(style, beat, short=2160))
        for one in placed:
            assert np.hypot(*one.matrix[:, 0]) <= 1.5 + 1e-6


def test_the_product_box_is_where_the_product_is():
    image = painted(asked("minimal", "product", "1:1", short=720, headline="", detail=""))
    red = pixels(image).astype(int)
    red = (red[..., 0] > 150) & (red[..., 1] < 70)
    columns, rows = np.flatnonzero(red.any(0)), np.flatnonzero(red.any(1))
    box = boxed(image.product_box, image)
    assert abs(columns[0] - box.left) < 8 and abs(columns[-1] - box.right) < 8
    assert abs(rows[0] - box.top) < 8


@pytest.mark.parametrize("aspect", ASPECT_NAMES)
def test_the_product_stays_clear_of_the_captions(aspect):
    for style, beat in itertools.product(STYLES, SWEPT):
        image = painted(asked(style, beat, aspect))
        assert not boxed(image.product_box, image).overlaps(caption_box(image.width, image.height))


@pytest.mark.parametrize("style", STYLES)
def test_the_product_parts_from_its_set(style):
    """Just outside the product's outline the picture is a visibly other colour than inside it."""
    import cv2

    request = asked(style, "product", short=720, headline="", detail="")
    _, placed = product_of(request)
    picture = pixels(painted(request)).astype(np.float32) / 255
    alpha = np.zeros(picture.shape[:2], np.float32)
    (x, y), layer = placed[0].at, placed[0].layer
    alpha[y : y + layer.shape[0], x : x + layer.shape[1]] = layer[..., 3]
    solid = (alpha > 0.5).astype(np.uint8)
    inner, outer = solid - cv2.erode(solid, np.ones((15, 15))), cv2.dilate(solid, np.ones((15, 15))) - solid
    outer *= alpha < 0.02
    assert colours.distance(picture[inner > 0].mean(0), picture[outer > 0].mean(0)) > 0.15


# The shot list

AD = ("hook", "product", "proof", "proof", "cta")


@cache
def wide_thing():
    """The vase lying down, small: a product wider than high."""
    return encoded(Pictures.open(io.BytesIO(tall_thing())).rotate(90, expand=True))


@cache
def tall_thing():
    """The vase again, small: where things stand can be asked of few pixels."""
    return encoded(Pictures.open(io.BytesIO(vase())).resize((250, 350), Pictures.Resampling.LANCZOS))


def ad(style, aspect, seed=1, beats=AD, **changes):
    """The requests of a whole ad, scene by scene."""
    return [
        asked(style, beat, aspect, scene_index=at, scene_count=len(beats), seed=seed, **changes)
        for at, beat in enumerate(beats, 1)
    ]


def every_ad(aspects=ASPECT_NAMES, seeds=(1, 2, 3)):
    yield from itertools.product(STYLES, aspects, seeds, (tall_thing(), wide_thing()))


@cache
def shown(request):
    """(the part of the frame the product takes up, how much of the product can be seen)."""
    product, placed = product_of(request)
    box = placement.union([one.box for one in placed])
    scale = np.hypot(*placed[0].matrix[:, 0])
    whole = (product.rgba[..., 3] / 255).sum() * scale**2
    return box, float(placed[0].layer[..., 3].sum() / whole)


def unlike(one, other, request):
    """True where two product boxes differ clearly in place or in size."""
    across = abs(one.centre[0] - other.centre[0]) / request.width
    down = abs(one.centre[1] - other.centre[1]) / request.height
    larger, smaller = sorted((one.width * one.height, other.width * other.height), reverse=True)
    return max(across, down) > 0.2 or larger / smaller > 1.7


def test_neighbouring_scenes_differ_in_the_products_place_or_size():
    for style, aspect, seed, photo in every_ad():
        scenes = ad(style, aspect, seed, photos=(photo,), short=144)
        boxes = [shown(request)[0] for request in scenes]
        for at, (one, other) in enumerate(itertools.pairwise(boxes), 1):
            assert unlike(one, other, scenes[0]), (style, aspect, seed, at)


@pytest.mark.parametrize("beats", [AD, ("hook", "product", "proof", "cta")])
def test_an_ad_in_a_tall_frame_has_a_close_up_and_a_low_hero(beats):
    for style, aspect, seed, photo in every_ad(("9:16",), (1, 2)):
        seen = [
            (request, *shown(request))
            for request in ad(style, aspect, seed, beats, photos=(photo,), short=144)
        ]
        below = [share for request, box, share in seen if box.top >= caption_box(*size_of(request)).bottom]
        assert max(below) > 0.97, (style, aspect, seed)
        plans = [layout.plan_for(request, 1.0) for request, _, _ in seen]
        assert any(plan.close or plan.copies > 1 for plan in plans), (style, aspect, seed)


def size_of(request):
    return request.width, request.height


def test_half_of_a_tall_ad_stands_low():
    """But on white paper: there is nothing on it that could fill the foot of the frame."""
    for style, seed in itertools.product(STYLES, (1, 2)):
        plans = [layout.plan_for(request, 1.3) for request in ad(style, "9:16", seed)]
        if style == "minimal":
            assert all(plan.low for plan in plans)
            continue
        assert [plan.low for plan in plans] == [True, False, True, False, True]


def test_a_product_that_runs_out_of_the_frame_can_still_be_recognised():
    for style, aspect, seed, photo in every_ad(seeds=(1, 2)):
        for request in ad(style, aspect, seed, photos=(photo,), short=144):
            box, share = shown(request)
            assert share > 0.22, (style, aspect, seed, request.scene_index)
            assert box.width * box.height > 0.025 * request.width * request.height


def test_a_running_out_product_is_cut_by_nothing_but_the_frame():
    """Its outline is soft on every side of its box that does not lie on the frame's edge."""
    scene = {"scene_index": 3, "scene_count": 5, "photos": (wide_thing(),)}
    seeds = (asked("luxury", "proof", seed=seed, **scene) for seed in range(4))
    request, plan = next((one, plan) for one in seeds if (plan := layout.plan_for(one, 1.4)).close)
    product, (placed,) = product_of(request)
    assert plan.close and placed.box.bottom == request.height
    assert placed.box.left == 0 or placed.box.right == request.width
    assert (placed.layer[:2, :, 3] > 0.9).mean() < 0.15


def test_every_shot_keeps_its_product_clear_of_the_captions():
    for aspect in ASPECT_NAMES:
        request = asked(aspect=aspect)
        for plan, _ in layout.shots(*size_of(request)).values():
            region = layout.to_pixels(plan.product, *size_of(request))
            assert layout.keeps_clear_of_captions(region, request), (plan.name, aspect)


@pytest.mark.parametrize("style", STYLES)
def test_small_print_is_large_enough_for_a_phone(style, seen_behind):
    found = 0
    for request in (*ad(style, "9:16")[:4], *ad(style, "4:5")[:4]):
        ArtDirector().paint(request)
        sizes = [item.size for item in seen_behind[-1][1] if item.kind == "detail"]
        found += len(sizes)
        assert all(size >= 0.026 * request.height for size in sizes)
    assert found >= 4


@pytest.mark.parametrize("style", STYLES)
def test_the_button_is_large_enough_for_a_thumb(style, seen_behind):
    for aspect in ASPECT_NAMES:
        request = asked(style, "cta", aspect, detail="")
        ArtDirector().paint(request)
        (pill,) = [item for item in seen_behind[-1][1] if item.kind == "cta"]
        assert pill.box.height >= 0.05 * request.height


@pytest.mark.parametrize("style", STYLES)
def test_headlines_change_their_size_from_scene_to_scene(style, seen_behind):
    sizes = []
    for request in ad(style, "9:16", headline="A vase for every flower"):
        ArtDirector().paint(request)
        sizes.append(seen_behind[-1][1][0].size)
    assert max(sizes) > 1.25 * min(sizes)


# The words


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("captions", [True, False])
def test_words_stay_in_their_box(style, captions):
    for beat, aspect in itertools.product(SWEPT, ASPECT_NAMES if captions else FREE_ASPECTS):
        image = painted(asked(style, beat, aspect, captions=captions))
        limit = (headline_box if captions else safe_box)(image.width, image.height)
        assert image.text_boxes
        for box in image.text_boxes:
            assert limit.contains(boxed(box, image)), (beat, aspect)


@pytest.mark.parametrize("style", STYLES)
def test_words_are_still_safe_when_the_camera_has_moved_in(style):
    zoom = STYLES[style].zoom
    for beat, aspect in itertools.product(SWEPT, ASPECT_NAMES):
        image = painted(asked(style, beat, aspect, captions=True))
        safe = safe_box(image.width, image.height)
        for left, top, right, bottom in image.text_boxes:
            x, y = image.focus
            near = [
                x + (left - x) * zoom,
                y + (top - y) * zoom,
                x + (right - x) * zoom,
                y + (bottom - y) * zoom,
            ]
            assert near[0] * image.width >= safe.left - 1 and near[2] * image.width <= safe.right + 1
            assert near[1] * image.height >= safe.top - 1 and near[3] * image.height <= safe.bottom + 1


@pytest.mark.parametrize("style", STYLES)
def test_words_never_touch_the_product(style):
    for beat, aspect in itertools.product(SWEPT, ASPECT_NAMES):
        for captions in (True, False)[: 1 + (aspect in FREE_ASPECTS)]:
            image = painted(asked(style, beat, aspect, captions=captions))
            product = boxed(image.product_box, image)
            assert not any(boxed(box, image).overlaps(product) for box in image.text_boxes), (beat, aspect)


@pytest.mark.parametrize("style", STYLES)
def test_words_never_touch_each_other(style):
    for beat, aspect in itertools.product(SWEPT, ASPECT_NAMES):
        image = painted(asked(style, beat, aspect))
        boxes = [boxed(box, image) for box in image.text_boxes]
        assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2)), (beat, aspect)


@pytest.mark.parametrize("beat", ["cta", "closing"])
def test_the_end_card_carries_price_and_call_to_action(beat):
    for style, aspect in itertools.product(STYLES, ASPECT_NAMES if beat == "cta" else FREE_ASPECTS):
        image = painted(asked(style, beat, aspect, detail=""))
        assert len(image.text_boxes) == 3, (style, aspect)


@pytest.fixture
def seen_behind(monkeypatch):
    """(picture, items) as they were just before the words were set, for each painted picture."""
    from generation.local.images import lettering as words

    kept, draw = [], words.draw
    monkeypatch.setattr(
        words, "draw", lambda picture, items: (kept.append((picture.copy(), items)), draw(picture, items))
    )
    return kept


def worst_legibility(picture, items):
    """The lowest contrast of any words with what lies behind them, but for one pixel in fifty."""
    import cv2

    calm = cv2.blur(np.asarray(picture), (3, 3)).astype(np.float32) / 255
    worst = 21.0
    for item in items:
        behind = calm[item.box.top : item.box.bottom, item.box.left : item.box.right]
        flat = item.plate or item.bar
        if flat:
            behind = np.array(flat, np.float32) / 255
        worst = min(worst, np.percentile(colours.contrast(behind, np.array(item.ink, np.float32) / 255), 2))
    return worst


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("aspect", ["9:16", "16:9"])
def test_words_can_be_read(style, aspect, seen_behind):
    for beat in SWEPT:
        ArtDirector().paint(asked(style, beat, aspect))
        assert worst_legibility(*seen_behind[-1]) >= 4.5, beat


def test_no_words_give_no_type():
    request = asked("bold", "cta", headline="", detail="", price="", cta=" ")
    assert painted(request).text_boxes == ()


def test_a_long_headline_shrinks_to_fit():
    long = "A surprisingly long headline that keeps going well past the point where anybody would stop"
    image = painted(asked("bold", "hook", headline=long))
    assert headline_box(image.width, image.height).contains(boxed(image.text_boxes[0], image))


@pytest.mark.parametrize(
    "words", ["手作りの花瓶、毎日の花に", "손으로 빚은 꽃병", "Ваза ручной работы", "Grüße aus Köln"]
)
def test_headlines_of_other_scripts_are_set(words):
    with_words, without = (
        painted(asked("luxury", headline=words)),
        painted(asked("luxury", headline="", detail="")),
    )
    assert with_words.text_boxes
    assert (pixels(with_words) != pixels(without)).any()


HEADLINES = (
    "350 ml each",
    "Dishwasher and microwave safe",
    "Leak-proof lid, cold for 24 hours",
    "Midnight Heavyweight Tee",
)


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_is_broken_where_a_reader_pauses(headline):
    """No word is broken, no number parted from its unit, no line ends in an article, in any frame."""
    for style, aspect, beat in itertools.product(STYLES, ASPECT_NAMES, ("proof",)):
        request = asked(style, beat, aspect, headline=headline, captions=True, short=270)
        lines = next(item.lines for item in words_of(request) if item.kind == "headline")
        said = " ".join(lines).casefold()
        assert said == headline.casefold(), (style, aspect, lines)
        ends = [line.split()[-1].casefold() for line in lines[:-1]]
        assert not any(end in ("the", "a", "of", "350", "24") for end in ends), (style, aspect, lines)


def words_of(request):
    product = cutout.cut_out(request.photos[0])
    plan = placement.choose_plan(request, product)
    return composition.compose(composition.draft_of(request), product, plan).words


@pytest.mark.parametrize("aspect", ["1:1", "4:5", "16:9"])
def test_frames_that_do_not_fill_a_phone_are_filled_down_to_their_captions(aspect):
    """The product of an end card takes a good part of the room above the captions, and ends near them."""
    for style in STYLES:
        image = painted(asked(style, "cta", aspect, captions=True))
        product, strip = boxed(image.product_box, image), caption_box(image.width, image.height)
        assert product.height > 0.4 * strip.top and product.bottom > 0.85 * strip.top
        assert strip.top > 0.8 * image.height


@pytest.mark.parametrize("aspect", ASPECT_NAMES)
def test_captions_on_the_picture_are_not_lost_before_a_sun(aspect):
    for style, beat in itertools.product(("luxury", "cinematic"), SWEPT):
        image = painted(asked(style, beat, aspect, captions=True))
        strip = caption_box(image.width, image.height)
        behind = pixels(image)[strip.top : strip.bottom, strip.left : strip.right] / 255
        assert np.percentile(colours.contrast(behind, np.ones(3)), 5) >= 3, (style, beat)


def test_no_word_is_broken_over_two_lines():
    from generation.local.images import lettering as words

    for style, width in itertools.product(STYLES, (200, 260, 330)):
        area = Box(0, 0, width, 400)
        items = words.lay_out(asked(style, short=720), area, layout.ShotPlan("x", (0, 0, 1, 1), (0, 0, 1, 1)))
        for item in items:
            text = " ".join(item.lines).lower()
            assert text in ("a vase worth every flower", "thrown and glazed by hand in small batches")


# Colours


def test_a_brands_colours_take_over():
    brand = ("#00a86b", "#f4f4f4", "#222222")
    plain, branded = (pixels(painted(asked("bold", brand_colours=given))) for given in ((), brand))
    green = np.abs(branded.astype(int) - (0, 168, 107)).sum(2) < 30
    assert green.mean() > 0.05 and (np.abs(plain.astype(int) - (0, 168, 107)).sum(2) < 30).mean() < 0.01


def test_a_nonsense_brand_colour_is_passed_over():
    assert painted(asked("bold", brand_colours=("chartreuse-ish",))).data == painted(asked("bold")).data


def logo():
    picture = Pictures.new("RGBA", (400, 120))
    ImageDraw.Draw(picture).rectangle((10, 10, 390, 110), fill=(0, 200, 255, 255))
    return encoded(picture)


@pytest.mark.parametrize("aspect", ASPECT_NAMES)
def test_the_logo_closes_the_ad_and_covers_nothing(aspect):
    for style in STYLES:
        image = painted(asked(style, "cta", aspect, logo=logo()))
        cyan = np.abs(pixels(image).astype(int) - (0, 200, 255)).sum(2) < 40
        rows, columns = np.flatnonzero(cyan.any(1)), np.flatnonzero(cyan.any(0))
        place = Box(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
        assert cyan.sum() > 200
        assert not place.overlaps(boxed(image.product_box, image))
        assert not place.overlaps(caption_box(image.width, image.height))
        assert not any(place.overlaps(boxed(box, image)) for box in image.text_boxes)


def test_the_logo_waits_for_the_end():
    assert painted(asked("bold", "hook", logo=logo())).data == painted(asked("bold", "hook")).data


def test_a_damaged_logo_is_refused_by_name():
    with pytest.raises(Rejected, match="the logo"):
        ArtDirector().paint(asked("bold", "cta", logo=b"nothing"))


# Photos


@pytest.mark.parametrize("ground", [(255, 255, 255), (238, 236, 230), (20, 22, 26), (90, 140, 200)])
def test_a_plain_background_is_removed(ground):
    product = cutout.cut_out(on_ground(ground))
    truth = Pictures.open(io.BytesIO(vase()))
    truth = np.asarray(truth.getchannel("A")) > 127
    found = product.rgba[..., 3] > 127
    assert product.kind == "plain"
    assert np.abs(np.subtract(extent(found), extent(truth))).max() <= 3
    assert abs(found.sum() / truth.sum() - 1) < 0.02


def extent(mask):
    return int(mask.any(1).sum()), int(mask.any(0).sum())


def test_a_cut_out_edge_holds_no_background():
    product = cutout.cut_out(on_ground((40, 220, 60)))
    edge = product.rgba[(product.rgba[..., 3] > 40) & (product.rgba[..., 3] < 215)].astype(int)
    assert len(edge) > 100 and (edge[:, 1] > edge[:, 0] + 10).mean() < 0.02


def test_a_jpeg_on_white_is_cut_free_as_well():
    assert cutout.cut_out(on_ground((255, 255, 255), "JPEG")).kind == "plain"


def test_a_busy_photo_is_shown_whole():
    rng = np.random.default_rng(3)
    noise = Pictures.fromarray(rng.integers(0, 255, (60, 80, 3), dtype=np.uint8)).resize((640, 480))
    product = cutout.cut_out(encoded(noise))
    assert product.kind == "card" and (product.width, product.height) == (640, 480)


def test_a_busy_photo_still_makes_an_ad():
    rng = np.random.default_rng(3)
    noise = Pictures.fromarray(rng.integers(0, 255, (60, 80, 3), dtype=np.uint8)).resize((640, 480))
    for style in STYLES:
        assert painted(asked(style, photos=(encoded(noise, "JPEG"),))).product_box


def odd_photos():
    picture = Pictures.open(io.BytesIO(on_ground((255, 255, 255))))
    frames = [picture.convert("P"), picture.rotate(90).convert("P")]
    deep = np.asarray(picture.convert("L"), np.uint16) * 257
    return {
        "cmyk": encoded(picture.convert("CMYK"), "JPEG"),
        "sixteen bits": encoded(Pictures.fromarray(deep)),
        "palette": encoded(picture.convert("P")),
        "animated": encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "grey with alpha": encoded(Pictures.open(io.BytesIO(vase())).convert("LA")),
        "webp": encoded(Pictures.open(io.BytesIO(vase())), "WEBP"),
    }


@pytest.mark.parametrize("name", odd_photos())
def test_unusual_photos_are_understood(name):
    assert painted(asked(photos=(odd_photos()[name],))).product_box


def test_a_photo_taken_sideways_is_turned_upright():
    picture = Pictures.open(io.BytesIO(on_ground((255, 255, 255)))).rotate(90, expand=True)
    exif = Pictures.Exif()
    exif[0x0112] = 6
    product = cutout.cut_out(encoded(picture, "JPEG", exif=exif))
    assert product.height > product.width


@pytest.mark.parametrize("bad", [b"", b"hello", vase()[:400], b"\x89PNG\r\n\x1a\n" + b"\0" * 64])
def test_a_damaged_photo_is_refused_by_name(bad):
    with pytest.raises(Rejected, match="photo 1"):
        ArtDirector().paint(asked(photos=(bad,)))


def test_a_bomb_is_refused_before_it_is_opened():
    bomb = encoded(Pictures.new("1", (8_000, 8_000)))
    with pytest.raises(Rejected, match="photo 1 is too large"):
        ArtDirector().paint(asked(photos=(bomb,)))


def test_an_empty_photo_is_refused():
    with pytest.raises(Rejected, match="photo 1"):
        ArtDirector().paint(asked(photos=(encoded(Pictures.new("RGBA", (300, 300))),)))


# Scenes without a product


PROMPTS = (
    "A robot learns to brew coffee in a garage workshop at dawn",
    "A hiker reaches the summit in the snow",
    "A car waits in the city at night in the rain",
    "Two friends by the sea at sunset, a boat passes",
    "Something nobody has a picture of",
)


@pytest.mark.parametrize("style", STYLES)
def test_every_prompt_gets_a_picture_of_its_own(style):
    scenes = [
        pixels(painted(asked(style, "content", photos=(), prompt=p, headline="", detail=""))) for p in PROMPTS
    ]
    for one, other in itertools.combinations(scenes, 2):
        assert np.abs(one.astype(int) - other).mean() > 6


def test_the_same_prompt_looks_different_in_the_next_scene():
    one, other = (
        pixels(painted(asked(photos=(), prompt=PROMPTS[1], scene_index=at))).astype(int) for at in (1, 2)
    )
    assert np.abs(one - other).mean() > 4


@pytest.mark.parametrize("aspect", ["9:16", "16:9"])
def test_words_over_a_scene_are_safe_and_can_be_read(aspect, seen_behind):
    for style, prompt in itertools.product(STYLES, PROMPTS):
        image = ArtDirector().paint(asked(style, "content", aspect, photos=(), prompt=prompt))
        assert image.product_box is None and image.text_boxes
        for box in image.text_boxes:
            assert headline_box(image.width, image.height).contains(boxed(box, image))
        assert worst_legibility(*seen_behind[-1]) >= 4.5, (style, prompt)


def test_captions_on_a_phone_cross_no_figure_of_a_scene(monkeypatch):
    """The strip runs through the middle of a tall frame: who stands on the ground stands below it."""
    seen, figure = [], illustration._figure

    def watched(canvas, view, name, *where):
        before = canvas.px.copy()
        figure(canvas, view, name, *where)
        seen.append((name, before, canvas.px.copy()))

    monkeypatch.setattr(illustration, "_figure", watched)
    monkeypatch.setattr(illustration, "_steam", lambda *_: None)  # a breath of white is no figure
    for prompt, at in itertools.product((*PROMPTS, "A red backpack on a mountain trail"), range(1, 5)):
        request = asked("bold", "content", photos=(), prompt=prompt, scene_index=at)
        ArtDirector().paint(request)
        strip = caption_box(request.width, request.height)
        for name, before, after in seen:
            there = np.s_[strip.top : strip.bottom, strip.left : strip.right]
            assert name in ("bird", "boat") or np.abs(after[there] - before[there]).max() < 0.02, (prompt, at)
    assert {"robot", "person", "couple", "backpack"} <= {name for name, _, _ in seen}


def test_night_is_darker_than_noon():
    night, noon = (
        pixels(painted(asked("cinematic", photos=(), prompt=f"A street at {hour}", headline="", detail="")))
        for hour in ("night", "noon")
    )
    assert night.mean() < noon.mean() - 30


def test_lines_that_run_from_the_right_begin_at_the_right():
    from generation.local.images.lettering import TextItem, draw

    def middle(line):
        picture = Pictures.new("RGB", (600, 200))
        item = TextItem("headline", (line,), "sans", 60, 1.0, 0.0, "left", Box(50, 20, 550, 120))
        draw(picture, (replace(item, ink=(255, 255, 255)),))
        left, _, right, _ = picture.getbbox()
        return (left + right) / 2

    assert middle("water") < 200 and middle("מים") > 400 and middle("ماء") > 400


@pytest.mark.parametrize("size", [(270, 480), (405, 720), (283, 491), (1350, 2400)])
def test_a_picture_enlarged_strip_by_strip_is_the_one_enlarged_at_once(size):
    from generation.local.images.canvas import Canvas

    canvas = Canvas(216, 384)
    canvas.px[:] = np.random.default_rng(1).random(canvas.px.shape, np.float32)
    whole = cv2.resize(canvas.px, size, interpolation=cv2.INTER_CUBIC)
    strips = [canvas._rows(top, min(100, size[1] - top), *size) for top in range(0, size[1], 100)]
    assert np.abs(np.concatenate(strips) - whole).max() < 1e-4


@pytest.mark.parametrize("sigma", [2, 40])
def test_pictures_are_blurred_as_masks_are(sigma):
    """A restless scene behind the product of a large picture steps back by more than six pixels."""
    from generation.local.images import canvas

    picture = np.random.default_rng(1).random((90, 60, 3)).astype(np.float32)
    assert canvas.blurred(picture, sigma).shape == picture.shape
    assert canvas.blurred(picture[..., 0], sigma).shape == picture.shape[:2]


# What the frame may cut, and what close-ups look at


@cache
def printed_thing():
    """Two cups stacked, each with a bright print: a product that is easily cut through what matters."""
    picture = Pictures.new("RGBA", (380, 460))
    pen = ImageDraw.Draw(picture)
    for top, colour in ((0, (200, 30, 30, 255)), (230, (20, 20, 22, 255))):
        pen.rectangle((90, top, 290, top + 225), fill=colour)
        pen.ellipse((140, top + 60, 240, top + 160), fill=(240, 240, 240, 255))
    return encoded(picture)


@pytest.mark.parametrize("aspect", ASPECT_NAMES)
def test_no_print_is_cut_by_the_frame_and_a_close_up_shows_most_of_it(aspect):
    from generation.local.images import photo_details

    product = cutout.cut_out(printed_thing())
    shown = photo_details.find_prints(product)
    assert len(shown) == 2
    for style, seed in itertools.product(("luxury", "energetic"), (1, 2)):
        for request in ad(style, aspect, seed, photos=(printed_thing(),), short=144):
            plan = placement.choose_plan(request, product)
            if plan.panel or plan.copies > 1:
                continue
            (placed,) = placement.place(product, plan, request.width, request.height)
            frame = Box(0, 0, request.width, request.height)
            seen = [photo_details.visible_share(box, placed.matrix, frame) for box in shown]
            least = 0.55 if plan.close else 0.97
            assert all(share < 0.1 or share > least for share in seen), (style, seed, plan.name, seen)


def test_a_product_leaves_the_frame_only_to_be_seen_larger():
    product = cutout.cut_out(tall_thing())
    plan = layout.shots(216, 384)["low-side"][0]
    assert plan.bleed and not placement.settle_bleed(product, plan, 216, 384).bleed
    close = layout.shots(216, 384)["low-close"][0]
    assert placement.settle_bleed(product, close, 216, 384).bleed


def test_a_close_up_shows_what_the_words_speak_of():
    """A lid is at the head of a thing, a pocket low on it: the crop goes there."""
    product = cutout.cut_out(printed_thing())
    plan = layout.shots(216, 384)["high-panel"][0]
    tops = {}
    for headline in ("Leak-proof lid", "One large pocket"):
        aimed = replace(plan, part=layout.part_of(headline))
        (placed,) = placement.place(product, aimed, 216, 384)
        tops[headline] = placed.matrix[1, 2]  # where the product's own top edge comes to lie
    assert tops["Leak-proof lid"] >= 0 > tops["One large pocket"] + 20


def pot_with_a_handle():
    """Twice as wide as it is high: a body with a handle on the left and a spout on the right."""
    picture = Pictures.new("RGBA", (480, 240))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((120, 20, 360, 239), 30, fill=(30, 110, 90, 255))
    pen.rounded_rectangle((10, 40, 130, 70), 12, fill=(110, 70, 40, 255))
    pen.rounded_rectangle((350, 60, 470, 90), 12, fill=(180, 140, 60, 255))
    return encoded(picture)


@pytest.mark.parametrize("aspect", ASPECT_NAMES)
def test_a_handle_that_is_spoken_of_is_seen(aspect):
    product = cutout.cut_out(pot_with_a_handle())
    for style, seed in itertools.product(STYLES, (1, 2, 3)):
        for request in ad(style, aspect, seed, photos=(pot_with_a_handle(),), short=144):
            spoken = replace(request, headline="Walnut handle")
            for placed in placement.place(
                product, placement.choose_plan(spoken, product), request.width, request.height
            )[:1]:
                frame = Box(0, 0, request.width, request.height)
                shown = placed.box.left >= frame.left and placed.box.right <= frame.right
                corners = placed.matrix @ np.array([[10, 470], [40, 40], [1, 1]])
                assert shown and corners[0].min() >= 0 and corners[0].max() <= request.width, (style, seed)


def test_parts_are_known_in_the_languages_of_the_writer():
    handles = ("Walnut handle", "Griff aus Nussbaum", "Walnussgriff", "Poignée en noyer", "クルミの取っ手")
    assert {layout.part_of(headline) for headline in handles} == {"side"}
    assert layout.part_of("Auslaufsicherer Schraubdeckel") == "top"
    assert layout.part_of("Handtasche aus Leder") == ""


def test_a_wide_product_has_the_width_of_a_phones_frame():
    ads = [one for style in STYLES for seed in range(4) for one in ad(style, "9:16", seed)]
    assert any(layout.plan_for(one, 0.8).name.startswith("side") for one in ads)
    assert not any(layout.plan_for(one, 1.4).name.startswith("side") for one in ads)


def test_what_is_small_beside_its_words_is_set_over_or_under_them():
    square_thing = replace(asked("luxury", "product", "4:5", scene_index=2, scene_count=5), headline="A vase")
    assert layout.plan_for(square_thing, 1.0).name.startswith(("over", "under"))
    names = {
        layout.plan_for(replace(one, headline="A vase"), 0.4).name
        for seed in (1, 2, 3)
        for one in ad("luxury", "4:5", seed)
    }
    assert {name.split("-")[0] for name in names} & {"left", "right"}


def test_a_thing_that_would_topple_over_does_not_stand():
    """A hand holding a book: what is lowest does not lie under the middle of what it holds."""
    picture = Pictures.new("RGBA", (300, 400))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 0, 299, 300), fill=(200, 30, 30, 255))
    pen.rectangle((40, 250, 110, 399), fill=(190, 140, 110, 255))
    assert not cutout.cut_out(encoded(picture)).stands
    assert cutout.cut_out(printed_thing()).stands
