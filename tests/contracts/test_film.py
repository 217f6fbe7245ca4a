"""Clips, talking portraits, music and whole videos: each call × each fault, and a film that moves."""

from decimal import Decimal

import pytest

from generation.models import DONE, FAILED, UNKNOWN
from projects.models import Asset
from tests.contracts import kit, rows
from tests.contracts.doubles import Replicate, wav
from tests.contracts.doubles_film import Fal, Runway, film
from tests.contracts.test_faults import FAULTS, LISTED, PAGE, failing, table

pytestmark = pytest.mark.django_db

# Runway tells nothing afterwards: whatever it may have accepted waits for a person.
SILENT = {
    **FAULTS,
    **dict.fromkeys([("html", 0), ("empty", 0), ("truncated", 0), ("missing", 0)], (UNKNOWN, 1, 1)),
}
# fal lists what is over. What was accepted is found; what is not listed in time is held, not sent again.
FINISHED = {
    ("status", 504): (UNKNOWN, 1, 1),
    ("reset_before", 0): (UNKNOWN, 1, 1),
    ("reset_after", 0): (DONE, 1, 1),
    ("stall", 0): (DONE, 1, 1),
    ("html", 0): (UNKNOWN, 1, 1),
    ("truncated", 0): (DONE, 1, 1),
    ("missing", 0): (DONE, 1, 1),
}
FEW = [("status", 422), ("status", 429), ("status", 504), ("reset_after", 0), ("missing", 0)]
SOME = {fault: {**FAULTS, **LISTED}[fault] for fault in FEW}
CALLS = {
    ("runway", "clip"): SILENT,
    ("pika", "clip"): {("status", 400): (FAILED, 1, 0), ("status", 500): (DONE, 2, 1), **FINISHED},
    ("replicate", "clip"): SOME,
    ("replicate", "lip_sync"): SOME,
    ("replicate", "music"): SOME,
}
ROWS = [
    pytest.param(who, talent, fault, ends, id=f"{who}-{talent}-{fault[0]}-{fault[1] or ''}".rstrip("-"))
    for (who, talent), faults in CALLS.items()
    for fault, ends in faults.items()
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


@pytest.mark.parametrize(("who", "talent", "fault", "ends"), ROWS)
def test_each_fault_ends_as_promised(settings, who, talent, fault, ends):
    with double_for(who, talent) as double:
        failing(double, *fault)
        use(settings, who, talent, double)
        if who == "pika" and ends[0] == UNKNOWN:
            settings.PROVIDER_SECONDS = 0
        step = kit.ended(kit.asked(talent))
        told = (step.state, len(double.posts()), len(kit.lines(step)))
    assert told == ends, step.error
    assert kit.KEY not in step.error


@pytest.mark.parametrize(("who", "talent"), CALLS)
def test_without_a_fault_one_request_is_sent_and_its_file_is_kept(settings, who, talent):
    with double_for(who, talent) as double:
        use(settings, who, talent, double)
        step = kit.ended(kit.asked(talent))
        assert (step.error, step.state, len(double.posts())) == ("", DONE, 1)
        assert not any(kit.KEY in repr(one) for one in double.files.seen)
        again = kit.ended(kit.asked(talent))
        assert (again.state, len(double.posts()), kit.lines(again)) == (DONE, 1, [])
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
    "SAFETY.INPUT.TEXT": (FAILED, 1, 1, 20),
    "INTERNAL.BAD_OUTPUT.CODE01": (FAILED, 3, 3, 20),
    "INTERNAL": (FAILED, 3, 0, 0),
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
    "refused": ((422, {"detail": [{"msg": "no", "type": "content_policy_violation"}]}, {}), (FAILED, 1, 1)),
    "broken": ((500, {"detail": "oops"}, {}), (FAILED, 3, 0)),
    "empty": ((200, {"video": None}, {}), (FAILED, 1, 1)),
}


@pytest.mark.parametrize(("end", "ends"), FAL_ENDS.values(), ids=FAL_ENDS)
def test_each_end_of_fals_queue(settings, end, ends):
    with Fal() as double:
        double.end = end
        use(settings, "pika", "clip", double)
        step = kit.ended(kit.asked("clip"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == ends, step.error


@pytest.mark.parametrize("fault", ["unknown_status", "html", "status"])
@pytest.mark.parametrize("who", ["runway", "pika"])
def test_a_look_that_fails_never_sends_the_request_again(settings, who, fault):
    with double_for(who, "clip") as double:
        double.fails(fault, status=503, on="GET")
        use(settings, who, "clip", double)
        step = kit.ended(kit.asked("clip"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (DONE, 1, 1), step.error


@pytest.mark.parametrize("data", [b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", film()[:4000], wav(2000)])
def test_what_is_no_whole_film_is_fetched_again_and_never_kept(settings, data):
    with Runway(data=data) as double:
        use(settings, "runway", "clip", double)
        step = kit.ended(kit.asked("clip"))
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (FAILED, 1, 1)
    assert not Asset.objects.filter(kind="clip").exists()


@pytest.mark.parametrize(
    ("who", "method", "path"), [("runway", "DELETE", "/tasks/"), ("pika", "PUT", "/cancel")]
)
def test_cancelling_tells_the_provider(settings, who, method, path):
    from generation import registry

    with double_for(who, "clip") as double:
        double.looks_needed = 10**6
        use(settings, who, "clip", double)
        step = kit.tried(kit.asked("clip"), 2)
        registry.named("clip", who).does.cancel(step.external_id)
        assert len(double.told(method, path)) == 1
        assert double.rows[step.external_id]["cancelled"]


def test_the_page_tells_what_these_tests_found():
    for name, faults in (("silent", SILENT), ("finished", FINISHED)):
        told = PAGE.read_text().partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
        new = {fault: ends for fault, ends in faults.items() if FAULTS.get(fault) != ends}
        assert told.strip().split("\n", 2)[2] == table(new)
