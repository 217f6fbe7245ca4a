"""The supervisor: the one process an operator starts.

It runs django-q2's cluster in a session of its own, ticks once a second, sends a canary through
the pool, and replaces a pool that went silent. What django-q2 does not survive (measured, see
docs/decisions.md): a signal to its whole group, a killed idle worker that held the queue's lock,
a killed sentinel that leaves orphans. So only its main process is ever signalled, and its group
is killed outright when it does not end, or when it was left over by a supervisor that died.
"""

import contextlib
import ctypes
import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections

from generation.engine import dispatch, queue
from generation.models import Step, StepState, WorkerHeartbeat
from projects import clock
from projects.outgoing import deliver

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
# A look at a provider falls due at some moment of a second; being late for it is time lost for a video.
NOTIFY_SECONDS = 0.25
HOUSEKEEPING_SECONDS = 300
# How often it is looked whether an outgoing webhook is to be tried again.
EVENTS_SECONDS = 10
GRACE_SECONDS = 30
# How often the patience with a pool that never answered is doubled.
MOST_DOUBLINGS = 4
# A supervisor gives a sign of life every TICK_SECONDS; after this long without one it is told as dead.
SILENT_SECONDS = 30
# In the environment of a pool's processes: which supervisor's pool it is, as the path of its note.
POOL_VARIABLE = "VIDSTUDIO_POOL"


class AlreadyRunning(Exception):
    """Another supervisor of this name is at work on this machine."""


def row_name(name: str) -> str:
    """The name of a supervisor's WorkerHeartbeat: of this machine, and of the supervisor."""
    return f"{os.uname().nodename}:{name}"


def silent(name: str, seconds: float = SILENT_SECONDS) -> str:
    """Why the supervisor of that name on this machine seems dead; "" when it gave a sign of life lately."""
    row = WorkerHeartbeat.objects.filter(name=row_name(name)).first()
    if row is None:
        return f"No worker “{name}” was ever started on this machine."
    age = (clock.now() - row.seen).total_seconds()
    return f"The worker “{name}” gave its last sign of life {age:.0f} s ago." if age > seconds else ""


class Supervisor:
    """Keeps one pool alive until `stop` is called. `name` tells supervisors of one machine apart."""

    pool: subprocess.Popen[bytes]

    def __init__(
        self, name: str = "worker", grace: float = GRACE_SECONDS, say: Callable[[str], object] = print
    ) -> None:
        self.name, self.grace, self.say = name, grace, say
        self.stopping, self.restarts = False, 0
        # Pools in a row that were replaced before they answered once.
        self.silent_pools = 0
        # When (monotonic) the database was found locked, since it was last written to.
        self.locked_since: float | None = None
        self.last_housekeeping: float | None = None
        self.last_events = 0.0
        folder = settings.HOME_DIR / "run"
        folder.mkdir(parents=True, exist_ok=True)
        self.lock_path, self.pool_path = folder / f"{name}.lock", folder / f"{name}.pool"

    # --- the whole life -------------------------------------------------------------------
    def run(self) -> None:
        """Blocks until a signal asks it to stop. Leaves no process behind."""
        with self._only_one():
            self._end_orphans()
            signal.signal(signal.SIGTERM, self.stop)
            signal.signal(signal.SIGINT, self.stop)
            self._start_pool()
            try:
                while not self.stopping:
                    self._tick()
                    self._until_next_tick()
            finally:
                self._stop_pool()

    def stop(self, *_: object) -> None:
        self.stopping = True

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.05)

    def _until_next_tick(self) -> None:
        for _ in range(round(TICK_SECONDS / NOTIFY_SECONDS)):
            self._wait(NOTIFY_SECONDS)
            if not self.stopping:
                self._notify()

    # --- one at a time --------------------------------------------------------------------
    @contextlib.contextmanager
    def _only_one(self) -> Iterator[None]:
        """The kernel frees this lock when the process ends, however it ends."""
        with self.lock_path.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(f"A worker named “{self.name}” runs already on this machine.") from None
            yield

    def _end_orphans(self) -> None:
        """A supervisor that was killed left its pool running: end it before starting another.

        Its main process may be dead as well, so each process of it is known by its environment.
        """
        left = self._pool_members()
        if left:
            self.say(f"Ending {len(left)} processes of the pool that a killed worker left behind")
            kill_all(self._pool_members)
        self.pool_path.unlink(missing_ok=True)

    def _pool_members(self) -> list[int]:
        """Pids of the living processes of this supervisor's pools, with whatever they started."""
        return [*{*started_with(POOL_VARIABLE, str(self.pool_path)), *self._noted_members()}]

    def _noted_members(self) -> list[int]:
        """Those of the noted process group that run a pool: also of one that has no such variable yet."""
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
            group = members(json.loads(self.pool_path.read_text())["pid"])
            return [pid for pid in group if b"qcluster" in _read(pid, "cmdline").split(b"\0")]
        return []

    # --- the pool -------------------------------------------------------------------------
    def _start_pool(self) -> None:
        # Its own session: a Ctrl-C or a group signal meant for us must not reach django-q2. No checks: the
        # worker made them when it started, and a pool that is replaced should be back half a second sooner.
        self.pool = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster", "--skip-checks"],
            start_new_session=True,
            preexec_fn=end_with_parent,
            stdin=subprocess.DEVNULL,
            env={**os.environ, POOL_VARIABLE: str(self.pool_path)},
        )
        self.pool_path.write_text(json.dumps({"pid": self.pool.pid}))
        self._heartbeat(canary_asked=None, canary_answered=None)

    def _stop_pool(self) -> None:
        """Ask the main process only; kill the whole group when it does not end in time."""
        if self.pool.poll() is None:
            self.pool.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.pool.wait(self.grace)
        kill_all(self._pool_members)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.pool.wait(5)
        self.pool_path.unlink(missing_ok=True)

    def _replace_pool(self, why: str) -> None:
        self.say(f"Replacing the pool: {why}")
        self.restarts += 1
        kill_all(self._pool_members)
        self.pool.wait(5)
        self._start_pool()

    # --- the tick -------------------------------------------------------------------------
    def _tick(self) -> None:
        began = time.monotonic()
        try:
            close_old_connections()
            if self.pool.poll() is not None:
                self._replace_pool("its main process ended")
            dispatch.sweep()
            self._housekeeping()
            self._canary(self._heartbeat())
            self.locked_since = None
        except Exception as error:  # the database may be away: the next tick tries again
            log.warning("tick failed", exc_info=True)
            self._break_lock(error, began)

    def _break_lock(self, error: Exception, began: float) -> None:
        """Replace a pool of which a process stands still while it writes: on SQLite nobody else can then.

        The canary has to be written, too, and does not find it. So the pool is replaced when no write of ours
        came through for as long as a canary has. (PostgreSQL locks rows.)
        """
        is_locked = isinstance(error, OperationalError) and "database is locked" in str(error)
        if not is_locked:
            self.locked_since = None
            return
        self.locked_since = self.locked_since or began
        if time.monotonic() - self.locked_since > self._patience():
            self.locked_since = None
            self.silent_pools += 1
            with contextlib.suppress(OperationalError):  # somebody else's lock: the next tick goes on
                self._replace_pool("nothing can be written to the database")

    def _patience(self) -> float:
        """Seconds. On a machine that is too busy to start a pool in time the next one has longer."""
        return settings.CANARY_PATIENCE_SECONDS * 2 ** min(self.silent_pools, MOST_DOUBLINGS)

    def _notify(self) -> None:
        try:
            dispatch.notify_due()
        except Exception:  # the database may be away: the next tick tells
            log.debug("notifying failed", exc_info=True)

    def _heartbeat(self, **changes: Any) -> WorkerHeartbeat:
        seen = {"seen": clock.now(), "restarts": self.restarts}
        row, _ = WorkerHeartbeat.objects.update_or_create(
            name=row_name(self.name), defaults={**seen, **changes}
        )
        return row

    def _housekeeping(self) -> None:
        """Now and then a worker, not this process, does what asks others: it may take long."""
        now = time.monotonic()
        if self.last_housekeeping is None or now - self.last_housekeeping > HOUSEKEEPING_SECONDS:
            self.last_housekeeping = now
            queue.send_housekeeping()
        if now - self.last_events > EVENTS_SECONDS:
            self.last_events = now
            if deliver.is_due():
                queue.send_events_due()

    def _canary(self, heartbeat: WorkerHeartbeat) -> None:
        """A small task now and then; a pool in which it dies is wedged (django-q2 #23)."""
        now = clock.now()
        asked, answered = heartbeat.canary_asked, heartbeat.canary_answered
        if asked and (answered is None or answered < asked):
            if now - asked > timedelta(seconds=self._patience()) and not self._is_busy():
                self.silent_pools += 1
                self._replace_pool("its canary did not answer")
            return
        self.silent_pools = 0 if asked else self.silent_pools
        if asked is None or now - asked > timedelta(seconds=settings.CANARY_EVERY_SECONDS):
            self._heartbeat(canary_asked=now, memory_mb=memory_mb(self._pool_members()))
            queue.send_canary(heartbeat.pk)

    def _is_busy(self) -> bool:
        """Whether every worker of this machine is at a step whose lease is renewed: not wedged."""
        host = os.uname().nodename
        mine = Step.objects.filter(
            state=StepState.RUNNING, worker__startswith=f"{host}:", lease_until__gt=clock.moment()
        )
        return mine.count() >= settings.WORKERS


# --- processes -------------------------------------------------------------------------------
def end_with_parent() -> None:
    """In a new process: be told to end (SIGTERM) when the parent dies, however it dies. Linux only."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def members(group: int) -> list[int]:
    """Pids of the living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError, IndexError):
                state, _, pgrp = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:3]
                if int(pgrp) == group and state != "Z":
                    found.append(int(entry.name))
    return found


def started_with(name: str, value: str) -> list[int]:
    """Pids of the living processes that were started with this variable in their environment.

    Forks and whatever they start inherit it, also when the process that had it first is gone.
    """
    wanted = f"{name}={value}".encode()
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if wanted in _read(pid, "environ").split(b"\0")]


def _read(pid: int, what: str) -> bytes:
    """A file of /proc about a process; empty when it ended, or is somebody else's."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def memory_mb(pids: Iterable[int]) -> int:
    """What these processes hold together, in MB (resident; what they share counts for each)."""
    pages = [_read(pid, "statm").split()[1:2] for pid in pids]
    return sum(int(row[0]) for row in pages if row) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def kill_group(group: int, patience: float = 5) -> None:
    """SIGKILL to every member of the group, until none is left."""
    kill_all(lambda: members(group), patience)


def kill_all(alive: Callable[[], list[int]], patience: float = 5) -> None:
    """SIGKILL to every process that `alive()` lists, until none is left."""
    until = time.monotonic() + patience
    while (left := alive()) and time.monotonic() < until:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
