"""A migrated SQLite database, kept from run to run: copying takes no time, migrating several seconds.

It lies in .pytest_cache under a digest of all migrations, so that a changed one is run. `--create-db`
leaves it aside.
"""

import fcntl
import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connections

from tests.paths import ROOT

FOLDER = ROOT / ".pytest_cache/migrated"


class KeptDatabase:
    """Used by one process at a time until it has a database: the first one migrates, the others copy."""

    @staticmethod
    def usable():
        """Only a file can be copied: not a PostgreSQL, not a database in memory."""
        creation = connections["default"].creation
        vendor = connections["default"].vendor
        return vendor == "sqlite" and not creation.is_in_memory_db(creation._get_test_db_name())

    def __enter__(self):
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.path = FOLDER / f"{digest()}.sqlite3"
        self.lock = (FOLDER / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.lock.close()

    def copy(self):
        """Put it where the test database will be; False when nobody has kept one yet."""
        if not self.path.exists():
            return False
        shutil.copy(self.path, settings.DATABASES["default"]["TEST"]["NAME"])
        self.lock.close()
        return True

    def keep(self):
        """The test database is migrated: keep a copy of it, unless it is itself one, and let others go on."""
        if not self.path.exists():
            new = self.path.with_suffix(".new")
            new.unlink(missing_ok=True)
            with connections["default"].cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(new)])
            for old in FOLDER.glob("*.sqlite3"):
                old.unlink()
            new.replace(self.path)
        self.lock.close()


def digest():
    """Of the Django that migrates and of every migration of every app."""
    found = hashlib.sha256(django.get_version().encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        package = find_spec(f"{app.name}.migrations")
        for folder in (package.submodule_search_locations or ()) if package else ():
            for migration in sorted(Path(folder).glob("*.py")):
                found.update(f"{app.label} {migration.name}".encode() + migration.read_bytes())
    return found.hexdigest()[:32]
