"""Batches and presets for programs."""

import io
import zipfile

import pytest
from rest_framework.test import APIClient

from generation.batches import work
from generation.models import Job
from projects.board import review
from projects.media import library
from projects.models import Batch, BatchRow, BatchRowState, Preset, Workspace
from rendering.models import Render
from tests import cast, fakes
from tests.generation.batches import kit
from vidstudio.accounts import tokens

pytestmark = pytest.mark.django_db
HERE = "/api/v1/batches/"


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def program(who):
    """A client that signs in with a token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(who)}")
    return client


def started(count=2, **more):
    products = kit.drawn(count)
    body = {"products": [one.pk for one in products], "preset": kit.preset().pk, **more}
    return program(cast.ed()).post(HERE, body, format="json")


def in_review(count=2):
    started(count)
    batch = Batch.objects.get()
    for row in batch.rows.all():
        project = cast.board(scenes=2, title=f"Board {row.position}")
        review.submit(project, cast.ed())
        BatchRow.objects.filter(pk=row.pk).update(project=project, state=BatchRowState.STARTED)
    return batch


def test_a_batch_is_taken_on_and_says_where_it_is():
    answer = started(name="Spring", admission="all")
    assert answer.status_code == 202
    assert answer["Location"].endswith(f"/api/v1/batches/{Batch.objects.get().pk}/")
    told = program(cast.vera()).get(answer["Location"]).json()
    assert (told["name"], told["admission"], told["counts"]) == ("Spring", "all", {"waiting": 2})
    assert told["cost"] == {"spent": "0.000000", "estimated": "0.000000", "currency": "USD", "uncertain": 0}


def test_the_same_key_starts_one_batch():
    body = {"products": [kit.drawn(1)[0].pk]}
    client = program(cast.ed())
    first, second = (
        client.post(HERE, body, format="json", headers={"Idempotency-Key": "spring"}) for _ in range(2)
    )
    assert first.json() == second.json() and second["Idempotency-Replayed"] == "true"
    assert Batch.objects.count() == 1


def test_rows_come_in_pages_and_by_standing():
    started(3)
    batch, client = Batch.objects.get(), program(cast.vera())
    BatchRow.objects.filter(batch=batch, position=2).update(state="failed", problem="No photo.")
    page = client.get(f"{HERE}{batch.pk}/rows/", {"limit": 2}).json()
    assert [row["position"] for row in page["results"]] == [3, 2]
    assert [row["position"] for row in client.get(page["next"]).json()["results"]] == [1]
    [row] = client.get(f"{HERE}{batch.pk}/rows/", {"standing": "failed"}).json()["results"]
    assert (row["error"], row["project"], row["digest"]) == ("No photo.", None, None)
    assert client.get(f"{HERE}{batch.pk}/rows/", {"standing": "lost"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"products": []}, "products"),
        ({"products": [999_999]}, "products"),
        ({"products": ["x"]}, "products"),
        ({}, "products"),
        ({"products": [1], "admission": "some"}, "admission"),
        ({"products": [1], "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_started_is_refused_by_name(body, field):
    answer = program(cast.ed()).post(HERE, body, format="json")
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["field"].startswith(field)
    assert not Batch.objects.exists()


def test_viewers_and_outsiders_start_nothing():
    product = kit.drawn(1)[0]
    assert program(cast.vera()).post(HERE, {"products": [product.pk]}, format="json").status_code == 403
    answer = program(cast.oscar()).post(HERE, {"products": [product.pk]}, format="json")
    assert answer.json()["error"]["field"] == "products"
    assert not Batch.objects.exists()


def test_outsiders_find_no_batch():
    started(1)
    client = program(cast.oscar())
    assert client.get(HERE).json()["results"] == []
    for path in ("", "rows/"):
        assert client.get(f"{HERE}{Batch.objects.get().pk}/{path}").status_code == 404


def test_rows_are_cancelled_and_tried_again():
    started(2)
    batch, client = Batch.objects.get(), program(cast.ed())
    assert client.post(f"{HERE}{batch.pk}/cancel/").json() == {"count": 2}
    row = batch.rows.first()
    answer = client.post(f"{HERE}{batch.pk}/retry/", {"rows": [row.pk]}, format="json")
    assert (answer.status_code, answer.json()) == (202, {"count": 1})
    work.work_on(batch.pk)
    assert sorted(batch.rows.values_list("state", flat=True)) == ["cancelled", "started"]
    client.post(f"{HERE}{batch.pk}/retry/")
    assert client.post(f"{HERE}{batch.pk}/retry/").status_code == 409


def test_programs_approve_only_where_they_may():
    batch = in_review(2)
    rows = program(cast.ann()).get(f"{HERE}{batch.pk}/rows/", {"standing": "review"}).json()["results"]
    boards = [{"project": row["project"], "digest": row["digest"]} for row in rows]
    client = program(cast.ann())
    assert client.post(f"{HERE}{batch.pk}/approve/", {"boards": boards}, format="json").status_code == 403
    assert not Job.objects.filter(kind="render").exists()
    Workspace.objects.update(token_approval=True)
    boards[0]["digest"] = "0" * 64
    told = client.post(f"{HERE}{batch.pk}/approve/", {"boards": boards}, format="json").json()["boards"]
    by_project = {one["project"]: one for one in told}
    refused, fine = (by_project[board["project"]] for board in boards)
    assert not refused["approved"] and "changed" in refused["error"]
    assert (fine["approved"], fine["error"]) == (True, "")
    assert Job.objects.filter(kind="render").count() == 1


def test_an_editors_program_approves_nothing():
    batch = in_review(1)
    Workspace.objects.update(token_approval=True)
    answer = program(cast.ed()).post(
        f"{HERE}{batch.pk}/approve/", {"boards": [{"project": 1, "digest": "x"}]}, format="json"
    )
    assert answer.status_code == 403


def test_a_program_reads_the_scripts_and_then_orders_the_pictures():
    started(2)
    batch, client = Batch.objects.get(), program(cast.ed())
    path = f"{HERE}{batch.pk}/illustrate/"
    assert client.post(path).status_code == 409
    project = cast.board(scenes=1)
    type(project).objects.filter(pk=project.pk).update(state="script_ready")
    BatchRow.objects.filter(pk=batch.rows.first().pk).update(project=project, state=BatchRowState.STARTED)
    assert program(cast.vera()).post(path).status_code == 403
    assert (answer := client.post(path)).status_code == 202 and answer.json() == {"count": 1}
    assert Job.objects.get(project=project).options["stages"] == ["images"]
    assert client.post(path).status_code == 409


def test_a_program_fetches_all_videos_in_one_file():
    batch = in_review(2)
    client = program(cast.vera())
    address = client.get(f"{HERE}{batch.pk}/").json()["links"]["videos"]
    assert client.get(address).status_code == 409
    project = batch.rows.first().project
    video = library.keep(cast.shop(), "video", b"film", "video/mp4", "local")
    made = {"spec": {}, "digest": "d" * 64, "duration_ms": 6000, "frames": 150, "aspect": "9:16"}
    Render.objects.create(project=project, video=video, width=720, height=1280, **made)
    answer = client.get(address, headers={"Accept": "application/zip"})
    data = b"".join(answer.streaming_content)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["board-1_9x16.mp4", "videos.csv"]
    assert program(cast.oscar()).get(address).status_code == 404


# --- presets -----------------------------------------------------------------------------------
def test_a_preset_is_saved_changed_and_deleted():
    client = program(cast.ed())
    body = {"name": "Calm", "duration": 20, "style": "luxury", "stop_at": "script", "is_default": True}
    made = client.post("/api/v1/presets/", body, format="json").json()
    assert body.items() <= made.items()
    where = f"/api/v1/presets/{made['id']}/"
    changed = client.patch(where, {"duration": 30, "is_default": False}, format="json").json()
    assert (changed["duration"], changed["style"], changed["is_default"]) == (30, "luxury", False)
    assert program(cast.vera()).patch(where, {"duration": 30}, format="json").status_code == 403
    assert program(cast.oscar()).get(where).status_code == 404
    assert client.delete(where).status_code == 204 and not Preset.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A", "duration": 2}, "duration"),
        ({"name": "A", "title": "x"}, "title"),
        ({"name": "A", "brand_kit": 999}, "brand_kit"),
        ({"name": "A", "stop_at": "lunch"}, "stop_at"),
    ],
)
def test_a_preset_that_no_project_can_have_is_refused_by_name(body, field):
    answer = program(cast.ed()).post("/api/v1/presets/", body, format="json")
    assert answer.json()["error"]["field"] == field


def test_a_batch_without_a_preset_takes_the_default():
    kit.preset()
    Preset.objects.update(is_default=True)
    program(cast.ed()).post(HERE, {"products": [kit.drawn(1)[0].pk]}, format="json")
    assert Batch.objects.get().preset_name == "Short and calm"
