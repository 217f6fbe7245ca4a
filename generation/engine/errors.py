"""What stops a step or a stage, beside the providers' own errors."""

import random


class StepFailed(Exception):
    """This step cannot be done and another try would not help. The message is for a person."""


class StageFailed(Exception):
    """The stage is over and what it made is not enough to go on."""


class Stopped(Exception):
    """The step is not this worker's any more: cancelled, timed out, or taken over. Write nothing."""


class Postponed(Exception):
    """Nothing was sent, and it was nobody's fault: come back in `seconds`. Uses up no try.

    `given_up` is what a person is told when this goes on for settings.OUTAGE_SECONDS: then the step
    fails. Without it a step waits for as long as it takes.
    """

    def __init__(self, message: str, seconds: float, given_up: str = "") -> None:
        super().__init__(message)
        self.seconds, self.given_up = seconds, given_up


# While our own file storage is away, steps look again after these seconds (least, most).
STORAGE_SECONDS = (8.0, 15.0)


def storage_is_away() -> Postponed:
    """What a step is told that cannot read or keep a file at the moment."""
    message = "The studio's file storage does not answer. This waits until it is back."
    return Postponed(message, random.uniform(*STORAGE_SECONDS))
