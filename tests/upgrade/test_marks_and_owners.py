"""What migrations write into rows of before: why nothing was received, whose money is aside, least prices.

Each is run on rows as they were before it, by the functions that the migrations call.
"""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from generation.engine import jobs
from generation.models import Cancellation, LedgerEntry, Price, Reservation, Step
from projects.models import Batch
from tests import cast

pytestmark = pytest.mark.django_db


def migration(name):
    return import_module(f"generation.migrations.{name}")


@pytest.fixture
def job():
    return jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())


def step_of(job, key, **fields):
    stage = job.stages.get(name="images")
    return Step.objects.create(job=job, stage=stage, key=key, label=key, talent="image", **fields)


def line(step, key, **fields):
    fields = {"units": {}, "cost": Decimal("0.1"), **fields}
    return LedgerEntry.objects.create(
        workspace=cast.shop(), step=step, call_key=key, talent="image", provider="replicate", **fields
    )


# --- 0023: why nothing was received --------------------------------------------------------------
def test_lines_of_before_say_why_nothing_came_of_them_as_far_as_that_is_known(job):
    mark = migration("0023_nothing_received").mark_old_lines
    cancelled, gone, kept, fine = (
        step_of(job, f"s{at}", external_id=f"x{at}", state=state, request_digest=f"d{at}")
        for at, state in enumerate(("cancelled", "failed", "failed", "done"))
    )
    picture = cast.picture(7)
    Step.objects.filter(pk=kept.pk).update(request_digest=picture.digest)
    told = {
        "lost": line(fine, "a", units={"answer": "lost"}, cost=None),
        "late": line(fine, "b", units={"answer": "too late"}, cost=None),
        "failed": line(fine, "c", units={"answer": "failed"}, cost=None),
        "cancelled": line(cancelled, f"step:{cancelled.pk}:id:x0"),
        "no_file": line(gone, f"step:{gone.pk}:id:x1"),
    }
    Cancellation.objects.create(
        step=cancelled, provider="replicate", external_id="x0", sent=timezone.now(), state="done",
        not_before=timezone.now(), ended="It was finished before it could be stopped.",
    )  # fmt: skip
    came = [line(kept, f"step:{kept.pk}:id:x2"), line(fine, f"step:{fine.pk}:id:x3")]
    found = line(fine, "d", units={"answer": "lost"}, cost=None)
    line(fine, f"fix:{found.pk}:1", units={"corrects": found.pk, "note": "Its answer was found."})
    fix = line(fine, "fix:x:1", units={"corrects": told["lost"].pk, "note": "invoice of November"})
    mark(apps, None)
    for why, row in told.items():
        row.refresh_from_db()
        assert row.nothing_received == why
    for row in (*came, found):
        row.refresh_from_db()
        assert row.nothing_received == ""
    fix.refresh_from_db()
    assert fix.nothing_received == "lost"
    assert set(LedgerEntry.objects.exclude(cost=None).values_list("cost", flat=True)) == {Decimal("0.1")}


# --- 0024: whose money is aside ------------------------------------------------------------------
def test_money_that_is_held_says_whose_work_it_is_for_and_what_is_over_is_left(job):
    say = migration("0024_whose_money_is_aside").say_whose
    batch = Batch.objects.create(workspace=cast.shop(), name="Cups", created_by=cast.ann())
    aside = {"workspace": cast.shop(), "amount": Decimal("1")}
    of_job = Reservation.objects.create(call_key="job:1:1", job=job, **aside)
    of_batch = Reservation.objects.create(call_key=f"batch:{batch.pk}:USD:1", **aside)
    of_nobody = Reservation.objects.create(call_key="batch:999999:USD:1", **aside)
    over = Reservation.objects.create(
        call_key="job:1:2", job=job, state="released", closed=timezone.now(), **aside
    )
    say(apps, None)
    rows = [Reservation.objects.get(pk=row.pk).created_by for row in (of_job, of_batch, of_nobody, over)]
    assert rows == [cast.ed(), cast.ann(), None, None]


# --- 0027: the least that clips cost -------------------------------------------------------------
def test_a_least_price_that_somebody_entered_stays():
    mine = {"provider": "runway", "talent": "clip", "unit": "minimum", "valid_from": date(2026, 1, 1)}
    Price.objects.filter(unit="minimum").delete()
    Price.objects.create(model="seedance2_5", amount=Decimal("0.5"), source="our contract", **mine)
    migration("0027_least_that_clips_cost").write_rows(apps, None)
    assert dict(Price.objects.filter(unit="minimum").values_list("model", "amount")) == {
        "seedance2_5": Decimal("0.5"),
        "seedance2_mini": Decimal("0.64"),
    }
