"""A line for each request: what was asked, by whom, how it ended and how long it took."""

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from generation import tracing
from projects import acting
from vidstudio.logs.formatters import route_of

log = logging.getLogger("vidstudio.requests")


class RequestLog:
    """The outermost: numbers each request. All that is logged for it carries the number.

    The number is the caller's X-Request-ID where it is a plain word. Neither the address itself, nor what is
    asked with it (`?…`), nor a body is written down.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        asked = request.headers.get("X-Request-ID", "")
        plain = 0 < len(asked) <= 64 and asked.isascii() and asked.replace("-", "").replace("_", "").isalnum()
        number = asked if plain else uuid4().hex
        request.request_id = number  # type: ignore[attr-defined]
        came_from = request.headers.get("traceparent", "")
        with acting.logged_as(request=number), tracing.span("request", parent=came_from) as span:
            response = self.get_response(request)
            _trace(span, request, response, number)
            log.info(
                "%s %s %s",
                request.method,
                route_of(request),
                response.status_code,
                extra={**_facts(request, response), "ms": round((time.monotonic() - began) * 1000)},
            )
        return response


def _trace(span: tracing.Span, request: HttpRequest, response: HttpResponse, number: str) -> None:
    span.rename(f"{request.method} {route_of(request)}")
    facts = {"http.request.method": request.method, "http.route": route_of(request)}
    span.tell(request=number, **facts, **{"http.response.status_code": response.status_code})
    if response.status_code >= 500:
        span.fail(str(response.status_code))


def _facts(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    facts = {"method": request.method, "route": route_of(request), "status": response.status_code}
    # Only where it was looked up anyway: no query for a line of the log.
    user = request.__dict__.get("_cached_user")
    return {**facts, "user": user.pk} if user is not None and user.pk else facts
