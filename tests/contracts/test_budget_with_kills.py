"""Many jobs race on a budget for a quarter of them, over two workers that are killed again and again.

Never a cent over at any commit: looked at all the time, and once more by playing back the ledger and the
reservations. What is held at the end belongs to requests whose answer nobody knows, and to nothing else.
A short form here; forty jobs by
`VIDSTUDIO_TEST_LONG=1 python -m pytest tests/contracts/test_budget_with_kills.py -s`.
"""

import itertools
import json
import os
import signal
import time
from decimal import Decimal

import pytest
from django.db import connections

from generation.billing import budgets, ledger, price_book
from generation.engine import jobs
from generation.engine.worker import members
from generation.models import (
    ACTIVE_JOB_STATES,
    BudgetPeriod,
    Job,
    LedgerEntry,
    ModelCard,
    Price,
    Reservation,
    ReservationState,
    Step,
    StepState,
)
from tests import cast
from tests.contracts import kit
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.generation.billing import test_budget_races as races
from tests.worker_processes import Fleet, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LONG = bool(os.environ.get("VIDSTUDIO_TEST_LONG"))
MANY, KILL_EVERY, SECONDS = (40, 0.7, 180) if LONG else (12, 1, 60)
ROOM = Decimal("0.03") if LONG else Decimal("0.01")  # a picture is 0.003


@pytest.fixture
def doubles():
    with Replicate() as pictures, OpenAI() as voices:
        # Until the first kill: else all may be over before there is a pool to kill.
        pictures.takes = 10**6
        yield {"image": pictures, "voice": voices}


@pytest.fixture
def fleet(tmp_path, settings, doubles):
    price_book.seed(Price, ModelCard)
    kit.never_ends("tts-1")
    settings.JOB_KINDS = {**settings.JOB_KINDS, **kit.JOB_KINDS}
    settings.STAGES = {**settings.STAGES, **kit.STAGES}
    rows = {"image": kit.replicate(doubles["image"].url), "voice": kit.openai("voice", doubles["voice"].url)}
    rows["voice"]["OPTIONS"]["model"] = "tts-1"
    settings.PROVIDERS = {**settings.PROVIDERS, **{talent: [row] for talent, row in rows.items()}}
    crew = Fleet(
        tmp_path,
        DJANGO_SETTINGS_MODULE="tests.contracts.studio",
        VIDSTUDIO_TEST_DATABASE=str(connections["default"].settings_dict["NAME"]),
        VIDSTUDIO_TEST_MEDIA=str(tmp_path / "media"),
        VIDSTUDIO_TEST_ROWS=json.dumps(rows),
    )
    yield crew
    crew.close()


def begun(number):
    """A job of a project of its own; every fourth wants a voice, of a provider that tells nothing."""
    talent = "voice" if number % 4 == 3 else "image"
    project = cast.draft(title=f"Film {number}")
    return jobs.enqueue(project, "try", by=cast.ed(), talent=talent, seed=number)


def unreserved(job):
    """Nothing was put aside for the job, so that its request races for the money as well."""
    Reservation.objects.filter(job=job, step=None).update(state=ReservationState.RELEASED, closed=job.created)


def kill_now_and_then(fleet, name, turn):
    """A worker of the pool, or all of it: turn and turn about."""
    leader = fleet.leader_of(name)
    pids = members(leader) if leader else []
    if len(pids) < 4:
        return 0
    for pid in pids if turn % 2 else pids[-1:]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return 1


def played_back():
    """The most that was spent and put aside at any moment, out of what ledger and reservations remember."""
    aside = Reservation.objects.exclude(step=None)
    changes = [(row.created, row.amount) for row in aside]
    changes += [(row.closed, -row.amount) for row in aside.exclude(closed=None)]
    # A settlement is one commit: its line and the end of its reservation belong together.
    ended = dict(aside.exclude(closed=None).values_list("call_key", "closed"))
    lines = LedgerEntry.objects.exclude(cost=None)
    changes += [(ended.get(line.call_key, line.created), line.cost) for line in lines]
    return max(itertools.accumulate(amount for _, amount in sorted(changes)))


def test_a_budget_is_kept_whoever_is_killed(fleet, doubles, monkeypatch):
    monkeypatch.setattr(races, "EACH", Decimal("0.000001"))
    started = [begun(number) for number in range(MANY)]
    for job in started:
        unreserved(job)
    budgets.set_budget(cast.shop(), cast.adam(), ROOM, BudgetPeriod.DAY)
    for name in ("one", "two"):
        fleet.worker(name)
    with races.Watcher() as watcher:
        until(lambda: doubles["image"].rows and kill_now_and_then(fleet, "one", 0), what="a pool to kill")
        doubles["image"].takes = 0.5
        kills, last, end = 1, time.monotonic(), time.monotonic() + SECONDS
        while time.monotonic() < end and open_steps():
            due = time.monotonic() - last > KILL_EVERY and kills < SECONDS / 8
            if due and kill_now_and_then(fleet, ("one", "two")[kills % 2], kills // 2):
                kills, last = kills + 1, time.monotonic()
            time.sleep(0.1)
        until(lambda: not open_steps(), what="the last job")
    check_the_books(watcher, doubles, kills)


def open_steps():
    return (
        Step.objects.filter(job__state__in=ACTIVE_JOB_STATES)
        .exclude(state__in=(StepState.UNKNOWN, "failed", "done"))
        .exists()
    )


def check_the_books(watcher, doubles, kills):
    states = list(Step.objects.values_list("state", flat=True))
    held = Reservation.objects.filter(state=ReservationState.HELD, step__isnull=False)
    unknown = Step.objects.filter(state=StepState.UNKNOWN)
    print(f"{MANY} jobs, {kills} kills: {sorted(states)}; most at once {watcher.most} of {ROOM}")
    assert watcher.most <= ROOM and played_back() <= ROOM
    assert kills and states.count("done")
    assert set(held.values_list("step", flat=True)) == set(unknown.values_list("pk", flat=True))
    accepted = len(doubles["image"].rows) + len(doubles["voice"].posts())
    # An answer that was taken as lost and came after all has a second line, which corrects the first.
    known = LedgerEntry.objects.exclude(cost=None).values("step").distinct().count()
    lost = LedgerEntry.objects.filter(ledger.is_unknown()).count()
    assert known <= accepted <= known + lost, "each request is sent once, and stands in the book"
    assert known == states.count("done") and lost == len(unknown)
    assert Job.objects.filter(state="failed").count() == states.count("failed")
