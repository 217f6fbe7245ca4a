"""H.264: frames into segment files, and those and a sound into one MP4.

Every segment is encoded on its own by an x264 with the same settings, so any of them can be made by
any worker in any order; `join` copies their packets one after the other without touching them
and writes the times itself.
"""

import heapq
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.plane import VideoPlane
from av.video.stream import VideoStream

from rendering.engine.container.verify import WITHOUT_PREVIEW, PacketDigest, first_stream, seconds_of
from rendering.engine.timeline import GOP_SECONDS, Timeline
from rendering.engine.types import Plane, StopCheck, go_on
from rendering.engine.yuv import Planes
from rendering.spec.schema import OutputSpec

# (title, first frame, last frame + 1).
Chapter = tuple[str, int, int]

# AVCOL_PRI_BT709, AVCOL_TRC_BT709, AVCOL_SPC_BT709, AVCOL_RANGE_MPEG: 1 is bt709 and limited range.
BT709 = LIMITED = 1

# x264's named presets are not on the frontier for slowly moving stills; single tools on top of
# "ultrafast" are. Measured on 180 frames of 1080x1920 (grain, gradients, a product photograph), CPU
# seconds and size at the same VMAF of 94.6: five B-frames without lookahead 1.5 s and 0.72 MB; with a
# macroblock tree of 10 frames 2.4 s and 0.52 MB; of 5 frames 1.6 s and 0.97 MB. The tree also costs
# memory, and with AVX-512 it gives another file at each run, while equal specs must give equal videos.
# aq keeps gradients from banding: with 0.4 they are as near to the truth as with 0.6, to 0.02 of a level
# (without it 0.04), while texture gets more. B-frames may be much coarser than what they lie between
# (pbratio 1.8 instead of 1.3): they hardly differ from it. Both and the deblock offset give the same VMAF of
# 94 for a quarter fewer bytes, in the same time. Standard quality is VMAF 94 to 96.
# Segments differ in their CRF, and the joined stream has one header: "stitchable" keeps the CRF out of it.
# Without start codes ("annexb") packets come out of the encoder as they lie in the file, and can be compared.
_X264_TOOLS = (
    "cabac=1:8x8dct=1:deblock=-1,-1:b-adapt=0:b-pyramid=none:weightp=0:subme=2:pbratio=1.8:stitchable=1:"
    "mbtree=0:aq-mode=1:aq-strength=0.4:scenecut=0:open-gop=0:sync-lookahead=0:annexb=0"
)
_CRF = {"preview": 30, "standard": 23, "high": 19}

# How much is added to the CRF in a transition, by kind: what rushes by or is out of focus is not seen as
# sharply as what stands. Behind the edge of a wipe all stands. VMAF without and with it: of slides 100 and
# 100, of a zoom 100 and 98, of a wipe 98 and 98.
_CRF_ADDED = {"zoom": 10, "slide": 10, "fade": 6, "wipe": 3}


# What an encoder holds in memory: about so many bytes for each pixel of a frame, mostly pictures that wait
# for a B-frame and reference pictures, each four times for the half pixels.
_BYTES_PER_PIXEL = 48
MOST_BYTES = 420_000_000

# Above this many pixels one encoder with two threads takes the place of two with one: it is as fast,
# and takes half the memory. The file depends on the number of threads, not on when they run. Two
# B-frames instead of five hold 100 MB less of 2160x3840, for a twelfth more bytes.
LARGE = 4_200_000


def encoders(output: OutputSpec) -> int:
    """How many segments may be encoded at once within MOST_BYTES."""
    return max(1, MOST_BYTES // (_BYTES_PER_PIXEL * output.width * output.height))


def _is_large(output: OutputSpec) -> bool:
    return output.width * output.height > LARGE


class FrameBuffer:
    """One frame for the encoder and its Planes, reused for every picture: x264 copies what it is given."""

    def __init__(self, width: int, height: int) -> None:
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.planes = Planes(*(_writable(plane) for plane in self.frame.planes))


def _writable(plane: VideoPlane) -> Plane:
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


class SegmentWriter:
    """Encodes the frames of one segment into a small MP4 file of its own."""

    def __init__(self, path: Path, output: OutputSpec, transition: str | None = None) -> None:
        """`transition` is the kind that is seen in all of it, if one is."""
        self.container = av.open(str(path), "w", format="mp4")
        self.stream = self.container.add_stream("libx264", rate=output.fps)
        _configure(self.stream.codec_context, output, transition)
        self.stream.codec_context.open()
        self.count, self.digest = 0, PacketDigest(self.stream.codec_context.extradata)

    def write(self, frame: av.VideoFrame) -> None:
        """Encode one av.VideoFrame, in order."""
        frame.pts, frame.time_base = self.count, self.stream.codec_context.time_base
        self.count += 1
        self._mux(self.stream.encode(frame))

    def close(self) -> str:
        """Flush and finish the file. Returns the digest of its packets as they came out of the encoder."""
        self._mux(self.stream.encode())
        self.container.close()
        return self.digest.hexdigest()

    def _mux(self, packets: Sequence[Packet]) -> None:
        for packet in packets:
            self.digest.add(packet)
        self.container.mux(packets)


def _configure(context: VideoCodecContext, output: OutputSpec, transition: str | None) -> None:
    context.width, context.height, context.pix_fmt = output.width, output.height, "yuv420p"
    context.time_base = Fraction(1, output.fps)
    context.thread_count = 2 if _is_large(output) else 1
    context.gop_size = GOP_SECONDS * output.fps
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    context.options = {
        "preset": "ultrafast",
        "crf": str(_CRF[output.video_quality] + _CRF_ADDED.get(transition or "cut", 0)),
        "x264-params": f"{_X264_TOOLS}:bframes={2 if _is_large(output) else 5}",
        "profile": "high",
    }


def join(
    out: Path,
    segments: Sequence[Path],
    sound: Path,
    timeline: Timeline,
    chapters: Sequence[Chapter] = (),
    title: str = "",
    check_stop: StopCheck = go_on,
) -> None:
    """Copy segment files, in order, and a sound file into one MP4 with its index at the front.

    `chapters` are (title, first frame, last frame + 1). Nothing is encoded again. The video starts at
    0; the 1024 samples by which AAC is late are told to players by the file's edit list. `check_stop` is
    called for every packet.
    """
    options = {"movflags": "+faststart"}
    with av.open(str(out), "w", format="mp4", options=options) as container, av.open(str(sound)) as audio:
        container.metadata["title"] = title
        picture = _copied_stream(container, segments[0])
        voice = container.add_stream_from_template(first_stream(audio.streams.audio))
        container.set_chapters(_chapters(chapters, timeline.fps))
        pictures = _pictures(segments, Fraction(1, timeline.fps), picture)
        _interleave(container, check_stop, pictures, _sounds(audio, voice))


def _copied_stream(container: OutputContainer, path: Path) -> VideoStream:
    with av.open(str(path)) as source:
        template = first_stream(source.streams.video)
        stream = container.add_stream_from_template(template)
        stream.time_base = template.time_base
        return stream


def _chapters(chapters: Sequence[Chapter], fps: int) -> list[Any]:
    return [
        {"id": k, "start": first, "end": stop, "time_base": Fraction(1, fps), "metadata": {"title": title}}
        for k, (title, first, stop) in enumerate(chapters, 1)
    ]


def _pictures(segments: Sequence[Path], tick: Fraction, stream: VideoStream) -> Iterator[Packet]:
    """All video packets in decoding order, timed on one clock of frames."""
    shown = decoded = 0
    for path in segments:
        with av.open(str(path), stream_options=WITHOUT_PREVIEW) as container:
            source = first_stream(container.streams.video)
            delay = source.codec_context.has_b_frames
            for packet in container.demux(source):
                if packet.size:
                    packet.pts = shown + round(seconds_of(packet.pts, packet.time_base) / tick)
                    packet.dts, packet.duration = decoded - delay, 1
                    packet.time_base, packet.stream = tick, stream
                    decoded += 1
                    yield packet
        shown = decoded


def _sounds(container: InputContainer, stream: AudioStream) -> Iterator[Packet]:
    for packet in container.demux(container.streams.audio[0]):
        if packet.size:
            packet.stream = stream
            yield packet


def _interleave(container: OutputContainer, check_stop: StopCheck, *streams: Iterator[Packet]) -> None:
    """Write packets of several streams in the order of their times."""
    for packet in heapq.merge(*streams, key=_decoding_time):
        check_stop()
        container.mux(packet)


def _decoding_time(packet: Packet) -> float:
    """When a packet is to be decoded, in seconds; nearly is enough, for the muxer keeps the order itself."""
    base = packet.time_base
    return (packet.dts or 0) * base.numerator / base.denominator
