"""Machines of workers: each with a disk, a clock and lines of its own, that can be broken."""

import contextlib
import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

from generation.engine.worker import POOL_VARIABLE, end_with_parent, kill_all, started_with
from tests.chaos.network import Network
from tests.paths import ROOT
from tests.web_server import HOST

DISK_MB = 300


class Machine:
    """A worker's machine: a home folder on a disk of its own, a clock, and lines to all servers."""

    def __init__(self, name, folder, lines, env):
        self.name, self.folder, self.home = name, folder, folder / name
        self.home.mkdir()
        # Only an administrator may mount a disk; elsewhere it cannot be full.
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(self.home)]
        self.has_disk = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
        self.network, self.ahead, self.frozen = Network(lines), 0, []
        self.env = {key: self._through(value, lines) for key, value in env.items()}
        self.supervisors, self.log = {}, (folder / f"{name}.log").open("a")

    def _through(self, value, lines):
        """The same with the addresses of this machine's own lines."""
        for name, target in lines.items():
            if not isinstance(target, str):
                value = value.replace(f"{target[0]}:{target[1]}", f"{HOST}:{self.network.port(name)}")
        return value.replace("DATABASE-PORT", str(self.network.port("database")))

    def start(self, name="worker"):
        self.supervisors[name] = self._supervisor(name)

    def _supervisor(self, name):
        return subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--name", name, "--grace", "5"],
            cwd=ROOT,
            env={**self.env, "VIDSTUDIO_HOME": str(self.home), "VIDSTUDIO_TEST_CLOCK_AHEAD": str(self.ahead)},
            start_new_session=True,
            preexec_fn=end_with_parent,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def second(self):
        """A second supervisor of the same name: its status, which is that it was refused."""
        return self._supervisor("worker").wait(300)

    def kept_up(self):
        """Supervisors that ended are started again, as an operating system does."""
        for name, process in self.supervisors.items():
            if process.poll() is not None:
                self.start(name)

    def pids(self):
        """Of everything that runs on it, supervisors first."""
        found = [process.pid for process in self.supervisors.values() if process.poll() is None]
        for name in self.supervisors:
            found += started_with(POOL_VARIABLE, str(self.home / "run" / f"{name}.pool"))
        return list(dict.fromkeys(found))

    def kill(self, pids):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def freeze(self):
        self.frozen = self.pids()
        self._tell(signal.SIGSTOP)

    def thaw(self):
        self._tell(signal.SIGCONT)
        self.frozen = []

    def _tell(self, what):
        for pid in self.frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, what)

    def fill_disk(self):
        """Not a byte is left on it."""
        with contextlib.suppress(OSError), (self.home / "full").open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 2**20)

    def empty_disk(self):
        (self.home / "full").unlink(missing_ok=True)

    def end(self, name):
        process = self.supervisors.pop(name)
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(30)

    def close(self):
        """Everything is ended, also what outlived its supervisor."""
        self.network.mend()
        self.thaw()
        for process in self.supervisors.values():
            process.terminate()
        for process in self.supervisors.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
        kill_all(self.pids)
        self.network.close()
        self.log.close()
        if self.has_disk:
            subprocess.run(["umount", "-l", str(self.home)], check=False)


def address(url):
    """(host, port) of an address, for a line to it."""
    parts = urlsplit(url)
    return parts.hostname, parts.port
