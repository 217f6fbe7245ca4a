"""Who may look at one board without an account."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class GuestLink(models.Model):
    """A link to one project. Only the SHA-256 of its word is kept, as with API tokens.

    `scopes` are some of projects.guests.links.SCOPES; looking is always one. `password` is a hash, "" where
    none is asked. `failed` wrong passwords were tried since `failed_from`. What a guest decides, they decide
    for `created_by`, who lent them that.
    """

    project = models.ForeignKey("projects.VideoProject", models.CASCADE, related_name="guest_links")
    label = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)
    used = models.DateTimeField(null=True, blank=True)
    failed = models.PositiveIntegerField(default=0, editable=False)
    failed_from = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.label} ({self.project})"

    @property
    def is_open(self):
        return self.revoked is None and self.expires > timezone.now()
