"""Clips from people, kept as assets. Their decoding is `clip_decoding`, in a process of its own."""

import tempfile
from pathlib import Path

from django.conf import settings

from projects.media import decoder_process, library
from projects.media.audio_uploads import as_path, digest_of

LONGEST_S = 60


def clip(workspace, file):
    """Keep an uploaded clip as an asset: pictures without sound, measured. Raises BadInput naming `clip`."""
    digest = digest_of(file, "clip", settings.UPLOAD_FILM_BYTES)
    there = library.find(workspace, digest)
    if there:
        return there
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "clip"
        mime, (width, height), ms = decoder_process.moving(
            "clip", as_path(file, room), path, "clip", LONGEST_S
        )
        sizes = {"width": width, "height": height, "duration_ms": ms}
        return library.keep_file(workspace, "clip", path, mime, "upload", digest, **sizes)
