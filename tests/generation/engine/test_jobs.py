"""The engine: what an accepted job may rely on."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from generation.engine import control, dispatch, jobs, progress, settle
from generation.engine.claim import claim_step
from generation.engine.plan import PollLater, StepOutcome
from generation.engine.run import run_inline, run_step
from generation.models import Event, Job, LedgerEntry, Step, StepState
from generation.provider_errors import OutcomeUnknown, Rejected, Transient
from generation.stages import images
from projects.board import editing
from projects.errors import Conflict, IllegalMove
from projects.models import VideoProject
from tests import cast, fakes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


def storyboard(project=None, **options):
    return jobs.enqueue(project or cast.draft(), "storyboard", by=cast.ed(), runner="inline", **options)


def finished(**options):
    return run_inline(storyboard(**options))


def first_due(job):
    return dispatch.due_steps().filter(job=job).first()


# --- the whole way ---------------------------------------------------------------------------
def test_a_product_becomes_a_storyboard_with_a_picture_for_each_scene():
    job = finished()
    project = VideoProject.objects.get(pk=job.project_id)
    assert (job.state, project.state) == ("succeeded", "storyboard_ready")
    assert [scene.picture is not None for scene in project.scenes.all()] == [True] * 4


def test_the_boards_durations_sum_to_the_target():
    project = finished().project
    assert project.total_ms == project.target_ms == 6000


def test_every_provider_call_is_one_line_in_the_ledger():
    job = finished()
    lines = LedgerEntry.objects.filter(project=job.project)
    assert sorted(lines.values_list("talent", flat=True)) == ["image"] * 4 + ["text", "vision"]


def test_a_prompt_needs_no_look_at_a_product():
    from projects.board import editing

    project = editing.create_project(
        cast.shop(), cast.ed(), "prompt", prompt="A robot opens a bar", target_ms=8000, resolution="720p"
    )
    job = run_inline(storyboard(project))
    assert job.state == "succeeded"
    assert not job.steps.filter(key="analyse").exists()


# --- progress --------------------------------------------------------------------------------
def test_progress_climbs_to_a_hundred_and_never_falls():
    told = list(finished().events.values_list("percent", flat=True))
    assert told == sorted(told)
    assert told[-1] == 100


def test_events_are_numbered_without_a_gap():
    job = finished()
    assert list(job.events.values_list("seq", flat=True)) == list(range(1, job.last_event + 1))


def test_pictures_take_progress_from_ten_to_eighty():
    job = finished()
    pictures = job.events.filter(stage="images").values_list("percent", flat=True)
    assert (min(pictures), sorted(set(pictures))[-2]) == (10, 80)


def test_a_watcher_who_comes_back_gets_what_was_missed():
    job = finished()
    first = progress.feed(job.pk, 0)
    again = progress.feed(job.pk, first["events"][3]["seq"])
    assert [event["seq"] for event in again["events"]] == list(range(5, job.last_event + 1))


def test_the_message_says_which_scene_is_at_work():
    messages = finished().events.values_list("message", flat=True)
    assert "Generating image for scene 4/4" in messages


def test_time_left_is_known_once_something_was_measured():
    finished()
    job = storyboard(project=cast.draft(title="Second"))
    run_step(first_due(job).pk)
    assert progress.summary(job)["eta_s"] is not None


# --- failures --------------------------------------------------------------------------------
def test_an_outage_is_tried_again():
    fakes.trouble.append(("image", Transient("The painter is away.")))
    job = finished()
    assert job.state == "succeeded"
    assert max(job.steps.values_list("attempts", flat=True)) == 2


def test_a_refused_picture_is_not_asked_for_twice():
    fakes.trouble.append((3, Rejected("The painter refused.")))
    job = finished()
    assert fakes.calls.count(("image", 3)) == 1
    assert job.message == "Storyboard ready (1 scene failed)"


def test_a_failed_scene_says_why():
    fakes.trouble.append((3, Rejected("The painter refused.")))
    scene = finished().project.scenes.get(scene_index=3)
    assert (scene.problem, scene.picture) == ("The painter refused.", None)


def test_one_failed_scene_can_be_tried_alone():
    fakes.trouble.append((3, Rejected("The painter refused.")))
    project = finished().project
    fakes.calls.clear()
    scene = project.scenes.get(scene_index=3)
    run_inline(jobs.enqueue(project, "regenerate", by=cast.ed(), runner="inline", scenes=[scene.pk]))
    scene = project.scenes.get(scene_index=3)
    assert fakes.calls == [("image", 3)]
    assert (scene.problem, scene.picture is None) == ("", False)


def test_when_every_picture_fails_the_job_fails_and_says_so():
    fakes.trouble += [("image", Rejected("No."))] * 4
    job = finished()
    assert (job.state, job.error) == ("failed", "All scene images failed to generate")
    assert VideoProject.objects.get(pk=job.project_id).state == "failed"


def test_a_step_is_given_up_after_three_tries():
    fakes.trouble += [("text", Transient("Away."))] * 5
    job = finished()
    assert job.steps.get(key="script").attempts == 3
    assert job.state == "failed"


def test_a_broken_handler_does_not_show_its_inside_to_people():
    fakes.trouble += [("text", KeyError("secret"))] * 3
    assert "secret" not in finished().error


def test_retry_runs_only_what_is_not_done():
    fakes.trouble.append(("text", Rejected("No.")))
    job = finished()
    fakes.calls.clear()
    run_inline(control.retry(job, by=cast.ed()))
    assert ("vision", "Ridge Flask") not in fakes.calls
    assert Job.objects.get(pk=job.pk).state == "succeeded"


SCRIPT = "INT. BAR - DAY\n\nANN\nGood morning.\n\nBEN\nGood evening.\n"


@pytest.mark.parametrize(("source", "words"), [("prompt", "A robot opens a coffee bar"), ("script", SCRIPT)])
@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_board_without_a_product_that_stopped_at_its_pictures_is_retried(source, words, end):
    """Its stage `analyse` had nothing to do, and has nothing to do again."""
    project = editing.create_project(cast.shop(), cast.ed(), source, **{source: words, "target_ms": 6000})
    fakes.trouble += [("image", Rejected("No."))] * 20
    job = storyboard(project)
    if end == "failed":
        job = run_inline(job)
    else:
        run_inline(job, until=lambda: job.steps.filter(talent="image").exists())
        job = control.cancel(job, by=cast.ed())
    assert job.state == end
    fakes.reset()
    job = run_inline(control.retry(job, by=cast.ed()))
    assert (job.state, job.error) == ("succeeded", "")
    assert {talent for talent, _ in fakes.calls} == {"image"}
    assert VideoProject.objects.get(pk=project.pk).state == "storyboard_ready"
    assert job.stages.get(name="analyse").state == StepState.SKIPPED


def test_only_what_failed_or_was_cancelled_is_retried():
    with pytest.raises(IllegalMove):
        control.retry(finished(), by=cast.ed())


def test_waiting_before_another_try_grows_and_jitters():
    from django.conf import settings

    settings.STEP_BACKOFF_SECONDS = (2, 4, 8)
    for attempt, low in ((1, 2), (2, 4), (3, 8), (9, 8)):
        assert low <= settle.backoff(attempt) <= low * 1.25


# --- doing things once -----------------------------------------------------------------------
def test_a_step_is_claimed_by_one_worker_only():
    step = first_due(storyboard())
    assert claim_step(step.pk, "one").worker == "one"
    assert claim_step(step.pk, "two") is None


def test_a_step_left_by_a_dead_worker_is_taken_over():
    step = first_due(storyboard())
    claim_step(step.pk, "dead")
    Step.objects.filter(pk=step.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim_step(step.pk, "alive").attempts == 2


def test_a_worker_that_lost_its_lease_writes_nothing():
    step = first_due(storyboard())
    slow = claim_step(step.pk, "slow")
    Step.objects.filter(pk=step.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_step(step.pk, "quick")
    settle.settle_result(slow, StepOutcome(data={"features": ["late"]}))
    assert Step.objects.get(pk=step.pk).worker == "quick"
    assert LedgerEntry.objects.filter(step=step).count() == 1


def test_a_step_that_keeps_killing_its_worker_is_given_up():
    job = storyboard()
    step = first_due(job)
    for _ in range(3):
        claim_step(step.pk)
        Step.objects.filter(pk=step.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim_step(step.pk) is None
    assert Step.objects.get(pk=step.pk).state == StepState.FAILED


def test_asking_for_the_same_picture_twice_makes_it_once():
    project = finished().project
    fakes.calls.clear()
    run_inline(storyboard(project))
    assert not [call for call in fakes.calls if call[0] == "image"]


def test_a_double_click_makes_one_job():
    project = cast.draft()
    storyboard(project)
    with pytest.raises(Conflict):
        storyboard(project)
    assert Job.objects.filter(project=project).count() == 1


def test_a_job_of_a_transaction_that_failed_never_was():
    project = cast.draft()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(project, "storyboard", by=cast.ed())
        raise ZeroDivisionError
    assert (Job.objects.count(), Step.objects.count(), OrmQ.objects.count()) == (0, 0, 0)


def test_starting_a_job_rings_once_for_its_first_step():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    assert OrmQ.objects.count() == job.steps.count() == 1


def test_a_message_that_comes_twice_does_no_harm():
    from generation import tasks

    step = first_due(jobs.enqueue(cast.draft(), "storyboard", by=cast.ed()))
    tasks.run_step(step.pk)
    done = list(fakes.calls)
    tasks.run_step(step.pk)
    assert fakes.calls == done


def test_the_ticker_rings_for_steps_whose_message_was_lost():
    jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    OrmQ.objects.all().delete()
    later = timezone.now() + timedelta(seconds=dispatch.NOTIFY_AGAIN_SECONDS + 1)
    assert (dispatch.sweep(later), OrmQ.objects.count()) == (1, 1)


def test_a_command_that_died_leaves_its_job_to_the_workers():
    job = storyboard()
    Job.objects.filter(pk=job.pk).update(created=timezone.now() - timedelta(minutes=5))
    Event.objects.filter(job=job).update(created=timezone.now() - timedelta(minutes=5))
    dispatch.sweep()
    assert Job.objects.get(pk=job.pk).runner == "workers"


# --- limits ----------------------------------------------------------------------------------
def test_no_more_pictures_than_allowed_are_made_at_the_same_time():
    shop = cast.shop()
    shop.images_at_once = 2
    shop.save()
    job = storyboard()
    while first_due(job).stage.name != "images":
        run_step(first_due(job).pk)
    taken = [claim_step(step.pk) for step in dispatch.due_steps().filter(job=job)]
    assert len([step for step in taken if step]) == 2


# --- providers that take their time ----------------------------------------------------------
def test_waiting_for_a_provider_holds_no_worker(monkeypatch):
    job = storyboard()
    while first_due(job).stage.name != "images":
        run_step(first_due(job).pk)
    step = first_due(job)
    monkeypatch.setattr(images.ImagesStage, "run", lambda *_: PollLater(seconds=60, external_id="abc"))
    assert run_step(step.pk) == StepState.SUBMITTED
    step.refresh_from_db()
    assert (step.external_id, step.token, step in dispatch.due_steps()) == ("abc", "", False)


def test_looking_again_is_not_another_try(monkeypatch):
    job = storyboard()
    step = first_due(job)
    Step.objects.filter(pk=step.pk).update(state=StepState.SUBMITTED, external_id="abc", attempts=1)
    assert claim_step(step.pk).attempts == 1


def test_a_lost_answer_to_a_paid_request_is_never_sent_again():
    fakes.trouble.append(("text", OutcomeUnknown("lost")))
    job = storyboard()
    for _ in range(2):
        step = first_due(job)
        run_step(step.pk)
    assert job.steps.get(key="script").state == StepState.UNKNOWN
    assert first_due(job) is None


def test_a_worker_that_died_while_paying_leaves_the_question_to_a_person():
    step = first_due(storyboard())
    claimed = claim_step(step.pk)
    past = timezone.now() - timedelta(seconds=1)
    Step.objects.filter(pk=claimed.pk).update(submitting=past, lease_until=past)
    assert run_step(step.pk) is None
    assert Step.objects.get(pk=step.pk).state == StepState.UNKNOWN


# --- cancel ----------------------------------------------------------------------------------
def test_a_cancelled_job_does_nothing_more():
    job = storyboard()
    run_step(first_due(job).pk)
    control.cancel(job, by=cast.ed())
    assert first_due(job) is None
    assert VideoProject.objects.get(pk=job.project_id).state == "cancelled"


def test_a_result_that_comes_after_cancel_changes_nothing():
    job = storyboard()
    step = claim_step(first_due(job).pk)
    control.cancel(job, by=cast.ed())
    settle.settle_result(step, StepOutcome(data={"features": ["late"]}))
    assert Step.objects.get(pk=step.pk).state == "skipped"


def test_a_cancelled_job_can_be_taken_up_again():
    job = storyboard()
    run_step(first_due(job).pk)
    control.cancel(job, by=cast.ed())
    run_inline(control.retry(job, by=cast.ed()))
    assert Job.objects.get(pk=job.pk).state == "succeeded"
    assert fakes.calls.count(("vision", "Ridge Flask")) == 1


def test_cancelling_what_is_over_does_nothing():
    job = finished()
    assert control.cancel(job, by=cast.ed()).state == "succeeded"


# --- people's edits --------------------------------------------------------------------------
def test_making_the_board_again_keeps_what_a_person_wrote():
    from projects.board import editing

    project = finished().project
    editing.edit_scene(project.scenes.get(scene_index=2), cast.ed(), text="My own words.")
    run_inline(storyboard(project, seed=9))
    assert project.scenes.get(scene_index=2).text == "My own words."


def test_a_fresh_board_is_made_when_a_person_asks_for_it():
    from projects.board import editing

    project = finished().project
    editing.edit_scene(project.scenes.get(scene_index=2), cast.ed(), text="My own words.")
    run_inline(storyboard(project, fresh=True))
    assert project.scenes.get(scene_index=2).text == "It does a thing."


def test_making_the_board_again_keeps_an_uploaded_picture():
    from projects.board import editing

    project = finished().project
    scene = project.scenes.get(scene_index=2)
    editing.replace_take(scene, cast.ed(), "image", cast.picture(7))
    run_inline(storyboard(project))
    assert project.scenes.get(scene_index=2).picture.asset == cast.picture(7)


def test_a_board_in_review_is_not_written_over():
    project = cast.board()
    from projects.board import review

    review.submit(project, cast.ed())
    project.refresh_from_db()
    with pytest.raises(IllegalMove):
        storyboard(project)
    assert not Job.objects.filter(project=project).exists()


def test_done_steps_name_the_prompt_version_that_made_them():
    step = finished().steps.get(key="storyboard")
    assert (step.state, str(step.prompt_version)) == (StepState.DONE, "image v1")


def test_states_of_the_engine_read_as_words():
    assert {StepState.READY, StepState.RUNNING, StepState.DONE} <= set(
        dict(Step._meta.get_field("state").choices)
    )
