"""Whether the code and the database fit, before anything is started; and one migration at a time."""

import fcntl
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from vidstudio.upgrade.versions import OURS, RELEASES, VERSION

log = logging.getLogger(__name__)

# Of PostgreSQL's advisory locks: whoever migrates has this one.
LOCK = 0x76696473


def trouble() -> str:
    """Why this version cannot even migrate the database; "" when it can (or when there is nothing in it)."""
    loader = MigrationLoader(connection)
    applied = {(app, name) for app, name in loader.applied_migrations or () if app in OURS}
    unknown = sorted(applied - set(loader.disk_migrations) - _replaced(loader))
    if unknown:
        return (
            f"A newer version than this one ({VERSION}) has used this database: it knows "
            f"{'.'.join(unknown[-1])}. Install that version, or restore a backup of before."
        )
    first, marks = next(iter(RELEASES.items()))
    if applied and not set(marks.items()) <= applied:
        return f"This database is of a version before {first}. Install {first} first, migrate, then this one."
    return ""


def _replaced(loader: MigrationLoader) -> set[tuple[str, str]]:
    return {old for one in loader.disk_migrations.values() for old in one.replaces}


def waiting() -> list[str]:
    """Migrations of ours that were not made yet."""
    loader = MigrationLoader(connection)
    there = set(loader.applied_migrations or ())
    return sorted(f"{app}.{name}" for app, name in set(loader.graph.nodes) - there if app in OURS)


def refusal() -> str:
    """Why web and workers do not start on this database; "" when they do, also while it cannot be reached."""
    try:
        found = trouble()
        left = [] if found else waiting()
    except DatabaseError as error:  # whoever waits for it says so (/health/ready/)
        log.warning("the database does not answer yet: %s", error)
        return ""
    if left:
        return f"The database is of an older version: run `manage.py migrate` first ({len(left)} migrations)."
    return found


def require_fitting() -> None:
    """ImproperlyConfigured when the database does not fit. May be called where an event loop runs."""
    with ThreadPoolExecutor(1) as aside:
        why = aside.submit(_refusal_aside).result()
    if why:
        raise ImproperlyConfigured(why)


def _refusal_aside() -> str:
    try:
        return refusal()
    finally:
        connection.close()


@contextmanager
def migrating() -> Iterator[None]:
    """One process at a time: others wait here, and then find nothing left to do."""
    if connection.vendor == "postgresql":
        own = connection.copy()  # a transaction of its own holds the lock, behind a pooler as well
        own.settings_dict["OPTIONS"].pop("pool", None)
        try:
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            yield
        finally:
            own.close()
        return
    with (settings.HOME_DIR / "migrate.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
