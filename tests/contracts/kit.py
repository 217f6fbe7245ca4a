"""A studio whose one talent is done by a provider's double."""

from generation.engine import jobs
from generation.engine.run import run_inline, run_step
from generation.models import LedgerEntry, ModelCard, Price
from tests import cast, fakes
from tests.contracts.rows import (
    JOB_KINDS,
    KEY,
    STAGES,
    anthropic,
    azure,
    elevenlabs,
    ollama,
    openai,
    replicate,
)

__all__ = ["JOB_KINDS", "KEY", "STAGES", "anthropic", "azure", "elevenlabs", "ollama", "openai", "replicate"]


def use(settings, talent, *rows):
    settings.PROVIDERS = {**fakes.PROVIDERS, talent: list(rows)}
    settings.JOB_KINDS, settings.STAGES = JOB_KINDS, {**settings.STAGES, **STAGES}
    settings.STEP_BACKOFF_SECONDS = (0.01, 0.01, 0.01)
    settings.POLL_SECONDS, settings.CLEAR_UP_SECONDS = (0.01, 0.05), (0.02, 0.1)
    settings.FETCH_ALLOW_PRIVATE = True
    fakes.reset()


def asked(talent, **options):
    """The one step of a new job that asks the talent, not begun; `seed` makes its question another one."""
    options = {"runner": "inline", "talent": talent, **options}
    return jobs.enqueue(cast.draft(), "try", by=cast.ed(), **options).steps.get()


def tried(step, times=1):
    """The step after that many tries or looks at it."""
    for _ in range(times):
        run_step(step.pk)
    step.refresh_from_db()
    return step


def ended(step):
    """The step once it is over, or held for a person."""
    stuck = ("unknown", "failed")
    run_inline(step.job, until=lambda: type(step).objects.get(pk=step.pk).state in stuck)
    step.refresh_from_db()
    return step


def never_ends(model):
    """A model of the price book is on sale whenever a test runs, also once its provider shut it down."""
    for kind in (Price, ModelCard):
        kind.objects.filter(model=model).update(valid_to=None)


def lines(step):
    return list(LedgerEntry.objects.filter(step=step).order_by("pk"))
