"""A new SQLite database is laid out from new_database.sql: what all its migrations together leave behind.

More than a hundred migrations made one by one take several seconds of the processor, most of it for states of
models that nobody asks for. The script holds the tables, the rows that migrations and Django write (prices,
models, permissions), and the names of the migrations; newer ones are made afterwards as usual. A script that
does not fit what is installed is left aside. `python -m tests.upgrade.make_new_database` writes it anew.
"""

import re
import sqlite3
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection
from django.db.migrations.loader import MigrationLoader

SCRIPT = Path(__file__).with_name("new_database.sql")
# Its first line: which Django's migrations it is of. Another one may lay tables out otherwise.
HEAD = "-- Django {}\n"
_MADE = re.compile(r"""^INSERT INTO "django_migrations" VALUES\(\d+,'(\w+)','(\w+)',""", re.MULTILINE)


@dataclass(frozen=True)
class LaidOut:
    """How many migrations the script stood for, and how many newer ones are left to be made."""

    made: int
    left: int


def lay_out() -> LaidOut | None:
    """Fill the database if it is an empty SQLite file and the script fits it; None where nothing was done.

    All of it is there or nothing: the script is one transaction.
    """
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return None
    script = SCRIPT.read_text(encoding="utf-8")
    made = migrations_in(script)
    known = set(MigrationLoader(connection).disk_migrations)
    if not fits(script, made, known):
        return None
    # Rows stand in the order of their tables' names, before the rows that they point to.
    with connection.constraint_checks_disabled():
        file: sqlite3.Connection = connection.connection
        try:
            file.executescript(script)
        except sqlite3.Error:
            if file.in_transaction:
                file.rollback()
            raise
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = strftime('%Y-%m-%d %H:%M:%f', 'now')")
    return LaidOut(len(made), len(known - made))


def migrations_in(script: str) -> set[tuple[str, str]]:
    """(app, name) of the migrations that a script stands for."""
    return set(_MADE.findall(script))


def fits(script: str, made: AbstractSet[tuple[str, str]], known: AbstractSet[tuple[str, str]]) -> bool:
    """Whether the script is of this Django, and names no migration that is not installed."""
    return bool(made) and script.startswith(HEAD.format(django.get_version())) and made <= known
