"""What differs between two boards, in the words of the people who made them.

A scene of the one is found in the other by its picture and words, so that a scene that was put in
between does not make all after it look changed.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.board.history import LABELS, field_in_words
from projects.board.pictures import places
from projects.languages import wording
from projects.languages.stored import told

FILM = {
    "title": _("Title"),
    "language": _("Language"),
    "product": _("Product"),
    "brand": _("Brand kit"),
    "aspect": _("Format"),
    "resolution": _("Resolution"),
    "style": _("Style"),
    "voice": _("Voice"),
    "spoken": _("Pronunciation"),
    "captions": _("Captions"),
    "caption_look": _("Caption look"),
    "accents": _("Light and shapes"),
    "ai_label": _("Label of what is generated"),
    "signs": _("Signs"),
    "music": _("Music"),
    "music_on": _("Music"),
    "music_volume_db": _("Music volume"),
    "seed": _("Seed"),
}
SCENE = {
    "text": _("narration"),
    "speaker": _("speaker"),
    "speaker_voice": _("speaker's voice"),
    "duration_ms": _("length"),
    "transition": _("transition"),
    "motion_prompt": _("motion"),
    "picture": _("picture"),
    "voice": _("recording"),
    "clip": _("clip"),
    "portrait": _("portrait"),
    "mouth": _("mark of the mouth"),
    "eyes": _("mark of the eyes"),
    "focus": _("what stays in sight"),
    "placement": _("places on the frame"),
}
# What boards only name where it differs from this.
USUAL = {"spoken": "", "ai_label": "", "accents": "", "signs": True, "brand": "", "caption_look": ""}
# These hold digests of files or places: there is nothing to read in them. What is said of them: that it is
# another one, that it is there now, that there is none any more.
FILES = {
    "photo": (
        _("shows another photo of the product"),
        _("shows a photo of the product that was chosen"),
        _("shows the photo that the studio chooses"),
    ),
    "picture": (_("has another picture"), _("has a picture now"), _("has no picture any more")),
    "voice": (_("has another recording"), _("has a recording now"), _("has no recording any more")),
    "clip": (_("has another clip"), _("has a clip now"), _("has no clip any more")),
    "portrait": (_("has another portrait"), _("has a portrait now"), _("has no portrait any more")),
    "mouth": (
        _("has another mark of the mouth"),
        _("has a mark of the mouth now"),
        _("has no mark of the mouth any more"),
    ),
    "eyes": (
        _("has another mark of the eyes"),
        _("has a mark of the eyes now"),
        _("has no mark of the eyes any more"),
    ),
}


# A scene as it was, or None where it is new, and as it is.
Pair = tuple[dict[str, Any] | None, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One difference: `where` (a scene; "" is the film), `what`, and what it was and is ("" of files)."""

    where: str
    what: str
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        head = f"{self.where}, {self.what}" if self.where and self.has_values else f"{self.where} {self.what}"
        return f"{head.strip()}: {self.old} → {self.new}" if self.has_values else head.strip()

    @property
    def has_values(self) -> bool:
        return bool(self.old or self.new)


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """[Change] between two boards of `digest.board`: of the film, of its scenes, and scenes that are gone."""
    scenes = [change for one in scene_by_scene(old, new) for change in one.changes]
    return of_the_film(old, new) + scenes


@dataclass(frozen=True)
class SceneThenAndNow:
    """One scene of two boards: `old` is None where it is new, `new` where it is gone."""

    old: dict[str, Any] | None
    new: dict[str, Any] | None
    changes: list[Change]


def scene_by_scene(old: dict[str, Any], new: dict[str, Any]) -> list[SceneThenAndNow]:
    """Every scene in the new order with what it was, then those that are gone."""
    pairs, gone = _paired(old.get("scenes", []), new["scenes"])
    stayed = _in_order([before["scene_index"] for before, _ in pairs if before])
    there = [SceneThenAndNow(before, after, list(_scene(before, after, stayed))) for before, after in pairs]
    return there + [
        SceneThenAndNow(scene, None, [Change(_named(scene), _with_words(gettext("was removed"), scene))])
        for scene in gone
    ]


def of_the_film(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What differs in all but the scenes."""
    return list(_film(old, new))


def _film(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    old, new = USUAL | old, USUAL | new
    if "product" in old:
        new = {"product": ""} | new
    for key, after in new.items():
        before = old.get(key)
        if key == "music_seed" and before != after:
            yield Change("", gettext("Another bed is composed"))
            continue
        # A board from before a setting existed, and a look of captions that are off, tell nothing.
        silent = key == "scenes" or before == after or key not in old
        if silent or (key == "caption_look" and old.get("captions") != new.get("captions")):
            continue
        if key == "music":
            yield Change("", _music(before, after))
        else:
            yield Change(
                "", str(FILM.get(key) or _plain(key).capitalize()), _words(key, before), _words(key, after)
            )


def _scene(old: dict[str, Any] | None, new: dict[str, Any], stayed: set[int]) -> Iterator[Change]:
    where = _named(new)
    if old is None:
        yield Change(where, _with_words(gettext("is new"), new))
        return
    if old["scene_index"] not in stayed:
        yield Change(where, gettext("was scene %(number)s") % {"number": old["scene_index"]})
    for key in {**old, **new}:
        before, after = old.get(key, ""), new.get(key, "")
        if key == "scene_index" or before == after:
            continue
        if key in FILES:
            yield Change(where, str(FILES[key][0 if before and after else 1 if after else 2]))
        else:
            yield Change(where, str(SCENE.get(key) or _plain(key)), _words(key, before), _words(key, after))


def _named(scene: dict[str, Any]) -> str:
    return gettext("Scene %(number)s") % {"number": scene["scene_index"]}


def _music(old: Any, new: Any) -> str:
    if old and new:
        return gettext("Other music")
    return gettext("Music was chosen") if new else gettext("No chosen music any more")


def _words(key: str, value: Any) -> str:
    """A value as it is read: 3.5 s, on, “Leak-proof.”"""
    if isinstance(value, bool):
        return gettext("on") if value else gettext("off")
    if key in ("accents", "caption_look"):
        return gettext(value) if value else gettext("by style")
    if key == "focus":
        return _focus(value)
    if key == "placement":
        return _places(value)
    if key.endswith("_ms"):
        return f"{wording.short((value or 0) / 1000)} s"
    if key.endswith("_db"):
        return f"{wording.short(value)} dB"
    if value in ("", None):
        return gettext("none") if key != "voice" else gettext("automatic")
    if (key, value) in LABELS:
        return wording.inside(LABELS[key, value])
    return f"“{value}”" if key in ("text", "motion_prompt", "title") else str(value).replace("_", " ")


def _focus(value: Any) -> str:
    if not value:
        return gettext("the middle")
    across, down = (f"{share:.0%}" for share in value)
    return gettext("%(across)s across, %(down)s down") % {"across": across, "down": down}


def _places(value: Any) -> str:
    """9:16: words 50 % from the left, …"""
    put = [
        f"{aspect}: {field_in_words(name)} {told(places.in_words(tuple(at)))}"
        for aspect, things in (value or {}).items()
        for name, at in things.items()
    ]
    return "; ".join(put) or gettext("where the layout has it")


def _plain(key: str) -> str:
    return key.replace("_", " ")


def _with_words(what: str, scene: dict[str, Any]) -> str:
    """`what`, and how a scene that has no counterpart is known again."""
    text = scene.get("text", "")
    short = text if len(text) <= 60 else f"{text[:59].rstrip()}…"
    return gettext("%(what)s: “%(words)s”") % {"what": what, "words": short} if short else what


# --- which scene is which --------------------------------------------------------------------
def _paired(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> tuple[list[Pair], list[dict[str, Any]]]:
    """([(old scene or None, new scene)] in the new order, [old scenes that are gone])."""
    left = list(old)
    found: dict[int, dict[str, Any]] = {}
    for likeness in (_same, _picture, _text, _place):
        for scene in new:
            index, like = scene["scene_index"], likeness(scene)
            twin = next((one for one in left if like and likeness(one) == like), None)
            if index not in found and twin:
                found[index] = twin
                left.remove(twin)
    return [(found.get(scene["scene_index"]), scene) for scene in new], left


def _same(scene: dict[str, Any]) -> dict[str, Any] | None:
    return {**scene, "scene_index": 0, "duration_ms": 0, "transition": ""} if scene.get("text") else None


def _picture(scene: dict[str, Any]) -> str | None:
    return scene.get("picture")


def _text(scene: dict[str, Any]) -> str:
    return scene.get("text", "").strip()


def _place(scene: dict[str, Any]) -> int:
    return scene["scene_index"]


def _in_order(indexes: list[int]) -> set[int]:
    """The most of these numbers that are still one after another: the others were moved."""
    ends: list[int] = []
    chains: list[list[int]] = []
    for number in indexes:
        place = bisect_left(ends, number)
        chain = [*(chains[place - 1] if place else []), number]
        ends[place:place + 1], chains[place:place + 1] = [number], [chain]  # fmt: skip
    return set(chains[-1]) if chains else set()
