"""Correcting a cut-out in a real browser, by mouse and by keys."""

import numpy as np
from PIL import Image

from generation.media import cut_finding
from projects.models import Photo
from tests import cast


def stored_mask():
    photo = Photo.objects.select_related("mask").get()
    with Image.open(photo.mask.file) as opened:
        return photo, np.asarray(opened)


def test_a_cut_out_is_corrected_by_mouse_and_by_keys_and_left_without_loss(page, signed_in, monkeypatch):
    monkeypatch.setattr(cut_finding, "find_mask", cut_finding.found)
    cast.ed()
    product = cast.flask()
    signed_in(page, "ed").goto(f"/products/{product.pk}/")
    page.get_by_text("Cut out: the file’s own transparency").wait_for()
    assert page.locator("#photos .product-photo-frame").count() == 1  # what arrives takes its own place
    page.get_by_role("link", name="Correct the cut-out").click()
    view = page.get_by_role("application")
    page.get_by_label("Remove", exact=True).check()
    page.wait_for_load_state()
    view.scroll_into_view_if_needed()
    box = page.locator("[data-brush-canvas]").bounding_box()
    # By mouse: a stroke through the middle of the flask takes it away.
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=4)
    page.mouse.up()
    # By keys: two strokes below it, of which one is taken back; and a smaller brush.
    view.focus()
    for key in ("ArrowDown",) * 16:
        page.keyboard.press(key)
    page.keyboard.press("-")
    page.keyboard.down(" ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.up(" ")
    page.keyboard.press("x")
    page.keyboard.press(" ")
    page.keyboard.press("Control+z")
    # Leaving asks first, and loses nothing.
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Go on painting").click()
    page.get_by_role("button", name="Save the cut-out").click()
    page.get_by_text("Cut out, corrected by hand").wait_for()
    photo, mask = stored_mask()
    assert photo.cut == "cut" and mask.shape == (400, 320)
    assert mask[240, 140:180].max() == 0 and mask[180, 160] == 255
    assert 0 < (mask[250:380, 80:240] == 0).sum() < (mask[230:380, 80:240] == 0).sum()
