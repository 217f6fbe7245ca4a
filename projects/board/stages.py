"""Stages of review: one to three decisions in a row, each by a role or a named person, with a due date.

A workspace sets them; a submission keeps those it was made under, as steps. One without steps is decided
once, by an approver. Nobody decides two steps of one board; an admin may stand in for whoever is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext

from projects import access, acting
from projects.audit import record
from projects.errors import BadInput, Conflict, NotAllowed
from projects.models import Membership, ReviewStage, ReviewStep, Submission, SubmissionState, Workspace
from projects.models.review_stage import DECIDING_ROLES
from projects.notifications import tell
from projects.roles import ADMIN, APPROVER, EDITOR, MAY

MOST = 3
LONGEST_DAYS = 60
REMIND_BEFORE = timedelta(days=1)
# Who has at least a role.
AT_LEAST: dict[str, set[str]] = {EDITOR: MAY["edit"], APPROVER: MAY["approve"], ADMIN: MAY["manage"]}


# --- what a workspace asks for -------------------------------------------------------------------
def set_stages(workspace: Workspace, by: User, rows: Sequence[Mapping[str, Any]]) -> list[ReviewStage]:
    """Ask for these decisions, in this order; none: one, by an approver. Boards in review keep theirs.

    Each row has `name`, `role` or `person` (a user's key), and `days` (or None).
    """
    access.require(by, workspace, "manage")
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        wanted = [_checked(workspace, row, at + 1, len(rows)) for at, row in enumerate(rows[: MOST + 1])]
        _check_together(wanted)
        now = list(workspace.review_stages.all())
        if [_values(row) for row in now] != [_values(row) for row in wanted]:
            workspace.review_stages.all().delete()
            ReviewStage.objects.bulk_create(wanted)
            words = " → ".join(row.name for row in wanted) or "one decision"
            record(workspace, "set the stages of review", by=by, workspace=workspace, new=words[:200])
    return list(workspace.review_stages.select_related("person"))


def _values(row: ReviewStage) -> tuple[Any, ...]:
    return (row.position, row.name, row.role, row.person_id, row.days)


def _checked(workspace: Workspace, row: Mapping[str, Any], position: int, count: int) -> ReviewStage:
    name = " ".join(str(row.get("name") or "").split())
    if not name or len(name) > 40:
        raise BadInput(
            gettext("Give stage %(position)s a name of at most 40 characters.") % {"position": position},
            "name",
        )
    days = row.get("days")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise BadInput(
            gettext("A stage is due after 1 to %(days)s days, or never.") % {"days": LONGEST_DAYS}, "days"
        )
    role, person = row.get("role") or APPROVER, row.get("person")
    if role not in dict(DECIDING_ROLES):
        raise BadInput(gettext("Say who decides: editor, approver, admin, or a person."), "role")
    member = None
    if person is not None:
        active = workspace.memberships.select_related("user").filter(user__is_active=True)
        member = active.filter(user=person).first()
        if member is None:
            raise BadInput(
                gettext("Who decides at “%(stage)s” is no member of the workspace.") % {"stage": name},
                "person",
            )
    if position == count and not (member.may("approve") if member else role in MAY["approve"]):
        raise BadInput(
            gettext(
                "“%(stage)s” is the last decision and starts the render, so it takes an approver or an admin."
            )
            % {"stage": name},
            "role",
        )
    user = member.user if member else None
    role = APPROVER if member else role
    return ReviewStage(workspace=workspace, position=position, name=name, role=role, person=user, days=days)


def _check_together(rows: Sequence[ReviewStage]) -> None:
    if len(rows) > MOST:
        raise BadInput(gettext("At most %(most)s decisions follow each other.") % {"most": MOST}, "stages")
    if len({row.name.casefold() for row in rows}) < len(rows):
        raise BadInput(gettext("Give each stage a name of its own."), "name")
    people = [row.person_id for row in rows if row.person_id]
    if len(set(people)) < len(people):
        raise BadInput(gettext("Nobody decides twice: name another person for each stage."), "person")


def release(member: Membership) -> None:
    """Somebody leaves the workspace: what they were to decide is any approver's."""
    ReviewStage.objects.filter(workspace=member.workspace_id, person=member.user_id).update(person=None)
    waiting = ReviewStep.objects.filter(
        submission__project__workspace=member.workspace_id, person=member.user_id, decided=None
    )
    waiting.update(person=None)


# --- how far a submission came -------------------------------------------------------------------
def begin(submission: Submission) -> None:
    """A board was submitted: its steps are those of the workspace, the first is open."""
    rows = submission.project.workspace.review_stages.all()
    made = ReviewStep.objects.bulk_create(
        ReviewStep(
            submission=submission,
            position=row.position,
            name=row.name,
            role=row.role,
            person_id=row.person_id,
            days=row.days,
        )
        for row in rows
    )
    if made:
        _open(made[0])


def _open(step: ReviewStep) -> None:
    step.begun = timezone.now()
    step.due = step.begun + timedelta(days=step.days) if step.days else None
    step.save(update_fields=["begun", "due"])


def steps(submission: Submission) -> list[ReviewStep]:
    return list(submission.steps.select_related("person", "decided_by"))


def current(submission: Submission) -> ReviewStep | None:
    """The step that waits for a decision; None where the workspace asked for one decision."""
    return next((step for step in steps(submission) if step.begun and not step.decided), None)


def is_last(step: ReviewStep | None) -> bool:
    return step is None or not step.submission.steps.filter(position__gt=step.position).exists()


def why_not(submission: Submission, member: Membership, approves: bool = True) -> str:
    """Why a member may not decide now (approve, or only ask for changes); "" where they may."""
    step, user = current(submission), member.user_id
    own = submission.submitted_by_id == user and not submission.project.workspace.self_approval
    if approves and own:
        return gettext("You submitted this board yourself. Somebody else has to approve it.")
    if step is None:
        return (
            "" if member.may("approve") else gettext("This needs an approver: ask an admin of the workspace.")
        )
    return _why_not_at(step, member)


def _why_not_at(step: ReviewStep, member: Membership) -> str:
    if member.role != ADMIN and not _is_for(step, member):
        return gettext("“%(stage)s” is decided by %(decider)s, not by you.") % {
            "stage": step.name,
            "decider": step.decider,
        }
    last, before = is_last(step), step.submission.steps.filter(position__lt=step.position)
    if last and not member.may("approve"):
        return gettext("“%(stage)s” is the last decision and starts the render: it takes an approver.") % {
            "stage": step.name
        }
    if acting.guest() is not None:
        return (
            ""
            if last
            else gettext("“%(stage)s” is decided in the house first. A guest decides last.")
            % {"stage": step.name}
        )
    if before.filter(decided_by=member.user_id).exists():
        return gettext("You decided on this board before. “%(stage)s” is for somebody else.") % {
            "stage": step.name
        }
    return ""


def _is_for(step: ReviewStep, member: Membership) -> bool:
    if step.person_id:
        return step.person_id == member.user_id
    return member.role in AT_LEAST[step.role]


def check_decider(submission: Submission, by: User, stage: int | None, approves: bool) -> ReviewStep | None:
    """The step that `by` may decide now. `stage` is the position that they looked at, where they said it.

    Raises NotAllowed, and Conflict where another stage is open by now.
    """
    step, workspace = current(submission), submission.project.workspace
    if step is None:
        access.require(by, workspace, "approve")
    if stage is not None and stage != (step.position if step else 1):
        raise Conflict(gettext("This stage was decided a moment ago. Reload to see which one is open now."))
    why = why_not(submission, access.membership(by, workspace), approves)
    if why:
        raise NotAllowed(why)
    return step


def decide(step: ReviewStep, by: User, approved: bool, note: str) -> None:
    """Write a decision down. Called with the project locked."""
    step.decided, step.decided_by, step.approved, step.note = timezone.now(), by, approved, note
    step.save(update_fields=["decided", "decided_by", "approved", "note"])


def go_on(step: ReviewStep, by: User) -> ReviewStep | None:
    """Open the step after an approved one and tell its deciders; None where it was the last."""
    following = ReviewStep.objects.filter(submission=step.submission_id, position__gt=step.position).first()
    if following is not None:
        _open(following)
        workspace = step.submission.project.workspace
        tell.review_wanted(step.submission, by, deciders(following, workspace), stage=following.name)
    return following


def deciders(step: ReviewStep | None, workspace: Workspace) -> list[int]:
    """Keys of the users whose decision is waited for: of a step, or where there are none, the approvers."""
    if step is not None and step.person_id:
        return [step.person_id]
    roles = AT_LEAST[step.role] if step else MAY["approve"]
    found = workspace.memberships.filter(role__in=roles)
    if step is not None:
        before = ReviewStep.objects.filter(submission=step.submission_id).exclude(decided_by=None)
        found = found.exclude(user__in=before.values("decided_by"))
    return list(found.values_list("user_id", flat=True))


def is_for(user: User, members: Sequence[Membership] | None = None) -> Q:
    """The open submissions (a condition) whose current stage is decided by `user`.

    `members` are their memberships, where those are known: the condition is half as much work then.
    """

    def spaces(roles: Iterable[str]) -> Any:
        if members is not None:
            return [one.workspace_id for one in members if one.role in roles]
        return Membership.objects.filter(user=user, role__in=roles).values("workspace")

    at = ReviewStep.objects.filter(submission=OuterRef("pk"))
    now = at.filter(begun__isnull=False, decided=None)
    theirs = Q(person=user)
    for role, enough in AT_LEAST.items():
        theirs |= Q(person=None, role=role, submission__project__workspace__in=spaces(enough))
    before = at.filter(decided_by=user)
    approves = Q(project__workspace__in=spaces(MAY["approve"]))
    return (~Exists(at) & approves) | (Exists(now.filter(theirs)) & ~Exists(before))


# --- due dates -----------------------------------------------------------------------------------
def remind(now: datetime | None = None) -> int:
    """A day before a decision is due, and once when it is overdue, who decides is told. Returns how many."""
    now = now or timezone.now()
    waiting = ReviewStep.objects.filter(decided=None, submission__state=SubmissionState.OPEN)
    soon = waiting.filter(due__gt=now, due__lte=now + REMIND_BEFORE, reminded=None)
    late = waiting.filter(due__lte=now, told_late=None)
    told = sum(_tell(pk, "reminded", now) for pk in soon.values_list("pk", flat=True)[:500])
    return told + sum(_tell(pk, "told_late", now) for pk in late.values_list("pk", flat=True)[:500])


def _tell(pk: int, which: str, now: datetime) -> bool:
    """Tell of one step, by whoever comes first."""
    with transaction.atomic():
        mine = ReviewStep.objects.filter(pk=pk, decided=None, **{which: None})
        if not mine.update(**{which: now}):
            return False
        step = ReviewStep.objects.select_related("submission__project__workspace").get(pk=pk)
        workspace = step.submission.project.workspace
        tell.review_due(step, deciders(step, workspace), is_late=which == "told_late")
    return True
