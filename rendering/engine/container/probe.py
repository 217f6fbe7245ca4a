"""What a video file really is: decoded to its end, counted and measured, and compared with its spec."""

import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from rendering.engine.audio.loudness import Loudness, Meter
from rendering.engine.audio.mix import Sound
from rendering.engine.container import verify
from rendering.engine.errors import SourceError
from rendering.engine.parallel import in_background
from rendering.engine.timeline import GOP_SECONDS, Timeline, plan
from rendering.engine.types import StopCheck, go_on
from rendering.spec.schema import OutputSpec, RenderSpec

# How long one AAC frame is: sound and picture may be that far apart in any player. Platforms and ears want
# the loudness within one LU.
AAC_FRAME_MS = 1024 / 48
LOUDNESS_TOLERANCE = 1.0

# As FFmpeg names and numbers them (AVColorPrimaries, AVColorTransferCharacteristic, AVColorSpace,
# AVColorRange); others are named by their number.
_BT709 = ("bt709", "bt709", "bt709", "tv")
_NAMES = {1: "bt709", 2: "unspecified", 5: "bt470bg", 6: "smpte170m", 9: "bt2020", 13: "srgb"}
_RANGES = {0: "unspecified", 1: "tv", 2: "pc"}


@dataclass(frozen=True)
class Probe:
    """A decoded file. Times are milliseconds; `keyframes` are frame numbers; `bytes` is its size.

    Without sound `audio_codec` is "" and the other sound fields are 0; `lufs` is -70 for silence.
    """

    frames: int
    fps: float
    constant_rate: bool
    duration_ms: int
    start_ms: int
    width: int
    height: int
    codec: str
    profile: str
    pix_fmt: str
    primaries: str
    transfer: str
    matrix: str
    colour_range: str
    audio_codec: str
    audio_profile: str
    sample_rate: int
    channels: int
    audio_ms: int
    lufs: float
    true_peak_db: float
    faststart: bool
    bytes: int
    keyframes: tuple[int, ...]
    chapters: tuple[tuple[str, int], ...]


# What looks through an open file: the pictures and the sound that it found.
Inspection = Callable[[InputContainer], "tuple[_Pictures, _MeasuredSound | _VerifiedSound]"]


def probe(path: Path, check_stop: StopCheck = go_on) -> Probe:
    """Decode a file to its end and return its Probe.

    Raises SourceError for a file that is cut off, damaged or not a video.
    """
    return _opened(path, lambda container: _decode(container, check_stop))


def probe_joined(
    path: Path,
    pieces: Sequence[tuple[int, str]],
    sound: Sound,
    check_stop: StopCheck = go_on,
    threads: int = 2,
) -> Probe:
    """The Probe of a file joined from `pieces`, (frames, digest) of segments already verified, and a Sound.

    Nothing is decoded that was decoded before but the first picture and the sound: see verify. Raises
    SourceError if the file does not carry what was verified.
    """
    inspect = _JoinedFile(path, pieces, sound, check_stop, threads)
    return _opened(path, inspect.compare, verify.WITHOUT_PREVIEW * 2)


def _opened(path: Path, inspect: Inspection, options: Any = None) -> Probe:
    try:
        with av.open(str(path), stream_options=options) as container:
            return _probe(container, Path(path), inspect)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise SourceError(None, f"The video cannot be played: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _probe(container: InputContainer, path: Path, inspect: Inspection) -> Probe:
    if not container.streams.video or container.streams.video[0].codec_context is None:
        raise ValueError("it has no picture")
    seen, heard = inspect(container)
    video, context = container.streams.video[0], container.streams.video[0].codec_context
    if not seen.times or (video.frames and len(seen.times) != video.frames):
        raise ValueError(f"it ends after {len(seen.times)} of {video.frames} frames")
    tick = seen.tick()
    return Probe(
        frames=len(seen.times),
        fps=float(1 / tick) if tick else 0.0,
        constant_rate=seen.is_constant(),
        duration_ms=round(float(len(seen.times) * tick) * 1000),
        start_ms=round(float(seen.times[0]) * 1000),
        width=context.width,
        height=context.height,
        codec=context.name,
        profile=context.profile or "",
        pix_fmt=context.pix_fmt or "",
        primaries=_NAMES.get(context.color_primaries, str(context.color_primaries)),
        transfer=_NAMES.get(context.color_trc, str(context.color_trc)),
        matrix=_NAMES.get(context.colorspace, str(context.colorspace)),
        colour_range=_RANGES[int(context.color_range)],
        **heard.report(),
        faststart=is_faststart(path),
        bytes=path.stat().st_size,
        keyframes=tuple(seen.keys),
        chapters=tuple(_chapter(chapter) for chapter in container.chapters()),
    )


def _chapter(chapter: Mapping[str, Any]) -> tuple[str, int]:
    return chapter["metadata"].get("title", ""), round(float(chapter["start"] * chapter["time_base"]) * 1000)


class _Pictures:
    """Pictures as they come out of the decoder: their times and which are keyframes."""

    def __init__(self) -> None:
        self.times: list[Fraction] = []
        self.keys: list[int] = []

    def add(self, frame: VideoFrame) -> None:
        if frame.is_corrupt:
            raise ValueError(f"frame {len(self.times)} is damaged")
        if frame.key_frame:
            self.keys.append(len(self.times))
        self.times.append(verify.seconds_of(frame.pts, frame.time_base))

    def add_all(self, packets: Iterable[tuple[Fraction, bool]]) -> None:
        """Add (moment, whether it is a keyframe) of pictures that come in the order of decoding."""
        for moment, is_key in sorted(packets):
            if is_key:
                self.keys.append(len(self.times))
            self.times.append(moment)

    def tick(self) -> Fraction:
        """The mean time between two frames, as a Fraction of a second."""
        return (
            (self.times[-1] - self.times[0]) / (len(self.times) - 1) if len(self.times) > 1 else Fraction(0)
        )

    def is_constant(self) -> bool:
        return len({later - earlier for earlier, later in pairwise(self.times)}) <= 1


class _MeasuredSound:
    """Sound as it comes out of the decoder: how much, and how loud."""

    def __init__(self, stream: AudioStream | None) -> None:
        self.stream, self.samples = stream, 0
        self.meter: Meter | None = None

    def add(self, frame: AudioFrame) -> None:
        if self.meter is None:
            self.meter = Meter(frame.sample_rate, frame.layout.name, frame.format.name)
        self.samples += frame.samples
        self.meter.feed(frame)

    def report(self) -> dict[str, Any]:
        if self.meter is None or self.stream is None:
            return dict.fromkeys(("sample_rate", "channels", "audio_ms"), 0) | {
                "audio_codec": "",
                "audio_profile": "",
                "lufs": -70.0,
                "true_peak_db": float("-inf"),
            }
        return _sound_report(self.stream.codec_context, self.samples, self.meter.result())


@dataclass(frozen=True)
class _VerifiedSound:
    """Sound that was measured before it was joined: a Sound, and the stream that carries it."""

    stream: AudioStream
    sound: Sound

    def report(self) -> dict[str, Any]:
        return _sound_report(self.stream.codec_context, self.sound.samples, self.sound)


def _sound_report(context: AudioCodecContext, samples: int, loudness: Loudness | Sound) -> dict[str, Any]:
    return {
        "audio_codec": context.name,
        "audio_profile": context.profile or "",
        "sample_rate": context.sample_rate,
        "channels": context.channels,
        "audio_ms": round(samples * 1000 / context.sample_rate),
        "lufs": loudness.lufs,
        "true_peak_db": loudness.true_peak_db,
    }


def _decode(container: InputContainer, check_stop: StopCheck) -> tuple[_Pictures, _MeasuredSound]:
    video = container.streams.video[0]
    audio = container.streams.audio[0] if container.streams.audio else None
    video.thread_type = "AUTO"
    seen, heard = _Pictures(), _MeasuredSound(audio)
    for packet in container.demux([stream for stream in (video, audio) if stream]):
        check_stop()
        for frame in packet.decode():
            if isinstance(frame, VideoFrame):
                seen.add(frame)
            elif isinstance(frame, AudioFrame):
                heard.add(frame)
    return seen, heard


class _JoinedFile:
    """Finds what `_decode` finds, for a file whose packets were all decoded before they were joined.

    Pictures and sound are read in parallel. Only the caller's thread calls `check_stop`.
    """

    def __init__(
        self, path: Path, pieces: Sequence[tuple[int, str]], sound: Sound, check_stop: StopCheck, threads: int
    ) -> None:
        self.path, self.pieces, self.sound = path, pieces, sound
        self.check_stop, self.threads = check_stop, threads
        self.over = threading.Event()

    def compare(self, container: InputContainer) -> tuple[_Pictures, _VerifiedSound]:
        """What was found. Raises ValueError if the file does not carry what was verified."""
        with in_background(self._decode_sound, self.threads) as heard:
            try:
                pictures, found = self._compare_pictures(container.streams.video[0], container), heard()
            finally:
                self.over.set()
        if found != (self.sound.samples, self.sound.digest):
            raise ValueError("its sound is not what was mixed")
        return pictures, _VerifiedSound(verify.first_stream(container.streams.audio), self.sound)

    def _compare_pictures(self, video: VideoStream, container: InputContainer) -> _Pictures:
        video.codec_context.options, video.codec_context.thread_count = verify.STRICT_DECODING, 1
        chain = verify.PacketChain(video.codec_context.extradata, self.pieces)
        shown: list[tuple[Fraction, bool]] = []
        for packet in container.demux(video):
            self.check_stop()
            if not packet.size:
                continue
            if not shown:
                _check_first_picture(video.codec_context, packet)
            chain.add(packet)
            shown.append((verify.seconds_of(packet.pts, packet.time_base), packet.is_keyframe))
        chain.end()
        seen = _Pictures()
        seen.add_all(shown)
        return seen

    def _decode_sound(self) -> tuple[int, str]:
        """(samples of each channel, digest of the packets) of the file's sound, decoded to its end."""
        with av.open(str(self.path), stream_options=verify.WITHOUT_PREVIEW * 2) as container:
            return verify.decoded_sound(container, self._stop_when_over)

    def _stop_when_over(self) -> None:
        if self.over.is_set():
            raise ValueError("nobody waits for it")


def _check_first_picture(decoder: VideoCodecContext, packet: Packet) -> None:
    """Raise ValueError unless a picture comes of a packet that stands alone, under this file's header."""
    frames = [*decoder.decode(packet), *decoder.decode(None)]
    if len(frames) != 1 or frames[0].is_corrupt:
        raise ValueError("its first picture is damaged")


def is_faststart(path: Path) -> bool:
    """Whether an MP4's index (moov) stands before its data (mdat)."""
    order = list(_boxes(path))
    return "moov" in order and "mdat" in order and order.index("moov") < order.index("mdat")


def _boxes(path: Path) -> Iterator[str]:
    """The names of the top-level boxes of an MP4, in order."""
    with open(path, "rb") as file:
        while len(head := file.read(8)) == 8:
            size, name = struct.unpack(">I4s", head)
            yield name.decode("latin-1")
            if size == 1:
                size = struct.unpack(">Q", file.read(8))[0] - 8
            if size < 8:
                return
            file.seek(size - 8, 1)


def check(probe: Probe, spec: RenderSpec) -> list[str]:
    """Return what a finished video lacks of what its RenderSpec promised: sentences, none = good."""
    return [sentence for good, sentence in _promises(probe, spec) if not good]


def _promises(probe: Probe, spec: RenderSpec) -> Iterator[tuple[bool, str]]:
    yield from _picture_promises(probe, spec.output, plan(spec))
    yield from _sound_promises(probe, spec.output)
    yield probe.faststart, "its index is not at the front"


def _picture_promises(probe: Probe, output: OutputSpec, timeline: Timeline) -> Iterator[tuple[bool, str]]:
    colours = (probe.primaries, probe.transfer, probe.matrix, probe.colour_range)
    gaps = [later - earlier for earlier, later in pairwise((*probe.keyframes, probe.frames))]
    starts = {scene.start for scene in timeline.scenes}
    size = (probe.width, probe.height)
    yield probe.frames == timeline.frames, f"it has {probe.frames} frames, not {timeline.frames}"
    yield probe.constant_rate, "its frames are not evenly spaced"
    yield abs(probe.fps - output.fps) < 1e-6, f"it runs at {probe.fps:g} frames a second, not {output.fps}"
    yield probe.start_ms == 0, f"its picture starts at {probe.start_ms} ms"
    yield size == (output.width, output.height), f"it is {size[0]}x{size[1]} pixels"
    yield (probe.codec, probe.profile, probe.pix_fmt) == ("h264", "High", "yuv420p"), "it is not H.264 High"
    yield colours == _BT709, f"its colours are tagged {'/'.join(colours)}, not bt709"
    yield max(gaps, default=0) <= GOP_SECONDS * output.fps, "its keyframes are more than two seconds apart"
    yield starts <= set(probe.keyframes), "a scene does not start with a keyframe"


def _sound_promises(probe: Probe, output: OutputSpec) -> Iterator[tuple[bool, str]]:
    sound = (probe.audio_codec, probe.audio_profile, probe.sample_rate, probe.channels)
    peak, apart = probe.true_peak_db, abs(probe.audio_ms - probe.duration_ms)
    yield sound == ("aac", "LC", 48_000, 2), "its sound is not AAC-LC at 48 kHz in stereo"
    yield apart <= AAC_FRAME_MS, f"its sound and picture differ by {apart} ms"
    if probe.lufs > -70:
        off = abs(probe.lufs - output.loudness_lufs)
        yield off <= LOUDNESS_TOLERANCE, f"it is {probe.lufs:.1f} LUFS loud"
        yield peak <= output.true_peak_db, f"its true peak is {peak:.1f} dBTP"
