"""The states of a project and every move between them, as one table.

Names are stable: the API shows them. A move happens by conditional update, so that of two people
one is first and the other is told; each move leaves an audit row in the same transaction.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from projects.audit import record
from projects.errors import Conflict, IllegalMove
from projects.languages import wording
from projects.models import ProjectState, VideoProject
from projects.outgoing import outbox

_RESTART = {ProjectState.WRITING, ProjectState.ILLUSTRATING, ProjectState.STORYBOARD_READY}

MOVES = {
    ProjectState.DRAFT: {ProjectState.WRITING, ProjectState.STORYBOARD_READY, ProjectState.CANCELLED},
    ProjectState.WRITING: {ProjectState.SCRIPT_READY, ProjectState.FAILED, ProjectState.CANCELLED},
    ProjectState.SCRIPT_READY: {
        ProjectState.WRITING,
        ProjectState.ILLUSTRATING,
        ProjectState.STORYBOARD_READY,
        ProjectState.IN_REVIEW,
        ProjectState.FAILED,
        ProjectState.CANCELLED,
    },
    ProjectState.ILLUSTRATING: {ProjectState.STORYBOARD_READY, ProjectState.FAILED, ProjectState.CANCELLED},
    ProjectState.STORYBOARD_READY: {ProjectState.IN_REVIEW} | _RESTART,
    ProjectState.IN_REVIEW: {
        ProjectState.APPROVED,
        ProjectState.CHANGES_REQUESTED,
        ProjectState.STORYBOARD_READY,
    },
    ProjectState.CHANGES_REQUESTED: {ProjectState.IN_REVIEW} | _RESTART,
    ProjectState.APPROVED: {ProjectState.RENDERING, ProjectState.STORYBOARD_READY},
    ProjectState.RENDERING: {
        ProjectState.COMPLETED,
        ProjectState.REJECTED,
        ProjectState.FAILED,
        ProjectState.CANCELLED,
    },
    ProjectState.COMPLETED: {ProjectState.RENDERING, ProjectState.IN_REVIEW, ProjectState.REJECTED}
    | _RESTART,
    ProjectState.REJECTED: {ProjectState.RENDERING, ProjectState.IN_REVIEW, ProjectState.COMPLETED}
    | _RESTART,
    ProjectState.FAILED: {ProjectState.RENDERING, ProjectState.IN_REVIEW} | _RESTART,
    ProjectState.CANCELLED: {ProjectState.RENDERING, ProjectState.IN_REVIEW} | _RESTART,
}


def move(project: VideoProject, to: str, by: User | None = None, **detail: Any) -> VideoProject:
    """Move `project` to state `to`, or raise.

    IllegalMove when the table does not know the move, Conflict when somebody moved it first.
    Moving to where it already is does nothing.
    """
    if project.state == to:
        return project
    if to not in MOVES[ProjectState(project.state)]:
        raise IllegalMove(
            gettext("A project that is “%(state)s” cannot become “%(wanted)s”.")
            % {
                "state": wording.inside(project.get_state_display()),
                "wanted": wording.inside(ProjectState(to).label),
            }
        )
    with transaction.atomic():
        _swap(project, to)
        record(project, "moved", by=by, old=project.state, new=to, touched=True, **detail)
        outbox.project_moved(project, project.state, to)
    project.state = to
    return project


def back(project: VideoProject, to: str, by: User | None) -> VideoProject:
    """Return to where the project was before an edit that was taken back: no move of the table.

    Called with the agreement of that state in hand. Raises Conflict as `move` does.
    """
    with transaction.atomic():
        _swap(project, to)
        record(project, "moved", by=by, old=project.state, new=to, touched=True, why="taken back")
    project.state = to
    return project


def _swap(project: VideoProject, to: str) -> None:
    seen = type(project).objects.filter(pk=project.pk, state=project.state)
    if not seen.update(state=to, updated=timezone.now()):
        raise Conflict(gettext("Somebody changed this project a moment ago. Reload to see it as it is now."))
