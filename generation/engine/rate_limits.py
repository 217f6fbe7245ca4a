"""How many steps may be at work at once: per provider, per minute, and per workspace.

Looked at while a step is claimed, under the lock of a limit's row, so that several workers never let
in more than one would. A step that gets no slot holds no worker: it comes back a little later.
Among workspaces that wait, the one with the least at work goes first.
"""

import random
from collections import Counter

from django.conf import settings
from django.db.models import Q

from generation.engine import circuit_breaker
from generation.models import ACTIVE_JOB_STATES, Job, RateLimit, Step, StepState
from generation.provider_errors import Misconfigured
from generation.providers import registry
from projects import clock

MINUTE = 60
HOUR = 3600
# How often a workspace that waits for a slot looks for one; a step of many looks more seldom.
LOOK_SECONDS, SELDOM_SECONDS = 1, 10
# One that is this late has given up its turn.
LATE_SECONDS = 3


def limits(talent: str, name: str) -> tuple[int, int]:
    """(at once, in a minute) for the provider, 0 = no limit. A row of PROVIDERS goes before the setting."""
    row = next((row for row in settings.PROVIDERS.get(talent) or () if row["NAME"] == name), {})
    general = settings.PROVIDER_LIMITS.get(name, {})
    return (
        row.get("AT_ONCE", general.get("at_once", 0)),
        row.get("PER_MINUTE", general.get("per_minute", 0)),
    )


def is_limited(talent: str, name: str) -> bool:
    return any(limits(talent, name))


def provider_to_ask(step: Step) -> str:
    """The name of the provider that the next try of a step will ask, or "" when that needs no slot.

    A request that is out has its slot already. A provider whose circuit is open is passed over.
    """
    if step.external_id or step.submitting or not settings.PROVIDERS.get(step.talent):
        return ""
    try:
        rows = registry.in_turn(step.talent, step.attempts + 1)
    except Misconfigured:  # the step itself will say so
        return ""
    asked = (row for row in rows if not (row.paid and circuit_breaker.is_open(row.name, step.talent)))
    chosen = next(asked, None)
    return chosen.name if chosen and is_limited(step.talent, chosen.name) else ""


def acquire_slot(job: Job, step: Step, name: str) -> float:
    """Take a slot for a step that is being claimed; seconds to wait when there is none, else 0.

    `name` is of `provider_to_ask`. Must be called under the job's lock; limits are locked in one order.
    """
    wait = _of_workspace(job, step)
    return wait or (_of_provider(job, step, name) if name else 0)


def _of_workspace(job: Job, step: Step) -> float:
    most = settings.WORKSPACE_AT_ONCE
    if not most:
        return 0
    _locked(f"workspace:{job.workspace_id}")
    running = Q(job__workspace_id=job.workspace_id, state=StepState.RUNNING, lease_until__gte=clock.moment())
    busy = Step.objects.filter(running).exclude(pk=step.pk).count()
    return 0 if busy < most else _seconds_to_wait(job, step)


def _of_provider(job: Job, step: Step, name: str) -> float:
    most, often = limits(step.talent, name)
    limit, now, workspace = _locked(f"provider:{name}"), clock.now().timestamp(), str(job.workspace_id)
    busy = _busy(name, step)
    limit.passed = [moment for moment in limit.passed if moment > now - MINUTE]
    if most and sum(busy.values()) >= most:
        wait = _seconds_to_wait(job, step)
    elif often and len(limit.passed) >= often:
        wait = limit.passed[-often] + MINUTE - now + random.uniform(0.01, 1)
    else:
        wait = 0 if _is_next(limit, step, workspace, busy, now) else LOOK_SECONDS / 2
    _note(limit, workspace, now, wait, often)
    return wait


def _busy(name: str, step: Step) -> Counter[str]:
    """Steps that are at this provider, counted by workspace."""
    at_work = Q(state=StepState.RUNNING, lease_until__gte=clock.moment()) | Q(state=StepState.SUBMITTED)
    steps = Step.objects.filter(at_work, provider=name, job__state__in=ACTIVE_JOB_STATES).exclude(pk=step.pk)
    return Counter(str(workspace) for workspace in steps.values_list("job__workspace_id", flat=True))


def _is_next(limit: RateLimit, step: Step, workspace: str, busy: Counter[str], now: float) -> bool:
    """Whether no other workspace that waits here has less at work, or waited longer for its turn."""

    def rank(one: str) -> tuple[int, float]:
        return busy[one], limit.served.get(one, 0)

    coming = (one for one, back in limit.turned_away.items() if one != workspace and now < back)
    first = [one for one in coming if rank(one) < rank(workspace)]
    still = Step.objects.filter(state=StepState.READY, talent=step.talent, job__state__in=ACTIVE_JOB_STATES)
    return not (first and still.filter(job__workspace_id__in=first).exists())


def _note(limit: RateLimit, workspace: str, now: float, wait: float, often: int) -> None:
    limit.served = {one: when for one, when in limit.served.items() if when > now - HOUR}
    if wait:
        limit.turned_away[workspace] = now + wait + LATE_SECONDS
    else:
        limit.turned_away.pop(workspace, None)
        limit.served[workspace] = now
        limit.passed = [*limit.passed, now] if often else []
    limit.save(update_fields=["passed", "served", "turned_away"])


def _seconds_to_wait(job: Job, step: Step) -> float:
    """When to look again: the more are waiting, the more seldom each of them does."""
    alike = Step.objects.filter(state=StepState.READY, talent=step.talent, job__workspace=job.workspace_id)
    waiting = alike.filter(job__state__in=ACTIVE_JOB_STATES).count()
    return min(max(LOOK_SECONDS, waiting / 10), SELDOM_SECONDS) * random.uniform(0.5, 1)


def _locked(name: str) -> RateLimit:
    """The row, locked until the claim's transaction ends."""
    RateLimit.objects.get_or_create(name=name)
    return RateLimit.objects.select_for_update().get(name=name)
