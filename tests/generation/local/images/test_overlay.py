"""The real product and the words over a picture that somebody else painted."""

import io

import numpy as np
import pytest
from PIL import Image

from generation.interfaces import ImageRequest
from generation.local.images import layout, overlay
from generation.provider_errors import Rejected
from projects.formats import caption_box, headline_box
from projects.styles import STYLES
from tests import cast

SIZE = (360, 640)


def plate(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def lit(left, right, size=(400, 600)):
    """A wall that is bright on one side."""
    row = np.linspace(left, right, size[0])[None, :, None]
    return plate(np.broadcast_to(row, (size[1], size[0], 3)))


def restless():
    return plate(np.random.default_rng(1).integers(0, 255, (60, 40, 3)).repeat(10, 0).repeat(10, 1))


def asked(**changes):
    fields = {"style": "minimal", "beat": "product", "headline": "Stays cold", "scene_count": 6}
    photos = (cast.photo_bytes(size=(240, 480)),)
    return ImageRequest(
        **{"prompt": "", "width": SIZE[0], "height": SIZE[1], "photos": photos, **fields, **changes}
    )


def laid(request, over_what):
    image = overlay.compose(request, over_what)
    return image, np.asarray(Image.open(io.BytesIO(image.data)).convert("L")).astype(float)


@pytest.mark.parametrize("side", [1, -1])
def test_the_shadow_lies_away_from_the_plates_light(side):
    wall = lit(250, 120) if side > 0 else lit(120, 250)
    image, shown = laid(asked(headline=""), wall)
    _, bare = laid(asked(headline="", photos=()), wall)
    box = layout.to_pixels(image.product_box, *SIZE)
    low = slice(box.bottom - box.height // 4, box.bottom)
    darker = bare - shown
    assert image.layers.rests is not None
    near = (
        darker[low, box.right + 2 : box.right + 30].mean(),
        darker[low, box.left - 30 : box.left - 2].mean(),
    )
    assert near[0] > near[1] + 1 if side > 0 else near[1] > near[0] + 1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("beat", ["hook", "proof", "cta"])
def test_product_and_words_keep_out_of_each_others_way(style, beat):
    for size in ((270, 480), (480, 270), (360, 360)):
        request = asked(style=style, beat=beat, width=size[0], height=size[1], price="€29", cta="Shop now")
        image = overlay.compose(request, restless())
        product = layout.to_pixels(image.product_box, *size)
        assert (image.width, image.height) == size and not product.overlaps(caption_box(*size))
        for box in image.text_boxes:
            words = layout.to_pixels(box, *size)
            assert headline_box(*size).contains(words) and not words.overlaps(product)


def test_a_restless_plate_is_calmed_around_the_words():
    image, shown = laid(asked(), restless())
    _, bare = laid(asked(headline=""), restless())
    left, top, right, bottom = layout.to_pixels(image.text_boxes[0], *SIZE).__dict__.values()
    above = slice(top - 24, top - 2), slice(left, right)
    assert shown[above].std() < 0.8 * bare[above].std()


def test_the_same_again_is_the_same_picture_to_the_byte():
    assert overlay.compose(asked(), lit(200, 90)).data == overlay.compose(asked(), lit(200, 90)).data


def test_a_plate_of_another_shape_fills_the_frame():
    tall, wide = lit(250, 120, (200, 900)), lit(250, 120, (900, 200))
    assert {overlay.compose(asked(photos=()), one).width for one in (tall, wide)} == {SIZE[0]}


def test_what_is_no_picture_is_refused():
    with pytest.raises(Rejected, match="not a picture"):
        overlay.compose(asked(), b"<html>")
