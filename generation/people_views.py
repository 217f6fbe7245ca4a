"""The characters of a video on its page: who speaks where, with which voice and face."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation import voices
from projects import access, people, uploads
from projects.errors import BadInput
from projects.models import Asset, Character
from projects.views.board.desk import nudge, show

MOST_PICTURES = 24


@login_required
@require_GET
def panel(request, pk):
    project = access.project_for(request.user, pk)
    return show(request, "generation/_people.html", project, labels=voices.labels(), **spoken(project))


def spoken(project):
    """Who speaks in which scenes: `people` with `spoken` (scene numbers), `narrated` for the narrator."""
    rows = project.scenes.exclude(text="").values_list("speaker_id", "scene_index")
    everyone = list(project.characters.select_related("portrait"))
    for person in everyone:
        person.spoken = [index for speaker, index in rows if speaker == person.pk]
    return {"people": everyone, "narrated": [index for speaker, index in rows if speaker is None]}


@login_required
@require_http_methods(["GET", "POST"])
def add(request, pk):
    """GET: the empty dialog. POST: a new character."""
    project = access.project_for(request.user, pk, "edit")
    return _dialog(request, project, None, lambda **told: people.add(project, request.user, **told))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    person = person_for(request.user, pk, "edit")
    return _dialog(request, person.project, person, lambda **told: people.edit(person, request.user, **told))


def _dialog(request, project, person, save):
    if request.method == "GET":
        return _form(request, project, person)
    try:
        save(**_told(request, project, person))
    except BadInput as error:
        return _form(request, project, person, error)
    return _done()


def _told(request, project, person):
    told = {name: request.POST.get(name, "") for name in ("name", "description", "voice")}
    voices.check(told["voice"], person.voice if person else "")
    return {**told, **_portrait(request, project, person)}


def _portrait(request, project, person):
    """What the form says of the portrait: a new picture, one of the video's, none, or nothing."""
    if request.FILES.get("picture"):
        return {"portrait": uploads.picture(project.workspace, request.FILES["picture"], field="portrait")}
    chosen = request.POST.get("portrait", "keep")
    if chosen == "none":
        return {"portrait": None}
    if not chosen.isdigit():
        return {}
    found = next((picture for picture in pictures(project, person) if picture.pk == int(chosen)), None)
    if found is None:
        raise BadInput("That picture is not in this video any more. Choose another.", "portrait")
    return {"portrait": found}


def pictures(project, person=None):
    """Pictures that may be somebody's portrait: their own first, then the takes of the video's scenes."""
    rows = Asset.objects.filter(kind="image", takes__scene__project=project).distinct().order_by("-pk")
    own = [person.portrait] if person and person.portrait else []
    return own + [picture for picture in rows[:MOST_PICTURES] if picture not in own]


def _form(request, project, person, error=None):
    typed = request.POST if request.method == "POST" else None
    shown = {name: typed.get(name, "") if typed else getattr(person, name, "") for name in people.FIELDS[:3]}
    context = {
        "project": project,
        "person": person,
        "shown": shown,
        "error": error,
        "pictures": pictures(project, person),
        "voices": voices.fitting(project.language),
        "chosen": shown["voice"],
        "foreign": "" if shown["voice"] in voices.labels() else shown["voice"],
        "can_listen": voices.can_be_heard(),
    }
    return render(request, "generation/_person.html", context, status=error.status if error else 200)


@login_required
@require_POST
def remove(request, pk):
    people.remove(person_for(request.user, pk, "edit"), request.user)
    return _done()


@login_required
@require_GET
def listen(request, pk):
    """How a voice sounds in the project's language."""
    project = access.project_for(request.user, pk)
    try:
        asset = voices.sample(
            project.workspace, request.GET.get("voice", "")[:80] or project.voice, project.language
        )
    except BadInput as error:
        return HttpResponse(error.message, status=422, content_type="text/plain; charset=utf-8")
    return render(request, "generation/_listen.html", {"asset": asset})


def person_for(user, pk, what="view"):
    """A character of the user's; 404 for outsiders."""
    rows = Character.objects.select_related("project__workspace", "portrait")
    person = get_object_or_404(rows, pk=pk, project__in=access.projects(user))
    access.require(user, person.project.workspace, what)
    return person


def _done():
    return nudge(HttpResponse(status=204), "close-dialog", "moved", "redraw")
