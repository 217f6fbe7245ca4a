"""A client that a generator makes of the OpenAPI document does the whole job, from the token to the film."""

import importlib
import io
import json
import pkgutil
import zipfile

import openapi_python_client as generator
import pytest
from django.test import Client as Browser
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_spec_validator import validate

from tests import cast, live_studio
from tests.waiting import until

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


class Program:
    """The generated client, signed in as somebody, against a server at `url`."""

    def __init__(self, package, url, person):
        asked = importlib.import_module(f"{NAME}.models").SignIn(
            username=person.username, password=cast.PASSWORD
        )
        unknown = package.Client(url)
        token = self.api("about.token_create").sync(client=unknown, body=asked).token
        self.client = package.AuthenticatedClient(url, token, timeout=60)

    def api(self, name):
        return importlib.import_module(f"{NAME}.api.{name}")

    def do(self, name, *args, body=None, **more):
        """What the call answered; the model that the document promises, and no refusal."""
        more |= {} if body is None else {"body": body}
        answer = self.api(name).sync_detailed(*args, client=self.client, **more)
        assert answer.status_code < 300, answer.content
        return answer.parsed

    def made(self, name, *args, **more):
        """The job that the call started, once a worker has done it."""
        return self.ended(self.do(name, *args, **more).id)

    def ended(self, job):
        found = until(lambda: self._over(job), what=f"job {job}")
        assert (found.state.value, found.error) == ("succeeded", "")
        return found

    def _over(self, job):
        found = self.do("jobs.jobs_retrieve", job)
        return found if found.is_over else None

    def download(self, address):
        answer = self.client.get_httpx_client().get(address)
        assert answer.status_code == 200
        return answer.content


@pytest.mark.slow
def test_the_client_goes_from_a_product_to_its_films(package, tmp_path):
    """Against a running studio: a web server and a worker in processes of their own."""
    shop = cast.shop()
    shop.token_approval = True
    shop.save()
    people = cast.ed(), cast.ann()
    with live_studio.running(tmp_path) as (url, _):
        the_whole_job(package, *(Program(package, url, person) for person in people))


def the_whole_job(package, ed, ann):
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
    agreed = models.ApproveIn(expecting=digest, accept_stale=True, note="Fine.")
    ann.do("projects.projects_approve_create", project.id, body=agreed)
    [render] = ed.do("jobs.jobs_list", project=project.id, kind="render").results
    ed.ended(render.id)
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
