"""Google's calls: as its own package would send them, and what happens when something goes wrong."""

import json
import re
from dataclasses import replace

import httpx
import pytest

from generation.billing import price_book
from generation.interfaces import PlateRequest, Reference
from generation.models import ModelCard, Price, Reservation
from generation.provider_errors import Unusable
from generation.providers import capabilities
from generation.providers.google import GoogleComposer, GooglePainter, GoogleSpeaker, GoogleWriter
from generation.providers.llm import Question
from tests.contracts import kit, rows
from tests.contracts.servers.doubles import png
from tests.contracts.servers.doubles_google import Google
from tests.contracts.servers.server import Seen
from tests.contracts.servers.wire import wrong
from tests.contracts.stage import requests

pytestmark = pytest.mark.django_db
TALENTS = ("text", "vision", "image", "voice", "music")


@pytest.fixture(autouse=True)
def price_list(db, settings):
    price_book.seed(Price, ModelCard)
    settings.BREAKER_FAILURES = 1000


@pytest.mark.parametrize("talent", TALENTS)
def test_what_is_billed_is_known_and_at_most_what_was_put_aside(settings, talent):
    with Google() as double:
        kit.use(settings, talent, rows.google(talent, double.url))
        step = kit.ended(kit.asked(talent))
    (line,) = kit.lines(step)
    (aside,) = Reservation.objects.filter(step=step)
    assert line.cost is not None and 0 < line.cost <= aside.amount, (line.units, aside.amount)


def test_a_key_that_google_does_not_accept_is_told_as_such(settings):
    with Google() as double:
        said = {"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}], "message": "no"}}
        double.fails("status", status=400, body=said)
        kit.use(settings, "image", rows.google("image", double.url))
        step = kit.ended(kit.asked("image"))
    assert "does not accept the key" in step.error


# --- refusals ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "what"), [("refusal", "words"), ("content_filter", "result")])
def test_a_picture_that_is_refused_says_which_part_and_is_in_the_ledger(settings, kind, what):
    with Google() as double:
        double.fails(kind)
        painter = GooglePainter("key", "gemini-nano-banana-2.1", double.url)
        with pytest.raises(Unusable) as caught:
            painter.paint(requests()["image"])
        assert (caught.value.refused, caught.value.what) == (True, what)
        double.fails(kind)
        kit.use(settings, "image", rows.google("image", double.url))
        step = kit.ended(kit.asked("image"))
    (line,) = kit.lines(step)
    assert (step.state, line.cost > 0, line.units["tokens_in"]) == ("failed", True, 40)


# --- as its own package would send it ------------------------------------------------------------
def as_read(value):
    """JSON as Google reads it: names in either spelling, and either alphabet of base64."""
    if isinstance(value, dict):
        read = {
            re.sub("_([a-z])", lambda at: at[1].upper(), name): as_read(one) for name, one in value.items()
        }
        if "mimeType" in read:
            read["data"] = read["data"].replace("-", "+").replace("_", "/")
        return read
    return [as_read(one) for one in value] if isinstance(value, list) else value


def sent_by_the_package(model, contents, **config):
    """The body that google-genai sends for this."""
    from google import genai

    with Google() as double:
        double.honest = False
        options = {"base_url": double.url, "retry_options": {"attempts": 1}}
        client = genai.Client(api_key="AIza-test", http_options=options)
        reply = client.models.generate_content(model=model, contents=contents, config=config)
        seen = double.seen[0]
    assert seen.path == f"/v1/models/{model}:generateContent"
    assert seen.headers["x-goog-api-key"] == "AIza-test"
    return as_read(seen.body), reply


def test_words_are_asked_for_as_its_package_asks():
    takes = capabilities.read({"thinking_tokens": 100, "effort": "low"})
    writer = GoogleWriter("key", "gemini-3.8-flash", capabilities=takes)
    question = Question(form="analysis", system="Look.", text="What is it?", photos=("AAAA",), most_tokens=50)
    ours = writer.body_of(question)
    theirs, reply = sent_by_the_package(
        "gemini-3.8-flash",
        ours["contents"],
        system_instruction="Look.",
        response_mime_type="application/json",
        response_json_schema=question.schema,
        max_output_tokens=150,
        thinking_config={"thinking_level": "LOW"},
    )
    assert json.loads(reply.text)["features"] == ["Steel body"]
    theirs["systemInstruction"].pop("role", None)
    assert theirs == as_read(ours)


def test_pictures_speech_and_music_are_asked_for_as_its_package_asks():
    shown = Reference(data=png(300, 300), shows="the product Ridge Flask")
    plate = PlateRequest(prompt="A hand", width=1080, height=1920, references=(shown,))
    ours = GooglePainter("key", "gemini-nano-banana-2.1").body_of(plate)
    theirs, _ = sent_by_the_package(
        "gemini-nano-banana-2.1",
        ours["contents"],
        response_modalities=["IMAGE"],
        image_config={"aspect_ratio": "9:16"},
    )
    assert theirs == as_read(ours)
    assert "Reference picture 1 shows the product Ridge Flask." in ours["contents"][0]["parts"][0]["text"]
    spoken = replace(requests()["voice"], voice="Puck")
    ours = GoogleSpeaker("key", "gemini-3.8-flash-tts").body_of(spoken)
    theirs, reply = sent_by_the_package(
        "gemini-3.8-flash-tts",
        ours["contents"],
        response_modalities=["AUDIO"],
        speech_config={"voice_config": {"prebuilt_voice_config": {"voice_name": "Puck"}}},
    )
    assert theirs == as_read(ours) and reply.candidates[0].content.parts[0].inline_data.data
    ours = GoogleComposer("key", "lyria-3.5").body_of(requests()["music"])
    theirs, _ = sent_by_the_package("lyria-3.5", ours["contents"], response_modalities=["AUDIO"])
    assert theirs == as_read(ours)


def test_the_double_refuses_what_the_package_does_not_know():
    body = {"contents": [{"role": "user", "parts": [{"text": "x"}]}]}
    with Google() as double:
        path = "/v1/models/m:generateContent"
        assert wrong(double, Seen("POST", path, {}, body)) == ""
        assert wrong(double, Seen("POST", path, {}, {**body, "colour": 1}))
        double.honest = False
        assert httpx.post(f"{double.url}{path}", json=body).status_code == 403


def test_samples_without_a_head_become_sound_and_other_files_stay():
    with Google() as double:
        speaker = GoogleSpeaker("key", "gemini-3.8-flash-tts", double.url)
        made = speaker.speak(requests()["voice"])
    assert (made.mime, made.data[:4]) == ("audio/wav", b"RIFF")
    assert 600 <= made.duration_ms <= 800
