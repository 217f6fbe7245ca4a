"""The review room: everything that a decision needs on one screen, and the next board after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from projects import access, board_news
from projects.board import review, side_by_side, stages, waiting
from projects.errors import BadInput
from projects.models import Workspace
from projects.plain_input import whole_number
from projects.views.board.comments import thread_context
from projects.views.board.page_context import show_as_read


@login_required
@require_GET
def room(request, pk):
    project = access.project_for(request.user, pk)
    # Before the submission is read: what happens meanwhile is news to the page.
    newest = board_news.newest_in(Workspace.objects.filter(pk=project.workspace_id))
    asked = project.submissions.select_related("decided_by").first()
    before = review.approved_before(asked) if asked else None
    context = {
        **thread_context(request.user, project),
        "nav": "review",
        "asked": asked,
        "newest_entry": newest,
        "pair": before and side_by_side.pair(before, asked),
        "queue": waiting.neighbours(request.user, project),
    }
    return show_as_read(request, "review/room.html", project, **context)


@login_required
@require_POST
def decision(request, pk):
    """Approve, or ask for changes (`verb`), by the verbs of the project's page; then the next board."""
    project = access.project_for(request.user, pk)
    after = waiting.neighbours(request.user, project).next
    stage = whole_number(request.POST.get("stage", ""))
    verb, note = request.POST.get("verb", ""), request.POST.get("note", "")
    if verb == "approve":
        decided = review.approve(
            project,
            request.user,
            note=note,
            expecting=request.POST.get("expecting") or None,
            accept_stale="accept_stale" in request.POST,
            stage=stage,
        )
        words = _approved(project, decided)
    elif verb == "changes":
        review.ask_changes(project, request.user, note, stage=stage)
        words = gettext("“%(title)s” was sent back with your note.") % {"title": project.title}
    else:
        raise BadInput(gettext("Say whether you approve, or ask for changes."), "verb")
    messages.success(request, words)
    where = reverse("projects:room", args=[after]) if after else reverse("projects:review")
    if not request.htmx:
        return redirect(where)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = where
    return answer


def _approved(project, submission):
    following = stages.current(submission)
    if following is None:
        return gettext("“%(title)s” is approved. Its render has started.") % {"title": project.title}
    return gettext("“%(title)s”: your decision is noted. Next is “%(name)s”, by %(decider)s.") % {
        "title": project.title,
        "name": following.name,
        "decider": following.decider,
    }
