"""The finished videos of a project: watch, download, accept, reject, render once more."""

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from generation.batches import standing
from projects import access, formats
from projects.board import review
from projects.board.digest import board_digest
from projects.errors import IllegalMove
from projects.guests import links
from projects.page_events import CLOSE_DIALOGS, PROJECT_CHANGED, with_events
from projects.views.guests import guest_page
from projects.views.media import FOREVER, send
from rendering import outputs
from rendering.exports import batch_zip
from rendering.models import Render, RenderKind
from rendering.preview import player, sprites
from rendering.provenance import rights_sheet
from rendering.providers import custom


@login_required
@require_GET
def project_renders(request, pk):
    return _renders_page(request, access.project_for(request.user, pk))


@login_required
@require_POST
def preview(request, pk):
    """Start a small render of the board as it stands."""
    outputs.preview(access.project_for(request.user, pk, "edit"), request.user)
    return with_events(HttpResponse(status=204), PROJECT_CHANGED)


@login_required
@require_GET
def project_preview(request, pk):
    """The newest preview video, or how to get one. It is never among the finished ones."""
    project = access.project_for(request.user, pk)
    shown = project.renders.filter(kind=RenderKind.PREVIEW).select_related("video").first()
    context = {
        "project": project,
        "shown": shown,
        "outdated": shown is not None and shown.digest != board_digest(project),
        "paid": [talent for talent in ("voice", "music") if player.is_paid(talent)],
        "may_edit": access.can(request.user, project.workspace, "edit"),
    }
    return render(request, "rendering/_preview.html", context)


@login_required
@require_GET
def two_films(request, pk):
    """The film that was approved last and one of the board as it was submitted, to be played in step."""
    project = access.project_for(request.user, pk)
    asked = project.submissions.first()
    before = asked and review.approved_before(asked)
    rows = project.renders.select_related("video", "poster").defer("spec", "report")
    own_ratio = rows.filter(aspect__in=("", project.aspect))
    then = before and own_ratio.filter(kind=RenderKind.FINAL, digest=before.digest).first()
    now = asked and own_ratio.filter(digest=asked.digest).exclude(pk=then.pk if then else None).first()
    may_edit = access.can(request.user, project.workspace, "edit")
    context = {"project": project, "then": then, "now": now, "may_edit": may_edit}
    return render(request, "rendering/_two_films.html", context)


@require_safe
@guest_page
def guest_video(request, link, word):
    """The film of the guest's board; as a file to keep only where the link says so."""
    found = outputs.film_for_guests(link.project)
    wants_file = bool(request.GET.get("download"))
    if found is None or (wants_file and links.DOWNLOAD not in link.scopes):
        raise Http404
    if wants_file and request.GET["download"] != found.save_as:
        request.GET = request.GET.copy()
        request.GET["download"] = found.save_as
    return send(request, found.video, "private, max-age=300")


@require_safe
@guest_page
def guest_film(request, link, word):
    """The part of the guest's page that plays it."""
    found = outputs.film_for_guests(link.project)
    context = {
        "film": found,
        "project": link.project,
        "word": word,
        "may_download": links.DOWNLOAD in link.scopes,
    }
    return render(request, "rendering/_guest_film.html", context)


@login_required
@require_GET
def project_playback(request, pk):
    """What the player in the page plays."""
    project = access.project_for(request.user, pk)
    if not project.scenes.exists():
        raise IllegalMove("There is nothing to preview yet: make the storyboard, or add a scene.")
    return JsonResponse(player.playback(project))


@require_safe
@login_required
def project_sprite(request, pk, token):
    """A sign or a caption as the engine draws it; its address changes when it would look different."""
    project = access.project_for(request.user, pk)
    answer = HttpResponse(sprites.sprite(project.pk, token), content_type="image/webp")
    answer["Cache-Control"] = FOREVER
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@require_POST
def render_again(request, pk):
    outputs.render_again(access.project_for(request.user, pk, "edit"), request.user)
    return with_events(HttpResponse(status=204), PROJECT_CHANGED)


@login_required
@require_POST
def render_ratios(request, pk):
    project = access.project_for(request.user, pk, "edit")
    outputs.render_ratios(project, request.POST.getlist("ratios"), request.user)
    return with_events(HttpResponse(status=204), PROJECT_CHANGED)


@login_required
@require_POST
def package(request, pk):
    outputs.package(render_for(request.user, pk, "edit"), request.user)
    return with_events(HttpResponse(status=204), PROJECT_CHANGED)


@login_required
@require_GET
def rights(request, pk):
    """Who made what in a video, who approved it, and under which licence."""
    found = render_for(request.user, pk)
    context = {"project": found.project, "render": found, "sheet": rights_sheet.sheet_of(found)}
    return render(request, "rendering/rights/page.html", context)


@login_required
@require_POST
def accept(request, pk):
    found = render_for(request.user, pk, "approve")
    outputs.accept(found, request.user, request.POST.get("note", ""))
    return with_events(_renders_page(request, found.project), CLOSE_DIALOGS, PROJECT_CHANGED)


@login_required
@require_POST
def reject(request, pk):
    found = render_for(request.user, pk, "approve")
    outputs.reject(found, request.user, request.POST.get("note", ""))
    return with_events(_renders_page(request, found.project), CLOSE_DIALOGS, PROJECT_CHANGED)


@login_required
@require_safe
def batch_films(request, pk):
    """All finished videos of a batch and a table of them, in one ZIP that is written while it is sent."""
    return archive_of(request, standing.batch_for(request.user, pk))


def archive_of(request, batch):
    """The answer with a batch's ZIP (`request` is Django's). Raises IllegalMove where no video is there."""
    found = batch_zip.films_of(batch)
    if not any(film.render for film in found):
        raise IllegalMove("No video of this batch is finished yet.")
    made = batch_zip.archive(found)
    pieces = _one_by_one(made) if isinstance(request, ASGIRequest) else made
    answer = HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(pieces)
    answer["Content-Type"] = "application/zip"
    answer["Content-Length"] = str(len(made))
    answer["Content-Disposition"] = content_disposition_header(True, batch_zip.name_of(batch))
    answer["Cache-Control"] = "no-store"
    return answer


async def _one_by_one(made):
    """Under ASGI Django would gather a plain iterator whole in memory."""
    pieces = iter(made)
    while piece := await sync_to_async(next)(pieces, b""):
        yield piece


@csrf_exempt
@require_POST
def composed(request, token):
    """A composer elsewhere calls back. What it says is not read: who is told, looks for themselves."""
    reference = custom.reference_in(token)
    if reference is None:
        raise Http404
    outputs.composer_called_back(reference)
    return HttpResponse(status=204)


def render_for(user, pk, what="view"):
    found = get_object_or_404(
        Render.objects.select_related("project__workspace"), pk=pk, project__in=access.projects(user)
    )
    access.require(user, found.project.workspace, what)
    return found


def _shown(rows, wanted, project):
    """The render that was asked for; else, of the newest board's, the one in the project's own ratio."""
    asked = next((row for row in rows if str(row.pk) == wanted), None)
    if asked or not rows:
        return asked
    newest = outputs.by_ratio(rows, rows[0], project)
    return newest.get(project.aspect, rows[0])


def _renders_page(request, project):
    """The newest render large (or the one asked for), its other ratios as tabs, all others in a list."""
    finished = project.renders.filter(kind=RenderKind.FINAL).defer("spec", "report")
    rows = list(finished.select_related("video", "poster", "srt", "vtt", "package", "decided_by")[:40])
    shown = _shown(rows, request.GET.get("render", ""), project)
    outdated = shown is not None and shown.digest != board_digest(project)
    tabs = outputs.by_ratio(rows, shown, project) if shown else {}
    may_edit = access.can(request.user, project.workspace, "edit")
    context = {
        "project": project,
        "shown": shown,
        "outdated": outdated,
        "renders": rows,
        "tabs": tabs.items(),
        "aspect": shown and (shown.aspect or project.aspect),
        "missing": [] if outdated else [(name, name not in tabs) for name in formats.ASPECTS],
        "may_edit": may_edit,
        "may_render": may_edit and not outdated and review.approval(project) is not None,
        "may_decide": access.can(request.user, project.workspace, "approve"),
        **(_disclosures(shown) if shown else {}),
    }
    return render(request, "rendering/_renders.html", context)


def _disclosures(shown):
    """What has to be said of a film where it goes; nothing of one that nobody knows the parts of."""
    try:
        short, told = rights_sheet.disclosures_of(shown)
    except IllegalMove:
        return {}
    return {"in_short": short, "disclosures": told}
