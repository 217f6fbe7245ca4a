"""A database that does not fit is refused by name, and only one process migrates."""

import os
import sqlite3
import subprocess
import sys

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests import servers
from tests.paths import ROOT
from vidstudio.upgrade import gate, versions


def record(app, name):
    MigrationRecorder.Migration.objects.create(app=app, name=name)


def forget(app, **which):
    MigrationRecorder.Migration.objects.filter(app=app, **which).delete()


@pytest.mark.django_db
def test_the_database_of_this_version_fits():
    assert (gate.trouble(), gate.waiting(), gate.refusal()) == ("", [], "")


@pytest.mark.django_db
def test_a_newer_database_is_refused_and_not_migrated():
    record("projects", "0999_of_tomorrow")
    assert "newer version" in gate.refusal() and "projects.0999_of_tomorrow" in gate.refusal()
    with pytest.raises(CommandError, match="newer version than this one"):
        call_command("migrate", verbosity=0)
    with pytest.raises(CommandError, match="newer version"):
        call_command("worker", name="of-tomorrow")


@pytest.mark.django_db
def test_a_database_of_before_the_first_release_goes_by_way_of_it():
    forget("generation", name__gt="0003")
    assert "Install 0.1.0 first" in gate.trouble()
    with pytest.raises(CommandError, match=r"before 0\.1\.0. Install 0\.1\.0 first"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_migrations_that_wait_are_told_before_anything_starts():
    for app, last in versions.RELEASES["0.1.0"].items():
        forget(app, name__gt=last)
    assert gate.trouble() == ""
    assert "run `manage.py migrate` first" in gate.refusal()


@pytest.mark.django_db(transaction=True)
def test_the_web_does_not_start_on_it(monkeypatch):
    gate.require_fitting()
    record("rendering", "0999_of_tomorrow")
    with pytest.raises(ImproperlyConfigured, match="newer version"):
        gate.require_fitting()
    forget("rendering", name="0999_of_tomorrow")


def migrated_by_two(folder, done, **env):
    """Two processes migrate at the same time: one says `done`, the other finds nothing left to do."""
    own = {"VIDSTUDIO_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "vidstudio.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "1", "--no-color"]
    both = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **own, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [one.communicate(timeout=600)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert sum(done in one for one in said) == 1, said
    assert sum("No migrations to apply" in one for one in said) == 1


TWICE = "SELECT app, name FROM django_migrations GROUP BY app, name HAVING count(*) > 1"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="each starts on an empty file")
@pytest.mark.slow
def test_two_that_migrate_at_once_migrate_once(tmp_path):
    migrated_by_two(tmp_path, "A new database is laid out")
    with sqlite3.connect(tmp_path / "studio.sqlite3") as rows:
        assert rows.execute(TWICE).fetchall() == []


@pytest.mark.slow
def test_two_that_migrate_at_once_on_postgresql_migrate_once(tmp_path):
    """By an advisory lock: the machines share nothing but the database."""
    with servers.postgres() as url:
        migrated_by_two(tmp_path, "Applying projects.0001_initial... OK", DATABASE_URL=url)
        with psycopg.connect(url) as rows:
            assert rows.execute(TWICE).fetchall() == []
