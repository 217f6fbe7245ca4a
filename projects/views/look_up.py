"""A product from the page of a shop: what was found stands in the form; one looks before it is saved."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from projects.catalog import address, products
from projects.errors import BadInput
from projects.forms.products import CURRENCIES, NewProductForm
from projects.media import photo_uploads, serving
from projects.views.product_forms import need_a_workspace

# Pictures are shown this wide while one chooses.
WIDTH = 400
# What somebody typed before they looked.
KEPT = (*products.FIELDS, "workspace")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def look_up(request):
    """The form for a new product, filled with what a page tells. What was typed before stays."""
    need_a_workspace(request.user)
    if request.method != "POST":
        return redirect("projects:product_new")
    url = request.POST.get("address", "")
    try:
        found = address.look_up(url)
    except BadInput as error:
        return _refused(request, url, error)
    form = NewProductForm(request.user, initial=_filled(request.POST, found), found=found)
    return _shown(request, {"form": form, "pictures": pictures_of(form), "address": url, "found": found})


def _shown(request, context, status=200):
    template = "products/new/_content.html" if request.htmx else "products/new.html"
    shown = {"nav": "products", "currencies": CURRENCIES, **context}
    return render(request, template, shown, status=status)


def _refused(request, url, error):
    """Only the field of the address comes back to a page: what was typed below stays as it is."""
    context = {"address": url, "address_error": error}
    if not request.htmx:
        typed = {name: value for name in KEPT if (value := request.POST.get(name))}
        return _shown(request, {**context, "form": NewProductForm(request.user, initial=typed)}, status=422)
    answer = render(request, "products/new/_look_up.html", context, status=422)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#look-up", "outerHTML"
    return answer


def _filled(typed, found):
    """Initial values of the form: what somebody typed, else what the page tells."""
    told = {name: getattr(found, name, "") for name in products.FIELDS}
    told["selling_points"] = "\n".join(found.selling_points[: products.MOST_POINTS])
    told["currency"] = found.currency or ("" if found.price else "USD")
    said = {name: typed[name] for name in KEPT if typed.get(name, "").strip()}
    if not said.get("price"):
        said.pop("currency", None)  # a form that nobody touched says "USD"
    return {**told, **said}


@require_safe
@login_required
def picture(request):
    """A picture of a page that was looked up, small. Pages of the studio show nothing from elsewhere."""
    need_a_workspace(request.user)
    try:
        url = _signer().unsign(request.GET.get("of", ""))
        data, _, _ = photo_uploads.encoded(address.fetch_photo(url))
    except (BadSignature, BadInput):
        raise Http404 from None
    answer = HttpResponse(serving.shrunk(data, WIDTH), content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def pictures_of(form):
    """(address, what is asked for to see it, whether it is ticked) of each picture that the form offers.

    The second is signed: only what a page named is fetched to be looked at.
    """
    return [(url, _signer().sign(url), is_ticked) for url, is_ticked in form.shown_pictures()]


def _signer():
    return Signer(salt="picture of a shop")


def add_found(product, by, urls):
    """Add pictures by their addresses, in their order; returns what is wrong with those that were refused."""
    problems = []
    for url, data in address.fetch_photos(urls):
        try:
            if isinstance(data, BadInput):
                raise data
            products.add_photo(product, by, data)
        except BadInput as error:
            name = urlsplit(url).path.rpartition("/")[2] or url
            problems.append(f"{name[:80]}: {error.message}")
    return problems
