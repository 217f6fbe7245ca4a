"""A scene's picture in a real browser: another photo, the library, takes seen large and side by side."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from projects.board import editing
from projects.catalog import products
from projects.models import Scene
from tests import cast, fakes
from tests.browser.hands import settled
from tests.pages import eventually
from tests.worker_processes import until


@pytest.fixture
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def dialog_of(page, signed_in, project):
    signed_in(page, "ed").goto(f"/projects/{project.pk}/")
    page.get_by_role("button", name="Change the picture of scene 1").press("Enter")
    dialog = page.get_by_role("dialog", name="Picture of scene 1")
    dialog.wait_for()
    return dialog


def test_a_picture_is_found_compared_and_chosen_by_keys_on_a_phone(new_page, signed_in, instant):
    project, other = cast.board(title="Summit"), cast.board(title="Morning light", scenes=1)
    scene = project.scenes.first()
    first, third = scene.picture.asset, cast.picture(3)
    editing.replace_take(scene, cast.ed(), "image", cast.picture(9))
    page = new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
    dialog = dialog_of(page, signed_in, project)
    # Large: the arrows go through the takes, Escape leads back to the dialog.
    dialog.get_by_role("button", name="Large").first.press("Enter")
    large = page.locator("#looks-dialog")
    expect(large.get_by_role("heading")).to_have_text("1 / 2")
    page.keyboard.press("ArrowRight")
    expect(large.get_by_role("heading")).to_have_text("2 / 2")
    expect(large.locator("img").first).to_have_attribute("src", first.url)
    # Two beside each other, both in sight at this width.
    large.get_by_label("Beside it").select_option("0")
    eventually(page, "[...document.querySelectorAll('#looks-dialog img')].every((one) => one.naturalWidth)")
    boxes = [large.locator("img").nth(index).bounding_box() for index in (0, 1)]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert boxes[1]["x"] + boxes[1]["width"] <= 390
    page.keyboard.press("Escape")
    expect(large).not_to_be_visible()
    expect(dialog).to_be_visible()
    # The library, by a part of the title.
    dialog.get_by_text("From the library of this workspace").press("Enter")
    dialog.get_by_label("Title of the video").wait_for()
    settled(page)
    dialog.get_by_label("Title of the video").fill("morning")
    dialog.get_by_label("Title of the video").press("Enter")
    found = dialog.locator("#library").get_by_role("button", name="Picture of “Morning light”")
    expect(found).to_have_count(1)
    expect(dialog.locator("#library")).not_to_contain_text("Summit")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    settled(page)
    found.press("Enter")
    expect(dialog).not_to_be_visible()
    assert Scene.objects.get(pk=scene.pk).picture.asset == other.scenes.get().picture.asset != third


def test_another_photo_of_the_product_is_chosen_and_taken_back(page, signed_in, instant):
    project = cast.board()
    file = SimpleUploadedFile("a.png", cast.photo_bytes((20, 60, 180, 255)), "image/png")
    photo = products.add_photo(project.product, cast.ed(), file)
    scene = project.scenes.first()
    dialog = dialog_of(page, signed_in, project)
    dialog.get_by_role("button", name="Photo 2").press("Enter")
    expect(dialog).not_to_be_visible()
    assert Scene.objects.get(pk=scene.pk).photo == photo.asset.sha256
    page.locator(".toast").get_by_role("button", name="Undo").click()
    until(lambda: Scene.objects.get(pk=scene.pk).photo == "", 60, what="the studio's choice")
