"""Recordings and music from people: decoded to the end, and kept as plain WAV without anything else."""

import hashlib
import tempfile
import wave
from pathlib import Path

import numpy as np
from django.conf import settings

from projects.errors import BadInput
from projects.media import decoding, library

LONGEST_VOICE_S = 300
LONGEST_MUSIC_S = 600
SHORTEST_MS = {"voice": 80, "music": 1000}
# About -60 dBFS: below this nobody hears anything.
AUDIBLE = 33


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
        ms = _written(file, path, kind, channels, longest_s)
        return library.keep_file(workspace, kind, path, "audio/wav", "upload", digest, duration_ms=ms)


def digest_of(file, kind, most):
    """The digest by which an upload of these bytes is found again; BadInput for none, or too many."""
    if not file or not file.size:
        raise BadInput("The file is empty. Choose another.", kind)
    if file.size > most:
        raise BadInput(f"The file is larger than {most // 2**20} MB. Save it smaller and try again.", kind)
    digest = hashlib.sha256(f"upload:{kind}:".encode())
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _written(file, path, kind, channels, longest_s):
    """Write the file's sound to `path`; returns its length in milliseconds."""
    try:
        with decoding.opened(file, decoding.SOUND) as (container, _):
            frames, loudest = _copied(container, path, kind, channels, longest_s)
    except decoding.Unknown:
        raise BadInput(
            "This is not a sound we can read. Use a WAV, MP3, M4A, FLAC or OGG file.", kind
        ) from None
    except decoding.Damaged:
        raise BadInput("The sound is damaged or cut off. Export it again and retry.", kind) from None
    ms = round(frames * 1000 / decoding.RATE_HZ)
    if ms < SHORTEST_MS[kind]:
        raise BadInput("The sound is too short to be heard.", kind)
    if loudest < AUDIBLE:
        raise BadInput("There is nothing to be heard in this file: it is silent from end to end.", kind)
    return ms


def _copied(container, path, kind, channels, longest_s):
    frames = loudest = 0
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(decoding.RATE_HZ)
        for part in decoding.heard(container, "mono" if channels == 1 else "stereo"):
            frames += len(part)
            if frames > longest_s * decoding.RATE_HZ:
                raise BadInput(f"The sound is longer than {longest_s} seconds. Cut it and try again.", kind)
            loudest = max(loudest, int(np.abs(part.astype(np.int32)).max(initial=0)))
            out.writeframesraw(part.astype("<i2").tobytes())
    return frames, loudest
