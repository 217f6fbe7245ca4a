"""Visits to a studio in a process of its own: a request is a line of JSON on stdin, its answer one on stdout.

A request is {"who", "method", "path", "data", "headers", "token"}. Pages are visited as somebody who is
signed in; with a `token` the API is asked as a program would. The studio is the one of VIDSTUDIO_HOME.
"""

import base64
import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402


def visit(who="", method="get", path="/", data=None, headers=None, token=""):
    """{"status", "type", "headers", "text" or "bytes" (base64)} of one request."""
    headers = {**(headers or {}), **({"Authorization": f"Token {token}"} if token else {})}
    client = Client(raise_request_exception=False, headers=headers)
    if who:
        client.force_login(get_user_model().objects.get(username=who))
    more = {"content_type": "application/json"} if token and method != "get" else {}
    answer = getattr(client, method)(path, data or {}, **more)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = {"status": answer.status_code, "headers": dict(answer.items())}
    kind = answer.get("Content-Type", "")
    if kind.startswith(("text/", "application/json")):
        return told | {"text": body.decode()}
    return told | {"bytes": base64.b64encode(body).decode()}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(visit(**json.loads(line))), flush=True)
