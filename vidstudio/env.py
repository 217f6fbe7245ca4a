"""Readers of the environment that fail loudly on nonsense.

Each raises ImproperlyConfigured with the variable's name and what it should have been.
"""

import os

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
