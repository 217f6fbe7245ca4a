"""What a style promises on its card, measured on small pictures of products of several kinds."""

import io
import itertools
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures

from generation.interfaces import ImageRequest
from generation.local.images import (
    ArtDirector,
    backdrops,
    composition,
    full_photo,
    illustration,
    layout,
    lettering,
    placement,
    provider,
    scene_reader,
    scenery,
    shadows,
)
from generation.local.images.canvas import Canvas
from generation.media import colours
from projects.styles import STYLES
from tests.benchmarks import style_cards
from tests.quality import pictures
from tests.quality.kit import Input, each
from tests.quality.pictures import Scene

THINGS = {
    "red cup": Scene(thing="cup", colour=(200, 40, 36)),
    "black box": Scene(thing="box", colour=(28, 28, 30), print_=(230, 228, 220)),
    "pale bottle": Scene(thing="bottle", colour=(205, 208, 204), ground=(60, 60, 64)),
    "blue shirt": Scene(thing="shirt", colour=(40, 70, 160)),
}
SIZES = {"9:16": (216, 384), "1:1": (216, 216), "16:9": (384, 216)}
BEATS = ("hook", "context", "product", "proof", "cta")


@cache
def photo(thing):
    return pictures.encoded(pictures.drawn(THINGS[thing]), "PNG")


def asked(style, thing, ratio="9:16", beat="hook", seed=1, **changes):
    width, height = SIZES[ratio]
    ending = {"price": "€48.00", "cta": "Shop now"} if beat == "cta" else {}
    request = ImageRequest(
        prompt="", style=style, beat=beat, width=width, height=height, photos=(photo(thing),), seed=seed,
        headline="Made for slow mornings", scene_index=BEATS.index(beat) + 1, scene_count=5, **ending,
    )  # fmt: skip
    return replace(request, **changes)


def painted(request):
    data = ArtDirector().paint(request).data
    return np.asarray(Pictures.open(io.BytesIO(data)).convert("RGB"), np.float32) / 255


# A sheet of white paper in soft daylight reflects about four fifths of it; below seven tenths it is grey.
PAPER_WHITE = 0.7

PAPER = [
    Input("minimal is paper white", f"{thing}, {ratio}, {beat}", right=PAPER_WHITE, more=(thing, ratio, beat))
    for thing in THINGS
    for ratio, beat in (("9:16", "hook"), ("1:1", "context"), ("16:9", "cta"))
]


@each(PAPER)
def test_minimal_is_set_on_white_paper(case):
    thing, ratio, beat = case.more
    ground = painted(asked("minimal", thing, ratio, beat, headline="", detail="", price="", cta=""))
    assert float(np.median(colours.luminance(ground))) >= case.right


@pytest.mark.parametrize("thing", ["red cup", "pale bottle"])
def test_minimal_has_nothing_but_paper_and_one_shadow(thing):
    """The set without its product is paper without an edge, and what darkens it is one connected patch."""
    request = asked("minimal", thing, "9:16", "product", headline="")
    product = composition.cut_out(request)
    shot = composition.compose(
        composition.draft_of(request), product, placement.choose_plan(request, product)
    )
    stage = provider.backdrop_stage(shot, colours.style_palette("minimal"), np.random.default_rng(1))
    canvas = Canvas(request.width, request.height)
    backdrops.paint(canvas, stage, "minimal")
    bare = canvas.px.copy()
    # An edge that is seen is a step of two of 255 levels or more between neighbours.
    assert max(np.abs(np.diff(bare, axis=axis)).max() for axis in (0, 1)) < 2 / 255
    shadows.cast_shadows(canvas, stage, shot.placed, "minimal")
    darker = ((bare - canvas.px).max(2) > 0.02).astype(np.uint8)
    count, _ = cv2.connectedComponents(darker)
    assert count - 1 == 1


@pytest.mark.parametrize("style", STYLES)
def test_the_same_request_is_the_same_picture(style):
    request = asked(style, "red cup")
    assert ArtDirector().paint(request).data == ArtDirector().paint(request).data


@pytest.mark.parametrize("thing", THINGS)
def test_bold_is_two_flat_colours_in_all_of_a_film(thing):
    """Beside those of the letters (white and the deep shade), the sets of five scenes have two at most."""
    palette = colours.style_palette("bold")
    seen = set()
    for ratio, beat in itertools.product(SIZES, BEATS):
        request = asked("bold", thing, ratio, beat)
        product = composition.cut_out(request)
        plan = placement.choose_plan(request, product)
        shot = composition.compose(composition.draft_of(request), product, plan)
        stage = provider.backdrop_stage(shot, palette, np.random.default_rng(1))
        canvas = Canvas(request.width, request.height)
        backdrops.paint(canvas, stage, "bold")
        for name in ("backdrop", "surface", "accent"):
            if (np.abs(canvas.px - getattr(palette, name)).max(2) < 0.01).mean() > 0.002:
                seen.add(name)
    assert len(seen) == 2


CARDS = [
    Input("a style's card shows what the style does", style, right=6 / 255, more=style) for style in STYLES
]


@each(CARDS)
def test_a_styles_card_is_what_its_art_director_paints_today(case):
    """WebP loses little: where more than 6 of 255 on average differ, run tests.benchmarks.style_cards."""
    kept = Pictures.open(style_cards.FOLDER / f"{case.more}.webp").convert("RGB")
    today = style_cards.card(case.more)
    off = np.abs(np.asarray(kept, np.float32) - np.asarray(today, np.float32)).mean() / 255
    assert off <= case.right


@pytest.mark.parametrize("thing", THINGS)
def test_bolds_pictures_name_the_two_colours_that_its_wipes_take(thing):
    made = [ArtDirector().paint(asked("bold", thing, "1:1", beat)) for beat in ("hook", "product", "cta")]
    assert len({one.flats for one in made}) == 1 and len(made[0].flats) == 2
    seen = np.asarray(Pictures.open(io.BytesIO(made[0].data)).convert("RGB"), np.float32) / 255
    for colour in map(colours.parse_hex, made[0].flats):
        assert (np.abs(seen - colour).max(2) < 0.04).mean() > 0.02


# --- a photo with its own surroundings --------------------------------------------------------
@cache
def place(width, height, seed=3):
    """A tin before a gradient with coloured blots: a photo that cannot be cut, (encoded) PNG."""
    rng = np.random.default_rng(seed)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    picture = np.array([150, 180, 200]) * (1 - down) + np.array([110, 80, 55]) * down
    picture = np.ascontiguousarray(np.broadcast_to(picture, (height, width, 3)), np.float32)
    for _ in range(60):
        spot = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        colour = tuple(float(value) for value in rng.integers(40, 220, 3))
        cv2.circle(picture, spot, int(rng.integers(12, 50)), colour, -1)
    middle, half = (width // 2, height // 2), min(width, height) // 6
    corners = [(middle[0] + way * half, middle[1] + way * half) for way in (-1, 1)]
    cv2.rectangle(picture, *corners, (40, 90, 150), -1)
    return pictures.encoded(picture.clip(0, 255).astype(np.uint8), "PNG")


PLACES = [
    Input("a photo with surroundings runs out of the frame", f"{style}, {ratio}, photo {size[0]}x{size[1]}",
          right=0.25, more=(style, ratio, size))
    for style in STYLES
    for ratio, size in (("9:16", (600, 400)), ("16:9", (400, 600)), ("1:1", (900, 300)), ("9:16", (400, 500)))
]  # fmt: skip


@each(PLACES)
def test_a_photo_with_surroundings_is_no_card(case):
    """It reaches three sides of the frame at least, and takes a quarter of the frame or more."""
    style, ratio, size = case.more
    request = asked(style, "red cup", ratio, "cta", photos=(place(*size),))
    photo = composition.cut_out(request)
    assert photo.kind == "card"
    plan = full_photo.plan_for_photo(request, photo, placement.choose_plan(request, photo))
    region = layout.to_pixels(plan.product, request.width, request.height)
    crop = full_photo.filling_crop(composition.draft_of(request), photo, region)
    box = crop.box if crop else full_photo.part_box(request, plan, region)
    touched = (box.left == 0, box.top == 0, box.right == request.width, box.bottom == request.height)
    assert sum(touched) >= 3
    assert box.width * box.height >= case.right * request.width * request.height


@pytest.mark.parametrize("style", STYLES)
def test_words_beside_a_photo_keep_off_what_it_shows(style):
    request = asked(style, "red cup", "16:9", "hook", photos=(place(600, 400),))
    made = ArtDirector().paint(request)
    shown = layout.to_pixels(made.product_box, request.width, request.height)
    for box in made.text_boxes:
        assert not layout.to_pixels(box, request.width, request.height).overlaps(shown)


def test_an_uncut_photo_on_a_plain_ground_fills_minimals_frame_with_its_ground():
    ground = np.full((300, 300, 3), 250, np.uint8)
    ground[100:200, 100:200] = 243
    request = asked("minimal", "red cup", headline="", photos=(pictures.encoded(ground, "PNG"),))
    photo = composition.cut_out(request)
    assert full_photo.plain_ground(photo.rgba[..., :3]) is not None
    if photo.kind == "card":
        assert float(np.median(colours.luminance(painted(request)))) > 0.9


# --- layouts ---------------------------------------------------------------------------------
RATIOS = (*SIZES, "4:5")
SIZES_OF_LAYOUTS = {**SIZES, "4:5": (216, 270)}
SHOP = (
    "Signal Hoodie", "Trailhead Water Bottle", "Stack Mug Set", "Field Notebook", "Night Tee", "Soap",
    "Oak Desk Lamp", "Linen Apron", "Clay Planter", "Köder Messer", "Théière en fonte", "抹茶茶碗", "Чайник",
    "Wool Socks",
)  # fmt: skip
LENGTHS = {
    4: ("hook", "product", "proof", "cta"),
    5: BEATS,
    6: ("hook", "context", "product", "proof", "proof", "cta"),
}


def plans_of(style, ratio, product, seed=1, shape=0.8, count=5):
    width, height = SIZES_OF_LAYOUTS[ratio]
    asks = [
        replace(
            asked(style, "red cup"), width=width, height=height, beat=beat, seed=seed, product_name=product,
            scene_index=at, scene_count=count, headline="A mug",
        )
        for at, beat in enumerate(LENGTHS[count], 1)
    ]  # fmt: skip
    return [layout.plan_for(one, shape) for one in asks]


def place_of(plan):
    """What of a plan is seen: where product and words stand, and how."""
    return (
        plan.product,
        plan.words,
        plan.lines_from,
        plan.rise,
        plan.bleed,
        plan.panel,
        plan.copies,
        plan.grow,
    )


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("style", STYLES)
def test_a_style_has_twelve_layouts_a_ratio(style, ratio):
    """Counted by where product and words stand and how large, not by how the words are set there."""
    seen = {
        (plan.product, plan.words, plan.bleed, plan.panel, plan.copies, plan.grow, plan.type_scale)
        for seed, count in itertools.product(range(4), LENGTHS)
        for name in SHOP
        for plan in plans_of(style, ratio, name, seed, count=count)
    }
    assert len(seen) >= 12


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("style", STYLES)
def test_two_products_of_a_shop_do_not_get_the_same_five(style, ratio):
    boards = {tuple(place_of(plan) for plan in plans_of(style, ratio, name)) for name in SHOP}
    assert len(boards) == len(SHOP)


@pytest.mark.parametrize("style", STYLES)
def test_no_ad_shows_a_layout_twice(style):
    for ratio in RATIOS:
        for name in SHOP:
            plans = plans_of(style, ratio, name)
            assert len({place_of(plan) for plan in plans}) == 5, (ratio, name, [plan.name for plan in plans])


@pytest.mark.parametrize("style", STYLES)
def test_a_headline_set_flush_is_never_lost(style):
    """A line that fills its column to the pixel is set, from the left as from the middle."""
    for text in ("Dishwasher and microwave safe", "Made for slow mornings", "Leak-proof carry-loop lid"):
        request = asked(style, "red cup", headline=text)
        for wide in range(140, 170, 3):
            plan = replace(layout.shots(216, 384)["low-head"][0], rise=0.3)
            area = layout.to_pixels((0.1, 0.15, 0.1 + wide / 216, 0.55), 216, 384)
            assert all(
                lettering.lay_out(request, area, replace(plan, flush=flush)) for flush in (True, False)
            ), (text, wide)


def test_a_name_in_other_letters_and_spaces_is_the_same_content():
    assert plans_of("bold", "9:16", "Signal Hoodie") == plans_of("bold", "9:16", " SIGNAL  hoodie ")


@pytest.mark.parametrize("captions", [True, False])
def test_minimal_leaves_no_foot_of_a_phone_bare(captions):
    """The product stands in the lower half, by turns on the left and on the right."""
    for name in SHOP:
        plans = plans_of("minimal", "9:16", name)
        for plan in plans:
            assert plan.product[3] > 0.9
        sides = [(plan.product[0] + plan.product[2]) / 2 < 0.5 for plan in plans]
        assert sides == [True, False, True, False, True]


# A product is what an ad sells: its longer side has this share of the frame's shorter side, or more.
LEAST_SIDE = 0.35
SHAPES = {"slim bottle": (90, 330), "cup": (300, 260), "long table": (520, 180), "square box": (280, 280)}
SIZED = [
    Input("a product is large enough", f"{shape}, {ratio}", right=LEAST_SIDE, more=(shape, ratio))
    for shape in SHAPES
    for ratio in RATIOS
]


@each(SIZED)
def test_a_product_is_large_enough_in_every_style_and_scene(case):
    shape, ratio = case.more
    (wide, tall), (width, height) = SHAPES[shape], SIZES_OF_LAYOUTS[ratio]
    rgba = np.zeros((tall, wide, 4), np.uint8)
    rgba[...] = (180, 40, 40, 255)
    thing = replace(composition.cut_out(asked("bold", "red cup")), rgba=rgba)
    for style, beat, name in itertools.product(STYLES, BEATS, SHOP[:3]):
        request = replace(asked(style, "red cup", beat=beat), product_name=name, width=width, height=height)
        placed = placement.place(thing, placement.choose_plan(request, thing), width, height)
        box = placement.union([copy.box for copy in placed])
        assert max(box.width, box.height) >= case.right * min(width, height), (style, beat, name)


PALE = [
    Input(
        "a pale product stands out on paper",
        f"{thing} of {tone}, {ratio}",
        right=1.07,
        more=(thing, tone, ratio),
    )
    for thing in ("bottle", "cup", "shirt")
    for tone, ratio in ((254, "9:16"), (246, "1:1"), (236, "9:16"))
]  # fmt: skip


@each(PALE)
def test_a_pale_product_stands_out_on_minimals_paper(case):
    """Of the paper right around it, half differs from the product right inside by the contrast or more."""
    thing, tone, ratio = case.more
    scene = Scene(thing=thing, colour=(tone, tone, tone - 2), ground=(60, 60, 64))
    encoded = pictures.encoded(pictures.drawn(scene), "PNG")
    request = replace(asked("minimal", "red cup", ratio), photos=(encoded,), headline="")
    product = composition.cut_out(request)
    plan = placement.choose_plan(request, product)
    placed = placement.place(product, plan, request.width, request.height)[0]
    solid = np.zeros((request.height, request.width), np.uint8)
    (x, y), (rows, columns) = placed.at, placed.layer.shape[:2]
    solid[y : y + rows, x : x + columns] = placed.layer[..., 3] > 0.5
    square = np.ones((3, 3), np.uint8)
    inside = cv2.erode(solid, square, iterations=2) ^ cv2.erode(solid, square, iterations=4)
    outside = cv2.dilate(solid, square, iterations=4) ^ cv2.dilate(solid, square, iterations=2)
    lit = colours.luminance(painted(request))
    within, without = np.median(lit[inside > 0]), np.median(lit[outside > 0])
    assert (max(within, without) + 0.05) / (min(within, without) + 0.05) >= case.right


# --- boards of prompts ------------------------------------------------------------------------
PROMPTS = (
    "A robot barista makes coffee for a sleepy commuter in a small cafe",
    "A hiker on a mountain trail at dawn",
    "A bicycle in the rainy city at night",
    "Fresh bread from our bakery in the old town",
    "A dog walks along the beach with a child",
    "A gardener plants tomatoes on a rooftop",
    "A musician plays guitar on a train",
    "A fisherman repairs his boat in winter",
    "A doctor explains sleep to a young family",
    "An astronaut writes a letter home",
)

BOARDS = [
    Input("headlines on a prompt's board are readable", f"{style}: {prompt}, scene {scene}",
          right=colours.READABLE, more=(style, prompt, scene))
    for style in STYLES
    for number, prompt in enumerate(PROMPTS)
    for scene in (1 + number % 6,)
]  # fmt: skip


def scene_of(style, prompt, scene, headline="A robot barista"):
    return ImageRequest(
        prompt=prompt, style=style, beat="content", width=216, height=384, seed=7, headline=headline,
        scene_index=scene, scene_count=6,
    )  # fmt: skip


@each(BOARDS)
def test_a_headline_is_read_on_what_lies_beneath_it(case):
    """WCAG 2 asks 4.5:1 of small text; beneath a word, one pixel of a hundred may be grain."""
    request = scene_of(*case.more)
    palette = colours.style_palette(request.style)
    canvas, items, _ = illustration.paint(request, palette, np.random.default_rng(1))
    for item in items:
        ink = np.array(item.ink, np.float32) / 255
        behind = np.array(item.bar, np.float32) / 255 if item.bar else lettering.behind_box(canvas, item.box)
        assert lettering.worst_contrast(behind, ink) >= case.right


@pytest.mark.parametrize("prompt", PROMPTS)
def test_six_scenes_of_a_prompt_are_six_pictures(prompt):
    """Any two differ by 4 of 255 on average, which is what scenes of a product are held to."""
    scenes = [painted(scene_of("minimal", prompt, scene, "")) for scene in range(1, 7)]
    pairs = [np.abs(one - other).mean() for at, one in enumerate(scenes) for other in scenes[:at]]
    assert min(pairs) > 4 / 255


def illustrated(style, prompt, scene=1, headline="", ratio="16:9"):
    """(pixels 0..1, Items) of one scene of a prompt, before its words are set."""
    width, height = SIZES[ratio]
    request = replace(scene_of(style, prompt, scene, headline), width=width, height=height, seed=1)
    canvas, items, _ = illustration.paint(request, colours.style_palette(style), np.random.default_rng(1))
    return canvas.px.clip(0, 1), items


@pytest.mark.parametrize("style", STYLES)
def test_a_headline_does_not_pale_what_the_scene_shows(style):
    """What is eased for words is the set: beside energetic's and bold's, a jar lost 33 of 255."""
    for scene in (1, 2, 3):
        jar, empty = illustrated(style, "A jar", scene)[0], illustrated(style, "A", scene)[0]
        shown = np.abs(jar - empty).max(2) > 0.1
        beside, items = illustrated(style, "A jar", scene, headline="How bees make honey")
        for item in items:
            shown[item.box.top : item.box.bottom, item.box.left : item.box.right] = False
        assert shown.any() and np.abs(beside - jar).max(2)[shown].mean() < 3 / 255


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("scene", [1, 2, 3])
def test_what_a_scene_shows_is_told_from_what_lies_behind_it(style, scene):
    """A bicycle is all outline: luxury's had a contrast of 1.14 to 1.26 with its set."""
    shown, bare = illustrated(style, "A bicycle", scene)[0], illustrated(style, "A", scene)[0]
    changed = np.abs(shown - bare).max(2) > 0.02
    changed[np.nonzero(changed)[0].max() - 6 :] = False  # its shadow
    assert np.median(colours.contrast(shown[changed], bare[changed])) >= 1.35


@pytest.mark.parametrize("style", STYLES)
def test_what_does_not_swim_stands_on_the_shore(style):
    """Beneath a train there are no waves; a boat has them all around."""
    before = np.s_[192:214, 4:150]

    def waves(what):
        lit = colours.luminance(illustrated(style, f"A {what} by the sea at dusk")[0])
        return np.percentile(np.abs(lit - cv2.GaussianBlur(lit, (0, 0), 8))[before], 99)

    assert waves("train") < waves("boat") / 3


@pytest.mark.parametrize("style", STYLES)
def test_a_place_is_not_seen_in_the_same_light_three_times(style):
    """Where the prompt names no hour; skies of two of a style's hours differ by 8 of 255 or more."""

    def views(prompt):
        palette, rng, read = colours.style_palette(style), np.random.default_rng(1), scene_reader.read(prompt)
        return [illustration._view(scene_of(style, prompt, scene), palette, rng, read) for scene in (1, 2, 3)]

    def sky(hour):
        canvas = Canvas(*SIZES["9:16"])
        scenery.sky(canvas, replace(views("How octopuses live")[0], time=hour))
        return canvas.px[:200].clip(0, 1)

    hours = {view.time for view in views("How octopuses live")}
    assert len(hours) == 3
    assert {view.time for view in views("Octopuses by night")} == {"night"}
    for one, other in itertools.combinations(map(sky, sorted(hours)), 2):
        assert np.abs(one - other).mean() > 8 / 255
