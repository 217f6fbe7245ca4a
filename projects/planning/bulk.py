"""One verb on many projects, and the way back. Each project is a transaction of its own: what one refuses
keeps no other one from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from projects.board import copy_and_archive
from projects.errors import BadInput, Refused
from projects.languages.marked import gettext_noop
from projects.models import BulkEdit, VideoProject
from projects.planning import plans

MOST = 200


@dataclass
class Outcome:
    """What became of it. `refused` has a sentence for each project that would not; `edit` is None where
    nothing was done, and so nothing can be taken back.
    """

    done: list[VideoProject] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    edit: BulkEdit | None = None


@dataclass(frozen=True)
class _Verb:
    """`do(project, by, value)` returns (before, after) as JSON, or None where there was nothing to do.
    `back(project, by, before, after)` takes that back; it returns False where somebody changed it since.
    """

    said: str
    do: Callable[[VideoProject, User, Any], tuple[Any, Any] | None]
    back: Callable[[VideoProject, User, Any, Any], bool]


def _archive(project: VideoProject, by: User, value: None) -> tuple[Any, Any] | None:
    if project.archived:
        return None
    copy_and_archive.archive(project, by)
    return None, None


def _unarchive(project: VideoProject, by: User, value: None) -> tuple[Any, Any] | None:
    if not project.archived:
        return None
    copy_and_archive.unarchive(project, by)
    return None, None


def _delete(project: VideoProject, by: User, value: None) -> tuple[Any, Any] | None:
    if project.deleted:
        return None
    copy_and_archive.trash(project, by)
    return None, None


def _always(verb: Callable[[VideoProject, User], None]) -> Callable[..., bool]:
    def back(project: VideoProject, by: User, before: None, after: None) -> bool:
        verb(project, by)
        return True

    return back


def _assign(project: VideoProject, by: User, to: User | None) -> tuple[Any, Any] | None:
    before = project.assignee_id
    return (before, to.pk if to else None) if plans.assign(project, by, to) else None


def _assign_back(project: VideoProject, by: User, before: int | None, after: int | None) -> bool:
    if project.assignee_id != after:
        return False
    plans.assign(project, by, User.objects.filter(pk=before).first() if before else None)
    return True


def _due(project: VideoProject, by: User, day: date | None) -> tuple[Any, Any] | None:
    before = project.due
    return (_text(before), _text(day)) if plans.set_due(project, by, day) else None


def _due_back(project: VideoProject, by: User, before: str | None, after: str | None) -> bool:
    if _text(project.due) != after:
        return False
    plans.set_due(project, by, date.fromisoformat(before) if before else None)
    return True


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _tag(project: VideoProject, by: User, names: list[str]) -> tuple[Any, Any] | None:
    new = plans.tag(project, by, names)
    return ([], new) if new else None


def _tag_back(project: VideoProject, by: User, before: list[str], after: list[str]) -> bool:
    plans.untag(project, by, after)
    return True


def _untag(project: VideoProject, by: User, names: list[str]) -> tuple[Any, Any] | None:
    gone = plans.untag(project, by, names)
    return (gone, []) if gone else None


def _untag_back(project: VideoProject, by: User, before: list[str], after: list[str]) -> bool:
    plans.tag(project, by, before)
    return True


_VERBS = {
    "archive": _Verb(gettext_noop("%(count)s archived."), _archive, _always(copy_and_archive.unarchive)),
    "unarchive": _Verb(
        gettext_noop("%(count)s taken out of the archive."), _unarchive, _always(copy_and_archive.archive)
    ),
    "delete": _Verb(
        gettext_noop("%(count)s put into the trash."), _delete, _always(copy_and_archive.bring_back)
    ),
    "assign": _Verb(gettext_noop("%(count)s assigned."), _assign, _assign_back),
    "due": _Verb(gettext_noop("%(count)s given another day."), _due, _due_back),
    "tag": _Verb(gettext_noop("%(count)s tagged."), _tag, _tag_back),
    "untag": _Verb(gettext_noop("%(count)s freed of the tag."), _untag, _untag_back),
}
VERBS = tuple(_VERBS)


def do_one(verb: str, project: VideoProject, by: User, value: Any = None) -> tuple[Any, Any] | None:
    """One of VERBS on one project: (before, after), or None where there was nothing to do."""
    return _VERBS[verb].do(project, by, value)


def do(verb: str, projects: Iterable[VideoProject], by: User, value: Any = None) -> Outcome:
    """Do one of VERBS to each of `projects` (with their workspaces). `value` is the User, the date or the
    names of tags that the verb is about.

    Raises BadInput for more than MOST, for none, and for a verb that is none.
    """
    rows = list(projects)
    if verb not in _VERBS:
        raise BadInput(gettext("Choose what to do: %(names)s.") % {"names": ", ".join(VERBS)}, "verb")
    if not rows:
        raise BadInput(gettext("Tick at least one project first."), "projects")
    if len(rows) > MOST:
        raise BadInput(gettext("At most %(most)s projects at once.") % {"most": MOST}, "projects")
    outcome, before, after = Outcome(), {}, {}
    for row in rows:
        try:
            changed = do_one(verb, row, by, value)
        except Refused as error:
            outcome.refused.append(f"“{row.title}”: {error.message}")
            continue
        if changed is not None:
            outcome.done.append(row)
            before[str(row.pk)], after[str(row.pk)] = changed
    if before:
        outcome.edit = BulkEdit.objects.create(by=by, verb=verb, before=before, after=after)
    return outcome


def undo(edit: BulkEdit) -> Outcome:
    """Take back what a person did to many. What somebody changed since stays, and is told. Twice is once."""
    outcome = Outcome()
    with transaction.atomic():
        if not BulkEdit.objects.filter(pk=edit.pk, undone=None).update(undone=timezone.now()):
            return outcome
    by, verb = edit.by, _VERBS[edit.verb]
    rows = VideoProject.objects.filter(pk__in=edit.before).select_related("workspace")
    for row in rows.order_by("pk"):
        key = str(row.pk)
        try:
            if verb.back(row, by, edit.before[key], edit.after[key]):
                outcome.done.append(row)
            else:
                outcome.refused.append(
                    gettext("“%(title)s”: somebody changed it since.") % {"title": row.title}
                )
        except Refused as error:
            outcome.refused.append(f"“{row.title}”: {error.message}")
    return outcome


def in_words(verb: str, outcome: Outcome) -> str:
    """“3 archived. “A film”: it is in review. …”; the first two refusals, and how many more."""
    told = [
        gettext(_VERBS[verb].said) % {"count": len(outcome.done)}
        if outcome.done
        else gettext("Nothing changed.")
    ]
    told += outcome.refused[:2]
    if len(outcome.refused) > 2:
        told.append(gettext("And %(count)s more.") % {"count": len(outcome.refused) - 2})
    return " ".join(told)
