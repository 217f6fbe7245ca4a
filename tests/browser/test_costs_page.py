"""Money in a real browser: a budget is set and a cost corrected without leaving the page."""

from playwright.sync_api import expect

from generation.models import Budget, LedgerEntry
from tests import cast


def _spend(cost, **fields):
    key = f"call {LedgerEntry.objects.count()}"
    return LedgerEntry.objects.create(
        workspace=cast.shop(), call_key=key, provider="runway", talent="clip", cost=cost, **fields
    )


def test_a_budget_is_set_by_keyboard_and_the_page_follows(page, signed_in):
    cast.adam()
    _spend("5")
    signed_in(page, "adam").goto("/costs/")
    month = page.locator(".budget", has_text="Each month")
    month.get_by_role("button", name="Set").press("Enter")
    amount = page.get_by_label("At most, in USD")
    expect(amount).to_be_focused()
    amount.fill("a lot")
    amount.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("A budget is an amount of USD")
    page.get_by_label("At most, in USD").fill("20")
    page.keyboard.press("Enter")
    expect(month).to_contain_text("15.00 USD left of 20.00 USD")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert Budget.objects.get().amount == 20


def test_a_cost_is_corrected_beside_its_line(page, signed_in):
    cast.adam()
    _spend(None, units={"answer": "lost"})
    signed_in(page, "adam").goto("/costs/calls/")
    page.get_by_role("button", name="Correct the cost of clip").click()
    page.get_by_label("Cost in all, in USD").fill("0.25")
    page.get_by_label("Where that is known from").fill("invoice 7")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("#calls")).to_contain_text("invoice 7")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_bar_leads_to_the_calls_of_its_day_and_nothing_is_wider_than_a_phone(new_page, signed_in):
    cast.ed()
    _spend("5")
    page = signed_in(new_page(viewport={"width": 390, "height": 844}), "ed")
    page.goto("/costs/?period=30_days")  # this month has hours for bars on its first day
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_text("The same as a table").click()
    page.locator(".chart-table a").click()
    expect(page.locator("h1")).to_have_text("Calls")
    expect(page.locator("#calls tbody tr")).to_have_count(1)
    page.wait_for_load_state()  # rows are there before the styles are
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
