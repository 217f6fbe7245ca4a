"""Verbs about a project as a whole: a second one like it, and out of the list and back."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from projects import access
from projects.audit import record
from projects.board import snapshots
from projects.errors import IllegalMove
from projects.models import BUSY, ProjectState, VideoProject

# A second press within this time finds the copy that the first made.
COPIED_AGAIN = timedelta(seconds=20)
# Beside what a snapshot holds: what the video is about.
ABOUT = ("workspace", "source", "product", "prompt", "script", "facts", "poster")


def duplicate(project: VideoProject, by: User) -> VideoProject:
    """A new project with the same board: words, people, and the takes in use. Nothing is paid for again.

    What was agreed on, comments, videos and costs stay with the first.
    """
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        row = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        if row.state in BUSY:
            raise IllegalMove("A job is at work on this board. Wait for it, or cancel it, and then copy.")
        title = f"{row.title[:190]} (copy)"
        since = timezone.now() - COPIED_AGAIN
        same = VideoProject.objects.filter(
            workspace=row.workspace, created_by=by, title=title, created__gt=since
        )
        if known := same.first():
            return known
        has_board = row.scenes.exists()
        state = ProjectState.STORYBOARD_READY if has_board else ProjectState.DRAFT
        values = {name: getattr(row, name) for name in ABOUT}
        made = VideoProject.objects.create(title=title, created_by=by, state=state, **values)
        found = snapshots.take(row)
        snapshots.restore(made, {**found, "project": {**found["project"], "title": title}})
        record(made, "made a copy", by=by, old=row.title, new=title, of=row.pk)
    return VideoProject.objects.get(pk=made.pk)


def archive(project: VideoProject, by: User) -> None:
    """Out of the list; nothing is lost. Of two clicks the second does nothing."""
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        row = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        if row.state in BUSY or row.state == ProjectState.IN_REVIEW:
            raise IllegalMove("Somebody or something is at work on it: it cannot go to the archive now.")
        if VideoProject.objects.filter(pk=row.pk, archived=None).update(archived=timezone.now()):
            record(row, "archived", by=by)


def unarchive(project: VideoProject, by: User) -> None:
    """Back into the list. Of two clicks the second does nothing."""
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        if VideoProject.objects.filter(pk=project.pk).exclude(archived=None).update(archived=None):
            record(project, "took out of the archive", by=by)
