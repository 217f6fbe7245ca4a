"""What takes the room: rows by table, files by kind, this machine's folders, and what retention would free.

A fixed number of questions, however much there is. PostgreSQL answers from its statistics; SQLite counts.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, DateTimeField, Min, Model, Sum

from projects import retention
from projects.models import Asset, AssetKind

# Tables with fewer bytes are told together.
SMALL = 200_000
# Folders of this machine, below its home.
FOLDERS = (("segments", "Pieces of videos for the next render"), ("run", "Notes of workers"))
# Names of columns that say when a row was made, the likelier first.
WHEN = ("created", "received", "began", "started", "date_joined", "action_time")


@dataclass(frozen=True)
class Room:
    """One kind: how many (None: not counted yet), how many bytes, and of when the oldest is."""

    label: str
    count: int | None
    bytes: int
    oldest: datetime | None = None


@dataclass(frozen=True)
class Freed:
    """What retention would remove of one kind now; `days` 0: it is kept for good."""

    label: str
    days: int
    due: retention.Due


def tables() -> list[Room]:
    """Tables that have rows, the largest first, with their indexes; small ones together at the end."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    counts = {name: count for name, count in _counts(list(models)).items() if count != 0}
    sizes = _sizes() or {name: _weighed(models[name], count) for name, count in counts.items()}
    names = [name for name in models if name in counts]
    large = [name for name in names if sizes.get(name, 0) >= SMALL]
    large.sort(key=lambda name: -sizes[name])
    found = [Room(_label(models[name]), counts[name], sizes[name], _oldest(models[name])) for name in large]
    small = [name for name in names if name not in large]
    rest = sum(counts[name] or 0 for name in small), sum(sizes.get(name, 0) for name in small)
    return [*found, Room(f"{len(small)} small tables", *rest)] if small else found


def _weighed(model: type[Model], count: int | None) -> int:
    """About what the rows of a table take, from a sample: for a SQLite that cannot say."""
    return retention.size_of(model._base_manager.all(), count or 0)


def _label(model: type[Model]) -> str:
    name = str(model._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


def _oldest(model: type[Model]) -> datetime | None:
    """When the row with the smallest key was made: one look at an index."""
    names = {field.name for field in model._meta.local_fields if isinstance(field, DateTimeField)}
    column = next((name for name in WHEN if name in names), None)
    if column is None:
        return None
    return model._base_manager.order_by("pk").values_list(column, flat=True).first()


def _sizes() -> dict[str, int]:
    """{table: bytes}; {} where the database cannot say."""
    if connection.vendor == "postgresql":
        sql = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
    else:
        sql = (
            "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name "
            "WHERE s.aggregate GROUP BY m.tbl_name"
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            return {name: int(size) for name, size in cursor.fetchall()}
    except DatabaseError:  # SQLite that was built without dbstat
        return {}


def _counts(names: list[str]) -> dict[str, int | None]:
    """{table: rows}; PostgreSQL's estimate, None where it never looked at the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'")
            return {name: count if count >= 0 else None for name, count in cursor.fetchall()}
        parts = (f"SELECT '{name}', count(*) FROM {connection.ops.quote_name(name)}" for name in names)
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def files() -> list[Room]:
    """Files in the storage by kind, the largest first: one question."""
    rows = Asset.objects.order_by().values("kind")
    found = rows.annotate(count=Count("pk"), size=Sum("bytes"), oldest=Min("created")).order_by("-size")
    return [
        Room(str(AssetKind(row["kind"]).label), row["count"], row["size"], row["oldest"]) for row in found
    ]


def folders() -> list[Room]:
    """This machine's own: its home folder, where a worker keeps what it can make again."""
    found = [_folder(settings.HOME_DIR / name, label) for name, label in FOLDERS]
    return [room for room in found if room.count]


def _folder(path: Path, label: str) -> Room:
    stats = [one.stat() for one in _files_of(path)]
    oldest = min((one.st_mtime for one in stats), default=None)
    when = datetime.fromtimestamp(oldest).astimezone() if oldest is not None else None
    return Room(label, len(stats), sum(one.st_size for one in stats), when)


def _files_of(path: Path) -> Iterator["os.DirEntry[str]"]:
    try:
        entries = list(os.scandir(path))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_of(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield entry


def freed() -> list[Freed]:
    """What retention would remove now, by kind."""
    return [Freed(kind.label, days, due) for kind, days, due in retention.due()]
