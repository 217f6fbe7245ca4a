"""Tokens that may do less than their user: scopes, an end, and a cap on what their jobs cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from generation.billing import room
from generation.models import Job, LedgerEntry, Step
from projects import acting
from projects.api import scopes
from projects.errors import OverBudget
from projects.models import ApiToken
from projects.models.api_token import SCOPES
from tests import cast, fakes
from tests.pages import Page
from tests.vidstudio import verbs
from vidstudio.accounts import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instant(settings):
    cache.clear()
    settings.PROVIDERS = dict(fakes.PROVIDERS)
    fakes.reset()


def program(person, **choices):
    return APIClient(headers={"Authorization": f"Bearer {tokens.issue(person, **choices)}"})


def refused(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_token_does_what_it_was_made_for_and_nothing_else():
    project = cast.board()
    scene, base = project.scenes.first(), f"/api/v1/projects/{project.pk}"
    calls = {
        "read": lambda one: one.get(f"{base}/"),
        "edit": lambda one: one.patch(f"/api/v1/scenes/{scene.pk}/", {"text": "Cold for a week."}),
        "render": lambda one: one.post(f"{base}/preview/"),
        "approve": lambda one: one.put("/api/v1/budgets/day/", {"amount": "5.00"}),
    }
    for held in SCOPES:
        one = program(cast.adam(), scopes=[held])
        for needed, call in calls.items():
            answer = call(one)
            if needed == held:
                assert answer.status_code < 300, (held, needed, answer.content)
            else:
                assert refused(answer) == (403, "out_of_scope")
                assert f"“{needed}”" in answer.json()["error"]["message"]


def test_a_token_never_allows_more_than_its_user_may():
    cast.board()
    assert program(cast.ed()).put("/api/v1/budgets/day/", {"amount": "5.00"}).status_code == 403


def test_what_pays_starts_work_and_what_decides_approves():
    """Every address that something is sent to, with the scope it needs; a new one belongs into a kind."""
    kinds = {"render": set(), "approve": set(), "read": set(), "edit": set()}
    for name, (_, methods) in verbs.routes().items():
        if name.startswith("api:") and name != "api:token":
            callback = verbs.callback(name)
            for method in methods:
                view = callback.cls()
                view.action = getattr(callback, "actions", {}).get(method)
                kinds[scopes.needed(view, method.upper())].add(f"{name.removeprefix('api:')} {method}")
    assert kinds["approve"] == {
        "project-approve post", "project-ask-changes post", "batch-approve post", "budget-detail put",
        "budget-detail delete", "project-cost-budget put", "project-cost-budget delete",
        "render-package-accept post", "render-package-reject post", "workspace-review-stages put",
        "cost-correct post", "budget-set-cap put",
        "workspace-refusals put", "workspace-disclosure put",
    }  # fmt: skip
    assert kinds["render"] == {
        "batch-list post", "batch-retry post", "batch-cancel post", "batch-illustrate post",
        "generate-script post",
        "job-cancel post", "job-retry post", "job-send-again post", "job-give-up post",
        "project-job-generate post", "project-job-illustrate post", "project-job-mend-pictures post",
        "project-music-compose-music post", "scene-regenerate post", "project-render-render post",
        "project-render-ratios post", "project-render-preview post", "render-package-package post",
    }  # fmt: skip
    assert kinds["read"] == {"script-preview post", "notification-read post", "notification-read-all post"}
    assert len(kinds["edit"]) > 30


def test_an_expired_token_opens_nothing_and_says_so():
    one = program(cast.ed(), days=7)
    assert one.get("/api/v1/projects/").status_code == 200
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    answer = one.get("/api/v1/projects/")
    assert answer.status_code == 401 and "expired on" in answer.json()["error"]["message"]


def test_signing_in_makes_a_token_with_less():
    person = cast.ed()
    asked = {"username": "ed", "password": cast.PASSWORD, "name": "feed", "scopes": ["read"], "days": 30}
    made = APIClient().post("/api/v1/token/", {**asked, "cap": "2.50"}).json()["token"]
    row = ApiToken.objects.get(user=person)
    assert (row.name, row.scopes, row.cap) == ("feed", "read", Decimal("2.50"))
    assert 29 <= (row.expires - timezone.now()).days <= 30 and made.startswith("vs_")
    assert APIClient().post("/api/v1/token/", {**asked, "scopes": ["rule"]}).status_code == 400
    assert APIClient().post("/api/v1/token/", {**asked, "scopes": []}).status_code == 400


def test_a_cap_counts_what_is_put_aside_and_what_was_spent():
    project = cast.draft()
    tokens.issue(cast.ed(), cap=Decimal("1.00"))
    token = ApiToken.objects.get()
    job = Job.objects.create(project=project, workspace=project.workspace, kind="storyboard", api_token=token)
    check = room.check_cap
    check(job, Decimal("1.00"), "USD", "This")
    step = Step.objects.create(
        job=job, stage=job.stages.create(name="script", order=0, starts_at=0, ends_at=9), key="x", label="x"
    )
    LedgerEntry.objects.create(
        workspace=project.workspace, project=project, step=step, call_key="a", talent="image",
        provider="fal", cost=Decimal("0.70"),
    )  # fmt: skip
    check(job, Decimal("0.30"), "USD", "This")
    with pytest.raises(OverBudget, match="needs up to 0.31 USD, but the API token has 0.30 USD left"):
        check(job, Decimal("0.31"), "USD", "This")
    with pytest.raises(OverBudget):
        check(job, Decimal("0.10"), "EUR", "This")
    job.api_token = None
    check(job, Decimal("99"), "USD", "This")


def test_jobs_know_the_token_that_started_them_and_people_leave_none():
    first, second = cast.draft(), cast.draft()
    answer = program(cast.ed(), cap=Decimal("3")).post(f"/api/v1/projects/{first.pk}/generate")
    assert answer.status_code == 202, answer.content
    assert Job.objects.get(project=first).api_token == ApiToken.objects.get()
    assert acting.token() is None
    person = APIClient()
    person.force_authenticate(cast.ed())
    person.post(f"/api/v1/projects/{second.pk}/generate")
    assert Job.objects.get(project=second).api_token is None


def test_a_capped_token_starts_no_batch():
    product = cast.flask()
    answer = program(cast.ed(), cap=Decimal("3")).post("/api/v1/batches/", {"products": [product.pk]})
    assert answer.status_code == 403 and "cap" in answer.json()["error"]["message"]


def test_the_account_page_makes_a_token_with_scopes_and_shows_them(client):
    client.force_login(cast.ed())
    page = Page(
        client.post("/account/", {"name": "Shop feed", "scopes": ["read", "edit"], "days": "30", "cap": "5"})
    )
    assert "Shop feed" in page and "read, edit, up to 5.00 USD" in page and "vs_" in page
    refused = client.post("/account/", {"name": "x", "days": "", "cap": "-1"})
    assert refused.status_code == 422 and ApiToken.objects.count() == 1
    assert "Choose at least one thing that it may do." in Page(refused)
