"""Batches for programs: many products by one preset, row by row, and agreed to where programs may."""

import django_filters
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from generation.batches import approving, standing, start
from generation.batches.standing import BoardStanding
from projects import access
from projects.api.approval import require_approver
from projects.api.base import Choosing, Numbered
from projects.api.presets import preset_for
from projects.api.strict import StrictSerializer, nothing_sent
from projects.errors import NotAllowed
from projects.models import Admission, ApiToken, Batch, BatchRow, BatchState

MOST_AT_ONCE = 200


class BatchLinksOut(serializers.Serializer):
    self = serializers.URLField()
    rows = serializers.URLField()
    page = serializers.URLField(help_text="For people.")
    videos = serializers.URLField(help_text="All finished videos in one ZIP, with a table of them.")


class BatchOut(serializers.ModelSerializer):
    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    state = serializers.ChoiceField(BatchState.choices, read_only=True)
    preset = serializers.IntegerField(source="preset_id", read_only=True, allow_null=True)
    admission = serializers.ChoiceField(Admission.choices, read_only=True)
    created_by = serializers.CharField(source="created_by.username", default=None, allow_null=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = [
            "id", "workspace", "name", "state", "preset", "preset_name", "admission", "submits", "created",
            "created_by", "links",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema(responses=BatchLinksOut)
    def get_links(self, batch) -> BatchLinksOut:
        request = self.context["request"]
        names = {
            "self": "api:batch-detail", "rows": "api:batch-rows", "page": "generation:batch",
            "videos": "api:batch-films-videos",
        }  # fmt: skip
        return {
            key: request.build_absolute_uri(reverse(name, args=[batch.pk])) for key, name in names.items()
        }


class BatchCostOut(serializers.Serializer):
    spent = serializers.DecimalField(20, 6, help_text="In the ledger so far, renders included.")
    estimated = serializers.DecimalField(20, 6, help_text="The most that its storyboards may cost.")
    currency = serializers.CharField()
    uncertain = serializers.IntegerField(help_text="Ledger lines whose cost is not known.")


class BatchDetail(BatchOut):
    counts = serializers.SerializerMethodField(help_text="How many rows stand how; no row: not named.")
    cost = serializers.SerializerMethodField()

    class Meta(BatchOut.Meta):
        fields = [*BatchOut.Meta.fields, "counts", "cost"]
        read_only_fields = fields

    def get_counts(self, batch) -> dict[str, int]:
        return standing.counts(batch)

    @extend_schema(responses=BatchCostOut)
    def get_cost(self, batch) -> BatchCostOut:
        return BatchCostOut(standing.costs(batch)).data


class BatchRowOut(serializers.ModelSerializer):
    product = serializers.IntegerField(source="product_id", read_only=True, allow_null=True)
    project = serializers.IntegerField(source="project_id", read_only=True, allow_null=True)
    standing = serializers.ChoiceField(BoardStanding.choices, read_only=True)
    error = serializers.SerializerMethodField(help_text="Why it is not where it should be; empty: nothing.")
    estimate = serializers.DecimalField(14, 6, read_only=True, allow_null=True)
    cost = serializers.SerializerMethodField(help_text="In the ledger for its project so far.")
    digest = serializers.SerializerMethodField(help_text="Of the board in review, for `approve`; else null.")

    class Meta:
        model = BatchRow
        fields = [
            "id", "position", "product", "product_name", "project", "standing", "error", "estimate", "cost",
            "currency", "digest",
        ]  # fmt: skip
        read_only_fields = fields

    def get_error(self, row) -> str:
        return row.problem or (row.project.problem if row.project else "")

    def get_cost(self, row) -> str:
        return f"{row.cost or 0:.6f}"

    def get_digest(self, row) -> str | None:
        return row.digest


class NewBatchIn(StrictSerializer):
    """Which products, by which preset."""

    products = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_empty=False,
        max_length=start.MOST_ROWS,
        help_text="Their ids. One that is named twice counts once.",
    )
    preset = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="None: the default, else a new project's."
    )
    name = serializers.CharField(required=False, allow_blank=True, max_length=120)
    admission = serializers.ChoiceField(
        Admission.choices,
        default=Admission.EACH,
        help_text="`each`: as many as the budget has room for. `all`: all of them or none.",
    )
    submits = serializers.BooleanField(
        default=True, help_text="Send each board to review when its pictures are there."
    )


class RetryIn(StrictSerializer):
    rows = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, help_text="Their ids; none given: all."
    )


class CancelIn(StrictSerializer):
    work = serializers.BooleanField(
        default=False, help_text="Stop the storyboards that are in the making, too."
    )


class BoardIn(StrictSerializer):
    project = serializers.IntegerField(min_value=1)
    digest = serializers.CharField(max_length=64, help_text="The row's `digest` that was looked at.")
    stage = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=3,
        help_text="The position of the stage that was looked at; refused if another is open by now.",
    )


class ApproveManyIn(StrictSerializer):
    boards = serializers.ListField(child=BoardIn(), allow_empty=False, max_length=MOST_AT_ONCE)
    accept_stale = serializers.BooleanField(
        default=False, help_text="Also where pictures do not show what the board says."
    )
    note = serializers.CharField(default="", allow_blank=True, max_length=2000)


class CountOut(serializers.Serializer):
    count = serializers.IntegerField()


class VerdictOut(serializers.Serializer):
    project = serializers.IntegerField(source="project.pk")
    title = serializers.CharField(source="project.title")
    approved = serializers.SerializerMethodField()
    error = serializers.CharField(source="problem", help_text="Why not; empty where it was approved.")

    def get_approved(self, verdict) -> bool:
        return not verdict.problem


class VerdictsOut(serializers.Serializer):
    boards = VerdictOut(many=True)


class BatchFilter(django_filters.FilterSet):
    workspace = django_filters.CharFilter(field_name="workspace__slug")

    class Meta:
        model = Batch
        fields = ["workspace", "state"]


def _check_cap(request):
    """Boards of a batch are begun later, by workers: nobody could say which token's money they are."""
    if isinstance(request.auth, ApiToken) and request.auth.cap is not None:
        raise NotAllowed("A token with a spending cap starts no batches. Start boards one by one with it.")


@extend_schema(tags=["batches"])
@extend_schema_view(list=extend_schema(summary="Batches"), retrieve=extend_schema(summary="A batch"))
class BatchViewSet(Numbered, Choosing, ReadOnlyModelViewSet):
    """Many products made into boards by one preset. It stops at approval."""

    token_scopes = {
        **dict.fromkeys(("create", "retry", "cancel", "illustrate"), "render"), "approve": "approve",
    }  # fmt: skip
    queryset = Batch.objects.none()
    filterset_class = BatchFilter

    def get_queryset(self):
        return standing.batches(self.request.user)

    def get_serializer_class(self):
        return BatchOut if self.action == "list" else BatchDetail

    @extend_schema(
        summary="Start a batch",
        request=NewBatchIn,
        responses={202: BatchDetail},
        examples=[
            OpenApiExample("Three products", {"products": [3, 4, 5], "preset": 1}, request_only=True),
            OpenApiExample(
                "All or none", {"products": [3, 4], "admission": "all", "name": "Spring"}, request_only=True
            ),
        ],
    )
    def create(self, request):
        """One board of each product. 202 at once; `counts` say how far it is. With an Idempotency-Key a call
        that is sent twice starts one batch."""
        _check_cap(request)
        asked = NewBatchIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        found = _products(request.user, given.pop("products"))
        preset = preset_for(request.user, found[0].workspace, given.pop("preset", None))
        made = start.start_batch(found, preset, request.user, **given)
        told = self.get_serializer(made).data
        headers = {"Location": told["links"]["self"]}
        return Response(told, status=status.HTTP_202_ACCEPTED, headers=headers)

    @extend_schema(
        summary="Its rows",
        responses=BatchRowOut(many=True),
        parameters=[
            OpenApiParameter(
                "standing", str, enum=BoardStanding.values, description="Only rows that stand so."
            )
        ],
    )
    @action(detail=True, filter_backends=[])
    def rows(self, request, pk):
        """A row for each product, in pages by cursor, the last position first."""
        rows = approving.with_digests(
            standing.with_costs(standing.with_standing(self.get_object().rows.all()))
        )
        only = request.query_params.get("standing")
        if only is not None and only not in BoardStanding.values:
            raise ValidationError({"standing": f"One of {', '.join(BoardStanding.values)}."})
        rows = rows.filter(standing=only) if only is not None else rows
        page = self.paginate_queryset(approving.with_digests(rows).select_related("project"))
        return self.get_paginated_response(BatchRowOut(page, many=True).data)

    @extend_schema(
        summary="Try again",
        request=RetryIn,
        responses={202: CountOut},
        examples=[OpenApiExample("Two rows", {"rows": [41, 42]}, request_only=True)],
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def retry(self, request, pk):
        """Go on with rows that failed, were refused or cancelled. 409 where there is none."""
        _check_cap(request)
        batch = standing.batch_for(request.user, pk, "edit")
        asked = RetryIn(data=request.data)
        asked.is_valid(raise_exception=True)
        count = start.retry(batch, request.user, asked.validated_data.get("rows"))
        return Response({"count": count}, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="Make the pictures", request=None, responses={202: CountOut})
    @action(detail=True, methods=["post"], filter_backends=[])
    def illustrate(self, request, pk):
        """Of all its boards whose script was to be read first. 409 where there is none."""
        _check_cap(request)
        batch = standing.batch_for(request.user, pk, "edit")
        nothing_sent(request)
        return Response({"count": start.illustrate(batch, request.user)}, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        summary="Cancel the rest",
        request=CancelIn,
        responses=CountOut,
        examples=[OpenApiExample("At once", {"work": True}, request_only=True)],
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def cancel(self, request, pk):
        """Begin no more boards. What is there stays; twice does nothing more."""
        batch = standing.batch_for(request.user, pk, "edit")
        asked = CancelIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response({"count": start.cancel(batch, request.user, asked.validated_data["work"])})

    @extend_schema(
        summary="Approve boards",
        request=ApproveManyIn,
        responses=VerdictsOut,
        examples=[
            OpenApiExample(
                "One board",
                {"boards": [{"project": 7, "digest": "3f9c…"}], "note": "Fine."},
                request_only=True,
            )
        ],
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def approve(self, request, pk):
        """Agree to boards of the batch, each on its own digest; their renders start.

        One that changed meanwhile is refused by name in the answer, and the others go on. With a token only
        where the workspace's `token_approval` is on.
        """
        batch = standing.batch_for(request.user, pk, "approve")
        require_approver(request, batch.workspace)
        asked = ApproveManyIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        tickets = [approving.SeenBoard(**one) for one in given["boards"]]
        verdicts = approving.approve_many(
            batch, request.user, tickets, given["accept_stale"], given["note"]
        )  # fmt: skip
        return Response(VerdictsOut({"boards": verdicts}).data)


def _products(user, keys):
    """The products in the order that was asked for; one that is not there is refused by its id."""
    found = {}
    for first in range(0, len(keys), 500):
        rows = access.products(user).filter(pk__in=keys[first : first + 500])
        found |= {product.pk: product for product in rows.select_related("workspace")}
    missing = [key for key in keys if key not in found]
    if missing:
        named = ", ".join(map(str, missing[:5]))
        raise ValidationError({"products": f"There is no product {named} that you can see."})
    return [found[key] for key in keys]
