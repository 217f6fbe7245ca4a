"""Comments in a real browser: names complete by keys, half-written words stay, a link leads there, faces."""

import io
import math

import pytest
from PIL import Image

from projects.board import comments
from tests import cast, fakes
from tests.browser.hands import settled
from tests.pages import eventually


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def test_a_name_is_completed_by_keys_and_words_outlive_a_redraw(studio_server, page, signed_in):
    cast.ann()
    project = cast.board()
    said = comments.say(project, cast.ed(), "Warmer?")
    signed_in(page, "ed")
    page.goto(f"{studio_server}/projects/{project.pk}/")
    page.click("#say-board")
    page.keyboard.type("Please look, @an")
    page.wait_for_selector(".mention-option")
    page.keyboard.press("Enter")
    eventually(page, "document.getElementById('say-board').value === 'Please look, @ann '")
    page.click(f"#resolve-{said.pk}")
    page.wait_for_selector("text=1 resolved")
    assert page.input_value("#say-board") == "Please look, @ann "
    settled(page)
    page.click("#send-board")
    page.wait_for_selector(".note-mention")
    eventually(page, "document.getElementById('say-board').value === ''")
    assert cast.ann().notifications.get().kind == "mention"


def test_the_link_of_a_comment_leads_to_it_inside_its_scene(studio_server, page, signed_in):
    cast.ann()
    project = cast.board()
    said = comments.say(project, cast.ann(), "Warmer?", scene=project.scenes.last())
    signed_in(page, "ed")
    page.goto(f"{studio_server}/comments/{said.pk}/")
    page.wait_for_selector(f"#comment-{said.pk}.note--linked")
    eventually(page, "id => document.activeElement.id === id", arg=f"comment-{said.pk}")


def test_a_place_on_a_picture_is_drawn_by_keys_and_by_mouse_and_shown_with_the_comment(
    studio_server, page, signed_in
):
    cast.ann()
    project = cast.board()
    scene = project.scenes.first()
    signed_in(page, "ed")
    page.goto(f"{studio_server}/projects/{project.pk}/")
    page.click(f"#scene-{scene.pk}-talk")
    form = f"form[data-scene='{scene.pk}']"
    page.fill(f"{form} textarea", "This corner is too dark")
    # By keys: from the middle a step to the left and a step up, with Shift; the pen is lifted.
    page.focus(f"{form} [data-draw]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#draw-dialog[open]")
    eventually(page, "document.activeElement.classList.contains('draw-stage')")
    for key in ("Space", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowUp", "Space"):
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{form} .note-still path")
    page.click(f"{form} [type=submit]")
    page.wait_for_selector(f"[data-drawing-of='{scene.pk}'] .note-still img")
    said = scene.comments.get()
    assert said.anchor == {"shape": "box", "points": [[0.5, 0.5], [0.3, 0.4]]}
    # By mouse, an arrow.
    page.fill(f"{form} textarea", "And this")
    page.click(f"{form} [data-draw]")
    eventually(page, "!document.getElementById('draw-dialog').getAnimations({ subtree: true }).length")
    page.check("#draw-dialog [value=arrow]", force=True)
    box = page.locator(".draw-stage").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    page.click("[data-draw-use]")
    page.click(f"{form} [type=submit]")
    eventually(page, "document.querySelectorAll('[data-drawing-of] .note-still').length === 2")
    drawn = scene.comments.exclude(pk=said.pk).get().anchor
    assert drawn["shape"] == "arrow"
    assert all(
        math.isclose(is_at, should_be, abs_tol=0.01)
        for place, wanted in zip(drawn["points"], [(0.25, 0.25), (0.75, 0.5)], strict=True)
        for is_at, should_be in zip(place, wanted, strict=True)
    )


def test_the_review_room_draws_on_the_moment_of_its_preview(studio_server, page, signed_in):
    cast.ann()
    project = cast.board()
    signed_in(page, "ann")
    page.goto(f"{studio_server}/projects/{project.pk}/review/")
    eventually(page, "Number(document.querySelector('#preview [data-part=range]').max) === 6000")
    page.evaluate(
        "() => { const range = document.querySelector('#preview [data-part=range]');"
        " range.value = 2500; range.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.click("#talk-form [data-draw]")
    for key in ("Space", "ArrowLeft", "ArrowDown", "Space"):
        page.keyboard.press(key)
    page.click("[data-draw-use]")
    page.keyboard.type("Here")
    page.click("#send-board")
    page.wait_for_selector("[data-drawing-of] .note-still img")
    said = project.comments.get()
    assert (said.at_ms, said.text, said.anchor["shape"]) == (2500, "Here", "box")
    second = project.scenes.all()[1].picture.asset.url
    assert second in page.get_attribute("[data-drawing-of] .note-still img", "src")


def test_a_chosen_photo_is_seen_at_once_then_in_the_header_and_beside_ones_words(
    studio_server, page, new_page, signed_in
):
    project = cast.board()
    comments.say(project, cast.ed(), "Warmer?")
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (30, 30, 200)).save(out, "PNG")
    signed_in(page, "ed").goto(f"{studio_server}/account/")
    page.get_by_label("Choose a picture").focus()
    page.get_by_label("Choose a picture").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    page.wait_for_selector("[data-now] canvas")
    middle = "canvas => [...canvas.getContext('2d').getImageData(80, 80, 1, 1).data]"
    assert page.locator("[data-now] canvas").evaluate(middle) == [30, 30, 200, 255]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Your photo is saved.").wait_for()
    eventually(page, "document.querySelector('.topbar img.avatar').naturalWidth === 160")
    cast.ann()
    other = signed_in(new_page(), "ann")
    other.goto(f"{studio_server}/projects/{project.pk}/")
    beside = other.locator("#talk-board img.avatar")
    beside.scroll_into_view_if_needed()
    eventually(other, "document.querySelector('#talk-board img.avatar').naturalWidth === 160")
    assert other.locator(".topbar img.avatar").count() == 0
    page.get_by_role("button", name="Remove photo").click()
    page.get_by_text("Your photo is removed.").wait_for()
    assert page.locator("img.avatar").count() == 0
