"""What many sockets ask at the same moment is asked of the database once: news, and who may still hear it.

An event wakes every page that watches. Each for itself would read the same rows, one after the other.
"""

import asyncio
import copy
import json
import logging
import time
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from generation.engine import progress

log = logging.getLogger(__name__)

Question = TypeVar("Question")
Answered = TypeVar("Answered")

# So long a look waits for others that were woken by the same nudge.
GATHER_SECONDS = 0.005
# A Redis that came back knows nobody any more: a group is told again, but not by each of its watchers.
AGAIN_SECONDS = 1.0


class Together(Generic[Question, Answered]):
    """Answers questions that are asked at about the same time by one call of `look`, in a thread.

    `look` gets a list of questions and returns as many answers. It begins after each of them was asked, so
    what was committed before a question is in its answer. Questions of one key get one answer.
    """

    def __init__(self, look: Callable[[list[Question]], Sequence[Answered]]) -> None:
        self.look = look
        # {event loop: {key: (question, its answer to come)}}; a loop that has rounds going on is in both.
        self._waiting: WeakKeyDictionary[Any, dict[Hashable, tuple[Question, Any]]] = WeakKeyDictionary()
        self._rounds: WeakKeyDictionary[Any, asyncio.Task[None]] = WeakKeyDictionary()

    async def ask(self, key: Hashable, question: Question) -> Answered:
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(loop, {})
        if key not in waiting:
            waiting[key] = (question, loop.create_future())
        # Who goes away meanwhile takes nothing from the others.
        answer: asyncio.Future[Answered] = asyncio.shield(waiting[key][1])
        if loop not in self._rounds or self._rounds[loop].done():
            self._rounds[loop] = loop.create_task(self._go_round(waiting))
        return await answer

    async def _go_round(self, waiting: dict[Hashable, tuple[Question, Any]]) -> None:
        while waiting:
            await asyncio.sleep(GATHER_SECONDS)
            taken = list(waiting.values())
            waiting.clear()
            try:
                answers = await database_sync_to_async(self.look)([question for question, _ in taken])
            except Exception as error:
                for _, answer in taken:
                    answer.set_exception(error)
                continue
            for (_, answer), found in zip(taken, answers, strict=True):
                answer.set_result(found)


class News:
    """What there is to tell, the same for everybody who asked: written once in each language."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self._texts: dict[Hashable, str] = {}

    def text(
        self,
        language: str | None,
        reader: Hashable = None,
        seen: Callable[[Any, dict[str, Any]], dict[str, Any]] | None = None,
    ) -> str:
        """As JSON; in no language (None): as it is stored, for programs.

        `seen` says how a `reader` sees it, where that is not the same for everybody.
        """
        key = language, reader
        if key not in self._texts:
            said = seen(reader, self.told) if seen else self.told
            if language:
                with translation.override(language):
                    said = progress.in_language(copy.deepcopy(said))
            self._texts[key] = json.dumps(said)
        return self._texts[key]


def _read(questions: list[Callable[[], dict[str, Any]]]) -> list[News]:
    return [News(question()) for question in questions]


# A question is a function that reads.
news: Together[Callable[[], dict[str, Any]], News] = Together(_read)


# --- nudges --------------------------------------------------------------------------------------
class _Ears:
    """What one event loop hears of a channel layer: one channel for all that watch, in whatever groups."""

    def __init__(self, layer: Any) -> None:
        self.layer, self.channel = layer, ""
        self.watchers: dict[str, set[asyncio.Event]] = {}
        self._added: dict[str, float] = {}
        self._one_by_one = asyncio.Lock()
        self._listening: asyncio.Task[None] | None = None

    async def fit(self, group: str) -> None:
        """Be in a group that somebody watches, and in no other."""
        async with self._one_by_one:
            if not self._listening:
                self.channel = await self.layer.new_channel()
                self._added, self._listening = {}, asyncio.create_task(self._listen(self.channel))
            since = self._added.get(group)
            if group not in self.watchers:
                if since is not None:
                    del self._added[group]
                    await self.layer.group_discard(group, self.channel)
            elif since is None or time.monotonic() - since > AGAIN_SECONDS:
                self._added[group] = time.monotonic()
                await self.layer.group_add(group, self.channel)
            if not self.watchers:
                self._listening.cancel()
                self._listening = None

    async def _listen(self, channel: str) -> None:
        while True:
            try:
                message = await self.layer.receive(channel)
            except Exception:  # whoever watches looks by itself now and then
                log.warning("cannot hear what moves", exc_info=True)
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            for moved in self.watchers.get(message.get("group", ""), ()):
                moved.set()


class Nudges:
    """Wakes who watches a group (progress.notify). For all of them a process gets one message."""

    def __init__(self) -> None:
        self._ears: WeakKeyDictionary[Any, _Ears] = WeakKeyDictionary()

    async def begin(self, group: str, moved: asyncio.Event) -> None:
        """`moved` is set by each nudge from now on. Once more: the layer may have forgotten the group."""
        ears = self._here()
        ears.watchers.setdefault(group, set()).add(moved)
        await ears.fit(group)

    async def end(self, group: str, moved: asyncio.Event) -> None:
        ears = self._here()
        mine = ears.watchers.get(group, set())
        mine.discard(moved)
        if not mine and ears.watchers.pop(group, None) is not None:
            await ears.fit(group)

    @property
    def is_away(self) -> bool:
        """Whether no nudge comes from other processes for now."""
        return getattr(get_channel_layer(), "is_away", False)

    def _here(self) -> _Ears:
        loop, layer = asyncio.get_running_loop(), get_channel_layer()
        if loop not in self._ears or self._ears[loop].layer is not layer:
            self._ears[loop] = _Ears(layer)
        return self._ears[loop]


nudges = Nudges()


# --- who they are --------------------------------------------------------------------------------
def users_of(sessions: list[SessionBase]) -> dict[str, User]:
    """{key of a session: its user} as it is stored by now, of those that need no second look.

    A session that ended, whose password changed, or that another backend signed in is left out.
    """
    if not all(isinstance(one, SessionStore) for one in sessions):
        return {}
    keys = {one.session_key for one in sessions if one.session_key}
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    given = {
        key: _opened(data, settings.SECRET_KEY)
        for key, data in rows.values_list("session_key", "session_data")
    }
    named = {key: _number(one.get(SESSION_KEY)) for key, one in given.items()}
    users = User.objects.in_bulk([pk for pk in named.values() if pk is not None])
    found = {}
    for key, one in given.items():
        user = users.get(named[key]) if named[key] is not None else None
        if user and user.is_active and _is_signed_in(one, user):
            found[key] = user
    return found


# Signatures of hundreds of sessions were checked anew for each event: half of its time. What is remembered is
# what the rows say as they are; a row that changed is looked at.
@lru_cache(4096)
def _opened(data: str, secret: str) -> dict[str, Any]:
    return dict(SessionStore().decode(data))


@lru_cache(4096)
def _hash_of(password: str, secret: str) -> str:
    return User(password=password).get_session_auth_hash()


def _number(text: Any) -> int | None:
    return int(text) if str(text).isdecimal() else None


def _is_signed_in(session: dict[str, Any], user: User) -> bool:
    """As django.contrib.auth.get_user looks at it, without the keys of before."""
    known = session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    return known and constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), _hash_of(user.password, settings.SECRET_KEY)
    )
