"""The bell, the page of notifications, and how one is told; the same by the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.notifications import choices, tell
from tests import cast
from tests.projects.api.callers import as_

pytestmark = pytest.mark.django_db

LIST = reverse("projects:notifications")


@pytest.fixture
def ed(client):
    client.force_login(cast.ed())
    return client


def news(count=1, person=None):
    person = person or cast.ed()
    for number in range(count):
        tell.tell("comment", [person.pk], f"News {number}", "/projects/", cast.shop())
    return list(person.notifications.all())


def test_the_bell_counts_what_is_unread(ed):
    assert "unread" not in ed.get(reverse("projects:bell")).content.decode()
    news(2)
    assert "Notifications, 2 unread" in ed.get(reverse("projects:bell")).content.decode()
    assert "Notifications, 2 unread" in ed.get(reverse("projects:list")).content.decode()


def test_following_one_marks_it_as_read(ed):
    row, other = news(2)
    assert ed.get(reverse("projects:notification", args=[row.pk]))["Location"] == "/projects/"
    page = ed.get(f"{LIST}?unread=1").content.decode()
    assert row.title not in page and other.title in page


def test_one_and_all_are_marked_as_read_and_twice_is_once(ed):
    rows = news(3)
    for _ in range(2):
        ed.post(reverse("projects:read_notification", args=[rows[0].pk]))
    assert cast.ed().notifications.filter(read=None).count() == 2
    for _ in range(2):
        ed.post(reverse("projects:read_all"))
    assert "All read" in ed.get(LIST).content.decode()


def test_nobody_sees_or_marks_what_others_were_told(ed):
    cast.ann()
    [row] = news(1, cast.ann())
    for name in ("notification", "read_notification"):
        address = reverse(f"projects:{name}", args=[row.pk])
        assert {ed.get(address).status_code, ed.post(address).status_code} <= {404, 405}
    assert as_(cast.ed()).post(f"/api/v1/notifications/{row.pk}/read").status_code == 404
    ed.post(reverse("projects:read_all"))
    row.refresh_from_db()
    assert row.read is None and row.title not in ed.get(LIST).content.decode()


def test_the_page_needs_as_many_queries_for_twenty_as_for_two(ed):
    def count():
        with CaptureQueriesContext(connection) as seen:
            ed.get(LIST)
        return len(seen)

    news(2)
    ed.get(LIST)
    few = count()
    news(18)
    assert count() == few


def test_how_one_is_told_is_chosen_by_kind(ed):
    page = reverse("projects:notification_choices")
    ed.post(page, {"comment": "off", "mention": "shout"})
    assert (choices.all_of(cast.ed())["comment"], choices.all_of(cast.ed())["mention"]) == ("off", "at_once")
    assert 'value="off" selected' in ed.get(page).content.decode()


def test_a_program_reads_and_marks(ed):
    news(2)
    program = as_(cast.ed())
    told = program.get("/api/v1/notifications/?unread=true").json()["results"]
    assert [one["title"] for one in told] == ["News 1", "News 0"]
    assert told[0]["link"].endswith("/projects/")
    one = program.post(f"/api/v1/notifications/{told[0]['id']}/read").json()
    assert one["read"] and program.post("/api/v1/notifications/read-all").json() == {"read": 1}
    assert program.get("/api/v1/notifications/?unread=true").json()["results"] == []
