"""An approved board becomes a finished video, by the real composer, wherever the files live."""

import errno
import json
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from django.conf import settings as django_settings

from generation.engine import control, jobs
from generation.engine.run import run_inline
from generation.models import Job, Step
from projects.board import editing, review
from projects.media import library
from projects.models import Asset, VideoProject
from rendering import outputs
from rendering.engine.compose import poster as draw_poster
from rendering.engine.container import probe
from rendering.models import Render
from rendering.spec import build
from rendering.spec.schema import RenderSpec
from rendering.stages import compose, publish
from tests import cast, fakes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()


def approved(project=None):
    """The render job of an approved board, not begun."""
    project = project or cast.board()
    review.submit(project, cast.ed())
    project.refresh_from_db()
    with jobs.runner("inline"):
        review.approve(project, cast.ann())
    return Job.objects.filter(project=project, kind="render").latest("pk")


def rendered(project=None):
    return run_inline(approved(project))


def test_a_render_is_probed_stored_and_found(tmp_path):
    job = rendered()
    render = Render.objects.get(job=job)
    path = library.local_path(render.video, tmp_path)
    found = probe.probe(path)
    assert (
        (found.frames, found.width, found.height)
        == (180, 720, 1280)
        == (render.frames, render.width, render.height)
    )
    assert probe.check(found, RenderSpec.model_validate(job.spec)) == []


def test_a_finished_project_is_completed_and_has_a_poster():
    project = VideoProject.objects.get(pk=rendered().project_id)
    assert (project.state, project.poster.kind) == ("completed", "image")


def test_a_poster_is_drawn_anew_only_where_something_on_it_changed():
    project = cast.board()
    for text, duration_ms in (("", 2000), ("Other words.", 2000), ("Other words.", 2500)):
        scene = project.scenes.get(scene_index=1)
        if text:
            editing.edit_scene(scene, cast.ed(), text=text, duration_ms=duration_ms)
        project.refresh_from_db()
        rendered(project)
    made = [step.result.get("poster") for step in Step.objects.filter(talent="compose").order_by("pk")]
    first, second, third = Render.objects.order_by("pk")
    assert made == [first.poster_id, None, third.poster_id]
    assert first.poster == second.poster


@pytest.mark.parametrize("poster", [None, 987654321], ids=["of an old release", "cleared away"])
def test_a_poster_that_the_composer_left_out_is_drawn_when_the_film_is_published(monkeypatch, poster):
    compose_here = compose.make_video

    def without(step, context):
        made = compose_here(step, context)
        return replace(made, data={**made.data, "poster": poster})

    first, drawn = Render.objects.get(job=rendered()).poster, []
    monkeypatch.setattr(compose, "make_video", without)
    monkeypatch.setattr(publish, "draw_poster", lambda *args: drawn.append(1) or draw_poster(*args))
    second = Render.objects.get(job=rendered(cast.board(title="Another"))).poster
    assert (library.read(second), drawn) == (library.read(first), [1])


def test_captions_come_beside_the_video_too():
    render = Render.objects.get(job=rendered())
    srt, vtt = library.read(render.srt).decode(), library.read(render.vtt).decode()
    assert "Sentence number 3." in srt
    assert vtt.startswith("WEBVTT")


def test_a_render_goes_by_the_stages_in_order():
    job = rendered()
    assert list(job.stages.values_list("name", "state")) == [
        ("voice", "done"), ("clips", "skipped"), ("lip_sync", "skipped"), ("music", "done"),
        ("compose", "done"), ("publish", "done"),
    ]  # fmt: skip


def test_nothing_is_left_in_the_scratch_folder():
    rendered()
    assert list((Path(django_settings.HOME_DIR) / "scratch").iterdir()) == []


def test_the_spec_is_frozen_with_the_approved_digest():
    job = rendered()
    spec = RenderSpec.model_validate(job.spec)
    assert spec.board_digest == job.digest == Render.objects.get(job=job).digest
    assert spec.duration_ms == job.project.total_ms


def test_the_same_board_is_not_composed_twice():
    project = rendered().project
    with jobs.runner("inline"):
        again = outputs.render_again(project, cast.ed())
    done = run_inline(Job.objects.filter(project=project, kind="render").latest("pk"))
    assert (again is not None, done.state) == (True, "succeeded")
    assert Asset.objects.filter(kind="video").count() == 1


def test_a_board_that_changed_behind_the_approval_is_not_rendered():
    job = approved()
    job.project.scenes.update(text="Slipped in.")
    job = run_inline(job)
    assert (job.state, job.error) == (
        "failed",
        "The board is not the one that was approved. Submit it for review again.",
    )


def board_with_new_picture(number):
    """A board whose scene 2 has a picture that no earlier render has seen, and that picture."""
    project = cast.board()
    asset = cast.picture(number)
    editing.replace_take(project.scenes.get(scene_index=2), cast.ed(), "image", asset)
    return project, asset


def test_a_picture_that_is_damaged_names_its_scene():
    project, asset = board_with_new_picture(31)
    Path(asset.file.path).write_bytes(b"\x89PNG\r\n\x1a\n torn")
    job = rendered(project)
    assert job.state == "failed"
    assert "Scene 2" in job.error
    assert VideoProject.objects.get(pk=project.pk).state == "failed"


def test_a_failed_render_can_be_tried_again_once_it_is_mended():
    project, asset = board_with_new_picture(32)
    whole = Path(asset.file.path).read_bytes()
    Path(asset.file.path).write_bytes(b"torn")
    job = rendered(project)
    Path(asset.file.path).write_bytes(whole)
    job = run_inline(control.retry(job, by=cast.ed()))
    assert (job.state, job.steps.get(key="compose").attempts) == ("succeeded", 1)


def test_a_full_disk_is_tried_again_and_said_plainly(monkeypatch):
    job = approved()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("rendering.stages.compose.EngineProcess.compose", full)
        run_inline(job)
    step = job.steps.get(key="compose")
    assert step.attempts > 1 and "no room left on the disk" in step.error


def test_no_words_no_music_still_makes_a_video():
    project = cast.board()
    for scene in project.scenes.all():
        editing.edit_scene(scene, cast.ed(), text="")
    editing.edit_project(project, cast.ed(), music_on=False)
    project.refresh_from_db()
    assert rendered(project).state == "succeeded"


def test_the_published_schema_accepts_what_we_render():
    project = cast.board()
    spec = build.build(project, "0" * 64)
    assert RenderSpec.model_validate(json.loads(spec.model_dump_json())) == spec
    assert RenderSpec.model_json_schema()["properties"]["scenes"]["minItems"] == 1


def test_a_manager_who_rejects_a_video_says_why():
    from projects.errors import BadInput

    render = Render.objects.get(job=rendered())
    with pytest.raises(BadInput):
        outputs.reject(render, cast.ann(), " ")
    assert outputs.reject(render, cast.ann(), "Too dark.").state == "rejected"


def test_a_video_is_made_where_the_files_live_in_s3(settings):
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=url, **keys).create_bucket(Bucket="films")
    options = {"bucket_name": "films", "endpoint_url": url, "access_key": "a", "secret_key": "b"}
    backend = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**options, "region_name": "us-east-1"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    try:
        job = rendered()
        assert job.state == "succeeded"
        assert library.read(Render.objects.get(job=job).video)[4:8] == b"ftyp"
    finally:
        server.stop()
