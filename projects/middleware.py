"""Refusals become answers, and what nobody can store is refused before a view sees it."""

import logging
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db import DataError
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from projects.board import edits
from projects.errors import BadInput, Refused
from projects.languages.stored import told
from projects.plain_input import cannot_be_stored

log = logging.getLogger(__name__)
# What a database says to a value that is too long, too large, or of characters that it does not know.
UNSTORABLE = (DataError, OverflowError)


def unstorable() -> BadInput:
    return BadInput(
        gettext(
            "Something in it cannot be kept: a text or a number is too long, or a character is none. "
            "Shorten it, or type it anew."
        )
    )


class PlainInput:
    """First of all: no NUL and no half character comes in by an address, a query, a form or a cookie.

    The API's JSON bodies are looked at by its parser (vidstudio/parsers.py).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        for name in [name for name, value in request.COOKIES.items() if cannot_be_stored(name + value)]:
            del request.COOKIES[name]  # nobody types one: as if it had not been sent
        if cannot_be_stored(request.path):
            return HttpResponseNotFound(
                gettext("There is nothing here."), content_type="text/plain; charset=utf-8"
            )
        return _refusal(request) if _is_odd(request.GET) else self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Forms, which the protection against forged requests reads next. What is exempt reads its own."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False) and _is_odd(request.POST):
            return _refusal(request)
        return None


def _is_odd(values):
    return any(cannot_be_stored(text) for name, texts in values.lists() for text in (name, *texts))


def _refusal(request):
    words = gettext("There is a character in it that cannot be kept (NUL, or half of one). Type it anew.")
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "invalid", "message": words, "request_id": ""}}, status=400)
    if request.headers.get("HX-Request"):
        return _toast(BadInput(words), 400)
    return render(None, "refused.html", {"error": BadInput(words), "status": 400}, status=400)


class ApiSlash:
    """The API answers with and without a slash at the end: a redirected POST would lose its body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        if path.startswith("/api/") and not path.endswith("/") and not is_valid_path(path):
            request.path_info += "/"
            request.path += "/"
        return self.get_response(request)


class VerbErrors:
    """A verb's refusal becomes an answer: the message in words, the status it means.

    Pages only; the API has its own handler with its own shape.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and _is_opened(request):
            return _only_sent(request, answer)
        if answer.status_code == 302 and request.method == "POST" and not request.user.is_authenticated:
            _leads_back_to_the_form(request, answer)
        return answer

    def process_exception(self, request, error):
        if isinstance(error, UNSTORABLE):
            log.warning("%s %s was given what cannot be stored", request.method, request.path, exc_info=error)
            error = unstorable()
        if not isinstance(error, Refused):
            return None
        if request.headers.get("HX-Request"):
            return _toast(error, error.status)
        return render(request, "refused.html", {"error": error}, status=error.status)


class OwnEdits:
    """What a page sent says which versions of its board it made, so that the page knows others' from its own.

    A board's version in the answer does not tell: somebody else's edit may be in it, too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "POST" or not request.headers.get("HX-Request"):
            return self.get_response(request)
        with edits.versions_made() as versions:
            answer = self.get_response(request)
        if versions:
            answer["Board-Versions"] = ",".join(map(str, versions))
        return answer


def _is_opened(request):
    """By a person, in a browser: from its address bar, a tab of yesterday or the page of signing in."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def _only_sent(request, refused):
    """An answer without a body is the browser's own page of errors."""
    error = Refused(gettext("This address takes what a form sends, and shows nothing by itself."))
    error.status = 405
    page = render(request, "refused.html", {"error": error}, status=405)
    page["Allow"] = refused["Allow"]
    return page


def _leads_back_to_the_form(request, answer):
    """Who was signed out when they sent a form is at its page again after signing in."""
    door, _, query = answer["Location"].partition("?")
    if door != resolve_url(settings.LOGIN_URL) or "next" not in (asked := dict(parse_qsl(query))):
        return
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        parts = urlsplit(page)
        asked["next"] = parts.path + (f"?{parts.query}" if parts.query else "")
        answer["Location"] = f"{door}?{urlencode({**asked, 'unsent': 1})}"


def _toast(error, status):
    """htmx shows the text as a toast and swaps nothing, so that what was typed stays."""
    answer = HttpResponse(told(error.message), status=status, content_type="text/plain; charset=utf-8")
    answer["HX-Reswap"] = "none"
    return answer
