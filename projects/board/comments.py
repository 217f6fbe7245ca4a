"""Verbs about what people say of a board. A comment changes nothing of the board, and no approval.

Whoever may look may speak and answer. Words are changed and deleted by who said them; a thread is resolved by
who began it and by those who edit. What is deleted lies in the trash for 30 days.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from projects import access
from projects.audit import record
from projects.board import anchors, mentions
from projects.board.digest import board_digest, scene_digest
from projects.board.undo import KEPT_FOR
from projects.errors import BadInput, Conflict, IllegalMove, NotAllowed
from projects.languages import wording
from projects.models import Comment, Scene, VideoProject
from projects.notifications import tell
from projects.team import profile_photos

LONGEST_TEXT = 4000
# The same words by the same person about the same thing within this time are a second click.
SAID_AGAIN = timedelta(minutes=1)
# A day: no film is longer, and every database holds it.
LONGEST_FILM_MS = 24 * 3600 * 1000


# --- saying ----------------------------------------------------------------------------------
def say(
    project: VideoProject,
    by: User,
    text: str,
    scene: Scene | None = None,
    parent: Comment | None = None,
    at_ms: int | None = None,
    anchor: Any = None,
) -> Comment:
    """Say something about the board, a scene, a moment of the film or a place on the frame; or answer.

    An answer is about what its `parent` is about. Raises BadInput for no words, too many, or a drawing that
    is none; IllegalMove where what is answered is gone.
    """
    access.require(by, project.workspace, "view")
    words = words_of(text)
    if parent is not None:
        return _answer(project, by, words, parent)
    if at_ms is not None and not 0 <= at_ms <= LONGEST_FILM_MS:
        raise BadInput(gettext("The moment of the film is in milliseconds, 0 or more."), "at_ms")
    place = None if anchor is None else anchors.checked(anchor)
    if place is not None and scene is None and at_ms is None:
        raise BadInput(
            gettext("A drawing needs a frame: comment on a scene, or on a moment of the film."), "anchor"
        )
    with transaction.atomic():
        row = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        said = _said_before(row, by, words, scene=scene, parent=None, at_ms=at_ms, anchor=place)
        if said is not None:
            return said
        made = Comment.objects.create(
            project=row,
            scene=scene,
            author=by,
            text=words,
            at_ms=at_ms,
            anchor=place,
            board_version=row.board_version,
            digest=_digest(row, scene),
        )
        _record(made, "commented on", by)
        _tell(made, by)
    return made


def _answer(project: VideoProject, by: User, words: str, parent: Comment) -> Comment:
    first = parent.parent or parent
    with transaction.atomic():
        row = VideoProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        said = _said_before(row, by, words, parent=first)
        if said is not None:
            return said
        standing = Comment.with_deleted.filter(pk=first.pk, project=project).first()
        if standing is None or (standing.deleted is not None and not standing.answers.exists()):
            raise IllegalMove(gettext("The comment was deleted a moment ago, so it cannot be answered."))
        made = Comment.objects.create(
            project=project,
            scene_id=first.scene_id,
            parent=standing,
            author=by,
            text=words,
            board_version=row.board_version,
        )
        _record(made, "answered on", by)
        _tell(made, by)
    return made


def _said_before(project: VideoProject, by: User, words: str, **about: Any) -> Comment | None:
    """What the first click of two said a moment ago, or None. The project's row is locked."""
    last = project.comments.filter(author=by, created__gt=timezone.now() - SAID_AGAIN).order_by("-pk").first()
    same = last is not None and last.text == words
    return last if same and all(getattr(last, name) == value for name, value in about.items()) else None


def edit(comment: Comment, by: User, text: str, version: int | None = None) -> Comment:
    """Say it in other words. Raises Conflict, with what it says now, where `version` is another."""
    _check_own(comment, by)
    words = words_of(text)
    with transaction.atomic():
        now = _locked(comment)
        if version not in (None, now.version):
            raise Conflict(
                gettext("This comment was edited in another window meanwhile. It is shown as it is now."),
                "version",
                current=now,
            )
        if now.text == words:
            return now
        before, now.text = now.text, words
        now.version, now.edited = now.version + 1, timezone.now()
        now.save(update_fields=["text", "version", "edited"])
        _record(now, "edited comment on", by, before={"text": before}, after={"text": words})
        people = mentions.members(now.project.workspace)
        already = mentions.mentioned(before, people)
        new = [person for person in mentions.mentioned(words, people) if person not in already]
        tell.mentioned_by_edit(now, by, stored_place(now), new)
    return now


def delete(comment: Comment, by: User) -> Comment:
    """Put one's own comment into the trash. Of two clicks the second does nothing."""
    _check_own(comment, by)
    with transaction.atomic():
        moved = Comment.objects.filter(pk=comment.pk).update(deleted=timezone.now(), version=F("version") + 1)
        now = Comment.with_deleted.get(pk=comment.pk)
        if moved:
            _record(now, "deleted comment on", by)
    return now


def bring_back(comment: Comment, by: User) -> Comment:
    """Take one's own comment out of the trash. Of two clicks the second does nothing."""
    _check_own(comment, by)
    with transaction.atomic():
        now = Comment.with_deleted.select_for_update().filter(pk=comment.pk).first()
        if now is None or not now.text:
            raise IllegalMove(gettext("That comment is gone for good: the trash keeps comments for 30 days."))
        if now.deleted is not None:
            now.deleted, now.version = None, now.version + 1
            now.save(update_fields=["deleted", "version"])
            _record(now, "brought back comment on", by)
    return now


# --- resolving -------------------------------------------------------------------------------
def resolve(comment: Comment, by: User) -> Comment:
    """Say that what was asked is done, or answered. Of two clicks the second does nothing."""
    return _settle(comment, by, timezone.now())


def reopen(comment: Comment, by: User) -> Comment:
    """It is not done after all."""
    return _settle(comment, by, None)


def may_settle(comment: Comment, by: User, may_edit: bool) -> bool:
    """Whether a member may resolve and reopen it: who began it, and those who edit."""
    return may_edit or comment.author_id == by.pk


def _settle(comment: Comment, by: User, when: datetime | None) -> Comment:
    if comment.parent_id is not None:
        raise BadInput(gettext("An answer is resolved with the comment that it answers."))
    if not may_settle(comment, by, access.can(by, comment.project.workspace, "edit")):
        access.require(by, comment.project.workspace, "edit")
    verb = "reopened comment on" if when is None else "resolved comment on"
    with transaction.atomic():
        standing = Comment.objects.filter(pk=comment.pk, resolved__isnull=when is not None)
        if standing.update(resolved=when, resolved_by=None if when is None else by):
            _record(comment, verb, by)
        now = Comment.objects.filter(pk=comment.pk).first()
        if now is None:
            raise IllegalMove(gettext("The comment was deleted a moment ago."))
    return now


# --- looking ---------------------------------------------------------------------------------
def open_ones(project: VideoProject) -> QuerySet[Comment]:
    """What somebody still waits for: first comments that are not resolved, of scenes on the board."""
    return Comment.objects.filter(IS_OPEN, project=project)


def is_open(prefix: str = "") -> Q:
    """The condition on comments; seen from a project or a scene with the prefix "comments__"."""
    asked = {f"{prefix}{name}": None for name in ("parent", "resolved", "deleted", "scene__deleted")}
    return Q(**asked)


IS_OPEN = is_open()


def threads(project: VideoProject, scene: Scene | None = None) -> list[Comment]:
    """The first comments of a board (or of one scene), oldest first, each with what it needs to be shown.

    `replies` is a list of its answers; `is_earlier` says that what it is about is another by now; `pieces`
    are its words, `photo` is the address of its author's, "" for who is no member any more. A deleted one is
    there while it has answers. Four queries and those of a digest.
    """
    rows = Comment.with_deleted.filter(Q(deleted=None) | Q(parent=None), project=project, scene=scene)
    found = list(rows.select_related("author", "resolved_by"))
    people = mentions.members(project.workspace)
    names = {mentions.folded(person.get_username()) for person in people}
    photos: dict[int | None, str] = {person.pk: profile_photos.address(person) for person in people}
    answers: dict[int | None, list[Comment]] = defaultdict(list)
    for row in found:
        row.pieces = mentions.pieces(row.text, names)  # type: ignore[attr-defined]
        row.photo = photos.get(row.author_id, "")  # type: ignore[attr-defined]
        answers[row.parent_id].append(row)
    shown = [row for row in answers[None] if row.deleted is None or answers[row.pk]]
    now = _digest(project, scene) if any(row.digest for row in shown) else ""
    for row in shown:
        row.replies = answers[row.pk]  # type: ignore[attr-defined]
        row.is_earlier = row.digest not in ("", now)  # type: ignore[attr-defined]
    return shown


def trash(project: VideoProject, by: User, scene: Scene | None = None) -> list[Comment]:
    """One's own comments there that can be brought back, newest first."""
    rows = Comment.with_deleted.filter(project=project, scene=scene, author=by, deleted__isnull=False)
    return list(rows.exclude(text="").order_by("-deleted", "-pk"))


def purge(now: datetime | None = None) -> int:
    """Forget for good what was deleted longer than 30 days ago. Returns how many comments.

    One that has answers keeps its place, without its words.
    """
    old = Comment.with_deleted.filter(deleted__lt=(now or timezone.now()) - KEPT_FOR)
    kept = Comment.objects.filter(parent__isnull=False).values("parent")
    emptied = old.filter(pk__in=kept).exclude(text="").update(text="", anchor=None)
    gone = old.exclude(pk__in=kept)
    count = gone.count()
    gone.delete()
    return emptied + count


def clock(ms: int) -> str:
    """7000 → "0:07", as a player writes it."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


def place_in_words(comment: Comment) -> str:
    """What a comment is about: "scene 3", "the film at 0:07", "the board"."""
    if comment.scene is not None:
        return wording.inside(comment.scene)
    first = comment.parent or comment
    if first.at_ms is None:
        return gettext("the board")
    return gettext("the film at %(clock)s") % {"clock": clock(first.at_ms)}


def stored_place(comment: Comment) -> str:
    """As `place_in_words`, as it is stored: in English."""
    with translation.override("en"):
        return place_in_words(comment)


def about(comments: Iterable[Comment]) -> list[tuple[str, Comment]]:
    """Each with what it is about, in words."""
    scenes: dict[int, str] = {}
    found = []
    for row in comments:
        if row.scene_id is None:
            found.append((place_in_words(row), row))
            continue
        if row.scene_id not in scenes:
            scenes[row.scene_id] = place_in_words(row)
        found.append((scenes[row.scene_id], row))
    return found


def say_as_guest(project: VideoProject, name: str, words: str, scene: Scene | None) -> Comment | None:
    """A comment of somebody without an account; None for the second of two clicks. The row is locked."""
    recent = project.comments.filter(guest_name=name, created__gt=timezone.now() - SAID_AGAIN)
    if recent.filter(text=words, scene=scene).exists():
        return None
    return Comment.objects.create(
        project=project,
        scene=scene,
        guest_name=name,
        text=words,
        board_version=project.board_version,
        digest=_digest(project, scene),
    )


# --- small -----------------------------------------------------------------------------------
def words_of(text: str) -> str:
    """What is kept of a text. Raises BadInput for none, or too much."""
    words = text.strip()
    if not words:
        raise BadInput(gettext("Write something first."), "text")
    if len(words) > LONGEST_TEXT:
        raise BadInput(
            gettext("A comment has at most %(most)s characters; this has %(count)s.")
            % {"most": wording.number(LONGEST_TEXT), "count": wording.number(len(words))},
            "text",
        )
    return words


def _digest(project: VideoProject, scene: Scene | None) -> str:
    if scene is None:
        return board_digest(project)
    rows = Scene.with_deleted.select_related("speaker__portrait").prefetch_related("takes__asset")
    return scene_digest(rows.get(pk=scene.pk))


def _check_own(comment: Comment, by: User) -> None:
    access.require(by, comment.project.workspace, "view")
    if comment.author_id != by.pk:
        raise NotAllowed(gettext("Only who wrote a comment may change it. Answer it instead."))


def _locked(comment: Comment) -> Comment:
    row = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk).first()
    if row is None:
        raise IllegalMove(gettext("The comment was deleted a moment ago."))
    return row


def _tell(comment: Comment, by: User) -> None:
    people = mentions.members(comment.project.workspace) if "@" in comment.text else []
    tell.said(comment, by, stored_place(comment), mentions.mentioned(comment.text, people))


def _record(comment: Comment, verb: str, by: User, **data: Any) -> None:
    """Leave the trace: what was done, and about what."""
    record(comment.project, verb, by=by, new=stored_place(comment), comment=comment.pk, **data)
