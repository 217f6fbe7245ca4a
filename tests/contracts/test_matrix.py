"""Each call of each adapter × each fault: how it ends, what was sent, the ledger's lines, the money aside.

A fault happens once; then the provider is well again. What is promised is `tests.contracts.matrix`.
"""

import sys
import tempfile
import threading
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.utils import timezone

from generation.billing import price_book
from generation.engine import provider_calls
from generation.models import CircuitBreaker, ModelCard, Price, Reservation, Step, StepState
from projects.errors import OverBudget
from tests.contracts import kit, matrix, rows, stage
from tests.contracts.servers.doubles import ElevenLabs, OpenAI, Replicate, png, wav
from tests.contracts.servers.doubles_film import Composing, Fal, Runway, film
from tests.contracts.servers.doubles_google import Google
from tests.contracts.servers.doubles_words import Anthropic, Azure, Ollama

pytestmark = pytest.mark.django_db

DOUBLES = {
    "openai": OpenAI,
    "replicate": Replicate,
    "elevenlabs": ElevenLabs,
    "anthropic": Anthropic,
    "ollama": Ollama,
    "azure": Azure,
    "google": Google,
    "runway": Runway,
    "pika": Fal,
    "custom": Composing,
}
WAITING = [call for call in matrix.CALLS if call[0] in ("replicate", "runway", "pika", "custom")]
# One of each wire.
LOOKING = [call for call in WAITING if call not in (("replicate", "lip_sync"), ("replicate", "music"))]
LISTING = [call for call in LOOKING if call[0] != "runway"]
UPLOADING = [("replicate", "clip"), ("replicate", "lip_sync")]
SDKS = {"openai": "openai", "ollama": "openai", "anthropic": "anthropic"}
# What a stall is waited for: every other answer has the patience of `rows`.
SHORT = 0.8


def double_for(who, talent):
    double = DOUBLES[who.removesuffix(", shown")]()
    if who == "replicate" and talent != "image":
        data, mime = (wav(2000, 48000), "audio/wav") if talent == "music" else (film(), "video/mp4")
        double.files.data, double.files.mime = data, mime
    if who == "custom":
        double.files.data = composed()
    return double


@cache
def composed():
    """The video that the composer's question asks for, made by our own engine."""
    from rendering.engine.compose import compose

    with tempfile.TemporaryDirectory() as room:
        picture, out = Path(room) / "still.png", Path(room) / "film.mp4"
        picture.write_bytes(png(450, 800))
        compose(stage.film_spec("still"), lambda digest: picture, out)
        return out.read_bytes()


def provider(who, talent, url):
    if who.endswith(", shown"):
        return rows.shown(who.removesuffix(", shown"), url)
    makers = {
        "openai": lambda: kit.openai(talent, url),
        "anthropic": lambda: kit.anthropic(talent, url),
        "ollama": lambda: kit.ollama(talent, url),
        "azure": lambda: kit.azure(url),
        "elevenlabs": lambda: rows.elevenlabs_music(url) if talent == "music" else kit.elevenlabs(url),
        "google": lambda: rows.google(talent, url),
        "custom": lambda: rows.composer(url),
        "runway": lambda: rows.clips("runway", url),
        "pika": lambda: rows.clips("pika", url),
    }
    own = {"image": kit.replicate, "lip_sync": rows.lip_sync, "music": rows.music}
    return makers[who]() if who in makers else own.get(talent, lambda at: rows.clips("replicate", at))(url)


@pytest.fixture(autouse=True)
def price_list(db, settings):
    """A price for every model of the doubles, so that what is known to be owed can be settled."""
    price_book.seed(Price, ModelCard)
    settings.BREAKER_FAILURES = 1000


def priced(row, talent):
    options = row["OPTIONS"]
    model = options.get("model") or "render spec 1"
    for unit in ("tokens_in", "tokens_out", "tokens_cache_write", "tokens_cache_read", "images",
                 "reference_images", "characters",
                 "seconds", "clips", "video_seconds", "tracks", "videos",
                 "music_seconds"):  # fmt: skip
        Price.objects.get_or_create(
            provider=row["NAME"],
            talent=talent,
            model=model,
            unit=unit,
            defaults={"amount": "0.001", "valid_from": date(2026, 1, 1)},
        )


class Bench:
    """One double and one provider, asked again and again, each time with a fault and a job of its own."""

    def __init__(self, settings, who, talent, double):
        self.settings, self.who, self.talent, self.double = settings, who, talent, double
        self.row, self.number = provider(who, talent, double.url), 0
        self.more = {"shown": True} if who.endswith(", shown") else {}
        priced(self.row, talent)

    def tried(self, kind, status, on="POST", server=None, first=None):
        """(state, requests, lines, what became of the money) of a new question that meets this fault."""
        self.double.seen.clear()
        CircuitBreaker.objects.all().delete()
        self.patient(rows.PATIENCE)
        self.settings.PROVIDER_SECONDS = 900
        if first:
            failing(self.double, *first)
        failing(server or self.double, kind, status, on)
        self.number += 1
        step = kit.asked(self.talent, seed=self.number, **self.more)
        self.patience(kind, status, on)
        if kind == "stall":
            self.stalled(step, on)
        step = kit.ended(step)
        assert not self.double.faults and not (server and server.faults), "the fault never happened"
        assert kit.KEY not in step.error + repr([line.units for line in kit.lines(step)])
        return step.state, len(self.double.posts()), len(kit.lines(step)), self.aside(step)

    def patient(self, seconds):
        row = {**self.row, "OPTIONS": {**self.row["OPTIONS"], "seconds": seconds}}
        kit.use(self.settings, self.talent, row)

    def stalled(self, step, on):
        """Be short with the request that stalls, and with that one only."""
        while on == "GET" and not self.double.posts():
            kit.tried(step)
        self.patient(SHORT)
        while self.double.faults:
            kit.tried(step)
        self.patient(rows.PATIENCE)

    def patience(self, kind, status, on):
        """fal is waited for as long as a provider may take: here, no time where nothing will be found."""
        if self.who == "pika" and on == "POST" and matrix.FINISHED.get((kind, status)) == matrix.MAYBE:
            self.settings.PROVIDER_SECONDS = 0

    def aside(self, step):
        return tuple(Reservation.objects.filter(step=step).order_by("pk").values_list("state", flat=True))


def failing(double, kind, status, on="POST"):
    body = matrix.QUOTA if kind == "quota" else {"error": {"message": "It did not work."}}
    if kind in ("quota", "status"):
        return double.fails("status", status=status, body=body, on=on)
    return double.fails(kind, on=on)


def faults_of(who, talent):
    left_out = matrix.HAS_NOT.get((who, talent), ())
    return {fault: end for fault, end in matrix.CALLS[who, talent].items() if fault[0] not in left_out}


def name(call):
    return "-".join(call)


@pytest.mark.parametrize("call", matrix.CALLS, ids=name)
def test_each_fault_of_a_request_ends_as_promised(settings, call):
    with double_for(*call) as double:
        bench, promised = Bench(settings, *call, double), faults_of(*call)
        assert {fault: bench.tried(*fault) for fault in promised} == promised


class Killed(BaseException):
    """Nobody catches it, as nobody catches SIGKILL."""


@pytest.mark.parametrize("call", matrix.CALLS, ids=name)
def test_a_worker_killed_before_a_byte_was_sent_has_asked_nobody(settings, call, monkeypatch):
    """With everything loaded, built and connected; and when the bytes leave, the row says so already."""
    with double_for(*call) as double:
        bench = Bench(settings, *call, double)
        kit.use(settings, bench.talent, bench.row)
        step, reached = kit.asked(bench.talent, seed=1, **bench.more), []

        def failpoint(call, name):
            if name in ("connected", "before_submit"):
                sent = Step.objects.values_list("submitting", flat=True).get(pk=step.pk)
                reached.append((name, sent is not None, len(double.posts())))
            if reached == [("connected", False, 0)]:
                raise Killed

        monkeypatch.setattr(provider_calls.ProviderCall, "failpoint", failpoint)
        with pytest.raises(Killed):
            kit.tried(step)
        assert (bench.aside(step), kit.lines(step)) == ((), [])
        Step.objects.filter(pk=step.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        step = kit.ended(step)
        assert (step.state, len(double.posts()), len(kit.lines(step))) == (StepState.DONE, 1, 1), step.error
    assert reached[1:] == [("connected", False, 0), ("before_submit", True, 0)]


class Watch:
    """What this thread loads and opens from `begin` on, until the double has heard one more request."""

    def __init__(self, double):
        self.double, self.seen, self.heard, self.thread = double, [], 0, None

    def begin(self):
        self.heard, self.thread = len(self.double.posts()), threading.get_ident()

    def see(self, event, args):
        if event in ("open", "import") and threading.get_ident() == self.thread:
            if len(self.double.posts()) == self.heard:
                self.seen.append((event, str(args[0])))
            else:
                self.thread = None


WATCHES: list[Watch] = []


def watched(event, args):
    for watch in WATCHES:
        watch.see(event, args)


@cache
def watching():
    """A hook of the interpreter stays for ever: there is one, and it does nothing while nobody watches."""
    sys.addaudithook(watched)


@pytest.mark.parametrize("call", matrix.CALLS, ids=name)
def test_nothing_is_loaded_or_read_between_the_commit_and_the_first_byte(settings, call, monkeypatch):
    """The SDK is loaded, the files are read and the request is built before the row says "being sent"."""
    watching()
    with double_for(*call) as double:
        bench = Bench(settings, *call, double)
        kit.use(settings, bench.talent, bench.row)
        step, watch, loaded = kit.asked(bench.talent, seed=1), Watch(double), {}

        def failpoint(call, name):
            loaded[name] = set(sys.modules)
            if name == "before_submit":
                watch.begin()

        monkeypatch.setattr(provider_calls.ProviderCall, "failpoint", failpoint)
        WATCHES.append(watch)
        try:
            step = kit.ended(step)
        finally:
            WATCHES.remove(watch)
    assert (step.state, len(kit.lines(step)), watch.seen) == (StepState.DONE, 1, [])
    assert loaded["connected"] == loaded["before_submit"]
    assert SDKS.get(call[0], "httpx") in loaded["connected"]


def test_the_watch_sees_what_is_opened(tmp_path):
    watching()
    with double_for("openai", "text") as double:
        watch = Watch(double)
        WATCHES.append(watch)
        try:
            watch.begin()
            (tmp_path / "late").touch()
        finally:
            WATCHES.remove(watch)
    assert watch.seen == [("open", str(tmp_path / "late"))]


@pytest.mark.parametrize("call", matrix.CALLS, ids=name)
def test_a_request_that_is_refused_at_the_last_moment_is_not_sent(settings, call, monkeypatch):
    """Cancelled, or over its budget, when it was about to leave: nothing is owed, and no outage is seen."""
    with double_for(*call) as double:
        bench = Bench(settings, *call, double)
        kit.use(settings, bench.talent, bench.row)
        step = kit.asked(bench.talent, seed=1, **bench.more)
        refused = OverBudget("The budget has nothing left.")
        monkeypatch.setattr(provider_calls.reservations, "reserve_call", lambda *asked: raise_(refused))
        step = kit.ended(step)
        assert (step.state, step.error, len(double.posts())) == ("failed", str(refused), 0)
    assert (bench.aside(step), kit.lines(step), step.submitting) == ((), [], None)
    assert not CircuitBreaker.objects.filter(failures__gt=0).exists()


def raise_(error):
    raise error


@pytest.mark.parametrize("call", LOOKING, ids=name)
def test_a_look_that_fails_sends_nothing_again(settings, call):
    with double_for(*call) as double:
        bench = Bench(settings, *call, double)
        assert {fault: bench.tried(*fault, on="GET") for fault in matrix.LOOKS} == matrix.LOOKS


@pytest.mark.parametrize("call", WAITING, ids=name)
def test_a_bad_download_is_fetched_again_and_not_paid_again(settings, call):
    with double_for(*call) as double:
        bench, files = Bench(settings, *call, double), double.files
        found = {fault: bench.tried(*fault, on="GET", server=files) for fault in matrix.DOWNLOADS}
        assert found == matrix.DOWNLOADS
        assert len(files.seen) == 2 * len(found)
        assert not any(kit.KEY in repr(one) for one in files.seen), "a key went to a host of files"


@pytest.mark.parametrize("call", LISTING, ids=name)
def test_a_search_for_a_lost_answer_that_fails_is_made_again(settings, call):
    with double_for(*call) as double:
        bench, lost = Bench(settings, *call, double), ("reset_after", 0)
        found = {fault: bench.tried(*fault, on="GET", first=lost) for fault in matrix.SEARCHES}
        assert found == matrix.SEARCHES


@pytest.mark.parametrize("call", UPLOADING, ids=name)
def test_a_file_that_could_not_be_put_there_owes_nothing(settings, call):
    with double_for(*call) as double:
        bench, double.free = Bench(settings, *call, double), None
        found = {}
        for fault in matrix.UPLOADS:
            double.free = "/v1/nothing"  # so that the fault meets the file
            state, _, lines, aside = bench.tried(*fault)
            found[fault] = (state, len(double.posts("/predictions")), lines, aside)
        assert found == {
            fault: (end[0], end[1] - 1 if end == matrix.PUT else 0, *end[2:])
            for fault, end in matrix.UPLOADS.items()
        }


@pytest.mark.parametrize("part", matrix.PARTS)
def test_the_page_says_what_is_promised_here(part):
    assert matrix.told(matrix.PAGE.read_text(), part) == matrix.PARTS[part]()
