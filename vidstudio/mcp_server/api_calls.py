"""Calls of the studio's own API, in this process: scopes, caps and budgets hold as for anybody."""

import asyncio
from typing import Any

import httpx
from django.core.handlers.wsgi import WSGIHandler
from mcp.server.mcpserver.exceptions import ToolError

# The studio's own name, which it always answers to.
HOST = "localhost"


class ApiCalls:
    """The API as the owner of `token` meets it."""

    def __init__(self, token: str) -> None:
        self.token = token

    async def call(self, method: str, path: str, body: dict | None = None, **params: Any) -> Any:
        """What the API answers, as JSON. A refusal is a ToolError with its words."""
        return await asyncio.to_thread(self._ask, method, path, body, params)

    def _ask(self, method, path, body, params):
        transport = httpx.WSGITransport(app=WSGIHandler())
        headers = {"Authorization": f"Bearer {self.token}", "Host": HOST}
        with httpx.Client(transport=transport, base_url=f"http://{HOST}/api/v1/", headers=headers) as http:
            answer = http.request(method, path, json=body, params=_said(params))
        told = answer.json() if answer.content else None
        if answer.status_code >= 400:
            raise ToolError(f"{told['error']['message']} ({told['error']['code']})")
        return told


def _said(params):
    return {name: value for name, value in params.items() if value not in (None, "")}
