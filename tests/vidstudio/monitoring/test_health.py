"""What load balancers and operators are told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from generation.engine import jobs
from generation.models import Step, WorkerHeartbeat
from tests import cast
from vidstudio.monitoring import health


@pytest.fixture(autouse=True)
def nothing_remembered():
    """No probe of another test wrote a moment ago."""
    cache.delete(health.WRITTEN)


@pytest.fixture
def a_worker(db):
    return WorkerHeartbeat.objects.create(name="here", seen=timezone.now())


def part(client, name):
    return client.get("/health/video").json()["parts"][name]


def test_alive_needs_no_database(client):
    # Without the `db` fixture, touching the database would fail this test.
    assert client.get("/health/").json() == {"status": "ok"}


def test_a_studio_with_a_worker_can_make_videos(client, a_worker):
    answer = client.get("/health/video")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


@pytest.mark.django_db
def test_without_a_worker_it_says_how_to_start_one(client):
    answer = client.get("/health/video")
    assert answer.status_code == 503
    assert "manage.py worker" in answer.json()["parts"]["workers"]["why"]


def test_a_silent_worker_is_missed(client, a_worker):
    WorkerHeartbeat.objects.update(seen=timezone.now() - timedelta(minutes=2))
    assert part(client, "workers")["ok"] is False
    assert part(client, "workers")["newest_s"] >= 120


def test_the_queue_tells_its_depth_and_age(client, a_worker):
    jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    Step.objects.update(created=timezone.now() - timedelta(seconds=90))
    seen = part(client, "queue")
    assert (seen["due"], seen["ok"]) == (1, True)
    assert 90 <= seen["oldest_s"] < 120


def test_a_step_that_waits_for_hours_is_a_stuck_queue(client, a_worker):
    jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())
    Step.objects.update(created=timezone.now() - timedelta(hours=2))
    assert client.get("/health/video").status_code == 503


def test_storage_that_refuses_is_named_without_its_secrets(client, a_worker, monkeypatch):
    class Locked:
        def save(self, name, content):
            raise OSError("AccessDenied for key AKIA123")

    monkeypatch.setattr(health, "default_storage", Locked())
    answer = client.get("/health/video")
    assert answer.json()["parts"]["storage"] == {"ok": False, "why": "OSError while it was examined"}
    assert "AKIA123" not in answer.content.decode()


def test_a_crowd_of_probes_writes_once_and_still_sees_an_outage(client, a_worker, monkeypatch):
    written, looked = [], []

    class Counted:
        _wrapped = None
        exists = looked.append
        delete = staticmethod(lambda name: None)

        def save(self, name, content):
            written.append(name)
            return name

    storage = Counted()
    monkeypatch.setattr(health, "default_storage", storage)
    assert all(part(client, "storage")["ok"] for _ in range(5))
    assert (len(written), len(looked)) == (1, 4)

    def away(name):
        raise OSError("away")

    storage.exists = away
    assert part(client, "storage")["ok"] is False


def test_the_probe_leaves_no_file(client, a_worker, settings, tmp_path):
    client.get("/health/video")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
