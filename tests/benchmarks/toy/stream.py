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

from generation.engine.base_stage import BaseStage
from generation.engine.plan import StepOutcome, StepPlan
from generation.models import Event

STEPS = 60


class StreamStage(BaseStage):
    talent = "stream"

    def plan(self, job):
        for number in range(1, STEPS + 1):
            yield StepPlan(key=f"stream:{number}", label=f"Word {number}", talent=self.talent)

    def run(self, step, context):
        # Uneven, so that events do not fall into step with whoever looks at regular times.
        time.sleep(random.uniform(0.03, 0.15))
        return StepOutcome(data={"done": True})


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
