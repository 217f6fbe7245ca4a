"""The content security policy is on every kind of answer, and allows no inline script anywhere."""

import pytest
from django.urls import path

from tests import cast
from vidstudio import urls

pytestmark = pytest.mark.django_db
HEADER = "Content-Security-Policy"


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), *urls.urlpatterns]


def policy(answer):
    """{"script-src": {"'self'"}, ...}"""
    parts = (part.split() for part in answer[HEADER].split(";"))
    return {name: set(sources) for name, *sources in parts}


@pytest.fixture
def adams(client):
    client.force_login(cast.adam())
    client.raise_request_exception = False
    return client


@pytest.mark.urls("tests.vidstudio.test_csp")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/projects/", 200),
        ("/", 302),
        ("/design/", 200),
        ("/nothing/", 404),
        ("/broken/", 500),
        ("/projects/1/costs/", 404),
        ("/admin/", 200),
        ("/admin/projects/videoproject/", 200),
        ("/admin/jsi18n/", 200),
        ("/api/docs/", 200),
        ("/api/docs/?script=", 200),
        ("/api/redoc/", 200),
        ("/api/v1/", 200),
        ("/api/v1/projects/1/", 404),
        ("/health/", 200),
        ("/static/img/icons.svg", 200),
    ],
)
def test_every_answer_carries_it(adams, address, status):
    answer = adams.get(address)
    assert answer.status_code == status
    told = policy(answer)
    assert told["script-src"] == {"'self'"}
    assert told["default-src"] == told["base-uri"] == told["frame-ancestors"] == {"'none'"}
    assert told["form-action"] == told["connect-src"] == {"'self'"}
    if address != "/api/redoc/":
        assert "unsafe" not in answer[HEADER]


def test_the_sign_in_page_carries_it_too(client):
    assert policy(client.get("/login/"))["script-src"] == {"'self'"}


def test_a_refusal_carries_it(client):
    client.force_login(cast.vera())
    answer = client.get("/costs/")
    assert (answer.status_code, policy(answer)["script-src"]) == (403, {"'self'"})


def test_only_redoc_may_write_styles_into_its_page(client):
    assert policy(client.get("/api/redoc/"))["style-src"] == {"'self'", "'unsafe-inline'"}
    assert policy(client.get("/api/docs/"))["style-src"] == {"'self'"}


def test_media_cannot_run_anything(client):
    client.force_login(cast.vera())
    answer = client.get(cast.picture().url)
    assert policy(answer)["script-src"] == {"'self'"} and answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("name", "status"), [("", 404), ("ed", 404), ("adam", 200)])
def test_the_page_of_components_is_for_staff_in_production(client, settings, name, status):
    settings.PRODUCTION = True
    if name:
        client.force_login(getattr(cast, name)())
    answer = client.get("/design/", secure=True)
    assert answer.status_code == status
