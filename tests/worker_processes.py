"""Real processes for tests: workers of a studio with a home folder and a database of its own.

Everything that a Fleet starts is ended by `close`, by process id; `leftovers` tells what was not.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from generation.engine.worker import end_with_parent, kill_group, members
from tests.paths import ROOT
from tests.waiting import until


class Fleet:
    def __init__(self, home, **env):
        self.home = Path(home)
        self.crew = []
        self.env = {
            **os.environ,
            "VIDSTUDIO_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "tests.studio_settings",
            "PYTHONPATH": str(ROOT),
            "SECRET_KEY": settings.SECRET_KEY,
            # A worker that gets no turn for half of that on a busy machine loses its step to another one.
            "VIDSTUDIO_LEASE_SECONDS": "3",
            "VIDSTUDIO_HEARTBEAT_SECONDS": "0.2",
            **env,
        }

    def start(self, *command, **env):
        log = (self.home / f"process-{len(self.crew)}.log").open("w")
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**self.env, **env},
            start_new_session=True,
            preexec_fn=end_with_parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.crew.append(process)
        return process

    def worker(self, name="worker", grace=5, **env):
        return self.start("manage.py", "worker", "--name", name, "--grace", str(grace), **env)

    def pool_of(self, worker, name="worker"):
        """Pids of the pool that this worker supervises, once it is up; the first is its leader."""

        def up():
            if worker.poll() is not None:
                raise AssertionError(f"the worker ended: {self.logs()}")
            leader = self.leader_of(name)
            pids = members(leader) if leader else []
            return (leader, pids) if len(pids) >= 4 else None

        return until(up, what="the pool")

    def leader_of(self, name):
        """Pid of the main process of a worker's pool; None where there is none, or just being noted."""
        try:
            return json.loads((self.home / "run" / f"{name}.pool").read_text())["pid"]
        except (FileNotFoundError, ValueError):
            return None

    def logs(self):
        return "\n".join(
            path.read_text(errors="replace")[-3000:] for path in sorted(self.home.glob("process-*.log"))
        )

    def close(self):
        for process in self.crew:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.crew:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                kill_group(process.pid)
                process.wait(5)
        for path in (self.home / "run").glob("*.pool"):
            if leader := self.leader_of(path.stem):
                kill_group(leader)
