"""Servers of one's own that speak OpenAI's wire, and ElevenLabs' music."""

import os
import subprocess
import sys

import pytest

from generation.billing import price_book
from generation.interfaces import VoiceRequest
from generation.models import ModelCard, Price, Reservation
from generation.providers import capabilities
from generation.providers.elevenlabs import ElevenLabsComposer, ElevenLabsSpeaker
from generation.providers.openai import OpenAISpeaker
from tests.contracts import kit, matrix, rows
from tests.contracts.servers.doubles import ElevenLabs, OpenAI, wav
from tests.contracts.stage import requests
from tests.paths import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def price_list(db, settings):
    price_book.seed(Price, ModelCard)
    settings.BREAKER_FAILURES = 1000


@pytest.mark.parametrize("talent", ["image", "voice"])
def test_a_server_of_ones_own_is_asked_once_at_its_own_address(settings, talent):
    with OpenAI() as double:
        kit.use(settings, talent, rows.server(talent, double.url))
        step = kit.ended(kit.asked(talent))
        assert (step.state, step.provider, len(double.posts())) == ("done", "server", 1), step.error
        # Other servers answer with an address, which would be fetched from nowhere, unless they are told.
        assert talent == "voice" or double.posts()[0].body["response_format"] == "b64_json"
    assert kit.lines(step)[0].cost is None  # nobody has given it a price, which is not the same as free


def test_its_voices_are_its_own_and_the_first_stands_for_all_others():
    speaker = OpenAISpeaker("none", "kokoro", "http://127.0.0.1:8880/v1", voices="af_heart, am_adam")
    assert [one.name for one in speaker.voices()] == ["af_heart", "am_adam"]
    assert speaker.voice_for("Anna", taken=("af_heart",)) == "am_adam"
    with OpenAI() as double:
        speaker = OpenAISpeaker("none", "kokoro", f"{double.url}/v1", voices="af_heart,am_adam")
        speaker.speak(VoiceRequest(text="Cold water.", voice="nova"))
        assert double.seen[0].body["voice"] == "af_heart"


ASK = """
from vidstudio import provider_settings as told
for talent in ("image", "voice"):
    for row in told.PROVIDERS[talent]:
        print(talent, row["NAME"], row["OPTIONS"].get("base_url", ""), row["OPTIONS"].get("model", ""))
"""


def named(**variables):
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_KEY")}
    ran = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**environment, "AI_MOCK_MODE": "0", **variables},
        capture_output=True,
        text=True,
    )
    return ran.stdout.split("\n")[:2], ran.stderr


def test_an_address_turns_it_on_and_a_word_that_is_none_is_refused():
    places = {"SERVER_IMAGE_URL": "http://127.0.0.1:8080/v1", "SERVER_VOICE_URL": "http://10.0.0.4:8880/v1/"}
    told, _ = named(**places, SERVER_VOICE_MODEL="kokoro")
    assert told == [
        "image server http://127.0.0.1:8080/v1 default",
        "voice server http://10.0.0.4:8880/v1 kokoro",
    ]
    assert "must be an address" in named(SERVER_IMAGE_URL="ftp://somewhere")[1]


# --- ElevenLabs' music ---------------------------------------------------------------------------
FAULTS = [("status", 400), ("status", 429), ("status", 504), ("reset_after", 0), ("empty", 0)]
FAULTS += [("bad_media", 0)]


def test_each_fault_of_a_request_for_music_ends_as_promised(settings):
    found = {}
    with ElevenLabs() as double:
        kit.use(settings, "music", rows.elevenlabs_music(double.url))
        Price.objects.create(
            provider="elevenlabs", talent="music", model="music_v2_5", unit="music_seconds", amount="0.01",
            valid_from="2026-01-01",
        )  # fmt: skip
        for number, (kind, status) in enumerate(FAULTS, 1):
            double.seen.clear()
            body = {"detail": {"status": "x", "message": "It did not work."}}
            double.fails("status", status=status, body=body) if status else double.fails(kind)
            step = kit.ended(kit.asked("music", seed=number))
            aside = Reservation.objects.filter(step=step).order_by("pk").values_list("state", flat=True)
            found[kind, status] = (step.state, len(double.posts()), len(kit.lines(step)), tuple(aside))
    assert found == {fault: matrix.SOUND[fault] for fault in FAULTS}


def test_music_is_asked_for_as_their_package_asks():
    from elevenlabs import ElevenLabs as Client

    with ElevenLabs() as double:
        composer = ElevenLabsComposer("key", "music_v2_5", double.url)
        made = composer.score(requests()["music"])
        ours = double.seen[0]
        client = Client(api_key="sk-test", base_url=double.url, timeout=30)
        wish = composer.body_of(requests()["music"])
        assert b"".join(client.music.compose(**wish)) == wav(2000, 48000)
        theirs = double.seen[1]
    assert (ours.path, ours.body) == (theirs.path, theirs.body)
    assert made.usage.units == {"music_seconds": 5.0} == composer.units_for(requests()["music"])


def test_a_language_that_a_model_lacks_is_declined_before_it_is_paid_for():
    takes = capabilities.read({"languages": ["en", "de"]})
    speaker = ElevenLabsSpeaker("key", "eleven_multilingual_v2", "Nova:abcd1234", capabilities=takes)
    hungarian, german = (VoiceRequest(text="x", language=language) for language in ("hu", "de-AT"))
    assert "does not speak" in speaker.declines(hungarian) and "hu" in speaker.cannot_speak("hu-HU")
    assert (speaker.declines(german), speaker.cannot_speak("")) == ("", "")
    anything = ElevenLabsSpeaker("key", "eleven_v4", "Nova:abcd1234")
    assert anything.declines(hungarian) == ""


# --- an address in the admin ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "https://pictures.example.com/v1",
        "http://127.0.0.1:8880/v1/",
        "http://10.1.2.3:80",
        "http://[::1]:9/v1",
    ],
)
def test_an_address_may_stand_in_a_model_card(address):
    assert capabilities.read({"address": address}).address == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://pictures.example.com/v1",
        "ftp://10.1.2.3/x",
        "https://user:secret@example.com",
        "https://example.com/v1?key=1",
        "https://",
        "https://example.com:99999999/",
        7,
    ],
)
def test_what_cannot_be_meant_or_trusted_is_refused_by_the_form(address):
    with pytest.raises(ValueError, match="must be an address"):
        capabilities.read({"address": address})


def test_a_card_names_the_server_and_a_private_one_only_where_the_operator_allows_it(settings):
    with OpenAI() as double:
        card = ModelCard.objects.create(
            provider="server", talent="voice", model="kokoro", default=True, valid_from="2026-11-01",
            capabilities={"address": f"{double.url}/v1", "longest_text": 500},
        )  # fmt: skip
        row = rows.server("voice", "http://nowhere.invalid")
        row["OPTIONS"] |= {"model": "", "base_url": ""}
        kit.use(settings, "voice", row)
        step = kit.ended(kit.asked("voice"))
        assert (step.state, len(double.posts())) == ("failed", 0)
        assert "VIDSTUDIO_PRIVATE_SERVERS" in step.error
        row["OPTIONS"]["private"] = True
        kit.use(settings, "voice", row)
        step = kit.ended(kit.asked("voice", seed=2))
        assert (step.state, double.posts()[0].body["model"]) == ("done", "kokoro"), step.error
        ModelCard.objects.filter(pk=card.pk).update(capabilities={})
        step = kit.ended(kit.asked("voice", seed=3))
        assert (step.state, len(double.posts())) == ("failed", 1)
        assert "write it into the model card" in step.error


def test_openais_own_key_goes_to_no_address_of_a_card():
    takes = capabilities.read({"address": "https://elsewhere.example.com/v1"})
    assert OpenAISpeaker("sk-ours", "tts-1", capabilities=takes).base_url == "https://api.openai.com/v1"
