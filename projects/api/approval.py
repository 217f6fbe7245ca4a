"""What only people decide, unless a workspace says otherwise."""

from projects import access
from projects.errors import NotAllowed


def require_approver(request, workspace):
    """As access.require for "approve"; with an API token only where the workspace allows it.

    A person who is signed in decides for themselves, in whatever way they call.
    """
    access.require(request.user, workspace, "approve")
    require_person(request, workspace)


def require_person(request, workspace):
    """Refuse an API token where the workspace lets no program decide."""
    if request.auth is not None and not workspace.token_approval:
        raise NotAllowed(
            f"{workspace} is approved by people, not with an API token. Approve on the page, or ask an admin "
            "to allow it: “programs may approve” in the workspace's settings."
        )
