"""Readers of the environment that fail loudly on nonsense.

Each raises ImproperlyConfigured with the variable's name and what it should have been.
"""

import base64
import binascii
import os
from urllib.parse import urlsplit

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
    if (least is not None and result < least) or (most is not None and result > most):
        raise ImproperlyConfigured(f"{name} is {value}; it must lie between {least} and {most}")
    return result


def words(name, default=""):
    """A comma-separated list, blanks dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


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
