"""The review room by keys alone: to the next board, into the note, and to a decision."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from projects.board import editing, review
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


def test_who_has_the_room_open_sees_what_another_decided(page, signed_in):
    cast.ann()
    project = submitted("One")
    kim = cast.person("kim", "approver", project.workspace)
    signed_in(page, "ann").goto(f"/projects/{project.pk}/review/")
    page.locator("#room-note").fill("Brighter at the end.")
    review.ask_changes(VideoProject.objects.get(pk=project.pk), kim, "Shorter.")
    page.locator("#room-state .banner", has_text="by kim").wait_for()
    eventually(page, "document.getElementById('spoken').textContent.includes('by kim')")
    expect(page.get_by_role("button", name="Approve and render")).to_be_disabled()
    expect(page.get_by_role("button", name="Ask for changes")).to_be_disabled()
    expect(page.locator("#room-why")).to_contain_text("Changes requested by kim")
    expect(page.locator("#project-meta .pill")).to_have_text("Changes requested")
    assert page.locator("#room-note").input_value() == "Brighter at the end."


def test_who_has_the_room_open_sees_that_the_board_is_another(page, signed_in):
    cast.ann()
    project = submitted("One")
    signed_in(page, "ann").goto(f"/projects/{project.pk}/review/")
    page.locator("#room-note").wait_for()
    with transaction.atomic():
        editing.edit_scene(project.scenes.first(), cast.ed(), headline="Look up")
        review.submit(VideoProject.objects.get(pk=project.pk), cast.ed())
    page.locator("#room-state .banner", has_text="The review went on").wait_for()
    expect(page.get_by_role("button", name="Approve and render")).to_be_disabled()
    page.get_by_role("link", name="Show it as it is now").click()
    expect(page.get_by_role("button", name="Approve and render")).to_be_enabled()


def test_a_word_of_the_trade_explains_itself_where_it_stands(page, signed_in):
    cast.ann()
    signed_in(page, "ann").goto(f"/projects/{submitted('One').pk}/review/")
    words = page.get_by_text("A short name of exactly this board.")
    expect(words).to_be_hidden()
    page.locator(".term summary", has_text="Digest").press("Enter")
    expect(words).to_be_visible()
    page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    eventually(page, "document.activeElement.textContent === 'Digest'")
