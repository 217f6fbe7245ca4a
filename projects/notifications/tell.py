"""Telling people: the one writer of notifications, called by the verbs in their own transaction.

Only members are told, each once, never who did it. E-mails go out after the commit, by a worker.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse

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
from projects.notifications import choices
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


def page_of(project: VideoProject, part: str = "") -> str:
    return reverse("projects:detail", args=[project.pk]) + part


def _editors_of(project: VideoProject) -> list[int | None]:
    """Who made a board and who sent it to review last."""
    newest = project.submissions.values_list("submitted_by_id", flat=True).first()
    return [project.created_by_id, newest]


# --- review ------------------------------------------------------------------------------------
def review_wanted(submission: Submission, by: User, deciders: Iterable[int], stage: str = "") -> None:
    """`stage` is the name of the decision that is asked for, where there are several."""
    project = submission.project
    what = f"your decision “{stage}”" if stage else "your decision"
    tell(
        NotificationKind.REVIEW_WANTED,
        deciders,
        f"{by.get_username()} asks for {what} on “{project.title}”",
        reverse("projects:room", args=[project.pk]),
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
    when = "is overdue" if is_late else "is due within a day"
    title = f"The decision “{step.name}” on “{project.title}” {when}"
    link = reverse("projects:room", args=[project.pk])
    tell(NotificationKind.REVIEW_DUE, people, title, link, project.workspace, project)


def decided(project: VideoProject, by: User, what: str, note: str = "", part: str = "") -> None:
    """`what` is what they did, like "approved" or "rejected the video of"."""
    tell(
        NotificationKind.DECIDED,
        _editors_of(project),
        f"{by.get_username()} {what} “{project.title}”",
        page_of(project, part),
        project.workspace,
        project,
        by,
        note,
    )


# --- planning ----------------------------------------------------------------------------------
def assigned(project: VideoProject, by: User, to: User) -> None:
    kind, day = NotificationKind.ASSIGNED, f"It is due on {project.due}." if project.due else ""
    title = f"{by.get_username()} gives you “{project.title}”"
    tell(kind, [to.pk], title, page_of(project), project.workspace, project, by, day)


# --- comments ----------------------------------------------------------------------------------
def said(comment: Comment, by: User, place: str, mentioned: Iterable[User]) -> None:
    """A comment is there: told are who is mentioned, those of its thread, and the board's people."""
    project, who = comment.project, by.get_username()
    link = reverse("projects:comment", args=[comment.pk])
    where = f"{place} of “{project.title}”" if place != "the board" else f"“{project.title}”"
    told: set[int | None] = {person.pk for person in mentioned}
    there = (link, project.workspace, project, by, comment.text)
    tell(NotificationKind.MENTION, told, f"{who} mentions you on {where}", *there)
    if comment.parent is not None:
        thread = Comment.objects.filter(Q(pk=comment.parent_id) | Q(parent=comment.parent_id))
        others = set(thread.values_list("author_id", flat=True)) - told
        tell(NotificationKind.REPLY, others, f"{who} answers on {where}", *there)
        told |= others
    rest = set(_editors_of(project)) - told
    tell(NotificationKind.COMMENT, rest, f"{who} comments on {where}", *there)


def guest_said(comment: Comment, lender: int, place: str) -> None:
    """A guest commented: told are the board's people and who sent the link."""
    project = comment.project
    title = f"{comment.author_name} comments on {place} of “{project.title}”"
    people = [*_editors_of(project), lender]
    link = reverse("projects:comment", args=[comment.pk])
    kind = NotificationKind.COMMENT
    tell(kind, people, title, link, project.workspace, project, text=comment.text)


def mentioned_by_edit(comment: Comment, by: User, place: str, people: Iterable[User]) -> None:
    """Who is named only now that a comment says something else."""
    keys = [person.pk for person in people]
    title = f"{by.get_username()} mentions you on {place} of “{comment.project.title}”"
    link = reverse("projects:comment", args=[comment.pk])
    project = comment.project
    tell(NotificationKind.MENTION, keys, title, link, project.workspace, project, by, comment.text)


# --- work and money ------------------------------------------------------------------------------
def render_done(project: VideoProject, started_by: int | None) -> None:
    people = [*_editors_of(project), started_by]
    title = f"The video of “{project.title}” is finished"
    tell(
        NotificationKind.RENDER_DONE, people, title, page_of(project, "#renders"), project.workspace, project
    )


def render_failed(project: VideoProject, started_by: int | None, why: str) -> None:
    people = [*_editors_of(project), started_by]
    title = f"The render of “{project.title}” failed"
    kind = NotificationKind.RENDER_FAILED
    tell(kind, people, title, page_of(project), project.workspace, project, text=why)


def needs_decision(project: VideoProject, started_by: int | None, what: str) -> None:
    people = [*_editors_of(project), started_by]
    title = f"{what} of “{project.title}” needs a decision"
    why = "A paid request was sent and its answer was lost. Say whether it is sent again."
    kind = NotificationKind.NEEDS_DECISION
    tell(kind, people, title, page_of(project, "#jobs"), project.workspace, project, text=why)


def budget_nearly_spent(workspace: Workspace, project: VideoProject | None, words: str) -> None:
    """`words` say which budget and how much of it is spent."""
    admins = workspace.memberships.filter(role__in=MAY["manage"]).values_list("user_id", flat=True)
    outbox.publish(workspace, "budget.threshold", {"project": project.pk if project else None, "says": words})
    people: list[int | None] = [*admins, project.created_by_id if project else None]
    tell(NotificationKind.BUDGET, people, words, reverse("generation:costs"), workspace, project)


# --- providers -------------------------------------------------------------------------------------
def model_ends(workspace: Workspace, provider: str, model: str, day: date, is_over: bool) -> None:
    """The admins of a workspace are told once that a model in use is (or was) shut down on a day."""
    kind = NotificationKind.MODEL_ENDS
    title = f"{provider} {'shut' if is_over else 'shuts'} down {model} on {day}"
    if Notification.objects.filter(workspace=workspace, kind=kind, title=title).exists():
        return
    admins = workspace.memberships.filter(role__in=MAY["manage"]).values_list("user_id", flat=True)
    text = "Whoever runs the studio names another model, or takes the next default one (docs/providers.md)."
    tell(kind, admins, title, reverse("generation:costs"), workspace, text=text)
