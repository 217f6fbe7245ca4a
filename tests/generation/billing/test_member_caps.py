"""What one member may spend in a month: whose cap it is and what is left is said, nothing goes beyond it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from generation.billing import batch_reservations, caps, price_book
from generation.engine import jobs
from generation.engine.run import run_inline
from generation.models import Job, LedgerEntry, ModelCard, Price, Reservation, Step
from projects.errors import BadInput, NotAllowed, OverBudget
from projects.models import AuditEntry, Membership
from projects.team import members
from tests import cast
from tests.contracts import kit
from tests.contracts.servers.doubles import Replicate
from tests.generation.batches import kit as batch_kit
from tests.generation.engine.test_races import together
from tests.pages import Page

EACH = Decimal("0.003")
pytestmark = pytest.mark.django_db


def member(who):
    return Membership.objects.select_related("user", "workspace").get(user=who, workspace=cast.shop())


def capped(who, cap):
    members.set_cap(member(who), cast.adam(), cap)


@pytest.fixture
def double(settings):
    price_book.seed(Price, ModelCard)
    with Replicate() as one:
        kit.use(settings, "image", kit.replicate(one.url))
        yield one


def start(who, number=0):
    project = cast.draft(title=f"Film {number}")
    return jobs.enqueue(project, "try", by=who, runner="inline", talent="image", seed=number)


def test_what_is_put_aside_and_what_was_spent_both_count_and_the_last_cent_may_be_used(double):
    capped(cast.ed(), EACH * 2 + Decimal("0.004"))  # 0.01 after rounding to cents: three pictures
    run_inline(start(cast.ed(), 1))
    start(cast.ed(), 2)
    found = caps.member_standing(member(cast.ed()))
    assert (found.spent, found.held, found.left) == (EACH, EACH, Decimal("0.004"))
    start(cast.ed(), 3)
    refused = r"needs up to 0\.003 USD, but ed's cap for this month has 0\.001 USD left of 0\.01 USD"
    with pytest.raises(OverBudget, match=refused):
        start(cast.ed(), 4)
    assert Job.objects.count() == 3


def test_one_members_cap_is_not_anothers_and_old_months_do_not_count(double):
    capped(cast.ed(), "0.00")
    with pytest.raises(OverBudget, match="ed's cap"):
        start(cast.ed(), 1)
    run_inline(start(cast.ann(), 2))
    capped(cast.ann(), "0.00")
    with pytest.raises(OverBudget, match="ann's cap"):
        start(cast.ann(), 3)
    assert caps.member_standing(member(cast.ann())).spent == EACH
    LedgerEntry.objects.update(created=timezone.now() - timedelta(days=40))
    assert caps.member_standing(member(cast.ann())).spent == 0
    capped(cast.ann(), None)
    start(cast.ann(), 3)


def test_whoever_has_a_cap_asks_nobody_without_a_price(double):
    Price.objects.all().delete()
    start(cast.ed(), 1)
    capped(cast.ann(), "5")
    with pytest.raises(
        OverBudget, match="whose price nobody knows, and ann's cap for this month has 5.00 USD"
    ):
        start(cast.ann(), 2)
    assert double.seen == []


def test_a_request_that_needs_more_than_the_job_put_aside_is_not_sent(double):
    job = start(cast.ed(), 1)
    Reservation.objects.all().delete()
    capped(cast.ed(), "0.00")
    run_inline(job)
    step = Step.objects.get(job=job)
    assert (step.state, double.posts()) == ("failed", [])
    assert "ed's cap for this month has 0.00 USD left" in step.error


def test_boards_of_a_batch_fit_into_the_cap_of_who_asked_for_them(settings):
    batch_kit.pictures_are_bought(settings)
    found = batch_kit.batch(batch_kit.drawn(3), by=cast.ed())
    budgets_of_rows = [batch_reservations.Wanted(Decimal("0.30"), "USD", by=cast.ed().pk) for _ in range(3)]
    capped(cast.ed(), "0.70")
    said = batch_reservations.admit_batch(cast.shop(), found.pk, budgets_of_rows, is_all_or_none=False)
    assert said[:2] == ["", ""]
    assert "ed's cap for this month has 0.10 USD left of 0.70 USD" in said[2]
    assert caps.member_standing(member(cast.ed())).held == Decimal("0.60")
    others = [batch_reservations.Wanted(Decimal("9"), "USD", by=cast.ann().pk)]
    assert batch_reservations.admit_batch(cast.shop(), found.pk, others, is_all_or_none=True) == [""]
    batch_reservations.draw_of_batch(found.pk, Decimal("0.30"), "USD", cast.ed().pk)
    assert caps.member_standing(member(cast.ed())).held == Decimal("0.30")
    [all_or_none] = set(
        batch_reservations.admit_batch(cast.shop(), found.pk, budgets_of_rows, is_all_or_none=True)
    )
    assert "All 3 together need up to 0.90 USD, but ed's cap for this month has 0.40 USD left" in all_or_none


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_start_at_once_as_many_begin_as_the_cap_has_room_for(double):
    capped(cast.ed(), "0.01")
    ed = cast.ed()
    projects = [cast.draft(title=f"Film {number}") for number in range(8)]
    works = [
        lambda number=number, project=project: jobs.enqueue(
            project, "try", by=ed, runner="inline", talent="image", seed=number
        )
        for number, project in enumerate(projects)
    ]
    said = together(*works)
    assert len([answer for answer in said if isinstance(answer, OverBudget)]) == 5, said
    assert (Job.objects.count(), caps.member_standing(member(ed)).held) == (3, EACH * 3)


# --- who rules it --------------------------------------------------------------------------------
def test_only_admins_set_caps_and_each_is_in_the_audit():
    with pytest.raises(NotAllowed):
        members.set_cap(member(cast.ed()), cast.ed(), "5")
    for wrong in ("much", "-1", "NaN", "1e12"):
        with pytest.raises(BadInput):
            members.set_cap(member(cast.ed()), cast.adam(), wrong)
    capped(cast.ed(), "5"), capped(cast.ed(), "5.00"), capped(cast.ed(), "")
    told = AuditEntry.objects.filter(verb="set cap").order_by("pk").values_list("old", "new")
    assert list(told) == [("none", "5.00"), ("5.00", "none")]


def test_the_people_page_sets_a_cap_and_shows_it_to_admins_only(client):
    here, cap = cast.shop(), reverse("projects:member_cap", args=[member(cast.ed()).pk])
    client.force_login(cast.adam())
    answer = client.post(cap, {"cap": "12,50"}, follow=True)
    assert 'value="12.50"' in Page(answer) and "ed may spend 12.50 USD each month now." in Page(answer)
    assert "A cap is an amount of USD" in Page(client.post(cap, {"cap": "lots"}, follow=True))
    client.force_login(cast.ed())
    assert "12.50" not in Page(client.get(reverse("projects:workspace", args=[here.pk])))
    assert client.post(cap, {"cap": ""}).status_code == 403
    assert member(cast.ed()).cap == Decimal("12.50")


def program(who):
    client = APIClient()
    client.force_authenticate(who)
    return client


def test_programs_set_caps_and_see_what_is_left():
    ed, adam = program(cast.ed()), program(cast.adam())
    put = adam.put("/api/v1/budgets/members/ed", {"cap": "2.50"}, format="json")
    assert (put.status_code, put.json()) == (
        200,
        {"username": "ed", "cap": "2.500000", "spent": "0.000000", "held": "0.000000", "left": "2.500000"},
    )
    assert ed.put("/api/v1/budgets/members/ed", {"cap": "9"}, format="json").status_code == 403
    assert [row["username"] for row in ed.get("/api/v1/budgets/members").json()] == ["ed"]
    everybody = {row["username"]: row["cap"] for row in adam.get("/api/v1/budgets/members").json()}
    assert everybody["ed"] == "2.500000" and everybody["adam"] is None
    assert adam.put("/api/v1/budgets/members/ed", {"cap": None}, format="json").json()["left"] is None
    assert adam.put("/api/v1/budgets/members/nobody", {"cap": "1"}, format="json").status_code == 404
