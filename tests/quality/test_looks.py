"""What a style promises on its card, measured on small pictures of products of several kinds."""

import io
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures

from generation.interfaces import ImageRequest
from generation.local.images import ArtDirector, backdrops, composition, placement, provider, shadows
from generation.local.images.canvas import Canvas
from generation.media import colours
from projects.styles import STYLES
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
