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

    @property
    def paid(self):
        """Whether its calls may cost money: then each is sent once and its answer is kept."""
        return getattr(self.does, "paid", False)


def providers(talent):
    """The talent's providers in the settings' order. Misconfigured when there is none."""
    rows = settings.PROVIDERS.get(talent) or ()
    if not rows:
        raise Misconfigured(f"No provider is set for {talent}. Add one to PROVIDERS in the settings.")
    return [_built(talent, row["NAME"], row["CLASS"], _frozen(row.get("OPTIONS"))) for row in rows]


def provider(talent):
    return providers(talent)[0]


def in_turn(talent, attempt):
    """The providers from the one whose turn this try is: each has STEP_ATTEMPTS tries of its own."""
    rows = providers(talent)
    return rows[(attempt - 1) // settings.STEP_ATTEMPTS :] or rows[-1:]


def tries(talent):
    """How often a step of this talent may be tried, fallbacks included."""
    return settings.STEP_ATTEMPTS * max(1, len(settings.PROVIDERS.get(talent) or ()))


def named(talent, name):
    """The talent's provider of that name, or None when the settings do not list it (any more)."""
    if not settings.PROVIDERS.get(talent):
        return None
    return next((one for one in providers(talent) if one.name == name), None)


def can_find(talent, name):
    """Whether that provider lists what it accepted, so that a lost answer can be cleared up."""
    return hasattr(getattr(named(talent, name), "does", None), "find")


@lru_cache(maxsize=64)
def _built(talent, name, path, options):
    does = import_string(path)(**dict(options))
    return Provider(talent, name, str(getattr(does, "model", "1")), does)


def _frozen(options):
    return tuple(sorted((options or {}).items()))
