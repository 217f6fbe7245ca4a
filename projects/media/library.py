"""The shelf of assets: look first, make second, and never a row without its file.

The file is written and flushed before the row is committed; a crash in between leaves a file
without a row, which is found again by the same digest and overwritten with the same bytes.
"""

import hashlib
import mimetypes
import os
import shutil
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from projects.models import Asset

EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "application/x-subrip": ".srt",
    "text/vtt": ".vtt",
}


def find(workspace, digest):
    """The asset made for this request before, or None. What is found is in use again."""
    found = Asset.objects.filter(workspace=workspace, digest=digest).first()
    if found is not None and found.unused_since is not None:
        if not Asset.objects.filter(pk=found.pk).update(unused_since=None):
            return None  # it was removed this moment
        found.unused_since = None
    return found


def keep(workspace, kind, data, mime, origin, digest=None, **fields):
    """Store `data` (bytes) as an asset of `kind`; the same digest twice gives the same row.

    Without a digest the asset is addressed by its bytes. `fields` are columns of Asset.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    digest = digest or hashlib.sha256(f"{kind}:{sha256}".encode()).hexdigest()
    asset = Asset(
        workspace=workspace,
        kind=kind,
        digest=digest,
        sha256=sha256,
        mime=mime,
        bytes=len(data),
        origin=origin,
        **fields,
    )
    return find(workspace, digest) or _store(asset, ContentFile(data))


def keep_file(workspace, kind, path, mime, origin, digest, **fields):
    """As `keep`, for a file on disk that may be too large to hold in memory."""
    path = Path(path)
    with path.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    asset = Asset(
        workspace=workspace,
        kind=kind,
        digest=digest,
        sha256=sha256,
        mime=mime,
        bytes=path.stat().st_size,
        origin=origin,
        **fields,
    )
    with path.open("rb") as handle:
        return find(workspace, digest) or _store(asset, File(handle))


def _store(asset, content):
    asset.file.save(asset.digest + extension(asset.mime), content, save=False)
    _flush(asset.file.name)
    try:
        with transaction.atomic():
            asset.save()
    except IntegrityError:
        # Two workers made the same thing at the same time: equal digests, one row.
        first = find(asset.workspace, asset.digest)
        if first is None:
            raise
        return first
    return asset


def local_path(asset, room):
    """The asset as a file on this machine: in place on a local disk, else fetched into `room`."""
    try:
        return Path(default_storage.path(asset.file.name))
    except NotImplementedError:
        path = Path(room) / Path(asset.file.name).name
    if not path.exists():
        with asset.file.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    return path


def read(asset):
    """The asset's bytes. Raises FileNotFoundError (or the storage's error) when the file is gone."""
    with asset.file.open("rb") as handle:
        return handle.read()


def extension(mime):
    return EXTENSIONS.get(mime) or mimetypes.guess_extension(mime) or ".bin"


def _flush(name):
    """On a local disk: make the bytes durable before the row says they are there."""
    try:
        path = default_storage.path(name)
    except NotImplementedError:  # remote storages are durable when they answer
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
