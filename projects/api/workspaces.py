"""Who works on a board and what they did: workspaces, members, brand kits, history."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from projects import access
from projects.api.base import Choosing, Link, Numbered
from projects.models import AuditEntry, BrandKit, Membership, Workspace
from projects.roles import ROLES

NEWEST = 200


class WorkspaceOut(serializers.ModelSerializer):
    role = serializers.SerializerMethodField(help_text="Yours: viewer, editor, approver or admin.")

    class Meta:
        model = Workspace
        fields = ["slug", "name", "role", "self_approval", "token_approval", "created"]
        read_only_fields = fields

    def get_role(self, workspace) -> str:
        return workspace.role_of(self.context["request"].user)


class MemberOut(serializers.ModelSerializer):
    username = serializers.CharField(source="user.username", read_only=True)
    role = serializers.ChoiceField(ROLES, read_only=True)

    class Meta:
        model = Membership
        fields = ["username", "role"]
        read_only_fields = fields


class BrandKitOut(serializers.ModelSerializer):
    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    colours = serializers.ListField(child=serializers.CharField(), read_only=True)
    banned_words = serializers.ListField(child=serializers.CharField(), read_only=True)
    logo = Link()

    class Meta:
        model = BrandKit
        fields = [
            "id", "workspace", "name", "logo", "colours", "font", "tone", "banned_words", "call_to_action",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema(tags=["workspaces"])
class WorkspaceViewSet(Numbered, Choosing, ListModelMixin, GenericViewSet):
    """Where you are a member."""

    queryset = Workspace.objects.none()
    serializer_class = WorkspaceOut

    def get_queryset(self):
        return access.workspaces(self.request.user)

    @extend_schema(summary="Workspaces")
    def list(self, request, *args, **kwargs):
        """Where you are a member, and what your role is."""
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="Members", responses=MemberOut(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[], url_path="members")
    def members(self, request, slug):
        """Who works here, with their roles."""
        there = access.workspace_for(request.user, slug)
        rows = (
            there.memberships.filter(user__is_active=True).select_related("user").order_by("user__username")
        )
        return Response(MemberOut(rows, many=True).data)

    lookup_field = "slug"


@extend_schema(tags=["workspaces"])
class BrandKitViewSet(Numbered, Choosing, ListModelMixin, GenericViewSet):
    """How shops look and speak. Kits are kept in the admin."""

    queryset = BrandKit.objects.none()
    serializer_class = BrandKitOut

    def get_queryset(self):
        rows = BrandKit.objects.filter(workspace__in=access.workspaces(self.request.user))
        return rows.select_related("workspace", "logo")

    @extend_schema(summary="Brand kits")
    def list(self, request, *args, **kwargs):
        """The looks to choose from as a project's `brand_kit`."""
        return super().list(request, *args, **kwargs)


class HistoryOut(serializers.ModelSerializer):
    class Meta:
        model = AuditEntry
        fields = ["id", "actor_name", "verb", "subject", "old", "new", "created"]
        read_only_fields = fields


@extend_schema(tags=["review"])
class ProjectHistoryViewSet(Numbered, ViewSet):
    """What was done with a board."""

    @extend_schema(summary="History", responses=HistoryOut(many=True))
    @action(detail=True)
    def history(self, request, pk):
        """Who did what and when, newest first; the newest 200."""
        rows = access.project_for(request.user, pk).audit.all()[:NEWEST]
        return Response(HistoryOut(rows, many=True).data)
