"""What every page knows."""

from functools import cache

from django.conf import settings

from projects import access
from projects.board import waiting


def studio(request):
    """`workspace` (or None), the user's role in it, and which providers are at work.

    `review_count`, how many boards wait for the user's decision, and `unread_count`, how many notifications,
    are asked for by whole pages only.
    """
    user = getattr(request, "user", None)
    machine = {"mock_mode": settings.AI_MOCK_MODE, "contract_servers": settings.CONTRACT_SERVERS}
    if user is None or not user.is_authenticated:
        return {"workspace": None, **machine}
    members = list(user.memberships.select_related("workspace").order_by("workspace__name"))
    member = members[0] if members else None
    return {
        "workspace": member.workspace if member else None,
        "may_spend": any(one.may("edit") for one in members),
        "member": member,
        "unread_count": cache(lambda: user.notifications.filter(read=None).count()),
        "review_count": cache(lambda: waiting.to_decide(user).count()),
        "all_workspaces": access.workspaces(user),
        **machine,
    }
