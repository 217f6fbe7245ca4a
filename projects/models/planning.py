"""Order in a list of projects: tags, filters that people keep, and what was done to many at once."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Tag(models.Model):
    """A word of a workspace's own to find projects by; capitals make no other tag."""

    workspace = models.ForeignKey("projects.Workspace", models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint("workspace", Lower("name"), name="one_tag_per_name"),
        ]

    def __str__(self):
        return self.name


class SavedFilter(models.Model):
    """A person's choices in the list of projects, under a name. `query` is as in an address: `due=week`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [models.UniqueConstraint("user", Lower("name"), name="one_filter_per_name")]

    def __str__(self):
        return self.name


class BulkEdit(models.Model):
    """What a person did to many projects in one go, so that it can be taken back.

    `before` and `after` hold by the key of a project (as text) what the verb changed: the person's key, the
    day, the names of the tags, or nothing where the verb says it. `undone` is when it was taken back.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulk_edits")
    verb = models.CharField(max_length=12)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.by} {self.verb} {len(self.before)} projects"
