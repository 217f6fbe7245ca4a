"""Files of products that are brought in by the workers, what became of their lines, and chosen columns."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVE_IMPORTS = (ImportState.WAITING, ImportState.RUNNING)


# An import that nobody has taken is told of again after so long.
NOTIFY_AGAIN = timedelta(seconds=60)


class CatalogueImportQuerySet(models.QuerySet):
    """What workers ask of imports. Here, where it can be asked without all that reads files."""

    def free(self, now):
        """Imports that a worker may take: not held, and the oldest of each workspace.

        Imports of a workspace are brought in one after the other: the later file has the last word.
        """
        unheld = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        older = CatalogueImport.objects.filter(
            workspace=models.OuterRef("workspace"), pk__lt=models.OuterRef("pk"), state__in=ACTIVE_IMPORTS
        )
        return self.filter(unheld, state__in=ACTIVE_IMPORTS).exclude(models.Exists(older))

    def due(self, now):
        """Imports that a worker should take, and none was told of lately, the oldest first."""
        untold = models.Q(notified=None) | models.Q(notified__lt=now - NOTIFY_AGAIN)
        return self.free(now).filter(untold).order_by("pk")


class CatalogueImport(models.Model):
    """One file on its way into the catalogue. Verbs: projects.catalog.imports.

    `digest` is of the file, its photos and all choices: the same once more while it is at work is the same
    import. `done` of `total` products are decided; `total` is null until a worker has read the file.
    `usual` is the currency of prices that name none, as it was when the work began. Whoever works on it
    holds it by `holder` until `lease_until`. `attempts` counts the takings since the last progress.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField("file", max_length=200)
    digest = models.CharField(max_length=64)
    sheet = models.FileField(max_length=300)
    archive = models.FileField(_("ZIP of photos"), max_length=300, blank=True)
    photos = models.FileField("photos", max_length=300, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(null=True, blank=True)
    dry_run = models.BooleanField(_("only checked"), default=False)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    error = models.CharField(max_length=500, blank=True)
    usual = models.CharField(max_length=3, blank=True)
    total = models.PositiveIntegerField("products", null=True)
    done = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField("new", default=0)
    updated_count = models.PositiveIntegerField("changed", default=0)
    unchanged_count = models.PositiveIntegerField("unchanged", default=0)
    refused_count = models.PositiveIntegerField("refused", default=0)
    notes = models.JSONField(default=list, blank=True)
    silent_hosts = models.JSONField(default=dict, blank=True)
    holder = models.CharField(max_length=32, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    notified = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    objects = CatalogueImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "import"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "digest"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="one_import_of_a_file_at_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "id"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="active_imports",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_over(self):
        return self.state not in ACTIVE_IMPORTS

    @property
    def percent(self):
        """0 to 100."""
        if self.state == ImportState.DONE:
            return 100
        return self.done * 100 // self.total if self.total else 0

    @property
    def left(self):
        """Products that were not decided: what a cancel or a failure left."""
        return (self.total or 0) - self.done

    @property
    def counts(self):
        """{"created", "updated", "unchanged", "refused"}: products; refused are also lines that are none."""
        return {
            "created": self.created_count,
            "updated": self.updated_count,
            "unchanged": self.unchanged_count,
            "refused": self.refused_count,
        }


class ImportPart(models.Model):
    """What became of the lines of some products: committed together with what was done to those.

    `start` is the place of its first product in the file, or -1 for lines that belong to no product.
    `rows` are [line, handle, outcome, message], see projects.catalog.report.
    """

    of = models.ForeignKey(CatalogueImport, models.CASCADE, related_name="parts")
    start = models.IntegerField()
    rows = models.JSONField(default=list)

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["of", "start"], name="one_part_per_place")]

    def __str__(self):
        return f"{self.of} from {self.start}"


class ColumnChoice(models.Model):
    """Which column is what, as people of a workspace chose it for files with one kind of header.

    `shape` is the SHA-256 of the header's names (projects.catalog.columns.shape); `mapping` is
    {our name: theirs}.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="column_choices")
    shape = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "shape"], name="one_choice_per_header")]

    def __str__(self):
        return ", ".join(name for name in self.mapping.values() if name)
