"""Loopback servers that behave like providers, and misbehave on demand.

`faults` are used up one by one, by POSTs only unless a fault says `on="GET"`; `seen` is every
request, in order. A subclass answers `POST` and `GET` by its own state machine. Requests and answers
are held against the SDKs' own types (wire); leaving the `with` block fails when one did not fit.
"""

import contextlib
import email
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.contracts.servers import wire


@dataclass
class Seen:
    """One request: its body is decoded JSON where it was JSON."""

    method: str
    path: str
    headers: dict
    body: object = None


@dataclass
class Fault:
    """What goes wrong with one request.

    `kind`: status, reset_before, reset_after, stall, html, empty, truncated, or a word that only one
    provider's double understands (refusal, nsfw ...).
    """

    kind: str
    status: int = 500
    body: object = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    on: str = "POST"


class Reset(Exception):
    """Cut the connection as a crashing server does."""


class Double:
    """Base of the providers' doubles: a server in a thread of this process."""

    # A stall ends when whoever asked has gone, at the latest after so long.
    stall_seconds = 60
    # How long it works on a POST before it answers (those with a queue: before it is done), in seconds.
    takes = 0
    # False where a test makes it say what no provider would: then nothing is held against its contract.
    honest = True
    # Whether a form with files is read into its fields: a file is {"name", "mime", "data"}.
    reads_forms = False
    # POSTs below this path cost nothing: faults and counts are of the others.
    free = None

    def __init__(self):
        self.seen, self.faults, self.lock = [], [], threading.Lock()
        self.answers, self.broken = [], []
        handler = type("Handler", (_Handler,), {"double": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, kind=None, *_):
        self.server.shutdown()
        self.server.server_close()
        if self.broken and kind is None:
            raise AssertionError(f"{type(self).__name__} left its contract: {self.broken[0]}")

    def hold(self, seen, answer=None):
        """Note it when a request, or the answer (status, body) to it, is not what the SDKs' types say.

        What a test makes up (a fault, an `answer` of its own) is held against nothing.
        """
        if self.honest and "answer" not in vars(self) and wire.known(self):
            problem = wire.wrong(self, seen, answer)
            self.broken += [problem] if problem else []

    def fails(self, kind, **how):
        self.faults.append(Fault(kind, **how))
        return self

    def posts(self, part=""):
        """The POSTs that cost something (and have `part` in their path)."""
        return [one for one in self.told("POST", part) if not (self.free and self.free in one.path)]

    def told(self, method, part=""):
        return [one for one in self.seen if one.method == method and part in one.path]

    def work(self, seen):
        """Take as long as it takes. Those with a queue answer at once, and look at the clock later."""
        if self.takes and seen.method == "POST":
            time.sleep(self.takes)

    def fault_for(self, method, path):
        with self.lock:
            if self.free and self.free in path and method == "POST":
                return None
            if self.faults and self.faults[0].on == method:
                return self.faults.pop(0)
        return None

    def answer(self, seen, fault):
        """(status, body, headers): body is bytes or JSON. Subclasses say what they know."""
        raise LookupError(seen.path)


def form_fields(content_type, raw):
    """{field: value, or a list where its name ends in []} of a multipart form; whole numbers as such."""
    found = {}
    message = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw)
    for part in message.get_payload():
        name, data = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        value = {"name": part.get_filename(), "mime": part.get_content_type(), "data": data}
        if not part.get_filename():
            value = int(data) if data.isdigit() else data.decode()
        if name.endswith("[]"):
            found.setdefault(name[:-2], []).append(value)
        else:
            found[name] = value
    return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Tests look at `seen` instead."""

    def do_GET(self):
        self._serve("GET")

    def do_POST(self):
        self._serve("POST")

    def do_PUT(self):
        self._serve("PUT")

    def do_DELETE(self):
        self._serve("DELETE")

    def _serve(self, method):
        fault = self.double.fault_for(method, self.path)
        try:
            if fault and fault.kind == "reset_before":
                self.double.seen.append(Seen(method, self.path, {}))
                raise Reset
            seen = self._read(method)
            self.double.hold(seen)
            if fault and fault.kind == "reset_after":
                self.double.answer(seen, None)
                raise Reset
            if fault and fault.kind == "stall":
                self.double.answer(seen, None)
                self._wait_until_nobody_listens()
                raise Reset
            self._send(*self._answer(seen, fault))
        except Reset:
            self._reset()
        except OSError:
            self.close_connection = True

    def _wait_until_nobody_listens(self):
        self.connection.settimeout(self.double.stall_seconds)
        self.connection.recv(1)

    def _read(self, method):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        # Who sent it was killed in the middle: no server takes half a request.
        if len(raw) < length:
            raise Reset
        body = raw
        with contextlib.suppress(ValueError):
            body = json.loads(raw)
        if self.double.reads_forms and "multipart/form-data" in self.headers.get("Content-Type", ""):
            body = form_fields(self.headers["Content-Type"], raw)
        seen = Seen(method, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        self.double.seen.append(seen)
        return seen

    def _answer(self, seen, fault):
        if fault is None:
            self.double.work(seen)
            status, body, headers = self.double.answer(seen, None)
            self.double.answers.append((seen, status, body))
            self.double.hold(seen, (status, body))
            return status, body, headers
        if fault.kind == "status":
            return fault.status, fault.body, fault.headers
        if fault.kind == "html":
            return (
                200,
                b"<html><body>Welcome to the hotel's Wi-Fi</body></html>",
                {"Content-Type": "text/html"},
            )
        if fault.kind == "empty":
            return 200, b"", {}
        status, body, headers = self.double.answer(seen, fault)
        if fault.kind == "truncated":
            body = (body if isinstance(body, bytes) else json.dumps(body).encode())[:40]
        return status, body, headers

    def _send(self, status, body, headers):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _reset(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
