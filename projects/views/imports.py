"""Bringing a catalogue in: the form with its check, the page of an import at work, and past ones."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import access, catalog
from projects.catalog import columns, encodings, imports
from projects.catalog.tables import MOST_BYTES
from projects.errors import BadInput, Refused
from projects.forms.products import ImportForm, editable_workspaces
from projects.page_events import with_events
from projects.views.product_forms import form_page, need_a_workspace, sent

PREVIEWED = 5  # products that a check shows as they would be
MOST_SHOWN = 20  # lines of a check that need a look
PER_PAGE = 25


# --- asking ----------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_page(request):
    need_a_workspace(request.user)
    form = ImportForm(request.user, *sent(request))
    context = {"form": form, "has_imports": access.imports(request.user).exists()}
    if request.method == "POST" and form.is_valid():
        try:
            if "check" not in request.POST:
                return _start(request, form)
            context |= _checked(request, form)
        except catalog.UnknownColumns as error:
            form.refuse(error)
            context |= {"mapping": _mapping(error.header, {})} if error.is_header else {}
        except Refused as error:
            form.refuse(error)
    return form_page(request, "import", context)


def _start(request, form):
    given = form.cleaned_data
    row, is_new = imports.start(
        given["workspace"],
        request.user,
        given["catalog"].name,
        _bytes(form),
        currency=given["currency"],
        encoding=given["encoding"],
        mapping=form.mapping,
        archive=given["archive"],
        photos=given["photos"],
    )
    if not is_new:
        messages.info(request, gettext("This very file is being imported already: here it is."))
    place = reverse("projects:import", args=[row.pk])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return redirect(place)


def _checked(request, form):
    """Has the file checked, and shows the first products as they would be. Nothing is written."""
    given, data = form.cleaned_data, _bytes(form)
    mapping, is_remembered = imports.choice_for(given["workspace"], data, given["encoding"], form.mapping)
    options = {"currency": given["currency"], "encoding": given["encoding"], "mapping": mapping}
    row, _ = imports.start(
        given["workspace"], request.user, given["catalog"].name, data, dry_run=True, **options
    )
    imports.run_if_small(row)
    found = catalog.read(data, most=PREVIEWED, **options)
    return {
        **_check(row),
        "preview": found.products,
        "read_as": encodings.NAMES.get(found.encoding, found.encoding),
        "mapping": _mapping(found.header, found.columns),
        "is_remembered": is_remembered,
    }


def _check(row):
    """How far a check is, and once it is over, what it found."""
    told = {"check": row, "waits_for": imports.waits_for(row)}
    if row.is_over:
        report = imports.report(row)
        rows = [one for one in report.rows if one.message and one.outcome != catalog.UNCHANGED]
        told |= {"check_notes": report.notes, "check_rows": rows[:MOST_SHOWN]}
    return told


def _mapping(header, chosen):
    """Rows for the selects: (our name, its label, the column that it is now, all columns)."""
    names = [name for name in dict.fromkeys(header) if name]
    return [
        (ours, columns.FIELDS[ours], header[chosen[ours]] if ours in chosen else "", names)
        for ours in columns.CHOOSABLE
    ]


def _bytes(form):
    file = form.cleaned_data["catalog"]
    if file.size > MOST_BYTES:
        raise BadInput(
            gettext("The file is larger than %(most)s MB. Split it and import the parts.")
            % {"most": MOST_BYTES // 2**20},
            "catalog",
        )
    file.seek(0)
    return file.read()


# --- watching --------------------------------------------------------------------------------
@require_safe
@login_required
def index(request):
    rows = access.imports(request.user).filter(dry_run=False).select_related("workspace", "by")
    context = {
        "nav": "products",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": editable_workspaces(request.user).exists(),
        "several": access.workspaces(request.user).count() > 1,
    }
    return render(request, "products/imports.html", context)


@require_safe
@login_required
def detail(request, pk):
    return render(
        request, "products/import_detail.html", _context(request, access.import_for(request.user, pk))
    )


@require_safe
@login_required
def progress(request, pk):
    """The page's part that moves; with `of=check` the one of the form."""
    row = access.import_for(request.user, pk)
    if row.dry_run and request.GET.get("of") == "check":
        return render(request, "products/_import_check_progress.html", _check(row))
    return render(request, "products/_import_progress.html", _context(request, row))


@require_POST
@login_required
def cancel(request, pk):
    row = access.import_for(request.user, pk, "edit")
    imports.cancel(row, request.user)
    if not request.htmx:
        return redirect("projects:import", pk)
    answer = render(request, "products/_import_progress.html", _context(request, row))
    return with_events(answer, toast=gettext("Stopped. What was brought in stays."))


@require_safe
@login_required
def report_file(request, pk):
    """The report of what is decided so far, as CSV that spreadsheets take for UTF-8."""
    row = access.import_for(request.user, pk)
    text = imports.report(row).as_csv().encode("utf-8-sig")
    name = content_disposition_header(
        True, gettext("%(name)s - report.csv") % {"name": row.name.rpartition(".")[0] or row.name}
    )
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _context(request, row):
    context = {
        "nav": "products",
        "catalogue_import": row,
        "may_edit": access.can(request.user, row.workspace, "edit"),
        "waits_for": imports.waits_for(row),
    }
    if row.is_over:
        report = imports.report(row)
        context |= {"report": report, "rows": report.shown()}
    return context
