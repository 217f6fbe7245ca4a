"""A thousand projects wait for a slow provider: what their worker needs beyond what it needs when idle.

    .venv/bin/python -m tests.benchmarks.waiting [--quick]

On a PostgreSQL of its own, a worker of two processes. A thousand jobs, each with one step whose request was
accepted five minutes ago and is not done: as the engine leaves them. The provider lists a hundred of its
requests a page, as Replicate does. Processor time and memory of all processes of the worker, before and then.
"""

import os
import time
from datetime import timedelta

from tests import servers
from tests.benchmarks import kit, memory, studio_processes
from tests.contracts.servers.doubles import Replicate

MANY, IDLE_SECONDS, SECONDS = 1000, 45, 90
# Part of a core, and megabytes, above idle.
PROMISED_CPU, PROMISED_MB = 0.05, 200


class Pages(Replicate):
    """Lists a hundred requests a page."""

    def answer(self, seen, fault):
        path, _, query = seen.path.partition("?")
        if seen.method != "GET" or path != "/v1/predictions":
            return super().answer(seen, fault)
        at = int(query.partition("cursor=")[2] or 0)
        rows = list(self.rows.values())[::-1]
        more = f"{self.url}{path}?cursor={at + 100}" if at + 100 < len(rows) else None
        return 200, {"results": rows[at : at + 100], "next": more, "previous": None}, {}


def measure(quick):
    many, idle, seconds = (100, 10, 20) if quick else (MANY, IDLE_SECONDS, SECONDS)
    with kit.home() as folder, servers.postgres() as url, Pages() as double:
        double.takes, double.honest = 10_000, False
        os.environ.update(
            kit.environment(
                folder, "tests.benchmarks.waiting.settings", DATABASE_URL=url, VIDSTUDIO_WORKERS="2",
                VIDSTUDIO_TEST_WHO="replicate", VIDSTUDIO_TEST_ASK=double.url, VIDSTUDIO_LOG_LEVEL="ERROR",
            )
        )  # fmt: skip
        studio_processes.set_up()
        with studio_processes.fleet() as crew:
            worker = studio_processes.working(crew)
            time.sleep(10)  # what a pool loads when it begins
            before = _spent(worker.pid, idle)
            _fill(many, double)
            time.sleep(20)  # the first round, in which they fall into step
            double.seen.clear()
            then = _spent(worker.pid, seconds)
        asked = len(double.seen)
    head = ("worker", "of a core", "MB", "requests to the provider a minute")
    rows = [("idle", *_told(before), 0), (f"{many:,} wait", *_told(then), round(60 * asked / seconds))]
    yield from kit.table(head, rows)
    more, mb = then[0] - before[0], then[1] - before[1]
    verdicts = kit.verdict(more, PROMISED_CPU), kit.verdict(mb, PROMISED_MB)
    yield ""
    yield f"Above idle: {100 * more:.1f} % of a core (under 5: {verdicts[0]}), "
    yield f"{mb:.0f} MB (under 200: {verdicts[1]})."


def _told(spent):
    return f"{100 * spent[0]:.1f} %", f"{spent[1]:.0f}"


def _spent(pid, seconds):
    """(part of a core, megabytes) of a process and all that it started, over so many seconds."""
    pids = memory.tree(pid)
    began, clock = {one: memory.cpu_seconds(one) for one in pids}, time.monotonic()
    time.sleep(seconds)
    used = sum(memory.cpu_seconds(one) - began[one] for one in pids if memory.cpu_seconds(one))
    return used / (time.monotonic() - clock), sum(map(memory.pss, memory.tree(pid)))


def _fill(many, double):
    """So many jobs as the engine leaves them when their provider took its request."""
    from django.utils import timezone

    from generation.models import Job, Stage, Step
    from projects.models import VideoProject
    from tests import cast

    sent, shop = timezone.now() - timedelta(minutes=5), cast.shop()
    projects = VideoProject.objects.bulk_create(
        VideoProject(workspace=shop, title=f"Film {number}", created_by=cast.ed()) for number in range(many)
    )
    jobs = Job.objects.bulk_create(
        Job(project=one, workspace=shop, kind="try", runner="workers", state="running", started=sent,
            options={"talent": "image"}) for one in projects
    )  # fmt: skip
    stages = Stage.objects.bulk_create(
        Stage(job=job, name="stage", order=0, starts_at=0, ends_at=100, state="running") for job in jobs
    )
    steps = []
    for number, stage in enumerate(stages):
        pk = f"p{number}"
        double.rows[pk] = {
            "id": pk, "model": "a/b", "version": "hidden", "status": "processing", "input": {"seed": number},
            "output": None, "error": None, "logs": "", "metrics": {}, "created_at": sent.isoformat(),
            "urls": {"get": f"{double.url}/v1/predictions/{pk}"},
        }  # fmt: skip
        double.made_at[pk] = time.monotonic()
        due = timezone.now() + timedelta(seconds=15 * number / many)
        steps.append(
            Step(job=stage.job, stage=stage, key="ask", label="Ask", talent="image", state="submitted",
                 provider="replicate", external_id=pk, submitting=sent, not_before=due, attempts=1)
        )  # fmt: skip
    Step.objects.bulk_create(steps, batch_size=500)


if __name__ == "__main__":
    kit.main(__doc__, measure)
