"""The Python client does the whole job against the studio as it is, and names no call that is not there."""

import importlib
import re
import sys
from pathlib import Path

import httpx
import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client as Browser

from docs.tools import client_shapes
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from projects.models import Product
from tests import cast, fakes
from tests.paths import ROOT
from vidstudio.accounts import tokens

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = ROOT / "clients" / "python"


@pytest.fixture(scope="module")
def package():
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module("vidstudio_client")
    sys.path.remove(str(FOLDER))


@pytest.fixture(autouse=True)
def instant(settings, monkeypatch):
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    fakes.reset()
    cache.clear()


class Cut(httpx.BaseTransport):
    """The studio in this process; calls of which `breaks` says so are done, and their answer is lost."""

    def __init__(self, breaks=lambda request: False):
        self.inner, self.breaks = httpx.WSGITransport(app=WSGIHandler()), breaks

    def handle_request(self, request):
        answer = self.inner.handle_request(request)
        if self.breaks(request):
            answer.read()
            raise httpx.ReadError("cut off", request=request)
        return answer


def studio(package, person, **more):
    token = tokens.issue(person)
    return package.Studio("http://testserver", token, transport=more.pop("transport", Cut()), **more)


@pytest.mark.slow
def test_from_a_product_to_its_film(package, tmp_path):
    shop = cast.shop()
    shop.token_approval = True
    shop.save()
    photo = tmp_path / "flask.png"
    photo.write_bytes(cast.photo_bytes())
    with studio(package, cast.ed()) as ed, studio(package, cast.ann()) as ann:
        product = ed.create_product("Ridge Flask", price="29.00")
        ed.add_photo(product["id"], photo, alt="The flask")
        project = ed.create_project(product_id=product["id"], duration=6, resolution="720p")
        assert ed.estimate(project["id"])["refusal"] == ""
        with jobs.runner("inline"):
            job = ed.generate(project["id"])
        run_inline(Job.objects.get(pk=job["id"]))
        seen = []
        assert ed.wait(job, on_event=seen.append)["state"] == "succeeded"
        assert [event["seq"] for event in seen] == list(range(1, len(seen) + 1))
        first = ed.scenes(project["id"])[0]
        assert ed.edit_scene(first["id"], text="Cold for a day.", version=first["version"])["version"]
        with pytest.raises(package.Refused) as late:
            ed.edit_scene(first["id"], text="Late.", version=first["version"])
        assert (late.value.status, late.value.code) == (409, "conflict")
        board = ed.submit(project["id"], accept_stale=True)
        with jobs.runner("inline"):
            ann.approve(project["id"], expecting=board["submission"]["digest"], accept_stale=True)
        render = ed.newest_job(project["id"], "render")
        run_inline(Job.objects.get(pk=render["id"]))
        ed.wait(render)
        film = ed.download_film(project["id"], tmp_path / "flask.mp4")
        assert film.read_bytes()[4:8] == b"ftyp" and not list(tmp_path.glob("*.part"))


def test_a_call_whose_answer_is_lost_is_sent_again_and_done_once(package):
    lost = iter([True, True, False])
    cast.shop()
    ed = studio(package, cast.ed(), transport=Cut(lambda request: request.method == "POST" and next(lost)))
    made = ed.create_product("Ridge Flask")
    assert Product.objects.count() == 1 and made["id"] == Product.objects.get().pk


def test_a_film_that_lies_in_s3_is_fetched_there_without_the_token(package, tmp_path):
    seen = []

    def answer(request):
        seen.append((request.url.host, request.headers.get("authorization")))
        if request.url.host == "testserver":
            return httpx.Response(302, headers={"Location": "https://s3.example.com/film.mp4?signed"})
        return httpx.Response(200, content=b"film")

    with package.Studio("http://testserver", "secret", transport=httpx.MockTransport(answer)) as studio:
        made = studio.download("http://testserver/media/film.mp4", tmp_path / "film.mp4")
    assert made.read_bytes() == b"film"
    assert seen == [("testserver", "Bearer secret"), ("s3.example.com", None)]


def test_an_outage_that_lasts_is_told(package):
    cast.shop()
    away = studio(package, cast.ed(), transport=Cut(lambda request: True), tries=3)
    with pytest.raises(httpx.TransportError):
        away.create_product("Ridge Flask")


def test_a_refusal_says_what_is_wrong(package):
    cast.shop()
    with pytest.raises(package.Refused) as refused:
        studio(package, cast.ed()).create_product("Mug", colour="red")
    assert (refused.value.status, refused.value.code, refused.value.field) == (400, "invalid", "colour")
    assert refused.value.request_id


def test_a_failed_job_is_an_error_with_its_reason(package):
    project = cast.draft()
    ed = studio(package, cast.ed())
    job = ed.generate(project.pk)
    ed.call("POST", f"jobs/{job['id']}/cancel/")
    with pytest.raises(package.JobFailed) as failed:
        ed.wait(job)
    assert failed.value.job["state"] == "cancelled"


def test_lists_are_read_to_their_end(package):
    cast.shop()
    ed = studio(package, cast.ed())
    names = [ed.create_product(f"Mug {number}")["name"] for number in range(5)]
    assert [row["name"] for row in ed.pages("products/", limit=2)] == names[::-1]


def test_the_types_are_those_of_the_api_as_it_is():
    """After a change of the API: .venv/bin/python docs/tools/client_shapes.py"""
    document = Browser().get("/api/schema/", headers={"Accept": "application/json"}).json()
    assert client_shapes.SHAPES.read_text() == client_shapes.written(document)


def test_any_call_is_made_by_its_name(package):
    project, ed = cast.board(scenes=1), studio(package, cast.ed())
    assert ed.do("projects_archive_create", id=project.pk)["archived"]
    assert ed.do("projects_partial_update", {"style": "bold"}, id=project.pk)["style"] == "bold"
    assert [row["id"] for row in ed.do("projects_list", archived=True)["results"]] == [project.pk]
    with pytest.raises(KeyError):
        ed.do("projects_sing")


def test_every_address_that_the_client_names_is_in_the_schema():
    document = Browser().get("/api/schema/", headers={"Accept": "application/json"}).json()
    known = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/v1/")))
        for path, methods in document["paths"].items()
        for method in methods
    }
    source = (FOLDER / "vidstudio_client" / "studio.py").read_text()
    named = re.findall(r'"(GET|POST|PATCH)",\s*f?"([\w{}/-]+/)"', source)
    called = {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path in named}
    assert len(called) >= 14 and not called - known


def test_the_example_is_short_enough_to_be_read():
    lines = Path(FOLDER / "examples" / "product_to_film.py").read_text().splitlines()
    assert len(lines) < 30
