"""The front door: people are shown in, programs are told where they are."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView


@require_safe
def home(request):
    answer = _service_links(request) if _is_program(request) else redirect("projects:list")
    patch_vary_headers(answer, ["Accept"])
    return answer


def _is_program(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _service_links(request):
    names = {"api": "api:front", "docs": "docs", "openapi": "api:schema", "health": "health"}
    links = {key: request.build_absolute_uri(reverse(name)) for key, name in names.items()}
    return JsonResponse({"name": "vidstudio", "version": settings.VERSION, **links})


class StyleGuide(TemplateView):
    """Every component on one page; see docs/design.md."""

    template_name = "design.html"

    def dispatch(self, request, *args, **kwargs):
        """For who builds the studio: in production only its staff has a look."""
        if settings.PRODUCTION and not request.user.is_staff:
            raise Http404
        return super().dispatch(request, *args, **kwargs)
