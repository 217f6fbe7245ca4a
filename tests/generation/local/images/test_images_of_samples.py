"""Claims about real catalogue photos, where a checkout of the samples lies beside the repository."""

import pytest

from generation.interfaces import AnalysisRequest, ImageRequest, ProductFacts
from generation.local.images import ArtDirector, layout
from generation.local.vision import LocalVision
from generation.media import cutout
from projects.formats import caption_box, headline_box
from projects.styles import STYLES
from tests.paths import SAMPLES

CATALOG = SAMPLES / "catalog"
pytestmark = pytest.mark.skipif(not CATALOG.is_dir(), reason="no sample catalogue beside the repository")

PHOTOS = (
    "dark-tee.png",
    "mug-set.png",
    "mug-set-white.jpg",
    "notebook.png",
    "red-hoodie.png",
    "water-bottle.png",
)


def photo(name):
    return (CATALOG / name).read_bytes()


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("style", STYLES)
def test_a_sample_becomes_a_hook_and_an_end_card(name, style):
    for beat, size in (("hook", (270, 480)), ("cta", (480, 270))):
        image = ArtDirector().paint(
            ImageRequest(
                prompt="", style=style, beat=beat, width=size[0], height=size[1], photos=(photo(name),),
                headline="Made to be used", price="€24.50", cta="Shop now",
            )
        )  # fmt: skip
        product = layout.to_pixels(image.product_box, *size)
        assert product.width * product.height > 0.04 * size[0] * size[1]
        assert not product.overlaps(caption_box(*size))
        for box in image.text_boxes:
            words = layout.to_pixels(box, *size)
            assert headline_box(*size).contains(words) and not words.overlaps(product)


def test_a_mug_on_white_is_cut_like_the_mug_on_nothing():
    free, white = cutout.cut_out(photo("mug-set.png")), cutout.cut_out(photo("mug-set-white.jpg"))
    assert white.kind == "plain" and free.kind == "alpha"
    assert abs(white.width - free.width) < 8 and abs(white.height - free.height) < 8
    covered = [(one.rgba[..., 3] > 127).sum() for one in (free, white)]
    assert abs(covered[1] / covered[0] - 1) < 0.01


def test_a_red_hoodie_is_seen_to_be_red():
    palette = (
        LocalVision()
        .analyse(
            AnalysisRequest(product=ProductFacts(name="Signal Hoodie"), photos=(photo("red-hoodie.png"),))
        )
        .palette
    )
    red, green, blue = (int(palette[0][at : at + 2], 16) for at in (1, 3, 5))
    assert red > 150 and green < 80 and blue < 80
