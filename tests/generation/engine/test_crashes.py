"""Workers die. What was finished stays finished, and the job goes on.

Real worker processes on a database of their own, killed with SIGKILL at named points.
"""

import os
import signal
import sqlite3
from contextlib import closing

import pytest
from django.db import connection, connections

from generation.engine import control, jobs
from generation.engine.worker import members
from generation.models import Job, LedgerEntry, Step, StepState, WorkerHeartbeat
from projects.board import editing, review
from projects.models import VideoProject
from tests import cast
from tests.waiting import PATIENCE
from tests.worker_processes import Fleet, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def fleet(tmp_path, settings):
    """Processes that share this test's database and files."""
    from tests.studio_settings import PROVIDERS

    settings.PROVIDERS = PROVIDERS
    marks = tmp_path / "marks"
    marks.mkdir()
    settings.LEASE_SECONDS = 3
    found = Fleet(
        tmp_path,
        VIDSTUDIO_TEST_DATABASE=str(connections["default"].settings_dict["NAME"]),
        VIDSTUDIO_TEST_MEDIA=str(tmp_path / "media"),
        VIDSTUDIO_FAULT_MARKS=str(marks),
    )
    yield found
    found.close()
    print(found.logs())


def over(job):
    until(lambda: Job.objects.get(pk=job.pk).is_over, what="the job")
    return Job.objects.get(pk=job.pk)


def killed(fleet, times):
    """Wait until so many kills were marked: the last one may come after the job's end was committed."""
    marks = fleet.home / "marks"
    return until(lambda: len(list(marks.iterdir())) == times, what=f"{times} kills in {marks}")


def stand_still(*pids):
    """Whether these processes are stopped: not while one of them writes, when on SQLite nobody else could."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    if others_can_write():
        return True
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    return False


def others_can_write():
    if connection.vendor != "sqlite":
        return True
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, timeout=0.5, isolation_level=None)) as line:
        try:
            line.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        line.execute("ROLLBACK")
        return True


def points(stages, *names):
    return ",".join(f"{stage}:{name}" for stage in stages for name in names)


def done_once(job):
    """Each step is done, told as done once, and in the ledger at most once."""
    for step in job.steps.all():
        assert step.state == StepState.DONE, step
        assert LedgerEntry.objects.filter(step=step).count() <= 1, step


def test_a_storyboard_survives_a_kill_at_every_boundary_of_its_stages(fleet):
    stages = ("analyse", "script", "storyboard", "images")
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    fleet.worker(VIDSTUDIO_FAULT=points(stages, "after_claim", "after_commit"))
    job = over(job)
    assert job.state == "succeeded"
    assert killed(fleet, 8)
    done_once(job)


def test_a_render_survives_a_kill_at_every_boundary_of_its_stages(fleet):
    stages = ("voice", "music", "compose", "publish")
    project = cast.board()
    review.submit(project, cast.ed())
    project.refresh_from_db()
    review.approve(project, cast.ann())
    job = Job.objects.get(project=project, kind="render")
    fleet.worker(VIDSTUDIO_FAULT=points(stages, "after_claim", "after_run", "after_commit"))
    job = over(job)
    assert (job.error, job.state) == ("", "succeeded")
    assert killed(fleet, 12)
    done_once(job)
    assert VideoProject.objects.get(pk=project.pk).state == "completed"
    assert list((fleet.home / "scratch").iterdir()) == []


def test_what_was_committed_before_a_kill_is_not_done_again(fleet):
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    fleet.worker(VIDSTUDIO_FAULT=points(("analyse", "script", "images"), "after_commit"))
    assert set(over(job).steps.values_list("attempts", flat=True)) == {1}


def test_a_picture_that_was_stored_before_a_kill_is_not_painted_again(fleet):
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    fleet.worker(VIDSTUDIO_FAULT=points(("images",), "after_run"))
    job = over(job)
    again = job.steps.get(stage__name="images", attempts=2)
    assert again.result["reused"]


def test_a_pool_whose_workers_were_killed_goes_on(fleet):
    worker = fleet.worker()
    leader, pids = fleet.pool_of(worker)
    os.kill(leader, signal.SIGKILL)
    until(lambda: WorkerHeartbeat.objects.filter(restarts__gte=1).exists(), what="a new pool")
    assert not set(members(leader))
    assert over(jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())).state == "succeeded"


def test_a_worker_that_replaces_a_killed_one_ends_what_it_left(fleet):
    worker = fleet.worker()
    leader, left = fleet.pool_of(worker)
    for pid in left:  # they cannot end by themselves
        os.kill(pid, signal.SIGSTOP)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert members(leader)
    fleet.worker()
    until(lambda: not members(leader), what="the orphans' end")


def test_a_pool_whose_supervisor_was_killed_ends_by_itself(fleet):
    worker = fleet.worker()
    leader, left = fleet.pool_of(worker)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    until(lambda: not members(leader), what="the pool's end")


def test_two_workers_of_one_name_do_not_run_on_one_machine(fleet):
    fleet.pool_of(fleet.worker())
    assert fleet.worker().wait(PATIENCE) != 0


def test_stopping_a_worker_leaves_no_process(fleet):
    worker = fleet.worker()
    leader, pids = fleet.pool_of(worker)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert not members(leader)


def test_a_pool_that_hangs_is_replaced_when_its_canary_does_not_sing(fleet):
    worker = fleet.worker(VIDSTUDIO_CANARY_EVERY_SECONDS="1", VIDSTUDIO_CANARY_PATIENCE_SECONDS="2")
    leader, pids = fleet.pool_of(worker)
    until(lambda: stand_still(*pids), what="a moment in which none of the pool writes")
    until(lambda: WorkerHeartbeat.objects.filter(restarts__gte=1).exists(), what="a new pool")
    assert over(jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())).state == "succeeded"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows")
def test_a_pool_that_hangs_while_it_writes_is_replaced_although_nobody_else_can_write(fleet):
    fleet.worker(
        VIDSTUDIO_FAKE_FREEZE=f"image:{fleet.home / 'frozen'}",
        VIDSTUDIO_TEST_LOCK_SECONDS="2",
        VIDSTUDIO_CANARY_EVERY_SECONDS="1",
        VIDSTUDIO_CANARY_PATIENCE_SECONDS="3",
    )
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    until((fleet.home / "frozen").exists, what="a process that stands still")
    assert not others_can_write()
    assert over(job).state == "succeeded"
    assert WorkerHeartbeat.objects.get().restarts >= 1


def asleep_at_a_picture():
    """(the step, its worker's pid) that stands still in the middle of a picture; None: it was done before."""
    step = Step.objects.filter(state=StepState.RUNNING, stage__name="images").first()
    pid = int(step.worker.rsplit(":", 1)[1]) if step else None
    if not step or not stand_still(pid):
        return None
    if Step.objects.filter(pk=step.pk, state=StepState.RUNNING, token=step.token).exists():
        return step, pid
    os.kill(pid, signal.SIGCONT)
    return None


def test_a_sleeping_worker_that_wakes_too_late_writes_nothing(fleet):
    worker = fleet.worker(VIDSTUDIO_FAKE_PAUSE="image:1.0")
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    fleet.pool_of(worker)
    step, asleep = until(asleep_at_a_picture, what="a picture")
    done = until(lambda: Step.objects.filter(pk=step.pk, state=StepState.DONE).first(), what="another worker")
    os.kill(asleep, signal.SIGCONT)
    assert over(job).state == "succeeded"
    assert done.attempts == 2
    assert LedgerEntry.objects.filter(step=step).count() == 1


def test_cancel_reaches_a_running_step_within_two_seconds(fleet):
    fleet.worker(VIDSTUDIO_FAKE_PAUSE="image:20")
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    until(
        lambda: Step.objects.filter(state=StepState.RUNNING, stage__name="images").exists(), what="a picture"
    )
    control.cancel(job, by=cast.ed())
    assert Job.objects.get(pk=job.pk).state == "cancelled"
    assert not Step.objects.filter(job=job, state=StepState.RUNNING).exists()


def test_a_picture_that_hangs_is_given_up_at_its_limit_and_the_pool_goes_on(fleet):
    fleet.worker(VIDSTUDIO_FAKE_PAUSE="image:60", VIDSTUDIO_TEST_IMAGE_SECONDS="0.5,1")
    job = over(jobs.enqueue(cast.draft(), "storyboard", by=cast.ed()))
    assert job.error == "All scene images failed to generate"
    assert set(job.steps.filter(stage__name="images").values_list("error", flat=True)) == {
        "It took longer than 1 seconds and was stopped."
    }
    project = editing.create_project(cast.shop(), cast.ed(), "prompt", prompt="A bar", target_ms=5000)
    again = jobs.enqueue(project, "storyboard", by=cast.ed())
    until(
        lambda: again.steps.filter(key="script", state=StepState.DONE).exists(),
        what="the next job's script",
    )
