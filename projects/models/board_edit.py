"""What people did to a board, so that it can be taken back, and points to go back to."""

from django.conf import settings
from django.db import models


class BoardEdit(models.Model):
    """One edit of a board by a person, as the values before and after it.

    `delta` is projects.board.edits.Delta. `undone` is when it was taken back; `undo_of` names the edit that
    this one took back. An edit that is older than its board's trash is purged with it.
    """

    project = models.ForeignKey("projects.VideoProject", models.CASCADE, related_name="edits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    delta = models.JSONField()
    files_in = ("delta",)
    undo_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    undone = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["project", "by", "-id"], name="newest_edit_of_a_person")]

    def __str__(self):
        return f"{self.verb} {self.subject}".strip()


class BoardVersion(models.Model):
    """A board as it was when somebody gave it a name; `snapshot` is projects.board.snapshots.Snapshot."""

    project = models.ForeignKey("projects.VideoProject", models.CASCADE, related_name="versions")
    name = models.CharField(max_length=80)
    snapshot = models.JSONField()
    files_in = ("snapshot",)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.name
