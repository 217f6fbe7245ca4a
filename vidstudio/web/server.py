"""uvicorn as production starts it: who stops it loses no request that has come in."""

import asyncio
import gc
import socket

import uvicorn

from generation import tracing

# Connections that may wait to be taken, as uvicorn has it.
BACKLOG = 2048
# Taken a moment before the end, a connection has not said yet what it wants: it is listened to for so long.
LISTEN_SECONDS = 0.5
# What is being answered has so long: less than TimeoutStopSec of the unit and stop_grace_period of the
# container. Streams of events end with it, and whoever follows one comes back.
FINISH_SECONDS = 20
# Garbage in circles is looked for after so many new objects; a list of 50 projects makes some thousands that
# are not garbage yet. Python's own number is 700.
GARBAGE_AFTER = 25_000


class Server(uvicorn.Server):
    """Stops by taking no more connections, hearing those that were taken, and answering what they asked."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await asyncio.sleep(LISTEN_SECONDS)
        await super().shutdown(sockets)
        # The process may end by its signal and not run what is done at exit.
        await asyncio.to_thread(tracing.end)


def serve(sockets: list[socket.socket]) -> None:
    """Serve these listening sockets until a signal asks to stop."""
    config = uvicorn.Config(
        "vidstudio.asgi:application",
        lifespan="off",
        access_log=False,
        server_header=False,
        log_config=None,
        # An event is some hundred bytes, and would be packed for each of hundreds of pages.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
    config.load()
    keep_loaded()
    Server(config).run(sockets)


def keep_loaded() -> None:
    """What is loaded once stays: looking through all of it again is a twentieth of a list's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
