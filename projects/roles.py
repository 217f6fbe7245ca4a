"""Who may do what: the roles of a workspace's members, and what each may do.

One's own submission is decided by somebody else: `projects.board.review` holds that.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    APPROVER = "approver", _("Approver")
    ADMIN = "admin", _("Admin")


VIEWER, EDITOR, APPROVER, ADMIN = Role

# Which roles may do what. An approver edits too; an admin may do everything but is still bound
# by "nobody approves their own submission".
MAY: dict[str, set[str]] = {
    "view": {VIEWER, EDITOR, APPROVER, ADMIN},
    "edit": {EDITOR, APPROVER, ADMIN},
    "approve": {APPROVER, ADMIN},
    "manage": {ADMIN},
}
