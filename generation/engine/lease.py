"""Keeping hold of a step while it runs: heartbeat, cancel and time limits, in one small thread.

The stage itself never looks at the clock: it asks its StepContext, which this thread informs.
"""

import contextvars
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext_noop

from generation.engine import settle
from generation.engine.context import StepContext
from generation.models import Step, StepState
from projects import clock

log = logging.getLogger(__name__)


@contextmanager
def renewed(step: Step, context: StepContext) -> Iterator[None]:
    """Renew the step's lease until the block ends; stop the context when it is not ours any more."""
    # Inside a transaction no other connection can see the row: nothing to renew (tests only).
    if not settings.HEARTBEAT_SECONDS or connection.in_atomic_block:
        yield
        return
    over = threading.Event()
    # Its lines of the log are about this step, too.
    keep, mine = contextvars.copy_context().run, (_keep, step, context, over)
    keeper = threading.Thread(target=keep, args=mine, name=f"lease-{step.pk}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(step: Step, context: StepContext, over: threading.Event) -> None:
    soft, hard = settings.STAGE_SECONDS.get(step.stage.name, (600, 660))
    began = last_renewal = time.monotonic()
    try:
        while not over.wait(settings.HEARTBEAT_SECONDS):
            now = time.monotonic()
            if now - began > hard:
                _abandon(step, hard)
            elif now - began > soft:
                context.stop(f"It took longer than {soft:g} seconds.", timed_out=True)
            last_renewal = _heartbeat(step, context, last_renewal, now)
    finally:
        connections.close_all()


def _heartbeat(step: Step, context: StepContext, last_renewal: float, now: float) -> float:
    """Look whether the step is still ours; extend the lease when a third of it has gone."""
    mine = Step.objects.filter(pk=step.pk, token=step.token, state=StepState.RUNNING)
    try:
        if now - last_renewal < settings.LEASE_SECONDS / 3:
            ours = mine.exists()
        else:
            until = clock.moment() + timedelta(seconds=settings.LEASE_SECONDS)
            ours, last_renewal = bool(mine.update(lease_until=until)), now
        if not ours:
            context.stop("Another worker has it, or it was cancelled.")
    except Exception:  # the database may be away for a moment; the lease outlives a few heartbeats
        log.warning("heartbeat of step %s failed", step.pk, exc_info=True)
    return last_renewal


def _abandon(step: Step, hard: float) -> None:
    """The stage ignored the soft limit: give the step up and, in a pool worker, the process too."""
    settle.fail_step(
        step,
        gettext_noop("It took longer than %(seconds)s seconds and was stopped.") % {"seconds": f"{hard:g}"},
    )
    if os.environ.get("VIDSTUDIO_POOL_WORKER"):
        os._exit(70)
