"""Small real films and sounds in many forms, made on the spot: what people and providers would send."""

import io
import struct

import av
import numpy as np


def film(codec="libx264", form="mp4", size=(180, 320), seconds=1, pix_fmt="yuv420p", sound=False, **metadata):
    """Bytes of a film at 30 fps: a light square that wanders down and to the right."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        container.metadata.update(metadata)
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        tone = container.add_stream("aac", rate=48000, layout="mono") if sound else None
        for index in range(round(seconds * 30)):
            frame = av.VideoFrame.from_ndarray(_picture(size, index), format="rgb24")
            container.mux(stream.encode(frame.reformat(format=pix_fmt)))
        container.mux(stream.encode(None))
        if tone:
            _hum(container, tone, seconds)
    return out.getvalue()


def _picture(size, index):
    picture = np.full((size[1], size[0], 3), (30, 60, 120), np.uint8)
    picture[index * 2 : index * 2 + 40, index : index + 40] = (250, 200, 40)
    return picture


def turned(data):
    """The MP4 or MOV as a phone held upright writes it: to be shown a quarter turn clockwise."""
    at = data.index(b"tkhd") + 4
    at += 40 if data[at] == 0 else 52
    quarter = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    return data[:at] + quarter + data[at + 36 :]


def sound(codec="pcm_s16le", form="wav", seconds=1.0, level=0.3, rate=48000):
    """Bytes of a sound file with a tone of 440 Hz."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        _hum(container, stream, seconds, level)
    return out.getvalue()


def _hum(container, stream, seconds, level=0.3):
    rate = stream.rate
    wave = np.sin(np.arange(round(rate * seconds)) * 440 * 2 * np.pi / rate) * level * 32767
    frame = av.AudioFrame.from_ndarray(wave.astype("<i2")[None], format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(
        format=stream.format, layout="mono", rate=rate, frame_size=stream.frame_size
    )
    for part in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))
