"""Finished videos on the project page: watched, downloaded, accepted, rejected, made once more."""

import re

import pytest
from django.urls import reverse

from generation.models import Job
from projects.board import editing, review
from projects.board.history import entry_in_words
from projects.media import library
from projects.models import VideoProject
from rendering import outputs
from rendering.models import Render
from rendering.pipelines import RenderPipeline
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def as_(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


@pytest.fixture
def done():
    """A board that was approved and rendered, without the waiting."""
    project = cast.board()
    submission = review.submit(project, cast.ed())
    review.approve(VideoProject.objects.get(pk=project.pk), cast.ann())
    Job.objects.update(state="succeeded")
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    return made(VideoProject.objects.get(pk=project.pk), submission)


def made(project, submission, number=1):
    workspace = project.workspace
    return Render.objects.create(
        project=project,
        submission=submission,
        digest=submission.digest,
        spec={"captions": {"burn": True}},
        video=library.keep(workspace, "video", b"film %d" % number, "video/mp4", "local", duration_ms=6000),
        poster=cast.picture(number),
        srt=library.keep(workspace, "captions", b"1", "application/x-subrip", "local"),
        vtt=library.keep(workspace, "captions", b"WEBVTT", "text/vtt", "local"),
        duration_ms=6000,
        frames=180,
        width=720,
        height=1280,
        loudness=-14.1,
    )


def shelf(client, render):
    return client.get(reverse("rendering:project_renders", args=[render.project_id]), headers=HTMX)


def decide(client, what, render, **data):
    return client.post(reverse(f"rendering:{what}", args=[render.pk]), data, headers=HTMX)


def test_the_video_plays_with_its_poster_and_captions(as_, done):
    page = Page(shelf(as_(cast.vera()), done))
    assert f'poster="{done.poster.url}" src="{done.video.url}"' in page
    assert f'<track kind="captions" src="{done.vtt.url}"' in page


def test_burnt_in_captions_are_not_shown_twice(as_, done):
    assert " default>" not in Page(shelf(as_(cast.vera()), done))


def test_three_files_can_be_downloaded(as_, done):
    page = Page(shelf(as_(cast.vera()), done))
    for asset in (done.video, done.srt, done.vtt):
        assert f'href="{asset.url}?download=ridge-flask_9x16"' in page


def test_what_was_measured_is_shown(as_, done):
    page = Page(shelf(as_(cast.vera()), done))
    assert "180 frames" in page and "-14.1 LUFS" in page


def test_a_video_of_an_earlier_board_says_so(as_, done):
    client, words = as_(cast.ed()), "Of an earlier version of the board"
    assert words not in Page(shelf(client, done))
    editing.edit_scene(done.project.scenes.first(), cast.ed(), text="Another hook.")
    assert words in Page(shelf(client, done))


def test_a_project_without_a_video_shows_nothing(as_):
    project = cast.draft()
    page = Page(as_(cast.ed()).get(reverse("rendering:project_renders", args=[project.pk])))
    assert page.strip() == ""


def test_an_older_render_can_be_watched_again(as_, done):
    newer = made(done.project, done.submission, number=2)
    client = as_(cast.vera())
    assert newer.video.url in Page(shelf(client, done))
    url = reverse("rendering:project_renders", args=[done.project_id])
    assert done.video.url in Page(client.get(url, {"render": done.pk}))


def test_an_approver_accepts(as_, done):
    page = Page(decide(as_(cast.ann()), "accept", done))
    done.refresh_from_db()
    assert done.state == "accepted"
    assert "Accepted by" in page


def test_a_rejection_needs_its_reason(as_, done):
    client = as_(cast.ann())
    assert decide(client, "reject", done, note=" ").status_code == 422
    decide(client, "reject", done, note="The end is cut off.")
    done.refresh_from_db()
    assert (done.state, done.note) == ("rejected", "The end is cut off.")


def test_an_editor_does_not_decide(as_, done):
    client = as_(cast.ed())
    assert "/accept/" not in Page(shelf(client, done))
    assert decide(client, "accept", done).status_code == 403


def test_an_approved_board_is_rendered_again(as_, done):
    client = as_(cast.ed())
    assert "Render again" in Page(client.get(reverse("projects:detail", args=[done.project_id])))
    client.post(reverse("rendering:render", args=[done.project_id]), headers=HTMX)
    again = Job.objects.first()
    assert (again.kind, again.digest, again.is_over) == ("render", done.digest, False)


def test_a_board_that_was_never_approved_is_not_rendered(as_):
    project = cast.board()
    answer = as_(cast.ed()).post(reverse("rendering:render", args=[project.pk]), headers=HTMX)
    assert answer.status_code == 409
    assert not Job.objects.exists()


def test_oscar_finds_no_video(as_, done):
    client = as_(cast.oscar())
    assert shelf(client, done).status_code == 404
    for what in ("accept", "reject"):
        assert decide(client, what, done, note="x").status_code == 404
    assert client.post(reverse("rendering:render", args=[done.project_id])).status_code == 404


# --- one word for done ---------------------------------------------------------------------------
def words(page):
    """What is read on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def state(render):
    return VideoProject.objects.get(pk=render.project_id).state


def test_a_rejected_video_is_rejected_everywhere(as_, done):
    client = as_(cast.ann())
    answer = decide(client, "reject", done, note="The logo is upside down.")
    assert "studio:project-changed" in answer.headers["HX-Trigger"]
    assert state(done) == "rejected"
    page = Page(client.get(reverse("projects:detail", args=[done.project_id])))
    assert "ann rejected this video: The logo is upside down." in words(page)
    assert 'data-state="rejected"' in Page(client.get(reverse("projects:list")))
    assert client.get(reverse("api:project-detail", args=[done.project_id])).json()["state"] == "rejected"
    player = Page(shelf(client, done))
    assert "Rejected by ann: The logo is upside down." in words(player)
    assert "btn--primary" not in player.partition("MP4")[0].rpartition("<a")[2]


def test_two_clicks_on_reject_are_one_rejection(as_, done):
    client = as_(cast.ann())
    for _ in range(2):
        assert decide(client, "reject", done, note="No.").status_code == 200
    assert done.project.audit.filter(verb="rejected render").count() == 1
    assert entry_in_words(done.project.audit.get(verb="rejected render")) == "rejected the video"


def test_who_accepts_a_rejected_video_after_all_completes_it(done):
    outputs.reject(done, cast.ann(), "No.")
    done.refresh_from_db()
    outputs.accept(done, cast.adam())
    assert (state(done), VideoProject.objects.get(pk=done.project_id).problem) == ("completed", "")


def test_a_new_video_of_a_rejected_board_is_completed(done):
    outputs.reject(done, cast.ann(), "No.")
    VideoProject.objects.filter(pk=done.project_id).update(state="rendering")
    again = made(done.project, done.submission, number=2)
    RenderPipeline(render_job(done)).succeeded()
    assert (state(again), again.state) == ("completed", "ready")


def test_an_earlier_boards_video_says_nothing_of_the_board_as_it_is(done):
    editing.edit_scene(done.project.scenes.first(), cast.ed(), text="Something else.")
    outputs.reject(done, cast.ann(), "No.")
    assert state(done) == "storyboard_ready"


def render_job(render):
    return Job.objects.filter(project=render.project_id, kind="render").latest("pk")


@pytest.mark.parametrize("said", [None, "No."])
@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_render_that_ends_badly_leaves_the_video_that_was_finished_before(as_, done, said, end):
    if said:
        outputs.reject(done, cast.ann(), said)
    VideoProject.objects.filter(pk=done.project_id).update(state="rendering")
    pipeline = RenderPipeline(render_job(done))
    pipeline.failed("The disk is full.") if end == "failed" else pipeline.cancelled()
    assert state(done) == ("rejected" if said else "completed")
    if end == "failed" and not said:
        page = Page(as_(cast.ed()).get(reverse("projects:detail", args=[done.project_id])))
        assert "The last render failed. The disk is full." in words(page)


def test_a_first_render_that_fails_is_a_failed_project(done):
    Render.objects.all().delete()
    VideoProject.objects.filter(pk=done.project_id).update(state="rendering")
    RenderPipeline(render_job(done)).failed("The disk is full.")
    assert state(done) == "failed"


def test_accepting_and_rejecting_say_what_follows(as_, done):
    said = words(Page(shelf(as_(cast.ann()), done)))
    assert "it may be published" in said
    assert "the project is “Rejected” in every list" in said


def test_after_a_cancelled_render_there_is_one_way_to_go_on(as_, done):
    Render.objects.all().delete()
    Job.objects.filter(kind="render").update(state="cancelled")
    VideoProject.objects.filter(pk=done.project_id).update(state="cancelled")
    client = as_(cast.ed())
    page = client.get(reverse("projects:detail", args=[done.project_id])).content.decode()
    jobs = client.get(reverse("generation:project_jobs", args=[done.project_id])).content.decode()
    ways = [
        reverse("rendering:render", args=[done.project_id]),
        reverse("generation:retry", args=[done.project_id]),
    ]
    assert sum((page + jobs).count(way) for way in ways) == 1
