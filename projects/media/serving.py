"""Private media: streamed by range, shrunk for lists, and lent out by signed links that expire."""

import asyncio
import io
import os
import re
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext
from PIL import Image

from projects.errors import NotAllowed
from projects.media import library
from projects.models import Asset

CHUNK = 256 * 1024
WIDTHS = (160, 400, 800)
# Part of every signed link: with another one, links that are out open nothing any more.
SALT = "projects.media"
# In the place of a token.
NOBODY = "nobody"
# What a browser shows by itself without running anything in it. All else is only downloaded.
SHOWN = re.compile(r"image/(png|jpeg|webp|gif)|(audio|video)/[a-z0-9.+-]+|text/vtt")
# A first look at a page of 24 large photos must not decode 24 of them at once.
DECODING = threading.Semaphore(2)


@dataclass(frozen=True)
class Piece:
    """A stored file as it is sent: its name in the storage, MIME type, size in bytes and ETag."""

    name: str
    mime: str
    size: int
    etag: str

    @property
    def is_shown(self):
        return SHOWN.fullmatch(self.mime) is not None


def whole(asset):
    return Piece(asset.file.name, asset.mime, asset.bytes, f'"{asset.sha256[:32]}"')


# --- thumbnails ------------------------------------------------------------------------------
def thumbnail(asset, width):
    """The picture at most `width` (one of WIDTHS) pixels wide, as WebP; the original if it is not wider.

    Made once and kept in the storage under `thumbs/`. Raises Http404 for other widths, for what
    is not a picture, and when the file is gone.
    """
    if width not in WIDTHS or asset.kind not in ("image", "mask"):
        raise Http404
    if asset.width and asset.width <= width:
        return whole(asset)
    name = f"thumbs/{asset.workspace_id}/{asset.digest[:2]}/{asset.digest}-{width}.webp"
    if not default_storage.exists(name):
        _put(name, _shrunk(asset, width))
    return Piece(name, "image/webp", default_storage.size(name), f'"{asset.sha256[:32]}-{width}"')


def _shrunk(asset, width):
    try:
        return shrunk(library.read(asset), width)
    except FileNotFoundError:
        raise Http404 from None


def shrunk(data, width):
    """WebP bytes of a picture of ours (its bytes), `width` pixels wide at most, with its alpha."""
    with DECODING, Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (width, width))  # lets JPEG decode at a fraction of its size
        has_alpha = "A" in image.getbands() or "transparency" in image.info
        image = image.convert("RGBA" if has_alpha else "RGB")
        if image.width > width:
            image = image.resize((width, max(1, round(image.height * width / image.width))), Image.LANCZOS)
        out = io.BytesIO()
        image.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _put(name, data):
    """Write whole or not at all: another request may be reading the same thumbnail."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # remote storages put whole objects
        default_storage.save(name, ContentFile(data))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as spare:
        spare.write(data)
    os.chmod(spare.name, 0o644)
    os.replace(spare.name, path)


# --- ranges ----------------------------------------------------------------------------------
def parse_range(header, size):
    """(first, last) byte for one range, None to send everything, or () when it cannot be satisfied.

    Several ranges and headers that make no sense are answered with the whole file, as RFC 9110 allows.
    """
    found = re.fullmatch(r"bytes=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", header or "")
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:  # the last N bytes
        return (max(0, size - int(last)), size - 1) if int(last) and size else ()
    if last and int(last) < int(first):
        return None
    return (int(first), min(int(last or size), size - 1)) if int(first) < size else ()


def open_at(name, first, last):
    """The stored file's bytes `first` to `last` as something with read(n) and close()."""
    handle = default_storage.open(name, "rb")
    remote = getattr(handle, "obj", None)
    if (
        remote is not None and last >= first
    ):  # django-storages would load the whole object; ask S3 for the part
        return remote.get(Range=f"bytes={first}-{last}")["Body"]
    handle.seek(first)
    return handle


class Chunks:
    """`length` bytes of an open file in pieces, for servers that call and closed at the end."""

    def __init__(self, handle, length):
        self.handle, self.left = handle, length

    def next(self):
        data = self.handle.read(min(CHUNK, self.left)) if self.left > 0 else b""
        self.left -= len(data)
        return data

    def __iter__(self):
        try:
            while data := self.next():
                yield data
        finally:
            self.close()

    def close(self):
        self.handle.close()


class AsyncChunks:
    """The same under ASGI, where Django would gather a plain iterator whole in memory."""

    def __init__(self, handle, length):
        self.chunks = Chunks(handle, length)

    async def __aiter__(self):
        # A film may be sent for minutes: until then nobody needs this request's database connection.
        await sync_to_async(_give_back_connections)()
        try:
            while data := await asyncio.to_thread(self.chunks.next):
                yield data
        finally:
            self.close()

    def close(self):
        self.chunks.close()


def _give_back_connections():
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def filename(asset, wish=""):
    """A friendly name to save the asset under: what was wished for, else its kind and digest."""
    stem = slugify(wish, allow_unicode=True)[:80]
    if stem in ("", "1"):
        stem = f"{asset.kind}-{asset.digest[:8]}"
    return stem + library.extension(asset.mime)


# --- signed links ----------------------------------------------------------------------------
def signed_url(asset, seconds=None):
    """A path that shows the asset to whoever has it, without a login, for `seconds` seconds."""
    return signed_link(asset.pk, seconds)


def signed_link(key, seconds=None):
    """The same of an asset whose key is known."""
    seconds = int(seconds or settings.MEDIA_LINK_SECONDS)
    return _signed_path().replace(NOBODY, _signer().sign(f"{key}-{seconds}"))


@cache
def _signed_path():
    """The path of a signed link to nothing: a list of fifty asks for one address, and fills it in."""
    return reverse("projects:signed_media", args=[NOBODY])


def from_token(token):
    """The asset that a signed link lends. Raises NotAllowed when it expired, Http404 when it is forged."""
    try:
        pk, seconds = _signer().unsign(token).split("-")
        _signer().unsign(token, max_age=int(seconds))
    except signing.SignatureExpired:
        raise NotAllowed(gettext("This link has expired. Ask whoever sent it for a new one.")) from None
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    return get_object_or_404(Asset, pk=pk)


def remote_url(asset, download=""):
    """Where a remote storage itself serves the asset for a short while, or None on a local disk."""
    try:
        default_storage.path(asset.file.name)
    except NotImplementedError:
        answer = {"ResponseContentType": asset.mime}
        if download:
            answer["ResponseContentDisposition"] = content_disposition_header(True, filename(asset, download))
        return default_storage.url(
            asset.file.name, parameters=answer, expire=min(settings.MEDIA_LINK_SECONDS, 3600)
        )
    return None


def _signer():
    return _signer_with(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@cache
def _signer_with(key, before):
    return signing.TimestampSigner(key=key, fallback_keys=before, salt=SALT, sep=".")
