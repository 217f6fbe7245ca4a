"""Rooms for half-made files on this machine: gone when their work is over, whatever happened.

A room's folder is locked for as long as somebody works in it. The kernel lets go of a lock when its
process dies, however it dies; so a folder that nobody holds was left by the dead, and whoever opens the
next room clears it away.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def room(name):
    """A Path of a new, empty folder of one's own, whose name begins with `name`."""
    folder = settings.HOME_DIR / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder, fcntl.LOCK_EX):  # or a room might be taken for a dead one's before it is locked
        _clear_after_the_dead(folder)
        path = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder))
        handle = _locked(path, fcntl.LOCK_EX)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def _clear_after_the_dead(folder):
    for left in folder.iterdir():
        try:
            with _held(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(left, ignore_errors=True)
        except OSError:  # held by somebody alive, or cleared away a moment ago
            continue


@contextmanager
def _held(folder, how):
    handle = _locked(folder, how)
    try:
        yield
    finally:
        os.close(handle)


def _locked(folder, how):
    """A handle of a folder, locked; closing it lets go. Raises OSError where it is held or not there."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle
