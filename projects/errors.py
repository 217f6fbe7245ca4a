"""What a verb may refuse. Each is fit to be shown to a person and says what to do.

`projects.middleware.VerbErrors` and the API's error handler turn them into answers; `status` is
the HTTP status they become, `code` is stable for programs, `field` names the input at fault.
"""


class Refused(Exception):
    status, code = 422, "refused"

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field

    @property
    def message(self):
        return str(self.args[0])


class BadInput(Refused):
    """The input cannot be used as it is."""

    code = "invalid"


class IllegalMove(Refused):
    """The project is not in a state in which this can be done."""

    status, code = 409, "illegal_state"


class Conflict(Refused):
    """Somebody else was first. Nothing was overwritten."""

    status, code = 409, "conflict"

    def __init__(self, message, field=None, current=None):
        super().__init__(message, field)
        self.current = current


class StalePictures(Refused):
    """Pictures do not show what the board says. `found` lists them (projects.board.stale.StalePicture); what
    to say of them is projects.board.stale.refusal's."""

    status, code = 409, "stale_pictures"

    def __init__(self, found, words):
        super().__init__(words, "accept_stale")
        self.found = found


class NotAllowed(Refused):
    """A member of the workspace, but without the role for this."""

    status, code = 403, "not_allowed"


class OverBudget(Refused):
    """There is not enough money left. Nothing was started."""

    status, code = 402, "budget_exceeded"
