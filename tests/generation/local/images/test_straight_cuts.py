"""Claims about what ends in a straight cut of its photo: a hand that holds a product, say."""

import io
from functools import cache

import numpy as np
import pytest
from PIL import Image as Pictures
from PIL import ImageDraw

from generation.local.images import ArtDirector, backdrops, composition, layout, photo_details, placement
from generation.media import cutout
from projects.formats import ASPECTS
from tests.generation.local.images.test_images import asked


@cache
def held():
    """A board in a hand whose arm is cut straight, as (encoded) PNG."""
    picture = Pictures.new("RGBA", (420, 560))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(120, 20), (400, 90), (330, 380), (60, 300)], fill=(190, 30, 30, 255))
    pen.polygon(
        [(80, 240), (150, 240), (190, 420), (120, 520), (20, 520), (90, 400)], fill=(200, 150, 120, 255)
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_an_arm_is_known_by_its_straight_cut_and_nothing_that_stands_is():
    assert cutout.cut_out(held()).cut_below
    assert not cutout.cut_out(asked().photos[0]).cut_below


def test_a_faded_cut_leaves_the_rest_of_the_product_as_it_was():
    product = cutout.cut_out(held())
    faded = cutout.fade_cut(product)
    kept = round(product.height * 0.8)
    assert (faded.rgba[:kept] == product.rgba[:kept]).all()
    assert faded.rgba[-1, :, 3].max() == 0 and not faded.cut_below


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("style", backdrops.FRONTS)
def test_a_cut_lies_level_on_the_edge_of_what_is_in_front_of_it(style, aspect):
    request = asked(style, "cta", aspect, photos=(held(),), scene_count=5, scene_index=5)
    product = composition.cut_out(request)
    plan = placement.choose_plan(request, product)
    assert plan.tilt == 0 and plan.copies == 1
    made = ArtDirector().paint(request)
    plate = Pictures.open(io.BytesIO(made.layers.plate)).convert("RGB")
    foot = round(made.layers.rests[1] * request.height)
    rows = np.asarray(plate, np.float32)[foot - 14 : foot + 5].mean(1)
    steps = np.abs(np.diff(rows, axis=0)).sum(1)
    assert steps.argmax() >= len(steps) - 9, "the strongest edge is where the arm ends"


def test_a_number_and_what_it_counts_are_too_long_for_a_column():
    asks = [asked("luxury", "proof", "4:5", headline=words) for words in ("192 numbered pages", "Old books")]
    assert [layout._too_long_aside(one) for one in asks] == [True, False]


def test_a_faint_print_is_found_beside_a_dark_rim():
    picture = Pictures.new("RGBA", (400, 600))
    pen = ImageDraw.Draw(picture)
    for at in range(40, 360):  # a body that shades from side to side
        shade = 226 - round(40 * abs(np.sin((at - 40) / 160 * np.pi)))
        pen.line((at, 20, at, 580), fill=(shade, shade, shade, 255))
    pen.rectangle((40, 90, 360, 110), fill=(90, 10, 10, 255))
    pen.ellipse((130, 280, 270, 420), fill=(130, 140, 150, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    first = photo_details.find_prints(cutout.cut_out(out.getvalue()))[0]
    assert first.left < 130 - 40 and first.right > 270 - 40 - 10 and first.top < 280 - 20 < first.bottom < 450
