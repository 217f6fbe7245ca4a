"""The first scenes are composed while the last voices are recorded: their pieces wait in the cache.

For the one-process commands, beside the approved job that they run. Nothing is written to a row and nobody is
asked: a piece that the film needs otherwise is not found in the cache and made as usual, and a crash loses
nothing. The process that composed ahead goes on with the film itself, so it is started once.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

from generation.models import Job, StepState
from rendering.engine.engine_process import EngineProcess
from rendering.scratch import scratch_folder
from rendering.spec import build
from rendering.stages import compose
from rendering.stages.clips import ClipsStage
from rendering.stages.lip_sync import LipSyncStage

log = logging.getLogger(__name__)

# How often it is looked whether another scene is spoken.
LOOK_EVERY_SECONDS = 0.1


@contextmanager
def beside(job: Job) -> Iterator[None]:
    """Compose ahead of a job until its own composing begins, or the block ends. Only where it is of use."""
    if not is_of_use(job):
        end_started()
        yield
        return
    ahead = _Ahead(job)
    compose.AHEAD[job.pk] = ahead.hand_over
    try:
        yield
    finally:
        compose.AHEAD.pop(job.pk, None)
        ahead.end()


# The process that waits for the next job.
_started: list[EngineProcess] = []


def start() -> None:
    """Let a process load what it needs before there is a job; `beside` takes it. It ends with this thread."""
    if compose.is_made_here() and not _started:
        engine = compose.composer()
        engine.start()
        _started.append(engine)


def end_started() -> None:
    """End the process that waits for a job that does not come."""
    while _started:
        _started.pop().__exit__()


def is_of_use(job: Job) -> bool:
    """Whether the job makes one film here, of pictures that stay what they are: no scene becomes a clip."""
    if job.kind != "render" or "ratios" in job.options or not compose.is_made_here():
        return False
    return not any(True for stage in (ClipsStage(), LipSyncStage()) for _ in stage.plan(job))


def ready_scenes(job: Job) -> set[int]:
    """The indexes of scenes that look as they will: they and those before are spoken, and the next one, too.

    A caption may stay a little longer or shorter for the words that follow.
    """
    voices = job.steps.filter(stage__name="voice").exclude(state=StepState.DONE)
    silent = set(voices.values_list("scene_id", flat=True))
    scenes = list(job.project.scenes.values_list("pk", "scene_index"))
    until = next((at - 1 for at, (pk, _) in enumerate(scenes) if pk in silent), len(scenes))
    return {index for _, index in scenes[: max(0, until)]}


class _Ahead:
    """One thread that composes what is ready, in a process that the calling thread starts and keeps alive."""

    def __init__(self, job: Job) -> None:
        self.job_pk, self.workspace = job.pk, job.workspace
        self.enough, self.unwanted = threading.Event(), threading.Event()
        self.engine = _started.pop() if _started else compose.composer()
        self.engine.start()
        self.thread = threading.Thread(target=self._work, name=f"ahead-{job.pk}", daemon=True)
        self.thread.start()

    def hand_over(self, check: Callable[[], object]) -> EngineProcess:
        """The process, once it has finished its scene. `check` may raise meanwhile."""
        self.enough.set()
        while self.thread.is_alive():
            check()
            self.thread.join(LOOK_EVERY_SECONDS)
        return self.engine

    def end(self) -> None:
        self.enough.set()
        self.unwanted.set()
        self.thread.join()
        self.engine.__exit__()

    def _work(self) -> None:
        try:
            with scratch_folder("ahead") as folder:
                self._compose_ready(folder)
        except Exception as error:  # the job says itself what is wrong with its pictures
            log.info("nothing more is composed ahead: %s", error)
        finally:
            connections.close_all()

    def _compose_ready(self, folder: Path) -> None:
        made: set[int] = set()
        while not self.enough.is_set():
            job = Job.objects.select_related("project").get(pk=self.job_pk)
            left = ready_scenes(job) - made
            if not left:
                self.enough.wait(LOOK_EVERY_SECONDS)
                continue
            scene = min(left)
            frames = self.engine.compose_ahead(
                build.build(job.project, ""),
                compose.MediaFiles(self.workspace, folder),
                {scene},
                folder,
                compose.segment_cache(),
                cancelled=self.unwanted.is_set,
                workers=settings.RENDER_THREADS,
            )
            log.debug("scene %s is composed ahead: %s frames", scene, frames)
            made.add(scene)
