"""A new SQLite database that is laid out at once is the one that all migrations make, one by one."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import django
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.paths import ROOT
from vidstudio.upgrade import new_database

# Numbers of rows may differ where newer migrations follow the script, moments always do.
OF_A_RUN = re.compile(r"(?:\w+_)?id|applied")


def tables(execute):
    """{table: (the statement that made it, those of its indexes)}."""
    rows = execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
    found = {}
    for table, sql in rows.fetchall():
        found.setdefault(table, []).append(sql)
    return found


def rows(execute, table):
    """The rows of a table in words: sorted, without what differs from run to run."""
    cursor = execute(f'SELECT * FROM "{table}"')
    kept = [at for at, (name, *_) in enumerate(cursor.description) if not OF_A_RUN.fullmatch(name)]
    return sorted(repr([row[at] for at in kept]) for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only an SQLite database is laid out")
@pytest.mark.django_db
def test_a_new_database_is_the_same_as_one_that_was_migrated_step_by_step(tmp_path):
    env = {**os.environ, "VIDSTUDIO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "vidstudio.settings"}
    command = [sys.executable, "manage.py", "migrate"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert "A new database is laid out" in done.stdout
    old = connection.settings_dict["NAME"]
    with (
        closing(sqlite3.connect(old)) as migrated,
        closing(sqlite3.connect(tmp_path / "studio.sqlite3")) as new,
    ):
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []
        made, wanted = tables(new.execute), tables(migrated.execute)
        assert len(made) > 60 and made == {name: wanted.get(name) for name in made}
        for table in set(made) - {"sqlite_sequence"}:
            assert rows(new.execute, table) == rows(migrated.execute, table), table


@pytest.mark.django_db
def test_the_script_names_migrations_that_are_there_and_a_used_database_is_left_alone():
    made = new_database.migrations_in(new_database.SCRIPT.read_text(encoding="utf-8"))
    known = MigrationLoader(connection).disk_migrations
    assert ("projects", "0001_initial") in made
    assert not made - set(known)
    assert new_database.lay_out() is None


def test_a_script_that_does_not_fit_what_is_installed_is_left_aside():
    made, head = {("projects", "0001_initial")}, new_database.HEAD.format(django.get_version())
    assert new_database.fits(head, made, made | {("projects", "0002_newer")})
    assert not new_database.fits(head, made | {("projects", "0999_of_tomorrow")}, made)
    assert not new_database.fits(new_database.HEAD.format("4.2"), made, made)
    assert not new_database.fits(head, set(), made)
