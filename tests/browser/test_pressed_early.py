"""Somebody is quicker than the page: what they press before its scripts are all there is done then."""

from projects.board import review
from tests import cast
from tests.worker_processes import until


def test_an_approval_on_a_slow_line_is_not_lost(new_page, signed_in):
    cast.ann()
    project = cast.board()
    review.submit(project, cast.ed())
    page, held = signed_in(new_page(), "ann"), []
    page.route("**/js/board_refresh*.js", lambda route: held.append(route))

    page.goto(f"/projects/{project.pk}/", wait_until="commit")
    # Dialogs open from here on; htmx waits for the last script.
    until(lambda: page.evaluate("Boolean(window.studio?.ask)"), what="the dialogs")
    page.get_by_role("button", name="Approve").first.click()
    page.locator("dialog[open] button[type=submit]").click()
    until(lambda: page.wait_for_timeout(30) or held, what="the last script")
    assert page.evaluate("document.readyState") == "interactive"
    with page.expect_response("**/approve/") as answer:
        held[0].continue_()

    assert answer.value.ok and "expecting" not in page.url
    page.locator("#project-meta:not([data-state=in_review])").wait_for(state="attached")


def test_which_button_was_pressed_on_a_slow_line_is_not_lost(new_page, signed_in):
    cast.ann()
    project = cast.board()
    review.submit(project, cast.ed())
    page, held = signed_in(new_page(), "ann"), []
    page.route("**/js/review/keys*.js", lambda route: held.append(route))

    page.goto(f"/projects/{project.pk}/review/", wait_until="commit")
    until(lambda: page.evaluate("Boolean(window.studio?.ask)"), what="the dialogs")
    page.get_by_role("button", name="Approve and render").click()
    until(lambda: page.wait_for_timeout(30) or held, what="the last script")
    with page.expect_response("**/review/decision/") as answer:
        held[0].continue_()

    assert answer.value.ok
    page.get_by_role("heading", name="Nothing to review").wait_for()
