"""The board as a player in the page plays it: the engine's own numbers, and addresses instead of files.

Everything that moves is worked out here by the engine (timeline, cameras, easing, cues, signs, accents),
for the frame of the finished video, so that what plays in the page cannot drift from what is rendered; the
script only mixes between two views. Signs and captions are pictures that the engine itself draws.

`playback` reads the rows; all that follows is pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext, ngettext

from generation.providers import registry
from projects import formats
from projects.board import narration
from projects.board.digest import board_digest
from projects.models import Asset, VideoProject, Workspace
from rendering.engine import (
    accents,
    cache_keys,
    caption_cues,
    captions,
    motion,
    overlays,
    timeline,
    transitions,
)
from rendering.engine.audio import mix
from rendering.engine.errors import SourceError
from rendering.preview import sprites
from rendering.preview.spec import read_board
from rendering.spec import build, schema
from rendering.spec.inputs import Size

# The player mixes between so many points of the easing curve: off by less than 0.0004.
EASING_POINTS = 64

PICTURE_WIDTH = sprites.FRAME_WIDTH

# A part of what the player gets, as it goes into JSON.
Data = dict[str, Any]


@dataclass(frozen=True)
class PlayedFile:
    """A stored file as the page plays it: where it is, and how large or long it is where that is known.

    `draft`: a voice that only stands in until the film is made; `stand_in`: one whose own voice failed.
    """

    kind: str
    url: str
    width: int | None
    height: int | None
    duration_ms: int | None
    draft: bool
    stand_in: bool

    def size(self, frame: Size) -> Size:
        return self.width or frame[0], self.height or frame[1]


Files = Mapping[str, PlayedFile]


def playback(project: VideoProject) -> Data:
    """Plain data for the player. Raises ValueError when the board has no scenes.

    Times are milliseconds, frames those of `fps`; lengths are shares of the frame's width or height.
    """
    digest = board_digest(project)
    board = read_board(project, blank=True)
    spec = build.spec_of(board, digest)
    files = _read_files(project.workspace, spec)
    line = timeline.plan(spec)
    found, problems = _cues_of(spec, line)
    return {
        "digest": digest,
        **_played(spec, line, found, files, sprites.Addresses(project.pk)),
        "notes": [
            *notes(spec, board.wants_music),
            *_draft_notes(spec, files),
            *_narration_notes(project),
            *problems,
        ],
    }


def _read_files(workspace: Workspace, spec: schema.RenderSpec) -> Files:
    """{digest: PlayedFile} of all media of a spec."""
    pictures = [media for scene in spec.scenes for media in (scene.media, *cache_keys.pictures(scene))]
    voices = [piece.voice for piece in spec.segments]
    named = {media.digest for media in (*pictures, *voices, spec.music and spec.music.media) if media}
    rows = Asset.objects.filter(workspace=workspace, digest__in=named)
    return {
        row.digest: PlayedFile(
            row.kind,
            row.url,
            row.width,
            row.height,
            row.duration_ms,
            draft=bool(_asked(row).get("draft")),
            stand_in=bool(row.meta.get("stand_in")),
        )
        for row in rows
    }


def _asked(row: Asset) -> Mapping[str, Any]:
    """What somebody was asked for to make an asset."""
    return row.meta.get("asked") or {}


def _cues_of(
    spec: schema.RenderSpec, line: timeline.Timeline
) -> tuple[tuple[caption_cues.Cue, ...], list[str]]:
    """(cues, sentences): a character that no font can show stops a render, not the player."""
    try:
        return caption_cues.cues_of(spec, line), []
    except SourceError as error:
        return (), [str(error)]


def _played(
    spec: schema.RenderSpec,
    line: timeline.Timeline,
    found: tuple[caption_cues.Cue, ...],
    files: Files,
    addresses: sprites.Addresses,
) -> Data:
    frame = spec.output.width, spec.output.height
    lights = accents.Accents(spec, line)
    return {
        "title": spec.title,
        "width": frame[0],
        "height": frame[1],
        "fps": line.fps,
        "duration_ms": line.duration_ms,
        "easing": [round(motion.ease(k / EASING_POINTS), 5) for k in range(EASING_POINTS + 1)],
        "transitions": _transitions(),
        "scenes": [
            {**_scene(scene, span, spec, files), "accent": _accent(span, lights, frame)}
            for scene, span in zip(spec.scenes, line.scenes, strict=True)
        ],
        "signs": [
            _sign(sign, first, stop, spec, addresses)
            for sign, first, stop in overlays.Overlays(spec, line).signs
        ],
        "captions": _caption_look(spec),
        "cues": _cues(spec, found, addresses),
        "voices": [_voice(piece, files[piece.voice.digest]) for piece in spec.segments if piece.voice],
        "music": _music(spec.music, files),
    }


def _scene(scene: schema.SceneSpec, span: timeline.SceneSpan, spec: schema.RenderSpec, files: Files) -> Data:
    whole = files.get(scene.media.digest)
    behind, front = (media and files.get(media.digest) for media in cache_keys.pictures(scene))
    behind = behind or whole
    picture = _picture(scene, span, spec.output, behind) if behind else None
    if picture and behind and front and scene.layers:
        picture["front"] = _front(scene.layers, span, spec.output, behind, front)
    return {
        "index": span.index,
        "start": span.start,
        "stop": span.stop,
        "frames": span.frames,
        "transition": span.transition,
        "window": span.window,
        "title": scene.title,
        "text": next((piece.text for piece in spec.segments if piece.scene_index == span.index), ""),
        "picture": picture,
        "thumb": f"{whole.url}?w=160" if whole and whole.kind == "image" else "",
    }


def _picture(
    scene: schema.SceneSpec, span: timeline.SceneSpan, output: schema.OutputSpec, file: PlayedFile
) -> Data:
    """Where it is, and the camera's two ends over it."""
    if scene.media.kind == "clip":
        return {"clip": file.url, "focus": scene.motion.focus}
    frame = output.width, output.height
    cover = motion.cover_size(file.size(frame), frame)
    return {"cover": _shares(cover, frame), **_camera(file, scene.motion, cover, frame, span.frames)}


def _front(
    layers: schema.LayersSpec,
    span: timeline.SceneSpan,
    output: schema.OutputSpec,
    behind: PlayedFile,
    product: PlayedFile,
) -> Data:
    """The same of a product before its plate, and where in that it lies."""
    frame = output.width, output.height
    cover = motion.cover_size(behind.size(frame), frame)
    return {**_camera(product, layers.motion, cover, frame, span.frames), "place": layers.place}


def _camera(
    file: PlayedFile, moves: schema.Motion, cover: tuple[float, float], frame: Size, frames: int
) -> Data:
    way = motion.camera_path(moves, cover, frame, frames)
    return {
        "image": f"{file.url}?w={PICTURE_WIDTH}",
        "from": _view(way.first, frame),
        "to": _view(way.last, frame),
    }


def _view(view: motion.CameraView, frame: Size) -> Data:
    return {"at": _shares((view.left, view.top), frame), "step": view.step}


def _shares(pair: tuple[float, float], frame: Size) -> list[float]:
    return [pair[0] / frame[0], pair[1] / frame[1]]


def _transitions() -> Data:
    """The numbers that say how one scene gives way to the next, see rendering.engine.transitions."""
    return {
        "zoom": transitions.ZOOM,
        "feather": transitions.FEATHER,
        "soft": transitions.SOFT,
        "mixes": transitions.MIXES,
        "smear": transitions.SMEAR,
    }


# --- light and shapes ------------------------------------------------------------------------
def _accent(span: timeline.SceneSpan, lights: accents.Accents, frame: Size) -> Data | None:
    """The accent of a scene, frame by frame from `first` on; None where there is none."""
    moments = {number: lights.accent_at(number, frame) for number in range(span.start, span.stop)}
    seen = {number: moment for number, moment in moments.items() if moment}
    if not seen:
        return None
    kind, _, dice, _ = next(iter(seen.values()))
    start = {"kind": kind, "first": min(seen)}
    shares = [share for _, share, _, _ in seen.values()]
    if kind == "sweep":
        return {**start, **_sweep(shares, frame)}
    if kind == "leak":
        return {**start, **_leak(shares, dice, lights.finish)}
    return {**start, "shapes": _shapes([shapes for *_, shapes in seen.values()], lights.finish, frame)}


def _sweep(shares: list[float], frame: Size) -> Data:
    """Each frame: where the band stands at the foot, and how strong it is."""
    _, slant, reach = accents.sweep_geometry(*frame, 0.0)
    middles = [accents.sweep_geometry(*frame, share)[0] / frame[0] for share in shares]
    strengths = [accents.sweep_strength(share) for share in shares]
    return {
        "slant": slant / frame[1],
        "gain": accents.SWEEP,
        "sigma": reach / accents.BAND / frame[0],
        "frames": _pairs(middles, strengths),
    }


def _leak(shares: list[float], dice: np.random.Generator, finish: schema.FinishSpec) -> Data:
    """Each frame: how far down the light falls in, and how strong it is."""
    side, level = accents.leak_origin(dice)
    downs = [level + accents.LEAK_FALLS * share for share in shares]
    frames = _pairs(downs, [accents.leak_strength(share) for share in shares])
    # 219: the steps of luma from black to white.
    return {"side": side, "colour": _colours(finish)[0], "brighter": accents.LEAK / 219, "frames": frames}


def _colours(finish: schema.FinishSpec) -> tuple[str, ...]:
    return finish.colours or ("#ffffff",)


def _pairs(*columns: list[float]) -> list[list[float]]:
    return [[round(value, 4) for value in row] for row in zip(*columns, strict=True)]


def _shapes(moments: list[list[Any]], finish: schema.FinishSpec, frame: Size) -> list[Data]:
    """Each shape: its colour, its corners, and how far across it stands in each frame."""
    colours = _colours(finish)
    found = []
    for number, (corners, which) in enumerate(moments[0]):
        lefts = [shapes[number][0][0][0] for shapes in moments]
        points = [[round((x - lefts[0]) / frame[0], 4), round(y / frame[1], 4)] for x, y in corners]
        at = [round(left / frame[0], 4) for left in lefts]
        found.append({"colour": colours[which % len(colours)], "points": points, "at": at})
    return found


# --- signs and captions ----------------------------------------------------------------------
def _sign(
    sign: schema.OverlaySpec, first: int, stop: int, spec: schema.RenderSpec, addresses: sprites.Addresses
) -> Data:
    """A sign's picture, where it lies while it stands, and its poses from its first frame on.

    After the last pose they begin again at number `again`. `going` frames before `stop` it fades.
    """
    frame, fps = (spec.output.width, spec.output.height), spec.output.fps
    box = overlays.to_pixels(sign.box, frame)
    stays = stop >= timeline.boundaries([scene.duration_ms for scene in spec.scenes], fps)[-1]
    coming = round(overlays.ENTER_SECONDS * fps)
    again = round(overlays.BREATH_SECONDS * fps) if sign.kind == "button" else 1
    return {
        "kind": sign.kind,
        "text": ", ".join(filter(None, (sign.text, sign.detail))),
        "src": addresses.sign(sign, frame),
        "box": _edges(overlays.picture_box(box), frame),
        "first": first,
        "stop": stop,
        "going": 0 if stays else overlays.LEAVE_SECONDS * fps,
        "poses": [_pose(sign.kind, number + 1, box, frame, fps) for number in range(coming + again)],
        "again": coming,
    }


def _pose(kind: str, number: int, box: tuple[int, int, int, int], frame: Size, fps: int) -> list[float]:
    pose = overlays.pose_at(kind, number / fps, None, box[3] - box[1])
    across, down = pose.across / frame[0], pose.down / frame[1]
    return [round(value, 5) for value in (pose.scale, across, down, pose.opacity)]


def _edges(box: tuple[float, float, float, float], frame: Size) -> list[float]:
    return [side / frame[k % 2] for k, side in enumerate(box)]


def _caption_look(spec: schema.RenderSpec) -> Data | None:
    """Where captions stand and the colours of their words; None when none are burnt in."""
    if not spec.captions.burn:
        return None
    frame = spec.output.width, spec.output.height
    box = _caption_box(frame)
    return {
        "box": _edges((box.left, box.top, box.right, box.bottom), frame),
        "ink": spec.captions.ink,
        "accent": spec.captions.accent,
        "coming": captions.UPCOMING_OPACITY,
    }


def _caption_box(frame: Size) -> formats.Box:
    return captions.even_box(formats.caption_box(*frame))


def _cues(
    spec: schema.RenderSpec, found: tuple[caption_cues.Cue, ...], addresses: sprites.Addresses
) -> list[Data]:
    """The cues as they are drawn: whole, or, where words are lit as they are said, in parts."""
    if not spec.captions.burn:
        return []
    style = caption_cues.caption_layout(spec.output, spec.captions.font, caption_cues.all_text(spec))
    return [_cue(cue, spec, style, addresses) for cue in caption_cues.not_in_pictures(spec, found)]


def _cue(
    cue: caption_cues.Cue,
    spec: schema.RenderSpec,
    style: caption_cues.CaptionLayout,
    addresses: sprites.Addresses,
) -> Data:
    frame = spec.output.width, spec.output.height
    box = _caption_box(frame)
    size = box.width, box.height

    def address(part: str) -> str:
        return addresses.caption(cue, part, spec.captions, style, size, frame)

    shown = {"start": cue.start_ms, "end": cue.end_ms, "text": "\n".join(cue.lines)}
    if spec.captions.look != "karaoke" or not cue.timed:
        return {**shown, "whole": address("whole")}
    said = [token for row in cue.tokens for token in row]
    places = captions.word_places(cue, style, size, cue.language)
    words = [
        [token.start_ms, [_edges(place, size) for place in spots]]
        for token, spots in zip(said, places, strict=True)
    ]
    over = said[-1].end_ms + captions.AFTERGLOW_MS if said else cue.end_ms
    return {**shown, "under": address("under"), "letters": address("words"), "words": words, "over": over}


# --- sound -----------------------------------------------------------------------------------
def _voice(piece: schema.SegmentSpec, file: PlayedFile) -> Data:
    return {"scene": piece.scene_index, "start": piece.start_ms, "ms": file.duration_ms, "src": file.url}


def _music(music: schema.MusicSpec | None, files: Files) -> Data | None:
    """The music, and how it steps back under a voice."""
    if music is None:
        return None
    return {
        "src": files[music.media.digest].url,
        "volume_db": music.volume_db,
        "duck_db": music.duck_db,
        "fade_out_ms": music.fade_out_ms,
        "ahead_ms": mix.LOOK_AHEAD_MS,
        "hold_ms": mix.HOLD_MS,
        "attack_ms": mix.ATTACK_MS,
        "release_ms": mix.RELEASE_MS,
        "ring_ms": music.ring_ms,
        "ending": {
            "ahead_ms": mix.ENDING_AHEAD_MS,
            "attack_ms": mix.ENDING_ATTACK_MS,
            "fade_ms": mix.ENDING_FADE_MS,
            "window_ms": mix.ENDING_WINDOW_MS,
            "db": mix.ENDING_DB,
            "fall_db": mix.ENDING_FALL_DB,
            "most_db": mix.ENDING_MOST_DB,
            "enough_ms": mix.ENDING_ENOUGH_MS,
            "short_ms": mix.ENDING_SHORT_MS,
            "short_db": mix.ENDING_SHORT_DB,
            "short_attack_ms": mix.ENDING_SHORT_ATTACK_MS,
        },
    }


# --- what is missing, in words ---------------------------------------------------------------
def notes(spec: schema.RenderSpec, wants_music: bool) -> Iterator[str]:
    """Sentences about what cannot be heard or seen yet, and when it will be."""
    bare = [scene.index for scene in spec.scenes if not scene.media.digest]
    mute = [piece.scene_index for piece in spec.segments if not piece.voice]
    if bare:
        yield gettext("%(scenes)s no picture yet: the words are shown instead.") % {
            "scenes": _scenes(bare, spec)
        }
    if mute:
        yield gettext("%(scenes)s no voice yet: silent, with the timing estimated. %(when)s") % {
            "scenes": _scenes(mute, spec),
            "when": _when("voice"),
        }
    if spec.finish.accent in ("sweep", "leak"):
        yield gettext("Light that crosses the picture is shown nearly as it is rendered.")
    if wants_music and spec.music is None:
        yield gettext("There is no music for this length yet. %(when)s") % {"when": _when("music")}


def _draft_notes(spec: schema.RenderSpec, files: Files) -> Iterator[str]:
    """Sentences about voices that are heard as a draft, or in place of their own."""
    heard = {piece.scene_index: files[piece.voice.digest] for piece in spec.segments if piece.voice}
    if any(file.draft and not file.stand_in for file in heard.values()):
        yield gettext("The voice is a quick draft. The film is spoken by the voice itself.")
    robotic = [index for index, file in heard.items() if file.stand_in]
    if robotic:
        yield (
            gettext("%(scenes)s a robotic voice: the natural one stopped twice. Record the words anew.")
            % {"scenes": _scenes(robotic, spec)}
        )


def _narration_notes(project: VideoProject) -> Iterator[str]:
    """Sentences about words that do not fit their scenes."""
    for said in narration.of_board(project):
        if said.unread:
            yield narration.unread_note(said)
        if said.is_cut:
            cut = (
                gettext(
                    "Scene %(number)s: its words take about %(words)s s of %(scene)s s, %(over)s s "
                    "too long. The "
                    "render stops there."
                )
                if said.is_estimate
                else gettext(
                    "Scene %(number)s: its words take %(words)s s of %(scene)s s, %(over)s s too "
                    "long. The render "
                    "stops there."
                )
            )
            yield cut % {
                "number": said.scene_index,
                "words": f"{said.words_ms / 1000:.1f}",
                "scene": f"{said.scene_ms / 1000:.1f}",
                "over": f"{said.over_ms / 1000:.1f}",
            }
        elif said.is_hurried:
            yield gettext("Scene %(number)s is said %(percent)s %% faster to fit its time.") % {
                "number": said.scene_index,
                "percent": said.faster_percent,
            }


def _scenes(numbers: list[int], spec: schema.RenderSpec) -> str:
    if len(numbers) == len(spec.scenes) > 1:
        return gettext("The scenes have")
    listed = ", ".join(map(str, numbers))
    return ngettext("Scene %(numbers)s has", "Scenes %(numbers)s have", len(numbers)) % {"numbers": listed}


def _when(talent: str) -> str:
    """When a voice or music is made that is not there yet."""
    if is_paid(talent):
        return gettext("It is made after approval, because it costs money.")
    return gettext("A preview video makes it.")


def is_paid(talent: str) -> bool:
    """Whether only a provider that costs money would be asked for it."""
    return bool(settings.PROVIDERS.get(talent)) and registry.provider(talent).paid
