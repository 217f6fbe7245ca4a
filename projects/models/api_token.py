"""What a program shows instead of a password."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# What a program may do with a token, each apart: a row holds their names, with spaces between.
SCOPES = {
    "read": _("Read"),
    "edit": _("Edit products and boards"),
    "render": _("Start jobs that make or cost something"),
    "approve": _("Decide: approve boards and videos, set budgets"),
}
ALL_SCOPES = " ".join(SCOPES)


class ApiToken(models.Model):
    """A key to the API. Only the SHA-256 of its text is kept: who reads the table cannot use it.

    A token is 160 random bits or more, so its hash needs no salt and no slow function. `start` are its
    first characters, by which its owner knows it again; `used` is the last use, to the minute. It never
    allows more than its user may do. `cap` is what jobs started with it may cost in all, in USD; None: no
    limit beside the budgets. After `expires` it opens nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=8)
    scopes = models.CharField(max_length=60, default=ALL_SCOPES)
    cap = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True)
    used = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("API token")

    def __str__(self):
        return f"{self.start}…"

    def may(self, scope):
        return scope in self.scopes.split()

    @property
    def scopes_in_words(self):
        """What it may do, in few words."""
        return gettext("all") if set(self.scopes.split()) >= set(SCOPES) else ", ".join(self.scopes.split())
