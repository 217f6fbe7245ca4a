"""Folders for half-made files: gone with their work, also when the worker was killed in the middle."""

import os
import signal
import subprocess
import sys

import pytest

from rendering.scratch import scratch_folder
from tests.worker_processes import until

HOLDER = """
import sys, time
from pathlib import Path
from django.conf import settings
settings.configure(HOME_DIR=Path(sys.argv[1]))
from rendering.scratch import scratch_folder
with scratch_folder("render-7") as folder:
    (folder / "half.mp4").write_bytes(b"half")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME_DIR = tmp_path
    return tmp_path


@pytest.fixture
def other(home):
    """Another process that works in a folder of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdout=subprocess.PIPE, text=True, cwd=os.getcwd()
    )
    process.folder = process.stdout.readline().strip()
    yield process
    process.kill()
    process.wait()


def test_a_folder_is_gone_with_its_work_also_when_that_fails(home):
    with pytest.raises(ValueError), scratch_folder("render-1") as folder:
        (folder / "half.mp4").write_bytes(b"half")
        raise ValueError
    assert list((home / "scratch").iterdir()) == []


def test_whoever_opens_a_folder_leaves_those_at_work_alone(home, other):
    with scratch_folder("render-1"):
        assert os.listdir(other.folder) == ["half.mp4"]


def test_what_a_killed_process_left_is_removed_by_the_next(home, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    until(lambda: os.path.exists(other.folder))
    with scratch_folder("render-1") as folder:
        assert os.listdir(home / "scratch") == [folder.name]


def test_two_folders_of_one_name_are_two(home):
    with scratch_folder("render-1") as one, scratch_folder("render-1") as two:
        assert one != two and one.exists() and two.exists()
