"""Events as they happen, by server-sent events that go on where they were cut."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from generation.engine import progress, workspace_feed
from generation.models import Job
from projects import access
from projects.api.base import Numbered
from projects.errors import BadInput
from projects.models import ApiToken

# Without Redis no hint crosses processes, so the log's tail is read this often; with it only for a lost hint.
TAIL_SECONDS, SAFETY_SECONDS = 0.25, 10
# A line that says nothing, so that no proxy takes the stream for dead.
ALIVE_SECONDS = 15
# Whether the caller may still watch is looked at this often.
RIGHTS_SECONDS = 10
# A stream that is open for so long is ended; the client goes on in another one.
LONGEST_SECONDS = 3600
# How long a client waits before it connects anew, in milliseconds.
RETRY_MS = 1000
BEGIN = f"retry: {RETRY_MS}\n\n"

AFTER = OpenApiParameter("after", OpenApiTypes.INT, description="The last `id` that was read.")
LAST = OpenApiParameter(
    "Last-Event-ID",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    description="The same, as a browser's EventSource sends it.",
)
SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH)
STREAM = {(200, "text/event-stream"): OpenApiTypes.STR, 204: None}

# What there is after an id: ([(id, event, data)], whether that was all for good).
News = Callable[[int], tuple[list[tuple[int, str, dict[str, Any]]], bool]]


class AnythingGoes(BaseContentNegotiation):
    """A stream is a stream, whatever is asked for; refusals are JSON."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return JSONRenderer(), JSONRenderer.media_type


@extend_schema(tags=["jobs"])
class JobStreamViewSet(Numbered, ViewSet):
    """A job's log as it grows."""

    content_negotiation_class = AnythingGoes

    @extend_schema(summary="Watch a job", parameters=[AFTER, LAST], responses=STREAM)
    @action(detail=True)
    def stream(self, request, pk):
        """Server-sent events: each `progress` has the line's `seq` as its id, then `over` ends the stream.

        Connect again with the last id to go on; where nothing can follow any more the answer is 204. When
        lines in between are not kept any more, `reset` says how many (`missed`) and shows the job.
        """
        found = get_object_or_404(Job, pk=pk, workspace__in=access.workspaces(request.user))
        after = _after(request)
        if found.is_over and after >= found.last_event:
            return Response(status=204)

        def is_there(user):
            return Job.objects.filter(pk=found.pk, workspace__in=access.workspaces(user)).exists()

        return _stream(request, progress.group(found.pk), is_there, lambda seq: _of_job(found.pk, seq), after)


@extend_schema(tags=["workspaces"])
class WorkspaceStreamViewSet(Numbered, ViewSet):
    """All jobs of a workspace as they go on."""

    content_negotiation_class = AnythingGoes
    lookup_field = "slug"

    @extend_schema(summary="Watch a workspace", parameters=[SLUG, AFTER, LAST], responses=STREAM)
    @action(detail=True)
    def stream(self, request, slug):
        """Server-sent events of all its jobs in one order: `progress` with the line, its `job` and `project`.

        Without an id it begins with what comes now; connect again with the last id to go on. When lines since
        then are not kept any more, `reset` comes first: read the jobs anew, what follows is from here on.
        """
        found = access.workspace_for(request.user, slug)
        after = _after(request, None)
        if after is None:
            after = workspace_feed.newest(found.pk)

        def is_there(user):
            return access.workspaces(user).filter(pk=found.pk).exists()

        def news(place):
            gone_to = workspace_feed.removed_to(found.pk)
            if place < gone_to:
                return [(gone_to, "reset", {"workspace": found.slug})], False
            return [(row["place"], "progress", row) for row in workspace_feed.read(found.pk, place)], False

        return _stream(request, progress.workspace_group(found.pk), is_there, news, after)


def _of_job(pk, after):
    told = progress.feed(pk, after)
    lines = [(event["seq"], "progress", event) for event in told["events"]]
    if told["missed"]:
        lines.insert(0, (after + told["missed"], "reset", {"missed": told["missed"], "job": told["job"]}))
    is_last = told["job"]["is_over"] and told["last"] >= told["job"]["last_event"]
    if is_last:
        lines.append((told["last"], "over", told["job"]))
    return lines, is_last


def _after(request, default=0):
    asked = request.headers.get("Last-Event-ID") or request.query_params.get("after") or ""
    if not asked:
        return default
    if not re.fullmatch(r"[0-9]{1,15}", asked):
        raise BadInput("The last event's id is a whole number.", "after")
    return int(asked)


def _stream(request, group, is_there, news, after):
    user, token = request.user, request.auth if isinstance(request.auth, ApiToken) else None

    def may_watch():
        if token is not None and not ApiToken.objects.filter(pk=token.pk).exists():
            return False
        return is_there(type(user).objects.get(pk=user.pk))

    reader = _Reader(may_watch, news, after)
    is_async = hasattr(request._request, "scope")
    lines = _as_it_grows(reader, group) if is_async else _polled(reader)
    answer = StreamingHttpResponse(lines, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


class _Reader:
    """What a stream says next, and whether it is over."""

    def __init__(self, may_watch: Callable[[], bool], news: News, after: int) -> None:
        self.may_watch, self.news, self.after = may_watch, news, after
        self.began = self.looked = self.spoke = time.monotonic()
        self.is_over = False

    def read(self) -> str:
        """The text of what came since, "" for nothing. Rights are looked at before anything is said."""
        found, self.is_over = self.news(self.after)
        now = time.monotonic()
        if found or now - self.looked > RIGHTS_SECONDS:
            self.looked = now
            if not self.may_watch():
                self.is_over = True
                return ""
        self.is_over |= now - self.began > LONGEST_SECONDS
        if not found and now - self.spoke <= ALIVE_SECONDS:
            return ""
        self.spoke = now
        if not found:
            return ": alive\n\n"
        self.after = found[-1][0]
        return "".join(f"id: {at}\nevent: {event}\ndata: {_json(data)}\n\n" for at, event, data in found)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


async def _as_it_grows(reader: _Reader, group: str) -> AsyncIterator[str]:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    try:
        await layer.group_add(group, channel)
        yield BEGIN
        while True:
            text = await database_sync_to_async(reader.read)()
            if text:
                yield text
            if reader.is_over:
                return
            if not text:
                await _nap(layer, group, channel)
    finally:
        await layer.group_discard(group, channel)


def _polled(reader: _Reader) -> Iterator[str]:
    """For servers without asyncio."""
    yield BEGIN
    while True:
        text = reader.read()
        if text:
            yield text
        if reader.is_over:
            return
        if not text:
            time.sleep(TAIL_SECONDS)


async def _nap(layer: Any, group: str, channel: str) -> None:
    """Until there is a hint, or it is time to look without one."""
    try:
        await asyncio.wait_for(layer.receive(channel), SAFETY_SECONDS if settings.REDIS_URL else TAIL_SECONDS)
    except TimeoutError:
        if settings.REDIS_URL:
            await layer.group_add(group, channel)  # a Redis that came back may know nobody any more
