"""The append-only book of provider calls."""

from django.utils import timezone

from generation.models import LedgerEntry
from generation.providers.base import Usage


def settle(step, outcome):
    """One line for the winning try of a step. Saying it twice writes it once."""
    key = f"step:{step.pk}:try:{step.attempts}"
    return _line(step, key, outcome.provider, outcome.usage, round((step.seconds or 0) * 1000))


def billed(step, provider, usage):
    """One line for a paid request that was sent, whatever became of it. Saying it twice writes it once."""
    sent = step.submitting or step.started
    took = (timezone.now() - sent).total_seconds() if sent else 0
    return _line(step, _call_key(step), provider, usage, round(took * 1000))


def possibly(step):
    """One line for a paid request whose answer was lost: its cost is unknown, not nothing."""
    return billed(step, step.provider, Usage(units={"answer": "lost"}))


def knows(external_id):
    """Whether a request with this id of the provider's is in the book already."""
    return LedgerEntry.objects.filter(call_key__endswith=f":id:{external_id}").exists()


def _call_key(step):
    """A request is known by the provider's own id, or by the moment it was sent."""
    if step.external_id:
        return f"step:{step.pk}:id:{step.external_id}"[:120]
    return f"step:{step.pk}:sent:{step.submitting.timestamp():.6f}"


def _line(step, key, provider, usage, latency_ms):
    entry, _ = LedgerEntry.objects.get_or_create(
        call_key=key,
        defaults={
            "workspace_id": step.job.workspace_id,
            "project_id": step.job.project_id,
            "step": step,
            "talent": step.talent,
            "provider": provider,
            "model": usage.model,
            "units": usage.units,
            "cost": usage.cost,
            "currency": usage.currency,
            "latency_ms": latency_ms,
        },
    )
    return entry
