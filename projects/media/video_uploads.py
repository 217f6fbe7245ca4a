"""Clips from people: watched to the end, and kept as pictures alone that every browser plays.

H.264 in an MP4, and VP8 and VP9 in a WebM, are copied as they are, without their sound and
whatever else the file holds (a phone writes into it where it was). All else is made H.264.
"""

import tempfile
from fractions import Fraction
from pathlib import Path

import av
from django.conf import settings

from projects.errors import BadInput
from projects.media import decoding, library
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
            codec, size, ms, turned = _watched(container)
            plain = container.streams.video[0].pix_fmt in ("yuv420p", "yuvj420p")
        with decoding.opened(file, decoding.FILM) as (container, _):
            if codec in COPIED and plain and not turned:
                return _copied(container, path, *COPIED[codec]), size, ms
            return "video/mp4", _coded(container, path, turned), ms
    except decoding.Unknown:
        raise BadInput("This is not a clip we can read. Use an MP4, MOV or WebM file.", "clip") from None
    except decoding.Damaged:
        raise BadInput("The clip is damaged or cut off. Export it again and retry.", "clip") from None


def _watched(container):
    """(codec, (width, height), milliseconds, turned by) of a film that plays to its end."""
    stream = _pictures(container)
    times, turned = [], 0
    for frame in container.decode(stream):
        if frame.is_corrupt or frame.pts is None:
            raise decoding.Damaged("A picture of it is broken.")
        times.append(float(frame.pts * frame.time_base))
        turned = frame.rotation
        if times[-1] - times[0] > LONGEST_S or len(times) > LONGEST_S * FASTEST_FPS:
            raise BadInput(f"The clip is longer than {LONGEST_S} seconds. Cut it and try again.", "clip")
    if len(times) < 2 or times[-1] - times[0] < 0.9 * _promised(container, stream) - 0.2:
        raise decoding.Damaged("It ends before its end.")
    ms = round((times[-1] - times[0]) * len(times) / (len(times) - 1) * 1000)
    return stream.codec_context.codec.canonical_name, (stream.width, stream.height), ms, turned


def _promised(container, stream):
    """How long the film says it is, in seconds; 0 where it does not say."""
    if stream.duration:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _pictures(container):
    """The film's pictures, of a size that can be shown; looked at before the first is decoded."""
    if not container.streams.video:
        raise BadInput("There are no pictures in this file. Choose a clip.", "clip")
    stream = container.streams.video[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MOST_PIXELS or min(width, height) < SMALLEST_SIDE:
        raise BadInput(f"The clip is {width}×{height}; use one between 64 pixels and 4K.", "clip")
    stream.thread_type = "AUTO"
    return stream


def _copied(container, path, form, mime):
    """The pictures as they are, in a new file of their own."""
    source = container.streams.video[0]
    options = {"movflags": "faststart"} if form == "mp4" else {}
    with av.open(str(path), "w", format=form, options=options) as out:
        target = out.add_stream_from_template(source)
        for packet in container.demux(source):
            if packet.dts is not None:
                packet.stream = target
                out.mux(packet)
    return mime


def _coded(container, path, turned):
    """The pictures upright and as H.264; returns their (width, height)."""
    source = _pictures(container)
    rate = Fraction(source.average_rate or 30).limit_denominator(1001)
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as out:
        target, graph = None, None
        for frame in container.decode(source):
            graph = graph or _graph(source, frame, turned)
            graph.push(frame)
            picture = graph.pull()
            target = target or _x264(out, picture, rate)
            out.mux(target.encode(picture))
        out.mux(target.encode(None))
        return target.width, target.height


def _graph(source, frame, turned):
    """Frames as they come, to frames upright and not too large."""
    graph = av.filter.Graph()
    steps = [graph.add_buffer(template=source)]
    steps += [graph.add("transpose", kind) for kind in _turns(turned)]
    fit = f"w='min(iw,{LONGEST_SIDE})':h='min(ih,{LONGEST_SIDE})':force_original_aspect_ratio=decrease"
    steps += [graph.add("scale", f"{fit}:force_divisible_by=2"), graph.add("format", "yuv420p")]
    graph.link_nodes(*steps, graph.add("buffersink")).configure()
    return graph


def _turns(turned):
    """`turned` is by how many degrees against the clock a player turns the picture."""
    return {90: ["cclock"], 180: ["clock", "clock"], 270: ["clock"]}.get(round(turned) % 360, [])


def _x264(out, picture, rate):
    stream = out.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "18"})
    stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
    stream.time_base = picture.time_base
    return stream
