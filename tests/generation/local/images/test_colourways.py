"""Claims about what makes two products' films differ: colours, shapes, and shots of clothes."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pictures
from PIL import ImageDraw

from generation.local.images import ArtDirector, colourways, layout, motifs
from generation.local.images.canvas import Canvas
from generation.media import colours
from projects.styles import STYLES
from tests.generation.local.images.test_images import BEATS, asked, encoded

SHOP = (
    "Trailhead Water Bottle",
    "Stack Mug Set",
    "Midnight Heavyweight Tee",
    "Signal Hoodie",
    "Field Notebook",
)
LOUD = ("energetic", "bold")


def block(colour):
    """A photo of a plain block on nothing."""
    picture = Pictures.new("RGBA", (300, 300))
    ImageDraw.Draw(picture).rectangle((60, 40, 240, 280), fill=colour)
    return encoded(picture)


def hexes(palette):
    return tuple(colours.to_hex(getattr(palette, name)) for name in colours.PARTS)


@pytest.mark.parametrize("style", STYLES)
def test_all_scenes_ratios_and_takes_of_a_product_have_one_palette(style):
    photos = (block("#c02020"), block("#2040c0"))
    asks = [
        asked(style, beat, aspect, photos=photos, product_name="Vase", scene_index=at, seed=seed)
        for at, beat in enumerate(BEATS, 1)
        for aspect, seed in (("9:16", 1), ("16:9", 5))
    ]
    assert len({hexes(colourways.palette_for(one)) for one in asks}) == 1


@pytest.mark.parametrize("style", STYLES)
def test_five_products_of_a_shop_have_three_palettes_at_least(style):
    made = {hexes(colourways.palette_for(asked(style, product_name=name))) for name in SHOP}
    assert len(made) >= 3


@pytest.mark.parametrize("style", LOUD)
@pytest.mark.parametrize("colour", ["#57c84d", "#ff5a36", "#1d2bff", "#ffe600", "#ff5c9e", "#101010"])
def test_a_product_stands_out_from_two_of_its_grounds(style, colour):
    for name in SHOP:
        palette = colourways.palette_for(asked(style, photos=(block(colour),), product_name=name))
        thing = colours.parse_hex(colour)
        apart = sorted(float(colours.distance(thing, getattr(palette, part))) for part in colours.PARTS[:2])
        assert apart[-1] >= 0.26


@pytest.mark.parametrize("style", LOUD)
def test_a_brands_colours_are_the_grounds_of_loud_films(style):
    brand = ("#004225", "#f4f1de")
    for name in SHOP:
        found = colourways.palette_for(asked(style, product_name=name, brand_colours=brand))
        assert hexes(found) == hexes(colours.style_palette(style, brand))


def test_a_brands_colour_is_the_one_light_of_a_dark_film_in_any_colourway():
    asks = [asked("luxury", product_name=name, brand_colours=("#33cc99",)) for name in SHOP]
    made = [colourways.palette_for(one) for one in asks]
    assert {colours.to_hex(one.accent) for one in made} == {"#33cc99"}
    assert len({colours.to_hex(one.surface) for one in made}) > 1


@pytest.mark.parametrize("style", STYLES)
def test_letters_are_read_on_each_ground_of_each_colourway(style):
    """By one of the colours that letters take: the ink, the shade, white or black."""
    for way in colourways.palettes(style):
        grounds = [way.backdrop, way.surface] + [way.accent] * (style == "bold")
        letters = [way.ink, way.shade, np.ones(3, np.float32), np.zeros(3, np.float32)]
        for ground in grounds:
            assert max(float(colours.contrast(one, ground)) for one in letters) >= colours.READABLE


def test_minimals_one_colour_is_read_on_its_paper():
    for way in colourways.palettes("minimal"):
        assert float(colours.contrast(way.accent, way.backdrop)) >= colours.READABLE


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("foot", motifs.FEET)
def test_a_shape_at_the_foot_is_seen_and_reaches_nothing_that_is_read(foot, left):
    ground, inks = np.full(3, 0.5, np.float32), [np.full(3, tone, np.float32) for tone in (0.1, 0.9, 0.2)]
    canvas = Canvas(216, 384, ground)
    foot(canvas, 384 * 0.7, left, tuple(inks))
    changed = np.abs(canvas.px - 0.5).max(2) > 0.02
    assert not changed[: int(384 * 0.7) - 1].any()
    assert changed[int(384 * 0.7) :].mean() > 0.1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("aspect", ["9:16", "1:1", "16:9"])
def test_no_two_close_views_of_clothes_in_a_film_are_the_same(style, aspect):
    beats = ("hook", "product", "proof", "proof", "proof", "cta")
    for name in ("Midnight Heavyweight Tee", "Linen Shirt", "Signal Hoodie"):
        asks = [
            asked(style, beat, aspect, product_name=name, scene_index=at, scene_count=6, headline="Boxy fit")
            for at, beat in enumerate(beats, 1)
        ]
        plans = [layout.plan_for(one, 0.9) for one in asks]
        close = [replace(plan, rise=0, flush=False, tilt=0) for plan in plans if plan.panel]
        assert len({(one.name, one.bleed) for one in close}) == len(close)


def test_two_products_have_two_pictures_from_the_same_photo_and_words():
    for style in ("energetic", "bold", "luxury", "cinematic"):
        asks = [asked(style, "product", product_name=name) for name in SHOP[:2]]
        one, other = (
            np.asarray(Pictures.open(io.BytesIO(ArtDirector().paint(each).data)).convert("RGB"), np.float32)
            for each in asks
        )
        assert np.abs(one - other).mean() > 12
