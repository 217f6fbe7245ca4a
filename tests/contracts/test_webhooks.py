"""What providers tell us: believed when signed, heard once, in any order, and never more than a hint."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from generation.engine import cancellations, control, webhooks
from generation.engine.run import run_inline
from generation.models import Cancellation, SigningKeys, Step, StepState, WebhookDelivery
from projects import retention
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.contracts.servers.doubles_film import Fal
from tests.generation.engine.test_races import together
from vidstudio import env

pytestmark = pytest.mark.django_db

OLD, NEW = (f"whsec_{base64.b64encode(name * 24).decode()}" for name in (b"o", b"n"))
PUBLIC = "https://studio.example"


@pytest.fixture
def double(settings):
    settings.PUBLIC_URL, settings.REPLICATE_WEBHOOK_SECRETS = PUBLIC, [NEW, OLD]
    with Replicate() as one:
        kit.use(settings, "image", kit.replicate(one.url))
        settings.POLL_SECONDS = (600, 600)
        yield one


@pytest.fixture
def step(double):
    """A picture the provider is at work on; by itself nobody looks for ten minutes."""
    found = kit.tried(kit.asked("image"))
    assert found.state == StepState.SUBMITTED and found.not_before > timezone.now() + timedelta(minutes=9)
    return found


def where(double):
    """The path that the provider was given."""
    return double.posts()[0].body["webhook"].removeprefix(PUBLIC)


def said(step, status="succeeded", **more):
    return json.dumps({"id": step.external_id, "status": status, **more}).encode()


def signed(body, secret=NEW, delivery="msg_1", age=0, when=None):
    when = when if when is not None else str(int(time.time()) - age)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, b".".join((delivery.encode(), when.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": delivery,
        "webhook-timestamp": when,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def send(path, body, headers, kind="application/json"):
    return Client().post(path, body, content_type=kind, headers=headers)


def woken(step):
    step.refresh_from_db()
    return step.not_before <= timezone.now()


# --- believed --------------------------------------------------------------------------------
def test_a_signed_hint_wakes_the_step_and_says_nothing_itself(double, step):
    """The hint claims a failure; what counts is what the provider answers when it is asked."""
    answer = send(where(double), said(step, "failed"), signed(said(step, "failed")))
    assert (answer.status_code, answer.content, woken(step)) == (200, b"", True)
    double.looks_needed = 0
    run_inline(step.job)
    assert Step.objects.get(pk=step.pk).state == StepState.DONE


def test_without_the_hint_polling_finishes_the_job(double, step):
    Step.objects.filter(pk=step.pk).update(not_before=timezone.now())
    double.looks_needed = 0
    run_inline(step.job)
    assert Step.objects.get(pk=step.pk).state == StepState.DONE


def test_the_second_of_two_signatures_may_be_the_good_one(double, step):
    headers = signed(said(step))
    headers["webhook-signature"] = f"v1,{'A' * 43}= v2,x {headers['webhook-signature']}"
    assert send(where(double), said(step), headers).status_code == 200
    assert woken(step)


def test_while_the_key_changes_both_are_good(double, step):
    assert send(where(double), said(step), signed(said(step), OLD)).status_code == 200
    assert woken(step)


def test_the_official_verifier_signs_as_we_believe(double, step):
    """Another implementation of Standard Webhooks: OpenAI's SDK holds the one that we have at hand."""
    import openai

    headers, body = signed(said(step)), said(step)
    client = openai.OpenAI(api_key="x", webhook_secret=NEW)
    client.webhooks.verify_signature(body.decode(), headers)


# --- not believed ----------------------------------------------------------------------------
LIES = {
    "a bad signature": lambda body: {**signed(body), "webhook-signature": f"v1,{'A' * 43}="},
    "a signature that is not ASCII": lambda body: {**signed(body), "webhook-signature": "v1,é"},
    "another key": lambda body: signed(body, f"whsec_{base64.b64encode(b'x' * 24).decode()}"),
    "no signature": lambda body: {**signed(body), "webhook-signature": ""},
    "no id": lambda body: {k: v for k, v in signed(body).items() if k != "webhook-id"},
    "no time": lambda body: {k: v for k, v in signed(body).items() if k != "webhook-timestamp"},
    "a time that is no number": lambda body: signed(body, when="soon"),
    "a negative time": lambda body: signed(body, when="-5"),
    "five minutes and more ago": lambda body: signed(body, age=302),
    "five minutes and more ahead": lambda body: signed(body, age=-330),
    "another body": lambda body: signed(body + b" "),
    "the same JSON in other words": lambda body: signed(json.dumps(json.loads(body), indent=1).encode()),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_without_a_reason(double, step, lie):
    answer = send(where(double), said(step), LIES[lie](said(step)))
    assert (answer.status_code, answer.content) == (400, b"")
    assert (woken(step), WebhookDelivery.objects.count()) == (False, 0)


def test_an_address_that_we_did_not_make_is_refused(double, step):
    path = where(double).rpartition(":")[0] + ":forged"
    assert send(path, said(step), signed(said(step))).status_code == 400


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"{}", b'{"id": "../../x"}', b"{", b'{"id": 5, "status": 1', b"\xff"]
)
def test_a_signed_body_that_makes_no_sense_is_refused(double, step, body):
    assert send(where(double), body, signed(body)).status_code == 400
    assert WebhookDelivery.objects.count() == 0


def test_ten_megabytes_are_not_read(double, step):
    body = said(step, logs="x" * 10 * 2**20)
    assert send(where(double), body, signed(body)).status_code == 413


def test_another_content_type_is_refused(double, step):
    assert send(where(double), said(step), signed(said(step)), "text/plain").status_code == 415


def test_who_is_not_known_is_not_found(double, step):
    path = where(double).replace("/replicate/", "/somebody/")
    assert send(path, said(step), signed(said(step))).status_code == 404


def test_only_posts_are_heard(double, step):
    assert Client().get(where(double)).status_code == 405


# --- once, and in any order ------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_ten_times_the_same_at_once_is_one_arrival(double, step):
    path, body = where(double), said(step)
    headers = signed(body)
    codes = together(*[lambda: send(path, body, headers).status_code for _ in range(10)])
    assert (codes, WebhookDelivery.objects.count()) == ([200] * 10, 1)


def test_the_same_again_does_not_wake_it_again(double, step):
    send(where(double), said(step), signed(said(step)))
    later = timezone.now() + timedelta(minutes=5)
    Step.objects.filter(pk=step.pk).update(not_before=later)
    assert send(where(double), said(step), signed(said(step))).status_code == 200
    assert not woken(step)


def test_news_of_the_start_after_the_end_changes_nothing(double, step):
    double.looks_needed = 0
    send(where(double), said(step), signed(said(step)))
    run_inline(step.job)
    body = said(step, "processing")
    assert send(where(double), body, signed(body, delivery="msg_0")).status_code == 200
    step.refresh_from_db()
    assert step.state == StepState.DONE and step.job.events.count() == step.job.last_event


def test_an_unknown_request_is_heard_and_does_nothing(double, step):
    body = json.dumps({"id": "nobody-knows", "status": "succeeded"}).encode()
    assert send(where(double), body, signed(body)).status_code == 200
    assert not woken(step)


def test_news_of_a_deleted_step_do_no_harm(double, step):
    path, body = where(double), said(step)
    step.job.project.delete()
    assert send(path, body, signed(body)).status_code == 200


def test_success_after_cancel_brings_nothing_back(double, step):
    path = where(double)
    control.cancel(step.job, by=cast.ed())
    assert send(path, said(step), signed(said(step))).status_code == 200
    step.refresh_from_db()
    assert (step.state, step.job.state) == ("skipped", "cancelled")


# --- what got lost is found by its hint ------------------------------------------------------
def test_an_answer_that_was_lost_is_found_by_its_hint(double, settings):
    """The connection broke before the id was told: the hint names it, and nothing is sent again."""
    double.fails("reset_after")
    step = kit.tried(kit.asked("image"))
    assert (step.state, step.external_id) == (StepState.SUBMITTED, "")
    body = json.dumps({"id": next(iter(double.rows)), "status": "succeeded"}).encode()
    send(where(double), body, signed(body))
    double.looks_needed = 0
    run_inline(step.job)
    step.refresh_from_db()
    assert (step.state, len(double.posts())) == (StepState.DONE, 1)


def test_a_held_step_goes_on_when_its_hint_comes(double):
    double.fails("reset_after")
    step = kit.tried(kit.asked("image"))
    Step.objects.filter(pk=step.pk).update(state=StepState.UNKNOWN)
    body = json.dumps({"id": next(iter(double.rows)), "status": "processing"}).encode()
    send(where(double), body, signed(body))
    assert Step.objects.get(pk=step.pk).state == StepState.SUBMITTED


def test_the_hint_of_an_earlier_request_is_not_taken_for_this_one(double, step):
    path, body = where(double), said(step)
    Step.objects.filter(pk=step.pk).update(
        submitting=timezone.now(), external_id="", state=StepState.SUBMITTED
    )
    assert send(path, body, signed(body)).status_code == 200
    step.refresh_from_db()
    assert (step.external_id, woken(step)) == ("", False)


def test_a_hint_after_cancel_says_which_request_to_recall(double):
    double.fails("reset_after")
    step = kit.tried(kit.asked("image"))
    control.cancel(step.job, by=cast.ed())
    body = json.dumps({"id": next(iter(double.rows)), "status": "processing"}).encode()
    send(where(double), body, signed(body))
    assert cancellations.process_due() == 1
    assert (len(double.posts("/cancel")), Cancellation.objects.get().state) == (1, "done")


# --- the address -----------------------------------------------------------------------------
def test_without_an_address_of_our_own_none_is_given(double, settings):
    settings.PUBLIC_URL = ""
    kit.tried(kit.asked("image"))
    assert "webhook" not in double.posts()[0].body


def test_without_a_secret_none_is_given(double, settings):
    settings.REPLICATE_WEBHOOK_SECRETS = []
    kit.tried(kit.asked("image"))
    assert "webhook" not in double.posts()[0].body


def test_a_provider_that_knows_no_webhooks_is_asked_as_ever(settings):
    settings.PUBLIC_URL = PUBLIC
    with OpenAI() as one:
        kit.use(settings, "image", kit.openai("image", one.url))
        assert kit.ended(kit.asked("image")).state == StepState.DONE


def test_only_the_end_is_asked_for(double, step):
    assert double.posts()[0].body["webhook_events_filter"] == ["completed"]


@pytest.mark.parametrize("value", ["studio.example", "ftp://studio.example", "https://"])
def test_an_address_that_is_none_stops_the_studio(monkeypatch, value):
    monkeypatch.setenv("VIDSTUDIO_PUBLIC_URL", value)
    with pytest.raises(ImproperlyConfigured, match="VIDSTUDIO_PUBLIC_URL"):
        env.address("VIDSTUDIO_PUBLIC_URL")


def test_a_secret_that_is_none_stops_the_studio_and_is_not_shown(monkeypatch):
    monkeypatch.setenv("REPLICATE_WEBHOOK_SECRET", "whsec_ä!")
    with pytest.raises(ImproperlyConfigured, match="whsec_…"):
        env.secrets("REPLICATE_WEBHOOK_SECRET")


# --- fal -------------------------------------------------------------------------------------
PRIVATE, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()


def jwk(private):
    raw = private.public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).decode().rstrip("=")}


def fal_signed(body, private=PRIVATE, request="req-12345678", age=0, **other):
    when = str(int(time.time()) - age)
    text = "\n".join((request, "user-1", when, hashlib.sha256(body).hexdigest())).encode()
    headers = {
        "X-Fal-Webhook-Request-Id": request,
        "X-Fal-Webhook-User-Id": "user-1",
        "X-Fal-Webhook-Timestamp": when,
        "X-Fal-Webhook-Signature": private.sign(text).hex(),
    }
    return {**headers, **other}


@pytest.fixture
def clip(settings):
    """A step that is out at fal, and the path that its hint comes to."""
    settings.PUBLIC_URL = PUBLIC
    settings.JOB_KINDS = kit.JOB_KINDS
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    SigningKeys.objects.create(
        provider="fal", keys=[jwk(OTHER)["x"], jwk(PRIVATE)["x"]], fetched=timezone.now()
    )
    step = kit.asked("image")
    later = timezone.now() + timedelta(minutes=10)
    Step.objects.filter(pk=step.pk).update(
        state=StepState.SUBMITTED, external_id="req-12345678", submitting=timezone.now(), not_before=later
    )
    step.refresh_from_db()
    step.path = webhooks.webhook_url(step, "pika", step.submitting).removeprefix(PUBLIC)
    return step


FAL = json.dumps({"request_id": "req-12345678", "status": "OK", "payload": {}}).encode()


def test_fals_hint_wakes_the_step(clip):
    assert send(clip.path, FAL, fal_signed(FAL)).status_code == 200
    assert woken(clip)


FAL_LIES = {
    "another key": lambda: fal_signed(FAL, Ed25519PrivateKey.generate()),
    "another body": lambda: fal_signed(FAL + b" "),
    "too old": lambda: fal_signed(FAL, age=302),
    "from the future": lambda: fal_signed(FAL, age=-330),
    "another user": lambda: fal_signed(FAL, **{"X-Fal-Webhook-User-Id": "user-2"}),
    "no user": lambda: fal_signed(FAL, **{"X-Fal-Webhook-User-Id": ""}),
    "no hexadecimal": lambda: fal_signed(FAL, **{"X-Fal-Webhook-Signature": "zz"}),
    "a short signature": lambda: fal_signed(FAL, **{"X-Fal-Webhook-Signature": "abcd"}),
    "no time": lambda: fal_signed(FAL, **{"X-Fal-Webhook-Timestamp": "now"}),
}


@pytest.mark.parametrize("lie", FAL_LIES)
def test_fals_lies_are_refused(clip, lie):
    assert send(clip.path, FAL, FAL_LIES[lie]()).status_code == 400
    assert not woken(clip)


class Published:
    """The provider's list of keys, as a server that counts."""

    def __init__(self, *keys):
        from tests.contracts.servers.server import Double

        class Keys(Double):
            def answer(self, seen, fault):
                return 200, {"keys": [*keys]}, {}

        self.double = Keys()
        self.url = f"{self.double.url}/.well-known/jwks.json"


def test_new_keys_are_fetched_by_a_worker_and_not_for_every_liar(clip, settings):
    published = Published(jwk(OTHER), {"kty": "RSA", "crv": "x", "n": "1"})
    settings.FAL_JWKS_URL, settings.FETCH_ALLOW_PRIVATE = published.url, True
    with published.double as double:
        row = SigningKeys.objects.filter(provider="fal")
        row.update(keys=[jwk(PRIVATE)["x"]])
        lie = fal_signed(FAL, OTHER)
        assert send(clip.path, FAL, lie).status_code == 400  # a key that we do not know yet
        webhooks.housekeeping()
        assert double.seen == []  # not so soon after the last time
        webhooks.housekeeping(timezone.now() + timedelta(minutes=6))
        assert len(double.seen) == 1
        assert send(clip.path, FAL, fal_signed(FAL, OTHER)).status_code == 200
        webhooks.housekeeping()
        assert len(double.seen) == 1


@pytest.mark.parametrize("kind", ["html", "empty", "truncated", "status"])
def test_keys_that_cannot_be_had_leave_the_old_ones(clip, settings, kind):
    published = Published(jwk(OTHER))
    settings.FAL_JWKS_URL, settings.FETCH_ALLOW_PRIVATE = published.url, True
    with published.double as double:
        double.fails(kind, on="GET")
        webhooks.housekeeping(timezone.now() + timedelta(hours=25))
    assert send(clip.path, FAL, fal_signed(FAL)).status_code == 200


def test_pika_is_told_where_to_tell_us(settings):
    settings.PUBLIC_URL = PUBLIC
    with Fal() as double:
        kit.use(settings, "clip", rows.clips("pika", double.url))
        settings.POLL_SECONDS = (600, 600)
        step = kit.tried(kit.asked("clip"))
        hook = parse_qs(urlsplit(double.posts()[0].path).query)["fal_webhook"][0]
    SigningKeys.objects.create(provider="fal", keys=[jwk(PRIVATE)["x"]], fetched=timezone.now())
    body = json.dumps({"request_id": step.external_id, "status": "OK"}).encode()
    path = hook.removeprefix(PUBLIC)
    assert send(path, body, fal_signed(body, request=step.external_id)).status_code == 200
    assert woken(step)


def test_old_hints_are_forgotten(clip):
    send(clip.path, FAL, fal_signed(FAL))
    retention.sweep(timezone.now() + timedelta(days=8))
    assert not WebhookDelivery.objects.exists()
