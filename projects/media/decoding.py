"""Sound and film of others, opened by what their first bytes are: never by a name, never by guessing.

A decoder left to guess would take a playlist for a film and fetch whatever addresses it names.
"""

import io
from contextlib import contextmanager

import av
import numpy as np

from projects.languages.marked import gettext_noop
from projects.media import sniffing

RATE_HZ = 48000
# Outside of these no recorder works, and a file that claims so would swell when it is brought to ours.
SLOWEST_HZ, FASTEST_HZ = 4000, 384_000
SOUND = (
    *("wav", "w64", "mp3", "aac", "flac", "ogg", "mp4", "matroska", "aiff", "caf", "amr", "au", "wv", "ape"),
    *("asf", "avi", "mpegts", "mpeg", "flv"),
)
# What providers of clips send, and what people upload.
FILM = ("mp4", "matroska")
ANY_FILM = (*FILM, "avi", "mpegts", "mpeg", "asf", "flv", "ogg", "gif")
# So many packets that are no sound are no damage.
_FEW_PACKETS = 3


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
    name, mime, start = sniffing.sniffed(file)
    if name not in wanted:
        raise Unknown(gettext_noop("What was sent is not a film or a sound that we know."))
    file.seek(0)
    if start and name not in ("mp3", "aac", "flac"):  # whose demuxers pass over tags by themselves
        file.seek(start)
        file = io.BytesIO(file.read())
    if name == "wav":
        file = _whole_containers(file)
    try:
        with av.open(file, format=name) as container:
            yield container, mime
    except MemoryError:  # also FFmpeg's own: the file may be whole
        raise
    except (av.FFmpegError, IndexError, ValueError, OverflowError):
        raise Damaged(gettext_noop("What was sent is damaged, or cut off.")) from None


def _whole_containers(file):
    """A WAV whose samples leave bits unused, as one that uses all: FFmpeg takes them for shorter ones."""
    file.seek(0)
    head = file.read(sniffing.HEAD_BYTES)
    file.seek(0)
    at = head.find(b"fmt ") + 8
    kind, bits, valid = (int.from_bytes(head[at + place : at + place + 2], "little") for place in (0, 14, 18))
    if at < 8 or kind != 0xFFFE or not 0 < valid <= bits - 8:
        return file
    mended = io.BytesIO(file.read())
    mended.seek(at + 18)
    mended.write(bits.to_bytes(2, "little"))
    mended.seek(0)
    return mended


def heard(container, layout="mono"):
    """Yield the container's first sound as 48 kHz 16-bit samples, shaped (frames, channels).

    Raises IndexError when there is none, Damaged for a sample rate that nobody records at.
    """
    resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE_HZ)
    channels = {"mono": 1, "stereo": 2}[layout]
    for frame in _frames_of(container):
        yield from (_samples(part, channels) for part in resampler.resample(frame))
    yield from (_samples(part, channels) for part in resampler.resample(None))


def channels_of(container):
    """Names of the first sound's channels as FFmpeg has them ("FL", "FC", …); "NONE" where nobody says."""
    return [one.name for one in _sound_of(container).layout.channels]


def smallest_step(container):
    """The smallest difference that the first sound's coding can tell, of 1.0 for full scale."""
    context = _sound_of(container)
    name, form = context.codec.canonical_name, context.format.name
    if name in ("pcm_mulaw", "pcm_alaw"):
        return 2**-12
    if form.startswith("u8"):
        return 2**-7
    exact = form.startswith(("s32", "s64", "dbl")) or (
        form.startswith("flt") and name.startswith(("pcm", "wavpack"))
    )
    return 2**-23 if exact else 2**-15


def heard_apart(container):
    """Yield the first sound's channels at 48 kHz: float32, shaped (channels, frames), 1.0 is full scale.

    What is no number is silence. Where the number of channels changes on the way (a phone that gets a
    headset), what comes later has as many as the beginning. Raises as `heard`.
    """
    resampler, shape, channels = None, None, 0
    for frame in _frames_of(container):
        now = (frame.layout.name, frame.format.name, frame.sample_rate)
        if now != shape:
            yield from _apart(resampler, None, channels)
            resampler, shape = av.AudioResampler(format="flt", layout=frame.layout, rate=RATE_HZ), now
            channels = channels or frame.layout.nb_channels
        yield from _apart(resampler, frame, channels)
    yield from _apart(resampler, None, channels)


def _sound_of(container):
    """The decoder of the container's first sound."""
    context = container.streams.audio[0].codec_context
    if context is None or context.format is None:
        raise Damaged(gettext_noop("Its sound is in no codec that we know."))
    return context


def _frames_of(container):
    """The first sound's frames. A few packets may be no sound, as tags at the end of an MP3 are."""
    packets = bad = 0
    _sound_of(container)
    for packet in container.demux(container.streams.audio[0]):
        packets += 1
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            bad += 1
            continue
        for frame in frames:
            if not SLOWEST_HZ <= frame.sample_rate <= FASTEST_HZ:
                raise Damaged(
                    gettext_noop("Its sound has %(rate)s samples a second.") % {"rate": frame.sample_rate}
                )
            yield frame
    if bad > _FEW_PACKETS and bad > packets / 50:
        raise Damaged(
            gettext_noop("%(bad)s of its %(packets)s packets are no sound.")
            % {"bad": bad, "packets": packets}
        )


def _apart(resampler, frame, channels):
    for part in resampler.resample(frame) if resampler else ():
        # Packed: PyAV reads beyond its memory where eight channels or more are planes of their own.
        packed = part.to_ndarray().reshape(-1, part.layout.nb_channels)
        samples = np.nan_to_num(packed.T, nan=0.0, posinf=0.0, neginf=0.0)
        if len(samples) != channels:
            samples = np.repeat(samples.mean(0, keepdims=True), channels, 0)
        yield samples


def _samples(part, channels):
    return part.to_ndarray().reshape(-1, channels).astype(np.int16, copy=False)
