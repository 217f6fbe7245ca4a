"""What is said about a board, and who did what."""

import json

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access
from projects.board import anchors, comments, mentions
from projects.board import history as history_of_board
from projects.errors import BadInput, Conflict
from projects.page_events import COMMENTS_CHANGED, with_events
from projects.plain_input import whole_number
from projects.team import profile_photos

NEWEST = 20
# Of the history: more is on no page.
MOST_OF_HISTORY = 500


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def board_comments(request, pk):
    return _discussion(request, access.project_for(request.user, pk), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scene_comments(request, pk):
    scene = access.scene_for(request.user, pk)
    return _discussion(request, scene.project, scene)


def _discussion(request, project, scene):
    """GET: what was said. POST: say something; everyone who may look may speak."""
    if request.method != "POST":
        return _threads(request, project, scene)
    try:
        comments.say(project, request.user, **_said(request.POST), scene=scene)
    except BadInput as error:
        typed = {
            "text": request.POST.get("text", ""),
            "at_ms": _moment(request.POST),
            "anchor": request.POST.get("anchor", ""),
        }
        return _threads(request, project, scene, status=422, error=error, typed=typed)
    return with_events(_threads(request, project, scene, changed=True), COMMENTS_CHANGED)


def _said(data):
    drawn = data.get("anchor", "")
    try:
        anchor = json.loads(drawn) if drawn else None
    except ValueError:
        anchor = {}
    return {"text": data.get("text", ""), "at_ms": _moment(data), "anchor": anchor}


def _moment(data):
    return whole_number(data.get("at_ms", ""))


def thread_context(user, project, scene=None):
    """What templates/comments/_discussion.html shows."""
    rows = comments.threads(project, scene)
    may_edit = access.can(user, project.workspace, "edit")
    for row in rows:
        row.may_settle = comments.may_settle(row, user, may_edit)
        row.drawn = anchors.path(row.anchor) if row.anchor else ""
    return {
        "open_threads": [row for row in rows if row.resolved is None],
        "resolved_threads": [row for row in rows if row.resolved is not None],
        "comment_trash": comments.trash(project, user, scene),
        "open_count": comments.open_ones(project).count(),
        "count": sum(1 + len(row.replies) for row in rows),
    }


def _threads(request, project, scene, status=200, changed=False, **context):
    swaps = request.htmx and "whole" not in request.GET  # in place of what is on the page
    shown = {"project": project, "scene": scene, "changed": changed, "swaps": swaps, **context}
    context = {**thread_context(request.user, project, scene), **shown}
    return render(request, "comments/_discussion.html", context, status=status)


def _of(request, comment, *events, toast=None, undo=None, **context):
    """The threads in which a comment stands, as they are now."""
    answer = _threads(request, comment.project, comment.scene, changed=True, **context)
    return with_events(answer, COMMENTS_CHANGED, *events, toast=toast, undo=undo)


@login_required
@require_POST
def answer(request, pk):
    found = access.comment_for(request.user, pk)
    try:
        comments.say(found.project, request.user, request.POST.get("text", ""), parent=found)
    except BadInput as error:
        context = {"answering": found.pk, "error": error, "typed": {"text": request.POST.get("text", "")}}
        return _threads(request, found.project, found.scene, status=422, **context)
    return _of(request, found)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """GET: the comment as a form. POST: its words are other ones."""
    found = access.comment_for(request.user, pk)
    if request.method == "GET":
        return _threads(request, found.project, found.scene, editing=found.pk, typed={"text": found.text})
    text = request.POST.get("text", "")
    try:
        comments.edit(found, request.user, text, version=whole_number(request.POST.get("version", "")))
    except (BadInput, Conflict) as error:
        context = {"editing": found.pk, "error": error, "typed": {"text": text}}
        return _threads(request, found.project, found.scene, status=422, **context)
    return _of(request, found)


@login_required
@require_POST
def delete(request, pk):
    found = access.comment_for(request.user, pk)
    comments.delete(found, request.user)
    return _of(
        request,
        found,
        toast=gettext("Deleted your comment."),
        undo=reverse("projects:bring_back_comment", args=[found.pk]),
    )


@login_required
@require_POST
def bring_back(request, pk):
    found = access.comment_for(request.user, pk)
    comments.bring_back(found, request.user)
    return _of(request, found, toast=gettext("Your comment is back."))


@login_required
@require_POST
def resolve(request, pk):
    found = access.comment_for(request.user, pk)
    comments.resolve(found, request.user)
    return _of(request, found)


@login_required
@require_POST
def reopen(request, pk):
    found = access.comment_for(request.user, pk)
    comments.reopen(found, request.user)
    return _of(request, found)


@login_required
@require_GET
def go_to(request, pk):
    """The place on its board's page where a comment stands."""
    found = access.comment_for(request.user, pk)
    page = reverse("projects:detail", args=[found.project_id])
    return redirect(f"{page}?comment={found.pk}#comment-{found.pk}")


@login_required
@require_GET
def times(request, pk):
    """The moments of the film that somebody commented on, for the player's bar."""
    project = access.project_for(request.user, pk)
    rows = project.comments.filter(at_ms__isnull=False, parent=None, scene=None)
    rows = rows.select_related("author").order_by("at_ms", "pk")
    for row in rows:
        who = row.author_name
        row.drawn = anchors.path(row.anchor) if row.anchor else ""
        row.label = f"{comments.clock(row.at_ms)}, {who}: {Truncator(row.text).chars(80)}"
    return render(request, "comments/_times.html", {"marks": rows})


@login_required
@require_GET
def people(request, pk):
    """Whom a comment can mention: names and photos of members, and no addresses."""
    project = access.project_for(request.user, pk)
    found = mentions.members(project.workspace)
    told = [
        {"username": one.get_username(), "name": one.get_full_name(), "photo": profile_photos.address(one)}
        for one in found
    ]
    return JsonResponse({"people": told})


@login_required
@require_GET
def history(request, pk):
    project = access.project_for(request.user, pk)
    person, scene = request.GET.get("by", ""), whole_number(request.GET.get("scene", ""))
    # `older` is what the button asks for, `shown` what a page that is looked at again had already.
    asked = (whole_number(request.GET.get(name, "")) or 0 for name in ("older", "shown"))
    shown = min(MOST_OF_HISTORY, max(NEWEST, *asked))
    found = list(history_of_board.entries(project, person, scene)[: shown + 1])
    rows = found[:shown]
    for entry in rows:
        entry.said = history_of_board.entry_in_words(entry)
        entry.line = gettext("%(person)s %(did)s") % {"person": entry.actor_name, "did": entry.said}
        entry.changed = history_of_board.changed_values(entry)
    context = {
        "project": project,
        "entries": rows,
        "people": history_of_board.people(project),
        "scenes": history_of_board.scenes(project),
        "person": person,
        "scene": scene,
        "shown": shown,
        "older": min(MOST_OF_HISTORY, shown * 3) if len(found) > shown < MOST_OF_HISTORY else 0,
        "was_asked": "older" in request.GET,
    }
    return render(request, "projects/board/_history.html", context)
