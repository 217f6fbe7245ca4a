"""The project page: its head, its settings, and the board as a whole."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from projects import access, board_news, styles
from projects.board import editing, stale
from projects.forms.board import SettingsForm
from projects.page_events import BOARD_CHANGED, CLOSE_DIALOGS, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.views.board import held
from projects.views.board.comments import thread_context
from projects.views.board.page_context import show, show_as_read


@login_required
@require_GET
def detail(request, pk):
    project = access.project_for(request.user, pk)
    asked = whole_number(request.GET.get("comment"))
    linked = project.comments.filter(pk=asked).first() if asked is not None else None
    context = {
        **thread_context(request.user, project),
        "talk_scene": linked and linked.scene_id,
        "newest_entry": board_news.newest(project.pk),
    }
    return show_as_read(request, "projects/board/page.html", project, **context)


@login_required
@require_GET
def status(request, pk):
    """The parts of the page that follow the project's state."""
    return show_as_read(request, "projects/board/_page_updates.html", access.project_for(request.user, pk))


@login_required
@require_GET
def board(request, pk):
    return show_as_read(request, "projects/board/_board.html", access.project_for(request.user, pk))


@login_required
@require_POST
def title(request, pk):
    project = held.project_to_edit(request.user, pk)
    editing.edit_project(project, request.user, title=request.POST.get("title", "").strip())
    return show(request, "projects/board/_title_saved.html", project)


@login_required
def settings(request, pk):
    """GET: the dialog. POST: take what it says."""
    project = held.project_to_edit(request.user, pk)
    form = SettingsForm(project, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(request.user):
        if stale.pictures(access.project_for(request.user, pk)):
            answer = render(request, "projects/board/_mend_next.html", {"project": project})
            return with_events(answer, PROJECT_CHANGED, BOARD_CHANGED)
        return with_events(HttpResponse(status=204), CLOSE_DIALOGS, PROJECT_CHANGED, BOARD_CHANGED)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "project": project, "all_styles": styles.STYLES.values()}
    return render(request, "projects/board/_settings.html", context, status=status)
