"""What a finished file really is, as platforms.Facts: read from the file, its probe and its spec."""

from itertools import pairwise

import numpy as np

from generation.prompts import image_requests, inputs
from projects import formats
from projects.media import library
from projects.models import VideoProject
from rendering.engine import captions, cues, motion, reframe, timeline, yuv
from rendering.engine.container import mp4_boxes
from rendering.exports import platforms

# An edit that leaves out no more than this only skips the start that an encoder needs: five B-frames at
# 24 a second, and the 2112 samples of AAC's longest delay.
ENCODERS_START_MS = 220
# A track that is shown this much shorter or longer than its media is not cut.
ONE_FRAME_MS = 45

# A pixel that differs by less was not drawn on.
NOTHING = 2


def of(spec, path, probe, project_pk, workspace):
    """platforms.Facts of a finished file at `path`. `probe` is its engine.probe.Probe as plain data.

    Raises ValueError if the file is no MP4 whose index can be read.
    """
    index = mp4_boxes.read(path)
    video, audio = index.track("video"), index.track("audio")
    project = VideoProject.objects.get(pk=project_pk)
    return platforms.Facts(
        aspect=aspect_of(probe["width"], probe["height"]),
        **{name: probe[name] for name in ("width", "height", "fps", "constant_rate", "bytes", "profile")},
        **{name: probe[name] for name in ("lufs", "true_peak_db", "sample_rate", "channels")},
        seconds=probe["duration_ms"] / 1000,
        container=container(index),
        faststart=index.faststart,
        has_edits=any(track.edits for track in (video, audio) if track),
        edits=edits(index),
        video=probe["codec"],
        level=video.level if video else "",
        pixels=probe["pix_fmt"],
        audio=probe["audio_codec"],
        apart_ms=probe["audio_ms"] - probe["duration_ms"],
        keyframe_seconds=keyframe_seconds(probe),
        captions=caption_box(spec),
        type=type_box(spec, workspace),
        words=tuple(words(spec, project)),
    )


def aspect_of(width, height):
    """The name of a frame's ratio ("9:16"), or its size where it has no name."""
    near = [name for name, (a, b) in formats.ASPECTS.items() if abs(width / height - a / b) < 0.01]
    return near[0] if near else f"{width}:{height}"


def container(index):
    return "mov" if "qt" in index.brands[:1] else "mp4"


def edits(index):
    """What the edit lists do beyond skipping an encoder's start, in words; "" for nothing."""
    return "; ".join(
        _edits(track) for track in index.tracks if track.kind in ("video", "audio") and _edits(track)
    )


def _edits(track):
    if len(track.edits) > 1:
        return f"the {track.kind} track is put together from {len(track.edits)} pieces"
    for edit in track.edits:
        if edit.from_ms is None:
            return f"the {track.kind} track begins {edit.length_ms} ms late"
        if edit.from_ms > ENCODERS_START_MS:
            return f"the first {edit.from_ms} ms of the {track.kind} track are cut off"
        if track.length_ms - edit.from_ms - edit.length_ms > ONE_FRAME_MS:
            return f"the end of the {track.kind} track is cut off"
    return ""


def keyframe_seconds(probe):
    """The longest time between two keyframes."""
    gaps = [later - earlier for earlier, later in pairwise((*probe["keyframes"], probe["frames"]))]
    return max(gaps, default=0) / probe["fps"] if probe["fps"] else 0.0


# --- what stands where -----------------------------------------------------------------------
def caption_box(spec):
    """The box that all burnt-in captions together cover, as fractions of the frame; None without any.

    Measured, not promised: each is drawn on an empty frame, and what changed is what it covers.
    """
    clock = timeline.plan(spec)
    said = cues.cues_of(spec, clock)
    if not (spec.captions.burn and said):
        return None
    drawn = captions.Captions(spec, clock, said)
    found = [_drawn(drawn, _middle(cue, clock), spec.output) for cue in said]
    return union([box for box in found if box])


def _middle(cue, clock):
    return min(clock.frames - 1, round((cue.start_ms + cue.end_ms) / 2 * clock.fps / 1000))


def _drawn(drawn, frame, output):
    canvas = yuv.blank(output.width, output.height)
    for plane in canvas:
        plane.fill(128)
    drawn.draw(frame, canvas)
    rows, columns = np.nonzero(np.abs(canvas.y.astype(np.int16) - 128) > NOTHING)
    if not rows.size:
        return None
    edges = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return tuple(float(edge / (output.width, output.height)[k % 2]) for k, edge in enumerate(edges))


def type_box(spec, workspace):
    """The box of all words in the pictures and on top of them, during all camera movements; or None."""
    found = [tuple(overlay.box) for overlay in spec.overlays]
    for scene in spec.scenes:
        asset = library.find(workspace, scene.media.digest) if scene.media.kind == "image" else None
        if asset and asset.width:
            found += _painted(scene, asset, (spec.output.width, spec.output.height))
    return union(found)


def _painted(scene, asset, frame):
    cover = motion.cover_size((asset.width, asset.height), frame)
    way = motion.camera_path(scene.motion, cover, frame, 2)
    for box in asset.meta.get("text_boxes") or ():
        for view in (way.first, way.last):
            yield reframe.box_in_frame(view, cover, frame, box)


def union(found):
    if not found:
        return None
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


# --- what is said ----------------------------------------------------------------------------
def words(spec, project):
    """(where, text) of all that is spoken, laid over and painted."""
    for segment in spec.segments:
        yield f"Narration of scene {segment.scene_index}", segment.text
    for overlay in spec.overlays:
        yield "On the picture", " ".join(text for text in (overlay.text, overlay.detail) if text)
    facts = inputs.project_facts(project)
    for scene in project.scenes.all():
        for text in image_requests.all_words_on(facts, inputs.scene_facts(scene)):
            yield f"Picture of scene {scene.scene_index}", text
