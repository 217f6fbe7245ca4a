"""Sound and film of others, opened by what their first bytes are: never by a name, never by guessing.

A decoder left to guess would take a playlist for a film and fetch whatever addresses it names.
"""

import io
from contextlib import contextmanager

import av
import numpy as np

RATE_HZ = 48000
# Outside of these no recorder works, and a file that claims so would swell when it is brought to ours.
SLOWEST_HZ, FASTEST_HZ = 4000, 384_000
# (where, the bytes that stand there, the one demuxer that may read it, its MIME type)
MAGIC = (
    (4, b"ftyp", "mp4", "video/mp4"),
    (4, b"moov", "mp4", "video/mp4"),  # QuickTime from before there was "ftyp"
    *((4, atom, "mp4", "video/mp4") for atom in (b"wide", b"free", b"skip", b"mdat", b"pnot")),
    (0, b"\x1a\x45\xdf\xa3", "matroska", "video/webm"),
    (8, b"WAVE", "wav", "audio/wav"),
    (0, b"ID3", "mp3", "audio/mpeg"),
    *((0, bytes((0xFF, second)), "mp3", "audio/mpeg") for second in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)),
    (0, b"\xff\xf1", "aac", "audio/aac"),
    (0, b"\xff\xf9", "aac", "audio/aac"),
    (0, b"fLaC", "flac", "audio/flac"),
    (0, b"OggS", "ogg", "audio/ogg"),
)
SOUND = ("wav", "mp3", "aac", "flac", "ogg", "mp4", "matroska")
FILM = ("mp4", "matroska")


class Undecodable(Exception):
    """What was sent cannot be played."""


class Unknown(Undecodable):
    """Its first bytes are of nothing that is wanted here."""


class Damaged(Undecodable):
    """It begins as it should and does not go on so."""


@contextmanager
def opened(source, wanted):
    """(container, MIME type) of bytes, or of an open file, that begin as one of the `wanted` demuxers' do.

    Raises Unknown for all else, Damaged for whatever the decoder does not like, also while it is read.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    name, mime = sniffed(file.read(16))
    if name not in wanted:
        raise Unknown("What was sent is not a film or a sound that we know.")
    file.seek(0)
    try:
        with av.open(file, format=name) as container:
            yield container, mime
    except (av.FFmpegError, IndexError, ValueError, OverflowError):
        raise Damaged("What was sent is damaged, or cut off.") from None


def sniffed(head):
    """(demuxer, MIME type) of a file by its first 16 bytes; ("", "") for what is no sound and no film."""
    return next(
        ((name, mime) for at, magic, name, mime in MAGIC if head[at : at + len(magic)] == magic), ("", "")
    )


def heard(container, layout="mono"):
    """Yield the container's first sound as 48 kHz 16-bit samples, shaped (frames, channels).

    Raises IndexError when there is none, Damaged for a sample rate that nobody records at.
    """
    resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE_HZ)
    channels = {"mono": 1, "stereo": 2}[layout]
    for frame in container.decode(audio=0):
        if not SLOWEST_HZ <= frame.sample_rate <= FASTEST_HZ:
            raise Damaged(f"Its sound has {frame.sample_rate} samples a second.")
        yield from (_samples(part, channels) for part in resampler.resample(frame))
    yield from (_samples(part, channels) for part in resampler.resample(None))


def _samples(part, channels):
    return part.to_ndarray().reshape(-1, channels).astype(np.int16, copy=False)
