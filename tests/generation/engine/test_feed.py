"""Progress reaches whoever watches, and a watcher who was away misses nothing."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from generation import consumers
from generation.engine import jobs, progress
from generation.engine.run import run_inline
from generation.models import Job
from tests import cast, fakes, servers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.HEARTBEAT_SECONDS = 0
    fakes.reset()


@pytest.fixture
def job():
    return jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")


def cookie_of(user):
    """A signed-in browser's cookie header."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}".encode()


def socket(job, user, after=0, origin=b"http://testserver"):
    """What a browser of `user` opens, as an ASGI scope."""
    return {
        "type": "websocket",
        "path": f"/ws/jobs/{job.pk}/",
        "query_string": f"after={after}".encode(),
        "headers": [(b"origin", origin), (b"host", b"testserver"), (b"cookie", cookie_of(user))],
        "subprotocols": [],
    }


def watch(scope, while_doing=None):
    """All that a socket says until it closes: a list of messages, or None when it was refused."""
    from vidstudio.asgi import application

    async def listen():
        line = ApplicationCommunicator(application, scope)
        await line.send_input({"type": "websocket.connect"})
        if (await line.receive_output(60))["type"] != "websocket.accept":
            return None
        work = asyncio.create_task(sync_to_async(while_doing)()) if while_doing else None
        heard = await _until_over(line)
        if work:
            await work
        await line.send_input({"type": "websocket.disconnect", "code": 1000})
        await line.wait(60)
        return heard

    return asyncio.run(listen())


async def _until_over(line):
    heard = []
    while (said := await line.receive_output(60))["type"] == "websocket.send":
        heard.append(json.loads(said["text"]))
    return heard


def numbers(heard):
    return [event["seq"] for message in heard for event in message["events"]]


def run(job):
    return lambda: run_inline(Job.objects.get(pk=job.pk))


def test_a_watcher_hears_every_event_in_order(job):
    heard = watch(socket(job, cast.ed()), while_doing=run(job))
    job.refresh_from_db()
    assert numbers(heard) == list(range(1, job.last_event + 1))


def test_a_watcher_who_comes_back_hears_what_was_missed(job):
    run_inline(job)
    assert numbers(watch(socket(job, cast.vera(), after=5)))[0] == 6


def test_an_outsider_is_not_let_in(job):
    assert watch(socket(job, cast.oscar())) is None


def test_a_page_of_another_site_is_not_let_in(job):
    assert watch(socket(job, cast.ed(), origin=b"http://evil.example")) is None


def closed(scope, before=lambda: None, while_watched=lambda: None):
    """(messages, close code) of a socket; `while_watched` is done once it said something."""
    from vidstudio.asgi import application

    async def listen():
        line, heard = ApplicationCommunicator(application, scope), []
        await line.send_input({"type": "websocket.connect"})
        while (said := await line.receive_output(60))["type"] != "websocket.close":
            if said["type"] == "websocket.send":
                heard.append(json.loads(said["text"]))
                if len(heard) == 1:
                    await sync_to_async(while_watched)()
        await line.send_input({"type": "websocket.disconnect", "code": said["code"]})
        await line.wait(60)
        return heard, said["code"]

    before()
    return asyncio.run(listen())


def moved(job):
    """Something happens in the job."""
    with transaction.atomic():
        progress.emit(Job.objects.locked(job.pk), "Secret news")


@pytest.mark.parametrize("end", ["removed", "deactivated", "signed out", "another password", "session gone"])
def test_a_socket_is_closed_when_its_right_ends_and_hears_nothing_more(job, end):
    ed = cast.ed()
    scope = socket(job, ed)
    key = scope["headers"][2][1].decode().partition("=")[2]

    def ended():
        if end == "removed":
            ed.memberships.all().delete()
        elif end == "deactivated":
            User.objects.filter(pk=ed.pk).update(is_active=False)
        elif end == "another password":
            ed.set_password("another one")
            ed.save()
        elif end == "signed out":
            SessionStore(key).flush()
        else:
            SessionStore(key).delete()
        moved(job)

    heard, code = closed(scope, while_watched=ended)
    assert code == 4403
    assert "Secret news" not in json.dumps(heard)


def test_a_right_that_ends_while_nothing_happens_ends_the_socket_too(job, monkeypatch):
    monkeypatch.setattr(consumers, "RIGHTS_SECONDS", 0.3)
    ed = cast.ed()
    heard, code = closed(socket(job, ed), while_watched=lambda: ed.memberships.all().delete())
    assert (len(heard), code) == (1, 4403)


def test_a_socket_does_not_stay_open_for_ever(job, monkeypatch):
    monkeypatch.setattr(consumers, "LONGEST_SECONDS", 0.3)
    assert closed(socket(job, cast.ed()))[1] == 4408


@pytest.mark.parametrize("after", ["%C2%B2", "-1", "1" * 5000, "x", "%00", "%FF", "1.5", "٣"])
def test_a_place_in_the_log_that_is_no_number_closes_the_socket_with_a_code(job, after):
    assert closed(socket(job, cast.ed(), after=after)) == ([], 4400)


def test_a_place_far_behind_the_end_of_the_log_hears_nothing_yet(job):
    run_inline(job)
    assert numbers(closed(socket(job, cast.ed(), after=9_999_999_999))[0]) == []


@pytest.mark.parametrize(
    "path", ["/ws/", "/ws/jobs/", "/ws/jobs/1", "/ws/jobs/x/", "/", "/ws/jobs/9" + "9" * 40 + "/"]
)
def test_a_path_where_nothing_is_is_refused_and_breaks_nothing(job, path):
    assert closed({**socket(job, cast.ed()), "path": path}) == ([], 4404)


def test_the_feed_is_the_same_for_a_socket_and_for_polling(job):
    run_inline(job)
    heard = watch(socket(job, cast.ed()))
    assert heard[0] == progress.feed(job.pk, 0)


def test_with_redis_a_nudge_crosses_processes(job, settings, monkeypatch):
    # Only the nudge can be this quick: the reader's own look comes much later than the test's end.
    monkeypatch.setattr(consumers, "SAFETY_SECONDS", 60)
    with servers.redis() as url:
        settings.REDIS_URL = url
        settings.CHANNEL_LAYERS = {
            "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [url]}}
        }
        heard = watch(socket(job, cast.ed()), while_doing=run(job))
    job.refresh_from_db()
    assert numbers(heard) == list(range(1, job.last_event + 1))


def test_work_goes_on_when_redis_is_away(job, settings):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": ["unix:///nowhere/redis.socket"]},
        }
    }
    assert run_inline(job).state == "succeeded"
