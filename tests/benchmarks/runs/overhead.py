"""Toy jobs in one studio: by a real worker, and in this process. Prints seconds as JSON.

python -m tests.benchmarks.runs.overhead <repetitions>
"""

from datetime import UTC, datetime

from tests.benchmarks import kit, studio_processes


def main(times):
    times = int(times)
    studio_processes.set_up()
    from tests import cast

    project = cast.draft()
    told = {"queries": _queries(project), "inline": [_inline(project) for _ in range(times)]}
    with studio_processes.fleet() as processes:
        studio_processes.working(processes)
        _by_worker(project)
        told["worker"] = [_by_worker(project) for _ in range(times)]
    return told


def _queries(project):
    """How often an inline job asks the database, once the time left has something to go by."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _inline(project)
    with CaptureQueriesContext(connection) as asked:
        _inline(project)
    return len(asked)


def _inline(project):
    from generation.engine import jobs
    from generation.engine.run import run_inline

    return kit.timed(lambda: run_inline(jobs.enqueue(project, "toy", runner="inline")))


def _by_worker(project):
    """Seconds until the job's row says that it began, and that it succeeded."""
    from generation.engine import jobs

    asked = datetime.now(UTC)
    job = jobs.enqueue(project, "toy")
    studio_processes.until(lambda: job.refresh_from_db() or job.is_over, 60, every=0.05, what="the toy job")
    assert job.state == "succeeded", job.error
    return [(moment - asked).total_seconds() for moment in (job.started, job.finished)]


if __name__ == "__main__":
    studio_processes.run(main)
