"""The board as a player in the page plays it: the engine's own numbers, and addresses instead of files.

Everything that moves is worked out here by the engine (timeline, cameras, easing, cues, signs, accents),
for the frame of the finished video, so that what plays in the page cannot drift from what is rendered; the
script only mixes between two views. Signs and captions come as pictures of the engine's own painter.
"""

from django.conf import settings

from generation.providers import registry
from projects import formats
from projects.board.digest import board_digest
from projects.models import Asset
from rendering.engine import accents, cache_keys, captions, cues, motion, overlays, timeline, transitions
from rendering.engine.audio import mix
from rendering.engine.errors import SourceError
from rendering.preview import sprites
from rendering.preview.spec import sketch
from rendering.spec import schema

# The player mixes between so many points of the easing curve: off by less than 0.0004.
EASING_POINTS = 64

PICTURE_WIDTH = sprites.FRAME_WIDTH


def playback(project):
    """Plain data for the player. Raises ValueError when the board has no scenes.

    Times are milliseconds, frames those of `fps`; lengths are shares of the frame's width or height.
    """
    digest = board_digest(project)
    board = sketch(project, digest, blank=True)
    width, height = project.frame_size
    board = board.model_copy(update={"output": schema.OutputSpec(width=width, height=height)})
    line = timeline.plan(board)
    assets = _assets(project, board)
    said, problem = _cues(board, line)
    lights = accents.Accents(board, line)
    return {
        "digest": digest,
        "title": project.title,
        "width": width,
        "height": height,
        "fps": line.fps,
        "duration_ms": line.duration_ms,
        "easing": [round(motion.ease(k / EASING_POINTS), 5) for k in range(EASING_POINTS + 1)],
        "transitions": _transitions(),
        "scenes": [
            {**_scene(*pair, board, assets), "accent": _accent(pair[1], lights, (width, height))}
            for pair in zip(board.scenes, line.scenes, strict=True)
        ],
        "signs": [_sign(project, *sign, board) for sign in overlays.Overlays(board, line).signs],
        "captions": _look(board),
        "cues": _captions(project, board, said),
        "voices": [_voice(piece, assets) for piece in board.segments if piece.voice],
        "music": _music(board, assets),
        "notes": [*notes(project, board), *problem],
    }


def _assets(project, spec):
    """{digest: Asset} of all media of a spec."""
    media = [one for scene in spec.scenes for one in (scene.media, *cache_keys.pictures(scene)) if one]
    media += [piece.voice for piece in spec.segments if piece.voice]
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
    behind, before = (media and assets.get(media.digest) for media in cache_keys.pictures(scene))
    behind = behind or assets.get(scene.media.digest)
    picture = _picture(scene, place, spec.output, behind) if behind else None
    if picture and before:
        picture["front"] = _front(scene, place, spec.output, behind, before)
    whole = assets.get(scene.media.digest)
    thumb = f"{whole.url}?w=160" if whole and whole.kind == "image" else ""
    return {**told, "picture": picture, "thumb": thumb}


def _picture(scene, place, output, asset):
    """Where it is, and the camera's two ends over it; of one in layers, what stands before it, too."""
    if scene.media.kind == "clip":
        return {"clip": asset.url, "focus": scene.motion.focus}
    frame = output.width, output.height
    cover = motion.cover_size((asset.width or frame[0], asset.height or frame[1]), frame)
    return {"cover": _shares(cover, frame), **_layer(asset, scene.motion, cover, frame, place.frames)}


def _front(scene, place, output, behind, product):
    """The same of a product before its plate, and where in that it lies."""
    frame = output.width, output.height
    cover = motion.cover_size((behind.width or frame[0], behind.height or frame[1]), frame)
    shown = _layer(product, scene.layers.motion, cover, frame, place.frames)
    return {**shown, "place": scene.layers.place}


def _layer(asset, moves, cover, frame, frames):
    way = motion.path(moves, cover, frame, frames)
    return {
        "image": f"{asset.url}?w={PICTURE_WIDTH}",
        "from": _view(way.first, frame),
        "to": _view(way.last, frame),
    }


def _view(view, frame):
    return {"at": _shares((view.left, view.top), frame), "step": view.step}


def _shares(pair, frame):
    return [pair[0] / frame[0], pair[1] / frame[1]]


def _transitions():
    """The numbers that tell how one scene gives way to the next, see rendering.engine.transitions."""
    return {
        "zoom": transitions.ZOOM,
        "feather": transitions.FEATHER,
        "soft": transitions.SOFT,
        "mixes": transitions.MIXES,
        "smear": transitions.SMEAR,
    }


# --- light and shapes ------------------------------------------------------------------------
def _accent(place, lights, frame):
    """The accent of a scene, frame by frame from `first` on; None where there is none."""
    moments = {number: lights.moment(number, frame) for number in range(place.start, place.stop)}
    seen = {number: moment for number, moment in moments.items() if moment}
    if not seen:
        return None
    kind, _, dice, _ = next(iter(seen.values()))
    told = {"kind": kind, "first": min(seen)}
    if kind in ("sweep", "leak"):
        shares = [share for _, share, _, _ in seen.values()]
        return {**told, **(_sweep if kind == "sweep" else _leak)(shares, dice, lights.finish, frame)}
    return {**told, "shapes": _shapes([shapes for *_, shapes in seen.values()], lights.finish, frame)}


def _sweep(shares, _dice, _finish, frame):
    """Each frame: where the band stands at the foot, and how strong it is."""
    _, slant, reach = accents.sweeping(*frame, 0.0)
    middles = [accents.sweeping(*frame, share)[0] / frame[0] for share in shares]
    strengths = [accents.sweep_strength(share) for share in shares]
    return {
        "slant": slant / frame[1],
        "gain": accents.SWEEP,
        "sigma": reach / accents.BAND / frame[0],
        "frames": _pairs(middles, strengths),
    }


def _leak(shares, dice, finish, _frame):
    """Each frame: how far down the light falls in, and how strong it is."""
    side, level = accents.leaking(dice)
    downs = [level + accents.LEAK_FALLS * share for share in shares]
    frames = _pairs(downs, [accents.leak_strength(share) for share in shares])
    colour = (finish.colours or ("#ffffff",))[0]
    return {"side": side, "colour": colour, "brighter": accents.LEAK / 219, "frames": frames}


def _pairs(*columns):
    return [[round(value, 4) for value in row] for row in zip(*columns, strict=True)]


def _shapes(moments, finish, frame):
    """Each shape: its colour, its corners, and how far across it stands in each frame."""
    colours = finish.colours or ("#ffffff",)
    found = []
    for number, (corners, which) in enumerate(moments[0]):
        lefts = [shapes[number][0][0][0] for shapes in moments]
        points = [[round((x - lefts[0]) / frame[0], 4), round(y / frame[1], 4)] for x, y in corners]
        at = [round(left / frame[0], 4) for left in lefts]
        found.append({"colour": colours[which % len(colours)], "points": points, "at": at})
    return found


# --- signs and captions ----------------------------------------------------------------------
def _sign(project, sign, first, stop, board):
    """A sign's picture, where it lies while it stands, and its poses from its first frame on.

    After the last pose they begin again at number `again`. `going` frames before `stop` it fades.
    """
    frame, fps = (board.output.width, board.output.height), board.output.fps
    box = overlays.pixels(sign.box, frame)
    stays = stop >= timeline.boundaries([scene.duration_ms for scene in board.scenes], fps)[-1]
    coming = round(overlays.COMING * fps)
    again = round(overlays.BREATH_SECONDS * fps) if sign.kind == "button" else 1
    return {
        "kind": sign.kind,
        "text": ", ".join(filter(None, (sign.text, sign.detail))),
        "src": sprites.sign_address(project, sign, frame),
        "box": _edges(overlays.lying(box), frame),
        "first": first,
        "stop": stop,
        "going": 0 if stays else overlays.GOING * fps,
        "poses": [_pose(sign.kind, number + 1, box, frame, fps) for number in range(coming + again)],
        "again": coming,
    }


def _pose(kind, number, box, frame, fps):
    pose = overlays.posed(kind, number / fps, None, box[3] - box[1])
    across, down = pose.across / frame[0], pose.down / frame[1]
    return [round(value, 5) for value in (pose.scale, across, down, pose.opacity)]


def _edges(box, frame):
    return [side / frame[k % 2] for k, side in enumerate(box)]


def _look(board):
    """Where captions stand and the colours of their words; None when none are burnt in."""
    if not board.captions.burn:
        return None
    frame, look = (board.output.width, board.output.height), board.captions
    box = _caption_box(frame)
    return {
        "box": _edges((box.left, box.top, box.right, box.bottom), frame),
        "ink": look.ink,
        "accent": look.accent,
        "coming": captions.COMING,
    }


def _caption_box(frame):
    return captions.even_box(formats.caption_box(*frame))


def _captions(project, board, said):
    """The cues as they are drawn: whole, or, where words are lit as they are said, in parts."""
    if not board.captions.burn:
        return []
    frame, style = (board.output.width, board.output.height), _setting(board)
    box = _caption_box(frame)
    size = (box.width, box.height)
    return [_cue(project, cue, board.captions, style, size, frame) for cue in cues.unsaid(board, said)]


def _setting(board):
    return cues.setting(board.output, board.captions.font, cues.texts(board))


def _cue(project, cue, look, style, size, frame):
    def address(part):
        return sprites.caption_address(project, cue, part, look, style, size, frame)

    told = {"start": cue.start_ms, "end": cue.end_ms, "text": "\n".join(cue.lines)}
    if look.look != "karaoke" or not cue.timed:
        return {**told, "whole": address("whole")}
    said = [token for row in cue.tokens for token in row]
    places = captions.word_places(cue, style, size, cue.language)
    words = [
        [token.start_ms, [_edges(place, size) for place in spots]]
        for token, spots in zip(said, places, strict=True)
    ]
    over = said[-1].end_ms + captions.AFTERGLOW_MS if said else cue.end_ms
    return {**told, "under": address("under"), "letters": address("words"), "words": words, "over": over}


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
        "ahead_ms": mix.LOOK_AHEAD_MS,
        "hold_ms": mix.HOLD_MS,
        "attack_ms": mix.ATTACK_MS,
        "release_ms": mix.RELEASE_MS,
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
    if spec.finish.accent in ("sweep", "leak"):
        yield "Light that crosses the picture is shown nearly as it is rendered."
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
