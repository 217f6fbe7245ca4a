"""What a finished file really is, as platforms.Facts: read from the file, its probe and its spec."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2

from generation.prompts import image_requests, inputs
from projects import formats
from projects.languages.marked import gettext_noop
from projects.media import library
from projects.models import VideoProject, Workspace
from rendering.engine import caption_cues, captions, motion, reframe, timeline, yuv
from rendering.engine.container import mp4_boxes
from rendering.engine.types import Box, Size, to_box
from rendering.exports import platforms
from rendering.spec.schema import OutputSpec, RenderSpec, SceneSpec

# An edit that leaves out no more than this only skips the start that an encoder needs: five B-frames at
# 24 a second, and the 2112 samples of AAC's longest delay.
ENCODERS_START_MS = 220
# A track that is shown this much shorter or longer than its media is not cut: one frame at 24 a second.
ONE_FRAME_MS = 45

# A pixel whose luma differs by no more was not drawn on.
UNCHANGED = 2


def facts_of(
    spec: RenderSpec,
    path: Path,
    probe: Mapping[str, Any],
    project_pk: int,
    workspace: Workspace,
    captions: Box | None,
) -> platforms.Facts:
    """platforms.Facts of a finished file at `path`. `probe` is its engine.probe.Probe as plain data.

    `captions` is the `caption_box` of the spec.

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
        captions=captions,
        type=type_box(spec, workspace),
        words=tuple(words(spec, project)),
    )


def aspect_of(width: int, height: int) -> str:
    """The name of a frame's ratio ("9:16"), or its size where it has no name."""
    near = [name for name, (a, b) in formats.ASPECTS.items() if abs(width / height - a / b) < 0.01]
    return near[0] if near else f"{width}:{height}"


def container(index: mp4_boxes.Index) -> str:
    return "mov" if "qt" in index.brands[:1] else "mp4"


def edits(index: mp4_boxes.Index) -> str:
    """What the edit lists do beyond skipping an encoder's start, in words; "" for nothing."""
    return "; ".join(
        _edits(track) for track in index.tracks if track.kind in ("video", "audio") and _edits(track)
    )


def _edits(track: mp4_boxes.Track) -> str:
    if len(track.edits) > 1:
        return gettext_noop("the %(kind)s track is put together from %(count)s pieces") % {
            "kind": track.kind,
            "count": len(track.edits),
        }
    for edit in track.edits:
        if edit.from_ms is None:
            return gettext_noop("the %(kind)s track begins %(ms)s ms late") % {
                "kind": track.kind,
                "ms": edit.length_ms,
            }
        if edit.from_ms > ENCODERS_START_MS:
            return gettext_noop("the first %(ms)s ms of the %(kind)s track are cut off") % {
                "ms": edit.from_ms,
                "kind": track.kind,
            }
        if track.length_ms - edit.from_ms - edit.length_ms > ONE_FRAME_MS:
            return gettext_noop("the end of the %(kind)s track is cut off") % {"kind": track.kind}
    return ""


def keyframe_seconds(probe: Mapping[str, Any]) -> float:
    """The longest time between two keyframes."""
    gaps = [later - earlier for earlier, later in pairwise((*probe["keyframes"], probe["frames"]))]
    return max(gaps, default=0) / probe["fps"] if probe["fps"] else 0.0


# What captions are drawn on to be measured, as OpenCV takes a number for all pixels.
_GREY = (128.0, 0.0, 0.0, 0.0)


# --- what stands where -----------------------------------------------------------------------
def caption_box(spec: RenderSpec) -> Box | None:
    """The box that all burnt-in captions together cover, as shares of the frame; None without any.

    Measured, not promised: each is drawn on an empty frame, and what changed is what it covers.
    """
    line = timeline.plan(spec)
    cues_found = caption_cues.cues_of(spec, line)
    if not (spec.captions.burn and cues_found):
        return None
    overlay = captions.Captions(spec, line, cues_found)
    found = [_covered_box(overlay, _middle_frame(cue, line), spec.output) for cue in cues_found]
    return union([box for box in found if box])


def _middle_frame(cue: caption_cues.Cue, line: timeline.Timeline) -> int:
    return min(line.frames - 1, round((cue.start_ms + cue.end_ms) / 2 * line.fps / 1000))


def _covered_box(overlay: captions.Captions, frame: int, output: OutputSpec) -> Box | None:
    canvas = yuv.blank(output.width, output.height)
    for plane in canvas:
        plane.fill(_GREY[0])
    overlay.draw(frame, canvas)
    changed = cv2.threshold(cv2.absdiff(canvas.y, _GREY), UNCHANGED, 255, cv2.THRESH_BINARY)[1]
    left, top, wide, tall = cv2.boundingRect(changed)
    if not wide:
        return None
    edges = left, top, left + wide, top + tall
    return to_box(float(edge / (output.width, output.height)[k % 2]) for k, edge in enumerate(edges))


def type_box(spec: RenderSpec, workspace: Workspace) -> Box | None:
    """The box of all words in the pictures and on top of them, during all camera movements; or None."""
    found = [overlay.box for overlay in spec.overlays]
    for scene in spec.scenes:
        asset = library.find(workspace, scene.media.digest) if scene.media.kind == "image" else None
        if asset and asset.width and asset.height:
            boxes, size = asset.meta.get("text_boxes") or (), (asset.width, asset.height)
            found += _moving_words(scene, boxes, size, (spec.output.width, spec.output.height))
    return union(found)


def _moving_words(scene: SceneSpec, boxes: Iterable[Box], size: Size, frame: Size) -> Iterator[Box]:
    """Where the words of a picture are at both ends of the camera's movement."""
    cover = motion.cover_size(size, frame)
    way = motion.camera_path(scene.motion, cover, frame, 2)
    for box in boxes:
        for view in (way.first, way.last):
            yield reframe.box_in_frame(view, cover, frame, box)


def union(found: list[Box]) -> Box | None:
    if not found:
        return None
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


# --- what is said ----------------------------------------------------------------------------
def words(spec: RenderSpec, project: VideoProject) -> Iterator[tuple[str, str]]:
    """(where, text) of all that is spoken, laid over and painted."""
    for segment in spec.segments:
        yield f"Narration of scene {segment.scene_index}", segment.text
    for overlay in spec.overlays:
        yield "On the picture", " ".join(text for text in (overlay.text, overlay.detail) if text)
    facts = inputs.project_facts(project)
    for scene in project.scenes.all():
        for text in image_requests.all_words_on(facts, inputs.scene_facts(scene)):
            yield f"Picture of scene {scene.scene_index}", text
