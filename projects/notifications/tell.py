"""Telling people: the one writer of notifications, called by the verbs in their own transaction.

Only members are told, each once, never who did it. E-mails go out after the commit, by a worker.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import override

from projects.languages.marked import gettext_noop
from projects.models import (
    Comment,
    MailState,
    Notification,
    NotificationChannel,
    NotificationKind,
    ReviewStep,
    Submission,
    VideoProject,
    Workspace,
)
from projects.notifications import choices, links
from projects.outgoing import outbox
from projects.roles import MAY
from projects.signals import notified

LONGEST_TEXT = 400
_MAIL = {NotificationChannel.AT_ONCE: MailState.DUE, NotificationChannel.DAILY: MailState.DAILY}


def tell(
    kind: str,
    people: Iterable[int | None],
    title: str,
    link: str,
    workspace: Workspace,
    project: VideoProject | None = None,
    by: User | None = None,
    text: str = "",
) -> list[Notification]:
    """Leave a row for each of `people` (keys of users) who is a member and wants it; not for `by`."""
    keys = {key for key in people if key is not None} - {by.pk if by else None}
    if not keys:
        return []
    members = User.objects.filter(pk__in=keys, is_active=True, memberships__workspace=workspace)
    found = list(members.distinct().order_by("pk"))
    wanted = choices.of(found, kind)
    short = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    rows = Notification.objects.bulk_create(
        [
            Notification(
                user=person,
                workspace=workspace,
                project=project,
                kind=kind,
                actor_name=by.get_username() if by else "",
                title=title[:300],
                text=short,
                link=link,
                mail=_mail(person, wanted[person.pk]),
            )
            for person in found
            if wanted[person.pk] != NotificationChannel.OFF
        ]
    )
    if rows:
        notified.send(sender=Notification, rows=rows)
    return rows


def _mail(person: User, channel: str) -> str:
    has_way = bool(person.email) and settings.SENDS_MAIL
    return _MAIL.get(NotificationChannel(channel), MailState.NONE) if has_way else MailState.NONE


def _editors_of(project: VideoProject) -> list[int | None]:
    """Who made a board and who sent it to review last."""
    newest = project.submissions.values_list("submitted_by_id", flat=True).first()
    return [project.created_by_id, newest]


# --- review ------------------------------------------------------------------------------------
def review_wanted(submission: Submission, by: User, deciders: Iterable[int], stage: str = "") -> None:
    """`stage` is the name of the decision that is asked for, where there are several."""
    project = submission.project
    wanted = (
        gettext_noop("%(person)s asks for your decision “%(stage)s” on “%(title)s”")
        if stage
        else gettext_noop("%(person)s asks for your decision on “%(title)s”")
    )
    tell(
        NotificationKind.REVIEW_WANTED,
        deciders,
        wanted % {"person": by.get_username(), "stage": stage, "title": project.title},
        links.to_room(project.pk),
        project.workspace,
        project,
        by,
    )


def review_due(step: ReviewStep, deciders: Iterable[int], is_late: bool) -> None:
    """A decision is due within a day, or overdue: then who submitted the board is told, too."""
    project = step.submission.project
    people: list[int | None] = [*deciders]
    if is_late:
        people.append(step.submission.submitted_by_id)
    words = (
        gettext_noop("The decision “%(stage)s” on “%(title)s” is overdue")
        if is_late
        else gettext_noop("The decision “%(stage)s” on “%(title)s” is due within a day")
    )
    title = words % {"stage": step.name, "title": project.title}
    link = links.to_room(project.pk)
    tell(NotificationKind.REVIEW_DUE, people, title, link, project.workspace, project)


# What somebody decided.
APPROVED = gettext_noop("%(person)s approved “%(title)s”")
APPROVED_A_STAGE = gettext_noop("%(person)s approved “%(stage)s” of “%(title)s”")
ASKS_FOR_CHANGES = gettext_noop("%(person)s asks for changes to “%(title)s”")
ACCEPTED_THE_VIDEO = gettext_noop("%(person)s accepted the video of “%(title)s”")
REJECTED_THE_VIDEO = gettext_noop("%(person)s rejected the video of “%(title)s”")


def decided(
    project: VideoProject, by: User, what: str, note: str = "", part: str = "", stage: str = ""
) -> None:
    """`what` is what they did, one of the above; `stage` the decision's name, where there are several."""
    tell(
        NotificationKind.DECIDED,
        _editors_of(project),
        what % {"person": by.get_username(), "stage": stage, "title": project.title},
        links.to_board(project.pk, part),
        project.workspace,
        project,
        by,
        note,
    )


# --- planning ----------------------------------------------------------------------------------
def assigned(project: VideoProject, by: User, to: User) -> None:
    kind, day = NotificationKind.ASSIGNED, ""
    if project.due:
        day = gettext_noop("It is due on %(day)s.") % {"day": project.due}
    title = gettext_noop("%(person)s gives you “%(title)s”")
    title %= {"person": by.get_username(), "title": project.title}
    tell(kind, [to.pk], title, links.to_board(project.pk), project.workspace, project, by, day)


# --- comments ----------------------------------------------------------------------------------
_MENTIONS = gettext_noop("%(person)s mentions you on %(place)s of “%(title)s”")
_MENTIONS_BOARD = gettext_noop("%(person)s mentions you on “%(title)s”")
_ANSWERS = gettext_noop("%(person)s answers on %(place)s of “%(title)s”")
_ANSWERS_BOARD = gettext_noop("%(person)s answers on “%(title)s”")
_COMMENTS = gettext_noop("%(person)s comments on %(place)s of “%(title)s”")
_COMMENTS_BOARD = gettext_noop("%(person)s comments on “%(title)s”")


def said(comment: Comment, by: User, place: str, mentioned: Iterable[User]) -> None:
    """A comment is there: told are who is mentioned, those of its thread, and the board's people."""
    project, who = comment.project, by.get_username()
    link = links.to_comment(comment.pk)
    values = {"person": who, "place": place, "title": project.title}
    is_about_all = place == "the board"
    told: set[int | None] = {person.pk for person in mentioned}
    there = (link, project.workspace, project, by, comment.text)
    tell(NotificationKind.MENTION, told, (_MENTIONS_BOARD if is_about_all else _MENTIONS) % values, *there)
    if comment.parent is not None:
        thread = Comment.objects.filter(Q(pk=comment.parent_id) | Q(parent=comment.parent_id))
        others = set(thread.values_list("author_id", flat=True)) - told
        tell(NotificationKind.REPLY, others, (_ANSWERS_BOARD if is_about_all else _ANSWERS) % values, *there)
        told |= others
    rest = set(_editors_of(project)) - told
    tell(NotificationKind.COMMENT, rest, (_COMMENTS_BOARD if is_about_all else _COMMENTS) % values, *there)


def guest_said(comment: Comment, lender: int, place: str) -> None:
    """A guest commented: told are the board's people and who sent the link."""
    project = comment.project
    with override("en"):
        title = _COMMENTS % {"person": comment.author_name, "place": place, "title": project.title}
    people = [*_editors_of(project), lender]
    link = links.to_comment(comment.pk)
    kind = NotificationKind.COMMENT
    tell(kind, people, title, link, project.workspace, project, text=comment.text)


def mentioned_by_edit(comment: Comment, by: User, place: str, people: Iterable[User]) -> None:
    """Who is named only now that a comment says something else."""
    keys = [person.pk for person in people]
    title = _MENTIONS % {"person": by.get_username(), "place": place, "title": comment.project.title}
    link = links.to_comment(comment.pk)
    project = comment.project
    tell(NotificationKind.MENTION, keys, title, link, project.workspace, project, by, comment.text)


# --- work and money ------------------------------------------------------------------------------
def render_done(project: VideoProject, started_by: int | None) -> None:
    people = [*_editors_of(project), started_by]
    title = gettext_noop("The video of “%(title)s” is finished") % {"title": project.title}
    tell(
        NotificationKind.RENDER_DONE,
        people,
        title,
        links.to_board(project.pk, "#renders"),
        project.workspace,
        project,
    )


def render_failed(project: VideoProject, started_by: int | None, why: str) -> None:
    people = [*_editors_of(project), started_by]
    title = gettext_noop("The render of “%(title)s” failed") % {"title": project.title}
    kind = NotificationKind.RENDER_FAILED
    tell(kind, people, title, links.to_board(project.pk), project.workspace, project, text=why)


def needs_decision(project: VideoProject, started_by: int | None, what: str) -> None:
    people = [*_editors_of(project), started_by]
    title = gettext_noop("%(what)s of “%(title)s” needs a decision") % {"what": what, "title": project.title}
    why = gettext_noop("A paid request was sent and its answer was lost. Say whether it is sent again.")
    kind = NotificationKind.NEEDS_DECISION
    tell(kind, people, title, links.to_board(project.pk, "#jobs"), project.workspace, project, text=why)


def budget_nearly_spent(workspace: Workspace, project: VideoProject | None, words: str) -> None:
    """`words` say which budget and how much of it is spent."""
    admins = workspace.memberships.filter(role__in=MAY["manage"]).values_list("user_id", flat=True)
    outbox.publish(workspace, "budget.threshold", {"project": project.pk if project else None, "says": words})
    people: list[int | None] = [*admins, project.created_by_id if project else None]
    tell(NotificationKind.BUDGET, people, words, links.to_costs(), workspace, project)


# --- providers -------------------------------------------------------------------------------------
def model_ends(workspace: Workspace, provider: str, model: str, day: date, is_over: bool) -> None:
    """The admins of a workspace are told once that a model in use is (or was) shut down on a day."""
    kind = NotificationKind.MODEL_ENDS
    words = (
        gettext_noop("%(provider)s shut down %(model)s on %(day)s")
        if is_over
        else gettext_noop("%(provider)s shuts down %(model)s on %(day)s")
    )
    title = words % {"provider": provider, "model": model, "day": day}
    if Notification.objects.filter(workspace=workspace, kind=kind, title=title).exists():
        return
    admins = workspace.memberships.filter(role__in=MAY["manage"]).values_list("user_id", flat=True)
    text = gettext_noop(
        "Whoever runs the studio names another model, or takes the next default one (docs/providers.md)."
    )
    tell(kind, admins, title, links.to_costs(), workspace, text=text)
