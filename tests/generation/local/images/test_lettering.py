"""Claims about type that contact sheets of broad frames were looked at for."""

import pytest

from generation.local.images import composition, layout, lettering
from projects.styles import STYLES
from tests.generation.local.images.test_images import asked

CALM = ("luxury", "cinematic", "minimal")


def laid_out(request):
    """(ShotPlan, the product's copies, TextItems) of a picture."""
    product = composition.cut_out(request)
    plan = layout.plan_for(request, product.width / product.height)
    shot = composition.compose(composition.draft_of(request), product, plan)
    return plan, shot.placed, shot.words


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("100g/m²の厚手用紙", "100g/m²の厚手用紙"),
        ("5000 mAh battery", "5000 mAh BATTERY"),
        ("Holds 750 ml of tea", "HOLDS 750 ml OF TEA"),
        ("24 hours cold, 4 cups", "24 HOURS COLD, 4 CUPS"),
        ("3 meters long", "3 METERS LONG"),
    ],
)
def test_capitals_leave_units_as_they_are(text, shown):
    assert lettering.cased(text, "upper") == shown


def test_a_japanese_headline_is_not_made_even_by_breaking_a_phrase():
    assert not lettering._words_whole(["ちょっ", "と待って"], "ちょっと待って")
    assert lettering._words_whole(["ちょっと", "待って"], "ちょっと待って")
