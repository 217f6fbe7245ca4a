"""A real web server as production starts it, clients beside it, and what PostgreSQL saw of them."""

import contextlib
import http.client
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter

import psycopg

from tests.paths import ROOT
from tests.waiting import until

HOST = "127.0.0.1"


# Below those that the system gives to whoever asks for any (Linux: from 32768, others: from 49152).
PORTS = range(20_000, 32_000)


def free_port():
    """A port for a server that starts in a while. Nobody who asks for any port is given it meanwhile."""
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((HOST, port))
            return port


def answers(port, path="/health/"):
    try:
        return urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=2).status == 200
    except OSError:
        return False


@contextlib.contextmanager
def uvicorn(log, **env):
    """Port of a web server as production starts it; its words go to the file `log`."""
    with serving(log, **env) as (port, _):
        yield port


@contextlib.contextmanager
def serving(log, **env):
    """(port, process id) of a web server as production starts it."""
    port = free_port()
    command = ["-m", "vidstudio.web", "--host", HOST, "--port", str(port)]
    with log.open("w") as words:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
        )
        try:
            until(lambda: answers(port), what="the web server")
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(30)


def load(port, paths, headers, clients, seconds):
    """(status → how many answers, seconds of each answer) of that many clients at the same time."""
    statuses, took, end = Counter(), [], time.monotonic() + seconds

    def client(number):
        line = http.client.HTTPConnection(HOST, port, timeout=60)
        turn = number
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                line.request("GET", paths[turn % len(paths)], headers=headers)
                answer = line.getresponse()
                answer.read()
                statuses[answer.status] += 1
            except (OSError, http.client.HTTPException) as error:
                statuses[type(error).__name__] += 1
                line.close()
            took.append(time.monotonic() - began)
            turn += 1
        line.close()

    _together(client, clients)
    return statuses, took


def hang_up(port, path, headers, clients):
    """Clients that ask and go away before they are answered."""

    def client(_):
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection((HOST, port), 5) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{lines}\r\n".encode())

    _together(client, clients)


def _together(work, count):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Connections:
    """Counts the connections to a PostgreSQL, its own left out: `before`, `most` in this block, `now()`."""

    def __init__(self, params):
        self.params = {
            name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)
        }
        self._over = threading.Event()

    def __enter__(self):
        self._line = psycopg.connect(**self.params, autocommit=True)
        self.before = self.most = self.now()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
        self._line.close()

    def now(self):
        asked = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return self._line.execute(asked).fetchone()[0]

    def _watch(self):
        while not self._over.wait(0.05):
            self.most = max(self.most, self.now())
