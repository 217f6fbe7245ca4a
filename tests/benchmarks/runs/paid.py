"""One paid video, then many storyboards at once, by a real worker. Prints seconds as JSON.

python -m tests.benchmarks.runs.paid <storyboards>
"""

import json
import os
from functools import cache

from tests.benchmarks import studio_processes

LATENCY = 2.0


def main(count):
    from tests.contracts.servers import show

    servers = quick_servers(show)
    os.environ["BENCH_ROWS"] = json.dumps(show.environment(*servers))
    studio_processes.set_up()
    from django.conf import settings

    with studio_processes.fleet(BENCH_ROWS=os.environ["BENCH_ROWS"]) as processes:
        worker = studio_processes.working(processes)
        stages = _video(processes, worker)
        crowd = _crowd(int(count), processes, worker, servers)
    return {"latency": LATENCY, "stages": stages, "crowd": {**crowd, "workers": settings.WORKERS}}


def quick_servers(show):
    """The servers of `make serve`, with what they give made once, so that only the waiting is measured."""
    from tests.contracts.servers import doubles
    from tests.contracts.servers.doubles_film import film

    @cache
    def sound(ms):
        return doubles.wav(ms, 48_000)

    class Pictures(show.Pictures):
        def made(self, row):
            if "aspect_ratio" in row["input"]:
                return self.files.keep("picture.png", doubles.png(540, 960), "image/png")
            return self.files.keep("music.wav", sound(20_000), "audio/wav")

    class Voices(show.Voices):
        def spoken(self, text):
            return sound(2000), doubles.evenly(text, 2.0)

    class Clips(show.Clips):
        def where(self, pk):
            return self.files.keep("clip.mp4", film(6, 360, 640), "video/mp4")

    servers = show.Words(), Pictures(), Voices(), Clips()
    for one in servers:
        one.takes, one.honest, one.looks_needed = LATENCY, False, 0
    return servers


# --- one video ---------------------------------------------------------------------------------
def _video(processes, worker):
    """[(stage, calls, seconds of waiting, seconds, seconds of processor)] of a storyboard and its video."""
    from generation import actions
    from generation.models import Job
    from projects.board import review
    from tests import cast

    project = cast.draft(target_ms=30_000, resolution="720p")
    rows = _watched(lambda: actions.storyboard(project, cast.ed()), "storyboard", processes, worker)
    project.refresh_from_db()
    review.submit(project, cast.ed())
    project.refresh_from_db()
    rows += _watched(lambda: review.approve(project, cast.ann()), "render", processes, worker)
    assert Job.objects.filter(state="succeeded").count() == 2
    return rows


def _watched(start, kind, processes, worker):
    """The job's stages once it is over; the processor's time of the pool is noted as they end."""
    from generation.models import Job

    start()
    job = Job.objects.filter(kind=kind).latest("pk")
    spent, ended = {}, {}

    def over():
        for stage in job.stages.filter(state="done"):
            if stage.name not in ended:
                ended[stage.name], spent[stage.name] = stage, _cpu(processes, worker)
        job.refresh_from_db()
        return job.is_over

    before = _cpu(processes, worker)
    studio_processes.until(over, 300, what=f"the {kind}")
    assert job.state == "succeeded", job.error
    over()
    rows = []
    for name, stage in ended.items():
        calls = stage.steps.filter(ledger__cost__gt=0).distinct().count()
        wall = (stage.finished - stage.started).total_seconds()
        rows.append((name, calls, calls * LATENCY, wall, spent[name] - before))
        before = spent[name]
    return rows


_used = {}


def _cpu(processes, worker):
    """Seconds of processor that the processes of the worker's pool have used, those that ended included."""
    from pathlib import Path

    _, pids = processes.pool_of(worker)
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        _used[pid, fields[19]] = sum(int(field) for field in fields[11:13]) / os.sysconf("SC_CLK_TCK")
    return sum(_used.values())


# --- many at once --------------------------------------------------------------------------------
def _crowd(count, processes, worker, servers):
    """Storyboards of as many projects, side by side: a workspace each, so that they may."""
    import time

    from generation import actions
    from generation.models import Job, LedgerEntry
    from projects.board import editing
    from tests import cast

    projects = []
    for number in range(count):
        shop = cast.shop(f"shop-{number}", f"Shop {number}")
        by = cast.person(f"ed-{number}", "editor", shop)
        product = cast.flask(shop, name=f"Flask {number}")
        fields = {"target_ms": 15_000, "resolution": "720p", "style": "minimal"}
        projects.append((editing.create_project(shop, by, "product", product=product, **fields), by))
    lines, began, before = LedgerEntry.objects.count(), time.monotonic(), _cpu(processes, worker)
    for project, by in projects:
        actions.storyboard(project, by)
    mine = Job.objects.filter(project__in=[project for project, _ in projects])

    def over():
        _cpu(processes, worker)
        return all(job.is_over for job in mine.all())

    studio_processes.until(over, 900, every=0.5, what="the crowd")
    wall, cpu = time.monotonic() - began, _cpu(processes, worker) - before
    assert {job.state for job in mine} == {"succeeded"}, {job.error for job in mine}
    calls = LedgerEntry.objects.count() - lines
    return {"projects": count, "calls": calls, "waits": calls * LATENCY, "wall": wall, "cpu": cpu}


if __name__ == "__main__":
    studio_processes.run(main)
