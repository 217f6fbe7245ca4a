"""The whole job in one process, through the same engine, rows and verbs as the studio.

Used by `make_video` and the demo. The operator approves explicitly: an audit row says who.
"""

import contextlib
import os
import shutil
import threading
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.text import slugify

from generation import actions
from generation.billing import outlooks, prices
from generation.engine import control, jobs, progress
from generation.engine.run import run_inline
from generation.interfaces import MusicRequest, VoiceRequest
from generation.models import Job, JobState, StepState
from generation.provider_errors import ProviderError
from generation.providers import registry
from projects.board import editing, narration, review
from projects.errors import BadInput
from projects.models import VideoProject
from rendering.stages import ahead

LOOK_EVERY_SECONDS = 0.25
# Percent from which on an idle thread means that little is left, and not that one step waits for another.
MOSTLY_DONE = 50


class Unfinished(Exception):
    """The job ended without a result; the message says why."""


def prepare_database():
    """Bring the embedded database up to date by itself; refuse where a server's is not: others share it.

    Raises BadInput saying what to run.
    """
    changes = MigrationExecutor(connection)
    if not changes.migration_plan(changes.loader.graph.leaf_nodes()):
        return
    if connection.vendor != "sqlite":
        raise BadInput("The database is not up to date. Run: manage.py migrate")
    call_command("migrate", verbosity=0, interactive=False)


def make_storyboard(project, by, tell, threads=2, stop_at="", then_render=False):
    """Words, scenes and pictures; `stop_at="script"`: no pictures. Returns the job; raises Unfinished.

    `then_render`: `make_render` follows. What it needs is loaded while the last picture is made.
    """
    with jobs.runner("inline"):
        job = actions.storyboard(project, by, stop_at=stop_at)
    if not stop_at:
        load_voice(project)
    try:
        watch(job, tell, threads, idle=partial(_load_for_render, project.pk) if then_render else None)
        failed = job.steps.filter(state=StepState.FAILED).first()
        if failed:
            raise Unfinished(f"{failed.label}: {failed.error}")
    except BaseException:
        ahead.end_started()
        raise
    return job


def _load_for_render(project_pk):
    """Start the composer and load the music's instruments."""
    project = VideoProject.objects.get(pk=project_pk)
    ahead.start()
    if project.music_on and not project.music_id:
        request = MusicRequest(mood=project.look.mood, duration_ms=project.total_ms)
        _load("music", request)


def load_voice(project, draft=False):
    """Let the voice on this machine load its models while other work is done. No provider is asked.

    Asked again, it finds them loaded. The project need not be stored. A `draft` is by the quick model.
    """
    _load("voice", VoiceRequest(text="", voice=project.voice, language=project.language, draft=draft))


def _load(talent, request):
    threading.Thread(target=_try_to_load, args=(registry.provider(talent), request), daemon=True).start()


def _try_to_load(provider, request):
    """What goes wrong here is told when the voice is asked."""
    with contextlib.suppress(ProviderError):
        provider.adapter.load(request)


def fit_words(project, by):
    """Make scenes as long as their words where these would be cut off. Returns their Narrations of before."""
    found = narration.cut_off(project)
    if found:
        editing.fit_all_to_words(project, by)
    return found


def make_render(project, by, tell, threads=2, approver=None):
    """Submit, approve in the operator's name, and render. Returns the finished render job.

    Two threads: while one measures a recording the next is spoken. Finished scenes are composed meanwhile.
    """
    project.refresh_from_db()
    with jobs.runner("inline"):
        review.submit(project, by)
        project.refresh_from_db()
        review.approve(project, approver or by, note="approved by the operator on the command line")
    job = Job.objects.filter(project=project, kind="render").latest("pk")
    with ahead.beside(job):
        watch(job, tell, threads)
    return job


def watch(job, tell, threads=1, idle=None):
    """Run the job here while telling `tell(summary)` about it. Ctrl-C cancels it.

    `idle` is called in this thread, once, when a worker has nothing to do.
    """
    crew = _Crew(job, threads)
    try:
        _follow(job, tell, crew, idle)
    except KeyboardInterrupt:
        control.cancel(job, by=job.created_by)
        raise
    finally:
        crew.end()
    job.refresh_from_db()
    if job.state != JobState.SUCCEEDED:
        raise Unfinished(job.error or job.message)
    return job


class _Crew:
    """Threads that work on a job. They wake who watches when one has nothing to do, and when one ends."""

    def __init__(self, job, threads):
        self.job_pk = job.pk
        self.over, self.news, self.is_idle = threading.Event(), threading.Event(), threading.Event()
        self.workers = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for worker in self.workers:
            worker.start()

    def is_alive(self):
        return any(worker.is_alive() for worker in self.workers)

    def wait(self, seconds):
        self.news.wait(seconds)
        self.news.clear()

    def end(self):
        self.over.set()
        for worker in self.workers:
            worker.join()

    def _work(self):
        try:
            run_inline(Job.objects.get(pk=self.job_pk), until=self.over.is_set, idle=self._tell_idle)
        finally:
            connections.close_all()
            self.news.set()

    def _tell_idle(self):
        if not self.is_idle.is_set():
            self.is_idle.set()
            self.news.set()


def _follow(job, tell, crew, idle):
    """Tell what is new. Most looks find nothing, and read one row: they take time from the work itself."""
    told = None
    while True:
        alive = crew.is_alive()
        standing = Job.objects.values_list("state", "progress", "last_event").get(pk=job.pk)
        if standing != told:
            told = standing
            now = progress.summary(Job.objects.get(pk=job.pk))
            tell(now)
            if now["is_over"]:
                return
        if not alive:
            return
        if idle and crew.is_idle.is_set() and standing[1] >= MOSTLY_DONE:
            idle()
            idle = None
        crew.is_idle.clear()
        crew.wait(LOOK_EVERY_SECONDS)


def expected(project, kind, **options):
    """What a job would cost, as plain JSON, asked before it starts; `typical` None: not known yet."""
    found = outlooks.outlook(project, kind, **options).estimate
    return {
        "kind": kind,
        "currency": found.currency,
        "most": str(found.total.quantize(prices.LEAST)),
        "unknown": len(found.unknown),
        "typical": None if found.typical is None else str(found.typical.quantize(prices.LEAST)),
    }


def facts(project):
    """What was made, as plain JSON: the last line of `make_video --json`."""
    project = VideoProject.objects.get(pk=project.pk)
    render = project.renders.latest("pk")
    return {
        "duration": render.duration_ms / 1000,
        "width": render.width,
        "height": render.height,
        "frames": render.frames,
        "loudness": render.loudness,
        "scenes": [
            {"text": scene.text, "seconds": scene.duration_ms / 1000, "transition": scene.transition}
            for scene in project.scenes.all()
        ],
        "project": project.pk,
        "jobs": list(project.jobs.order_by("pk").values_list("pk", flat=True)),
        "cost": cost(project),
    }


def cost(project):
    """{"USD": "0.00"} by currency; None where a line's cost is unknown."""
    sums = {}
    for amount, currency in project.ledger.values_list("cost", "currency"):
        known = sums.get(currency, 0)
        sums[currency] = None if amount is None or known is None else known + amount
    return {currency: None if amount is None else f"{amount:.2f}" for currency, amount in sums.items()}


def put(project, out=None):
    """Copy the finished video to `out`: whole or not at all."""
    render = project.renders.latest("pk")
    folder = settings.HOME_DIR / "videos"
    path = Path(out).absolute() if out else folder / f"{slugify(project.title) or 'video'}-{project.pk}.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        with render.video.file.open("rb") as source, half.open("wb") as target:
            shutil.copyfileobj(source, target)
        os.replace(half, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            half.unlink()
    return path
