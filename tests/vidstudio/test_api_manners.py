"""How the API behaves towards programs: what is left of calls, problems, chosen fields, other origins."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from generation.engine import jobs
from tests import cast
from tests.paths import ROOT
from tests.projects.api.callers import as_
from vidstudio import env
from vidstudio.throttles import PerUser

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """In the middle of a minute, in which calls are counted; moved by `clock.append`."""
    moments = [1_800_000_030.0]
    monkeypatch.setattr("vidstudio.throttles.PerUser.timer", lambda _: moments[-1])
    return moments


# --- calls that are left ---------------------------------------------------------------------------
def test_every_answer_says_how_many_calls_are_left():
    client = as_(cast.ed())
    first, second = client.get("/api/v1/products/"), client.get("/api/v1/products/999/")
    assert first["RateLimit-Policy"] == '"user";q=600;w=60'
    assert [int(answer["RateLimit-Remaining"]) for answer in (first, second)] == [599, 598]
    assert first["RateLimit"].startswith('"user";r=599;t=')
    assert 0 < int(second["RateLimit-Reset"]) <= 60


def test_past_the_limit_it_says_when_to_go_on(monkeypatch):
    monkeypatch.setattr("vidstudio.throttles.PerUser.get_rate", lambda _: "2/min")
    client = as_(cast.ed())
    answers = [client.get("/api/v1/products/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["RateLimit-Remaining"] == "0"
    assert answers[-1]["Retry-After"] == answers[-1]["RateLimit-Reset"] == "30"


def test_in_the_next_minute_all_calls_are_there_again(monkeypatch, clock):
    monkeypatch.setattr("vidstudio.throttles.PerUser.get_rate", lambda _: "2/min")
    client = as_(cast.ed())
    assert [client.get("/api/v1/products/").status_code for _ in range(3)] == [200, 200, 429]
    clock.append(clock[-1] + 30)
    answer = client.get("/api/v1/products/")
    assert (answer.status_code, answer["RateLimit-Remaining"], answer["RateLimit-Reset"]) == (200, "1", "60")


def test_calls_at_once_are_counted_one_by_one():
    """As many as are allowed are let in, whichever of them asks first."""
    request, throttle = SimpleNamespace(auth=None, user=cast.ed()), PerUser()
    with ThreadPoolExecutor(8) as threads:
        let_in = list(threads.map(lambda _: PerUser().allow_request(request, None), range(700)))
    assert let_in.count(True) == throttle.num_requests == 600


def test_one_programs_calls_are_not_taken_from_another_of_the_same_person(monkeypatch):
    monkeypatch.setattr("vidstudio.throttles.PerUser.get_rate", lambda _: "2/min")
    wild, calm = as_(cast.ed()), as_(cast.ed())
    assert [wild.get("/api/v1/products/").status_code for _ in range(3)] == [200, 200, 429]
    assert calm.get("/api/v1/products/")["RateLimit-Remaining"] == "1"


# --- problems --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "accept",
    [PROBLEM, f"application/json, {PROBLEM}", f"{PROBLEM}, */*;q=0.1", f"application/json;q=0.5, {PROBLEM}"],
)
def test_a_refusal_is_a_problem_for_whoever_accepts_that(accept):
    answer = as_(cast.ed()).post("/api/v1/products/", {"nam": "Mug"}, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    told = answer.json()
    assert told["type"] == "urn:vidstudio:problem:invalid"
    assert (told["title"], told["status"], told["instance"]) == ("Bad Request", 400, "/api/v1/products/")
    assert (told["code"], told["field"]) == ("invalid", "nam")
    assert told["detail"] and told["request_id"] == answer["X-Request-ID"]


@pytest.mark.parametrize("accept", ["application/json", "*/*", f"application/json, {PROBLEM};q=0.1"])
def test_everybody_else_gets_the_usual_shape(accept):
    answer = as_(cast.ed()).post("/api/v1/products/", {"nam": "Mug"}, headers={"Accept": accept})
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["error"]["field"] == "nam"


def test_what_is_no_problem_is_json_all_the_same():
    answer = as_(cast.ed()).get("/api/v1/products/", headers={"Accept": PROBLEM})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert as_(cast.ed()).get("/api/v1/products/", headers={"Accept": "text/html"}).status_code == 406


# --- fields ----------------------------------------------------------------------------------------
def test_only_the_fields_that_are_asked_for_are_answered():
    flask, client = cast.flask(), as_(cast.ed())
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    told = client.get("/api/v1/products", {"fields": "id,name"}).json()["results"]
    assert told == [{"id": flask.pk, "name": "Ridge Flask"}]
    assert client.get(f"/api/v1/products/{flask.pk}", {"fields": "price"}).json() == {"price": "29.00"}
    assert client.get(f"/api/v1/jobs/{job.pk}", {"fields": " state , "}).json() == {"state": "queued"}
    assert set(client.get("/api/v1/workspaces", {"fields": "slug,role"}).json()["results"][0]) == {
        "slug",
        "role",
    }


def test_a_field_that_is_not_there_is_refused_by_name():
    answer = as_(cast.ed()).get("/api/v1/products", {"fields": "id,prize"})
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "fields"
    assert "price" in answer.json()["error"]["message"]


# --- bodies ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/csv"]
)
def test_a_body_without_a_file_is_json(kind):
    answer = as_(cast.ed()).generic("POST", "/api/v1/products/", b"name=Mug", content_type=kind)
    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "unsupported_media_type"


def test_a_token_is_given_to_a_form_as_well():
    cast.ed()
    body = f"username=ed&password={cast.PASSWORD.replace(' ', '+')}"
    answer = as_(cast.ann()).generic(
        "POST", "/api/v1/token", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200 and answer.json()["token"]


# --- pages of other origins ------------------------------------------------------------------------
SHOP = "http://localhost:3000"


def asked_first(client, path="/api/v1/products/", origin=SHOP):
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key"}
    return client.options(path, headers={"Origin": origin, **wanted})


def test_a_page_of_a_named_origin_may_call_the_api(client, settings):
    settings.CORS_ALLOWED_ORIGINS = [SHOP]
    before = asked_first(client)
    assert (before.status_code, before["Access-Control-Allow-Origin"]) == (200, SHOP)
    assert "idempotency-key" in before["Access-Control-Allow-Headers"]
    answer = as_(cast.ed()).get("/api/v1/products/", headers={"Origin": SHOP})
    assert answer["Access-Control-Allow-Origin"] == SHOP
    assert "RateLimit" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    refused = client.get("/api/v1/products/", headers={"Origin": SHOP})
    assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (401, SHOP)


def test_no_other_origin_and_no_page_of_ours(client, settings):
    assert "Access-Control-Allow-Origin" not in asked_first(client)
    settings.CORS_ALLOWED_ORIGINS = [SHOP]
    assert "Access-Control-Allow-Origin" not in asked_first(client, origin="http://localhost:3001")
    assert "Access-Control-Allow-Origin" not in asked_first(client, "/projects/")


@pytest.mark.parametrize("value", ["*", "shop.example", "https://shop.example/", "https://a.example,ftp://b"])
def test_an_origin_that_is_none_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("VIDSTUDIO_CORS_ORIGINS", value)
    with pytest.raises(ImproperlyConfigured, match="VIDSTUDIO_CORS_ORIGINS"):
        env.origins("VIDSTUDIO_CORS_ORIGINS")


def test_origins_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv(
        "VIDSTUDIO_CORS_ORIGINS", "https://shop.example, http://localhost:3000,http://[::1]:8080"
    )
    assert env.origins("VIDSTUDIO_CORS_ORIGINS") == [
        "https://shop.example", "http://localhost:3000", "http://[::1]:8080",
    ]  # fmt: skip


def test_the_frameworks_views_can_be_loaded_after_ours_and_before():
    """Settings name classes of ours that the framework loads in the middle of its own modules."""
    script = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'vidstudio.settings'; django.setup();"
        "import {}"
    )
    for first in ("vidstudio.api", "projects.api.base", "rest_framework.generics"):
        done = subprocess.run(
            [sys.executable, "-c", script.format(first)], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, (first, done.stderr[-500:])
