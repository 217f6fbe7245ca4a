"""What stops a step or a stage, beside the providers' own errors."""


class StepFailed(Exception):
    """This step cannot be done and another try would not help. The message is for a person."""


class StageFailed(Exception):
    """The stage is over and what it made is not enough to go on."""


class Stopped(Exception):
    """The step is not this worker's any more: cancelled, timed out, or taken over. Write nothing."""


class Postponed(Exception):
    """Nothing was sent, and it was nobody's fault: come back in `seconds`. Uses up no try."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds
