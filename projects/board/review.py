"""Verbs of agreement: submit, approve, ask for changes, and what voids them.

An approval is of one exact digest. Whoever calls (page, API, admin, command line) calls these.
"""

from django.db import transaction
from django.utils import timezone

from projects import access
from projects.audit import record
from projects.board import states
from projects.board.digest import board, digest_of
from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed
from projects.models import Submission, VideoProject
from projects.signals import project_approved


def submit(project, by):
    """Put the board up for review as it is now."""
    access.require(by, project.workspace, "edit")
    _check_complete(project)
    with transaction.atomic():
        project = _locked(project)
        states.move(project, states.IN_REVIEW, by=by)
        content = board(project)
        return project.submissions.create(digest=digest_of(content), board=content, submitted_by=by)


def approve(project, by, note="", expecting=None):
    """Agree to exactly what was submitted, and start the render.

    `expecting` is the digest the approver looked at: if the board is another by now, nothing is
    approved and Conflict is raised.
    """
    access.require(by, project.workspace, "approve")
    with transaction.atomic():
        project = _locked(project)
        submission = _open_submission(project)
        _check_own(project, submission, by)
        if expecting not in (None, submission.digest):
            raise Conflict("The board changed after it was submitted. Look at it again before approving.")
        holds = digest_of(board(project)) == submission.digest
        if holds:
            _agree(project, submission, by, note)
        else:
            void(project, by)
    if not holds:
        raise Conflict(
            "The board, its product or its brand kit changed after it was submitted, so it was taken out of "
            "the queue. Submit it again."
        )
    return submission


def _agree(project, submission, by, note):
    _decide(submission, "approved", by, note)
    states.move(project, states.APPROVED, by=by, digest=submission.digest)
    record(project, "approved", by=by, new=submission.digest[:12], note=note)
    project_approved.send(sender=VideoProject, project=project, submission=submission, by=by)


def ask_changes(project, by, note):
    """Send the board back with a note that says what to change."""
    access.require(by, project.workspace, "approve")
    if not note.strip():
        raise BadInput("Say what should change, so that the editor can act on it.", "note")
    with transaction.atomic():
        project = _locked(project)
        submission = _open_submission(project)
        _decide(submission, "changes_requested", by, note.strip())
        states.move(project, states.CHANGES_REQUESTED, by=by)
        record(project, "asked for changes", by=by, note=note.strip())
    return submission


def void(project, by):
    """After an edit: whatever was agreed, or asked to be agreed, is not this board any more."""
    project.submissions.filter(state="open").update(state="voided", decided=timezone.now())
    stale = project.submissions.filter(state="approved").update(state="voided")
    project = VideoProject.objects.get(pk=project.pk)
    if stale:
        record(project, "approval voided", by=by)
    if project.state in _FALLS_BACK and project.scenes.exists():
        states.move(project, states.STORYBOARD_READY, by=by, why="edited")


def recheck(projects, by, why):
    """After something that boards show was edited elsewhere: void what was agreed on those that differ now.

    A board that is being rendered is left to its render, which refuses to make what nobody approved.
    Called with the edited row locked: that is locked before its boards, and they one after the other.
    """
    for project in waiting(projects):
        with transaction.atomic():
            row = _locked(project)
            now = digest_of(board(row))
            if row.submissions.filter(state__in=_HOLDS).exclude(digest=now).exists():
                record(row, why, by=by)
                void(row, by)


def waiting(projects):
    """Those with something agreed on, or waiting to be, in the one order in which they are locked."""
    found = projects.filter(submissions__state__in=_HOLDS).exclude(state__in=states.BUSY)
    return found.order_by("pk").distinct()


def approval(project):
    """The approval that holds for the board as it is now, or None."""
    found = project.submissions.filter(state="approved").first()
    return found if found and found.digest == digest_of(board(project)) else None


# Submissions in these states speak of a board that is there.
_HOLDS = ("open", "approved")

_FALLS_BACK = {
    states.DRAFT,
    states.SCRIPT_READY,
    states.IN_REVIEW,
    states.APPROVED,
    states.COMPLETED,
    states.FAILED,
    states.CANCELLED,
}


def _locked(project):
    return VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)


def _open_submission(project):
    submission = project.submissions.filter(state="open").first()
    if submission is None:
        raise IllegalMove("This board is not in review. It has to be submitted first.")
    return submission


def _check_own(project, submission, by):
    if submission.submitted_by_id == by.pk and not project.workspace.self_approval:
        raise NotAllowed("You submitted this board yourself. Somebody else has to approve it.")


def _check_complete(project):
    scenes = list(project.scenes.prefetch_related("takes"))
    if not scenes:
        raise BadInput("There is nothing to review yet: make the storyboard first.")
    bare = [str(scene.scene_index) for scene in scenes if scene.picture is None]
    if bare:
        raise BadInput(f"Scene {', '.join(bare)} has no picture yet. Retry it or upload one, then submit.")


def _decide(submission, state, by, note):
    moved = Submission.objects.filter(pk=submission.pk, state="open").update(
        state=state, decided_by=by, decided=timezone.now(), note=note
    )
    if not moved:
        raise Conflict("Somebody decided on this board a moment ago. Reload to see what they said.")
    submission.refresh_from_db()
