"""Spans of OpenTelemetry: each request, step and question to a provider, one trace, and no secret in it."""

import subprocess
import sys
import time

import pytest
from django.test import Client

from generation import actions, tracing
from generation.engine import run
from generation.models import Job
from tests import cast, servers
from tests.contracts import kit
from tests.contracts.servers.doubles import Replicate
from tests.paths import ROOT
from tests.vidstudio.logs.test_logs import ALL, SETTINGS
from tests.web_server import HOST, free_port

# What sends gives up after ten seconds (OpenTelemetry's own): whoever waited for it took longer than this.
WAITED_SECONDS = 8


@pytest.fixture
def sent_to(settings, monkeypatch):
    """`sent_to(url)`: from now on spans go there."""

    def choose(url):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        settings.OTLP_ENDPOINT = url

    yield choose
    tracing.end()


@pytest.fixture
def collector(sent_to):
    one = servers.Collector()
    sent_to(one.url)
    yield one
    one.close()


def told(collector, name):
    tracing.end()
    return [span for span in collector.spans if span["name"] == name]


@pytest.mark.django_db
def test_a_request_is_a_span_without_what_was_asked(collector):
    client, board = Client(), cast.board()
    client.force_login(cast.ed())
    theirs = f"00-{'ab' * 16}-{'cd' * 8}-01"
    client.get(f"/projects/{board.pk}/?token=canary-in-an-address", headers={"traceparent": theirs})
    (span,) = told(collector, "GET /projects/<int:pk>/")
    assert (span["http.route"], span["http.response.status_code"]) == ("/projects/<int:pk>/", 200)
    # Whoever asked may have a trace of their own, and this is a part of it.
    assert (span["trace"].hex(), span["parent"].hex()) == ("ab" * 16, "cd" * 8)
    assert b"canary" not in b"".join(collector.bodies)


@pytest.mark.django_db
def test_a_job_goes_on_with_the_trace_of_the_request_that_started_it(collector):
    """Request, start, step and question: each below the one before, also when the request is long over."""
    client, board = Client(), cast.board()
    client.force_login(cast.ed())
    answer = client.post(f"/projects/{board.pk}/music/compose/", {})
    assert answer.status_code == 204, answer.content
    run.run_inline(Job.objects.get())
    tracing.end()
    by_id = {span["span"]: span for span in collector.spans}
    asked = next(span for span in by_id.values() if span["name"] == "ask local")
    step = by_id[asked["parent"]]
    start = by_id[step["parent"]]
    request = by_id[start["parent"]]
    job = Job.objects.get()
    names = {f"vidstudio.{name}" for name in ("job", "step", "workspace", "stage")}
    assert names <= set(step) and step["vidstudio.job"] == job.pk and step["vidstudio.state"] == "done"
    assert request["http.request.method"] == "POST" and request["trace"] == asked["trace"]
    assert asked["vidstudio.talent"] == "music" and asked["vidstudio.outcome"] == "answered"


@pytest.mark.django_db
def test_a_provider_s_call_tells_who_what_and_how_it_ended_and_no_secret(collector, settings):
    for name, value in SETTINGS.items():
        setattr(settings, name, [value] if name == "SECRET_KEY_FALLBACKS" else value)
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        double.ends, double.error = "failed", "canary-word-of-the-provider"
        step = kit.ended(kit.asked("image"))
    assert step.state == "failed"
    (asked,) = told(collector, "ask replicate")[:1]
    assert (asked["vidstudio.provider"], asked["vidstudio.talent"]) == ("replicate", "image")
    assert asked["vidstudio.model"] and asked["vidstudio.outcome"] == "accepted"
    looks = [span["vidstudio.outcome"] for span in collector.spans if span["name"] == "look at replicate"]
    assert looks[-1] != "answered"
    sent = b"".join(collector.bodies) + str(collector.headers).encode()
    assert ALL.encode() not in sent and step.request.get("prompt", "a flask")[:20].encode() not in sent


@pytest.mark.django_db
def test_nobody_waits_for_a_collector_that_is_away(sent_to):
    sent_to(f"http://{HOST}:{free_port()}")
    job = actions.music(cast.board(), cast.ed())
    run.run_inline(job)
    assert job.state == "succeeded" and len(job.trace) == 55
    # The end of a process waits for a moment and no longer.
    began = time.monotonic()
    tracing.end()
    assert time.monotonic() - began < WAITED_SECONDS


@pytest.mark.django_db
def test_a_collector_that_hangs_holds_up_nothing(sent_to):
    """It takes the connection and never answers."""
    front = servers.Front(HOST, free_port())
    front.fails = "hang"
    sent_to(front.url)
    began = time.monotonic()
    for _ in range(3000):  # more than wait to be sent: what is too much is dropped
        with tracing.span("work"):
            pass
    assert time.monotonic() - began < WAITED_SECONDS
    front.close()


def test_a_wrong_variable_of_opentelemetry_stops_no_work(sent_to, monkeypatch, caplog):
    sent_to("http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "many")
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "-7")
    with tracing.span("work") as span:
        assert span.carried() == ""
    assert "could not be set up" in caplog.text


def test_without_the_variable_nothing_of_it_is_loaded(settings):
    """In a process that serves and works."""
    looks = (
        "import django; django.setup()\n"
        "import sys, vidstudio.logs.request_log, generation.tasks\n"
        "from generation import tracing\n"
        "with tracing.span('work') as span: assert span is tracing.NOTHING\n"
        "print([name for name in sys.modules if 'opentelemetry' in name])"
    )
    env = {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "vidstudio.settings", "VIDSTUDIO_HOME": "/tmp"}
    done = subprocess.run(
        [sys.executable, "-c", looks], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
    assert settings.OTLP_ENDPOINT == ""
