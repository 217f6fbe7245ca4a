"""axe finds nothing on any page, in dialogs and menus, the admin's included, light and dark."""

import pytest
from django.test import Client

from tests import cast
from tests.browser.accessibility import Reader
from tests.vidstudio.addresses import addresses, things

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


def told(reader):
    return "\n".join(" | ".join(found) for found in reader.found)


def test_axe_finds_nothing_in_the_studio(reader, rows):
    html = answered(path for path in addresses(rows) if not path.startswith("/admin/"))
    for path in filter(lambda path: is_page(html[path]), html):
        reader.to(path)
    reader.to(f"/projects/{rows['projects']}/")
    for path in html:
        if "data-dialog-auto" in html[path] and not is_page(html[path]):
            reader.opens(path)
    assert not reader.found, told(reader)


def test_axe_finds_nothing_in_the_admin(reader, rows):
    html = answered(path for path in addresses(rows) if path.startswith("/admin/"))
    for path in filter(lambda path: is_page(html[path]), html):
        reader.to(path)
    assert not reader.found, told(reader)
