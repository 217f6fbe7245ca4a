"""What every API answer shares: pagination and one error shape."""

import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from projects.api import idempotency
from projects.errors import Refused
from projects.middleware import UNSTORABLE, unstorable
from vidstudio.api_examples import shown
from vidstudio.negotiation import PROBLEM, wants_problems

log = logging.getLogger(__name__)


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def get_page_size(self, request):
        """How many rows a page has; more than 200 is 200. Refuses what is no number from 1."""
        asked = request.query_params.get(self.page_size_query_param, "1")
        if not (asked.isascii() and asked.isdecimal() and asked.strip("0")):
            told = f"Give a whole number from 1 to {self.max_page_size}."
            raise exceptions.ValidationError({self.page_size_query_param: [told]})
        return super().get_page_size(request)


def one_error_shape(error, context):
    """{"error": {code, message, field?, request_id}} for every refusal: ours, the framework's, a bug.

    As `application/problem+json` (RFC 9457) for whoever accepts that, with the same words in it.
    """
    told = _refused(error, context)
    if wants_problems(context["request"]):
        inside = told.data["error"]
        told.data = {
            "type": f"urn:vidstudio:problem:{inside['code']}",
            "title": HTTPStatus(told.status_code).phrase,
            "status": told.status_code,
            "detail": inside.pop("message"),
            "instance": context["request"].path,
            **inside,
        }
        told.content_type = PROBLEM
    return told


def _refused(error, context):
    number = getattr(context["request"]._request, "request_id", "")
    if isinstance(error, UNSTORABLE):
        log.warning("request %s was given what cannot be stored", number, exc_info=error)
        error = unstorable()
    if isinstance(error, Refused):
        told = _answer(number, error.status, error.code, error.message, error.field)
        if hasattr(error, "told"):  # of a Conflict: the row as it is now
            told.data["error"]["current"] = error.told
        return told
    answer = exception_handler(error, context)
    if answer is None:
        log.error("request %s broke", number, exc_info=error)
        message = f"Something unexpected went wrong. The log tells more, under request {number}."
        return _answer(number, 500, "internal", message)
    told = _answer(number, answer.status_code, *_refusal(error))
    for name in ("Retry-After", "WWW-Authenticate"):
        if name in answer:
            told[name] = answer[name]
    return told


def _refusal(error):
    """Code, message and field of a refusal by the framework."""
    if isinstance(error, Http404):
        return "not_found", "There is nothing here that you can see.", None
    if isinstance(error, PermissionDenied):
        return "not_allowed", "You may not do this.", None
    if isinstance(error, exceptions.ValidationError):
        return "invalid", *_first(error.detail)
    return getattr(error.detail, "code", error.default_code), str(error.detail), None


def _first(detail):
    """The first message of nested errors and the dotted path of its field (None for the whole body)."""
    if isinstance(detail, dict):
        name, inner = next((name, inner) for name, inner in detail.items() if inner)
        message, deeper = _first(inner)
        path = ".".join(str(part) for part in (name, deeper) if part not in (None, "", "non_field_errors"))
        return message, path or None
    if isinstance(detail, list):
        return _first(next(part for part in detail if part))
    return str(detail), None


def _answer(number, status, code, message, field=None):
    body = {"code": code, "message": message, **({"field": field} if field else {}), "request_id": number}
    return Response({"error": body}, status=status)


REFUSALS = {
    "400": "The input is wrong; `field` says which.",
    "401": "Who asks is not known.",
    "403": "Their role does not allow it.",
    "404": "It does not exist, or is another workspace's.",
    "409": "It cannot be done now, or somebody was faster.",
    "429": "Too many calls; `Retry-After` says when to go on.",
    "500": "Something unexpected; the log tells more, under the request's id.",
}
# And of calls that send something.
REFUSALS_OF_BODIES = {
    "402": "A budget has not as much left. Nothing was started.",
    "415": "The body is of another content type than this call reads.",
    "422": "The input is understood and cannot be used; `field` says which.",
}
# A code that goes with each; docs/api.md lists them all.
CODES = {
    "400": "invalid", "401": "not_authenticated", "402": "budget_exceeded", "403": "not_allowed",
    "404": "not_found", "409": "conflict", "415": "unsupported_media_type", "422": "invalid",
    "429": "throttled", "500": "internal",
}  # fmt: skip
ONCE = {
    "name": idempotency.KEY,
    "in": "header",
    "schema": {"type": "string", "maxLength": 255},
    "description": "A word of yours for this call, a UUID say: sent again with the same body within a day, "
    "it is done once and answered the same.",
}


def describe_refusals(result, generator, request, public):
    """For the OpenAPI document: keys are numbers; every operation may be refused, in one shape of errors."""
    words = {"type": "string"}
    parts = dict.fromkeys(("code", "message", "field", "request_id"), words)
    error = {"type": "object", "properties": parts, "required": ["code", "message", "request_id"]}
    shape = {"type": "object", "properties": {"error": error}, "required": ["error"]}
    result["components"]["schemas"]["Refusal"] = shape
    flat = {"type": words, "title": words, "status": {"type": "integer"}, "detail": words, "instance": words}
    flat |= {name: words for name in parts if name != "message"}
    result["components"]["schemas"]["Problem"] = {
        "type": "object",
        "description": "The same as RFC 9457 words it.",
        "properties": flat,
        "required": ["type", "title", "status", "detail", "code", "request_id"],
    }

    def content(status, why):
        number = {"request_id": "5f0c1d2e3a4b"}
        ours = {"error": {"code": CODES[status], "message": why, **number}}
        theirs = {
            "type": f"urn:vidstudio:problem:{CODES[status]}", "title": HTTPStatus(int(status)).phrase,
            "status": int(status), "detail": why, "code": CODES[status], **number,
        }  # fmt: skip
        return {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Refusal"},
                "examples": {"Example": {"value": ours}},
            },
            PROBLEM: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {"Example": {"value": theirs}},
            },
        }  # fmt: skip

    for methods in result["paths"].values():
        for method, operation in methods.items():
            for part in operation.get("parameters", []):
                if part["in"] == "path" and part["name"] == "id":
                    part["schema"] = {"type": "integer", "minimum": 0}
            shown(operation.get("requestBody", {}))
            if method == "post" and operation.get("security"):
                operation.setdefault("parameters", []).append(ONCE)
            told = REFUSALS if method == "get" else REFUSALS | REFUSALS_OF_BODIES
            for status, why in told.items():
                operation["responses"].setdefault(
                    status, {"description": why, "content": content(status, why)}
                )
    return result
