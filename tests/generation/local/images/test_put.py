"""Claims about words and product that a person put elsewhere: they are there, whole, and can be read."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from generation.local.images import composition, layout
from generation.providers import artifacts
from projects.formats import Box
from projects.styles import STYLES
from tests.generation.local.images.test_images import (
    asked,
    boxed,
    painted,
    pixels,
    seen_behind,
    worst_legibility,
)

__all__ = ["seen_behind"]  # a fixture of the other module
# A place in each half of the frame, and one over the words of nearly every layout.
PLACES = [(0.3, 0.25, 0.8), (0.7, 0.75, 0.8), (0.5, 0.4, 1.2)]


def red_middle(image):
    """The middle of what is as red as the vase, in shares of the picture."""
    rgb = pixels(image).astype(int)
    rows, columns = np.nonzero((rgb[..., 0] > 130) & (rgb[..., 1] < 80) & (rgb[..., 2] < 80))
    return columns.mean() / image.width, rows.mean() / image.height


def around(image):
    boxes = [boxed(box, image) for box in image.text_boxes]
    return Box(
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )  # fmt: skip


@pytest.mark.parametrize("aspect", ["9:16", "16:9"])
@pytest.mark.parametrize("at", PLACES[:2])
def test_the_pixels_of_the_product_are_where_it_was_put(aspect, at):
    image = painted(asked("minimal", "product", aspect, headline="", detail="", product_at=at))
    x, y = red_middle(image)
    left, top, right, bottom = image.product_box
    # As near to where it was put as the frame lets it come whole.
    tall = bottom - top
    down = min(max(at[1], tall / 2), 1 - tall / 2)
    assert abs((left + right) / 2 - at[0]) < 0.02
    assert abs((top + bottom) / 2 - down) < 0.02
    # The vase is broader below than above: its red lies a little lower than the middle of its box.
    assert abs(x - at[0]) < 0.03
    assert 0 < y - down < 0.15 * tall


def test_the_product_is_as_large_as_it_was_made():
    heights = []
    for scale in (0.5, 1.0):
        _, top, _, bottom = painted(asked("minimal", product_at=(0.5, 0.5, scale))).product_box
        heights.append(bottom - top)
    assert heights[0] / heights[1] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("style", STYLES)
def test_the_product_stays_inside_the_frame_in_one_piece(style):
    """At the corners, and larger than the frame: a rim or an outline may touch the edge."""
    for at in ((0.0, 0.0, 1.0), (1.0, 1.0, 1.0), (0.5, 0.5, 3.0)):
        request = asked(style, "hook", product_at=at)
        shot = composition.compose(
            composition.draft_of(request), composition.cut_out(request), layout.plan_for(request, 0.6)
        )
        corners = np.array([(0, 0), (shot.product.width, 0), (0, shot.product.height)])
        assert len(shot.placed) == 1
        spots = corners @ shot.placed[0].matrix[:, :2].T + shot.placed[0].matrix[:, 2]
        assert (spots >= -2).all(), at
        assert (spots <= (request.width + 2, request.height + 2)).all(), at
        painted(request)


@pytest.mark.parametrize("aspect", ["9:16", "16:9", "1:1"])
def test_the_words_are_where_they_were_put_with_the_same_lines(aspect):
    own = painted(asked("minimal", "hook", aspect))
    room = composition.room_for_words(asked("minimal", "hook", aspect), own.focus)
    at = ((room.left + room.width * 0.55) / own.width, (room.top + room.height * 0.45) / own.height, 0.6)
    put = painted(asked("minimal", "hook", aspect, words_at=at))
    before, after = around(own), around(put)
    assert abs(after.centre[0] / put.width - at[0]) < 0.02
    assert abs(after.centre[1] / put.height - at[1]) < 0.02
    assert after.height / before.height == pytest.approx(0.6, abs=0.08)
    # The pixels have moved with them: what was ink is ground, and the other way round.
    changed = np.abs(pixels(own).astype(int) - pixels(put)).sum(2) > 90
    assert changed[after.top : after.bottom, after.left : after.right].mean() > 0.02


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("beat", ["hook", "cta"])
def test_words_are_never_cut_and_never_touch_each_other(style, beat):
    for aspect, at in (("9:16", (0.0, 1.0, 2.0)), ("16:9", (1.0, 0.0, 2.0)), ("1:1", (1.0, 1.0, 0.5))):
        request = asked(style, beat, aspect, words_at=at)
        image = painted(request)
        assert len(image.text_boxes) == len(painted(replace(request, words_at=())).text_boxes)
        room = composition.room_for_words(request, image.focus)
        boxes = [boxed(box, image) for box in image.text_boxes]
        for box in boxes:
            assert box.left >= room.left - 1, (aspect, box)
            assert box.top >= room.top - 1, (aspect, box)
            assert box.right <= room.right + 1, (aspect, box)
            assert box.bottom <= room.bottom + 1, (aspect, box)
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2)), aspect


@pytest.mark.parametrize("style", STYLES)
def test_words_over_the_product_can_be_read_and_it_stays_as_it_is(style, seen_behind):
    """The measure of words beside it (test_images): 4.5 but for one pixel in fifty."""
    for beat in ("hook", "cta"):
        own = painted(asked(style, beat, "16:9"))
        x, y = around(own).centre
        at = (x / own.width, y / own.height, 1.2)
        seen_behind.clear()
        painted.__wrapped__(asked(style, beat, "16:9", product_at=at))
        picture, items = seen_behind[-1]
        assert items
        assert worst_legibility(picture, items) >= 4.5, beat


def test_a_picture_whose_words_lie_over_the_product_has_no_layer_that_would_hide_them():
    own = painted(asked("minimal", "cta", "16:9"))
    x, y = around(own).centre
    over = painted(asked("minimal", "cta", "16:9", product_at=(x / own.width, y / own.height, 1.2)))
    beside = painted(asked("minimal", "cta", "16:9", product_at=(0.8, 0.5, 0.8)))
    assert own.layers.product
    assert beside.layers.product
    # The signs of an end card move over a plate, and the product belongs to that.
    assert not over.layers.product
    assert over.marks


def test_a_photo_with_its_surroundings_and_a_scene_without_a_product_move_too():
    whole = asked("cinematic", "product", "16:9", cuts=())
    words = asked(
        "cinematic", "hook", "16:9", photos=(), prompt="A quiet bay at dawn", words_at=(0.4, 0.3, 0.7)
    )
    free = painted(words)
    assert abs(around(free).centre[0] / free.width - 0.4) < 0.05
    assert painted(replace(whole, product_at=(0.4, 0.4, 0.6))).product_box


def test_a_request_of_before_has_the_address_of_before():
    """Nobody's pictures are made again because places came: what is not put anywhere does not count."""
    plain = asked()
    digest = artifacts.request_digest("image", "local", "", plain)
    assert digest == artifacts.request_digest("image", "local", "", replace(plain, words_at=(), shows=0))
    for change in ({"words_at": (0.5, 0.5, 1.0)}, {"product_at": (0.5, 0.5, 1.0)}, {"shows": 1}):
        assert artifacts.request_digest("image", "local", "", replace(plain, **change)) != digest
