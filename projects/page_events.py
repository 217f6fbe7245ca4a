"""Events that an answer has htmx send on the page. docs/design.md says who listens to which."""

import json

TOAST = "studio:toast"
CLOSE_DIALOGS = "studio:close-dialogs"
# Its state, its jobs or its settings are other ones than the page shows.
PROJECT_CHANGED = "studio:project-changed"
# Scenes or their takes are other ones: whatever shows them is drawn again.
BOARD_CHANGED = "studio:board-changed"
# One field was stored, and the page shows it already.
EDIT_SAVED = "studio:edit-saved"
# Something was said, or settled: what counts or lists comments is drawn again.
COMMENTS_CHANGED = "studio:comments-changed"
# Rows of a list came, went or say something else.
LIST_CHANGED = "studio:list-changed"
BUDGETS_CHANGED = "studio:budgets-changed"
COST_CORRECTED = "studio:cost-corrected"


def with_events(answer, *events, toast=None, kind="good", undo=None):
    """`answer`, with events for the page, and with a toast if there is something to say (good or bad).

    `undo` is an address: the toast has a button "Undo" that posts to it.
    """
    if toast is None:
        answer["HX-Trigger"] = ", ".join(events)
    else:
        details = dict.fromkeys(events, True) | {TOAST: {"message": str(toast), "kind": kind, "undo": undo}}
        answer["HX-Trigger"] = json.dumps(details)
    return answer
