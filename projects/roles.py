"""Who may do what: the roles of a workspace's members, and what each may do.

One's own submission is decided by somebody else: `projects.board.review` holds that.
"""

VIEWER, EDITOR, APPROVER, ADMIN = "viewer", "editor", "approver", "admin"
ROLES = [(VIEWER, "Viewer"), (EDITOR, "Editor"), (APPROVER, "Approver"), (ADMIN, "Admin")]

# Which roles may do what. An approver edits too; an admin may do everything but is still bound
# by "nobody approves their own submission".
MAY = {
    "view": {VIEWER, EDITOR, APPROVER, ADMIN},
    "edit": {EDITOR, APPROVER, ADMIN},
    "approve": {APPROVER, ADMIN},
    "manage": {ADMIN},
}
