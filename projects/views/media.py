"""Pictures, voices and films: for members of the workspace, or by a signed link; and photos of people."""

from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from projects import access
from projects.media import serving, unused_files
from projects.team import profile_photos

FOREVER = "private, max-age=31536000, immutable"


@require_safe
@login_required
def asset(request, pk, digest):
    """A member sees it; the digest in the path makes the address change when the content would."""
    found = access.asset_for(request.user, pk)
    if len(digest) < 8 or not found.digest.startswith(digest):
        raise Http404
    _check_there(found)
    return send(request, found, FOREVER)


@require_safe
def signed(request, token):
    found = serving.from_token(token)
    _check_there(found)
    elsewhere = None if "w" in request.GET else serving.remote_url(found, request.GET.get("download", ""))
    if elsewhere:
        answer = HttpResponseRedirect(elsewhere)
        answer["Cache-Control"] = "no-store"
        return answer
    return send(request, found, "private, max-age=300")


@require_safe
@login_required
def profile_photo(request, pk):
    """A person, for those who work with them. The browser keeps it under the address of these very bytes."""
    data = profile_photos.seen_by(request.user, pk)
    if data is None:
        raise Http404
    digest = profile_photos.digest(data)
    if f'"{digest}"' in request.headers.get("If-None-Match", ""):
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(data, content_type=profile_photos.MIME)
        answer["Content-Disposition"] = "inline"
        answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = f'"{digest}"'
    answer["Cache-Control"] = FOREVER if request.GET.get("v") == digest else "private, no-cache"
    return answer


def _check_there(found):
    """404 for what was uploaded and then taken away everywhere, also while its file is still kept."""
    if unused_files.is_removed(found):
        raise Http404


def send(request, found, caching):
    """The file (or its `?w=` size), or the range of it that was asked for."""
    piece = _piece(request, found)
    if piece.etag in request.headers.get("If-None-Match", ""):
        answer = HttpResponseNotModified()
    else:
        answer = _content(request, piece)
        answer["Content-Disposition"] = _disposition(request, found, piece)
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = piece.etag
    answer["Cache-Control"] = caching
    return answer


def _piece(request, found):
    if "w" not in request.GET:
        return serving.whole(found)
    try:
        return serving.thumbnail(found, int(request.GET["w"]))
    except ValueError:
        raise Http404 from None


def _disposition(request, found, piece):
    wish = request.GET.get("download", "")
    return content_disposition_header(bool(wish) or not piece.is_shown, serving.filename(found, wish))


def _content(request, piece):
    """The body: all of it, one range of it (206), or none (HEAD; 416)."""
    wanted = None
    if request.headers.get("If-Range", piece.etag) == piece.etag:
        wanted = serving.parse_range(request.headers.get("Range"), piece.size)
    if wanted == ():
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{piece.size}"})
    first, last = wanted or (0, piece.size - 1)
    headers = {"Content-Length": str(last - first + 1)}
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{piece.size}"
    kind = {"status": 206 if wanted else 200, "content_type": piece.mime, "headers": headers}
    if request.method == "HEAD":
        return HttpResponse(**kind)
    return StreamingHttpResponse(_chunks(request, piece, first, last), **kind)


def _chunks(request, piece, first, last):
    try:
        handle = serving.open_at(piece.name, first, last)
    except FileNotFoundError:
        raise Http404 from None
    kind = serving.AsyncChunks if isinstance(request, ASGIRequest) else serving.Chunks
    return kind(handle, last - first + 1)
