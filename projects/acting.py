"""The work at hand: with which API token it is done, by which guest, and whom the log's lines about it name.

The token is for what is started by it and paid: set for each call of the API and forgotten after it; None for
people, commands and workers.
"""

from collections.abc import Iterator
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


# --- whom lines of the log are about ----------------------------------------------------------------
_named: ContextVar[dict[str, str | int]] = ContextVar("acting_named")


@contextmanager
def logged_as(**more: str | int | None) -> Iterator[None]:
    """Lines of the log that are written in this block carry these names, beside those of before.

    Whoever begins a piece of work says them (request, workspace, job, step); the formatters (vidstudio/logs)
    put them on each line, wherever it comes from. None is left out.
    """
    before = _named.set({**log_names(), **{key: one for key, one in more.items() if one is not None}})
    try:
        yield
    finally:
        _named.reset(before)


def log_names() -> dict[str, str | int]:
    """The names that lines carry now."""
    return _named.get({})
