"""What every page knows."""

from functools import cache

from django.conf import settings

from projects import access, current
from projects.board import waiting
from projects.roles import ADMIN


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
    chosen = current.chosen(request)
    member = next((one for one in members if one.workspace == chosen), members[0] if members else None)
    return {
        "workspace": member.workspace if member else None,
        "may_spend": any(one.may("edit") for one in members),
        "member": member,
        "memberships": members,
        "chosen_workspace": chosen,
        "may_create_workspace": user.is_superuser or any(one.role == ADMIN for one in members),
        "unread_count": cache(lambda: user.notifications.filter(read=None).count()),
        "review_count": cache(lambda: waiting.to_decide(user, members).count()),
        "all_workspaces": access.workspaces(user),
        **machine,
    }
