"""What one was told, for programs."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from projects.api.base import Choosing, Numbered
from projects.api.strict import StrictSerializer, nothing_sent
from projects.models import Notification, NotificationChannel, NotificationKind
from projects.notifications import choices


class NotificationOut(serializers.ModelSerializer):
    kind = serializers.ChoiceField(NotificationKind.choices, read_only=True)
    project = serializers.IntegerField(source="project_id", read_only=True, allow_null=True)
    link = serializers.SerializerMethodField(help_text="The page it is about.")

    class Meta:
        model = Notification
        fields = ["id", "kind", "title", "text", "actor_name", "project", "link", "read", "created"]
        read_only_fields = fields

    def get_link(self, row) -> str:
        return self.context["request"].build_absolute_uri(row.link)


class ReadOut(serializers.Serializer):
    read = serializers.IntegerField(help_text="How many were unread.")


class ChoiceOut(serializers.Serializer):
    kind = serializers.ChoiceField(NotificationKind.choices)
    channel = serializers.ChoiceField(NotificationChannel.choices)


class ChoiceIn(StrictSerializer):
    kind = serializers.ChoiceField(NotificationKind.choices)
    channel = serializers.ChoiceField(
        NotificationChannel.choices, help_text="An e-mail at once or daily, the page alone, or not at all."
    )


class ChoicesIn(StrictSerializer):
    choices = ChoiceIn(many=True, max_length=len(NotificationKind))


@extend_schema(tags=["about"])
@extend_schema_view(
    list=extend_schema(
        summary="Notifications",
        parameters=[OpenApiParameter("unread", OpenApiTypes.BOOL, description="Only those not read.")],
    )
)
class NotificationViewSet(Numbered, Choosing, ListModelMixin, GenericViewSet):
    """What you were told: reviews, decisions, comments, videos, money."""

    token_scopes = dict.fromkeys(("read", "read_all"), "read")
    queryset = Notification.objects.none()
    serializer_class = NotificationOut

    def get_queryset(self):
        rows = self.request.user.notifications.all()
        asked = self.request.query_params.get("unread")
        if asked is not None and serializers.BooleanField().run_validation(asked):
            rows = rows.filter(read=None)
        return rows

    @extend_schema(summary="Mark one as read", request=None, responses=NotificationOut)
    @action(detail=True, methods=["post"], filter_backends=[])
    def read(self, request, pk):
        """Twice does nothing more."""
        nothing_sent(request)
        mine = request.user.notifications
        get_object_or_404(mine, pk=pk)
        mine.filter(pk=pk, read=None).update(read=timezone.now())
        return Response(self.get_serializer(mine.get(pk=pk)).data)

    @extend_schema(summary="Mark all as read", request=None, responses=ReadOut)
    @action(detail=False, methods=["post"], url_path="read-all", filter_backends=[], pagination_class=None)
    def read_all(self, request):
        nothing_sent(request)
        return Response({"read": request.user.notifications.filter(read=None).update(read=timezone.now())})


@extend_schema(tags=["about"])
class NotificationChoicesViewSet(Numbered, ViewSet):
    """How you want to be told."""

    @extend_schema(summary="How you are told", responses=ChoiceOut(many=True))
    @action(detail=False)
    def choices(self, request):
        """The way of each kind of notification."""
        return self._chosen(request)

    @extend_schema(summary="Choose how you are told", request=ChoicesIn, responses=ChoiceOut(many=True))
    @choices.mapping.put
    def choose(self, request):
        """Kinds that are not named stay as they are."""
        asked = ChoicesIn(data=request.data)
        asked.is_valid(raise_exception=True)
        for one in asked.validated_data["choices"]:
            choices.choose(request.user, one["kind"], one["channel"])
        return self._chosen(request)

    def _chosen(self, request):
        rows = [{"kind": kind, "channel": how} for kind, how in choices.all_of(request.user).items()]
        return Response(ChoiceOut(rows, many=True).data)
