"""The feed by WebSocket: sends what the log has, as it grows, then closes."""

import asyncio
import contextlib
import re
import time
from collections.abc import Hashable
from functools import partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from channels import DEFAULT_CHANNEL_LAYER
from channels.generic.websocket import AsyncJsonWebsocketConsumer, AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser, User

from generation import watching
from generation.engine import progress, workspace_feed
from generation.models import Job
from projects import access, board_news
from projects.catalog import imports
from projects.languages import choice

# Without Redis, or while it is away, no nudge crosses processes: the log's tail is read while somebody
# watches.
TAIL_SECONDS, AWAY_SECONDS = 0.25, 1.0
# Every page watches what lists show: it is looked at less often.
LIST_SECONDS = 1.0
# With Redis a nudge wakes us; this is for the one that got lost.
SAFETY_SECONDS = 10
# Rights are looked at before anything is sent, and this often while there is nothing to send.
RIGHTS_SECONDS = 10
# A socket that is open for so long is closed; a page that is still there opens another one.
LONGEST_SECONDS = 3600

# Somebody whose page says nothing for so long has left; pages say where they are every 20 seconds.
FORGOTTEN_SECONDS = 50

# An address may name a greater number; a list of keys with one is an error of the database.
LARGEST_KEY = 2**63 - 1

# Why a socket is closed: 1000 when the job is over.
BAD_QUESTION, NO_RIGHT, NOT_THERE, TOO_LONG = 4400, 4403, 4404, 4408


class NobodyConsumer(AsyncWebsocketConsumer):
    """Every other path: there is nothing."""

    async def connect(self) -> None:
        await self.close(code=NOT_THERE)


class WatchConsumer(AsyncJsonWebsocketConsumer):
    """Sends what a row has to tell from `after` on, as it grows, and closes when it is over.

    Subclasses say which group is nudged, who may watch, and what there is to read. Those that are woken
    together look together (generation/watching.py).
    """

    # Nudges come by watching.nudges: no message of the channel layer for each of these.
    channel_layer_alias = "none"
    groups_heard: tuple[str, ...] = ()

    def nudged_by(self) -> tuple[str, ...]:
        """The groups (progress.group and its like) whose nudges wake it."""
        raise NotImplementedError

    def is_there_for(self, user: User | AnonymousUser) -> bool:
        """Whether the user may watch the row."""
        raise NotImplementedError

    @classmethod
    def are_there_for(cls, asked: "list[tuple[Any, User | AnonymousUser]]") -> list[bool]:
        """Whether each of these watchers may watch, as its user."""
        return [one.is_there_for(user) for one, user in asked]

    def news(self, after: int) -> dict[str, Any]:
        """A message with `last`."""
        raise NotImplementedError

    def same_news(self) -> Hashable:
        """Watchers of whom this is the same are told the same."""
        return id(self)

    def standing(self, told: dict[str, Any], after: int) -> tuple[bool, bool]:
        """(whether the message says anything new, whether it is the last one)."""
        raise NotImplementedError

    def said(self, news: watching.News) -> str:
        """The message, as this watcher reads it."""
        return news.text(self.language)

    # In which language its person reads; programs, which come with a token, read what is stored.
    language: str | None = None
    # How long a look at the log may wait where no nudge crosses processes.
    tail_seconds = TAIL_SECONDS

    async def connect(self) -> None:
        self.pk = self.scope["url_route"]["kwargs"].get("pk")
        self.reader, self.moved = None, asyncio.Event()
        if not await self._may_watch():
            await self.close(code=NOT_THERE)
            return
        # A page that sent its token as a protocol hears that it is spoken.
        spoken = self.scope.get("subprotocols") or []
        await self.accept("bearer" if spoken[:1] == ["bearer"] else None)
        after = _after(self.scope["query_string"])
        if after is None:
            await self.close(code=BAD_QUESTION)
            return
        await self._listen()
        self.reader = asyncio.create_task(self._read(after))

    async def disconnect(self, code: int) -> None:
        if self.reader:
            self.reader.cancel()
        for group in self.groups_heard:
            await watching.nudges.end(group, self.moved)

    async def _read(self, after: int) -> None:
        began = looked = time.monotonic()
        first = True
        while True:
            self.moved.clear()
            news = await watching.news.ask((self.same_news(), after), partial(self.news, after))
            is_new, is_last = self.standing(news.told, after)
            if is_new or first or time.monotonic() - looked > RIGHTS_SECONDS:
                looked = time.monotonic()
                if not await self._may_watch():
                    await self.close(code=NO_RIGHT)
                    return
            if is_new or first:
                await self.send(text_data=self.said(news))
            after, first = news.told["last"], False
            if is_last:
                await self.close(code=1000)
                return
            if time.monotonic() - began > LONGEST_SECONDS:
                await self.close(code=TOO_LONG)
                return
            await self._nap()

    async def _nap(self) -> None:
        """Until there is news, or it is time to look without being told."""
        seconds: float = SAFETY_SECONDS if settings.REDIS_URL else self.tail_seconds
        if watching.nudges.is_away:
            seconds = AWAY_SECONDS
        # All look at the same moment, so that they look together: not each a part of a second after another.
        seconds -= time.monotonic() % seconds
        try:
            await asyncio.wait_for(self.moved.wait(), seconds)
        except TimeoutError:
            if settings.REDIS_URL:
                await self._listen()  # a Redis that came back may know nobody any more

    async def _listen(self) -> None:
        before, self.groups_heard = self.groups_heard, self.nudged_by()
        for group in self.groups_heard:
            await watching.nudges.begin(group, self.moved)
        for group in set(before).difference(self.groups_heard):
            await watching.nudges.end(group, self.moved)

    async def _may_watch(self) -> bool:
        """By the rows as they are now: the token or the session, the user, the membership."""
        return await _rights.ask(id(self), self)

    def signed_in(self) -> User | AnonymousUser:
        """Who watches, by a look at this one alone."""
        if "user_of_token" in self.scope:
            return self.scope["user_of_token"]()
        given = self.scope["session"]
        session = given.__class__(given.session_key)  # as it is stored by now
        return get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]


def _may_watch(asked: list[WatchConsumer]) -> list[bool]:
    """Whether each may watch; what they read is in the language that their person has chosen by now."""
    pages = [one for one in asked if "user_of_token" not in one.scope]
    known = watching.users_of([one.scope["session"] for one in pages])
    users: dict[int, User | AnonymousUser] = {}
    for one in asked:
        key = one.scope["session"].session_key if one in pages else None
        users[id(one)] = known[key] if key in known else one.signed_in()
    languages = choice.languages_of([users[id(one)] for one in pages])
    for one in pages:
        one.language = languages[users[id(one)].pk]
    may: dict[int, bool] = {}
    for kind in {type(one) for one in asked}:
        mine = [one for one in asked if type(one) is kind]
        there = kind.are_there_for([(one, users[id(one)]) for one in mine])
        may |= {id(one): is_there for one, is_there in zip(mine, there, strict=True)}
    return [may[id(one)] for one in asked]


_rights: watching.Together[WatchConsumer, bool] = watching.Together(_may_watch)


class JobConsumer(WatchConsumer):
    """ws/jobs/<pk>/?after=<seq>: messages are what progress.feed returns."""

    def nudged_by(self) -> tuple[str, ...]:
        return (progress.group(self.pk),)

    def is_there_for(self, user: User | AnonymousUser) -> bool:
        return Job.objects.filter(pk=self.pk, workspace__in=access.workspaces(user)).exists()

    @classmethod
    def are_there_for(cls, asked: list[tuple[Any, User | AnonymousUser]]) -> list[bool]:
        spaces = access.workspaces_of([user for _, user in asked])
        numbers = {one.pk for one, _ in asked if one.pk <= LARGEST_KEY}
        place = dict(Job.objects.filter(pk__in=numbers).order_by().values_list("pk", "workspace"))
        return [place.get(one.pk) in spaces.get(user.pk, ()) for one, user in asked]

    def news(self, after: int) -> dict[str, Any]:
        return progress.feed(self.pk, after)

    def same_news(self) -> Hashable:
        return "job", self.pk

    def standing(self, told: dict[str, Any], after: int) -> tuple[bool, bool]:
        is_last = told["job"]["is_over"] and told["last"] >= told["job"]["last_event"]
        return bool(told["events"]), is_last


class ImportConsumer(WatchConsumer):
    """ws/imports/<pk>/?after=<changes>: messages are what projects.catalog.imports.feed returns."""

    def nudged_by(self) -> tuple[str, ...]:
        return (progress.import_group(self.pk),)

    def is_there_for(self, user: User | AnonymousUser) -> bool:
        return access.imports(user).filter(pk=self.pk).exists()

    def news(self, after: int) -> dict[str, Any]:
        return imports.feed(self.pk)

    def same_news(self) -> Hashable:
        return "import", self.pk

    def standing(self, told: dict[str, Any], after: int) -> tuple[bool, bool]:
        return told["last"] != after, told["is_over"]


class BoardConsumer(WatchConsumer):
    """ws/boards/<pk>/?after=<key of an audit row>: what is done with a board, and who else has it open.

    Messages are what projects.board_news.news returns, or {"here": [{"name", "scene"}]}. A page sends
    {"at": the key of the scene its person works in, or null}, and again before FORGOTTEN_SECONDS are over.
    """

    who = ""
    # {channel of another page: (name, the key of a scene or None, when it said so)}
    here: dict[str, tuple[str, int | None, float]]

    # Pages on one board tell each other where they are.
    channel_layer_alias = DEFAULT_CHANNEL_LAYER

    def nudged_by(self) -> tuple[str, ...]:
        return (progress.board_group(self.pk),)

    def _here(self) -> str:
        return f"{progress.board_group(self.pk)}.here"

    def is_there_for(self, user: User | AnonymousUser) -> bool:
        self.user = user
        return access.projects(user).filter(pk=self.pk).exists()

    def news(self, after: int) -> dict[str, Any]:
        return board_news.read(self.pk, after)

    def same_news(self) -> Hashable:
        return "board", self.pk

    def said(self, news: watching.News) -> str:
        """What is their own is said to be; whoever did nothing of it reads the same as the others."""
        did_some = any(row["actor"] == self.user.pk for row in news.told["events"])
        return news.text(self.language, self.user.pk if did_some else None, board_news.as_read_by)

    def standing(self, told: dict[str, Any], after: int) -> tuple[bool, bool]:
        return told["last"] != after, False

    async def _listen(self) -> None:
        await super()._listen()
        await self.channel_layer.group_add(self._here(), self.channel_name)
        if not self.who:
            self.who, self.here = self.user.get_username(), {}
            await self._say("here.who")

    async def disconnect(self, code: int) -> None:
        if self.who:
            await self._say("here.gone")
            await self.channel_layer.group_discard(self._here(), self.channel_name)
        await super().disconnect(code)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        at = content.get("at") if isinstance(content, dict) else None
        if self.who and (at is None or (type(at) is int)):
            self.at = at
            await self._say("here.at", scene=at)

    async def _say(self, kind: str, **words: Any) -> None:
        """Tell the other pages on this board. Losing it does no harm: pages say it again."""
        message = {"type": kind, "channel": self.channel_name, "name": self.who, **words}
        with contextlib.suppress(Exception):
            await self.channel_layer.group_send(self._here(), message)

    async def here_who(self, message: dict[str, Any]) -> None:
        if message["channel"] != self.channel_name and hasattr(self, "at"):
            await self._say("here.at", scene=self.at)

    async def here_at(self, message: dict[str, Any]) -> None:
        if message["channel"] != self.channel_name:
            self.here[message["channel"]] = (message["name"], message["scene"], time.monotonic())
            await self._tell_here()

    async def here_gone(self, message: dict[str, Any]) -> None:
        if self.here.pop(message["channel"], None):
            await self._tell_here()

    async def _tell_here(self) -> None:
        """One line for each person, the newest of theirs; oneself in another tab is left out."""
        old = time.monotonic() - FORGOTTEN_SECONDS
        self.here = {key: row for key, row in self.here.items() if row[2] > old}
        rows = sorted(self.here.values(), key=lambda row: row[2])
        places = {name: scene for name, scene, _ in rows if name != self.who}
        await self.send_json({"here": [{"name": name, "scene": at} for name, at in sorted(places.items())]})


class ListsConsumer(WatchConsumer):
    """ws/lists/?after=<key of an audit row>: what moves in the workspaces of whoever asks, for every page.

    Messages are what workspace_feed.lists returns. With `after` 0 the first one says only what runs.
    """

    tail_seconds = LIST_SECONDS
    spaces: tuple[int, ...] = ()
    told: dict[str, Any] | None = None

    def is_there_for(self, user: User | AnonymousUser) -> bool:
        self.spaces = access.workspaces_of([user]).get(user.pk, ())
        return bool(self.spaces)

    @classmethod
    def are_there_for(cls, asked: list[tuple[Any, User | AnonymousUser]]) -> list[bool]:
        found = access.workspaces_of([user for _, user in asked])
        for one, user in asked:
            one.spaces = found.get(user.pk, ())
        return [bool(one.spaces) for one, _ in asked]

    def news(self, after: int) -> dict[str, Any]:
        return workspace_feed.lists(list(self.spaces), after)

    def same_news(self) -> Hashable:
        return "lists", self.spaces

    def standing(self, told: dict[str, Any], after: int) -> tuple[bool, bool]:
        is_new = bool(told["moved"]) or told["running"] != (self.told or {}).get("running")
        self.told = told
        return is_new, False

    def nudged_by(self) -> tuple[str, ...]:
        return tuple(progress.workspace_group(space) for space in self.spaces)


def _after(query: bytes) -> int | None:
    """The number of the last event that is known already: 0 when none is said, None for what is no number."""
    given = parse_qs(query.decode(errors="replace"), keep_blank_values=True).get("after", ["0"])[0] or "0"
    return int(given) if re.fullmatch(r"[0-9]{1,10}", given) else None
