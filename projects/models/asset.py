"""Made and uploaded files, each addressed by what was asked for it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AssetKind(models.TextChoices):
    IMAGE = "image", _("Picture")
    VOICE = "voice", _("Voice")
    MUSIC = "music", _("Music")
    CLIP = "clip", _("Clip")
    LIP_SYNC = "lip_sync", _("Talking clip")
    VIDEO = "video", _("Video")
    FILM = "film", _("Signed video")
    CAPTIONS = "captions", _("Captions")
    PACKAGE = "package", _("Editor's package")
    MASK = "mask", _("Mask of a photo")


def asset_path(asset, filename):
    """Storage name: by workspace and digest, so the same request always has the same place."""
    return f"{asset.workspace_id}/{asset.kind}/{asset.digest[:2]}/{filename}"


class Asset(models.Model):
    """One immutable file.

    `digest` is of the request (talent, provider, model, inputs, options), so asking twice finds
    the first answer; an upload's digest is of its bytes. `sha256` is always of the bytes.
    `meta` holds what a later room needs: focus and boxes of a picture, word times of a voice.
    `origin` is the provider's name, "upload" or "photo". `unused_since` is since when nothing names it
    (projects.media.unused_files).
    """

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=10, choices=AssetKind)
    digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=asset_path, max_length=300)
    mime = models.CharField(max_length=60)
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=40)
    model = models.CharField(max_length=80, blank=True)
    meta = models.JSONField(default=dict, blank=True)
    unused_since = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="one_asset_per_digest")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.digest[:10]}"

    @property
    def url(self):
        """Where a member of the workspace sees it; access is checked on every request."""
        return reverse("projects:asset", args=[self.pk, self.digest[:12]])


class Take(models.Model):
    """One attempt at a scene's picture, voice or clip. Older takes stay and can be picked again.

    `from_library`: it was made for another scene, and a person chose it for this one as it is.
    """

    scene = models.ForeignKey("projects.Scene", models.CASCADE, related_name="takes")
    kind = models.CharField(max_length=10, choices=AssetKind)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="takes")
    picked = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    from_library = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scene", "kind"], condition=models.Q(picked=True), name="one_picked_take_per_kind"
            ),
        ]

    def __str__(self):
        return gettext("%(kind)s take %(number)s") % {"kind": self.get_kind_display(), "number": self.pk}

    @property
    def is_own(self):
        """Whether a person brought it as it is: what it shows is theirs, and no machine makes it anew."""
        return self.from_library or self.asset.origin == "upload"
