"""Decisions in a row: what a workspace asks for, and how far one submission came."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.roles import APPROVER, VIEWER, Role

# Who only looks decides where they are named, never by role.
DECIDING_ROLES = [(value, label) for value, label in Role.choices if value != VIEWER]


class StageRule(models.Model):
    """Who decides at one stage of review, and how long they have.

    `person` where somebody is named; else whoever has at least `role`. `days` is None where nothing is due.
    """

    position = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(3)])
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=12, choices=DECIDING_ROLES, default=APPROVER)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self):
        return self.name

    @property
    def decider(self):
        """Who decides, in words."""
        return str(self.person) if self.person_id else _AT_LEAST[self.role]


_AT_LEAST = {"editor": _("any editor"), "approver": _("any approver"), "admin": _("an admin")}


class ReviewStage(StageRule):
    """One of the one to three decisions that a workspace asks for. Without a row: one, by an approver."""

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="review_stages")
    days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta(StageRule.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace", "position"], name="one_review_stage_per_position")
        ]


class ReviewStep(StageRule):
    """A stage of one submission, as the workspace asked for it when the board was submitted.

    It is open from `begun` until `decided`. `reminded` and `told_late` are when its deciders were reminded,
    and when they were told that it is overdue.
    """

    submission = models.ForeignKey("projects.Submission", models.CASCADE, related_name="steps")
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    begun = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    reminded = models.DateTimeField(null=True, blank=True, editable=False)
    told_late = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(StageRule.Meta):
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="one_review_step_per_position")
        ]
        indexes = [
            models.Index(fields=["due"], name="review_step_due", condition=Q(decided=None)),
        ]

    @property
    def state(self):
        """ "waiting", "open", "approved" or "changes"."""
        if self.decided:
            return "approved" if self.approved else "changes"
        return "open" if self.begun else "waiting"
