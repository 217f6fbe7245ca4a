"""Making a backup while the studio runs."""

import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import connections
from django.db.models import FileField, Model

from projects.models import Asset
from vidstudio.backup import archive, keys, rows
from vidstudio.upgrade import versions

log = logging.getLogger(__name__)


@dataclass
class Made:
    """What went in. `trouble` are sentences about files that the storage has not, or has otherwise."""

    rows: int = 0
    files: int = 0
    bytes: int = 0
    trouble: list[str] = field(default_factory=list)


def make(target: Path, say: Callable[[str], object] = print) -> Made:
    """Write a backup of all rows, as they are at one moment, and of the files they name.

    OSError when the disk is full or the storage away: then there is no file.
    """
    made = Made()
    with archive.writing(target) as writer, tempfile.TemporaryFile("w+") as listed:
        with rows.snapshot() as using:
            writer.add_json(archive.MANIFEST, _manifest(using))
            for model in rows.tables():
                with writer.lines(f"{archive.ROWS}{model._meta.label_lower}.jsonl.gz") as out:
                    made.rows += rows.write(model, using, out)
            _list_files(using, listed)
        say(f"{made.rows} rows")
        listed.seek(0)
        for line in listed:
            _add_file(writer, made, *json.loads(line))
    return made


def _manifest(using: str) -> dict[str, object]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    return {
        "format": archive.FORMAT,
        "version": versions.VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": connections[using].vendor,
        "migrations": migrations,
        "keys": keys.fingerprints(),
        "last_numbers": rows.last_numbers(using),
    }


# --- files -----------------------------------------------------------------------------------
def _list_files(using: str, out: IO[str]) -> None:
    """A line of [name, SHA-256 or "", label of the model, key of the row] for each file that a row names."""
    known: set[str] = set()
    for model in rows.tables():
        for column in (one for one in rows.columns(model) if isinstance(one, FileField)):
            for name, digest, pk in _named(model, column.attname, using):
                if name and name not in known:
                    known.add(name)
                    print(json.dumps([name, digest, model._meta.label, pk]), file=out)


def _named(model: type[Model], column: str, using: str) -> Iterator[tuple[str, str, int]]:
    found = model._base_manager.using(using).order_by("pk")
    if model is Asset:
        yield from found.values_list(column, "sha256", "pk").iterator(chunk_size=2000)
    else:
        yield from ((name, "", pk) for name, pk in found.values_list(column, "pk").iterator(chunk_size=2000))


def _add_file(writer: archive.BackupWriter, made: Made, name: str, digest: str, label: str, pk: int) -> None:
    try:
        size = default_storage.size(name)
        file = default_storage.open(name, "rb")
    except FileNotFoundError:
        if any(m._meta.label == label and m._base_manager.filter(pk=pk).exists() for m in rows.tables()):
            made.trouble.append(f"{name} is not in the storage ({label} {pk}).")
        return  # else its row went while the backup was made
    with file:
        got = writer.add(archive.MEDIA + name, file, size)
    made.files, made.bytes = made.files + 1, made.bytes + size
    if digest and got != digest:
        made.trouble.append(f"{name} is not what it was when it was stored ({label} {pk}).")
