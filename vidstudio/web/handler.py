"""Answers a request in one step to a thread and back.

Django's own handler goes to a thread for each signal, for parts of the middleware and for the view, and
begins and ends two threads for each request. Here threads stay, and all that is no stream is done in one go.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class OneThreadHandler(ASGIHandler):
    """HTTP for Django, whose middleware and views are all of the kind that waits."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="request")
        self._answered = sync_to_async(self._answer, thread_sensitive=False, executor=threads)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            response, messages = await self._answered(scope, body)
            if messages is None:
                await self._stream(response, receive, send)
            else:
                for message in messages:
                    await send(message)
        finally:
            body.close()

    def _answer(self, scope: Scope, body: Any) -> tuple[HttpResponseBase, list[Message] | None]:
        """In a thread: the response and, when it is no stream, all that is sent of it."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            response = self.get_response(request)
            response._handler_class = self.__class__
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
        if response.streaming:
            # What it reads from now on, it reads in another thread.
            close_old_connections()
            return response, None
        try:
            return response, list(self._messages(response))
        finally:
            response.close()

    def _messages(self, response: HttpResponseBase) -> Iterator[Message]:
        headers = [(_bytes(name, "ascii"), _bytes(value, "latin1")) for name, value in response.items()]
        cookies = (one.output(header="").strip() for one in response.cookies.values())
        headers += [(b"Set-Cookie", one.encode("ascii")) for one in cookies]
        yield {"type": "http.response.start", "status": response.status_code, "headers": headers}
        for chunk, is_last in self.chunk_bytes(response.content):
            yield {"type": "http.response.body", "body": chunk, "more_body": not is_last}

    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Until it is over or who asked has gone."""
        sent = asyncio.create_task(self.send_response(response, send))
        gone = asyncio.create_task(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait([sent, gone], return_when=asyncio.FIRST_COMPLETED)
            if sent.done():
                sent.result()
        finally:
            for task in (sent, gone):
                task.cancel()
            await asyncio.gather(sent, gone, return_exceptions=True)
            # In the thread in which it read rows, if it did.
            await sync_to_async(response.close)()


def _bytes(text: str | bytes, code: str) -> bytes:
    return text.encode(code) if isinstance(text, str) else bytes(text)


def application() -> OneThreadHandler:
    """What vidstudio.asgi serves."""
    django.setup(set_prefix=False)
    return OneThreadHandler()
