"""Whether an error means that the studio's own file storage is away, and not that a file is."""

import errno
from collections.abc import Iterator

# Libraries by which S3 is reached here; no provider is.
_CARRIERS = {"botocore", "boto3", "s3transfer"}
# Said with 4xx, and no waiting less of an outage.
_BUSY = {"SlowDown", "RequestTimeout", "Throttling", "ThrottlingException", "RequestLimitExceeded"}
# Of those without an answer, by the names of their classes: refused, reset, cut off, not in time.
_UNREACHED = {
    "ConnectionError",
    "HTTPClientError",
    "IncompleteReadError",
    "ResponseStreamingError",
    "RetriesExceededError",
    "S3UploadFailedError",
}
# A network disk that went away. A full disk is none: the step says so, and somebody makes room.
_DISK = {errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.EREMOTEIO}


def is_away(error: BaseException) -> bool:
    """Whether the storage could not be reached or was not able to work: later it may be.

    A file or bucket that is not there, a key that is not accepted and a full disk are no outage.
    """
    chain = list(_chain(error))
    answers = [
        one.response for one in chain if _carried(one) and isinstance(getattr(one, "response", None), dict)
    ]
    if answers:
        return any(_is_busy(answer) for answer in answers)
    if any(_carried(one) and _UNREACHED & {kind.__name__ for kind in type(one).__mro__} for one in chain):
        return True
    return any(isinstance(one, OSError) and one.errno in _DISK for one in chain)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _carried(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in _CARRIERS


def _is_busy(answer: dict) -> bool:
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or answer.get("Error", {}).get("Code") in _BUSY
