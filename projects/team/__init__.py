"""Verbs about who works in a workspace, and how it presents itself: members, invitations, brand kits."""
