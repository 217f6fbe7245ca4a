"""What every endpoint shares: numbered requests, calls that are done once, and fields that translate."""

from functools import cached_property, partial

import django_filters
from django import forms
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.settings import api_settings

from projects import acting
from projects.api import idempotency, scopes
from projects.api.strict import no_filter, unknown
from projects.media import serving


class Numbered:
    """Every answer carries X-Request-ID, the number that the request has in the log (vidstudio/logs).

    A POST with an Idempotency-Key is done once.
    """

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        scopes.check(self, request)
        is_kept = request.method == "POST" and idempotency.KEY in request.headers
        if is_kept and request.user.is_authenticated and hasattr(self, "post"):  # else 404 or 405
            self.post = partial(idempotency.do, self.post)

    def finalize_response(self, request, response, *args, **kwargs):
        acting.end()
        response = super().finalize_response(request, response, *args, **kwargs)
        response["X-Request-ID"] = getattr(request, "request_id", "")
        for name, value in _left(getattr(request, "rate_limit", None)):
            response[name] = value
        return response


def _left(limit):
    """Headers that say how many calls are left: of the draft as it is now, and as many clients know it."""
    if limit is None:
        return []
    most, seconds, left, reset = limit
    return [
        ("RateLimit-Policy", f'"user";q={most};w={seconds}'),
        ("RateLimit", f'"user";r={left};t={reset}'),
        ("RateLimit-Limit", str(most)),
        ("RateLimit-Remaining", str(left)),
        ("RateLimit-Reset", str(reset)),
    ]


class ChosenFields(BaseFilterBackend):
    """`?fields=id,title`: only these are answered. It chooses columns, not rows."""

    def filter_queryset(self, request, queryset, view):
        return queryset

    def get_schema_operation_parameters(self, view):
        return [
            {
                "name": "fields",
                "in": "query",
                "required": False,
                "schema": {"type": "string"},
                "description": "Only these fields, like `id,state`.",
            }
        ]


class Filtering(DjangoFilterBackend):
    """Filters by what is asked: where nothing is, there is no form to make.

    A list refuses a name that it does not know: whoever misspells a filter would be answered with everything.
    """

    NO_FILTERS = frozenset({"cursor", "limit", "fields", api_settings.URL_FORMAT_OVERRIDE})

    def filter_queryset(self, request, queryset, view):
        asked = [name for name in request.query_params if name not in self.NO_FILTERS]
        if not asked:
            return queryset
        filters = self.get_filterset_class(view, queryset)
        if filters and view.action == "list":
            known = list(filters.base_filters)
            for name in asked:
                if name not in known:
                    raise serializers.ValidationError({name[:80]: [no_filter(known)]})
        return super().filter_queryset(request, queryset, view)


class Choosing:
    """For views of rows that answer only the fields that are asked for by `fields`."""

    def get_serializer(self, *args, **kwargs):
        made = super().get_serializer(*args, **kwargs)
        asked = self.request.query_params.get("fields", "") if self.request else ""
        if asked and self.request.method == "GET":
            fields = getattr(made, "child", made).fields
            wanted = [name.strip() for name in asked.split(",") if name.strip()]
            for name in wanted:
                if name not in fields:
                    raise serializers.ValidationError({"fields": [unknown(list(fields))]})
            for name in set(fields) - set(wanted):
                fields.pop(name)
        return made


class IdFilter(django_filters.NumberFilter):
    """A whole number that a database can hold. A choice of rows would tell which foreign ones exist."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=0, max_value=2**63 - 1, **kwargs)


@extend_schema_field(serializers.URLField())
class Link(serializers.Field):
    """An asset as a signed, expiring address; null where there is none."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, asset):
        return f"{self._host}{serving.signed_url(asset)}"

    @cached_property
    def _host(self):
        """What a request's addresses begin with: the same for all rows of its answer."""
        return self.context["request"].build_absolute_uri("/")[:-1]


def link(asset, request):
    """Where a program without a session fetches the asset for a while, or None."""
    return request.build_absolute_uri(serving.signed_url(asset)) if asset else None


@extend_schema_field(serializers.FloatField())
class Duration(serializers.Field):
    """Stored milliseconds, told in seconds."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value):
        return value / 1000
