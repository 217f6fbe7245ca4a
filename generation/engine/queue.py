"""Messages to the pool of workers. Only this module talks to django-q2.

A message is a row of the caller's transaction, so the queue is a free outbox. It carries a key and
nothing else. It may come twice, late or never: the rows are the truth, and the sweep sends it again.
"""

from datetime import UTC, datetime
from time import sleep

from django.conf import settings
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

# Messages that may wait, for each process of a pool. A worker that got one goes on by itself with whatever
# is due, so one would do; the others reach the pools of other machines.
WAITING_FOR_EACH = 4
# A moment before every clock: a message may be fetched at once, also by a machine whose clock is behind.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


class Broker(ORM):
    """django-q2's queue in the database, in which fetching a message takes it out.

    Its own broker only locks what it fetched, and offers it again hours later. Nobody needs that here:
    what a killed worker had fetched is sent again by the sweep, and a locked row would only stay.
    """

    def enqueue(self, task: str) -> int:
        key = self.list_key or Conf.CLUSTER_NAME
        return self.get_connection().create(key=key, payload=task, lock=AT_ONCE).pk

    def dequeue(self) -> list[tuple[int, str]] | None:
        """The oldest message as [(key, payload)]; None after a short sleep when there is none."""
        rows = self.get_connection().filter(key=self.list_key).order_by("pk")
        for pk, payload in rows.values_list("pk", "payload")[:5]:  # the first may be another pool's by now
            if self.get_connection().filter(pk=pk).delete()[0]:
                return [(pk, payload)]
        sleep(Conf.POLL)
        return None


def room() -> int:
    """How many more messages may wait. In a backlog there is none: workers find what is due by themselves."""
    return max(0, WAITING_FOR_EACH * settings.WORKERS - OrmQ.objects.count())


def send_step(step_pk: int) -> None:
    async_task("generation.tasks.run_step", step_pk)


def send_batch(batch_pk: int) -> None:
    async_task("generation.tasks.run_batch", batch_pk)


def send_cancellations() -> None:
    async_task("generation.tasks.process_cancellations")


def send_mail(notification_pk: int) -> None:
    async_task("generation.tasks.send_mail", notification_pk)


def send_event(sent_pk: int) -> None:
    async_task("generation.tasks.send_event", sent_pk)


def send_events_due() -> None:
    async_task("generation.tasks.send_events_due")


def send_housekeeping() -> None:
    async_task("generation.tasks.housekeeping")


def send_import(import_pk: int) -> None:
    async_task("generation.tasks.run_import", import_pk)


def send_canary(heartbeat_pk: int) -> None:
    async_task("generation.tasks.canary", heartbeat_pk)
