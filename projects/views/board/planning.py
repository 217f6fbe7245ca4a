"""The list of projects at work: many at once and back, rows that move, kept filters; a project's plan."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import access
from projects.errors import BadInput
from projects.models import VideoProject
from projects.page_events import CLOSE_DIALOGS, LIST_CHANGED, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.planning import bulk as many
from projects.planning import plans
from projects.views.board import listing
from projects.views.board.page_context import show
from projects.views.list_cards import PosterCard

# Rows that a page asks for at once: it shows no more.
MOST_ROWS = 60


@login_required
@require_POST
def bulk(request):
    """One verb on the ticked projects. `verb` is like "archive", "assign:12" (a person's key), "assign:"."""
    verb, _, about = request.POST.get("verb", "").partition(":")
    keys = {whole_number(key) for key in request.POST.getlist("projects")} - {None}
    # Also those in the trash: who presses twice finds them there.
    rows = VideoProject.objects.filter(pk__in=keys, workspace__in=access.workspaces(request.user))
    value = _asked(request, verb, about)
    outcome = many.do(verb, rows.select_related("workspace").order_by("pk"), request.user, value)
    words = many.in_words(verb, outcome)
    kind = "good" if outcome.done or not outcome.refused else "bad"
    if not request.htmx:
        messages.add_message(request, messages.SUCCESS if kind == "good" else messages.ERROR, words)
        return redirect("projects:list")
    undo = reverse("projects:undo_bulk", args=[outcome.edit.pk]) if outcome.edit else None
    return with_events(HttpResponse(status=204), LIST_CHANGED, toast=words, kind=kind, undo=undo)


def _asked(request, verb, about):
    if verb == "assign":
        return _person(about)
    if verb == "due":
        return read_day("" if about == "none" else request.POST.get("day", ""), required=about != "none")
    if verb in ("tag", "untag"):
        names = plans.read_tags(request.POST.get("tags", ""))
        if not names:
            raise BadInput(gettext("Write the tag first."), "tags")
        return names
    return None


def _person(key):
    """The user of that key, or None where there is none asked for. The verb refuses who is no member."""
    if not key:
        return None
    found = User.objects.filter(pk=whole_number(key) or 0).first()
    if found is None:
        raise BadInput(gettext("That person is not here any more: choose somebody else."), "assignee")
    return found


def read_day(text, required=False):
    """A day as a form sends it; None for nothing."""
    if not text.strip() and not required:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(gettext("Choose a day."), "due") from None


@login_required
@require_POST
def undo_bulk(request, pk):
    edit = get_object_or_404(request.user.bulk_edits, pk=pk)
    outcome = many.undo(edit)
    words = (
        gettext("Undone for %(count)s.") % {"count": len(outcome.done)}
        if outcome.done
        else gettext("There is nothing to undo.")
    )
    words = " ".join([words, *outcome.refused[:2]])
    kind = "bad" if outcome.refused and not outcome.done else "good"
    return with_events(HttpResponse(status=204), LIST_CHANGED, toast=words, kind=kind)


@login_required
@require_safe
def rows(request):
    """Posters of the named projects as they are now, by swaps out of band; those not in the list any more go.

    The address has the filters of the list beside `pk`.
    """
    keys = [key for key in map(whole_number, request.GET.getlist("pk")[:MOST_ROWS]) if key is not None]
    shown = list(listing.found(request).filter(pk__in=keys))
    gone = [key for key in keys if key not in {row.pk for row in shown}]
    may_make = listing.editable_workspaces(request.user).exists()
    context = {"cards": [PosterCard(row) for row in shown], "gone": gone, "may_make": may_make}
    return render(request, "projects/_moved.html", context)


# --- filters that people keep ------------------------------------------------------------------
@login_required
@require_POST
def save_filter(request):
    saved = plans.save_filter(request.user, request.POST.get("name", ""), request.POST.get("query", ""))
    if not request.htmx:
        return redirect(f"{reverse('projects:list')}?{saved.query}")
    return with_events(
        HttpResponse(status=204), LIST_CHANGED, toast=gettext("“%(saved)s” is kept.") % {"saved": saved}
    )


@login_required
@require_POST
def delete_filter(request, pk):
    request.user.saved_filters.filter(pk=pk).delete()
    if not request.htmx:
        return redirect("projects:list")
    return with_events(HttpResponse(status=204), LIST_CHANGED)


# --- one project ---------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def plan(request, pk):
    """GET: the dialog about who works on it, its day and its tags. POST: take what it says."""
    project = access.project_for(request.user, pk, "edit")
    context = {"people": plans.assignable(project.workspace), "tags": project.workspace.tags.all()}
    if request.method == "GET":
        return show(request, "projects/board/_plan.html", project, **context)
    try:
        plans.plan(
            project,
            request.user,
            assignee=_person(request.POST.get("assignee", "")),
            due=read_day(request.POST.get("due", "")),
            tags=plans.read_tags(request.POST.get("tags", "")),
        )
    except BadInput as error:
        return show(request, "projects/board/_plan.html", project, error.status, error=error, **context)
    return with_events(HttpResponse(status=204), CLOSE_DIALOGS, PROJECT_CHANGED)
