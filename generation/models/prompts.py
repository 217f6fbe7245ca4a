"""Prompts: what is said to the models, in versions."""

from django.conf import settings
from django.db import models


class PromptTemplate(models.Model):
    """A named prompt, edited in the admin. What it says is in its versions; one is in use."""

    name = models.SlugField(unique=True)
    purpose = models.CharField(max_length=200)
    current = models.ForeignKey(
        "generation.PromptVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PromptVersion(models.Model):
    """What a prompt said at one time. Never changed: an edit is a new version."""

    template = models.ForeignKey(PromptTemplate, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_prompt_per_number")]

    def __str__(self) -> str:
        return f"{self.template} v{self.number}"
