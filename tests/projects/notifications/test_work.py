"""What workers find out is told by the verbs of the engine, not by the page."""

import pytest

from generation.engine import jobs, settle
from generation.models import Job
from projects.models import VideoProject
from rendering.pipelines import RenderPipeline
from tests import cast, fakes

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    made = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    VideoProject.objects.filter(pk=made.project_id).update(state="rendering")
    return Job.objects.get(pk=made.pk)


def kinds():
    return list(cast.ed().notifications.order_by("pk").values_list("kind", flat=True))


def test_a_video_that_is_ready_is_told(job):
    RenderPipeline(job).succeeded()
    assert kinds() == ["render_done"]


def test_a_render_that_failed_is_told_with_the_reason(job):
    RenderPipeline(job).failed("The disk is full.")
    assert kinds() == ["render_failed"]
    assert cast.ed().notifications.get().text == "The disk is full."


def test_a_scene_whose_paid_answer_was_lost_is_told(job):
    step = job.steps.first()
    settle.mark_unknown(Job.objects.locked(job.pk), step)
    assert kinds() == ["needs_decision"]
