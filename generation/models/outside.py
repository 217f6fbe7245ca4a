"""The world outside: how each provider is doing, and what it told us by webhook."""

from django.db import models

CLOSED, OPENED, HALF_OPEN = "closed", "open", "half_open"


class Breaker(models.Model):
    """Whether a provider's talent is asked at the moment; shared by all workers.

    `closed` is the normal state. After too many failures in a row it is `open` until `until`; then
    one worker at a time may try (`half_open`, `probe` is that step's token). `needs_person` is set
    when only somebody at the provider's desk can help (a spent quota, a wrong key).
    """

    STATES = [(CLOSED, "Working"), (OPENED, "Not asked"), (HALF_OPEN, "Being tried")]
    provider = models.CharField(max_length=40)
    talent = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=STATES, default=CLOSED)
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

    def __str__(self):
        return f"{self.provider} {self.talent}: {self.get_state_display().lower()}"


class Arrival(models.Model):
    """A webhook that a provider sent and signed. Kept so that the same one twice does nothing twice."""

    provider = models.CharField(max_length=40)
    delivery = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    status = models.CharField(max_length=40, blank=True)
    received = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "delivery"], name="one_arrival_per_delivery")
        ]

    def __str__(self):
        return f"{self.provider} {self.external_id}: {self.status}"
