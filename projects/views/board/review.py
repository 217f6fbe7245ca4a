"""Agreement: submit, approve, ask for changes, and the queue of what waits."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, Sum
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from projects import access, current
from projects.board import review, waiting
from projects.page_events import BOARD_CHANGED, CLOSE_DIALOGS, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.views.board.page_context import desk_for, show


@login_required
@require_POST
def submit(request, pk):
    """Submit; what people should know before is said in a dialog first, which may submit all the same."""
    project = access.project_for(request.user, pk, "edit")
    if request.htmx and "told" not in request.POST and _is_to_be_told(request.user, project):
        return show(request, "review/_submit.html", project, status=409)
    review.submit(project, request.user, accept_stale="accept_stale" in request.POST)
    return _page_updates(request, project)


def _is_to_be_told(user, project):
    desk = desk_for(user, project)
    return desk.can_submit and not desk.bare and bool(desk.stale or desk.cut or desk.open_comments)


@login_required
@require_POST
def approve(request, pk):
    project = access.project_for(request.user, pk)
    review.approve(
        project,
        request.user,
        note=request.POST.get("note", ""),
        expecting=request.POST.get("expecting") or None,
        accept_stale="accept_stale" in request.POST,
        stage=whole_number(request.POST.get("stage", "")),
    )
    return _page_updates(request, project)


@login_required
@require_POST
def ask_changes(request, pk):
    project = access.project_for(request.user, pk)
    review.ask_changes(
        project,
        request.user,
        request.POST.get("note", ""),
        stage=whole_number(request.POST.get("stage", "")),
    )
    return _page_updates(request, project)


@login_required
@require_POST
def reopen(request, pk):
    """Take the board out of review, or its approval back, to edit it."""
    project = access.project_for(request.user, pk, "edit")
    review.reopen(project, request.user)
    return _page_updates(request, project)


@login_required
@require_POST
def undo(request, pk):
    """Bring back the board as it was submitted, and what was agreed on with it."""
    project = access.project_for(request.user, pk, "edit")
    review.undo(project, request.user)
    answer = show(request, "projects/board/_page_updates.html", project)
    return with_events(answer, CLOSE_DIALOGS, PROJECT_CHANGED, BOARD_CHANGED)


def _page_updates(request, project):
    return with_events(
        show(request, "projects/board/_page_updates.html", project), CLOSE_DIALOGS, PROJECT_CHANGED
    )


_ON_BOARD = Q(project__scenes__deleted=None)


@login_required
@require_GET
def queue(request):
    """Boards that wait for somebody's decision, longest first."""
    found = (
        current.within(request, waiting.queue(request.user), "project__workspace")
        .select_related("project__product", "project__poster", "project__workspace", "submitted_by")
        .annotate(
            scene_count=Count("project__scenes", filter=_ON_BOARD),
            total_ms=Sum("project__scenes__duration_ms", filter=_ON_BOARD),
        )
    )
    context = {"nav": "review", "waiting": found, "decided": waiting.decided_by(request.user)}
    return render(request, "review/queue.html", context)
