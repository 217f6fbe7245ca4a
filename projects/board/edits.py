"""What each edit of a board changed: the values before and after it, kept with the edit.

A delta is compared and applied in the form in which JSON stores it. Its keys are what two edits can meet in:

    {"project": {field: [before, after]},
     "people": {key: [row or None, row or None]},
     "scenes": {key: {field or "take:<kind>": [before, after]}},
     "order": [keys before, keys after]}          only where scenes came, went or moved
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder

from projects.board import snapshots
from projects.board.snapshots import Snapshot
from projects.models import BoardEdit, VideoProject

Delta = dict[str, Any]
# Where an edit changed something: ("scenes", "12", "text"), ("project", "style"), ("order",).
Place = tuple[str, ...]

# Prefix of the take in use, among a scene's fields.
TAKE = "take:"


@dataclass
class Recording:
    """An edit that is going on; `verb` and `subject` are what it is called, told by the verb itself."""

    project_id: int
    before: Snapshot
    verb: str = ""
    subject: str = ""


_going_on: ContextVar[Recording | None] = ContextVar("going_on", default=None)
_versions: ContextVar[list[int] | None] = ContextVar("versions", default=None)


@contextmanager
def recorded(
    project: VideoProject, by: User | None, name: str = "", undo_of: BoardEdit | None = None
) -> Iterator[None]:
    """Keep what happens within as one edit of `by`; an edit within another one is part of that.

    Called inside the transaction of the edit, with the project locked. `name` is what it is called; without
    one, what its last part is called. What nobody did (`by` None) is not kept: nobody would take it back.
    """
    outer = _going_on.get()
    if by is None or (outer is not None and outer.project_id == project.pk):
        yield
        return
    recording = Recording(project.pk, as_stored(snapshots.take(project)))
    token = _going_on.set(recording)
    try:
        yield
    finally:
        _going_on.reset(token)
    delta = difference(recording.before, current(project))
    if delta:
        BoardEdit.objects.create(
            project=project,
            by=by,
            verb=(name or recording.verb)[:40],
            subject=recording.subject[:200],
            delta=delta,
            undo_of=undo_of,
        )


def tell(verb: str, subject: str) -> None:
    """Say what the edit that is going on is called."""
    recording = _going_on.get()
    if recording is not None:
        recording.verb, recording.subject = verb, subject


@contextmanager
def versions_made() -> Iterator[list[int]]:
    """Whatever `board_version` the edits within make, in the order in which they make them."""
    versions: list[int] = []
    token = _versions.set(versions)
    try:
        yield versions
    finally:
        _versions.reset(token)


def tell_version(project: VideoProject) -> None:
    """Say which version the board has by an edit, under the project's lock."""
    versions = _versions.get()
    if versions is not None:
        versions.append(VideoProject.objects.values_list("board_version", flat=True).get(pk=project.pk))


def current(project: VideoProject) -> Snapshot:
    """The board as it is now, as JSON stores it."""
    return as_stored(snapshots.take(VideoProject.objects.get(pk=project.pk)))


def as_stored(found: Any) -> Any:
    return json.loads(json.dumps(found, cls=DjangoJSONEncoder))


def difference(before: Snapshot, after: Snapshot) -> Delta:
    """What is another value in `after`; {} where nothing is."""
    scenes = _changed_scenes(before, after)
    order = [[row["pk"] for row in found["scenes"]] for found in (before, after)]
    people = [{str(row["pk"]): row for row in found["people"]} for found in (before, after)]
    found = {
        "project": _pairs(before["project"], after["project"]),
        "people": _pairs(*people),
        "scenes": {key: values for key, values in scenes.items() if values},
        "order": order if order[0] != order[1] else [],
    }
    return {name: values for name, values in found.items() if values}


def _changed_scenes(before: Snapshot, after: Snapshot) -> dict[str, dict[str, Any]]:
    was = {row["pk"]: _scene_values(row) for row in before["scenes"]}
    now = {row["pk"]: _scene_values(row) for row in after["scenes"]}
    return {str(key): _pairs(was[key], now[key]) for key in was.keys() & now.keys()}


def _scene_values(row: dict[str, Any]) -> dict[str, Any]:
    """A scene of a snapshot as one level of values."""
    values = {name: row[name] for name in (*snapshots.SCENE_FIELDS, "edited")}
    return values | {TAKE + kind: asset for kind, asset in row["picks"].items()}


def _pairs(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """{name: [before, after]} of what differs."""
    names = sorted(before.keys() | after.keys())
    return {
        name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)
    }


def places(delta: Delta) -> set[Place]:
    """Where a delta changed something that another edit may have changed, too."""
    found: set[Place] = {("project", name) for name in delta.get("project", ())}
    found |= {("people", key) for key in delta.get("people", ())}
    for key, values in delta.get("scenes", {}).items():
        found |= {("scenes", key, name) for name in values if name != "edited"}
    return found | moved_places(delta)


def moved_places(delta: Delta) -> set[Place]:
    """The scenes that came or went; ("order",) where those that stayed stand otherwise."""
    if "order" not in delta:
        return set()
    before, after = delta["order"]
    came_or_went = set(before) ^ set(after)
    found: set[Place] = {("there", str(key)) for key in came_or_went}
    if [key for key in before if key in after] != [key for key in after if key in before]:
        found.add(("order",))
    return found
