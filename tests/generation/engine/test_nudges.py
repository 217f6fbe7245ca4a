"""An event costs as much however many people watch: it is heard and read once for all of them."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.layers import InMemoryChannelLayer
from django.db import transaction
from django.db.backends.utils import CursorWrapper

from generation import consumers, watching
from generation.engine import jobs, progress
from generation.models import Job
from tests import cast, servers
from tests.generation.engine.test_feed import socket
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)

SETTLED = "Painting the pictures"


@pytest.fixture
def redis(settings, monkeypatch):
    """A Redis that counts its commands; only a nudge wakes watchers, and they are gathered without haste."""
    import redis

    # All look at the multiples of so many seconds: this one never comes.
    monkeypatch.setattr(consumers, "SAFETY_SECONDS", 10**9)
    monkeypatch.setattr(watching, "GATHER_SECONDS", 0.3)
    with servers.redis() as url:
        settings.REDIS_URL = url
        settings.CHANNEL_LAYERS = {
            "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [url]}}
        }
        yield redis.Redis.from_url(url)


@pytest.fixture
def queries(monkeypatch):
    """What is asked of the database, by whichever thread."""
    asked, execute = [], CursorWrapper.execute
    monkeypatch.setattr(
        CursorWrapper,
        "execute",
        lambda self, sql, params=None: asked.append(sql) or execute(self, sql, params),
    )
    return asked


def emit(job):
    with transaction.atomic():
        progress.emit(Job.objects.locked(job.pk), SETTLED)


def told_of_an_event(job, people, count):
    """What `count` says of one event that the pages of all these people heard, each by its two sockets."""
    from vidstudio.asgi import application

    scopes = [
        {**socket(job, one), "path": path} for one in people for path in (f"/ws/jobs/{job.pk}/", "/ws/lists/")
    ]

    async def watched():
        lines = [ApplicationCommunicator(application, scope) for scope in scopes]
        for line in lines:
            await line.send_input({"type": "websocket.connect"})
        for line in lines:
            assert (await line.receive_output(PATIENCE))["type"] == "websocket.accept"
            await line.receive_output(PATIENCE)  # how it stands
        before = await sync_to_async(count)()
        await sync_to_async(emit)(job)
        said = [json.loads((await line.receive_output(PATIENCE))["text"]) for line in lines]
        after = await sync_to_async(count)()
        for line in lines:
            await line.send_input({"type": "websocket.disconnect", "code": 1000})
            await line.wait(PATIENCE)
        return said, after - before

    said, counted = asyncio.run(watched())
    assert [one["events"][-1]["message"] for one in said[::2]] == [SETTLED] * len(people)
    assert [one["running"][0]["message"] for one in said[1::2]] == [SETTLED] * len(people)
    return counted


def people(number):
    shop = cast.shop()
    return [cast.person(f"viewer-{one}", "viewer", shop) for one in range(number)]


def job():
    return jobs.enqueue(cast.draft(), "storyboard", by=cast.ed(), runner="inline")


def test_thirty_watchers_ask_the_database_what_three_do(redis, queries):
    few = told_of_an_event(job(), people(3), lambda: len(queries))
    many = told_of_an_event(job(), people(30), lambda: len(queries))
    assert few == many > 0


def test_thirty_watchers_hear_one_message_of_redis_as_three_do(redis):
    def commands():
        return sum(one["calls"] for name, one in redis.info("commandstats").items() if name != "cmdstat_info")

    few = told_of_an_event(job(), people(3), commands)
    many = told_of_an_event(job(), people(30), commands)
    # Whoever waits for a message of Redis asks again every five seconds.
    assert abs(few - many) <= 2 < few


# --- the one that listens for all ------------------------------------------------------------------
class Layer(InMemoryChannelLayer):
    """Notes what is asked of it; the first messages it has are lost with an error."""

    def __init__(self):
        super().__init__()
        self.asked, self.errors = [], 0

    async def group_add(self, group, channel):
        self.asked.append(("add", group))
        await super().group_add(group, channel)

    async def group_discard(self, group, channel):
        self.asked.append(("discard", group))
        await super().group_discard(group, channel)

    async def receive(self, channel):
        if self.errors:
            self.errors -= 1
            raise OSError("away")
        return await super().receive(channel)


@pytest.fixture
def layer(monkeypatch):
    made = Layer()
    monkeypatch.setattr(watching, "get_channel_layer", lambda: made)
    return made


async def nudge(layer, group):
    await layer.group_send(group, {"type": "watched.moved", "group": group})


def test_a_group_is_joined_by_the_first_who_watches_and_left_with_the_last(layer):
    async def watched():
        one, two = asyncio.Event(), asyncio.Event()
        await watching.nudges.begin("job.1", one)
        await watching.nudges.begin("job.1", two)
        await watching.nudges.end("job.1", one)
        await nudge(layer, "job.1")
        await asyncio.wait_for(two.wait(), PATIENCE)
        await watching.nudges.end("job.1", two)
        return one.is_set()

    assert not asyncio.run(watched())
    assert layer.asked == [("add", "job.1"), ("discard", "job.1")]


def test_a_nudge_wakes_only_who_watches_its_group(layer):
    async def watched():
        mine, other = asyncio.Event(), asyncio.Event()
        await watching.nudges.begin("job.1", mine)
        await watching.nudges.begin("job.2", other)
        await nudge(layer, "job.1")
        await asyncio.wait_for(mine.wait(), PATIENCE)
        return other.is_set()

    assert not asyncio.run(watched())


def test_who_comes_after_all_have_left_hears_again(layer):
    async def watched():
        for _ in range(2):
            moved = asyncio.Event()
            await watching.nudges.begin("job.1", moved)
            await nudge(layer, "job.1")
            await asyncio.wait_for(moved.wait(), PATIENCE)
            await watching.nudges.end("job.1", moved)

    asyncio.run(watched())


def test_an_error_of_the_layer_makes_nobody_deaf(layer, monkeypatch, caplog):
    monkeypatch.setattr(watching, "AGAIN_SECONDS", 0.01)
    layer.errors = 2

    async def watched():
        moved = asyncio.Event()
        await watching.nudges.begin("job.1", moved)
        await nudge(layer, "job.1")
        await asyncio.wait_for(moved.wait(), PATIENCE)

    asyncio.run(watched())
    assert caplog.text.count("cannot hear what moves") == 2


def test_a_group_is_told_again_to_a_layer_that_may_have_forgotten_it(layer, monkeypatch):
    """As a Redis does that came back: its watchers say it, but not each of them."""
    now = [0.0]
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: now[0]))

    async def watched():
        moved = [asyncio.Event() for _ in range(10)]
        for one in moved:
            await watching.nudges.begin("job.1", one)
        now[0] += 2 * watching.AGAIN_SECONDS
        for one in moved:
            await watching.nudges.begin("job.1", one)

    asyncio.run(watched())
    assert layer.asked == [("add", "job.1")] * 2
