"""Guessing passwords is slowed down: django-axes counts the tries, in the database.

Redis being away changes nothing here: nobody is let in faster, and nobody is shut out. The page, the
admin's page and the API's `POST /token/` count together, as all of them end in `authenticate`.
"""

import logging
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from projects.audit import record
from projects.models import AuditEntry, Workspace

log = logging.getLogger(__name__)

# How many times more wrong passwords one name stands from everywhere, and one address for all names,
# than one name from one address: an office has one address, and nobody locks a colleague out by accident.
SHARES = {("username", "ip_address"): 1, "username": 4, "ip_address": 10}
VERB = "was locked out"


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The name as tries are counted by: capitals make no other one, and it fits its column."""
    name = credentials.get("username") if credentials else request.POST.get("username")
    return None if name is None else str(name).replace("\0", "").casefold()[:150]


class LockoutHandler(AxesDatabaseHandler):
    """One limit for a name from one address, wider ones for the name alone and for the address alone."""

    def get_failures(self, request, credentials=None):
        counted = self.get_user_attempts(request, credentials)
        shares = SHARES.values()
        return max(self._sum(rows) // share for rows, share in zip(counted, shares, strict=True))

    def _sum(self, rows):
        return sum(rows.values_list("failures_since_start", flat=True))

    def reset_user_attempts(self, request, credentials=None):
        """After a right password only this name's tries from this address are forgotten.

        Whoever has an account would otherwise wipe with it what they tried on others.
        """
        both = self.filter_user_attempts(request, credentials)[0]
        count, _ = both.delete()
        return count


def locked_response(request, original_response=None, credentials=None):
    """429 in words, for a page or for a program. It is the same for a right and for a wrong password."""
    minutes = settings.SIGN_IN_MINUTES
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse(
            {
                "error": {
                    "code": "throttled",
                    "message": f"Too many wrong passwords. Try again in {minutes} minutes.",
                    "request_id": getattr(request, "request_id", ""),
                }
            },
            status=429,
        )
        if original_response is not None and "X-Request-ID" in original_response:
            answer["X-Request-ID"] = original_response["X-Request-ID"]
    else:
        answer = render(request, "registration/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    answer["Cache-Control"] = "no-store"
    return answer


@receiver(user_locked_out)
def write_down(sender, request, username, ip_address, **_):
    """One audit row in each workspace of the person, once per lock; a name that nobody has has none."""
    log.warning("sign-in locked after wrong passwords from %s", ip_address)
    user = get_user_model().objects.filter(username__iexact=username or "").first()
    if user is None:
        return
    since = timezone.now() - timedelta(minutes=settings.SIGN_IN_MINUTES)
    for workspace in Workspace.objects.filter(memberships__user=user):
        known = AuditEntry.objects.filter(
            workspace=workspace, verb=VERB, subject=str(user)[:200], created__gte=since
        )
        if not known.exists():
            record(user, VERB, workspace=workspace, address=ip_address, tries=_tries(username))


def _tries(name: str | None) -> int:
    return sum(AccessAttempt.objects.filter(username=name).values_list("failures_since_start", flat=True))
