"""Verbs about guest links: make, revoke, and find the one of a word.

A link shows one project and nothing else. Each of its scopes is given by somebody who has that right.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from projects import access
from projects.audit import record
from projects.errors import BadInput, IllegalMove
from projects.models import GuestLink, VideoProject

COMMENT, DECIDE, DOWNLOAD = "comment", "decide", "download"
SCOPES = {COMMENT: pgettext_lazy("verb", "Comment"), DECIDE: _("Decide"), DOWNLOAD: _("Download the video")}
DAYS = (1, 7, 30, 90)
MOST_OPEN = 20
# Wrong passwords of one link, from wherever, and how long it then opens for nobody.
MOST_TRIES, TRIES_WITHIN = 10, timedelta(minutes=15)
# Pages and files that one link gives in a minute.
MOST_A_MINUTE = 240


def make(
    project: VideoProject,
    by: User,
    label: str,
    scopes: Collection[str] = (),
    days: int = 7,
    password: str = "",
) -> tuple[GuestLink, str]:
    """(the link's row, its address), which is shown this once. To let guests decide takes an approver."""
    access.require(by, project.workspace, "approve" if DECIDE in scopes else "edit")
    label = " ".join(label.split())
    if not label or len(label) > 80:
        raise BadInput(gettext("Say whom the link is for, in at most 80 characters."), "label")
    if set(scopes) - set(SCOPES):
        raise BadInput(gettext("A scope is one of: %(names)s.") % {"names": ", ".join(SCOPES)}, "scopes")
    if days not in DAYS:
        raise BadInput(
            gettext("Choose how many days the link lasts: %(days)s.") % {"days": ", ".join(map(str, DAYS))},
            "days",
        )
    if password and len(password) < 8:
        raise BadInput(gettext("A password has at least 8 characters."), "password")
    word = secrets.token_urlsafe(24)
    with transaction.atomic():
        row = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        if len([one for one in row.guest_links.all() if one.is_open]) >= MOST_OPEN:
            raise IllegalMove(
                gettext("%(count)s links of this board are open. Revoke some first.") % {"count": MOST_OPEN}
            )
        made = GuestLink.objects.create(
            project=row,
            label=label,
            scopes=sorted(set(scopes)),
            digest=digest(word),
            password=make_password(password) if password else "",
            created_by=by,
            expires=timezone.now() + timedelta(days=days),
        )
        record(row, "made a guest link", by=by, new=label, scopes=made.scopes)
    return made, settings.SITE_URL + reverse("projects:guest", args=[word])


def digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def revoke(link: GuestLink, by: User) -> None:
    """End a link for everybody who has it. Of two clicks the second does nothing."""
    access.require(by, link.project.workspace, "edit")
    with transaction.atomic():
        if GuestLink.objects.filter(pk=link.pk, revoked=None).update(revoked=timezone.now()):
            record(link.project, "revoked a guest link", by=by, old=link.label)


def find(word: str) -> GuestLink | None:
    """The link of a word while it is open, and while who made it may still give what it gives."""
    rows = GuestLink.objects.select_related("project__workspace", "project__product", "created_by")
    found = rows.filter(digest=digest(word), revoked=None, project__deleted=None).first()
    if found is None or not found.is_open:
        return None
    needs = "approve" if DECIDE in found.scopes else "edit"
    lender = found.created_by
    return found if lender.is_active and access.can(lender, found.project.workspace, needs) else None


def note_use(link: GuestLink) -> None:
    """When it was used last, to the minute."""
    now = timezone.now()
    if link.used is None or link.used < now - timedelta(minutes=1):
        GuestLink.objects.filter(pk=link.pk).update(used=now)


def is_too_fast(link: GuestLink) -> bool:
    """Counts one request. A cache that is away counts nothing: no guest is kept out by it."""
    key = f"guest-{link.pk}-{int(timezone.now().timestamp() // 60)}"
    try:
        cache.add(key, 0, 120)
        return cache.incr(key) > MOST_A_MINUTE
    except Exception:
        return False


def is_locked(link: GuestLink) -> bool:
    since = link.failed_from
    return link.failed >= MOST_TRIES and since is not None and since > timezone.now() - TRIES_WITHIN


def opens(link: GuestLink, password: str) -> bool:
    """Whether the password is right. Wrong ones are counted in the link's row, by whomever they are tried."""
    now = timezone.now()
    if is_locked(link):
        return False
    if check_password(password, link.password):
        return True
    rows = GuestLink.objects.filter(pk=link.pk)
    if not rows.filter(failed_from__gt=now - TRIES_WITHIN).update(failed=F("failed") + 1):
        rows.update(failed=1, failed_from=now)
    return False
