"""Outgoing webhooks in the admin: to look at, not to change; the API does that."""

from django.contrib import admin

from projects.admin.base import OwnWorkspacesMixin, ReadOnlyMixin
from projects.models import SentEvent, WebhookEndpoint


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyMixin, OwnWorkspacesMixin, admin.ModelAdmin):
    list_display = ["url", "workspace", "events", "is_on", "created"]
    list_select_related = ["workspace"]
    fields = ["workspace", "url", "events", "is_on", "created_by", "created"]


@admin.register(SentEvent)
class SentEventAdmin(ReadOnlyMixin, OwnWorkspacesMixin, admin.ModelAdmin):
    list_display = ["event", "endpoint", "state", "tries", "status", "answer", "created"]
    list_select_related = ["endpoint"]
    workspace_path = "endpoint__workspace"
    list_filter = ["state", "event"]
    fields = [
        "endpoint", "message_id", "event", "state", "tries", "status", "answer", "took_ms", "not_before",
        "created", "finished", "body",
    ]  # fmt: skip
    show_full_result_count = False
