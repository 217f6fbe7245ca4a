"""Brand kits: the list of a workspace, and the page of one with a live preview."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from projects import access
from projects.errors import BadInput
from projects.models import BrandKit
from projects.team import brand
from projects.views.double_submit import done_once
from projects.views.team.workspaces import GET_AND_POST, workspace_or_404

# Empty fields for colours and pairs of words beyond those that a kit has.
SPARE, LEAST = 2, 4
FONT_LABELS = {"sans": _("Sans"), "serif": _("Serif"), "condensed": _("Condensed"), "black": _("Black")}


@login_required
@require_GET
def index(request, pk):
    space = workspace_or_404(request.user, pk)
    context = {
        "space": space,
        "kits": space.brand_kits.select_related("logo"),
        "may_manage": access.can(request.user, space, "manage"),
    }
    return render(request, "team/brands.html", context)


@login_required
@require_http_methods(GET_AND_POST)
@done_once
def new(request, pk):
    space = workspace_or_404(request.user, pk)
    access.require(request.user, space, "manage")
    return _kit(request, space, None)


@login_required
@require_http_methods(GET_AND_POST)
def kit(request, pk):
    rows = BrandKit.objects.select_related("workspace", "logo")
    found = get_object_or_404(rows, pk=pk, workspace__in=access.workspaces(request.user))
    return _kit(request, found.workspace, found)


def _kit(request, space, found):
    if request.method != "POST":
        return _page(request, space, found, _values(found))
    sent = {
        "name": request.POST.get("name", ""),
        "colours": request.POST.getlist("colour"),
        "font": request.POST.get("font", ""),
        "tone": request.POST.get("tone", ""),
        "banned_words": request.POST.get("banned_words", "").splitlines(),
        "call_to_action": request.POST.get("call_to_action", ""),
        "pronunciations": [
            {"written": written, "spoken": spoken}
            for written, spoken in zip(
                request.POST.getlist("written"), request.POST.getlist("spoken"), strict=False
            )
        ],
    }
    try:
        saved = brand.save(
            space,
            request.user,
            found,
            logo=request.FILES.get("logo"),
            remove_logo="remove_logo" in request.POST,
            **sent,
        )
    except BadInput as error:
        return _page(request, space, found, sent, status=422, error=error)
    messages.success(request, gettext("Saved. Boards that show it say so where an approval is void now."))
    return redirect("projects:brand_kit", saved.pk)


def _values(found):
    names = ("name", "colours", "font", "tone", "banned_words", "call_to_action", "pronunciations")
    empty = {"colours": [], "banned_words": [], "pronunciations": []}
    return {name: getattr(found, name) for name in names} if found else empty


def _page(request, space, found, values, status=200, **context):
    colours = [colour for colour in values["colours"] if colour]
    slots = min(max(len(colours) + SPARE, LEAST), brand.MOST_COLOURS)
    fonts = [("", gettext("As the style says")), *((name, FONT_LABELS[name]) for name in brand.FONTS)]
    known = {name for name, _ in fonts}
    pairs = [row for row in values["pronunciations"] if any(row.values())]
    shown = {
        "space": space,
        "kit": found,
        "values": values,
        "colour_slots": colours + [""] * (slots - len(colours)),
        "fonts": fonts if values.get("font", "") in known else [*fonts, (values["font"], values["font"])],
        "words": "\n".join(values["banned_words"]),
        "pairs": pairs + [{}] * min(SPARE, brand.MOST_PAIRS - len(pairs)),
        "longest_written": brand.LONGEST_WRITTEN,
        "longest_spoken": brand.LONGEST_SPOKEN,
        "may_manage": access.can(request.user, space, "manage"),
        **context,
    }
    return render(request, "team/brand.html", shown, status=status)
