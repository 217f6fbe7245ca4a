"""The cut as an OpenTimelineIO timeline: what editing programs open to go on with a video.

One video track with a clip for each scene and the transitions between them, one track of voices, one of
music. All ranges are whole frames; media are named relative to the timeline's own file.
"""

from typing import Any

import opentimelineio as otio

from rendering.engine import stems
from rendering.engine.timeline import SceneSpan, Timeline
from rendering.spec.schema import RenderSpec

# What the library makes; it ships no types.
Otio = Any

# OpenTimelineIO knows one transition by name; others are custom and keep their own name.
_KINDS = {"fade": otio.schema.TransitionTypes.SMPTE_Dissolve}


def timeline_of(spec: RenderSpec, line: Timeline) -> Otio:
    """The OpenTimelineIO timeline of a RenderSpec and its engine Timeline."""
    cut = otio.schema.Timeline(name=spec.title, global_start_time=_at(0, line))
    cut.metadata["vidstudio"] = {"board": spec.board_digest, "language": spec.language, "style": spec.style}
    cut.tracks.append(_pictures(spec, line))
    if stems.voice_spans(spec, line):
        cut.tracks.append(_voices(spec, line))
    if spec.music:
        music = otio.schema.Track(name="Music", kind=otio.schema.TrackKind.Audio)
        music.append(_clip("Music", "sound/music.wav", line.frames, line.frames, line))
        cut.tracks.append(music)
    return cut


def to_text(timeline: Otio) -> str:
    """The timeline as text; equal timelines give equal text."""
    return otio.adapters.write_to_string(timeline, "otio_json")


def clip_name(index: int) -> str:
    return f"clips/scene-{index:02}.mp4"


def voice_name(number: int, index: int) -> str:
    return f"voice/{number:02}-scene-{index:02}.wav"


def _pictures(spec: RenderSpec, line: Timeline) -> Otio:
    track = otio.schema.Track(name="Pictures", kind=otio.schema.TrackKind.Video)
    for scene, span in zip(spec.scenes, line.scenes, strict=True):
        if span.window:
            track.append(_transition(span, line))
        name = scene.title or f"Scene {scene.index}"
        clip = _clip(name, clip_name(scene.index), span.stop - span.start, span.frames, line)
        clip.metadata["vidstudio"] = {"scene": scene.index, "media": scene.media.digest}
        track.append(clip)
    return track


def _transition(span: SceneSpan, line: Timeline) -> Otio:
    """It takes the first frames of the incoming clip, while the outgoing one goes on into its handle."""
    return otio.schema.Transition(
        name=span.transition,
        transition_type=_KINDS.get(span.transition, otio.schema.TransitionTypes.Custom),
        in_offset=_at(0, line),
        out_offset=_at(span.window, line),
    )


def _voices(spec: RenderSpec, line: Timeline) -> Otio:
    track, at = otio.schema.Track(name="Voice", kind=otio.schema.TrackKind.Audio), 0
    for number, (piece, first, last) in enumerate(stems.voice_spans(spec, line), 1):
        if first > at:
            track.append(otio.schema.Gap(source_range=_range(0, first - at, line)))
        clip = _clip(piece.text[:60], voice_name(number, piece.scene_index), last - first, last - first, line)
        clip.metadata["vidstudio"] = {
            "scene": piece.scene_index,
            "text": piece.text,
            "speaker": piece.speaker,
        }
        track.append(clip)
        at = last
    if at < line.frames:
        track.append(otio.schema.Gap(source_range=_range(0, line.frames - at, line)))
    return track


def _clip(name: str, url: str, frames: int, available: int, line: Timeline) -> Otio:
    media = otio.schema.ExternalReference(target_url=url, available_range=_range(0, available, line))
    return otio.schema.Clip(name=name, media_reference=media, source_range=_range(0, frames, line))


def _at(frame: int, line: Timeline) -> Otio:
    return otio.opentime.RationalTime(frame, line.fps)


def _range(first: int, frames: int, line: Timeline) -> Otio:
    return otio.opentime.TimeRange(_at(first, line), _at(frames, line))
