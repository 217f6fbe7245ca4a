"""All rows of a studio as lines of JSON that any engine takes back, with the keys they have."""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models import JSONField, Model, Value

# Messages of the queue are only hints to look at rows, and the sweep sends them anew. They are pickles, too,
# and nothing of a backup may be run.
LEFT_OUT = ("django_q",)
SNAPSHOT = "backup"
BATCH = 500


def tables() -> list[type[Model]]:
    """The model of every table that is backed up, with those between two others."""
    found = apps.get_models(include_auto_created=True)
    return [one for one in found if one._meta.managed and one._meta.app_label not in LEFT_OUT
            and not one._meta.proxy and not one._meta.swapped]  # fmt: skip


def columns(model: type[Model]) -> list["models.Field[Any, Any]"]:
    return list(model._meta.local_concrete_fields)


@contextmanager
def snapshot() -> Iterator[str]:
    """The name of a connection on which everything is as it was at one moment, while others go on writing.

    A connection of its own: the studio's own would take SQLite's one lock for writing.
    """
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    if own.vendor == "sqlite":
        own.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections[SNAPSHOT] = own
    try:
        with transaction.atomic(using=SNAPSHOT):
            if own.vendor == "postgresql":
                with own.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield SNAPSHOT
    finally:
        own.close()
        del connections[SNAPSHOT]


# --- out -------------------------------------------------------------------------------------
def write(model: type[Model], using: str, out: IO[str]) -> int:
    """Write a table: the names of its columns, then its rows in order of their keys. Returns how many."""
    fields = columns(model)
    names = [field.attname for field in fields]
    print(json.dumps(names), file=out)
    count = 0
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        values = [_plain(field, value) for field, value in zip(fields, row, strict=True)]
        print(json.dumps(values, ensure_ascii=False), file=out)
        count += 1
    return count


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return str(value) if isinstance(value, Decimal | UUID) else value


# --- in --------------------------------------------------------------------------------------
class DoesNotFit(Exception):
    """A table of the backup that does not fit into this database."""


def is_empty() -> bool:
    """Whether nobody has used this studio yet: what migrations themselves write does not count."""
    used = ("auth.User", "projects.Workspace", "projects.Asset", "projects.AuditEntry")
    return not any(apps.get_model(name)._base_manager.exists() for name in used)


def empty() -> None:
    """Remove what migrations wrote: the backup has it as it was changed since."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in tables():  # foreign keys are looked at when the transaction ends
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def read(model: type[Model], lines: Iterable[str]) -> int:
    """Put a table's rows in. Returns how many. DoesNotFit when they do not fit."""
    lines = iter(lines)
    names = json.loads(next(lines))
    fields = columns(model)
    if sorted(names) != sorted(field.attname for field in fields):
        raise DoesNotFit(f"The table {model._meta.label} has other columns here.")
    by_name = {field.attname: field for field in fields}
    chosen = [by_name[name] for name in names]
    count = 0
    size = max(1, min(BATCH, connection.ops.bulk_batch_size(fields, [None] * BATCH)))
    while some := list(islice(lines, size)):
        objects = [_object(model, chosen, json.loads(line)) for line in some]
        try:
            # Raw: no column is set to the present moment, and no file is stored.
            model._base_manager._insert(objects, fields=fields, using=DEFAULT_DB_ALIAS, raw=True)  # type: ignore[attr-defined]
        except Exception as error:
            span = f"{objects[0].pk} to {objects[-1].pk}"
            raise DoesNotFit(f"{model._meta.label}, rows {span}: {error}") from error
        count += len(objects)
    return count


def _object(model: type[Model], fields: list["models.Field[Any, Any]"], values: list[Any]) -> Model:
    return model(**{field.attname: _value(field, value) for field, value in zip(fields, values, strict=True)})


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, JSONField):
        # JSON's null in a column that must have a value.
        return Value(None, JSONField()) if value is None and not field.null else value
    return None if value is None else field.to_python(value)


# --- numbers that were given -----------------------------------------------------------------
def last_numbers(using: str) -> dict[str, int]:
    """{table: the last number its rows got}: numbers of rows that are gone are not given again."""
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return dict(cursor.fetchall())
        found = {}
        for table, name in _sequences(cursor):
            cursor.execute(f"SELECT last_value, is_called FROM {name}")
            value, is_called = cursor.fetchone()
            found[table] = value if is_called else 0
        return found


def set_last_numbers(numbers: dict[str, int]) -> None:
    known = {model._meta.db_table for model in tables()}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in known & numbers.keys():
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, numbers[table]]
                )
            return
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
        for table, name in _sequences(cursor):
            if numbers.get(table):
                cursor.execute(
                    f"SELECT setval(%s, greatest(%s, (SELECT last_value FROM {name})))",
                    [name, numbers[table]],
                )


def _sequences(cursor: Any) -> list[tuple[str, str]]:
    """(table, quoted name of its sequence) of PostgreSQL, of the tables whose keys are numbered."""
    found = []
    for model in tables():
        key = model._meta.pk
        if isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
            quoted = connection.ops.quote_name(model._meta.db_table)
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted, key.column])
            found.append((model._meta.db_table, cursor.fetchone()[0]))
    return [(table, name) for table, name in found if name]
