"""uvicorn as production starts it: who stops it loses no request that has come in."""

import asyncio
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
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
    Server(config).run(sockets)
