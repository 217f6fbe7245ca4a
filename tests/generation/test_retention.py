"""Old rows go after the days that the settings keep them; what is still needed never does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from generation.engine import jobs, progress, workspace_feed
from generation.engine.run import run_inline
from generation.models import Answer, Event, Job, JobState, LedgerEntry, Step, StepState, WebhookDelivery
from projects import clock, retention
from projects.models import AuditEntry, RetentionRun, StoredAnswer
from tests import cast, fakes
from tests.generation.api.test_streams import bearer, events, read

pytestmark = pytest.mark.django_db

OLD = timedelta(days=400)


@pytest.fixture(autouse=True)
def instant(settings, monkeypatch):
    settings.PROVIDERS = fakes.PROVIDERS
    settings.HEARTBEAT_SECONDS = 0
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)
    fakes.reset()
    cache.clear()


def storyboard(title="Ridge film"):
    return jobs.enqueue(cast.draft(title=title), "storyboard", by=cast.ed(), runner="inline")


@pytest.fixture
def done():
    """A finished job of Ed's."""
    job = storyboard()
    run_inline(job)
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    return job


def later(after=OLD):
    """Remove what is due after so long. Returns how many went, by kind."""
    now = clock.now() + after
    return {kind.name: retention.remove(kind, now).count for kind in retention.kinds()}


# --- logs of jobs --------------------------------------------------------------------------------
def test_the_log_of_a_finished_job_goes_but_for_its_last_line(done):
    last = done.events.last()
    assert later(timedelta(days=89))["events"] == 0
    assert later()["events"] == last.seq - 1
    assert list(done.events.all()) == [last]


def test_the_log_of_a_job_at_work_stays_however_old_it_is(done):
    waiting = storyboard("Another film")
    lines = waiting.events.count()
    Job.objects.filter(pk=waiting.pk).update(finished=clock.now() - OLD)  # of an earlier try
    later()
    assert waiting.events.count() == lines > 0


def test_who_watches_a_job_hears_that_lines_went(done):
    later()
    path, auth = f"/api/v1/jobs/{done.pk}/stream/", bearer(cast.ed())
    kinds = [
        (number, kind) for number, kind, _ in events(read(Client(), path, last=2, Authorization=auth)[1])
    ]
    last = done.last_event
    assert kinds == [(last - 1, "reset"), (last, "progress"), (last, "over")]
    reset = events(read(Client(), path, last=2, Authorization=auth)[1])[0][2]
    assert reset["missed"] == last - 3 and reset["job"]["state"] == "succeeded"
    feed = Client().get(f"/api/v1/jobs/{done.pk}/events/?after=2", headers={"Authorization": auth}).json()
    assert (feed["missed"], feed["last"]) == (last - 3, last)


def test_a_log_without_any_line_left_still_ends(done):
    done.events.all().delete()
    told = progress.feed(done.pk, 2)
    assert (told["events"], told["missed"], told["last"]) == ([], done.last_event - 2, done.last_event)


def test_who_watches_a_workspace_begins_anew_where_lines_went(done, monkeypatch):
    monkeypatch.setattr("generation.api.streams.LONGEST_SECONDS", 0)
    known = workspace_feed.read(done.workspace_id, 0)
    later()
    storyboard("Another film")
    path, auth = f"/api/v1/workspaces/{done.workspace.slug}/stream/", bearer(cast.ed())
    first = events(read(Client(), path, last=known[1]["place"], Authorization=auth)[1])
    assert [kind for _, kind, _ in first] == ["reset"]
    then = events(read(Client(), path, last=first[-1][0], Authorization=auth)[1])
    assert then and {kind for _, kind, _ in then} == {"progress"}
    newest = events(read(Client(), path, last=then[-1][0], Authorization=auth)[1])
    assert newest == []


# --- what steps were told and said ---------------------------------------------------------------
def test_payloads_go_where_nobody_can_try_again(done):
    failed = storyboard("Another film")
    run_inline(failed)
    Job.objects.filter(pk=failed.pk).update(state=JobState.FAILED)
    kept = list(failed.steps.values("request", "result"))
    pictures = list(done.steps.filter(talent="image").values("request", "result"))
    assert later()["payloads"] > 0
    others = done.steps.exclude(talent="image")
    assert {(str(one.request), str(one.result)) for one in others} == {("{}", "{}")}
    assert list(failed.steps.values("request", "result")) == kept
    assert list(done.steps.filter(talent="image").values("request", "result")) == pictures
    assert later()["payloads"] == 0


def test_an_answer_goes_unless_a_job_still_asks_for_it(done):
    open_job = storyboard("Another film")
    step = open_job.steps.first()
    for digest in ("asked", "not asked"):
        values = {"talent": "text", "provider": "openai", "data": {"words": "Hi."}}
        Answer.objects.create(workspace=done.workspace, digest=digest, **values)
    Step.objects.filter(pk=step.pk).update(state=StepState.UNKNOWN, request_digest="asked")
    assert later()["answers"] == 1
    assert Answer.objects.get().digest == "asked"


def test_money_and_approvals_are_not_among_what_goes(done, settings):
    settings.RETENTION_DAYS = {**settings.RETENTION_DAYS, "audit": 1}
    ledger = set(LedgerEntry.objects.values_list("pk", flat=True))
    for verb in ("approved", "corrected a cost", "set role", "edited scene"):
        AuditEntry.objects.create(workspace=done.workspace, actor_name="ann", verb=verb, subject="x")
    later()
    assert ledger == set(LedgerEntry.objects.values_list("pk", flat=True))
    left = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"approved", "corrected a cost", "set role"} <= left and "edited scene" not in left


def test_an_answer_of_a_program_that_is_at_work_stays(done):
    ended, at_work = (
        StoredAnswer.objects.create(user=cast.ed(), key=key, fingerprint="f", holder="h", status=status)
        for key, status in (("ended", 201), ("at work", None))
    )
    assert later()["idempotency"] == 1
    assert StoredAnswer.objects.get() == at_work


# --- how it is done ------------------------------------------------------------------------------
def hints(count):
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(provider="fal", delivery=str(number)) for number in range(count)
    )
    WebhookDelivery.objects.update(received=clock.now() - OLD)


def test_the_housekeeping_looks_once_an_hour_and_goes_on_when_more_is_due(monkeypatch):
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 1000)
    hints(1200)
    now = clock.now()
    assert retention.sweep(now)["received_webhooks"].count == 1000
    assert retention.sweep(now + timedelta(minutes=5))["received_webhooks"].count == 200
    hints(1)
    assert "received_webhooks" not in retention.sweep(now + timedelta(minutes=10))
    assert retention.sweep(now + timedelta(minutes=66))["received_webhooks"].count == 1
    assert RetentionRun.objects.get(name="received_webhooks").removed == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_remove_each_row_once():
    hints(1500)

    def remove(_):
        try:
            return {kind.name: retention.remove(kind).count for kind in retention.kinds()}
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(remove, range(2)))
    assert sum(one["received_webhooks"] for one in found) == 1500
    assert not WebhookDelivery.objects.exists()


def command(*words):
    out = StringIO()
    call_command("retention", *words, stdout=out)
    return out.getvalue()


def test_a_dry_run_says_what_would_go_and_removes_nothing(done):
    Job.objects.update(finished=clock.now() - OLD)
    lines = Event.objects.count()
    told = command("--dry-run")
    assert f"Lines of finished jobs' logs (kept for 90 days): {lines - 1}, about" in told
    assert "Edits and remarks in the audit log (kept for good): 0" in told and "would go." in told
    assert Event.objects.count() == lines
    assert f"logs (kept for 90 days): {lines - 1}, about" in command()
    assert Event.objects.count() == 1
    assert "logs (kept for 90 days): 0, about 0.0 MB" in command("--dry-run")
