"""Webhooks of a workspace: the list, and the page of one with settings, secret and log. For admins."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import access
from projects.errors import BadInput, IllegalMove
from projects.models import SendingState, SentEvent
from projects.models.outgoing import EVENTS
from projects.outgoing import endpoints, outbox
from projects.views.team.workspaces import GET_AND_POST, workspace_or_404

PER_PAGE = 25
# The log is watched while something is to be sent within this time.
SOON = timedelta(minutes=1)
# What somebody chooses from: a test is sent by its button alone.
CHOICES = [(name, words) for name, words in EVENTS.items() if name != "test"]


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def index(request, pk):
    """The list with a form for a new one. POST adds, and shows the secret once."""
    space = workspace_or_404(request.user, pk)
    access.require(request.user, space, "manage")
    if request.method != "POST":
        return _list(request, space, {"events": [name for name, _ in CHOICES]})
    sent = _sent(request)
    try:
        made = endpoints.add(space, request.user, sent["url"], _named(sent["events"]))
    except BadInput as error:
        return _list(request, space, sent, status=422, error=error)
    return _page(request, made, secret=made.secret, is_new=True)


def _list(request, space, values, status=200, **context):
    rows = list(space.endpoints.all())
    shown = {"space": space, "endpoints": rows, "choices": CHOICES, "values": values, **context}
    return render(request, "team/webhooks.html", shown, status=status)


def _sent(request):
    """What was typed; a test is always told."""
    return {"url": request.POST.get("url", ""), "events": request.POST.getlist("events")}


def _named(events):
    """The events that were ticked. All of them are everything, also what is there to tell later."""
    if not events:
        raise BadInput(gettext("Choose at least one event."), "events")
    return () if set(events) == {name for name, _ in CHOICES} else events


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def endpoint(request, pk):
    """One webhook. POST changes its address, its events, and whether it is on."""
    found = endpoints.endpoint_for(request.user, pk)
    if request.method != "POST":
        return _page(request, found)
    sent = _sent(request)
    try:
        endpoints.change(found, request.user, sent["url"], _named(sent["events"]), "is_on" in request.POST)
    except BadInput as error:
        values = {**sent, "is_on": "is_on" in request.POST}
        return _page(request, found, status=422, error=error, values=values)
    messages.success(request, gettext("Saved."))
    return redirect("projects:endpoint", pk)


def _page(request, found, status=200, **context):
    now = timezone.now()
    shown = {
        "space": found.workspace,
        "endpoint": found,
        "choices": CHOICES,
        "values": {
            "url": found.url,
            "events": found.events.split() or [name for name, _ in CHOICES],
            "is_on": found.is_on,
        },
        "old": [until for _, until in found.living(now)],
        **_log(request, found),
        **context,
    }
    return render(request, "team/webhook.html", shown, status=status)


@never_cache
@login_required
@require_safe
def log(request, pk):
    """The log alone, for a page that watches it."""
    found = endpoints.endpoint_for(request.user, pk)
    told = _log(request, found)
    if request.GET.get("seen") == told["seen"]:
        return HttpResponse(status=204)
    return render(request, "team/_webhook_log.html", {"endpoint": found, **told})


def _log(request, found):
    state = request.GET.get("state", "")
    rows = SentEvent.objects.filter(endpoint=found)
    if state in SendingState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    soon = timezone.now() + SOON
    return {
        "page": page,
        "seen": "-".join(f"{row.pk}.{row.tries}{row.state[0]}" for row in page),
        "states": SendingState.choices,
        "state": state,
        "is_moving": any(row.state == SendingState.WAITING and row.not_before < soon for row in page),
    }


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def rotate(request, pk):
    """Another secret, shown once. Links of that answer lead back to the webhook's page."""
    if request.method != "POST":
        return redirect("projects:endpoint", pk)
    found = endpoints.endpoint_for(request.user, pk)
    try:
        found = endpoints.rotate(found, request.user)
    except IllegalMove as error:
        return _page(request, found, status=409, too_many=error)
    return _page(request, found, secret=found.secret)


@login_required
@require_POST
def test(request, pk):
    found = endpoints.endpoint_for(request.user, pk)
    outbox.send_test(found)
    messages.success(request, gettext("A test is on its way. The log says how it went."))
    return redirect("projects:endpoint", pk)


@login_required
@require_POST
def replay(request, pk):
    row = get_object_or_404(SentEvent, pk=pk, endpoint__in=endpoints.listed(request.user))
    outbox.replay(row)
    messages.success(request, gettext("It is sent once more, under the same id."))
    return redirect("projects:endpoint", row.endpoint_id)


@login_required
@require_POST
def remove(request, pk):
    found = endpoints.endpoint_for(request.user, pk)
    endpoints.remove(found, request.user)
    messages.success(request, gettext("The webhook is deleted, and its log with it."))
    return redirect("projects:endpoints", found.workspace_id)
