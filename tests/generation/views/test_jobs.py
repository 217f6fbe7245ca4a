"""Asking for work, watching it and stopping it, from the pages."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job, WorkerHeartbeat
from generation.provider_errors import Rejected
from projects.models import Scene, VideoProject
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


@pytest.fixture
def as_(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


def ask(client, name, row, **data):
    return client.post(reverse(f"generation:{name}", args=[row.pk]), data, headers=HTMX)


def started(project=None):
    return jobs.enqueue(project or cast.draft(), "storyboard", by=cast.ed(), runner="inline")


def failed():
    """A storyboard whose pictures were all refused."""
    fakes.trouble.extend(("image", Rejected("The painter refused.")) for _ in range(4))
    return run_inline(started())


# --- asking ----------------------------------------------------------------------------------
def test_an_editor_starts_the_storyboard(as_):
    project = cast.draft()
    answer = ask(as_(cast.ed()), "storyboard", project)
    assert (answer.status_code, Job.objects.get().kind) == (204, "storyboard")
    assert "studio:project-changed" in answer["HX-Trigger"]


def test_a_double_click_starts_one(as_):
    project, client = cast.draft(), as_(cast.ed())
    ask(client, "storyboard", project)
    assert ask(client, "storyboard", project).status_code == 409
    assert Job.objects.count() == 1


def test_a_fresh_storyboard_is_asked_for_in_so_many_words(as_):
    ask(as_(cast.ed()), "storyboard", cast.board(), fresh="1")
    assert Job.objects.get().options == {"fresh": True}


def test_another_picture_is_asked_for_with_prompt_and_seed(as_):
    scene = cast.board().scenes.first()
    ask(as_(cast.ed()), "regenerate", scene, prompt="On ice", seed="7")
    job = run_inline(Job.objects.get())
    assert job.options == {"scenes": [scene.pk], "prompt": "On ice", "seed": 7}
    assert scene.takes.count() == 2


def test_an_empty_seed_means_a_new_one(as_):
    ask(as_(cast.ed()), "regenerate", cast.board().scenes.first(), prompt="On ice", seed="")
    assert Job.objects.get().options["seed"] > 0


@pytest.mark.parametrize("seed", ["seven", "-1", "99999999999"])
def test_a_seed_that_is_no_number_is_refused(as_, seed):
    answer = ask(as_(cast.ed()), "regenerate", cast.board().scenes.first(), seed=seed)
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "A seed is a whole number" in Page(answer)


def test_one_picture_at_a_time_for_a_scene(as_):
    scene, client = cast.board().scenes.first(), as_(cast.ed())
    ask(client, "regenerate", scene)
    assert ask(client, "regenerate", scene).status_code == 409


def test_no_picture_while_the_board_is_rendered(as_):
    scene = cast.board().scenes.first()
    VideoProject.objects.filter(pk=scene.project_id).update(state="rendering")
    assert ask(as_(cast.ed()), "regenerate", scene).status_code == 409


def test_a_failed_scene_is_tried_again(as_):
    fakes.trouble.append((3, Rejected("The painter refused.")))
    run_inline(started())
    scene = Scene.objects.get(scene_index=3)
    assert scene.problem == "The painter refused."
    ask(as_(cast.ed()), "regenerate", scene)
    run_inline(Job.objects.get(kind="regenerate"))
    scene.refresh_from_db()
    assert (scene.problem, scene.picture is not None) == ("", True)


def test_a_failed_job_is_retried_and_keeps_what_is_done(as_):
    job = failed()
    assert job.error == "All scene images failed to generate"
    ask(as_(cast.ed()), "retry", job.project)
    assert run_inline(job).state == "succeeded"
    assert fakes.calls.count(("text", "Ridge Flask")) == 1


def test_nothing_to_retry_is_said(as_):
    assert ask(as_(cast.ed()), "retry", cast.draft()).status_code == 409


# --- stopping --------------------------------------------------------------------------------
def test_an_editor_cancels(as_):
    job = started()
    page = Page(ask(as_(cast.ed()), "cancel", job))
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert "data-job=" not in page


# --- watching --------------------------------------------------------------------------------
def panel(client, job):
    return Page(client.get(reverse("generation:project_jobs", args=[job.project_id]), headers=HTMX))


def test_a_job_at_work_says_where_its_news_are(as_):
    job = started()
    page = panel(as_(cast.vera()), job)
    assert f'data-socket="/ws/jobs/{job.pk}/"' in page
    assert reverse("generation:feed", args=[job.pk]) in page


def test_a_job_that_is_over_asks_for_nothing(as_):
    job = run_inline(started())
    page = panel(as_(cast.ed()), job)
    assert "data-job=" not in page
    assert "Storyboard ready" in page


def test_a_failed_job_says_why_and_its_project_offers_one_retry(as_):
    client, job = as_(cast.ed()), failed()
    page = panel(client, job)
    assert "All scene images failed to generate" in page
    board = client.get(reverse("projects:detail", args=[job.project_id])).content.decode()
    assert (page + board).count("/retry/") == 1


def test_a_viewer_is_offered_no_cancel(as_):
    assert "/cancel/" not in panel(as_(cast.vera()), started())


def test_the_feed_tells_what_came_after(as_):
    job = run_inline(started())
    client, url = as_(cast.vera()), reverse("generation:feed", args=[job.pk])
    everything = json.loads(client.get(url).content)
    rest = json.loads(client.get(url, {"after": 5}).content)
    assert [event["seq"] for event in rest["events"]] == list(range(6, job.last_event + 1))
    assert everything["events"][5:] == rest["events"]
    assert rest["job"]["is_over"]


def test_the_feed_says_when_a_scene_is_taken_up_and_when_it_is_done(as_):
    job = run_inline(started())
    scene = job.project.scenes.first()
    told = [e.data.get("working", False) for e in job.events.all() if e.data.get("scene") == scene.pk]
    assert told == [True, False]


def test_an_odd_after_is_the_beginning(as_):
    job = started()
    news = json.loads(as_(cast.ed()).get(reverse("generation:feed", args=[job.pk]), {"after": "x"}).content)
    assert news["events"][0]["seq"] == 1


def test_voices_are_options(as_):
    page = Page(as_(cast.ed()).get(reverse("generation:voices"), {"language": "en", "voice": "plain"}))
    assert '<option value="plain" selected>Plain</option>' in page


def test_a_voice_is_heard_before_there_is_a_project(as_):
    client, heard = as_(cast.ed()), reverse("generation:hear_voice")
    assert heard in Page(client.get(reverse("generation:voices"), {"language": "en"}))
    page = Page(client.get(heard, {"voice": "plain", "language": "en"}))
    assert "<audio" in page and "How this voice sounds" in page
    again = Page(client.get(heard, {"voice": "plain", "language": "en"}))
    assert re.search('src="([^"?]+)', again)[1] == re.search('src="([^"?]+)', page)[1], "made once"


def test_a_voice_that_would_cost_is_not_offered(as_, settings, monkeypatch):
    monkeypatch.setattr("generation.providers.voices.can_be_heard", lambda: False)
    page = Page(as_(cast.ed()).get(reverse("generation:voices"), {"language": "en"}))
    assert reverse("generation:hear_voice") not in page


def test_who_may_make_no_video_hears_no_voice(as_):
    assert as_(cast.vera()).get(reverse("generation:hear_voice"), {"language": "en"}).status_code == 403


# --- outsiders and viewers -------------------------------------------------------------------
@pytest.mark.parametrize("who, status", [(cast.oscar, 404), (cast.vera, 403)])
def test_who_may_not_edit_starts_nothing(as_, who, status):
    board = cast.board()
    client = as_(who())
    for name, row in (("storyboard", board), ("retry", board), ("regenerate", board.scenes.first())):
        assert ask(client, name, row).status_code == status, name
    assert not Job.objects.exists()


@pytest.mark.parametrize("who, status", [(cast.oscar, 404), (cast.vera, 403)])
def test_who_may_not_edit_stops_nothing(as_, who, status):
    job = started()
    assert ask(as_(who()), "cancel", job).status_code == status
    job.refresh_from_db()
    assert not job.is_over


def test_oscar_watches_nothing(as_):
    job = started()
    client = as_(cast.oscar())
    for url in (
        reverse("generation:feed", args=[job.pk]),
        reverse("generation:project_jobs", args=[job.project_id]),
    ):
        assert client.get(url).status_code == 404, url


def test_a_job_nobody_works_on_says_so_until_a_worker_is_seen(as_):
    project = cast.draft()
    job = jobs.enqueue(project, "storyboard", by=cast.ed())
    page = as_(cast.ed())

    def look():
        return Page(page.get(reverse("generation:project_jobs", args=[project.pk])))

    assert "No worker is running" not in look()
    Job.objects.filter(pk=job.pk).update(created=timezone.now() - timedelta(minutes=5))
    assert "No worker is running" in look()
    WorkerHeartbeat.objects.create(name="one", seen=timezone.now())
    assert "No worker is running" not in look()
