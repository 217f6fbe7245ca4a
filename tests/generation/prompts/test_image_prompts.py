"""Prompts for pictures and movement: templates with named places, filled from plain data."""

import pytest

from generation.interfaces import ProductFacts, Segment
from generation.prompts import image_prompts
from generation.prompts.board_facts import FilmContext
from projects.formats import ASPECTS
from projects.styles import MODES, STYLES

BOTTLE = ProductFacts(name="Ridge Bottle")


def segment(text="It fits standard cup holders.", beat="proof", **more):
    return Segment(text=text, duration_ms=3000, beat=beat, **more)


def visual(
    one=None,
    style="luxury",
    mode="creative_ad",
    aspect="9:16",
    product=BOTTLE,
    index=2,
    count=6,
    template=image_prompts.DEFAULT_IMAGE_TEMPLATE,
    **more,
):
    film = FilmContext(style=style, mode=mode, aspect=aspect, product=product, count=count, **more)
    return image_prompts.visual_prompt(one or segment(), index, film, template)


def motion(style="luxury", index=2, count=6, **more):
    film = FilmContext(style=style, mode="creative_ad", aspect="9:16", product=BOTTLE, count=count, **more)
    return image_prompts.motion_prompt(segment(), index, film)


@pytest.mark.parametrize("style", STYLES)
def test_a_picture_prompt_names_style_shot_light_camera_and_continuity(style):
    prompt, row = visual(style=style), STYLES[style]
    for words in (
        row.label,
        row.light,
        row.lens,
        image_prompts.shot_for("proof", 2),
        "Scene 2 of 6",
        "same product",
    ):
        assert words in prompt


@pytest.mark.parametrize("style", STYLES)
def test_a_motion_prompt_keeps_the_light_and_allows_no_cut(style):
    assert STYLES[style].light in motion(style) and "No cuts" in motion(style)


def test_styles_and_modes_and_aspects_give_different_prompts():
    prompts = {visual(style=s, mode=m, aspect=a) for s in STYLES for m in MODES for a in ASPECTS}
    assert len(prompts) == len(STYLES) * len(MODES) * len(ASPECTS)


def test_neighbouring_scenes_of_a_beat_are_shot_differently():
    assert len({image_prompts.shot_for("proof", index) for index in (1, 2, 3, 4)}) == 4


def test_a_huge_action_is_shortened_between_words():
    words = "enormous " * 900
    prompt = visual(segment(action=words), product=None)
    assert len(prompt) <= image_prompts.LIMIT
    assert prompt.split()[-1].strip(".,") in ("enormous", "Enormous", "watermark") or prompt.endswith(".")


def test_shortening_prefers_the_end_of_a_sentence():
    assert image_prompts.truncate("One two three. Four five six seven.", 20) == "One two three."


def test_a_short_prompt_is_left_alone():
    assert image_prompts.truncate("As it is.") == "As it is."


def test_who_speaks_is_seen_speaking():
    one = segment("Still hot?", "content", speaker="LEO", action="Leo laughs.", heading="EXT. SUMMIT")
    prompt = visual(one, product=None)
    assert "LEO is speaking" in prompt and "EXT. SUMMIT" in prompt


def test_no_empty_place_leaves_doubled_stops():
    prompt = visual(Segment(text="", duration_ms=1, beat="content"), product=None)
    assert ".." not in prompt and ". ." not in prompt and "  " not in prompt


def test_a_template_of_ones_own_is_filled():
    assert visual(template="{product} in {aspect}, scene {index}") == "Ridge Bottle in 9:16, scene 2"


def test_an_unknown_place_is_named_in_the_error():
    with pytest.raises(ValueError, match="colour"):
        visual(template="A {colour} bottle")


@pytest.mark.parametrize("template", ("{product.__class__}", "{product!r}", "{product:>99}", "{0}", "{}"))
def test_a_template_can_reach_nothing_but_the_offered_places(template):
    with pytest.raises(ValueError):
        visual(template=template)


def test_a_lonely_bracket_is_refused():
    with pytest.raises(ValueError, match="bracket"):
        visual(template="A { bottle")


def test_a_bracket_in_the_narration_is_no_place():
    assert "{smile}" in visual(segment("A {smile} please."), template="{narration}")


def test_the_listed_places_are_exactly_those_there_are():
    film = FilmContext(style="bold", mode="creative_ad", aspect="1:1", product=BOTTLE, count=2)
    values = image_prompts.scene_values(segment(), 1, film)
    assert set(values) == set(image_prompts.PLACEHOLDERS)


def test_the_last_scene_stands_still():
    assert image_prompts.is_static(6, 6) and not image_prompts.is_static(5, 6)
    assert "still" in motion(index=6, count=6)


def test_the_first_scene_is_cut_to():
    assert {image_prompts.transition_for(style, 1, 6, seed) for style in STYLES for seed in range(4)} == {
        "cut"
    }


@pytest.mark.parametrize("style", STYLES)
def test_later_scenes_use_the_transitions_of_their_style(style):
    used = {image_prompts.transition_for(style, index, 8, 1) for index in range(2, 9)}
    assert used == set(STYLES[style].transitions)


def test_the_same_seed_cuts_the_same():
    assert image_prompts.transition_for("bold", 3, 6, 5) == image_prompts.transition_for("bold", 3, 6, 5)
