"""How long a worker takes to find its next step, with many rows around it. Prints milliseconds as JSON.

python -m tests.benchmarks.runs.picking <repetitions> <done steps> <waiting steps> <due steps>
"""

import time
from datetime import UTC, datetime, timedelta

from tests.benchmarks import studio_processes

STEPS_OF_A_JOB = 20


def main(times, done, waiting, due):
    studio_processes.set_up()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from generation.engine import run
    from generation.models import JobState, StepState

    _fill(int(done), StepState.DONE, JobState.SUCCEEDED)
    _fill(int(waiting), StepState.SUBMITTED, JobState.RUNNING, datetime.now(UTC) + timedelta(days=1))
    _fill(int(due), StepState.READY, JobState.RUNNING)
    if connection.vendor == "postgresql":
        _analyse(connection)  # as its autovacuum does; nobody does that for SQLite
    found = run.next_due()  # the first query of a process takes longer
    with CaptureQueriesContext(connection) as asked:
        assert next(found)
    took, used = [], time.process_time()
    for _ in range(int(times)):
        began = time.perf_counter()
        next(run.next_due())
        took.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - used) / int(times) * 1000
    return {"ms": took, "cpu_ms": cpu, "queries": len(asked)}


def _fill(count, state, job_state, not_before=None):
    """Steps in that state, twenty to a job, each job of a project of its own."""
    from generation.models import Job, Stage, Step
    from projects.models import VideoProject
    from tests import cast

    shop = cast.shop()
    made = -(-count // STEPS_OF_A_JOB)
    projects = VideoProject.objects.bulk_create(
        (VideoProject(workspace=shop, title=f"{state} {number}") for number in range(made)), batch_size=500
    )
    jobs = Job.objects.bulk_create(
        (Job(workspace=shop, project=project, kind="storyboard", state=job_state) for project in projects),
        batch_size=500,
    )
    stages = Stage.objects.bulk_create(
        (Stage(job=job, name="images", order=0, starts_at=0, ends_at=100, state=state) for job in jobs),
        batch_size=500,
    )
    steps = (
        Step(job=job, stage=stage, key=f"image:{number}", order=number, talent="image", state=state,
             not_before=not_before, finished=datetime.now(UTC))
        for job, stage in zip(jobs, stages, strict=True)
        for number in range(STEPS_OF_A_JOB)
    )  # fmt: skip
    Step.objects.bulk_create(steps, batch_size=500)


def _analyse(connection):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    studio_processes.run(main)
