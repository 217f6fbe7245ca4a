"""What people say about a board."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class LiveComments(models.Manager):
    """The comments that are there; those in the trash are left out."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted=None)


class AllComments(models.Manager):
    """Those in the trash, too."""


class Comment(models.Model):
    """A remark on a scene, or on the whole board when `scene` is empty; with a `parent`, an answer to it.

    `board_version` and `digest` say what it was made on: `digest` is of the scene as it was then, or of the
    board; "" in those of before that was kept. `guest_name` is who said it without an account. `at_ms` is a
    moment of the film, `anchor` a place on the frame (projects.board.anchors). `version` grows with each
    edit. `deleted` is when its author put it into the trash; one with answers stays in its place without
    its words. `resolved` is said of a first comment only.
    """

    project = models.ForeignKey("projects.VideoProject", models.CASCADE, related_name="comments")
    scene = models.ForeignKey(
        "projects.Scene", models.CASCADE, null=True, blank=True, related_name="comments"
    )
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    guest_name = models.CharField(max_length=60, blank=True, editable=False)
    text = models.TextField()
    at_ms = models.PositiveIntegerField(_("moment of the film"), null=True, blank=True)
    anchor = models.JSONField(_("place on the frame"), null=True, blank=True)
    board_version = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    edited = models.DateTimeField(null=True, blank=True)
    deleted = models.DateTimeField(null=True, blank=True, editable=False)
    resolved = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = LiveComments()
    with_deleted = AllComments()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.text[:60]

    @property
    def author_name(self):
        """Who said it: a member by their name, a guest by the one they gave."""
        if self.author:
            return self.author.get_username()
        return (
            gettext("%(name)s (guest)") % {"name": self.guest_name}
            if self.guest_name
            else gettext("Somebody")
        )
