"""The page of webhooks: an admin adds, tests, rotates, reads the log, sends again; nobody else sees it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.models import SendingState, SentEvent, WebhookEndpoint
from projects.models.outgoing import EVENTS
from projects.outgoing import endpoints, outbox
from projects.views.team import webhooks
from tests import cast
from tests.pages import Page

pytestmark = pytest.mark.django_db
URL = "https://93.184.216.34/hooks"
ALL = [name for name in EVENTS if name != "test"]


@pytest.fixture
def adam():
    client = Client()
    client.force_login(cast.adam())
    return client


@pytest.fixture
def endpoint():
    return endpoints.add(cast.shop(), cast.adam(), URL)


def listed():
    return reverse("projects:endpoints", args=[cast.shop().pk])


def at(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


def test_an_admin_finds_it_in_the_account_menu_and_an_approver_does_not(adam):
    assert listed() in adam.get("/account/").content.decode()
    ann = Client()
    ann.force_login(cast.ann())
    assert listed() not in ann.get("/account/").content.decode()


def test_the_secret_is_shown_when_it_is_added_and_never_again(adam):
    shown = adam.post(listed(), {"url": URL, "events": ["video.succeeded", "video.failed"]})
    made = WebhookEndpoint.objects.get()
    assert made.secret in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert made.events == "video.succeeded video.failed"
    for path in (listed(), at("endpoint", made), at("endpoint_log", made)):
        assert made.secret not in adam.get(path).content.decode()
    again = adam.post(at("endpoint_rotate", made)).content.decode()
    assert made.secret not in again
    made.refresh_from_db()
    assert made.secret in again and "1 secret of before still signs, until" in Page(again)


def test_all_events_ticked_are_everything_there_will_be(adam):
    adam.post(listed(), {"url": URL, "events": ALL})
    assert WebhookEndpoint.objects.get().events == ""


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"url": "http://10.0.0.1/hooks", "events": ALL}, "not on the public internet"),
        ({"url": "shop", "events": ALL}, "start with http"),
        ({"url": "", "events": ALL}, "start with http"),
        ({"url": "https://ed:pw@93.184.216.34/", "events": ALL}, "user name"),
        ({"url": f"{URL}/{'x' * 600}", "events": ALL}, "at most 500"),
        ({"url": URL}, "at least one event"),
        ({"url": URL, "events": ["video.sung"]}, "There is no event"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(adam, sent, says):
    refused = adam.post(listed(), sent)
    text = refused.content.decode()
    assert refused.status_code == 422 and says in text and not WebhookEndpoint.objects.exists()
    assert sent["url"] in text


def test_its_settings_are_changed_and_said(adam, endpoint):
    adam.post(at("endpoint", endpoint), {"url": f"{URL}/2", "events": ["video.failed"]})
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.events, endpoint.is_on) == (f"{URL}/2", "video.failed", False)
    assert "It is off." in adam.get(at("endpoint", endpoint)).content.decode()
    refused = adam.post(at("endpoint", endpoint), {"url": "http://10.0.0.1/", "events": ALL, "is_on": "on"})
    assert refused.status_code == 422 and "public internet" in refused.content.decode()


def test_the_log_tells_how_it_went_and_sends_again(adam, endpoint):
    adam.post(at("endpoint_test", endpoint))
    row = SentEvent.objects.get()
    waiting = adam.get(at("endpoint", endpoint)).content.decode()
    assert "Waiting" in waiting and "every 3s" in waiting and at("delivery_replay", row) not in waiting
    SentEvent.objects.update(
        state=SendingState.FAILED, tries=1, status=500, answer="no <b>room</b>", took_ms=12
    )
    failed = adam.get(at("endpoint", endpoint)).content.decode()
    assert "Failed" in failed and "no &lt;b&gt;room" in failed and "every 3s" not in failed
    adam.post(at("delivery_replay", row))
    copy = SentEvent.objects.first()
    assert (copy.message_id, copy.body, copy.state) == (row.message_id, row.body, SendingState.WAITING)


def test_the_log_is_drawn_again_only_where_it_changed(adam, endpoint):
    outbox.send_test(endpoint)
    path = at("endpoint_log", endpoint)
    seen = adam.get(path).context["seen"]
    assert adam.get(path, {"seen": seen}).status_code == 204
    SentEvent.objects.update(state=SendingState.DELIVERED, tries=1, status=200)
    assert adam.get(path, {"seen": seen}).status_code == 200


def test_a_long_log_has_pages_and_is_filtered(adam, endpoint, django_assert_max_num_queries):
    rows = [
        SentEvent(
            endpoint=endpoint, message_id=f"msg_{n}", event="video.failed", body="{}", tries=1,
            state=SendingState.DELIVERED if n else SendingState.FAILED, not_before=timezone.now(),
        )
        for n in range(webhooks.PER_PAGE + 5)
    ]  # fmt: skip
    SentEvent.objects.bulk_create(rows)
    assert "msg_0" not in adam.get(at("endpoint", endpoint)).content.decode()
    assert "msg_0" in adam.get(at("endpoint", endpoint), {"page": 2}).content.decode()
    with django_assert_max_num_queries(20):
        only = adam.get(at("endpoint", endpoint), {"state": "failed"})
    assert [row.message_id for row in only.context["page"]] == ["msg_0"]
    for odd in ({"state": "²"}, {"page": "x"}, {"page": 10**30}):
        assert adam.get(at("endpoint", endpoint), odd).status_code == 200


def test_too_many_rotations_are_refused_in_words(adam, endpoint):
    for _ in range(endpoints.MOST_OLD):
        adam.post(at("endpoint_rotate", endpoint))
    refused = adam.post(at("endpoint_rotate", endpoint))
    assert refused.status_code == 409 and "still in use" in refused.content.decode()


def test_a_deleted_one_is_gone_with_its_log_also_by_two_clicks(adam, endpoint):
    outbox.send_test(endpoint)
    assert adam.post(at("endpoint_remove", endpoint)).url == listed()
    assert not SentEvent.objects.exists()
    assert adam.post(at("endpoint_remove", endpoint)).status_code == 404


@pytest.mark.parametrize(("person", "status"), [(cast.ann, 403), (cast.vera, 403), (cast.oscar, 404)])
def test_nobody_but_admins_has_to_do_with_it(endpoint, person, status):
    row = outbox.send_test(endpoint)
    client = Client()
    client.force_login(person())
    assert client.get(listed()).status_code == status
    assert client.post(listed(), {"url": URL, "events": ALL}).status_code == status
    for name in ("endpoint", "endpoint_log"):
        assert client.get(at(name, endpoint)).status_code == status
    for name in ("endpoint", "endpoint_rotate", "endpoint_test", "endpoint_remove"):
        assert client.post(at(name, endpoint), {"url": URL, "events": ALL}).status_code == status
    assert client.post(at("delivery_replay", row)).status_code == 404
    assert WebhookEndpoint.objects.count() == SentEvent.objects.count() == 1
