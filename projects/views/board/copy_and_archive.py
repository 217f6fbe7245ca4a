"""A project as a whole: a second one like it, out of the list, and back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from projects import access
from projects.board import copy_and_archive


@login_required
@require_POST
def duplicate(request, pk):
    made = copy_and_archive.duplicate(access.project_for(request.user, pk, "edit"), request.user)
    messages.success(request, "This is the copy. What was agreed on stays with the first.")
    return redirect("projects:detail", made.pk)


@login_required
@require_POST
def archive(request, pk):
    project = access.project_for(request.user, pk, "edit")
    copy_and_archive.archive(project, request.user)
    messages.success(request, f"“{project.title}” is in the archive. The list shows it under “Archived”.")
    return redirect("projects:list")


@login_required
@require_POST
def unarchive(request, pk):
    copy_and_archive.unarchive(access.project_for(request.user, pk, "edit"), request.user)
    messages.success(request, "It is in the list again.")
    return redirect("projects:detail", pk)
