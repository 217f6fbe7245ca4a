"""The cut as an OpenTimelineIO timeline: what editors open to go on with a video.

One video track with a clip for each scene and the transitions between them, one track of voices, one of
music. All ranges are whole frames; media are named relative to the timeline's own file.
"""

import opentimelineio as otio

from rendering.engine import stems

# OpenTimelineIO knows one transition by name; others are custom and keep their own name.
_KINDS = {"fade": otio.schema.TransitionTypes.SMPTE_Dissolve}


def timeline_of(spec, clock):
    """The otio Timeline of a RenderSpec and its engine Timeline."""
    made = otio.schema.Timeline(name=spec.title, global_start_time=_at(0, clock))
    made.metadata["vidstudio"] = {"board": spec.board_digest, "language": spec.language, "style": spec.style}
    made.tracks.append(_pictures(spec, clock))
    if stems.voice_spans(spec, clock):
        made.tracks.append(_voices(spec, clock))
    if spec.music:
        music = otio.schema.Track(name="Music", kind=otio.schema.TrackKind.Audio)
        music.append(_clip("Music", "sound/music.wav", clock.frames, clock.frames, clock))
        made.tracks.append(music)
    return made


def written(timeline):
    """The timeline as text; equal timelines give equal text."""
    return otio.adapters.write_to_string(timeline, "otio_json")


def clip_name(index):
    return f"clips/scene-{index:02}.mp4"


def voice_name(number, index):
    return f"voice/{number:02}-scene-{index:02}.wav"


def _pictures(spec, clock):
    track = otio.schema.Track(name="Pictures", kind=otio.schema.TrackKind.Video)
    for scene, place in zip(spec.scenes, clock.scenes, strict=True):
        if place.window:
            track.append(_transition(place, clock))
        name = scene.title or f"Scene {scene.index}"
        clip = _clip(name, clip_name(scene.index), place.stop - place.start, place.frames, clock)
        clip.metadata["vidstudio"] = {"scene": scene.index, "media": scene.media.digest}
        track.append(clip)
    return track


def _transition(place, clock):
    """It takes the first frames of the incoming clip, while the outgoing one goes on into its handle."""
    return otio.schema.Transition(
        name=place.transition,
        transition_type=_KINDS.get(place.transition, otio.schema.TransitionTypes.Custom),
        in_offset=_at(0, clock),
        out_offset=_at(place.window, clock),
    )


def _voices(spec, clock):
    track, at = otio.schema.Track(name="Voice", kind=otio.schema.TrackKind.Audio), 0
    for number, (piece, first, last) in enumerate(stems.voice_spans(spec, clock), 1):
        if first > at:
            track.append(otio.schema.Gap(source_range=_range(0, first - at, clock)))
        clip = _clip(
            piece.text[:60], voice_name(number, piece.scene_index), last - first, last - first, clock
        )
        clip.metadata["vidstudio"] = {
            "scene": piece.scene_index,
            "text": piece.text,
            "speaker": piece.speaker,
        }
        track.append(clip)
        at = last
    if at < clock.frames:
        track.append(otio.schema.Gap(source_range=_range(0, clock.frames - at, clock)))
    return track


def _clip(name, url, frames, available, clock):
    media = otio.schema.ExternalReference(target_url=url, available_range=_range(0, available, clock))
    return otio.schema.Clip(name=name, media_reference=media, source_range=_range(0, frames, clock))


def _at(frame, clock):
    return otio.opentime.RationalTime(frame, clock.fps)


def _range(first, frames, clock):
    return otio.opentime.TimeRange(_at(first, clock), _at(frames, clock))
