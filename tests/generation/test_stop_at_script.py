"""A storyboard that stops after its script: people read and edit it, then its pictures are made."""

import pytest

from generation import actions
from generation.billing import estimates
from generation.engine import jobs
from generation.engine.run import run_inline
from projects.board import editing
from projects.errors import Conflict, IllegalMove
from projects.models import VideoProject
from tests import cast, fakes
from vidstudio.accounts import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def written():
    """A project whose script is ready."""
    project = cast.draft()
    with jobs.runner("inline"):
        job = actions.storyboard(project, cast.ed(), stop_at="script")
    assert run_inline(job).state == "succeeded"
    project.refresh_from_db()
    return project


def test_it_stops_with_words_and_without_a_picture():
    project = written()
    job = project.jobs.get()
    assert project.state == "script_ready"
    assert [row.name for row in job.stages.all()] == ["analyse", "script", "storyboard"]
    assert job.message.startswith("Script ready") and job.progress == 100
    assert project.scenes.count() and all(
        scene.text and scene.picture is None for scene in project.scenes.all()
    )


def test_words_edited_then_are_those_of_the_board_and_no_script_is_written_again():
    project = written()
    first = project.scenes.first()
    editing.edit_scene(first, cast.ed(), text="Words of a person.")
    project.refresh_from_db()
    assert project.state == "script_ready"
    with jobs.runner("inline"):
        job = actions.illustrate(project, cast.ed())
    assert [row.name for row in job.stages.all()] == ["images"]
    assert run_inline(job).state == "succeeded"
    project.refresh_from_db()
    assert project.state == "storyboard_ready"
    assert project.scenes.first().text == "Words of a person."
    assert all(scene.picture for scene in project.scenes.all())


def test_a_second_press_is_told_and_starts_nothing():
    project = written()
    actions.illustrate(project, cast.ed())
    with pytest.raises((Conflict, IllegalMove)):
        actions.illustrate(VideoProject.objects.get(pk=project.pk), cast.ann())
    assert project.jobs.count() == 2


def test_the_rest_costs_no_script():
    project = written()
    whole = {line.talent for line in estimates.estimate(project, "storyboard", fresh=True).lines}
    rest = {line.talent for line in estimates.estimate(project, "storyboard", stages=["images"]).lines}
    assert rest == {"image"} < whole


def test_the_page_asks_for_it_and_shows_how_to_go_on(client):
    client.force_login(cast.ed())
    form = {"source": "product", "product": cast.flask().pk, "length": "15", "stop_at_script": "on"}
    form |= {
        "mode": "creative_ad",
        "style": "minimal",
        "aspect": "9:16",
        "resolution": "720p",
        "language": "en",
    }
    client.post("/projects/create/", form)
    project = VideoProject.objects.get()
    run_inline(project.jobs.get())
    page = client.get(f"/projects/{project.pk}/").content.decode()
    assert "Make the pictures" in page and "The script is ready." in page and "Submit for review" not in page
    assert client.post(f"/projects/{project.pk}/illustrate/").status_code == 204
    project.refresh_from_db()
    assert project.state == "illustrating"
    assert "Make the pictures" not in client.get(f"/projects/{project.pk}/").content.decode()


def test_a_program_stops_there_and_goes_on(client):
    headers = {"Authorization": f"Token {tokens.issue(cast.ed())}"}

    def post(path, **asked):
        return client.post(f"/api/v1/{path}", asked, "application/json", headers=headers)

    begun = post("generate/script/", product_id=cast.flask().pk, stop_at="script").json()
    run_inline(VideoProject.objects.get(pk=begun["project"]).jobs.get())
    project = client.get(f"/api/v1/projects/{begun['project']}/", headers=headers).json()
    assert project["state"] == "script_ready"
    assert post(f"projects/{begun['project']}/illustrate/").status_code == 202
    assert post(f"projects/{begun['project']}/illustrate/").status_code == 409
    refused = post("generate/script/", product_id=cast.flask().pk, stop_at="pictures")
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "stop_at")
