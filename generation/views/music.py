"""The music of a video on its page: hear it, set it, bring another, have another composed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from generation import actions
from generation.models import OPEN_STEP_STATES, Step
from generation.providers import registry
from generation.stages import music as stage
from projects import access
from projects.board import soundtrack
from projects.errors import BadInput
from projects.media import audio_uploads
from projects.page_events import EDIT_SAVED, PROJECT_CHANGED, with_events
from projects.views.board import held
from projects.views.board.page_context import show

WORDS = ";".join(f"{most}:{word}" for most, word in soundtrack.WORDS)


@login_required
@require_GET
def panel(request, pk):
    return _panel(request, access.project_for(request.user, pk))


@login_required
@require_POST
def change(request, pk):
    """On or off, and how loud: what is in the form."""
    project = held.project_to_edit(request.user, pk)
    try:
        soundtrack.change(project, request.user, **_wishes(request.POST))
    except BadInput as error:
        return _panel(request, project, error)
    return _changed(request, project)


def _wishes(typed):
    """`on` comes from a checkbox, which says nothing when it is empty."""
    wishes = {"on": bool(typed.get("on"))} if "switch" in typed else {}
    if "volume_db" in typed:
        wishes["volume_db"] = _level(typed["volume_db"])
    return wishes


def _level(text):
    try:
        return float(text)
    except ValueError:
        raise BadInput(_("Write the volume in dB, like -12."), "volume_db") from None


@login_required
@require_POST
def upload(request, pk):
    project = held.project_to_edit(request.user, pk)
    try:
        asset = audio_uploads.music(project.workspace, request.FILES.get("music"))
        soundtrack.use(project, request.user, asset)
    except BadInput as error:
        return _panel(request, project, error)
    return _changed(request, project)


@login_required
@require_POST
def composed(request, pk):
    """Go back to the bed that is composed for the video."""
    project = held.project_to_edit(request.user, pk)
    soundtrack.use(project, request.user)
    return _changed(request, project)


@login_required
@require_POST
def compose(request, pk):
    """Compose the bed now; `another`: not the one so far."""
    project = held.project_to_edit(request.user, pk)
    actions.music(project, request.user, another=bool(request.POST.get("another")))
    return with_events(HttpResponse(status=204), PROJECT_CHANGED)


def _changed(request, project):
    return with_events(_panel(request, project, news=True), EDIT_SAVED)


def _panel(request, project, error=None, news=False):
    project = access.project_for(request.user, project.pk)
    context = {
        "heard": stage.cached_music(project),
        "level": f"{project.music_volume_db:g}",
        "level_word": soundtrack.in_words(project.music_volume_db),
        "words": WORDS,
        "composing": Step.objects.filter(
            job__project=project, talent="music", state__in=OPEN_STEP_STATES
        ).exists(),
        "payee": _payee(),
        "error": error,
        "news": news,
    }
    return show(request, "takes/_music.html", project, error.status if error else 200, **context)


def _payee():
    """Who would be paid for composing; "" where it costs nothing."""
    first = registry.provider("music")
    return first.name if first.paid else ""
