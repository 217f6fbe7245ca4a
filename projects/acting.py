"""With which API token the work at hand is done, for what is started by it and paid.

Set for each call of the API and forgotten after it; None for people, commands and workers.
"""

from contextlib import contextmanager
from contextvars import ContextVar

_token = ContextVar("acting_token", default=None)


def begin(token):
    """From now on, in this call, `token` (an ApiToken or None) acts."""
    _token.set(token)


def end():
    _token.set(None)


def token():
    """The ApiToken that acts, or None."""
    return _token.get()


# --- guests --------------------------------------------------------------------------------------
_guest = ContextVar("acting_guest", default=None)


@contextmanager
def as_guest(link, name):
    """What is done in this block is done by a guest of that name, with that link."""
    before = _guest.set((link, name))
    try:
        yield
    finally:
        _guest.reset(before)


def guest():
    """(link, name) of the guest who acts, or None."""
    return _guest.get()
