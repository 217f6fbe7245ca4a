"""The catalogue: a list, a page per product with its photos, and the import."""

import base64

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import access, catalog
from projects.catalog import columns, encodings, products
from projects.catalog.tables import MOST_BYTES
from projects.errors import BadInput, NotAllowed, Refused
from projects.forms.products import (
    CURRENCIES,
    FilesField,
    ImportForm,
    NewProductForm,
    ProductForm,
    editable_workspaces,
)
from projects.models import Photo
from projects.page_events import with_events
from projects.plain_input import whole_number

PER_PAGE = 24
# Bringing photos in takes this long at most within one request; the report says how to go on.
PHOTO_SECONDS = 90
PREVIEWED = 5  # products that a check shows as they would be


# --- the list --------------------------------------------------------------------------------
@require_safe
@login_required
def index(request):
    query = request.GET.get("q", "").strip()
    rows = found(request.user, query)
    context = {
        "nav": "products",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "may_edit": editable_workspaces(request.user).exists(),
    }
    is_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, "products/_results.html" if is_part else "products/list.html", context)


def found(user, query):
    """The user's products whose name, SKU, vendor or category has every word of `query`."""
    rows = access.products(user).select_related("workspace").prefetch_related("photos__asset")
    for word in query.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(sku__icontains=word)
            | Q(vendor__icontains=word)
            | Q(category__icontains=word)
        )
    return rows.annotate(videos=Count("projects", distinct=True)).order_by("name", "pk")


# --- one product -----------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request):
    _need_a_workspace(request.user)
    form = NewProductForm(request.user, *_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = products.create_product(form.cleaned_data["workspace"], request.user, **form.values)
        except BadInput as error:
            form.refuse(error)
        else:
            for problem in _add(made, request.user, form.cleaned_data["photos"]):
                messages.error(request, problem)
            messages.success(request, f"{made} is in the catalogue.")
            return _go(request, made)
    return _form(request, "new", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def product(request, pk):
    if request.method == "POST":
        return _edit(request, access.product_for(request.user, pk, "edit"))
    found = access.product_for(request.user, pk)
    return render(request, "products/product.html", _context(request, found, form=ProductForm.of(found)))


def _edit(request, found):
    start = {name: getattr(found, name) for name in products.FIELDS}
    form = ProductForm(request.POST, initial=start)
    if form.is_valid():
        try:
            found = products.edit_product(found, request.user, **form.changed)
        except BadInput as error:
            form.refuse(error)
        else:
            return _saved(request, found)
    if request.htmx:
        return render(request, "products/_form.html", _context(request, found, form=form), status=422)
    return render(request, "products/product.html", _context(request, found, form=form), status=422)


def _saved(request, found):
    if not request.htmx:
        messages.success(request, "Saved.")
        return redirect("projects:product", found.pk)
    answer = render(
        request, "products/_form.html", _context(request, found, form=ProductForm.of(found), fresh=True)
    )
    return with_events(answer, toast="Saved")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request, pk):
    found = access.product_for(request.user, pk, "edit")
    if request.method != "POST":
        return render(request, "products/delete.html", _context(request, found))
    products.delete_product(found, request.user)
    messages.success(request, f"{found} was deleted. Its videos are still there.")
    return _go(request)


def _context(request, found, **more):
    """What the page of a product and its parts need."""
    return {
        "nav": "products",
        "product": found,
        "photos": found.photos.select_related("asset"),
        "videos": found.projects.select_related("poster")[:6],
        "may_edit": access.can(request.user, found.workspace, "edit"),
        "currencies": CURRENCIES,
        **more,
    }


def _sent(request):
    """What a form is bound to: also an empty post is one."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _form(request, name, context):
    """A page with a form, or the form alone for htmx; 422 when something in it was refused."""
    template = (
        f"products/_{name}_form.html"
        if request.htmx and request.method == "POST"
        else f"products/{name}.html"
    )
    form = context["form"]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"nav": "products", "currencies": CURRENCIES, **context}, status=status)


def _need_a_workspace(user):
    if not editable_workspaces(user).exists():
        raise NotAllowed(
            "You may look at the products, but not change them. "
            "Ask an admin of the workspace for the editor role."
        )


def _go(request, found=None):
    """On to a product's page, or to the list, also from htmx."""
    place = reverse("projects:product", args=[found.pk]) if found else reverse("projects:products")
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return redirect(place)


# --- photos ----------------------------------------------------------------------------------
@require_POST
@login_required
def add_photos(request, pk):
    found = access.product_for(request.user, pk, "edit")
    try:
        files = FilesField(required=True).clean(request.FILES.getlist("photos"))
        problems = _add(found, request.user, files)
    except ValidationError as error:
        problems = error.messages
    return _photos(request, found, problems=problems, status=422 if problems else 200)


def _add(found, by, files):
    """Add the files as photos; returns what is wrong with those that were refused, by name."""
    problems = []
    for file in files:
        try:
            products.add_photo(found, by, file)
        except BadInput as error:
            problems.append(f"{file.name}: {error.message}")
    return problems


@require_POST
@login_required
def order_photos(request, pk):
    found = access.product_for(request.user, pk, "edit")
    products.reorder_photos(
        found,
        request.user,
        [key for key in map(whole_number, request.POST.getlist("photo")) if key is not None],
    )
    return _photos(request, found)


@require_POST
@login_required
def describe_photo(request, pk):
    photo = _photo_for(request.user, pk)
    products.describe_photo(photo, request.user, request.POST.get("alt", ""))
    if request.htmx:
        return with_events(HttpResponse(status=204), toast="Saved")
    return redirect("projects:product", photo.product_id)


@require_POST
@login_required
def move_photo(request, pk):
    photo = _photo_for(request.user, pk)
    products.move_photo(photo, request.user, -1 if request.POST.get("to") == "front" else 1)
    return _photos(request, photo.product, moved=photo.pk)


@require_POST
@login_required
def remove_photo(request, pk):
    photo = _photo_for(request.user, pk)
    products.remove_photo(photo, request.user)
    return _photos(request, photo.product)


def _photo_for(user, pk):
    """A photo that the user may change; 404 for outsiders."""
    photo = get_object_or_404(
        Photo.objects.select_related("product__workspace", "asset"), pk=pk, product__in=access.products(user)
    )
    access.require(user, photo.product.workspace, "edit")
    return photo


def _photos(request, found, status=200, **more):
    if not request.htmx:
        for problem in more.get("problems", ()):
            messages.error(request, problem)
        return redirect("projects:product", found.pk)
    return render(request, "products/_photos.html", _context(request, found, **more), status=status)


# --- import ----------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_page(request):
    _need_a_workspace(request.user)
    form = ImportForm(request.user, *_sent(request))
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            if "check" not in request.POST:
                return _report(request, _import(request.user, form))
            context |= _checked(form)
        except catalog.UnknownColumns as error:
            form.refuse(error)
            context |= {"mapping": _mapping(error.header, {})} if error.is_header else {}
        except Refused as error:
            form.refuse(error)
    return _form(request, "import", context)


def _checked(form):
    """What an import would do, and the first products as they would be. Nothing is written."""
    given, data = form.cleaned_data, _bytes(form)
    options = {"encoding": given["encoding"], "mapping": form.mapping}
    report = catalog.check_catalog(given["workspace"], data, given["currency"] or None, **options)
    found = catalog.read(data, currency=given["currency"], most=PREVIEWED, **options)
    return {
        "check": report,
        "check_rows": [row for row in report.rows if row.message][:20],
        "preview": found.products,
        "read_as": encodings.NAMES.get(found.encoding, found.encoding),
        "mapping": _mapping(found.header, found.columns),
    }


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
            f"The file is larger than {MOST_BYTES // 2**20} MB. Split it and import the parts.", "catalog"
        )
    file.seek(0)
    return file.read()


def _import(user, form):
    given = form.cleaned_data
    images = [catalog.FileImages(given["photos"])]
    if given["archive"]:
        images.append(catalog.ZipImages(given["archive"]))
    return catalog.import_catalog(
        given["workspace"],
        user,
        _bytes(form),
        catalog.EitherImages(*images),
        currency=given["currency"] or None,
        photo_seconds=PHOTO_SECONDS,
        encoding=given["encoding"],
        mapping=form.mapping,
    )


def _report(request, report):
    """The report with itself as a file: it needs no keeping and no second request."""
    file = base64.b64encode(report.as_csv().encode("utf-8-sig")).decode()
    context = {
        "nav": "products",
        "report": report,
        "rows": report.shown(),
        "file": f"data:text/csv;base64,{file}",
    }
    return render(request, "products/_report.html" if request.htmx else "products/report.html", context)
