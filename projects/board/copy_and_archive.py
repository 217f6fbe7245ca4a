"""Verbs about a project as a whole: a second one like it, out of the list and back, the trash."""

import logging
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext

from projects import access
from projects.audit import record
from projects.board import snapshots
from projects.errors import IllegalMove, Refused
from projects.models import BUSY, ProjectState, VideoProject
from projects.signals import project_leaves

log = logging.getLogger(__name__)

# How long a project is in the trash before it goes for good.
IN_TRASH = timedelta(days=30)

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
            raise IllegalMove(
                gettext("A job is at work on this board. Wait for it, or cancel it, and then copy.")
            )
        title = gettext("%(title)s (copy)") % {"title": row.title[:190]}
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
            raise IllegalMove(
                gettext("Somebody or something is at work on it: it cannot go to the archive now.")
            )
        if VideoProject.objects.filter(pk=row.pk, archived=None).update(archived=timezone.now()):
            record(row, "archived", by=by)


def unarchive(project: VideoProject, by: User) -> None:
    """Back into the list. Of two clicks the second does nothing."""
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        if VideoProject.objects.filter(pk=project.pk).exclude(archived=None).update(archived=None):
            record(project, "took out of the archive", by=by)


# --- the trash -----------------------------------------------------------------------------------
def trash(project: VideoProject, by: User) -> None:
    """Into the trash, for 30 days. Refused in review, and while a job is at work. Twice is once."""
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        row = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        if row.deleted:
            return
        if row.state == ProjectState.IN_REVIEW:
            raise IllegalMove(gettext("It is in review. Take it out of review first, and then delete it."))
        _ask_others(row, forever=False)
        record(row, "deleted project", by=by, old=row.title)
        VideoProject.objects.filter(pk=row.pk).update(deleted=timezone.now())


def bring_back(project: VideoProject, by: User) -> None:
    """Out of the trash, as it was. Of two clicks the second does nothing."""
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        if VideoProject.objects.filter(pk=project.pk).exclude(deleted=None).update(deleted=None):
            record(project, "brought back project", by=by, new=project.title)


def purge(now: datetime | None = None) -> int:
    """Forget what was in the trash for 30 days; what finished videos are of stays. Returns how many went.

    Files go by projects.media.unused_files, once nothing else names them. The ledger and the audit stay.
    """
    before = (now or timezone.now()) - IN_TRASH
    keys = VideoProject.objects.filter(deleted__lte=before).order_by("deleted").values_list("pk", flat=True)
    return sum(_purge(pk, before) for pk in keys[:500])


def _purge(pk: int, before: datetime) -> bool:
    try:
        with transaction.atomic():
            row = VideoProject.objects.select_for_update().filter(pk=pk, deleted__lte=before).first()
            if row is None:
                return False
            _ask_others(row, forever=True)
            record(row, "purged project", old=row.title)
            row.delete()
    except (Refused, ProtectedError) as reason:
        log.debug("project %s stays in the trash: %s", pk, reason)
        return False
    return True


def _ask_others(project: VideoProject, forever: bool) -> None:
    if project.state in BUSY:
        raise IllegalMove(gettext("A job is at work on it. Wait for it, or cancel it, and then delete."))
    project_leaves.send(sender=VideoProject, project=project, forever=forever)
