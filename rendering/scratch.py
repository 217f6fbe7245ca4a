"""Folders for half-made files on this machine: gone when their work is over, whatever happened.

A folder is locked for as long as somebody works in it. The kernel releases a lock when its process ends,
however it ends; so a folder that nobody has locked was left by a process that was killed, and whoever
opens the next folder removes it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """A new, empty folder of one's own, whose name begins with `name`."""
    parent = settings.HOME_DIR / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with _locked(parent, fcntl.LOCK_EX):  # or a new folder might be taken for an abandoned one
        _remove_abandoned(parent)
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
        handle = _lock(folder, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _remove_abandoned(parent: Path) -> None:
    for folder in parent.iterdir():
        try:
            with _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # somebody works in it, or it was removed a moment ago
            continue


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    handle = _lock(folder, how)
    try:
        yield
    finally:
        os.close(handle)


def _lock(folder: Path, how: int) -> int:
    """A handle of a folder, locked; closing it unlocks. Raises OSError where it is locked or not there."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle
