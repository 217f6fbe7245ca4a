"""Who works on a board and what they did: workspaces, members, history."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from projects import access
from projects.api.approval import require_approver
from projects.api.base import Choosing, Numbered
from projects.api.strict import StrictSerializer
from projects.board import stages
from projects.errors import BadInput
from projects.models import AuditEntry, Membership, ReviewStage, Workspace
from projects.models.review_stage import DECIDING_ROLES
from projects.models.workspace import ASK_NEXT, REFUSAL_TALENTS, STOP
from projects.roles import Role
from projects.team import members

NEWEST = 200


class WorkspaceOut(serializers.ModelSerializer):
    role = serializers.SerializerMethodField(help_text="Yours: viewer, editor, approver or admin.")

    class Meta:
        model = Workspace
        fields = [
            "slug",
            "name",
            "role",
            "self_approval",
            "token_approval",
            "must_be_signed",
            "ai_label",
            "created",
        ]
        read_only_fields = fields

    def get_role(self, workspace) -> str:
        return workspace.role_of(self.context["request"].user)


class MemberOut(serializers.ModelSerializer):
    username = serializers.CharField(source="user.username", read_only=True)
    role = serializers.ChoiceField(Role.choices, read_only=True)

    class Meta:
        model = Membership
        fields = ["username", "role"]
        read_only_fields = fields


class ReviewStageOut(serializers.ModelSerializer):
    person = serializers.CharField(source="person.username", default=None, allow_null=True)

    class Meta:
        model = ReviewStage
        fields = ["position", "name", "role", "person", "days"]
        read_only_fields = fields


class ReviewStageIn(StrictSerializer):
    name = serializers.CharField(max_length=40)
    role = serializers.ChoiceField(
        DECIDING_ROLES, required=False, help_text="Whoever has at least this role; approver by itself."
    )
    person = serializers.CharField(
        required=False, allow_null=True, max_length=150, help_text="A member's username, in place of a role."
    )
    days = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=stages.LONGEST_DAYS,
        help_text="Until it is due.",
    )


class ReviewStagesIn(StrictSerializer):
    stages = ReviewStageIn(many=True, max_length=stages.MOST)


class RefusalsIn(StrictSerializer):
    refusals = serializers.DictField(
        child=serializers.ChoiceField([STOP, ASK_NEXT]),
        help_text=f"By talent ({', '.join(REFUSAL_TALENTS)}): stop, or next for the next provider.",
    )


class RefusalsOut(serializers.Serializer):
    refusals = serializers.DictField(child=serializers.ChoiceField([STOP, ASK_NEXT]))


class DisclosureIn(StrictSerializer):
    ai_label = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=members.MOST_LABEL,
        help_text="Words that stand in every video, as `Made with AI`; empty: none.",
    )
    must_be_signed = serializers.BooleanField(
        required=False, help_text="A video that cannot be signed is not published."
    )


class DisclosureRuleOut(serializers.Serializer):
    ai_label = serializers.CharField()
    must_be_signed = serializers.BooleanField()


@extend_schema(tags=["workspaces"])
class WorkspaceViewSet(Numbered, Choosing, ListModelMixin, GenericViewSet):
    """Where you are a member."""

    queryset = Workspace.objects.none()
    token_scopes = {
        "set_review_stages": "approve",
        "set_refusals": "approve",
        "set_disclosure": "approve",
    }
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

    @extend_schema(summary="Stages of review", responses=ReviewStageOut(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[], url_path="review-stages")
    def review_stages(self, request, slug):
        """The decisions that a board needs, in a row; none: one, by an approver."""
        there = access.workspace_for(request.user, slug)
        return Response(ReviewStageOut(there.review_stages.select_related("person"), many=True).data)

    @extend_schema(
        summary="Set the stages of review", request=ReviewStagesIn, responses=ReviewStageOut(many=True)
    )
    @review_stages.mapping.put
    def set_review_stages(self, request, slug):
        """All of them at once, for boards that are submitted from now on.

        For admins; with a token only where the workspace's `token_approval` is on.
        """
        there, asked = _asked_of_an_admin(request, slug, ReviewStagesIn)
        rows = [{**row, "person": _member(there, row)} for row in asked["stages"]]
        made = stages.set_stages(there, request.user, rows)
        return Response(ReviewStageOut(made, many=True).data)

    @extend_schema(summary="What happens when a provider refuses", responses=RefusalsOut)
    @action(detail=True, pagination_class=None, filter_backends=[], url_path="refusals")
    def refusals(self, request, slug):
        """By talent: `stop` (nobody else is asked), or `next` (the next provider in the settings' order)."""
        there = access.workspace_for(request.user, slug)
        return Response({"refusals": there.refusal_rules})

    @extend_schema(
        summary="Set what happens when a provider refuses", request=RefusalsIn, responses=RefusalsOut
    )
    @refusals.mapping.put
    def set_refusals(self, request, slug):
        """For admins. A talent that is left out stays as it is."""
        there, asked = _asked_of_an_admin(request, slug, RefusalsIn)
        made = members.set_refusals(there, request.user, asked["refusals"])
        return Response({"refusals": made})

    @extend_schema(summary="How videos say what is generated", responses=DisclosureRuleOut)
    @action(detail=True, pagination_class=None, filter_backends=[], url_path="disclosure")
    def disclosure(self, request, slug):
        """The visible label of every video, and whether one that cannot be signed is published."""
        return Response(DisclosureRuleOut(access.workspace_for(request.user, slug)).data)

    @extend_schema(
        summary="Set how videos say what is generated", request=DisclosureIn, responses=DisclosureRuleOut
    )
    @disclosure.mapping.put
    def set_disclosure(self, request, slug):
        """For admins. What is left out stays. What was approved with another label is not any more."""
        there, asked = _asked_of_an_admin(request, slug, DisclosureIn)
        members.edit_workspace(
            there,
            request.user,
            there.name,
            self_approval=there.self_approval,
            token_approval=there.token_approval,
            must_be_signed=asked.get("must_be_signed", there.must_be_signed),
            ai_label=asked.get("ai_label", there.ai_label),
        )
        there.refresh_from_db()
        return Response(DisclosureRuleOut(there).data)

    lookup_field = "slug"


def _asked_of_an_admin(request, slug, serializer):
    """(the workspace, what was sent) for who may manage it; with a token where that may approve."""
    there = access.workspace_for(request.user, slug)
    access.require(request.user, there, "manage")
    require_approver(request, there)
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return there, asked.validated_data


def _member(workspace, row):
    """The key of whom a row names; None where it names nobody."""
    if not row.get("person"):
        return None
    found = workspace.memberships.filter(user__username=row["person"]).first()
    if found is None:
        raise BadInput(f"{row['person']} is no member of the workspace.", "person")
    return found.user_id


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
