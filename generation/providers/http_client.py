"""The wire to a provider, and the one place where everything foreign becomes an error of our tree.

Nothing here retries: whether and when to ask again is the step engine's decision. Messages never
carry a key, an answer's headers or an address.
"""

import json
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from generation.provider_errors import (
    ContentRefused,
    Misconfigured,
    NoAccess,
    OutcomeUnknown,
    ProviderError,
    Rejected,
    Throttled,
    Transient,
    Unreadable,
)

if TYPE_CHECKING:  # it takes a while to load
    import httpx

# A decoded JSON object.
Json = dict[str, Any]
CONNECT_SECONDS = 5
LONGEST_WAIT = 3600
# The connection was never made: nothing can have been accepted. By name, because SDKs bring their
# own copies of the HTTP library.
NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "LocalProtocolError"}
ON_THE_WAY = {
    "ReadTimeout",
    "WriteTimeout",
    "ReadError",
    "WriteError",
    "CloseError",
    "RemoteProtocolError",
    "APITimeoutError",
    "APIConnectionError",
    "TimeoutException",
}
# A gateway speaks for a server that may have gone on working.
MAYBE_ACCEPTED = {502, 504, 520, 521, 522, 523, 524}
AGAIN = {408, 409, 425, 429}
# Said with 401 or 429, but no waiting will help: somebody has to pay or to raise a limit.
NO_MONEY = re.compile(
    r"insufficient_quota|credit_balance|spend_limit|usage_limit|quota_exceeded|billing|insufficient credit|"
    r"organization_on_hold",
    re.IGNORECASE,
)
# Codes of refusals by rules on content, and what in the rest of the error tells which part was refused.
CONTENT_REFUSED = re.compile(
    r"moderation_blocked|content_policy_violation|content_filter|responsible_ai|safety_violations?|sexual_content"
)
_OUTPUT = re.compile(r'"moderation_stage": "output"|"(generated|output)[a-z_]*"')
_IMAGE_FIELD = re.compile(r'"(input_)?image[a-z_]*"|"start_image[a-z_]*"|"promptImage"')
_WORDS_FIELD = re.compile(r'"prompt[a-z_]*"|"promptText"|"messages"|"input"')
_PARTS = {"words": "the words", "picture": "the picture", "result": "what it had made", "": "this"}
_KEY = re.compile(r"\b(?:sk|r8|xi|rk|pk)[-_][A-Za-z0-9_\-*]{4,}")


# What is done just before the first byte of a request that may be charged for leaves this machine.
_before_sending: ContextVar[Callable[[], None] | None] = ContextVar("before_sending", default=None)


@contextmanager
def before_sending(announce: Callable[[], None]) -> Iterator[None]:
    """Requests of this block that may be charged for call `announce` when they are built and connected.

    What it raises stops the request: not a byte of it was sent. Each of several requests calls it.
    """
    token = _before_sending.set(announce)
    try:
        yield
    finally:
        _before_sending.reset(token)


def on_trace(event: str, info: Mapping[str, Any]) -> None:
    """For the extension `trace` of a request that may be charged for (httpx, and the copies in SDKs)."""
    announce = _before_sending.get()
    if announce and event.endswith("send_request_headers.started"):
        announce()


def trace_request(request: Any) -> None:
    """An event hook `request` for the client of an SDK that sends nothing but paid requests."""
    request.extensions["trace"] = on_trace


def sdk_client(sdk: Any, kind: Any, key: str, base_url: str, seconds: float) -> Any:
    """A client of an official SDK (its module, and the class in it) that never asks twice by itself.

    The SDKs would send a billed request three times. `seconds` is how long an answer may take.
    """
    timeout = sdk.Timeout(seconds, connect=CONNECT_SECONDS)
    carrier = sdk.DefaultHttpxClient(
        base_url=base_url, timeout=timeout, verify=trusted(), event_hooks={"request": [trace_request]}
    )
    return kind(api_key=key, base_url=base_url, max_retries=0, timeout=timeout, http_client=carrier)


PAID = {"trace": on_trace}


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed. Reading them takes longer than the rest of making a client: once."""
    import httpx

    return httpx.create_ssl_context()


class Wire:
    """JSON over HTTP to one provider: `base` address, `headers` with its key, `seconds` for each step.

    Redirects are not followed: a key goes nowhere but to the address in the settings.
    """

    def __init__(self, name: str, base: str, headers: Mapping[str, str], seconds: float) -> None:
        import httpx

        self.name = name
        timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        self.client = httpx.Client(base_url=base, headers=headers, timeout=timeout, verify=trusted())

    def post(self, path: str, body: Any, **params: Any) -> tuple[Json, Mapping[str, str]]:
        """(answer as a dict, its headers) of a request that is charged for."""
        with translated(self.name, paid=True):
            return _understood(self.name, self.client.post(path, json=body, params=params, extensions=PAID))

    def post_for_bytes(self, path: str, body: bytes, headers: Mapping[str, str], most: int) -> bytes:
        """What a request that is charged for answers with, raw and at most `most` bytes of it."""
        stream = self.client.stream("POST", path, content=body, headers=headers, extensions=PAID)
        with translated(self.name, paid=True), stream as response:
            data = _at_most(response, most)
            if response.status_code >= 300:
                head, asked = response.headers, response.request
                raise from_status(self.name, response.status_code, _decoded(data), head, asked)
            return data

    def get(self, path: str, **params: Any) -> Json:
        with translated(self.name, paid=False):
            return _understood(self.name, self.client.get(path, params=params))[0]

    def rows(self, path: str) -> list[Json]:
        """The answer of a request that costs nothing, where it is a list of objects."""
        with translated(self.name, paid=False):
            found = self._free(self.client.get(path)).json()
            if not isinstance(found, list):
                raise ValueError("not a list")
            return [one for one in found if isinstance(one, dict)]

    def tell(self, path: str, method: str = "POST") -> None:
        """A request that costs nothing and whose answer says nothing of interest, such as a cancel."""
        with translated(self.name, paid=False):
            self._free(self.client.request(method, path))

    def upload(self, path: str, files: dict[str, tuple[str, bytes, str]]) -> Json:
        """The answer, as a dict, to files by field name: (file name, bytes, MIME type). Costs nothing."""
        with translated(self.name, paid=False):
            return _answered(self._free(self.client.post(path, files=files)))

    def _free(self, response: "httpx.Response") -> "httpx.Response":
        if response.status_code >= 300:
            head, asked = response.headers, _paid_request(False)
            raise from_status(self.name, response.status_code, _body(response), head, asked)
        return response


def _understood(name: str, response: "httpx.Response") -> tuple[Json, Mapping[str, str]]:
    if response.status_code >= 300:
        raise from_status(name, response.status_code, _body(response), response.headers, response.request)
    return _answered(response), response.headers


def _answered(response: "httpx.Response") -> Json:
    found = response.json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _at_most(response: "httpx.Response", most: int) -> bytes:
    """The response's body; ValueError once it is longer than `most` bytes."""
    parts, size = [], 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > most:
            raise ValueError("too long")
    return b"".join(parts)


def _decoded(data: bytes) -> Json:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _body(response: "httpx.Response") -> Any:
    try:
        return response.json()
    except ValueError:
        return {}


@contextmanager
def translated(name: str, paid: bool) -> Iterator[None]:
    """Whatever is raised inside leaves as a ProviderError; `paid`: the request may be charged for.

    The cause is cut off: an SDK's exception can carry the request with its key in it.
    """
    try:
        yield
    except ProviderError:
        raise
    except Exception as error:
        raise _ours(name, paid, error) from None


def _ours(name: str, paid: bool, error: Any) -> ProviderError:
    status = getattr(error, "status_code", None)
    if status and getattr(error, "response", None) is not None:
        body = error.body if isinstance(error.body, dict) else {}
        return from_status(name, status, body, error.response.headers, _paid_request(paid))
    kinds = _kinds(error)
    if kinds & NEVER_SENT:
        return Transient(f"{name} could not be reached.")
    if kinds & ON_THE_WAY:
        return _lost(name, paid)
    return Unreadable(f"{name} gave an answer that cannot be read ({type(error).__name__}).")


def _paid_request(paid: bool) -> Any:
    return type("Request", (), {"method": "POST" if paid else "GET"})


def _kinds(error: BaseException | None) -> set[str]:
    """Names of the classes of an error and of what caused it."""
    names = set()
    while error is not None:
        names |= {kind.__name__ for kind in type(error).__mro__}
        error = error.__cause__ or error.__context__
    return names


def _lost(name: str, paid: bool) -> ProviderError:
    if paid:
        return OutcomeUnknown(f"{name} did not answer, and may have charged for it.")
    return Transient(f"{name} did not answer.")


def from_status(name: str, status: int, body: Any, headers: Mapping[str, str], request: Any) -> ProviderError:
    """The error of our tree for an HTTP status that is no success.

    `body` is the decoded JSON or {}; `request.method` tells whether the request may be charged for.
    """
    said = _said(body)
    if NO_MONEY.search(json.dumps(body)) and status in (400, 401, 402, 403, 429):
        return NoAccess(f"{name} says that the account's credit or limit is used up.")
    if (what := refused_part(body)) is not None and status in (400, 403, 422):
        return ContentRefused(f"{name} refused {_PARTS[what]} by its rules on content.", what)
    if status in (401, 403) or (status == 400 and "API_KEY_INVALID" in json.dumps(body)):
        return NoAccess(f"{name} does not accept the key ({status}).")
    if status == 402:
        return NoAccess(f"{name} asks for payment (402). Look at the account's billing.")
    if status == 404:
        return Misconfigured(f"{name} does not know this model, voice or address (404). {said}".strip())
    if status in MAYBE_ACCEPTED and request.method == "POST":
        return _lost(name, True)
    if status in AGAIN or status >= 500:
        wait = retry_after(headers.get("retry-after")) or _wait_in(said)
        kind = Throttled if status in AGAIN else Transient
        return kind(f"{name} is busy or away ({status}).", wait)
    if status < 400:
        return Misconfigured(f"{name} sends us elsewhere ({status}). Correct its base URL.")
    return Rejected(f"{name} refused the request: {said or status}")


def refused_part(body: Any) -> str | None:
    """What a provider's rules on content forbid, by its error's codes: as in ContentRefused, None if nothing.

    OpenAI says `moderation_blocked` and at which stage, fal `content_policy_violation` and in which field,
    Azure and gateways `content_filter`.
    """
    said = json.dumps(body)
    if not CONTENT_REFUSED.search(said):
        return None
    if _OUTPUT.search(said):
        return "result"
    if _IMAGE_FIELD.search(said):
        return "picture"
    return "words" if _WORDS_FIELD.search(said) else ""


def _said(body: Any) -> str:
    """The provider's own words, short and without anything that looks like a key."""
    error = body.get("error", body) if isinstance(body, dict) else {}
    text = error if isinstance(error, str) else ""
    if isinstance(error, dict):
        text = error.get("message") or error.get("detail") or error.get("title") or ""
    if isinstance(text, dict):
        text = text.get("message", "")
    if isinstance(text, list):
        text = "; ".join(str(row.get("msg", "")) for row in text if isinstance(row, dict))
    return scrubbed(str(text))[:300]


def scrubbed(text: str, *keys: str) -> str:
    """The text without the given keys and without what looks like one."""
    for key in keys:
        text = text.replace(key, "…") if key else text
    return _KEY.sub("…", text)


def retry_after(value: Any) -> float | None:
    """Seconds to wait, 1 to LONGEST_WAIT, from a Retry-After header; None for anything unclear."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 1), LONGEST_WAIT) if seconds == seconds else None


def _wait_in(said: str) -> float | None:
    """Replicate tells the wait in words: "Your rate limit resets in ~30s."."""
    found = re.search(r"resets in ~?(\d+)\s?s", said)
    return retry_after(found.group(1)) if found else None
