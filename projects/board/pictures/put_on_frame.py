"""Words and product of a scene's picture, put elsewhere on its frame by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F
from django.utils.translation import gettext

from projects import formats
from projects.board import editing
from projects.board.pictures import places
from projects.errors import BadInput, Conflict
from projects.languages.marked import gettext_noop
from projects.models import Scene

# What an edit is called in the record, by what was put elsewhere.
VERBS = {
    ("words",): "moved the words of",
    ("product",): "moved the product of",
    ("words", "product"): "moved words and product of",
}
LAYOUTS_PLACE = gettext_noop("where the layout has it")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Movable:
    """What can be put elsewhere on a scene's picture, for the editor: all in shares of the picture.

    `x`, `y` and `scale` are where it is to stand, `wide` and `tall` its size at scale 1, `room` where it may
    stand, (left, top, right, bottom). `is_put`: a person put it there.
    """

    name: str
    x: float
    y: float
    scale: float
    wide: float
    tall: float
    room: Box
    is_put: bool

    @property
    def least(self) -> float:
        return places.SCALES[self.name][0]

    @property
    def most(self) -> float:
        return places.SCALES[self.name][1]


def movable(scene: Scene) -> list[Movable]:
    """What of the picture in use can be put elsewhere; [] where `why_not` says why nothing can."""
    if why_not(scene):
        return []
    meta = scene.picture.asset.meta
    words = [tuple(box) for box in meta.get("text_boxes") or ()]
    product = meta.get("product_box")
    found = [_movable(scene, "words", _around(words), _room_for_words(scene))] if words else []
    if product:
        found.append(_movable(scene, "product", tuple(product), (0.0, 0.0, 1.0, 1.0)))
    return found


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _room_for_words(scene: Scene) -> Box:
    """What captions, platforms and the camera, moving in, leave to words, as the painter has it."""
    project = scene.project
    width, height = project.frame_size
    focus = scene.picture.asset.meta.get("focus") or (0.5, 0.5)
    box = formats.words_box(width, height, project.captions, project.look.zoom, focus)
    return box.left / width, box.top / height, box.right / width, box.bottom / height


def _movable(scene: Scene, name: str, box: Box, room: Box) -> Movable:
    asked = (scene.picture.asset.meta.get("asked") or {}).get(places.FIELDS[name]) or ()
    shown = asked[2] if asked else 1.0
    left, top, right, bottom = box
    put = places.put(scene.placement, scene.project.aspect, name)
    x, y, scale = (left + right) / 2, (top + bottom) / 2, shown
    if put != tuple(asked):  # a picture of these places is to come
        x, y, scale = put or (x, y, 1.0)
    size = (right - left) / shown, (bottom - top) / shown
    return Movable(name, x, y, scale, *size, room, is_put=bool(put))


def why_not(scene: Scene) -> str:
    """Why nothing can be put elsewhere on the picture in use, a sentence; "" where something can."""
    take = scene.picture
    if take is None:
        return gettext("The scene has no picture yet.")
    if take.from_library:
        return gettext("This picture is of the library: its words and its product are part of it.")
    if take.is_own:
        return gettext("This picture is your own: what is in it stays where it is.")
    if not take.asset.meta.get("text_boxes") and not take.asset.meta.get("product_box"):
        return gettext("Nothing was set on this picture here: it was painted as a whole, and has no words.")
    return ""


def put(
    scene: Scene,
    by: User,
    wanted: Mapping[str, Sequence[float] | None],
    aspect: str = "",
    seen: Mapping[str, Any] | None = None,
) -> Scene:
    """Put "words" or "product" at (x, y, scale); None puts them back where the layout has them.

    In one of formats.ASPECTS, the project's own if empty; `seen` is what the person saw there (as it is
    stored). Raises BadInput naming the value ("words_x") that cannot be, Conflict where somebody else put
    them elsewhere since.
    """
    aspect = aspect or scene.project.aspect
    if aspect not in formats.ASPECTS:
        raise BadInput(
            gettext("There is no ratio %(name)s. Choose from %(names)s.")
            % {"name": aspect, "names": ", ".join(formats.ASPECTS)},
            "ratio",
        )
    checked = {name: _checked(name, wanted[name]) for name in places.FIELDS if name in wanted}
    with editing.open_board(scene.project, by) as project:
        now = Scene.objects.select_for_update().get(pk=scene.pk)
        now.project = project
        if seen is not None and dict(seen) != now.placement.get(aspect, {}):
            raise Conflict(
                gettext("Somebody else moved them a moment ago. They are shown there now."), current=now
            )
        before = {name: places.put(now.placement, aspect, name) for name in checked}
        for name, values in checked.items():
            now.placement = places.with_place(now.placement, aspect, name, values)
        after = {name: places.put(now.placement, aspect, name) for name in checked}
        changed = tuple(name for name in checked if before[name] != after[name])
        if changed:
            now.version += 1
            Scene.objects.filter(pk=now.pk).update(placement=now.placement, version=F("version") + 1)
            told = [
                {name: places.in_words(values[name]) or LAYOUTS_PLACE for name in changed}
                for values in (before, after)
            ]
            editing.touch(project, by, VERBS[changed], subject=now, before=told[0], after=told[1])
    return now


_PARTS = {
    "x": gettext_noop("The middle lies inside the frame: from the left, 0 to 100 %."),
    "y": gettext_noop("The middle lies inside the frame: from the top, 0 to 100 %."),
}


def _checked(name: str, values: Sequence[float] | None) -> tuple[float, ...]:
    if values is None:
        return ()
    found = places.out_of_bounds(name, tuple(values))
    if found:
        part, least, most = found
        says = (
            gettext(_PARTS[part])
            if part in _PARTS
            else gettext("The size is %(least)s to %(most)s %% of what the layout has.")
            % {"least": round(least * 100), "most": round(most * 100)}
        )
        raise BadInput(says, f"{name}_{part}")
    return tuple(values)
