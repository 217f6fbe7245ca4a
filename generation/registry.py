"""Which provider does what: read once from settings.PROVIDERS."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from generation.providers.errors import Misconfigured


@dataclass(frozen=True)
class Provider:
    """A talent's provider: its stored `name`, the `model` or version it answers with, and itself."""

    talent: str
    name: str
    model: str
    does: object


def providers(talent):
    """The talent's providers in the settings' order. Misconfigured when there is none."""
    rows = settings.PROVIDERS.get(talent) or ()
    if not rows:
        raise Misconfigured(f"No provider is set for {talent}. Add one to PROVIDERS in the settings.")
    return [_built(talent, row["NAME"], row["CLASS"], _frozen(row.get("OPTIONS"))) for row in rows]


def provider(talent):
    return providers(talent)[0]


@lru_cache(maxsize=64)
def _built(talent, name, path, options):
    does = import_string(path)(**dict(options))
    return Provider(talent, name, str(getattr(does, "model", "1")), does)


def _frozen(options):
    return tuple(sorted((options or {}).items()))


def has_paid_providers():
    return any(row["NAME"] != "local" for rows in settings.PROVIDERS.values() for row in rows)
