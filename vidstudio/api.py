"""What every API answer shares: pagination and one error shape."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from projects.errors import Refused


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200


def one_error_shape(error, context):
    """{"error": {"code", "message", "field"?}} for every refusal, ours and the framework's."""
    if isinstance(error, Refused):
        return _answer(error.status, error.code, error.message, error.field)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    code, message, field = _told(error)
    told = _answer(answer.status_code, code, message, field)
    for name, value in answer.headers.items():
        if name.lower() in ("retry-after", "www-authenticate"):
            told[name] = value
    return told


def _told(error):
    if isinstance(error, Http404):
        return "not_found", "There is nothing here that you can see.", None
    if isinstance(error, PermissionDenied):
        return "not_allowed", "You may not do this.", None
    if isinstance(error, exceptions.ValidationError):
        return "invalid", *_first(error.detail)
    return getattr(error.detail, "code", error.default_code), str(error.detail), None


def _first(detail):
    if isinstance(detail, dict):
        field, inner = next(iter(detail.items()))
        message, deeper = _first(inner)
        return message, f"{field}.{deeper}" if deeper else field
    if isinstance(detail, list):
        return _first(detail[0])
    return str(detail), None


def _answer(status, code, message, field=None):
    body = {"code": code, "message": message}
    if field:
        body["field"] = field
    return Response({"error": body}, status=status)
