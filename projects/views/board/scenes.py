"""Edits of scenes. Each answers with what changed and leaves the rest of the page alone."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from projects import access
from projects.board import editing, review, undo
from projects.errors import BadInput, Conflict, Refused
from projects.forms.board import SCENE_FIELDS, scene_changes, seen_value
from projects.languages import wording
from projects.page_events import BOARD_CHANGED, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.views.board import held
from projects.views.board.page_context import show, show_scene


@login_required
@require_http_methods(["GET", "POST"])
def scene(request, pk):
    """GET: the card. POST: save the field that was changed."""
    if request.method == "GET":
        return show_scene(request, access.scene_for(request.user, pk))
    found = held.scene_to_edit(request.user, pk)
    try:
        return _save(request, found)
    except Conflict as error:
        return _conflict(request, found, error)
    except Refused as error:
        return show(
            request,
            "projects/scenes/_unsaved.html",
            found.project,
            scene=found,
            error=error,
            status=error.status,
        )


def _save(request, found):
    saved = editing.edit_scene(
        found,
        request.user,
        version=whole_number(request.POST.get("version")),
        seen=seen_value(found, request.POST),
        **scene_changes(found, request.POST),
    )
    timed = "duration" in request.POST
    answer = show(request, "projects/scenes/_saved.html", found.project, scene=saved, timed=timed)
    if review.is_held(found.project):
        return with_events(answer, PROJECT_CHANGED, toast=str(AS_BEFORE))
    # Words that are set into the picture are being set now: the page watches that job.
    return with_events(answer, PROJECT_CHANGED) if SET_IN_PICTURES & set(request.POST) else answer


AS_BEFORE = _("The board is as it was submitted again, so what was agreed on holds again.")
SET_IN_PICTURES = {"headline", "detail", "text"}


def _conflict(request, found, error):
    """Both texts side by side; the version on the page stays old until the person has decided."""
    name = next(name for name in SCENE_FIELDS if name in request.POST)
    who = found.project.audit.filter(verb="edited scene", new=wording.stored(found)).first()
    return show(
        request,
        "projects/scenes/_conflict.html",
        found.project,
        scene=error.current,
        field=name,
        theirs=getattr(error.current, SCENE_FIELDS[name][0]),
        who=who.actor_name if who else "",
        status=409,
    )


def undoable(request, project, answer, *events):
    """`answer`, with a toast that says what was done and takes it back."""
    edit = undo.next_undo(project, request.user)
    if edit is None:
        return with_events(answer, *events) if events else answer
    said = undo.in_words(edit)
    address = f"{reverse('projects:undo_edit', args=[project.pk])}?edit={edit.pk}"
    return with_events(answer, *events, toast=f"{said[:1].upper()}{said[1:]}.", undo=address)


@login_required
@require_POST
def add(request, pk):
    project = held.project_to_edit(request.user, pk)
    after = whole_number(request.POST.get("after"))
    before = None if after is None else get_object_or_404(project.scenes, pk=after)
    made = editing.add_scene(project, request.user, after=before)
    answer = show(
        request,
        "projects/scenes/_new_scene.html",
        project,
        scene=made,
        made=[made.pk],
        fresh=True,
        timed=True,
    )
    # The first scene turns an empty page into a board with a meter and a strip.
    is_first = project.scenes.count() == 1
    return undoable(request, project, answer, *[BOARD_CHANGED] if is_first else [])


@login_required
@require_POST
def duplicate(request, pk):
    found = held.scene_to_edit(request.user, pk)
    twin = editing.duplicate_scene(found, request.user)
    answer = show(
        request,
        "projects/scenes/_new_scene.html",
        found.project,
        scene=twin,
        made=[twin.pk],
        fresh=True,
        timed=True,
    )
    return undoable(request, found.project, answer)


@login_required
@require_POST
def split(request, pk):
    found = held.scene_to_edit(request.user, pk)
    made = [part.pk for part in editing.split_scene(found, request.user)]
    answer = show(request, "projects/scenes/_changed_scenes.html", found.project, made=made, timed=True)
    return undoable(request, found.project, answer)


@login_required
@require_POST
def merge(request, pk):
    found = held.scene_to_edit(request.user, pk)
    gone = found.project.scenes.filter(scene_index=found.scene_index + 1).values_list("pk", flat=True).first()
    editing.merge_next(found, request.user)
    answer = show(
        request, "projects/scenes/_changed_scenes.html", found.project, made=[pk], gone=gone, timed=True
    )
    return undoable(request, found.project, answer)


@login_required
@require_POST
def delete(request, pk):
    found = held.scene_to_edit(request.user, pk)
    project = editing.delete_scene(found, request.user)
    answer = show(request, "projects/board/_page_updates.html", project, timed=True)
    return undoable(request, project, answer)


@login_required
@require_POST
def order(request, pk):
    project = held.project_to_edit(request.user, pk)
    wanted = [whole_number(part) for part in request.POST.get("order", "").split(",")]
    if None in wanted:
        raise BadInput(gettext("The new order could not be read. Reload the page and try again."))
    editing.reorder(project, request.user, wanted)
    return show(request, "projects/board/_page_updates.html", project, timed=True)


@login_required
@require_POST
def balance(request, pk):
    project = held.project_to_edit(request.user, pk)
    editing.balance(project, request.user)
    answer = show(request, "projects/board/_page_updates.html", project, timed=True, durations=True)
    return undoable(request, project, answer)


@login_required
@require_POST
def fit_words(request, pk):
    """Make the scene as long as its words take."""
    found = held.scene_to_edit(request.user, pk)
    editing.fit_to_words(found, request.user)
    return show(request, "projects/board/_page_updates.html", found.project, timed=True, durations=True)


@login_required
@require_POST
def fit_all_words(request, pk):
    """Make every scene whose words would be cut off as long as they take."""
    project = held.project_to_edit(request.user, pk)
    editing.fit_all_to_words(project, request.user)
    answer = show(request, "projects/board/_page_updates.html", project, timed=True, durations=True)
    return undoable(request, project, answer)
