"""Money by hours, days, weeks and months of a place where clocks change, and of thousands of sums."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generation.api.costs import SpentOut
from generation.billing import chart, ledger, reports, stretches
from generation.models import LedgerEntry
from tests import cast

pytestmark = pytest.mark.django_db

# Both days of 2026 on which clocks in Berlin change, and those around them.
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
AROUND = timedelta(days=1)


def line(number, moment, **fields):
    entry = LedgerEntry.objects.create(
        workspace=cast.shop(), call_key=f"call {number}", talent="image", provider="openai", **fields
    )
    LedgerEntry.objects.filter(pk=entry.pk).update(created=moment)
    return entry


def every_twenty_minutes(day):
    """A line of a cent every twenty minutes of that day, the day before and the day after, in Berlin."""
    moment, end = stretches.midnight(day - AROUND), stretches.midnight(day + 2 * AROUND)
    moment, number = moment.astimezone(UTC), 0
    while moment < end:
        line(number, moment, cost="0.01")
        moment, number = moment + timedelta(minutes=20), number + 1
    return number


@pytest.mark.parametrize("stretch", ["day", "month"])
@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_what_falls_between_two_beginnings_is_what_the_zone_says(day, stretch):
    """By known beginnings as by what the database (or Django) knows of time zones."""
    with timezone.override("Europe/Berlin"):
        count = every_twenty_minutes(day)
        rows = LedgerEntry.objects.all()
        told = ledger.sums(rows, starts=stretches.starts(stretch, day - AROUND, day + AROUND))
        zone = ledger.sums(rows, stretch)
    assert sum(row.calls for row in told) == count
    assert {row.key: row.calls for row in told} == {row.key: row.calls for row in zone}


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_every_hour_of_a_day_on_which_clocks_change_has_its_own_lines(day, hours):
    with timezone.override("Europe/Berlin"):
        every_twenty_minutes(day)
        asked = reports.Period("custom", day, day)
        rows = ledger.lines(cast.shop(), asked.since, asked.until)
        sums = ledger.sums(rows, "provider", starts=chart.starts(asked))
        (one,) = chart.charts(asked, [replace(row, key=row.key[::-1]) for row in sums])
    assert [(bar.calls, bar.total) for bar in one.bars] == [(3, Decimal("0.03"))] * hours
    assert [bar.label for bar in one.bars].count("02:00") == hours - 23


def test_a_line_at_midnight_is_the_new_days():
    with timezone.override("Europe/Berlin"):
        line(1, datetime(2026, 11, 7, 22, 59, 59, 999999, tzinfo=UTC), cost="1")
        line(2, datetime(2026, 11, 7, 23, 0, tzinfo=UTC), cost="2")
        starts = stretches.starts("day", date(2026, 11, 7), date(2026, 11, 8))
        found = ledger.sums(LedgerEntry.objects.all(), "provider", starts=starts)
    assert {row.key: row.known for row in found} == {
        ("openai", date(2026, 11, 7)): Decimal(1),
        ("openai", date(2026, 11, 8)): Decimal(2),
    }


def test_unknown_possible_and_corrected_costs_stand_in_their_own_groups():
    now = timezone.now()
    line(1, now, cost="1", model="a")
    line(2, now, cost=None, model="a")
    line(3, now, cost=None, model="b", units={"answer": "lost"})
    fixed = line(4, now, cost=None, model="b")
    ledger.correct(fixed, "0.50", cast.adam(), "Invoice of May")
    found = {row.key: row for row in ledger.sums(LedgerEntry.objects.all(), "model")}
    assert [
        (found[key].known, found[key].calls, found[key].unknown, found[key].doubtful) for key in "ab"
    ] == [
        (Decimal(1), 2, 1, 0),
        (Decimal("0.5"), 2, 1, 1),
    ]
    (dearest,) = ledger.sums(LedgerEntry.objects.all(), "model", most=1)
    assert dearest == found["a"]


def test_a_sum_for_programs_reads_as_its_fields_say():
    """It is written out by hand, and the document of the API is made of the fields."""
    spent = ledger.Spent(7, "USD", Decimal("1234.500000"), 5, 2, 1)
    fields = SpentOut().fields
    written = SpentOut(spent).data
    assert list(written) == list(fields)
    for name, field in fields.items():
        assert written[name] == field.to_representation(field.get_attribute(spent)), name
    assert SpentOut(ledger.Spent(None, "USD", Decimal(0), 0, 0)).data["key"] is None
