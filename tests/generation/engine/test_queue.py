"""Messages to workers: a few in a backlog of any size, and none is left behind by a worker that died."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from generation.engine import cancellations, dispatch, jobs, queue
from generation.models import Step
from tests import cast, fakes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    settings.PROVIDERS = fakes.PROVIDERS


def backlog(count):
    return [jobs.enqueue(cast.draft(title=f"Film {n}"), "storyboard", by=cast.ed()) for n in range(count)]


def later(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def test_a_backlog_has_as_many_messages_as_workers_can_use(settings):
    settings.WORKERS = 2
    backlog(20)
    for minute in range(1, 10):
        dispatch.sweep(later(minute))
    assert OrmQ.objects.count() == 2 * queue.WAITING_FOR_EACH


def test_a_step_that_nobody_was_told_of_is_told_of_once_there_is_room(settings):
    settings.WORKERS = 1
    backlog(queue.WAITING_FOR_EACH + 1)
    assert Step.objects.filter(notified=None).count() == 1
    OrmQ.objects.all().delete()
    dispatch.notify_due()
    assert (Step.objects.filter(notified=None).count(), OrmQ.objects.count()) == (0, 1)


def test_cancellations_wait_for_room_as_well(settings, monkeypatch):
    settings.WORKERS = 1
    backlog(queue.WAITING_FOR_EACH)
    monkeypatch.setattr(cancellations, "due", lambda now=None: pytest.fail("asked in a backlog"))
    dispatch.sweep(later(1))
    assert OrmQ.objects.count() == queue.WAITING_FOR_EACH


def test_a_message_that_was_fetched_is_gone_and_leaves_no_lock():
    (job,) = backlog(1)
    broker = get_broker()
    [(pk, payload)] = broker.dequeue()
    assert SignedPackage.loads(payload)["args"] == (job.steps.get().pk,)
    assert not OrmQ.objects.exists()
    broker.acknowledge(pk)
    assert broker.dequeue() is None


def test_a_message_of_a_machine_whose_clock_is_ahead_is_fetched_at_once(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda real=timezone.now: real() + timedelta(minutes=2))
    backlog(1)
    monkeypatch.undo()
    assert get_broker().dequeue()
