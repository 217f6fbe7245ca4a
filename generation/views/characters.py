"""The characters of a video on its page: who speaks where, with which voice and face."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation.providers import voices
from generation.stages import faces
from projects import access, current, mouth_points
from projects.board import characters, mouth_marks, presets, review
from projects.errors import BadInput, Conflict
from projects.media import photo_uploads
from projects.models import Asset, Character
from projects.page_events import BOARD_CHANGED, CLOSE_DIALOGS, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.team import brand
from projects.views.board import held
from projects.views.board.page_context import show

MOST_PICTURES = 24


@login_required
@require_GET
def panel(request, pk):
    project = access.project_for(request.user, pk)
    told = {
        "labels": voices.labels(),
        "can_mark": faces.can_mark(),
        "guesser": faces.guesser(),
        **spoken(project),
    }
    return show(request, "characters/_characters.html", project, **told)


def spoken(project):
    """Who speaks in which scenes: `people` with `spoken` (scene numbers), `narrated` for the narrator."""
    rows = project.scenes.exclude(text="").values_list("speaker_id", "scene_index")
    everyone = list(project.characters.select_related("portrait"))
    for person in everyone:
        person.lips = mouth_marks.marked(person)
        person.lips_found = mouth_marks.found(person) is not None
        person.blinks = bool(mouth_marks.eyes(person))
        person.is_unsure = mouth_marks.unsure(person)
        person.spoken = [index for speaker, index in rows if speaker == person.pk]
    return {"people": everyone, "narrated": [index for speaker, index in rows if speaker is None]}


@login_required
@require_http_methods(["GET", "POST"])
def add(request, pk):
    """GET: the empty dialog. POST: a new character."""
    project = held.project_to_edit(request.user, pk)
    return _dialog(request, project, None, lambda **told: characters.add(project, request.user, **told))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    person = person_for(request.user, pk, "edit")
    return _dialog(
        request, person.project, person, lambda **told: characters.edit(person, request.user, **told)
    )


def _dialog(request, project, person, save):
    if request.method == "GET":
        return _form(request, project, person)
    try:
        now = save(**_form_values(request, project, person))
    except BadInput as error:
        return _form(request, project, person, error)
    if request.FILES.get("picture") and faces.can_mark():
        return with_events(_marking(request, now), PROJECT_CHANGED, BOARD_CHANGED)
    return _done()


def _form_values(request, project, person):
    told = {name: request.POST.get(name, "") for name in ("name", "description", "voice")}
    voices.check(told["voice"], person.voice if person else "")
    portrait = _portrait(request, project, person)
    if portrait and portrait["portrait"] != (person.portrait if person else None):
        portrait["face"] = faces.found_on(portrait["portrait"])
    return {**told, **portrait}


def _portrait(request, project, person):
    """What the form says of the portrait: a new picture, one of the video's, none, or nothing."""
    if request.FILES.get("picture"):
        return {
            "portrait": photo_uploads.picture(project.workspace, request.FILES["picture"], field="portrait")
        }
    chosen = request.POST.get("portrait", "keep")
    if chosen == "none":
        return {"portrait": None}
    wanted = whole_number(chosen)
    if wanted is None:
        return {}
    found = next((picture for picture in pictures(project, person) if picture.pk == wanted), None)
    if found is None:
        raise BadInput(_("That picture is not in this video any more. Choose another."), "portrait")
    return {"portrait": found}


def pictures(project, person=None):
    """Pictures that may be somebody's portrait: their own first, then the takes of the video's scenes."""
    rows = Asset.objects.filter(kind="image", takes__scene__project=project).distinct().order_by("-pk")
    own = [person.portrait] if person and person.portrait else []
    return own + [picture for picture in rows[:MOST_PICTURES] if picture not in own]


def _form(request, project, person, error=None):
    typed = request.POST if request.method == "POST" else None
    shown = {
        name: typed.get(name, "") if typed else getattr(person, name, "") for name in characters.FIELDS[:3]
    }
    context = {
        "project": project,
        "person": person,
        "shown": shown,
        "error": error,
        "pictures": pictures(project, person),
        "voices": voices.fitting(project.language),
        "about_voice": voices.about(project.language),
        "chosen": shown["voice"],
        "foreign": "" if shown["voice"] in voices.labels() else shown["voice"],
        "can_listen": voices.can_be_heard(),
    }
    return render(request, "characters/_character.html", context, status=error.status if error else 200)


# --- where the mouth is --------------------------------------------------------------------
# A first guess for a picture of one face from the front: nothing moves before somebody has confirmed it.
USUAL = {"left": (0.42, 0.58), "right": (0.58, 0.58), "middle": (0.5, 0.585)}
GRIPS = {
    "left": gettext_lazy("Corner on the left"),
    "right": gettext_lazy("Corner on the right"),
    "middle": gettext_lazy("Where the lips meet"),
}
EYES = {"eye_left": gettext_lazy("Eye on the left"), "eye_right": gettext_lazy("Eye on the right")}


@login_required
@require_http_methods(["GET", "POST"])
def mouth(request, pk):
    """GET: the dialog in which the mouth is marked on the portrait. POST: where it is; or it keeps still."""
    person = person_for(request.user, pk, "edit")
    if request.method == "GET":
        return _marking(request, person)
    try:
        characters.mark_mouth(person, request.user, _mark(request), seen=request.POST.get("portrait", ""))
    except (BadInput, Conflict) as error:
        return _marking(request, person, error)
    return _done()


def _mark(request):
    """What characters.mark_mouth takes, of a form."""
    if request.POST.get("lips") == "forget":
        return None
    if request.POST.get("lips") == "still":
        return {"still": True}
    points = {name: request.POST.get(name, "").split(",") for name in GRIPS}
    return {**points, "eyes": _moved_eyes(request.POST) if request.POST.get("blink") else []}


def _moved_eyes(form):
    """The eyes of a form: as they were shown, each with its middle where the handle is."""
    try:
        both = mouth_points.read_eyes(form.get("eyes", ""))
        middles = [mouth_points.read_point(form.get(name, "")) for name in EYES] if both else []
    except ValueError:
        raise BadInput(_("Where the eyes are cannot be read. Load the page again."), "eyes") from None
    return [mouth_points.moved(eye, to) for eye, to in zip(both, middles, strict=True)]


def _marking(request, person, error=None):
    mark = mouth_marks.marked(person)
    known = isinstance(mark, mouth_points.Mouth)
    is_found, is_unsure = mouth_marks.found(person) is not None, mouth_marks.unsure(person)
    eyes = mouth_marks.eyes(person)
    offered = {}
    if not (eyes or is_found or is_unsure or error):
        # A portrait of before, or one whose eyes were taken away: found now, and kept when it is confirmed.
        offered = faces.found_on(person.portrait) or {}
        is_unsure = "unsure" in offered and not known
    shown = {name: getattr(mark, name) if known else offered.get("mouth", USUAL).get(name) for name in GRIPS}
    shown = {name: "{:.4f},{:.4f}".format(*place) for name, place in shown.items()}
    blinking = eyes or offered.get("eyes") or ()
    outlines = mouth_points.label_of_eyes(blinking)
    shown |= {name: "{:.6f},{:.6f}".format(*place)
              for name, place in zip(EYES, mouth_points.middles(blinking), strict=False)}  # fmt: skip
    if isinstance(error, BadInput):  # what was set is of this very portrait
        outlines = request.POST.get("eyes", outlines)
        shown |= {name: request.POST[name] for name in (*GRIPS, *EYES) if request.POST.get(name)}
    grips = GRIPS | EYES
    context = {
        "person": person,
        "mark": mark,
        "still": mark == mouth_marks.STILL,
        "known": known,
        "is_found": is_found or "mouth" in offered,
        "is_unsure": is_unsure,
        "grips": [(name, grips[name], place) for name, place in shown.items()],
        "eyes": outlines,
        "blinks": bool(request.POST.get("blink")) if error else bool(eyes) or not known,
        "error": error,
    }
    return render(request, "characters/_mouth.html", context, status=error.status if error else 200)


@login_required
@require_POST
def remove(request, pk):
    characters.remove(person_for(request.user, pk, "edit"), request.user)
    return _done()


@login_required
@require_GET
def listen(request, pk):
    """How a voice sounds in the project's language."""
    project = access.project_for(request.user, pk)
    voice = request.GET.get("voice", "")[:80] or project.voice
    return _heard(request, project.workspace, voice, project.language)


@login_required
@require_GET
def hear_voice(request):
    """How a voice sounds in a language, where it is chosen for a project that is not there yet."""
    space = current.chosen(request) or access.workspace_for(request.user)
    access.require(request.user, space, "edit")
    voice, language = (request.GET.get(name, "")[:80] for name in ("voice", "language"))
    return _heard(request, space, voice, language or "en")


@login_required
@require_GET
def hear_word(request, pk):
    """How the studio's voice says a word of a brand kit, in the language in which the workspace begins."""
    space = get_object_or_404(access.workspaces(request.user), pk=pk)
    access.require(request.user, space, "manage")
    words = request.GET.get("spoken", "").strip()[: brand.LONGEST_SPOKEN]
    if not words:
        return _refused(_("Write how it is spoken."))
    begins = presets.default_of(space) or presets.standard(space)
    return _heard(request, space, "", begins.choices["language"], words)


def _heard(request, space, voice, language, words=""):
    try:
        asset = voices.sample(space, voice, language, words)
    except BadInput as error:
        return _refused(error.message)
    return render(request, "characters/_voice_sample.html", {"asset": asset})


def _refused(why):
    return HttpResponse(why, status=422, content_type="text/plain; charset=utf-8")


def person_for(user, pk, what="view"):
    """A character of the user's; 404 for outsiders. To "edit" it, nobody may have agreed to its board."""
    rows = Character.objects.select_related("project__workspace", "portrait")
    person = get_object_or_404(rows, pk=pk, project__in=access.projects(user))
    access.require(user, person.project.workspace, what)
    if what == "edit":
        review.check_not_held(person.project)
    return person


def _done():
    return with_events(HttpResponse(status=204), CLOSE_DIALOGS, PROJECT_CHANGED, BOARD_CHANGED)
