"""Agreement: submit, approve, ask for changes, and the queue of what waits."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from projects import access
from projects.board import review
from projects.models import Submission, SubmissionState
from projects.page_events import CLOSE_DIALOGS, PROJECT_CHANGED, with_events
from projects.views.board.page_context import show


@login_required
@require_POST
def submit(request, pk):
    project = access.project_for(request.user, pk, "edit")
    review.submit(project, request.user)
    return _told(request, project)


@login_required
@require_POST
def approve(request, pk):
    project = access.project_for(request.user, pk, "approve")
    review.approve(
        project,
        request.user,
        note=request.POST.get("note", ""),
        expecting=request.POST.get("expecting") or None,
    )
    return _told(request, project)


@login_required
@require_POST
def ask_changes(request, pk):
    project = access.project_for(request.user, pk, "approve")
    review.ask_changes(project, request.user, request.POST.get("note", ""))
    return _told(request, project)


def _told(request, project):
    return with_events(show(request, "projects/_page_updates.html", project), CLOSE_DIALOGS, PROJECT_CHANGED)


@login_required
@require_GET
def queue(request):
    """Boards that wait for somebody's decision, longest first."""
    waiting = (
        Submission.objects.filter(
            state=SubmissionState.OPEN, project__workspace__in=access.workspaces(request.user)
        )
        .select_related("project__product", "project__poster", "project__workspace", "submitted_by")
        .annotate(scene_count=Count("project__scenes"), total_ms=Sum("project__scenes__duration_ms"))
        .order_by("pk")
    )
    return render(request, "projects/review.html", {"nav": "review", "waiting": waiting})
