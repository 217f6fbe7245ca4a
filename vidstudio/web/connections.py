"""Whether a kept connection to PostgreSQL still is one, asked for each request: without a question to it."""

import select
import time
from typing import Any

import psycopg

# A network that forgot a connection says nothing: one that nobody used for so long is asked.
QUIET_SECONDS = 30
# What a pool asks to see whether a connection is alive.
ALIVE = ""


class Kept(psycopg.Connection[Any]):
    """A connection of a pool, which asks ALIVE before it hands one out.

    A server that ends, or is killed, closes its connections: then something is to be read from them.
    """

    _taken = 0.0

    def execute(self, query: Any, *args: Any, **more: Any) -> psycopg.Cursor[Any]:
        """Raises psycopg.Error where the connection is none any more."""
        if query == ALIVE:
            before, self._taken = self._taken, time.monotonic()
            if self._taken - before < QUIET_SECONDS and not self._has_words():
                return self.cursor()
        return super().execute(query, *args, **more)

    def _has_words(self) -> bool:
        looked = select.poll()
        looked.register(self.fileno(), select.POLLIN)
        return bool(looked.poll(0))
