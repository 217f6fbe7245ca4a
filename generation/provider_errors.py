"""What can go wrong with a provider, as a tree with three branches.

The step engine decides by the branch alone: try again (and then fall back), tell the person, or
stop until somebody mends the settings. An adapter translates everything foreign into these.
"""

from generation.interfaces import Usage


class ProviderError(Exception):
    """Base of all that a provider may raise. `str(error)` is fit to be shown to a person."""


class Transient(ProviderError):
    """Worth another try: an outage, a throttle, a cut connection before anything was accepted.

    `retry_after` is in seconds where the provider said so, else None.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Throttled(Transient):
    """It is there and answers, but not so often, please. No outage."""


class Rejected(ProviderError):
    """The request itself was refused (moderation, bad input). Never retried, never re-routed."""


class ContentRefused(Rejected):
    """The provider's rules on content forbid this. It is never asked this again by itself.

    `what` was refused: "words", "picture" (one that was sent), "result" (what it had made), "" where it does
    not say. The message ends with what a person can do.
    """

    ADVICE = {
        "words": "Change the words and try again.",
        "picture": "Choose another picture and try again.",
        "result": "Try again with another seed, or change the words.",
        "": "Change the words or the picture and try again.",
    }

    def __init__(self, message: str, what: str = "") -> None:
        super().__init__(f"{message} {self.ADVICE[what]}")
        self.what = what


class Misconfigured(ProviderError):
    """A key, model or setting is wrong. Nothing is retried until it is mended."""


class NoAccess(Misconfigured):
    """The key is not accepted, or the account is used up: only a person at the provider's desk can help."""


class OutcomeUnknown(ProviderError):
    """A paid request may or may not have been accepted. Never retried blindly."""


class Unusable(ProviderError):
    """The provider answered, and probably charged, but the answer cannot be used.

    `usage` is what it said it consumed; `answer` is the model's own text, so that it can be shown
    what was wrong with it; `refused` marks an answer that declines the task, `what` is as in ContentRefused.
    """

    def __init__(
        self,
        message: str,
        usage: Usage | None = None,
        answer: str = "",
        refused: bool = False,
        what: str = "words",
    ) -> None:
        super().__init__(message)
        self.usage, self.answer, self.refused, self.what = usage or Usage(), answer, refused, what


class Unreadable(Unusable):
    """What came back is no answer of the provider's at all: a page of HTML, nothing, or half of it."""
