"""Each call × each fault: how it ends, how many requests were sent, and what the ledger says.

A fault happens to the first request only. `FAULTS` is the table of docs/providers.md.
"""

from decimal import Decimal

import pytest

from generation.models import DONE, FAILED, UNKNOWN
from tests.contracts import kit
from tests.contracts.doubles import ElevenLabs, OpenAI, Replicate
from tests.contracts.doubles_words import Anthropic, Azure, Ollama
from tests.fleet import ROOT

pytestmark = pytest.mark.django_db

QUOTA = {"error": {"message": "Pay first.", "type": "insufficient_quota", "code": "credit_balance_exhausted"}}
# (what happens, its details): (state, requests, ledger lines) of a call answered at once.
FAULTS = {
    ("status", 400): (FAILED, 1, 0),
    ("status", 401): (FAILED, 1, 0),
    ("status", 402): (FAILED, 1, 0),
    ("status", 403): (FAILED, 1, 0),
    ("status", 404): (FAILED, 1, 0),
    ("status", 409): (DONE, 2, 1),
    ("status", 422): (FAILED, 1, 0),
    ("status", 429): (DONE, 2, 1),
    ("quota", 429): (FAILED, 1, 0),
    ("status", 500): (DONE, 2, 1),
    ("status", 503): (DONE, 2, 1),
    ("status", 504): (UNKNOWN, 1, 1),
    ("reset_before", 0): (UNKNOWN, 1, 1),
    ("reset_after", 0): (UNKNOWN, 1, 1),
    ("stall", 0): (UNKNOWN, 1, 1),
    ("html", 0): (FAILED, 1, 1),
    ("empty", 0): (FAILED, 1, 1),
    ("truncated", 0): (FAILED, 1, 1),
}
MEDIA = {("missing", 0): (FAILED, 1, 1), ("bad_media", 0): (FAILED, 1, 1)}
# A model that talks is told what was wrong: one more request, and both are in the ledger.
REPAIRED = (DONE, 2, 2)
TALK = {(kind, 0): REPAIRED for kind in ("html", "empty", "truncated", "missing", "blank", "length")}
TALK |= {("refusal", 0): REPAIRED, ("content_filter", 0): REPAIRED}
# Replicate lists what it accepted: a lost answer is found there, or known never to have arrived.
LISTED = {
    ("status", 504): (DONE, 2, 1),
    ("reset_before", 0): (DONE, 2, 1),
    ("reset_after", 0): (DONE, 1, 1),
    ("stall", 0): (DONE, 1, 1),
    ("html", 0): (DONE, 2, 1),
    ("empty", 0): (DONE, 2, 1),
    ("truncated", 0): (DONE, 1, 1),
    ("missing", 0): (DONE, 1, 1),
}
CALLS = {
    ("openai", "text"): {**FAULTS, **TALK},
    ("openai", "vision"): {**FAULTS, **TALK},
    ("openai", "image"): {**FAULTS, **MEDIA},
    ("openai", "voice"): {**FAULTS, ("bad_media", 0): (FAILED, 1, 1)},
    ("elevenlabs", "voice"): {**FAULTS, **MEDIA, ("no_alignment", 0): (DONE, 1, 1)},
    ("replicate", "image"): {**FAULTS, **LISTED},
    ("anthropic", "text"): {**FAULTS, **TALK},
    ("anthropic", "vision"): {**FAULTS, **TALK},
    ("ollama", "text"): {**FAULTS, **TALK},
    ("azure", "voice"): {**FAULTS, ("bad_media", 0): (FAILED, 1, 1)},
}
# Anthropic has no filter beside the model's own refusal.
for talent in ("text", "vision"):
    del CALLS["anthropic", talent]["content_filter", 0]
DOUBLES = {
    "openai": OpenAI,
    "replicate": Replicate,
    "elevenlabs": ElevenLabs,
    "anthropic": Anthropic,
    "ollama": Ollama,
    "azure": Azure,
}
ROWS = [
    pytest.param(who, talent, fault, ends, id=f"{who}-{talent}-{fault[0]}-{fault[1] or ''}".rstrip("-"))
    for (who, talent), faults in CALLS.items()
    for fault, ends in faults.items()
]


def provider(who, talent, url):
    return {
        "openai": lambda: kit.openai(talent, url),
        "replicate": lambda: kit.replicate(url),
        "elevenlabs": lambda: kit.elevenlabs(url),
        "anthropic": lambda: kit.anthropic(talent, url),
        "ollama": lambda: kit.ollama(talent, url),
        "azure": lambda: kit.azure(url),
    }[who]()


def failing(double, kind, status):
    if kind == "quota":
        return double.fails("status", status=status, body=QUOTA)
    if kind == "status":
        return double.fails("status", status=status, body={"error": {"message": "It did not work."}})
    return double.fails(kind)


@pytest.mark.parametrize(("who", "talent", "fault", "ends"), ROWS)
def test_each_fault_ends_as_promised(settings, who, talent, fault, ends):
    with DOUBLES[who]() as double:
        failing(double, *fault)
        kit.use(settings, talent, provider(who, talent, double.url))
        step = kit.ended(kit.asked(talent))
        told = (step.state, len(double.posts()), len(kit.lines(step)))
    assert told == ends, step.error
    assert kit.KEY not in step.error + repr([line.units for line in kit.lines(step)])


@pytest.mark.parametrize(("who", "talent"), CALLS)
def test_without_a_fault_one_request_is_sent_and_written_down(settings, who, talent):
    with DOUBLES[who]() as double:
        kit.use(settings, talent, provider(who, talent, double.url))
        step = kit.ended(kit.asked(talent))
        assert (step.error, step.state, len(double.posts())) == ("", DONE, 1)
    line = kit.lines(step)[0]
    # One model of the doubles has a price; the cost of the others is unknown, not nothing.
    cost = Decimal("0.003") if who == "replicate" else None
    assert (line.provider, line.cost, line.latency_ms >= 0) == (who, cost, True)
    assert line.units and line.model


@pytest.mark.parametrize(("who", "talent"), CALLS)
def test_asking_again_costs_nothing(settings, who, talent):
    with DOUBLES[who]() as double:
        kit.use(settings, talent, provider(who, talent, double.url))
        kit.ended(kit.asked(talent))
        again = kit.ended(kit.asked(talent))
        assert (again.state, len(double.posts()), kit.lines(again)) == (DONE, 1, [])


@pytest.mark.parametrize(
    ("said", "low", "high"), [("1", 0.5, 1.1), ("300", 290, 300.1), ("soon", 0, 0.5), ("-5", 0.5, 1.1)]
)
@pytest.mark.parametrize("who", ["openai", "replicate"])
def test_a_throttled_call_waits_as_long_as_it_is_told(settings, who, said, low, high):
    from django.utils import timezone

    with DOUBLES[who]() as double:
        double.fails("status", status=429, headers={"Retry-After": said})
        kit.use(settings, "image", provider(who, "image", double.url))
        step = kit.tried(kit.asked("image"))
    wait = (step.not_before - timezone.now()).total_seconds()
    assert (step.state, step.submitting, low - 1 <= wait <= high) == ("ready", None, True)


def test_replicate_tells_the_wait_in_words(settings):
    from django.utils import timezone

    body = {"detail": "Request was throttled. Your rate limit resets in ~30s."}
    with Replicate() as double:
        double.fails("status", status=429, body=body)
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.tried(kit.asked("image"))
    assert 28 < (step.not_before - timezone.now()).total_seconds() < 31


def test_nothing_is_sent_after_an_unknown_outcome(settings):
    with OpenAI() as double:
        double.fails("reset_after")
        kit.use(settings, "image", kit.openai("image", double.url))
        step = kit.ended(kit.asked("image"))
        kit.tried(step, 3)
        assert (step.state, len(double.posts())) == (UNKNOWN, 1)
    assert kit.lines(step)[0].cost is None


# --- Replicate's own ways to fail --------------------------------------------------------------
ENDS = {
    "succeeded": (DONE, 1, 1),
    "nsfw": (FAILED, 1, 1),
    "canceled": (FAILED, 1, 1),
    "failed": (FAILED, 3, 3),
    "aborted": (FAILED, 3, 0),
}


@pytest.mark.parametrize(("end", "ends"), ENDS.items())
def test_each_end_of_a_prediction(settings, end, ends):
    with Replicate() as double:
        double.ends = {"nsfw": "failed"}.get(end, end)
        double.error = {"nsfw": "NSFW content detected.", "failed": "E1001: out of memory"}.get(end)
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == ends, step.error


POLLS = {
    ("unknown_status", 200): (DONE, 1, 1),
    ("status", 503): (DONE, 1, 1),
    ("status", 429): (DONE, 1, 1),
    ("reset_after", 0): (DONE, 1, 1),
    ("stall", 0): (DONE, 1, 1),
    ("status", 401): (FAILED, 1, 0),
    ("status", 404): (FAILED, 1, 1),
}


@pytest.mark.parametrize(("fault", "ends"), POLLS.items())
def test_a_look_that_fails_never_sends_the_request_again(settings, fault, ends):
    with Replicate() as double:
        double.fails(fault[0], status=fault[1], on="GET")
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == ends, step.error


@pytest.mark.parametrize("fault", ["html", "empty", "truncated"])
def test_a_look_that_cannot_be_read_is_taken_again(settings, fault):
    with Replicate() as double:
        double.fails(fault, on="GET")
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (DONE, 1, 1), step.error


@pytest.mark.parametrize("fault", ["status", "wrong_type", "redirect", "oversized", "cut", "half", "empty"])
def test_a_bad_download_is_fetched_again_not_paid_again(settings, fault):
    with Replicate() as double:
        double.files.fails(fault, status=404, on="GET")
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (DONE, 1, 1), step.error
        assert len(double.files.seen) == 2


@pytest.mark.parametrize("output", ["http://10.0.0.7/x.png", "file:///etc/passwd", "http://u:p@example.org/"])
def test_a_result_at_a_forbidden_address_is_never_fetched(settings, output):
    with Replicate() as double:
        double.output = output
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (FAILED, 1, 1)


def test_no_key_goes_to_the_host_of_the_files(settings):
    with Replicate() as double:
        kit.use(settings, "image", kit.replicate(double.url))
        kit.ended(kit.asked("image"))
        assert double.files.seen
        assert not any(kit.KEY in repr(one) for one in double.files.seen)


def test_no_key_is_logged(settings, caplog):
    caplog.set_level("DEBUG")
    body = {"error": {"message": f"Incorrect API key provided: {kit.KEY}"}}
    for status in (400, 401, 500):
        with OpenAI() as double:
            double.fails("status", status=status, body=body)
            kit.use(settings, "image", kit.openai("image", double.url))
            step = kit.ended(kit.asked("image"))
            assert kit.KEY not in step.error
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("generation")]
    assert ours and not any(kit.KEY in line for line in ours)


# --- the page ----------------------------------------------------------------------------------
PAGE = ROOT / "docs/providers.md"
WORDS = {
    "reset_before": "connection cut before it was read",
    "reset_after": "connection cut after it was read",
    "stall": "no answer in time",
    "html": "200 with an HTML page",
    "empty": "200 with nothing",
    "truncated": "200 with JSON cut off",
    "missing": "a field is missing",
    "bad_media": "no real picture or sound",
    "blank": "no words",
    "length": "words cut off at the limit",
    "refusal": "the model declines",
    "content_filter": "a filter stops it",
    "quota": "429, the account is empty",
}


def table(faults):
    """Rows of Markdown for faults and their ends."""
    return "\n".join(
        f"| {WORDS.get(kind, status)} | {state} | {sent} | {lines} |"
        for (kind, status), (state, sent, lines) in faults.items()
    )


@pytest.mark.parametrize(
    ("name", "faults"), [("faults", {**FAULTS, **MEDIA}), ("talk", TALK), ("listed", LISTED)]
)
def test_the_page_tells_what_these_tests_found(name, faults):
    told = PAGE.read_text().partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    assert told.strip().split("\n", 2)[2] == table(faults)
