"""What django-q2 calls. A message carries a step's key and nothing else; it may come twice or late."""

import os

from django.utils import timezone

# While it is short of this, a worker takes the next due step itself instead of waiting for a bell.
KEEP_GOING_SECONDS = 20


def run_step(step_pk):
    os.environ["VIDSTUDIO_POOL_WORKER"] = "1"
    from generation.engine import jobs

    # A bell says that there is work, not whose turn it is: a hundred bells of one workspace starve nobody.
    if jobs.run_next() or jobs.run_step(step_pk):
        jobs.run_more(KEEP_GOING_SECONDS)


def canary(pulse_pk):
    """Proof that the pool still takes work: the supervisor replaces a pool that stays silent."""
    from generation.models import WorkerPulse

    WorkerPulse.objects.filter(pk=pulse_pk).update(canary_sung=timezone.now())


def recall():
    """Tell providers what is not wanted any more."""
    from generation.engine import cancellations

    cancellations.work_off()


def keep_house():
    """What a studio needs done now and then."""
    from generation.engine import webhooks

    webhooks.keep_house()
