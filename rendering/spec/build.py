"""An approved board becomes a frozen render spec."""

from pydantic import ValidationError

from projects import captions, formats
from projects.board import takes
from rendering.spec import overlays, schema

LONGEST_FADE_MS = 6000
# The share of a last chord's ring in which what is left of it is taken away.
RING_FADED, SHORTEST_FADE_MS = 0.25, 250
LEAD_MS = 120  # quiet before a scene's first word, see generation.stages.voice

# The zoom of a scene alternates in and out, so that neighbouring shots never move alike.
PANS = ((0.0, -0.01), (0.012, 0.0), (0.0, 0.01), (-0.012, 0.0))


def build(project, digest, music=None, aspect="", pictures=None):
    """The RenderSpec of the project's board as it stands. `music` is the bed's asset, if any.

    `aspect` is one of formats.ASPECTS, the project's own if empty. `pictures` says for another ratio
    which picture (an asset) is seen in a scene, by the scene's key, and where the camera keeps looking:
    (asset, focus), focus None for the picture's own. Raises ValueError (pydantic's, too) when a scene
    has no picture.
    """
    scenes = list(project.scenes.select_related("speaker__portrait").prefetch_related("takes__asset"))
    width, height = formats.frame_size(aspect or project.aspect, project.resolution)
    seen = [(scene, *_picture(scene, (pictures or {}).get(scene.pk))) for scene in scenes]
    made = [_scene(project, *each, len(scenes), (width, height)) for each in seen]
    shown = [(scene, asset, part) for (scene, asset, _), part in zip(seen, made, strict=True)]
    return schema.RenderSpec(
        title=project.title,
        language=project.language,
        board_digest=digest,
        style=project.style,
        scenes=tuple(made),
        segments=tuple(_segments(scenes)),
        music=_music(project, music),
        captions=_captions(project),
        overlays=overlays.overlays(project, shown, (width, height)),
        finish=overlays.accents(project, scenes),
        output=schema.OutputSpec(width=width, height=height),
    )


def _picture(scene, other=None):
    """(asset, focus or None) of what is seen in a scene: `other`, or its own picture."""
    if other is None and scene.picture is None:
        raise ValueError(f"Scene {scene.scene_index} has no picture.")
    return other or (scene.picture.asset, None)


def _scene(project, scene, asset, focus, count, frame):
    moves = takes.moving(scene, asset)
    style = project.look
    first = scene.scene_index == 1
    transition = "cut" if first else scene.transition
    camera, layers = overlays.layered(project, scene, asset, motion(style, scene, asset, count, focus), frame)
    if moves:
        camera = camera.model_copy(update={"focus": sight_of_clip(scene, moves.asset, camera.focus)})
    return schema.SceneSpec(
        index=scene.scene_index,
        duration_ms=scene.duration_ms,
        media=media_of("clip", moves.asset) if moves else media_of("image", asset),
        motion=camera,
        layers=None if moves else layers,
        transition=transition,
        transition_ms=0 if transition == "cut" else min(style.transition_ms, scene.duration_ms // 2),
        title=scene.heading or scene.headline,
        reads=() if moves else overlays.reads(asset),
    )


def motion(style, scene, asset, count, focus=None):
    """The camera over a scene's picture, of `count` scenes; `focus` replaces the picture's own."""
    focus = tuple(focus or takes.in_sight(scene, asset))
    pan = PANS[scene.scene_index % len(PANS)]
    closer = scene.scene_index % 2 == 1 or scene.scene_index == count
    start, end = (1.0, style.zoom) if closer else (style.zoom, 1.0)
    return schema.Motion(
        zoom_from=start, zoom_to=end, focus=focus, pan=pan if not asset.meta.get("text_boxes") else (0, 0)
    )


def sight_of_clip(scene, clip, of_picture):
    """What of a clip stays in sight: what a person said; of one made from the picture, the same as there."""
    made = clip.kind == "clip" and clip.origin != "upload"
    return tuple(scene.focus or (of_picture if made else (0.5, 0.5)))


def _segments(scenes):
    start = 0
    for scene in scenes:
        voice = scene.picked("voice")
        if scene.text.strip():
            yield schema.SegmentSpec(
                scene_index=scene.scene_index,
                text=scene.text,
                start_ms=start + LEAD_MS,
                voice=media_of("voice", voice.asset) if voice else None,
                words=words_of(voice.asset) if voice else (),
                speaker=scene.speaker.name if scene.speaker else "",
            )
        start += scene.duration_ms


def words_of(asset):
    """A voice's word times as Words; none at all when what its maker said makes no sense."""
    try:
        return tuple(schema.Word.model_validate(word) for word in asset.meta.get("words") or ())
    except (ValidationError, TypeError):
        return ()


def media_of(kind, asset):
    return schema.Media(kind=kind, digest=asset.digest, mime=asset.mime, duration_ms=asset.duration_ms)


def _music(project, asset):
    if asset is None:
        return None
    media, volume = media_of("music", asset), project.music_volume_db
    return schema.MusicSpec(media=media, volume_db=volume, **_ending(project, asset))


def _ending(project, asset):
    """A bed that was made for this film rings out by itself after its last beat; others fade in a usual time.

    A fade from that beat on, on top of the ring's own, would leave nothing to be heard after the last word.
    """
    beats = asset.meta.get("beats_ms") or ()
    if asset.duration_ms != project.total_ms or not beats or not isinstance(beats[-1], int):
        return {}
    ring = max(0, min(LONGEST_FADE_MS, project.total_ms - beats[-1]))
    return {"fade_out_ms": max(min(ring, SHORTEST_FADE_MS), round(ring * RING_FADED))}


def _captions(project):
    return schema.CaptionSpec(burn=project.captions, **captions.look_of(project))
