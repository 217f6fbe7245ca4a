"""Rows that a page is about to edit: not those of a board that is in review or approved.

Programs edit such a board at will, and void what was agreed on; on a page one stray key would do that. There
it takes a word first (projects.board.review.reopen).
"""

from projects import access
from projects.board import review


def project_to_edit(user, pk):
    """access.project_for an edit. Raises IllegalMove while somebody agreed to the board, or is asked to."""
    project = access.project_for(user, pk, "edit")
    review.check_not_held(project)
    return project


def scene_to_edit(user, pk):
    """access.scene_for an edit, as above."""
    scene = access.scene_for(user, pk, "edit")
    review.check_not_held(scene.project)
    return scene
