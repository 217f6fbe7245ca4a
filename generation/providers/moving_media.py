"""Moving pictures and music: what is sent of ours, and what came back, looked at before it is believed."""

import base64
import io
import math
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from PIL import Image as Pillow

from generation.interfaces import Clip, ClipRequest, Music, MusicRequest, Usage
from generation.media import audio
from generation.media.arrays import Samples
from generation.provider_errors import Rejected, Unusable
from generation.providers import validation
from generation.providers.usage_bounds import Units
from projects.media import decoding
from projects.media.decoding import RATE_HZ

MOST_PIXELS = 4096 * 4096
SMALLEST_SIDE = 64
LONGEST_SECONDS = 310
FASTEST_FPS = 120


# --- what is sent ------------------------------------------------------------------------------
def still(data: bytes, most_bytes: int, side: int = 2048) -> bytes:
    """A picture as JPEG of at most `most_bytes`, `side` pixels at most: as good as there is room for.

    The same picture gives the same bytes. Raises Rejected when it cannot be made that small.
    """
    picture = Pillow.open(io.BytesIO(data)).convert("RGB")
    picture.thumbnail((side, side), Pillow.Resampling.LANCZOS)
    for quality in (92, 85, 75, 60, 45):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= most_bytes:
            return out.getvalue()
    if max(picture.size) > 256:
        return still(data, most_bytes, max(picture.size) // 2)
    raise Rejected(f"The picture cannot be made smaller than {most_bytes} bytes.")


def data_uri(data: bytes, mime: str = "image/jpeg") -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def reference_uris(request: ClipRequest) -> list[str]:
    """The reference pictures that go with a request, as data URIs of JPEG."""
    return [data_uri(validation.small_photo(one.data)) for one in request.references]


def references_in(request: ClipRequest) -> Units:
    """Some models cost more for each picture that is shown to them: a unit of its own."""
    return {"reference_images": len(request.references)} if request.references else {}


def seed_of(request: Any, limit: int = 2**31) -> int:
    """A seed that tells this request from others: the same request has the same one."""
    parts = (getattr(request, "image", b""), getattr(request, "prompt", "").encode())
    return (zlib.crc32(b"\0".join(parts)) + request.seed * 1009) % limit


def length_for(wanted_ms: float, lengths: str) -> int:
    """Whole seconds to ask for, from "5,10" or "2-10": the shortest that is long enough, else the longest.

    Where no lengths are known: as many as are wanted, rounded up.
    """
    if not lengths:
        return max(1, math.ceil(wanted_ms / 1000))
    known = sorted(_seconds(lengths))
    return next((one for one in known if one * 1000 >= wanted_ms), known[-1])


def _seconds(lengths: str) -> Iterator[int]:
    for part in lengths.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def nearest_shape(width: int, height: int, shapes: Iterable[str]) -> str:
    """Of names like "9:16", "720:1280" or "1024x1536" the one whose shape is nearest to width × height."""
    return min(shapes, key=lambda name: abs(_ratio(*_sides(name)) - _ratio(width, height)))


def _sides(name: str) -> tuple[int, int]:
    width, height = name.replace("x", ":").split(":")
    return int(width), int(height)


def shorter_side(name: str) -> int:
    """The shorter side of "720:1280", in pixels."""
    return min(_sides(name))


def _ratio(width: int, height: int) -> float:
    return np.log(width / height)


# --- what came back ----------------------------------------------------------------------------
def clip(data: bytes, usage: Usage) -> Clip:
    """The Clip of a film's bytes, decoded to its end and measured.

    Raises Unusable for what is not a whole MP4 or WebM of a sensible size with pictures in it.
    """
    with _open(data, decoding.FILM, usage) as (container, mime):
        if not container.streams.video:
            raise Unusable("What was sent has no picture.", usage)
        width, height, ms = _watched(container, usage)
    return Clip(data=data, mime=mime, width=width, height=height, duration_ms=ms, usage=usage)


def _watched(container: Any, usage: Usage) -> tuple[int, int, int]:
    stream = container.streams.video[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MOST_PIXELS or min(width, height) < SMALLEST_SIDE:
        raise Unusable(f"The film is {width}×{height} pixels.", usage)
    times = []
    for frame in container.decode(stream):
        if frame.is_corrupt or frame.pts is None:
            raise Unusable("The film is damaged.", usage)
        times.append(float(frame.pts * frame.time_base))
        if times[-1] - times[0] > LONGEST_SECONDS or len(times) > LONGEST_SECONDS * FASTEST_FPS:
            raise Unusable(f"The film is longer than {LONGEST_SECONDS} seconds.", usage)
    if len(times) < 2 or (stream.frames and len(times) < stream.frames):
        raise Unusable(f"The film ends after {len(times)} pictures.", usage)
    return width, height, round((times[-1] - times[0]) * len(times) / (len(times) - 1) * 1000)


def music(data: bytes, request: MusicRequest, usage: Usage) -> Music:
    """The Music of a sound file's bytes: 48 kHz stereo WAV, not longer than asked.

    A shorter one is left as it is: whoever mixes repeats it. Raises Unusable for what is no sound.
    """
    with _open(data, decoding.SOUND, usage) as (container, _):
        if not container.streams.audio:
            raise Unusable("What was sent has no sound.", usage)
        samples = _first_samples(container, request.duration_ms)
    if len(samples) < RATE_HZ or not np.any(np.abs(samples) > 33):
        raise Unusable("What was sent is silence.", usage)
    ms = round(len(samples) * 1000 / RATE_HZ)
    return Music(
        data=audio.write_wav(samples, RATE_HZ),
        mime="audio/wav",
        duration_ms=ms,
        bpm=request.bpm,
        usage=usage,
    )


def _first_samples(container: Any, most_ms: int) -> Samples:
    """Stereo 16-bit samples of the first `most_ms` milliseconds."""
    most = most_ms * RATE_HZ // 1000
    parts, count = [], 0
    for part in decoding.heard(container, "stereo"):
        parts.append(part)
        count += len(part)
        if count >= most:
            break
    return np.concatenate(parts)[:most] if parts else np.zeros((0, 2), np.int16)


@contextmanager
def _open(data: bytes, wanted: Any, usage: Usage) -> Iterator[tuple[Any, str]]:
    """(container, MIME type); whatever the decoder does not like is Unusable."""
    try:
        with decoding.opened(data, wanted) as opened:
            yield opened
    except decoding.Undecodable as error:
        raise Unusable(str(error), usage) from None
