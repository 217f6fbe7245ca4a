"""A batch with a budget for three quarters of it, over two workers that are killed on the way.

As many boards as the budget has room for are made, once each; the others are refused with what was left, and
never a cent over. Eight products here; two hundred, with a budget for a hundred and fifty, by
`VIDSTUDIO_TEST_LONG=1 python -m pytest tests/contracts/test_batch_with_kills.py -s`.
"""

import json
import os
import signal
import time
from collections import Counter
from decimal import ROUND_CEILING, Decimal

import pytest
from django.db import connections
from django.db.models import Sum

from generation.batches import admission, standing
from generation.billing import budgets, price_book
from generation.engine.worker import members
from generation.models import Job, LedgerEntry, ModelCard, Price, Reservation, ReservationState, Step
from projects.models import BatchState, VideoProject
from tests import cast
from tests.contracts import kit
from tests.contracts.servers.doubles import Replicate
from tests.generation.batches import kit as batches
from tests.generation.billing import test_budget_races as races
from tests.waiting import PATIENCE
from tests.worker_processes import Fleet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LONG = bool(os.environ.get("VIDSTUDIO_TEST_LONG"))
MANY, ROOM, KILLS, SECONDS = (200, 150, 12, 1500) if LONG else (8, 6, 1, PATIENCE)


@pytest.fixture
def pictures():
    with Replicate() as double:
        double.takes = 0.1
        yield double


@pytest.fixture
def fleet(tmp_path, settings, pictures):
    price_book.seed(Price, ModelCard)
    row = kit.replicate(pictures.url)
    settings.PROVIDERS = {**batches.fakes.PROVIDERS, "image": [row]}
    crew = Fleet(
        tmp_path,
        DJANGO_SETTINGS_MODULE="tests.contracts.studio",
        VIDSTUDIO_TEST_DATABASE=str(connections["default"].settings_dict["NAME"]),
        VIDSTUDIO_TEST_MEDIA=str(tmp_path / "media"),
        VIDSTUDIO_TEST_ROWS=json.dumps({"image": row}),
    )
    yield crew
    crew.close()


def kill(fleet, name):
    """All processes of a worker's pool, in the middle of what they do. Whether there were any."""
    leader = fleet.leader_of(name)
    pids = members(leader) if leader else []
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return bool(pids)


def test_no_row_is_lost_or_made_twice_and_nothing_is_spent_over_the_budget(fleet, pictures, monkeypatch):
    monkeypatch.setattr(races, "EACH", Decimal("0.000001"))
    # As many scenes as the tests' writer writes: what is put aside is what its pictures cost.
    products, preset = batches.drawn(MANY), batches.preset(target_ms=8000)
    each = admission.estimates_of(products[:1], preset.choices, None, cast.ed())[0].total
    cents = (each * ROOM).quantize(Decimal("0.01"), ROUND_CEILING)
    room = budgets.set_budget(cast.shop(), cast.adam(), cents).amount
    batch, began = batches.batch(products, preset=preset), time.monotonic()
    for name in ("one", "two"):
        fleet.worker(name)
    killed = 0
    with races.Watcher() as watcher:
        while batch.state != BatchState.OVER:
            assert time.monotonic() - began < SECONDS, (fleet.logs(), standing.counts(batch))
            done = Job.objects.filter(state="succeeded").count()
            if killed < KILLS and done >= (killed + 0.5) * ROOM / (KILLS + 1):
                # The other one, where a busy machine has not started the one whose turn it is.
                names = ("one", "two") if killed % 2 == 0 else ("two", "one")
                killed += any(kill(fleet, name) for name in names)
            time.sleep(0.1)
            batch.refresh_from_db()
    print(f"{MANY} products, room for {ROOM}, {killed} pools killed: {standing.counts(batch)} in "
          f"{time.monotonic() - began:.0f} s; at most {watcher.most} of {room} USD")  # fmt: skip
    check(batch, pictures, each)
    assert killed and watcher.most <= room


def check(batch, pictures, each):
    told = list(batch.rows.values_list("state", "project__state", "problem"))
    assert standing.counts(batch) == {"review": ROOM, "refused": MANY - ROOM}, told
    refused = batch.rows.filter(state="refused")
    assert all("USD left of" in problem for problem in refused.values_list("problem", flat=True))
    # One board of each product, made by one job.
    assert VideoProject.objects.count() == Job.objects.filter(state="succeeded").count() == ROOM
    of_products = Counter(VideoProject.objects.values_list("product", flat=True))
    assert len(of_products) == ROOM and set(of_products.values()) == {1}
    # Each picture was asked for once, stands in the book once, and nothing stays put aside.
    asked = Step.objects.filter(talent="image", state="done").count()
    lines = LedgerEntry.objects.filter(talent="image")
    assert len(pictures.rows) == lines.count() == asked > ROOM
    assert lines.aggregate(Sum("cost"))["cost__sum"] <= each * ROOM
    assert not Reservation.objects.filter(state=ReservationState.HELD, amount__gt=0).exists()
