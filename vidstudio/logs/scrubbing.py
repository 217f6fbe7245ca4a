"""No secret stands in the log, whoever wrote the line: what the settings hold, and what looks like one."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

HIDDEN = "[hidden]"
# A shorter word would stand in innocent lines as well.
SHORTEST = 6
SECRET_SETTINGS = (
    "SECRET_KEY", "SECRET_KEY_FALLBACKS", "EMAIL_HOST_PASSWORD", "METRICS_TOKEN", "MCP_TOKEN",
    "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "REPLICATE_API_TOKEN", "ELEVENLABS_API_KEY", "AZURE_SPEECH_KEY",
    "RUNWAYML_API_SECRET", "FAL_KEY", "COMPOSE_API_KEY", "REPLICATE_WEBHOOK_SECRETS",
)  # fmt: skip
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Keys of providers, tokens of this API, secrets of webhooks, by their first letters.
        r"\b(?:sk|r8|xi|rk|pk|key|whsec)[-_][A-Za-z0-9_\-+/=*]{4,}|\bvs_[0-9a-f]{20,}",
        r"(?<=bearer )[^\s\"',]+|(?<=authorization: token )[^\s\"',]+|(?<=authorization: basic )[^\s\"',]+",
        # Values in an address or a form, and cookies.
        r"(?<![\w-])((?:[\w-]*(?:signature|sig|token|secret|password|passwd|credential|api[-_]?key|"
        r"sessionid|csrf\w*)[\w-]*|key|code|auth)=)[^&\s\"'<>;]+",
        r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)",
        # Paths that let in whoever has them: guests' links, invitations, signed media, resets of passwords.
        r"(?<=/)((?:g|join|media|notifications/end|composed|drawn|login/new/[^/\s]+|webhooks/[\w-]+)/)"
        r"[A-Za-z0-9_:%~.\-]{16,}",
    )
)  # fmt: skip


def scrubbed(text: str, secrets: tuple[str, ...]) -> str:
    """The text with HIDDEN where a secret stood."""
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(_hide, text)
    return text


def _hide(found: re.Match[str]) -> str:
    """What names the secret stays."""
    return (found[1] if found.re.groups and found[1] else "") + HIDDEN


def secrets_of_settings() -> tuple[str, ...]:
    """Every secret that the settings hold, the longest first."""
    found = {one for value in _values() for one in _texts(value) if len(one) >= SHORTEST}
    return tuple(sorted(found, key=len, reverse=True))


def _values() -> Iterator[Any]:
    yield from (getattr(settings, name, "") for name in SECRET_SETTINGS)
    for rows in getattr(settings, "PROVIDERS", {}).values():
        yield from (row.get("OPTIONS", {}).get("key") for row in rows)
    for database in settings.DATABASES.values():
        yield database.get("PASSWORD")
    options = settings.STORAGES["default"].get("OPTIONS", {})
    yield from (options.get("access_key"), options.get("secret_key"))
    for name in ("DATABASE_URL", "REDIS_URL"):
        password = urlsplit(getattr(settings, name, "") or "").password
        yield from (password, unquote(password)) if password else ()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, bytes):
        yield value.decode(errors="replace")
    elif isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | set):
        for one in value:
            yield from _texts(one)
