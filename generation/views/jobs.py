"""Pages of the engine: ask for work, watch it, stop it."""

import json
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation import actions
from generation.billing import outlooks
from generation.engine import control, eta, progress, workspace_feed
from generation.models import Job, Step, StepState, WorkerHeartbeat
from generation.providers import registry
from generation.providers import voices as speakers
from projects import access, clock
from projects.errors import BadInput
from projects.forms.board import LANGUAGES, NewProjectForm, seed_from
from projects.media import take_uploads
from projects.models import ProjectState
from projects.page_events import BOARD_CHANGED, CLOSE_DIALOGS, PROJECT_CHANGED, with_events
from projects.plain_input import whole_number
from projects.views.board import held
from projects.views.board.listing import check_maker, new_context
from projects.views.double_submit import done_once

# What may be asked for without saying of which scenes, ratios or video.
ESTIMATED = ("storyboard", "render")

# Characters of a prompt that the form takes.
LONGEST_PROMPT = 4000

# A worker tells of itself far oftener than this.
AWAY_SECONDS = 120


@login_required
@require_POST
@done_once
def create(request):
    """Make the project and start its storyboard, or show the form again with what was typed."""
    check_maker(request.user)
    form = NewProjectForm(request.user, request.POST)
    project = _begun(form, request.user)
    if project is None:
        template = "projects/new/_form.html" if request.htmx else "projects/new/page.html"
        return render(request, template, new_context(form, request.user), status=422)
    return _go(request, reverse("projects:detail", args=[project.pk]))


def _begun(form, user):
    """The project with its storyboard in the making; None, and neither, with the reason in the form."""
    try:
        with transaction.atomic():  # over budget there is to be no project without its storyboard either
            project = form.create()
            if project:
                stop_at = "script" if form.cleaned_data["stop_at_script"] else ""
                actions.storyboard(project, user, stop_at=stop_at)
            return project
    except BadInput as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


@login_required
@require_POST
def script_preview(request):
    """What is understood of the script that is being written, beside its field."""
    text, error, summary = request.POST.get("script", ""), None, None
    try:
        summary = actions.read_script(text, request.POST.get("language", "en")) if text.strip() else None
    except BadInput as refused:
        error = refused.message
    several = summary is not None and summary.pictures != len(summary.scenes)
    context = {"summary": summary, "error": error, "several": several}
    return render(request, "projects/new/_script_preview.html", context)


@login_required
@require_POST
def understood(request):
    """What was understood of the prompt in the form of a new project, while it is typed."""
    told = request.POST
    text = told.get("prompt", "")[:LONGEST_PROMPT]
    is_asked = told.get("source") == "prompt" and text.strip()
    found = actions.understand("prompt", text) if is_asked else None
    fill = json.dumps(form_fields(found.settings)) if found else ""
    return render(request, "projects/new/_understood.html", {"understood": found, "fill": fill})


@login_required
@require_POST
def product_notice(request):
    """What there is to say of the product that is chosen in the form of a new project, in its language."""
    pk = whole_number(request.POST.get("product", ""))
    found = None
    if pk is not None and request.POST.get("source") == "product":
        product = access.product_for(request.user, pk)
        found = actions.understand_product(product, request.POST.get("language", ""))
    own = found.settings.get("language", "") if found else ""
    context = {"understood": found, "own_language": (own, dict(LANGUAGES).get(own)), "asked": True}
    return render(request, "projects/new/_product_notice.html", context)


def form_fields(settings):
    """Settings of a project by the names, and in the units, of the form's fields."""
    fields = {name: value for name, value in settings.items() if name != "target_ms"}
    if "target_ms" in settings:
        fields["seconds"] = settings["target_ms"] // 1000
    return fields


@login_required
@require_POST
def script_file(request):
    """The script's field, filled with the words of a file; or as it was, with what is wrong with the file."""
    script, errors = request.POST.get("script", ""), []
    file = request.FILES.get("script_file")
    try:
        script = actions.script_from_file(file) if file else script
    except BadInput as refused:
        errors = [refused.message]
    return render(request, "projects/new/_script_field.html", {"script": script, "errors": errors})


def _go(request, url):
    """htmx follows its own header; a browser without it follows the redirect."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


@login_required
@require_POST
def storyboard(request, pk):
    project = access.project_for(request.user, pk, "edit")
    actions.storyboard(project, request.user, fresh=bool(request.POST.get("fresh")))
    return _moved(CLOSE_DIALOGS)


@login_required
@require_POST
def illustrate(request, pk):
    """The pictures of a script that somebody wanted to read first."""
    actions.illustrate(access.project_for(request.user, pk, "edit"), request.user)
    return _moved(CLOSE_DIALOGS)


@login_required
@require_POST
def retry(request, pk):
    actions.try_again(access.project_for(request.user, pk, "edit"), request.user)
    return _moved()


@login_required
@require_http_methods(["GET", "POST"])
def clip(request, pk):
    """GET: the dialog of a scene's clips. POST: make another."""
    scene = held.scene_to_edit(request.user, pk)
    if request.method == "GET":
        return _takes(request, "takes/_clips.html", scene, "clip")
    told = request.POST
    try:
        seconds = _seconds(told.get("seconds", ""))
        actions.clip(scene, request.user, told.get("motion", ""), seconds, seed_from(told.get("seed", "")))
    except BadInput as error:
        return _takes(request, "takes/_clips.html", scene, "clip", error)
    return _moved(CLOSE_DIALOGS)


@login_required
@require_http_methods(["GET", "POST"])
def recording(request, pk):
    """GET: the dialog of a scene's recordings. POST: speak its words anew."""
    scene = held.scene_to_edit(request.user, pk)
    if request.method == "GET":
        return _takes(request, "takes/_recordings.html", scene, "voice")
    told = {name: request.POST.get(name, "").strip() for name in ("text", "voice", "language")}
    try:
        actions.voice(scene, request.user, **told)
    except BadInput as error:
        return _takes(request, "takes/_recordings.html", scene, "voice", error)
    return _moved(BOARD_CHANGED, CLOSE_DIALOGS)


@login_required
@require_POST
def upload_clip(request, pk):
    return _upload(request, pk, "takes/_clips.html", "clip")


@login_required
@require_POST
def upload_recording(request, pk):
    return _upload(request, pk, "takes/_recordings.html", "voice")


def _upload(request, pk, template, kind):
    """A file of a person's own in the place of what was made; a bad one is said in the dialog."""
    scene = held.scene_to_edit(request.user, pk)
    try:
        take_uploads.replace(scene, request.user, kind, request.FILES.get("file"))
    except BadInput as error:
        return _takes(request, template, scene, kind, error)
    return _moved(BOARD_CHANGED, CLOSE_DIALOGS)


def _takes(request, template, scene, kind, error=None):
    """A dialog of a scene's takes of a kind; with an error it is what the person typed, and why not."""
    own = (scene.speaker.voice if scene.speaker else "") or scene.project.voice
    context = {
        "scene": scene,
        "takes": scene.takes.filter(kind=kind).select_related("asset"),
        "typed": request.POST,
        "error": error,
        "languages": LANGUAGES,
        "language": request.POST.get("language") or scene.project.language,
        "chosen": request.POST.get("voice", own),
        "voices": registry.provider("voice").adapter.voices(),
        "can_animate": bool(settings.PROVIDERS.get("clip")),
        "error_of_file": error if error and error.field == kind else None,
    }
    return render(request, template, context, status=error.status if error else 200)


def _seconds(text):
    """Seconds from a field; None where nothing was typed."""
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise BadInput(_("Write the length in seconds, like 5."), "seconds") from None


@login_required
@require_POST
def regenerate(request, pk):
    """Another picture; a bad seed is said beside its field."""
    scene = held.scene_to_edit(request.user, pk)
    try:
        seed = seed_from(request.POST["seed"]) if "seed" in request.POST else None
    except BadInput as error:
        return HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
    actions.picture(scene, request.user, prompt=request.POST.get("prompt", ""), seed=seed)
    return _moved(CLOSE_DIALOGS)


@login_required
@require_POST
def lay_anew(request, pk):
    """The same painted scene with today's product and words."""
    actions.lay_anew(held.scene_to_edit(request.user, pk), request.user)
    return _moved(CLOSE_DIALOGS)


@login_required
@require_http_methods(["GET", "POST"])
def mend(request, pk):
    """Pictures that do not show what the board says, of all scenes or one. GET: the cost. POST: do it."""
    project = held.project_to_edit(request.user, pk)
    asked = request.POST if request.method == "POST" else request.GET
    scene = whole_number(asked.get("scene"))
    scenes = [scene] if "scene" in asked else None
    if request.method == "POST":
        actions.mend(project, request.user, scenes)
        return _moved(CLOSE_DIALOGS)
    found = actions.mendable(project, scenes)
    outlook = (
        outlooks.outlook(project, "regenerate", request.user, **actions.mend_options(found))
        if found
        else None
    )
    context = {"project": project, "found": found, "scene": scene, "outlook": outlook}
    return render(request, "jobs/_mend.html", context)


@login_required
@require_GET
def estimate(request, pk):
    """What the storyboard or the render would cost; `short`: one line of it."""
    project = access.project_for(request.user, pk)
    kind = request.GET.get("kind") if request.GET.get("kind") in ESTIMATED else "storyboard"
    options = {"fresh": True} if request.GET.get("fresh") else {}
    if "pictures" in request.GET:
        options["stages"] = ["images"]
    context = {
        "project": project,
        "outlook": outlooks.outlook(project, kind, request.user, **options),
        "kind": kind,
    }
    template = "jobs/_estimate_line.html" if request.GET.get("short") else "jobs/_estimate.html"
    return render(request, template, context)


@login_required
@require_GET
def project_jobs(request, pk):
    return _panel(request, access.project_for(request.user, pk))


@login_required
@require_POST
def cancel(request, pk):
    job = job_for(request.user, pk, "edit")
    control.cancel(job, by=request.user)
    return with_events(_panel(request, job.project), PROJECT_CHANGED)


@login_required
@require_POST
def send_again(request, pk):
    return _decided(request, pk, control.send_again)


@login_required
@require_POST
def give_up(request, pk):
    return _decided(request, pk, control.give_up)


def _decided(request, pk, verb):
    """A person decides about a held step: whoever may approve spending may do that."""
    step = get_object_or_404(
        Step.objects.select_related("job__project__workspace"),
        pk=pk,
        job__project__in=access.projects(request.user),
    )
    access.require(request.user, step.job.workspace, "approve")
    verb(step, by=request.user)
    return with_events(_panel(request, step.job.project), PROJECT_CHANGED)


@login_required
@require_GET
def feed(request, pk):
    """What the WebSocket says, for who has none."""
    job = job_for(request.user, pk)
    after = request.GET.get("after", "0")
    return JsonResponse(progress.in_language(progress.feed(job.pk, whole_number(after) or 0)))


@login_required
@require_GET
def lists_feed(request):
    """What the WebSocket of lists says, for who has none."""
    spaces = list(access.workspaces(request.user).values_list("pk", flat=True))
    news = workspace_feed.lists(spaces, whole_number(request.GET.get("after")) or 0)
    return JsonResponse(progress.in_language(news))


@login_required
@require_GET
def voices(request):
    """Options of a voice select, for the chosen language."""
    language = request.GET.get("language", "en")
    context = {
        "voices": speakers.fitting(language),
        "chosen": request.GET.get("voice", ""),
        "about": speakers.about(language),
        "can_listen": speakers.can_be_heard(),
    }
    return render(request, "takes/_voices.html", context)


def job_for(user, pk, what="view"):
    job = get_object_or_404(
        Job.objects.select_related("project__workspace"), pk=pk, project__in=access.projects(user)
    )
    access.require(user, job.project.workspace, what)
    return job


def _panel(request, project):
    """What is at work, or how the newest job ended."""
    newest = list(project.jobs.prefetch_related("stages")[:12])
    shown = [job for job in newest if not job.is_over] or newest[:1]
    for job in shown:
        job.time_left = "" if job.is_over else eta.time_left(eta.seconds_left(job))
        job.held = [] if job.is_over else list(job.steps.filter(state=StepState.UNKNOWN))
        job.is_left = _is_left(job)
        job.can_retry = _is_retried_here(job, project)
    context = {
        "project": project,
        "jobs": shown,
        "may_edit": access.can(request.user, project.workspace, "edit"),
        "may_decide": access.can(request.user, project.workspace, "approve"),
    }
    return render(request, "jobs/_jobs.html", context)


# Where a project is in one of these, its page has a button to go on with its storyboard or its video.
_GOES_ON_ELSEWHERE = {
    ProjectState.FAILED,
    ProjectState.CANCELLED,
    ProjectState.COMPLETED,
    ProjectState.REJECTED,
}


def _is_retried_here(job, project):
    """Whether the job's own card is the one place from which it is tried again."""
    if job.kind == "regenerate":
        return False  # the scene's card has a button for that
    return job.kind in ("preview", "package") or project.state not in _GOES_ON_ELSEWHERE


def _is_left(job):
    """Whether a job waits although no worker gave a sign of life for two minutes."""
    since = clock.now() - timedelta(seconds=AWAY_SECONDS)
    if job.is_over or job.runner == "inline" or job.created > since:
        return False
    return not WorkerHeartbeat.objects.filter(seen__gt=since).exists()


def _moved(*events):
    return with_events(HttpResponse(status=204), PROJECT_CHANGED, *events)
