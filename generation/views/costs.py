"""Pages of money: what was spent, the calls behind it as a list and a file, and the budgets."""

from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from generation.billing import budgets as money
from generation.billing import chart, csv_export, ledger, reports, stretches
from generation.models import WARN_PERCENT, BudgetPeriod, LedgerEntry, NothingReceived
from projects import access
from projects.errors import BadInput
from projects.page_events import BUDGETS_CHANGED, CLOSE_DIALOGS, COST_CORRECTED, with_events
from projects.plain_input import typed_amount, whole_number

PER_PAGE = 50
STATES = {
    "unknown": gettext_lazy("Unknown cost"),
    "possibly": gettext_lazy("Possibly charged"),
    "nothing": gettext_lazy("Charged, nothing received"),
}


# --- what is asked for -----------------------------------------------------------------------
def spaces(user):
    """Workspaces whose costs the user may see: where they may edit, as that is what spends."""
    return access.workspaces(user, "edit")


def _workspace(request):
    """The asked workspace; 404 for outsiders, a refusal for viewers."""
    slug = request.GET.get("workspace") or request.POST.get("workspace")
    if slug:
        found = access.workspace_for(request.user, slug)
    else:
        found = spaces(request.user).first() or access.workspace_for(request.user)
    access.require(request.user, found, "edit")
    return found


def _asked(request):
    """(Asked, what is wrong with the days or None). Bad days show the month, and say so."""
    workspace, told, problem = _workspace(request), request.GET, None
    try:
        days = reports.period(
            told.get("period", "month"), told.get("from", ""), told.get("to", ""), workspace
        )
    except BadInput as error:
        days, problem = reports.period("month"), error
    words = {name: told.get(name, "")[:80] for name in ("provider", "talent", "model")}
    words["state"] = told.get("state") if told.get("state") in STATES else ""
    words["reason"] = told.get("reason") if told.get("reason") in NothingReceived else ""
    return reports.Asked(
        workspace, days, _project(request.user, workspace, told.get("project", "")), **words
    ), problem


def _project(user, workspace, told):
    if told in ("", reports.NO_PROJECT):
        return told or None
    return get_object_or_404(access.projects(user).filter(workspace=workspace), pk=whole_number(told))


class Links:
    """Addresses of pages of costs with what is asked for now, changed in part."""

    def __init__(self, user, asked):
        self.asked = asked
        self.own = {"workspace": asked.workspace.slug} if spaces(user).count() > 1 else {}

    def __call__(self, page="costs", **changes):
        words = self.own | replace(self.asked, **changes).words()
        return f"{reverse(f'generation:{page}')}?{urlencode(words)}"

    def words(self, *without):
        """What a form has to send along, except what it asks for itself."""
        words = self.own | self.asked.words()
        return [(name, value) for name, value in words.items() if name not in without]


# --- the page --------------------------------------------------------------------------------
@login_required
@require_GET
def index(request):
    asked, problem = _asked(request)
    most = reports.ALL_PROJECTS if request.GET.get("projects") == "all" else reports.MOST_PROJECTS
    links, found = Links(request.user, asked), reports.summary(asked, most)
    context = {
        **_common(request, asked, links),
        "problem": problem,
        "found": found,
        "charts": [_linked(one, links) for one in chart.charts(asked.period, found.stretches)],
        "every_project_url": f"{links()}&projects=all#by-project",
        "projects": [(row, links(project=row.project or reports.NO_PROJECT)) for row in found.projects],
        "providers": [(row, links("calls", provider=row.key)) for row in found.providers],
        "models": [
            (row, links("calls", talent=row.key[0], provider=row.key[1], model=row.key[2]))
            for row in found.models
        ],
        "for_nothing": [
            (row, NothingReceived(row.key[0]).label, links("calls", reason=row.key[0], provider=row.key[1]))
            for row in found.for_nothing
        ],
        "nothing_url": links("calls", state="nothing"),
        "has_lines": bool(found.calls) or LedgerEntry.objects.filter(workspace=asked.workspace).exists(),
        **_budgets(request.user, asked.workspace),
    }
    return render(request, "costs/page.html", context, status=422 if problem else 200)


def _common(request, asked, links):
    """What the page and its list of calls both show: the switches and the way out."""
    return {
        "nav": "costs",
        "space": asked.workspace,
        "spaces": spaces(request.user),
        "asked": asked,
        "typed": request.GET,
        "today": timezone.localdate(),
        "periods": [(key, _(words), _at(links, asked, key)) for key, words in reports.PERIODS.items()],
        "file": links("calls_file"),
        "calls_url": links("calls"),
        "unknown_url": links("calls", state="unknown"),
        "doubtful_url": links("calls", state="possibly"),
        "costs_url": links(state="", provider="", talent="", model="", reason=""),
        "all_projects_url": links(project=None),
        "hidden": links.words("period", "from", "to"),
    }


def _at(links, asked, key):
    is_part = asked.state or asked.provider or asked.talent or asked.model or asked.reason
    page = "calls" if is_part else "costs"
    return links(page, period=replace(asked.period, key=key))


def _linked(one, links):
    """A chart whose bars lead to their calls."""
    bars = [(bar, links("calls", period=_days(one.stretch, bar, links.asked.period))) for bar in one.bars]
    return {"chart": one, "bars": bars, "filled": [pair for pair in bars if pair[0].calls or pair[0].total]}


def _days(stretch, bar, within):
    """The days that a bar stands for, as far as they were asked for."""
    if stretch == "hour":
        return within
    first, last = bar.start, stretches.last_day(stretch, bar.start)
    return reports.Period(reports.CUSTOM, max(first, within.first), min(last, within.last))


# --- calls -----------------------------------------------------------------------------------
@login_required
@require_GET
def calls(request):
    """The ledger's lines behind a sum."""
    asked, problem = _asked(request)
    links, rows = Links(request.user, asked), asked.rows()
    shown = rows.select_related("project", "step__scene").order_by("-created", "-pk")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    may_correct = access.can(request.user, asked.workspace, "manage")
    context = {
        **_common(request, asked, links),
        "problem": problem,
        "page": page,
        "entries": _marked(page.object_list),
        "totals": ledger.sums(rows),
        "filters": list(_filters(asked, links)),
        "here": links("calls"),
        "may_correct": may_correct,
    }
    return render(request, "costs/calls.html", context, status=422 if problem else 200)


def _marked(entries):
    """Lines with what is to be said of their cost."""
    entries = list(entries)
    fixed = csv_export.corrected(entries)
    for entry in entries:
        entry.said = csv_export.state(entry, entry.pk in fixed)
        entry.counted = [(name, value) for name, value in entry.units.items() if name not in csv_export.TOLD]
    return entries


def _filters(asked, links):
    """(what is filtered by, in words, the address without it)."""
    if asked.project:
        title = _("Deleted projects") if asked.project == reports.NO_PROJECT else asked.project.title
        yield _("Project"), title, links("calls", project=None)
    for name, label in (("provider", _("Provider")), ("talent", _("Talent")), ("model", _("Model"))):
        if getattr(asked, name):
            yield label, getattr(asked, name), links("calls", **{name: ""})
    if asked.state in STATES:
        yield _("State"), STATES[asked.state], links("calls", state="")
    if asked.reason:
        yield _("Nothing received"), NothingReceived(asked.reason).label, links("calls", reason="")


@login_required
@require_GET
def calls_file(request):
    """The same lines as CSV, sent while it is written."""
    asked, problem = _asked(request)
    if problem:
        raise problem
    return csv_of(
        request, asked.rows(), f"costs-{asked.workspace.slug}-{asked.period.first}-{asked.period.last}"
    )


def csv_of(request, rows, name):
    """An answer that streams ledger lines as CSV, under either kind of server."""
    found = csv_export.CsvLines(rows)
    pieces = aiter(found) if isinstance(request, ASGIRequest) else found
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def correct(request, pk):
    """GET: the dialog. POST: what a call really cost, and where that is known from."""
    entry = get_object_or_404(LedgerEntry, pk=pk, workspace__in=access.workspaces(request.user))
    access.require(request.user, entry.workspace, "manage")
    error = None
    if request.method == "POST":
        try:
            ledger.correct(entry, _amount(request), request.user, request.POST.get("note", ""))
            return _done(_("The correction is a line of its own."), COST_CORRECTED)
        except BadInput as problem:
            error = problem
    context = {"entry": entry, "total": _so_far(entry), "error": error, "typed": request.POST}
    return render(request, "costs/_correct.html", context, status=422 if error else 200)


def _so_far(entry):
    fixes = ledger.corrections(entry)
    return None if entry.cost is None and not fixes else ledger.total(entry, fixes)


# --- budgets ---------------------------------------------------------------------------------
def _budgets(user, workspace):
    """The budgets of a workspace as its page shows them: one for each day, one for each month."""
    standings = {row.budget.period: row for row in money.remaining(workspace)}
    return {
        "space": workspace,
        "budgets": [(period, standings.get(period)) for period in (BudgetPeriod.DAY, BudgetPeriod.MONTH)],
        "may_manage": access.can(user, workspace, "manage"),
        "refuses_unknown": settings.UNKNOWN_PRICES != "allow",
        "zone": settings.TIME_ZONE,
    }


@login_required
@require_GET
def budgets(request):
    return render(request, "costs/_budgets.html", _budgets(request.user, _workspace(request)))


@login_required
@require_http_methods(["GET", "POST"])
def budget(request):
    """GET: the dialog of one budget. POST: set it, or take it away."""
    workspace, project, period = _whose(request)
    access.require(request.user, workspace, "manage")
    error = None
    if request.method == "POST":
        try:
            return _set(request, workspace, project, period)
        except BadInput as problem:
            error = problem
    context = {
        **_budgets(request.user, workspace),
        "project": project,
        "period": period,
        "standing": _standing(workspace, project, period),
        "warn_percent": WARN_PERCENT,
        "error": error,
        "typed": request.POST,
    }
    return render(request, "costs/_budget.html", context, status=422 if error else 200)


def _whose(request):
    """(workspace, project or None, period) of the budget that is meant."""
    told = request.GET if request.method == "GET" else request.POST
    if told.get("project"):
        project = access.project_for(request.user, whole_number(told["project"]))
        return project.workspace, project, BudgetPeriod.WHOLE
    if told.get("period") not in (BudgetPeriod.DAY, BudgetPeriod.MONTH):
        raise Http404
    return _workspace(request), None, told["period"]


def _standing(workspace, project, period):
    rows = money.remaining(workspace, project)
    mine = project.pk if project else None
    return next((row for row in rows if (row.budget.project_id, row.budget.period) == (mine, period)), None)


def _set(request, workspace, project, period):
    if "remove" in request.POST:
        money.set_budget(workspace, request.user, None, period, project)
        return _done(_("The budget is taken away."), BUDGETS_CHANGED)
    money.set_budget(workspace, request.user, _amount(request), period, project, _percent(request))
    return _done(_("The budget is set."), BUDGETS_CHANGED)


def _amount(request):
    return typed_amount(request.POST.get("amount", ""))


def _percent(request):
    text = request.POST.get("warn_percent", str(WARN_PERCENT)).strip().removesuffix("%").strip()
    percent = whole_number(text, most=100)
    if not percent:
        raise BadInput(_("Warn at 1 to 100 percent."), "warn_percent")
    return percent


def _done(message, *events):
    return with_events(HttpResponse(status=204), CLOSE_DIALOGS, *events, toast=message)


# --- one video -------------------------------------------------------------------------------
@login_required
@require_GET
def project_costs(request, pk):
    """What a video has cost so far, for those who may spend."""
    project = access.project_for(request.user, pk, "edit")
    days = reports.Period("all", timezone.localdate(project.created), timezone.localdate())
    links = Links(request.user, reports.Asked(project.workspace, days, project))
    context = {
        "project": project,
        "found": reports.of_project(project),
        "calls_url": links("calls"),
        "may_manage": access.can(request.user, project.workspace, "manage"),
    }
    return render(request, "costs/_project_costs.html", context)
