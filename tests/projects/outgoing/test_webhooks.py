"""Outgoing webhooks: what is told, signed, tried again, logged, and whom nothing is ever sent to."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from projects.board import review, states
from projects.errors import IllegalMove
from projects.models import ProjectState, SendingState, SentEvent, WebhookEndpoint
from projects.models.outgoing import EVENTS
from projects.outgoing import deliver, endpoints, outbox
from tests import cast, fakes

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver(BaseHTTPRequestHandler):
    """Answers as `says` tells, in turn (the last one for ever), and keeps what came."""

    says, heard = [200], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), body.decode(), self.path))
        status = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if status is None:  # broken off
            return
        self.send_response(status)
        if status in (301, 302, 307, 308):
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"thanks")

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver(settings):
    settings.FETCH_ALLOW_PRIVATE = True  # only loopback: other private addresses stay refused
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    Receiver.says, Receiver.heard = [200], []
    Receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
    yield Receiver
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def instant(settings):
    cache.clear()
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    fakes.reset()


@pytest.fixture
def endpoint(receiver):
    return endpoints.add(cast.shop(), cast.adam(), receiver.url)


def sent():
    deliver.send_due()
    return SentEvent.objects.first()


# --- what is told ------------------------------------------------------------------------------
def test_a_review_is_told_from_submitting_to_approving(receiver, endpoint):
    project = cast.board()
    review.submit(project, cast.ed())
    review.ask_changes(project, cast.ann(), "Brighter, please.")
    review.submit(project, cast.ed())
    deliver.send_due()
    told = [json.loads(body) for _, body, _ in receiver.heard]
    assert [one["type"] for one in told if one["type"] != "storyboard.ready"] == [
        "storyboard.submitted", "storyboard.changes_requested", "storyboard.submitted",
    ]  # fmt: skip
    assert told[-1]["data"] == {
        "workspace": "lolas", "project": project.pk, "title": project.title, "state": "in_review",
        "product": project.product_id,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "event"),
    [
        (ProjectState.ILLUSTRATING, ProjectState.STORYBOARD_READY, "storyboard.ready"),
        (ProjectState.ILLUSTRATING, ProjectState.FAILED, "storyboard.failed"),
        (ProjectState.RENDERING, ProjectState.COMPLETED, "video.succeeded"),
        (ProjectState.RENDERING, ProjectState.FAILED, "video.failed"),
        (ProjectState.COMPLETED, ProjectState.REJECTED, "video.rejected"),
        (ProjectState.IN_REVIEW, ProjectState.STORYBOARD_READY, None),
        (ProjectState.REJECTED, ProjectState.COMPLETED, None),
    ],
)
def test_each_state_that_matters_is_told_by_its_name(endpoint, old, new, event):
    project = cast.draft()
    type(project).objects.filter(pk=project.pk).update(state=old)
    project.refresh_from_db()
    states.move(project, new)
    assert [row.event for row in SentEvent.objects.all()] == ([event] if event else [])


def test_only_what_was_asked_for_and_only_to_the_own_workspace(receiver):
    mine = endpoints.add(cast.shop(), cast.adam(), receiver.url, ["video.failed"])
    oscar = cast.oscar()
    endpoints.add(oscar.memberships.get().workspace, oscar, receiver.url)
    outbox.publish(cast.shop(), "video.failed", {})
    outbox.publish(cast.shop(), "video.succeeded", {})
    endpoints.change(mine, cast.adam(), is_on=False)
    outbox.publish(cast.shop(), "video.failed", {})
    assert [(row.endpoint, row.event) for row in SentEvent.objects.all()] == [(mine, "video.failed")]


# --- how it is sent ----------------------------------------------------------------------------
def test_the_library_verifies_what_comes(receiver, endpoint):
    outbox.publish(cast.shop(), "video.succeeded", {"title": "Grüße, 日本"})
    row = sent()
    headers, body, _ = receiver.heard[0]
    assert Webhook(endpoint.secret).verify(body, headers)["data"]["title"] == "Grüße, 日本"
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(body + " ", headers)
    assert (row.state, row.status, row.tries, row.answer) == (SendingState.DELIVERED, 200, 1, "thanks")


def test_for_a_day_after_a_rotation_both_secrets_verify(receiver, endpoint):
    old = endpoint.secret
    endpoint = endpoints.rotate(endpoint, cast.adam())
    outbox.send_test(endpoint)
    deliver.send_due()
    headers, body, _ = receiver.heard[0]
    assert endpoint.secret != old
    for secret in (old, endpoint.secret):
        Webhook(secret).verify(body, headers)
    later = timezone.now() + timedelta(hours=25)
    assert " " not in deliver.signatures(endpoint, "msg_1", later, body)


def test_every_secret_that_was_replaced_within_a_day_still_verifies(receiver, endpoint):
    secrets = [endpoint.secret]
    for _ in range(endpoints.MOST_OLD):
        secrets.append(endpoints.rotate(endpoint, cast.adam()).secret)
    endpoint.refresh_from_db()
    outbox.send_test(endpoint)
    deliver.send_due()
    headers, body, _ = receiver.heard[0]
    for secret in secrets:
        Webhook(secret).verify(body, headers)
    with pytest.raises(IllegalMove, match="4 secrets of before are still in use"):
        endpoints.rotate(endpoint, cast.adam())
    endpoint.refresh_from_db()
    assert endpoint.secret == secrets[-1]


def test_a_secret_of_before_ends_a_day_after_it_was_replaced(endpoint, monkeypatch):
    first, now = endpoint.secret, timezone.now()
    endpoints.rotate(endpoint, cast.adam())
    monkeypatch.setattr(endpoints.timezone, "now", lambda: now + timedelta(hours=20))
    endpoint = endpoints.rotate(endpoint, cast.adam())
    second = endpoint.living(now + timedelta(hours=20))[0][0]
    assert [one for one, _ in endpoint.living(now + timedelta(hours=23))] == [second, first]
    assert [one for one, _ in endpoint.living(now + timedelta(hours=25))] == [second]
    assert endpoint.living(now + timedelta(hours=45)) == []


@pytest.mark.parametrize("wrong", [500, 404, 302, 307, None])
def test_a_receiver_that_is_wrong_is_asked_again_over_three_days(receiver, endpoint, wrong):
    receiver.says = [wrong]
    outbox.publish(cast.shop(), "video.succeeded", {})
    now = began = timezone.now()
    for _ in range(30):
        deliver.send_due(now)
        row = SentEvent.objects.get()
        if row.state != SendingState.WAITING:
            break
        now = row.not_before
    assert (row.state, row.tries, row.status) == (SendingState.FAILED, 9, wrong)
    assert timedelta(days=2.9) < now - began < timedelta(days=3.2)
    assert len({headers["webhook-id"] for headers, _, _ in receiver.heard}) == 1
    assert {path for _, _, path in receiver.heard} == {"/hooks"}  # no redirect is followed


def test_one_that_comes_back_gets_it(receiver, endpoint):
    receiver.says = [503, 200]
    outbox.publish(cast.shop(), "video.succeeded", {})
    row = sent()
    assert row.state == SendingState.WAITING and row.not_before <= timezone.now() + timedelta(seconds=5)
    assert deliver.send_due(row.not_before - timedelta(seconds=1)) == 0  # not yet
    assert deliver.send_due(row.not_before) == 1


def test_gone_turns_the_endpoint_off(receiver, endpoint):
    receiver.says = [410]
    outbox.publish(cast.shop(), "video.succeeded", {})
    assert sent().state == SendingState.FAILED
    endpoint.refresh_from_db()
    assert not endpoint.is_on


def test_an_absent_receiver_is_told_in_words(endpoint):
    WebhookEndpoint.objects.update(url="http://127.0.0.1:9/hooks")
    outbox.publish(cast.shop(), "video.succeeded", {})
    row = sent()
    assert (row.state, row.status) == (SendingState.WAITING, None) and "could not be reached" in row.answer


def test_a_slow_receiver_holds_nobody_up(receiver, endpoint, monkeypatch):
    monkeypatch.setattr(deliver, "ANSWER_SECONDS", 0.2)
    hold = threading.Event()
    monkeypatch.setattr(Receiver, "do_POST", lambda self: hold.wait(60))
    outbox.publish(cast.shop(), "video.succeeded", {})
    row = sent()
    hold.set()
    assert "took longer than" in row.answer and row.took_ms < 30_000


def test_a_worker_that_dies_loses_nothing_and_two_send_once(receiver, endpoint):
    row = outbox.publish(cast.shop(), "video.succeeded", {})[0]
    now = timezone.now()
    SentEvent.objects.update(not_before=now + deliver.LEASE, tries=1)  # claimed, then the worker died
    assert not deliver.send_one(row.pk, now)
    assert deliver.send_due(now + deliver.LEASE) == 1
    assert not deliver.send_one(row.pk) and len(receiver.heard) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/", "http://192.168.1.5/x", "http://169.254.169.254/latest/meta-data", "http://[::1]/",
        "http://127.0.0.1/", "http://0.0.0.0/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/",
        "http://2130706433/", "ftp://example.com/", "file:///etc/passwd", "http://ed:pw@example.com/",
        "http://example.com:22/", "http://nobody.invalid/", "x",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_when_saved(url):
    answer = program(cast.adam()).post("/api/v1/webhooks/", {"url": url})
    assert answer.status_code in (400, 422), url
    assert answer.json()["error"]["field"] == "url" and not WebhookEndpoint.objects.exists()


def test_a_name_that_becomes_private_later_is_refused_when_sent(receiver, endpoint, settings):
    settings.FETCH_ALLOW_PRIVATE = False
    WebhookEndpoint.objects.update(url="http://127.0.0.1/hooks")
    outbox.publish(cast.shop(), "video.succeeded", {})
    assert "not on the public internet" in sent().answer and not receiver.heard


# --- by API ------------------------------------------------------------------------------------
def program(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_an_endpoint_from_adding_to_deleting(receiver):
    adam = program(cast.adam())
    made = adam.post("/api/v1/webhooks/", {"url": receiver.url, "events": ["video.succeeded"]})
    told, path = made.json(), f"/api/v1/webhooks/{made.json()['id']}"
    assert made.status_code == 201 and told["secret"].startswith("whsec_")
    assert "secret" not in adam.get(f"{path}/").json()
    first = adam.post(f"{path}/test").json()
    deliver.send_due()
    again = adam.post(f"/api/v1/webhook-deliveries/{first['id']}/replay").json()
    deliver.send_due()
    log = adam.get(f"{path}/deliveries").json()["results"]
    assert [row["state"] for row in log] == ["delivered", "delivered"]
    assert log[0]["id"] == again["id"] and again["message_id"] == first["message_id"]
    assert adam.post(f"{path}/rotate").json()["secret"] != told["secret"]
    assert adam.patch(f"{path}/", {"is_on": False, "events": []}).json()["events"] == []
    assert adam.delete(f"{path}/").status_code == 204 and not SentEvent.objects.exists()


def test_only_admins_of_the_workspace_have_to_do_with_it(endpoint):
    row = outbox.send_test(endpoint)
    path = f"/api/v1/webhooks/{endpoint.pk}/"
    for person, status in ((cast.ann(), 403), (cast.oscar(), 404)):
        assert program(person).patch(path, {"is_on": False}).status_code == status
        assert program(person).post(f"{path}rotate/").status_code == status
        assert program(person).get("/api/v1/webhooks/").json()["results"] == []
        assert program(person).post(f"/api/v1/webhook-deliveries/{row.pk}/replay/").status_code == 404
    assert program(cast.ann()).post("/api/v1/webhooks/", {"url": Receiver.url}).status_code == 403


def test_an_unknown_event_or_field_is_refused_by_name(receiver):
    adam = program(cast.adam())
    for body in ({"events": ["video.sung"]}, {"is_on": True}, {"colour": "red"}):
        assert adam.post("/api/v1/webhooks/", {"url": receiver.url, **body}).status_code == 400
    assert set(EVENTS) >= {"storyboard.ready", "video.succeeded", "budget.threshold"}
