"""The bell, the page of notifications, how one wants to be told, and the link that ends e-mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.models import NotificationChannel, NotificationKind
from projects.notifications import choices

PER_PAGE = 30


@login_required
@require_GET
def index(request):
    """All that one was told, newest first; `unread` shows only what is not read."""
    rows = request.user.notifications.select_related("project")
    only_unread = "unread" in request.GET
    if only_unread:
        rows = rows.filter(read=None)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "notifications/list.html", {"nav": "told", "page": page, "only_unread": only_unread}
    )


@login_required
@require_GET
@never_cache
def bell(request):
    """The bell of the header with its number, for pages that ask now and then."""
    return render(request, "notifications/_bell.html")


@login_required
@require_GET
def notification(request, pk):
    """Where a notification leads; it counts as read then."""
    found = get_object_or_404(request.user.notifications, pk=pk)
    mark_read(request.user.notifications.filter(pk=pk))
    return redirect(found.link)


def mark_read(rows):
    """Of two clicks the second changes nothing."""
    return rows.filter(read=None).update(read=timezone.now())


@login_required
@require_POST
def read_one(request, pk):
    get_object_or_404(request.user.notifications, pk=pk)
    mark_read(request.user.notifications.filter(pk=pk))
    return _again(request)


@login_required
@require_POST
def read_all(request):
    mark_read(request.user.notifications)
    return _again(request)


def _again(request):
    rest = "?unread=1" if "unread" in request.POST else ""
    return redirect(reverse("projects:notifications") + rest)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def how(request):
    """How one wants to be told, kind by kind."""
    if request.method == "POST":
        for kind in NotificationKind.values:
            asked = request.POST.get(kind, "")
            if asked in NotificationChannel.values:
                choices.choose(request.user, kind, asked)
        messages.success(request, gettext("Saved."))
        return redirect("projects:notification_choices")
    chosen = choices.all_of(request.user)
    rows = [(kind, label, chosen[kind]) for kind, label in NotificationKind.choices]
    context = {"rows": rows, "channels": NotificationChannel.choices}
    return render(request, "notifications/choices.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_mail(request, word):
    """The link at the end of an e-mail; no sign-in. A mail program posts to it by itself (RFC 8058).

    GET only asks: programs that look at links before people do end nothing.
    """
    found = choices.read_token(word)
    if found is None:
        return render(request, "notifications/end_mail.html", {"unknown": True}, status=404)
    user, what = found
    if request.method == "POST":
        choices.end_mail(user, what)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=200)
    label = gettext("the daily e-mail") if what == choices.ALL_DAILY else f"“{NotificationKind(what).label}”"
    return render(
        request, "notifications/end_mail.html", {"what": label, "is_done": request.method == "POST"}
    )
