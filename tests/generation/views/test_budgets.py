"""What people and programs see of money before it is spent, and how an admin rules it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from generation.admin.costs import used
from generation.billing import budgets
from generation.models import Budget, Job, LedgerEntry, ModelCard, Price
from projects.board import review
from projects.errors import OverBudget
from projects.models import VideoProject
from tests import cast, fakes
from tests.contracts import kit
from tests.pages import Page
from tests.projects.admin.test_admin import press, quick_passwords, said  # noqa: F401

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def paid(settings):
    """Pictures at a price, voices at one nobody knows."""
    settings.PROVIDERS = {
        **fakes.PROVIDERS,
        "image": [kit.replicate("http://127.0.0.1:9")],
        "voice": [kit.elevenlabs("http://127.0.0.1:9")],
    }


def budget(amount="0.00"):
    return budgets.set_budget(cast.shop(), cast.adam(), amount)


def told(client, project, **asked):
    return Page(client.get(reverse("generation:estimate", args=[project.pk]), asked))


def program(user=None):
    client = APIClient()
    client.force_authenticate(user or cast.ed())
    return client


# --- pages -------------------------------------------------------------------------------------
def test_the_line_by_the_button_says_what_it_costs_and_what_is_left(client, paid):
    project = cast.draft()
    client.force_login(cast.ed())
    page = Page(client.get(reverse("projects:detail", args=[project.pk])))
    assert f"{reverse('generation:estimate', args=[project.pk])}?short=1&amp;kind=storyboard" in page.replace(
        "1&kind", "1&amp;kind"
    )
    budget("5")
    line = told(client, project, short=1)
    assert "costs up to" in line and "0.009 USD" in line and "5.00 USD</b> left this month" in line


def test_the_approver_sees_scenes_what_is_unknown_and_why_it_would_be_refused(client, paid):
    board = cast.board()
    client.force_login(cast.ann())
    before = told(client, board, kind="render")
    assert "nobody knows the price" in before and "Scene 3" in before and "No budget is set" in before
    budget()
    assert "eleven_test of elevenlabs, whose price nobody knows" in told(client, board, kind="render")


def test_an_outsider_sees_no_estimate(client):
    client.force_login(cast.oscar())
    assert client.get(reverse("generation:estimate", args=[cast.draft().pk])).status_code == 404


def test_over_budget_the_page_says_so_and_nothing_is_started(client, paid):
    project = cast.draft()
    budget()
    client.force_login(cast.ed())
    answer = client.post(reverse("generation:storyboard", args=[project.pk]), headers=HTMX)
    assert answer.status_code == 402
    assert "needs up to 0.009 USD, but the workspace's budget for this month has 0.00 USD left" in said_by(
        answer
    )
    assert not Job.objects.exists()


def said_by(answer):
    return Page(answer)


def test_over_budget_no_project_is_left_behind(client, paid):
    budget()
    client.force_login(cast.ed())
    fields = {
        "source": "product", "product": cast.flask().pk, "length": "15", "mode": "creative_ad",
        "style": "minimal", "aspect": "9:16", "resolution": "720p", "language": "en", "seed": "1",
    }  # fmt: skip
    answer = client.post(reverse("generation:create"), fields, headers=HTMX)
    assert (answer.status_code, VideoProject.objects.count()) == (402, 0), said_by(answer)


def test_over_budget_a_board_is_not_approved(paid):
    board = cast.board()
    review.submit(board, cast.ed())
    budget()
    with pytest.raises(OverBudget):
        review.approve(board, cast.ann())
    board.refresh_from_db()
    assert (board.state, board.submissions.get().state) == ("in_review", "open")


# --- programs ----------------------------------------------------------------------------------
def test_a_program_asks_what_it_would_cost(paid):
    budget("5")
    answer = program().get(f"/api/v1/projects/{cast.draft().pk}/estimate").json()
    assert (answer["total"], answer["unknown"], answer["refusal"]) == ("0.009000", 0, "")
    assert {line["how"] for line in answer["lines"]} == {"local", "priced"}
    assert answer["budgets"][0]["left"] == "5.000000"


def test_of_an_unknown_kind_nothing_is_estimated(paid):
    answer = program().get(f"/api/v1/projects/{cast.draft().pk}/estimate?kind=everything")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "kind")


def test_over_budget_is_402_with_its_code(paid):
    project = cast.draft()
    budget()
    answer = program().post(f"/api/v1/projects/{project.pk}/generate")
    assert (answer.status_code, answer.json()["error"]["code"]) == (402, "budget_exceeded")
    assert not Job.objects.exists()


def test_the_ledger_is_read_by_members_only():
    row = {"workspace": cast.shop(), "talent": "image"}
    LedgerEntry.objects.create(call_key="a", cost="0.5", provider="openai", **row)
    LedgerEntry.objects.create(workspace=cast.shop(), call_key="b", provider="runway", talent="clip")
    rows = program().get("/api/v1/costs/").json()["results"]
    assert [(row["provider"], row["cost"]) for row in rows] == [("runway", None), ("openai", "0.500000")]
    assert len(program().get("/api/v1/costs/?provider=openai").json()["results"]) == 1
    assert program(cast.oscar()).get("/api/v1/costs/").json()["results"] == []


# --- the desk ----------------------------------------------------------------------------------
@pytest.fixture
def adams(client):
    client.force_login(cast.adam())
    return client


def test_an_admin_sets_raises_and_takes_away_a_budget(adams):
    fields = {"workspace": cast.shop().pk, "period": "month", "amount": "10", "warn_percent": 80}
    adams.post(reverse("admin:generation_budget_add"), fields)
    row = Budget.objects.get()
    page = reverse("admin:generation_budget_change", args=[row.pk])
    adams.post(page, {"amount": "20", "warn_percent": 50})
    row.refresh_from_db()
    assert (row.amount, row.warn_percent, row.created_by) == (20, 50, cast.adam())
    assert "20.00 USD" in Page(adams.get(reverse("admin:generation_budget_changelist")))
    adams.post(reverse("admin:generation_budget_delete", args=[row.pk]), {"post": "yes"})
    assert not Budget.objects.exists()


def test_a_budget_that_cannot_be_is_refused_beside_its_field(adams):
    fields = {"workspace": cast.shop().pk, "period": "whole", "amount": "10", "warn_percent": 80}
    answer = adams.post(reverse("admin:generation_budget_add"), fields)
    assert "a workspace one each day and one each month" in Page(answer)
    assert not Budget.objects.exists()


def test_a_cost_is_corrected_from_the_ledger_by_a_line_of_its_own(adams):
    entry = LedgerEntry.objects.create(workspace=cast.shop(), call_key="a", provider="openai", talent="image")
    url = reverse("admin:generation_ledgerentry_changelist")
    assert "Ledger: 0.00 USD and 1 unknown" in Page(adams.get(url))
    press(adams, "correct", entry, url=url, note="0.04 invoice of November")
    assert LedgerEntry.objects.get(call_key=f"fix:{entry.pk}:1").cost == Decimal("0.04")
    assert "Ledger: 0.04 USD" in Page(adams.get(url))


def test_a_price_that_was_used_can_only_be_ended(adams):
    row = {
        "provider": "acme",
        "talent": "image",
        "unit": "images",
        "amount": "1",
        "valid_from": date(2026, 1, 1),
    }
    free, taken = Price.objects.create(**row), Price.objects.create(**row, model="m")
    LedgerEntry.objects.create(workspace=cast.shop(), call_key="a", priced_by=[taken.pk, taken.pk + 1000])
    assert (used(free), used(taken)) == (False, True)
    adams.post(
        reverse("admin:generation_price_change", args=[taken.pk]),
        {"amount": "9", "valid_to": "2026-12-31", "source": ""},
    )
    taken.refresh_from_db()
    assert (taken.amount, taken.valid_to) == (1, date(2026, 12, 31))
    assert (
        adams.post(reverse("admin:generation_price_delete", args=[taken.pk]), {"post": "yes"}).status_code
        == 403
    )


@pytest.mark.parametrize("kind", [Price, ModelCard, Budget, LedgerEntry])
def test_every_list_of_money_can_be_opened(adams, kind):
    name = kind._meta.model_name
    assert adams.get(reverse(f"admin:generation_{name}_changelist")).status_code == 200
    assert adams.get(reverse("admin:generation_reservation_changelist")).status_code == 200
