"""What providers tell us by webhook: a signed hint to look now, and nothing more.

A hint changes no result: it wakes the step, and the worker asks the provider. A hint that is lost,
late, doubled or out of order does no harm, because polling goes on without it. The address carries
the request that it is about, so that an answer that got lost can be found by its hint.

Replicate signs as Standard Webhooks do (HMAC of id, time and body); fal signs with ED25519 and
publishes its keys. Keys are fetched by a worker: answering a hint asks nobody.
"""

import base64
import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core import signing
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from generation.engine import settle
from generation.models import SigningKeys, Step, WebhookDelivery
from projects import clock
from projects.media import downloads

log = logging.getLogger(__name__)

TOLERANCE_SECONDS = 300
MOST_BYTES = 2 * 2**20
MOST_KEYS = 10
KEYS_LAST = timedelta(hours=24)
# A signature that fits no key may mean new keys: they are fetched again, but not for every liar.
KEYS_AGAIN = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_signer = signing.Signer(salt="webhooks")


class WebhookRejected(Exception):
    """Not signed, too old, or not what it should look like. Said in the log, not to the sender."""


# --- the address -----------------------------------------------------------------------------
def webhook_url(step: Step, provider: str, sent: datetime) -> str:
    """Where the provider should tell about the step's request of that moment, or ""."""
    name = NAMES.get(provider)
    if not (settings.PUBLIC_URL and name and SENDERS[name].is_ready()):
        return ""
    mark = _signer.sign(f"{step.pk}-{(sent - EPOCH) // timedelta(microseconds=1)}")
    return settings.PUBLIC_URL + reverse("generation:webhook", args=[name, mark])


def _parse_mark(mark: str) -> tuple[int, datetime]:
    """(step's key, when its request was sent) that an address was made for, or WebhookRejected."""
    try:
        pk, sent = _signer.unsign(mark).split("-")
    except (signing.BadSignature, ValueError):
        raise WebhookRejected("the address is not ours") from None
    return int(pk), EPOCH + timedelta(microseconds=int(sent))


# --- who signs how ---------------------------------------------------------------------------
def _check_time(text: str) -> None:
    """Refuse what is older than the tolerance, or comes from the future."""
    if not re.fullmatch(r"\d{1,12}", text):
        raise WebhookRejected("no time")
    if abs(time.time() - int(text)) > TOLERANCE_SECONDS:
        raise WebhookRejected("too old")


class WebhookSender(Protocol):
    """How a provider signs what it sends us."""

    @staticmethod
    def is_ready() -> bool: ...

    @staticmethod
    def verify(headers: Mapping[str, str], body: bytes) -> str:
        """What names this delivery. Raises WebhookRejected when no signature fits."""

    @staticmethod
    def parse(body: dict[str, Any]) -> tuple[Any, Any]:
        """(the request's id, its status) of the body."""


class ReplicateWebhooks:
    """Headers webhook-id, -timestamp and -signature ("v1,<base64>", several of them while keys change)."""

    @staticmethod
    def is_ready() -> bool:
        return bool(settings.REPLICATE_WEBHOOK_SECRETS)

    @staticmethod
    def verify(headers: Mapping[str, str], body: bytes) -> str:
        """What names this delivery. WebhookRejected when no signature fits one of the secrets."""
        delivery, when = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not 0 < len(delivery) <= 200:
            raise WebhookRejected("no id")
        _check_time(when)
        given = [one[3:] for one in headers.get("webhook-signature", "").split() if one.startswith("v1,")]
        signed = b".".join((delivery.encode(), when.encode(), body))
        good = [_hmac(secret, signed) for secret in settings.REPLICATE_WEBHOOK_SECRETS]
        fits = [hmac.compare_digest(a.encode(), b.encode()) for a in given[:MOST_KEYS] for b in good]
        if not any(fits):
            raise WebhookRejected("no signature fits")
        return delivery

    @staticmethod
    def parse(body: dict[str, Any]) -> tuple[Any, Any]:
        return body.get("id"), body.get("status")


def _hmac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class FalWebhooks:
    """Headers X-Fal-Webhook-Request-Id, -User-Id, -Timestamp and -Signature (hexadecimal)."""

    @staticmethod
    def is_ready() -> bool:
        return bool(settings.FAL_JWKS_URL)

    @staticmethod
    def verify(headers: Mapping[str, str], body: bytes) -> str:
        """What names this delivery. WebhookRejected when no published key made the signature."""
        names = ("Request-Id", "User-Id", "Timestamp", "Signature")
        request, user, when, signature = (headers.get(f"X-Fal-Webhook-{name}", "") for name in names)
        if not (0 < len(request) <= 100 and user):
            raise WebhookRejected("a header is missing")
        _check_time(when)
        signed = "\n".join((request, user, when, hashlib.sha256(body).hexdigest())).encode()
        try:
            given = bytes.fromhex(signature)
        except ValueError:
            raise WebhookRejected("no signature") from None
        if not any(_is_signed_by(key, given, signed) for key in _keys("fal")):
            SigningKeys.objects.filter(provider="fal").update(wanted=clock.now())
            raise WebhookRejected("no signature fits")
        return f"{request}:{hashlib.sha256(body).hexdigest()[:16]}"

    @staticmethod
    def parse(body: dict[str, Any]) -> tuple[Any, Any]:
        return body.get("request_id"), body.get("status")


def _is_signed_by(key: str, given: bytes, signed: bytes) -> bool:
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(given, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _keys(provider: str) -> list[str]:
    row = SigningKeys.objects.filter(provider=provider).first()
    if row is None:
        SigningKeys.objects.get_or_create(provider=provider)
    return row.keys if row else []


# Who may tell us something, and which of our providers are reached through them.
SENDERS: dict[str, type[WebhookSender]] = {"replicate": ReplicateWebhooks, "fal": FalWebhooks}
NAMES = {"replicate": "replicate", "pika": "fal"}


# --- answering -------------------------------------------------------------------------------
@csrf_exempt
@require_POST
def receive(request: HttpRequest, provider: str, mark: str) -> HttpResponse:
    """200 when it was taken (also twice, or about something that is over), else 4xx without a reason."""
    sender = SENDERS.get(provider)
    if sender is None:
        return HttpResponse(status=404)
    if request.content_type != "application/json":
        return HttpResponse(status=415)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        step_pk, sent = _parse_mark(mark)
        delivery = sender.verify(request.headers, body)
        external_id, status = _read(sender, body)
    except WebhookRejected as why:
        log.warning("a webhook of %s was not believed: %s", provider, why)
        return HttpResponse(status=400)
    _, new = WebhookDelivery.objects.get_or_create(
        provider=provider, delivery=delivery, defaults={"external_id": external_id, "status": status}
    )
    if new:
        settle.on_webhook(step_pk, sent, external_id)
    return HttpResponse(status=200)


def _read(sender: type[WebhookSender], body: bytes) -> tuple[str, str]:
    try:
        external_id, status = sender.parse(json.loads(body))
    except (ValueError, AttributeError, RecursionError):
        raise WebhookRejected("not what it should look like") from None
    if not (isinstance(external_id, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,100}", external_id)):
        raise WebhookRejected("no id of a request")
    return external_id, str(status)[:40]


# --- what a worker does now and then ---------------------------------------------------------
def housekeeping(now: datetime | None = None) -> None:
    """Fetch keys that are old or did not fit."""
    now = now or clock.now()
    old = Q(fetched=None) | Q(fetched__lt=now - KEYS_LAST)
    did_not_fit = Q(wanted__gt=F("fetched"), fetched__lt=now - KEYS_AGAIN)
    asked = {row["NAME"] for rows in settings.PROVIDERS.values() for row in rows}
    if settings.PUBLIC_URL and "pika" in asked:
        SigningKeys.objects.get_or_create(provider="fal")
    for row in SigningKeys.objects.filter(old | did_not_fit, provider="fal"):
        fetch_keys(row, now)


def fetch_keys(row: SigningKeys, now: datetime) -> None:
    """The provider's public keys, through the safe downloader. What cannot be had is tried again later."""
    SigningKeys.objects.filter(pk=row.pk).update(fetched=now)
    try:
        data, _ = downloads.fetch(settings.FAL_JWKS_URL, 100_000, 10)
        keys = [key["x"] for key in json.loads(data)["keys"] if key.get("crv", "Ed25519") == "Ed25519"]
    except (downloads.FetchRefused, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("the keys of %s could not be had: %s", row.provider, error)
        again = now - KEYS_LAST + KEYS_AGAIN
        SigningKeys.objects.filter(pk=row.pk).update(fetched=again)
        return
    keys = [key for key in keys if re.fullmatch(r"[A-Za-z0-9_-]{43}=?", str(key))]
    SigningKeys.objects.filter(pk=row.pk).update(keys=keys[:MOST_KEYS], wanted=None)
