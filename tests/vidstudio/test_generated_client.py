"""A client that a generator makes of the OpenAPI document does the whole job, from the token to the film."""

import importlib
import io
import json
import pkgutil
import zipfile

import httpx
import openapi_python_client as generator
import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client as Browser
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_spec_validator import validate

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job
from tests import cast, fakes

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "shop_client"


@pytest.fixture(scope="module")
def document():
    told = Browser().get("/api/schema/", headers={"Accept": "application/json"})
    return json.loads(told.content)


@pytest.fixture(scope="module")
def package(document, tmp_path_factory):
    """The generated package, importable while these tests run."""
    folder = tmp_path_factory.mktemp("client")
    source = folder / "openapi.json"
    source.write_text(json.dumps(document))
    wanted = ConfigFile(package_name_override=NAME, project_name_override=NAME, post_hooks=[])
    config = Config.from_sources(wanted, MetaType.NONE, source, "utf-8", True, folder / NAME)
    complaints = generator.generate(config=config)
    assert not complaints, [(one.header, one.detail) for one in complaints]
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(folder))
        yield importlib.import_module(NAME)


def test_the_document_is_openapi_3_1_and_valid(document):
    assert document["openapi"].startswith("3.1")
    validate(document)
    assert not [name for name in operations(document) if name.startswith("v1_")]


def operations(document):
    return [one["operationId"] for methods in document["paths"].values() for one in methods.values()]


def test_every_module_of_the_client_can_be_imported(document, package):
    names = [name for _, name, _ in pkgutil.walk_packages(package.__path__, f"{NAME}.")]
    found = {name.rpartition(".")[2] for name in names if importlib.import_module(name)}
    assert set(operations(document)) <= found


@pytest.fixture
def instant(settings):
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    fakes.reset()
    cache.clear()


class Program:
    """The generated client, signed in as somebody."""

    def __init__(self, package, person):
        args = {"transport": httpx.WSGITransport(app=WSGIHandler())}
        asked = importlib.import_module(f"{NAME}.models").SignIn(
            username=person.username, password=cast.PASSWORD
        )
        unknown = package.Client("http://testserver", httpx_args=args)
        token = self.api("about.token_create").sync(client=unknown, body=asked).token
        self.client = package.AuthenticatedClient("http://testserver", token, httpx_args=args)

    def api(self, name):
        return importlib.import_module(f"{NAME}.api.{name}")

    def do(self, name, *args, body=None, **more):
        """What the call answered; the model that the document promises, and no refusal."""
        more |= {} if body is None else {"body": body}
        answer = self.api(name).sync_detailed(*args, client=self.client, **more)
        assert answer.status_code < 300, answer.content
        return answer.parsed

    def made(self, name, *args, **more):
        """The job that the call started, run to its end."""
        with jobs.runner("inline"):
            told = self.do(name, *args, **more)
        run_inline(Job.objects.get(pk=told.id))
        job = self.do("jobs.jobs_retrieve", told.id)
        assert (job.state.value, job.error) == ("succeeded", "")
        return job

    def download(self, address):
        answer = self.client.get_httpx_client().get(address)
        assert answer.status_code == 200
        return answer.content


@pytest.mark.slow
def test_the_client_goes_from_a_product_to_its_films(package, instant):
    shop = cast.shop()
    shop.token_approval = True
    shop.save()
    ed, ann = Program(package, cast.ed()), Program(package, cast.ann())
    models, types = (importlib.import_module(f"{NAME}.{name}") for name in ("models", "types"))

    product = ed.do("products.products_create", body=models.NewProductIn(name="Ridge Flask", price="29.00"))
    photo = types.File(io.BytesIO(cast.photo_bytes()), "flask.png", "image/png")
    ed.do("products.products_photos_create", product.id, body=models.PhotoIn(file=photo, alt="The flask"))

    draft = models.NewProjectIn(product_id=product.id, duration=5.0, resolution=models.ResolutionEnum("720p"))
    project = ed.do("projects.projects_create", body=draft)
    ed.made("start.projects_generate_create", project.id, body=models.StopIn())

    first = ed.do("scenes.projects_scenes_list", project.id)[0]
    words = models.PatchedSceneChangeIn(text="Cold for a day.", version=first.version)
    assert ed.do("scenes.scenes_partial_update", first.id, body=words).text == "Cold for a day."
    words.text = "Cold for a week."
    late = ed.api("scenes.scenes_partial_update").sync_detailed(first.id, client=ed.client, body=words)
    assert (late.status_code, late.parsed.error.code) == (409, "conflict")

    ed.do("projects.projects_submit_create", project.id, body=models.SubmitIn(accept_stale=True))
    digest = ann.do("projects.projects_retrieve", project.id).submission.digest
    with jobs.runner("inline"):
        ann.do(
            "projects.projects_approve_create",
            project.id,
            body=models.ApproveIn(expecting=digest, accept_stale=True, note="Fine."),
        )
    run_inline(Job.objects.get(project=project.id, kind="render"))
    ed.made("start.projects_ratios_create", project.id, body=models.RatiosIn(ratios=["1:1"]))

    films = ed.do("renders.renders_list", project=project.id).results
    assert {film.aspect: (film.width, film.height) for film in films} == {
        "9:16": (720, 1280),
        "1:1": (720, 720),
    }
    assert ed.download(films[0].video)[4:8] == b"ftyp"
    assert "Cold for a day." in ed.download(films[0].srt).decode()
    ed.made("start.renders_package_create", films[0].id)
    packed = ed.do("renders.renders_retrieve", films[0].id).package
    assert zipfile.ZipFile(io.BytesIO(ed.download(packed))).namelist()
