"""Claims about the sets that contact sheets were looked at for."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from generation.local.images import canvas, composition, layout, provider
from generation.local.images.backdrops import bold, cinematic, luxury, minimal
from generation.local.images.backdrops.stage import aside_room
from generation.media import colours
from projects.formats import Box, caption_box
from tests.generation.local.images.test_images import asked


def staged(style, aspect, index, **look):
    """(Canvas, BackdropStage) of a whole product beside its words."""
    request = asked(style, "product", aspect, scene_index=index, headline="Cold for long", detail="")
    product = composition.cut_out(request)
    plan = layout.shots(request.width, request.height)["left" if index % 2 else "right"][0]
    shot = composition.compose(composition.draft_of(request), product, plan)
    stage = provider.backdrop_stage(shot, colours.style_palette(style), np.random.default_rng(1))
    return canvas.Canvas(request.width, request.height), stage


@pytest.mark.parametrize("aspect", ["1:1", "16:9"])
@pytest.mark.parametrize("index", [1, 2])
def test_no_painted_edge_or_arch_runs_through_the_words_beside_a_product(aspect, index):
    canvas, stage = staged("minimal", aspect, index)
    words, middle = stage.words, stage.centre[0]
    assert not words.left <= bold._beside_words(stage, words) <= words.right
    reach = aside_room(canvas, stage, whole=True)
    assert middle - reach > 0 and middle + reach < canvas.width
    assert middle + reach < words.left or words.right < middle - reach


def test_what_is_pale_stands_before_deeper_paper_that_is_still_white():
    _, stage = staged("minimal", "1:1", 1)
    pale = tuple(colours.parse_hex(tone) for tone in ("#fdfdfc", "#f4f3f0", "#ebeae7"))
    dark = tuple(colours.parse_hex(tone) for tone in ("#202124", "#303236"))
    for index in range(4):
        papers = [minimal._paper(replace(stage, tones=tones, index=index)) for tones in (pale, dark)]
        assert colours.luminance(papers[0]) < colours.luminance(papers[1]) - 0.04
        assert all(colours.luminance(paper) >= 0.7 for paper in papers)
        assert all(colours.contrast(paper, stage.palette.ink) >= 4.85 for paper in papers)


def test_a_close_up_at_dusk_is_seen_over_a_wall_that_is_darker_than_the_view():
    request = asked("cinematic", "proof", "16:9")
    canvas, stage = staged("cinematic", "16:9", 2)
    plan = layout.shots(request.width, request.height)["right-panel"][0]
    stage = replace(stage, plan=plan, product=layout.to_pixels(plan.product, canvas.width, canvas.height))
    cinematic.paint(canvas, stage)
    edge, left = stage.product.bottom, slice(0, canvas.width // 3)
    above, below = canvas.px[edge - 6 : edge - 2, left], canvas.px[edge + 6 : edge + 10, left]
    assert colours.luminance(below).mean() < 0.5 * colours.luminance(above).mean()


def test_an_arch_and_a_ring_keep_clear_of_what_is_read():
    square = SimpleNamespace(width=1080, height=1350, short=1080)
    stage = SimpleNamespace(
        centre=(800, 600), words=Box(80, 500, 480, 700), plan=SimpleNamespace(under_captions=False)
    )
    room = luxury.room_around(square, stage)
    assert 0 < room <= 1080 - 800 and room < 800 - 480
    tall = SimpleNamespace(width=1080, height=1920, short=1080)
    under = SimpleNamespace(words=None, plan=SimpleNamespace(under_captions=True))
    spring = luxury._below_words(tall, under, 0, 324)
    assert spring - 324 > caption_box(1080, 1920).bottom
