"""What takes the room is told by a page and a command, by a fixed number of questions."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.models import WebhookDelivery
from projects import clock
from projects.models import Asset
from tests import cast
from vidstudio.monitoring import room

pytestmark = pytest.mark.django_db


def named(rooms, label):
    return next(one for one in rooms if one.label == label)


def test_files_are_told_by_kind_with_their_bytes():
    cast.board(scenes=3)
    pictures = Asset.objects.filter(kind="image")
    found = named(room.files(), "Picture")
    assert (found.count, found.bytes) == (pictures.count(), sum(one.bytes for one in pictures))
    assert found.oldest == pictures.order_by("created").first().created


def test_tables_are_told_with_their_rows_the_largest_first():
    hints(4000)
    first, *_, rest = room.tables()
    assert first.label == "Webhook deliveries" and first.bytes > room.SMALL
    assert first.count in (4000, None)  # PostgreSQL may not have looked at it yet
    assert rest.label.endswith("small tables") and rest.bytes > 0


def hints(count):
    rows = (WebhookDelivery(provider="fal", delivery=f"{number:060}") for number in range(count))
    WebhookDelivery.objects.bulk_create(rows)


def test_the_page_shows_what_would_be_freed_to_those_who_run_the_studio(client):
    hints(7)
    WebhookDelivery.objects.update(received=clock.now() - timedelta(days=8))
    client.force_login(cast.adam())
    page = client.get("/admin/room/").content.decode()
    row = page[page.index("Webhooks of providers") :]
    assert "7 days" in row[:300] and "<td>7</td>" in row[:300]
    assert "What takes the room" in client.get("/admin/").content.decode()
    client.force_login(cast.ann())
    assert client.get("/admin/room/").status_code in (302, 403)


def test_more_rows_are_no_more_questions(client):
    client.force_login(cast.adam())
    client.get("/admin/room/")

    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/admin/room/")
        return len(asked)

    cast.board()
    before = questions()
    for number in range(5):
        cast.board(title=f"Film {number}")
    assert questions() == before


def test_the_command_says_the_same():
    cast.board()
    out = StringIO()
    call_command("room", stdout=out)
    told = out.getvalue()
    assert f"Picture: {Asset.objects.filter(kind='image').count()}" in told
    assert "Retention would free:" in told and "(after 90 days): 0, 0.0 MB" in told
