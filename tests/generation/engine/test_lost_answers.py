"""A paid request whose answer was lost is held; whoever may approve spending decides what comes of it."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from generation.engine import control, provider_calls
from generation.engine.run import run_inline
from generation.models import Job, Reservation, ReservationState, Step, StepState
from projects.errors import IllegalMove
from projects.models import AuditEntry
from tests import cast
from tests.contracts import kit
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def double():
    with OpenAI() as one:
        yield one


@pytest.fixture
def held(settings, double):
    """A picture that was sent and whose answer never came."""
    double.fails("reset_after")
    kit.use(settings, "image", kit.openai("image", double.url))
    step = kit.ended(kit.asked("image"))
    assert step.state == StepState.UNKNOWN
    return step


def state(step):
    return Step.objects.values_list("state", flat=True).get(pk=step.pk)


def test_sent_again_it_is_done_and_both_requests_stand_in_the_ledger(held, double):
    control.send_again(held, cast.ann())
    run_inline(held.job)
    assert (state(held), len(double.posts()), len(kit.lines(held))) == (StepState.DONE, 2, 2)
    assert Job.objects.get(pk=held.job_id).state == "succeeded"


def test_given_up_its_stage_decides_how_the_job_ends(held, double):
    control.give_up(held, cast.ann())
    assert (state(held), len(double.posts()), len(kit.lines(held))) == (StepState.FAILED, 1, 1)
    assert Job.objects.get(pk=held.job_id).state == "failed"


def test_who_decided_is_written_down(held):
    control.give_up(held, cast.ann())
    assert AuditEntry.objects.filter(verb="gave up", actor_name="ann", data__step=held.pk).exists()


def test_a_step_is_decided_about_once(held):
    control.send_again(held, cast.ann())
    for verb in (control.send_again, control.give_up):
        with pytest.raises(IllegalMove, match="not held any more"):
            verb(held, cast.ann())


def test_the_page_shows_it_with_both_ways_to_go_on(held, client):
    client.force_login(cast.ann())
    told = Page(client.get(reverse("generation:project_jobs", args=[held.job.project_id])))
    assert "Ask: possibly charged." in told
    assert reverse("generation:send_again", args=[held.pk]) in told
    assert reverse("generation:give_up", args=[held.pk]) in told


def test_an_editor_sees_it_and_may_not_decide(held, client):
    client.force_login(cast.ed())
    told = Page(client.get(reverse("generation:project_jobs", args=[held.job.project_id])))
    assert "An approver decides" in told and reverse("generation:send_again", args=[held.pk]) not in told
    assert client.post(reverse("generation:send_again", args=[held.pk])).status_code == 403
    assert state(held) == StepState.UNKNOWN


def test_an_approver_decides_on_the_page(held, client, double):
    client.force_login(cast.ann())
    told = Page(client.post(reverse("generation:send_again", args=[held.pk])))
    assert (state(held), "possibly charged" in told) == ("ready", False)
    assert client.post(reverse("generation:give_up", args=[held.pk])).status_code == 409


def test_outsiders_find_no_such_step(held, client):
    client.force_login(cast.oscar())
    assert client.post(reverse("generation:give_up", args=[held.pk])).status_code == 404


def test_programs_decide_by_the_steps_key(held):
    client = APIClient()
    client.force_authenticate(cast.ed())
    url = f"/api/v1/jobs/{held.job_id}/steps/{held.key}/give-up/"
    assert client.post(url).status_code == 403
    client.force_authenticate(cast.ann())
    assert client.post(url).json()["state"] == "failed"
    assert client.post(url).status_code == 409
    assert client.post(url.replace(held.key, "nothing")).status_code == 404


def test_the_desk_decides_by_the_same_verbs(held, client):
    client.force_login(cast.adam())
    page = Page(client.get(reverse("admin:generation_job_change", args=[held.job_id])))
    assert "Send again (may be charged twice)" in page
    action = {"action": "give_up", "_selected_action": held.pk}
    client.post(reverse("admin:generation_step_changelist"), action)
    assert state(held) == StepState.FAILED


def test_the_page_that_is_watched_hears_that_it_is_held(held):
    assert held.job.events.last().data["held"] is True
    control.send_again(held, cast.ann())
    assert held.job.events.filter(data__held=False).count() == 1


def test_a_machine_that_stood_still_before_it_sent_asks_nobody(settings, monkeypatch):
    """By then others may have found that nothing arrived, and asked themselves."""
    clock, mark_sending = [0.0], provider_calls.ProviderCall.mark_sending

    def stands_still(call, history):
        mark_sending(call, history)
        clock[0] += provider_calls.LONGEST_START_SECONDS + 1

    with Replicate() as lister:
        kit.use(settings, "image", kit.replicate(lister.url))
        monkeypatch.setattr(provider_calls.time, "clock_gettime", lambda _: clock[0])
        with monkeypatch.context() as patch:
            patch.setattr(provider_calls.ProviderCall, "mark_sending", stands_still)
            step = kit.tried(kit.asked("image"))
        assert (step.state, step.submitting, lister.posts()) == (StepState.READY, None, [])
        assert not Reservation.objects.filter(step=step, state=ReservationState.HELD).exists()
        step = kit.ended(step)
        assert (step.state, len(lister.posts()), len(kit.lines(step))) == (StepState.DONE, 1, 1), step.error
