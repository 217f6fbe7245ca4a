"""What differs between two boards, in the words of the people who made them.

A scene of the one is found in the other by its picture and words, so that a scene that was put in
between does not make all after it look changed.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FILM = {
    "title": "Title",
    "language": "Language",
    "product": "Product",
    "brand": "Brand kit",
    "aspect": "Format",
    "resolution": "Resolution",
    "style": "Style",
    "voice": "Voice",
    "captions": "Captions",
    "caption_look": "Caption look",
    "accents": "Light and shapes",
    "ai_label": "Label of what is generated",
    "signs": "Signs",
    "music": "Music",
    "music_on": "Music",
    "music_volume_db": "Music volume",
    "seed": "Seed",
}
SCENE = {
    "text": "narration",
    "speaker": "speaker",
    "speaker_voice": "speaker's voice",
    "duration_ms": "length",
    "transition": "transition",
    "motion_prompt": "motion",
    "picture": "picture",
    "voice": "recording",
    "clip": "clip",
    "portrait": "portrait",
    "mouth": "mark of the mouth",
    "eyes": "mark of the eyes",
    "focus": "what stays in sight",
}
# What boards only name where it differs from this.
USUAL = {"ai_label": "", "accents": "", "signs": True, "brand": "", "caption_look": ""}
# These hold digests of files or places: there is nothing to read in them.
FILES = {"music", "picture", "voice", "clip", "portrait", "mouth", "eyes"}


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
        SceneThenAndNow(scene, None, [Change(f"Scene {scene['scene_index']}", f"was removed{_said(scene)}")])
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
            yield Change("", "Another bed is composed")
            continue
        # A board from before a setting existed, and a look of captions that are off, tell nothing.
        silent = key == "scenes" or before == after or key not in old
        if silent or (key == "caption_look" and old.get("captions") != new.get("captions")):
            continue
        if key == "music":
            yield Change("", _music(before, after))
        else:
            yield Change("", FILM.get(key, _plain(key).capitalize()), _words(key, before), _words(key, after))


def _scene(old: dict[str, Any] | None, new: dict[str, Any], stayed: set[int]) -> Iterator[Change]:
    where = f"Scene {new['scene_index']}"
    if old is None:
        yield Change(where, f"is new{_said(new)}")
        return
    if old["scene_index"] not in stayed:
        yield Change(where, f"was scene {old['scene_index']}")
    for key in {**old, **new}:
        before, after = old.get(key, ""), new.get(key, "")
        if key == "scene_index" or before == after:
            continue
        if key in FILES and key in SCENE:
            yield Change(where, f"has {_file(SCENE[key], before, after)}")
        else:
            yield Change(where, SCENE.get(key, _plain(key)), _words(key, before), _words(key, after))


def _file(name: str, old: Any, new: Any) -> str:
    """another picture, a clip now, no recording any more."""
    return f"another {name}" if old and new else f"a {name} now" if new else f"no {name} any more"


def _music(old: Any, new: Any) -> str:
    return "Other music" if old and new else "Music was chosen" if new else "No chosen music any more"


def _words(key: str, value: Any) -> str:
    """A value as it is read: 3.5 s, on, “Leak-proof.”"""
    if isinstance(value, bool):
        return "on" if value else "off"
    if key in ("accents", "caption_look"):
        return value or "by style"
    if key == "focus":
        return f"{value[0]:.0%} across, {value[1]:.0%} down" if value else "the middle"
    if key.endswith("_ms"):
        return f"{(value or 0) / 1000:g} s"
    if key.endswith("_db"):
        return f"{value:g} dB"
    if value in ("", None):
        return "none" if key != "voice" else "automatic"
    return f"“{value}”" if key in ("text", "motion_prompt", "title") else str(value).replace("_", " ")


def _plain(key: str) -> str:
    return key.replace("_", " ")


def _said(scene: dict[str, Any]) -> str:
    """How a scene that has no counterpart is known again."""
    text = scene.get("text", "")
    short = text if len(text) <= 60 else f"{text[:59].rstrip()}…"
    return f": “{short}”" if short else ""


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
