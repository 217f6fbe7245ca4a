"""What django-q2 calls. A message carries a step's key and nothing else; it may come twice or late."""

import os

from generation.batches import work
from generation.billing import model_tests
from generation.engine import cancellations, queue, run, webhooks
from generation.models import WorkerHeartbeat
from generation.providers import model_watch
from projects import clock, retention
from projects.board import comments, copy_and_archive, stages, versions
from projects.catalog import imports, products
from projects.media import unused_files
from projects.notifications import mail
from projects.outgoing import deliver

# While it is short of this, a worker takes the next due step itself instead of waiting for a message.
KEEP_GOING_SECONDS = 20


def run_step(step_pk: int) -> None:
    os.environ["VIDSTUDIO_POOL_WORKER"] = "1"
    # A message says that there is work, not whose turn it is: a hundred of one workspace starve nobody.
    if run.run_next() or run.run_step(step_pk):
        run.run_for(KEEP_GOING_SECONDS)


def run_batch(batch_pk: int) -> None:
    """The next piece of a batch, and then whatever is due: what it started is."""
    os.environ["VIDSTUDIO_POOL_WORKER"] = "1"
    work.work_on(batch_pk)
    run.run_for(KEEP_GOING_SECONDS)


def run_import(import_pk: int) -> None:
    """Work on a catalogue's import for a while; the rest waits behind whatever else is due."""
    os.environ["VIDSTUDIO_POOL_WORKER"] = "1"
    if imports.run(import_pk):
        queue.send_import(import_pk)


def canary(heartbeat_pk: int) -> None:
    """Proof that the pool still takes work: the supervisor replaces a pool that stays silent."""
    WorkerHeartbeat.objects.filter(pk=heartbeat_pk).update(canary_answered=clock.now())


def process_cancellations() -> None:
    """Tell providers what is not wanted any more."""
    cancellations.process_due()


def send_mail(notification_pk: int) -> None:
    """The e-mail of one notification; a message that comes twice sends it once."""
    mail.send_one(notification_pk)


def send_event(sent_pk: int) -> None:
    """One outgoing webhook; a message that comes twice sends it once."""
    deliver.send_one(sent_pk)


def send_events_due() -> None:
    """Outgoing webhooks that are tried again."""
    deliver.send_due()


def housekeeping() -> None:
    """What a studio needs done now and then: keys of webhooks, old trash, unused files, what is old."""
    webhooks.housekeeping()
    model_watch.look()
    model_tests.settle_lost()
    comments.purge()
    versions.purge()
    copy_and_archive.purge()
    products.purge()
    unused_files.sweep()
    imports.purge(clock.now())
    stages.remind()
    mail.housekeeping()
    deliver.send_due()
    retention.sweep()


# The names of version 1: a queue that is left over from it may still hold such messages.
recall, keep_house = process_cancellations, housekeeping
