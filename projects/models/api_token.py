"""What a program shows instead of a password."""

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """A key to the API. Only the SHA-256 of its text is kept: who reads the table cannot use it.

    A token is 160 random bits or more, so its hash needs no salt and no slow function. `start` are its
    first characters, by which its owner knows it again; `used` is the last use, to the minute.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=8)
    created = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "API token"

    def __str__(self):
        return f"{self.start}…"
