"""A web process that is stopped answers what has come in."""

import asyncio
import socket
import threading
import time

import uvicorn

from tests.waiting import PATIENCE, until
from tests.web_server import HOST
from vidstudio.web import server

ASKED = b"GET / HTTP/1.1\r\nHost: studio\r\nConnection: close\r\n\r\n"


def stopped_while(kind, before, after):
    """What a server of that kind answers to `before`, sent before it is told to stop, and `after`."""
    is_told = threading.Event()

    async def application(scope, receive, send):
        """Answers nobody before the server was told to stop."""
        while not is_told.is_set():
            await asyncio.sleep(0.01)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"OK"})

    listens = socket.create_server((HOST, 0))
    config = uvicorn.Config(application, lifespan="off", log_config=None, timeout_graceful_shutdown=10)
    web = kind(config)
    thread = threading.Thread(target=web.run, args=([listens],))
    thread.start()
    until(lambda: web.started, what="the server")
    with socket.create_connection(listens.getsockname(), timeout=PATIENCE) as line:
        until(lambda: web.server_state.connections, what="the connection to be taken")
        line.sendall(before)
        if before:
            until(lambda: web.server_state.tasks, what="the request to be under way")
        web.should_exit = True
        # uvicorn looks ten times a second whether it should end.
        until(lambda: not web.servers[0].is_serving(), what="the server to take no more connections")
        time.sleep(0.05)
        is_told.set()
        try:
            line.sendall(after)
            said = b""
            while more := line.recv(4096):
                said += more
        except OSError:
            said = b""
    thread.join(PATIENCE)
    assert not thread.is_alive()
    return said


def test_a_request_that_is_being_answered_is_answered():
    assert stopped_while(server.Server, ASKED, b"").endswith(b"OK")


def test_a_connection_that_was_taken_and_has_not_spoken_yet_is_heard_out(monkeypatch):
    """uvicorn by itself closes it: the proxy in front would tell somebody that the studio is broken."""
    # This thread, too, has to get its turn in that time.
    monkeypatch.setattr(server, "LISTEN_SECONDS", 3)
    assert stopped_while(server.Server, b"", ASKED).endswith(b"OK")
    assert stopped_while(uvicorn.Server, b"", ASKED) == b""
