"""An approved board becomes a frozen render spec."""

from collections.abc import Iterator
from typing import Any

from projects import formats, styles
from projects.models import Asset, VideoProject
from projects.timing import LEAD_MS
from rendering.spec import accents, depth, inputs, label, overlays, schema
from rendering.spec.inputs import BoardView, Point, SceneView, Size, StoredFile

LONGEST_FADE_MS = 6000
# The share of a last chord's ring in which what is left of it is taken away.
RING_FADED, SHORTEST_FADE_MS = 0.25, 250

# The zoom of a scene alternates in and out, so that neighbouring shots never move alike.
PANS = ((0.0, -0.01), (0.012, 0.0), (0.0, 0.01), (-0.012, 0.0))


def build(
    project: VideoProject,
    digest: str,
    music: Asset | None = None,
    aspect: str = "",
    pictures: inputs.OtherPictures | None = None,
) -> schema.RenderSpec:
    """The RenderSpec of the project's board as it stands. `music` is the music's asset, if any.

    `aspect` is one of formats.ASPECTS, the project's own if empty. `pictures` says for another ratio
    which picture is seen in a scene. Raises ValueError (pydantic's, too) when a scene has no picture.
    """
    return spec_of(inputs.read_board(project, music=music, pictures=pictures), digest, aspect)


def spec_of(board: BoardView, digest: str, aspect: str = "") -> schema.RenderSpec:
    """The RenderSpec of a board that was read. Pure."""
    frame = formats.frame_size(aspect or board.aspect, board.resolution)
    scenes = tuple(_scene(board, scene, frame) for scene in board.scenes)
    signs = overlays.overlays(board, scenes, frame)
    return schema.RenderSpec(
        title=board.title,
        language=board.language,
        board_digest=digest,
        style=board.look.style.name,
        scenes=scenes,
        segments=tuple(_segments(board.scenes)),
        music=_music(board),
        captions=board.captions,
        overlays=(*signs, *label.label(board, signs, frame, board.total_ms)),
        finish=accents.accents(board),
        output=schema.OutputSpec(width=frame[0], height=frame[1]),
    )


def _scene(board: BoardView, scene: SceneView, frame: Size) -> schema.SceneSpec:
    style, picture, clip = board.look.style, scene.picture, scene.clip
    transition: schema.Transition = "cut" if scene.index == 1 else scene.transition
    flat = camera(style, scene.index, len(board.scenes), picture.sight, is_set=bool(picture.words))
    motion, layers = depth.layered(board, scene, flat, frame)
    if clip and clip.sight:
        motion = motion.model_copy(update={"focus": clip.sight})
    return schema.SceneSpec(
        index=scene.index,
        duration_ms=scene.duration_ms,
        media=_media("clip", clip) if clip else _media("image", picture),
        motion=motion,
        layers=None if clip else layers,
        transition=transition,
        transition_ms=0 if transition == "cut" else min(style.transition_ms, scene.duration_ms // 2),
        title=scene.heading or scene.headline,
        reads=() if clip else picture.reads,
    )


def camera(style: styles.Style, index: int, count: int, sight: Point, is_set: bool) -> schema.Motion:
    """The camera over the picture of scene `index` of `count`. With type in it (`is_set`) it never drifts."""
    is_closing_in = index % 2 == 1 or index == count
    start, end = (1.0, style.zoom) if is_closing_in else (style.zoom, 1.0)
    pan = (0.0, 0.0) if is_set else PANS[index % len(PANS)]
    return schema.Motion(zoom_from=start, zoom_to=end, focus=sight, pan=pan)


def _segments(scenes: tuple[SceneView, ...]) -> Iterator[schema.SegmentSpec]:
    start = 0
    for scene in scenes:
        if scene.text.strip():
            yield schema.SegmentSpec(
                scene_index=scene.index,
                text=scene.text,
                start_ms=start + LEAD_MS,
                voice=_media("voice", scene.voice) if scene.voice else None,
                words=scene.voice.words if scene.voice else (),
                speaker=scene.speaker,
            )
        start += scene.duration_ms


def _media(kind: schema.MediaKind, file: StoredFile) -> schema.Media:
    return schema.Media(kind=kind, digest=file.digest, mime=file.mime, duration_ms=file.duration_ms)


def _music(board: BoardView) -> schema.MusicSpec | None:
    if board.music is None:
        return None
    media = _media("music", board.music)
    return schema.MusicSpec(media=media, volume_db=board.music_volume_db, **_ending(board, board.music))


def _ending(board: BoardView, music: inputs.MusicView) -> dict[str, Any]:
    """Music that was made for this film rings out by itself after its last beat; other fades in a usual time.

    A fade from that beat on, on top of the ring's own, would leave nothing to be heard after the last word.
    """
    beats = music.beats_ms
    if music.duration_ms != board.total_ms or not beats or not isinstance(beats[-1], int):
        return {}
    ring = max(0, min(LONGEST_FADE_MS, board.total_ms - beats[-1]))
    fade = max(min(ring, SHORTEST_FADE_MS), round(ring * RING_FADED))
    return {"fade_out_ms": fade, "ring_ms": ring}
