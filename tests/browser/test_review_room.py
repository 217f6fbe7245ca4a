"""The review room by keys alone: to the next board, into the note, and to a decision."""

import pytest

from projects.board import review
from projects.models import Submission, VideoProject
from tests import cast, fakes
from tests.pages import eventually


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def submitted(title):
    project = cast.board(title=title)
    review.submit(project, cast.ed())
    return project


def test_two_boards_are_decided_by_keys(page, signed_in):
    cast.ann()
    one, two = submitted("One"), submitted("Two")
    signed_in(page, "ann").goto(f"/projects/{one.pk}/review/")
    page.locator(".room h2#decision-title").wait_for()
    page.keyboard.press("n")
    page.wait_for_url(f"**/projects/{two.pk}/review/")
    page.locator("#room-note").wait_for()
    page.keyboard.press("c")
    eventually(page, "document.activeElement.id === 'room-note'")
    page.keyboard.type("Brighter at the end, no b or a.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/projects/{one.pk}/review/")
    page.locator("#room-note").wait_for()
    page.keyboard.press("a")
    eventually(page, "document.activeElement.value === 'approve'")
    assert Submission.objects.filter(state="open").count() == 1, "one key decides nothing"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nothing to review").wait_for()
    assert Submission.objects.get(project=two).note == "Brighter at the end, no b or a."
    assert Submission.objects.get(project=one).state == "approved"
    assert VideoProject.objects.get(pk=one.pk).state != "in_review"


def test_single_keys_can_be_turned_off_and_stay_off(page, signed_in):
    cast.ann()
    one, _ = submitted("One"), submitted("Two")
    signed_in(page, "ann").goto(f"/projects/{one.pk}/review/")
    page.locator("[data-keys-switch]").uncheck()
    page.locator("h1").click()
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") != "room-note"
    page.reload()
    assert not page.locator("[data-keys-switch]").is_checked()
    page.goto("/projects/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.goto("/account/")
    page.locator("[data-keys-switch]").check()
    page.goto("/projects/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
