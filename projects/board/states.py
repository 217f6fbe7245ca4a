"""The states of a project and every move between them, as one table (requirement 2.8).

Names are stable: the API shows them. A move happens by conditional update, so that of two people
one is first and the other is told; each move leaves an audit row in the same transaction.
"""

from django.db import transaction

from projects.errors import Conflict, IllegalMove

DRAFT, WRITING, SCRIPT_READY = "draft", "writing", "script_ready"
ILLUSTRATING, STORYBOARD_READY = "illustrating", "storyboard_ready"
IN_REVIEW, CHANGES_REQUESTED, APPROVED = "in_review", "changes_requested", "approved"
RENDERING, COMPLETED, FAILED, CANCELLED = "rendering", "completed", "failed", "cancelled"

CHOICES = [
    (DRAFT, "Draft"),
    (WRITING, "Writing"),
    (SCRIPT_READY, "Script ready"),
    (ILLUSTRATING, "Illustrating"),
    (STORYBOARD_READY, "Storyboard ready"),
    (IN_REVIEW, "In review"),
    (CHANGES_REQUESTED, "Changes requested"),
    (APPROVED, "Approved"),
    (RENDERING, "Rendering"),
    (COMPLETED, "Completed"),
    (FAILED, "Failed"),
    (CANCELLED, "Cancelled"),
]

_RESTART = {WRITING, ILLUSTRATING, STORYBOARD_READY}

MOVES = {
    DRAFT: {WRITING, STORYBOARD_READY, CANCELLED},
    WRITING: {SCRIPT_READY, FAILED, CANCELLED},
    SCRIPT_READY: {ILLUSTRATING, STORYBOARD_READY, FAILED, CANCELLED},
    ILLUSTRATING: {STORYBOARD_READY, FAILED, CANCELLED},
    STORYBOARD_READY: {IN_REVIEW} | _RESTART,
    IN_REVIEW: {APPROVED, CHANGES_REQUESTED, STORYBOARD_READY},
    CHANGES_REQUESTED: {IN_REVIEW} | _RESTART,
    APPROVED: {RENDERING, STORYBOARD_READY},
    RENDERING: {COMPLETED, FAILED, CANCELLED},
    COMPLETED: {RENDERING, IN_REVIEW} | _RESTART,
    FAILED: {RENDERING, IN_REVIEW} | _RESTART,
    CANCELLED: {RENDERING, IN_REVIEW} | _RESTART,
}

# In these a job owns the board: an edit would be overwritten or would not be what is rendered.
BUSY = {WRITING, RENDERING}


def move(project, to, by=None, **detail):
    """Move `project` to state `to`, or raise.

    IllegalMove when the table does not know the move, Conflict when somebody moved it first.
    Moving to where it already is does nothing.
    """
    from projects.audit import record

    if project.state == to:
        return project
    if to not in MOVES[project.state]:
        raise IllegalMove(
            f"A project that is “{project.get_state_display().lower()}” cannot become "
            f"“{dict(CHOICES)[to].lower()}”."
        )
    with transaction.atomic():
        _swap(project, to)
        record(project, "moved", by=by, old=project.state, new=to, **detail)
    project.state = to
    return project


def _swap(project, to):
    seen = type(project).objects.filter(pk=project.pk, state=project.state)
    if not seen.update(state=to):
        raise Conflict("Somebody changed this project a moment ago. Reload to see it as it is now.")
