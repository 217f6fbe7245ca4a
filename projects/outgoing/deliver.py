"""Sending events: each is claimed before it goes out, tried again over three days, and its end is kept."""

import logging
import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import F
from django.utils import timezone
from standardwebhooks import Webhook

from projects.media import downloads
from projects.models import SendingState, SentEvent, WebhookEndpoint

log = logging.getLogger(__name__)

# Waits after each failed try: eight more tries within three days.
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 20 * 3600, 34 * 3600)
)
# A worker that sends has this long; then another one may.
LEASE = timedelta(seconds=60)
ANSWER_SECONDS = 10
# Says that nobody is there any more, and never will be.
GONE = 410


def send_one(pk: int, now: datetime | None = None) -> bool:
    """Send one event if it is due. Whether it was delivered."""
    now = now or timezone.now()
    due = SentEvent.objects.filter(pk=pk, state=SendingState.WAITING, not_before__lte=now)
    if not due.update(not_before=now + LEASE, tries=F("tries") + 1):
        return False
    row = SentEvent.objects.select_related("endpoint").get(pk=pk)
    began = time.monotonic()
    try:
        row.status, row.answer = _ask(row, now)
    except downloads.FetchRefused as refused:
        row.status, row.answer = None, refused.message
    row.answer = row.answer.replace("\x00", "")[:500]
    row.took_ms = round((time.monotonic() - began) * 1000)
    _end(row, now)
    return row.state == SendingState.DELIVERED


def send_due(now: datetime | None = None) -> int:
    """Send what is due: what was lost with a worker, and what is tried again. Returns how many arrived."""
    now = now or timezone.now()
    due = SentEvent.objects.filter(state=SendingState.WAITING, not_before__lte=now).order_by("not_before")
    return sum(send_one(pk, now) for pk in due.values_list("pk", flat=True)[:200])


def is_due(now: datetime | None = None) -> bool:
    """Whether there is anything to send."""
    due = SentEvent.objects.filter(state=SendingState.WAITING, not_before__lte=now or timezone.now())
    return due.exists()


def signatures(endpoint: WebhookEndpoint, message_id: str, now: datetime, body: str) -> str:
    """The header of the signatures: the secret's, and that of each old one for a day after a rotation."""
    keys = [endpoint.secret, *(secret for secret, _ in endpoint.living(now))]
    return " ".join(Webhook(key).sign(message_id, now, body) for key in keys)


def _ask(row: SentEvent, now: datetime) -> tuple[int, str]:
    headers = {
        "Content-Type": "application/json",
        "webhook-id": row.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(row.endpoint, row.message_id, now, row.body),
    }
    return downloads.post(row.endpoint.url, row.body.encode(), headers, seconds=ANSWER_SECONDS)


def _end(row: SentEvent, now: datetime) -> None:
    if row.status is not None and 200 <= row.status < 300:
        row.state, row.finished = SendingState.DELIVERED, now
    elif row.status == GONE or row.tries > len(WAITS) or row.event == "test":
        row.state, row.finished = SendingState.FAILED, now
    else:
        row.not_before = now + WAITS[row.tries - 1]
    if row.status == GONE:
        WebhookEndpoint.objects.filter(pk=row.endpoint_id).update(is_on=False)
    row.save(update_fields=["state", "finished", "not_before", "status", "answer", "took_ms"])
    if row.state == SendingState.FAILED:
        host = urlsplit(row.endpoint.url).hostname  # the rest of an address may be a secret
        log.warning("webhook %s to %s failed: %s", row.event, host, row.status or row.answer)
