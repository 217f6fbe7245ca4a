"""What has the focus is in sight on a large screen and on a phone: no bar lies over it (WCAG 2.2, 2.4.11)."""

import pytest

from projects.board import review
from tests import cast
from tests.browser.hands import settled

# Up to here of a page: a board of three scenes has about seventy places to stop at, and its bars are the same
# for the rest.
MOST_STOPS = 90
# What lies over the focused thing at its corners and in its middle, in words; null where something of it is
# seen, "over" where the page begins anew. A control that is drawn by its label is seen where the label is.
SEEN = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body || focused === document.documentElement) return "over";
    document.getAnimations().forEach((one) => one.effect.getTiming().iterations < Infinity && one.finish());
    const drawn = focused.matches("[type=radio], [type=checkbox], [type=file]");
    const label = drawn && focused.closest("label, .drop");
    const box = (label || focused).getBoundingClientRect();
    const xs = [box.left + 2, (box.left + box.right) / 2, box.right - 2];
    const ys = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
    const hits = xs.flatMap((x) => ys.map((y) => document.elementFromPoint(x, y)));
    const parts = [focused, label].filter(Boolean);
    const own = (hit) => hit && parts.some((one) => one.contains(hit) || hit.contains(one));
    if (hits.some(own)) return null;
    const name = (one) => one
        ? `${one.tagName}#${one.id}.${one.getAttribute("class")} ${one.textContent.trim().slice(0, 30)}`
        : "outside the window";
    return [name(focused), ...new Set(hits.map(name))].join(" | ");
}"""
WIDTHS = {"large": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def covered(page, key):
    """What was out of sight when it had the focus, on the way through the page by this key."""
    found = []
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    for stop in range(MOST_STOPS):
        page.keyboard.press(key)
        told = page.evaluate(SEEN)
        if told == "over" and stop:
            break
        if told and told != "over":
            found.append(told)
    assert stop > 5, "nothing was walked"
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_no_bar_lies_over_what_has_the_focus(new_page, signed_in, width):
    cast.ann()
    project = cast.board()
    other = cast.board(title="Another", scenes=1)
    review.submit(other, cast.ed())
    page = signed_in(new_page(viewport=WIDTHS[width], reduced_motion="reduce"), "ann")
    found = {}
    for address, ready in (
        (f"/projects/{project.pk}/", "article.scene textarea"),
        (f"/projects/{other.pk}/review/", "#room-note"),
        (f"/products/{project.product_id}/", "#product-form"),
        ("/projects/", ".poster"),
        ("/projects/new/", "#new-form"),
    ):
        page.goto(address)
        page.locator(ready).first.wait_for()
        settled(page)
        for key in ("Tab", "Shift+Tab"):
            if lost := covered(page, key):
                found[address, key] = lost
    page.goto(f"/projects/{project.pk}/")
    settled(page)
    page.get_by_role("button", name="Change the picture of scene 1").press("Enter")
    page.locator("dialog[open]").wait_for()
    if lost := covered(page, "Tab"):
        found["the picture dialog"] = lost
    assert not found, "\n".join(f"{where}: {one}" for where, lost in found.items() for one in lost)
