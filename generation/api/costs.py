"""What programs may read of money, and how admins rule budgets."""

import django_filters
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiTypes,
    extend_schema,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from generation.billing import budgets, caps, ledger, outlooks, reports
from generation.models import WARN_PERCENT, BudgetPeriod, LedgerEntry, NothingReceived
from projects import access
from projects.api.base import Choosing, IdFilter, Numbered
from projects.api.strict import StrictSerializer
from projects.plain_input import whole_number
from projects.team import members

SUMMED = ("project", "provider", "talent", "model", "job", "day", "month")
BY = OpenApiParameter("by", OpenApiTypes.STR, enum=SUMMED)
WORKSPACE = OpenApiParameter("workspace", OpenApiTypes.STR, description="Only needed by members of several.")
PROJECT = OpenApiParameter("project", OpenApiTypes.INT, description="With this project's own budget.")


def _spender(request):
    """The asked workspace, or the first one; whoever only views has no look at its money."""
    found = access.workspace_for(request.user, request.query_params.get("workspace"))
    access.require(request.user, found, "edit")
    return found


class CostOut(serializers.ModelSerializer):
    project = serializers.IntegerField(source="project_id", read_only=True, allow_null=True)
    job = serializers.IntegerField(source="step.job_id", read_only=True, allow_null=True, default=None)
    cost = serializers.DecimalField(
        14, 6, read_only=True, allow_null=True, help_text="null: nobody knows, which is not nothing."
    )
    nothing_received = serializers.ChoiceField(
        NothingReceived.choices,
        read_only=True,
        allow_blank=True,
        help_text="Why nothing usable came of it. Empty: it came.",
    )

    class Meta:
        model = LedgerEntry
        fields = [
            "id", "project", "job", "talent", "provider", "model", "units", "cost", "currency", "priced_by",
            "latency_ms", "nothing_received", "created",
        ]  # fmt: skip
        read_only_fields = fields


class CostApiFilter(django_filters.FilterSet):
    project = IdFilter(field_name="project_id")
    workspace = django_filters.CharFilter(field_name="workspace__slug")
    since = django_filters.IsoDateTimeFilter(field_name="created", lookup_expr="gte")
    until = django_filters.IsoDateTimeFilter(field_name="created", lookup_expr="lt")
    for_nothing = django_filters.BooleanFilter(
        method="charged_for_nothing",
        help_text="true: only what was charged, or possibly charged, though nothing usable came.",
    )

    class Meta:
        model = LedgerEntry
        fields = [
            "talent", "provider", "model", "project", "workspace", "since", "until", "nothing_received",
            "for_nothing",
        ]  # fmt: skip

    def charged_for_nothing(self, rows, name, wanted):
        return rows.filter(ledger.is_for_nothing()) if wanted else rows.exclude(ledger.is_for_nothing())


class Money(serializers.DecimalField):
    def __init__(self, **kwargs):
        super().__init__(20, 6, **kwargs)  # room for the largest budget, and for sums


class SpentOut(serializers.Serializer):
    """What calls cost: of `cost` the known part, and how many are `unknown`."""

    key = serializers.SerializerMethodField(help_text="What `by` asked for; null: deleted ones.")
    currency = serializers.CharField()
    cost = Money(source="known")
    calls = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text="Calls whose cost nobody knows; not in `cost`.")
    possibly_charged = serializers.IntegerField(
        source="doubtful", help_text="Of the unknown those whose answer was lost or that failed."
    )

    def get_key(self, spent) -> str | None:
        return spent.key if spent.key is None else str(spent.key)

    def to_representation(self, spent):
        """Written out: there may be thousands, and field by field they took two thirds of the time."""
        return {
            "key": self.get_key(spent),
            "currency": spent.currency,
            "cost": f"{spent.known:.6f}",
            "calls": spent.calls,
            "unknown": spent.unknown,
            "possibly_charged": spent.doubtful,
        }


class ForNothing(serializers.Serializer):
    """What was charged though nothing usable came, by why and by provider; corrections are in it."""

    reason = serializers.SerializerMethodField(help_text="One of the reasons of a line's `nothing_received`.")
    provider = serializers.SerializerMethodField()
    currency = serializers.CharField()
    cost = Money(source="known")
    calls = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text="Calls of which nobody knows what they cost; not in `cost`.")

    def get_reason(self, spent) -> str:
        return spent.key[0]

    def get_provider(self, spent) -> str:
        return spent.key[1]


class AsideOut(serializers.Serializer):
    currency = serializers.CharField()
    at_work = Money(source="working")
    possibly_charged = Money(source="doubtful", help_text="Held for calls of unknown cost.")


class CostSummary(serializers.Serializer):
    workspace = serializers.CharField()
    by = serializers.CharField()
    totals = SpentOut(many=True, help_text="One for each currency.")
    groups = SpentOut(many=True)
    for_nothing = ForNothing(many=True, help_text="Of the totals: charged, and nothing usable came.")
    put_aside = AsideOut(many=True, help_text="Of the whole workspace, now.")


class CorrectionIn(StrictSerializer):
    amount = serializers.DecimalField(
        14, 6, min_value=0, help_text="What the call cost as a whole, in the line's currency."
    )
    note = serializers.CharField(max_length=300, help_text="Where that is known from.")


@extend_schema(tags=["money"])
class CostViewSet(Numbered, Choosing, ListModelMixin, GenericViewSet):
    """The ledger: every call to a provider and what it cost. A correction is a line with the difference."""

    queryset = LedgerEntry.objects.none()
    serializer_class = CostOut
    filterset_class = CostApiFilter
    token_scopes = {"correct": "approve"}

    def get_queryset(self):
        mine = LedgerEntry.objects.filter(workspace__in=access.workspaces(self.request.user, "edit"))
        return mine.select_related("step")

    @extend_schema(parameters=[BY], responses=CostSummary, summary="What it comes to")
    @action(detail=False, pagination_class=None)
    def summary(self, request):
        """Sums of the lines that the filters leave, in one workspace. Currencies are never added."""
        workspace = _spender(request)
        by = request.query_params.get("by", "")
        if by not in ("", *SUMMED):
            raise serializers.ValidationError({"by": f"It is one of {', '.join(SUMMED)}."})
        rows = self.filter_queryset(self.get_queryset()).filter(workspace=workspace)
        told = {
            "workspace": workspace.slug,
            "by": by,
            "totals": ledger.sums(rows),
            "groups": ledger.sums(rows, by) if by else [],
            "for_nothing": reports.for_nothing(rows),
            "put_aside": reports.aside(workspace),
        }
        return Response(CostSummary(told).data)

    @extend_schema(
        summary="Correct a cost",
        request=CorrectionIn,
        responses={201: CostOut},
        examples=[
            OpenApiExample("As billed", {"amount": "0.10", "note": "Invoice of May"}, request_only=True)
        ],
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def correct(self, request, pk):
        """What a call really cost. The difference becomes a line of its own. Needs an admin."""
        rows = LedgerEntry.objects.filter(workspace__in=access.workspaces(request.user))
        entry = get_object_or_404(rows.select_related("workspace"), pk=pk)
        access.require(request.user, entry.workspace, "manage")
        asked = CorrectionIn(data=request.data)
        asked.is_valid(raise_exception=True)
        line = ledger.correct(entry, by=request.user, **asked.validated_data)
        return Response(self.get_serializer(line).data, status=status.HTTP_201_CREATED)


class EstimateLine(serializers.Serializer):
    talent = serializers.CharField()
    provider = serializers.CharField()
    model = serializers.CharField()
    scene = serializers.IntegerField(source="scene.scene_index", allow_null=True, default=None)
    how = serializers.ChoiceField(["local", "made", "priced", "unknown"])
    units = serializers.DictField()
    cost = Money(source="cost.amount", allow_null=True)
    typical = Money(allow_null=True, help_text="What such a request usually costs here; null: not known yet.")


class BudgetOut(serializers.Serializer):
    period = serializers.CharField(source="budget.period")
    project = serializers.IntegerField(source="budget.project_id", allow_null=True)
    currency = serializers.CharField(source="budget.currency")
    amount = Money(source="budget.amount")
    spent = Money()
    held = Money(help_text="Put aside for what is at work.")
    left = Money()
    warn_percent = serializers.IntegerField(source="budget.warn_percent")
    is_low = serializers.BooleanField(help_text="So much is used or held that a warning was due.")


class EstimateOut(serializers.Serializer):
    """An upper bound: `total` of what is known, and how many questions have no known price.

    Beside it what it usually costs.
    """

    kind = serializers.CharField(source="estimate.kind")
    currency = serializers.CharField(source="estimate.currency")
    total = Money(source="estimate.total")
    unknown = serializers.SerializerMethodField()
    typical = Money(
        source="estimate.typical",
        allow_null=True,
        help_text="By medians of this workspace's ledger; null: not known of every line yet.",
    )
    lines = EstimateLine(source="estimate.lines", many=True)
    budgets = BudgetOut(source="standings", many=True)
    refusal = serializers.CharField(help_text="Why it would be refused with 402 now, or empty.")

    def get_unknown(self, outlook) -> int:
        return len(outlook.estimate.unknown)


class CapOut(serializers.Serializer):
    """A member's cap for each month, and what jobs that they started cost and hold in this one."""

    username = serializers.CharField(source="member.user.username")
    cap = Money(allow_null=True, help_text="USD each month; null: as much as the budgets allow.")
    spent = Money()
    held = Money(help_text="Put aside for what is at work.")
    left = Money(allow_null=True)


class CapIn(StrictSerializer):
    cap = serializers.DecimalField(
        12, 2, min_value=0, allow_null=True, help_text="USD each month; null takes the cap away."
    )


class BudgetIn(StrictSerializer):
    amount = serializers.DecimalField(12, 2, min_value=0, help_text="USD.")
    warn_percent = serializers.IntegerField(min_value=1, max_value=100, default=WARN_PERCENT)


def set_budget(request, workspace, project, period):
    """The answer to a PUT: the budget as it stands now."""
    asked = BudgetIn(data=request.data)
    asked.is_valid(raise_exception=True)
    wanted = asked.validated_data
    budget = budgets.set_budget(
        workspace, request.user, wanted["amount"], period, project, wanted["warn_percent"]
    )
    return Response(BudgetOut(budgets.standing(budget) if budget else None).data)


def remove_budget(request, workspace, project, period):
    budgets.set_budget(workspace, request.user, None, period, project)
    return Response(status=status.HTTP_204_NO_CONTENT)


ESTIMATED = ("storyboard", "render")


@extend_schema(tags=["money"])
class ProjectCostViewSet(Numbered, ViewSet):
    """What a video would cost, and how much it may."""

    token_scopes = {"budget": "approve", "remove_budget": "approve"}
    slash_optional = True

    @extend_schema(
        summary="What it would cost",
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, enum=ESTIMATED)],
        responses=EstimateOut,
    )
    @action(detail=True)
    def estimate(self, request, pk):
        """What a job would cost at most, worked out from the same requests that it would send. Free."""
        project = access.project_for(request.user, pk)
        kind = request.query_params.get("kind", "storyboard")
        if kind not in ESTIMATED:
            raise serializers.ValidationError({"kind": f"It is one of {', '.join(ESTIMATED)}."})
        return Response(EstimateOut(outlooks.outlook(project, kind, request.user)).data)

    @extend_schema(summary="Set a project's budget", request=BudgetIn, responses=BudgetOut)
    @action(detail=True, methods=["put"])
    def budget(self, request, pk):
        """How much one video may cost altogether. Needs an admin of the workspace."""
        project = access.project_for(request.user, pk)
        return set_budget(request, project.workspace, project, BudgetPeriod.WHOLE)

    @extend_schema(summary="Take a project's budget away", responses={204: None})
    @budget.mapping.delete
    def remove_budget(self, request, pk):
        """How much one video may cost altogether. Needs an admin of the workspace."""
        project = access.project_for(request.user, pk)
        return remove_budget(request, project.workspace, project, BudgetPeriod.WHOLE)


PERIOD = OpenApiParameter("period", OpenApiTypes.STR, "path", enum=[BudgetPeriod.DAY, BudgetPeriod.MONTH])


@extend_schema(tags=["money"])
class BudgetViewSet(Numbered, ViewSet):
    """How much a workspace may spend each day or each month. Needs an admin of the workspace."""

    token_scopes = {"update": "approve", "destroy": "approve", "set_cap": "approve"}
    slash_optional = True
    lookup_field = "period"
    lookup_value_regex = f"{BudgetPeriod.DAY}|{BudgetPeriod.MONTH}"

    @extend_schema(
        summary="Budgets and what is left",
        parameters=[WORKSPACE, PROJECT],
        responses=BudgetOut(many=True),
    )
    def list(self, request):
        """The budgets of a workspace for each day and each month, and what is left of them."""
        whose = request.query_params.get("project", "")
        if whose:
            project = access.project_for(request.user, whole_number(whose), "edit")
            return Response(BudgetOut(budgets.remaining(project.workspace, project), many=True).data)
        return Response(BudgetOut(budgets.remaining(_spender(request)), many=True).data)

    @extend_schema(
        summary="Set a workspace's budget",
        request=BudgetIn,
        responses=BudgetOut,
        parameters=[WORKSPACE, PERIOD],
    )
    def update(self, request, period):
        workspace = access.workspace_for(request.user, request.query_params.get("workspace"))
        return set_budget(request, workspace, None, period)

    @extend_schema(
        summary="Take a workspace's budget away", responses={204: None}, parameters=[WORKSPACE, PERIOD]
    )
    def destroy(self, request, period):
        workspace = access.workspace_for(request.user, request.query_params.get("workspace"))
        return remove_budget(request, workspace, None, period)

    @extend_schema(summary="Caps of members", parameters=[WORKSPACE], responses=CapOut(many=True))
    @action(detail=False, url_path="members")
    def members(self, request):
        """What members may spend each month, and what is left: of all for admins, else of yourself."""
        workspace = _spender(request)
        rows = workspace.memberships.select_related("user").order_by("user__username")
        if not access.can(request.user, workspace, "manage"):
            rows = rows.filter(user=request.user)
        return Response(CapOut([caps.member_standing(row) for row in rows], many=True).data)

    @extend_schema(
        summary="Set a member's cap",
        request=CapIn,
        responses=CapOut,
        parameters=[WORKSPACE, OpenApiParameter("username", OpenApiTypes.STR, "path")],
        examples=[OpenApiExample("Fifty dollars", {"cap": "50.00"}, request_only=True)],
    )
    @action(detail=False, methods=["put"], url_path=r"members/(?P<username>[^/]+)")
    def set_cap(self, request, username):
        """How much jobs that a member starts may cost each month. Needs an admin of the workspace."""
        workspace = access.workspace_for(request.user, request.query_params.get("workspace"))
        access.require(request.user, workspace, "manage")
        rows = workspace.memberships.select_related("user", "workspace")
        member = get_object_or_404(rows, user__username=username)
        asked = CapIn(data=request.data)
        asked.is_valid(raise_exception=True)
        members.set_cap(member, request.user, asked.validated_data["cap"])
        member.refresh_from_db(fields=["cap"])
        return Response(CapOut(caps.member_standing(member)).data)
