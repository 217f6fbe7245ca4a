"""Pages of batches: begun from the list of products, watched, agreed to at a glance."""

import hashlib
import json
import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from generation.batches import approving, standing, start
from generation.batches.standing import BoardStanding
from generation.billing import budgets
from projects import access
from projects.board import presets
from projects.errors import BadInput
from projects.models import Admission, BatchState, Workspace
from projects.plain_input import whole_number
from projects.views.double_submit import done_once
from projects.views.products import found as found_products

PER_PAGE = 50
BOARDS_PER_PAGE = 12
BATCHES_PER_PAGE = 30
NAMED = 6  # products that are named before the start
# Boards of these move by themselves: the page keeps looking.
MOVING = (BoardStanding.WAITING, BoardStanding.MAKING, BoardStanding.RENDERING)


# --- the list --------------------------------------------------------------------------------
@require_safe
@login_required
def index(request):
    page = Paginator(standing.batches(request.user), BATCHES_PER_PAGE).get_page(request.GET.get("page"))
    told = standing.counts_of(list(page))
    rows = [(batch, sum(told[batch.pk].values()), labelled(told[batch.pk])) for batch in page]
    may_make = access.workspaces(request.user, "edit").exists()
    context = {"nav": "products", "page": page, "rows": rows, "may_make": may_make}
    return render(request, "batches/list.html", context)


def labelled(counts):
    """[(standing, its label, how many)]."""
    return [(word, BoardStanding(word).label, count) for word, count in counts.items()]


# --- the start -------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@login_required
def new(request):
    """Which preset, and what it would cost. Products come from the list: ticked, or all that were found."""
    products = _products(request)
    if not products:
        messages.error(request, _("Tick at least one product, or take all that were found."))
        return redirect("projects:products")
    return render(request, "batches/new.html", _new_context(request, products))


@require_POST
@login_required
def outlook(request):
    """What the batch would cost by another preset, while it is chosen."""
    products = _products(request)
    workspace = _workspace_of(products, request.user)
    return render(request, "batches/_outlook.html", _outlook(request, workspace, products))


@require_POST
@login_required
@done_once
def create(request):
    products, told = _products(request), request.POST
    workspace = _workspace_of(products, request.user)
    preset = _preset(request, workspace)
    try:
        batch = start.start_batch(
            products,
            preset,
            request.user,
            name=told.get("name", ""),
            admission=told.get("admission", Admission.EACH),
            submits="submits" in told,
            mark=told.get("mark", "")[:40],
        )
    except BadInput as error:
        context = {**_new_context(request, products), "error": error}
        return render(request, "batches/new.html", context, status=error.status)
    return redirect("generation:batch", batch.pk)


def _products(request):
    """The products that were ticked or found, of one workspace in which the user may edit."""
    told = request.POST if request.method == "POST" else request.GET
    mine = access.products(request.user).filter(workspace__in=access.workspaces(request.user, "edit"))
    mine = mine.select_related("workspace")
    if "all" in told:
        keys = found_products(request.user, told.get("q", "").strip()).order_by().values("pk")
        return list(mine.filter(pk__in=keys).order_by("name", "pk")[: start.MOST_ROWS + 1])
    asked = [word for value in told.getlist("products") for word in value.split(",")]
    keys = {key for key in map(whole_number, asked) if key is not None}
    # In pieces: a database takes only so many values in one question.
    ordered = sorted(keys)
    found = []
    for first in range(0, len(ordered), 500):
        found += mine.filter(pk__in=ordered[first : first + 500])
    return sorted(found, key=lambda product: (product.name, product.pk))


def _workspace_of(products, user):
    if not products:
        raise BadInput(_("Choose at least one product."), "products")
    workspaces = {product.workspace_id: product.workspace for product in products}
    if len(workspaces) > 1:
        named = ", ".join(sorted(map(str, workspaces.values())))
        raise BadInput(
            _("A batch is made in one workspace, and these products are of %(names)s.") % {"names": named},
            "products",
        )
    workspace = next(iter(workspaces.values()))
    access.require(user, workspace, "edit")
    return workspace


def _preset(request, workspace):
    """The preset that was chosen; else the workspace's default, else what a new project has."""
    told = request.POST if request.method == "POST" else request.GET
    if told.get("preset") == "standard":
        return presets.standard(workspace)
    mine = presets.of_workspaces(Workspace.objects.filter(pk=workspace.pk))
    chosen = mine.filter(pk=whole_number(told.get("preset", "")) or 0).first()
    return chosen or presets.default_of(workspace) or presets.standard(workspace)


def _new_context(request, products):
    workspace = _workspace_of(products, request.user)
    mine = list(presets.of_workspaces(Workspace.objects.filter(pk=workspace.pk)))
    told = request.POST
    return {
        "nav": "products",
        "presets": [*mine, presets.standard(workspace)],
        "keys": ",".join(str(product.pk) for product in products),
        "named": products[:NAMED],
        "more": max(0, len(products) - NAMED),
        "admissions": Admission.choices,
        "admission": told.get("admission", Admission.EACH),
        "name": told.get("name", ""),
        "mark": told.get("mark") or secrets.token_hex(16),
        "submits": "name" not in told or "submits" in told,
        **_outlook(request, workspace, products),
    }


def _outlook(request, workspace, products):
    preset = _preset(request, workspace)
    told = start.forecast(products, preset, request.user)
    return {"preset": preset, "count": len(products), "forecast": told, "workspace_of_batch": workspace}


# --- one batch -------------------------------------------------------------------------------
@require_safe
@login_required
def batch(request, pk):
    """The page; for htmx its live part alone, or 204 while nothing of it changed."""
    found = standing.batch_for(request.user, pk)
    context = _batch_context(request, found)
    if not request.htmx or request.htmx.boosted or request.htmx.history_restore_request:
        return render(request, "batches/batch.html", context)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "batches/_live.html", context)


def _batch_context(request, found):
    counts = standing.counts(found)
    rows = standing.with_costs(standing.with_standing(found.rows.all()))
    only = request.GET.get("state", "")
    if only in BoardStanding.values:
        rows = rows.filter(standing=only)
    rows = rows.select_related("project__poster", "product").order_by("position")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = [_shown(row) for row in page]
    cost = standing.costs(found)
    moving = found.state != BatchState.OVER or any(word in counts for word in MOVING)
    seen = [found.state, counts, cost, [(row.standing, row.cost, row.problem) for row in told]]
    member = access.membership(request.user, found.workspace)
    return {
        "nav": "products",
        "batch": found,
        "counts": labelled(counts),
        "total": sum(counts.values()),
        "only": only,
        "only_label": BoardStanding(only).label if only in BoardStanding.values else "",
        "page": page,
        "rows": told,
        "cost": cost,
        "moving": moving,
        "standings": budgets.remaining(found.workspace),
        "waiting": counts.get(BoardStanding.WAITING, 0),
        "scripts": counts.get(BoardStanding.SCRIPT, 0),
        "making": counts.get(BoardStanding.MAKING, 0),
        "in_review": counts.get(BoardStanding.REVIEW, 0),
        "finished": counts.get(BoardStanding.FINISHED, 0) + counts.get(BoardStanding.REJECTED, 0),
        "to_retry": sum(counts.get(word, 0) for word in standing.RETRIED),
        "may_edit": member.may("edit"),
        "may_approve": member.may("approve"),
        "summary": presets.summary(found.choices),
        "seen": hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()[:16],
    }


# How a row's word is drawn where its project's state does not say it.
_PILLS = {
    BoardStanding.WAITING: "draft",
    BoardStanding.MAKING: "writing",
    BoardStanding.REFUSED: "failed",
    BoardStanding.FAILED: "failed",
    BoardStanding.CANCELLED: "cancelled",
}


def _shown(row):
    """A row with what a template asks of it."""
    row.label = BoardStanding(row.standing).label
    row.pill = _PILLS.get(row.standing) or row.project.state
    row.is_retried = row.standing in standing.RETRIED
    row.says = row.problem or (row.project.problem if row.project else "")
    return row


@require_POST
@login_required
def retry(request, pk):
    """Of one row (`row`), or of all that failed, were refused or cancelled."""
    found = standing.batch_for(request.user, pk, "edit")
    one = whole_number(request.POST.get("row", ""))
    count = start.retry(found, request.user, [one] if "row" in request.POST else None)
    messages.success(
        request,
        ngettext("%(count)s board is tried again.", "%(count)s boards are tried again.", count)
        % {"count": count},
    )
    return redirect("generation:batch", found.pk)


@require_POST
@login_required
def illustrate(request, pk):
    """The pictures of all boards whose script was to be read first."""
    found = standing.batch_for(request.user, pk, "edit")
    count = start.illustrate(found, request.user)
    messages.success(
        request,
        ngettext(
            "The pictures of %(count)s board are being made.",
            "The pictures of %(count)s boards are being made.",
            count,
        )
        % {"count": count},
    )
    return redirect("generation:batch", found.pk)


@require_POST
@login_required
def cancel(request, pk):
    found = standing.batch_for(request.user, pk, "edit")
    count = start.cancel(found, request.user, is_work_stopped="work" in request.POST)
    messages.success(
        request,
        ngettext("%(count)s board is not made.", "%(count)s boards are not made.", count) % {"count": count},
    )
    return redirect("generation:batch", found.pk)


# --- agreement at a glance -------------------------------------------------------------------
@require_safe
@login_required
def boards(request, pk):
    """The boards that wait for a decision, a page of them at a time."""
    found = standing.batch_for(request.user, pk)
    page = Paginator(approving.in_review(found), BOARDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "products",
        "batch": found,
        "page": page,
        "boards": approving.at_a_glance(list(page), request.user),
        "may_approve": access.can(request.user, found.workspace, "approve"),
    }
    return render(request, "batches/boards.html", context)


@require_POST
@login_required
def check_boards(request, pk):
    """What is about to be agreed to: each digest, what its render costs, and the sum. Nothing is done."""
    found = standing.batch_for(request.user, pk, "approve")
    tickets = _tickets(request)
    if not tickets:
        messages.error(request, _("Tick the boards that you want to approve."))
        return redirect("generation:batch_boards", found.pk)
    context = {
        "nav": "products",
        "batch": found,
        "chosen": approving.chosen(found, request.user, tickets),
        "standings": budgets.remaining(found.workspace),
    }
    return render(request, "batches/check.html", context)


@require_POST
@login_required
def approve_boards(request, pk):
    """Each on its own digest. Those that were refused are named, with the reason."""
    found = standing.batch_for(request.user, pk, "approve")
    verdicts = approving.approve_many(
        found,
        request.user,
        _tickets(request),
        accept_stale="accept_stale" in request.POST,
        note=request.POST.get("note", "")[:2000],
    )
    refused = [(one.project, one.problem) for one in verdicts if one.problem]
    approved = len(verdicts) - len(refused)
    if approved and not refused:
        said = ngettext(
            "%(count)s board is approved. Their videos are being made.",
            "%(count)s boards are approved. Their videos are being made.",
            approved,
        )
        messages.success(request, said % {"count": approved})
        return redirect("generation:batch", found.pk)
    context = {"nav": "products", "batch": found, "refused": refused, "approved": approved}
    return render(request, "batches/approved.html", context, status=200 if approved else 409)


def _tickets(request):
    """What was ticked, as "key:digest" or "key:digest:stage"; what is no such word is left out."""
    found = []
    for word in request.POST.getlist("board"):
        key, _, seen = word.partition(":")
        digest, _, stage = seen.partition(":")
        if whole_number(key) is not None and digest:
            found.append(approving.SeenBoard(int(key), digest[:64], whole_number(stage)))
    return found
