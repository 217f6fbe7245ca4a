"""What every test has: files of its own, quick passwords, and the rows that migrations wrote."""

import gc
import os

import pytest
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connections, transaction
from whitenoise.middleware import WhiteNoiseMiddleware

from generation.media import object_finder
from tests.kept_database import KeptDatabase
from vidstudio.languages import catalogues


@pytest.fixture(autouse=True)
def object_model(monkeypatch):
    """No model cuts photos, as where none is installed: it takes seconds a photo."""
    monkeypatch.setattr(object_finder, "look", lambda rgb: None)


@pytest.fixture(scope="session", autouse=True)
def translations():
    """Compiled as `make setup` compiles them, where somebody runs tests without it."""
    catalogues.compile_all()


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """The static files are looked for once a process. Each new client of a test would do it again."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def remember(middleware):
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remember)
        yield


@pytest.fixture(scope="session")
def kept_database(django_db_createdb, django_db_use_migrations, django_db_modify_db_settings):
    """A `KeptDatabase` to copy or to fill; None where it is not used (PostgreSQL, `--create-db`)."""
    if django_db_createdb or not django_db_use_migrations or not KeptDatabase.usable():
        yield None
        return
    with KeptDatabase() as kept:
        yield kept


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, kept_database):
    """Django takes the copy that is there, and asks it for missing migrations and permissions."""
    return django_db_keepdb or bool(kept_database and kept_database.copy())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, kept_database):
    """A test with transactions of its own empties all tables; what migrations put there comes back.

    It comes from copies beside the tables, with the same keys. Django would make permissions and content
    types anew after each test and knows nothing of the price book; by way of models that takes half a second.
    """
    if kept_database:
        with django_db_blocker.unblock():
            kept_database.keep()
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        line = connections["default"]
        filled = []
        for table in line.introspection.django_table_names(only_existing=True, include_views=False):
            name, copy = line.ops.quote_name(table), line.ops.quote_name(f"kept_{table}")
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})")
            if cursor.fetchone()[0]:
                cursor.execute(f"DROP TABLE IF EXISTS {copy}")
                cursor.execute(f"CREATE TABLE {copy} AS SELECT * FROM {name}")
                filled.append((name, copy))

    def restore(verbosity, interactive, db, **_):
        with transaction.atomic(db), connections[db].cursor() as cursor:
            for name, copy in filled:
                cursor.execute(f"INSERT INTO {name} SELECT * FROM {copy}")

    patched = pytest.MonkeyPatch()
    patched.setattr(flush, "emit_post_migrate_signal", restore)
    if connections["default"].vendor == "postgresql":
        patched.setattr(connections["default"].ops, "sql_flush", emptied)
    yield
    patched.undo()


def emptied(style, tables, **_):
    """TRUNCATE makes new files for each table and index: that takes far longer than a test's few rows.

    The order does not matter: PostgreSQL looks at the foreign keys when the transaction ends.
    """
    return ["; ".join(f'DELETE FROM "{table}"' for table in tables)]


@pytest.fixture(autouse=True)
def own_cache():
    """What one test left there (how long steps take, how often somebody asked) is not the next one's."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files of one test are not seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    # A slow hash protects passwords; the cast's are no secret.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media", "allow_overwrite": True},
        },
    }


# Files of half a minute and more of the processor, the longest first.
LONGEST = (
    "test_on_postgresql", "test_crashes", "browser/", "test_every_point", "test_looks", "test_make_video",
    "test_double_clicks", "test_generated_client", "test_every_address", "test_show", "test_clips",
    "test_admin.py",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    """What takes longest begins first, so that no core is idle while the other ends a long one."""

    def turn(item):
        rank = next((at for at, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST))
        return rank, item.get_closest_marker("slow") is None

    items.sort(key=turn)


def pytest_collection():
    """Thousands of collected tests live until the end: the collector need not walk them again and again."""
    gc.disable()


def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_xdist_auto_num_workers():
    """`-n auto`: one more than there are cores, since tests of killed workers, sockets, leases wait a lot."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else None
