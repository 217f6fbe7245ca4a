"""What a provider sent, looked at before it is believed: real pictures, real sound, of our sizes."""

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps

from generation.interfaces import Image, ImageRequest, PlateRequest, Speech, Usage, WordTime
from generation.media import audio
from generation.media.arrays import Samples
from generation.provider_errors import Unusable
from projects.media import decoding
from projects.media.decoding import RATE_HZ

MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 64
LONGEST_SIDE = 4096
FORMATS = ("PNG", "JPEG", "WEBP")
SHORTEST_MS = 80
WORDS_OVERHANG_MS = 400


def picture(data: bytes, request: ImageRequest | PlateRequest, usage: Usage) -> Image:
    """An Image of exactly the asked size: the whole of the sent picture, its overhang cut off.

    A plate stays as large as it was sent, within LONGEST_SIDE.
    Raises Unusable for what is not a whole PNG, JPEG or WebP of a sensible size.
    """
    sent = _decoded(data, usage)
    fitted = _whole(sent) if isinstance(request, PlateRequest) else _fitted(sent, request)
    out = io.BytesIO()
    fitted.save(out, "PNG", compress_level=1)
    return Image(data=out.getvalue(), mime="image/png", width=fitted.width, height=fitted.height, usage=usage)


def _fitted(sent: Pillow.Image, request: ImageRequest) -> Pillow.Image:
    return ImageOps.fit(sent, (request.width, request.height), Pillow.Resampling.LANCZOS)


def _whole(sent: Pillow.Image) -> Pillow.Image:
    sent.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Pillow.Resampling.LANCZOS)
    return sent


def _decoded(data: bytes, usage: Usage) -> Pillow.Image:
    try:
        sent = Pillow.open(io.BytesIO(data), formats=FORMATS)
        if sent.width * sent.height > MOST_PIXELS or min(sent.size) < SMALLEST_SIDE:
            raise Unusable(f"The picture is {sent.width}×{sent.height} pixels.", usage)
        sent.load()
        return sent.convert("RGB")
    except (OSError, SyntaxError, ValueError, Pillow.DecompressionBombError):
        raise Unusable("What was sent is not a whole picture.", usage) from None


def small_photo(data: bytes, side: int = 1024) -> bytes:
    """A photo as JPEG bytes of at most `side` pixels, on white, without its metadata."""
    sent = ImageOps.exif_transpose(Pillow.open(io.BytesIO(data))).convert("RGBA")
    sent.thumbnail((side, side))
    ground = Pillow.new("RGB", sent.size, "white")
    ground.paste(sent, mask=sent.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=85)
    return out.getvalue()


def speech(data: bytes, usage: Usage, words: Sequence[WordTime] = ()) -> Speech:
    """A Speech of 48 kHz mono WAV, measured. Raises Unusable for what is not whole, audible sound.

    `words` are WordTimes as a provider told them; they are dropped where they cannot be true.
    """
    samples = _sounding(data, usage)
    ms = audio.length_ms(samples, RATE_HZ)
    if ms < SHORTEST_MS or not np.any(np.abs(samples) > 1e-3):
        raise Unusable("What was sent is silence.", usage)
    clip = audio.write_wav(samples, RATE_HZ)
    return Speech(data=clip, mime="audio/wav", duration_ms=ms, words=timed(words, ms), usage=usage)


def timed(words: Sequence[WordTime], length_ms: int) -> tuple[WordTime, ...]:
    """WordTimes inside a clip of that length, in order; () where their order or their end cannot be true.

    Encoders pad a clip's end, and a last word may be told to end a little after it: that much is cut.
    """
    ends = [0, *(word.end_ms for word in words)]
    in_order = all(before <= word.start_ms <= word.end_ms for before, word in zip(ends, words, strict=False))
    if not words or not in_order or ends[-1] > length_ms + WORDS_OVERHANG_MS:
        return ()
    return tuple(
        replace(word, start_ms=min(word.start_ms, length_ms), end_ms=min(word.end_ms, length_ms))
        for word in words
    )


def _sounding(data: bytes, usage: Usage) -> Samples:
    try:
        with decoding.opened(data, decoding.SOUND) as (container, _):
            parts = list(decoding.heard(container))
    except decoding.Undecodable:
        raise Unusable("What was sent is not sound that can be played.", usage) from None
    return audio.from_pcm(np.concatenate(parts).tobytes() if parts else b"")
