"""Taking edits back, versions to go back to, and the trash of a board."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from projects import access
from projects.board import undo, versions
from projects.errors import BadInput
from projects.languages import wording
from projects.models import Asset, BoardVersion, Scene
from projects.page_events import BOARD_CHANGED, CLOSE_DIALOGS, EDIT_SAVED, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.views.board import held
from projects.views.board.page_context import show


@login_required
@require_POST
def undo_edit(request, pk):
    """Take back the edit that the page names; without one, the person's last."""
    return _reverse(
        request, pk, undo.undo, undo.next_undo, gettext("Undone"), gettext("There is nothing to undo.")
    )


@login_required
@require_POST
def redo_edit(request, pk):
    return _reverse(
        request,
        pk,
        undo.redo,
        undo.next_redo,
        gettext("Done again"),
        gettext("There is nothing to do again."),
    )


def _reverse(request, pk, verb, next_of, said, nothing):
    project = held.project_to_edit(request.user, pk)
    key = whole_number(request.POST.get("edit") or request.GET.get("edit"))
    edit = next_of(project, request.user) if key is None else get_object_or_404(project.edits, pk=key)
    if edit is None:
        return _board_changed(request, project, nothing)
    verb(project, request.user, edit)
    answer = _board_changed(request, project, f"{said}: {undo.in_words(edit)}.")
    if "title" in edit.delta.get("project", {}):
        answer["HX-Refresh"] = "true"  # the title is on the page more than once
    return answer


def _board_changed(request, project, toast, *events):
    answer = show(request, "projects/board/_page_updates.html", project)
    return with_events(answer, PROJECT_CHANGED, BOARD_CHANGED, EDIT_SAVED, *events, toast=toast)


# --- versions and trash ----------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def board_versions(request, pk):
    """GET: the dialog. POST: keep the board as it is now under a name."""
    project = access.project_for(request.user, pk, "edit")
    if request.method == "GET":
        return _dialog(request, project)
    try:
        versions.save(project, request.user, request.POST.get("name", ""))
    except BadInput as error:
        return _dialog(request, project, error)
    return _dialog(request, project, said=gettext("Kept."))


def _dialog(request, project, error=None, **context):
    kept = list(project.versions.select_related("by"))
    _with_pictures(kept)
    status = error.status if error else 200
    context |= {"versions": kept, "trash": versions.trash(project), "error": error}
    return show(request, "projects/board/_versions.html", project, status, **context)


def _with_pictures(kept):
    """Each version's pictures in order, in one query for all."""
    keys = {row["picture"] for version in kept for row in version.snapshot["scenes"]} - {None}
    found = Asset.objects.in_bulk(keys)
    for version in kept:
        version.scenes = [
            {"text": row["text"], "picture": found.get(row["picture"])} for row in version.snapshot["scenes"]
        ]


@login_required
@require_POST
def restore_version(request, pk):
    version = _version(request.user, pk)
    project = held.project_to_edit(request.user, version.project_id)
    changed = versions.restore(version, request.user)
    toast = (
        gettext("The board is as in “%(name)s” again.") % {"name": version.name}
        if changed
        else gettext("The board is just like that already.")
    )
    return _board_changed(request, project, toast, CLOSE_DIALOGS)


@login_required
@require_POST
def delete_version(request, pk):
    version = _version(request.user, pk)
    versions.delete(version)
    return _dialog(request, version.project)


def _version(user, pk):
    found = get_object_or_404(
        BoardVersion.objects.select_related("project__workspace"), pk=pk, project__in=access.projects(user)
    )
    access.require(user, found.project.workspace, "edit")
    return found


@login_required
@require_POST
def bring_back_scene(request, pk):
    scene = get_object_or_404(
        Scene.with_deleted.select_related("project"), pk=pk, project__in=access.projects(request.user)
    )
    project = held.project_to_edit(request.user, scene.project_id)
    found = versions.bring_back(scene, request.user)
    return _board_changed(
        request, project, gettext("It is %(scene)s now.") % {"scene": wording.inside(found)}, CLOSE_DIALOGS
    )
