"""The typical price beside the upper bound: medians of the workspace's own lines, or nothing said."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation.billing import estimates, ledger, outlooks, typical
from generation.models import LedgerEntry
from tests import cast, fakes
from tests.contracts import kit
from tests.generation.views.test_budgets import program, told
from tests.generation.views.test_costs import words
from vidstudio import inline_pipeline

pytestmark = pytest.mark.django_db
NONE_YET = "no typical price yet"


@pytest.fixture
def model(settings):
    """Pictures are bought, at 0.003 USD each at most. Gives the name of their model."""
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [kit.replicate("http://127.0.0.1:9")]}
    line = next(one for one in outlook(cast.draft()).lines if one.talent == "image")
    return line.model


def line(cost, model, images=1, ago=0, **fields):
    """A line of the ledger, so many days ago."""
    row = {"workspace": cast.shop(), "talent": "image", "provider": "replicate", "model": model}
    row |= {"units": {"images": images}, "call_key": f"call {LedgerEntry.objects.count()}", **fields}
    entry = LedgerEntry.objects.create(cost=cost, **row)
    LedgerEntry.objects.filter(pk=entry.pk).update(created=timezone.now() - timedelta(days=ago))
    return entry


def outlook(project, kind="storyboard"):
    return outlooks.outlook(project, kind).estimate


def usual(project=None):
    """What one picture usually costs, by the estimate of a board; None: nobody can tell."""
    pictures = [one for one in outlook(project or cast.draft()).lines if one.talent == "image"]
    assert pictures and len({one.typical for one in pictures}) == 1
    return pictures[0].typical


def test_five_lines_make_a_typical_price_and_four_do_not(model):
    for cost in ("0.001", "0.002", "0.002", "0.009"):
        line(cost, model)
    assert usual() is None
    line("0.002", model)
    assert usual() == Decimal("0.002")


def test_it_is_the_median_of_the_price_of_one_whatever_was_ordered_at_once(model):
    for cost, images in (("0.002", 1), ("0.004", 2), ("0.008", 4), ("0.001", 1), ("9", 1)):
        line(cost, model, images)
    assert usual() == Decimal("0.002")


def test_an_unknown_cost_is_no_line_and_never_nothing(model):
    for _ in range(4):
        line("0.002", model)
    open_lines = [line(None, model) for _ in range(6)]
    assert usual() is None
    ledger.correct(open_lines[0], "0.002", cast.adam(), "invoice")
    assert usual() == Decimal("0.002")


def test_what_people_corrected_counts_as_corrected(model):
    entries = [line("0.002", model) for _ in range(5)]
    for entry in entries[:3]:
        ledger.correct(entry, "0.005", cast.adam(), "invoice")
    ledger.correct(entries[0], "0.004", cast.adam(), "a second look")
    assert usual() == Decimal("0.004")


@pytest.mark.parametrize(
    "other",
    [
        {"ago": typical.DAYS + 1},
        {"model": "another"},
        {"provider": "fal"},
        {"talent": "clip"},
        {"currency": "EUR"},
        {"units": {"seconds": 3}},
        {"units": {"images": 1, "answer": "failed"}},
        {"units": {"images": 0}},
        {"units": {"images": "many"}},
    ],
    ids=lambda other: " ".join(map(str, *other.items())),
)
def test_lines_of_something_else_say_nothing(model, other):
    for _ in range(6):
        line("0.002", **{"model": model, **other})
    assert usual() is None


def test_another_workspaces_prices_say_nothing(model):
    for _ in range(6):
        line("0.002", model, workspace=cast.shop("zoes", "Zoe's shop"))
    assert usual() is None


def test_a_text_is_counted_by_the_request_and_a_clip_by_its_seconds():
    assert typical.size({"tokens_in": 4000, "tokens_out": 900}) == typical.Size("requests", Decimal(1))
    assert typical.size({"clips": 1, "video_seconds_1080p": 5}) == typical.Size(
        "video_seconds_1080p", Decimal(5)
    )
    assert typical.size({"images": 1, "tokens_in": 90}) == typical.Size("images", Decimal(1))


def test_many_lines_ask_no_more_of_the_database(model):
    for _ in range(5):
        line("0.002", model)
    project = cast.draft()

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            usual(project)
        return len(seen)

    few = asked()
    for _ in range(30):
        ledger.correct(line("0.002", model), "0.001", cast.adam(), "invoice")
    assert asked() == few


def test_starting_a_job_asks_for_no_typical_price(model, monkeypatch):
    """It is reserved under a lock, for which the upper bound alone counts."""
    monkeypatch.setattr(typical, "known_lines", lambda *_: pytest.fail("the ledger was read"))
    assert estimates.estimate(cast.draft(), "storyboard").total


# --- where it is said --------------------------------------------------------------------------
def test_the_page_says_what_it_usually_costs_or_that_nobody_knows_yet(client, model):
    project = cast.draft()
    client.force_login(cast.ed())
    for asked in ({}, {"short": 1}):
        assert NONE_YET in words(told(client, project, **asked))
    for _ in range(5):
        line("0.002", model)
    for asked in ({}, {"short": 1}):
        page = words(told(client, project, **asked))
        assert "usually 0.006 USD" in page and NONE_YET not in page and "0.009 USD" in page


def test_where_all_is_made_here_no_price_is_missing(client, settings):
    settings.PROVIDERS = fakes.PROVIDERS
    client.force_login(cast.ed())
    page = words(told(client, cast.draft()))
    assert NONE_YET not in page and "usually" not in page


def test_a_program_is_told_it_in_all_and_by_line(model):
    where = f"/api/v1/projects/{cast.draft().pk}/estimate"
    assert program().get(where).json()["typical"] is None
    for _ in range(5):
        line("0.002", model)
    answer = program().get(where).json()
    assert (answer["total"], answer["typical"]) == ("0.009000", "0.006000")
    by_talent = {one["talent"]: one["typical"] for one in answer["lines"]}
    assert (by_talent["image"], by_talent["text"]) == ("0.002000", "0.000000")


def test_the_command_line_tells_both_before_the_work_begins(model):
    project = cast.draft()
    said = inline_pipeline.expected(project, "storyboard")
    assert (said["most"], said["unknown"], said["typical"]) == ("0.009000", 0, None)
    for _ in range(5):
        line("0.002", model)
    assert inline_pipeline.expected(project, "storyboard")["typical"] == "0.006000"
