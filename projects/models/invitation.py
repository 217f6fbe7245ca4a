"""Who is asked to join a workspace, by a link that only they have."""

from django.conf import settings
from django.db import models

from projects.roles import EDITOR, Role


class Invitation(models.Model):
    """A link into a workspace with a role. Only the SHA-256 of its word is kept, as with API tokens.

    `email` is where it was sent, "" where the link was handed over otherwise. It is used once: `accepted` is
    when, `user` by whom; `revoked` is when an admin took it back.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=12, choices=Role, default=EDITOR)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.email or 'a link'} to {self.workspace}"
