"""What an editor needs of a video besides the video: each scene's pictures alone, and each sound alone.

Shots are drawn by the same engine along the same camera path, with neither captions nor transitions, and
go on for as long as the scene moves beneath the next one: the handle that a cross-fade needs. They are
encoded anew because the film's own segments have captions and transitions burnt in.
"""

import wave
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import av
import numpy as np

from rendering.engine.audio import mix as audio
from rendering.engine.audio.aac import RATE
from rendering.engine.audio.pcm_file import PIECE, PcmFile
from rendering.engine.timeline import Timeline
from rendering.engine.types import Resolver, Samples, StopCheck, go_on
from rendering.spec.schema import CaptionSpec, FinishSpec, OverlaySpec, RenderSpec, SegmentSpec

# Of each sample in a WAV file.
BITS = 24

# Samples below this say nothing about a gain: they are lost in rounding.
QUIET = 0.01


def shot_spec(spec: RenderSpec, timeline: Timeline, number: int) -> RenderSpec:
    """The RenderSpec of scene `number` (from 0) alone, its handle included."""
    scene, span = spec.scenes[number], timeline.scenes[number]
    duration = round(span.frames * 1000 / timeline.fps)
    start = round(span.start * 1000 / timeline.fps)
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


def _overlays(spec: RenderSpec, start: int, duration: int) -> Iterator[OverlaySpec]:
    """What lies over a scene's picture, on the shot's own clock."""
    for overlay in spec.overlays:
        first, last = max(0, overlay.start_ms - start), min(duration, overlay.end_ms - start)
        if last > first and overlay.start_ms >= start:
            yield overlay.model_copy(update={"start_ms": first, "end_ms": last})


def without_sound(path: Path, out: Path) -> Path:
    """Copy an MP4 without its sound: an editor wants no silent track beneath each shot."""
    with av.open(str(path)) as source, av.open(str(out), "w", options={"movflags": "+faststart"}) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    return out


class Sounds:
    """The sounds of a video as an editor gets them, on disk: `names` are voice, mix, and music if any.

    Voice and music together are the mix, but for the few places where its limiter takes a peak down: all
    are as loud as in the video. Close it, or use it in a `with`.
    """

    def __init__(
        self,
        spec: RenderSpec,
        timeline: Timeline,
        resolve: Resolver,
        folder: Path,
        check_stop: StopCheck = go_on,
    ) -> None:
        self.fps, self.check_stop = timeline.fps, check_stop
        self.stems = audio.Stems(spec, timeline, resolve, folder, check_stop)
        self.levelled = PcmFile(folder / "levelled", 2)
        self.names = ("voice", "music", "mix") if spec.music else ("voice", "mix")
        ceiling = spec.output.true_peak_db - audio.AAC_MARGIN_DB
        mix, loudness = self.stems.mix, self.stems.loudness
        audio.level_loudness(mix, loudness, self.levelled, spec.output.loudness_lufs, ceiling, check_stop)
        self.gain = self._gain()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.levelled.file.close()
        self.stems.close()

    def _gain(self) -> float:
        """The one factor of the levelling: a limiter only ever takes away from it."""
        pairs = zip(
            self.stems.mix.pieces(self.check_stop), self.levelled.pieces(self.check_stop), strict=True
        )
        return max((_loudest_ratio(mixed, levelled) for mixed, levelled in pairs), default=0.0) or 1.0

    def write(self, name: str, path: Path, first: int = 0, last: int | None = None) -> Path:
        """Write a sound, or whole frames of it, as WAV. Returns the path."""
        pcm = self.levelled if name == "mix" else getattr(self.stems, name)
        start = first * RATE // self.fps
        stop = self.stems.length if last is None else last * RATE // self.fps
        pieces = (start + piece for piece in range(0, stop - start, PIECE))
        samples = (pcm.read(at, min(stop, at + PIECE)) for at in pieces)
        gain = 1.0 if name == "mix" else self.gain
        return write_wav(
            path, (np.broadcast_to(part * np.float32(gain), (2, part.shape[1])) for part in samples)
        )


def _loudest_ratio(mixed: Samples, levelled: Samples) -> float:
    loud = np.abs(mixed) > QUIET
    return float((levelled[loud] / mixed[loud]).max()) if loud.any() else 0.0


def write_wav(path: Path, pieces: Iterable[Samples]) -> Path:
    """Write (2, m) float32 pieces as 24-bit PCM at 48 kHz. What is over full scale is clipped."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(BITS // 8)
        file.setframerate(RATE)
        for samples in pieces:
            file.writeframes(_pcm(samples))
    return path


def _pcm(samples: Samples) -> bytes:
    most = 2 ** (BITS - 1) - 1
    whole = np.rint(np.clip(samples.T, -1, 1) * most).astype("<i4")
    return np.ascontiguousarray(whole).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def voice_spans(spec: RenderSpec, timeline: Timeline) -> list[tuple[SegmentSpec, int, int]]:
    """(segment, first frame, last frame + 1) of each voice: whole frames, none over the next one."""
    spans: list[tuple[SegmentSpec, int, int]] = []
    for piece in sorted(spec.segments, key=lambda piece: piece.start_ms):
        if piece.voice is None:
            continue
        scene = timeline.scenes[piece.scene_index - 1]
        length = piece.voice.duration_ms or scene.frames * 1000 // timeline.fps
        first = piece.start_ms * timeline.fps // 1000
        last = -(-(piece.start_ms + length) * timeline.fps // 1000)
        if spans and spans[-1][2] > first:
            spans[-1] = (*spans[-1][:2], first)
        spans.append((piece, first, min(last, timeline.frames)))
    return [span for span in spans if span[2] > span[1]]
