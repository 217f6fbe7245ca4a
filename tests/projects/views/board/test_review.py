"""Agreement in the browser: who may submit, approve and send back, and what the approver is shown."""

import pytest
from django.urls import reverse

from generation.models import Job
from projects.board import editing, review
from projects.models import Submission, VideoProject
from tests import cast, fakes
from tests.pages import Page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


@pytest.fixture
def project():
    return cast.board(title="Ridge film")


@pytest.fixture
def submitted(project):
    review.submit(project, cast.ed())
    project.refresh_from_db()
    return project


@pytest.fixture
def as_(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


def url(name, project):
    return reverse(f"projects:{name}", args=[project.pk])


def state(project):
    return VideoProject.objects.get(pk=project.pk).state


def test_an_editor_submits(as_, project):
    answer = as_(cast.ed()).post(url("submit", project), headers=HTMX)
    assert state(project) == "in_review"
    assert 'data-state="in_review"' in Page(answer)


def test_a_viewer_cannot_submit(as_, project):
    assert as_(cast.vera()).post(url("submit", project), headers=HTMX).status_code == 403


def test_a_board_without_pictures_is_not_submitted(as_, project):
    project.scenes.first().takes.all().delete()
    answer = as_(cast.ed()).post(url("submit", project), headers=HTMX)
    assert (answer.status_code, state(project)) == (422, "storyboard_ready")
    assert "Scene 1 has no picture yet" in Page(answer)


def test_an_approver_approves_what_was_looked_at_and_the_render_starts(as_, submitted):
    digest = submitted.submissions.get().digest
    as_(cast.ann()).post(url("approve", submitted), {"expecting": digest}, headers=HTMX)
    assert (state(submitted), Job.objects.get().kind) == ("rendering", "render")


def test_another_board_than_the_one_looked_at_is_not_approved(as_, submitted):
    answer = as_(cast.ann()).post(url("approve", submitted), {"expecting": "0" * 64}, headers=HTMX)
    assert (answer.status_code, state(submitted)) == (409, "in_review")


def test_an_editor_cannot_approve(as_, submitted):
    page = Page(as_(cast.ed()).get(url("detail", submitted)))
    assert "approve-dialog" not in page
    assert as_(cast.ed()).post(url("approve", submitted), headers=HTMX).status_code == 403


def test_an_approver_does_not_approve_their_own(as_, project):
    review.submit(project, cast.ann())
    answer = as_(cast.ann()).post(url("approve", project), headers=HTMX)
    assert (answer.status_code, state(project)) == (403, "in_review")
    assert "somebody else has to approve" in Page(as_(cast.ann()).get(url("detail", project)))


def test_the_page_carries_the_digest_that_is_approved(as_, submitted):
    page = Page(as_(cast.ann()).get(url("detail", submitted)))
    assert f'name="expecting" value="{submitted.submissions.get().digest}"' in page


def test_the_approver_sees_what_differs_from_the_last_approved_version(as_, submitted):
    submission = submitted.submissions.get()
    Submission.objects.filter(pk=submission.pk).update(
        state="approved", decided_by=cast.ann(), decided=submission.created
    )
    VideoProject.objects.filter(pk=submitted.pk).update(state="storyboard_ready")
    editing.edit_scene(submitted.scenes.first(), cast.ed(), text="Another hook.")
    review.submit(VideoProject.objects.get(pk=submitted.pk), cast.ed())
    assert "Scene 1 narration" in Page(as_(cast.ann()).get(url("detail", submitted)))


def test_the_approver_sees_that_local_work_is_free(as_, submitted):
    ann, cost = as_(cast.ann()), reverse("generation:estimate", args=[submitted.pk])
    assert f'hx-get="{cost}?kind=render"' in Page(ann.get(url("detail", submitted)))
    assert "all of it is made on this machine" in Page(ann.get(cost, {"kind": "render"}))


def test_a_board_goes_back_with_a_note_that_the_editor_reads(as_, submitted):
    as_(cast.ann()).post(url("ask_changes", submitted), {"note": "Larger price."}, headers=HTMX)
    assert state(submitted) == "changes_requested"
    page = Page(as_(cast.ed()).get(url("detail", submitted)))
    assert "ann asked for changes:" in page and "Larger price." in page


def test_a_board_does_not_go_back_without_a_note(as_, submitted):
    answer = as_(cast.ann()).post(url("ask_changes", submitted), {"note": " "}, headers=HTMX)
    assert (answer.status_code, state(submitted)) == (422, "in_review")


def test_without_htmx_a_refusal_is_a_page_with_a_way_back(as_, project):
    answer = as_(cast.vera()).post(url("submit", project))
    assert answer.status_code == 403
    assert "This needs an editor" in Page(answer)


# --- the queue -------------------------------------------------------------------------------
def test_the_queue_shows_what_waits(as_, submitted):
    assert "Ridge film" in Page(as_(cast.ann()).get("/review/"))


def test_the_queue_leaves_out_what_was_decided(as_, submitted):
    review.ask_changes(submitted, cast.ann(), "No.")
    assert "Nothing to review" in Page(as_(cast.ann()).get("/review/"))


def test_what_ann_decided_is_found_from_the_queue_by_her_alone(as_, submitted):
    review.approve(submitted, cast.ann())
    board = f'<a class="truncate" href="/projects/{submitted.pk}/">Ridge film</a>'
    assert board in Page(as_(cast.ann()).get("/review/"))
    assert "Ridge film" not in Page(as_(cast.ed()).get("/review/"))


def test_the_queue_of_another_workspace_is_its_own(as_, submitted):
    assert "Ridge film" not in Page(as_(cast.oscar()).get("/review/"))


def test_a_longer_queue_costs_no_more_queries(as_, submitted):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = as_(cast.ann()), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/review/")
        counts.append(len(seen))
        for number in range(3):
            review.submit(cast.board(title=f"Film {number}"), cast.ed())
    assert counts[0] == counts[1]


def test_who_submits_twice_is_told_and_it_is_submitted_once(as_, project):
    client = as_(cast.ed())
    answers = [client.post(url("submit", project), headers=HTMX) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert "in review already" in answers[1].content.decode()
    assert Submission.objects.filter(project=project).count() == 1
