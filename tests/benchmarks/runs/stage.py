"""One stage of a job that is already there, in this process; or what has to be there before.

python -m tests.benchmarks.runs.stage project <seconds>   makes the demo project: {"project": pk}
python -m tests.benchmarks.runs.stage storyboard <project>   {"job": pk}; nothing is done yet
python -m tests.benchmarks.runs.stage render <project>   submitted, approved: {"job": pk}
python -m tests.benchmarks.runs.stage stage <job> <name>   {"seconds": how long it took, "cpu": how long it
    worked, "child": the process of the natural voices' models}
"""

import os
import threading
from functools import partial

from tests.benchmarks import kit, memory, studio_processes


def main(what, *args):
    studio_processes.set_up(migrate=what == "project")
    return WHAT[what](*args)


def project(seconds):
    """The demo's product and ad, `seconds` long."""
    from projects.board import editing
    from vidstudio import demo

    shop = demo.workspace()
    ad = demo.project(shop, demo.person("ed"))
    editing.edit_project(ad, demo.person("ed"), target_ms=int(seconds) * 1000)
    return {"project": ad.pk}


def storyboard(pk):
    from generation.engine import jobs
    from projects.models import VideoProject
    from vidstudio import demo

    ad = VideoProject.objects.get(pk=pk)
    return {"job": jobs.enqueue(ad, "storyboard", by=demo.person("ed"), runner="inline").pk}


def render(pk):
    from generation.engine import jobs
    from projects.board import review
    from projects.models import VideoProject
    from vidstudio import demo

    ad = VideoProject.objects.get(pk=pk)
    with jobs.runner("inline"):
        review.submit(ad, demo.person("ed"))
        ad.refresh_from_db()
        review.approve(ad, demo.person("ann"))
    return {"job": ad.jobs.get(kind="render").pk, "playing": ad.total_ms / 1000}


def stage(job_pk, name):
    """Run the job until its stage is over: with two threads, as `make_video` and two workers do."""
    from generation.local.speech import neural
    from generation.models import Stage

    row = Stage.objects.get(job_id=job_pk, name=name)
    if os.environ.get("BENCH_VOICE") == "quick":
        take_drafts()
    seconds = kit.timed(lambda: _side_by_side(row))
    row.refresh_from_db()
    assert row.state == "done", f"{name} is {row.state}: {row.error or row.job.error}"
    return {"seconds": seconds, "cpu": _cpu_seconds(), "child": neural.ENGINE.pid}


def take_drafts():
    """The film by the quick model, as a preview has it."""
    from generation.stages import voice
    from vidstudio import inline_pipeline

    voice._is_draft = lambda step, scene: True
    inline_pipeline.load_voice = partial(inline_pipeline.load_voice, draft=True)


def _cpu_seconds():
    """Processor time of this process, of those that it waited for and of those that still run."""
    from generation.local.speech import espeak, neural

    mine = os.times()
    running = [memory.cpu_seconds(one.ENGINE.pid) for one in (espeak, neural) if one.ENGINE.pid]
    return mine.user + mine.system + mine.children_user + mine.children_system + sum(running)


def _side_by_side(row):
    # Rendering is one step; a second thread would only look for more of them.
    count = 2 if row.steps.count() > 1 else 1
    threads = [threading.Thread(target=_work, args=(row.job_id, row.pk)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work(job_pk, stage_pk):
    from django.db import connections

    from generation.engine.run import run_inline
    from generation.models import Job, Stage, StepState

    still = Stage.objects.filter(pk=stage_pk, state=StepState.RUNNING)
    try:
        run_inline(Job.objects.get(pk=job_pk), until=lambda: not still.exists())
    finally:
        connections.close_all()


WHAT = {"project": project, "storyboard": storyboard, "render": render, "stage": stage}

if __name__ == "__main__":
    studio_processes.run(main)
