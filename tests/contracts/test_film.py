"""Clips, talking portraits, music and whole videos: each call × each fault, and a film that moves."""

from decimal import Decimal

import pytest

from generation.models import StepState
from projects.models import Asset
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import Replicate, wav
from tests.contracts.servers.doubles_film import Fal, Runway, film

pytestmark = pytest.mark.django_db

CALLS = [
    ("runway", "clip"),
    ("pika", "clip"),
    ("replicate", "clip"),
    ("replicate", "lip_sync"),
    ("replicate", "music"),
]


def double_for(who, talent):
    double = {"runway": Runway, "pika": Fal, "replicate": Replicate}[who]()
    if who == "replicate":
        data, mime = (wav(2000, 48000), "audio/wav") if talent == "music" else (film(), "video/mp4")
        double.files.data, double.files.mime = data, mime
    return double


def provider(who, talent, url):
    return {"lip_sync": rows.lip_sync, "music": rows.music}.get(talent, lambda at: rows.clips(who, at))(url)


def use(settings, who, talent, double):
    kit.use(settings, talent, provider(who, talent, double.url))


@pytest.mark.parametrize(("who", "talent"), CALLS)
def test_without_a_fault_one_request_is_sent_and_its_file_is_kept(settings, who, talent):
    with double_for(who, talent) as double:
        use(settings, who, talent, double)
        step = kit.ended(kit.asked(talent))
        assert (step.error, step.state, len(double.posts())) == ("", StepState.DONE, 1)
        assert not any(kit.KEY in repr(one) for one in double.files.seen)
        again = kit.ended(kit.asked(talent))
        assert (again.state, len(double.posts()), kit.lines(again)) == (StepState.DONE, 1, [])
    kept = step.asset
    assert (kept.kind, kept.duration_ms) == (talent, 2000)
    assert kit.lines(step)[0].units


def test_what_runway_charged_is_what_the_ledger_says(settings):
    with Runway() as double:
        use(settings, "runway", "clip", double)
        step = kit.ended(kit.asked("clip"))
        body = double.posts()[0].body
    line = kit.lines(step)[0]
    assert (line.cost, line.currency, line.units) == (Decimal("0.20"), "USD", {"credits": 20})
    assert (body["ratio"], body["duration"], body["promptText"]) == ("720:1280", 4, "Slowly closer")
    assert body["promptImage"].startswith("data:image/jpeg;base64,")


RUNWAY_ENDS = {
    "SAFETY.INPUT.TEXT": (StepState.FAILED, 1, 1, 20),
    "INTERNAL.BAD_OUTPUT.CODE01": (StepState.FAILED, 3, 3, 20),
    "INTERNAL": (StepState.FAILED, 3, 0, 0),
}


@pytest.mark.parametrize(("code", "ends"), RUNWAY_ENDS.items())
def test_each_failure_of_runways(settings, code, ends):
    with Runway() as double:
        double.credits = ends[3]
        double.end = {"status": "FAILED", "failure": "internal words", "failureCode": code}
        use(settings, "runway", "clip", double)
        step = kit.ended(kit.asked("clip"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == ends[:3], step.error
    assert "internal words" not in step.error


FAL_ENDS = {
    "refused": (
        (422, {"detail": [{"msg": "no", "type": "content_policy_violation"}]}, {}),
        (StepState.FAILED, 1, 1),
    ),
    "broken": ((500, {"detail": "oops"}, {}), (StepState.FAILED, 3, 0)),
    "empty": ((200, {"video": None}, {}), (StepState.FAILED, 1, 1)),
}


@pytest.mark.parametrize(("end", "ends"), FAL_ENDS.values(), ids=FAL_ENDS)
def test_each_end_of_fals_queue(settings, end, ends):
    with Fal() as double:
        double.end, double.honest = end, end[1].get("video", "") is not None
        use(settings, "pika", "clip", double)
        step = kit.ended(kit.asked("clip"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == ends, step.error


@pytest.mark.parametrize("data", [b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", film()[:4000], wav(2000)])
def test_what_is_no_whole_film_is_fetched_again_and_never_kept(settings, data):
    with Runway(data=data) as double:
        use(settings, "runway", "clip", double)
        step = kit.ended(kit.asked("clip"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (StepState.FAILED, 1, 1)
    assert not Asset.objects.filter(kind="clip").exists()


@pytest.mark.parametrize(
    ("who", "method", "path"), [("runway", "DELETE", "/tasks/"), ("pika", "PUT", "/cancel")]
)
def test_cancelling_tells_the_provider(settings, who, method, path):
    from generation.providers import registry

    with double_for(who, "clip") as double:
        double.looks_needed = 10**6
        use(settings, who, "clip", double)
        step = kit.tried(kit.asked("clip"), 2)
        registry.named("clip", who).adapter.cancel(step.external_id)
        assert len(double.told(method, path)) == 1
        assert double.rows[step.external_id]["cancelled"]
