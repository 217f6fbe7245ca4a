"""The feed by WebSocket: sends what the log has, as it grows, then closes."""

import asyncio
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings

from generation.engine import progress
from generation.models import Job
from projects import access

# Without Redis no nudge crosses processes: the log's tail is read while somebody watches.
TAIL_SECONDS = 0.25
# With Redis a nudge wakes us; this is for the one that got lost.
SAFETY_SECONDS = 10


class JobConsumer(AsyncJsonWebsocketConsumer):
    """ws/jobs/<pk>/?after=<seq>: messages are what progress.feed returns."""

    async def connect(self) -> None:
        self.job_pk = self.scope["url_route"]["kwargs"]["pk"]
        self.reader, self.moved = None, asyncio.Event()
        if not await self._may_watch():
            await self.close(code=4404)
            return
        await self.accept()
        await self.channel_layer.group_add(progress.group(self.job_pk), self.channel_name)
        self.reader = asyncio.create_task(self._read(self._after()))

    async def disconnect(self, code: int) -> None:
        if self.reader:
            self.reader.cancel()
        await self.channel_layer.group_discard(progress.group(self.job_pk), self.channel_name)

    async def job_moved(self, message: dict[str, str]) -> None:
        self.moved.set()

    async def _read(self, after: int) -> None:
        wait = SAFETY_SECONDS if settings.REDIS_URL else TAIL_SECONDS
        first = True
        while True:
            self.moved.clear()
            news = await database_sync_to_async(progress.feed)(self.job_pk, after)
            if news["events"] or first:
                await self.send_json(news)
            after, first = news["last"], False
            if news["job"]["is_over"] and after >= news["job"]["last_event"]:
                await self.close(code=1000)
                return
            await self._nap(wait)

    async def _nap(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.moved.wait(), seconds)
        except TimeoutError:
            return

    def _after(self) -> int:
        given = parse_qs(self.scope["query_string"].decode()).get("after", ["0"])[0]
        return int(given) if given.isdigit() else 0

    @database_sync_to_async
    def _may_watch(self) -> bool:
        user = self.scope["user"]
        return Job.objects.filter(pk=self.job_pk, workspace__in=access.workspaces(user)).exists()
