"""The page on which anybody drops a file to see where it comes from. Nobody signs in, and nothing is kept."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from projects.errors import BadInput, Refused
from rendering.provenance import verify
from vidstudio.throttles import PerVerifier
from vidstudio.verify import limits


class TooOften(Refused):
    """So many files of one address in a minute."""

    status, code = 429, "throttled"


# It changes nothing, so there is nothing that a page of somebody else could make a visitor do.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    context = {"most": settings.VERIFY_BYTES, "most_mb": settings.VERIFY_BYTES // 1_000_000}
    if request.method != "POST":
        return render(request, "verify/page.html", context)
    status = 200
    try:
        context["found"] = verify.check_upload(_file(request))
    except Refused as refusal:
        status, context["refused"] = refusal.status, refusal
    template = "verify/_verdict.html" if request.htmx else "verify/page.html"
    # A refusal is shown in place of the verdict: htmx swaps what is no error.
    return render(request, template, context, status=200 if request.htmx else status)


def _file(request):
    limits.check_length(request)
    if not PerVerifier().allow_request(request, None):
        raise TooOften("Many files were checked from here in the last minute. Try again in a minute.")
    found = request.FILES.get("file")
    if found is None:
        raise BadInput("Choose a file to check.", "file")
    limits.check_size(found)
    return found
