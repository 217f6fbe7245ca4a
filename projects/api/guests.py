"""Guest links for programs: who may look at one board without an account."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from projects import access
from projects.api import scopes
from projects.api.approval import require_approver
from projects.api.base import Numbered
from projects.api.strict import StrictSerializer, nothing_sent
from projects.guests import links
from projects.models import GuestLink


class GuestLinkOut(serializers.ModelSerializer):
    project = serializers.IntegerField(source="project_id", read_only=True)
    scopes = serializers.ListField(child=serializers.ChoiceField(list(links.SCOPES)), read_only=True)
    created_by = serializers.CharField(source="created_by.username", read_only=True)
    has_password = serializers.SerializerMethodField()
    is_open = serializers.BooleanField(read_only=True, help_text="Neither revoked nor expired.")

    class Meta:
        model = GuestLink
        fields = [
            "id", "project", "label", "scopes", "has_password", "is_open", "created", "created_by",
            "expires", "revoked", "used",
        ]  # fmt: skip
        read_only_fields = fields

    def get_has_password(self, link) -> bool:
        return bool(link.password)


class NewGuestLinkOut(GuestLinkOut):
    url = serializers.URLField(read_only=True, help_text="For the guest. It is told here and never again.")

    class Meta(GuestLinkOut.Meta):
        fields = [*GuestLinkOut.Meta.fields, "url"]
        read_only_fields = fields


class GuestLinkIn(StrictSerializer):
    label = serializers.CharField(max_length=80, help_text="Whom it is for.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(list(links.SCOPES.items())),
        required=False,
        max_length=len(links.SCOPES),
        help_text="What a guest may do beside looking.",
    )
    days = serializers.ChoiceField(links.DAYS, default=7, help_text="How long it opens.")
    password = serializers.CharField(
        required=False, min_length=8, max_length=128, trim_whitespace=False, help_text="None: no password."
    )


@extend_schema(tags=["guests"])
class ProjectGuestLinksViewSet(Numbered, ViewSet):
    """The links of a board."""

    @extend_schema(summary="Guest links", responses=GuestLinkOut(many=True))
    @action(detail=True, url_path="guest-links")
    def guest_links(self, request, pk):
        """Open ones and those that ended, the newest first. For editors."""
        found = access.project_for(request.user, pk, "edit")
        return Response(GuestLinkOut(found.guest_links.select_related("created_by"), many=True).data)

    @extend_schema(
        summary="Make a guest link",
        request=GuestLinkIn,
        responses={201: NewGuestLinkOut},
        examples=[
            OpenApiExample(
                "For a client", {"label": "The client", "scopes": ["comment"], "days": 7}, request_only=True
            )
        ],
    )
    @guest_links.mapping.post
    def make(self, request, pk):
        """Its `url` is told here and never again.

        Letting guests decide takes an approver; with a token also the scope `approve` and the workspace's
        `token_approval`. 409 while 20 links are open.
        """
        found = access.project_for(request.user, pk, "edit")
        asked = GuestLinkIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        if links.DECIDE in given.get("scopes", ()):
            scopes.require(request, "approve")
            require_approver(request, found.workspace)
        made, url = links.make(found, request.user, **given)
        made.url = url
        return Response(NewGuestLinkOut(made).data, status=status.HTTP_201_CREATED)


@extend_schema(tags=["guests"])
class GuestLinkViewSet(Numbered, ViewSet):
    """One link."""

    @extend_schema(summary="Revoke a guest link", request=None, responses={204: None})
    def destroy(self, request, pk):
        """It opens nothing any more, for nobody. Twice does nothing more."""
        rows = GuestLink.objects.select_related("project__workspace")
        found = get_object_or_404(rows, pk=pk, project__in=access.projects(request.user))
        nothing_sent(request)
        links.revoke(found, request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
