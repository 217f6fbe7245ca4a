"""One approved board in several ratios: one job, one voice, pictures laid for each frame."""

import pytest

from generation import jobs
from generation.models import Job, LedgerEntry
from projects import editing, formats, review
from projects.errors import BadInput, Conflict, IllegalMove
from projects.models import Asset, VideoProject
from rendering import outputs
from rendering.models import Render
from rendering.stages import pictures
from tests import cast, fakes

pytestmark = pytest.mark.django_db(transaction=True)

ALL = ["9:16", "1:1", "4:5", "16:9"]


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


def approved(project=None):
    """A board that Ann approved and nobody has rendered."""
    project = project or cast.board(scenes=3)
    review.submit(project, cast.ed())
    with jobs.runner("inline"):
        review.approve(VideoProject.objects.get(pk=project.pk), cast.ann())
    jobs.cancel(Job.objects.get(project=project, kind="render"))
    return VideoProject.objects.get(pk=project.pk)


def made_in(project, ratios, by=None):
    with jobs.runner("inline"):
        return jobs.run_inline(outputs.render_ratios(project, ratios, by or cast.ed()))


def test_one_job_makes_a_video_for_each_ratio():
    job = made_in(approved(), ALL)
    assert job.state == "succeeded"
    sizes = {row.aspect: (row.width, row.height) for row in Render.objects.filter(job=job)}
    assert sizes == {ratio: formats.frame_size(ratio, "720p") for ratio in ALL}
    assert set(job.renders.values_list("digest", flat=True)) == {job.digest}
