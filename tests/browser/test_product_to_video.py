"""The whole promise in a real browser: a product in, a playing video out, by two people."""

import pytest

from projects.models import VideoProject
from tests import cast
from tests.worker_processes import Fleet


@pytest.fixture
def worker(tmp_path, settings):
    """A real worker on this test's database and files, with the real local providers."""
    from django.db import connections

    fleet = Fleet(
        tmp_path,
        VIDSTUDIO_TEST_DATABASE=str(connections["default"].settings_dict["NAME"]),
        VIDSTUDIO_TEST_MEDIA=str(tmp_path / "media"),
        VIDSTUDIO_TEST_PROVIDERS="real",
        VIDSTUDIO_LEASE_SECONDS="20",
    )
    fleet.pool_of(fleet.worker())
    yield fleet
    fleet.close()


@pytest.mark.slow
def test_ed_starts_from_a_product_and_ann_watches_the_finished_video(new_page, signed_in, worker):
    cast.flask(), cast.ed(), cast.ann()
    ed, ann = signed_in(new_page(), "ed"), signed_in(new_page(), "ann")

    ed.goto("/projects/new/")
    ed.locator("input[name=product]").first.check()
    ed.locator("[name=resolution]").select_option("720p")
    ed.get_by_role("button", name="Make the storyboard").click()
    ed.wait_for_url("**/projects/*/")
    ed.get_by_role("button", name="Submit for review").click(timeout=180_000)
    ed.locator("#project-meta[data-state=in_review]").wait_for()  # Only then it stands in the queue.

    ann.goto("/review/")
    ann.get_by_role("link", name="Ridge Flask").first.click()
    ann.get_by_role("button", name="Approve and render").click()
    ann.get_by_role("heading", name="Nothing to review").wait_for()  # The room leads to the next board.
    ann.goto(f"/projects/{VideoProject.objects.get().pk}/")
    ann.wait_for_selector("video", timeout=180_000)

    seen = ann.evaluate(
        """async () => {
            const video = document.querySelector("video");
            video.muted = true;
            await video.play();
            await new Promise((done) =>
                video.addEventListener("timeupdate", () => video.currentTime > 0.5 && done()));
            return [video.videoWidth, video.videoHeight, Math.round(video.duration)];
        }"""
    )
    assert seen == [720, 1280, 15]
    project = VideoProject.objects.get()
    assert (project.state, project.renders.count()) == ("completed", 1)
