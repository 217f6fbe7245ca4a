"""What follows from changes below: words are set into pictures at once, and imports get their worker."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.dispatch import receiver

from generation import actions
from generation.engine import dispatch, jobs, progress, queue
from generation.models import ACTIVE_JOB_STATES, Job, Step
from projects.board import takes
from projects.board.stale import StalePicture
from projects.errors import IllegalMove
from projects.models import (
    BUSY,
    AuditEntry,
    CatalogueImport,
    MailState,
    Notification,
    ProjectState,
    SentEvent,
    VideoProject,
)
from projects.signals import (
    board_changed,
    events_waiting,
    import_moved,
    import_waiting,
    notified,
    project_leaves,
    recorded,
)

# A job draws, or is about to draw, in these.
_AT_WORK = {*BUSY, ProjectState.ILLUSTRATING}


@receiver(board_changed, dispatch_uid="generation.set_words_anew")
def set_words_anew(sender: Any, project: VideoProject, by: User | None, **_: Any) -> None:
    if by is None:
        return
    row = VideoProject.objects.get(pk=project.pk)
    if row.state in _AT_WORK:
        return
    found = [one for one in actions.mendable(row) if _is_set_at_once(one)]
    if found and actions.is_free_to_mend(found):
        jobs.enqueue(row, "regenerate", by=by, **actions.mend_options(found))


def _is_set_at_once(one: StalePicture) -> bool:
    """Not where a chosen clip would be lost with the picture, nor what was tried with these very words."""
    if not one.is_set_at_once or takes.chosen_clip(one.scene) is not None:
        return False
    last = Step.objects.filter(scene=one.scene, talent="image").order_by("-pk").first()
    return last is None or last.request.get("words") != list(one.words)


@receiver(notified, dispatch_uid="generation.send_mails")
def send_mails(sender: Any, rows: list[Notification], **_: Any) -> None:
    for row in rows:
        if row.mail == MailState.DUE:
            queue.send_mail(row.pk)


@receiver(import_waiting, dispatch_uid="generation.send_import")
def send_import(sender: Any, row: CatalogueImport, **_: Any) -> None:
    dispatch.notify_import(row)


@receiver(import_moved, dispatch_uid="generation.tell_import")
def tell_import(sender: Any, row: CatalogueImport, **_: Any) -> None:
    transaction.on_commit(lambda: progress.notify(progress.import_group(row.pk)))


@receiver(project_leaves, dispatch_uid="generation.refuse_while_at_work")
def refuse_while_at_work(sender: Any, project: VideoProject, **_: Any) -> None:
    if Job.objects.filter(project=project, state__in=ACTIVE_JOB_STATES).exists():
        raise IllegalMove("A job is at work on it. Wait for it, or cancel it, and then delete.")


@receiver(recorded, dispatch_uid="generation.tell_board")
def tell_board(sender: Any, entry: AuditEntry, **_: Any) -> None:
    """Whoever has the board open, or a list with it, hears of it at once."""
    if entry.project_id is not None:
        board, lists = progress.board_group(entry.project_id), progress.workspace_group(entry.workspace_id)
        transaction.on_commit(lambda: progress.notify(board))
        transaction.on_commit(lambda: progress.notify(lists))


@receiver(events_waiting, dispatch_uid="generation.send_events")
def send_events(sender: Any, rows: list[SentEvent], **_: Any) -> None:
    for row in rows:
        queue.send_event(row.pk)
