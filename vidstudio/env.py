"""Readers of the environment that fail loudly on nonsense.

Each raises ImproperlyConfigured with the variable's name and what it should have been.
"""

import base64
import binascii
import os
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name, default="", choices=None):
    value = os.environ.get(name, default)
    if choices and value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(choices)}")
    return value


def required(name, why):
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set: {why}")
    return value


def flag(name, default=False):
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it must be 1 or 0")


def number(name, default, least=None, most=None, kind=int):
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    try:
        result = kind(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a number") from None
    below = least is not None and not result >= least  # so asked, "nan" is refused as well
    if below or (most is not None and not result <= most):
        raise ImproperlyConfigured(f"{name} is {value}; it must lie between {least} and {most}")
    return result


def rate(name, default):
    """So many calls in a second, minute, hour or day: "600/min"."""
    value = os.environ.get(name) or default
    if not re.fullmatch(r"[1-9][0-9]{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)", value):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be a number of calls in a time, like 600/min"
        )
    return value


def redis(name):
    """The address of a Redis, or ""."""
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    if value and not (
        (parts.scheme in ("redis", "rediss") and parts.hostname) or (parts.scheme == "unix" and parts.path)
    ):
        raise ImproperlyConfigured(f"{name} is not an address like redis://host:6379/0 or unix:///path")
    return value


def hosts(name):
    """Host names that are answered to, each without scheme or port; no "*": links would name any host."""
    values = words(name)
    for value in values:
        if not re.fullmatch(r"\.?[\w.-]*\w|\[[0-9a-fA-F:.]+\]", value):
            why = "list host names like studio.example or .example.org, with commas between"
            raise ImproperlyConfigured(f"{name} has {value!r}; it must {why}")
    return values


def zone(name, default):
    value = os.environ.get(name) or default
    try:
        ZoneInfo(value.lstrip(":"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be a time zone like Europe/Berlin"
        ) from None
    return value


def words(name, default=""):
    """A comma-separated list, blanks dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def origins(name):
    """Origins of pages, comma-separated: scheme and host, a port where it is another than usual."""
    found = words(name)
    for origin in found:
        if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?", origin):
            raise ImproperlyConfigured(
                f"{name} has {origin!r}; an origin is like https://shop.example or http://localhost:3000"
            )
    return found


def address(name, default=""):
    """An http(s) address without a slash at its end, or ""."""
    value = os.environ.get(name, default).rstrip("/")
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.hostname):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be an address such as https://example.org")
    return value


def secrets(name):
    """A list of Standard Webhooks secrets ("whsec_" and base64), as they are. Never repeats one."""
    values = words(name)
    for value in values:
        try:
            base64.b64decode(value.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            raise ImproperlyConfigured(f"{name} must list secrets that look like whsec_…") from None
    return values
