"""The board as a player in the page plays it: the engine's own numbers, and addresses instead of files.

Everything that moves is worked out here by the engine (timeline, camera paths, easing, cues), so that
what plays in the page cannot drift from what is rendered; the script only mixes between two views.
"""

from django.conf import settings

from generation import registry
from projects import formats
from projects.digest import board_digest
from projects.models import Asset
from rendering.engine import audio, captions, cues, motion, timeline, transitions
from rendering.engine.errors import SourceError
from rendering.sketch import sketch

# The player mixes between so many points of the easing curve: off by less than 0.0004.
EASING_POINTS = 64

# Pictures are sent this wide, see projects.media.WIDTHS.
PICTURE_WIDTH = 800


def playback(project):
    """Plain data for the player. Raises ValueError when the board has no scenes.

    Times are milliseconds, frames those of `fps`; lengths are shares of the frame's width or height.
    """
    digest = board_digest(project)
    spec = sketch(project, digest, blank=True)
    line = timeline.plan(spec)
    assets = _assets(project, spec)
    said, problem = _cues(spec, line)
    return {
        "digest": digest,
        "title": project.title,
        "width": spec.output.width,
        "height": spec.output.height,
        "fps": line.fps,
        "duration_ms": line.duration_ms,
        "easing": [round(motion.ease(k / EASING_POINTS), 5) for k in range(EASING_POINTS + 1)],
        "zoom": transitions.ZOOM,
        "feather": transitions.FEATHER,
        "scenes": [_scene(*pair, spec, assets) for pair in zip(spec.scenes, line.scenes, strict=True)],
        "captions": _look(spec),
        "cues": [_cue(cue) for cue in said],
        "voices": [_voice(piece, assets) for piece in spec.segments if piece.voice],
        "music": _music(spec, assets),
        "notes": [*notes(project, spec), *problem],
    }


def _assets(project, spec):
    """{digest: Asset} of all media of a spec."""
    media = [scene.media for scene in spec.scenes] + [piece.voice for piece in spec.segments if piece.voice]
    media += [spec.music.media] if spec.music else []
    rows = Asset.objects.filter(workspace=project.workspace, digest__in={one.digest for one in media})
    return {asset.digest: asset for asset in rows}


def _cues(spec, line):
    """(cues, sentences): a character that no font can show stops a render, not the player."""
    try:
        return cues.cues_of(spec, line), []
    except SourceError as error:
        return (), [str(error)]


def _scene(scene, place, spec, assets):
    told = {
        "index": place.index,
        "start": place.start,
        "stop": place.stop,
        "frames": place.frames,
        "transition": place.transition,
        "window": place.window,
        "title": scene.title,
        "text": next((piece.text for piece in spec.segments if piece.scene_index == place.index), ""),
    }
    asset = assets.get(scene.media.digest)
    return {**told, "picture": _picture(scene, place, spec.output, asset) if asset else None}


def _picture(scene, place, output, asset):
    """Where it is, and the camera's two ends over it."""
    if scene.media.kind == "clip":
        return {"clip": asset.url}
    frame = output.width, output.height
    cover = motion.cover_size((asset.width or frame[0], asset.height or frame[1]), frame)
    way = motion.path(scene.motion, cover, frame, place.frames)
    return {
        "image": f"{asset.url}?w={PICTURE_WIDTH}",
        "cover": _shares(cover, frame),
        "from": _view(way.first, frame),
        "to": _view(way.last, frame),
    }


def _view(view, frame):
    return {"at": _shares((view.left, view.top), frame), "step": view.step}


def _shares(pair, frame):
    return [pair[0] / frame[0], pair[1] / frame[1]]


def _look(spec):
    """How captions are set; None when none are burnt in."""
    if not spec.captions.burn:
        return None
    output, style = spec.output, cues.setting(spec.output, spec.captions.font, cues.texts(spec))
    box = formats.caption_box(output.width, output.height)
    return {
        "look": spec.captions.look,
        "ink": spec.captions.ink,
        "ground": spec.captions.ground,
        "accent": spec.captions.accent,
        "family": style.family,
        "opacity": captions.GROUND_ALPHA,
        "size": style.size / output.height,
        "leading": style.leading / style.size,
        "padding": style.padding / style.size,
        "side": style.side / style.size,
        "left": box.left / output.width,
        "right": 1 - box.right / output.width,
        "bottom": 1 - box.bottom / output.height,
    }


def _cue(cue):
    """A cue; its words only where the voice said when they come."""
    rows = [[[token.text, token.before, token.start_ms] for token in row] for row in cue.tokens if cue.timed]
    return {"start": cue.start_ms, "end": cue.end_ms, "lines": list(cue.lines), "words": rows}


def _voice(piece, assets):
    asset = assets[piece.voice.digest]
    return {"scene": piece.scene_index, "start": piece.start_ms, "ms": asset.duration_ms, "src": asset.url}


def _music(spec, assets):
    """The bed, and how it steps back under a voice."""
    if not spec.music:
        return None
    return {
        "src": assets[spec.music.media.digest].url,
        "volume_db": spec.music.volume_db,
        "duck_db": spec.music.duck_db,
        "fade_out_ms": spec.music.fade_out_ms,
        "ahead_ms": audio.LOOK_AHEAD_MS,
        "hold_ms": audio.HOLD_MS,
        "attack_ms": audio.ATTACK_MS,
        "release_ms": audio.RELEASE_MS,
    }


# --- what is missing, in words ---------------------------------------------------------------
def notes(project, spec):
    """Sentences about what cannot be heard or seen yet, and when it will be."""
    bare = [scene.index for scene in spec.scenes if not scene.media.digest]
    mute = [piece.scene_index for piece in spec.segments if not piece.voice]
    if bare:
        yield f"{_scenes(bare, spec)} no picture yet: the words are shown instead."
    if mute:
        yield f"{_scenes(mute, spec)} no voice yet: silent, with the timing estimated. {_when('voice')}"
    if project.music_on and spec.music is None:
        yield f"There is no music for this length yet. {_when('music')}"


def _scenes(numbers, spec):
    if len(numbers) == len(spec.scenes) > 1:
        return "The scenes have"
    listed = ", ".join(map(str, numbers))
    return f"Scene {listed} has" if len(numbers) == 1 else f"Scenes {listed} have"


def _when(talent):
    """When a voice or a bed is made that is not there yet."""
    if paid(talent):
        return "It is made after approval, because it costs money."
    return "A preview video makes it."


def paid(talent):
    """Whether only a provider that costs money would be asked for it."""
    return bool(settings.PROVIDERS.get(talent)) and registry.provider(talent).paid
