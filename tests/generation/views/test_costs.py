"""What people and programs see of what was spent, and how budgets are ruled on the page."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from generation.billing import budgets, chart, csv_export, ledger, reports
from generation.interfaces import Usage
from generation.models import Budget, Job, LedgerEntry, Price, Reservation, Stage, Step
from projects import money_format
from projects.models import AuditEntry
from tests import cast, fakes
from tests.contracts import kit
from tests.pages import Page

pytestmark = pytest.mark.django_db
COSTS, CALLS, FILE = (reverse(f"generation:{name}") for name in ("costs", "calls", "calls_file"))


def spent(cost, provider="replicate", talent="image", ago=0, **fields):
    """A line of the ledger, so many days ago."""
    key = f"call {LedgerEntry.objects.count()}"
    row = {"workspace": cast.shop(), "call_key": key, "talent": talent, "provider": provider, **fields}
    entry = LedgerEntry.objects.create(cost=cost, **row)
    LedgerEntry.objects.filter(pk=entry.pk).update(created=timezone.now() - timedelta(days=ago))
    return entry


def seen(client, url, status=200, **asked):
    answer = client.get(url, asked)
    assert answer.status_code == status, Page(answer)[:400]
    return Page(answer)


def words(page):
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def eds(client):
    client.force_login(cast.ed())
    return client


@pytest.fixture
def adams(client):
    client.force_login(cast.adam())
    return client


def program(user=None):
    client = APIClient()
    client.force_authenticate(user or cast.ed())
    return client


# --- who sees it -------------------------------------------------------------------------------
@pytest.mark.parametrize("url", [COSTS, CALLS, FILE, reverse("generation:budgets")])
def test_money_is_for_those_whose_work_spends_it(client, url):
    cast.ed()
    client.force_login(cast.vera())
    refused = client.get(url)
    assert (refused.status_code, b"This needs an editor" in refused.content) == (403, True)
    client.force_login(cast.oscar())
    assert client.get(url, {"workspace": "lolas"}).status_code == 404
    client.force_login(cast.ed())
    assert client.get(url).status_code == 200


def test_a_viewer_is_not_led_to_money(client):
    for person, led in ((cast.vera(), False), (cast.ed(), True)):
        client.force_login(person)
        assert (f'href="{COSTS}"' in seen(client, reverse("projects:list"))) is led


def test_whoever_works_in_two_shops_looks_at_one_at_a_time(eds):
    other = cast.shop("zoes", "Zoe's shop")
    cast.person("ed", "editor", other)
    spent("1"), spent("2", workspace=other)
    assert "<dd>1.00 USD</dd>" in seen(eds, COSTS)
    page = seen(eds, COSTS, workspace="zoes")
    assert "<dd>2.00 USD</dd>" in page and "workspace=zoes" in page


def test_another_shops_project_and_lines_are_not_there(client):
    mine = cast.draft()
    spent("1", project=mine)
    client.force_login(cast.oscar())
    assert "Nothing was spent yet" in seen(client, COSTS)
    assert client.get(COSTS, {"project": mine.pk}).status_code == 404
    assert client.get(reverse("generation:project_costs", args=[mine.pk])).status_code == 404


# --- the page ----------------------------------------------------------------------------------
def test_before_the_first_call_the_page_says_so_and_shows_the_budgets(eds):
    page = words(seen(eds, COSTS))
    assert "Nothing was spent yet" in page and "Each month" in page and "No limit" in page


def test_money_of_two_currencies_is_never_added(eds):
    spent("1.25"), spent("2.00"), spent("4.00", provider="custom", currency="EUR")
    # Not this month: on its first day, a chart has hours.
    page = words(seen(eds, COSTS, period="30_days"))
    assert "3.25 USD" in page and "4.00 EUR" in page and "7.25" not in page
    assert "By day, USD" in page and "By day, EUR" in page


def test_what_nobody_knows_is_unknown_and_named_and_never_nothing(eds):
    spent(None, model="musicgen")
    lost = spent(None, provider="runway", talent="clip", units={"answer": "lost"})
    page = words(seen(eds, COSTS))
    assert "2 calls" in page and "Possibly charged 1 call" in page and "musicgen" in page
    assert "Spent unknown and 2 calls of unknown cost" in page
    ledger.correct(lost, "0.25", cast.adam(), "invoice")
    page = words(seen(eds, COSTS))
    assert "Possibly charged 0 calls" in page and "Spent 0.25 USD and 1 call of unknown cost" in page


def test_what_is_made_here_is_free(eds):
    spent("0", provider="local", model="local")
    page = words(seen(eds, COSTS))
    assert "all of it was made on this machine" in page and "local 1 call free" in page


def test_less_than_a_cent_is_told_as_that(eds):
    spent("0.0042")
    assert "&lt; 0.01 USD" in seen(eds, COSTS) and "0.0042 USD" in seen(eds, CALLS)


def test_a_period_leaves_out_what_was_before_and_after(eds):
    today = timezone.localdate()
    spent("1"), spent("2", ago=today.day), spent("4", ago=75)
    sums = {
        "today": "1.00", "month": "1.00", "last_month": "2.00", "all": "7.00",
    }  # fmt: skip
    for period, total in sums.items():
        assert f"<dd>{total} USD</dd>" in seen(eds, COSTS, period=period), period
    day = (today - timedelta(days=75)).isoformat()
    assert "<dd>4.00 USD</dd>" in seen(eds, COSTS, period="custom", **{"from": day, "to": day})


@pytest.mark.parametrize(
    ("begin", "end", "why"),
    [
        ("2026-11-31", "2026-12-01", "Write a day like"),
        ("2026-11-20", "2026-11-01", "The last day is before the first"),
        ("2001-01-01", "2026-11-01", "Choose fewer"),
        ("0001-01-01", "9999-12-31", "Choose a day between"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_the_fields(eds, begin, end, why):
    asked = {"period": "custom", "from": begin, "to": end}
    page = seen(eds, COSTS, 422, **asked)
    assert why in page and f'value="{begin}"' in page
    assert eds.get(FILE, asked).status_code == 422


def test_the_page_of_one_project_is_of_that_project_alone(eds):
    flask, other = cast.draft(title="Flask"), cast.draft(title="Kettle")
    spent("1", project=flask), spent("2", project=other)
    assert "<dd>1.00 USD</dd>" in seen(eds, COSTS, project=flask.pk)
    page = seen(eds, COSTS)
    link = re.search(r'<a href="(/costs/[^"]+)">Kettle', page)[1].replace("&amp;", "&")
    assert "<dd>2.00 USD</dd>" in seen(eds, link)


def test_every_sum_leads_to_the_lines_behind_it(eds):
    step = _step(cast.board())
    spent("1", provider="openai", talent="text", model="gpt", project=step.job.project, step=step)
    spent("2", provider="openai", model="gpt-image"), spent("4", provider="runway", talent="clip")
    page = seen(eds, COSTS, period="30_days")
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/costs/calls/\?[^"]+)"', page)}
    told = {link: words(seen(eds, link)) for link in links}
    by_provider = next(
        said for link, said in told.items() if "provider=openai" in link and "talent" not in link
    )
    assert "2 lines 3.00 USD" in by_provider and "runway" not in by_provider
    by_model = next(said for link, said in told.items() if "model=gpt-image" in link)
    assert "1 line 2.00 USD" in by_model
    assert any("period=custom" in link for link in links), "a bar leads to its day"


def test_long_lists_end_in_what_they_leave_out(eds):
    for number in range(reports.MOST_PROJECTS + 3):
        spent("1", project=cast.draft(title=f"Film {number}"))
    assert "and 3 more projects 3 calls 3.00 USD" in words(seen(eds, COSTS))
    page = seen(eds, COSTS, projects="all")
    assert all(f">Film {number}<" in page for number in range(reports.MOST_PROJECTS + 3))


def test_what_is_left_out_is_the_sum_of_the_others_in_each_currency():
    """By looking at all of them: of many projects, of deleted ones, with corrections and unknown costs."""
    for number in range(6):
        project = cast.draft(title=f"Film {number}") if number else None
        spent(str(number + 1), project=project), spent("0.333333", currency="EUR", project=project)
        spent(None, project=project)
    spent("-1", call_key=f"fix:{LedgerEntry.objects.filter(cost=6).get().pk}:1", project=project)
    asked = reports.Asked(cast.shop(), reports.period("30_days"))
    every = ledger.sums(asked.rows(), "project")
    for most in (1, 4, 9, 12, 20):
        found = reports.summary(asked, most)
        named = [one.spent for one in found.projects]
        usual_first = sorted(every, key=lambda row: row.currency != "USD")
        assert named == usual_first[:most]
        left = [row for row in every if row not in named]
        assert {row.currency: (row.key, row.known, row.calls, row.unknown) for row in found.rest} == {
            currency: (
                len(rows),
                sum(row.known for row in rows),
                sum(row.calls for row in rows),
                sum(row.unknown for row in rows),
            )
            for currency in ("USD", "EUR")
            if (rows := [row for row in left if row.currency == currency])
        }


def test_thousands_of_lines_take_no_more_queries_than_ten(eds):
    projects = [cast.draft(title=f"Film {number}") for number in range(12)]
    _many(projects, 10)
    urls = [COSTS, f"{CALLS}?period=month", reverse("generation:project_costs", args=[projects[0].pk])]
    few = [_queries(eds, url) for url in urls]
    # A budget is looked up in at most three questions more, however many projects have one.
    for project in projects:
        budgets.set_budget(cast.shop(), cast.adam(), "5", "whole", project)
    _many(projects, 2000)
    for url, count in zip(urls, few, strict=True):
        assert _queries(eds, url) <= count + 3, url


def _many(projects, count):
    begin = LedgerEntry.objects.count()
    rows = (
        LedgerEntry(
            workspace=cast.shop(), project=projects[number % 12], call_key=f"many {number}", talent="image",
            provider="openai", cost=None if number % 9 == 0 else "0.01",
        )
        for number in range(begin, begin + count)
    )  # fmt: skip
    LedgerEntry.objects.bulk_create(rows)


def _queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


# --- the file ----------------------------------------------------------------------------------
def test_the_file_has_the_lines_that_the_page_counts_with_units_as_columns(eds):
    spent("0.5", units={"images": 2, "mood": "calm"}, model="flux")
    spent(None, provider="runway", units={"answer": "lost"})
    spent("9", ago=400)
    answer = eds.get(FILE)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert answer.streaming and "attachment" in answer["Content-Disposition"]
    assert [(row["provider"], row["cost"], row["currency"], row["state"]) for row in rows] == [
        ("runway", "unknown", "USD", "possibly charged"),
        ("replicate", "0.500000", "USD", ""),
    ]
    assert (rows[1]["images"], json.loads(rows[1]["other_units"])) == ("2", {"mood": "calm"})
    only = b"".join(eds.get(FILE, {"provider": "replicate"}).streaming_content)
    assert len(only.splitlines()) == 2


def test_no_spreadsheet_runs_what_somebody_named_a_project(eds):
    project = cast.draft(title='=HYPERLINK("http://evil","x")')
    entry = spent("1", project=project, model="+1", provider="@acme", units={"note": "-1"})
    ledger.correct(entry, "0.25", cast.adam(), "=1+1")
    rows = list(csv.DictReader(io.StringIO(b"".join(eds.get(FILE).streaming_content).decode())))
    assert [row["title"][:2] for row in rows] == ["'=", "'="]
    assert (rows[1]["model"], rows[1]["provider"], rows[0]["note"]) == ("'+1", "'@acme", "'=1+1")
    assert rows[0]["cost"] == "-0.750000", "an amount stays a number"


def test_the_file_is_sent_in_pieces_by_both_kinds_of_server(monkeypatch):
    monkeypatch.setattr(csv_export, "AT_ONCE", 2)
    for number in range(5):
        spent(f"{number}.5")
    rows = LedgerEntry.objects.all()

    async def gathered():
        return [piece async for piece in aiter(csv_export.CsvLines(rows))]

    pieces = list(csv_export.CsvLines(rows))
    assert [len(piece.splitlines()) for piece in pieces] == [3, 2, 1]
    assert async_to_sync(gathered)() == pieces


# --- bars --------------------------------------------------------------------------------------
def of(start, provider, known, unknown=0):
    return ledger.Spent((start, provider), "USD", Decimal(known), 1, unknown)


@pytest.mark.parametrize(
    ("most", "top", "count"), [("3", "3", 4), ("0.0042", "0.006", 4), ("97", "100", 5), ("1", "1", 5)]
)
def test_a_scale_has_round_steps_and_room_for_the_highest(most, top, count):
    ticks = chart.scale(Decimal(most))
    assert (ticks[0], ticks[-1], len(ticks)) == (Decimal(top), 0, count)


def test_bars_are_as_high_as_what_was_spent_and_stand_on_each_other():
    days = reports.Period("custom", date(2026, 11, 1), date(2026, 11, 3))
    (one,) = chart.charts(days, [of(date(2026, 11, 2), "a", "3"), of(date(2026, 11, 2), "b", "1")])
    bar = one.bars[1]
    assert [(piece.name, piece.height) for piece in bar.pieces] == [("a", 75.0), ("b", 25.0)]
    assert (bar.pieces[0].y, bar.pieces[1].y, bar.total) == (25.0, 0.0, 4)
    assert [len(bar.pieces) for bar in one.bars] == [0, 2, 0]


def test_a_correction_that_lowers_a_day_is_not_drawn_below_the_ground():
    days = reports.Period("custom", date(2026, 11, 1), date(2026, 11, 2))
    (one,) = chart.charts(days, [of(date(2026, 11, 1), "a", "2"), of(date(2026, 11, 2), "a", "-1")])
    assert (one.bars[1].pieces, one.bars[1].total) == ((), Decimal(-1))


def test_more_providers_than_colours_share_the_last():
    days = reports.Period("custom", date(2026, 11, 1), date(2026, 11, 2))
    (one,) = chart.charts(days, [of(date(2026, 11, 1), f"p{turn}", turn) for turn in range(1, 10)])
    assert [row.name for row in one.series] == ["p9", "p8", "p7", "p6", "p5", chart.OTHERS]
    assert sum(row.total for row in one.series) == sum(piece.amount for piece in one.bars[0].pieces) == 45


@pytest.mark.parametrize(
    ("first", "last", "stretch", "count"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "hour", 24),
        (date(2026, 3, 29), date(2026, 3, 29), "hour", 23),
        (date(2026, 10, 25), date(2026, 10, 25), "hour", 25),
        (date(2026, 11, 1), date(2026, 11, 30), "day", 30),
        (date(2026, 1, 1), date(2026, 6, 30), "week", 27),
        (date(2025, 1, 15), date(2026, 11, 20), "month", 23),
    ],
)
def test_a_bar_is_an_hour_a_day_a_week_or_a_month(first, last, stretch, count):
    with timezone.override("Europe/Berlin"):
        days = reports.Period("custom", first, last)
        assert (days.stretch, len(chart.starts(days))) == (stretch, count)


@pytest.mark.parametrize("stretch", ["hour", "day", "week", "month"])
def test_what_the_database_groups_lands_in_its_bar(stretch):
    with timezone.override("Europe/Berlin"):
        entry = spent("1")
        moment = datetime(2026, 11, 8, 23, 30, tzinfo=UTC)  # the ninth, in Berlin
        LedgerEntry.objects.filter(pk=entry.pk).update(created=moment)
        last = {"hour": 9, "day": 20, "week": 20, "month": 20}[stretch]
        first = {"hour": date(2026, 11, 9), "day": date(2026, 11, 1), "week": date(2026, 6, 1)}
        days = reports.Period("custom", first.get(stretch, date(2025, 1, 1)), date(2026, 11, last))
        sums = ledger.sums(LedgerEntry.objects.all(), "provider", starts=chart.starts(days))
        (one,) = chart.charts(days, [replace(row, key=row.key[::-1]) for row in sums])
        filled = [bar.label for bar in one.bars if bar.total]
    assert days.stretch == stretch
    assert filled == [
        {"hour": "00:00", "day": "9 Nov 2026", "week": "Week of 9 Nov 2026", "month": "November 2026"}[
            stretch
        ]
    ]


def test_amounts_are_told_with_their_currency():
    assert money_format.rounded(Decimal("1204.505")) == "1,204.51 USD"
    assert money_format.rounded(Decimal("0.004"), "EUR") == "< 0.01 EUR"
    assert (money_format.rounded(None), money_format.readable(None), money_format.exact(None)) == (
        "unknown",
    ) * 3
    assert (
        money_format.exact(Decimal("0.000420")) == "0.00042 USD"
        and money_format.exact(Decimal(3)) == "3.00 USD"
    )


# --- budgets -----------------------------------------------------------------------------------
def dialog(**fields):
    return {"workspace": "lolas", "period": "month", "amount": "20", "warn_percent": "75", **fields}


def test_an_admin_sets_changes_and_takes_away_a_budget_and_it_is_written_down(adams):
    url = reverse("generation:budget")
    assert "Budget for each month" in seen(adams, url, workspace="lolas", period="month")
    answer = adams.post(url, dialog(amount="20,50"))
    events = set(json.loads(answer["HX-Trigger"]))
    assert answer.status_code == 204 and {"studio:close-dialogs", "studio:budgets-changed"} <= events
    row = Budget.objects.get()
    assert (row.amount, row.warn_percent) == (Decimal("20.50"), 75)
    spent("5")
    page = words(seen(adams, reverse("generation:budgets")))
    assert "15.50 USD left of 20.50 USD" in page and "5.00 USD spent" in page
    adams.post(url, dialog(remove="1"))
    assert not Budget.objects.exists()
    assert AuditEntry.objects.filter(verb="set the month budget", actor=cast.adam()).count() == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"amount": "a lot"}, "amount of USD"),
        ({"amount": "-1"}, "amount of USD"),
        ({"amount": "NaN"}, "amount of USD"),
        ({"warn_percent": "0"}, "1 to 100 percent"),
        ({"warn_percent": "9" * 99}, "1 to 100 percent"),
    ],
)
def test_a_budget_that_cannot_be_comes_back_with_the_reason(adams, fields, why):
    answer = adams.post(reverse("generation:budget"), dialog(**fields))
    assert answer.status_code == 422 and why in Page(answer)
    assert not Budget.objects.exists()


def test_only_admins_of_the_workspace_rule_its_budgets(client):
    project = cast.draft()
    url = reverse("generation:budget")
    for person, status in ((cast.ed(), 403), (cast.ann(), 403), (cast.vera(), 403), (cast.oscar(), 404)):
        client.force_login(person)
        assert client.post(url, dialog()).status_code == status, person
        assert client.post(url, {**dialog(), "project": project.pk}).status_code == status, person
        assert client.get(url, {"workspace": "lolas", "period": "month"}).status_code == status, person
    assert not Budget.objects.exists()


def test_a_used_up_budget_says_what_that_means(eds):
    budgets.set_budget(cast.shop(), cast.adam(), "1.00")
    spent("1.50")
    page = words(seen(eds, COSTS))
    assert "Used up: nothing that costs money is started until next month" in page
    assert "What would need more than is left is not started" in page


def test_put_aside_is_told_apart_by_what_it_waits_for(eds):
    lost = spent(None, units={"answer": "lost"})
    row = {"workspace": cast.shop()}
    Reservation.objects.create(call_key=lost.call_key, amount="0.25", **row)
    Reservation.objects.create(call_key="job:1", amount="2", **row)
    page = words(seen(eds, COSTS))
    assert "2.25 USD" in page and "0.25 USD of it for calls of unknown cost" in page


# --- corrections -------------------------------------------------------------------------------
def test_an_admin_writes_down_what_a_call_really_cost(adams):
    entry = spent(None, units={"answer": "lost"})
    url = reverse("generation:correct", args=[entry.pk])
    assert "What it really cost" in seen(adams, url)
    assert adams.post(url, {"amount": "0.25", "note": ""}).status_code == 422
    assert "studio:cost-corrected" in adams.post(url, {"amount": "0.25", "note": "invoice 7"})["HX-Trigger"]
    page = words(seen(adams, CALLS))
    assert "Correction" in page and "invoice 7" in page and "0.25 USD" in page


def test_a_program_of_an_admin_corrects_a_cost_once():
    entry, client = spent(None), APIClient()
    path = f"/api/v1/costs/{entry.pk}/correct/"
    client.force_authenticate(cast.adam())
    for _ in range(2):
        answer = client.post(path, {"amount": "0.25", "note": "invoice 7"}, format="json")
        assert (answer.status_code, answer.json()["cost"]) == (201, "0.250000")
    assert LedgerEntry.objects.count() == 2 and ledger.total(entry) == Decimal("0.25")
    assert (
        client.post(path, {"amount": "-1", "note": "x"}, format="json").json()["error"]["field"] == "amount"
    )
    for person, status in ((cast.ed(), 403), (cast.oscar(), 404)):
        client.force_authenticate(person)
        assert client.post(path, {"amount": "9", "note": "x"}, format="json").status_code == status
    assert LedgerEntry.objects.count() == 2


def test_an_editor_corrects_nothing(eds):
    entry = spent(None)
    url = reverse("generation:correct", args=[entry.pk])
    assert eds.post(url, {"amount": "0", "note": "it was free"}).status_code == 403
    assert "Correct the cost" not in seen(eds, CALLS) and LedgerEntry.objects.count() == 1


# --- one video ---------------------------------------------------------------------------------
def _step(project, talent="image", stage="images", scene=None, **job):
    made, _ = Job.objects.get_or_create(
        project=project, workspace=project.workspace, kind="storyboard", state="succeeded", defaults=job
    )
    place = {"order": 1, "starts_at": 0, "ends_at": 9}
    room, _ = Stage.objects.get_or_create(job=made, name=stage, defaults=place)
    key = f"{stage}:{Step.objects.count()}"
    return Step.objects.create(job=made, stage=room, key=key, label=key, talent=talent, scene=scene)


def test_a_video_tells_what_it_has_cost_by_stage_and_scene_and_against_its_estimate(eds):
    board = cast.board()
    first = board.scenes.first()
    thought = {"total": "0.90", "currency": "USD", "unknown": 0}
    spent("0.30", project=board, step=_step(board, scene=first, estimate=thought))
    spent("0.20", project=board, talent="text", step=_step(board, "text", "script"))
    page = words(seen(eds, reverse("generation:project_costs", args=[board.pk])))
    assert "0.50 USD so far" in page and "Images 1 call 0.30 USD" in page and "Scene 1 0.30 USD" in page
    assert "The whole film 0.20 USD" in page and "at most 0.90 USD" in page


def test_what_a_job_was_thought_to_cost_is_kept_when_it_starts(settings):
    settings.PROVIDERS = {**fakes.PROVIDERS, "image": [kit.replicate("http://127.0.0.1:9")]}
    from generation import actions

    job = actions.storyboard(cast.draft(), cast.ed())
    job.refresh_from_db()
    assert job.estimate == {"total": "0.009000", "currency": "USD", "unknown": 0}


def test_the_project_page_shows_its_cost_to_those_who_spend(client):
    board = cast.board()
    page = reverse("projects:detail", args=[board.pk])
    panel = reverse("generation:project_costs", args=[board.pk])
    client.force_login(cast.ed())
    assert panel in seen(client, page)
    client.force_login(cast.vera())
    assert panel not in seen(client, page) and client.get(panel).status_code == 403


# --- programs ----------------------------------------------------------------------------------
def test_a_program_reads_sums_by_group():
    spent("1", provider="openai"), spent("2"), spent(None, units={"answer": "failed"})
    Reservation.objects.create(workspace=cast.shop(), call_key="job:1", amount="2")
    told = program().get("/api/v1/costs/summary/?by=provider").json()
    assert [(row["key"], row["cost"], row["calls"], row["unknown"]) for row in told["groups"]] == [
        ("replicate", "2.000000", 2, 1),
        ("openai", "1.000000", 1, 0),
    ]
    assert told["totals"][0]["possibly_charged"] == 1
    assert told["put_aside"] == [{"currency": "USD", "at_work": "2.000000", "possibly_charged": "0.000000"}]
    only = program().get("/api/v1/costs/summary/?provider=openai").json()
    assert (only["totals"][0]["cost"], only["groups"]) == ("1.000000", [])


def test_a_program_is_told_what_it_asked_wrongly():
    answer = program().get("/api/v1/costs/summary/?by=mood")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "by")
    assert program(cast.vera()).get("/api/v1/costs/summary/").status_code == 403
    cast.shop()
    assert program(cast.oscar()).get("/api/v1/costs/summary/?workspace=lolas").status_code == 404


def test_a_viewers_program_reads_no_ledger():
    spent("1")
    assert program(cast.vera()).get("/api/v1/costs/").json()["results"] == []


def test_a_program_of_an_admin_rules_budgets():
    project = cast.draft()
    boss = program(cast.adam())
    set_ = boss.put("/api/v1/budgets/day/", {"amount": "4.00", "warn_percent": 60}, format="json")
    assert (set_.status_code, set_.json()["left"], set_.json()["warn_percent"]) == (200, "4.000000", 60)
    assert (
        boss.put(f"/api/v1/projects/{project.pk}/budget/", {"amount": "2"}, format="json").status_code == 200
    )
    assert [row["period"] for row in program().get("/api/v1/budgets/").json()] == ["day"]
    both = program().get(f"/api/v1/budgets/?project={project.pk}").json()
    assert {row["period"] for row in both} == {"day", "whole"}
    assert boss.delete("/api/v1/budgets/day/").status_code == 204
    assert Budget.objects.get().project == project


def test_a_program_without_the_role_rules_none():
    answer = program().put("/api/v1/budgets/day/", {"amount": "4"}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    wrong = program(cast.adam()).put("/api/v1/budgets/day/", {"amount": "-4"}, format="json")
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (400, "amount")
    assert not Budget.objects.exists()


# --- the desk ----------------------------------------------------------------------------------
def test_the_ledger_on_the_desk_is_filtered_added_up_and_saved_as_a_file(adams):
    spent("1"), spent(None, units={"answer": "lost"})
    url = reverse("admin:generation_ledgerentry_changelist")
    assert "Ledger: 1.00 USD and 1 unknown" in seen(adams, url)
    assert "Ledger: 0.00 USD and 1 unknown" in seen(adams, url, cost="possibly")
    keys = list(LedgerEntry.objects.values_list("pk", flat=True))
    answer = adams.post(url, {"action": "as_file", "_selected_action": keys})
    assert len(b"".join(answer.streaming_content).splitlines()) == 3


def test_the_desk_keeps_who_changed_a_price(adams):
    price = Price.objects.create(
        provider="acme", talent="image", unit="images", amount="1", valid_from=date(2026, 1, 1)
    )
    fields = {"provider": "acme", "talent": "image", "unit": "images", "per": "1", "currency": "USD"}
    days = {"amount": "2", "valid_from": "2026-01-01", "source": "a letter"}
    adams.post(reverse("admin:generation_price_change", args=[price.pk]), {**fields, **days})
    page = words(seen(adams, reverse("admin:generation_price_history", args=[price.pk])))
    assert "adam" in page and "Changed Amount and Source" in page


def test_usage_without_a_price_is_unknown_in_every_sum():
    assert ledger.failed(Usage(units={"images": 1})).cost is None
    spent(None)
    assert [row.unknown for row in ledger.sums(ledger.lines(cast.shop()), "provider")] == [1]
