"""Putting a backup into an empty studio."""

import gzip
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.migrations.recorder import MigrationRecorder

from vidstudio.backup import archive, keys, rows
from vidstudio.upgrade import versions

# A file up to so many bytes needs no room on the disk on its way into the storage.
IN_MEMORY = 16 * 2**20


class CannotRestore(Exception):
    """The backup is not put in here. The message says what to do."""


def restore(
    source: Path, other_keys: bool = False, say: Callable[[str], object] = print
) -> archive.BackupContents:
    """Check all of a backup, then bring its files into the storage and its rows into the database.

    The rows come last and in one transaction: a restore that was cut off is simply started again, and finds
    the files that are there. CannotRestore and archive.DamagedBackup leave no row.
    """
    contents = archive.check(source)
    manifest = contents.manifest
    _refuse_other_version(manifest)
    _refuse_used_studio()
    other = keys.others(manifest["keys"])
    if other and not other_keys:
        raise CannotRestore(
            f"Made with another {', '.join(other)}. Set the same here. Without them people sign in again, "
            "links end, and requests that are out at a provider are not found. --other-keys restores all the "
            "same."
        )
    say(f"The backup of {manifest['made']} is whole; {contents.files} files, {contents.bytes / 1e6:.1f} MB.")
    _bring_files(source)
    _bring_rows(source, manifest)
    return contents


# --- whether it fits -------------------------------------------------------------------------
def _refuse_other_version(manifest: dict[str, Any]) -> None:
    _migrate()
    here = {f"{app}.{name}" for app, name in MigrationRecorder.Migration.objects.values_list("app", "name")}
    theirs, version = set(manifest["migrations"]), manifest["version"]
    ours = {name for name in here | theirs if name.split(".")[0] in versions.OURS}
    if (theirs - here) & ours:
        raise CannotRestore(
            f"Made by a newer version ({version}; this is {versions.VERSION}). Install that one first."
        )
    if (here - theirs) & ours:
        raise CannotRestore(
            f"Made by an older version ({version}; this is {versions.VERSION}). Install that one, restore "
            "there, and then upgrade."
        )


def _migrate() -> None:
    """An empty database gets its tables."""
    try:
        is_new = not MigrationRecorder.Migration.objects.exists()
    except DatabaseError:
        is_new = True
    if is_new:
        call_command("migrate", verbosity=0)


def _refuse_used_studio() -> None:
    if not rows.is_empty():
        raise CannotRestore(
            "This studio has people or work in it. Restore into an empty database (and its own bucket or "
            "home folder), so that nothing is lost."
        )


# --- files -----------------------------------------------------------------------------------
def _bring_files(source: Path) -> None:
    for name, size, file in archive.members(source):
        if name.startswith(archive.MEDIA):
            _bring_file(name.removeprefix(archive.MEDIA), size, file)


def _bring_file(name: str, size: int, file: IO[bytes]) -> None:
    """Store a file unless it is there already; a half one of a restore that was cut is replaced."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as data:
        shutil.copyfileobj(file, data, archive.BLOCK)
        data.seek(0)
        if _is_there(name, size, data):
            return
        data.seek(0)
        stored = default_storage.save(name, File(data, name))
    if stored != name:
        default_storage.delete(stored)
        raise CannotRestore(f"The storage gave {name} another name. It must be allowed to replace files.")


def _is_there(name: str, size: int, data: IO[bytes]) -> bool:
    if not default_storage.exists(name) or default_storage.size(name) != size:
        return False
    with default_storage.open(name, "rb") as there:
        mine, theirs = archive.Hashing(data), archive.Hashing(there)
        mine.to_end()
        theirs.to_end()
    return mine.digest == theirs.digest


# --- rows ------------------------------------------------------------------------------------
def _bring_rows(source: Path, manifest: dict[str, Any]) -> None:
    models = {f"{archive.ROWS}{model._meta.label_lower}.jsonl.gz": model for model in rows.tables()}
    with transaction.atomic():
        _refuse_used_studio()
        rows.empty()
        for name, _, file in archive.members(source):
            if name.startswith(archive.MEDIA):
                break  # rows stand before files
            if name.startswith(archive.ROWS):
                if name not in models:
                    raise CannotRestore(f"{name} is a table that this version has not.")
                with gzip.open(file, "rt", encoding="utf-8") as lines:
                    rows.read(models[name], cast(IO[str], lines))
        rows.set_last_numbers(manifest["last_numbers"])
