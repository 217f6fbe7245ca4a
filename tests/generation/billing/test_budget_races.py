"""Forty at once on a budget for ten: each with a connection of its own, on one set of rows."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.db.models import Sum

from generation.billing import budgets, price_book
from generation.engine import control, jobs
from generation.engine.run import run_inline, run_step
from generation.models import (
    BudgetPeriod,
    Job,
    LedgerEntry,
    ModelCard,
    Price,
    Reservation,
    ReservationState,
    Step,
)
from projects.errors import OverBudget
from tests import cast
from tests.contracts import kit
from tests.contracts.servers.doubles import Replicate
from tests.generation.engine.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)
EACH, TEN = Decimal("0.003"), Decimal("0.03")
MANY = 40


@pytest.fixture
def double(settings):
    price_book.seed(Price, ModelCard)
    with Replicate() as one:
        kit.use(settings, "image", kit.replicate(one.url))
        yield one


def budget():
    return budgets.set_budget(cast.shop(), cast.adam(), TEN, BudgetPeriod.DAY)


def start(number):
    """A job of a project of its own that wants a picture of its own."""
    project = cast.draft(title=f"Film {number}")
    return lambda: jobs.enqueue(
        project, "try", by=cast.ed(), runner="inline", talent="image", seed=number
    )  # fmt: skip


class Watcher(threading.Thread):
    """Looks all the time how much is spent and put aside, in one transaction each."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most, self.over = Decimal(0), threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()
        self.most = max(self.most, committed())

    def run(self):
        while not self.over.wait(0.005):
            self.most = max(self.most, committed())
        connections.close_all()


def committed():
    """One question, so that a settlement cannot fall between two."""
    held = "SELECT COALESCE(SUM(amount), 0) FROM generation_reservation WHERE state = 'held'"
    spent = "SELECT COALESCE(SUM(cost), 0) FROM generation_ledgerentry"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({held}) + ({spent})")
        return Decimal(cursor.fetchone()[0]).quantize(EACH)


def test_forty_jobs_that_start_at_once_get_money_for_ten(double):
    works = [start(number) for number in range(MANY)]
    budget()
    with Watcher() as watcher:
        said = together(*works)
    assert len([answer for answer in said if isinstance(answer, OverBudget)]) == MANY - 10, said
    assert (Job.objects.count(), watcher.most, double.seen) == (10, TEN, [])


def test_forty_requests_at_once_never_spend_more_than_the_budget(double):
    """Nothing was put aside for the jobs, so that the requests themselves race for the money."""
    steps = [work().steps.get() for work in [start(number) for number in range(MANY)]]
    Reservation.objects.all().delete()
    budget()
    with Watcher() as watcher:
        together(*[lambda turn=turn: [run_inline(step.job) for step in steps[turn::8]] for turn in range(8)])
    states = list(Step.objects.values_list("state", flat=True))
    assert (states.count("done"), states.count("failed")) == (10, MANY - 10)
    assert len(double.posts()) == 10
    assert (LedgerEntry.objects.aggregate(sum=Sum("cost"))["sum"], watcher.most) == (TEN, TEN)
    assert not Reservation.objects.filter(state=ReservationState.HELD).exists()


def test_who_cancels_and_who_asks_do_not_wait_for_each_other_for_ever(double):
    """Locks are taken in one order: on PostgreSQL another one would be a deadlock."""
    steps = [work().steps.get() for work in [start(number) for number in range(8)]]
    budget()
    ed = cast.ed()
    runs = [lambda step=step: run_step(step.pk) for step in steps]
    cancels = [lambda step=step: control.cancel(step.job, by=ed) for step in steps]
    said = together(*runs, *cancels)
    assert not [answer for answer in said if isinstance(answer, Exception)], said
    pots = Reservation.objects.filter(step=None)
    assert set(pots.values_list("state", flat=True)) == {ReservationState.RELEASED}
    assert committed() <= TEN
