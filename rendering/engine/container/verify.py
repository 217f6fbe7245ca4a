"""Proof that a video can be played to its end, without decoding any picture twice.

Every segment is decoded to its end as soon as it is made, in the worker that made it: it must hold the
packets that the encoder gave out, and their digest is noted. Of a piece that an earlier job made, this one
decodes the keyframes again. `join` copies packets without touching them; so if the joined file carries the
very packets that were proved, one closed group after the other under the same header, it decodes to its end
as they did. That is compared packet by packet, and the joined file's first picture and its whole sound are
decoded once more.
"""

import hashlib

import av

from rendering.engine.errors import EngineError

# The loop filter only smooths pictures; every bit is read without it, in two thirds of the time.
READ_ALL = {"skip_loop_filter": "all", "flags2": "+fast", "err_detect": "explode"}

# Opening an MP4 decodes its first picture to see what it is, unless told not to.
QUICK = [{"skip_frame": "all"}]


def prove(path, frames, alive=lambda: None, encoded=None):
    """Decode a segment to its end; return the digest of its packets. Raises EngineError if it is damaged.

    `encoded` is the digest of what came out of the encoder: other packets may decode as well, and show
    something else.
    """
    try:
        with av.open(str(path), stream_options=QUICK) as container:
            shown, digest = _decoded(container, first_of(container.streams.video), alive)
        if encoded not in (None, digest):
            raise ValueError("it is not what was encoded")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise EngineError("A piece of the video was damaged while it was made. Try again.") from error
    if shown != frames:
        raise EngineError(f"A piece of the video has {shown} frames, not {frames}. Try again.")
    return digest


def prove_again(path, alive=lambda: None):
    """Decode the keyframes of a segment that was proved by an earlier job. Raises EngineError."""
    try:
        with av.open(str(path), stream_options=QUICK) as container:
            stream = first_of(container.streams.video)
            stream.codec_context.options, stream.codec_context.thread_count = READ_ALL, 1
            stream.codec_context.skip_frame = "NONKEY"
            shown = 0
            for packet in container.demux(stream):
                alive()
                shown += len(sound_pictures(packet))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise _kept_badly() from error
    if not shown:
        raise _kept_badly()


def _kept_badly():
    return EngineError("A kept piece of the video cannot be played. Try again.")


def first_of(streams):
    """The first of a file's streams of a kind. Raises ValueError if there is none that can be decoded."""
    if not streams or streams[0].codec_context is None:
        raise ValueError("a stream is missing")
    return streams[0]


def _decoded(container, stream, alive):
    stream.codec_context.options, stream.codec_context.thread_count = READ_ALL, 1
    seen, shown = Digest(stream.codec_context.extradata), 0
    for packet in container.demux(stream):
        alive()
        seen.add(packet)
        shown += len(sound_pictures(packet))
    return shown, seen.hexdigest()


def sound_pictures(packet):
    """What a packet decodes to. Raises ValueError if a picture is damaged."""
    frames = packet.decode()
    if any(frame.is_corrupt for frame in frames):
        raise ValueError("a picture is damaged")
    return frames


def decoded_sound(container, alive=lambda: None):
    """Decode the sound of an open file to its end; return (samples per channel, digest of its packets)."""
    stream = first_of(container.streams.audio)
    seen, samples = Digest(stream.codec_context.extradata), 0
    for packet in container.demux(stream):
        alive()
        seen.add(packet)
        samples += sum(frame.samples for frame in packet.decode())
    return samples, seen.hexdigest()


def same_packets(path, digest):
    """Raise EngineError unless the sound in a file has exactly the packets that were decoded to its end."""
    try:
        with av.open(str(path)) as container:
            stream = first_of(container.streams.audio)
            seen = Digest(stream.codec_context.extradata)
            for packet in container.demux(stream):
                seen.add(packet)
        if seen.hexdigest() != digest:
            raise ValueError("it is not what was heard")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise EngineError("The sound was damaged while it was made. Try again.") from error


class Digest:
    """Of a stream's header and some of its packets."""

    def __init__(self, extradata):
        self.hash = hashlib.blake2b(bytes(extradata or b""), digest_size=20)

    def add(self, packet):
        if packet.size:
            self.hash.update(b"%d:%d:" % (packet.size, packet.is_keyframe))
            self.hash.update(memoryview(packet))

    def hexdigest(self):
        return self.hash.hexdigest()


class Chain:
    """Compares the packets of a joined stream with those of its proved pieces, in order.

    `pieces` are (number of packets, digest). Both methods raise ValueError at the first difference.
    """

    def __init__(self, extradata, pieces):
        self.extradata, self.pieces = extradata, list(pieces)
        self.seen, self.count = Digest(extradata), 0

    def add(self, packet):
        self.seen.add(packet)
        self.count += 1
        if self.pieces and self.count == self.pieces[0][0]:
            if self.seen.hexdigest() != self.pieces.pop(0)[1]:
                raise ValueError("a piece of it is damaged")
            self.seen, self.count = Digest(self.extradata), 0

    def end(self):
        if self.pieces or self.count:
            raise ValueError("a piece of it is missing")
