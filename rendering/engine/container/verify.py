"""Shows that a video can be played to its end, without decoding any picture twice.

Every segment is decoded to its end as soon as it is made, in the worker that made it: it must hold the
packets that the encoder gave out, and their digest is noted. Of a segment from the cache only the keyframes
are decoded again. `join` copies packets without touching them; so if the joined file carries the very
packets that were verified, one closed group after the other under the same header, it decodes to its end
as they did. That is compared packet by packet, and the joined file's first picture and its whole sound are
decoded once more.
"""

import hashlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from rendering.engine.errors import EngineError
from rendering.engine.types import StopCheck, go_on

AnyStream = TypeVar("AnyStream", bound=Stream)

# How segments are decoded: every error counts. The loop filter only smooths pictures; every bit is read
# without it, in two thirds of the time.
STRICT_DECODING = {"skip_loop_filter": "all", "flags2": "+fast", "err_detect": "explode"}

# Opening an MP4 decodes its first picture to see what it is, unless this is asked for: one dict for each of
# its streams (the library's types say strings).
WITHOUT_PREVIEW: Any = [{"skip_frame": "all"}]


def verify_segment(path: Path, frames: int, check_stop: StopCheck = go_on, encoded: str | None = None) -> str:
    """Decode a segment to its end; return the digest of its packets. Raises EngineError if it is damaged.

    `encoded` is the digest of what came out of the encoder: other packets may decode as well, and show
    something else.
    """
    try:
        with av.open(str(path), stream_options=WITHOUT_PREVIEW) as container:
            shown, digest = _decode(container, first_stream(container.streams.video), check_stop)
        if encoded not in (None, digest):
            raise ValueError("it is not what was encoded")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise EngineError("A piece of the video was damaged while it was made. Try again.") from error
    if shown != frames:
        raise EngineError(f"A piece of the video has {shown} frames, not {frames}. Try again.")
    return digest


def verify_keyframes(path: Path, check_stop: StopCheck = go_on) -> None:
    """Decode the keyframes of a segment that an earlier job verified. Raises EngineError."""
    try:
        with av.open(str(path), stream_options=WITHOUT_PREVIEW) as container:
            stream = first_stream(container.streams.video)
            stream.codec_context.options, stream.codec_context.thread_count = STRICT_DECODING, 1
            stream.codec_context.skip_frame = "NONKEY"
            shown = 0
            for packet in container.demux(stream):
                check_stop()
                shown += len(intact_frames(packet))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise _damaged_in_cache() from error
    if not shown:
        raise _damaged_in_cache()


def _damaged_in_cache() -> EngineError:
    return EngineError("A kept piece of the video cannot be played. Try again.")


def first_stream(streams: Sequence[AnyStream]) -> AnyStream:
    """The first of a file's streams of a kind. Raises ValueError if there is none that can be decoded."""
    if not streams or streams[0].codec_context is None:
        raise ValueError("a stream is missing")
    return streams[0]


def seconds_of(ticks: int | None, time_base: Fraction | None) -> Fraction:
    """A moment on a stream's clock in seconds. Raises ValueError where a file does not say it."""
    if ticks is None or time_base is None:
        raise ValueError("a picture has no time")
    return ticks * time_base


def _decode(container: InputContainer, stream: VideoStream, check_stop: StopCheck) -> tuple[int, str]:
    stream.codec_context.options, stream.codec_context.thread_count = STRICT_DECODING, 1
    digest, shown = PacketDigest(stream.codec_context.extradata), 0
    for packet in container.demux(stream):
        check_stop()
        digest.add(packet)
        shown += len(intact_frames(packet))
    return shown, digest.hexdigest()


def intact_frames(packet: Packet) -> list[VideoFrame]:
    """What a packet decodes to. Raises ValueError if a picture is damaged."""
    frames = packet.decode()
    if any(frame.is_corrupt for frame in frames):
        raise ValueError("a picture is damaged")
    return frames


def decoded_sound(container: InputContainer, check_stop: StopCheck = go_on) -> tuple[int, str]:
    """Decode the sound of an open file to its end; return (samples per channel, digest of its packets)."""
    stream = first_stream(container.streams.audio)
    digest, samples = PacketDigest(stream.codec_context.extradata), 0
    for packet in container.demux(stream):
        check_stop()
        digest.add(packet)
        samples += sum(frame.samples for frame in packet.decode())
    return samples, digest.hexdigest()


def check_packets(path: Path, digest: str) -> None:
    """Raise EngineError unless the sound in a file has exactly the packets that were decoded to its end."""
    try:
        with av.open(str(path)) as container:
            stream = first_stream(container.streams.audio)
            found = PacketDigest(stream.codec_context.extradata)
            for packet in container.demux(stream):
                found.add(packet)
        if found.hexdigest() != digest:
            raise ValueError("it is not what was heard")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise EngineError("The sound was damaged while it was made. Try again.") from error


class PacketDigest:
    """A digest of a stream's header and some of its packets."""

    def __init__(self, extradata: bytes | None) -> None:
        self.hash = hashlib.blake2b(bytes(extradata or b""), digest_size=20)

    def add(self, packet: Packet) -> None:
        if packet.size:
            self.hash.update(b"%d:%d:" % (packet.size, packet.is_keyframe))
            self.hash.update(memoryview(packet))

    def hexdigest(self) -> str:
        return self.hash.hexdigest()


class PacketChain:
    """Compares the packets of a joined stream with those of its verified pieces, in order.

    `pieces` are (number of packets, digest). Both methods raise ValueError at the first difference.
    """

    def __init__(self, extradata: bytes | None, pieces: Iterable[tuple[int, str]]) -> None:
        self.extradata, self.pieces = extradata, list(pieces)
        self.digest, self.count = PacketDigest(extradata), 0

    def add(self, packet: Packet) -> None:
        self.digest.add(packet)
        self.count += 1
        if self.pieces and self.count == self.pieces[0][0]:
            if self.digest.hexdigest() != self.pieces.pop(0)[1]:
                raise ValueError("a piece of it is damaged")
            self.digest, self.count = PacketDigest(self.extradata), 0

    def end(self) -> None:
        if self.pieces or self.count:
            raise ValueError("a piece of it is missing")
