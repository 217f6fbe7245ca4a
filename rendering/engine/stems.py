"""What an editor needs of a video beside the video: each scene's pictures alone, and each sound alone.

Shots are drawn by the same engine along the same camera path, with neither captions nor transitions, and
go on for as long as the scene moves beneath the next one: the handle that a cross-fade needs. They are
encoded anew because the film's own segments have captions and transitions burnt in.
"""

import wave

import av
import numpy as np

from rendering.spec import CaptionSpec, FinishSpec

from . import audio
from .encode import RATE

BITS = 24


def shot(spec, timeline, number):
    """The RenderSpec of scene `number` (from 0) alone, its handle included."""
    scene, place = spec.scenes[number], timeline.scenes[number]
    duration = round(place.frames * 1000 / timeline.fps)
    start = round(place.start * 1000 / timeline.fps)
    alone = {"index": 1, "duration_ms": duration, "transition": "cut", "transition_ms": 0}
    changes = {
        "scenes": (scene.model_copy(update=alone),),
        "segments": (),
        "music": None,
        "captions": CaptionSpec(burn=False),
        "overlays": tuple(_overlays(spec, start, duration)),
        "finish": FinishSpec(),
    }
    return spec.model_copy(update=changes)


def _overlays(spec, start, duration):
    """What lies over a scene's picture, on the shot's own clock."""
    for overlay in spec.overlays:
        first, last = max(0, overlay.start_ms - start), min(duration, overlay.end_ms - start)
        if last > first and overlay.start_ms >= start:
            yield overlay.model_copy(update={"start_ms": first, "end_ms": last})


def pictures_only(path, out):
    """Copy an MP4 without its sound: an editor wants no silent track beneath each shot."""
    with av.open(str(path)) as source, av.open(str(out), "w", options={"movflags": "+faststart"}) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    return out


def sounds(spec, timeline, resolve, alive=lambda: None):
    """{"voice", "music", "mix"}: (2, n) float32 each, as loud as in the video; music only if there is any.

    Voice and music together are the mix, but for the few places where its limiter takes a peak down.
    """
    mixed, _ = audio.mix(spec, timeline, resolve, alive)
    ceiling = spec.output.true_peak_db - audio.AAC_MARGIN_DB
    levelled = audio.level(mixed, spec.output.loudness_lufs, ceiling, alive)
    gain = _gain(mixed, levelled)
    if spec.music is None:
        return {"voice": mixed * gain, "mix": levelled}
    alive()
    voice, _ = audio.mix(spec.model_copy(update={"music": None}), timeline, resolve, alive)
    return {"voice": voice * gain, "music": (mixed - voice) * gain, "mix": levelled}


def _gain(mixed, levelled):
    """The one factor of the levelling: a limiter only ever takes away from it."""
    loud = np.abs(mixed) > np.abs(mixed).max(initial=0) / 100
    return np.float32((levelled[loud] / mixed[loud]).max()) if loud.any() else np.float32(1)


def write_wav(path, samples):
    """Write (2, n) float32 as 24-bit PCM at 48 kHz, second by second. What is over full scale is clipped."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(BITS // 8)
        file.setframerate(RATE)
        for start in range(0, samples.shape[1], RATE):
            file.writeframes(_pcm(samples[:, start : start + RATE]))
    return path


def _pcm(samples):
    most = 2 ** (BITS - 1) - 1
    whole = np.rint(np.clip(samples.T, -1, 1) * most).astype("<i4")
    return np.ascontiguousarray(whole).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def voice_spans(spec, timeline):
    """(segment, first frame, last frame + 1) of each voice: whole frames, none over the next one."""
    spoken = sorted((piece for piece in spec.segments if piece.voice), key=lambda piece: piece.start_ms)
    spans = []
    for piece in spoken:
        length = (
            piece.voice.duration_ms or timeline.scenes[piece.scene_index - 1].frames * 1000 // timeline.fps
        )
        first = piece.start_ms * timeline.fps // 1000
        last = -(-(piece.start_ms + length) * timeline.fps // 1000)
        if spans and spans[-1][2] > first:
            spans[-1] = (*spans[-1][:2], first)
        spans.append((piece, first, min(last, timeline.frames)))
    return [span for span in spans if span[2] > span[1]]


def frames_of(samples, first, last, fps):
    """The samples of whole frames."""
    return samples[:, first * RATE // fps : last * RATE // fps]
