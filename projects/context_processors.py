"""What every page knows."""

from functools import cache

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count

from projects import access, current
from projects.api.prepared import LENGTHS, Prepared
from projects.board import waiting
from projects.models import Membership
from projects.roles import ADMIN, Role


def studio(request):
    """`workspace` (or None), the user's role in it and photo, and which providers are at work.

    `review_count`, how many boards wait for the user's decision, and `unread_count`, how many notifications,
    are asked for by whole pages only.
    """
    user = getattr(request, "user", None)
    machine = {"mock_mode": settings.AI_MOCK_MODE, "contract_servers": settings.CONTRACT_SERVERS}
    if user is None or not user.is_authenticated:
        return {"workspace": None, **machine}
    own = getattr(request, "own_choice", None)  # read for the page's language
    members = list(user.memberships.select_related("workspace").order_by("workspace__name"))
    chosen = current.chosen(request)
    member = next((one for one in members if one.workspace == chosen), members[0] if members else None)
    return {
        "workspace": member.workspace if member else None,
        "may_spend": any(one.may("edit") for one in members),
        "member": member,
        "own_photo": own.photo_address if own else "",
        "memberships": members,
        "chosen_workspace": chosen,
        "may_create_workspace": user.is_superuser or any(one.role == ADMIN for one in members),
        "unread_count": cache(lambda: user.notifications.filter(read=None).count()),
        "review_count": cache(lambda: _to_decide(user, members)),
        "all_workspaces": access.workspaces(user),
        **machine,
    }


def _to_decide(user, members):
    """How many boards wait for the user's decision. Every page asks, so the question is written down once."""
    spaces = [[one.workspace_id for one in members if one.role == role] for role in Role]
    if max(map(len, spaces)) > LENGTHS[-1]:
        return waiting.to_decide(user, members).count()
    found = _counted.rows(user.pk, *(some or [0] for some in spaces))
    return found[0][0] if found else 0


def _waiting(user, *spaces):
    """One row, or none: how many wait for a user with these memberships, by role."""
    members = [
        Membership(workspace_id=space, role=role)
        for role, some in zip(Role, spaces, strict=True)
        for space in some
    ]
    counted = waiting.to_decide(User(pk=user), members).order_by().values("state")
    return counted.annotate(count=Count("pk")).values_list("count")


_counted = Prepared(_waiting)
