"""The composer in a process of its own: the same video, its own memory, and gone when nobody wants it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rendering.engine.compose import compose
from rendering.engine.engine_process import EngineEnded, EngineFailed, EngineProcess
from rendering.engine.errors import Cancelled, SourceError
from tests.rendering.engine import kit
from tests.worker_processes import until

# docs/benchmarks.md promises it of a worker that renders 1080x1920.
MOST_MB = 450
# What is left of it for a film that is longer than the one here: 15 s took 384 MB, 4 s 350.
HERE_MB = 410

# Renders for as long as it lives, and tells its own composer's process.
HOLDER = """
import sys
from rendering.engine.engine_process import EngineProcess
from tests.rendering.engine import kit
studio = kit.Studio(sys.argv[1])
spec = studio.spec((20_000,), size=(720, 1280))
with EngineProcess() as composer:
    said = lambda *_: print(composer.process.pid, flush=True)
    composer.compose(spec, studio, studio.directory / "film.mp4", progress=said)
"""


@pytest.fixture
def studio(tmp_path):
    return kit.Studio(tmp_path)


@pytest.fixture
def composer():
    with EngineProcess() as composer:
        yield composer


def status(pid, field):
    """A number of /proc/<pid>/status in MB."""
    return int(re.search(field + r":\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def alive(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def test_the_video_is_the_same_to_the_byte_one_after_the_other(studio, composer):
    spec, said = studio.spec((700, 800)), []
    here = compose(spec, studio, studio.directory / "here.mp4", workers=2)
    for name in ("first.mp4", "second.mp4"):
        made = composer.compose(
            spec, studio, studio.directory / name, workers=2, progress=lambda *news: said.append(news)
        )
        assert made.path.read_bytes() == here.path.read_bytes()
        assert (made.cues, made.probe, made.scene_starts_ms) == (here.cues, here.probe, here.scene_starts_ms)
    assert said[-1] == (45, 45, "Checking the video")
    assert [path.name for path in studio.directory.glob(".*")] == []


@pytest.mark.slow
def test_a_video_of_1080_by_1920_needs_no_more_than_is_promised(studio, composer):
    composer.compose(
        studio.spec((1400, 1300, 1300), size=(1080, 1920)), studio, studio.directory / "film.mp4", workers=2
    )
    assert status(composer.process.pid, "VmHWM") < HERE_MB < MOST_MB


def test_the_process_has_no_django_and_nothing_of_our_environment(studio, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for you")
    loaded = (
        "import sys, rendering.engine.engine_process; "
        "print([n for n in sys.modules if n.split('.')[0] == 'django'])"
    )
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
    with EngineProcess({"VIDSTUDIO_POOL": "/run/a.pool"}) as composer:
        pid = composer._running().pid
        environment = Path(f"/proc/{pid}/environ")
        until(lambda: b"VIDSTUDIO_POOL=/run/a.pool" in environment.read_bytes())
        assert b"not for you" not in environment.read_bytes()
    assert not alive(pid)


def test_who_asks_to_stop_is_obeyed_at_once_and_nothing_is_left(studio, composer):
    begun = []

    def cancelled():
        return begun and begun[-1][0] > 0

    spec = studio.spec((20_000,), size=(720, 1280))
    with pytest.raises(Cancelled):
        composer.compose(
            spec,
            studio,
            studio.directory / "film.mp4",
            progress=lambda *news: begun.append(news),
            cancelled=cancelled,
        )
    assert composer.process is None
    assert {path.suffix for path in studio.directory.iterdir()} == {".jpg", ".wav"}


def test_who_hears_nothing_from_it_may_stop_as_well(studio, composer):
    """Also while the engine is within a library that does not answer."""
    asked = []

    def cancelled():
        os.kill(composer.process.pid, signal.SIGSTOP)
        asked.append(time.monotonic())
        return len(asked) > 2

    with pytest.raises(Cancelled):
        composer.compose(studio.spec((500,)), studio, studio.directory / "film.mp4", cancelled=cancelled)


def test_a_killed_process_is_said_and_the_next_one_works(studio, composer):
    spec, out = studio.spec((500,)), studio.directory / "film.mp4"

    def kill(*_):
        composer.process.kill()

    with pytest.raises(EngineEnded):
        composer.compose(spec, studio, out, progress=kill)
    assert not out.exists()
    assert composer.compose(spec, studio, out).frames == 15


def test_it_ends_with_the_process_that_started_it(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=os.getcwd()
    )
    pid = int(holder.stdout.readline())
    assert alive(pid)
    holder.kill()
    holder.wait()
    until(lambda: not alive(pid))


def test_a_missing_picture_names_its_scene(studio, composer):
    spec = studio.spec((500, 500))
    (studio.directory / "scene2.jpg").unlink()
    with pytest.raises(SourceError, match="Scene 2: its picture cannot be read") as told:
        composer.compose(spec, studio, studio.directory / "film.mp4")
    assert told.value.scene_index == 2


def test_what_the_callers_files_raise_reaches_the_caller(studio, composer):
    class Away(Exception):
        pass

    def away(_):
        raise Away

    with pytest.raises(Away):
        composer.compose(studio.spec((500,)), away, studio.directory / "film.mp4")


def test_a_full_disk_keeps_its_number_and_what_nobody_expected_its_traceback(studio, composer, monkeypatch):
    composer._running()
    for told, kind, said in (
        ({"os": [28, "No space left on device"]}, OSError, "No space"),
        ({"failed": "Traceback: ZeroDivisionError"}, EngineFailed, "ZeroDivision"),
    ):
        monkeypatch.setattr("rendering.engine.engine_process._answers", lambda *_, told=told: iter([told]))
        with pytest.raises(kind, match=said):
            composer.compose(studio.spec((500,)), studio, studio.directory / "film.mp4")
