"""Jobs, steps and events on the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.admin.jobs import NEWEST_EVENTS
from generation.engine import control, jobs
from generation.models import Event, Job, LedgerEntry
from tests import cast
from tests.pages import Page
from tests.projects.admin.test_admin import press, quick_passwords, said, staff  # noqa: F401

pytestmark = pytest.mark.django_db

JOBS = reverse("admin:generation_job_changelist")


@pytest.fixture
def adams(client):
    client.force_login(cast.adam())
    return client


def started():
    return jobs.enqueue(cast.draft(), "storyboard", by=cast.ed())


def page_of(row):
    return reverse(f"admin:generation_{row._meta.model_name}_change", args=[row.pk])


def test_a_job_is_cancelled_by_the_verb(adams):
    job = started()
    press(adams, "cancel", job, url=JOBS)
    job.refresh_from_db()
    entry = job.project.audit.get(verb="cancelled storyboard")
    assert (job.state, entry.actor) == ("cancelled", cast.adam())


def test_a_cancelled_job_is_retried_by_the_verb(adams):
    job = control.cancel(started(), by=cast.ed())
    press(adams, "retry", job, url=JOBS)
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_at_work_is_not_retried(adams):
    assert "Only a failed or cancelled job" in said(press(adams, "retry", started(), url=JOBS))


def test_a_job_that_is_over_is_not_cancelled_in_silence(adams):
    job = control.cancel(started(), by=cast.ed())
    assert "cancelled already" in said(press(adams, "cancel", job, url=JOBS))


def test_a_viewer_of_the_machinery_stops_nothing(client):
    job = started()
    client.force_login(staff(cast.vera(), Job))
    assert "This needs an editor" in said(press(client, "cancel", job, url=JOBS))
    job.refresh_from_db()
    assert job.state == "queued"


def test_the_button_of_a_job_leads_back_to_it(adams):
    job = started()
    answer = press(adams, "cancel", job, url=JOBS, _back=page_of(job))
    assert answer.redirect_chain[-1][0] == page_of(job)


def test_a_button_leads_to_no_other_site(adams):
    answer = press(adams, "cancel", started(), url=JOBS, _back="https://example.com/")
    assert answer.redirect_chain[-1][0] == JOBS


def test_a_jobs_page_tells_its_steps_and_events(adams):
    told = Page(adams.get(page_of(started())))
    assert "Look at the product" in told
    assert "Waiting for a worker" in told


def test_a_long_history_shows_its_newest_events_and_a_link(adams):
    job = started()
    more = range(job.last_event + 1, NEWEST_EVENTS + 11)
    Event.objects.bulk_create(Event(job=job, seq=seq, percent=1, message=f"Event {seq}") for seq in more)
    Job.objects.filter(pk=job.pk).update(last_event=NEWEST_EVENTS + 10)
    told = adams.get(page_of(job))
    seqs = [event.seq for event in told.context["events"]]
    assert (seqs[0], len(seqs)) == (NEWEST_EVENTS + 10, NEWEST_EVENTS)
    assert f"?job__id__exact={job.pk}" in Page(told)


def test_the_link_to_older_events_opens(adams):
    job = started()
    events = reverse("admin:generation_event_changelist")
    assert adams.get(events, {"job__id__exact": job.pk}).status_code == 200


def test_a_job_cannot_be_edited(adams):
    assert adams.post(page_of(started()), {"state": "succeeded"}).status_code == 403


@pytest.mark.parametrize("name", ["job", "step", "event", "ledgerentry"])
def test_a_list_of_twenty_takes_no_more_queries_than_one_of_ten(adams, name):
    counts = []
    for start in (0, 10):
        for index in range(start, start + 10):
            project = started().project
            values = {"talent": "image", "provider": "local", "project": project}
            LedgerEntry.objects.create(workspace=cast.shop(), call_key=f"k{index}", **values)
        with CaptureQueriesContext(connection) as seen:
            adams.get(reverse(f"admin:generation_{name}_changelist"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
