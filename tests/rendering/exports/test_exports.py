"""Other ratios, the editor's package and the platforms' report: on pages, by programs, on the desk."""

import pytest
from django.urls import reverse

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from projects.errors import IllegalMove
from projects.media import library
from projects.models import VideoProject
from rendering import outputs
from rendering.exports import platforms
from rendering.models import Render
from tests import cast, fakes
from tests.pages import Page
from tests.rendering.exports.test_platforms import GOOD
from tests.rendering.exports.test_ratios import approved, made_in
from tests.rendering.test_views import HTMX, made, shelf

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def done():
    """An approved board with a finished video in 9:16 and one in 1:1."""
    project = approved()
    submission = project.submissions.get(state="approved")
    report = {"platforms": platforms.report(GOOD)}
    for number, aspect in enumerate(("9:16", "1:1"), 1):
        render = made(project, submission, number)
        Render.objects.filter(pk=render.pk).update(aspect=aspect, report=report)
    VideoProject.objects.filter(pk=project.pk).update(state="completed")
    return Render.objects.get(aspect="9:16")


def post(client, name, pk, **data):
    return client.post(reverse(f"rendering:{name}", args=[pk]), data, headers=HTMX)


# --- the page ----------------------------------------------------------------------------------
def test_ratios_are_tabs_and_the_missing_ones_are_ticked(as_, done):
    page = Page(shelf(as_(cast.ed()), done))
    assert page.count('class="segment"') == 2
    assert f'src="{done.video.url}"' in page
    assert 'value="16:9" checked' in page and 'value="1:1" checked' not in page


def test_ticked_ratios_are_one_job(as_, done):
    answer = post(as_(cast.ed()), "ratios", done.project_id, ratios=["4:5", "16:9"])
    job = Job.objects.first()
    assert (answer.status_code, job.kind, job.options["ratios"]) == (204, "ratios", ["4:5", "16:9"])


def test_the_shelf_says_what_each_platform_says(as_, done):
    page = Page(shelf(as_(cast.vera()), done))
    assert page.count('<details class="platform">') == len(platforms.PLATFORMS)
    assert "Instagram Reels" in page and "advertising.amazon.com" in page
    assert "Make it in 16:9" in page


def test_a_viewer_makes_nothing(as_, done):
    client = as_(cast.vera())
    page = Page(shelf(client, done))
    assert 'name="ratios"' not in page and "Make package" not in page
    assert post(client, "ratios", done.project_id, ratios=["4:5"]).status_code == 403
    assert post(client, "package", done.pk).status_code == 403


def test_a_package_is_asked_for_once_and_then_lent_out(as_, done):
    client = as_(cast.ed())
    assert "Make package" in Page(shelf(client, done))
    assert post(client, "package", done.pk).status_code == 204
    assert post(client, "package", done.pk).status_code == 409
    packed = library.keep(done.project.workspace, "package", b"PK", "application/zip", "local")
    Render.objects.filter(pk=done.pk).update(package=packed)
    page = Page(shelf(client, done))
    assert packed.url in page and "Make package" not in page


def test_oscar_finds_no_package_and_asks_for_nothing(as_, done):
    packed = library.keep(done.project.workspace, "package", b"PK", "application/zip", "local")
    client = as_(cast.oscar())
    assert client.get(packed.url).status_code == 404
    assert post(client, "package", done.pk).status_code == 404
    assert post(client, "ratios", done.project_id, ratios=["4:5"]).status_code == 404


# --- programs ----------------------------------------------------------------------------------
def test_a_program_asks_for_ratios_and_for_a_package(as_, done):
    client = as_(cast.ed())
    body = {"ratios": ["16:9"]}
    answer = client.post(f"/api/v1/projects/{done.project_id}/ratios", body, content_type="application/json")
    assert (answer.status_code, Job.objects.first().kind) == (202, "ratios")
    assert (
        client.post(f"/api/v1/renders/{done.pk}/package/", content_type="application/json").status_code == 202
    )
    wrong = {"ratios": ["3:2"]}
    answer = client.post(f"/api/v1/projects/{done.project_id}/ratios", wrong, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "ratios")


def test_a_program_reads_what_platforms_say(as_, done):
    told = as_(cast.vera()).get(f"/api/v1/renders/{done.pk}/").json()
    assert {row["platform"] for row in told["report"]["platforms"]} == {
        row.name for row in platforms.PLATFORMS
    }
    assert (told["aspect"], told["package"]) == ("9:16", None)


# --- the desk ----------------------------------------------------------------------------------
def test_the_desk_makes_what_is_missing(as_, done):
    data = {"action": "make_ratios", "_selected_action": [done.pk]}
    as_(cast.adam()).post(reverse("admin:rendering_render_changelist"), data)
    assert Job.objects.get(kind="ratios", state="queued").options["ratios"] == ["4:5", "16:9"]


def test_the_desk_shows_the_platforms(as_, done):
    page = Page(as_(cast.adam()).get(reverse("admin:rendering_render_change", args=[done.pk])))
    assert "Instagram Reels: passes" in page


# --- the work ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_worker_packs_a_finished_video_and_leaves_nothing_behind():
    render = made_in(approved(), ["9:16"]).renders.get()
    assert {row["verdict"] for row in render.report["platforms"]} <= {"pass", "fail"}
    with jobs.runner("inline"):
        job = run_inline(outputs.package(render, cast.ed()))
        again = run_inline(outputs.package(render, cast.ed()))
    render.refresh_from_db()
    assert (job.state, again.state) == ("succeeded", "succeeded")
    assert (render.package.kind, library.read(render.package)[:2]) == ("package", b"PK")
    assert VideoProject.objects.get(pk=render.project_id).state == "completed"


def test_a_preview_is_not_packed(done):
    Render.objects.filter(pk=done.pk).update(kind="preview")
    done.refresh_from_db()
    with pytest.raises(IllegalMove):
        outputs.package(done, cast.ed())
