"""The form of a new project: six fields at first, the rest folded away, and told all the same."""

import re

from playwright.sync_api import expect

from tests import cast
from tests.browser.hands import settled

SCRIPT = "INT. KITCHEN - DAY\n\nANA\nStill *warm*. [[louder]]\n\nNARRATOR\nAll day."
GERMAN = "Eine Flasche aus Stahl für lange Wege. Sie hält den Tee warm, und der Deckel ist auch ein Becher."


def fields_in_sight(page):
    """Titles of the fields that a person sees, in their order."""
    titles = page.locator("#new-form legend, #new-form .field > label")
    return [one.inner_text() for one in titles.all() if one.is_visible()]


def test_six_fields_are_seen_and_the_rest_unfolds(page, signed_in):
    cast.ed()
    signed_in(page, "ed").goto("/projects/new/")
    assert fields_in_sight(page) == ["Start from", "Product", "Length", "Mode", "Style", "Format"]
    page.locator("#more > summary").focus()
    page.keyboard.press("Enter")
    assert "Language" in fields_in_sight(page) and "Voice" in fields_in_sight(page)


def test_what_is_chosen_under_more_stands_in_its_line(page, signed_in):
    cast.ed()
    signed_in(page, "ed").goto("/projects/new/")
    told = page.locator("[data-more-told]")
    expect(told).to_have_text("1080p · English")
    page.locator("#more > summary").click()
    page.get_by_label("Language").select_option("fr")
    page.locator("#id_call_to_action").fill("Order today")
    page.locator("#id_call_to_action").press("Tab")
    expect(told).to_have_text("1080p · French · “Order today”")


def test_a_prompts_wishes_are_told_though_their_fields_are_folded_away(page, signed_in):
    cast.ed()
    signed_in(page, "ed").goto("/projects/new/")
    page.locator("input[name=source][value=prompt]").check(force=True)
    page.locator("#id_prompt").fill("Ein Video von 20 Sekunden über unseren Tee, für die ganze Familie.")
    expect(page.locator("[data-more-told]")).to_contain_text("German")
    expect(page.locator("#more")).not_to_have_attribute("open", "")


def test_a_product_of_another_language_is_told_in_its_own_by_one_press(page, signed_in):
    cast.ed(), cast.flask(description=f"<p>{GERMAN}</p>", selling_points=[])
    signed_in(page, "ed").goto("/projects/new/")
    settled(page)
    page.locator("input[name=product]").check(force=True)
    page.get_by_role("button", name="Make the video in German").click()
    expect(page.locator("#product-notice")).to_be_empty()
    expect(page.locator("[data-more-told]")).to_contain_text("German")
    assert page.locator("#id_language").input_value() == "de"


def test_a_wrong_field_that_was_folded_away_is_shown(page, signed_in):
    cast.ed(), cast.flask()
    signed_in(page, "ed").goto("/projects/new/")
    page.locator("input[name=product]").check(force=True)
    page.locator("#id_call_to_action").evaluate(
        "field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(121) }"
    )
    page.get_by_role("button", name="Make the storyboard").click()
    expect(page.locator("#call_to_action-error")).to_be_visible()
    expect(page.locator("#id_call_to_action")).to_have_value("x" * 121)


def test_a_script_is_read_while_it_is_written_and_out_of_a_file(page, signed_in, tmp_path):
    cast.ed()
    signed_in(page, "ed")
    page.goto("/projects/new/")
    page.locator("input[name=source][value=script]").check(force=True)
    page.locator("#id_script").fill(SCRIPT)
    read = page.locator(".script-read")
    expect(read).to_contain_text("Fountain screenplay")
    expect(read).to_contain_text("Still warm.")
    file = tmp_path / "cues.srt"
    file.write_text("1\n00:00:00,000 --> 00:00:02,000\nCold coffee again?\n", encoding="utf-8")
    page.locator("input[name=script_file]").set_input_files(file)
    page.locator(".script-read", has_text="SRT subtitles").wait_for()
    expect(page.locator("#id_script")).to_have_value(re.compile("^1\n00:00:00,000"))
