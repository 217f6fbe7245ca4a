"""A project as a whole: a second one like it, out of the list and back, the trash."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from projects import access, current
from projects.board import copy_and_archive


@login_required
@require_POST
def duplicate(request, pk):
    made = copy_and_archive.duplicate(access.project_for(request.user, pk, "edit"), request.user)
    messages.success(request, gettext("This is the copy. What was agreed on stays with the first."))
    return redirect("projects:detail", made.pk)


@login_required
@require_POST
def archive(request, pk):
    project = access.project_for(request.user, pk, "edit")
    copy_and_archive.archive(project, request.user)
    messages.success(
        request,
        gettext("“%(title)s” is in the archive. The list shows it under “Archived”.")
        % {"title": project.title},
    )
    return redirect("projects:list")


@login_required
@require_POST
def unarchive(request, pk):
    copy_and_archive.unarchive(access.project_for(request.user, pk, "edit"), request.user)
    messages.success(request, gettext("It is in the list again."))
    return redirect("projects:detail", pk)


@login_required
@require_POST
def trash(request, pk):
    """Into the trash; a second click finds it there already."""
    project = access.projects(request.user).filter(pk=pk).select_related("workspace").first()
    project = project or access.project_in_trash(request.user, pk)
    copy_and_archive.trash(project, request.user)
    messages.success(request, gettext("“%(title)s” is in the trash for 30 days.") % {"title": project.title})
    return redirect("projects:trash_page")


@login_required
@require_POST
def bring_back(request, pk):
    project = access.projects_in_trash(request.user).filter(pk=pk).select_related("workspace").first()
    project = project or access.project_for(request.user, pk, "edit")
    copy_and_archive.bring_back(project, request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": project.title})
    return redirect("projects:detail", pk)


@login_required
@require_safe
def trash_page(request):
    """What can be brought back: projects, the newest first."""
    rows = current.within(request, access.projects_in_trash(request.user))
    page = Paginator(rows.select_related("poster", "workspace"), 24).get_page(request.GET.get("page"))
    for project in page:
        project.goes = project.deleted + copy_and_archive.IN_TRASH
    return render(request, "projects/trash.html", {"nav": "projects", "page": page})
