"""Verbs about the characters of a video: who they are, how they sound, and what they look like."""

from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext

from projects import mouth_points
from projects.board import editing, mouth_marks
from projects.errors import BadInput, Conflict
from projects.languages.marked import gettext_noop
from projects.languages.stored import told
from projects.models import Asset, Character, VideoProject

FIELDS = ("name", "description", "voice", "portrait")
MOST = 40


def add(
    project: VideoProject, by: User | None, face: dict[str, Any] | None = None, **fields: Any
) -> Character:
    """A new character. Raises BadInput naming the field when there is one of that name already.

    `face` is what was found on the portrait (as_found), None where nobody looked.
    """
    with editing.one_edit(project, by, "added character", fields.get("name", "")) as row:
        if row.characters.count() >= MOST:
            raise BadInput(gettext("A video has at most %(most)s characters.") % {"most": MOST})
        person = Character(project=row)
        _set(person, fields)
        person.mouth = as_found(person.portrait, face)
        person.save()
    return person


def edit(person: Character, by: User | None, face: dict[str, Any] | None = None, **changes: Any) -> Character:
    """Set FIELDS of a character; what is the same already is no edit. `portrait` is a picture, or None, and
    `face` what was found on it (as_found).

    Recordings in another voice than theirs are not used any more, but for those that people uploaded:
    the scenes say so, and the render makes them anew.
    """
    with editing.open_board(person.project, by) as row:
        now = _as_it_is(row, person)
        changes = {name: value for name, value in changes.items() if getattr(now, name, None) != value}
        if not changes:
            return now
        who, changed = str(now), _changed(now, changes)
        if changes.get("name"):
            now.called = now.called or now.name
        _set(now, changes)
        if "portrait" in changes:
            # What was marked was on another picture.
            now.mouth = as_found(now.portrait, face)
        now.save()
        if "voice" in changes:
            _silence(now)
        editing.touch(row, by, "edited character", subject=who, **changed)
    return now


def as_found(portrait: Asset | None, face: dict[str, Any] | None) -> dict[str, Any] | None:
    """What is kept of a face on a new portrait: {"mouth": {…}, "eyes": […], "confidence": 0..1}, {"unsure":
    "why"} where none is sure, None where nobody looked. A mouth that no person could have set is not sure.
    """
    if portrait is None or face is None:
        return None
    unsure = {"of": portrait.sha256, "unsure": face.get("unsure") or "no mouth"}
    if "unsure" in face:
        return unsure
    try:
        mouth = mouth_points.checked(face["mouth"], (portrait.width or 0, portrait.height or 0))
        eyes = mouth_points.checked_eyes(face["eyes"], mouth)
    except BadInput:
        return unsure
    return _kept(portrait, mouth, eyes) | {"found": face["confidence"]}


def mark_mouth(person: Character, by: User | None, mark: dict[str, Any] | None, seen: str = "") -> Character:
    """Say where the mouth is on the portrait: {"left": [x, y], "right": …, "middle": …} in shares of the
    picture, {"still": True} where the lips keep still, None to take it back. "eyes" says where the eyes are
    that blink (projects.board.mouth_marks), [] that they do not; without it they stay as they are.

    Talking clips of another mark are not shown any more; the render makes them anew, and no voice. `seen`
    is the SHA-256 of the portrait that was looked at: Conflict where it is another by now. Raises BadInput
    without a portrait and for what is no mouth (projects.board.mouth_points.checked).
    """
    verb = "kept lips still" if mark and mark.get("still") else "marked mouth" if mark else "unmarked mouth"
    with editing.open_board(person.project, by) as row:
        now = _as_it_is(row, person)
        if seen and now.portrait and now.portrait.sha256 != seen:
            raise Conflict(
                gettext("The portrait was changed a moment ago. Mark the mouth on the one that is there now.")
            )
        try:
            wanted = _mark(now, mark) if mark else None
        except BadInput as error:  # what is said of points is pure, and so English
            raise BadInput(told(error.message), error.field) from error
        if wanted == now.mouth:
            return now
        now.mouth = wanted
        now.save(update_fields=["mouth"])
        for scene in now.scenes.all():
            editing.note_take(scene, "lip_sync", "")
        editing.touch(row, by, verb, subject=person)
    return now


def _mark(person: Character, mark: dict[str, Any]) -> dict[str, Any]:
    portrait = person.portrait
    if portrait is None:
        raise BadInput(gettext("There is no portrait to mark a mouth on. Choose one first."), "mouth")
    if mark.get("still"):
        return {"of": portrait.sha256, "still": True}
    mouth = mouth_points.checked(mark, (portrait.width or 0, portrait.height or 0))
    if "eyes" in mark:
        return _kept(portrait, mouth, mouth_points.checked_eyes(mark["eyes"], mouth))
    return _kept(portrait, mouth, mouth_marks.eyes(person))


def _kept(portrait: Asset, mouth: mouth_points.Mouth, eyes: tuple[mouth_points.Eye, ...]) -> dict[str, Any]:
    points = {name: list(getattr(mouth, name)) for name in mouth_points.POINTS}
    both = {"eyes": [[list(point) for point in eye] for eye in eyes]} if eyes else {}
    return {"of": portrait.sha256} | points | both


def remove(person: Character, by: User | None) -> None:
    """Take a character out: the narrator says what was theirs. Of two clicks the second does nothing."""
    with editing.open_board(person.project, by) as row:
        now = row.characters.select_for_update().filter(pk=person.pk).first()
        if now is None:
            return
        who = str(now)
        for scene in now.scenes.all():
            editing.forget_made(scene, "voice")
        now.delete()
        editing.touch(row, by, "removed character", subject=who)


def _as_it_is(project: VideoProject, person: Character) -> Character:
    """A character as it is in the database now, locked. Raises Conflict where it was removed meanwhile."""
    now = project.characters.select_for_update().filter(pk=person.pk).first()
    if now is None:
        raise Conflict(gettext("%(name)s was removed a moment ago.") % {"name": person.name})
    return now


def _set(person: Character, changes: dict[str, Any]) -> None:
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise BadInput(
            gettext("A character has no “%(unknown)s”.") % {"unknown": sorted(unknown)[0]}, sorted(unknown)[0]
        )
    for name, value in changes.items():
        setattr(person, name, value.strip() if isinstance(value, str) else value)
    editing.check(person)
    twins = person.project.characters.filter(name__iexact=person.name).exclude(pk=person.pk)
    if twins.exists():
        raise BadInput(
            gettext("There is a character called %(name)s already.") % {"name": person.name}, "name"
        )
    portrait = person.portrait
    if portrait and (portrait.kind, portrait.workspace_id) != ("image", person.project.workspace_id):
        raise BadInput(gettext("A portrait is a picture of this workspace."), "portrait")


def _changed(person: Character, changes: dict[str, Any]) -> dict[str, Any]:
    return {
        "before": {name: str(getattr(person, name, "")) for name in changes},
        "after": {name: str(value) for name, value in changes.items()},
    }


def _silence(person: Character) -> None:
    """What they said in another voice is not used any more."""
    for scene in person.scenes.all():
        if editing.forget_made(scene, "voice"):
            words = gettext_noop(
                "%(name)s has another voice now. The words are recorded anew for the render."
            ) % {"name": person.name}
            editing.note_take(scene, "voice", words)
