"""Verbs about who works on a project, until when, and under which tags; one project at a time or many.

None of it is on the board: an approval stays, a project in review or in the making may be planned, too, and
the last activity does not move.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from projects import access
from projects.audit import record
from projects.errors import BadInput
from projects.models import SavedFilter, Tag, VideoProject, Workspace
from projects.models.project import FINISHED
from projects.notifications import tell

MOST_TAGS = 20
LONGEST_TAG = 40
LONGEST_FILTER, LONGEST_QUERY, MOST_FILTERS = 60, 500, 20
# Years away is a slip of the keys.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


def overdue() -> Q:
    """Those whose day has passed and that are not finished, as VideoProject.is_overdue says it of one."""
    return Q(due__lt=timezone.localdate()) & ~Q(state__in=FINISHED)


def assignable(workspace: Workspace) -> QuerySet[User]:
    """Who can be given a project: the members who are active."""
    return User.objects.filter(memberships__workspace=workspace, is_active=True).order_by("username")


def assign(project: VideoProject, by: User, to: User | None) -> bool:
    """Give a project to a member of its workspace, who is told; None takes it from whoever has it.

    Returns whether that is new. BadInput for somebody who is no member.
    """
    access.require(by, project.workspace, "edit")
    if to is not None and not assignable(project.workspace).filter(pk=to.pk).exists():
        raise BadInput(
            gettext("%(to)s is no member of %(workspace)s: choose somebody who is.")
            % {"to": to, "workspace": project.workspace},
            "assignee",
        )
    with transaction.atomic():
        row = _locked(project)
        if row.assignee_id == (to.pk if to else None):
            return False
        before, row.assignee = row.assignee, to
        row.save(update_fields=["assignee"])
        record(row, "assigned", by=by, old=before or "", new=to or "nobody", touched=True)
        if to is not None:
            tell.assigned(row, by, to)
    return True


def set_due(project: VideoProject, by: User, day: date | None) -> bool:
    """The day on which the film should be there, or None. Returns whether that is new."""
    access.require(by, project.workspace, "edit")
    if day is not None and not _FIRST_DAY <= day < _LAST_DAY:
        raise BadInput(gettext("Choose a day between 2000 and 2099."), "due")
    with transaction.atomic():
        row = _locked(project)
        if row.due == day:
            return False
        before, row.due = row.due, day
        row.save(update_fields=["due"])
        record(row, "set the due date", by=by, old=before or "", new=day or "none", touched=True)
    return True


def tag(project: VideoProject, by: User, names: Iterable[str]) -> list[str]:
    """Put tags on a project; what the workspace has not is made. Returns the names that are new on it."""
    access.require(by, project.workspace, "edit")
    wanted = tidy_tags(names)
    with transaction.atomic():
        row = _locked(project)
        has = {one.name.lower() for one in row.tags.all()}
        new = [name for name in wanted if name.lower() not in has]
        if len(has) + len(new) > MOST_TAGS:
            raise BadInput(
                gettext("A project has at most %(most)s tags: take some off first.") % {"most": MOST_TAGS},
                "tags",
            )
        if new:
            row.tags.add(*[_made(row.workspace, name) for name in new])
            record(row, "tagged", by=by, new=", ".join(new), touched=True)
    return new


def untag(project: VideoProject, by: User, names: Iterable[str]) -> list[str]:
    """Take tags off a project. A tag on no project any more goes. Returns the names that were on it."""
    access.require(by, project.workspace, "edit")
    unwanted = {name.strip().lower() for name in names}
    with transaction.atomic():
        row = _locked(project)
        gone = [one for one in row.tags.all() if one.name.lower() in unwanted]
        if gone:
            row.tags.remove(*gone)
            record(row, "took off tags", by=by, old=", ".join(one.name for one in gone), touched=True)
            Tag.objects.filter(pk__in=[one.pk for one in gone], projects=None).delete()
    return [one.name for one in gone]


def set_tags(project: VideoProject, by: User, names: Iterable[str]) -> bool:
    """Exactly these tags. Returns whether anything changed."""
    wanted = tidy_tags(names)
    keep = {name.lower() for name in wanted}
    with transaction.atomic():
        gone = [name for name in _names(_locked(project)) if name.lower() not in keep]
        taken_off = untag(project, by, gone)
        put_on = tag(project, by, wanted)
    return bool(taken_off or put_on)


def tidy_tags(names: Iterable[str]) -> list[str]:
    """Names as they are stored: once each, without spaces around them. BadInput for one that is too long."""
    found: dict[str, str] = {}
    for name in names:
        short = re.sub(r"\s+", " ", name).strip().lstrip("#").strip()
        if len(short) > LONGEST_TAG:
            raise BadInput(
                gettext("A tag has at most %(most)s characters: “%(tag)s…” has more.")
                % {"most": LONGEST_TAG, "tag": short[:20]},
                "tags",
            )
        if "," in short or not short.isprintable():
            raise BadInput(gettext("A tag is words, without a comma."), "tags")
        if short:
            found.setdefault(short.lower(), short)
    if len(found) > MOST_TAGS:
        raise BadInput(gettext("A project has at most %(most)s tags.") % {"most": MOST_TAGS}, "tags")
    return list(found.values())


def read_tags(text: str) -> list[str]:
    """Tags as people type them, with commas between."""
    return tidy_tags(text.split(","))


def plan(project: VideoProject, by: User, **wanted: Any) -> bool:
    """Set what is named, all or nothing: `assignee` (User or None), `due` (date or None), `tags` (names)."""
    verbs: dict[str, Callable[..., bool]] = {"assignee": assign, "due": set_due, "tags": set_tags}
    with transaction.atomic():
        changed = [verbs[name](project, by, value) for name, value in wanted.items()]
    return any(changed)


def _locked(project: VideoProject) -> VideoProject:
    rows = VideoProject.objects.select_related("workspace").prefetch_related("tags")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=project.pk)


def _names(project: VideoProject) -> list[str]:
    return [one.name for one in project.tags.all()]


def _made(workspace: Workspace, name: str) -> Tag:
    """The workspace's tag of that name, also where somebody else makes it at this moment."""
    known = Tag.objects.filter(workspace=workspace, name__iexact=name)
    if found := known.first():
        return found
    try:
        with transaction.atomic():
            return Tag.objects.create(workspace=workspace, name=name)
    except IntegrityError:
        return known.get()


# --- filters that people keep --------------------------------------------------------------------
def save_filter(user: User, name: str, query: str) -> SavedFilter:
    """Keep what a list is asked for under a name; the same name again is the newer one."""
    name = name.strip()
    if not name:
        raise BadInput(gettext("Give the filter a name."), "name")
    if len(name) > LONGEST_FILTER or not name.isprintable():
        raise BadInput(gettext("A name has at most %(most)s characters.") % {"most": LONGEST_FILTER}, "name")
    if not query or len(query) > LONGEST_QUERY:
        raise BadInput(gettext("Choose something to filter by first."), "query")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # Two windows of one person save at once.
        known = user.saved_filters.filter(name__iexact=name).first()
        if known is None and user.saved_filters.count() >= MOST_FILTERS:
            raise BadInput(
                gettext("You keep %(count)s filters already: delete one first.") % {"count": MOST_FILTERS},
                "name",
            )
        row = known or SavedFilter(user=user)
        row.name, row.query = name, query
        row.save()
    return row
