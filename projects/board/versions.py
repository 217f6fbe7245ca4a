"""Verbs about points to go back to: named versions of a board, and its trash."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from projects.board import editing, edits, snapshots
from projects.board.undo import KEPT_FOR
from projects.errors import BadInput, IllegalMove
from projects.models import BoardEdit, BoardVersion, Scene, VideoProject

MOST = 100
LONGEST_NAME = 80


def save(project: VideoProject, by: User | None, name: str) -> BoardVersion:
    """Keep the board as it is now under a name. No edit: what was agreed on holds. Twice keeps one."""
    name = name.strip()
    if not name:
        raise BadInput(gettext("Give the version a name."), "name")
    if len(name) > LONGEST_NAME:
        raise BadInput(
            gettext("A version's name has at most %(most)s characters.") % {"most": LONGEST_NAME}, "name"
        )
    if project.versions.count() >= MOST:
        raise BadInput(
            gettext("A board has at most %(most)s versions. Delete one that nobody needs.") % {"most": MOST},
            "name",
        )
    if not project.scenes.exists():
        raise BadInput(gettext("There is nothing to keep yet: the board has no scenes."), "name")
    with transaction.atomic():
        project = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        now, newest = edits.current(project), project.versions.first()
        if newest and newest.name == name and snapshots.are_same(now, newest.snapshot):
            return newest
        return project.versions.create(name=name, snapshot=now, by=by)


def keep_before(project: VideoProject, by: User | None, name: str) -> None:
    """Keep a version by itself before a job replaces the board; the oldest of that name makes room."""
    if not project.scenes.exists():
        return
    spare = project.versions.filter(name=name).last() or project.versions.last()
    if spare is not None and project.versions.count() >= MOST:
        delete(spare)
    save(project, by, name)


def restore(version: BoardVersion, by: User | None) -> bool:
    """Bring the board back to a version: one edit, that can be taken back. Whether anything was changed.

    Raises IllegalMove where a file or the brand kit of it is gone.
    """
    with editing.open_board(version.project, by) as row:
        if snapshots.are_same(edits.current(row), version.snapshot):
            return False
        snapshots.restore(row, version.snapshot)
        editing.touch(row, by, "restored version", subject=version.name)
    return True


def delete(version: BoardVersion) -> None:
    """Forget a version; of two clicks the second does nothing. The board stays as it is."""
    BoardVersion.objects.filter(pk=version.pk).delete()


# --- trash -----------------------------------------------------------------------------------
def trash(project: VideoProject) -> list[Scene]:
    """The scenes that were taken off a board, newest first."""
    return list(Scene.with_deleted.filter(project=project, deleted__isnull=False).order_by("-deleted", "pk"))


def bring_back(scene: Scene, by: User | None) -> Scene:
    """Put a scene of the trash at the end of its board. Of two clicks the second does nothing."""
    with editing.open_board(scene.project, by) as row:
        found = Scene.with_deleted.filter(pk=scene.pk).first()
        if found is None:
            raise IllegalMove(gettext("That scene is gone for good: the trash keeps scenes for 30 days."))
        if found.deleted is not None:
            if row.scenes.count() >= editing.MOST_SCENES:
                raise BadInput(
                    gettext("A board holds at most %(most)s scenes.") % {"most": editing.MOST_SCENES}
                )
            editing.bring_back(Scene.with_deleted.filter(pk=scene.pk))
            editing.renumber(row)
            found = Scene.objects.get(pk=scene.pk)
            editing.touch(row, by, "brought back scene", subject=found)
    return found


def purge(now: datetime | None = None) -> int:
    """Forget for good what was deleted, or done, longer than 30 days ago. Returns how many scenes.

    Called by the housekeeping, whichever project it is of.
    """
    before = (now or timezone.now()) - KEPT_FOR
    BoardEdit.objects.filter(created__lt=before).delete()
    gone = Scene.with_deleted.filter(deleted__lt=before)
    count = gone.count()
    gone.delete()
    return count
