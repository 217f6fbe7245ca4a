"""Addresses that are told what happens in a workspace, and what was sent to them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# What may be told, by name.
EVENTS = {
    "script.ready": _("the words and scenes are written"),
    "storyboard.ready": _("a storyboard has its pictures"),
    "storyboard.submitted": _("a board waits for a decision"),
    "storyboard.approved": _("a board is approved"),
    "storyboard.changes_requested": _("a board came back with changes to make"),
    "storyboard.failed": _("a storyboard could not be made"),
    "video.succeeded": _("a video is finished"),
    "video.failed": _("a render failed"),
    "video.rejected": _("a video may not be used"),
    "budget.threshold": _("a budget is nearly used"),
    "test": _("somebody pressed “Send a test”"),
}


class WebhookEndpoint(models.Model):
    """One address and what it is told. `events` are names with spaces between; empty: all of EVENTS.

    Requests are signed with `secret` (`whsec_…`), and with each of before for a day after it was replaced:
    `old_secrets` are pairs of a secret and when it ends, as ISO text, the newest first.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="endpoints")
    url = models.URLField(max_length=500)
    events = models.CharField(max_length=400, blank=True)
    secret = models.CharField(max_length=80)
    old_secrets = models.JSONField(default=list, blank=True)
    is_on = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.url

    def living(self, now):
        """(secret, when it ends) of the old ones that still sign, the newest first."""
        pairs = ((secret, datetime.fromisoformat(until)) for secret, until in self.old_secrets)
        return [(secret, until) for secret, until in pairs if until > now]

    @property
    def old_until(self):
        """When the last of the old secrets ends; None where none was replaced."""
        return max((datetime.fromisoformat(until) for _, until in self.old_secrets), default=None)

    def wants(self, event):
        return event == "test" or not self.events or event in self.events.split()


class SendingState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


class SentEvent(models.Model):
    """One event for one endpoint: first a message to send, then the log of how it went.

    `message_id` is the same however often it is sent. `body` is the JSON text that is signed. `not_before` is
    when it is due; `status` and `answer` are of the last try, `answer` an error's words where none came.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="sent")
    message_id = models.CharField(max_length=40)
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=SendingState, default=SendingState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    took_ms = models.PositiveIntegerField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state=SendingState.WAITING), name="events_to_send"
            )
        ]

    def __str__(self):
        return f"{self.event} {self.message_id}"
