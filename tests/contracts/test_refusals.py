"""A provider that refuses by its rules on content: what was refused, who is asked then, and what it cost."""

import pytest

from generation.engine import control
from generation.engine.run import run_inline
from generation.models import LedgerEntry, Step
from generation.provider_errors import ContentRefused, NoAccess, Rejected
from generation.providers import http_client, replicate, runway
from projects.errors import BadInput, NotAllowed
from projects.team import members
from tests import cast
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import OpenAI, Replicate
from tests.contracts.servers.doubles_film import Fal, Runway

pytestmark = pytest.mark.django_db

BLOCKED = {"error": {"message": "Your request was rejected.", "code": "moderation_blocked"}}


# --- what was refused ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            {"error": {"code": "moderation_blocked", "moderation_details": {"moderation_stage": "output"}}},
            "result",
        ),
        ({"detail": [{"loc": ["body", "image_url"], "type": "content_policy_violation"}]}, "picture"),
        ({"detail": [{"loc": ["body", "prompt"], "type": "content_policy_violation"}]}, "words"),
        (BLOCKED, ""),
    ],
)
def test_the_part_that_was_refused_is_read_from_the_providers_error(body, what):
    error = http_client.from_status("Fal", 422, body, {}, None)
    assert isinstance(error, ContentRefused) and error.what == what
    assert str(error).endswith(ContentRefused.ADVICE[what])


def test_other_errors_are_no_refusals():
    bad = http_client.from_status("OpenAI", 400, {"error": {"message": "size must be a string"}}, {}, None)
    assert type(bad) is Rejected
    assert type(http_client.from_status("OpenAI", 401, {}, {}, None)) is NoAccess


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("SAFETY.INPUT.IMAGE", "picture"),
        ("INPUT_PREPROCESSING.SAFETY.TEXT", "words"),
        ("SAFETY.OUTPUT.VIDEO", "result"),
        ("SAFETY.INPUT.SOMETHING_NEW", ""),
    ],
)
def test_runways_codes_say_which_part(code, what):
    found = runway.ENDS["FAILED"]({"failureCode": code}, nothing_used())
    assert (type(found.error), found.error.what) == (ContentRefused, what)


def nothing_used():
    return replicate.Usage()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("NSFW content detected. Try running it again.", "result"),
        ("The input image was flagged as sensitive (E005)", "picture"),
        ("The input or output was flagged as sensitive. (E005)", "result"),
        ("Content policy: not today", ""),
    ],
)
def test_replicates_words_say_which_part(said, what):
    found = replicate.ENDS["failed"]({"error": said}, nothing_used(), "clip")
    assert (type(found.error), found.error.what) == (ContentRefused, what)


# --- who is asked then ---------------------------------------------------------------------------
@pytest.fixture
def both():
    with Replicate() as first, OpenAI() as second:
        yield first, second


def two(settings, both):
    first, second = both
    kit.use(settings, "image", kit.replicate(first.url), rows.shown("openai", second.url))
    first.ends, first.error = "failed", "NSFW content detected."


def test_by_itself_nobody_else_is_asked_and_a_person_is_told_what_to_do(settings, both):
    two(settings, both)
    step = kit.ended(kit.asked("image"))
    assert (step.state, len(both[0].posts()), len(both[1].posts())) == ("failed", 1, 0)
    assert step.error.endswith("Try again with another seed, or change the words.")
    assert [line.provider for line in kit.lines(step)] == ["replicate"]


def test_where_the_workspace_says_so_the_next_one_is_asked_and_both_are_in_the_ledger(settings, both):
    two(settings, both)
    step = kit.asked("image")
    members.set_refusals(cast.shop(), cast.adam(), {"image": "next"})
    step = kit.ended(step)
    assert (step.state, step.provider) == ("done", "openai"), step.error
    assert (len(both[0].posts()), len(both[1].posts())) == (1, 1)
    assert [line.provider for line in kit.lines(step)] == ["replicate", "openai"]


def test_who_refused_is_not_asked_again_while_the_next_one_has_an_outage(settings, both):
    two(settings, both)
    both[1].fails("status", status=503).fails("status", status=429)
    step = kit.asked("image")
    members.set_refusals(cast.shop(), cast.adam(), {"image": "next"})
    step = kit.ended(step)
    assert (step.state, len(both[0].posts()), len(both[1].posts())) == ("done", 1, 3), step.error


def test_the_last_one_that_refuses_ends_it(settings, both):
    two(settings, both)
    both[1].fails("status", status=400, body=BLOCKED)
    step = kit.asked("image")
    members.set_refusals(cast.shop(), cast.adam(), {"image": "next"})
    step = kit.ended(step)
    assert (step.state, len(both[0].posts()), len(both[1].posts())) == ("failed", 1, 1)
    assert "OpenAI refused this by its rules on content." in step.error


def test_a_person_may_ask_the_first_one_again(settings, both):
    two(settings, both)
    step = kit.ended(kit.asked("image"))
    both[0].ends, both[0].error = "succeeded", None
    job = run_inline(control.retry(step.job, by=cast.ed()))
    assert (job.state, len(both[0].posts())) == ("succeeded", 2)


def test_a_job_that_is_free_pays_nobody_after_a_refusal(settings, both):
    two(settings, both)
    members.set_refusals(cast.shop(), cast.adam(), {"image": "next"})
    step = kit.asked("image", free=True)
    step = kit.ended(step)
    assert (step.state, len(both[0].posts()) + len(both[1].posts())) == ("failed", 0)


def test_a_clip_that_is_refused_is_made_by_the_next_provider(settings):
    with Runway() as first, Fal() as second:
        first.end = {"status": "FAILED", "failureCode": "SAFETY.INPUT.IMAGE", "failure": "no"}
        kit.use(settings, "clip", rows.clips("runway", first.url), rows.clips("pika", second.url))
        step = kit.asked("clip")
        members.set_refusals(cast.shop(), cast.adam(), {"clip": "next"})
        step = kit.ended(step)
        assert (step.state, step.provider) == ("done", "pika"), step.error
        refused, made = LedgerEntry.objects.filter(step=step).order_by("pk")
    assert (refused.provider, refused.units["credits"], made.provider) == ("runway", 20, "pika")
    assert Step.objects.get(pk=step.pk).error == ""


# --- who decides it ------------------------------------------------------------------------------
def test_an_admin_decides_it_and_it_is_in_the_history():
    found = members.set_refusals(cast.shop(), cast.adam(), {"clip": "next"})
    assert (found["clip"], found["image"]) == ("next", "stop")
    assert cast.shop().refusal_rules == found
    for wrong in ({"weather": "next"}, {"clip": "perhaps"}):
        with pytest.raises(BadInput):
            members.set_refusals(cast.shop(), cast.adam(), wrong)
    with pytest.raises(NotAllowed):
        members.set_refusals(cast.shop(), cast.ed(), {"clip": "stop"})


def test_the_workspaces_page_has_the_choice_and_keeps_it(client):
    client.force_login(cast.adam())
    page = client.get(f"/workspaces/{cast.shop().pk}/").content.decode()
    assert "Keep the picture" in page and 'name="refusal_clip"' in page
    client.post(f"/workspaces/{cast.shop().pk}/", {"name": "Shop", "refusal_clip": "next"})
    assert cast.shop().refusals["clip"] == "next"
