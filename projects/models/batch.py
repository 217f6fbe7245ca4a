"""Many at once: choices kept under a name, and a batch of products made by them, a row for each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preset(models.Model):
    """What the form of a new project sets, under a name; `is_default` is where that form begins.

    `choices` are fields of a project (`projects.board.presets.FIELDS`), with `stop_at` beside them.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="presets")
    name = models.CharField(max_length=80)
    choices = models.JSONField(default=dict)
    brand_kit = models.ForeignKey(
        "projects.BrandKit", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_default = models.BooleanField(_("the workspace's default"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="one_preset_per_name"),
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(is_default=True), name="one_default_preset"
            ),
        ]

    def __str__(self):
        return self.name


class BatchState(models.TextChoices):
    """`admitting`: what it costs is compared with the budget; `working`: its boards are started and sent on;
    `over`: the studio does nothing more with it by itself."""

    ADMITTING = "admitting", _("Looking at the cost")
    WORKING = "working", _("At work")
    OVER = "over", _("Started")


class Admission(models.TextChoices):
    EACH = "each", _("As many as the budget has room for")
    ALL = "all", _("All of them or none")


class BatchRowState(models.TextChoices):
    """What the batch has done with a product; how its board stands says the project.

    `again`: somebody asked to go on with a board that failed or was cancelled.
    """

    WAITING = "waiting", _("Waiting")
    ADMITTED = "admitted", _("Admitted")
    STARTED = "started", _("Started")
    AGAIN = "again", _("To be tried again")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Batch(models.Model):
    """Products made into boards by one preset. `choices` and `brand_kit` are the preset's, as it was then.

    `submits`: each board is sent to review when its pictures are there. `notified` is when the workers
    were last told of it. `mark` is a random word of the form that began it: pressed twice, it is one batch.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="batches")
    name = models.CharField(max_length=120)
    preset = models.ForeignKey(Preset, models.SET_NULL, null=True, blank=True, related_name="+")
    preset_name = models.CharField("preset", max_length=80)
    choices = models.JSONField(default=dict)
    brand_kit = models.ForeignKey(
        "projects.BrandKit", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    admission = models.CharField(max_length=4, choices=Admission, default=Admission.EACH)
    submits = models.BooleanField(_("sends boards to review"), default=True)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.ADMITTING, db_index=True)
    mark = models.CharField(max_length=40, blank=True, editable=False)
    notified = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "mark"], condition=~Q(mark=""), name="one_batch_per_mark"
            )
        ]

    def __str__(self):
        return self.name


class BatchRow(models.Model):
    """One product of a batch, and the project that was made of it.

    `estimate` is the most its storyboard was thought to cost, in `currency`; None before that was looked
    at. `unpriced` names what it would ask that has no known price. `problem` says in words why it was
    refused, failed, or was not sent to review. `asked_by` is who asked for it last; `sent_on` when it was
    sent to review, or was tried to.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    product = models.ForeignKey("projects.Product", models.SET_NULL, null=True, blank=True, related_name="+")
    product_name = models.CharField("product", max_length=200)
    project = models.OneToOneField(
        "projects.VideoProject", models.SET_NULL, null=True, blank=True, related_name="batch_row"
    )
    state = models.CharField(max_length=10, choices=BatchRowState, default=BatchRowState.WAITING)
    estimate = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    unpriced = models.CharField(max_length=300, blank=True)
    problem = models.CharField(max_length=600, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_on = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "product"], name="one_row_per_product"),
            models.UniqueConstraint(fields=["batch", "position"], name="one_row_per_position"),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="batch_rows_by_state")]

    def __str__(self):
        return self.product_name
