"""Words and product moved on a scene's frame in a real browser: by mouse, by keys, by number, by touch."""

import pytest
from playwright.sync_api import expect

from generation import actions
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from projects.board import editing
from projects.models import Scene
from tests import cast
from tests.browser.hands import at_rest
from tests.worker_processes import until


@pytest.fixture
def scene(studio_server):
    """A scene whose picture was painted here, with words and the flask on it."""
    project = cast.board(scenes=1, aspect="1:1")
    editing.edit_scene(project.scenes.get(), cast.ed(), headline="Cold for a day")
    with jobs.runner("inline"):
        run_inline(actions.picture(project.scenes.get(), cast.ed()))
    return project.scenes.get()


def dialog_of(page, signed_in, scene):
    signed_in(page, "ed").goto(f"/projects/{scene.project_id}/")
    page.get_by_role("button", name="Move words and product of scene 1").press("Enter")
    dialog = page.get_by_role("dialog", name="Words and product of scene 1")
    dialog.wait_for()
    at_rest(page)
    return dialog


def number(dialog, name, part):
    return float(dialog.locator(f"[name={name}_{part}]").input_value())


def placed(scene):
    return Scene.objects.get(pk=scene.pk).placement


def test_they_are_moved_and_sized_by_mouse_by_keys_and_by_number(page, signed_in, scene):
    dialog = dialog_of(page, signed_in, scene)
    words, product = (dialog.get_by_role("group", name=name).first for name in ("Words", "Product"))
    frame = dialog.locator(".places-frame").bounding_box()
    # The mouse: a tenth of the frame to the left and a twentieth up.
    before, box = (number(dialog, "product", "x"), number(dialog, "product", "y")), product.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(
        box["x"] + box["width"] / 2 - frame["width"] / 10,
        box["y"] + box["height"] / 2 - frame["height"] / 20,
        steps=5,
    )
    page.mouse.up()
    assert number(dialog, "product", "x") == pytest.approx(before[0] - 10, abs=0.6)
    # Its corner sizes it about its middle.
    corner = dialog.locator("[data-place=product] .places-corner").bounding_box()
    page.mouse.move(corner["x"] + 12, corner["y"] + 12)
    page.mouse.down()
    page.mouse.move(corner["x"] - 8, corner["y"] - 8, steps=3)
    page.mouse.up()
    assert number(dialog, "product", "scale") < 95
    # Keys: 1 %, with Shift 5 %, and the size.
    x, scale = number(dialog, "product", "x"), number(dialog, "product", "scale")
    product.press("ArrowRight")
    product.press("Shift+ArrowRight")
    product.press("-")
    assert number(dialog, "product", "x") == pytest.approx(x + 6, abs=0.2)
    assert number(dialog, "product", "scale") == pytest.approx(scale - 5, abs=0.2)
    # Numbers: what is typed is where it stands.
    dialog.locator("[name=words_scale]").fill("70")
    dialog.locator("[name=words_scale]").press("Tab")
    wide = words.bounding_box()["width"]
    dialog.locator("[data-place-back=words]").press("Enter")
    assert words.bounding_box()["width"] > wide
    assert number(dialog, "words", "scale") == 100
    dialog.get_by_role("button", name="Put them there").press("Enter")
    expect(dialog).not_to_be_visible()
    until(lambda: placed(scene), 60, what="the place")
    assert set(placed(scene)["1:1"]) == {"product"}
    until(lambda: Job.objects.active().exists(), 60, what="the picture is asked for")


def test_a_finger_moves_them_on_a_phone(new_page, signed_in, scene):
    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True, color_scheme="dark")
    dialog = dialog_of(page, signed_in, scene)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    product = dialog.get_by_role("group", name="Product").first
    box, frame = product.bounding_box(), dialog.locator(".places-frame").bounding_box()
    assert frame["width"] <= 390
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = number(dialog, "product", "x")
    finger = page.context.new_cdp_session(page)
    far = -frame["width"] / 10
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in (0.5, 1):
        point = [{"x": x + far * part, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": point})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    there = pytest.approx(before - 10, abs=0.6)
    until(lambda: number(dialog, "product", "x") == there, 60, what="the product to follow the finger")
    # No tap: on a busy machine its start and end lie so far apart that it is a long press.
    dialog.get_by_role("button", name="Put them there").click()
    expect(dialog).not_to_be_visible()
    until(lambda: placed(scene), 60, what="the place")
