"""Comments, and who did what."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projects import access
from projects.board import editing
from projects.board.history import changed_values, entries, entry_in_words
from projects.errors import BadInput

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
    rows = list(entries(project)[:NEWEST])
    for entry in rows:
        entry.said = entry_in_words(entry)
        entry.changed = changed_values(entry)
    return render(request, "projects/_history.html", {"entries": rows})
