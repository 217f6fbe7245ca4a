"""Verbs of agreement: submit, approve, ask for changes, and what voids them.

An approval is of one exact digest. Whoever calls (page, API, admin, command line) calls these.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from projects import access
from projects.audit import record
from projects.board import stale, states
from projects.board.digest import board, digest_of
from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed, StalePictures
from projects.models import BUSY, ProjectState, Submission, SubmissionState, VideoProject
from projects.signals import project_approved


def submit(project: VideoProject, by: User, accept_stale: bool = False) -> Submission:
    """Put the board up for review as it is now.

    Raises StalePictures where pictures do not show what the board says, unless `accept_stale`: somebody was
    told, and wants them as they are.
    """
    access.require(by, project.workspace, "edit")
    _check_complete(project)
    with transaction.atomic():
        project = _locked(project)
        if project.submissions.filter(state=SubmissionState.OPEN).exists():
            raise Conflict("This board is in review already. It was submitted a moment ago.")
        _check_pictures(project, accept_stale)
        states.move(project, ProjectState.IN_REVIEW, by=by)
        content = board(project)
        return project.submissions.create(digest=digest_of(content), board=content, submitted_by=by)


def approve(
    project: VideoProject,
    by: User,
    note: str = "",
    expecting: str | None = None,
    accept_stale: bool = False,
) -> Submission:
    """Agree to exactly what was submitted, and start the render.

    `expecting` is the digest the approver looked at: if the board is another by now, nothing is
    approved and Conflict is raised. `accept_stale` as in `submit`: the approver sees them, too.
    """
    access.require(by, project.workspace, "approve")
    with transaction.atomic():
        project = _locked(project)
        submission = _open_submission(project)
        _check_own(project, submission, by)
        if expecting not in (None, submission.digest):
            raise Conflict("The board changed after it was submitted. Look at it again before approving.")
        _check_pictures(project, accept_stale)
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


def _agree(project: VideoProject, submission: Submission, by: User, note: str) -> None:
    _decide(submission, SubmissionState.APPROVED, by, note)
    states.move(project, ProjectState.APPROVED, by=by, digest=submission.digest)
    record(project, "approved", by=by, new=submission.digest[:12], note=note)
    project_approved.send(sender=VideoProject, project=project, submission=submission, by=by)


def ask_changes(project: VideoProject, by: User, note: str) -> Submission:
    """Send the board back with a note that says what to change."""
    access.require(by, project.workspace, "approve")
    if not note.strip():
        raise BadInput("Say what should change, so that the editor can act on it.", "note")
    with transaction.atomic():
        project = _locked(project)
        submission = _open_submission(project)
        _decide(submission, SubmissionState.CHANGES_REQUESTED, by, note.strip())
        states.move(project, ProjectState.CHANGES_REQUESTED, by=by)
        record(project, "asked for changes", by=by, note=note.strip())
    return submission


def void(project: VideoProject, by: User | None) -> None:
    """After an edit: whatever was agreed, or asked to be agreed, is not this board any more."""
    project.submissions.filter(state=SubmissionState.OPEN).update(
        state=SubmissionState.VOIDED, decided=timezone.now()
    )
    stale = project.submissions.filter(state=SubmissionState.APPROVED).update(state=SubmissionState.VOIDED)
    project = VideoProject.objects.get(pk=project.pk)
    if stale:
        record(project, "approval voided", by=by)
    if project.state in _FALLS_BACK and project.scenes.exists():
        states.move(project, ProjectState.STORYBOARD_READY, by=by, why="edited")


def recheck(projects: QuerySet[VideoProject], by: User | None, why: str) -> None:
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


def waiting(projects: QuerySet[VideoProject]) -> QuerySet[VideoProject]:
    """Those with something agreed on, or waiting to be, in the one order in which they are locked."""
    found = projects.filter(submissions__state__in=_HOLDS).exclude(state__in=BUSY)
    return found.order_by("pk").distinct()


def approval(project: VideoProject) -> Submission | None:
    """The approval that holds for the board as it is now, or None."""
    found = project.submissions.filter(state=SubmissionState.APPROVED).first()
    return found if found and found.digest == digest_of(board(project)) else None


# Submissions in these states speak of a board that is there.
_HOLDS = (SubmissionState.OPEN, SubmissionState.APPROVED)

_FALLS_BACK = {
    ProjectState.DRAFT,
    ProjectState.SCRIPT_READY,
    ProjectState.IN_REVIEW,
    ProjectState.APPROVED,
    ProjectState.COMPLETED,
    ProjectState.REJECTED,
    ProjectState.FAILED,
    ProjectState.CANCELLED,
}


def _locked(project: VideoProject) -> VideoProject:
    return VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)


def _open_submission(project: VideoProject) -> Submission:
    submission = project.submissions.filter(state=SubmissionState.OPEN).first()
    if submission is None:
        raise IllegalMove("This board is not in review. It has to be submitted first.")
    return submission


def _check_own(project: VideoProject, submission: Submission, by: User) -> None:
    if submission.submitted_by_id == by.pk and not project.workspace.self_approval:
        raise NotAllowed("You submitted this board yourself. Somebody else has to approve it.")


def _check_complete(project: VideoProject) -> None:
    scenes = list(project.scenes.prefetch_related("takes"))
    if not scenes:
        raise BadInput("There is nothing to review yet: make the storyboard first.")
    bare = [str(scene.scene_index) for scene in scenes if scene.picture is None]
    if bare:
        raise BadInput(f"Scene {', '.join(bare)} has no picture yet. Retry it or upload one, then submit.")


def _check_pictures(project: VideoProject, accept_stale: bool) -> None:
    found = [] if accept_stale else stale.pictures(project)
    if found:
        raise StalePictures(found)


def _decide(submission: Submission, state: str, by: User, note: str) -> None:
    moved = Submission.objects.filter(pk=submission.pk, state=SubmissionState.OPEN).update(
        state=state, decided_by=by, decided=timezone.now(), note=note
    )
    if not moved:
        raise Conflict("Somebody decided on this board a moment ago. Reload to see what they said.")
    submission.refresh_from_db()
