"""A scene's picture: its takes, the product's photos, the workspace's library, and what stays in sight."""

import json

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import access, formats
from projects.board import editing, takes
from projects.board.pictures import library, photo_choice, put_on_frame
from projects.errors import BadInput, Conflict
from projects.forms.board import focus_from, focus_seen, places_from, places_seen
from projects.media import take_uploads
from projects.models import Take
from projects.page_events import CLOSE_DIALOGS, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.views.board import held
from projects.views.board.page_context import show
from projects.views.board.scenes import undoable


@login_required
@require_http_methods(["GET", "POST"])
def picture(request, pk):
    """GET: the card's picture as it is now. POST: use an uploaded one."""
    if request.method == "GET":
        found = access.scene_for(request.user, pk)
        return show(request, "projects/pictures/_picture_updates.html", found.project, scene=found)
    found = held.scene_to_edit(request.user, pk)
    try:
        take_uploads.replace(found, request.user, "image", request.FILES.get("picture"))
    except BadInput as error:
        return _dialog(request, found, error, 422)
    return undoable(request, found.project, _swapped(request, found), CLOSE_DIALOGS)


@login_required
@require_http_methods(["GET", "POST"])
def focus(request, pk):
    """GET: the dialog in which a point is chosen that stays in sight. POST: it was, or taken back."""
    found = held.scene_to_edit(request.user, pk)
    if request.method == "GET":
        return _focus(request, found)
    try:
        _check_looked_at(found, request.POST)
        changes, seen = focus_from(request.POST), focus_seen(request.POST)
        editing.edit_scene(found, request.user, version=-1 if seen else None, seen=seen, **changes)
    except BadInput as error:
        return _focus(request, found, error)
    except Conflict as error:
        return _focus(request, error.current or found, OTHER_POINT if error.current else error)
    return with_events(_swapped(request, found), CLOSE_DIALOGS)


OTHER_POINT = Conflict(_("Somebody else chose another point a moment ago. It is the one that is shown now."))


def _check_looked_at(scene, data):
    """A point is of one picture: of another that came meanwhile it would mean something else."""
    shown = takes.aimed(scene)
    if "shown" in data and data["shown"] != (shown.digest if shown else ""):
        raise Conflict(
            gettext("Another picture or clip was put here a moment ago. Choose the point in this one.")
        )


def _focus(request, found, error=None):
    shown = takes.aimed(found)
    x, y = found.focus or (shown and shown.meta.get("focus")) or (0.5, 0.5)
    told = {"shown": shown, "x": round(x * 100), "y": round(y * 100), "ratios": list(formats.ASPECTS)}
    status = error.status if error else 200
    return show(
        request, "projects/pictures/_focus.html", found.project, status, scene=found, error=error, **told
    )


@login_required
@require_GET
def dialog(request, pk):
    """The dialog: an older take, another photo of the product, a new picture, or one of one's own."""
    return _dialog(request, held.scene_to_edit(request.user, pk))


def _dialog(request, found, error=None, status=200):
    told = {"photos": photo_choice.offered(found), "photo_is_gone": photo_choice.is_gone(found)}
    return show(
        request,
        "projects/pictures/_pictures.html",
        found.project,
        status,
        scene=found,
        error=error,
        **told,
    )


@login_required
@require_POST
def photo(request, pk):
    """Show another photo of the product in the scene; without one the studio chooses."""
    found = held.scene_to_edit(request.user, pk)
    photo_choice.choose(found, request.user, whole_number(request.POST.get("photo")), request.POST.get("was"))
    return undoable(request, found.project, _swapped(request, found), CLOSE_DIALOGS, PROJECT_CHANGED)


@login_required
@require_http_methods(["GET", "POST"])
def library_page(request, pk):
    """GET: a page of the workspace's pictures, as a part of the dialog. POST: use one of them."""
    found = held.scene_to_edit(request.user, pk)
    if request.method == "POST":
        library.choose(found, request.user, request.POST.get("picture", ""))
        return undoable(request, found.project, _swapped(request, found), CLOSE_DIALOGS)
    search = request.GET.get("search", "").strip()
    page = library.page_of(found.project.workspace, search, request.GET.get("page", 1))
    return render(
        request, "projects/pictures/_library.html", {"scene": found, "page": page, "search": search}
    )


@login_required
@require_http_methods(["GET", "POST"])
def places(request, pk):
    """GET: the dialog in which words and product are moved and sized. POST: they were."""
    found = held.scene_to_edit(request.user, pk)
    if request.method == "GET":
        return _places(request, found)
    try:
        put_on_frame.put(found, request.user, places_from(request.POST), seen=places_seen(request.POST))
    except BadInput as error:
        return _places(request, found, error)
    except Conflict as error:
        return _places(request, error.current or found, error)
    return undoable(request, found.project, _swapped(request, found), CLOSE_DIALOGS, PROJECT_CHANGED)


def _places(request, found, error=None):
    told = {
        "things": put_on_frame.movable(found),
        "why_not": put_on_frame.why_not(found),
        "was": json.dumps(found.placement.get(found.project.aspect, {})),
        "error": error,
    }
    status = error.status if error else 200
    return show(request, "projects/pictures/_places.html", found.project, status, scene=found, **told)


@login_required
@require_POST
def pick(request, pk):
    take = get_object_or_404(Take.objects.select_related("scene__project__workspace"), pk=pk)
    found = held.scene_to_edit(request.user, take.scene_id)
    editing.pick_take(take, request.user)
    return undoable(request, found.project, _swapped(request, found), CLOSE_DIALOGS)


def _swapped(request, found):
    return show(request, "projects/pictures/_picture_updates.html", found.project, scene=found, oob=True)
