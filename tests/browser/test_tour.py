"""The tour of a board: by clicks and by keys, to its end or skipped."""

from playwright.sync_api import expect

from projects.models import PersonalChoice
from tests import cast
from tests.pages import eventually
from tests.waiting import until


def was_toured():
    return PersonalChoice.objects.filter(user=cast.ed()).exclude(toured=None).exists()


def test_somebody_new_is_shown_around_and_asked_no_more(page, signed_in):
    board = cast.board()
    signed_in(page, "ed").goto("/projects/")
    page.get_by_role("link", name="Show me around").click()
    tour = page.locator("#tour")
    expect(tour.get_by_role("heading")).to_have_text("The film in time")
    eventually(page, "document.activeElement.dataset.tour === 'next'")
    seen = []
    while tour.get_by_role("button", name="Next").is_visible():
        seen.append(tour.get_by_role("heading").text_content())
        page.keyboard.press("Enter")
    assert seen[:3] == ["The film in time", "What is said", "What is seen"]
    tour.get_by_role("button", name="Back").click()
    expect(tour.get_by_role("heading")).to_have_text(seen[-1])
    tour.get_by_role("button", name="Next").click()
    tour.get_by_role("button", name="Done").click()
    expect(tour).to_be_hidden()
    until(was_toured, what="the end of the tour")
    page.reload()
    expect(tour).to_have_count(0)
    page.goto("/projects/")
    expect(page.get_by_text("Welcome to vidstudio.")).to_have_count(0)
    assert board.scenes.count() == 3


def test_it_is_skipped_by_a_key_and_each_place_is_in_sight(page, signed_in):
    board = cast.board()
    signed_in(page, "ed").goto(f"/projects/{board.pk}/?tour=1")
    tour = page.locator("#tour")
    shown = """() => {
        const here = document.querySelector(".tour-here").getBoundingClientRect();
        return here.bottom > 0 && here.top < innerHeight;
    }"""
    eventually(page, shown)
    page.get_by_role("button", name="Next").click()
    eventually(page, shown)
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()
    until(was_toured, what="the end of the tour")


def test_not_now_takes_the_welcome_away(page, signed_in):
    cast.board()
    signed_in(page, "ed").goto("/projects/")
    page.get_by_role("button", name="Not now").click()
    expect(page.locator("#welcome")).to_have_count(0)
    until(was_toured, what="the answer")
