"""Finished videos, and who accepted them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class SigningCertificate(models.Model):
    """A certificate that films of this studio were signed with. `chain` is PEM, its issuers behind it.

    `fingerprint` is its SHA-256. `sealed_key` is the key of one that was made here (`is_own`), encrypted; ""
    for an operator's, whose key stays in its file. Rows stay: films of before are known by them.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    chain = models.TextField()
    sealed_key = models.TextField(blank=True, editable=False)
    is_own = models.BooleanField("made by this studio itself")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.fingerprint[:12]


class Signature(models.Model):
    """One signed file, by its bytes; it stays when the file is gone, so that a copy is still known.

    `film` is the name that the file carries, `statement` what was said of it
    (rendering.provenance.statement). A film that was signed once more has several.
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    film = models.CharField(max_length=64, db_index=True)
    certificate = models.ForeignKey(SigningCertificate, models.PROTECT, related_name="signatures")
    statement = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.film[:12]


class RenderKind(models.TextChoices):
    FINAL = "final", _("Video")
    PREVIEW = "preview", _("Preview")


class RenderState(models.TextChoices):
    READY = "ready", _("Completed")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Render(models.Model):
    """One finished video of a board, in one ratio. The files are assets, each with its digest.

    A `final` one is of an approved board; a `preview` is small and of the board as it stood. One job
    may make several ratios.

    `report` is what was measured on the real file (frames, duration, loudness, peaks, streams).
    """

    project = models.ForeignKey("projects.VideoProject", models.CASCADE, related_name="renders")
    kind = models.CharField(max_length=8, choices=RenderKind, default=RenderKind.FINAL)
    aspect = models.CharField(max_length=5, blank=True)
    job = models.ForeignKey("generation.Job", models.SET_NULL, null=True, related_name="renders")
    submission = models.ForeignKey(
        "projects.Submission", models.SET_NULL, null=True, blank=True, related_name="renders"
    )
    digest = models.CharField(max_length=64)
    spec = models.JSONField()
    files_in = ("spec",)
    video = models.ForeignKey("projects.Asset", models.PROTECT, related_name="+")
    poster = models.ForeignKey("projects.Asset", models.PROTECT, null=True, related_name="+")
    srt = models.ForeignKey("projects.Asset", models.PROTECT, null=True, related_name="+")
    vtt = models.ForeignKey("projects.Asset", models.PROTECT, null=True, related_name="+")
    package = models.ForeignKey("projects.Asset", models.PROTECT, null=True, blank=True, related_name="+")
    duration_ms = models.PositiveIntegerField()
    frames = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    loudness = models.FloatField(null=True, help_text="LUFS, integrated, of the finished file")
    report = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=RenderState, default=RenderState.READY)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(frames__gt=0), name="a_render_has_frames"),
            models.UniqueConstraint(fields=["job", "aspect"], name="one_render_per_job_and_ratio"),
        ]

    def __str__(self) -> str:
        return f"{self.project} ({self.width}×{self.height}, {self.duration_ms / 1000:g} s)"

    @property
    def save_as(self) -> str:
        """The base name of its files when they are saved: “the-quiet-pour_9x16”, a preview's with its kind.

        The title comes in letters of any script; one without any letter or digit is “video”.
        """
        title = slugify(self.project.title, allow_unicode=True)[:50].strip("-_") or "video"
        ratio = (self.aspect or self.project.aspect).replace(":", "x")
        return f"{title}_{ratio}" + ("_preview" if self.kind == RenderKind.PREVIEW else "")
