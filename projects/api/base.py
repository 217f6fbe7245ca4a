"""What every endpoint shares: numbered requests, calls that are done once, and fields that translate."""

from functools import partial
from uuid import uuid4

import django_filters
from django import forms
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects.api import once
from projects.media import serving


class Numbered:
    """Every answer carries X-Request-ID: the caller's own, where it is a plain word, or a new one.

    A POST with an Idempotency-Key is done once.
    """

    def initialize_request(self, request, *args, **kwargs):
        asked = request.headers.get("X-Request-ID", "")
        plain = 0 < len(asked) <= 64 and asked.isascii() and asked.replace("-", "").replace("_", "").isalnum()
        request.request_id = asked if plain else uuid4().hex
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and once.KEY in request.headers and request.user.is_authenticated:
            self.post = partial(once.do, self.post)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["X-Request-ID"] = request.request_id
        return response


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
        return link(asset, self.context["request"])


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
