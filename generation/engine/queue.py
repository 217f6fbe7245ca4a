"""Messages to the pool of workers. Only this module talks to django-q2.

A message is a row of the caller's transaction, so the queue is a free outbox. It carries a key and
nothing else. It may come twice, late or never: the rows are the truth, and the sweep sends it again.
"""

from django_q.tasks import async_task


def send_step(step_pk: int) -> None:
    async_task("generation.tasks.run_step", step_pk)


def send_cancellations() -> None:
    async_task("generation.tasks.process_cancellations")


def send_housekeeping() -> None:
    async_task("generation.tasks.housekeeping")


def send_canary(heartbeat_pk: int) -> None:
    async_task("generation.tasks.canary", heartbeat_pk)
