"""Clips from people: watched to the end, and kept as pictures alone that every browser plays.

H.264 in an MP4, and VP8 and VP9 in a WebM, are copied as they are, without their sound and
whatever else the file holds (a phone writes into it where it was). All else is made H.264: other
codecs, and what browsers and players show in different ways: turned, interlaced or oblong pixels,
high dynamic range, pictures that are seen through, parts that an edit hides.
"""

import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from django.conf import settings

from projects.errors import BadInput
from projects.media import decoding, hdr, library
from projects.media.audio_uploads import digest_of

LONGEST_S = 60
SMALLEST_SIDE = 64
MOST_PIXELS = 4096 * 2304
FASTEST_FPS = 120
# What is coded anew is brought to at most this: a 1080p video shows no more of it.
LONGEST_SIDE = 1920
COPIED = {"h264": ("mp4", "video/mp4"), "vp8": ("webm", "video/webm"), "vp9": ("webm", "video/webm")}


def clip(workspace, file):
    """Keep an uploaded clip as an asset: pictures without sound, measured. Raises BadInput naming `clip`."""
    digest = digest_of(file, "clip", settings.UPLOAD_FILM_BYTES)
    there = library.find(workspace, digest)
    if there:
        return there
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "clip"
        mime, size, ms = _kept(file, path)
        sizes = {"width": size[0], "height": size[1], "duration_ms": ms}
        return library.keep_file(workspace, "clip", path, mime, "upload", digest, **sizes)


def _kept(file, path):
    """Write the pictures of a film to `path`; returns (MIME type, (width, height), milliseconds)."""
    try:
        with decoding.opened(file, decoding.FILM) as (container, _):
            seen = _watched(container)
        with decoding.opened(file, decoding.FILM) as (container, _):
            if seen.codec in COPIED and seen.plain:
                return _copied(container, path, *COPIED[seen.codec]), seen.size, seen.ms
            return "video/mp4", _coded(container, path, seen), seen.ms
    except decoding.Unknown:
        raise BadInput("This is not a clip we can read. Use an MP4, MOV or WebM file.", "clip") from None
    except decoding.Damaged:
        raise BadInput("The clip is damaged or cut off. Export it again and retry.", "clip") from None


@dataclass
class WatchedClip:
    """A film that plays to its end. `turned` is by how many degrees against the clock a player turns it.

    `wide`: its colours need the table of `hdr`. `plain`: every browser shows it right as it is.
    """

    codec: str
    size: tuple
    ms: int
    turned: float
    wide: bool
    interlaced: bool
    alpha: bool
    plain: bool


def _watched(container):
    stream = _pictures(container)
    times, ends, read, first, hidden, interlaced, last_end = [], 0, 0, None, False, False, 0
    for packet in container.demux():
        if packet.pts is not None and packet.dts is not None:
            ends = max(ends, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        if packet.stream.index != stream.index:
            continue
        read += packet.dts is not None
        hidden = hidden or packet.is_discard
        for frame in packet.decode():
            if frame.is_corrupt or frame.pts is None:
                raise decoding.Damaged("A picture of it is broken.")
            first = first or frame
            interlaced = interlaced or frame.interlaced_frame
            times.append(float(frame.pts * frame.time_base))
            last_end = times[-1] + float((frame.duration or 0) * frame.time_base)
            if times[-1] - times[0] > LONGEST_S or len(times) > LONGEST_S * FASTEST_FPS:
                raise BadInput(f"The clip is longer than {LONGEST_S} seconds. Cut it and try again.", "clip")
    if not times:
        raise decoding.Damaged("It has no pictures.")
    seconds = _seconds(times, last_end)
    _check_end(container, stream, read, times[0] + seconds, ends)
    if len(times) < 2:
        raise BadInput("The clip has a single picture. Upload it as a picture.", "clip")
    return _told(stream, first, hidden, interlaced, round(seconds * 1000))


def _told(stream, frame, hidden, interlaced, ms):
    """The WatchedClip of a stream, its first frame, and what was seen on the way."""
    alpha = _alpha_decoder(stream) is not None or any(c.is_alpha for c in frame.format.components)
    wide = hdr.is_wide(frame)
    square = (stream.sample_aspect_ratio or 1) in (0, 1)
    ordinary = frame.format.name in ("yuv420p", "yuvj420p")
    plain = ordinary and square and not (frame.rotation or hidden or interlaced or alpha or wide)
    codec = stream.codec_context.codec.canonical_name
    size = (stream.width, stream.height)
    return WatchedClip(codec, size, ms, frame.rotation, wide, interlaced, alpha, plain)


def _seconds(times, last_end):
    """How long pictures are shown in all. The last stands as long as it says, or as those before it did."""
    if len(times) < 2:
        return max(0, last_end - times[0])
    gap = (times[-1] - times[0]) / (len(times) - 1)
    return times[-1] - times[0] + max(gap, last_end - times[-1])


def _check_end(container, stream, read, end, ends):
    """Raise Damaged where pictures are missing at the end: by their number, else by the promised length."""
    if stream.frames:
        if read < 0.9 * stream.frames:
            raise decoding.Damaged("It ends before its end.")
        return
    if stream.duration:
        promised = float(stream.duration * stream.time_base)
    else:  # the whole file's, which may have sound that goes on
        promised, end = (container.duration or 0) / av.time_base, max(end, ends)
    if end - (container.start_time or 0) / av.time_base < 0.9 * promised - 0.2:
        raise decoding.Damaged("It ends before its end.")


def _pictures(container):
    """The film's pictures, of a size that can be shown; looked at before the first is decoded."""
    moving = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    if not moving:
        raise BadInput("There are no pictures in this file. Choose a clip.", "clip")
    stream = moving[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MOST_PIXELS or min(width, height) < SMALLEST_SIDE:
        raise BadInput(f"The clip is {width}×{height}; use one between 64 pixels and 4K.", "clip")
    stream.thread_type = "AUTO"
    return stream


def _alpha_decoder(stream):
    """The decoder for a WebM whose pictures are seen through, or None: FFmpeg's own leaves alpha out."""
    if stream.metadata.get("alpha_mode") != "1":
        return None
    return {"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(stream.codec_context.codec.canonical_name)


def _copied(container, path, form, mime):
    """The pictures as they are, in a new file of their own."""
    source = _pictures(container)
    options = {"movflags": "faststart"} if form == "mp4" else {}
    with av.open(str(path), "w", format=form, options=options) as out:
        target = out.add_stream_from_template(source)
        for packet in container.demux(source):
            if packet.dts is not None:
                packet.stream = target
                out.mux(packet)
    return mime


def _coded(container, path, seen):
    """The pictures upright, on ground, in BT.709 and as H.264; returns their (width, height)."""
    source = _pictures(container)
    rate = Fraction(source.average_rate or 30).limit_denominator(1001)
    with (
        tempfile.NamedTemporaryFile("w", suffix=".cube") as cube,
        av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as out,
    ):
        target, graph = None, None
        for frame in _frames(container, source):
            if seen.alpha:
                frame = _on_white(frame)
            if graph is None and seen.wide:
                cube.write(hdr.table(frame.color_trc))
                cube.flush()
            graph = graph or _graph(source, frame, seen, cube.name)
            graph.push(frame)
            target = _write(graph, out, target, rate)
        if graph is None:
            raise decoding.Damaged("It has no pictures.")
        graph.push(None)
        target = _write(graph, out, target, rate)
        out.mux(target.encode(None))
        return target.width, target.height


def _write(graph, out, target, rate):
    """Encode all that has come out of a graph; returns the stream it is written to."""
    while True:
        try:
            picture = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return target
        target = target or _x264(out, picture, rate)
        picture.pict_type = 0
        out.mux(target.encode(picture))


def _frames(container, source):
    """The film's pictures as they are decoded, with their alpha."""
    name = _alpha_decoder(source)
    if name is None:
        yield from container.decode(source)
        return
    decoder = av.CodecContext.create(name, "r")
    for packet in container.demux(source):
        yield from decoder.decode(packet if packet.dts is not None else None)


def _on_white(frame):
    """A picture that is seen through, as it is seen on white paper."""
    rgba = frame.to_ndarray(format="rgba")
    alpha = rgba[..., 3:].astype(np.uint16)
    mixed = (rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    made = av.VideoFrame.from_ndarray(mixed.astype(np.uint8), format="rgb24")
    made.pts, made.time_base = frame.pts, frame.time_base
    return made


def _graph(source, frame, seen, cube):
    """Frames as they come, to frames upright, with square pixels, in BT.709, and not too large."""
    graph = av.filter.Graph()
    given = (
        f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}"
        f":time_base={frame.time_base or source.time_base}:pixel_aspect=1/1"
    )
    steps = [graph.add("buffer", given)]
    if seen.interlaced:
        steps.append(graph.add("yadif", "deint=interlaced"))
    matrix = "" if frame.format.is_rgb else f":in_color_matrix={_matrix(frame)}:in_range={_range(frame)}"
    steps.append(graph.add("scale", _square(source, frame) + matrix))
    if seen.wide:
        steps += [graph.add("format", "gbrp16le"), graph.add("lut3d", f"file={cube}:interp=tetrahedral")]
    else:
        steps.append(graph.add("format", "gbrp" if frame.format.components[0].bits <= 8 else "gbrp16le"))
    steps += [graph.add("transpose", kind) for kind in _turns(seen.turned)]
    fit = f"w='min(iw,{LONGEST_SIDE})':h='min(ih,{LONGEST_SIDE})':force_original_aspect_ratio=decrease"
    fit += ":force_divisible_by=2:out_color_matrix=bt709:out_range=tv"
    steps += [graph.add("scale", fit), graph.add("format", "yuv420p")]
    graph.link_nodes(*steps, graph.add("buffersink")).configure()
    return graph


def _square(source, frame):
    """The width and height at which pixels are as wide as they are high: the larger side grows."""
    aspect = float(source.sample_aspect_ratio or 1) or 1.0
    if not 0.1 < aspect < 10:
        aspect = 1.0
    width, height = frame.width * max(1, aspect), frame.height * max(1, 1 / aspect)
    return f"w={round(width)}:h={round(height)}"


def _matrix(frame):
    """The matrix a picture is tagged with; untagged, what players take for granted at its size."""
    named = {1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
    return named.get(frame.colorspace) or ("bt709" if min(frame.width, frame.height) >= 720 else "bt601")


def _range(frame):
    return "pc" if frame.color_range == 2 or frame.format.name.startswith("yuvj") else "tv"


def _turns(turned):
    """`turned` is by how many degrees against the clock a player turns the picture."""
    return {90: ["cclock"], 180: ["clock", "clock"], 270: ["clock"]}.get(round(turned) % 360, [])


def _x264(out, picture, rate):
    stream = out.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "18"})
    stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
    stream.time_base = picture.time_base
    context = stream.codec_context
    context.color_primaries = context.color_trc = context.colorspace = 1  # BT.709
    context.color_range = 1  # limited
    return stream
