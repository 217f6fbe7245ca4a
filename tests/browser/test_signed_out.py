"""Without a session: somebody is signed out in the middle of their work, or is a guest."""

from urllib.parse import urlsplit

from projects.board import review
from projects.guests import links
from projects.models import Product
from tests import cast
from tests.waiting import until


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


def test_a_guest_opens_a_link_with_its_password_comments_and_decides(new_page):
    # What a browser says of where a form comes from depends on the rules of the page.
    project = cast.board()
    review.submit(project, cast.ed())
    address = links.make(project, cast.ann(), "The client", ("comment", "decide"), password="open sesame")[1]
    page = new_page()
    page.goto(urlsplit(address).path)
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Open").click()
    page.get_by_label("Your comment").fill("Warmer, please.")
    page.get_by_label("Your name").first.fill("Nina")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_text("Warmer, please.").first.wait_for()
    page.get_by_role("button", name="Approve").click()
    until(lambda: project.submissions.get().state == "approved", 60, what="the decision")
