"""How many steps may be at work at once: per provider, per minute, and per workspace.

Looked at while a step is claimed, under the lock of a turnstile's row, so that several workers never
let in more than one would. A step that does not get in holds no worker: it comes back a little later.
Among workspaces that wait, the one with the least at work goes first.
"""

import random
import time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from generation.engine import circuit_breaker
from generation.models import ACTIVE_JOB_STATES, RateLimit, Step, StepState
from generation.provider_errors import Misconfigured
from generation.providers import registry

MINUTE = 60
HOUR = 3600
# How often a workspace that waits for a place looks for one; a step of many looks more seldom.
LOOK_SECONDS, SELDOM_SECONDS = 1, 10
# One that is this late has given up its turn.
LATE_SECONDS = 3


def limits(talent, name):
    """(at once, in a minute) for the provider, 0 = no limit. A row of PROVIDERS goes before the setting."""
    row = next((row for row in settings.PROVIDERS.get(talent) or () if row["NAME"] == name), {})
    general = settings.PROVIDER_LIMITS.get(name, {})
    return (
        row.get("AT_ONCE", general.get("at_once", 0)),
        row.get("PER_MINUTE", general.get("per_minute", 0)),
    )


def limited(talent, name):
    return any(limits(talent, name))


def to_ask(step):
    """The name of the provider that the next try of a step will ask, or "" when that needs no place.

    A request that is out has its place already. A provider whose breaker is open is passed over.
    """
    if step.external_id or step.submitting or not settings.PROVIDERS.get(step.talent):
        return ""
    try:
        rows = registry.in_turn(step.talent, step.attempts + 1)
    except Misconfigured:  # the step itself will say so
        return ""
    chosen = next(
        (row for row in rows if not (row.paid and circuit_breaker.is_open(row.name, step.talent))), None
    )
    return chosen.name if chosen and limited(step.talent, chosen.name) else ""


def enter(job, step, name):
    """Take a place for a step that is being claimed; seconds to wait when there is none, else 0.

    `name` is of `to_ask`. Must be called under the job's lock; turnstiles are locked in one order.
    """
    wait = _into_workspace(job, step)
    return wait or (_into_provider(job, step, name) if name else 0)


def _into_workspace(job, step):
    most = settings.WORKSPACE_AT_ONCE
    if not most:
        return 0
    _turnstile(f"workspace:{job.workspace_id}")
    running = Q(job__workspace_id=job.workspace_id, state=StepState.RUNNING, lease_until__gte=timezone.now())
    busy = Step.objects.filter(running).exclude(pk=step.pk).count()
    return 0 if busy < most else _later(job.workspace_id, step, most)


def _into_provider(job, step, name):
    most, often = limits(step.talent, name)
    gate, now = _turnstile(f"provider:{name}"), time.time()
    busy = _busy(name, step)
    gate.passed = [moment for moment in gate.passed if moment > now - MINUTE]
    if most and sum(busy.values()) >= most:
        wait = _later(job.workspace_id, step, most)
    elif often and len(gate.passed) >= often:
        wait = gate.passed[-often] + MINUTE - now + random.uniform(0.01, 1)
    else:
        wait = 0 if _is_next(gate, step, str(job.workspace_id), busy, now) else LOOK_SECONDS / 2
    _written(gate, str(job.workspace_id), now, wait, often)
    return wait


def _busy(name, step):
    """Steps that are at this provider, counted by workspace."""
    at_work = Q(state=StepState.RUNNING, lease_until__gte=timezone.now()) | Q(state=StepState.SUBMITTED)
    steps = Step.objects.filter(at_work, provider=name, job__state__in=ACTIVE_JOB_STATES).exclude(pk=step.pk)
    busy = {}
    for workspace in steps.values_list("job__workspace_id", flat=True):
        busy[str(workspace)] = busy.get(str(workspace), 0) + 1
    return busy


def _is_next(gate, step, workspace, busy, now):
    """Whether no other workspace that waits here has less at work, or waited longer for its turn."""

    def rank(one):
        return busy.get(one, 0), gate.served.get(one, 0)

    coming = (one for one, back in gate.turned_away.items() if one != workspace and now < back)
    first = [one for one in coming if rank(one) < rank(workspace)]
    still = Step.objects.filter(state=StepState.READY, talent=step.talent, job__state__in=ACTIVE_JOB_STATES)
    return not (first and still.filter(job__workspace_id__in=first).exists())


def _written(gate, workspace, now, wait, often):
    gate.served = {one: when for one, when in gate.served.items() if when > now - HOUR}
    if wait:
        gate.turned_away[workspace] = now + wait + LATE_SECONDS
    else:
        gate.turned_away.pop(workspace, None)
        gate.served[workspace] = now
        gate.passed = [*gate.passed, now] if often else []
    gate.save(update_fields=["passed", "served", "turned_away"])


def _later(workspace_id, step, most):
    """When to look again: the more are waiting, the more seldom each of them does."""
    alike = Step.objects.filter(state=StepState.READY, talent=step.talent, job__workspace_id=workspace_id)
    waiting = alike.filter(job__state__in=ACTIVE_JOB_STATES).count()
    return min(max(LOOK_SECONDS, waiting / 10), SELDOM_SECONDS) * random.uniform(0.5, 1)


def _turnstile(name):
    """The row, locked until the claim's transaction ends."""
    RateLimit.objects.get_or_create(name=name)
    return RateLimit.objects.select_for_update().get(name=name)
