"""Redis makes a studio quicker and is never needed: cache and channel layer that go on without it.

While Redis is away nothing waits for it (a second at most, and then less and less often), nothing
fails, and the log has one line for its going and one for its return. Meanwhile each process caches for
itself, and watchers read the event log (generation/consumers.py).
"""

import asyncio
import logging
import threading
import time
from functools import cached_property

from channels_redis.core import RedisChannelLayer
from django.core.cache.backends import locmem, redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# A Redis in the same network answers within a millisecond.
ANSWER_SECONDS = 1.0
# Gaps between two tries while it is away, in seconds: they double up to the longest.
FIRST_GAP, LONGEST_GAP = 1.0, 15.0
# What "away" looks like: refused, reset, no answer in time, or an error such as a full or read-only Redis.
AWAY = (RedisError, OSError, asyncio.TimeoutError)


class Outage:
    """Whether a Redis is away, as far as this process knows, and whether it is time to try again."""

    def __init__(self):
        self.is_away, self._gap, self._again = False, FIRST_GAP, 0.0
        self._lock = threading.Lock()

    def is_left_alone(self):
        """Whether it should not be asked at this moment."""
        return self.is_away and time.monotonic() < self._again

    def began(self, error):
        """It did not answer."""
        with self._lock:
            if not self.is_away:
                log.warning("Redis is away (%s): work goes on without it", type(error).__name__)
            self._gap = min(self._gap * 2, LONGEST_GAP) if self.is_away else FIRST_GAP
            self.is_away, self._again = True, time.monotonic() + self._gap

    def ended(self):
        """It answered."""
        if self.is_away:
            with self._lock:
                self.is_away = False
            log.warning("Redis is back")


# By address: cache and channel layer of a process share what they know of one Redis.
_outages = {}


def outage_of(address):
    return _outages.setdefault(str(address), Outage())


class _OneClient(redis.RedisCacheClient):
    """Of one server, for all threads of a process: Django makes another one for each word with Redis."""

    def get_client(self, key=None, *, write=False):
        return self._one

    @cached_property
    def _one(self):
        return super().get_client(write=True)


# Django makes a cache for each request, and each would connect to Redis anew: {(address, its options' id):
# (the options, the client)}.
_clients = {}


class RedisOrLocalCache(redis.RedisCache):
    """The cache in Redis; one in this process' memory while Redis is away."""

    def __init__(self, server, params):
        super().__init__(server, params)
        key = str(server), id(self._options)
        if key not in _clients:
            _clients[key] = self._options, _OneClient(self._servers, **self._options)
        self._cache = _clients[key][1]
        self._outage = outage_of(server)
        self._local = locmem.LocMemCache(
            f"instead of {server}", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}}
        )


def _careful(name):
    def call(self, *args, **options):
        if not self._outage.is_left_alone():
            try:
                found = getattr(super(RedisOrLocalCache, self), name)(*args, **options)
            except AWAY as error:
                self._outage.began(error)
            else:
                self._outage.ended()
                return found
        return getattr(self._local, name)(*args, **options)

    call.__name__ = name
    return call


for _name in (
    "add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear"
):  # fmt: skip
    setattr(RedisOrLocalCache, _name, _careful(_name))


class PatientRedisLayer(RedisChannelLayer):
    """The channel layer in Redis. What it carries are hints, so losing one while it is away does no harm."""

    def __init__(self, **config):
        super().__init__(**config)
        self._outage = outage_of(self.hosts[0].get("address"))

    @property
    def is_away(self):
        return self._outage.is_away

    async def ping(self):
        """Ask it, now. Raises one of AWAY when it does not answer."""
        await asyncio.wait_for(self.connection(0).ping(), ANSWER_SECONDS)

    async def _try(self, work):
        if self._outage.is_left_alone():
            work.close()
            return
        try:
            await asyncio.wait_for(work, ANSWER_SECONDS)
        except AWAY as error:
            self._outage.began(error)
        else:
            self._outage.ended()

    async def send(self, channel, message):
        await self._try(super().send(channel, message))

    async def group_add(self, group, channel):
        await self._try(super().group_add(group, channel))

    async def group_discard(self, group, channel):
        await self._try(super().group_discard(group, channel))

    async def group_send(self, group, message):
        await self._try(super().group_send(group, message))

    async def receive(self, channel):
        """The next message for a socket, whenever it comes. While Redis is away there is none."""
        while True:
            try:
                return await super().receive(channel)
            except AWAY as error:
                self._outage.began(error)
                await asyncio.sleep(FIRST_GAP)
