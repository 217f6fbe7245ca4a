"""What a killed supervisor left behind is ended before a new pool begins, whoever of it is still alive."""

import json
import os
import signal
import subprocess
import sys

import pytest

from generation.engine import worker
from generation.engine.worker import Supervisor, started_with
from tests.worker_processes import until

LEADER = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print("up", flush=True)
import time; time.sleep(600)
"""


@pytest.fixture
def supervisor(settings, tmp_path):
    settings.HOME_DIR = tmp_path
    return Supervisor(say=lambda line: None)


@pytest.fixture
def pool(tmp_path):
    """Starts a process that starts two others, one of them in a session of its own."""
    leaders = []

    def start(*words, **env):
        leader = subprocess.Popen(
            [sys.executable, "-c", LEADER, *words],
            env={**os.environ, "VIDSTUDIO_TEST_POOL": str(tmp_path), **env},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        leader.stdout.readline()
        leader.stdout.close()
        leaders.append(leader)
        return leader

    yield start
    worker.kill_all(lambda: started_with("VIDSTUDIO_TEST_POOL", str(tmp_path)))
    for leader in leaders:
        leader.wait()


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_the_rest_of_a_pool_whose_main_process_is_dead_is_ended(supervisor, pool):
    leader = pool(**{worker.POOL_VARIABLE: str(supervisor.pool_path)})
    supervisor.pool_path.write_text(json.dumps({"pid": leader.pid}))
    kill(leader)
    assert len(started_with(worker.POOL_VARIABLE, str(supervisor.pool_path))) == 2
    supervisor._end_orphans()
    assert not started_with(worker.POOL_VARIABLE, str(supervisor.pool_path))
    assert not supervisor.pool_path.exists()


def test_the_pool_of_another_supervisor_is_left_alone(supervisor, pool):
    other = pool(**{worker.POOL_VARIABLE: f"{supervisor.pool_path}-2"})
    supervisor._end_orphans()
    assert other.poll() is None
    assert len(started_with(worker.POOL_VARIABLE, f"{supervisor.pool_path}-2")) == 3


def test_a_pool_of_the_release_before_is_known_by_its_note(supervisor, pool):
    leader = pool("qcluster")
    supervisor.pool_path.write_text(json.dumps({"pid": leader.pid, "started": 1}))
    supervisor._end_orphans()
    assert until(leader.poll) == -signal.SIGKILL


def test_a_stranger_that_got_the_number_of_a_dead_pool_is_left_alone(supervisor, pool):
    stranger = pool()
    supervisor.pool_path.write_text(json.dumps({"pid": stranger.pid}))
    supervisor._end_orphans()
    assert stranger.poll() is None
