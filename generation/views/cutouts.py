"""How a product's photos are cut out, on the product's page and on a page of their own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from generation.provider_errors import Rejected
from generation.stages import cutouts as found_cutouts
from projects import access
from projects.catalog import cutouts
from projects.errors import BadInput, Conflict
from projects.models import Photo
from projects.models.product import CUTS
from projects.page_events import with_events


@require_safe
@login_required
def card(request, pk):
    """The cut-out of one photo on its product's page."""
    return _card(request, photo_for(request.user, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cutout(request, pk):
    """GET: the page on which it is looked at and corrected. POST: how the photo is cut out."""
    if request.method != "POST":
        return render(request, "cutouts/page.html", _context(request, photo_for(request.user, pk)))
    photo = photo_for(request.user, pk, "edit")
    try:
        cutouts.choose(
            photo, request.user, request.POST.get("cutout", ""), request.POST.get("version") or None
        )
    except (BadInput, Conflict) as error:
        if not request.htmx:
            context = _context(request, photo_for(request.user, pk), error=error)
            return render(request, "cutouts/page.html", context, status=error.status)
        return _card(request, photo_for(request.user, pk), error)
    if not request.htmx:
        return redirect("generation:cutout", pk)
    return with_events(_card(request, photo_for(request.user, pk)), toast="Saved")


@require_POST
@login_required
def mask(request, pk):
    """What was painted, sent by the page's script. JSON: where to go on, or what is wrong."""
    photo = photo_for(request.user, pk, "edit")
    try:
        if "mask" not in request.FILES:
            raise BadInput(_("There is no mask in what was sent. Paint, then save again."), "mask")
        cutouts.correct(photo, request.user, request.FILES["mask"], request.POST.get("version") or None)
    except (BadInput, Conflict) as error:
        told = {"error": error.message, "version": cutouts.version_of(photo_for(request.user, pk))}
        return JsonResponse(told, status=error.status)
    return JsonResponse({"next": reverse("projects:product", args=[photo.product_id]) + f"#photo-{pk}"})


@require_POST
@login_required
def forget(request, pk):
    """Drop what was painted."""
    cutouts.forget(photo_for(request.user, pk, "edit"), request.user, request.POST.get("version") or None)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("generation:cutout", args=[pk])})
    return redirect("generation:cutout", pk)


def photo_for(user, pk, what="view"):
    """A photo of the user's; 404 for outsiders."""
    rows = Photo.objects.select_related("product__workspace", "asset", "mask")
    photo = get_object_or_404(rows, pk=pk, product__in=access.products(user))
    access.require(user, photo.product.workspace, what)
    return photo


def _card(request, photo, error=None):
    context = _context(request, photo, error=error)
    return render(request, "cutouts/_cutout.html", context, status=error.status if error else 200)


def _context(request, photo, **more):
    try:
        seen, problem = found_cutouts.view(photo), ""
    except (Rejected, FileNotFoundError) as error:
        seen, problem = None, str(error) if isinstance(error, Rejected) else _("The photo’s file is gone.")
    return {
        "nav": "products",
        "photo": photo,
        "product": photo.product,
        "cut": seen,
        "problem": problem,
        "choices": CUTS,
        "version": cutouts.version_of(photo),
        "may_edit": access.can(request.user, photo.product.workspace, "edit"),
        **more,
    }
