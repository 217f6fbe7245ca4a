"""What guests see: one board, by a link; and the page on which editors make and revoke such links.

A guest has no account here, so none of these pages asks who is signed in. Each looks the link up anew: one
that ended a moment ago opens nothing.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import access
from projects.board import comments, stages
from projects.errors import BadInput, Refused
from projects.guests import acts, links
from projects.models import Asset, GuestLink, SubmissionState, Take
from projects.plain_input import whole_number
from projects.views.media import send


def guest_page(view):
    """Finds the link of the address, its password answered: view(request, link, word, …)."""

    @never_cache
    @wraps(view)
    def opened(request, word, *args, **kwargs):
        link = links.find(word)
        if link is None:
            return _private(render(request, "guests/gone.html", status=404))
        if links.is_too_fast(link):
            answer = render(request, "guests/too_fast.html", status=429)
            answer["Retry-After"] = "60"
            return _private(answer)
        if link.password and request.session.get(_key(link)) != link.password[-20:]:
            return _private(render(request, "guests/password.html", {"word": word, "link": link}, status=401))
        links.note_use(link)
        return _private(view(request, link, word, *args, **kwargs))

    return opened


def _private(answer):
    answer["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then send forms with `Origin: null`, which is refused as forged.
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _key(link):
    return f"guest-{link.pk}"


@require_safe
@guest_page
def board(request, link, word):
    return _board(request, link, word)


def _board(request, link, word, status=200, **context):
    project = link.project
    asked = project.submissions.filter(state=SubmissionState.OPEN).first()
    own = asked and asked.submitted_by_id == link.created_by_id and not project.workspace.self_approval
    step = stages.current(asked) if asked else None
    before = step if step and not stages.is_last(step) else None
    shown = {
        "link": link,
        "word": word,
        "project": project,
        "scenes": project.scenes.select_related("speaker").prefetch_related("takes__asset"),
        "threads": _threads(project),
        "asked": asked if links.DECIDE in link.scopes and not own and not before else None,
        "before": before,
        "may_comment": links.COMMENT in link.scopes,
        "may_decide": links.DECIDE in link.scopes,
        "name": request.session.get("guest_name", ""),
        **context,
    }
    return render(request, "guests/board.html", shown, status=status)


def _threads(project):
    """What was said, oldest first, with what it is about; resolved threads are left out."""
    open_ones = project.comments.filter(resolved=None, parent=None).select_related("author", "scene")
    found = comments.about(open_ones.order_by("pk"))
    answers = project.comments.filter(parent__in=[row for _, row in found]).select_related("author")
    by_first = {}
    for row in answers.order_by("pk"):
        by_first.setdefault(row.parent_id, []).append(row)
    return [(place, row, by_first.get(row.pk, [])) for place, row in found]


@sensitive_post_parameters()
@never_cache
@require_POST
def password(request, word):
    link = links.find(word)
    if link is None:
        return _private(render(request, "guests/gone.html", status=404))
    if link.password and not links.opens(link, request.POST.get("password", "")):
        link.refresh_from_db()
        context = {"word": word, "link": link, "wrong": True, "locked": links.is_locked(link)}
        status = 429 if context["locked"] else 401
        return _private(render(request, "guests/password.html", context, status=status))
    request.session[_key(link)] = link.password[-20:]
    return redirect("projects:guest", word)


@require_POST
@guest_page
def say(request, link, word):
    scene = whole_number(request.POST.get("scene", ""))
    found = None if scene is None else get_object_or_404(link.project.scenes, pk=scene)
    return _done(
        request,
        link,
        word,
        lambda name: acts.say(link, name, request.POST.get("text", ""), found),
        gettext("Thank you."),
    )


@require_POST
@guest_page
def decide(request, link, word):
    note, verb = request.POST.get("note", ""), request.POST.get("verb", "")
    if verb == "approve":
        expecting = request.POST.get("expecting", "")
        return _done(
            request, link, word, lambda name: acts.approve(link, name, note, expecting), gettext("Approved.")
        )
    return _done(request, link, word, lambda name: acts.ask_changes(link, name, note), gettext("Sent back."))


def _done(request, link, word, verb, words):
    """A guest's verb; what it refuses is said on the board's page, with what was typed."""
    try:
        name = acts.name_of(request.POST.get("name", ""))
        request.session["guest_name"] = name
        verb(name)
    except Refused as error:
        typed = {"text": request.POST.get("text", ""), "note": request.POST.get("note", "")}
        return _board(request, link, word, status=error.status, error=error, typed=typed)
    messages.success(request, words)
    return redirect("projects:guest", word)


@require_safe
@guest_page
def picture(request, link, word, pk):
    """A picture that stands on the link's board now; no other file of the workspace."""
    on_board = Take.objects.filter(
        scene__project=link.project, scene__deleted=None, picked=True, kind="image"
    )
    found = get_object_or_404(Asset, pk=pk, pk__in=on_board.values("asset"))
    if request.GET.get("download"):
        raise Http404
    return send(request, found, "private, max-age=300")


# --- making links --------------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request, pk):
    """The links of a board. POST makes one; its address is shown this once."""
    project = access.project_for(request.user, pk, "edit")
    made, address, error = None, "", None
    if request.method == "POST":
        try:
            made, address = links.make(
                project,
                request.user,
                request.POST.get("label", ""),
                request.POST.getlist("scopes"),
                whole_number(request.POST.get("days", "")) or 0,
                request.POST.get("password", ""),
            )
        except BadInput as refused:
            error = refused
    context = {
        "nav": "projects",
        "project": project,
        "made": made,
        "address": address,
        "error": error,
        "links": project.guest_links.select_related("created_by"),
        "scopes": links.SCOPES.items(),
        "days": links.DAYS,
        "may_approve": access.can(request.user, project.workspace, "approve"),
    }
    return render(request, "guests/manage.html", context, status=422 if error else 200)


@login_required
@require_POST
def revoke(request, pk):
    rows = GuestLink.objects.select_related("project__workspace")
    link = get_object_or_404(rows, pk=pk, project__in=access.projects(request.user))
    links.revoke(link, request.user)
    messages.success(request, gettext("“%(label)s” opens nothing any more.") % {"label": link.label})
    return redirect("projects:guest_links", link.project_id)
