"""Refuses a file that is too large before it is received: Django reads a whole request before a view sees it.

By what the request says of its length; and by counting, where it says nothing or something else.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# A form's own words around its file.
SPARE = 64 * 1024


class TooLong(Exception):
    """More came than the address takes."""


class SizeGate:
    """An ASGI application before another one: POST to one of `paths` may carry `most` bytes."""

    def __init__(
        self, app: Callable[[Scope, Receive, Send], Awaitable[None]], paths: Iterable[str], most: int
    ):
        self.app, self.paths, self.most = app, frozenset(paths), most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "POST" or scope.get("path", "").rstrip("/") not in self.paths:
            await self.app(scope, receive, send)
            return
        if _length(scope) > self.most + SPARE:
            await self._refuse(scope, send)
            return
        try:
            await self.app(scope, self._counting(receive), send)
        except TooLong:
            await self._refuse(scope, send)

    def _counting(self, receive: Receive) -> Receive:
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.most + SPARE:
                raise TooLong
            return message

        return counted

    async def _refuse(self, scope: Scope, send: Send) -> None:
        words, kind = too_large(self.most), b"text/plain; charset=utf-8"
        body = words.encode()
        if scope["path"].startswith("/api/"):
            body, kind = (
                json.dumps({"error": {"code": "too_large", "message": words}}).encode(),
                b"application/json",
            )
        head = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": head})
        await send({"type": "http.response.body", "body": body})


def too_large(most: int) -> str:
    return f"The file is larger than {most / 1e6:,.0f} MB, which is the most that is checked here."


def _length(scope: Scope) -> int:
    told = dict(scope.get("headers") or ()).get(b"content-length", b"")
    return int(told) if told.isdigit() else 0
