"""A verb's refusal becomes an answer: the message in words, the status it means."""

from django.http import HttpResponse
from django.shortcuts import render

from projects.errors import Refused


class VerbErrors:
    """Pages only; the API has its own handler with its own shape."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not isinstance(error, Refused):
            return None
        if request.headers.get("HX-Request"):
            return _toast(error)
        return render(request, "refused.html", {"error": error}, status=error.status)


def _toast(error):
    """htmx shows the text as a toast and swaps nothing, so that what was typed stays."""
    answer = HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
    answer["HX-Reswap"] = "none"
    return answer
