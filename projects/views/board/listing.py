"""The contact sheet of all projects, and the page on which one begins."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower
from django.shortcuts import render
from django.views.decorators.http import require_POST

from projects import access, current, styles
from projects.board import comments, presets, waiting
from projects.errors import NotAllowed
from projects.forms.board import NewProjectForm, PresetForm, editable_workspaces, preset_fields
from projects.models import Comment, ProjectState, Scene
from projects.models.project import STYLES, ProjectSource
from projects.plain_input import whole_number

PER_PAGE = 24
FILTERS = ("state", "source", "style")
SORTS = {
    "": ("Last activity", ["-updated", "-pk"]),
    "new": ("Newest first", ["-created", "-pk"]),
    "old": ("Oldest first", ["created", "pk"]),
    "title": ("Title", [Lower("title"), "pk"]),
}
WHOSE = {"": "Everybody's", "mine": "Mine", "waits": "Waits for me", "archived": "Archived"}


@login_required
def index(request):
    sheet = found(request)
    template = "projects/_results.html" if request.htmx and not request.htmx.boosted else "projects/list.html"
    return render(
        request,
        template,
        {
            "nav": "projects",
            "page": Paginator(sheet, PER_PAGE).get_page(request.GET.get("page")),
            "filtered": any(request.GET.get(name) for name in ("q", "whose", *FILTERS)),
            "states": ProjectState.choices,
            "sources": ProjectSource.choices,
            "styles": STYLES,
            "sorts": [(name, label) for name, (label, _) in SORTS.items()],
            "whose": WHOSE.items(),
            "may_make": editable_workspaces(request.user).exists(),
        },
    )


def found(request):
    """The user's projects that the search and the filters let through, as they are sorted.

    `length_ms` is how long the scenes are together; before there are any, how long the video shall be.
    """
    scenes = Scene.objects.filter(project=OuterRef("pk")).order_by().values("project")
    length = Subquery(scenes.values(ms=Sum("duration_ms")))
    rows = current.within(request, access.projects(request.user)).annotate(
        length_ms=Coalesce(length, F("target_ms")), open_comments=_open_comments()
    )
    rows = rows.select_related("product", "poster", "workspace")
    query = request.GET.get("q", "").strip()
    if query:
        rows = rows.filter(Q(title__icontains=query) | Q(product__name__icontains=query))
    chosen = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    whose = request.GET.get("whose", "")
    rows = rows.exclude(archived=None) if whose == "archived" else rows.filter(archived=None)
    if whose == "mine":
        rows = rows.filter(created_by=request.user)
    elif whose == "waits":
        rows = rows.filter(waiting.for_user(request.user))
    _, order = SORTS.get(request.GET.get("sort", ""), SORTS[""])
    return rows.filter(**chosen).order_by(*order)


def _open_comments():
    """How many comments on a project are not resolved."""
    asked = Comment.objects.filter(comments.IS_OPEN, project=OuterRef("pk")).order_by().values("project")
    return Coalesce(Subquery(asked.values(count=Count("pk"))), 0)


@login_required
def new(request):
    check_maker(request.user)
    preset = _asked_preset(request.user, request.GET.get("preset"))
    start = preset_fields(preset) if preset else {}
    if chosen := current.chosen(request):
        start["workspace"] = chosen.pk
    product = whole_number(request.GET.get("product", ""))
    if product is not None:
        start["product"] = product
    form = NewProjectForm(request.user, initial=start)
    return render(request, "projects/new/page.html", new_context(form, request.user, preset))


def _asked_preset(user, asked):
    """The preset with that key; where none is named, the default of the user's first workspace."""
    mine = presets.of_workspaces(editable_workspaces(user))
    if asked is None:
        first = editable_workspaces(user).first()
        return presets.default_of(first) if first else None
    return mine.filter(pk=whole_number(asked) or 0).first()


# What a form is about stays when another preset is chosen.
ABOUT = ("source", "product", "prompt", "script", "title", "workspace")


@login_required
@require_POST
def use_preset(request):
    """The form with the choices of a preset, and what it is about as it was typed."""
    check_maker(request.user)
    preset = _asked_preset(request.user, request.POST.get("preset", ""))
    start = {name: request.POST[name] for name in ABOUT if request.POST.get(name)}
    form = NewProjectForm(request.user, initial={**start, **(preset_fields(preset) if preset else {})})
    template = "projects/new/_form.html" if request.htmx else "projects/new/page.html"
    return render(request, template, new_context(form, request.user, preset))


@login_required
@require_POST
def save_preset(request):
    """Keep the choices of the form. For htmx the part of the form about presets, else the form again."""
    check_maker(request.user)
    form = PresetForm(request.user, request.POST)
    saved = form.save()
    status = 200 if saved else 422
    context = {**new_context(form, request.user, saved), "saved": saved}
    if request.htmx:
        return render(request, "projects/new/_save_preset.html", context, status=status)
    return render(request, "projects/new/page.html", context, status=status)


def check_maker(user):
    if not editable_workspaces(user).exists():
        raise NotAllowed(
            "You may look, but not make videos. Ask an admin of the workspace for the editor role."
        )


def new_context(form, user, preset=None):
    """What the form's template needs beside the form; `preset` is what it was filled by."""
    return {
        "presets": presets.of_workspaces(editable_workspaces(user)),
        "preset": preset,
        "nav": "projects",
        "form": form,
        "all_styles": styles.STYLES.values(),
        "products": offered(user, "", form.value("product")),
        "chosen": str(form.value("product") or ""),
        "spaces": editable_workspaces(user),
    }


@login_required
def pick_product(request):
    chosen = request.GET.get("product", "")
    rows = offered(request.user, request.GET.get("find", "").strip(), chosen)
    return render(request, "projects/new/_product_options.html", {"products": rows, "chosen": chosen})


def offered(user, query, chosen, most=12):
    """The chosen product first, then those whose name, SKU or vendor matches."""
    rows = (
        access.products(user)
        .filter(workspace__in=editable_workspaces(user))
        .prefetch_related("photos__asset")
    )
    hits = rows
    if query:
        hits = rows.filter(Q(name__icontains=query) | Q(sku__icontains=query) | Q(vendor__icontains=query))
    wanted = whole_number(chosen)
    first = [] if wanted is None else list(rows.filter(pk=wanted))
    return first + [row for row in hits[:most] if row not in first]
