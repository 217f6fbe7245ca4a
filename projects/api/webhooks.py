"""Outgoing webhooks for programs: endpoints, their log, a test, another secret, and sending again."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from projects import access
from projects.api.base import Choosing, Numbered
from projects.api.strict import StrictSerializer, nothing_sent
from projects.models import SendingState, SentEvent, WebhookEndpoint
from projects.models.outgoing import EVENTS
from projects.outgoing import endpoints, outbox


class WebhookOut(serializers.ModelSerializer):
    workspace = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    events = serializers.SerializerMethodField(help_text="What it is told; empty: everything.")
    old_until = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the last secret of before ends."
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["id", "workspace", "url", "events", "is_on", "old_until", "created"]
        read_only_fields = fields

    def get_events(self, endpoint) -> list[str]:
        return endpoint.events.split()


class WebhookSecretOut(WebhookOut):
    secret = serializers.CharField(read_only=True, help_text="Requests are signed with it. Shown here only.")

    class Meta(WebhookOut.Meta):
        fields = [*WebhookOut.Meta.fields, "secret"]


class WebhookChangeIn(StrictSerializer):
    url = serializers.CharField(required=False, max_length=500, help_text="On the public internet.")
    events = serializers.ListField(
        child=serializers.ChoiceField(list(EVENTS)), required=False, help_text="Empty: everything."
    )
    is_on = serializers.BooleanField(required=False)


class NewWebhookIn(WebhookChangeIn):
    url = serializers.CharField(max_length=500, help_text="On the public internet.")
    workspace = serializers.SlugField(required=False, help_text="Only needed by members of several.")
    is_on = None


class SentOut(serializers.ModelSerializer):
    """An event on its way, or how it ended. `next_try` is when it goes out while it is waiting."""

    webhook = serializers.IntegerField(source="endpoint_id", read_only=True)
    next_try = serializers.SerializerMethodField()

    class Meta:
        model = SentEvent
        fields = [
            "id", "webhook", "message_id", "event", "state", "tries", "status", "answer", "took_ms",
            "next_try", "created", "finished", "body",
        ]  # fmt: skip
        read_only_fields = fields

    def get_next_try(self, row) -> str | None:
        return row.not_before.isoformat() if row.state == SendingState.WAITING else None


@extend_schema(tags=["webhooks"])
@extend_schema_view(list=extend_schema(summary="Webhooks"), retrieve=extend_schema(summary="A webhook"))
class WebhookViewSet(Numbered, Choosing, ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Addresses that are told what happens, by the rules of Standard Webhooks. For admins."""

    queryset = WebhookEndpoint.objects.none()
    serializer_class = WebhookOut

    def get_queryset(self):
        return endpoints.listed(self.request.user)

    @extend_schema(
        summary="Add a webhook",
        request=NewWebhookIn,
        responses={201: WebhookSecretOut},
        examples=[
            OpenApiExample(
                "Finished videos",
                {"url": "https://shop.example/hooks", "events": ["video.succeeded"]},
                request_only=True,
            )
        ],
    )
    def create(self, request):
        """Its `secret` is told here and never again."""
        asked = NewWebhookIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        there = access.workspace_for(request.user, given.pop("workspace", None))
        made = endpoints.add(there, request.user, **given)
        return Response(WebhookSecretOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a webhook",
        request=WebhookChangeIn,
        responses=WebhookOut,
        examples=[OpenApiExample("Off", {"is_on": False}, request_only=True)],
    )
    def partial_update(self, request, pk):
        """What is not sent stays."""
        found = endpoints.endpoint_for(request.user, pk)
        asked = WebhookChangeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(WebhookOut(endpoints.change(found, request.user, **asked.validated_data)).data)

    @extend_schema(summary="Delete a webhook", responses={204: None})
    def destroy(self, request, pk):
        """With its log. What was not sent yet is not sent."""
        endpoints.remove(endpoints.endpoint_for(request.user, pk), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Take another secret", request=None, responses=WebhookSecretOut)
    @action(detail=True, methods=["post"], filter_backends=[])
    def rotate(self, request, pk):
        """Each old secret signs for a day more; 409 where four of them still do."""
        nothing_sent(request)
        found = endpoints.endpoint_for(request.user, pk)
        return Response(WebhookSecretOut(endpoints.rotate(found, request.user)).data)

    @extend_schema(summary="Send a test", request=None, responses={202: SentOut})
    @action(detail=True, methods=["post"], filter_backends=[])
    def test(self, request, pk):
        """Sends the event `test`, once. Look at the log for how it went."""
        nothing_sent(request)
        made = outbox.send_test(endpoints.endpoint_for(request.user, pk))
        return Response(SentOut(made).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="What was sent", responses=SentOut(many=True))
    @action(detail=True, filter_backends=[])
    def deliveries(self, request, pk):
        """Newest first; a month of it is kept."""
        rows = SentEvent.objects.filter(endpoint=endpoints.endpoint_for(request.user, pk))
        return self.get_paginated_response(SentOut(self.paginate_queryset(rows), many=True).data)


@extend_schema(tags=["webhooks"])
class DeliveryViewSet(Numbered, GenericViewSet):
    """One event that was sent to one webhook."""

    queryset = SentEvent.objects.none()
    serializer_class = SentOut

    @extend_schema(summary="Send it again", request=None, responses={202: SentOut})
    @action(detail=True, methods=["post"], filter_backends=[])
    def replay(self, request, pk):
        """The same body under the same `webhook-id`: a receiver that has it already can tell."""
        nothing_sent(request)
        found = get_object_or_404(SentEvent, pk=pk, endpoint__in=endpoints.listed(request.user))
        made = outbox.replay(found)
        return Response(SentOut(made).data, status=status.HTTP_202_ACCEPTED)
