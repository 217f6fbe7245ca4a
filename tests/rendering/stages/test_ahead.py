"""Scenes are composed while others are still recorded, and the film is the same to the byte."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from projects.board import review
from projects.media import library
from rendering import outputs
from rendering.models import Render
from rendering.stages import ahead, compose
from tests import cast, fakes
from tests.contracts import rows
from tests.waiting import until
from vidstudio import provider_settings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    fakes.reset()


def approved(project):
    review.submit(project, cast.ed())
    project.refresh_from_db()
    with jobs.runner("inline"):
        review.approve(project, cast.ann())
    return Job.objects.get(project=project, kind="render")


def pieces():
    """The names of the pictures' pieces that are kept."""
    return {path.name for path in Path(django_settings.HOME_DIR, "segments").glob("*/video-*")}


def bytes_of(job):
    return hashlib.sha256(library.read(Render.objects.get(job=job).video)).hexdigest()


def spoken(job):
    return job.steps.filter(stage__name="voice", state="done").count()


def test_the_first_scenes_are_composed_before_the_last_is_spoken(settings, tmp_path, monkeypatch):
    settings.HOME_DIR = tmp_path / "usual"
    usual = run_inline(approved(cast.board(scenes=4)))
    every_piece, film = pieces(), bytes_of(usual)
    # The same board where nothing that was composed is kept.
    settings.HOME_DIR = tmp_path / "ahead"
    monkeypatch.setattr(compose, "ENGINE_VERSION", "of this test")
    with jobs.runner("inline"):
        job = outputs.render_again(usual.project, cast.ed())
    with ahead.beside(job):
        run_inline(job, until=lambda: spoken(job) == 3)
        first = until(lambda: len(pieces()) > 1 and pieces(), what="pieces of the first scenes")
        assert spoken(job) == 3 and first < every_piece
        job = run_inline(job)
    assert (job.state, spoken(job), bytes_of(job)) == ("succeeded", 4, film)
    assert pieces() == every_piece
    assert compose.AHEAD == {}


def test_a_scene_waits_for_the_words_after_it():
    job = approved(cast.board(scenes=3))
    ready = []
    for count in (0, 1, 2, 3):
        run_inline(job, until=lambda count=count: spoken(job) == count)
        ready.append(ahead.ready_scenes(job))
    assert ready == [set(), set(), {1}, {1, 2, 3}]


def test_a_studio_without_keys_composes_ahead(settings):
    job = approved(cast.board())
    settings.PROVIDERS = provider_settings.PROVIDERS
    assert ahead.is_of_use(job)


def test_nothing_is_composed_ahead_where_scenes_become_clips_or_somebody_else_composes(settings):
    elsewhere = rows.composer("http://127.0.0.1:9")
    here = {"NAME": "local", "CLASS": "rendering.providers.local.LocalRenderer"}
    job = approved(cast.board())
    assert ahead.is_of_use(job)
    settings.PROVIDERS = {**fakes.PROVIDERS, "compose": [elsewhere]}
    assert not ahead.is_of_use(job)
    settings.PROVIDERS = {**fakes.PROVIDERS, "compose": [here, elsewhere]}
    assert ahead.is_of_use(job)
    settings.PROVIDERS = {**fakes.PROVIDERS, "clip": [{"NAME": "local", "CLASS": "tests.fakes.Painter"}]}
    assert not ahead.is_of_use(job)


def test_a_composer_that_was_started_before_the_job_takes_it(settings):
    job = approved(cast.board())
    ahead.start()
    (waiting,) = ahead._started
    process = waiting.process
    ahead.start()
    with ahead.beside(job):
        assert ahead._started == []
        run_inline(job)
    assert process.poll() is not None and job.project.renders.count() == 1


def test_a_composer_that_nobody_needs_is_ended(settings):
    job = approved(cast.board())
    ahead.start()
    process = ahead._started[0].process
    settings.PROVIDERS = {**fakes.PROVIDERS, "compose": [rows.composer("http://127.0.0.1:9")]}
    with ahead.beside(job):
        assert process.poll() is not None
    ahead.start()
    assert ahead._started == []
