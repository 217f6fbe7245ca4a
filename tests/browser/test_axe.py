"""axe finds nothing on any page, in dialogs and menus, the admin's included, light and dark."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from projects.board import review
from projects.guests import links
from projects.models import Invitation, Notification
from projects.team import members
from tests import cast
from tests.browser.accessibility import Reader
from tests.vidstudio.addresses import addresses, things

# A file's text, and what the page shows of it.
SHEETS = [("a,b\n1,2\n", "#id_column_title"), ("Name,Price\nKettle,49.00\nMug,\n", "#import-check")]
# No pages of ours: what makes them is Swagger's and Redoc's.
OTHERS = ("/api/", "/logout/", "/admin/logout/")


@pytest.fixture
def rows():
    return things()


@pytest.fixture
def reader(new_page, signed_in):
    cast.adam()
    return Reader(signed_in(new_page(reduced_motion="reduce"), "adam"))


def answered(paths):
    """{address: HTML} of those that answer Adam with HTML, and whether that is a whole page."""
    client = Client()
    client.force_login(cast.adam())
    answers = ((path, client.get(path)) for path in paths if not path.startswith(OTHERS))
    return {
        path: answer.content.decode()
        for path, answer in answers
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    }


def is_page(html):
    return "<html" in html


def path(address):
    """Of a link as it is sent: this studio's server has another name."""
    return urlsplit(address).path


def told(reader):
    return "\n".join(" | ".join(found) for found in reader.found)


def test_axe_finds_nothing_in_the_studio(reader, rows):
    html = answered(path for path in addresses(rows) if not path.startswith("/admin/"))
    for each in filter(lambda each: is_page(html[each]), html):
        reader.to(each)
    reader.to(f"/projects/{rows['projects']}/")
    for path in html:
        if "data-dialog-auto" in html[path] and not is_page(html[path]):
            reader.opens(path)
    assert not reader.found, told(reader)


def test_axe_finds_nothing_in_the_admin(reader, rows):
    html = answered(path for path in addresses(rows) if path.startswith("/admin/"))
    for each in filter(lambda each: is_page(html[each]), html):
        reader.to(each)
    assert not reader.found, told(reader)


# --- pages that an address with a number does not reach ----------------------------------------------
def test_axe_finds_nothing_where_boards_are_approved_together(reader):
    """One that can be approved, one that cannot: Adam sent it himself to somebody else's stage."""
    review.submit(cast.board(title="Ridge film"), cast.ed())
    review.submit(cast.board(title="Valley film"), cast.ed())
    page = reader.page
    page.goto("/admin/projects/submission/")
    for box in page.locator("input.action-select").all():
        box.check()
    page.locator("select[name=action]").select_option("approve")
    page.locator("button[name=index]").click()
    page.get_by_role("heading", name="Approve 2 boards").wait_for()
    reader.here("approve together")
    assert not reader.found, told(reader)


def test_axe_finds_nothing_where_columns_of_a_file_are_chosen(reader):
    """First a file whose names nobody knows, then one that is read: what an import would do."""
    page = reader.page
    for sheet, shown in (
        ("a,b\n1,2\n", "#id_column_title"),
        ("Name,Price\nKettle,49.00\nMug,\n", "#import-check"),
    ):
        page.goto("/products/import/")
        file = {"name": "shop.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
        page.locator("#id_catalog").set_input_files(file)
        page.locator("button[name=check]").click()
        page.locator(shown).first.wait_for(state="attached")
        reader.here(f"import with {shown}")
    assert not reader.found, told(reader)


def test_axe_finds_nothing_on_a_guests_pages(new_page):
    """A board to decide, its password, a link that ended, and the thanks after a word."""
    board = cast.board(title="Ridge film")
    review.submit(board, cast.ed())
    reader = Reader(new_page(reduced_motion="reduce"))
    address = links.make(board, cast.ann(), "The client", tuple(links.SCOPES))[1]
    reader.to(path(address))
    reader.to(path(links.make(board, cast.ann(), "Her boss", password="kettle-on-the-stove")[1]))
    ended, gone = links.make(board, cast.ann(), "Somebody")
    links.revoke(ended, cast.ann())
    reader.to(path(gone))
    assert not reader.found, told(reader)


def test_axe_finds_nothing_for_who_is_invited(new_page):
    """The page of an invitation, and that of one that ended."""
    reader = Reader(new_page(reduced_motion="reduce"))
    address = members.invite(cast.shop(), cast.adam(), "editor")[1]
    reader.to(path(address))
    Invitation.objects.update(revoked=timezone.now())
    reader.to(path(address))
    assert not reader.found, told(reader)


def test_axe_finds_nothing_in_what_somebody_was_told(reader):
    review.submit(cast.board(title="Ridge film"), cast.ed())
    assert Notification.objects.filter(user=cast.adam()).exists()
    reader.to("/notifications/")
    assert not reader.found, told(reader)
