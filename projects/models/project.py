"""What is being made: the project, its scenes in order, and the people in them."""

import math

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import caption_looks, formats, styles
from projects.clock import DatedRows
from projects.languages import wording


class ProjectState(models.TextChoices):
    """Where a project is; projects/board/states.py says which moves there are. The API shows the values."""

    DRAFT = "draft", _("Draft")
    WRITING = "writing", _("Writing")
    SCRIPT_READY = "script_ready", _("Script ready")
    ILLUSTRATING = "illustrating", _("Illustrating")
    STORYBOARD_READY = "storyboard_ready", _("Storyboard ready")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    RENDERING = "rendering", _("Rendering")
    COMPLETED = "completed", _("Completed")
    REJECTED = "rejected", _("Rejected")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# In these a job owns the board: an edit would be overwritten or would not be what is rendered.
BUSY = {ProjectState.WRITING, ProjectState.RENDERING}
# What was due is there.
FINISHED = {ProjectState.COMPLETED}


class ProjectSource(models.TextChoices):
    PRODUCT = "product", _("Product")
    PROMPT = "prompt", _("Prompt")
    SCRIPT = "script", _("Script")


class SceneTransition(models.TextChoices):
    """How a scene comes in. The composer knows the same names (rendering/spec/schema.py)."""

    CUT = "cut", _("Cut")
    FADE = "fade", _("Fade")
    SLIDE = "slide", _("Slide")
    WIPE = "wipe", _("Wipe")
    ZOOM = "zoom", _("Zoom")


class Beat(models.TextChoices):
    """What a scene does in the story."""

    HOOK = "hook", _("Hook")
    CONTEXT = "context", _("Context")
    PRODUCT = "product", _("Product")
    PROOF = "proof", _("Proof")
    CONTENT = "content", _("Content")
    CLOSING = "closing", _("Closing")
    CTA = "cta", _("Cta")


class SubmissionState(models.TextChoices):
    OPEN = "open", _("In review")
    APPROVED = "approved", _("Approved")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    VOIDED = "voided", _("Voided by an edit")


MODES = [(name, _(label)) for name, label in styles.MODES.items()]
STYLES = [(style.name, _(style.label)) for style in styles.STYLES.values()]
ASPECTS = [(name, name) for name in formats.ASPECTS]
RESOLUTIONS = [(name, name) for name in formats.RESOLUTIONS]
CAPTION_LOOKS = [(name, _(label)) for name, label in caption_looks.LOOKS.items()]
ACCENTS = [("none", _("None"))]

# Fields whose machine value a person may replace; generation then leaves them alone.
EDITABLE = (
    "text",
    "duration_ms",
    "transition",
    "visual_prompt",
    "motion_prompt",
    "headline",
    "detail",
    "speaker_id",
    "focus_x",
    "focus_y",
)
# What a copy of a scene takes over, its takes aside.
SCENE_FIELDS = (*EDITABLE, "beat", "static", "heading", "action", "photo", "placement")


_SHARE = [MinValueValidator(0), MaxValueValidator(1)]


class Character(models.Model):
    """Someone who speaks. `voice` is a provider's voice name; "" means the project's voice.

    `called` is the name in the script, where a person gave them another; "" while it is the same.
    `mouth` is where a person marked it on the portrait: projects.board.mouth_marks says how, and reads it.
    """

    project = models.ForeignKey("projects.VideoProject", models.CASCADE, related_name="characters")
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    voice = models.CharField(max_length=80, blank=True)
    called = models.CharField(max_length=80, blank=True)
    portrait = models.ForeignKey("projects.Asset", models.SET_NULL, null=True, blank=True, related_name="+")
    mouth = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_character_per_name")]

    def __str__(self):
        return self.name


class VideoProject(models.Model):
    """One video in the making. Durations are milliseconds.

    `board_version` counts every edit of the board; `edited` is set when a person touched it. `archived` is
    when somebody put it out of the list. `assignee`, `due` and `tags` say who works on it, until which day,
    and where it belongs: no part of the board, so they end no approval (projects.planning).
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="projects")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=10, choices=ProjectSource)
    product = models.ForeignKey(
        "projects.Product", models.SET_NULL, null=True, blank=True, related_name="projects"
    )
    prompt = models.TextField(blank=True)
    script = models.TextField(blank=True)
    mode = models.CharField(max_length=20, choices=MODES, default="creative_ad")
    style = models.CharField(max_length=12, choices=STYLES, default="minimal")
    target_ms = models.PositiveIntegerField(
        default=15_000, validators=[MinValueValidator(5_000), MaxValueValidator(300_000)]
    )
    aspect = models.CharField(max_length=5, choices=ASPECTS, default="9:16")
    resolution = models.CharField(max_length=6, choices=RESOLUTIONS, default="1080p")
    language = models.CharField(max_length=12, default="en")
    voice = models.CharField(max_length=80, blank=True)
    captions = models.BooleanField(_("burn in captions"), default=True)
    caption_look = models.CharField(
        _("look of the captions"),
        max_length=8,
        choices=CAPTION_LOOKS,
        blank=True,
        help_text=_("Empty: the style's."),
    )
    accents = models.CharField(
        _("light and shapes"), max_length=4, choices=ACCENTS, blank=True, help_text=_("Empty: by style.")
    )
    signs = models.BooleanField(
        _("signs over the picture"),
        default=True,
        help_text=_(
            "Lower thirds, prices and buttons that come in; off: only what pictures show themselves."
        ),
    )
    keep_product = models.BooleanField(
        _("keep product pixels"),
        default=True,
        help_text=_("The product's real photo is laid over painted scenes; off: a painter draws it freely."),
    )
    call_to_action = models.CharField(max_length=120, blank=True)
    brand_kit = models.ForeignKey(
        "projects.BrandKit", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    music = models.ForeignKey("projects.Asset", models.SET_NULL, null=True, blank=True, related_name="+")
    music_on = models.BooleanField("music", default=True)
    music_volume_db = models.FloatField(
        default=-12.0, validators=[MinValueValidator(-40), MaxValueValidator(0)]
    )
    music_seed = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Which bed is composed; empty: by the project's seed.")
    )
    seed = models.PositiveIntegerField(default=1)
    facts = models.JSONField(default=dict, blank=True, help_text=_("What analysis found in the product."))
    state = models.CharField(
        max_length=20, choices=ProjectState.choices, default=ProjectState.DRAFT, db_index=True
    )
    problem = models.CharField(max_length=400, blank=True)
    board_version = models.PositiveIntegerField(default=0)
    poster = models.ForeignKey("projects.Asset", models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    tags = models.ManyToManyField("projects.Tag", blank=True, related_name="projects")
    archived = models.DateTimeField(null=True, blank=True, editable=False)
    # When it went into the trash; None while it is there. projects.access finds those that are there.
    deleted = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated", "-pk"]
        indexes = [
            models.Index(fields=["workspace", "-updated"], name="newest_first_in_workspace"),
            # Whoever runs the studio sees those of all workspaces.
            models.Index(fields=["-updated", "-id"], name="newest_first"),
        ]

    def __str__(self):
        return self.title

    @property
    def frame_size(self):
        return formats.frame_size(self.aspect, self.resolution)

    @property
    def total_ms(self):
        return sum(scene.duration_ms for scene in self.scenes.all())

    @property
    def off_by_ms(self):
        """How much longer (positive) or shorter the board is than its target."""
        return self.total_ms - self.target_ms

    @property
    def is_busy(self):
        return self.state in BUSY

    @property
    def is_overdue(self):
        """Its day has passed, and there is no film that it was due for."""
        return self.due is not None and self.due < timezone.localdate() and self.state not in FINISHED

    @property
    def look(self):
        return styles.STYLES[self.style]


class LiveScenes(models.Manager):
    """The scenes that are on a board; those in its trash are left out."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted=None)


class AllScenes(models.Manager):
    """Those in the trash, too."""


class Scene(models.Model):
    """One shot of the board. `scene_index` counts from 1; `version` grows with each change.

    `edited` lists the fields a person has set: generation never overwrites those.
    `problem` says why its last picture failed, "" when nothing did; `notes` says by kind of take what
    of it came out otherwise than wished ({"clip": "It stays a still picture: …"}).
    `focus_x` and `focus_y` (shares from the left and the top) are what stays in sight where its clip or
    picture is cut; both or neither: then the picture's own, or the middle.
    `photo` is the SHA-256 of the product's photo that it shows, "" where the studio chooses.
    `placement` is where a person put words and product on the frame, by ratio
    (projects.board.pictures.places): {} where they stand as the layout has them.
    `deleted` is when it went into the trash, with its takes and comments; None on the board. `objects`, and
    so `project.scenes`, are those on the board.
    """

    project = models.ForeignKey(VideoProject, models.CASCADE, related_name="scenes")
    scene_index = models.PositiveIntegerField()
    beat = models.CharField(max_length=10, choices=Beat, default=Beat.CONTENT)
    text = models.TextField(blank=True)
    speaker = models.ForeignKey(Character, models.SET_NULL, null=True, blank=True, related_name="scenes")
    duration_ms = models.PositiveIntegerField(validators=[MinValueValidator(500), MaxValueValidator(300_000)])
    visual_prompt = models.TextField(blank=True)
    motion_prompt = models.TextField(blank=True)
    transition = models.CharField(max_length=6, choices=SceneTransition, default=SceneTransition.CUT)
    static = models.BooleanField(_("stays a still picture"), default=False)
    headline = models.CharField(max_length=120, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    action = models.TextField(blank=True)
    edited = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    problem = models.CharField(max_length=400, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    focus_x = models.FloatField(null=True, blank=True, validators=_SHARE)
    focus_y = models.FloatField(null=True, blank=True, validators=_SHARE)
    photo = models.CharField(max_length=64, blank=True, default="", editable=False)
    placement = models.JSONField(default=dict, blank=True, editable=False)
    deleted = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LiveScenes()
    with_deleted = AllScenes()

    class Meta:
        ordering = ["scene_index", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "scene_index"],
                condition=Q(deleted=None),
                name="one_scene_per_index",
            ),
        ]

    def __str__(self):
        return gettext("Scene %(number)s") % {"number": self.scene_index}

    def picked(self, kind):
        """The take in use for `kind`, or None. Uses prefetched takes where there are some."""
        fetched = getattr(self, "_prefetched_objects_cache", {}).get("takes")
        rows = self.takes.all() if fetched is None else fetched  # .all() copies a query each time
        return next((take for take in rows if take.kind == kind and take.picked), None)

    @property
    def picture(self):
        return self.picked("image")

    @property
    def focus(self):
        """(x, y) in shares that a person chose, or None."""
        return None if self.focus_x is None or self.focus_y is None else (self.focus_x, self.focus_y)

    def clean(self):
        if (self.focus_x is None) != (self.focus_y is None):
            raise ValidationError(
                {"focus_y": gettext("Say how far from the left and from the top, or neither.")}
            )
        if self.focus and any(map(math.isnan, self.focus)):
            raise ValidationError({"focus_x": gettext("Say it in shares, 0 to 1.")})


class Submission(models.Model):
    """A board put up for review: of one exact content digest, with a copy of what it said.

    `snapshot` (projects.board.snapshots) is what brings it back after an edit; {} in those of before there
    was one. `voided` is when an edit voided it, `held` the state that the project had until then.
    """

    project = models.ForeignKey(VideoProject, models.CASCADE, related_name="submissions")
    digest = models.CharField(max_length=64)
    board = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=SubmissionState.choices, default=SubmissionState.OPEN)
    snapshot = models.JSONField(default=dict, blank=True, editable=False)
    files_in = ("board", "snapshot")
    voided = models.DateTimeField(null=True, blank=True, editable=False)
    held = models.CharField(max_length=20, blank=True, editable=False)
    note = models.TextField(blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    decided = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state=SubmissionState.OPEN),
                name="one_open_submission_per_project",
            )
        ]

    def __str__(self):
        return f"{self.project}: {wording.inside(self.get_state_display())}"


class AuditEntry(models.Model):
    """Who did what, when. Append-only: written with the change it tells, never changed."""

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="audit")
    project = models.ForeignKey(VideoProject, models.SET_NULL, null=True, blank=True, related_name="audit")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = DatedRows.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(fields=["workspace", "-created"], name="audit_newest_first"),
            # The admin's days and verbs are those of all rows.
            models.Index(fields=["created"], name="audit_by_day"),
            models.Index(fields=["verb"], name="audit_by_verb"),
        ]

    def __str__(self):
        return f"{self.actor_name} {self.verb} {self.subject}"
