"""Keeping hold of a step while it runs: heartbeat, cancel and time limits, in one small thread.

The handler itself never looks at the clock: it asks its Context, which this thread informs.
"""

import logging
import os
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from generation.engine import settle
from generation.models import Step, StepState

log = logging.getLogger(__name__)


@contextmanager
def kept(step, context):
    """Renew the step's lease until the block ends; stop the context when it is not ours any more."""
    # Inside a transaction no other connection can see the row: nothing to keep (tests only).
    if not settings.HEARTBEAT_SECONDS or connection.in_atomic_block:
        yield
        return
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(step, context, over), name=f"lease-{step.pk}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(step, context, over):
    soft, hard = settings.STAGE_SECONDS.get(step.stage.name, (600, 660))
    began = renewed = time.monotonic()
    try:
        while not over.wait(settings.HEARTBEAT_SECONDS):
            now = time.monotonic()
            if now - began > hard:
                _abandon(step, hard)
            elif now - began > soft:
                context.stop(f"It took longer than {soft:g} seconds.", timed_out=True)
            renewed = _beat(step, context, renewed, now)
    finally:
        connections.close_all()


def _beat(step, context, renewed, now):
    """Look whether the step is still ours; extend the lease when a third of it has gone."""
    mine = Step.objects.filter(pk=step.pk, token=step.token, state=StepState.RUNNING)
    try:
        if now - renewed < settings.LEASE_SECONDS / 3:
            held = mine.exists()
        else:
            held = mine.update(lease_until=timezone.now() + timedelta(seconds=settings.LEASE_SECONDS))
            renewed = now
        if not held:
            context.stop("Another worker has it, or it was cancelled.")
    except Exception:  # the database may be away for a moment; the lease outlives a few beats
        log.warning("heartbeat of step %s failed", step.pk, exc_info=True)
    return renewed


def _abandon(step, hard):
    """The handler ignored the soft limit: give the step up and, in a pool worker, the process too."""
    settle.fail_step(step, f"It took longer than {hard:g} seconds and was stopped.")
    if os.environ.get("VIDSTUDIO_POOL_WORKER"):
        os._exit(70)
