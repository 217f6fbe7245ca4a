"""Notifications as e-mails: at once or once a day, with a text and an HTML part, and a link that ends them.

A row is claimed before its e-mail goes out, so none goes out twice; a mail server that is away gives the row
back, to be tried again later.
"""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from projects.languages import choice
from projects.models import MailState, Membership, Notification
from projects.notifications import choices

log = logging.getLogger(__name__)

# After a failure: five minutes, then twice as long each time; a server that is away for a day loses nothing.
FIRST_WAIT, LONGEST_WAIT, MOST_TRIES = timedelta(minutes=5), timedelta(hours=2), 20
# The daily e-mail goes out at this hour of the studio's time zone.
DIGEST_HOUR = 7
MOST_IN_DIGEST = 50

# Of many of one kind (a batch that goes to review) the first few come alone, the others together.
ALONE, QUIET = 3, timedelta(minutes=10)


def send_one(pk: int, now: datetime | None = None) -> bool:
    """Send the e-mail of one notification, if it is due, with others of its kind. Whether one went out."""
    row = Notification.objects.filter(pk=pk, mail=MailState.DUE).first()
    if row is None:
        return False
    same = Notification.objects.filter(user=row.user_id, kind=row.kind)
    since = (now or timezone.now()) - QUIET
    if same.filter(mailed__gt=since).order_by().values("claim").distinct().count() >= ALONE:
        return False
    return _send(same.filter(mail=MailState.DUE), MailState.DUE)


def send_due(now: datetime | None = None) -> int:
    """What is due and was not sent yet: lost messages, and servers that were away. Returns how many."""
    now = now or timezone.now()
    due = Notification.objects.filter(mail=MailState.DUE).exclude(not_before__gt=now)
    return sum(send_one(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True)[:200])


def send_digests(now: datetime | None = None) -> int:
    """The daily e-mail, one for each person who has something of before the hour. Returns how many."""
    now = now or timezone.now()
    before = _last_digest_hour(now)
    waiting = Notification.objects.filter(mail=MailState.DAILY, created__lt=before)
    waiting = waiting.exclude(not_before__gt=now)
    people = list(waiting.order_by().values_list("user_id", flat=True).distinct()[:500])
    return sum(_send(waiting.filter(user=person), MailState.DAILY) for person in people)


def _last_digest_hour(now: datetime) -> datetime:
    local = timezone.localtime(now)
    today = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def housekeeping(now: datetime | None = None) -> None:
    send_due(now)
    send_digests(now)


# --- one e-mail --------------------------------------------------------------------------------
def _send(rows: QuerySet[Notification], state: str) -> bool:
    """One e-mail about the rows that this process gets hold of."""
    claim = secrets.token_hex(16)
    if not rows.update(mail=MailState.SENDING, claim=claim, tries=F("tries") + 1):
        return False
    mine = Notification.objects.filter(claim=claim, mail=MailState.SENDING)
    unread = _still_wanted(mine.filter(read=None).select_related("user"))
    if not unread:
        mine.update(mail=MailState.NONE)
        return False
    try:
        with choice.reading(unread[0].user):
            message = _message(unread, is_digest=state == MailState.DAILY)
        message.send()
    except Exception as error:  # whatever a mail server does: the rows wait for their next turn
        _give_back(mine, state, max(row.tries for row in unread), error)
        return False
    mine.update(mail=MailState.SENT, mailed=timezone.now())
    return True


def _still_wanted(rows: QuerySet[Notification]) -> list[Notification]:
    """Those of one person that may still be sent: who left a workspace meanwhile reads nothing of it."""
    found = list(rows)
    user = found[0].user if found else None
    if user is None or not user.is_active or not user.email:
        return []
    theirs = set(Membership.objects.filter(user=user).values_list("workspace_id", flat=True))
    return [row for row in found if row.workspace_id in theirs]


def _give_back(mine: QuerySet[Notification], state: str, tries: int, error: Exception) -> None:
    if tries >= MOST_TRIES:
        log.error("No e-mail could be sent in %s tries: %s", tries, error)
        mine.update(mail=MailState.GIVEN_UP)
        return
    log.warning("An e-mail could not be sent and is tried again: %s", error)
    wait = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    mine.update(mail=state, not_before=timezone.now() + wait)


def _message(rows: Sequence[Notification], is_digest: bool) -> EmailMultiAlternatives:
    user: User = rows[0].user
    what = choices.ALL_DAILY if is_digest else rows[0].kind
    end = absolute(reverse("projects:end_mail", args=[choices.token(user, what)]))
    shown = rows[:MOST_IN_DIGEST]
    context = {
        "user": user,
        "rows": [(row, absolute(reverse("projects:notification", args=[row.pk]))) for row in shown],
        "more": len(rows) - len(shown),
        "is_digest": is_digest,
        "what": rows[0].get_kind_display(),
        "end": end,
        "settings": absolute(reverse("projects:notification_choices")),
        "all": absolute(reverse("projects:notifications")),
    }
    if len(rows) == 1 and not is_digest:
        subject = rows[0].shown_title
    else:
        subject = gettext("vidstudio: %(count)s new") % {"count": len(rows)}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:200],
        body=render_to_string("notifications/mail.txt", context),
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{end}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return message


def absolute(path: str) -> str:
    """An address of the studio for people who read it elsewhere."""
    return f"{settings.SITE_URL}{path}"
