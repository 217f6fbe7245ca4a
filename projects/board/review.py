"""Verbs of agreement: submit, approve, ask for changes, and what voids them.

An approval is of one exact digest. Whoever calls (page, API, admin, command line) calls these.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from projects import access
from projects.audit import record
from projects.board import edits, narration, snapshots, stages, stale, states
from projects.board.digest import board, digest_of
from projects.errors import BadInput, Conflict, IllegalMove, StalePictures
from projects.languages import stored
from projects.models import BUSY, ProjectState, ReviewStep, Submission, SubmissionState, VideoProject
from projects.notifications import tell
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
            raise Conflict(gettext("This board is in review already. It was submitted a moment ago."))
        _check_pictures(project, accept_stale)
        states.move(project, ProjectState.IN_REVIEW, by=by)
        content = board(project)
        made = project.submissions.create(
            digest=digest_of(content),
            board=content,
            snapshot=edits.as_stored(snapshots.take(project)),
            submitted_by=by,
        )
        stages.begin(made)
        first = stages.current(made)
        who = stages.deciders(first, project.workspace)
        tell.review_wanted(made, by, who, stage=first.name if first else "")
        return made


def approve(
    project: VideoProject,
    by: User,
    note: str = "",
    expecting: str | None = None,
    accept_stale: bool = False,
    stage: int | None = None,
) -> Submission:
    """Agree to exactly what was submitted. The last decision (projects.board.stages) starts the render.

    `expecting` is the digest the approver looked at, `stage` the position of the decision: if either is
    another by now, nothing is approved and Conflict is raised. `accept_stale` as in `submit`: the approver
    sees them, too.
    """
    with transaction.atomic():
        project = _locked(project)
        submission, step = _to_decide(project, by, stage, approves=True)
        if expecting not in (None, submission.digest):
            raise Conflict(
                gettext("The board changed after it was submitted. Look at it again before approving.")
            )
        _check_pictures(project, accept_stale)
        holds = digest_of(board(project)) == submission.digest
        if holds:
            _agree_at(step, project, submission, by, note)
        else:
            void(project, by)
    if not holds:
        raise Conflict(
            gettext(
                "The board, its product or its brand kit changed after it was submitted, so it was taken "
                "out of the queue. Submit it again: review begins at its first stage."
            )
            if step
            else gettext(
                "The board, its product or its brand kit changed after it was submitted, so it was taken "
                "out of the queue. Submit it again."
            )
        )
    return submission


def _agree_at(
    step: ReviewStep | None, project: VideoProject, submission: Submission, by: User, note: str
) -> None:
    """Agree at one stage; the last one's word is that of the board."""
    if step is None:
        _agree(project, submission, by, note)
        return
    stages.decide(step, by, True, note)
    following = stages.go_on(step, by)
    if following is None:
        _agree(project, submission, by, note)
        return
    record(project, "approved a stage", by=by, new=step.name, note=note, then=following.name)
    tell.decided(project, by, tell.APPROVED_A_STAGE, note, stage=step.name)


def _agree(project: VideoProject, submission: Submission, by: User, note: str) -> None:
    _decide(submission, SubmissionState.APPROVED, by, note)
    states.move(project, ProjectState.APPROVED, by=by, digest=submission.digest)
    record(project, "approved", by=by, new=submission.digest[:12], note=note)
    tell.decided(project, by, tell.APPROVED, note)
    project_approved.send(sender=VideoProject, project=project, submission=submission, by=by)


def ask_changes(project: VideoProject, by: User, note: str, stage: int | None = None) -> Submission:
    """Send the board back with a note that says what to change; `stage` as in `approve`."""
    if not note.strip():
        raise BadInput(gettext("Say what should change, so that the editor can act on it."), "note")
    with transaction.atomic():
        project = _locked(project)
        submission, step = _to_decide(project, by, stage, approves=True)
        if step is not None:
            stages.decide(step, by, False, note.strip())
        _decide(submission, SubmissionState.CHANGES_REQUESTED, by, note.strip())
        states.move(project, ProjectState.CHANGES_REQUESTED, by=by)
        record(project, "asked for changes", by=by, note=note.strip())
        tell.decided(project, by, tell.ASKS_FOR_CHANGES, note.strip())
    return submission


def void(project: VideoProject, by: User | None) -> VideoProject:
    """After an edit: whatever was agreed, or asked to be agreed, is not this board any more.

    Returns the project's row as it is now.
    """
    project = VideoProject.objects.get(pk=project.pk)
    if is_held(project):
        _void_submissions(project, by)
    if project.state in _FALLS_BACK and project.scenes.exists():
        states.move(project, ProjectState.STORYBOARD_READY, by=by, why="edited")
    return project


def _void_submissions(project: VideoProject, by: User | None) -> None:
    now, held = timezone.now(), project.state
    asked = project.submissions.filter(state=SubmissionState.OPEN)
    asked.update(state=SubmissionState.VOIDED, decided=now, voided=now, held=held)
    agreed = project.submissions.filter(state=SubmissionState.APPROVED)
    if agreed.update(state=SubmissionState.VOIDED, voided=now, held=held):
        record(project, "approval voided", by=by)


# --- held boards -----------------------------------------------------------------------------
# An edit that is taken back within this time brings back what was agreed on.
UNDO_WITHIN = timedelta(hours=1)


def is_held(project: VideoProject) -> bool:
    """Whether somebody agreed to the board, or is asked to: its page shows it read-only."""
    return project.submissions.filter(state__in=_HOLDS).exists()


def check_not_held(project: VideoProject) -> None:
    """Refuse an edit of the page: nobody takes a board out of review by one stray key."""
    if is_held(project):
        if project.state == ProjectState.IN_REVIEW:
            raise IllegalMove(gettext("This board is in review. Choose “Edit” on top of the page first."))
        raise IllegalMove(gettext("This board is approved. Choose “Edit” on top of the page first."))


def reopen(project: VideoProject, by: User) -> VideoProject:
    """Take a board out of review, or its approval back, to edit it. Of two clicks the second does nothing."""
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        project = _locked(project)
        if project.state in BUSY:
            raise IllegalMove(
                gettext("A job is at work on this board. Wait for it, or cancel it, and then edit.")
            )
        if is_held(project):
            record(project, "reopened the board", by=by)
            void(project, by)
    return VideoProject.objects.get(pk=project.pk)


def undoable(project: VideoProject) -> Submission | None:
    """What an undo would bring back: the newest submission, voided by an edit within the hour; or None."""
    newest = project.submissions.first()
    if newest is None or newest.state != SubmissionState.VOIDED or not newest.snapshot:
        return None
    is_recent = newest.voided is not None and newest.voided > timezone.now() - UNDO_WITHIN
    return newest if is_recent and project.state == ProjectState.STORYBOARD_READY else None


def undo(project: VideoProject, by: User) -> Submission:
    """Bring back the board as it was submitted, and what was agreed on with it.

    Raises IllegalMove where there is nothing to bring back, or where product or brand say something else now.
    """
    access.require(by, project.workspace, "edit")
    with transaction.atomic():
        project = _locked(project)
        found = undoable(project)
        if found is None:
            raise IllegalMove(
                gettext("There is nothing to take back: that is possible within an hour of the edit.")
            )
        snapshots.restore(project, found.snapshot)
        project = _locked(project)
        if digest_of(board(project)) != found.digest:
            raise IllegalMove(
                gettext(
                    "The product, the brand kit or a recording is another one by now, so what was agreed on "
                    "cannot come back. Submit the board again."
                )
            )
        _bring_back(project, found, by)
    return found


def bring_back_if_same(project: VideoProject, by: User | None) -> Submission | None:
    """After an edit: where the board is again what was agreed on within the hour, that holds again.

    `project` is its row as it is now.
    """
    found = undoable(project)
    if found is None or not snapshots.are_same(edits.as_stored(snapshots.take(project)), found.snapshot):
        return None
    if digest_of(board(project)) != found.digest:
        return None
    _bring_back(project, found, by)
    return found


def _bring_back(project: VideoProject, found: Submission, by: User | None) -> None:
    was_agreed = found.decided_by_id is not None
    state = SubmissionState.APPROVED if was_agreed else SubmissionState.OPEN
    decided = found.decided if was_agreed else None
    Submission.objects.filter(pk=found.pk).update(state=state, decided=decided, voided=None)
    record(project, "took the edit back", by=by, new=found.digest[:12])
    states.back(project, found.held, by=by)
    found.refresh_from_db()


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


# One that was voided after somebody had decided was agreed to once; one voided in review never was.
WAS_APPROVED = Q(state=SubmissionState.APPROVED) | Q(state=SubmissionState.VOIDED, decided_by__isnull=False)


def approved_before(submission: Submission) -> Submission | None:
    """What was agreed to last before this was asked, also where an edit voided it since; or None."""
    agreed = Submission.objects.filter(WAS_APPROVED, project=submission.project_id, pk__lt=submission.pk)
    return agreed.order_by("-pk").first()


# Submissions in these states speak of a board that is there.
_HOLDS = (SubmissionState.OPEN, SubmissionState.APPROVED)

_FALLS_BACK = {
    ProjectState.DRAFT,
    ProjectState.IN_REVIEW,
    ProjectState.APPROVED,
    ProjectState.COMPLETED,
    ProjectState.REJECTED,
    ProjectState.FAILED,
    ProjectState.CANCELLED,
}


def _locked(project: VideoProject) -> VideoProject:
    return VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)


def _to_decide(
    project: VideoProject, by: User, stage: int | None, approves: bool
) -> tuple[Submission, ReviewStep | None]:
    """What `by` decides now: the submission, and its open stage where there are several. Raises where not."""
    member = access.membership(by, project.workspace)
    submission = project.submissions.filter(state=SubmissionState.OPEN).first()
    if submission is None:
        if not member.may("edit"):
            access.require(by, project.workspace, "approve")
        raise IllegalMove(_why_not_in_review(project))
    return submission, stages.check_decider(submission, by, stage, approves)


def _why_not_in_review(project: VideoProject) -> str:
    """Whoever had the board open is told who was first."""
    last = project.submissions.select_related("decided_by").first()
    if last is None:
        return gettext("This board is not in review. It has to be submitted first.")
    who = {"who": last.decided_by or gettext("Somebody")}
    if last.state == SubmissionState.APPROVED:
        return gettext("This board is not in review any more: %(who)s has approved it.") % who
    if last.state == SubmissionState.CHANGES_REQUESTED:
        return gettext("This board is not in review any more: %(who)s has asked for changes.") % who
    return gettext("This board is not in review any more: it was edited or taken back.")


def _check_complete(project: VideoProject) -> None:
    scenes = list(project.scenes.prefetch_related("takes"))
    if not scenes:
        raise BadInput(gettext("There is nothing to review yet: make the storyboard first."))
    bare = [str(scene.scene_index) for scene in scenes if scene.picture is None]
    if bare:
        raise BadInput(
            gettext("Scene %(numbers)s has no picture yet. Retry it or upload one, then submit.")
            % {"numbers": ", ".join(bare)}
        )
    if unsaid := narration.unsaid(project):
        named = [
            gettext("Scene %(number)s: %(why)s.") % {"number": number, "why": stored.told(why).rstrip(".")}
            for number, why in unsaid[:5]
        ]
        advice = gettext("Write other words, or none where nothing is to be said, then submit.")
        raise BadInput(" ".join([*named, advice]))


def _check_pictures(project: VideoProject, accept_stale: bool) -> None:
    found = [] if accept_stale else stale.pictures(project)
    if found:
        raise StalePictures(found, stale.refusal(found))


def _decide(submission: Submission, state: str, by: User, note: str) -> None:
    moved = Submission.objects.filter(pk=submission.pk, state=SubmissionState.OPEN).update(
        state=state, decided_by=by, decided=timezone.now(), note=note
    )
    if not moved:
        raise Conflict(gettext("Somebody decided on this board a moment ago. Reload to see what they said."))
    submission.refresh_from_db()
