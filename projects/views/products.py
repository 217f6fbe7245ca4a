"""The catalogue: a list, and a page per product with its photos."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import access, current
from projects.catalog import products
from projects.errors import BadInput
from projects.forms.products import (
    CURRENCIES,
    FilesField,
    NewProductForm,
    ProductForm,
    editable_workspaces,
)
from projects.models import Photo, Product, VideoProject
from projects.page_events import with_events
from projects.plain_input import whole_number
from projects.views.double_submit import done_once
from projects.views.list_cards import ProductCard
from projects.views.look_up import add_found, pictures_of
from projects.views.product_forms import form_page, need_a_workspace, sent

PER_PAGE = 24


# --- the list --------------------------------------------------------------------------------
@require_safe
@login_required
def index(request):
    query = request.GET.get("q", "").strip()
    rows = current.within(request, found(request.user, query))
    context = {
        "nav": "products",
        "page": ProductPages(_keys(rows) if query else rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "may_edit": editable_workspaces(request.user).exists(),
    }
    is_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, "products/_results.html" if is_part else "products/list.html", context)


def found(user, query):
    """The user's products whose name, SKU, vendor or category has every word of `query`, by name."""
    rows = access.products(user)
    for word in query.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(sku__icontains=word)
            | Q(vendor__icontains=word)
            | Q(category__icontains=word)
        )
    return rows.order_by("name", "pk")


class ProductPages(Paginator):
    """Pages of products' cards, given as a query, or as keys: a search looks through all rows to count them.

    Photos are fetched, and videos counted, for the rows of a page alone.
    """

    def _get_page(self, object_list, *args, **kwargs):
        keys = object_list if isinstance(object_list, list) else _keys(object_list)
        rows = Product.objects.select_related("workspace").prefetch_related("photos__asset").in_bulk(keys)
        found = [rows[key] for key in keys if key in rows]
        made = VideoProject.objects.filter(product__in=keys).order_by().values_list("product")
        videos = dict(made.annotate(count=Count("pk", filter=Q(deleted=None))))
        for product in found:
            product.videos = videos.get(product.pk, 0)
        return super()._get_page([ProductCard(product) for product in found], *args, **kwargs)


def _keys(rows):
    return list(rows.values_list("pk", flat=True))


# --- one product -----------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@done_once
def new(request):
    need_a_workspace(request.user)
    form = NewProductForm(request.user, *sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = products.create_product(form.cleaned_data["workspace"], request.user, **form.values)
        except BadInput as error:
            form.refuse(error)
        else:
            problems = _add(made, request.user, form.cleaned_data["photos"])
            problems += add_found(made, request.user, form.pictures)
            for problem in problems:
                messages.error(request, problem)
            messages.success(request, gettext("%(product)s is in the catalogue.") % {"product": made})
            # Who is told of a refused photo looks at the photos first.
            if request.POST.get("then") == "video" and not problems:
                return _go_to(request, f"{reverse('projects:new')}?product={made.pk}")
            return _go(request, made)
    return form_page(request, "new", {"form": form, "pictures": pictures_of(form)})


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
        messages.success(request, gettext("Saved."))
        return redirect("projects:product", found.pk)
    answer = render(
        request, "products/_form.html", _context(request, found, form=ProductForm.of(found), fresh=True)
    )
    return with_events(answer, toast=gettext("Saved"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request, pk):
    found = access.product_for(request.user, pk, "edit")
    if request.method != "POST":
        return render(request, "products/trash/ask.html", _context(request, found))
    products.delete_product(found, request.user)
    messages.success(
        request,
        gettext("%(product)s is in the trash for 30 days. Its videos are still there.") % {"product": found},
    )
    return _go(request)


@require_POST
@login_required
def bring_back(request, pk):
    """Out of the trash; a second click finds it in the catalogue."""
    found = access.products_in_trash(request.user).filter(pk=pk).select_related("workspace").first()
    found = products.bring_back_product(found or access.product_for(request.user, pk, "edit"), request.user)
    messages.success(request, gettext("%(product)s is back.") % {"product": found})
    return redirect("projects:product", pk)


@require_safe
@login_required
def trash_page(request):
    """What can be brought back: products, the newest first."""
    rows = current.within(request, access.products_in_trash(request.user))
    rows = (
        rows.select_related("workspace").prefetch_related("photos__asset").annotate(videos=Count("projects"))
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for product in page:
        product.goes = product.deleted + products.IN_TRASH
    return render(request, "products/trash/page.html", {"nav": "products", "page": page})


def _context(request, found, **more):
    """What the page of a product and its parts need."""
    return {
        "nav": "products",
        "product": found,
        "photos": found.photos.select_related("asset"),
        "videos": found.projects.filter(deleted=None).select_related("poster")[:6],
        "may_edit": access.can(request.user, found.workspace, "edit"),
        "currencies": CURRENCIES,
        **more,
    }


def _go(request, found=None):
    """On to a product's page, or to the list, also from htmx."""
    return _go_to(
        request, reverse("projects:product", args=[found.pk]) if found else reverse("projects:products")
    )


def _go_to(request, place):
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
        return with_events(HttpResponse(status=204), toast=gettext("Saved"))
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
