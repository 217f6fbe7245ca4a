"""Providers and workers on the desk: circuit breakers, cancellations, webhooks that came in, heartbeats."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from generation.engine import circuit_breaker
from generation.models import Cancellation, CircuitBreaker, WebhookDelivery, WorkerHeartbeat
from projects.admin.base import ReadOnlyAdmin, ReadOnlyMixin, badge
from projects.errors import IllegalMove


def _moment(when):
    return date_format(timezone.localtime(when), "j M, H:i:s") if when else "–"


@admin.register(CircuitBreaker)
class CircuitBreakerAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """How each provider is doing. Reset what waits for a person, once it is mended there."""

    list_display = ["provider", "talent", "state_badge", "reason", "tried_at", "succeeded_at"]
    list_filter = ["state", "provider", "talent"]
    actions = ["reset"]

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row):
        return badge("failed" if row.needs_person else row.state, row.get_state_display())

    @admin.display(description=_("Tried"), ordering="until")
    def tried_at(self, row):
        return "after a reset" if row.needs_person else _moment(row.until)

    @admin.display(description=_("Last success"), ordering="succeeded")
    def succeeded_at(self, row):
        return _moment(row.succeeded)

    @admin.action(description=_("Reset: it was mended, ask it again"), permissions=["reset"])
    def reset(self, request, queryset):
        for row in queryset:
            try:
                circuit_breaker.reset(row)
            except IllegalMove as error:
                self.message_user(request, error.message, messages.ERROR)
            else:
                self.log_change(request, row, "reset")
                self.message_user(
                    request,
                    _("%(provider)s is asked for %(talent)s again.")
                    % {"provider": row.provider, "talent": row.talent},
                )

    def has_reset_permission(self, request):
        return request.user.has_perm("generation.change_circuitbreaker")


@admin.register(Cancellation)
class CancellationAdmin(ReadOnlyAdmin):
    """What providers were told not to go on with, and how that ended."""

    workspace_path = "step__job__workspace"
    list_display = ["created", "step", "provider", "external_id", "state", "tries", "ended"]
    list_filter = ["state", "provider"]
    list_select_related = ["step"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["received", "provider", "external_id", "status"]
    list_filter = ["provider", "status"]


@admin.register(WorkerHeartbeat)
class WorkerHeartbeatAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["name", "seen", "canary_asked", "canary_answered", "restarts"]
