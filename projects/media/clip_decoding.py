"""Clips from people: watched to the end, and kept as pictures alone that every browser plays.

H.264 in an MP4, and VP8 and VP9 in a WebM, are copied as they are, without their sound and
whatever else the file holds (a phone writes into it where it was). All else is made H.264: other
codecs, and what browsers and players show in different ways: turned, interlaced or oblong pixels,
high dynamic range, pictures that are seen through, parts that an edit hides.

No Django: `apart_moving` runs this in a process of its own.
"""

import io
import os
import tempfile
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.stream import Disposition

from projects.errors import BadInput
from projects.languages.marked import gettext_noop
from projects.media import decoding, hdr

LONGEST_S = 60
SMALLEST_SIDE = 64
MOST_PIXELS = 4096 * 2304
FASTEST_FPS = 120
MOST_THREADS = 4
# What is coded anew is brought to at most this: a 1080p video shows no more of it.
LONGEST_SIDE = 1920
# Codecs that are copied, by the demuxer that read them; an MKV with H.264 does not say when to decode what.
_WEBM = ("webm", "video/webm")
COPIED = {
    ("mp4", "h264"): ("mp4", "video/mp4"),
    ("mp4", "vp9"): _WEBM,
    ("matroska", "vp8"): _WEBM,
    ("matroska", "vp9"): _WEBM,
}


def kept(file, path, longest_s=LONGEST_S):
    """Write the pictures of a film to `path`; returns (MIME type, (width, height), milliseconds)."""
    try:
        with decoding.opened(file, decoding.ANY_FILM) as (container, _):
            seen = _watched(container, longest_s)
        if seen.codec[0] == "gif" and not _gif_ends(file):
            raise decoding.Damaged(gettext_noop("It ends before its end."))
        with decoding.opened(file, decoding.ANY_FILM) as (container, _):
            if seen.plain and seen.codec in COPIED:
                return _copied(container, path, *COPIED[seen.codec]), seen.size, seen.ms
            return "video/mp4", _coded(container, path, seen), seen.ms
    except decoding.Unknown:
        raise BadInput(
            gettext_noop("This is not a clip we can read. Use an MP4, MOV, MKV, AVI or WebM file."), "clip"
        ) from None
    except decoding.Damaged:
        raise BadInput(
            gettext_noop("The clip is damaged or cut off. Export it again and retry."), "clip"
        ) from None


@dataclass
class WatchedClip:
    """A film that plays to its end.

    `codec`: the names of its demuxer and its codec.
    `turns`: filters after which it stands as a player shows it. `colours`: their transfer and
    primaries, where they need the table of `hdr`, or (). `plain`: every browser shows it right as it is.
    """

    codec: tuple
    size: tuple
    ms: int
    turns: tuple
    colours: tuple
    interlaced: bool
    alpha: bool
    plain: bool


def _watched(container, longest_s):
    stream, clock = _pictures(container), _Clock(container)
    times, ends, read, first, hidden, interlaced, last_end = [], 0, 0, None, False, False, 0
    for packet in container.demux():
        if packet.pts is not None and packet.dts is not None:
            ends = max(ends, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        if packet.stream.index != stream.index:
            continue
        read += packet.size > 0
        hidden = hidden or packet.is_discard
        for frame in clock.timed(packet.decode()):
            if frame.is_corrupt:
                raise decoding.Damaged(gettext_noop("A picture of it is broken."))
            first = first or frame
            interlaced = interlaced or frame.interlaced_frame
            times.append(float(frame.pts * frame.time_base))
            last_end = times[-1] + float((frame.duration or 0) * frame.time_base)
            if times[-1] - times[0] > longest_s or len(times) > longest_s * FASTEST_FPS:
                raise BadInput(
                    gettext_noop("The clip is longer than %(most)s seconds. Cut it and try again.")
                    % {"most": f"{longest_s:g}"},
                    "clip",
                )
    if not times:
        raise decoding.Damaged(gettext_noop("It has no pictures."))
    seconds = _seconds(times, last_end)
    _check_end(container, stream, read, times[0] + seconds, ends)
    if len(times) < 2:
        raise BadInput(gettext_noop("The clip has a single picture. Upload it as a picture."), "clip")
    return _clip_facts(stream, first, hidden, interlaced, round(seconds * 1000))


class _Clock:
    """When pictures are shown, also in an AVI, which only knows the order in which they are decoded."""

    def __init__(self, container):
        self.by_order = container.format.name == "avi"
        self.last = None

    def timed(self, frames):
        for frame in frames:
            if self.by_order or frame.pts is None:
                later = 0 if self.last is None else self.last + (frame.duration or 1)
                frame.pts = later if frame.dts is None else frame.dts
            self.last = frame.pts
            yield frame


def _clip_facts(stream, frame, hidden, interlaced, ms):
    """The WatchedClip of a stream, its first frame, and what was seen on the way."""
    alpha = _alpha_decoder(stream) is not None or any(c.is_alpha for c in frame.format.components)
    colours = (frame.color_trc, frame.color_primaries) if hdr.is_wide(frame) else ()
    turns = _turns(frame)
    square = (stream.sample_aspect_ratio or 1) in (0, 1)
    ordinary = frame.format.name in ("yuv420p", "yuvj420p")
    odd = colours or turns or frame.rotation or hidden or interlaced or alpha
    plain = ordinary and square and not odd
    codec = (stream.container.format.name, stream.codec_context.codec.canonical_name)
    size = (stream.width, stream.height)
    return WatchedClip(codec, size, ms, turns, colours, interlaced, alpha, plain)


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
            raise decoding.Damaged(gettext_noop("It ends before its end."))
        return
    if stream.duration:
        promised = float(stream.duration * stream.time_base)
    else:  # the whole file's, which may have sound that goes on
        promised, end = (container.duration or 0) / av.time_base, max(end, ends)
    if end - (container.start_time or 0) / av.time_base < 0.9 * promised - 0.2:
        raise decoding.Damaged(gettext_noop("It ends before its end."))


def _gif_ends(file):
    """Whether a GIF has its last byte, the trailer; it promises no length."""
    file.seek(-min(file.seek(0, io.SEEK_END), 64), io.SEEK_END)
    return file.read().rstrip(b"\0\r\n").endswith(b";")


def _pictures(container):
    """The film's pictures, of a size that can be shown; looked at before the first is decoded."""
    moving = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    if not moving:
        raise BadInput(gettext_noop("There are no pictures in this file. Choose a clip."), "clip")
    stream = moving[0]
    if stream.codec_context is None:
        raise BadInput(
            gettext_noop("The clip's codec is not known here. Save it as an MP4 with H.264."), "clip"
        )
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MOST_PIXELS or min(width, height) < SMALLEST_SIDE:
        raise BadInput(
            gettext_noop("The clip is %(width)s×%(height)s; use one between 64 pixels and 4K.")
            % {"width": width, "height": height},
            "clip",
        )
    # Each thread holds frames of its own: on a machine of many cores they would fill the memory.
    stream.thread_type, stream.codec_context.thread_count = "AUTO", min(MOST_THREADS, os.cpu_count() or 1)
    return stream


def _alpha_decoder(stream):
    """The decoder for a WebM whose pictures are seen through, or None: FFmpeg's own leaves alpha out."""
    if stream.metadata.get("alpha_mode") != "1":
        return None
    return {"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(stream.codec_context.codec.canonical_name)


def _copied(container, path, form, mime):
    """The pictures as they are, in a new file of their own."""
    source = _pictures(container)
    start = source.start_time or 0
    options = {"movflags": "faststart"} if form == "mp4" else {}
    with av.open(str(path), "w", format=form, options=options) as out:
        target = out.add_stream_from_template(source)
        for packet in container.demux(source):
            if packet.size:
                packet.pts, packet.dts = packet.pts - start, packet.dts - start
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
        target, graph, start = None, None, None
        for frame in _frames(container, source):
            start = frame.pts if start is None else start
            frame.pts -= start
            if seen.alpha:
                frame = _on_white(frame)
            if graph is None and seen.colours:
                cube.write(hdr.table(*seen.colours))
                cube.flush()
            graph = graph or _graph(source, frame, seen, cube.name)
            graph.push(frame)
            target = _write(graph, out, target, rate)
        if graph is None:
            raise decoding.Damaged(gettext_noop("It has no pictures."))
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
    name, clock = _alpha_decoder(source), _Clock(container)
    if name is None:
        yield from clock.timed(container.decode(source))
        return
    decoder = av.CodecContext.create(name, "r")
    for packet in container.demux(source):
        yield from clock.timed(decoder.decode(packet if packet.size else None))


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
    if seen.colours:
        steps += [graph.add("format", "gbrp16le"), graph.add("lut3d", f"file={cube}:interp=tetrahedral")]
    else:
        steps.append(graph.add("format", "gbrp" if frame.format.components[0].bits <= 8 else "gbrp16le"))
    steps += [graph.add(*turn) for turn in seen.turns]
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


# By the signs of a display matrix (ISO/IEC 14496-12, 6.2.2): where "right" and "down" of a stored picture go.
_TURNS = {
    (-1, 0, 0, -1): (("hflip", ""), ("vflip", "")),
    (-1, 0, 0, 1): (("hflip", ""),),
    (1, 0, 0, -1): (("vflip", ""),),
    (0, 1, -1, 0): (("transpose", "clock"),),
    (0, -1, 1, 0): (("transpose", "cclock"),),
    (0, 1, 1, 0): (("transpose", "cclock_flip"),),
    (0, -1, -1, 0): (("transpose", "clock_flip"),),
}


def _turns(frame):
    """(filter, its options) for each turn or mirror by which a player shows a picture upright."""
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return ()
    matrix = np.frombuffer(bytes(data), np.int32).astype(np.int64)[[0, 1, 3, 4]]
    signs = np.sign(matrix) * (np.abs(matrix) * 2 > np.abs(matrix).max())
    return _TURNS.get(tuple(signs.tolist()), ())


def _x264(out, picture, rate):
    stream = out.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "18"})
    stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
    stream.time_base = picture.time_base
    context = stream.codec_context
    context.time_base = picture.time_base  # pictures keep the times they have, also unequal ones
    context.color_primaries = context.color_trc = context.colorspace = 1  # BT.709
    context.color_range = 1  # limited
    context.thread_count = min(MOST_THREADS, os.cpu_count() or 1)
    return stream
