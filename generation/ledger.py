"""The append-only book of provider calls."""

from generation.models import LedgerEntry


def settle(step, outcome):
    """One line for the winning try of a step. Saying it twice writes it once."""
    usage = outcome.usage
    entry, _ = LedgerEntry.objects.get_or_create(
        call_key=f"step:{step.pk}:try:{step.attempts}",
        defaults={
            "workspace_id": step.job.workspace_id,
            "project_id": step.job.project_id,
            "step": step,
            "talent": step.talent,
            "provider": outcome.provider,
            "model": usage.model,
            "units": usage.units,
            "cost": usage.cost,
            "currency": usage.currency,
            "latency_ms": round((step.seconds or 0) * 1000),
        },
    )
    return entry
