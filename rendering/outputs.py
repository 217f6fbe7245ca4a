"""Verbs on finished renders: accept, reject."""

from django.db import transaction
from django.utils import timezone

from projects import access
from projects.audit import record
from projects.errors import BadInput, Conflict
from rendering.models import Render


def accept(render, by, note=""):
    """This video may be used."""
    return _decide(render, by, "accepted", note)


def reject(render, by, note):
    """This video may not be used; the note says why."""
    if not note.strip():
        raise BadInput("Say what is wrong with the video.", "note")
    return _decide(render, by, "rejected", note)


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
