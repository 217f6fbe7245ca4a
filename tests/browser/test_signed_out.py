"""Somebody is signed out in the middle of their work, and signs in again in another tab."""

from projects.models import Product
from tests import cast


def signs_in(page):
    page.goto("/login/")
    page.get_by_label("User name").fill("ed")
    page.get_by_label("Password").fill(cast.PASSWORD)


def test_what_was_typed_is_saved_after_signing_in_again_in_another_tab(new_page):
    cast.ed()
    page = new_page()
    other, late = page.context.new_page(), page.context.new_page()
    for tab in (page, late):
        signs_in(tab)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/products/new/")
    page.get_by_label("Name").fill("A flask")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Add the product").click()
    page.get_by_text("Sign in again in another tab").first.wait_for()

    signs_in(other)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_role("heading", name="Projects", exact=True).wait_for()
    page.get_by_role("button", name="Add the product").click()
    page.get_by_role("heading", name="A flask").wait_for()
    assert Product.objects.get().name == "A flask"

    # A form that is drawn anew is another one: the same name twice is two products.
    for _ in range(2):
        page.goto("/products/new/")
        page.get_by_label("Name").fill("A cup")
        page.get_by_role("button", name="Add the product").click()
        page.get_by_role("heading", name="A cup").wait_for()
    assert Product.objects.filter(name="A cup").count() == 2

    # A plain form that was open since before: signing in once more leads in, too.
    late.get_by_role("button", name="Sign in").click()
    late.get_by_role("heading", name="Projects", exact=True).wait_for()
