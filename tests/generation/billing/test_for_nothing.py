"""What was charged though nothing usable came: marked with why, to the cent of what the servers bill."""

import csv
import io
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from generation.billing import budgets, ledger, reports
from generation.engine import cancellations, control
from generation.models import Cancellation, LedgerEntry, NothingReceived, StepState
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.contracts.servers.doubles_film import Runway
from tests.contracts.test_matrix import priced
from tests.pages import Page

pytestmark = pytest.mark.django_db
# What one clip costs at the double of Runway: twenty credits of a cent.
CLIP = Decimal(Runway.credits) / 100


def clips(settings, **how):
    """A double of Runway that ends like this, and its bill: what it charged for all that it took."""
    double = Runway(data=how.pop("data", None))
    for name, value in how.items():
        setattr(double, name, value)
    kit.use(settings, "clip", rows.clips("runway", double.url))
    return double


def refused_clip(settings):
    end = {"status": "FAILED", "failure": "no", "failureCode": "SAFETY.INPUT.TEXT"}
    with clips(settings, end=end) as double:
        kit.ended(kit.asked("clip", seed=1))
        return "refused", "runway", len(double.posts()) * CLIP, 1


def failed_clip(settings):
    end = {"status": "FAILED", "failure": "no", "failureCode": "INTERNAL.BAD_OUTPUT.CODE01"}
    with clips(settings, end=end) as double:
        kit.ended(kit.asked("clip", seed=2))
        return "failed", "runway", len(double.posts()) * CLIP, 3


def clip_at_a_forbidden_address(settings):
    with clips(settings, output="http://10.0.0.7/x.mp4") as double:
        kit.ended(kit.asked("clip", seed=3))
        return "no_file", "runway", len(double.posts()) * CLIP, 1


def clip_that_is_none(settings):
    with clips(settings, data=b"#EXTM3U\nhttp://127.0.0.1/x.ts\n") as double:
        kit.ended(kit.asked("clip", seed=4))
        return "unusable", "runway", len(double.posts()) * CLIP, 1


def picture_that_is_none(settings):
    with OpenAI() as double:
        row = kit.openai("image", double.url)
        priced(row, "image")
        kit.use(settings, "image", row)
        double.fails("bad_media")
        kit.ended(kit.asked("image", seed=1))
        told = double.picture("")["usage"]
        return (
            "unusable",
            "openai",
            Decimal(told["total_tokens"] + 1) / 1000,
            1,
        )  # its tokens, and one picture


def words_that_are_none(settings):
    """The second answer is good, and only the first was for nothing."""
    with OpenAI() as double:
        row = kit.openai("text", double.url)
        priced(row, "text")
        kit.use(settings, "text", row)
        double.fails("blank")
        step = kit.ended(kit.asked("text", seed=1))
        assert (step.state, len(double.posts())) == (StepState.DONE, 2)
        return "unusable", "openai", Decimal("0.280"), 1  # 200 and 80 tokens


def picture_cancelled_too_late(settings):
    with Replicate() as double:
        double.looks_needed = 10**6
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.tried(kit.asked("image", seed=2))
        control.cancel(step.job, by=cast.ed())
        double.looks_needed = 0
        double.rows[step.external_id] |= {"status": "succeeded", "output": [double.made(None)]}
        double.look = lambda pk, kind: double.rows[pk]
        cancellations.process_due()
        return "cancelled", "replicate", Decimal("0.003"), 1


CASES = [
    refused_clip, failed_clip, clip_at_a_forbidden_address, clip_that_is_none, picture_that_is_none,
    words_that_are_none, picture_cancelled_too_late,
]  # fmt: skip


def good_picture(settings):
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        assert kit.ended(kit.asked("image", seed=9)).state == StepState.DONE
    return Decimal("0.003")


def billed_for_nothing():
    return {row.key: (row.known, row.calls) for row in reports.for_nothing(LedgerEntry.objects.all())}


def program():
    client = APIClient()
    client.force_authenticate(cast.ed())
    return client


def test_the_report_is_the_servers_bills_and_budgets_count_every_cent(settings, client):
    settings.BREAKER_FAILURES = 1000
    bills = {}
    for case in CASES:
        reason, provider, bill, calls = case(settings)
        before = bills.get((reason, provider), (Decimal(0), 0))
        bills[reason, provider] = (before[0] + bill, before[1] + calls)
    good = good_picture(settings) + Decimal("0.280")  # and the words that came after all
    assert billed_for_nothing() == bills
    total = sum(bill for bill, _ in bills.values())
    budget = budgets.set_budget(cast.shop(), cast.adam(), "100")
    assert budgets.standing(budget).spent == total + good

    client.force_login(cast.ed())
    page = Page(client.get(reverse("generation:costs"), {"period": "all"}))
    for reason, provider in bills:
        assert str(NothingReceived(reason).label) in page and provider in page
    asked = {"period": "all", "state": "nothing"}
    text = client.get(reverse("generation:calls_file"), asked).getvalue().decode()
    told = list(csv.DictReader(io.StringIO(text)))
    assert sum(Decimal(row["cost"]) for row in told) == total
    assert {(row["nothing_received"], row["provider"]) for row in told} == set(bills)
    answer = program().get("/api/v1/costs/summary/").json()
    assert {
        (row["reason"], row["provider"]): (Decimal(row["cost"]), row["calls"])
        for row in answer["for_nothing"]
    } == bills
    found = program().get("/api/v1/costs/", {"for_nothing": "true"}).json()
    assert sum(Decimal(row["cost"]) for row in found["results"]) == total
    refused = program().get("/api/v1/costs/", {"nothing_received": "refused"}).json()["results"]
    assert [(row["provider"], row["nothing_received"]) for row in refused] == [("runway", "refused")]


def test_a_file_that_comes_with_a_later_try_takes_its_mark_away(settings):
    with clips(settings) as double:
        double.files.fails("status", status=404, on="GET")
        step = kit.asked("clip", seed=5)
        while not kit.lines(step):
            kit.tried(step)
        assert [line.nothing_received for line in kit.lines(step)] == ["no_file"]
        assert kit.ended(step).state == StepState.DONE
    assert [(line.nothing_received, line.cost) for line in kit.lines(step)] == [("", CLIP)]


def test_a_lost_answer_is_marked_until_it_is_found_and_its_correction_counts(settings):
    with Replicate() as double:
        double.looks_needed = 10**6
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.tried(kit.asked("image", seed=3))
        control.cancel(step.job, by=cast.ed())
        Cancellation.objects.update(external_id="", not_before=timezone.now())
        cancellations.process_due()
        line = kit.lines(step)[0]
        assert (line.cost, line.nothing_received) == (None, "lost")
        [row] = reports.for_nothing(LedgerEntry.objects.all())
        assert (row.key, row.known, row.unknown) == (("lost", "replicate"), 0, 1)
        ledger.correct(line, "0.42", cast.adam(), "invoice")
        [row] = reports.for_nothing(LedgerEntry.objects.all())
        assert (row.known, row.unknown) == (Decimal("0.42"), 0)
        ledger.correct(line, "0", cast.adam(), "they never charged it")
        assert reports.for_nothing(LedgerEntry.objects.all()) == []


def test_old_lines_are_marked_where_that_can_be_known(settings):
    """Of what was written before the mark: the lost, the cancelled, and the file that never came."""
    for case in (picture_cancelled_too_late, clip_at_a_forbidden_address, picture_that_is_none):
        case(settings)
    good_picture(settings)
    lost = LedgerEntry.objects.first()
    lost.pk, lost.call_key, lost.cost, lost.units = None, "lost-1", None, {"answer": "lost"}
    lost.save()
    ledger.correct(lost, "0.10", cast.adam(), "invoice")
    LedgerEntry.objects.update(nothing_received="")
    import_module("generation.migrations.0023_nothing_received").mark_old_lines(apps, None)
    marks = LedgerEntry.objects.order_by("pk").values_list("provider", "nothing_received")
    assert list(marks) == [
        ("replicate", "cancelled"),
        ("runway", "no_file"),
        ("openai", ""),  # it came at once: nothing says that it was of no use
        ("replicate", ""),
        ("replicate", "lost"),
        ("replicate", "lost"),  # its correction
    ]
