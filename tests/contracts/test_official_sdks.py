"""A second opinion: the providers' own SDKs are happy with our doubles, so the wire is right."""

import base64

import pytest

from generation.prompts.schemas import SCHEMAS
from tests.contracts.servers.doubles import ElevenLabs, OpenAI, Replicate, png, wav
from tests.contracts.servers.doubles_film import Fal, Runway
from tests.contracts.servers.doubles_words import Anthropic
from tests.waiting import until


@pytest.fixture
def openai():
    import openai as sdk

    with OpenAI() as double:
        yield double, sdk.OpenAI(api_key="sk-test", base_url=f"{double.url}/v1", max_retries=0, timeout=30)


@pytest.fixture
def replicate():
    sdk = pytest.importorskip("replicate")
    with Replicate() as double:
        yield double, sdk.Client(api_token="r8_test", base_url=double.url)


def test_openai_talks(openai):
    double, client = openai
    reply = client.chat.completions.create(
        model="test",
        messages=[{"role": "system", "content": "for each of these in order: hook, cta."}],
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "script", "strict": True, "schema": SCHEMAS["script"]},
        },
    )
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.total_tokens == 280


def test_openai_paints_and_speaks(openai):
    double, client = openai
    reply = client.images.generate(model="test", prompt="A flask", size="1024x1536")
    assert base64.b64decode(reply.data[0].b64_json) == png()
    assert client.audio.speech.create(model="test", voice="nova", input="Hi").read() == wav()


def test_openai_names_the_errors_as_we_do(openai):
    import openai as sdk

    double, client = openai
    double.fails("status", status=429, body={"error": {"message": "slow down", "code": "slow_down"}})
    with pytest.raises(sdk.RateLimitError) as error:
        client.images.generate(model="test", prompt="A flask")
    assert error.value.code == "slow_down"


def test_replicate_makes_a_prediction(replicate):
    double, client = replicate
    made = client.models.predictions.create(
        model="black-forest-labs/flux-schnell", input={"prompt": "A flask"}
    )
    for _ in range(3):
        made.reload()
    assert made.status == "succeeded"
    assert made.output[0].startswith(double.files.url)
    assert [row.id for row in client.predictions.list()] == [made.id]


def test_replicate_cancels_a_prediction(replicate):
    double, client = replicate
    made = client.models.predictions.create(
        model="black-forest-labs/flux-schnell", input={"prompt": "A flask"}
    )
    made.cancel()
    assert double.posts("/cancel")


def test_replicate_names_the_errors_as_we_do(replicate):
    from replicate.exceptions import ReplicateError

    double, client = replicate
    double.fails(
        "status", status=422, body={"title": "Invalid", "detail": "prompt is required", "status": 422}
    )
    with pytest.raises(ReplicateError) as error:
        client.models.predictions.create(model="black-forest-labs/flux-schnell", input={})
    assert (error.value.status, error.value.detail) == (422, "prompt is required")


def test_anthropic_writes():
    import anthropic

    with Anthropic() as double:
        client = anthropic.Anthropic(api_key="sk-test", base_url=double.url, max_retries=0, timeout=30)
        reply = client.messages.create(
            model="test",
            max_tokens=100,
            system="for each of these in order: hook, cta.",
            messages=[{"role": "user", "content": "Go."}],
            output_config={"format": {"type": "json_schema", "schema": SCHEMAS["script"]}},
        )
        assert reply.usage.input_tokens == 150


def test_elevenlabs_speaks_with_timestamps():
    from elevenlabs import ElevenLabs as Client

    with ElevenLabs() as double:
        client = Client(api_key="sk-test", base_url=double.url, timeout=30)
        reply = client.text_to_speech.convert_with_timestamps(
            "abcd1234", text="Cold water.", model_id="test", output_format="mp3_44100_128"
        )
        assert base64.b64decode(reply.audio_base_64) == wav(900, 44100)
        assert "".join(reply.alignment.characters) == "Cold water."


def test_runway_animates_and_tells_what_it_cost():
    from runwayml import RunwayML

    with Runway() as double:
        client = RunwayML(api_key="sk-test", base_url=double.url, max_retries=0, timeout=30)
        made = client.image_to_video.create(
            model="gen4_turbo",
            prompt_image="data:image/png;base64,AAAA",
            ratio="720:1280",
            prompt_text="Closer",
        )
        tasks = [client.tasks.retrieve(made.id) for _ in range(2)]
        assert [task.status for task in tasks] == ["RUNNING", "SUCCEEDED"]
        assert tasks[1].cost.credits == 20
        client.tasks.delete(made.id)
        assert double.rows[made.id]["cancelled"]


def test_fal_queues_and_tells_how_far_it_is(monkeypatch):
    from fal_client import client as sdk

    with Fal() as double:
        monkeypatch.setattr(sdk, "QUEUE_URL_FORMAT", f"{double.url}/")
        monkeypatch.setattr(sdk, "MAX_ATTEMPTS", 1)
        double.queue_url = double.url
        wish = {"image_url": "https://example.org/a.png", "prompt": "Closer", "duration": 5}
        made = sdk.SyncClient(key="a:b").submit("fal-ai/pika/v2.2/image-to-video", wish)
        states = [type(made.status()).__name__ for _ in range(2)]
        assert states == ["InProgress", "Completed"]
        assert made.get()["video"]["url"].startswith(double.files.url)


def test_our_request_to_replicate_is_built_by_its_package_and_carried_by_us(monkeypatch):
    """One POST with the package's own body, our key and our time limit, and nothing else."""
    from generation.provider_errors import OutcomeUnknown
    from generation.providers.replicate import ReplicatePainter
    from tests.contracts.stage import requests

    monkeypatch.setenv("REPLICATE_API_TOKEN", "somebody-elses")
    with Replicate() as double:
        patient, painter = (
            ReplicatePainter("r8_ours", "black-forest-labs/flux-schnell", double.url, seconds=seconds)
            for seconds in (30, 0.5)
        )
        hook = "https://studio.example.com/hook"
        assert patient.submit(requests()["image"], hook=hook).external_id in double.rows
        sent = double.posts()[0]
        assert (sent.headers["authorization"], sent.body["webhook"]) == ("Bearer r8_ours", hook)
        double.fails("stall")
        with pytest.raises(OutcomeUnknown):
            painter.submit(requests()["image"])
        until(lambda: len(double.seen) == 2, what="the double to read it")


def test_an_answer_that_the_package_cannot_read_is_no_lost_answer(monkeypatch):
    from generation.providers.replicate import ReplicatePainter
    from tests.contracts.stage import requests

    with Replicate() as double:
        row = {"id": "p1", "status": "queued", "something": "new"}
        monkeypatch.setattr(double, "answer", lambda seen, fault: (201, row, {}))
        painter = ReplicatePainter("r8_ours", "black-forest-labs/flux-schnell", double.url)
        assert painter.submit(requests()["image"]).external_id == "p1"
