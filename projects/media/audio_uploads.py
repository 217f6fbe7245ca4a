"""Recordings and music from people, kept as assets: decoded by `sound_decoding`, in a process of its own."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from projects.errors import BadInput
from projects.media import decoder_process, library

LONGEST_VOICE_S = 300
LONGEST_MUSIC_S = 600


def voice(workspace, file):
    """Keep an uploaded recording as an asset: 48 kHz mono WAV, measured. Raises BadInput naming `voice`."""
    return _kept(workspace, file, "voice", 1, LONGEST_VOICE_S)


def music(workspace, file):
    """Keep an uploaded bed as an asset: 48 kHz stereo WAV, measured. Raises BadInput naming `music`."""
    return _kept(workspace, file, "music", 2, LONGEST_MUSIC_S)


def _kept(workspace, file, kind, channels, longest_s):
    digest = digest_of(file, kind, settings.UPLOAD_SOUND_BYTES)
    there = library.find(workspace, digest)
    if there:
        return there
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "sound.wav"
        ms = decoder_process.moving("sound", as_path(file, room), path, kind, channels, longest_s)
        return library.keep_file(workspace, kind, path, "audio/wav", "upload", digest, duration_ms=ms)


def digest_of(file, kind, most):
    """The digest by which an upload of these bytes is found again; BadInput for none, or too many."""
    if not file or not file.size:
        raise BadInput(gettext("The file is empty. Choose another."), kind)
    if file.size > most:
        raise BadInput(
            gettext("The file is larger than %(most)s MB. Save it smaller and try again.")
            % {"most": most // 2**20},
            kind,
        )
    digest = hashlib.sha256(f"upload:{kind}:".encode())
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def as_path(file, room):
    """The upload as a file on this machine: where Django put it, else a copy in `room`."""
    if hasattr(file, "temporary_file_path"):
        return Path(file.temporary_file_path())
    path = Path(room) / "upload"
    file.seek(0)
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)
    return path
