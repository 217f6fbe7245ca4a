"""Verbs on the addresses that are told what happens. They need an admin of the workspace."""

import base64
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from projects import access
from projects.audit import record
from projects.errors import BadInput, IllegalMove
from projects.media import downloads
from projects.models import WebhookEndpoint, Workspace
from projects.models.outgoing import EVENTS

MOST, MOST_CHARACTERS = 20, 500
# How long requests are signed with an old secret, too, after a rotation; and how many old ones at a time.
BOTH_FOR = timedelta(hours=24)
MOST_OLD = 4


def listed(user: User) -> QuerySet[WebhookEndpoint]:
    """Endpoints of the workspaces where the user is an admin."""
    return WebhookEndpoint.objects.filter(workspace__in=access.workspaces(user, "manage")).select_related(
        "workspace"
    )


def endpoint_for(user: User, pk: int) -> WebhookEndpoint:
    found: WebhookEndpoint = get_object_or_404(
        WebhookEndpoint.objects.select_related("workspace"), pk=pk, workspace__in=access.workspaces(user)
    )
    access.require(user, found.workspace, "manage")
    return found


def add(workspace: Workspace, by: User, url: str, events: Iterable[str] = ()) -> WebhookEndpoint:
    """Tell an address what happens from now on. Raises BadInput for one that is not public."""
    access.require(by, workspace, "manage")
    if workspace.endpoints.count() >= MOST:
        raise BadInput(
            gettext("A workspace has at most %(most)s endpoints. Delete one first.") % {"most": MOST}, "url"
        )
    made = WebhookEndpoint.objects.create(
        workspace=workspace, url=_checked(url), events=_names(events), secret=_secret(), created_by=by
    )
    record(workspace, "added a webhook", by=by, new=made.url, workspace=workspace)
    return made


def change(
    endpoint: WebhookEndpoint,
    by: User,
    url: str | None = None,
    events: Iterable[str] | None = None,
    is_on: bool | None = None,
) -> WebhookEndpoint:
    """Change what is said; what is None stays."""
    access.require(by, endpoint.workspace, "manage")
    checked = None if url is None else _checked(url)
    names = None if events is None else _names(events)
    with transaction.atomic():
        # Two who press at once come one after the other; the second finds it done.
        return _changed(_locked(endpoint), by, checked, names, is_on)


def _changed(
    endpoint: WebhookEndpoint, by: User, url: str | None, events: str | None, is_on: bool | None
) -> WebhookEndpoint:
    old, before = endpoint.url, (endpoint.url, endpoint.events, endpoint.is_on)
    endpoint.url = old if url is None else url
    endpoint.events = endpoint.events if events is None else events
    endpoint.is_on = endpoint.is_on if is_on is None else is_on
    if before == (endpoint.url, endpoint.events, endpoint.is_on):
        return endpoint
    endpoint.save(update_fields=["url", "events", "is_on"])
    _noted(endpoint, "changed a webhook", by, old=old, new=endpoint.url)
    return endpoint


def rotate(endpoint: WebhookEndpoint, by: User) -> WebhookEndpoint:
    """A new secret. Each old one signs for a day after it was replaced, so that no event is lost on the way.

    Raises IllegalMove where too many old ones still sign: none of them is dropped before its end.
    """
    access.require(by, endpoint.workspace, "manage")
    now = timezone.now()
    with transaction.atomic():
        endpoint = _locked(endpoint)
        living = endpoint.living(now)
        if len(living) >= MOST_OLD:
            ends = timezone.localtime(living[-1][1])
            raise IllegalMove(
                gettext(
                    "%(count)s secrets of before are still in use. The first of them ends at %(time)s on "
                    "%(day)s: take another secret after that, or add another webhook."
                )
                % {
                    "count": MOST_OLD,
                    "time": f"{ends:%H:%M}",
                    "day": date_format(ends, gettext("d F")),
                }
            )
        kept = [(endpoint.secret, now + BOTH_FOR), *living]
        endpoint.old_secrets = [[secret, until.isoformat()] for secret, until in kept]
        endpoint.secret = _secret()
        endpoint.save(update_fields=["secret", "old_secrets"])
        _noted(endpoint, "changed a webhook's secret", by, new=endpoint.url)
    return endpoint


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.select_for_update(no_key=True, of=("self",))
    return get_object_or_404(rows.select_related("workspace"), pk=endpoint.pk)


def remove(endpoint: WebhookEndpoint, by: User) -> None:
    """Forget the endpoint and its log. Of two clicks the second does nothing."""
    access.require(by, endpoint.workspace, "manage")
    if WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()[0]:
        _noted(endpoint, "removed a webhook", by, old=endpoint.url)


def _noted(endpoint: WebhookEndpoint, what: str, by: User, **change: str) -> None:
    record(endpoint.workspace, what, by=by, workspace=endpoint.workspace, **change)


def _checked(url: str) -> str:
    if len(url.strip()) > MOST_CHARACTERS:
        raise BadInput(
            gettext("An address has at most %(most)s characters.") % {"most": MOST_CHARACTERS}, "url"
        )
    try:
        downloads.check_public(url)
    except downloads.FetchRefused as refused:
        raise BadInput(refused.message, "url") from None
    return url.strip()


def _names(events: Iterable[str]) -> str:
    chosen = set(events)
    unknown = chosen - set(EVENTS)
    if unknown:
        raise BadInput(
            gettext("There is no event “%(name)s”. There is %(names)s.")
            % {"name": min(unknown), "names": ", ".join(EVENTS)},
            "events",
        )
    return " ".join(name for name in EVENTS if name in chosen)


def _secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
