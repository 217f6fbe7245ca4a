"""What waits for a person: boards to decide, and their own boards to mend or to send on."""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from projects import access
from projects.models import ProjectState, Submission, SubmissionState

# The next step from here is one of a person who edits.
THEIR_TURN = (ProjectState.CHANGES_REQUESTED, ProjectState.REJECTED, ProjectState.FAILED)


def to_decide(user: User) -> QuerySet[Submission]:
    """The open submissions that `user` may decide: not their own, unless the workspace lets them."""
    waiting = Submission.objects.filter(
        state=SubmissionState.OPEN, project__workspace__in=access.workspaces(user, "approve")
    )
    return waiting.exclude(submitted_by=user, project__workspace__self_approval=False)


def for_user(user: User) -> Q:
    """The projects (a condition) in which the next step is `user`'s.

    Those to decide, and those they began or sent that came back: changes asked for, rejected, failed.
    """
    mend = Q(state__in=THEIR_TURN, workspace__in=access.workspaces(user, "edit"))
    back = Submission.objects.filter(submitted_by=user).values("project")
    theirs = Q(created_by=user) | Q(pk__in=back)
    return Q(pk__in=to_decide(user).values("project")) | (mend & theirs)
