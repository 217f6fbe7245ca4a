"""The contact sheet of all projects, and the page on which one begins."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from projects import access, board_news, current, styles
from projects.board import comments, presets, waiting
from projects.errors import NotAllowed
from projects.forms.board import NewProjectForm, PresetForm, editable_workspaces, preset_fields
from projects.models import Comment, ProjectState, Scene, Tag, VideoProject
from projects.models.project import FINISHED, STYLES, ProjectSource
from projects.plain_input import whole_number
from projects.planning import plans
from projects.views.board.tour import board_to_show
from projects.views.list_cards import PosterCard

PER_PAGE = 24
FILTERS = ("state", "source", "style", "assignee", "tag", "due")
# What a saved filter may keep of an address.
KEPT = ("q", "whose", *FILTERS, "sort")
SORTS = {
    "": (_("Last activity"), ["-updated", "-pk"]),
    "new": (_("Newest first"), ["-created", "-pk"]),
    "old": (_("Oldest first"), ["created", "pk"]),
    "title": (_("Title"), [Lower("title"), "pk"]),
    "due": (_("Due first"), [F("due").asc(nulls_last=True), "-updated", "-pk"]),
}
WHOSE = {
    "": _("Everybody's"),
    "mine": _("Mine"),
    "assigned": _("Given to me"),
    "waits": _("Waits for me"),
    "archived": _("Archived"),
}
DUE = {"": _("Any day"), "overdue": _("Overdue"), "week": _("Due within a week"), "none": _("No day")}
# More people than these are not offered one by one.
MOST_PEOPLE = 200


@login_required
def index(request):
    template = "projects/_results.html" if request.htmx and not request.htmx.boosted else "projects/list.html"
    context = list_context(request)
    if template == "projects/list.html":
        context["tour_on"] = board_to_show(request.user, [card.project for card in context["page"]])
    return render(request, template, context)


def list_context(request):
    """What the list and its fragments know."""
    chosen = current.chosen(request)
    here = [chosen] if chosen else access.workspaces(request.user)
    people = User.objects.filter(memberships__workspace__in=here, is_active=True).distinct()
    query = kept_query(request.GET)
    saved = list(request.user.saved_filters.all())
    sheet = FoundSheet if request.GET.get("q", "").strip() else Sheet
    return {
        "nav": "projects",
        "page": sheet(chosen_rows(request), PER_PAGE).get_page(request.GET.get("page")),
        "filtered": any(request.GET.get(name) for name in ("q", "whose", *FILTERS)),
        "more_filters": sum(bool(request.GET.get(name)) for name in FILTERS if name != "state"),
        "states": ProjectState.choices,
        "sources": ProjectSource.choices,
        "styles": STYLES,
        "sorts": [(name, label) for name, (label, _) in SORTS.items()],
        "whose": WHOSE.items(),
        "dues": DUE.items(),
        "people": people.order_by("username")[:MOST_PEOPLE],
        "tags": Tag.objects.filter(workspace__in=here)[:MOST_PEOPLE],
        "saved_filters": saved,
        "query": query,
        "is_saved": any(one.query == query for one in saved),
        "may_make": editable_workspaces(request.user).exists(),
        "newest_entry": board_news.newest_in(access.workspaces(request.user)),
    }


def kept_query(given):
    """What of an address says which projects are shown, as an address has it."""
    return urlencode([(name, given[name]) for name in KEPT if given.get(name)])


class Sheet(Paginator):
    """Pages of projects' cards. What these show is fetched for a page's rows, not for all that are sorted."""

    def _get_page(self, object_list, *args, **kwargs):
        keys = self._keys(object_list)
        rows = {row.pk: row for row in detailed(VideoProject.objects.filter(pk__in=keys))}
        cards = [PosterCard(rows[key]) for key in keys if key in rows]
        return super()._get_page(cards, *args, **kwargs)

    @staticmethod
    def _keys(rows):
        return list(rows.values_list("pk", flat=True))


class FoundSheet(Sheet):
    """Of a search: to count what it finds all rows are looked through, so their keys are kept from that."""

    def __init__(self, rows, per_page):
        super().__init__(super()._keys(rows), per_page)

    @staticmethod
    def _keys(rows):
        return rows


def detailed(rows):
    """These projects with what a card shows.

    `length_ms` is how long the scenes are together; before there are any, how long the video shall be.
    """
    scenes = Scene.objects.filter(project=OuterRef("pk")).order_by().values("project")
    length = Subquery(scenes.values(ms=Sum("duration_ms")))
    rows = rows.annotate(length_ms=Coalesce(length, F("target_ms")), open_comments=_open_comments())
    return rows.select_related("product", "poster", "workspace", "assignee").prefetch_related("tags")


def found(request):
    """The user's projects that the search and the filters let through, as they are sorted, with details."""
    return detailed(chosen_rows(request))


def chosen_rows(request):
    """The user's projects that the search and the filters let through, as they are sorted."""
    rows = current.within(request, access.projects(request.user))
    query = request.GET.get("q", "").strip()
    if query:
        rows = rows.filter(Q(title__icontains=query) | Q(product__name__icontains=query))
    chosen = {name: request.GET[name] for name in ("state", "source", "style") if request.GET.get(name)}
    whose = request.GET.get("whose", "")
    rows = rows.exclude(archived=None) if whose == "archived" else rows.filter(archived=None)
    if whose == "mine":
        rows = rows.filter(created_by=request.user)
    elif whose == "assigned":
        rows = rows.filter(assignee=request.user)
    elif whose == "waits":
        rows = rows.filter(waiting.for_user(request.user))
    rows = _planned(rows, request.GET)
    _, order = SORTS.get(request.GET.get("sort", ""), SORTS[""])
    return rows.filter(**chosen).order_by(*order)


def _planned(rows, given):
    """By who works on it, its tag and its day; what is no choice lets nothing through."""
    if assignee := given.get("assignee"):
        person = None if assignee == "none" else whole_number(assignee) or 0
        rows = rows.filter(assignee=person)
    if tag := given.get("tag"):
        rows = rows.filter(tags=whole_number(tag) or 0)
    due = given.get("due")
    if due == "overdue":
        rows = rows.filter(plans.overdue())
    elif due == "week":
        rows = rows.filter(due__lte=timezone.localdate() + timedelta(days=7)).exclude(state__in=FINISHED)
    elif due == "none":
        rows = rows.filter(due=None)
    return rows


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
    # Who comes from a product has chosen it: the focus stands there, and Enter goes on.
    context = {**new_context(form, request.user, preset), "picked": product is not None}
    return render(request, "projects/new/page.html", context)


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
            gettext("You may look, but not make videos. Ask an admin of the workspace for the editor role.")
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
