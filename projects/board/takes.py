"""Which takes of a scene hold for the board as it is: a clip of another picture is not its clip.

A made asset says in its meta what it was made `of` (the files' SHA-256) and what was `asked`.
"""

from dataclasses import dataclass
from typing import Any

from projects.board import mouth_marks
from projects.languages import pronunciation
from projects.languages.marked import gettext_noop
from projects.models import Asset, Character, Scene, Take, VideoProject
from projects.timing import LEAD_MS


def clip(scene: Scene) -> Take | None:
    """The clip in use, if it shows the picture in use (or somebody uploaded it); else None."""
    take, picture = scene.picked("clip"), scene.picture
    if take is None or take.asset.origin == "upload":
        return take
    return take if picture and _of(take, "image") == picture.asset.sha256 else None


def chosen_clip(scene: Scene) -> Take | None:
    """The clip that a person asked for or picked: no machine replaces it."""
    take = clip(scene)
    return take if take and _by_a_person(take) else None


def chosen_voice(scene: Scene) -> Take | None:
    """The recording that a person uploaded, or had made for these very words; else None."""
    take = scene.picked("voice")
    if take is None or take.asset.origin == "upload":
        return take
    return take if _by_a_person(take) and not _says_other_words(take, scene) else None


def _says_other_words(take: Take, scene: Scene) -> bool:
    """Whether the scene's words are others by now, or are said otherwise."""
    said, written = _asked(take, "text"), _asked(take, "written")
    if (written or said) != scene.text:
        return True
    return bool(said != pronunciation.said(scene.text, pronunciation.of_project(scene.project)))


def talking(scene: Scene) -> Take | None:
    """The talking clip in use, if it is of the speaker's portrait and of the recording in use; else None.

    A speaker without a portrait was drawn in front of the scene's picture: then it must be that one.
    """
    take, voice = scene.picked("lip_sync"), scene.picked("voice")
    if take is None or voice is None or scene.speaker is None:
        return None
    fits = _shows(take, scene) and _asked(take, "voice") == voice.asset.sha256
    return take if fits and _asked(take, "duration_ms") == scene.duration_ms else None


def _shows(take: Take, scene: Scene) -> bool:
    portrait = scene.speaker.portrait if scene.speaker else None
    if scene.speaker and portrait:
        return _of(take, "image") == portrait.sha256 and _fits_mark(take, scene.speaker)
    drawn = _of(take, "image") is None and scene.picture is not None
    return drawn and _of(take, "scene") == scene.picture.asset.sha256


def _fits_mark(take: Take, speaker: Character) -> bool:
    """Lips that are to keep still do; a mouth that was opened where it was marked, and eyes that blinked, are
    marked there still.
    """
    now, then = mouth_marks.label(speaker), _asked(take, "mouth")
    blink = mouth_marks.eyes_label(speaker) == (_asked(take, "eyes") or "")
    return now != mouth_marks.STILL and (not then or (then == now and blink))


@dataclass(frozen=True)
class Spoken:
    """How long the recording in use is beside its scene, in milliseconds.

    `over_ms` is how much of its end would be cut off (negative: how much is left), `is_stale` whether
    it says other words than the scene does by now, `is_own` whether a person uploaded it.
    """

    voice_ms: int
    scene_ms: int
    over_ms: int
    is_stale: bool
    is_own: bool


def over_ms(voice_ms: int, scene_ms: int) -> int:
    """How much longer than its scene leaves room for a recording is; negative where there is room left."""
    return voice_ms + LEAD_MS - scene_ms


def spoken(scene: Scene) -> Spoken | None:
    """The measure of the scene's recording, or None while there is none."""
    take = scene.picked("voice")
    if take is None:
        return None
    length, own = take.asset.duration_ms or 0, take.asset.origin == "upload"
    return Spoken(
        voice_ms=length,
        scene_ms=scene.duration_ms,
        over_ms=over_ms(length, scene.duration_ms),
        is_stale=not own and _asked(take, "text") is not None and _says_other_words(take, scene),
        is_own=own,
    )


def moving(scene: Scene, picture: Asset) -> Take | None:
    """What moves on the screen while the scene lasts: its talking clip, else its clip; None for a still.

    `picture` is the asset that is shown: laid anew for another ratio, it is not what a clip shows, unless
    that is a portrait.
    """
    shown = scene.picture is not None and picture.pk == scene.picture.asset_id
    speaks = talking(scene)
    if speaks and (shown or (scene.speaker and scene.speaker.portrait)):
        return speaks
    return (chosen_clip(scene) if scene.static else clip(scene)) if shown else None


def scenes_with_takes(project: VideoProject) -> list[Scene]:
    """A board's scenes in order, with all that is read of their takes in a fixed number of queries."""
    if "scenes" in getattr(project, "_prefetched_objects_cache", {}):
        return list(project.scenes.all())
    scenes = project.scenes.select_related("speaker__portrait").prefetch_related("takes__asset")
    return [_with_project(scene, project) for scene in scenes]


def _with_project(scene: Scene, project: VideoProject) -> Scene:
    scene.project = project
    return scene


def measured(picture: Asset) -> bool:
    """Whether it is known where product or words are in a picture: they stay in sight by themselves."""
    return any(picture.meta.get(name) for name in ("product_box", "text_boxes", "layers"))


def in_sight(scene: Scene, picture: Asset) -> tuple[float, float]:
    """(x, y) in shares of what stays in sight: by a picture's measures; unmeasured, where a person said."""
    own = None if measured(picture) else scene.focus
    return tuple(own or picture.meta.get("focus") or (0.5, 0.5))


def aimed(scene: Scene) -> Asset | None:
    """The asset in which a person may say what stays in sight: a clip, or an unmeasured picture; or None."""
    if scene.picture is None:
        return None
    moves = moving(scene, scene.picture.asset)
    if moves:
        return moves.asset
    return None if measured(scene.picture.asset) else scene.picture.asset


# How the product in a painted scene is the same as the real one.
TRUE_PIXELS, BY_REFERENCE = gettext_noop("true pixels"), gettext_noop("by reference")


def product_kept(asset: Asset) -> str:
    """How a bought picture keeps the product: TRUE_PIXELS (its photo is laid over the scene) or
    BY_REFERENCE (the model drew it anew after its photos); "" for all others.
    """
    if not asset.meta.get("plate"):
        return ""
    if asset.meta.get("keeps"):
        return TRUE_PIXELS
    shown = asset.meta.get("shown") or []
    return BY_REFERENCE if any(one["shows"].startswith("the product ") for one in shown) else ""


def _by_a_person(take: Take) -> bool:
    return take.created_by_id is not None or take.asset.origin == "upload"


def _of(take: Take, name: str) -> str | None:
    return (take.asset.meta.get("of") or {}).get(name)


def _asked(take: Take, name: str) -> Any:
    return (take.asset.meta.get("asked") or {}).get(name)
