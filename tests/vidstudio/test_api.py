"""The API as a program meets it."""

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from generation.engine import control, jobs
from generation.models import Job
from projects.board import review
from projects.errors import OverBudget
from projects.models import Membership, Product, VideoProject
from rendering.models import Render
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_throttles(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def as_(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def finished(project, **fields):
    """A finished video of the project, as far as rows go."""
    picture = cast.picture()
    values = {"duration_ms": 6000, "frames": 180, "width": 720, "height": 1280}
    return Render.objects.create(
        project=project, spec={}, video=picture, poster=picture, **{**values, **fields}
    )


# --- sign-in ---------------------------------------------------------------------------------
def test_a_token_opens_the_api():
    cast.ed()
    told = APIClient().post("/api/v1/token/", {"username": "ed", "password": cast.PASSWORD}).json()
    client = APIClient(headers={"Authorization": f"Token {told['token']}"})
    assert client.get("/api/v1/projects/").status_code == 200


def test_a_wrong_password_gets_no_token():
    cast.ed()
    answer = APIClient().post("/api/v1/token/", {"username": "ed", "password": "guess"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "authentication_failed"


def test_guessing_passwords_is_slowed_down_whatever_address_is_claimed():
    guess = {"username": "ed", "password": "x"}
    guesses = [
        APIClient().post("/api/v1/token/", guess, headers={"X-Forwarded-For": f"10.0.0.{i}"})
        for i in range(6)
    ]
    assert guesses[-1].status_code == 429
    assert int(guesses[-1]["Retry-After"]) > 0


def test_without_a_token_nothing_is_told():
    answer = APIClient().get("/api/v1/projects/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"


# --- one shape of errors ---------------------------------------------------------------------
def test_every_answer_carries_the_callers_number():
    answer = as_(cast.ed()).get("/api/v1/projects/", headers={"X-Request-ID": "shop-42"})
    assert answer["X-Request-ID"] == "shop-42"


def test_a_number_that_could_spoil_a_log_is_replaced():
    answer = as_(cast.ed()).get("/api/v1/projects/", headers={"X-Request-ID": "a b\tc"})
    assert len(answer["X-Request-ID"]) == 32


def test_a_refusal_names_the_request():
    error = as_(cast.ed()).get("/api/v1/projects/999/").json()["error"]
    assert error.pop("request_id")
    assert error == {"code": "not_found", "message": "There is nothing here that you can see."}


def test_an_address_that_does_not_exist_is_refused_in_the_same_shape():
    answer = as_(cast.ed()).post("/api/v1/elsewhere/")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_bug_is_told_without_its_inside(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(jobs, "enqueue", broken)
    answer = as_(cast.ed()).post(f"/api/v1/projects/{cast.draft().pk}/generate")
    assert answer.status_code == 500
    assert "hunter2" not in answer.content.decode()
    assert answer.json()["error"]["code"] == "internal"


def test_a_bad_field_inside_a_product_is_named_by_its_path():
    asked = {"product": {"name": "Mug", "price": "free"}}
    answer = as_(cast.ed()).post("/api/v1/generate/script", asked, format="json")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "product.price"


# --- outsiders and roles ---------------------------------------------------------------------
READS = ["/projects/{project}/", "/projects/{project}/scenes/", "/products/{product}/", "/jobs/{job}/",
         "/jobs/{job}/events/", "/renders/{render}/"]  # fmt: skip
WRITES = ["/projects/{project}/generate", "/projects/{project}/render", "/projects/{project}/preview",
          "/jobs/{job}/cancel/", "/jobs/{job}/retry/"]  # fmt: skip


@pytest.fixture
def things():
    project = cast.board(scenes=1)
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    return {
        "project": project.pk,
        "product": project.product_id,
        "job": job.pk,
        "render": finished(project).pk,
    }


@pytest.mark.parametrize("path", READS)
def test_oscar_finds_nothing_to_read(things, path):
    assert as_(cast.oscar()).get("/api/v1" + path.format(**things)).status_code == 404


@pytest.mark.parametrize("path", WRITES)
def test_oscar_finds_nothing_to_start_or_stop(things, path):
    assert as_(cast.oscar()).post("/api/v1" + path.format(**things)).status_code == 404


@pytest.mark.parametrize("name", ["projects", "products", "jobs", "renders"])
def test_oscars_lists_are_empty(things, name):
    assert as_(cast.oscar()).get(f"/api/v1/{name}/").json()["results"] == []


@pytest.mark.parametrize("path", READS)
def test_vera_may_read(things, path):
    assert as_(cast.vera()).get("/api/v1" + path.format(**things)).status_code == 200


@pytest.mark.parametrize("path", WRITES)
def test_vera_may_not_write(things, path):
    answer = as_(cast.vera()).post("/api/v1" + path.format(**things))
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_allowed"


def test_vera_may_not_generate():
    assert as_(cast.vera()).post("/api/v1/generate/script", {"prompt": "A kettle"}).status_code == 403


def test_oscar_cannot_make_a_video_of_lolas_product():
    product = cast.flask()
    answer = as_(cast.oscar()).post("/api/v1/generate/script", {"product_id": product.pk})
    assert answer.status_code == 404


def test_oscar_cannot_work_in_lolas_workspace():
    cast.shop()
    answer = as_(cast.oscar()).post("/api/v1/generate/script", {"prompt": "A kettle", "workspace": "lolas"})
    assert answer.status_code == 404


def test_a_product_of_another_own_workspace_is_not_carried_over():
    ed, other = cast.ed(), cast.shop("second", "Second shop")
    Membership.objects.create(user=ed, workspace=other, role="editor")
    asked = {"product_id": cast.flask().pk, "workspace": "second"}
    assert as_(ed).post("/api/v1/generate/script", asked).status_code == 404


# --- reading ---------------------------------------------------------------------------------
def test_a_project_tells_its_scenes():
    told = as_(cast.vera()).get(f"/api/v1/projects/{cast.board().pk}/").json()
    first = told["scenes"][0]
    assert (first["scene_index"], first["duration"], first["duration_ms"]) == (1, 2.0, 2000)
    assert first["text"] == "Sentence number 1."
    assert first["takes"] == 1


def test_a_scenes_image_opens_without_a_session(client):
    told = as_(cast.vera()).get(f"/api/v1/projects/{cast.board().pk}/scenes/").json()
    assert client.get(told[0]["image"]).status_code == 200


def test_a_scene_without_a_picture_has_no_image():
    project = cast.draft()
    project.scenes.create(scene_index=1, duration_ms=2000)
    assert as_(cast.vera()).get(f"/api/v1/projects/{project.pk}/scenes/").json()[0]["image"] is None


def test_projects_are_filtered_by_state():
    cast.board(), cast.draft()
    told = as_(cast.ed()).get("/api/v1/projects/?state=draft").json()["results"]
    assert [row["state"] for row in told] == ["draft"]


@pytest.mark.parametrize("path", ["projects", "products", "imports", "jobs", "renders", "costs", "batches"])
def test_a_misspelt_filter_is_refused_by_name_instead_of_answering_with_everything(path):
    told = as_(cast.adam()).get(f"/api/v1/{path}/?stat=draft&fields=id")
    error = told.json()["error"]
    assert (told.status_code, error["field"]) == (400, "stat")
    assert "no such filter" in error["message"] and "cursor" in error["message"]
    assert as_(cast.adam()).get(f"/api/v1/{path}/?format=json&limit=1&fields=id").status_code == 200


@pytest.mark.parametrize("limit", ["abc", "0", "-1", "", "1.5", "²"])
def test_a_page_of_no_number_of_rows_is_refused(limit):
    answer = as_(cast.ed()).get("/api/v1/projects/", {"limit": limit})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "limit")


@pytest.mark.parametrize("limit", ["201", "9" * 30, "9" * 5000])
def test_a_page_too_long_is_the_longest(limit):
    assert as_(cast.ed()).get("/api/v1/projects/", {"limit": limit}).status_code == 200


def test_a_filter_by_a_foreign_product_tells_nothing():
    foreign = cast.flask(cast.shop("oscars", "Oscar's other shop"))
    cast.draft()
    answers = [as_(cast.ed()).get(f"/api/v1/projects/?product={pk}") for pk in (foreign.pk, 99_999)]
    assert [answer.json()["results"] for answer in answers] == [[], []]


@pytest.mark.parametrize(
    "path", ["projects/?product=", "jobs/?project=", "renders/?product=", "costs/?project="]
)
@pytest.mark.parametrize("number", ["-2.75e137", "9" * 30, "1.5", "a mug"])
def test_a_number_that_no_row_can_have_is_refused_and_breaks_nothing(path, number):
    answer = as_(cast.adam()).get(f"/api/v1/{path}{number}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


@pytest.mark.parametrize("text", ["\\ud800", "\\udaaa\\udfff\\ud87c"])
def test_half_a_character_is_refused_before_anything_is_stored(text):
    sent = f'{{"prompt": "A kettle {text}", "{text}": 1}}'
    answer = as_(cast.ed()).post("/api/v1/generate/script", sent, content_type="application/json")
    assert (answer.status_code, "half of a character" in answer.json()["error"]["message"]) == (400, True)
    assert not VideoProject.objects.exists()


def test_what_is_wrong_in_a_list_is_told_with_its_place():
    project = cast.board()
    answer = as_(cast.ed()).post(
        f"/api/v1/projects/{project.pk}/ratios/", {"ratios": ["", "1:1"]}, format="json"
    )
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "ratios.0")


def test_the_largest_budget_that_can_be_set_can_be_read():
    adam = as_(cast.adam())
    cast.shop()
    told = adam.put("/api/v1/budgets/month/", {"amount": "9999999999.99"})
    assert (told.status_code, told.json()["amount"]) == (200, "9999999999.990000")


def test_jobs_are_filtered_by_kind():
    jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    assert as_(cast.ed()).get("/api/v1/jobs/?kind=render").json()["results"] == []
    assert len(as_(cast.ed()).get("/api/v1/jobs/?kind=storyboard").json()["results"]) == 1


def test_lists_go_on_by_cursor_newest_first():
    pks = [cast.draft().pk for _ in range(3)]
    first = as_(cast.ed()).get("/api/v1/projects/?limit=2").json()
    rest = as_(cast.ed()).get(first["next"]).json()
    assert [row["id"] for row in first["results"] + rest["results"]] == pks[::-1]


def test_a_job_tells_its_stages_and_steps():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    stages = as_(cast.ed()).get(f"/api/v1/jobs/{job.pk}/").json()["stages"]
    assert [stage["name"] for stage in stages] == ["analyse", "script", "storyboard", "images"]
    assert stages[0]["steps"][0]["key"] == "analyse"


def test_a_watcher_asks_for_what_comes_after():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    told = as_(cast.ed()).get(f"/api/v1/jobs/{job.pk}/events/?after=1").json()
    assert [event["seq"] for event in told["events"]] == [2]
    assert told["last"] == 2


def test_nonsense_after_is_refused_by_name():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    answer = as_(cast.ed()).get(f"/api/v1/jobs/{job.pk}/events/?after=soon")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "after")


def test_a_renders_files_open_without_a_session(client):
    render = finished(cast.board())
    told = as_(cast.vera()).get(f"/api/v1/renders/{render.pk}/").json()
    assert client.get(told["video"]).status_code == 200
    assert told["srt"] is None


def grow(project, count):
    """`count` more of everything that a list shows."""
    for _ in range(count):
        jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
        finished(project)
        Product.objects.create(workspace=cast.shop(), handle=f"p{Product.objects.count()}", name="Another")


@pytest.mark.parametrize("name", ["projects", "products", "jobs", "renders"])
def test_a_list_of_twenty_takes_no_more_queries_than_one_of_ten(name):
    client, project = as_(cast.ed()), cast.board()
    counts = []
    for _ in range(2):
        grow(project, 10)
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/api/v1/{name}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- starting work ---------------------------------------------------------------------------
@pytest.mark.parametrize("slash", ["", "/"])
def test_generate_starts_the_storyboard(slash):
    project = cast.draft()
    answer = as_(cast.ed()).post(f"/api/v1/projects/{project.pk}/generate{slash}")
    job = project.jobs.get()
    assert answer.status_code == 202
    assert answer["Location"].endswith(f"/api/v1/jobs/{job.pk}/")
    assert (answer.json()["id"], answer.json()["status"]) == (job.pk, "queued")


def test_the_links_of_a_started_job_lead_somewhere():
    client = as_(cast.ed())
    links = client.post(f"/api/v1/projects/{cast.draft().pk}/generate").json()["links"]
    assert client.get(links["self"]).status_code == client.get(links["events"]).status_code == 200
    assert client.post(links["cancel"]).json()["state"] == "cancelled"


def test_generating_twice_is_a_conflict():
    client, project = as_(cast.ed()), cast.draft()
    client.post(f"/api/v1/projects/{project.pk}/generate")
    assert client.post(f"/api/v1/projects/{project.pk}/generate").status_code == 409


def test_an_unapproved_board_is_not_rendered():
    answer = as_(cast.ed()).post(f"/api/v1/projects/{cast.board().pk}/render")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "illegal_state"


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_approved_board_is_rendered_once_more(slash):
    project = cast.board()
    submission = review.submit(project, cast.ed())
    project.refresh_from_db()
    review.approve(project, cast.ann())
    control.cancel(project.jobs.get(), by=cast.ann())
    answer = as_(cast.ed()).post(f"/api/v1/projects/{project.pk}/render{slash}")
    job = Job.objects.get(pk=answer.json()["id"])
    assert answer.status_code == 202
    assert (job.kind, job.digest, job.options) == ("render", submission.digest, {"submission": submission.pk})


@pytest.mark.parametrize("slash", ["", "/"])
def test_any_board_is_previewed(slash):
    answer = as_(cast.ed()).post(f"/api/v1/projects/{cast.board().pk}/preview{slash}")
    assert (answer.status_code, Job.objects.get(pk=answer.json()["id"]).kind) == (202, "preview")


def test_a_viewer_starts_no_preview():
    assert as_(cast.vera()).post(f"/api/v1/projects/{cast.board().pk}/preview").status_code == 403


def test_an_empty_board_cannot_be_previewed():
    answer = as_(cast.ed()).post(f"/api/v1/projects/{cast.draft().pk}/preview")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "illegal_state")


def test_a_preview_is_listed_only_for_who_asks_for_previews():
    project = cast.board()
    video, preview = finished(project), finished(project, kind="preview")
    client = as_(cast.vera())
    listed = {
        query: [row["id"] for row in client.get(f"/api/v1/renders/{query}").json()["results"]]
        for query in ("", "?kind=preview", "?kind=final")
    }
    assert listed == {"": [video.pk], "?kind=preview": [preview.pk], "?kind=final": [video.pk]}
    assert client.get(f"/api/v1/renders/{preview.pk}/").json()["kind"] == "preview"


def test_a_cancelled_job_is_retried():
    client = as_(cast.ed())
    job = control.cancel(jobs.enqueue(cast.draft(), "storyboard", by=cast.ed()), by=cast.ed())
    assert client.post(f"/api/v1/jobs/{job.pk}/retry/").json()["state"] == "running"


def test_a_job_at_work_is_not_retried():
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    assert as_(cast.ed()).post(f"/api/v1/jobs/{job.pk}/retry/").status_code == 409


@pytest.mark.parametrize("slash", ["", "/"])
def test_one_call_makes_a_project_from_a_prompt(slash):
    asked = {"prompt": "A kettle at dawn", "duration": 20, "style": "bold", "mode": "functional_intro"}
    told = as_(cast.ed()).post(f"/api/v1/generate/script{slash}", asked, format="json").json()
    project = VideoProject.objects.get(pk=told["project"])
    assert (project.source, project.target_ms, project.style) == ("prompt", 20_000, "bold")
    assert project.jobs.get().pk == told["id"]


def test_one_call_makes_a_project_from_a_product_of_the_catalogue():
    told = as_(cast.ed()).post("/api/v1/generate/script", {"product_id": cast.flask().pk}).json()
    assert VideoProject.objects.get(pk=told["project"]).product == cast.flask()


def test_one_call_takes_a_product_that_is_not_in_the_catalogue_yet():
    asked = {"product": {"name": "Mug", "price": "12.50", "selling_points": ["Keeps warm"]}, "duration": 15}
    told = as_(cast.ed()).post("/api/v1/generate/script", asked, format="json").json()
    product = VideoProject.objects.get(pk=told["project"]).product
    assert (product.name, product.selling_points, product.workspace) == ("Mug", ["Keeps warm"], cast.shop())


def test_one_call_takes_a_script():
    asked = {"script": "INT. KITCHEN\nANNA: Tea?", "language": "en"}
    told = as_(cast.ed()).post("/api/v1/generate/script", asked, format="json").json()
    assert VideoProject.objects.get(pk=told["project"]).source == "script"


@pytest.mark.parametrize("asked", [{}, {"prompt": "A kettle", "script": "ANNA: Tea?"}])
def test_exactly_one_source_is_asked_for(asked):
    answer = as_(cast.ed()).post("/api/v1/generate/script", asked, format="json")
    assert answer.status_code == 400
    assert "exactly one" in answer.json()["error"]["message"]


def test_a_refused_start_leaves_nothing_behind(monkeypatch):
    def refuse(*args, **kwargs):
        raise OverBudget("There is no money left today.")

    monkeypatch.setattr(jobs, "enqueue", refuse)
    cast.ed()
    answer = as_(cast.ed()).post("/api/v1/generate/script", {"product": {"name": "Mug"}}, format="json")
    assert answer.status_code == 402
    assert not VideoProject.objects.exists() and not Product.objects.exists()


# --- tokens without a password ---------------------------------------------------------------
def test_an_operator_prints_a_token(capsys):
    cast.ed()
    call_command("api_token", "ed")
    token = capsys.readouterr().out.strip()
    assert APIClient(headers={"Authorization": f"Token {token}"}).get("/api/v1/projects/").status_code == 200


def test_a_replaced_token_opens_nothing(capsys):
    cast.ed()
    call_command("api_token", "ed")
    old = capsys.readouterr().out.strip()
    call_command("api_token", "ed", "--new")
    assert APIClient(headers={"Authorization": f"Token {old}"}).get("/api/v1/projects/").status_code == 401


def test_nobody_gets_no_token():
    with pytest.raises(CommandError, match="no active user"):
        call_command("api_token", "nobody")
