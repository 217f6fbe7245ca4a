"""Verbs on finished renders: accept, reject, and rendering an approved board once more."""

from django.db import transaction
from django.utils import timezone

from generation import jobs
from projects import access, review
from projects.audit import record
from projects.errors import BadInput, Conflict, IllegalMove
from rendering.models import Render


def accept(render, by, note=""):
    """This video may be used."""
    return _decide(render, by, "accepted", note)


def reject(render, by, note):
    """This video may not be used; the note says why."""
    if not note.strip():
        raise BadInput("Say what is wrong with the video.", "note")
    return _decide(render, by, "rejected", note)


def render_again(project, by):
    """Start a render of the board as it was approved. What is made already is not made again."""
    access.require(by, project.workspace, "edit")
    approval = review.approval(project)
    if approval is None:
        raise IllegalMove("Nobody has approved this board as it is now. Submit it, and have it approved.")
    return start(project, approval, by)


def start(project, approval, by):
    """The render job of exactly the board that `approval` (a Submission) is of."""
    return jobs.enqueue(project, "render", by=by, digest=approval.digest, submission=approval.pk)


def _decide(render, by, state, note):
    access.require(by, render.project.workspace, "approve")
    with transaction.atomic():
        moved = Render.objects.filter(pk=render.pk, state=render.state).update(
            state=state, note=note.strip(), decided_by=by, decided=timezone.now()
        )
        if not moved:
            raise Conflict("Somebody decided on this video a moment ago. Reload to see what they said.")
        record(render.project, f"{state} render", by=by, old=render.state, new=state, note=note.strip())
    render.refresh_from_db()
    return render
