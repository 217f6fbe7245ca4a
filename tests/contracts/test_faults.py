"""Each call × each fault: how it ends, how many requests were sent, and what the ledger says.

A fault happens to the first request only. `FAULTS` is the table of docs/providers.md.
"""

from decimal import Decimal

import pytest
from django.utils import timezone

from generation.models import StepState
from tests.contracts import kit
from tests.contracts.servers.doubles import ElevenLabs, OpenAI, Replicate
from tests.contracts.servers.doubles_words import Anthropic, Azure, Ollama

pytestmark = pytest.mark.django_db

DOUBLES = {
    "openai": OpenAI,
    "replicate": Replicate,
    "elevenlabs": ElevenLabs,
    "anthropic": Anthropic,
    "ollama": Ollama,
    "azure": Azure,
}


def provider(who, talent, url):
    return {
        "openai": lambda: kit.openai(talent, url),
        "replicate": lambda: kit.replicate(url),
        "elevenlabs": lambda: kit.elevenlabs(url),
        "anthropic": lambda: kit.anthropic(talent, url),
        "ollama": lambda: kit.ollama(talent, url),
        "azure": lambda: kit.azure(url),
    }[who]()


CALLS = [
    ("openai", "text"),
    ("openai", "vision"),
    ("openai", "image"),
    ("openai", "voice"),
    ("elevenlabs", "voice"),
    ("replicate", "image"),
    ("anthropic", "text"),
    ("anthropic", "vision"),
    ("ollama", "text"),
    ("azure", "voice"),
]


@pytest.mark.parametrize(("who", "talent"), CALLS)
def test_without_a_fault_one_request_is_sent_and_written_down(settings, who, talent):
    with DOUBLES[who]() as double:
        kit.use(settings, talent, provider(who, talent, double.url))
        step = kit.ended(kit.asked(talent))
        assert (step.error, step.state, len(double.posts())) == ("", StepState.DONE, 1)
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
        assert (again.state, len(double.posts()), kit.lines(again)) == (StepState.DONE, 1, [])


def waits(step):
    """(the step, seconds that it waits at least and at most), however long the try itself took."""
    before = timezone.now()
    step = kit.tried(step)
    least, most = ((step.not_before - moment).total_seconds() for moment in (timezone.now(), before))
    return step, least, most


@pytest.mark.parametrize(
    ("said", "low", "high"), [("1", 0.5, 1.1), ("300", 290, 300.1), ("soon", 0, 0.5), ("-5", 0.5, 1.1)]
)
@pytest.mark.parametrize("who", ["openai", "replicate"])
def test_a_throttled_call_waits_as_long_as_it_is_told(settings, who, said, low, high):
    with DOUBLES[who]() as double:
        double.fails("status", status=429, headers={"Retry-After": said})
        kit.use(settings, "image", provider(who, "image", double.url))
        step, least, most = waits(kit.asked("image"))
    assert (step.state, step.submitting) == ("ready", None)
    assert least <= high and low <= most


def test_replicate_tells_the_wait_in_words(settings):
    body = {"detail": "Request was throttled. Your rate limit resets in ~30s."}
    with Replicate() as double:
        double.fails("status", status=429, body=body)
        kit.use(settings, "image", kit.replicate(double.url))
        _, least, most = waits(kit.asked("image"))
    assert least <= 30.1 and most >= 29.9


def test_nothing_is_sent_after_an_unknown_outcome(settings):
    with OpenAI() as double:
        double.fails("reset_after")
        kit.use(settings, "image", kit.openai("image", double.url))
        step = kit.ended(kit.asked("image"))
        kit.tried(step, 3)
        assert (step.state, len(double.posts())) == (StepState.UNKNOWN, 1)
    assert kit.lines(step)[0].cost is None


# --- Replicate's own ways to fail --------------------------------------------------------------
ENDS = {
    "succeeded": (StepState.DONE, 1, 1),
    "nsfw": (StepState.FAILED, 1, 1),
    "canceled": (StepState.FAILED, 1, 1),
    "failed": (StepState.FAILED, 3, 3),
    "aborted": (StepState.FAILED, 3, 0),
}


@pytest.mark.parametrize(("end", "ends"), ENDS.items())
def test_each_end_of_a_prediction(settings, end, ends):
    with Replicate() as double:
        double.ends = {"nsfw": "failed"}.get(end, end)
        double.error = {"nsfw": "NSFW content detected.", "failed": "E1001: out of memory"}.get(end)
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == ends, step.error


@pytest.mark.parametrize("output", ["http://10.0.0.7/x.png", "file:///etc/passwd", "http://u:p@example.org/"])
def test_a_result_at_a_forbidden_address_is_never_fetched(settings, output):
    with Replicate() as double:
        double.output = output
        kit.use(settings, "image", kit.replicate(double.url))
        step = kit.ended(kit.asked("image"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (StepState.FAILED, 1, 1)


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
