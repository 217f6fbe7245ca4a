"""Verbs that take an edit of a board back, and bring it on again.

Each is an edit like any other: refused while a job owns the board, counted, told in the history. Nothing that
somebody changed since is overwritten.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext

from projects.board import editing, edits
from projects.board.edits import TAKE, Delta, Place
from projects.board.history import edit_in_words, place_in_words
from projects.board.snapshots import Snapshot
from projects.errors import BadInput, Conflict, IllegalMove
from projects.models import Asset, BoardEdit, BrandKit, Character, Scene, Take, VideoProject

# Deleted scenes, and what can be taken back, are kept for so long.
KEPT_FOR = timedelta(days=30)


def next_undo(project: VideoProject, by: User) -> BoardEdit | None:
    """The last edit of this person that is not taken back; or None."""
    return project.edits.filter(by=by, undone=None, undo_of=None).first()


def next_redo(project: VideoProject, by: User) -> BoardEdit | None:
    """What this person took back last, unless they edited anything since; or None."""
    undos = project.edits.filter(by=by, undone=None, undo_of__isnull=False, undo_of__undo_of=None)
    taken_back = undos.first()
    last = next_undo(project, by)
    if taken_back is None or (last is not None and last.pk > taken_back.pk):
        return None
    return taken_back


def undo(project: VideoProject, by: User, edit: BoardEdit) -> bool:
    """Take `edit` back, whoever made it. Returns False where it is taken back already.

    Raises Conflict, naming who, where somebody changed the same since; IllegalMove where a file, a character
    or a scene of it is gone.
    """
    return _reverse(project, by, edit, "undid")


def redo(project: VideoProject, by: User, edit: BoardEdit) -> bool:
    """Bring on again what the undo `edit` took back. Returns and raises as `undo`."""
    if edit.undo_of_id is None:
        raise IllegalMove(gettext("This edit was not taken back, so there is nothing to do again."))
    return _reverse(project, by, edit, "redid")


def _reverse(project: VideoProject, by: User, edit: BoardEdit, verb: str) -> bool:
    with editing.open_board(project, by, verb, undo_of=edit) as row:
        edit = row.edits.select_for_update().get(pk=edit.pk)
        if edit.undone is not None:
            return False
        _check_untouched(row, edit)
        _apply(row, edit.delta)
        now = timezone.now()
        BoardEdit.objects.filter(pk=edit.pk).update(undone=now)
        if edit.undo_of_id is not None:
            BoardEdit.objects.filter(pk=edit.undo_of_id).update(undone=None)
        editing.touch(row, by, verb, subject=_stored_words(edit))
    return True


def _stored_words(edit: BoardEdit) -> str:
    with translation.override("en"):
        return in_words(edit)


def in_words(edit: BoardEdit) -> str:
    """What an edit did; of an undo, what was taken back by it."""
    return edit_in_words(edit if edit.undo_of is None else edit.undo_of)


# --- what was changed since ------------------------------------------------------------------
def _check_untouched(project: VideoProject, edit: BoardEdit) -> None:
    mine = edits.places(edit.delta)
    later = project.edits.filter(pk__gt=edit.pk, undone=None, undo_of=None).select_related("by")
    for other in later:
        met = mine & _also_within(edits.places(other.delta), mine)
        if met:
            who = other.by.get_username() if other.by else gettext("Somebody")
            raise Conflict(
                gettext(
                    "%(person)s changed %(place)s after that, so it cannot be taken back. Take that back "
                    "first, or edit it by hand."
                )
                % {"person": who, "place": place_in_words(project, min(met))}
            )
    now = edits.current(project)
    changed = {place for place in mine if not _is_take(place) and not _is_as_left(now, edit.delta, place)}
    if changed:
        raise Conflict(
            gettext("The studio changed %(place)s after that, so it cannot be taken back. Edit it by hand.")
            % {"place": place_in_words(project, min(changed))}
        )


def _also_within(places: set[Place], mine: set[Place]) -> set[Place]:
    """`places`, and where they are inside of a scene that came or went, that, too."""
    inside = {("there", place[1]) for place in places if place[0] == "scenes"}
    return places | (inside & mine)


def _is_take(place: Place) -> bool:
    """Machines put takes into use by themselves (words set into a picture): that is no edit."""
    return place[0] == "scenes" and place[2].startswith(TAKE)


def _is_as_left(now: Snapshot, delta: Delta, place: Place) -> bool:
    """Whether a board says at `place` what the edit left there."""
    if place[0] == "project":
        return bool(now["project"][place[1]] == delta["project"][place[1]][1])
    if place[0] == "people":
        row = next((row for row in now["people"] if str(row["pk"]) == place[1]), None)
        return bool(row == delta["people"][place[1]][1])
    here, left = [row["pk"] for row in now["scenes"]], delta.get("order", [[], []])[1]
    if place[0] == "there":
        return (int(place[1]) in here) == (int(place[1]) in left)
    if place[0] == "order":
        return [key for key in here if key in left] == [key for key in left if key in here]
    row = next((row for row in now["scenes"] if str(row["pk"]) == place[1]), {place[2]: None})
    return bool(row[place[2]] == delta["scenes"][place[1]][place[2]][1])


# --- bringing values back --------------------------------------------------------------------
def _apply(project: VideoProject, delta: Delta) -> None:
    """Put the values before a delta in the place of those after it."""
    _check_there(delta)
    before = {name: values[0] for name, values in delta.get("project", {}).items()}
    if before:
        VideoProject.objects.filter(pk=project.pk).update(**before)
    for key, (was, now) in delta.get("people", {}).items():
        _put_person(project, int(key), was, now)
    if "order" in delta:
        _put_order(project, *delta["order"])
    for key, values in delta.get("scenes", {}).items():
        _put_scene(project, int(key), values)


def _check_there(delta: Delta) -> None:
    settings = {name: values[0] for name, values in delta.get("project", {}).items()}
    rows = [values[0] for values in delta.get("people", {}).values() if values[0]]
    takes = [
        pair[0]
        for values in delta.get("scenes", {}).values()
        for name, pair in values.items()
        if name.startswith(TAKE)
    ]
    wanted = {settings.get("music_id"), *(row["portrait_id"] for row in rows), *takes} - {None}
    kit = settings.get("brand_kit_id")
    if Asset.objects.filter(pk__in=wanted).count() < len(wanted) or (
        kit and not BrandKit.objects.filter(pk=kit).exists()
    ):
        raise IllegalMove(gettext("A file or the brand kit of before is gone, so this cannot be taken back."))


def _put_person(
    project: VideoProject, key: int, was: dict[str, Any] | None, now: dict[str, Any] | None
) -> None:
    if was is None:
        project.characters.filter(pk=key).delete()
        return
    values = {name: value for name, value in was.items() if name != "pk"}
    twins = project.characters.filter(name__iexact=was["name"]).exclude(pk=key)
    if twins.exists():
        raise Conflict(
            gettext("There is another character called %(name)s by now. Rename that one first.")
            % {"name": was["name"]}
        )
    if now is None:
        Character.objects.create(pk=key, project=project, **values)
    else:
        project.characters.filter(pk=key).update(**values)


def _put_order(project: VideoProject, before: list[int], after: list[int]) -> None:
    coming, going = set(before) - set(after), set(after) - set(before)
    here = list(project.scenes.exclude(pk__in=going).values_list("pk", flat=True))
    if len(here) + len(coming) > editing.MOST_SCENES:
        raise BadInput(gettext("A board holds at most %(most)s scenes.") % {"most": editing.MOST_SCENES})
    editing.discard(project.scenes.filter(pk__in=going))
    back = Scene.with_deleted.filter(project=project, pk__in=coming, deleted__isnull=False)
    if back.count() < len(coming):
        raise IllegalMove(gettext("A scene of before is gone for good, so this cannot be taken back."))
    editing.bring_back(back)
    editing.number(project, _merged([key for key in before if key in {*here, *coming}], here))


def _merged(wanted: Iterable[int], here: list[int]) -> list[int]:
    """`wanted`, and each of the others `here` behind the one that it stands behind now."""
    order = list(wanted)
    for index, key in enumerate(here):
        if key not in order:
            order.insert(order.index(here[index - 1]) + 1 if index else 0, key)
    return order


def _put_scene(project: VideoProject, key: int, values: dict[str, Any]) -> None:
    scene = project.scenes.filter(pk=key).first()
    if scene is None:
        raise IllegalMove(gettext("That scene is not on the board any more. Bring it back first."))
    fields = {
        name: pair[0] for name, pair in values.items() if name != "edited" and not name.startswith(TAKE)
    }
    speaker = fields.get("speaker_id")
    if speaker and not project.characters.filter(pk=speaker).exists():
        raise IllegalMove(gettext("The character who spoke before is gone. Take that back first."))
    was, now = (set(side) for side in values.get("edited", ([], [])))
    marks = sorted((set(scene.edited) - (now - was)) | (was - now))
    Scene.objects.filter(pk=key).update(**fields, edited=marks, version=F("version") + 1)
    for name, pair in values.items():
        if name.startswith(TAKE):
            _put_take(scene, name.removeprefix(TAKE), pair[0])
    if "visual_prompt" in fields:
        editing.note_prompt(Scene.objects.get(pk=key))


def _put_take(scene: Scene, kind: str, asset: int | None) -> None:
    scene.takes.filter(kind=kind, picked=True).update(picked=False)
    if asset is not None:
        taken = scene.takes.filter(kind=kind, asset_id=asset).first()
        if taken:
            Take.objects.filter(pk=taken.pk).update(picked=True)
        else:
            Take.objects.create(scene=scene, kind=kind, asset_id=asset, picked=True)
    editing.note_take(scene, kind, "")
