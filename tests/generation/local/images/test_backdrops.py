"""Claims about sets and type that contact sheets of broad frames were looked at for."""

import numpy as np
import pytest

from generation.local.images import backdrops, canvas, composition, layout, provider
from generation.media import colours
from projects.styles import STYLES
from tests.generation.local.images.test_images import asked

CALM = ("luxury", "cinematic", "minimal")


def laid_out(request):
    """(ShotPlan, the product's copies, TextItems) of a picture."""
    product = composition.cut_out(request)
    plan = layout.plan_for(request, product.width / product.height)
    shot = composition.compose(composition.draft_of(request), product, plan)
    return plan, shot.placed, shot.words


def staged(style, aspect, index, **look):
    """(Canvas, BackdropStage) of a whole product beside its words."""
    request = asked(style, "product", aspect, scene_index=index, headline="Cold for long", detail="")
    product = composition.cut_out(request)
    plan = layout.shots(request.width, request.height)["left" if index % 2 else "right"][0]
    shot = composition.compose(composition.draft_of(request), product, plan)
    stage = provider.backdrop_stage(shot, colours.style_palette(style), np.random.default_rng(1))
    return canvas.Canvas(request.width, request.height), stage


@pytest.mark.parametrize("headline", ["Midnight Heavyweight Tee", "Trailhead Water Bottle"])
@pytest.mark.parametrize("aspect", ["1:1", "16:9"])
@pytest.mark.parametrize("style", STYLES)
def test_a_price_is_no_larger_than_the_name_of_what_it_buys(style, aspect, headline):
    _, _, items = laid_out(asked(style, "cta", aspect, headline=headline, detail=""))
    sizes = {item.kind: item.size for item in items}
    assert sizes["price"] <= sizes["headline"]


@pytest.mark.parametrize("headline", ["Midnight Heavyweight Tee", "Trailhead Water Bottle", "Field Notebook"])
def test_a_loud_name_on_a_squares_end_card_is_larger_than_its_button(headline):
    _, _, items = laid_out(asked("bold", "cta", "1:1", short=540, headline=headline, detail=""))
    sizes = {item.kind: item.size for item in items}
    assert sizes["headline"] > 1.2 * sizes["cta"]


@pytest.mark.parametrize("headline", ["The long way round", "Clothes you live in", "Stack Mug Set"])
@pytest.mark.parametrize("style", CALM)
def test_no_word_of_three_letters_stands_alone_among_three_calm_lines(style, headline):
    _, _, items = laid_out(asked(style, "hook", "1:1", headline=headline, detail=""))
    lines = next(item.lines for item in items if item.kind == "headline")
    assert len(lines) < 3 or min(map(len, lines)) > 3


@pytest.mark.parametrize("aspect", ["1:1", "16:9"])
@pytest.mark.parametrize("index", [1, 2])
def test_no_painted_edge_or_arch_runs_through_the_words_beside_a_product(aspect, index):
    canvas, stage = staged("minimal", aspect, index)
    words, middle = stage.words, stage.centre[0]
    assert not words.left <= backdrops._beside_words(stage, words) <= words.right
    reach = backdrops.aside_room(canvas, stage, whole=True)
    assert middle - reach > 0 and middle + reach < canvas.width
    assert middle + reach < words.left or words.right < middle - reach


def test_what_is_pale_stands_before_deeper_paper_that_is_still_white():
    _, stage = staged("minimal", "1:1", 1)
    pale = tuple(colours.parse_hex(tone) for tone in ("#fdfdfc", "#f4f3f0", "#ebeae7"))
    dark = tuple(colours.parse_hex(tone) for tone in ("#202124", "#303236"))
    for index in range(4):
        papers = [
            backdrops._paper(backdrops.replace(stage, tones=tones, index=index)) for tones in (pale, dark)
        ]
        assert colours.luminance(papers[0]) < colours.luminance(papers[1]) - 0.04
        assert all(colours.luminance(paper) >= 0.7 for paper in papers)
        assert all(colours.contrast(paper, stage.palette.ink) >= 4.85 for paper in papers)


def test_a_close_up_at_dusk_is_seen_over_a_wall_that_is_darker_than_the_view():
    request = asked("cinematic", "proof", "16:9")
    canvas, stage = staged("cinematic", "16:9", 2)
    plan = layout.shots(request.width, request.height)["right-panel"][0]
    stage = backdrops.replace(
        stage, plan=plan, product=layout.to_pixels(plan.product, canvas.width, canvas.height)
    )
    backdrops.cinematic(canvas, stage)
    edge, left = stage.product.bottom, slice(0, canvas.width // 3)
    above, below = canvas.px[edge - 6 : edge - 2, left], canvas.px[edge + 6 : edge + 10, left]
    assert colours.luminance(below).mean() < 0.5 * colours.luminance(above).mean()
