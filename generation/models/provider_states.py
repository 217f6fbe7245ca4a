"""The world outside: how each provider is doing, and what it told us by webhook."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CircuitState(models.TextChoices):
    CLOSED = "closed", _("Working")
    OPEN = "open", _("Not asked")
    HALF_OPEN = "half_open", _("Being tried")


class CircuitBreaker(models.Model):
    """Whether a provider's talent is asked at the moment; shared by all workers.

    `closed` is the normal state. After too many failures in a row it is `open` until `until`; then
    one worker at a time may try (`half_open`, `probe` is that step's token). `needs_person` is set
    when only somebody at the provider's desk can help (a spent quota, a wrong key).
    """

    provider = models.CharField(max_length=40)
    talent = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=CircuitState, default=CircuitState.CLOSED)
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    reason = models.CharField(max_length=300, blank=True)
    needs_person = models.BooleanField(default=False)
    until = models.DateTimeField(null=True, blank=True)
    probe = models.CharField(max_length=32, blank=True)
    succeeded = models.DateTimeField(null=True, blank=True, help_text="Its last answer that could be used")
    failed = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["provider", "talent"]
        constraints = [models.UniqueConstraint(fields=["provider", "talent"], name="one_breaker_per_talent")]

    def __str__(self) -> str:
        return f"{self.provider} {self.talent}: {self.get_state_display().lower()}"


class WebhookDelivery(models.Model):
    """A webhook that a provider sent and signed. Kept so that the same one twice does nothing twice."""

    provider = models.CharField(max_length=40)
    delivery = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    status = models.CharField(max_length=40, blank=True)
    received = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["provider", "delivery"], name="one_arrival_per_delivery")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.external_id}: {self.status}"


class RateLimit(models.Model):
    """Where steps queue for a provider ("provider:openai") or a workspace ("workspace:3").

    Locked while one worker takes a slot, so that several never take the same one. `passed` are the
    moments (seconds since 1970) of the last minute's entries; `served` and `turned_away` tell by
    workspace when it last got in and last did not, so that nobody is starved.
    """

    name = models.CharField(max_length=60, unique=True)
    passed = models.JSONField(default=list, blank=True)
    served = models.JSONField(default=dict, blank=True)
    turned_away = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class CancellationState(models.TextChoices):
    WAITING = "waiting", _("To be told")
    SENDING = "telling", _("Being told")
    SENT = "told", _("Told")
    DONE = "done", _("Done")


class Cancellation(models.Model):
    """A request that is out at a provider and that nobody wants any more.

    Written in the transaction that cancels the step, so that no crash forgets it: a worker tells
    the provider once and then asks until it says what it charged. `external_id` is empty as long as
    the provider's answer to the request is not there; `sent` is the step's `submitting`.
    """

    step = models.ForeignKey("generation.Step", models.CASCADE, related_name="cancellations")
    provider = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    sent = models.DateTimeField()
    state = models.CharField(max_length=8, choices=CancellationState, default=CancellationState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    ended = models.CharField(max_length=300, blank=True, help_text="What became of it")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["step", "sent"], name="one_recall_per_request")]
        indexes = [models.Index(fields=["state", "not_before"], name="due_recalls")]

    def __str__(self) -> str:
        return f"{self.provider} {self.external_id}: {self.get_state_display().lower()}"


class ModelList(models.Model):
    """When a provider's list of models was read last, and why it could not be.

    `voices` are [name, gender] of those that the account has, as it listed them then.
    """

    provider = models.CharField(max_length=40, unique=True)
    read = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    voices = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.provider


class SigningKeys(models.Model):
    """Public keys with which a provider signs what it sends us, fetched by a worker."""

    provider = models.CharField(max_length=40, unique=True)
    keys = models.JSONField(default=list, help_text="Base64url of the raw key, one each")
    fetched = models.DateTimeField(null=True, blank=True)
    wanted = models.DateTimeField(null=True, blank=True, help_text="When a signature fitted none of them")

    class Meta:
        verbose_name_plural = "signing keys"

    def __str__(self) -> str:
        return self.provider
