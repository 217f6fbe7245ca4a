"""What waits for a person: boards to decide, and their own boards to mend or to send on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from projects import access
from projects.board import stages
from projects.models import Membership, ProjectState, Submission, SubmissionState, VideoProject

# The next step from here is one of a person who edits.
THEIR_TURN = (ProjectState.CHANGES_REQUESTED, ProjectState.REJECTED, ProjectState.FAILED)


def to_decide(user: User, members: Sequence[Membership] | None = None) -> QuerySet[Submission]:
    """The open submissions that `user` may decide: not their own, unless the workspace lets them.

    Of several stages, those whose current one is theirs. `members` are their memberships, where known.
    """
    spaces = access.workspaces(user) if members is None else [one.workspace_id for one in members]
    seen = Submission.objects.filter(state=SubmissionState.OPEN, project__workspace__in=spaces)
    theirs = seen.filter(stages.is_for(user, members))
    return theirs.exclude(submitted_by=user, project__workspace__self_approval=False)


def queue(user: User) -> QuerySet[Submission]:
    """All open submissions that `user` sees, the longest waiting first."""
    seen = Submission.objects.filter(
        state=SubmissionState.OPEN, project__workspace__in=access.workspaces(user)
    )
    return seen.order_by("pk")


def decided_by(user: User, most: int = 5) -> QuerySet[Submission]:
    """What `user` decided last, the newest first, where the project is still there to be seen."""
    seen = Submission.objects.filter(decided_by=user, project__in=access.projects(user))
    return seen.select_related("project").order_by("-decided")[:most]


@dataclass(frozen=True)
class Neighbours:
    """Where a board stands among those that wait for a person: 1 is the first, 0 none of them."""

    place: int
    count: int
    previous: int | None
    next: int | None


def neighbours(user: User, project: VideoProject) -> Neighbours:
    """The boards (their keys) before and after this one, in a circle; of those to decide, if it is one."""
    decides = to_decide(user, list(user.memberships.all()))
    mine = list(decides.order_by("pk").values_list("project_id", flat=True))
    keys = mine or list(queue(user).values_list("project_id", flat=True))
    if project.pk not in keys:
        first = keys[0] if keys else None
        return Neighbours(0, len(keys), None, first)
    at = keys.index(project.pk)
    others = len(keys) > 1
    before, after = keys[at - 1], keys[(at + 1) % len(keys)]
    return Neighbours(at + 1, len(keys), before if others else None, after if others else None)


def for_user(user: User) -> Q:
    """The projects (a condition) in which the next step is `user`'s.

    Those to decide, and those they began or sent that came back: changes asked for, rejected, failed.
    """
    mend = Q(state__in=THEIR_TURN, workspace__in=access.workspaces(user, "edit"))
    back = Submission.objects.filter(submitted_by=user).values("project")
    theirs = Q(created_by=user) | Q(pk__in=back)
    return Q(pk__in=to_decide(user).values("project")) | (mend & theirs)
