"""In what form a program is answered. Apart from `api`, which needs the framework's views."""

from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation

PROBLEM = "application/problem+json"


class JsonOrProblem(DefaultContentNegotiation):
    """Whoever wants problems (RFC 9457) gets them where there is one, and JSON for everything else."""

    def select_renderer(self, request, renderers, format_suffix=None):
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except exceptions.NotAcceptable:
            if not wants_problems(request):
                raise
            return renderers[0], renderers[0].media_type


def wants_problems(request):
    asked = {f"{one.main_type}/{one.sub_type}": one.quality for one in request._request.accepted_types}
    return asked.get(PROBLEM, 0) > 0 and asked[PROBLEM] >= asked.get("application/json", 0)
