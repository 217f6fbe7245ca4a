"""Comments, and who did what."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projects import access
from projects.board import editing
from projects.errors import BadInput
from projects.models import ProjectState

NEWEST = 20


@login_required
def comments(request, pk):
    project = access.project_for(request.user, pk)
    return _thread(request, project, None)


@login_required
def scene_comments(request, pk):
    scene = access.scene_for(request.user, pk)
    return _thread(request, scene.project, scene)


def _thread(request, project, scene):
    """GET: what was said. POST: say something; everyone who may look may speak."""
    error, text = None, request.POST.get("text", "")
    if request.method == "POST":
        try:
            editing.comment(project, request.user, text, scene=scene)
            text = ""
        except BadInput as refused:
            error = refused
    rows = project.comments.filter(scene=scene).select_related("author")
    context = {"project": project, "scene": scene, "comments": rows, "error": error, "text": text}
    return render(request, "projects/_comments.html", context, status=422 if error else 200)


@login_required
@require_GET
def history(request, pk):
    project = access.project_for(request.user, pk)
    entries = list(project.audit.all()[:NEWEST])
    for entry in entries:
        entry.said = _said(entry)
    return render(request, "projects/_history.html", {"entries": entries})


def _said(entry):
    """What somebody did, after their name: “moved it to in review”, “edited scene 3”."""
    if entry.verb == "moved":
        return f"moved it to {dict(ProjectState.choices).get(entry.new, entry.new).lower()}"
    if entry.verb == "approved":
        return "approved the board"
    if entry.new.startswith("Scene "):
        return f"{entry.verb.removesuffix(' scene')} {entry.new.lower()}"
    return entry.verb
