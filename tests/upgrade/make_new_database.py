"""python -m tests.upgrade.make_new_database: writes vidstudio/upgrade/new_database.sql, for new migrations.

Every migration is made on an empty SQLite database, one by one, and what is there then is the script.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import django

from tests.paths import ROOT
from vidstudio.upgrade import new_database

# A moment of no meaning: the script would differ each time. Who lays it out writes the moment of doing so.
NO_TIME = "2026-01-01 00:00:00.000000"


def migrated_one_by_one(folder: Path) -> Path:
    """A database of every migration, made without the script."""
    env = {**os.environ, "VIDSTUDIO_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "vidstudio.settings"}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--run-syncdb"]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    return folder / "studio.sqlite3"


def script_of(database: Path) -> str:
    with closing(sqlite3.connect(database)) as file:
        file.execute("UPDATE django_migrations SET applied = ?", [NO_TIME])
        lines = list(file.iterdump())
    return new_database.HEAD.format(django.get_version()) + "\n".join(lines) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        new_database.SCRIPT.write_text(script_of(migrated_one_by_one(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
