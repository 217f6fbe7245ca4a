"""What a program was answered, for when it asks again."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class StoredAnswer(models.Model):
    """The answer to a call with an Idempotency-Key. `status` is empty while the call is at work.

    `fingerprint` is the SHA-256 of method, address and body. `holder` is a random word of the process that
    is at work on it since `claimed`: one that was killed gives the key back after a while.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    holder = models.CharField(max_length=32)
    claimed = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    location = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]

    def __str__(self):
        return self.key
