"""A stage that talks: sixty short steps one after the other, two events each.

The moment at which each event's transaction was committed goes to a file, by the committing
process and before it nudges anybody: what a browser hears later is measured from there.
"""

import os
import random
import time

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save

from generation.engine.plan import Outcome, Plan
from generation.models import Event
from generation.stages.base import at_once, close, doing, opening, save, size, told  # noqa: F401

TALENT = "stream"
STEPS = 60


def plan(job):
    for number in range(1, STEPS + 1):
        yield Plan(key=f"stream:{number}", label=f"Word {number}", talent=TALENT)


def run(step, context):
    # Uneven, so that events do not fall into step with whoever looks at regular times.
    time.sleep(random.uniform(0.03, 0.15))
    return Outcome(data={"done": True})


def log_path():
    return settings.HOME_DIR / "commits.log"


def _event_saved(sender, instance, **_):
    transaction.on_commit(lambda: _note(instance.seq))


def _note(seq):
    with log_path().open("a") as log:
        log.write(f"{os.getpid()} {seq} {time.monotonic()}\n")


post_save.connect(_event_saved, sender=Event, dispatch_uid="benchmark")


def commits():
    """{sequence number: moment} of the events that other processes committed."""
    rows = (line.split() for line in log_path().read_text().splitlines())
    return {int(seq): float(at) for pid, seq, at in rows if int(pid) != os.getpid()}
