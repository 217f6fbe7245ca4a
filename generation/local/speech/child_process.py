"""A process of its own for a library that is not thread-safe, large, or whose crash would take us along.

The process is started on first use, shared by all threads of this process, replaced when it dies
or takes too long, and never shared with a forked child. It answers one request after the other: a line of
JSON in; out come a length in eight digits, so much JSON, and as many bytes as its "bytes" says.
`requests` and `write_answer` are the other side: what the process itself reads and writes.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from generation.provider_errors import Transient

_ROOT = Path(__file__).resolve().parents[3]
_TRIES = 2
# A child ends after so long without work, and looks so often whether its parent is still there.
IDLE_SECONDS, WATCH_SECONDS = 600, 5

Process = subprocess.Popen[bytes]


class _Died(Exception):
    """The child ended, or was ended, before it had answered."""


@dataclass(frozen=True)
class Utterance:
    """Raw speech: 16-bit mono PCM at `hz`, and [character, frame] marks of the words' beginnings.

    `phonemes` are (name in IPA, frame) of each sound's beginning, "" for a pause.
    """

    pcm: bytes
    hz: int
    marks: tuple[tuple[int, int], ...]
    phonemes: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, head: dict[str, Any], pcm: bytes) -> "Utterance":
        """Return the Utterance of an answer. Raises ValueError when the request was refused."""
        if "error" in head:
            raise ValueError(head["error"])
        marks = tuple((place, frame) for place, frame in head["marks"])
        phonemes = tuple((name, frame) for name, frame in head["phonemes"])
        return cls(pcm, head["hz"], marks, phonemes)


class Child:
    """Asks `python -m module`. `limit` is how many seconds one answer may take."""

    module: str

    def __init__(self, limit: float = 20.0) -> None:
        self.limit = limit
        self._process: Process | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is none."""
        return self._process.pid if self._process else None

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return (head, bytes) of an answer. Raises Transient when the child failed twice."""
        with self._lock:
            for _ in range(_TRIES):
                with suppress(_Died):
                    return self._exchange(request)
        raise Transient("The local voice stopped before it had finished speaking")

    def _exchange(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        alarm = threading.Timer(self.limit, process.kill)
        alarm.start()
        try:
            return _answer(process, request)
        except (OSError, ValueError, _Died) as error:
            self._end()
            raise _Died from error
        finally:
            alarm.cancel()

    def _running(self) -> Process:
        if self._process and self._process.poll() is not None:
            self._end()
        if not self._process:
            self._process = _start(self.module)
        return self._process

    def start(self, *ready_for: str) -> None:
        """Start the child before the first request, if there is none: it makes itself ready meanwhile."""
        with self._lock:
            if not self._process:
                self._process = _start(self.module, *ready_for)

    def stop(self) -> None:
        """End the child, if there is one; the next request starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            _close_pipes(process)
            process.wait()

    def forget(self) -> None:
        """In a forked child: let go of the parent's process without touching it.

        Its pipes must be closed here, or the process would outlive the parent; the lock may have
        been held by a thread that does not exist here.
        """
        process, self._process = self._process, None
        self._lock = threading.Lock()
        if process:
            _close_pipes(process)
            process.returncode = 0  # not ours to wait for


def _start(module: str, *words: str) -> Process:
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )


def _answer(process: Process, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return (head, PCM bytes) of one answer. Raises _Died, OSError or ValueError on a broken one."""
    assert process.stdin and process.stdout
    _write(process.stdin, json.dumps(request).encode() + b"\n")
    head = json.loads(_read(process.stdout, int(_read(process.stdout, 8))))
    return head, _read(process.stdout, head.get("bytes", 0))


# The pipes are unbuffered: a buffer has a lock, and a fork in the middle of a read would keep it shut.


def _write(pipe: IO[bytes], data: bytes) -> None:
    while data:
        data = data[pipe.write(data) :]


def _read(pipe: IO[bytes], count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        piece = pipe.read(count - len(data))
        if not piece:
            raise _Died
        data += piece
    return bytes(data)


def _close_pipes(process: Process) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe:
                pipe.close()


Kind = TypeVar("Kind", bound=Child)


def shared(child: Kind) -> Kind:
    """Return the child, which now ends with this process and is let go of in a fork."""
    atexit.register(child.stop)
    os.register_at_fork(after_in_child=child.forget)
    return child


def requests(idle_seconds: float = IDLE_SECONDS) -> Iterator[dict[str, Any]]:
    """In the child: yield each request, until stdin ends, the parent is gone or has long asked nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    parent, idle = os.getppid(), 0
    while idle < idle_seconds and os.getppid() == parent:
        if not select.select([sys.stdin], [], [], WATCH_SECONDS)[0]:
            idle += WATCH_SECONDS
            continue
        line, idle = sys.stdin.buffer.readline(), 0
        if not line:
            return
        yield json.loads(line)


def write_answer(pipe: IO[bytes], head: dict[str, Any], data: bytes = b"") -> None:
    """In the child: write one answer. `head["bytes"]` is the length of `data`, where there is any."""
    line = json.dumps(head).encode()
    pipe.write(b"%08d" % len(line) + line + data)
    pipe.flush()
